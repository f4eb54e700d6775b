// INSERT, UPDATE and DELETE.
#include "support/sql_check.hpp"
#include "support/sql_models.hpp"

#include <vinyl/base/error.hpp>

namespace sql_write {  // the integration tests compile several of these files at once

using namespace music;

namespace {

const column_info* const name_and_country[] = {&artist::name, &artist::country};
const column_info* const key[] = {&artist::id};
const column_info* const title_and_price[] = {&album::title, &album::price};

wire_value array_of(std::uint32_t type, std::uint32_t element) {
    return {type, false, big_endian(0, 4) + big_endian(0, 4) + big_endian(element, 4)};
}

wire_value empty_text_array() { return array_of(text_array, text); }

}  // namespace

TEST_CASE("one row is inserted with its values and what shall come back") {
    CHECK_SQL(insert_one(artist_table(), name_and_country, {text_wire("Miles"), {text, true, {}}}, key),
              R"(INSERT INTO "artist" ("name", "country") VALUES ($1, $2) RETURNING "artist"."id")");
    CHECK_SQL(insert_one(artist_table(), name_and_country, {text_wire("Miles"), text_wire("US")}),
              R"(INSERT INTO "artist" ("name", "country") VALUES ($1, $2))");
    CHECK_SQL(insert_one(genre_table(), {}, {}, {}),
              R"(INSERT INTO "genre" DEFAULT VALUES)");
    CHECK_THROWS_AS(insert_one(artist_table(), name_and_country, {text_wire("Miles")}), vinyl::usage_error);
}

TEST_CASE("several rows are inserted in one statement, with DEFAULT and expressions") {
    CHECK_SQL(insert(artist_table(), name_and_country, {{s("a"), s("US")}, {function(called::upper, {s("b")}), null()}, {s("c"), expr{}}}, key),
              R"(INSERT INTO "artist" ("name", "country") VALUES ($1, $2), (UPPER($3), NULL), ($4, DEFAULT) RETURNING "artist"."id")");
    CHECK_THROWS_AS(insert(artist_table(), name_and_country, {}, key), vinyl::usage_error);
    CHECK_THROWS_AS(insert(artist_table(), name_and_country, {{s("a")}}, key), vinyl::usage_error);
    CHECK_THROWS_AS(insert(artist_table(), name_and_country, {{s("a"), col<>(artist::name)}}, key), vinyl::usage_error);
}

TEST_CASE("a statement with more parameters than the protocol can count is rejected") {
    std::vector<insert_row> rows(32'768, insert_row{s("a"), s("b")});
    CHECK_THROWS_AS(insert(artist_table(), name_and_country, rows), vinyl::usage_error);
    rows.pop_back();
    CHECK(insert(artist_table(), name_and_country, rows).parameters.size() == 65'534);
}

TEST_CASE("many rows are inserted as one array per column") {
    CHECK_SQL(insert_arrays(artist_table(), name_and_country, {empty_text_array(), empty_text_array()}, key),
              R"(INSERT INTO "artist" ("name", "country") SELECT * FROM UNNEST($1::text[], $2::text[]) RETURNING "artist"."id")");
    static constexpr column_info tags{.field = "tags", .name = "tags", .oid = text_array, .type = "text[]"};
    const column_info* const columns[] = {&tags};
    CHECK_THROWS_AS(insert_arrays(artist_table(), columns, {empty_text_array()}), vinyl::usage_error);
}

TEST_CASE("a conflict is ignored or becomes an update") {
    conflict_action ignore{conflict_action::kind::ignore, {}, {}};
    CHECK_SQL(insert_one(artist_table(), name_and_country, {text_wire("a"), text_wire("b")}, {}, ignore),
              R"(INSERT INTO "artist" ("name", "country") VALUES ($1, $2) ON CONFLICT DO NOTHING)");
    conflict_action update{conflict_action::kind::update, {&artist::name}, {&artist::country}};
    CHECK_SQL(insert_arrays(artist_table(), name_and_country, {empty_text_array(), empty_text_array()}, key, update),
              R"(INSERT INTO "artist" ("name", "country") SELECT * FROM UNNEST($1::text[], $2::text[]) ON CONFLICT ("name") DO UPDATE SET "country" = EXCLUDED."country" RETURNING "artist"."id")");
    CHECK_SQL(insert(artist_table(), name_and_country, {{s("a"), s("b")}}, {}, update),
              R"(INSERT INTO "artist" ("name", "country") VALUES ($1, $2) ON CONFLICT ("name") DO UPDATE SET "country" = EXCLUDED."country")");
    update.unique.clear();
    CHECK_THROWS_AS(insert(artist_table(), name_and_country, {{s("a"), s("b")}}, {}, update), vinyl::usage_error);
}

TEST_CASE("an update can not read another table through an annotation either") {
    const auto refused = [](const expr& what) {
        auto q = albums();
        q.annotate("x", what);
        CHECK_THROWS_AS(update(q, {{&album::title, annotation("x")}}), vinyl::usage_error);
    };
    refused(col<&album::artist>(artist::name));
    refused(function(called::lower, {col<&album::artist>(artist::name)}));
    auto of_label = query(label_table());
    of_label.filter(eq(col<>(label::id), row_around<&album::artist, &artist::label>())).values({{"name", col<>(label::name)}});
    refused(subquery(of_label));
    auto deeper = query(label_table());
    deeper.filter(exists(genres().filter(eq(col<>(genre::name), outer(at<&album::artist>(artist::name), 2))))).values({{"name", col<>(label::name)}});
    refused(subquery(deeper));

    auto of_artist = artists();
    of_artist.filter(eq(col<>(artist::id), row_around<&album::artist>())).values({{"label__name", col<&artist::label>(label::name)}});
    auto allowed = albums();
    allowed.annotate("x", subquery(of_artist));
    CHECK_SQL(update(allowed, {{&album::title, annotation("x")}}),
              R"(UPDATE "album" SET "title" = (SELECT "U1"."name" FROM "artist" "U0" LEFT JOIN "label" "U1" ON ("U0"."label_id" = "U1"."id") WHERE "U0"."id" = "album"."artist_id"))");
}

TEST_CASE("update sets columns of the rows of a query") {
    CHECK_SQL(update(albums(), {{&album::title, s("x")}}),
              R"(UPDATE "album" SET "title" = $1)");
    CHECK_SQL(update(albums().filter(eq(col<>(album::id), n(1))), {{&album::title, s("x")}, {&album::price, null()}, {&album::live, expr{}}}),
              R"(UPDATE "album" SET "title" = $1, "price" = NULL, "live" = DEFAULT WHERE "album"."id" = $2)");
    const auto dearer = arithmetic(arithmetic_operator::multiply, col<>(album::price), real());
    CHECK_SQL(update(albums(), {{&album::price, dearer}}, title_and_price),
              R"(UPDATE "album" SET "price" = ("album"."price" * $1) RETURNING "album"."title", "album"."price")");
    CHECK_FALSE(update(albums(), {{&album::title, s("x")}}).plain_read);
}

TEST_CASE("update reaches into other tables only to find its rows") {
    CHECK_SQL(update(albums().filter(eq(col<&album::artist>(artist::name), s("x"))), {{&album::title, s("y")}}),
              R"(UPDATE "album" SET "title" = $1 WHERE "album"."id" IN (SELECT "U0"."id" FROM "album" "U0" INNER JOIN "artist" "U1" ON ("U0"."artist_id" = "U1"."id") WHERE "U1"."name" = $2))");
    CHECK_SQL(update(albums().exclude(eq(col<&album::tracks>(track::title), s("x"))), {{&album::title, s("y")}}),
              R"(UPDATE "album" SET "title" = $1 WHERE NOT EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."title" = $2 AND "U0"."album_id" = "album"."id"))");
    auto grouped = artists();
    grouped.annotate("n", aggregate(called::count, rel<&artist::albums>())).filter(gt(annotation("n"), n(3)));
    CHECK_SQL(update(grouped, {{&artist::country, s("y")}}),
              R"(UPDATE "artist" SET "country" = $1 WHERE "artist"."id" IN (SELECT "U0"."id" FROM "artist" "U0" LEFT JOIN "album" "U1" ON ("U0"."id" = "U1"."artist_id") GROUP BY "U0"."id" HAVING COUNT("U1"."id") > $2))");
    CHECK_SQL(update(artists().none(), {{&artist::country, s("y")}}),
              R"(UPDATE "artist" SET "country" = $1 WHERE FALSE)");
    CHECK_THROWS_AS(update(albums(), {{&album::title, col<&album::artist>(artist::name)}}), vinyl::usage_error);
    CHECK_THROWS_AS(update(albums(), {{&album::price, aggregate(called::max, col<>(album::price))}}), vinyl::usage_error);
    CHECK_THROWS_AS(update(albums().limit(3), {{&album::title, s("x")}}), vinyl::usage_error);
    CHECK_THROWS_AS(update(albums(), {}), vinyl::usage_error);
}

TEST_CASE("update takes a key from another key and a value from a subquery") {
    CHECK_SQL(update(albums(), {{&album::parent_id, rel<&album::artist>()}}),
              R"(UPDATE "album" SET "parent_id" = "album"."artist_id")");
    auto name = artists();
    name.filter(eq(col<>(artist::id), row_around<&album::artist>())).values({{"name", col<>(artist::name)}}).limit(1);
    CHECK_SQL(update(albums(), {{&album::title, subquery(name)}}),
              R"(UPDATE "album" SET "title" = (SELECT "U0"."name" FROM "artist" "U0" WHERE "U0"."id" = "album"."artist_id" ORDER BY "U0"."name" ASC LIMIT $1))");
}

TEST_CASE("erase deletes the rows of a query") {
    CHECK_SQL(erase(albums()),
              R"(DELETE FROM "album")");
    CHECK_SQL(erase(albums().filter(eq(col<>(album::id), n(1))), title_and_price),
              R"(DELETE FROM "album" WHERE "album"."id" = $1 RETURNING "album"."title", "album"."price")");
    CHECK_SQL(erase(albums().filter(eq(col<&album::artist>(artist::name), s("x")))),
              R"(DELETE FROM "album" WHERE "album"."id" IN (SELECT "U0"."id" FROM "album" "U0" INNER JOIN "artist" "U1" ON ("U0"."artist_id" = "U1"."id") WHERE "U1"."name" = $1))");
    CHECK_SQL(erase(albums().distinct().filter(condition(col<>(album::live)))),
              R"(DELETE FROM "album" WHERE "album"."live")");
    CHECK_SQL(erase(albums().filter(in_query(col<>(album::id), albums().order_by({by(col<>(album::released))}).limit(2)))),
              R"(DELETE FROM "album" WHERE "album"."id" IN (SELECT "U0"."id" FROM "album" "U0" ORDER BY "U0"."released" ASC LIMIT $1))");
    CHECK_THROWS_AS(erase(albums().limit(3)), vinyl::usage_error);
    CHECK_THROWS_AS(erase(genres().combine(set_operation::union_, {genres()})), vinyl::usage_error);
}

TEST_CASE("one row is updated and erased by its key") {
    CHECK_SQL(update_by_key(album_table(), {{&album::title, s("x")}, {&album::price, arithmetic(arithmetic_operator::add, col<>(album::price), real())}}, one_key(number_wire(1)), title_and_price),
              R"(UPDATE "album" SET "title" = $1, "price" = ("album"."price" + $2) WHERE "album"."id" = $3 RETURNING "album"."title", "album"."price")");
    CHECK_SQL(erase_by_key(album_table(), one_key(number_wire(1))),
              R"(DELETE FROM "album" WHERE "album"."id" = $1)");
    CHECK_THROWS_AS(erase_by_key(album_table(), one_key({bigint, true, {}})), vinyl::usage_error);
}

TEST_CASE("many rows get values of their own in one update") {
    CHECK_SQL(update_arrays(album_table(), title_and_price, {array_of(bigint_array, bigint)}, {empty_text_array(), array_of(1022, float8)}),
              R"(UPDATE "album" SET "title" = "new_values"."title", "price" = "new_values"."price" FROM UNNEST($1::bigint[], $2::text[], $3::double precision[]) AS "new_values" ("id", "title", "price") WHERE "album"."id" = "new_values"."id")");
}

TEST_CASE("tables in a schema are named with it, aliases without") {
    static constexpr table_info table{"Genre", "shop", "genre", genre::columns, {}, first_column<genre::columns>, nullptr};
    CHECK(select(query(table).filter(eq(col<>(genre::name), s("x")))).text ==
          R"(SELECT "genre"."id", "genre"."name" FROM "shop"."genre" WHERE "genre"."name" = $1)");
    CHECK(erase(query(table)).text == R"(DELETE FROM "shop"."genre")");
}

}  // namespace sql_write
