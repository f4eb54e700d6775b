// From a queryset, an object or a relation to the statement that is sent, without a server.
#include "support/catch.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/vinyl.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace golden {

using namespace vinyl::literals;
using vinyl::avg;
using vinyl::coalesce;
using vinyl::count;

struct Record;

struct Band : vinyl::model<Band> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Record, "band"> records;
};

struct Record : vinyl::model<Record> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Band> band;
    vinyl::date released{};
    double rating{};
    bool live{};
    std::optional<std::int32_t> weeks;

    static constexpr vinyl::meta meta{vinyl::ordering("title"_f)};
};

const std::string columns = R"("record"."id", "record"."title", "record"."band_id", "record"."released", "record"."rating", "record"."live", "record"."weeks")";

/// SELECT of all columns of Record, and what follows.
std::string records(const std::string& rest) { return "SELECT " + columns + R"( FROM "record")" + rest; }

tests::script& script_of_golden() {
    static tests::scripted_driver driver;
    static const bool added = [] {
        vinyl::connections().add("golden", driver);
        return true;
    }();
    static_cast<void>(added);
    return driver.script();
}

/// What a call sends to a database that answers without rows.
template <class Call>
std::string sent(Call&& call) {
    tests::script& script = script_of_golden();
    script.forget_log();
    try {
        static_cast<void>(call());  // in sync mode it has run then
    } catch (const vinyl::error&) {  // as there is no row
    }
    std::string all;
    for (const std::string& text : script.texts()) all += (all.empty() ? "" : "; ") + text;
    return all;
}

auto all_records() { return Record::vinyl().using_("golden"); }

}  // namespace golden

using namespace golden;

TEST_CASE("queryset to SQL: conditions") {
    CHECK(Record::vinyl().order_by().sql() == records(""));
    CHECK(Record::vinyl().filter("title"_f == "Aja", "rating"_f >= 4).order_by().sql() ==
          records(R"( WHERE "record"."title" = $1 AND "record"."rating" >= $2)"));
    CHECK(Record::vinyl().filter("live"_f == true || "live"_f == false).order_by().sql() ==
          records(R"( WHERE ("record"."live" OR NOT "record"."live"))"));
    CHECK(Record::vinyl().filter("weeks"_f == std::nullopt, "weeks__isnull"_f = false).order_by().sql() ==
          records(R"( WHERE "record"."weeks" IS NULL AND "record"."weeks" IS NOT NULL)"));
    CHECK(Record::vinyl().filter("title__icontains"_f = "100%").order_by().sql() ==
          records(R"( WHERE UPPER("record"."title") LIKE UPPER($1))"));
    CHECK(Record::vinyl().filter("released__year"_f = 1977).order_by().sql() ==
          records(R"( WHERE ("record"."released" >= $1 AND "record"."released" < $2))"));
    CHECK(Record::vinyl().filter("id"_f.in(std::vector{1, 2, 3})).order_by().sql() ==
          records(R"( WHERE "record"."id" = ANY($1))"));
    CHECK(Record::vinyl().filter("id"_f.in(std::vector<int>())).order_by().sql() == records(" WHERE FALSE"));
    CHECK(Record::vinyl().exclude("weeks"_f == 3).order_by().sql() ==
          records(R"( WHERE NOT ("record"."weeks" = $1 AND "record"."weeks" IS NOT NULL))"));
}

TEST_CASE("queryset to SQL: relations") {
    CHECK(Record::vinyl().filter("band__name"_f = "Steely Dan").order_by("-band__country"_f).sql() ==
          records(R"( INNER JOIN "band" ON ("record"."band_id" = "band"."id") WHERE "band"."name" = $1 ORDER BY "band"."country" DESC)"));
    CHECK(Record::vinyl().filter("band"_f = 7).order_by().sql() == records(R"( WHERE "record"."band_id" = $1)"));
    CHECK(Band::vinyl().exclude("records__title"_f = "Aja").values("name"_f).sql() ==
          R"(SELECT "band"."name" FROM "band" WHERE NOT EXISTS(SELECT 1 FROM "record" "U0" WHERE "U0"."title" = $1 AND "U0"."band_id" = "band"."id"))");
    CHECK(Record::vinyl().select_related("band"_f).order_by().sql() ==
          "SELECT " + columns + R"(, "band"."id", "band"."name", "band"."country" FROM "record" INNER JOIN "band" ON ("record"."band_id" = "band"."id"))");
    const auto loud = Record::vinyl().filter("rating"_f > 4);
    CHECK(Band::vinyl().filter("id"_f.in(loud.values("band"_f))).values("name"_f).sql() ==
          R"(SELECT "band"."name" FROM "band" WHERE "band"."id" IN (SELECT "U0"."band_id" FROM "record" "U0" WHERE "U0"."rating" > $1))");
}

