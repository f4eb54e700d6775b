// What each lookup becomes in SQL, and that values never stand in the text.
#include <vinyl/sql/identifier.hpp>

#include "support/sql_check.hpp"
#include "support/sql_models.hpp"

#include <vinyl/base/error.hpp>

namespace sql_lookups {  // the integration tests compile several of these files at once

using namespace music;

namespace {

/// COUNT of the rows that a condition finds: its text shows FROM and WHERE and little else.
vinyl::statement found(query q, const expr& condition) {
    return select_count(q.filter(condition));
}

expr title() { return col<>(album::title); }
expr price() { return col<>(album::price); }

}  // namespace

TEST_CASE("L1, L5: exact and the four orders compare with a parameter") {
    CHECK_SQL(found(albums(), eq(title(), s("x"))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."title" = $1)");
    CHECK_SQL(found(albums(), gt(price(), real())),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."price" > $1)");
    CHECK_SQL(found(albums(), compare(lookup::gte, price(), real())),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."price" >= $1)");
    CHECK_SQL(found(albums(), compare(lookup::lt, price(), real())),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."price" < $1)");
    CHECK_SQL(found(albums(), compare(lookup::lte, price(), real())),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."price" <= $1)");
}

TEST_CASE("a value goes into the parameters with its type, not into the text") {
    const auto statement = found(albums(), eq(title(), s("'; DROP TABLE album; --")));
    CHECK(statement.text == "SELECT COUNT(*) FROM \"album\" WHERE \"album\".\"title\" = $1");
    REQUIRE(statement.parameters.size() == 1);
    CHECK(statement.parameters[0] == text_wire("'; DROP TABLE album; --"));
    CHECK(statement.plain_read);
    CHECK(statement.keeps_session);
}

TEST_CASE("L2: exact NULL is IS NULL, other lookups reject NULL") {
    CHECK_SQL(found(albums(), eq(price(), null())),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."price" IS NULL)");
    CHECK_SQL(found(albums(), compare(lookup::iexact, title(), value({text, true, {}}))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."title" IS NULL)");
    CHECK_SQL(found(albums(), is_null(price(), false)),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."price" IS NOT NULL)");
    CHECK_THROWS_AS(gt(price(), null()), vinyl::usage_error);
    CHECK_THROWS_AS(compare(lookup::icontains, title(), value({text, true, {}})), vinyl::usage_error);
    CHECK_THROWS_AS(in_range(price(), real(), null()), vinyl::usage_error);
}

TEST_CASE("L3: a boolean column is its own condition") {
    CHECK_SQL(found(albums(), eq(col<>(album::live), yes())),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."live")");
    CHECK_SQL(found(albums(), eq(col<>(album::live), yes(false))),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT "album"."live")");
    CHECK_SQL(found(albums(), condition(col<>(album::live))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."live")");
    CHECK_SQL(found(albums(), negation(col<>(album::live))),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT ("album"."live"))");
}

TEST_CASE("L6, L7: in with values is one array parameter, and nothing when there are none") {
    const wire_value ids{bigint_array, false, big_endian(0, 4) + big_endian(0, 4) + big_endian(bigint, 4)};
    CHECK_SQL(found(albums(), in_values(col<>(album::id), ids, false)),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."id" = ANY($1))");
    CHECK(albums().filter(in_values(col<>(album::id), ids, true)).is_nothing());
    CHECK(albums().filter(in_values(col<>(album::id), ids, true, true)).is_nothing());
}

TEST_CASE("L8: in with a query selects its key or its only column and drops its ordering") {
    CHECK_SQL(found(albums(), in_query(rel<&album::artist>(), artists().filter(eq(col<>(artist::name), s("x"))))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."artist_id" IN (SELECT "U0"."id" FROM "artist" "U0" WHERE "U0"."name" = $1))");
    auto named = artists();
    named.values({{"label", col<>(artist::label_id)}});
    CHECK_SQL(found(artists(), in_query(rel<&artist::label>(), named)),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."label_id" IN (SELECT "U0"."label_id" FROM "artist" "U0"))");
    CHECK_SQL(found(albums(), in_query(rel<&album::artist>(), artists().slice(2, 5))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."artist_id" IN (SELECT "U0"."id" FROM "artist" "U0" ORDER BY "U0"."name" ASC LIMIT $1 OFFSET $2))");
    CHECK(albums().filter(in_query(rel<&album::artist>(), artists().none())).is_nothing());
    named.values({{"a", col<>(artist::id)}, {"b", col<>(artist::name)}});
    CHECK_THROWS_AS(found(artists(), in_query(rel<&artist::label>(), named)), vinyl::usage_error);
}

TEST_CASE("a sliced distinct ordered query can still be compared with one column") {
    auto inner = artists();
    inner.distinct().order_by({by(col<>(artist::name))}).limit(3);
    CHECK_SQL(found(albums(), in_query(rel<&album::artist>(), inner)),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."artist_id" IN (SELECT "distinct_rows"."__col0" FROM (SELECT DISTINCT "U0"."id", "U0"."name" FROM "artist" "U0" ORDER BY "U0"."name" ASC LIMIT $1) "distinct_rows" ("__col0")))");
}

TEST_CASE("L9: exact with a limited query compares with a scalar subquery") {
    auto newest = albums();
    newest.order_by({by(col<>(album::released), true)}).limit(1);
    CHECK_SQL(found(tracks(), eq(rel<&track::album>(), subquery(newest))),
              R"(SELECT COUNT(*) FROM "track" WHERE "track"."album_id" = (SELECT "U0"."id" FROM "album" "U0" ORDER BY "U0"."released" DESC LIMIT $1))");
}

TEST_CASE("L10: a range is BETWEEN its bounds") {
    CHECK_SQL(found(albums(), in_range(col<>(album::released), day(1), day(2))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."released" BETWEEN $1 AND $2)");
}

TEST_CASE("P1, P2: patterns are escaped LIKE parameters, i-forms compare in upper case") {
    for (const lookup_info* const how : {&lookup::contains, &lookup::startswith, &lookup::endswith})
        CHECK_SQL(found(albums(), compare(*how, title(), s("a"))), "SELECT COUNT(*) FROM \"album\" WHERE \"album\".\"title\" LIKE $1");
    for (const lookup_info* const how : {&lookup::icontains, &lookup::istartswith, &lookup::iendswith})
        CHECK_SQL(found(albums(), compare(*how, title(), s("a"))),
                  "SELECT COUNT(*) FROM \"album\" WHERE UPPER(\"album\".\"title\") LIKE UPPER($1)");
    CHECK_SQL(found(albums(), compare(lookup::iexact, title(), s("100%"))),
              R"(SELECT COUNT(*) FROM "album" WHERE UPPER("album"."title") = UPPER($1))");
    CHECK(like_pattern(text_pattern::within, "100%_\\") == "%100\\%\\_\\\\%");
    CHECK(like_pattern(text_pattern::at_start, "a") == "a%");
    CHECK(like_pattern(text_pattern::at_end, "a") == "%a");
    CHECK(like_pattern(text_pattern::none, "100%") == "100%");
    CHECK(found(albums(), compare(lookup::contains, title(), s("50%"))).parameters[0].bytes == "%50\\%%");
    CHECK(found(albums(), compare(lookup::iexact, title(), s("50%"))).parameters[0].bytes == "50%");
}

TEST_CASE("P3: a pattern made from another column is escaped by the server") {
    CHECK_SQL(found(tracks(), compare(lookup::contains, col<>(track::title), col<&track::album>(album::title))),
              R"(SELECT COUNT(*) FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE "track"."title" LIKE '%' || REPLACE(REPLACE(REPLACE("album"."title", E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_') || '%')");
    CHECK_SQL(found(tracks(), compare(lookup::istartswith, col<>(track::title), col<&track::album>(album::title))),
              R"(SELECT COUNT(*) FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE UPPER("track"."title") LIKE REPLACE(REPLACE(REPLACE(UPPER("album"."title"), E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_') || '%')");
}

TEST_CASE("P4: text lookups on other types cast the column to text") {
    CHECK_SQL(found(albums(), compare(lookup::contains, col<>(album::id), s("4"))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."id"::text LIKE $1)");
    CHECK_SQL(found(albums(), compare(lookup::iexact, col<>(album::id), s("4"))),
              R"(SELECT COUNT(*) FROM "album" WHERE UPPER("album"."id"::text) = UPPER($1))");
    CHECK_SQL(found(albums(), compare(lookup::regex, col<>(album::released), s("^19"))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."released"::text ~ $1)");
}

TEST_CASE("P5: regex and iregex are the server's regular expressions") {
    CHECK_SQL(found(albums(), compare(lookup::regex, title(), s("^K"))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."title" ~ $1)");
    CHECK_SQL(found(albums(), compare(lookup::iregex, title(), s("^k"))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."title" ~* $1)");
}

TEST_CASE("L14: columns are compared with columns and arithmetic on them") {
    CHECK_SQL(found(tracks(), gt(col<>(track::seconds), arithmetic(arithmetic_operator::multiply, col<>(track::album_id), n(2)))),
              R"(SELECT COUNT(*) FROM "track" WHERE "track"."seconds" > ("track"."album_id" * $1))");
    CHECK_SQL(found(tracks(), eq(col<>(track::title), col<&track::album>(album::title))),
              R"(SELECT COUNT(*) FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE "track"."title" = "album"."title")");
}

TEST_CASE("E2: every arithmetic operator stands in parentheses") {
    using enum arithmetic_operator;
    expr all = col<>(album::id);
    for (const auto op : {add, subtract, multiply, divide, modulo, bit_and, bit_or, bit_xor})
        all = arithmetic(op, all, n(2));
    CHECK_SQL(found(albums(), gt(all, n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE (((((((("album"."id" + $1) - $2) * $3) / $4) % $5) & $6) | $7) # $8) > $9)");
    CHECK_SQL(found(albums(), gt(arithmetic(multiply, price(), real()), negate(price()))),
              R"(SELECT COUNT(*) FROM "album" WHERE ("album"."price" * $1) > (-"album"."price"))");
    CHECK_SQL(found(albums(), gt(arithmetic(shift_left, col<>(album::id), i4(1)), arithmetic(shift_right, col<>(album::id), i4(1)))),
              R"(SELECT COUNT(*) FROM "album" WHERE ("album"."id" << $1) > ("album"."id" >> $2))");
}

TEST_CASE("D1: a year compared with a value is bounds on the column, whatever the value") {
    const auto year = parts<transform::year>();
    CHECK_SQL(found(albums(), eq(col<>(album::released, year), n(1959))),
              R"(SELECT COUNT(*) FROM "album" WHERE ("album"."released" >= $1 AND "album"."released" < $2))");
    CHECK_SQL(found(albums(), gt(col<>(album::released, year), n(1959))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."released" >= $1)");
    CHECK_SQL(found(albums(), compare(lookup::gte, col<>(album::released, year), n(1959))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."released" >= $1)");
    CHECK_SQL(found(albums(), compare(lookup::lt, col<>(album::released, year), n(1959))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."released" < $1)");
    CHECK_SQL(found(albums(), compare(lookup::lte, col<>(album::released, year), n(1959))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."released" < $1)");
    CHECK_SQL(found(tracks(), eq(col<>(track::played, year), n(1959))),
              R"(SELECT COUNT(*) FROM "track" WHERE ("track"."played" >= $1 AND "track"."played" < $2))");
}

TEST_CASE("D2: a year compared with anything else is extracted") {
    const auto year = parts<transform::year>();
    CHECK_SQL(found(albums(), eq(col<>(album::released, year), col<>(album::id))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXTRACT(YEAR FROM "album"."released")::integer = "album"."id")");
    CHECK_SQL(found(albums(), in_values(col<>(album::released, year), {bigint_array, false, big_endian(0, 4) + big_endian(0, 4) + big_endian(bigint, 4)}, false)),
              R"(SELECT COUNT(*) FROM "album" WHERE EXTRACT(YEAR FROM "album"."released")::integer = ANY($1))");
}

TEST_CASE("other parts of dates and times are extracted as integers") {
    CHECK_SQL(found(albums(), eq(col<>(album::released, parts<transform::month>()), n(8))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXTRACT(MONTH FROM "album"."released")::integer = $1)");
    CHECK_SQL(found(albums(), compare(lookup::gte, col<>(album::released, parts<transform::week_day>()), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE (EXTRACT(DOW FROM "album"."released")::integer + 1) >= $1)");
    CHECK_SQL(found(albums(), eq(col<>(album::released, parts<transform::iso_week_day>()), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXTRACT(ISODOW FROM "album"."released")::integer = $1)");
    CHECK_SQL(found(albums(), eq(col<>(album::released, parts<transform::iso_year>()), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE ("album"."released" >= $1 AND "album"."released" < $2))");
    CHECK_SQL(found(albums(), eq(col<>(album::released, parts<transform::quarter>()), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXTRACT(QUARTER FROM "album"."released")::integer = $1)");
    CHECK_SQL(found(albums(), eq(col<>(album::released, parts<transform::week>()), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXTRACT(WEEK FROM "album"."released")::integer = $1)");
    CHECK_SQL(found(albums(), eq(col<>(album::released, parts<transform::day>()), n(1))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXTRACT(DAY FROM "album"."released")::integer = $1)");
    CHECK_SQL(found(tracks(), eq(col<>(track::played, parts<transform::hour>()), n(1))),
              R"(SELECT COUNT(*) FROM "track" WHERE EXTRACT(HOUR FROM "track"."played")::integer = $1)");
    CHECK_SQL(found(tracks(), eq(col<>(track::played, parts<transform::minute>()), n(1))),
              R"(SELECT COUNT(*) FROM "track" WHERE EXTRACT(MINUTE FROM "track"."played")::integer = $1)");
    CHECK_SQL(found(tracks(), eq(col<>(track::played, parts<transform::second>()), n(1))),
              R"(SELECT COUNT(*) FROM "track" WHERE FLOOR(EXTRACT(SECOND FROM "track"."played"))::integer = $1)");
    CHECK_SQL(found(tracks(), eq(col<>(track::played, parts<transform::date>()), music::day(1))),
              R"(SELECT COUNT(*) FROM "track" WHERE ("track"."played")::date = $1)");
    CHECK_SQL(found(tracks(), eq(col<>(track::played, parts<transform::date, transform::year>()), n(1959))),
              R"(SELECT COUNT(*) FROM "track" WHERE (("track"."played")::date >= $1 AND ("track"."played")::date < $2))");
    CHECK_SQL(found(tracks(), compare(lookup::contains, col<>(track::title, parts<transform::lower>()), s("x"))),
              R"(SELECT COUNT(*) FROM "track" WHERE LOWER("track"."title") LIKE $1)");
    CHECK_SQL(found(tracks(), gt(col<>(track::title, parts<transform::length>()), n(3))),
              R"(SELECT COUNT(*) FROM "track" WHERE LENGTH("track"."title") > $1)");
    CHECK_SQL(found(tracks(), compare(lookup::lt, col<>(track::played, parts<transform::time>()), cast(s("12:00"), "time"))),
              R"(SELECT COUNT(*) FROM "track" WHERE ("track"."played")::time < ($1)::time)");
}

TEST_CASE("array operators are written as they are") {
    const auto tags = [] { return raw({"ARRAY['a', 'b']"}); };
    for (const lookup_info* const how : {&lookup::array_contains, &lookup::contained_by, &lookup::overlap})
        CHECK_FALSE(tests::checked(found(albums(), compare(*how, tags(), tags()))).empty());
    CHECK_SQL(found(albums(), compare(lookup::overlap, tags(), tags())),
              R"(SELECT COUNT(*) FROM "album" WHERE (ARRAY['a', 'b']) && (ARRAY['a', 'b']))");
    CHECK_SQL(found(albums(), compare(lookup::distinct_from, price(), real())),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."price" IS DISTINCT FROM $1)");
    CHECK_SQL(found(albums(), compare(lookup::not_distinct_from, price(), real())),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."price" IS NOT DISTINCT FROM $1)");
}

TEST_CASE("names are quoted, and those PostgreSQL would cut are rejected") {
    CHECK(quoted_identifier("a\"b") == "\"a\"\"b\"");
    CHECK_THROWS_AS(quoted_identifier(std::string(64, 'x')), vinyl::usage_error);
    CHECK_THROWS_AS(quoted_identifier(std::string_view("a\0b", 3)), vinyl::usage_error);
    CHECK_THROWS_AS(quoted_identifier(""), vinyl::usage_error);
}

TEST_CASE("raw SQL makes a statement that is no plain read") {
    const auto statement = found(albums(), condition(raw({"", " BETWEEN ", " AND ", ""}, {price(), real(), real()})));
    CHECK_SQL(statement,
              R"(SELECT COUNT(*) FROM "album" WHERE ("album"."price" BETWEEN $1 AND $2))");
    CHECK_FALSE(statement.plain_read);
    CHECK_FALSE(statement.keeps_session);
    CHECK_THROWS_AS(raw({"a"}, {price()}), vinyl::usage_error);
}

}  // namespace sql_lookups
