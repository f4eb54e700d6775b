// From select_for_update() and its kin to the statement that is sent.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <string>

namespace row_lock_sql {

using namespace shop;
using Catch::Matchers::Contains;
using vinyl::no_key;
using vinyl::nowait;
using vinyl::skip_locked;

const std::string artists = R"(SELECT "artist"."id", "artist"."name", "artist"."country" FROM "orm"."artist")";
const std::string tracks = R"(SELECT "track"."id", "track"."album_id", "track"."title", "track"."seconds")";

auto some_artists() { return Artist::vinyl().order_by(); }

TEST_CASE("R24, SF1: select_for_update is FOR UPDATE behind everything else") {
    CHECK(some_artists().select_for_update().sql() == artists + " FOR UPDATE");
    CHECK(some_artists().select_for_update().order_by("id"_f).limit(2).sql() ==
          artists + R"( ORDER BY "artist"."id" ASC LIMIT $1 FOR UPDATE)");
    CHECK(some_artists().select_for_update(nowait).select_for_update().sql() == artists + " FOR UPDATE");  // the last one counts
    CHECK(some_artists().select_for_update().values_list("name"_f).sql() ==
          R"(SELECT "artist"."name" FROM "orm"."artist" FOR UPDATE)");
}

TEST_CASE("SF2: nowait and skip_locked say what happens to rows that are locked already") {
    CHECK(some_artists().select_for_update(nowait).sql() == artists + " FOR UPDATE NOWAIT");
    CHECK(some_artists().select_for_update(skip_locked).sql() == artists + " FOR UPDATE SKIP LOCKED");
}

TEST_CASE("SF3: of names the tables whose rows are locked") {
    CHECK(some_artists().select_for_update(of("self"_f)).sql() == artists + R"( FOR UPDATE OF "artist")");
    const auto with_album = Track::vinyl().order_by().select_related("album__artist"_f);
    CHECK_THAT(with_album.select_for_update(of("self"_f, "album"_f, "album__artist"_f), skip_locked).sql(),
               Catch::Matchers::EndsWith(R"( FOR UPDATE OF "track", "album", "artist" SKIP LOCKED)"));
    CHECK_THAT(with_album.select_for_update(of("album"_f)).sql(), Catch::Matchers::EndsWith(R"( FOR UPDATE OF "album")"));
    // what is not read is not locked, and the error says what could be
    CHECK_THROWS_WITH(Track::vinyl().select_for_update(of("album"_f)).sql(),
                      Contains("\"album\"") && Contains("choices are: \"self\"") && Contains("select_related()"));
    CHECK_THROWS_WITH(Album::vinyl().select_related("artist"_f).select_for_update(of("producer"_f)).sql(),
                      Contains("choices are: \"self\", \"artist\""));
    CHECK_THROWS_WITH(with_album.values("title"_f).select_for_update(of("album"_f)).sql(), Contains("choices are: \"self\""));
}

TEST_CASE("SF4: no_key leaves others to point at the rows") {
    CHECK(some_artists().select_for_update(no_key).sql() == artists + " FOR NO KEY UPDATE");
    CHECK(some_artists().select_for_update(no_key, nowait, of("self"_f)).sql() ==
          artists + R"( FOR NO KEY UPDATE OF "artist" NOWAIT)");
}

TEST_CASE("SF6: rows that the server can not lock are refused before it is asked") {
    const auto locked = Album::vinyl().order_by().select_for_update();
    CHECK_THROWS_WITH(locked.select_related("producer"_f).sql(), Contains("\"producer\"") && Contains("of(\"self\"_f)"));
    CHECK_THROWS_WITH(Album::vinyl().select_related("producer"_f).select_for_update(of("producer"_f)).sql(), Contains("\"producer\""));
    CHECK_NOTHROW(Album::vinyl().select_related("producer"_f).select_for_update(of("self"_f)).sql());
    CHECK_NOTHROW(locked.select_related("artist"_f).sql());
    // a condition that needs the row makes sure of it
    CHECK_NOTHROW(locked.filter("producer__name"_f = "x").select_related("producer"_f).sql());
    CHECK_THROWS_WITH(locked.order_by("producer__name"_f).sql(), Contains("\"producer\""));
    CHECK_THROWS_WITH(locked.distinct().sql(), Contains("distinct rows") && Contains("in a subquery"));
    CHECK_THROWS_WITH(locked.order_by("artist__id"_f).distinct("artist__id"_f).sql(), Contains("distinct rows"));
    CHECK_THROWS_WITH(locked.annotate("n"_f = vinyl::count("tracks"_f)).sql(), Contains("groups of rows"));
    CHECK_THROWS_WITH(locked.annotate("n"_f = vinyl::rank().over(vinyl::order_by("price"_f))).sql(), Contains("over a window"));
    // counted rows are not locked
    CHECK_NOTHROW(Album::vinyl().filter("id"_f.in(Album::vinyl().select_for_update(skip_locked).limit(2))).sql());
}

TEST_CASE("SF7: FOR SHARE and FOR KEY SHARE") {
    CHECK(some_artists().select_for_share().sql() == artists + " FOR SHARE");
    CHECK(some_artists().select_for_key_share(skip_locked, of("self"_f)).sql() ==
          artists + R"( FOR KEY SHARE OF "artist" SKIP LOCKED)");
}

}  // namespace row_lock_sql
