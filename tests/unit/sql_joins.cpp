// Which joins a query makes, which it shares, and which of them may lose rows.
#include "support/sql_check.hpp"
#include "support/sql_models.hpp"

namespace sql_joins {  // the integration tests compile several of these files at once

using namespace music;

namespace {

expr album_title(const char* is) { return eq(col<&artist::albums>(album::title), s(is)); }
expr album_live() { return eq(col<&artist::albums>(album::live), yes()); }
expr label_name(const char* is) { return eq(col<&artist::label>(label::name), s(is)); }
expr artist_name(const char* is) { return eq(col<>(artist::name), s(is)); }

vinyl::statement found(query q, const expr& condition) { return select_count(q.filter(condition)); }

/// Tables that are called like vinyl's aliases, each with a key to itself.
namespace odd {
const table_info& t2();
const table_info& u0();
constexpr column_info columns[] = {key_column(),
                                   {.field = "parent", .name = "parent_id", .oid = bigint, .type = "bigint", .nullable = true}};
constexpr relation_info to_t2[] = {{"parent", relation_kind::foreign_key, &t2, joined<"parent_id", "id">, true}};
constexpr relation_info to_u0[] = {{"parent", relation_kind::foreign_key, &u0, joined<"parent_id", "id">, true}};
const table_info& t2() {
    static constexpr table_info table{"Odd", "", "T2", columns, to_t2, first_column<columns>, nullptr};
    return table;
}
const table_info& u0() {
    static constexpr table_info table{"Odder", "", "U0", columns, to_u0, first_column<columns>, nullptr};
    return table;
}
}  // namespace odd

}  // namespace

TEST_CASE("M1: conditions on a many-valued relation in one filter mean the same row") {
    CHECK_SQL(found(artists(), all_of({album_title("a"), album_live()})),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."title" = $1 AND "album"."live")");
}

TEST_CASE("M2: conditions on a many-valued relation in two filters may mean two rows") {
    CHECK_SQL(found(artists().filter(album_title("a")), album_live()),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") INNER JOIN "album" "T3" ON ("artist"."id" = "T3"."artist_id") WHERE "album"."title" = $1 AND "T3"."live")");
}

TEST_CASE("M3: a single-valued join is shared by all filters") {
    CHECK_SQL(found(tracks().filter(eq(col<&track::album>(album::title), s("a"))), eq(col<&track::album>(album::live), yes())),
              R"(SELECT COUNT(*) FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE "album"."title" = $1 AND "album"."live")");
    CHECK_SQL(found(albums().filter(eq(col<&album::sleeve>(sleeve::colour), s("a"))), eq(col<&album::sleeve>(sleeve::colour), s("b"))),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "sleeve" ON ("album"."id" = "sleeve"."album_id") WHERE "sleeve"."colour" = $1 AND "sleeve"."colour" = $2)");
}

TEST_CASE("M4: the filter after a sticky one shares its many-valued join, the next does not") {
    auto q = genres();
    q.filter_sticky(eq(col<&genre::album_links>(*&album_genre::columns[1]), n(1)));
    q.filter(gt(col<&genre::album_links>(album_genre::columns[0]), n(2)));
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM "genre" INNER JOIN "album_genre" ON ("genre"."id" = "album_genre"."genre_id") WHERE "album_genre"."album_id" = $1 AND "album_genre"."id" > $2)");
    q.filter(gt(col<&genre::album_links>(album_genre::columns[0]), n(3)));
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM "genre" INNER JOIN "album_genre" ON ("genre"."id" = "album_genre"."genre_id") INNER JOIN "album_genre" "T3" ON ("genre"."id" = "T3"."genre_id") WHERE "album_genre"."album_id" = $1 AND "album_genre"."id" > $2 AND "T3"."id" > $3)");
}

TEST_CASE("M5: a column on the right shares the joins of its filter call") {
    CHECK_SQL(found(artists(), all_of({album_live(), eq(col<>(artist::name), col<&artist::albums>(album::title))})),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."live" AND "artist"."name" = "album"."title")");
    CHECK_SQL(found(artists().filter(album_live()), eq(col<>(artist::name), col<&artist::albums>(album::title))),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") INNER JOIN "album" "T3" ON ("artist"."id" = "T3"."artist_id") WHERE "album"."live" AND "artist"."name" = "T3"."title")");
}

