// Relations with a condition, from a queryset to its text, without a server.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/vinyl.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>

using namespace shop;

namespace {

const std::string from_album = R"( FROM "orm"."album")";

auto with_long(std::int32_t seconds) {
    return Album::vinyl().order_by().annotate("long"_f = filtered_relation("tracks"_f, "tracks__seconds"_f > seconds));
}

std::string join_tracks(const std::string& how, const std::string& condition) {
    return " " + how + R"( JOIN "orm"."track" ON ("album"."id" = "track"."album_id" AND )" + condition + ")";
}
const std::string left = join_tracks("LEFT", R"("track"."seconds" > $1)"), inner = join_tracks("INNER", R"("track"."seconds" > $1)");

}  // namespace

TEST_CASE("N5: a filtered relation is a join with a condition of its own") {
    const auto rows = with_long(300);
    static_assert(std::same_as<decltype(rows)::row_type, Album>);
    // nothing is joined before something goes through it
    CHECK(rows.values("id"_f).sql() == R"(SELECT "album"."id")" + from_album);
    CHECK(rows.values("id"_f, "long__title"_f).sql() == R"(SELECT "album"."id", "track"."title")" + from_album + left);
    CHECK(rows.filter("long__title"_f = "So What").values("id"_f).sql() ==
          R"(SELECT "album"."id")" + from_album + inner + R"( WHERE "track"."title" = $2)");
    CHECK(rows.filter("long"_f.is_null()).values("id"_f).sql() == R"(SELECT "album"."id")" + from_album + left + R"( WHERE "track"."id" IS NULL)");
    CHECK(rows.annotate("n"_f = count("long"_f), "last"_f = max("long__seconds"_f)).values("n"_f).sql() ==
          R"(SELECT COUNT("track"."id") AS "n")" + from_album + left + R"( GROUP BY "album"."id")");
    CHECK(rows.values("id"_f).order_by("-long__seconds"_f).sql() == R"(SELECT "album"."id")" + from_album + left + R"( ORDER BY "track"."seconds" DESC)");
    // the relation itself is another join
    CHECK(rows.filter("tracks__title"_f = "a", "long__title"_f = "b").values("id"_f).sql() ==
          R"(SELECT "album"."id")" + from_album +
              R"( INNER JOIN "orm"."track" ON ("album"."id" = "track"."album_id") INNER JOIN "orm"."track" "T3" ON ("album"."id" = "T3"."album_id" AND "T3"."seconds" > $1) WHERE "track"."title" = $2 AND "T3"."title" = $3)");
    // a relation to many rows means one of them in each call, as others do
    CHECK(rows.filter("long__title"_f = "a").filter("long__title"_f = "b").values("id"_f).sql() ==
          R"(SELECT "album"."id")" + from_album + inner +
              R"( INNER JOIN "orm"."track" "T3" ON ("album"."id" = "T3"."album_id" AND "T3"."seconds" > $1) WHERE "track"."title" = $2 AND "T3"."title" = $3)");
    // all in one call, one speaking of the other; alias() does the same
    CHECK(Album::vinyl().order_by().annotate("long"_f = filtered_relation("tracks"_f, "tracks__seconds"_f > 300), "n"_f = count("long"_f)).values("n"_f).sql() ==
          R"(SELECT COUNT("track"."id") AS "n")" + from_album + left + R"( GROUP BY "album"."id")");
    CHECK(Album::vinyl().order_by().alias("long"_f = filtered_relation("tracks"_f, "tracks__seconds"_f > 300)).values("long__title"_f).sql() ==
          R"(SELECT "track"."title")" + from_album + left);
    // two names
    CHECK(rows.alias("short"_f = filtered_relation("tracks"_f, "tracks__seconds"_f < 60)).values("long__id"_f, "short__id"_f).sql() ==
          R"(SELECT "track"."id", "T3"."id")" + from_album + left + R"( LEFT JOIN "orm"."track" "T3" ON ("album"."id" = "T3"."album_id" AND "T3"."seconds" < $2))");
}

TEST_CASE("N5: a filtered relation to one row may lack it") {
    const auto rows = Album::vinyl().order_by().annotate("british"_f = filtered_relation("artist"_f, "artist__country"_f = "GB"));
    const std::string join = R"( LEFT JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id" AND "artist"."country" = $1))";
    const auto names = rows.values("british__name"_f, "british__id"_f, "british"_f);
    using row = decltype(names)::row_type;
    static_assert(std::same_as<std::remove_cvref_t<decltype(row()["british__name"_f])>, std::optional<std::string>>);
    static_assert(std::same_as<std::remove_cvref_t<decltype(row()["british"_f])>, std::optional<std::int64_t>>);
    // its key is not that on this side
    CHECK(names.sql() == R"(SELECT "artist"."name", "artist"."id", "artist"."id")" + from_album + join);
    CHECK(rows.select_related("british"_f).sql().ends_with(R"("artist"."id", "artist"."name", "artist"."country")" + from_album + join));
    CHECK(rows.filter("british"_f.is_null(false)).values("id"_f).sql() ==
          R"(SELECT "album"."id" FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id" AND "artist"."country" = $1) WHERE "artist"."id" IS NOT NULL)");
    // to one row: excluded in place, and NULL is not true
    CHECK(rows.exclude("british__name"_f = "Nick").values("id"_f).sql() ==
          R"(SELECT "album"."id")" + from_album + join + R"( WHERE NOT ("artist"."name" = $2 AND "artist"."name" IS NOT NULL))");
    // behind it, paths go on
    CHECK(rows.values("british__albums__title"_f).sql() ==
          R"(SELECT "T3"."title")" + from_album + join + R"( LEFT JOIN "orm"."album" "T3" ON ("artist"."id" = "T3"."artist_id"))");
}

