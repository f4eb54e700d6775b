// The rest of SELECT: order, slices, DISTINCT, columns, related rows, locks, set operations, and the terminal forms.
#include <vinyl/sql/query_data.hpp>

#include "support/sql_check.hpp"
#include "support/sql_models.hpp"

#include <vinyl/base/error.hpp>

namespace sql_select {  // the integration tests compile several of these files at once

using namespace music;

namespace {

query ids(query q) {
    q.values({{"id", column(path{{}, q.model().keys.front(), {}})}});
    return q;
}

std::string last_number(const vinyl::statement& s, std::size_t from_the_end = 0) {
    return std::to_string(static_cast<unsigned char>(s.parameters.at(s.parameters.size() - 1 - from_the_end).bytes.back()));
}

/// Labels with the name of the outer album's artist's label.
query labels_named() {
    query q(label_table());
    q.filter(eq(col<>(label::name), around<&album::artist, &artist::label>(label::name)));
    return q;
}

}  // namespace

TEST_CASE("a slice that is ordered across a many-valued relation has the rows of that relation, also when counted") {
    auto q = query(label_table());
    q.order_by({by(col<&label::artists>(artist::name))}).slice(4, 7);
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM "label" LEFT JOIN "artist" ON ("label"."id" = "artist"."label_id") LIMIT $1 OFFSET $2) "subquery")");
    CHECK_SQL(select_exists(q),
              R"(SELECT 1 FROM "label" LEFT JOIN "artist" ON ("label"."id" = "artist"."label_id") OFFSET $1 LIMIT 1)");
    CHECK_SQL(select_aggregates(q, {{"n", count_rows()}}),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM "label" LEFT JOIN "artist" ON ("label"."id" = "artist"."label_id") LIMIT $1 OFFSET $2) "subquery")");
    CHECK_SQL(select_count(albums().order_by({by(col<&album::artist>(artist::name))}).limit(3)),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM "album" LIMIT $1) "subquery")");
}

TEST_CASE("a model's rows are all its columns") {
    CHECK_SQL(select(genres()),
              R"(SELECT "genre"."id", "genre"."name" FROM "genre")");
    CHECK(genres().outputs().model_count == 2);
}

TEST_CASE("Q1: refining a copy leaves the original as it was") {
    const query all = genres();
    query some = all;
    some.filter(eq(col<>(genre::name), s("jazz"))).limit(3);
    CHECK(select(all).text == "SELECT \"genre\".\"id\", \"genre\".\"name\" FROM \"genre\"");
    CHECK_SQL(select(some),
              R"(SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $1 LIMIT $2)");
}

TEST_CASE("equal shapes give equal texts, whatever the values") {
    const auto one = select(genres().filter(eq(col<>(genre::name), s("jazz"))).slice(2, 8));
    const auto other = select(genres().filter(eq(col<>(genre::name), s("rock"))).slice(5, 6));
    CHECK(one.text == other.text);
    CHECK_FALSE(one.parameters == other.parameters);
}

TEST_CASE("R5: order_by replaces the ordering, without terms there is none") {
    CHECK_SQL(select(ids(artists())),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."name" ASC)");
    CHECK_SQL(select(ids(artists().order_by({by(col<>(artist::country), true), by(col<>(artist::name))}))),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."country" DESC, "artist"."name" ASC)");
    CHECK_SQL(select(ids(artists().order_by({}))),
              R"(SELECT "artist"."id" FROM "artist")");
    CHECK_FALSE(artists().order_by({}).ordered());
    CHECK(artists().ordered());
}

TEST_CASE("E17, R6: NULLs are put first or last, and reverse flips that, too") {
    auto q = ids(artists());
    q.order_by({{col<>(artist::country), false, order_term::nulls_order::last}, {col<>(artist::name), true, order_term::nulls_order::first}});
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."country" ASC NULLS LAST, "artist"."name" DESC NULLS FIRST)");
    CHECK_SQL(select(q.reverse()),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."country" DESC NULLS FIRST, "artist"."name" ASC NULLS LAST)");
    CHECK_SQL(select(q.reverse()),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."country" ASC NULLS LAST, "artist"."name" DESC NULLS FIRST)");
}

TEST_CASE("R6: reverse flips the model's own ordering") {
    CHECK_SQL(select(ids(artists().reverse())),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."name" DESC)");
}

TEST_CASE("R5: an ordering by the name of a selected column is by that column, whatever was joined since") {
    auto q = artists();
    q.values({{"albums__title", col<&artist::albums>(album::title)}}).filter(gt(col<&artist::albums>(album::id), n(5)));
    q.order_by({by(col<&artist::albums>(album::title))}).distinct();
    CHECK_SQL(select(q),
              R"(SELECT DISTINCT "album"."title" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") INNER JOIN "album" "T3" ON ("artist"."id" = "T3"."artist_id") WHERE "T3"."id" > $1 ORDER BY "album"."title" ASC)");
    auto years = artists();
    years.values({{"albums__released__year", col<&artist::albums>(album::released, parts<transform::year>())}});
    years.filter(gt(col<&artist::albums>(album::id), n(5))).annotate("n", count_rows());
    years.order_by({by(col<&artist::albums>(album::released, parts<transform::year>()))});
    CHECK_SQL(select(years),
              R"(SELECT EXTRACT(YEAR FROM "album"."released")::integer AS "albums__released__year", COUNT(*) AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") INNER JOIN "album" "T3" ON ("artist"."id" = "T3"."artist_id") WHERE "T3"."id" > $1 GROUP BY 1 ORDER BY 1 ASC)");
    auto key = albums();
    key.values({{"artist", rel<&album::artist>()}}).order_by({by(rel<&album::artist>())});
    CHECK_SQL(select(key),
              R"(SELECT "album"."artist_id" FROM "album" ORDER BY "album"."artist_id" ASC)");
}

