// exclude() and NOT: rows whose value is NULL stay, many-valued relations become NOT EXISTS; and constant conditions.
#include "support/sql_check.hpp"
#include "support/sql_models.hpp"

namespace sql_negation {  // the integration tests compile several of these files at once

using namespace music;

namespace {

vinyl::statement without(query q, const expr& condition) { return select_count(q.exclude(condition)); }
vinyl::statement found(query q, const expr& condition) { return select_count(q.filter(condition)); }

expr name(const char* is) { return eq(col<>(artist::name), s(is)); }
expr country(const char* is) { return eq(col<>(artist::country), s(is)); }
expr album_title(const char* is) { return eq(col<&artist::albums>(album::title), s(is)); }

}  // namespace

TEST_CASE("excluding by a column that is not null is plain NOT") {
    CHECK_SQL(without(artists(), name("x")),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" = $1))");
}

TEST_CASE("excluding by a nullable column keeps its NULL rows") {
    CHECK_SQL(without(artists(), country("US")),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."country" = $1 AND "artist"."country" IS NOT NULL))");
    CHECK_SQL(without(albums(), gt(col<>(album::price), real())),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT ("album"."price" > $1 AND "album"."price" IS NOT NULL))");
    CHECK_SQL(without(tracks(), eq(col<>(track::played, parts<transform::hour>()), n(3))),
              R"(SELECT COUNT(*) FROM "track" WHERE NOT (EXTRACT(HOUR FROM "track"."played")::integer = $1 AND "track"."played" IS NOT NULL))");
    CHECK_SQL(without(tracks(), eq(col<>(track::played, parts<transform::year>()), n(1959))),
              R"(SELECT COUNT(*) FROM "track" WHERE NOT (("track"."played" >= $1 AND "track"."played" < $2) AND "track"."played" IS NOT NULL))");
    CHECK_SQL(without(artists(), compare(lookup::icontains, col<>(artist::country), s("u"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT (UPPER("artist"."country") LIKE UPPER($1) AND "artist"."country" IS NOT NULL))");
}

TEST_CASE("excluding by a key of a nullable json column keeps its NULL rows") {
    // The music tables have no json column, so the server is not asked.
    const auto key = function("jsonb_extract_path", {col<>(artist::country), s("a")});
    CHECK(without(artists(), eq(key, s("1"))).text ==
          R"(SELECT COUNT(*) FROM "artist" WHERE NOT (jsonb_extract_path("artist"."country", $1) = $2 AND "artist"."country" IS NOT NULL))");
    CHECK(without(artists(), eq(function("jsonb_extract_path_text", {col<>(artist::name), s("a")}), s("1"))).text ==
          R"(SELECT COUNT(*) FROM "artist" WHERE NOT (jsonb_extract_path_text("artist"."name", $1) = $2))");
    CHECK(found(artists(), eq(key, s("1"))).text ==
          R"(SELECT COUNT(*) FROM "artist" WHERE jsonb_extract_path("artist"."country", $1) = $2)");
}

TEST_CASE("excluding by a comparison with a nullable column keeps NULL rows of both") {
    CHECK_SQL(without(artists(), eq(col<>(artist::name), col<>(artist::country))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" = "artist"."country" AND "artist"."country" IS NOT NULL))");
    CHECK_SQL(without(artists(), eq(col<>(artist::country), col<>(artist::name))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."country" = "artist"."name" AND "artist"."country" IS NOT NULL))");
}

TEST_CASE("excluding a list that held NULL excludes NULL rows, too") {
    const wire_value list{text_array, false, big_endian(0, 4) + big_endian(0, 4) + big_endian(text, 4)};
    CHECK_SQL(without(artists(), in_values(col<>(artist::country), list, false)),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."country" = ANY($1) AND "artist"."country" IS NOT NULL))");
    CHECK_SQL(without(artists(), in_values(col<>(artist::country), list, false, true)),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."country" = ANY($1) OR "artist"."country" IS NULL))");
    CHECK_SQL(without(artists(), in_values(col<>(artist::country), list, true, true)),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."country" IS NULL))");
    CHECK_SQL(without(artists(), in_values(col<>(artist::country), list, true)),
              R"(SELECT COUNT(*) FROM "artist")");
}

TEST_CASE("excluding over a nullable key keeps rows without the relation") {
    CHECK_SQL(without(artists(), eq(col<&artist::label>(label::name), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE NOT ("label"."name" = $1 AND "label"."name" IS NOT NULL))");
    CHECK_SQL(without(artists(), eq(rel<&artist::label>(), n(1))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."label_id" = $1 AND "artist"."label_id" IS NOT NULL))");
    CHECK_SQL(without(albums(), eq(col<&album::sleeve>(sleeve::colour), s("red"))),
              R"(SELECT COUNT(*) FROM "album" LEFT JOIN "sleeve" ON ("album"."id" = "sleeve"."album_id") WHERE NOT ("sleeve"."colour" = $1 AND "sleeve"."colour" IS NOT NULL))");
    CHECK_SQL(without(tracks(), eq(col<&track::album>(album::title), s("x"))),
              R"(SELECT COUNT(*) FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE NOT ("album"."title" = $1))");
}

TEST_CASE("excluding over a many-valued relation is NOT EXISTS") {
    CHECK_SQL(without(artists(), album_title("x")),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $1 AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(without(albums(), eq(rel<&album::genre_links, &album_genre::genre>(), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT EXISTS(SELECT 1 FROM "album_genre" "U0" WHERE "U0"."genre_id" = $1 AND "U0"."album_id" = "album"."id"))");
    CHECK_SQL(without(albums(), eq(col<&album::genre_links, &album_genre::genre>(genre::name), s("jazz"))),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT EXISTS(SELECT 1 FROM "album_genre" "U0" INNER JOIN "genre" "U1" ON ("U0"."genre_id" = "U1"."id") WHERE "U1"."name" = $1 AND "U0"."album_id" = "album"."id"))");
    CHECK_SQL(without(artists(), gt(col<&artist::albums>(album::price), real())),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."price" > $1 AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(without(artists(), eq(col<&artist::albums, &album::tracks>(track::title), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" INNER JOIN "track" "U1" ON ("U0"."id" = "U1"."album_id") WHERE "U1"."title" = $1 AND "U0"."artist_id" = "artist"."id"))");
}

TEST_CASE("each excluded condition over a many-valued relation may be met by another row") {
    CHECK_SQL(without(artists(), all_of({album_title("x"), eq(col<&artist::albums>(album::live), yes())})),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT (EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $1 AND "U0"."artist_id" = "artist"."id") AND EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."live" AND "U0"."artist_id" = "artist"."id")))");
}

TEST_CASE("excluding rows without a relation") {
    CHECK_SQL(without(artists(), is_null(rel<&artist::albums>())),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "artist" "U0" LEFT JOIN "album" "U1" ON ("U0"."id" = "U1"."artist_id") WHERE "U1"."id" IS NULL AND "U0"."id" = "artist"."id"))");
    CHECK_SQL(without(artists(), is_null(rel<&artist::albums>(), false)),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."id" IS NOT NULL AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(without(artists(), is_null(rel<&artist::label>())),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."label_id" IS NULL))");
}

TEST_CASE("NOT EXISTS starts behind the single-valued steps, which may be missing") {
    CHECK_SQL(without(tracks(), eq(col<&track::album, &album::genre_links, &album_genre::genre>(genre::name), s("jazz"))),
              R"(SELECT COUNT(*) FROM "track" WHERE NOT EXISTS(SELECT 1 FROM "album_genre" "U0" INNER JOIN "genre" "U1" ON ("U0"."genre_id" = "U1"."id") WHERE "U1"."name" = $1 AND "U0"."album_id" = "track"."album_id"))");
    CHECK_SQL(without(albums(), eq(col<&album::parent, &album::tracks>(track::title), s("x"))),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."title" = $1 AND "U0"."album_id" = "album"."parent_id"))");
    CHECK_SQL(without(albums(), is_null(rel<&album::parent, &album::tracks>())),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT (EXISTS(SELECT 1 FROM "album" "U0" LEFT JOIN "track" "U1" ON ("U0"."id" = "U1"."album_id") WHERE "U1"."id" IS NULL AND "U0"."id" = "album"."parent_id") OR "album"."parent_id" IS NULL))");
    CHECK_SQL(without(artists(), eq(col<&artist::label, &label::artists>(artist::country), s("US"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "artist" "U0" WHERE "U0"."country" = $1 AND "U0"."label_id" = "artist"."label_id"))");
}

TEST_CASE("a column on the right of an excluded many-valued condition means the outer row") {
    CHECK_SQL(without(artists(), eq(col<&artist::albums>(album::title), col<>(artist::name))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = "artist"."name" AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(without(artists(), gt(col<&artist::albums>(album::price), arithmetic(arithmetic_operator::multiply, col<>(artist::id), n(2)))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."price" > ("artist"."id" * $1) AND "U0"."artist_id" = "artist"."id"))");
}

TEST_CASE("a condition and a negated one in the same filter speak of the same related row") {
    CHECK_SQL(found(artists(), all_of({eq(col<&artist::albums>(album::live), yes()), negation(album_title("x"))})),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."live" AND NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $1 AND "U0"."id" = "album"."id" AND "U0"."artist_id" = "artist"."id"))");
}

TEST_CASE("negation inside OR keeps the repair") {
    CHECK_SQL(found(artists(), any_of({name("x"), negation(country("US"))})),
              R"(SELECT COUNT(*) FROM "artist" WHERE ("artist"."name" = $1 OR NOT ("artist"."country" = $2 AND "artist"."country" IS NOT NULL)))");
    CHECK_SQL(found(artists(), all_of({name("x"), any_of({name("y"), negation(album_title("z"))})})),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."name" = $1 AND ("artist"."name" = $2 OR NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $3 AND "U0"."artist_id" = "artist"."id")))");
}

TEST_CASE("NOT NOT is as if it were not there") {
    CHECK_SQL(found(artists(), negation(negation(album_title("x")))),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."title" = $1)");
    CHECK_SQL(without(artists(), negation(album_title("x"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $1 AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(found(artists(), negation(negation(country("US")))),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."country" = $1)");
    CHECK_SQL(without(artists(), negation(country("US"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."country" = $1)");
}

TEST_CASE("an excluded conjunction keeps rows of which one part is NULL") {
    CHECK_SQL(without(artists(), all_of({name("x"), country("US")})),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" = $1 AND ("artist"."country" = $2 AND "artist"."country" IS NOT NULL)))");
    CHECK_SQL(without(artists(), any_of({name("x"), country("US")})),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" = $1 OR ("artist"."country" = $2 AND "artist"."country" IS NOT NULL)))");
}

TEST_CASE("conditions that can not be true vanish or end the query") {
    CHECK(artists().filter(nothing()).is_nothing());
    CHECK(artists().filter(all_of({name("x"), nothing()})).is_nothing());
    CHECK_SQL(found(artists(), any_of({name("x"), nothing()})),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."name" = $1)");
    CHECK_SQL(without(artists(), nothing()),
              R"(SELECT COUNT(*) FROM "artist")");
    CHECK_SQL(found(artists(), negation(nothing())),
              R"(SELECT COUNT(*) FROM "artist")");
    CHECK(artists().exclude(everything()).is_nothing());
    CHECK_SQL(found(artists(), any_of({name("x"), everything()})),
              R"(SELECT COUNT(*) FROM "artist")");
    CHECK_SQL(found(artists(), negation(all_of({name("x"), nothing()}))),
              R"(SELECT COUNT(*) FROM "artist")");
    CHECK_SQL(found(artists(), one_of({name("x"), nothing()})),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."name" = $1)");
    CHECK_SQL(select_count(artists().none()),
              R"(SELECT COUNT(*) FROM "artist" WHERE FALSE)");
}

TEST_CASE("a combination of no conditions is neutral") {
    CHECK_SQL(found(artists(), all_of({})),
              R"(SELECT COUNT(*) FROM "artist")");
    CHECK_SQL(without(artists(), all_of({})),
              R"(SELECT COUNT(*) FROM "artist")");
    CHECK_SQL(found(artists(), any_of({any_of({}), name("x")})),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."name" = $1)");
    CHECK_SQL(found(artists(), all_of({negation(any_of({})), name("x")})),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."name" = $1)");
}

}  // namespace sql_negation
