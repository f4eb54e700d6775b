// only() and defer(): which columns are read, without a server.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/json.hpp>
#include <vinyl/vinyl.hpp>

#include <concepts>
#include <string>

using namespace shop;
using Catch::Matchers::Contains;
using vinyl::count;

namespace {

/// The columns that are read, without the table's name in front.
template <class Rows>
std::string read(const Rows& rows) {
    std::string text = rows.order_by().sql();
    text = text.substr(7, text.find(" FROM ") - 7);
    for (std::size_t at = text.find("\"album\"."); at != text.npos; at = text.find("\"album\"."))
        text.erase(at, 8);
    for (std::size_t at = text.find('"'); at != text.npos; at = text.find('"')) text.erase(at, 1);
    return text;
}

const auto all = [] { return Album::vinyl(); };
const std::string every =
    "id, title, artist_id, producer_id, released, price, rating, meta_data, tags, bought, kind, stock, active";

}  // namespace

TEST_CASE("R22: only() reads these columns and the key, in the table's order") {
    CHECK(all().only("price"_f, "title"_f).filter("stock"_f > 1).order_by().sql() ==
          R"(SELECT "album"."id", "album"."title", "album"."price" FROM "orm"."album" WHERE "album"."stock" > $1)");
    CHECK(read(all().only("pk"_f)) == "id");
    CHECK(read(all().only("id"_f)) == "id");
    CHECK(read(all().only("artist"_f)) == "id, artist_id");
    CHECK(read(all().only("artist_id"_f)) == "id, artist_id");
    CHECK(Label::vinyl().only("name"_f).sql() == R"(SELECT "label"."code", "label"."name" FROM "orm"."label")");
}

TEST_CASE("R22: only() replaces") {
    CHECK(read(all().only("title"_f, "price"_f).only("stock"_f)) == "id, stock");
    CHECK(read(all().only("title"_f, "artist__name"_f).only("stock"_f)) == "id, stock");
    CHECK(read(all().only("title"_f, "artist__name"_f).only("artist__name"_f)) == "id, artist_id, artist.name");
}

TEST_CASE("R21: defer() adds up, and leaves the key") {
    CHECK(read(all().defer("meta_data"_f, "tags"_f)) ==
          "id, title, artist_id, producer_id, released, price, rating, bought, kind, stock, active");
    CHECK(read(all().defer("meta_data"_f).defer("tags"_f)) == read(all().defer("meta_data"_f, "tags"_f)));
    CHECK(read(all().defer("meta_data"_f).defer(std::nullopt)) == every);
    CHECK(read(all().only("title"_f, "artist__name"_f).defer(std::nullopt)) == every);
}

TEST_CASE("R22: only() and defer() together are as in Django") {
    CHECK(read(all().only("title"_f, "price"_f).defer("price"_f)) == "id, title");
    CHECK(read(all().defer("price"_f).only("title"_f, "price"_f)) == "id, title");
    CHECK(read(all().defer("price"_f).only("title"_f, "price"_f).only("price"_f)) == "id, price");
    CHECK(read(all().only("title"_f).defer("title"_f)) == every);
    CHECK(read(all().only("title"_f).defer("title"_f, "meta_data"_f)) == read(all().defer("meta_data"_f)));
    CHECK(read(all().defer("title"_f).only("title"_f)) == every);
    CHECK(read(all().only("title"_f, "artist__name"_f).defer("title"_f)) == "id, artist_id, artist.name");
    CHECK(read(all().only("title"_f, "artist__name"_f).defer("artist__name"_f)) == "id, title");
    CHECK(read(all().only("artist__name"_f).defer("artist__name"_f)) == every);
}