TEST_CASE("R7: DISTINCT ON by an expression has the parameters of the ordering by the same expression") {
    const auto shown = [](std::string_view otherwise) { return function(called::coalesce, {col<>(artist::country), s(otherwise)}); };
    auto q = ids(artists());
    q.order_by({by(shown("?")), by(col<>(artist::id))}).distinct_on({shown("?")});
    const auto made = select(q);
    CHECK_SQL(made, R"(SELECT DISTINCT ON (COALESCE("artist"."country", $1)) "artist"."id" FROM "artist" ORDER BY COALESCE("artist"."country", $1) ASC, "artist"."id" ASC)");
    CHECK(made.parameters.size() == 1);
    q.distinct_on({shown("!")});
    CHECK(select(q).parameters.size() == 2);  // the server refuses it
}

TEST_CASE("R6: reverse flips an ordering that is given later, too") {
    CHECK_SQL(select(ids(genres().reverse().order_by({by(col<>(genre::id))}))),
              R"(SELECT "genre"."id" FROM "genre" ORDER BY "genre"."id" DESC)");
    CHECK_SQL(select(ids(genres().reverse().clear_ordering().order_by({by(col<>(genre::id))}).reverse())),
              R"(SELECT "genre"."id" FROM "genre" ORDER BY "genre"."id" ASC)");
}

TEST_CASE("R5: ordering by a relation is ordering as its model is ordered") {
    CHECK_SQL(select(ids(query(track_table()))),
              R"(SELECT "track"."id" FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") ORDER BY "artist"."name" ASC, "track"."id" DESC)");
    CHECK_SQL(select(ids(albums().order_by({by(rel<&album::artist>(), true)}))),
              R"(SELECT "album"."id" FROM "album" INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") ORDER BY "artist"."name" DESC)");
    CHECK_SQL(select(ids(artists().order_by({by(rel<&artist::label>())}))),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."label_id" ASC)");
    CHECK_SQL(select(ids(albums().order_by({by(col<>(album::artist_id))}))),
              R"(SELECT "album"."id" FROM "album" ORDER BY "album"."artist_id" ASC)");
}

TEST_CASE("R5: ordering by an expression or by chance") {
    CHECK_SQL(select(ids(artists().order_by({by(col<>(artist::name, parts<transform::lower>())), by(function("RANDOM", {}))}))),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY LOWER("artist"."name") ASC, RANDOM() ASC)");
    CHECK_SQL(select(ids(artists().order_by({by(s("1"))}))),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY $1 ASC)");
}

TEST_CASE("R5: an ordering leaves no joins behind when it is replaced") {
    auto q = ids(albums());
    q.order_by({by(col<&album::artist>(artist::name))}).clear_ordering();
    CHECK_SQL(select(q),
              R"(SELECT "album"."id" FROM "album")");
}

TEST_CASE("R26: LIMIT and OFFSET are parameters of type int8") {
    const auto statement = select(ids(albums()).slice(2, 8));
    CHECK_SQL(statement,
              R"(SELECT "album"."id" FROM "album" LIMIT $1 OFFSET $2)");
    REQUIRE(statement.parameters.size() == 2);
    CHECK(statement.parameters[0] == number_wire(6));
    CHECK(statement.parameters[1] == number_wire(2));
    CHECK_SQL(select(ids(albums()).offset(3)),
              R"(SELECT "album"."id" FROM "album" OFFSET $1)");
}

TEST_CASE("R26: slices compose") {
    const auto statement = select(ids(albums()).slice(2, 8).slice(1, 3));
    CHECK(last_number(statement, 1) == "2");
    CHECK(last_number(statement) == "3");
    CHECK(last_number(select(ids(albums()).slice(2, 8).slice(4, 100)), 1) == "2");
    CHECK(albums().slice(3, 3).is_nothing());
    CHECK(albums().slice(0, 0).slice(0, 10).is_nothing());
    CHECK(albums().slice(5, 3).is_nothing());
}

