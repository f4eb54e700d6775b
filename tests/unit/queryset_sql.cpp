// From a queryset, an object or a relation to the statement that is sent, without a server.
#include "support/catch.hpp"
#include "support/music.hpp"
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

using namespace shop;
using vinyl::avg;
using vinyl::coalesce;
using vinyl::count;

const std::string columns = R"("album"."id", "album"."title", "album"."artist_id", "album"."producer_id", "album"."released", "album"."price", "album"."rating", "album"."meta_data", "album"."tags", "album"."bought", "album"."kind", "album"."stock", "album"."active")";

/// SELECT of all columns of Album, and what follows.
std::string albums(const std::string& rest) { return "SELECT " + columns + R"( FROM "orm"."album")" + rest; }
std::string artists(const std::string& rest) {
    return R"(SELECT "artist"."id", "artist"."name", "artist"."country" FROM "orm"."artist")" + rest;
}

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

auto all_albums() { return Album::vinyl().using_("golden"); }
auto all_artists() { return Artist::vinyl().using_("golden"); }

}  // namespace golden

using namespace golden;

TEST_CASE("queryset to SQL: conditions") {
    CHECK(Album::vinyl().order_by().sql() == albums(""));
    CHECK(Album::vinyl().filter("title"_f == "Milestones", "rating"_f >= 4).order_by().sql() ==
          albums(R"( WHERE "album"."title" = $1 AND "album"."rating" >= $2)"));
    CHECK(Album::vinyl().filter("active"_f == true || "active"_f == false).order_by().sql() ==
          albums(R"( WHERE ("album"."active" OR NOT "album"."active"))"));
    CHECK(Album::vinyl().filter("rating"_f == std::nullopt, "rating__isnull"_f = false).order_by().sql() ==
          albums(R"( WHERE "album"."rating" IS NULL AND "album"."rating" IS NOT NULL)"));
    CHECK(Album::vinyl().filter("title__icontains"_f = "100%").order_by().sql() ==
          albums(R"( WHERE UPPER("album"."title") LIKE UPPER($1))"));
    CHECK(Album::vinyl().filter("released__year"_f = 1977).order_by().sql() ==
          albums(R"( WHERE ("album"."released" >= $1 AND "album"."released" < $2))"));
    CHECK(Album::vinyl().filter("id"_f.in(std::vector{1, 2, 3})).order_by().sql() ==
          albums(R"( WHERE "album"."id" = ANY($1))"));
    CHECK(Album::vinyl().filter("id"_f.in(std::vector<int>())).order_by().sql() == albums(" WHERE FALSE"));
    CHECK(Album::vinyl().exclude("rating"_f == 3).order_by().sql() ==
          albums(R"( WHERE NOT ("album"."rating" = $1 AND "album"."rating" IS NOT NULL))"));
}

TEST_CASE("queryset to SQL: relations") {
    CHECK(Album::vinyl().filter("artist__name"_f = "Miles Davis").order_by("-artist__country"_f).sql() ==
          albums(R"( INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id") WHERE "artist"."name" = $1 ORDER BY "artist"."country" DESC)"));
    CHECK(Album::vinyl().filter("artist"_f = 7).order_by().sql() == albums(R"( WHERE "album"."artist_id" = $1)"));
    CHECK(Artist::vinyl().exclude("albums__title"_f = "Milestones").values("name"_f).sql() ==
          R"(SELECT "artist"."name" FROM "orm"."artist" WHERE NOT EXISTS(SELECT 1 FROM "orm"."album" "U0" WHERE "U0"."title" = $1 AND "U0"."artist_id" = "artist"."id") ORDER BY "artist"."name" ASC)");
    CHECK(Album::vinyl().select_related("artist"_f).order_by().sql() ==
          "SELECT " + columns + R"(, "artist"."id", "artist"."name", "artist"."country" FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))");
    const auto loud = Album::vinyl().filter("rating"_f > 4);
    CHECK(Artist::vinyl().filter("id"_f.in(loud.values("artist"_f))).values("name"_f).sql() ==
          R"(SELECT "artist"."name" FROM "orm"."artist" WHERE "artist"."id" IN (SELECT "U0"."artist_id" FROM "orm"."album" "U0" WHERE "U0"."rating" > $1) ORDER BY "artist"."name" ASC)");
}