TEST_CASE("queryset to SQL: order, number and columns") {
    CHECK(Record::vinyl().sql() == records(R"( ORDER BY "record"."title" ASC)"));
    CHECK(Record::vinyl().reverse().slice(2, 8).slice(1, 3).sql() == records(R"( ORDER BY "record"."title" DESC LIMIT $1 OFFSET $2)"));
    CHECK(Record::vinyl().order_by("weeks"_f.asc().nulls_last(), "-id"_f).sql() ==
          records(R"( ORDER BY "record"."weeks" ASC NULLS LAST, "record"."id" DESC)"));
    CHECK(Record::vinyl().values_list("title"_f).distinct().order_by().sql() == R"(SELECT DISTINCT "record"."title" FROM "record")");
    CHECK(Band::vinyl().annotate("n"_f = count("records"_f)).filter("n"_f > 2).order_by("-n"_f).sql() ==
          R"(SELECT "band"."id", "band"."name", "band"."country", COUNT("record"."id") AS "n" FROM "band" LEFT JOIN "record" ON ("band"."id" = "record"."band_id") GROUP BY "band"."id" HAVING COUNT("record"."id") > $1 ORDER BY 4 DESC)");
    CHECK(Record::vinyl().values("band"_f).annotate("best"_f = avg("rating"_f)).order_by().sql() ==
          R"(SELECT "record"."band_id", AVG("record"."rating") AS "best" FROM "record" GROUP BY "record"."band_id")");
    CHECK(Record::vinyl().values("weeks"_f = coalesce("weeks"_f, 0)).order_by().sql() ==
          R"(SELECT COALESCE("record"."weeks", $1) AS "weeks" FROM "record")");
}

TEST_CASE("queryset to SQL: what terminals send") {
    CHECK(sent([] { return all_records().filter("rating"_f > 3).count(); }) ==
          R"(SELECT COUNT(*) FROM "record" WHERE "record"."rating" > $1)");
    CHECK(sent([] { return all_records().exists(); }) == R"(SELECT 1 FROM "record" LIMIT 1)");
    CHECK(sent([] { return all_records().get("id"_f = 1); }) == records(R"( WHERE "record"."id" = $1)"));
    CHECK(sent([] { return all_records().get("title"_f = "Aja"); }) == records(R"( WHERE "record"."title" = $1 LIMIT 21)"));
    CHECK(sent([] { return all_records().first(); }) == records(R"( ORDER BY "record"."title" ASC LIMIT 1)"));
    CHECK(sent([] { return all_records().last(); }) == records(R"( ORDER BY "record"."title" DESC LIMIT 1)"));
    CHECK(sent([] { return all_records().latest("released"_f); }) == records(R"( ORDER BY "record"."released" DESC LIMIT 1)"));
    CHECK(sent([] { return all_records().page(2, 5); }).starts_with(
        records(R"( ORDER BY "record"."title" ASC LIMIT $1 OFFSET $2; SELECT COUNT(*))")));
    CHECK(sent([] { return all_records().aggregate(avg("rating"_f)); }) == R"(SELECT AVG("record"."rating") FROM "record")");
    CHECK(sent([] { return all_records().filter("weeks"_f == 1).update("rating"_f = "rating"_f + 1, "live"_f = true); }) ==
          R"(UPDATE "record" SET "rating" = ("record"."rating" + $1), "live" = $2 WHERE "record"."weeks" = $3)");
    CHECK(sent([] { return all_records().filter("band__name"_f = "x").update("weeks"_f = std::nullopt); }) ==
          R"(UPDATE "record" SET "weeks" = NULL::integer WHERE "record"."id" IN (SELECT "U0"."id" FROM "record" "U0" INNER JOIN "band" "U1" ON ("U0"."band_id" = "U1"."id") WHERE "U1"."name" = $1))");
    CHECK(sent([] { return all_records().filter("live"_f).erase(); }) == R"(DELETE FROM "record" WHERE "record"."live")");
}

TEST_CASE("queryset to SQL: rows that can not be are not asked for") {
    CHECK(sent([] { CHECK(all_records().none().list().get().empty()); }) == "");
    CHECK(sent([] { CHECK(all_records().filter("id"_f.in(std::vector<int>())).count().get() == 0); }) == "");
    CHECK(sent([] { CHECK(all_records().limit(0).exists().get() == false); }) == "");
    CHECK(sent([] { CHECK(all_records().none().update("rating"_f = 1).get() == 0); }) == "");
}