TEST_CASE("R26: limit and offset go in either order, replace what they said before, and stay within a slice") {
    const auto rows_of = [](const query& q) {
        return std::to_string(q.low()) + "-" + (q.high() ? std::to_string(*q.high()) : "");
    };
    CHECK(rows_of(albums().limit(10).offset(20)) == "20-30");
    CHECK(rows_of(albums().offset(20).limit(10)) == "20-30");
    CHECK(rows_of(albums().limit(5).limit(100)) == "0-100");
    CHECK(rows_of(albums().offset(20).limit(10).offset(5)) == "5-15");
    CHECK(rows_of(albums().offset(3).offset(0)) == "0-");
    CHECK_FALSE(albums().offset(3).offset(0).sliced());
    CHECK(albums().limit(0).is_nothing());
    CHECK_SQL(select_exists(albums().limit(0)), R"(SELECT 1 FROM "album" WHERE FALSE LIMIT 1)");
    CHECK_FALSE(albums().limit(0).limit(5).is_nothing());
    // of a slice
    CHECK(rows_of(albums().slice(10, 30).limit(5)) == "10-15");
    CHECK(rows_of(albums().slice(10, 30).limit(5).offset(2)) == "12-17");
    CHECK(rows_of(albums().slice(10, 30).limit(500)) == "10-30");
    CHECK(rows_of(albums().slice(10, 30).offset(18).limit(5)) == "28-30");
    CHECK(albums().slice(10, 30).offset(20).limit(5).is_nothing());
    CHECK(rows_of(albums().slice(10, std::nullopt).limit(5).limit(7)) == "10-17");
    // and a slice of them
    CHECK(rows_of(albums().limit(10).offset(20).slice(2, 4)) == "22-24");
    CHECK(rows_of(albums().offset(20).limit(10).slice(8, 100)) == "28-30");
    CHECK(rows_of(albums().limit(10).slice(2, std::nullopt).limit(3)) == "2-5");
    // no number is too great for the server
    CHECK(albums().offset(UINT64_MAX).limit(5).is_nothing());
    CHECK(select(ids(albums()).offset(UINT64_MAX - 5).limit(5)).parameters.at(1) == number_wire(INT64_MAX));
    CHECK(select(ids(albums()).limit(UINT64_MAX)).parameters.at(0) == number_wire(INT64_MAX));
}

TEST_CASE("R27: a sliced query can not be refined in ways that would change the slice") {
    CHECK_THROWS_AS(albums().limit(1).filter(condition(col<>(album::live))), vinyl::usage_error);
    CHECK_THROWS_AS(albums().limit(1).exclude(condition(col<>(album::live))), vinyl::usage_error);
    CHECK_THROWS_AS(albums().limit(1).order_by({}), vinyl::usage_error);
    CHECK_THROWS_AS(albums().limit(1).reverse(), vinyl::usage_error);
    CHECK_THROWS_AS(albums().limit(1).distinct(), vinyl::usage_error);
}

TEST_CASE("R7: DISTINCT") {
    auto q = artists();
    q.values({{"country", col<>(artist::country)}}).clear_ordering().distinct();
    CHECK_SQL(select(q),
              R"(SELECT DISTINCT "artist"."country" FROM "artist")");
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM (SELECT DISTINCT "artist"."country" FROM "artist") "subquery")");
    CHECK_SQL(select_exists(q),
              R"(SELECT 1 FROM "artist" LIMIT 1)");
}

TEST_CASE("R7: DISTINCT selects what it is ordered by, behind everything else") {
    auto q = artists();
    q.values({{"country", col<>(artist::country)}}).distinct();
    CHECK_SQL(select(q),
              R"(SELECT DISTINCT "artist"."country", "artist"."name" FROM "artist" ORDER BY "artist"."name" ASC)");
    CHECK_SQL(select(genres().distinct().order_by({by(col<>(genre::name))})),
              R"(SELECT DISTINCT "genre"."id", "genre"."name" FROM "genre" ORDER BY "genre"."name" ASC)");
}

TEST_CASE("R7: DISTINCT ON names expressions that lead the ordering") {
    auto q = ids(albums());
    q.order_by({by(col<&album::artist>(artist::name)), by(col<>(album::released), true)}).distinct_on({col<&album::artist>(artist::name)});
    CHECK_SQL(select(q),
              R"(SELECT DISTINCT ON ("artist"."name") "album"."id" FROM "album" INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") ORDER BY "artist"."name" ASC, "album"."released" DESC)");
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM (SELECT DISTINCT ON ("artist"."name") "album"."id" FROM "album" INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") ORDER BY "artist"."name" ASC, "album"."released" DESC) "subquery")");
}

TEST_CASE("R8, V18: values are selected in the order written, computed ones under their name") {
    auto q = albums();
    q.values({{"title", col<>(album::title)}, {"year", col<>(album::released, parts<transform::year>())}, {"artist__name", col<&album::artist>(artist::name)}});
    q.order_by({by(annotation("year"), true)});
    CHECK_SQL(select(q),
              R"(SELECT "album"."title", EXTRACT(YEAR FROM "album"."released")::integer AS "year", "artist"."name" FROM "album" INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") ORDER BY 2 DESC)");
    const auto outputs = q.outputs();
    REQUIRE(outputs.columns.size() == 3);
    CHECK(outputs.columns[1].name == "year");
    CHECK(outputs.columns[2].column == &artist::name);
    CHECK(outputs.model_count == 0);
}

TEST_CASE("R10: dates are the distinct truncated values in order") {
    auto q = albums();
    q.values({{"month", cast(function("DATE_TRUNC", {s("month"), col<>(album::released)}), "date")}});
    q.distinct().order_by({by(annotation("month"))});
    CHECK_SQL(select(q),
              R"(SELECT DISTINCT (DATE_TRUNC($1, "album"."released"))::date AS "month" FROM "album" ORDER BY 1 ASC)");
}