TEST_CASE("queryset to SQL: order, number and columns") {
    CHECK(Artist::vinyl().sql() == artists(R"( ORDER BY "artist"."name" ASC)"));
    CHECK(Artist::vinyl().reverse().slice(2, 8).slice(1, 3).sql() == artists(R"( ORDER BY "artist"."name" DESC LIMIT $1 OFFSET $2)"));
    CHECK(Album::vinyl().order_by("rating"_f.asc().nulls_last(), "-id"_f).sql() ==
          albums(R"( ORDER BY "album"."rating" ASC NULLS LAST, "album"."id" DESC)"));
    CHECK(Album::vinyl().values_list("title"_f).distinct().order_by().sql() == R"(SELECT DISTINCT "album"."title" FROM "orm"."album")");
    CHECK(Artist::vinyl().annotate("n"_f = count("albums"_f)).filter("n"_f > 2).order_by("-n"_f).sql() ==
          R"(SELECT "artist"."id", "artist"."name", "artist"."country", COUNT("album"."id") AS "n" FROM "orm"."artist" LEFT JOIN "orm"."album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id" HAVING COUNT("album"."id") > $1 ORDER BY 4 DESC)");
    CHECK(Album::vinyl().values("artist"_f).annotate("best"_f = avg("rating"_f)).order_by().sql() ==
          R"(SELECT "album"."artist_id", AVG("album"."rating") AS "best" FROM "orm"."album" GROUP BY "album"."artist_id")");
    CHECK(Album::vinyl().values("rating"_f = coalesce("rating"_f, 0)).order_by().sql() ==
          R"(SELECT COALESCE("album"."rating", $1) AS "rating" FROM "orm"."album")");
}

TEST_CASE("queryset to SQL: what terminals send") {
    CHECK(sent([] { return all_albums().filter("rating"_f > 3).count(); }) ==
          R"(SELECT COUNT(*) FROM "orm"."album" WHERE "album"."rating" > $1)");
    CHECK(sent([] { return all_albums().exists(); }) == R"(SELECT 1 FROM "orm"."album" LIMIT 1)");
    CHECK(sent([] { return all_albums().get("id"_f = 1); }) == albums(R"( WHERE "album"."id" = $1)"));
    CHECK(sent([] { return all_albums().get("title"_f = "Milestones"); }) == albums(R"( WHERE "album"."title" = $1 LIMIT 21)"));
    CHECK(sent([] { return all_artists().first(); }) == artists(R"( ORDER BY "artist"."name" ASC LIMIT 1)"));
    CHECK(sent([] { return all_artists().last(); }) == artists(R"( ORDER BY "artist"."name" DESC LIMIT 1)"));
    CHECK(sent([] { return all_albums().latest("released"_f); }) == albums(R"( ORDER BY "album"."released" DESC LIMIT 1)"));
    CHECK(sent([] { return all_artists().page(2, 5); }).starts_with(
        artists(R"( ORDER BY "artist"."name" ASC LIMIT $1 OFFSET $2; SELECT COUNT(*))")));
    CHECK(sent([] { return all_albums().aggregate(avg("rating"_f)); }) == R"(SELECT AVG("album"."rating") FROM "orm"."album")");
    CHECK(sent([] { return all_albums().filter("rating"_f == 1).update("rating"_f = "rating"_f + 1, "active"_f = true); }) ==
          R"(UPDATE "orm"."album" SET "rating" = ("album"."rating" + $1), "active" = $2 WHERE "album"."rating" = $3)");
    CHECK(sent([] { return all_albums().filter("artist__name"_f = "x").update("rating"_f = std::nullopt); }) ==
          R"(UPDATE "orm"."album" SET "rating" = NULL::double precision WHERE "album"."id" IN (SELECT "U0"."id" FROM "orm"."album" "U0" INNER JOIN "orm"."artist" "U1" ON ("U0"."artist_id" = "U1"."id") WHERE "U1"."name" = $1))");
    CHECK(sent([] { return all_albums().filter("active"_f).erase(); }) == R"(DELETE FROM "orm"."album" WHERE "album"."active")");
}

TEST_CASE("Q7: a queryset knows whether it is ordered, which database it asks, and its text") {
    CHECK(Artist::vinyl().ordered());  // by its meta
    CHECK_FALSE(Artist::vinyl().order_by().ordered());
    CHECK(Artist::vinyl().order_by().order_by("id"_f).ordered());
    CHECK_FALSE(Artist::vinyl().values("country"_f).annotate("n"_f = count()).ordered());
    CHECK(Artist::vinyl().database() == "default");
    CHECK(all_artists().database() == "golden");
    CHECK(all_artists().order_by().sql() == artists(""));
}

TEST_CASE("queryset to SQL: rows that can not be are not asked for") {
    CHECK(sent([] { CHECK(all_albums().none().list().get().empty()); }) == "");
    CHECK(sent([] { CHECK(all_albums().filter("id"_f.in(std::vector<int>())).count().get() == 0); }) == "");
    CHECK(sent([] { CHECK(all_albums().limit(0).exists().get() == false); }) == "");
    CHECK(sent([] { CHECK(all_albums().none().update("rating"_f = 1).get() == 0); }) == "");
}