TEST_CASE("M6: annotate after filter reads the filtered rows, filter after annotate joins anew") {
    auto filtered = artists();
    filtered.filter(album_live()).annotate("n", aggregate(called::count, rel<&artist::albums>())).clear_ordering();
    filtered.values({{"n", annotation("n")}});
    CHECK_SQL(select(filtered),
              R"(SELECT COUNT("album"."id") AS "n" FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."live" GROUP BY "artist"."id")");
    auto annotated = artists();
    annotated.annotate("n", aggregate(called::count, rel<&artist::albums>())).filter(album_live()).clear_ordering();
    annotated.values({{"n", annotation("n")}});
    // what it joins repeats no row that is counted
    CHECK_SQL(select(annotated),
              R"(SELECT (SELECT COUNT("U1"."id") FROM "artist" "U0" LEFT JOIN "album" "U1" ON ("U0"."id" = "U1"."artist_id") WHERE "U0"."id" = "artist"."id") AS "n" FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."live" GROUP BY "artist"."id")");
}

TEST_CASE("JP1: joins start as INNER for keys that are not null and LEFT for the rest") {
    auto q = tracks();
    q.values({{"a", col<&track::album>(album::title)}});
    CHECK_SQL(select(q),
              R"(SELECT "album"."title" FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id"))");
    auto nullable = artists();
    nullable.clear_ordering().values({{"a", col<&artist::label>(label::name)}});
    CHECK_SQL(select(nullable),
              R"(SELECT "label"."name" FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id"))");
    auto behind = tracks();
    behind.values({{"a", col<&track::album, &album::artist, &artist::label>(label::name)}});
    CHECK_SQL(select(behind),
              R"(SELECT "label"."name" FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") LEFT JOIN "label" ON ("artist"."label_id" = "label"."id"))");
    auto reverse = artists();
    reverse.clear_ordering().values({{"a", col<&artist::albums, &album::tracks>(track::title)}});
    CHECK_SQL(select(reverse),
              R"(SELECT "track"."title" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") LEFT JOIN "track" ON ("album"."id" = "track"."album_id"))");
}