TEST_CASE("R18: related rows are selected behind the model, INNER where they must be there") {
    auto q = tracks();
    q.select_related(track::to_artist).limit(5);
    CHECK_SQL(select(q),
              R"(SELECT "track"."id", "track"."album_id", "track"."title", "track"."seconds", "track"."played", "album"."id", "album"."title", "album"."artist_id", "album"."released", "album"."price", "album"."live", "album"."parent_id", "artist"."id", "artist"."name", "artist"."country", "artist"."label_id" FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") LIMIT $1)");
    const auto outputs = q.outputs();
    REQUIRE(outputs.related.size() == 2);
    CHECK(outputs.columns.size() == 16);
    CHECK(outputs.related[0].first == 5);
    CHECK(outputs.related[0].count == 7);
    CHECK(outputs.related[0].parent == -1);
    CHECK(outputs.related[0].key == 5);
    CHECK_FALSE(outputs.related[0].nullable);
    CHECK(outputs.related[1].first == 12);
    CHECK(outputs.related[1].parent == 0);
    CHECK(outputs.related[1].table == &artist_table());
}

TEST_CASE("R18, JP6: related rows that may be missing are joined LEFT") {
    auto q = albums();
    q.load_only({}, {&album::title}).select_related(steps_to<&album::sleeve>::steps).select_related(steps_to<&album::parent>::steps);
    q.load_only(steps_to<&album::parent>::steps, {&album::title});
    CHECK_SQL(select(q),
              R"(SELECT "album"."id", "album"."title", "sleeve"."id", "sleeve"."album_id", "sleeve"."colour", "T3"."id", "T3"."title" FROM "album" LEFT JOIN "sleeve" ON ("album"."id" = "sleeve"."album_id") LEFT JOIN "album" "T3" ON ("album"."parent_id" = "T3"."id"))");
    const auto outputs = q.outputs();
    CHECK(outputs.model_count == 2);
    CHECK(outputs.related[0].nullable);
    CHECK(outputs.related[1].count == 2);
    CHECK_THROWS_AS(q.select_related(steps_to<&album::tracks>::steps), vinyl::usage_error);
}

TEST_CASE("R18, JP6: a related row and a condition on it share the join") {
    auto q = tracks();
    q.load_only({}, {}).filter(eq(col<&track::album>(album::title), s("x"))).select_related(track::to_album);
    q.load_only(track::to_album, {});
    CHECK_SQL(select(q),
              R"(SELECT "track"."id", "album"."id" FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") WHERE "album"."title" = $1)");
}

TEST_CASE("R3, R4: annotations stand between the model's columns and the related rows") {
    auto q = genres();
    q.annotate("loud", function(called::upper, {col<>(genre::name)})).annotate("hidden", n(1), false);
    q.order_by({by(annotation("loud")), by(annotation("hidden"))}).filter(eq(annotation("loud"), s("JAZZ")));
    CHECK_SQL(select(q),
              R"(SELECT "genre"."id", "genre"."name", UPPER("genre"."name") AS "loud" FROM "genre" WHERE UPPER("genre"."name") = $1 ORDER BY 3 ASC, $2 ASC)");
    CHECK(q.outputs().first_annotation == 2);
    CHECK(q.outputs().columns.size() == 3);
    CHECK_THROWS_AS(q.filter(eq(annotation("quiet"), s("x"))), vinyl::usage_error);
}

TEST_CASE("an annotation by a name that is taken replaces the former") {
    auto q = genres();
    q.annotate("x", n(1)).annotate("x", s("two"));
    CHECK_SQL(select(q),
              R"(SELECT "genre"."id", "genre"."name", $1 AS "x" FROM "genre")");
}

TEST_CASE("T1: get reads up to 21 rows without an order") {
    CHECK_SQL(select(for_get(artists().values({{"id", col<>(artist::id)}}))),
              R"(SELECT "artist"."id" FROM "artist" LIMIT 21)");
    CHECK_SQL(select(for_get(ids(artists()).limit(1))),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."name" ASC LIMIT $1)");
}

TEST_CASE("T1: get by the primary key has no limit, unless something may make several rows of one") {
    const auto key_is = [](std::int64_t id) { return eq(col<>(artist::id), n(id)); };
    const auto limited = [](query q) { return select(for_get(std::move(q))).text.ends_with(" LIMIT 21"); };
    CHECK(limited(artists().filter(key_is(1)).order_by({by(col<>(artist::name))}).distinct_on({col<>(artist::name)})));
    constexpr const char* columns = R"("artist"."id", "artist"."name", "artist"."country", "artist"."label_id")";
    CHECK_SQL(select(for_get(artists().filter(key_is(1)))),
              "SELECT " + std::string(columns) + R"( FROM "artist" WHERE "artist"."id" = $1)");
    CHECK_FALSE(limited(artists().filter(eq(col<>(artist::name), s("x"))).filter(key_is(1))));
    CHECK_FALSE(limited(artists().filter(all_of({eq(col<>(artist::name), s("x")), key_is(1)}))));

    CHECK(limited(artists().filter(any_of({key_is(1), key_is(2)}))));
    CHECK(limited(artists().exclude(key_is(1))));
    CHECK(limited(artists().filter(compare(lookup::gt, col<>(artist::id), n(1)))));
    CHECK(limited(artists().filter(eq(col<>(artist::id), col<>(artist::label_id)))));
    CHECK(limited(artists().filter(eq(col<>(artist::name), s("x")))));
    CHECK(limited(artists().filter(key_is(1)).filter(eq(col<&artist::albums>(album::title), s("x")))));
    CHECK(limited(artists().filter(eq(col<&artist::albums>(album::id), n(1)))));
    CHECK(limited(artists().filter(key_is(1)).annotate("x", function("generate_series", {n(1), n(3)}))));
    CHECK(limited(artists().filter(key_is(1)).values({{"x", function("generate_series", {n(1), n(3)})}})));
    CHECK(limited(artists().filter(key_is(1)).combine(set_operation::union_all, {artists()})));
}

