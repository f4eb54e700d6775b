// What is left out of a question because it changes no answer, what is not, and how joins come about: from querysets to SQL.
#include "support/catch.hpp"
#include "support/music.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/functions.hpp>

#include <string>
#include <vector>

using namespace shop;
using Catch::Matchers::Contains;

namespace {

inline constexpr auto each_of = vinyl::function<std::string(std::vector<std::string>)>("UNNEST", {.gives_rows = true});

tests::script& script_of_rules() {
    static tests::scripted_driver driver;
    static const bool added = [] {
        vinyl::connections().add("rules", driver);
        return true;
    }();
    static_cast<void>(added);
    return driver.script();
}

/// What a call sends to a database that answers without rows.
template <class Call>
std::string asked(Call&& call) {
    tests::script& script = script_of_rules();
    script.forget_log();
    try {
        static_cast<void>(call());
    } catch (const vinyl::error&) {  // as there is no row
    }
    std::string all;
    for (const std::string& text : script.texts()) all += (all.empty() ? "" : "; ") + text;
    return all;
}

auto albums_here() { return Album::vinyl().using_("rules"); }
auto artists_here() { return Artist::vinyl().using_("rules"); }

/// FROM and what follows.
template <class Rows>
std::string from(const Rows& rows) {
    const std::string text = rows.order_by().sql();
    return text.substr(text.find(" FROM ") + 6);
}

const std::string artist = R"("orm"."artist")", album = R"("orm"."album")";

}  // namespace

TEST_CASE("V17: annotations that nothing asks for are no part of count() and aggregate()") {
    CHECK(asked([] { return albums_here().annotate("short"_f = lower("title"_f)).count(); }) == R"(SELECT COUNT(*) FROM "orm"."album")");
    CHECK(asked([] { return albums_here().annotate("name"_f = "artist__name"_f).aggregate(max("price"_f)); }) ==
          R"(SELECT MAX("album"."price") FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))");
    // groups stay, as they decide which rows there are
    CHECK(asked([] { return artists_here().annotate("n"_f = count("albums"_f)).count(); }) ==
          R"(SELECT COUNT(*) FROM (SELECT 1 FROM "orm"."artist" LEFT JOIN "orm"."album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id") "subquery")");
}

TEST_CASE("V12, T18: distinct rows can be erased") {
    CHECK(asked([] { return artists_here().filter("albums__price"_f < 3).distinct().erase(); }) ==
          R"(DELETE FROM "orm"."artist" WHERE "artist"."id" IN (SELECT "U0"."id" FROM "orm"."artist" "U0" INNER JOIN "orm"."album" "U1" ON ("U0"."id" = "U1"."artist_id") WHERE "U1"."price" < $1))");
}

TEST_CASE("R18: select_related() is undone by nullopt, and joins as its relations may lead nowhere") {
    const auto both = Album::vinyl().select_related("artist"_f, "producer"_f);
    CHECK(from(both) == album + R"( INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id") LEFT JOIN "orm"."artist" "T3" ON ("album"."producer_id" = "T3"."id"))");
    CHECK(from(both.select_related(std::nullopt)) == album);
    CHECK(from(both.select_related(std::nullopt).select_related("artist"_f)) == album + R"( INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))");
    CHECK(from(Artist::vinyl().select_related("biography"_f)) == artist + R"( LEFT JOIN "orm"."biography" ON ("artist"."id" = "biography"."artist_id"))");
}

TEST_CASE("JP6: what is selected, ordered by and named in values() weakens no join, and what is behind a LEFT one is LEFT") {
    const std::string needed = R"( INNER JOIN "orm"."artist" ON ("album"."producer_id" = "artist"."id") WHERE "artist"."name" = $1)";
    const auto made = Album::vinyl().filter("producer__name"_f = "x");
    CHECK(from(made) == album + needed);
    CHECK(from(made.select_related("producer"_f)) == album + needed);
    CHECK(from(made.values("producer__country"_f)) == album + needed);
    const std::string ordered = made.order_by("producer__country"_f).sql();
    CHECK_THAT(ordered, Contains("FROM " + album + needed) && Contains(R"(ORDER BY "artist"."country" ASC)"));
    // the other way round it becomes INNER
    CHECK(from(Album::vinyl().select_related("producer"_f).filter("producer__name"_f = "x")) == album + needed);
    CHECK_THAT(Album::vinyl().order_by("producer__biography__text"_f).sql(),
               Contains(R"(LEFT JOIN "orm"."artist" ON ("album"."producer_id" = "artist"."id") LEFT JOIN "orm"."biography")"));
}

TEST_CASE("E22: a function that gives a set makes rows, which count(), exists() and aggregate() see") {
    const auto tags = albums_here().order_by().values("tag"_f = each_of("tags"_f));
    const std::string rows = R"((SELECT UNNEST("album"."tags") AS "tag" FROM "orm"."album") "subquery")";
    CHECK(tags.sql() == R"(SELECT UNNEST("album"."tags") AS "tag" FROM "orm"."album")");
    CHECK(asked([&] { return tags.count(); }) == "SELECT COUNT(*) FROM " + rows);
    CHECK(asked([&] { return tags.exists(); }) == R"(SELECT UNNEST("album"."tags") AS "tag" FROM "orm"."album" LIMIT 1)");
    CHECK(asked([&] { return albums_here().values("id"_f).annotate("tag"_f = each_of("tags"_f)).limit(3).count(); }) ==
          R"(SELECT COUNT(*) FROM (SELECT "album"."id", UNNEST("album"."tags") AS "tag" FROM "orm"."album" ORDER BY "album"."id" ASC LIMIT $1) "subquery")");
    CHECK(asked([&] { return tags.aggregate(max("tag"_f)); }) ==
          R"(SELECT MAX("__col0") FROM (SELECT UNNEST("album"."tags") AS "__row0", UNNEST("album"."tags") AS "__col0" FROM "orm"."album") "subquery")");
    CHECK(tags.annotate("n"_f = vinyl::count()).sql() == R"(SELECT UNNEST("album"."tags") AS "tag", COUNT(*) AS "n" FROM "orm"."album" GROUP BY 1)");
    // what is not selected makes none
    CHECK(asked([] { return albums_here().alias("tag"_f = each_of("tags"_f)).count(); }) == R"(SELECT COUNT(*) FROM "orm"."album")");
}

TEST_CASE("R12: values of none() are no row in a subquery, also when they are aggregates of one group") {
    const auto numbers = Album::vinyl().order_by().values("x"_f = vinyl::value(1)).annotate("n"_f = count()).values("n"_f);
    CHECK(numbers.sql() == R"(SELECT COUNT(*) AS "n" FROM "orm"."album")");
    CHECK_THAT(Artist::vinyl().order_by().values("n"_f = coalesce(numbers.none(), -1)).sql(), Contains("WHERE FALSE HAVING FALSE)"));
}