TEST_CASE("N5: the last relation of a way is filtered, and the condition speaks of the way") {
    const auto rows = Artist::vinyl().order_by().annotate(
        "hit"_f = filtered_relation("albums__tracks"_f, "albums__tracks__title"_f == "albums__title"_f, "name"_f != "x"));
    const std::string album = R"("orm"."album" ON ("artist"."id" = "album"."artist_id"))";
    CHECK(rows.values("hit__title"_f).sql() ==
          R"(SELECT "track"."title" FROM "orm"."artist" LEFT JOIN )" + album +
              R"( LEFT JOIN "orm"."track" ON ("album"."id" = "track"."album_id" AND "track"."title" = "album"."title" AND NOT ("artist"."name" = $1)))");
    // a condition of a subquery, and one that nothing fulfils
    CHECK(Album::vinyl().order_by().annotate("t"_f = filtered_relation("tracks"_f, exists(Biography::vinyl().filter("text"_f = "tracks__title"_outer)))).values("t__id"_f).sql() ==
          R"(SELECT "track"."id")" + from_album + join_tracks("LEFT", R"(EXISTS(SELECT 1 FROM "orm"."biography" "U0" WHERE "U0"."text" = "track"."title"))"));
    const std::vector<std::int64_t> none;
    CHECK(Album::vinyl().order_by().annotate("t"_f = filtered_relation("tracks"_f, "tracks__id"_f.in(none))).values("t__id"_f).sql() ==
          R"(SELECT "track"."id")" + from_album + join_tracks("LEFT", "FALSE"));
}

TEST_CASE("N5: what is excluded of a filtered relation to many rows is asked apart") {
    CHECK(with_long(300).exclude("long__title"_f = "a").values("id"_f).sql() ==
          R"(SELECT "album"."id")" + from_album +
              R"( WHERE NOT EXISTS(SELECT 1 FROM "orm"."album" "U0" INNER JOIN "orm"."track" "U1" ON ("U0"."id" = "U1"."album_id" AND "U1"."seconds" > $1) WHERE "U1"."title" = $2 AND "U0"."id" = "album"."id"))");
}

TEST_CASE("AG13: an aggregate over a filtered relation is not multiplied by another") {
    CHECK(with_long(300).annotate("n"_f = count("long"_f), "all"_f = sum("tracks__seconds"_f)).values("n"_f, "all"_f).sql() ==
          R"(SELECT (SELECT COUNT("U1"."id") FROM "orm"."album" "U0" LEFT JOIN "orm"."track" "U1" ON ("U0"."id" = "U1"."album_id" AND "U1"."seconds" > $1) WHERE "U0"."id" = "album"."id") AS "n", (SELECT SUM("U1"."seconds") FROM "orm"."album" "U0" LEFT JOIN "orm"."track" "U1" ON ("U0"."id" = "U1"."album_id") WHERE "U0"."id" = "album"."id") AS "all")" + from_album);
}

TEST_CASE("N5: filtered relations in subqueries, changes, set operations and merged querysets") {
    const auto rows = with_long(300).filter("long__title"_f = "a");
    CHECK(Track::vinyl().order_by().filter("album"_f.in(rows)).values("id"_f).sql() ==
          R"(SELECT "track"."id" FROM "orm"."track" WHERE "track"."album_id" IN (SELECT "U0"."id" FROM "orm"."album" "U0" INNER JOIN "orm"."track" "U1" ON ("U0"."id" = "U1"."album_id" AND "U1"."seconds" > $1) WHERE "U1"."title" = $2))");
    CHECK((rows & with_long(300).filter("long__title"_f = "b")).values("id"_f).sql() ==
          R"(SELECT "album"."id")" + from_album + inner +
              R"( INNER JOIN "orm"."track" "T3" ON ("album"."id" = "T3"."album_id" AND "T3"."seconds" > $1) WHERE "track"."title" = $2 AND "T3"."title" = $3)");
    CHECK_THROWS_WITH((rows & with_long(200)).sql(), "two querysets that are put together by &, | or ^ say the same filtered_relation()");
    CHECK_THROWS_WITH(rows.union_(Album::vinyl()).order_by("long__title"_f).sql(),
                      "the relation \"long\" is one of another queryset: say filtered_relation() of this one, too");
    const auto british = Album::vinyl().annotate("british"_f = filtered_relation("artist"_f, "artist__country"_f = "GB")).order_by();
    CHECK(british.values_list("id"_f).union_(british.values_list("id"_f)).order_by("british__name"_f).sql().starts_with(
        R"((SELECT "album"."id", "artist"."name" AS "__order0" FROM "orm"."album" LEFT JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id" AND "artist"."country" = $1)) UNION )"));
}