TEST_CASE("T15, V5: first and last go by the ordering, else by the key") {
    CHECK_SQL(select(for_first(ids(artists()))),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."name" ASC LIMIT 1)");
    CHECK_SQL(select(for_last(ids(artists()))),
              R"(SELECT "artist"."id" FROM "artist" ORDER BY "artist"."name" DESC LIMIT 1)");
    CHECK_SQL(select(for_first(ids(genres()))),
              R"(SELECT "genre"."id" FROM "genre" ORDER BY "genre"."id" ASC LIMIT 1)");
    CHECK_SQL(select(for_last(ids(genres()))),
              R"(SELECT "genre"."id" FROM "genre" ORDER BY "genre"."id" DESC LIMIT 1)");
    CHECK_SQL(select(for_last(ids(genres().order_by({by(col<>(genre::name))}).reverse()))),
              R"(SELECT "genre"."id" FROM "genre" ORDER BY "genre"."name" ASC LIMIT 1)");
    CHECK_SQL(select(for_first(ids(genres().reverse()))),
              R"(SELECT "genre"."id" FROM "genre" ORDER BY "genre"."id" DESC LIMIT 1)");
    CHECK_SQL(select(for_last(ids(genres().reverse()))),
              R"(SELECT "genre"."id" FROM "genre" ORDER BY "genre"."id" ASC LIMIT 1)");
    CHECK_SQL(select(for_first(ids(genres().clear_ordering()))),
              R"(SELECT "genre"."id" FROM "genre" LIMIT 1)");
    CHECK_THROWS_AS(for_last(genres().limit(3)), vinyl::usage_error);
}

TEST_CASE("T9: count ignores order and related rows, and counts a slice inside") {
    CHECK_SQL(select_count(artists().select_related(steps_to<&artist::label>::steps)),
              R"(SELECT COUNT(*) FROM "artist")");
    CHECK_SQL(select_count(artists().slice(2, 5)),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM "artist" LIMIT $1 OFFSET $2) "subquery")");
    CHECK_SQL(select_count(genres().distinct()),
              R"(SELECT COUNT(*) FROM (SELECT DISTINCT "genre"."id", "genre"."name" FROM "genre") "subquery")");
}

TEST_CASE("T10: exists asks for one row and none of its columns") {
    CHECK_SQL(select_exists(artists().filter(eq(col<>(artist::name), s("x")))),
              R"(SELECT 1 FROM "artist" WHERE "artist"."name" = $1 LIMIT 1)");
    CHECK_SQL(select_exists(artists().slice(2, 5)),
              R"(SELECT 1 FROM "artist" OFFSET $1 LIMIT 1)");
    CHECK_SQL(select_exists(genres().distinct().limit(5)),
              R"(SELECT DISTINCT "genre"."id", "genre"."name" FROM "genre" LIMIT $1)");
}

TEST_CASE("a query that finds nothing still compiles") {
    CHECK_SQL(select(ids(artists().none())),
              R"(SELECT "artist"."id" FROM "artist" WHERE FALSE ORDER BY "artist"."name" ASC)");
    CHECK_SQL(select_exists(artists().none()),
              R"(SELECT 1 FROM "artist" WHERE FALSE LIMIT 1)");
}

TEST_CASE("E10, E11: subqueries refer to the query around them") {
    auto of_album = tracks();
    of_album.filter(eq(rel<&track::album>(), around<>(album::id)));
    CHECK_SQL(select_count(albums().filter(exists(of_album))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."album_id" = "album"."id"))");
    CHECK_SQL(select_count(albums().filter(negation(exists(of_album)))),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."album_id" = "album"."id"))");
    CHECK_SQL(select_count(albums().exclude(exists(of_album))),
              R"(SELECT COUNT(*) FROM "album" WHERE NOT EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."album_id" = "album"."id"))");
    CHECK(albums().filter(exists(tracks().none())).is_nothing());
    CHECK_FALSE(albums().filter(negation(exists(tracks().none()))).is_nothing());
    CHECK_THROWS_AS(select(of_album), vinyl::usage_error);
    CHECK_THROWS_AS(genres().filter(exists(tracks().filter(eq(col<>(track::title), outer("colour"))))), vinyl::usage_error);
}

