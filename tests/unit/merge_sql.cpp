// From two querysets that are put together by &, | and ^ to the statement that is sent.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace merge_sql {

using namespace shop;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

auto artists() { return Artist::vinyl().order_by(); }
std::string from(const auto& rows) {
    const std::string text = rows.sql();
    return text.substr(text.find(" FROM "));
}
const std::string artist = R"( FROM "orm"."artist")";

TEST_CASE("Q8: & is AND, | is OR and ^ is either but not both, of all conditions of each") {
    const auto us = artists().filter("country"_f = "US"), long_name = artists().filter("name"_f > "K").exclude("id"_f = 3);
    CHECK(from(us & long_name) == artist + R"( WHERE "artist"."country" = $1 AND "artist"."name" > $2 AND NOT ("artist"."id" = $3))");
    CHECK(from(us | long_name) == artist + R"( WHERE ("artist"."country" = $1 OR ("artist"."name" > $2 AND NOT ("artist"."id" = $3))))");
    CHECK(from(us ^ long_name) ==
          artist + R"( WHERE ((("artist"."country" = $1) IS TRUE) <> ((("artist"."name" > $2 AND NOT ("artist"."id" = $3))) IS TRUE)))");
    // all rows, or none
    CHECK(from(us & artists()) == from(us));
    CHECK(from(artists() | us) == artist);
    CHECK(from(artists() ^ us) == artist + R"( WHERE ("artist"."country" = $1) IS NOT TRUE)");
    CHECK(from(artists().none() | us) == from(us));
    CHECK(from(us ^ artists().none()) == from(us));
    CHECK((artists() ^ artists()).sql().find("WHERE FALSE") != std::string::npos);
    CHECK((us & artists().none()).sql().find("WHERE FALSE") != std::string::npos);
    // the same queryset twice
    CHECK(from(us & us) == artist + R"( WHERE "artist"."country" = $1 AND "artist"."country" = $2)");
}

TEST_CASE("Q8: the ordering of the right side wins, if it has one") {
    const auto by_name = Artist::vinyl().order_by("-name"_f), by_id = Artist::vinyl().order_by("id"_f);
    CHECK_THAT((by_name & by_id).sql(), EndsWith(R"(ORDER BY "artist"."id" ASC)"));
    CHECK_THAT((by_id | by_name).sql(), EndsWith(R"(ORDER BY "artist"."name" DESC)"));
    CHECK_THAT((by_id ^ Artist::vinyl().filter("id"_f > 1).order_by()).sql(), EndsWith(R"(ORDER BY "artist"."id" ASC)"));
}

TEST_CASE("Q8: the left side stays what it is, also when it has no row") {
    const std::vector<std::int64_t> none;
    const auto us = artists().filter("country"_f = "US");
    const auto no_artist = artists().filter("id"_f.in(none), "albums__price"_f < 10);
    for (const auto& merged : {no_artist | us, no_artist ^ us}) CHECK(from(merged) == from(us));
    CHECK_THAT((no_artist.select_for_update() | us).sql(), EndsWith(" FOR UPDATE"));
    CHECK_THAT((no_artist | us.select_for_update()).sql(), !Contains("FOR UPDATE"));
    CHECK_THAT((no_artist.order_by("-name"_f) | us).sql(), EndsWith(R"(ORDER BY "artist"."name" DESC)"));
    // the order of the right side wins, whether or not it has rows
    CHECK_THAT((us | no_artist.order_by("-name"_f)).sql(), EndsWith(R"(ORDER BY "artist"."name" DESC)"));
    const auto albums = Album::vinyl().order_by(), no_album = albums.filter("id"_f.in(none));
    CHECK_THAT((no_album.select_related("artist"_f) | albums.filter("price"_f < 10)).sql(), Contains(R"("artist"."country")"));
    CHECK_THAT((no_album | albums.filter("price"_f < 10).select_related("artist"_f)).sql(), !Contains(R"("artist"."country")"));
    // what an annotation goes through stays, and conditions go through others as in filter()
    const auto titled = artists().annotate("t"_f = "albums__title"_f);
    CHECK(from(titled.filter("id"_f.in(none), "albums__price"_f > 3) | titled.filter("albums__price"_f < 10)) ==
          artist + R"( LEFT JOIN "orm"."album" ON ("artist"."id" = "album"."artist_id") INNER JOIN "orm"."album" "T4" ON ("artist"."id" = "T4"."artist_id") WHERE "T4"."price" < $1)");
}

TEST_CASE("Q8: joins are taken over for conditions only, so no row comes twice because of others") {
    const auto titled = artists().annotate("t"_f = "albums__title"_f);
    const std::string once = artist + R"( LEFT JOIN "orm"."album" ON ("artist"."id" = "album"."artist_id"))";
    const auto some = titled.filter("id"_f > 1), us = titled.filter("country"_f = "US");
    CHECK(from(some & us) == once + R"( WHERE "artist"."id" > $1 AND "artist"."country" = $2)");
    CHECK(from(some | us) == once + R"( WHERE ("artist"."id" > $1 OR "artist"."country" = $2))");
    // a column of both is one
    CHECK(from(titled.filter("t"_f > "A") & titled.filter("t"_f < "K")) ==
          artist + R"( INNER JOIN "orm"."album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."title" > $1 AND "album"."title" < $2)");
    // all rows of one side are all rows
    const auto cheap = artists().filter("albums__price"_f < 10);
    CHECK(from(artists() | cheap) == artist);
    CHECK(from(cheap | artists()) == artist);
    CHECK(from(cheap & artists()) == from(cheap));
    CHECK(from(artists() & cheap) == from(cheap));
}