TEST_CASE("R22: only() reads values at the end of paths, and the relation that they begin with") {
    const auto rows = all().only("title"_f, "artist__name"_f);
    CHECK(rows.order_by().sql() ==
          R"(SELECT "album"."id", "album"."title", "album"."artist_id", "artist"."name" FROM "orm"."album")"
          R"( INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))");
    CHECK(Artist::vinyl().only("biography__text"_f).order_by().sql() ==
          R"(SELECT "artist"."id", "biography"."text" FROM "orm"."artist")"
          R"( LEFT JOIN "orm"."biography" ON ("artist"."id" = "biography"."artist_id"))");
    CHECK(read(rows.annotate("twice"_f = "price"_f * 2).only("producer__name"_f, "stock"_f)) ==
          "id, producer_id, stock, (price * $1) AS twice, T3.name");
    using row = decltype(rows)::row_type;
    STATIC_REQUIRE(std::same_as<row, vinyl::partial<Album, vinyl::detail::named_path<"artist__name", std::string>>>);
    STATIC_REQUIRE(std::same_as<decltype(all().only("title"_f))::row_type, vinyl::partial<Album>>);
    STATIC_REQUIRE(std::same_as<decltype(all().only("title"_f).defer(std::nullopt))::row_type, Album>);
    STATIC_REQUIRE(std::same_as<decltype(all().annotate("n"_f = count("tracks"_f)).defer("title"_f).defer(std::nullopt))::row_type,
                              decltype(all().annotate("n"_f = count("tracks"_f)))::row_type>);
}

TEST_CASE("R22: a path that only() names twice is read once") {
    const auto rows = all().only("artist__name"_f, "producer__name"_f, "artist__name"_f, "title"_f, "title"_f);
    CHECK(read(rows) == read(all().only("artist__name"_f, "producer__name"_f, "title"_f)));
    STATIC_REQUIRE(std::same_as<decltype(rows)::row_type,
                                decltype(all().only("artist__name"_f, "producer__name"_f, "title"_f))::row_type>);
}

TEST_CASE("R21: rows that are read whole again are those of which nothing was said") {
    const auto rows = all().defer("tags"_f).defer(std::nullopt);
    CHECK(rows.union_(all()).sql() == all().union_(all()).sql());
    CHECK(all().union_(rows).sql() == all().union_(all()).sql());
    CHECK_THROWS_AS(all().only("title"_f).union_(all().only("title"_f).defer("title"_f)).sql(), vinyl::usage_error);
    CHECK_NOTHROW(all().defer(std::nullopt).raw("SELECT * FROM orm.album"));
    CHECK(read(rows.only("title"_f)) == "id, title");
}

TEST_CASE("R22: only() goes with the other calls") {
    CHECK(all().only("title"_f).annotate("n"_f = count("tracks"_f)).filter("n"_f > 1).order_by("-n"_f).sql() ==
          R"(SELECT "album"."id", "album"."title", COUNT("track"."id") AS "n" FROM "orm"."album")"
          R"( LEFT JOIN "orm"."track" ON ("album"."id" = "track"."album_id") GROUP BY "album"."id")"
          R"( HAVING COUNT("track"."id") > $1 ORDER BY 3 DESC)");
    CHECK(all().only("title"_f, "artist"_f).select_related("artist"_f).order_by().sql() ==
          R"(SELECT "album"."id", "album"."title", "album"."artist_id", "artist"."id", "artist"."name", "artist"."country")"
          R"( FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))");
    CHECK(Track::vinyl().filter("album"_f.in(all().only("title"_f).filter("price"_f < 10))).order_by().values("id"_f).sql() ==
          Track::vinyl().filter("album"_f.in(all().filter("price"_f < 10))).order_by().values("id"_f).sql());
    CHECK(all().only("title"_f, "artist__name"_f).values("stock"_f).order_by().sql() ==
          R"(SELECT "album"."stock" FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))");
    CHECK(all().only("title"_f).union_(all().only("title"_f)).sql() ==
          R"((SELECT "album"."id", "album"."title" FROM "orm"."album") UNION (SELECT "album"."id", "album"."title" FROM "orm"."album"))");
    CHECK_THROWS_WITH(all().only("title"_f).union_(all().only("price"_f)).sql(), Contains("the same only() and defer()"));
}

TEST_CASE("R21: a relation that select_related() follows is not left out") {
    CHECK_THROWS_WITH(all().only("title"_f).select_related("artist"_f),
                      Contains("the relation \"artist\" of Album is followed by select_related() and left out by only()"));
    CHECK_THROWS_AS(all().select_related("artist"_f).defer("artist"_f), vinyl::usage_error);
    CHECK_THROWS_AS(all().select_related("artist"_f).only("title"_f), vinyl::usage_error);
    CHECK_NOTHROW(all().select_related("artist"_f).defer("title"_f));
    CHECK_NOTHROW(all().only("title"_f, "artist__name"_f).select_related("artist"_f));
    CHECK_NOTHROW(Artist::vinyl().only("name"_f).select_related("biography"_f));
}