TEST_CASE("JP2: a condition that needs a row makes its joins INNER") {
    CHECK_SQL(found(artists(), label_name("x")),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "label"."name" = $1)");
    CHECK_SQL(found(artists(), eq(col<&artist::albums, &album::tracks>(track::title), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") INNER JOIN "track" ON ("album"."id" = "track"."album_id") WHERE "track"."title" = $1)");
}

TEST_CASE("JP2: a join is INNER only for what can not be true without its row, on whichever side it stands") {
    const auto name = [] { return col<&artist::label>(label::name); };
    const auto text_or = [&] { return function(called::coalesce, {name(), col<>(artist::name)}, text); };
    CHECK_SQL(found(artists(), eq(col<>(artist::name), text_or())),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "artist"."name" = COALESCE("label"."name", "artist"."name"))");
    CHECK_SQL(found(artists(), eq(col<>(artist::name), extract(transform::lower, name()))),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "artist"."name" = LOWER("label"."name"))");
    CHECK_SQL(found(artists(), in_range(col<>(artist::name), name(), text_or())),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "artist"."name" BETWEEN "label"."name" AND COALESCE("label"."name", "artist"."name"))");
    CHECK_SQL(found(artists(), compare(lookup::distinct_from, name(), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "label"."name" IS DISTINCT FROM $1)");
    CHECK_SQL(found(artists(), compare(lookup::not_distinct_from, name(), s("x"))),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "label"."name" IS NOT DISTINCT FROM $1)");
    CHECK_SQL(found(artists(), in_query(col<>(artist::name), albums().filter(is_null(around<&artist::label>(label::name))).values({{"t", col<>(album::title)}}))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "artist"."name" IN (SELECT "U0"."title" FROM "album" "U0" WHERE "label"."name" IS NULL))");
    auto counted = artists();
    counted.clear_ordering().load_only({}, {}).filter(compare(lookup::gte, col<>(artist::id), aggregate(called::count, rel<&artist::albums>())));
    CHECK_SQL(select(counted),
              R"(SELECT "artist"."id" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id" HAVING "artist"."id" >= COUNT("album"."id"))");
}

TEST_CASE("JP3, JP7: under OR a join is INNER only when every branch needs it") {
    CHECK_SQL(found(artists(), any_of({label_name("x"), artist_name("y")})),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE ("label"."name" = $1 OR "artist"."name" = $2))");
    CHECK_SQL(found(artists(), any_of({label_name("x"), label_name("y")})),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE ("label"."name" = $1 OR "label"."name" = $2))");
    CHECK_SQL(found(albums(), any_of({eq(col<&album::artist>(artist::name), s("x")), eq(col<>(album::title), s("y"))})),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") WHERE ("artist"."name" = $1 OR "album"."title" = $2))");
    CHECK_SQL(found(artists(), all_of({any_of({label_name("a"), album_title("b")}), label_name("c")})),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE ("label"."name" = $1 OR "album"."title" = $2) AND "label"."name" = $3)");
    CHECK_SQL(found(artists(), any_of({all_of({label_name("a"), album_title("b")}), album_title("c")})),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE (("label"."name" = $1 AND "album"."title" = $2) OR "album"."title" = $3))");
}

TEST_CASE("JP3: an OR does not weaken a join that an earlier filter needs") {
    CHECK_SQL(found(artists().filter(label_name("a")), any_of({label_name("b"), artist_name("c")})),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "label"."name" = $1 AND ("label"."name" = $2 OR "artist"."name" = $3))");
}

TEST_CASE("JP4: NOT swaps AND and OR for joins") {
    CHECK_SQL(found(artists(), negation(all_of({is_null(col<&artist::label>(label::name)), artist_name("x")}))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE NOT ("label"."name" IS NULL AND "artist"."name" = $1))");
    CHECK_SQL(found(artists(), negation(any_of({is_null(col<&artist::label>(label::name)), artist_name("x")}))),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE NOT ("label"."name" IS NULL OR "artist"."name" = $1))");
}

TEST_CASE("JP5, N1: a test for NULL keeps rows without the relation, its negation does not") {
    const auto name = [] { return col<&artist::label>(label::name); };
    CHECK_SQL(found(artists(), is_null(name())),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "label"."name" IS NULL)");
    CHECK_SQL(found(artists(), is_null(name(), false)),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE "label"."name" IS NOT NULL)");
    CHECK_SQL(found(artists(), negation(is_null(name()))),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE NOT ("label"."name" IS NULL))");
    CHECK_SQL(found(artists(), negation(is_null(name(), false))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE NOT ("label"."name" IS NOT NULL))");
}

TEST_CASE("B2: XOR keeps rows without the relation") {
    CHECK_SQL(found(artists(), one_of({label_name("a"), artist_name("b")})),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE ((("label"."name" = $1) IS TRUE) <> (("artist"."name" = $2) IS TRUE)))");
    CHECK_SQL(found(artists(), one_of({artist_name("a"), artist_name("b"), artist_name("c")})),
              R"(SELECT COUNT(*) FROM "artist" WHERE (((("artist"."name" = $1) IS TRUE) <> (("artist"."name" = $2) IS TRUE)) <> (("artist"."name" = $3) IS TRUE)))");
}

TEST_CASE("B2: NOT XOR keeps rows without the relation, whatever its members need") {
    const auto no_label = [] { return is_null(col<&artist::label>(label::name)); };
    CHECK_SQL(found(artists(), negation(one_of({no_label(), no_label()}))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE NOT ((("label"."name" IS NULL) IS TRUE) <> (("label"."name" IS NULL) IS TRUE)))");
    CHECK_SQL(found(artists(), negation(one_of({label_name("a"), nothing()}))),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE ("label"."name" = $1) IS NOT TRUE)");
}

TEST_CASE("JP8: a related key is known without a join") {
    CHECK_SQL(found(albums(), eq(rel<&album::artist>(), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."artist_id" = $1)");
    CHECK_SQL(found(albums(), eq(col<&album::artist>(artist::id), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."artist_id" = $1)");
    CHECK_SQL(found(albums(), eq(col<>(album::artist_id), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."artist_id" = $1)");
    CHECK_SQL(found(tracks(), eq(rel<&track::album, &album::artist>(), n(1))),
              R"(SELECT COUNT(*) FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE "album"."artist_id" = $1)");
    CHECK_SQL(found(tracks(), eq(col<&track::album, &album::artist>(artist::id), n(1))),
              R"(SELECT COUNT(*) FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE "album"."artist_id" = $1)");
}

TEST_CASE("JP8: a many-to-many key stops at the table between") {
    CHECK_SQL(found(albums(), eq(col<&album::genre_links, &album_genre::genre>(genre::id), n(1))),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "album_genre" ON ("album"."id" = "album_genre"."album_id") WHERE "album_genre"."genre_id" = $1)");
    CHECK_SQL(found(albums(), eq(rel<&album::genre_links, &album_genre::genre>(), n(1))),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "album_genre" ON ("album"."id" = "album_genre"."album_id") WHERE "album_genre"."genre_id" = $1)");
    CHECK_SQL(found(albums(), eq(col<&album::genre_links, &album_genre::genre>(genre::name), s("jazz"))),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "album_genre" ON ("album"."id" = "album_genre"."album_id") INNER JOIN "genre" ON ("album_genre"."genre_id" = "genre"."id") WHERE "genre"."name" = $1)");
}

TEST_CASE("V7: tables that are joined to themselves get aliases") {
    CHECK_SQL(found(albums(), eq(col<&album::parent>(album::title), s("x"))),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "album" "T2" ON ("album"."parent_id" = "T2"."id") WHERE "T2"."title" = $1)");
    CHECK_SQL(found(albums(), eq(col<&album::parent, &album::parent>(album::title), s("x"))),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "album" "T2" ON ("album"."parent_id" = "T2"."id") INNER JOIN "album" "T3" ON ("T2"."parent_id" = "T3"."id") WHERE "T3"."title" = $1)");
    CHECK_SQL(found(albums(), eq(col<&album::editions>(album::title), s("x"))),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "album" "T2" ON ("album"."id" = "T2"."parent_id") WHERE "T2"."title" = $1)");
}

TEST_CASE("no alias is what a table of the query, or of one around it, is called") {
    CHECK(found(query(odd::t2()), gt(col<&odd::to_t2[0]>(odd::columns[1]), n(1))).text ==
          R"(SELECT COUNT(*) FROM "T2" INNER JOIN "T2" "T2_" ON ("T2"."parent_id" = "T2_"."id") WHERE "T2_"."parent_id" > $1)");
    CHECK(found(query(odd::u0()), exists(labels().filter(eq(col<>(label::id), outer(path{{}, &odd::columns[0], {}}))))).text ==
          R"(SELECT COUNT(*) FROM "U0" WHERE EXISTS(SELECT 1 FROM "label" "U0_" WHERE "U0_"."id" = "U0"."id"))");
    CHECK(found(labels(), exists(query(odd::u0()).filter(eq(col<>(odd::columns[0]), around<>(label::id))))).text ==
          R"(SELECT COUNT(*) FROM "label" WHERE EXISTS(SELECT 1 FROM "U0" "U0" WHERE "U0"."id" = "label"."id"))");
    const column_info* set[] = {&odd::columns[1]};
    static constexpr table_info new_values{"Odd", "", "new_values", odd::columns, {}, first_column<odd::columns>, nullptr};
    CHECK(update_arrays(new_values, set, {wire_value{bigint_array, false, {}}}, {wire_value{bigint_array, false, {}}}).text ==
          R"(UPDATE "new_values" SET "parent_id" = "new_values_"."parent_id" FROM UNNEST($1::bigint[], $2::bigint[]) AS "new_values_" ("id", "parent_id") WHERE "new_values"."id" = "new_values_"."id")");
}

TEST_CASE("N2, N3: is null over a relation: by the key column, by a missing row") {
    CHECK_SQL(found(artists(), is_null(rel<&artist::label>())),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."label_id" IS NULL)");
    CHECK_SQL(found(artists(), is_null(rel<&artist::albums>())),
              R"(SELECT COUNT(*) FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."id" IS NULL)");
    CHECK_SQL(found(artists(), is_null(rel<&artist::albums>(), false)),
              R"(SELECT COUNT(*) FROM "artist" INNER JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "album"."id" IS NOT NULL)");
    CHECK_SQL(found(albums(), is_null(rel<&album::sleeve>())),
              R"(SELECT COUNT(*) FROM "album" LEFT JOIN "sleeve" ON ("album"."id" = "sleeve"."album_id") WHERE "sleeve"."id" IS NULL)");
    CHECK_SQL(found(albums(), is_null(rel<&album::parent, &album::artist>())),
              R"(SELECT COUNT(*) FROM "album" LEFT JOIN "album" "T2" ON ("album"."parent_id" = "T2"."id") WHERE "T2"."artist_id" IS NULL)");
}

TEST_CASE("N4: ordering by a nullable relation loses no rows") {
    auto q = artists();
    q.order_by({by(col<&artist::label>(label::name))}).values({{"id", col<>(artist::id)}});
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id" FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") ORDER BY "label"."name" ASC)");
}

TEST_CASE("E9, AG3: conditions inside CASE and FILTER lose no rows") {
    auto q = artists();
    q.clear_ordering();
    q.annotate("kind", case_when({{label_name("Blue Note"), n(1)}, {is_null(rel<&artist::label>()), n(2)}}, n(3)));
    q.values({{"kind", annotation("kind")}});
    CHECK_SQL(select(q),
              R"(SELECT CASE WHEN "label"."name" = $1 THEN $2 WHEN "artist"."label_id" IS NULL THEN $3 ELSE $4 END AS "kind" FROM "artist" LEFT JOIN "label" ON ("artist"."label_id" = "label"."id"))");
    auto counted = artists();
    aggregate_options live_only;
    live_only.filter = album_live();
    counted.clear_ordering().annotate("n", aggregate(called::count, rel<&artist::albums>(), live_only));
    counted.values({{"n", annotation("n")}});
    CHECK_SQL(select(counted),
              R"(SELECT COUNT("album"."id") FILTER (WHERE "album"."live") AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
}

}  // namespace sql_joins