TEST_CASE("Q8: both are in the same time zone") {
    const auto albums = Album::vinyl().order_by(), late = albums.filter("bought__hour"_f > 20);
    const auto in = [](const auto& rows, const char* zone) { return rows.in_time_zone(zone); };
    const std::string both = (in(late, "Asia/Tokyo") | in(albums.filter("bought__hour"_f < 3), "Asia/Tokyo")).sql();
    CHECK_THAT(both, Contains(R"( AT TIME ZONE $)"));
    for (const auto& merged : {late | in(late, "Asia/Tokyo"), in(late, "Asia/Tokyo") | late, in(late, "Asia/Tokyo") & in(late, "Europe/Berlin"),
                               albums.none() | in(late, "Asia/Tokyo")})
        CHECK_THROWS_WITH(merged.sql(), Contains("in_time_zone()"));
    CHECK_THAT(in(late | late, "Asia/Tokyo").sql(), Contains(R"( AT TIME ZONE $)"));
}

TEST_CASE("JP9: & and | vote on joins as AND and OR in one filter do") {
    const auto of_jan = Album::vinyl().order_by().filter("producer__name"_f = "Jan"), cheap = Album::vinyl().order_by().filter("price"_f < 10);
    const std::string album = R"( FROM "orm"."album" )", on = R"( JOIN "orm"."artist" ON ("album"."producer_id" = "artist"."id") WHERE )";
    CHECK(from(of_jan & cheap) == album + "INNER" + on + R"("artist"."name" = $1 AND "album"."price" < $2)");
    CHECK(from(of_jan | cheap) == album + "LEFT" + on + R"(("artist"."name" = $1 OR "album"."price" < $2))");
    CHECK(from(cheap | of_jan) == album + "LEFT" + on + R"(("album"."price" < $1 OR "artist"."name" = $2))");
    const auto of_us = Album::vinyl().order_by().filter("producer__country"_f = "US");
    CHECK(from(of_jan | of_us) == album + "INNER" + on + R"(("artist"."name" = $1 OR "artist"."country" = $2))");
    CHECK(from(of_jan & of_us) == album + "INNER" + on + R"("artist"."name" = $1 AND "artist"."country" = $2)");
}

TEST_CASE("Q8: | shares a join along a many-valued relation, & does not") {
    const auto cheap = artists().filter("albums__price"_f < 10), old = artists().filter("albums__stock"_f > 3);
    CHECK(from(cheap | old) ==
          artist + R"( INNER JOIN "orm"."album" ON ("artist"."id" = "album"."artist_id") WHERE ("album"."price" < $1 OR "album"."stock" > $2))");
    CHECK(from(cheap & old) ==
          artist + R"( INNER JOIN "orm"."album" ON ("artist"."id" = "album"."artist_id") INNER JOIN "orm"."album" "T3" ON ("artist"."id" = "T3"."artist_id") WHERE "album"."price" < $1 AND "T3"."stock" > $2)");
    // two joins of one side stay two
    const auto two = artists().filter("albums__price"_f < 10).filter("albums__stock"_f > 3);
    CHECK(from(cheap | two) ==
          artist + R"( INNER JOIN "orm"."album" ON ("artist"."id" = "album"."artist_id") LEFT JOIN "orm"."album" "T3" ON ("artist"."id" = "T3"."artist_id") WHERE ("album"."price" < $1 OR ("album"."price" < $2 AND "T3"."stock" > $3)))");
    // subqueries speak of the tables by their new names
    const auto with_outer = artists().filter("albums__price"_f > 1, exists(Track::vinyl().filter("album"_f = "albums__id"_outer)));
    CHECK_THAT(from(cheap & with_outer), Contains(R"("U0"."album_id" = "T3"."id")"));
}

TEST_CASE("43: both are distinct in the same way, or none") {
    const auto each = artists().distinct(), all = artists();
    CHECK((each | each).sql().starts_with("SELECT DISTINCT "));
    CHECK_THROWS_WITH((each | all).sql(), Contains("distinct"));
    CHECK_THROWS_WITH((all & each).sql(), Contains("distinct"));
    const auto by_country = Artist::vinyl().order_by("country"_f, "id"_f).distinct("country"_f);
    const auto both = by_country.filter("albums__price"_f < 10) | by_country.filter("albums__stock"_f > 3);
    CHECK(both.sql().starts_with(R"(SELECT DISTINCT ON ("artist"."country") )"));
    CHECK_THROWS_WITH((by_country & artists().distinct("id"_f)).sql(), Contains("distinct"));
    // values in it are compared, too
    const auto by_price = [](int factor) { return Album::vinyl().order_by("price"_f * factor).distinct("price"_f * factor); };
    CHECK_THAT((by_price(2).filter("stock"_f > 1) | by_price(2).filter("stock"_f < 3)).sql(), Contains("DISTINCT ON"));
    CHECK_THROWS_WITH((by_price(2).filter("stock"_f > 1) | by_price(3).filter("stock"_f < 3)).sql(), Contains("distinct"));
}

TEST_CASE("Q8, R27: slices, aggregates and other values are not put together") {
    const auto some = artists().filter("id"_f > 1);
    CHECK_THROWS_WITH((some & some.limit(2)).sql(), Contains("a slice of rows"));
    CHECK_THROWS_WITH((some.limit(2) | some).sql(), Contains("a slice of rows"));
    const auto counted = some.annotate("n"_f = vinyl::count("albums"_f));
    CHECK_THROWS_WITH((counted & counted).sql(), Contains("aggregates"));
    const auto labels = Label::vinyl().order_by();
    CHECK_THROWS_WITH((labels.values_list("name"_f) | labels.values_list("note"_f)).sql(), Contains("the same values"));
    CHECK((labels.values_list("name"_f) | labels.values_list("name"_f)).sql() == R"(SELECT "label"."name" FROM "orm"."label")");
}

}  // namespace merge_sql
