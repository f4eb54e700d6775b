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

TEST_CASE("X1: excluding by a column that is not null is plain NOT") {
    CHECK_SQL(without(artists(), name("x")),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" = $1))");
}

TEST_CASE("X2: excluding by a nullable column keeps its NULL rows") {
    CHECK_SQL(without(artists(), country("US")),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."country" = $1 AND "artist"."country" IS NOT NULL))");
    CHECK_SQL(without(albums(), gt(col<>(album::price), real())),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT ("album"."price" > $1 AND "album"."price" IS NOT NULL))");
    CHECK_SQL(without(tracks(), eq(col<>(track::played, parts<transform::hour>()), n(3))),
              R"(SELECT COUNT(*) FROM "track" WHERE (EXTRACT(HOUR FROM "track"."played")::integer = $1) IS NOT TRUE)");
    CHECK_SQL(without(tracks(), eq(col<>(track::played, parts<transform::year>()), n(1959))),
              R"(SELECT COUNT(*) FROM "track" WHERE NOT (("track"."played" >= $1 AND "track"."played" < $2) AND "track"."played" IS NOT NULL))");
    CHECK_SQL(without(artists(), compare(lookup::icontains, col<>(artist::country), s("u"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT (UPPER("artist"."country") LIKE UPPER($1) AND "artist"."country" IS NOT NULL))");
}

TEST_CASE("X2: excluding by a key of json keeps rows without the key") {
    // The music tables have no json column, so the server is not asked.
    const auto key = function(called::jsonb_extract_path, {col<>(artist::country), s("a")});
    CHECK(without(artists(), eq(key, s("1"))).text ==
          R"(SELECT COUNT(*) FROM "artist" WHERE (jsonb_extract_path("artist"."country", $1) = $2) IS NOT TRUE)");
    CHECK(without(artists(), eq(function(called::jsonb_extract_path_text, {col<>(artist::name), s("a")}), s("1"))).text ==
          R"(SELECT COUNT(*) FROM "artist" WHERE (jsonb_extract_path_text("artist"."name", $1) = $2) IS NOT TRUE)");
    CHECK(found(artists(), eq(key, s("1"))).text ==
          R"(SELECT COUNT(*) FROM "artist" WHERE jsonb_extract_path("artist"."country", $1) = $2)");
}

TEST_CASE("X3: excluding by a comparison with a nullable column keeps NULL rows of both") {
    CHECK_SQL(without(artists(), eq(col<>(artist::name), col<>(artist::country))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" = "artist"."country" AND "artist"."country" IS NOT NULL))");
    CHECK_SQL(without(artists(), eq(col<>(artist::country), col<>(artist::name))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."country" = "artist"."name" AND "artist"."country" IS NOT NULL))");
}

TEST_CASE("X4, V1: excluding a list that held NULL excludes NULL rows, too") {
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

TEST_CASE("X5: excluding over a nullable key keeps rows without the relation") {
    CHECK_SQL(without(artists(), eq(col<&artist::label>(label::name), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE NOT ("label"."name" = $1 AND "label"."name" IS NOT NULL))");
    CHECK_SQL(without(artists(), eq(rel<&artist::label>(), n(1))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."label_id" = $1 AND "artist"."label_id" IS NOT NULL))");
    CHECK_SQL(without(albums(), eq(col<&album::sleeve>(sleeve::colour), s("red"))),
              R"(SELECT COUNT(*) FROM "album" LEFT JOIN "sleeve" ON ("album"."id" = "sleeve"."album_id") WHERE NOT ("sleeve"."colour" = $1 AND "sleeve"."colour" IS NOT NULL))");
    CHECK_SQL(without(tracks(), eq(col<&track::album>(album::title), s("x"))),
              R"(SELECT COUNT(*) FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE NOT ("album"."title" = $1))");
}

TEST_CASE("X6: excluding over a many-valued relation is NOT EXISTS") {
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

TEST_CASE("X7: each excluded condition over a many-valued relation may be met by another row") {
    CHECK_SQL(without(artists(), all_of({album_title("x"), eq(col<&artist::albums>(album::live), yes())})),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT (EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $1 AND "U0"."artist_id" = "artist"."id") AND EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."live" AND "U0"."artist_id" = "artist"."id")))");
}

TEST_CASE("X8: excluding rows without a relation") {
    CHECK_SQL(without(artists(), is_null(rel<&artist::albums>())),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "artist" "U0" LEFT JOIN "album" "U1" ON ("U0"."id" = "U1"."artist_id") WHERE "U1"."id" IS NULL AND "U0"."id" = "artist"."id"))");
    CHECK_SQL(without(artists(), is_null(rel<&artist::albums>(), false)),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."id" IS NOT NULL AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(without(artists(), is_null(rel<&artist::label>())),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."label_id" IS NULL))");
}

TEST_CASE("X9: NOT EXISTS starts behind the single-valued steps, which may be missing") {
    CHECK_SQL(without(tracks(), eq(col<&track::album, &album::genre_links, &album_genre::genre>(genre::name), s("jazz"))),
              R"(SELECT COUNT(*) FROM "track" WHERE NOT EXISTS(SELECT 1 FROM "album_genre" "U0" INNER JOIN "genre" "U1" ON ("U0"."genre_id" = "U1"."id") WHERE "U1"."name" = $1 AND "U0"."album_id" = "track"."album_id"))");
    CHECK_SQL(without(albums(), eq(col<&album::parent, &album::tracks>(track::title), s("x"))),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."title" = $1 AND "U0"."album_id" = "album"."parent_id"))");
    CHECK_SQL(without(albums(), is_null(rel<&album::parent, &album::tracks>())),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" LEFT JOIN "album" "U1" ON ("U0"."parent_id" = "U1"."id") LEFT JOIN "track" "U2" ON ("U1"."id" = "U2"."album_id") WHERE "U2"."id" IS NULL AND "U0"."id" = "album"."id"))");
    CHECK_SQL(without(artists(), eq(col<&artist::label, &label::artists>(artist::country), s("US"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "artist" "U0" WHERE "U0"."country" = $1 AND "U0"."label_id" = "artist"."label_id"))");
}

TEST_CASE("X10: a column on the right of an excluded many-valued condition means the outer row") {
    CHECK_SQL(without(artists(), eq(col<&artist::albums>(album::title), col<>(artist::name))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = "artist"."name" AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(without(artists(), gt(col<&artist::albums>(album::price), arithmetic(arithmetic_operator::multiply, col<>(artist::id), n(2)))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."price" > ("artist"."id" * $1) AND "U0"."artist_id" = "artist"."id"))");
}

TEST_CASE("X6: excluding by a comparison with a many-valued relation is NOT EXISTS, on whichever side it stands") {
    const auto title = [] { return col<&artist::albums>(album::title); };
    CHECK_SQL(without(artists(), eq(col<>(artist::name), title())),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "artist"."name" = "U0"."title" AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(without(artists(), in_range(col<>(artist::name), s("a"), title())),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "artist"."name" BETWEEN $1 AND "U0"."title" AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(without(artists(), eq(title(), col<&artist::albums, &album::tracks>(track::title))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "album" "U0" INNER JOIN "track" "U1" ON ("U0"."id" = "U1"."album_id") WHERE "U0"."title" = "U1"."title" AND "U0"."artist_id" = "artist"."id"))");
}

TEST_CASE("X6: what can be true without the related row, or speaks of two relations, is asked of the row itself again") {
    const auto title = [] { return col<&artist::albums>(album::title); };
    CHECK_SQL(without(artists(), eq(function(called::coalesce, {title(), col<>(artist::name)}, text), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "artist" "U0" LEFT JOIN "album" "U1" ON ("U0"."id" = "U1"."artist_id") WHERE COALESCE("U1"."title", "U0"."name") = $1 AND "U0"."id" = "artist"."id"))");
    CHECK_SQL(without(artists(), eq(title(), col<&artist::label, &label::artists>(artist::name))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "artist" "U0" INNER JOIN "label" "U1" ON ("U0"."label_id" = "U1"."id") INNER JOIN "artist" "U2" ON ("U1"."id" = "U2"."label_id") INNER JOIN "album" "U3" ON ("U0"."id" = "U3"."artist_id") WHERE "U3"."title" = "U2"."name" AND "U0"."id" = "artist"."id"))");
    CHECK_SQL(without(artists(), exists(tracks().filter(eq(col<>(track::title), around<&artist::albums>(album::title))))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "artist" "U0" LEFT JOIN "album" "U1" ON ("U0"."id" = "U1"."artist_id") WHERE EXISTS(SELECT 1 FROM "track" "V0" WHERE "V0"."title" = "U1"."title") AND "U0"."id" = "artist"."id"))");
}

TEST_CASE("a subquery that is asked with the row itself again may name annotations") {
    auto q = artists();
    q.annotate("lower_name", extract(transform::lower, col<>(artist::name)));
    CHECK_SQL(without(q, exists(tracks().filter(all_of({eq(col<>(track::title), outer("lower_name")), eq(col<>(track::title), around<&artist::albums>(album::title))})))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT EXISTS(SELECT 1 FROM "artist" "U0" LEFT JOIN "album" "U1" ON ("U0"."id" = "U1"."artist_id") WHERE EXISTS(SELECT 1 FROM "track" "V0" WHERE "V0"."title" = LOWER("artist"."name") AND "V0"."title" = "U1"."title") AND "U0"."id" = "artist"."id"))");
}

TEST_CASE("AG12: excluding by an aggregate is NOT in HAVING") {
    auto q = artists();
    q.clear_ordering().load_only({}, {}).exclude(gt(aggregate(called::count, rel<&artist::albums>()), n(1)));
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id" HAVING NOT (COUNT("album"."id") > $1))");
    auto dearest = artists();
    dearest.clear_ordering().load_only({}, {}).exclude(gt(aggregate(called::max, col<&artist::albums>(album::price)), real()));
    CHECK_SQL(select(dearest),
              R"(SELECT "artist"."id" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id" HAVING (MAX("album"."price") > $1) IS NOT TRUE)");
}

TEST_CASE("X3: what may be NULL otherwise than by a plain column is asked IS NOT TRUE") {
    const auto column = [] { return col<>(artist::country); };
    CHECK_SQL(without(artists(), eq(function(called::upper, {column()}, text), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE (UPPER("artist"."country") = $1) IS NOT TRUE)");
    CHECK_SQL(without(artists(), eq(function(called::coalesce, {column(), s("y")}, text), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT (COALESCE("artist"."country", $1) = $2))");
    CHECK_SQL(without(artists(), eq(col<>(artist::name), col<&artist::label>(label::name))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE NOT ("artist"."name" = "label"."name" AND "label"."name" IS NOT NULL))");
    CHECK_SQL(without(artists(), in_range(col<>(artist::name), s("a"), column())),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" BETWEEN $1 AND "artist"."country" AND "artist"."country" IS NOT NULL))");
    CHECK_SQL(without(artists(), in_query(col<>(artist::name), artists().values({{"c", column()}}))),
              R"(SELECT COUNT(*) FROM "artist" WHERE ("artist"."name" IN (SELECT "U0"."country" FROM "artist" "U0")) IS NOT TRUE)");
    CHECK_SQL(without(artists(), in_query(column(), labels().values({{"n", col<>(label::name)}}))),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."country" IN (SELECT "U0"."name" FROM "label" "U0") AND "artist"."country" IS NOT NULL))");
    // a list of arrays; the music tables have no column for it, so the server is not asked
    const wire_value empty_list{text_array, false, big_endian(0, 4) + big_endian(0, 4) + big_endian(text, 4)};
    CHECK(without(artists(), in_parts(column(), empty_list, empty_list, empty_list, false)).text.ends_with(R"( AND "artist"."country" IS NOT NULL))"));
    CHECK_SQL(without(artists(), condition(function("STARTS_WITH", {column(), s("x")}))),
              R"(SELECT COUNT(*) FROM "artist" WHERE (STARTS_WITH("artist"."country", $1)) IS NOT TRUE)");
    CHECK_SQL(without(artists(), one_of({name("x"), negation(country("US"))})),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ((("artist"."name" = $1) IS TRUE) <> ((NOT ("artist"."country" = $2 AND "artist"."country" IS NOT NULL)) IS TRUE)))");
}

TEST_CASE("X5: a join that only one branch of OR needs is LEFT, and so its columns may be NULL") {
    CHECK_SQL(found(artists(), any_of({all_of({eq(col<&artist::label>(label::name), s("a")), name("b")}), negation(eq(col<&artist::label>(label::name), s("c")))})),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE (("label"."name" = $1 AND "artist"."name" = $2) OR NOT ("label"."name" = $3 AND "label"."name" IS NOT NULL)))");
}

TEST_CASE("a condition and a negated one in the same filter speak of the same related row") {
    CHECK_SQL(found(artists(), all_of({eq(col<&artist::albums>(album::live), yes()), negation(album_title("x"))})),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."live" AND NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $1 AND "U0"."id" = "album"."id" AND "U0"."artist_id" = "artist"."id"))");
}

TEST_CASE("X2, X6: negation inside OR keeps the repair") {
    CHECK_SQL(found(artists(), any_of({name("x"), negation(country("US"))})),
              R"(SELECT COUNT(*) FROM "artist" WHERE ("artist"."name" = $1 OR NOT ("artist"."country" = $2 AND "artist"."country" IS NOT NULL)))");
    CHECK_SQL(found(artists(), all_of({name("x"), any_of({name("y"), negation(album_title("z"))})})),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."name" = $1 AND ("artist"."name" = $2 OR NOT EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $3 AND "U0"."artist_id" = "artist"."id")))");
}

TEST_CASE("X11: NOT NOT is as if it were not there") {
    CHECK_SQL(found(artists(), negation(negation(album_title("x")))),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."title" = $1)");
    CHECK_SQL(without(artists(), negation(album_title("x"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $1 AND "U0"."artist_id" = "artist"."id"))");
    CHECK_SQL(found(artists(), negation(negation(country("US")))),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."country" = $1)");
    CHECK_SQL(without(artists(), negation(country("US"))),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."country" = $1)");
}

TEST_CASE("X2: an excluded conjunction keeps rows of which one part is NULL") {
    CHECK_SQL(without(artists(), all_of({name("x"), country("US")})),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" = $1 AND ("artist"."country" = $2 AND "artist"."country" IS NOT NULL)))");
    CHECK_SQL(without(artists(), any_of({name("x"), country("US")})),
              R"(SELECT COUNT(*) FROM "artist" WHERE NOT ("artist"."name" = $1 OR ("artist"."country" = $2 AND "artist"."country" IS NOT NULL)))");
}

TEST_CASE("B4: conditions that can not be true vanish or end the query") {
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

TEST_CASE("B1, X12: a combination of no conditions is neutral") {
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
