// Common tables, from a queryset to its text, without a server.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/vinyl.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>

using namespace shop;

namespace common {

/// Its table has no schema, so a common table can take its name.
struct Shelf : vinyl::model<Shelf> {
    std::int64_t id{};
    std::int64_t album{};
};

/// The server's type of a column knows no operators with texts.
struct Host : vinyl::model<Host> {
    std::int64_t id{};
    std::string address;

    static constexpr vinyl::meta meta{vinyl::sql_type("address"_f, "inet")};
};

}  // namespace common

namespace {

const auto totals = Album::vinyl().order_by().filter("price"_f > vinyl::decimal(5)).values("artist"_f).annotate("sold"_f = sum("stock"_f), "n"_f = count());
const auto all = Artist::vinyl().order_by();

const std::string body = R"((SELECT "album"."artist_id", SUM("album"."stock") AS "sold", COUNT(*) AS "n" FROM "orm"."album" WHERE "album"."price" > $1 GROUP BY "album"."artist_id"))";
const std::string with = R"(WITH "totals" ("artist", "sold", "n") AS )" + body + " ";
const std::string from = R"( FROM "orm"."artist" )";
const std::string left = R"(LEFT JOIN "totals" ON ("artist"."id" = "totals"."artist"))", inner = R"(INNER JOIN "totals" ON ("artist"."id" = "totals"."artist"))";

}  // namespace

TEST_CASE("with_: rows of a queryset are written once and joined") {
    const auto rows = all.with_("totals"_f = totals, left_join("id"_f == "totals__artist"_f));
    static_assert(std::same_as<decltype(rows)::row_type, Artist>);
    const auto values = rows.values("name"_f, "totals__sold"_f, "totals__n"_f);
    using row = decltype(values)::row_type;
    static_assert(std::same_as<std::remove_cvref_t<decltype(row()["totals__n"_f])>, std::optional<std::int64_t>>);
    CHECK(values.sql() == with + R"(SELECT "artist"."name", "totals"."sold", "totals"."n")" + from + left);
    CHECK(rows.sql() == with + R"(SELECT "artist"."id", "artist"."name", "artist"."country")" + from + left);
    // a condition that needs its row, and one in its place
    CHECK(rows.filter("totals__sold__gt"_f = 3).order_by("-totals__sold"_f).annotate("twice"_f = "totals__n"_f * 2).values("twice"_f).sql() ==
          with + R"(SELECT ("totals"."n" * $2) AS "twice")" + from + inner + R"( WHERE "totals"."sold" > $3 ORDER BY "totals"."sold" DESC)");
    CHECK(rows.exclude("totals__n"_f = 1).values("id"_f).sql() ==
          with + R"(SELECT "artist"."id")" + from + left + R"( WHERE NOT ("totals"."n" = $2 AND "totals"."n" IS NOT NULL))");
    CHECK(rows.filter("totals__artist"_f.is_null()).values("id"_f).sql() == with + R"(SELECT "artist"."id")" + from + left + R"( WHERE "totals"."artist" IS NULL)");

    const auto those = all.with_("totals"_f = totals, inner_join("id"_f == "totals__artist"_f, "totals__n"_f > 1));
    using inner_row = decltype(those.values("totals__n"_f))::row_type;
    static_assert(std::same_as<std::remove_cvref_t<decltype(inner_row()["totals__n"_f])>, std::int64_t>);
    CHECK(those.values("id"_f).sql() ==
          with + R"(SELECT "artist"."id")" + from + R"(INNER JOIN "totals" ON ("artist"."id" = "totals"."artist" AND "totals"."n" > $2))");
    CHECK(all.with_("totals"_f = totals, left_join("id"_f == "totals__artist"_f, "totals__n"_f > 1)).values("id"_f).sql() ==
          with + R"(SELECT "artist"."id")" + from + R"(LEFT JOIN "totals" ON ("artist"."id" = "totals"."artist" AND "totals"."n" > $2))");
    CHECK(those.exclude("totals__n"_f = 1).values("id"_f).sql().ends_with(R"( WHERE NOT ("totals"."n" = $3))"));
}

TEST_CASE("with_: what is said of how it is stored") {
    const auto on = left_join("id"_f == "totals__artist"_f);
    CHECK(all.with_("totals"_f = totals, on, vinyl::materialized).values("id"_f).sql().starts_with(R"(WITH "totals" ("artist", "sold", "n") AS MATERIALIZED (SELECT)"));
    CHECK(all.with_("totals"_f = totals, on, vinyl::not_materialized).values("id"_f).sql().starts_with(R"(WITH "totals" ("artist", "sold", "n") AS NOT MATERIALIZED (SELECT)"));
}