TEST_CASE("E10: an outer path joins in the query around, annotations can be meant, too") {
    auto same_name = labels_named();
    CHECK_SQL(select_count(albums().filter(exists(same_name))),
              R"(SELECT COUNT(*) FROM "album" INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") LEFT JOIN "label" ON ("artist"."label_id" = "label"."id") WHERE EXISTS(SELECT 1 FROM "label" "U0" WHERE "U0"."name" = "label"."name"))");
    auto q = albums();
    q.annotate("double", arithmetic(arithmetic_operator::multiply, col<>(album::id), n(2)), false);
    q.filter(exists(tracks().filter(eq(col<>(track::id), outer("double")))));
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM "album" WHERE EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."id" = ("album"."id" * $1)))");
    CHECK_SQL(select_count(albums().filter(exists(tracks().filter(eq(col<>(track::id), around<>(album::released, parts<transform::year>())))))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."id" = EXTRACT(YEAR FROM "album"."released")::integer))");
    CHECK_SQL(select_count(albums().filter(exists(tracks().filter(eq(col<>(track::album_id), outer(at<>(album::id))))))),
              R"(SELECT COUNT(*) FROM "album" WHERE EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."album_id" = "album"."id"))");
}

TEST_CASE("E10: a subquery in a subquery can refer to both around it") {
    auto innermost = tracks();
    innermost.filter(all_of({eq(rel<&track::album>(), around<>(album::id)), eq(col<>(track::title), outer(at<>(artist::name), 2))}));
    auto middle = albums();
    middle.filter(all_of({eq(rel<&album::artist>(), around<>(artist::id)), exists(innermost)}));
    CHECK_SQL(select_count(artists().filter(exists(middle))),
              R"(SELECT COUNT(*) FROM "artist" WHERE EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."artist_id" = "artist"."id" AND EXISTS(SELECT 1 FROM "track" "V0" WHERE "V0"."album_id" = "U0"."id" AND "V0"."title" = "artist"."name")))");
}

TEST_CASE("E10: an annotation that itself looks outwards can be meant from inside") {
    auto innermost = tracks();
    innermost.filter(eq(col<>(track::title), outer("of_artist")));
    auto middle = albums();
    middle.annotate("of_artist", around<>(artist::name), false).filter(exists(innermost));
    CHECK_SQL(select_count(artists().filter(exists(middle))),
              R"(SELECT COUNT(*) FROM "artist" WHERE EXISTS(SELECT 1 FROM "album" "U0" WHERE EXISTS(SELECT 1 FROM "track" "V0" WHERE "V0"."title" = "artist"."name")))");
}

TEST_CASE("a function with effects makes a statement that is no plain read") {
    auto q = ids(genres());
    CHECK(select(query(q).annotate("x", function(called::lower, {col<>(genre::name)}))).plain_read);
    CHECK_FALSE(select(query(q).annotate("x", function({"PG_SLEEP", {.has_effects = true}}, {n(0)}))).plain_read);
}

TEST_CASE("E10, E19: a subquery is a value: annotated, ordered by, compared") {
    auto longest = tracks();
    longest.filter(eq(rel<&track::album>(), around<>(album::id))).order_by({by(col<>(track::seconds), true)});
    longest.values({{"seconds", col<>(track::seconds)}}).limit(1);
    auto q = ids(albums());
    q.annotate("longest", subquery(longest)).order_by({by(annotation("longest"), true)}).filter(gt(annotation("longest"), i4(60)));
    CHECK_SQL(select(q),
              R"(SELECT "album"."id", (SELECT "U0"."seconds" FROM "track" "U0" WHERE "U0"."album_id" = "album"."id" ORDER BY "U0"."seconds" DESC LIMIT $1) AS "longest" FROM "album" WHERE (SELECT "U0"."seconds" FROM "track" "U0" WHERE "U0"."album_id" = "album"."id" ORDER BY "U0"."seconds" DESC LIMIT $1) > $2 ORDER BY 2 DESC)");
    auto all = ids(albums());
    all.annotate("titles", array_subquery(tracks().filter(eq(rel<&track::album>(), around<>(album::id))).values({{"t", col<>(track::title)}})));
    CHECK_SQL(select(all),
              R"(SELECT "album"."id", ARRAY(SELECT "U0"."title" FROM "track" "U0" WHERE "U0"."album_id" = "album"."id") AS "titles" FROM "album")");
}

TEST_CASE("E10, X6: outer columns stay right when an excluded condition moves into NOT EXISTS") {
    auto inner = artists();
    inner.exclude(eq(col<&artist::albums>(album::title), around<>(label::name))).clear_ordering();
    CHECK_SQL(select_count(query(label_table()).filter(exists(inner))),
              R"(SELECT COUNT(*) FROM "label" WHERE EXISTS(SELECT 1 FROM "artist" "U0" WHERE NOT EXISTS(SELECT 1 FROM "album" "V0" WHERE "V0"."title" = "label"."name" AND "V0"."artist_id" = "U0"."id")))");
}