TEST_CASE("queryset to SQL: objects") {
    Band band;
    band.id = 3;
    band.name = "Steely Dan";
    CHECK(sent([&] { return band.using_("golden").insert(); }) ==
          R"(INSERT INTO "band" ("id", "name", "country") VALUES ($1, $2, $3))");
    CHECK(sent([&] { return band.using_("golden").save("name"_f); }) ==
          R"(UPDATE "band" SET "name" = $1 WHERE "band"."id" = $2)");
    CHECK(sent([&] { return band.using_("golden").save(); }) ==
          R"(UPDATE "band" SET "name" = $1, "country" = $2 WHERE "band"."id" = $3; INSERT INTO "band" ("id", "name", "country") VALUES ($1, $2, $3))");
    CHECK(sent([&] { return band.using_("golden").update("country"_f = "US"); }) ==
          R"(UPDATE "band" SET "country" = $1 WHERE "band"."id" = $2 RETURNING "band"."country")");
    CHECK(sent([&] { return band.using_("golden").refresh(); }) ==
          R"(SELECT "band"."id", "band"."name", "band"."country" FROM "band" WHERE "band"."id" = $1)");
    CHECK(sent([&] { return band.using_("golden").erase(); }) == R"(DELETE FROM "band" WHERE "band"."id" = $1)");
    band.id = 0;
    CHECK(sent([&] { return band.using_("golden").insert(); }) ==
          R"(INSERT INTO "band" ("name", "country") VALUES ($1, $2) RETURNING "band"."id")");
}

TEST_CASE("queryset to SQL: a queryset that was refined is as it was") {
    const auto loud = Record::vinyl().filter("rating"_f > 4).order_by();
    const std::string before = loud.sql();
    CHECK(loud.filter("live"_f).limit(3).sql() ==
          records(R"( WHERE "record"."rating" > $1 AND "record"."live" LIMIT $2)"));
    CHECK(loud.sql() == before);
    const auto copy = loud.all();
    CHECK(copy.sql() == before);
    CHECK_THROWS_AS(loud.limit(3).filter("live"_f), vinyl::usage_error);
    CHECK_THROWS_AS(loud.limit(3).reverse(), vinyl::usage_error);
    CHECK(loud.sql() == before);
}

TEST_CASE("queryset to SQL: an ordering that refuses a term is as it was, and may be added to itself") {
    vinyl::ordering_of<Record> order;
    order.add("title"_f);
    CHECK_THROWS_AS(order.add("id"_f, "released"_f == vinyl::date{}), vinyl::data_error);
    CHECK(Record::vinyl().order_by(order).sql() == records(R"( ORDER BY "record"."title" ASC)"));
    order.add("id"_f);
    order.add(order);
    CHECK(order.size() == 4);
    CHECK(Record::vinyl().order_by(order).sql() ==
          Record::vinyl().order_by("title"_f, "id"_f, "title"_f, "id"_f).sql());
}

TEST_CASE("queryset to SQL: what a call that threw left behind is refused, not misread") {
    auto albums = Record::vinyl();
    CHECK_THROWS_AS(std::move(albums).filter("band"_f == "id"_outer && "rating"_f == 7, "released"_f == vinyl::date{}),
                    vinyl::data_error);
    const std::string word = "a word";
    const auto again = albums.filter("title"_f == "name"_outer && "title"_f == word);
    CHECK_THROWS_AS(Band::vinyl().filter(exists(again)).sql(), vinyl::usage_error);
}

TEST_CASE("queryset to SQL: a mistake that shows when the text is made is an error of the operation") {
    static_cast<void>(script_of_golden());
    const auto wrong = Record::vinyl().using_("golden").filter("band"_f == "id"_outer);
    CHECK_THROWS_AS(wrong.list(), vinyl::usage_error);
    CHECK_THROWS_AS(wrong.count(), vinyl::usage_error);
    const vinyl::async_scope async(true);
    auto listing = wrong.list();  // as all errors in async mode, at the await
    auto counting = wrong.count();
    boost::asio::io_context io;
    auto first = std::move(listing)(boost::asio::bind_executor(io, boost::asio::use_future));
    auto second = std::move(counting)(boost::asio::bind_executor(io, boost::asio::use_future));
    io.run();
    CHECK_THROWS_AS(first.get(), vinyl::usage_error);
    CHECK_THROWS_AS(second.get(), vinyl::usage_error);
}