TEST_CASE("queryset to SQL: objects") {
    Artist artist;
    artist.id = 3;
    artist.name = "Miles Davis";
    CHECK(sent([&] { return artist.using_("golden").insert(); }) ==
          R"(INSERT INTO "orm"."artist" ("id", "name", "country") VALUES ($1, $2, $3))");
    CHECK(sent([&] { return artist.using_("golden").save("name"_f); }) ==
          R"(UPDATE "orm"."artist" SET "name" = $1 WHERE "artist"."id" = $2)");
    CHECK(sent([&] { return artist.using_("golden").save(); }) ==
          R"(UPDATE "orm"."artist" SET "name" = $1, "country" = $2 WHERE "artist"."id" = $3; INSERT INTO "orm"."artist" ("id", "name", "country") VALUES ($1, $2, $3))");
    CHECK(sent([&] { return artist.using_("golden").update("country"_f = "US"); }) ==
          R"(UPDATE "orm"."artist" SET "country" = $1 WHERE "artist"."id" = $2 RETURNING "artist"."country")");
    CHECK(sent([&] { return artist.using_("golden").refresh(); }) ==
          R"(SELECT "artist"."id", "artist"."name", "artist"."country" FROM "orm"."artist" WHERE "artist"."id" = $1)");
    CHECK(sent([&] { return artist.using_("golden").erase(); }) == R"(DELETE FROM "orm"."artist" WHERE "artist"."id" = $1)");
    artist.id = 0;
    CHECK(sent([&] { return artist.using_("golden").insert(); }) ==
          R"(INSERT INTO "orm"."artist" ("name", "country") VALUES ($1, $2) RETURNING "artist"."id")");
}

TEST_CASE("E21: create() takes what the database calculates, and reads it back") {
    CHECK(sent([] { return all_artists().create("name"_f = upper(vinyl::value("x")), "country"_f = "US"); }) ==
          R"(INSERT INTO "orm"."artist" ("country", "name") VALUES ($1, UPPER($2)) RETURNING "artist"."id", "artist"."name")");
    CHECK(sent([] { return all_artists().create("name"_f = upper(vinyl::value("x")), "country"_f = std::nullopt); }) ==
          R"(INSERT INTO "orm"."artist" ("country", "name") VALUES ($1, UPPER($2)) RETURNING "artist"."id", "artist"."name")");
    const auto first = Artist::vinyl().order_by("id"_f).limit(1);
    CHECK(sent([&] { return Track::vinyl().using_("golden").create("title"_f = "x", "album"_f = Album::vinyl().filter("stock"_f > 2).order_by("id"_f).limit(1),
                                                                 "seconds"_f = vinyl::value(3) + 4); }) ==
          R"(INSERT INTO "orm"."track" ("title", "album_id", "seconds") VALUES ($1, (SELECT "U0"."id" FROM "orm"."album" "U0" WHERE "U0"."stock" > $2 ORDER BY "U0"."id" ASC LIMIT $3), ($4 + $5)) RETURNING "track"."id", "track"."album_id", "track"."seconds")");
    CHECK(sent([&] { return all_artists().create("name"_f = Artist::vinyl().using_("elsewhere").limit(1).values("name"_f)); }) == "");
}

TEST_CASE("Q1: queryset to SQL: a queryset that was refined is as it was") {
    const auto loud = Album::vinyl().filter("rating"_f > 4).order_by();
    const std::string before = loud.sql();
    CHECK(loud.filter("active"_f).limit(3).sql() ==
          albums(R"( WHERE "album"."rating" > $1 AND "album"."active" LIMIT $2)"));
    CHECK(loud.sql() == before);
    const auto copy = loud.all();
    CHECK(copy.sql() == before);
    CHECK_THROWS_AS(loud.limit(3).filter("active"_f), vinyl::usage_error);
    CHECK_THROWS_AS(loud.limit(3).reverse(), vinyl::usage_error);
    CHECK(loud.sql() == before);
}

TEST_CASE("queryset to SQL: an ordering that refuses a term is as it was, and may be added to itself") {
    vinyl::ordering_of<Album> order;
    order.add("title"_f);
    CHECK_THROWS_AS(order.add("id"_f, "released"_f == vinyl::date{}), vinyl::data_error);
    CHECK(Album::vinyl().order_by(order).sql() == albums(R"( ORDER BY "album"."title" ASC)"));
    order.add("id"_f);
    order.add(order);
    CHECK(order.size() == 4);
    CHECK(Album::vinyl().order_by(order).sql() ==
          Album::vinyl().order_by("title"_f, "id"_f, "title"_f, "id"_f).sql());
}

TEST_CASE("queryset to SQL: what a call that threw left behind is refused, not misread") {
    auto albums = Album::vinyl();
    CHECK_THROWS_AS(std::move(albums).filter("artist"_f == "id"_outer && "rating"_f == 7, "released"_f == vinyl::date{}),
                    vinyl::data_error);
    const std::string word = "a word";
    const auto again = albums.filter("title"_f == "name"_outer && "title"_f == word);
    CHECK_THROWS_AS(Artist::vinyl().filter(exists(again)).sql(), vinyl::usage_error);
}

TEST_CASE("queryset to SQL: a mistake that shows when the text is made is an error of the operation") {
    static_cast<void>(script_of_golden());
    const auto wrong = Album::vinyl().using_("golden").filter("artist"_f == "id"_outer);
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