TEST_CASE("what refers to the query from within its ordering is complete") {
    const auto has_tracks = [] { return exists(tracks().filter(eq(rel<&track::album>(), around<>(album::id)))); };
    auto q = ids(albums());
    q.order_by({by(has_tracks()), by(col<>(album::id))}).distinct_on({has_tracks()});
    CHECK_SQL(select(q),
              R"(SELECT DISTINCT ON (EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."album_id" = "album"."id")) "album"."id" FROM "album" ORDER BY EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."album_id" = "album"."id") ASC, "album"."id" ASC)");
    const auto has_long_tracks = [](std::int32_t seconds) {
        return exists(tracks().filter(all_of({eq(rel<&track::album>(), around<>(album::id)), gt(col<>(track::seconds), i4(seconds))})));
    };
    auto longer = ids(albums());
    longer.order_by({by(has_long_tracks(9))}).distinct_on({has_long_tracks(9)});
    CHECK_SQL(select(longer),
              R"(SELECT DISTINCT ON (EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."album_id" = "album"."id" AND "U0"."seconds" > $1)) "album"."id" FROM "album" ORDER BY EXISTS(SELECT 1 FROM "track" "U0" WHERE "U0"."album_id" = "album"."id" AND "U0"."seconds" > $1) ASC)");
    longer.distinct_on({has_long_tracks(8)});
    CHECK(select(longer).parameters.size() == 2);
    auto newest = albums();
    newest.filter(eq(rel<&album::artist>(), around<>(artist::id))).order_by({by(has_tracks())}).limit(1);
    auto outside = artists();
    CHECK_SQL(select_count(outside.filter(eq(col<>(artist::id), subquery(newest)))),
              R"(SELECT COUNT(*) FROM "artist" WHERE "artist"."id" = (SELECT "U0"."id" FROM "album" "U0" WHERE "U0"."artist_id" = "artist"."id" ORDER BY EXISTS(SELECT 1 FROM "track" "V0" WHERE "V0"."album_id" = "U0"."id") ASC LIMIT $1))");
    auto ordered = albums();
    CHECK_SQL(update(ordered.order_by({by(has_tracks())}), {{&album::title, s("y")}}),
              R"(UPDATE "album" SET "title" = $1)");
    auto outwards = albums();
    CHECK_THROWS_AS(select(outwards.order_by({by(around<>(label::id))})), vinyl::usage_error);
}

TEST_CASE("T14, T15: first and last of what has no order, and of what is reversed") {
    CHECK_SQL(select(for_last(ids(albums()).clear_ordering())),
              R"(SELECT "album"."id" FROM "album" ORDER BY "album"."id" DESC LIMIT 1)");
    CHECK_SQL(select(for_first(ids(albums()).clear_ordering())),
              R"(SELECT "album"."id" FROM "album" LIMIT 1)");
    const std::vector<order_term> released{by(col<>(album::released))};
    CHECK_SQL(select(for_latest(ids(albums()).reverse(), released)),
              R"(SELECT "album"."id" FROM "album" ORDER BY "album"."released" DESC LIMIT 1)");
    CHECK_SQL(select(for_earliest(ids(albums()).reverse(), released)),
              R"(SELECT "album"."id" FROM "album" ORDER BY "album"."released" ASC LIMIT 1)");
    CHECK_THROWS_AS(for_latest(albums().limit(0), released), vinyl::usage_error);
}

TEST_CASE("E9: CASE leaves out branches that can not be") {
    auto q = ids(artists());
    q.annotate("c", case_when({{nothing(), n(1)}, {eq(col<>(artist::name), s("x")), n(2)}}));
    q.annotate("d", case_when({{nothing(), n(1)}}, n(3), "bigint"));
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", CASE WHEN "artist"."name" = $1 THEN $2 ELSE NULL END AS "c", ($3)::bigint AS "d" FROM "artist" ORDER BY "artist"."name" ASC)");
}

TEST_CASE("E14, E15: windows") {
    auto q = ids(albums());
    window_options over;
    over.partition_by = {col<>(album::artist_id)};
    over.order = {by(col<>(album::released))};
    over.frame = {frame_unit::rows, frame_place::preceding, frame_place::current_row, frame_exclusion::group};
    over.frame_start = n(1);
    q.annotate("n", window(function("ROW_NUMBER", {}), {{}, {by(col<>(album::id))}, {}, {}, {}}));
    q.annotate("s", window(aggregate("SUM", col<>(album::price)), over));
    CHECK_SQL(select(q),
              R"(SELECT "album"."id", ROW_NUMBER() OVER (ORDER BY "album"."id" ASC) AS "n", SUM("album"."price") OVER (PARTITION BY "album"."artist_id" ORDER BY "album"."released" ASC ROWS BETWEEN $1 PRECEDING AND CURRENT ROW EXCLUDE GROUP) AS "s" FROM "album")");
}

TEST_CASE("one value is one parameter, however often the text needs it") {
    auto q = ids(artists());
    const expr suffix = s("!");
    q.annotate("a", function("CONCAT", {col<>(artist::name), suffix}), false);
    q.filter(eq(annotation("a"), s("x!"))).order_by({by(annotation("a"))});
    const auto statement = select(q);
    CHECK_SQL(statement,
              R"(SELECT "artist"."id" FROM "artist" WHERE CONCAT("artist"."name", $1) = $2 ORDER BY CONCAT("artist"."name", $1) ASC)");
    CHECK(statement.parameters.size() == 2);
}