TEST_CASE("with_: rows joined twice are written once") {
    const auto rows = Album::vinyl().order_by().with_("totals"_f = totals, left_join("artist"_f == "totals__artist"_f))
                          .with_("theirs"_f = "totals"_f, left_join("producer"_f == "theirs__artist"_f));
    CHECK(rows.values("totals__sold"_f, "theirs__sold"_f).sql() ==
          with + R"(SELECT "totals"."sold", "T3"."sold" FROM "orm"."album" LEFT JOIN "totals" ON ("album"."artist_id" = "totals"."artist") LEFT JOIN "totals" "T3" ON ("album"."producer_id" = "T3"."artist"))");
    // two tables, and one with a common table of its own
    const auto few = Artist::vinyl().order_by().with_("totals"_f = totals, inner_join("id"_f == "totals__artist"_f)).values("id"_f, "n"_f = "totals__n"_f);
    CHECK(all.with_("totals"_f = totals, left_join("id"_f == "totals__artist"_f)).with_("few"_f = few, left_join("id"_f == "few__id"_f)).values("few__n"_f).sql() ==
          R"(WITH "totals" ("artist", "sold", "n") AS )" + body + R"(, "few" ("id", "n") AS (WITH "totals" ("artist", "sold", "n") AS (SELECT "album"."artist_id", SUM("album"."stock") AS "sold", COUNT(*) AS "n" FROM "orm"."album" WHERE "album"."price" > $2 GROUP BY "album"."artist_id") SELECT "artist"."id", "totals"."n" FROM "orm"."artist" )" + inner +
              R"() SELECT "few"."n" FROM "orm"."artist" LEFT JOIN "totals" ON ("artist"."id" = "totals"."artist") LEFT JOIN "few" ON ("artist"."id" = "few"."id"))");
}

TEST_CASE("with_: in subqueries and changes, and counted") {
    const auto rows = all.with_("totals"_f = totals, inner_join("id"_f == "totals__artist"_f)).filter("totals__n"_f > 2);
    CHECK(Album::vinyl().order_by().filter("artist"_f.in(rows)).values("id"_f).sql() ==
          R"(SELECT "album"."id" FROM "orm"."album" WHERE "album"."artist_id" IN ()" + with + R"(SELECT "U0"."id" FROM "orm"."artist" "U0" INNER JOIN "totals" "U1" ON ("U0"."id" = "U1"."artist") WHERE "U1"."n" > $2))");
    // a subquery that speaks of it
    CHECK(rows.filter(exists(Album::vinyl().filter("artist"_f = "id"_outer, "stock"_f > "totals__sold"_outer))).values("id"_f).sql().ends_with(
        R"(EXISTS(SELECT 1 FROM "orm"."album" "U0" WHERE "U0"."artist_id" = "artist"."id" AND "U0"."stock" > "totals"."sold"))"));
}

TEST_CASE("AG13: a common table does not multiply what is counted of a relation") {
    const auto rows = all.with_("totals"_f = totals, left_join("id"_f == "totals__artist"_f)).annotate("albums_"_f = count("albums"_f));
    CHECK(rows.values("totals__sold"_f, "albums_"_f).sql() ==
          with + R"(SELECT "totals"."sold", (SELECT COUNT("U1"."id") FROM "orm"."artist" "U0" LEFT JOIN "orm"."album" "U1" ON ("U0"."id" = "U1"."artist_id") WHERE "U0"."id" = "artist"."id") AS "albums_")" + from + left + R"( GROUP BY "artist"."id", "totals"."sold")");
}

TEST_CASE("with_: the columns have the types of their members") {
    using common::Host;
    const auto hosts = Host::vinyl().with_("other"_f = Host::vinyl().values("id"_f, "address"_f), left_join("id"_f == "other__id"_f));
    CHECK(hosts.filter("other__address__startswith"_f = "10.").values("other__address"_f).sql() ==
          R"(WITH "other" ("id", "address") AS (SELECT "__col0", "__col1"::text FROM (SELECT "host"."id", "host"."address" FROM "host") "rows" ("__col0", "__col1")) SELECT "other"."address" FROM "host" INNER JOIN "other" ON ("host"."id" = "other"."id") WHERE "other"."address" LIKE $1)");
    // which rows there are is not asked of what they are read as
    const auto with_rows = [](const auto& rows) { return Host::vinyl().with_("other"_f = rows, left_join("address"_f == "other__address"_f)).values("id"_f).sql(); };
    const auto addresses = Host::vinyl().values("address"_f);
    CHECK_THAT(with_rows(addresses.order_by("address"_f).limit(3)), Catch::Matchers::StartsWith(
        R"(WITH "other" ("address") AS (SELECT "__col0"::text FROM (SELECT "host"."address" FROM "host" ORDER BY "host"."address" ASC LIMIT $1) "rows" ("__col0")) SELECT)"));
    CHECK_THAT(with_rows(addresses.union_(addresses.filter("id"_f = 1))), Catch::Matchers::StartsWith(
        R"(WITH "other" ("address") AS (SELECT "__col0"::text FROM ((SELECT "host"."address" FROM "host") UNION (SELECT "host"."address" FROM "host" WHERE "host"."id" = $1)) "rows" ("__col0")) SELECT)"));
}

TEST_CASE("with_: what can not be") {
    using common::Shelf;
    const auto of_shelf = Shelf::vinyl().with_("shelf"_f = Album::vinyl().order_by().values("id"_f), left_join("album"_f == "shelf__id"_f));
    CHECK_THROWS_WITH(of_shelf.sql(), "the common table \"shelf\" has the name of a table that the query reads, too: choose another name");
    CHECK_THROWS_WITH(all.limit(1).with_("totals"_f = totals, left_join("id"_f == "totals__artist"_f)).sql(), "a query can not be given a common table once it is sliced");
    CHECK(all.with_("totals"_f = totals.none(), inner_join("id"_f == "totals__artist"_f)).sql().find("WHERE FALSE") != std::string::npos);
}