TEST_CASE("SF1, SF2, SF3, SF4, SF7: locks name strength, tables and what to do about locked rows") {
    auto q = tracks();
    q.load_only({}, {}).load_only(track::to_album, {}).select_related(track::to_album);
    CHECK_SQL(select(query(q).lock(lock_strength::update)),
              R"(SELECT "track"."id", "album"."id" FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") FOR UPDATE)");
    CHECK_SQL(select(query(q).lock(lock_strength::no_key_update, lock_wait::nowait, {}, true)),
              R"(SELECT "track"."id", "album"."id" FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") FOR NO KEY UPDATE OF "track" NOWAIT)");
    CHECK_SQL(select(query(q).lock(lock_strength::share, lock_wait::skip_locked, {track::to_album}, true)),
              R"(SELECT "track"."id", "album"."id" FROM "track" INNER JOIN "album" ON ("track"."album_id" = "album"."id") FOR SHARE OF "track", "album" SKIP LOCKED)");
    CHECK_FALSE(select(query(q).lock(lock_strength::key_share)).plain_read);
    CHECK_THROWS_AS(select(query(q).lock(lock_strength::update, lock_wait::wait, {track::to_artist})), vinyl::usage_error);
}

TEST_CASE("R14, R15, R16: union, intersection and difference") {
    const auto first = [] { return genres().filter(eq(col<>(genre::name), s("a"))); };
    const auto second = [] { return genres().filter(eq(col<>(genre::name), s("b"))); };
    CHECK_SQL(select(first().combine(set_operation::union_, {second(), first()})),
              R"((SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $1) UNION (SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $2) UNION (SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $3))");
    CHECK_SQL(select(first().combine(set_operation::union_all, {second().limit(3)}).order_by({by(col<>(genre::name), true)}).limit(2)),
              R"((SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $1) UNION ALL (SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $2 LIMIT $3) ORDER BY 2 DESC LIMIT $4)");
    CHECK_SQL(select(first().combine(set_operation::intersection, {second()})),
              R"((SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $1) INTERSECT (SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $2))");
    CHECK_SQL(select(first().combine(set_operation::difference, {second()})),
              R"((SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $1) EXCEPT (SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $2))");
    CHECK_SQL(select_count(first().combine(set_operation::union_, {second()})),
              R"(SELECT COUNT(*) FROM ((SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $1) UNION (SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $2)) "subquery")");
    CHECK_SQL(select_exists(first().combine(set_operation::union_, {second()})),
              R"(SELECT 1 FROM ((SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $1) UNION (SELECT "genre"."id", "genre"."name" FROM "genre" WHERE "genre"."name" = $2)) "subquery" LIMIT 1)");
    CHECK_SQL(select_count(genres().filter(in_query(col<>(genre::id), first().combine(set_operation::union_, {second()}).order_by({by(col<>(genre::name))})))),
              R"(SELECT COUNT(*) FROM "genre" WHERE "genre"."id" IN ((SELECT "U0"."id" FROM "genre" "U0" WHERE "U0"."name" = $1) UNION (SELECT "U0"."id" FROM "genre" "U0" WHERE "U0"."name" = $2)))");
    CHECK_THROWS_AS(first().combine(set_operation::union_, {second()}).filter(everything()), vinyl::usage_error);
}

TEST_CASE("R14, R15, R16: set operations drop operands that have no rows") {
    CHECK_SQL(select(genres().combine(set_operation::union_, {genres().none()})),
              R"((SELECT "genre"."id", "genre"."name" FROM "genre"))");
    CHECK_SQL(select(genres().none().combine(set_operation::union_, {genres()})),
              R"((SELECT "genre"."id", "genre"."name" FROM "genre"))");
    // One that is sliced can not be sliced or ordered again as it is.
    const auto sliced = ids(genres()).order_by({by(col<>(genre::name))}).limit(2);
    CHECK_SQL(select(query(sliced).combine(set_operation::union_, {genres().none()}).order_by({by(col<>(genre::id), true)}).limit(1)),
              R"(SELECT * FROM (SELECT "genre"."id" FROM "genre" ORDER BY "genre"."name" ASC LIMIT $1) "subquery" ORDER BY 1 DESC LIMIT $2)");
    CHECK_SQL(select_count(query(sliced).combine(set_operation::union_, {genres().none()}).limit(1)),
              R"(SELECT COUNT(*) FROM (SELECT * FROM (SELECT "genre"."id" FROM "genre" ORDER BY "genre"."name" ASC LIMIT $1) "subquery" LIMIT $2) "subquery")");
    CHECK(genres().combine(set_operation::intersection, {genres().none()}).is_nothing());
    CHECK(genres().none().combine(set_operation::difference, {genres()}).is_nothing());
    CHECK_SQL(select(genres().combine(set_operation::difference, {genres().none()})),
              R"((SELECT "genre"."id", "genre"."name" FROM "genre"))");
}

TEST_CASE("T19: EXPLAIN stands in front") {
    CHECK_SQL(explain(select(ids(genres())), ""),
              R"(EXPLAIN SELECT "genre"."id" FROM "genre")");
    CHECK_SQL(explain(select(ids(genres())), "COSTS OFF, FORMAT JSON"),
              R"(EXPLAIN (COSTS OFF, FORMAT JSON) SELECT "genre"."id" FROM "genre")");
}

}  // namespace sql_select
