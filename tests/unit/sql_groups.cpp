// Aggregates: by what rows are grouped, what goes to HAVING, and when a subquery is needed.
#include "support/sql_check.hpp"
#include "support/sql_models.hpp"

#include <vinyl/base/error.hpp>

namespace sql_groups {  // the integration tests compile several of these files at once

using namespace music;

namespace {

expr count_albums() { return aggregate(called::count, rel<&artist::albums>()); }
expr cheapest() { return aggregate(called::min, col<&artist::albums>(album::price)); }
expr count_tracks() { return aggregate(called::count, rel<&album::tracks>()); }

aggregate_options distinct() {
    aggregate_options options;
    options.distinct = true;
    return options;
}

query unordered_artists() { return artists().clear_ordering(); }

}  // namespace

TEST_CASE("AG8: an aggregate groups by the model's key alone") {
    auto q = unordered_artists();
    q.annotate("n", count_albums()).annotate("cheapest", cheapest());
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", "artist"."name", "artist"."country", "artist"."label_id", COUNT("album"."id") AS "n", MIN("album"."price") AS "cheapest" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
    CHECK(q.grouped());
}

TEST_CASE("AG10: the model's own ordering does not count when rows are grouped, an explicit one does") {
    auto q = artists();
    q.load_only({}, {}).annotate("n", count_albums());
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", COUNT("album"."id") AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
    CHECK_FALSE(q.ordered());
    q.order_by({by(annotation("n"), true), by(col<>(artist::name))});
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", COUNT("album"."id") AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id" ORDER BY 2 DESC, "artist"."name" ASC)");
}

TEST_CASE("AG8, V6: annotations without an aggregate join the groups by position") {
    auto q = unordered_artists();
    q.load_only({}, {}).annotate("first", function("LEFT", {col<>(artist::name), i4(1)})).annotate("n", count_albums());
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", LEFT("artist"."name", $1) AS "first", COUNT("album"."id") AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id", 2)");
    auto constant = unordered_artists();
    constant.load_only({}, {}).annotate("one", n(1)).annotate("n", count_albums());
    CHECK_SQL(select(constant),
              R"(SELECT "artist"."id", $1 AS "one", COUNT("album"."id") AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
}

TEST_CASE("AG9: values before an aggregate are the groups") {
    auto q = albums();
    q.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows());
    CHECK_SQL(select(q),
              R"(SELECT "album"."artist_id", COUNT(*) AS "n" FROM "album" GROUP BY "album"."artist_id")");
    auto by_year = albums();
    by_year.values({{"year", col<>(album::released, parts<transform::year>())}}).annotate("n", count_rows()).order_by({by(annotation("year"))});
    CHECK_SQL(select(by_year),
              R"(SELECT EXTRACT(YEAR FROM "album"."released")::integer AS "year", COUNT(*) AS "n" FROM "album" GROUP BY 1 ORDER BY 1 ASC)");
    auto across = albums();
    across.values({{"artist__name", col<&album::artist>(artist::name)}}).annotate("n", count_rows()).annotate("sum", aggregate("SUM", col<>(album::price)));
    CHECK_SQL(select(across),
              R"(SELECT "artist"."name", COUNT(*) AS "n", SUM("album"."price") AS "sum" FROM "album" INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") GROUP BY "artist"."name")");
}

TEST_CASE("AG9, V6: a computed group with a parameter is named by position") {
    auto q = albums();
    q.values({{"month", function("DATE_TRUNC", {s("month"), col<>(album::released)})}}).annotate("n", count_rows());
    CHECK_SQL(select(q),
              R"(SELECT DATE_TRUNC($1, "album"."released") AS "month", COUNT(*) AS "n" FROM "album" GROUP BY 1)");
}

TEST_CASE("AG9: values after an aggregate keep the model's groups") {
    auto q = unordered_artists();
    q.annotate("n", count_albums()).values({{"name", col<>(artist::name)}, {"n", annotation("n")}});
    CHECK_SQL(select(q),
              R"(SELECT "artist"."name", COUNT("album"."id") AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
    auto dropped = unordered_artists();
    dropped.annotate("n", count_albums()).values({{"country", col<>(artist::country)}});
    CHECK_SQL(select(dropped),
              R"(SELECT "artist"."country" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
}

TEST_CASE("an annotation splits the model's groups only when values name it") {
    auto q = albums();
    q.annotate("track", col<&album::tracks>(track::title)).annotate("n", aggregate(called::count, col<>(album::id)));
    auto without = q;
    without.values({{"id", col<>(album::id)}, {"n", annotation("n")}});
    CHECK_SQL(select(without),
              R"(SELECT "album"."id", COUNT("album"."id") AS "n" FROM "album" LEFT JOIN "track" ON ("album"."id" = "track"."album_id") GROUP BY "album"."id")");
    q.values({{"track", annotation("track")}, {"n", annotation("n")}}).values({{"n", annotation("n")}});
    CHECK_SQL(select(q),
              R"(SELECT COUNT("album"."id") AS "n" FROM "album" LEFT JOIN "track" ON ("album"."id" = "track"."album_id") GROUP BY "album"."id", "track"."title")");
}

TEST_CASE("values named after a group by values stay grouped by the former") {
    auto q = albums();
    q.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows()).values({{"n", annotation("n")}});
    CHECK_SQL(select(q),
              R"(SELECT COUNT(*) AS "n" FROM "album" GROUP BY "album"."artist_id")");
}

TEST_CASE("AG9: an aggregate after values groups by them, whatever the groups were before") {
    auto by_model = albums();
    by_model.annotate("g1", count_tracks()).values({{"artist", col<>(album::artist_id)}}).annotate("g2", aggregate(called::count, col<>(album::id)));
    CHECK_SQL(select(by_model),
              R"(SELECT "album"."artist_id", COUNT("album"."id") AS "g2" FROM "album" GROUP BY "album"."artist_id")");
    auto narrowed = albums();
    narrowed.values({{"artist", col<>(album::artist_id)}, {"live", col<>(album::live)}}).annotate("n", count_rows());
    narrowed.values({{"artist", col<>(album::artist_id)}}).annotate("g2", count_rows());
    CHECK_SQL(select(narrowed),
              R"(SELECT "album"."artist_id", COUNT(*) AS "g2" FROM "album" GROUP BY "album"."artist_id")");
}

TEST_CASE("an aggregate among values groups by the model") {
    auto q = unordered_artists();
    q.values({{"name", col<>(artist::name)}, {"n", count_albums()}});
    CHECK_SQL(select(q),
              R"(SELECT "artist"."name", COUNT("album"."id") AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
}

TEST_CASE("AG10: an ordering splits groups") {
    auto q = albums();
    q.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows()).order_by({by(col<>(album::released))});
    CHECK_SQL(select(q),
              R"(SELECT "album"."artist_id", COUNT(*) AS "n" FROM "album" GROUP BY "album"."artist_id", "album"."released" ORDER BY "album"."released" ASC)");
}

TEST_CASE("related rows are grouped by their keys") {
    auto q = albums();
    q.load_only({}, {}).load_only(steps_to<&album::artist>::steps, {&artist::name}).select_related(steps_to<&album::artist>::steps);
    q.annotate("n", count_tracks());
    CHECK_SQL(select(q),
              R"(SELECT "album"."id", COUNT("track"."id") AS "n", "artist"."id", "artist"."name" FROM "album" LEFT JOIN "track" ON ("album"."id" = "track"."album_id") INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") GROUP BY "album"."id", "artist"."id")");
}

TEST_CASE("AG12: conditions on aggregates go to HAVING, the others stay in WHERE") {
    auto q = unordered_artists();
    q.load_only({}, {}).annotate("n", count_albums()).filter(all_of({gt(annotation("n"), n(3)), eq(col<>(artist::name), s("x"))}));
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", COUNT("album"."id") AS "n" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "artist"."name" = $1 GROUP BY "artist"."id" HAVING COUNT("album"."id") > $2)");
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "artist"."name" = $1 GROUP BY "artist"."id" HAVING COUNT("album"."id") > $2) "subquery")");
    CHECK_SQL(select_exists(q),
              R"(SELECT 1 FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "artist"."name" = $1 GROUP BY "artist"."id" HAVING COUNT("album"."id") > $2 LIMIT 1)");
}

TEST_CASE("AG12: a mixed OR goes to HAVING as a whole, and its columns into the groups") {
    auto q = albums();
    q.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows());
    q.filter(any_of({gt(annotation("n"), n(3)), eq(col<>(album::title), s("x"))}));
    CHECK_SQL(select(q),
              R"(SELECT "album"."artist_id", COUNT(*) AS "n" FROM "album" GROUP BY "album"."artist_id", "album"."title" HAVING (COUNT(*) > $1 OR "album"."title" = $2))");
    auto excluded = albums();
    excluded.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows());
    excluded.exclude(any_of({gt(annotation("n"), n(3)), eq(col<>(album::title), s("x"))}));
    CHECK_SQL(select(excluded),
              R"(SELECT "album"."artist_id", COUNT(*) AS "n" FROM "album" GROUP BY "album"."artist_id", "album"."title" HAVING NOT (COUNT(*) > $1 OR "album"."title" = $2))");
    auto split = albums();
    split.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows());
    split.filter(negation(any_of({gt(annotation("n"), n(3)), eq(col<>(album::title), s("x"))})));
    CHECK_SQL(select(split),
              R"(SELECT "album"."artist_id", COUNT(*) AS "n" FROM "album" WHERE NOT ("album"."title" = $1) GROUP BY "album"."artist_id" HAVING NOT (COUNT(*) > $2))");
}

TEST_CASE("a year in HAVING groups by what it is bounds of") {
    auto q = albums();
    q.load_only({}, {}).filter(any_of({gt(count_tracks(), n(1)), eq(col<&album::parent>(album::released, parts<transform::year>()), n(1959))}));
    CHECK_SQL(select(q),
              R"(SELECT "album"."id" FROM "album" LEFT JOIN "track" ON ("album"."id" = "track"."album_id") LEFT JOIN "album" "T3" ON ("album"."parent_id" = "T3"."id") GROUP BY "album"."id", "T3"."released" HAVING (COUNT("track"."id") > $1 OR ("T3"."released" >= $2 AND "T3"."released" < $3)))");
}

TEST_CASE("AG11, AG12: what a subquery in HAVING reads of the query around it joins the groups") {
    const auto by_country = [] {
        auto q = unordered_artists();
        return q.values({{"country", col<>(artist::country)}}).annotate("n", count_rows());
    };
    auto excluded = by_country();
    excluded.exclude(all_of({eq(col<&artist::albums>(album::title), s("x")), gt(annotation("n"), n(1))}));
    CHECK_SQL(select(excluded),
              R"(SELECT "artist"."country", COUNT(*) AS "n" FROM "artist" GROUP BY "artist"."id" HAVING NOT (EXISTS(SELECT 1 FROM "album" "U0" WHERE "U0"."title" = $1 AND "U0"."artist_id" = "artist"."id") AND COUNT(*) > $2))");
    auto deeper = by_country();
    deeper.filter(any_of({gt(annotation("n"), n(2)), exists(albums().filter(exists(tracks().filter(eq(col<>(track::id), outer(row_at<&artist::label>(), 2))))))}));
    CHECK_SQL(select(deeper),
              R"(SELECT "artist"."country", COUNT(*) AS "n" FROM "artist" GROUP BY "artist"."country", "artist"."label_id" HAVING (COUNT(*) > $1 OR EXISTS(SELECT 1 FROM "album" "U0" WHERE EXISTS(SELECT 1 FROM "track" "V0" WHERE "V0"."id" = "artist"."label_id"))))");
    auto listed = by_country();
    listed.filter(any_of({gt(annotation("n"), n(2)), in_query(col<>(artist::name), albums().filter(eq(col<>(album::id), row_around<&artist::label>())).values({{"title", col<>(album::title)}}))}));
    CHECK_SQL(select(listed),
              R"(SELECT "artist"."country", COUNT(*) AS "n" FROM "artist" GROUP BY "artist"."country", "artist"."name", "artist"."label_id" HAVING (COUNT(*) > $1 OR "artist"."name" IN (SELECT "U0"."title" FROM "album" "U0" WHERE "U0"."id" = "artist"."label_id")))");
    auto joined = albums();
    joined.load_only({}, {}).annotate("n", count_tracks());
    joined.filter(any_of({gt(annotation("n"), n(2)), exists(query(label_table()).filter(eq(col<>(label::id), row_around<&album::artist, &artist::label>())))}));
    CHECK_SQL(select(joined),
              R"(SELECT "album"."id", COUNT("track"."id") AS "n" FROM "album" LEFT JOIN "track" ON ("album"."id" = "track"."album_id") INNER JOIN "artist" ON ("album"."artist_id" = "artist"."id") GROUP BY "album"."id", "artist"."label_id" HAVING (COUNT("track"."id") > $1 OR EXISTS(SELECT 1 FROM "label" "U0" WHERE "U0"."id" = "artist"."label_id")))");
    auto of_aggregate = by_country();
    of_aggregate.annotate("highest", aggregate(called::max, col<>(artist::id)));
    of_aggregate.filter(any_of({gt(annotation("n"), n(2)), exists(albums().filter(eq(col<>(album::id), outer("highest"))))}));
    CHECK_SQL(select(of_aggregate),
              R"(SELECT "artist"."country", COUNT(*) AS "n", MAX("artist"."id") AS "highest" FROM "artist" GROUP BY "artist"."country" HAVING (COUNT(*) > $1 OR EXISTS(SELECT 1 FROM "album" "U0" GROUP BY "U0"."id" HAVING "U0"."id" = MAX("artist"."id"))))");
}

TEST_CASE("AG12: a column compared with an aggregate joins the groups") {
    auto q = albums();
    q.values({{"title", col<>(album::title)}}).annotate("n", count_rows()).filter(gt(col<>(album::price), annotation("n")));
    CHECK_SQL(select(q),
              R"(SELECT "album"."title", COUNT(*) AS "n" FROM "album" GROUP BY "album"."title", "album"."price" HAVING "album"."price" > COUNT(*))");
}

TEST_CASE("aggregates around columns group by the columns") {
    auto q = albums();
    q.values({{"title", col<>(album::title)}});
    q.annotate("x", arithmetic(arithmetic_operator::add, aggregate("SUM", col<>(album::price)), col<>(album::price)));
    CHECK_SQL(select(q),
              R"(SELECT "album"."title", (SUM("album"."price") + "album"."price") AS "x" FROM "album" GROUP BY "album"."title", "album"."price")");
}

TEST_CASE("AG11: an annotated subquery is grouped by itself") {
    auto longest = tracks();
    longest.filter(eq(rel<&track::album>(), around<>(album::id))).values({{"seconds", col<>(track::seconds)}}).limit(1);
    auto q = albums();
    q.load_only({}, {}).annotate("longest", subquery(longest)).annotate("n", count_tracks()).filter(gt(annotation("n"), n(0)));
    CHECK_SQL(select(q),
              R"(SELECT "album"."id", (SELECT "U0"."seconds" FROM "track" "U0" WHERE "U0"."album_id" = "album"."id" LIMIT $1) AS "longest", COUNT("track"."id") AS "n" FROM "album" LEFT JOIN "track" ON ("album"."id" = "track"."album_id") GROUP BY "album"."id", 2 HAVING COUNT("track"."id") > $2)");
}

TEST_CASE("AG1, AG3, AG4, AG5: aggregates take DISTINCT, FILTER, ORDER BY, a default and more arguments") {
    auto q = unordered_artists();
    aggregate_options all;
    all.distinct = true;
    all.filter = gt(col<&artist::albums>(album::price), real());
    all.order = {by(col<&artist::albums>(album::title), true)};
    all.more_arguments = {s(", ")};
    all.otherwise = s("none");
    q.load_only({}, {}).annotate("titles", aggregate("STRING_AGG", col<&artist::albums>(album::title), all));
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", COALESCE(STRING_AGG(DISTINCT "album"."title", $1 ORDER BY "album"."title" DESC) FILTER (WHERE "album"."price" > $2), $3) AS "titles" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
}

TEST_CASE("the empty filter of an aggregate is no filter, an impossible one counts nothing") {
    auto q = unordered_artists();
    aggregate_options none, never;
    none.filter = all_of({});
    never.filter = nothing();
    q.load_only({}, {}).annotate("a", aggregate(called::count, rel<&artist::albums>(), none)).annotate("b", aggregate(called::count, rel<&artist::albums>(), never));
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", COUNT("album"."id") AS "a", COUNT("album"."id") FILTER (WHERE FALSE) AS "b" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id")");
}

TEST_CASE("T16: aggregates over a whole query are one row without order") {
    CHECK_SQL(select_aggregates(artists(), {{"n", count_rows()}, {"m", aggregate(called::max, col<>(artist::name))}}),
              R"(SELECT COUNT(*), MAX("artist"."name") FROM "artist")");
    CHECK_SQL(select_aggregates(artists().filter(eq(col<>(artist::name), s("x"))), {{"c", cheapest()}}),
              R"(SELECT MIN("album"."price") FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") WHERE "artist"."name" = $1)");
    CHECK_SQL(select_aggregates(albums(), {{"c", aggregate(called::count, rel<&album::tracks>(), distinct())}}),
              R"(SELECT COUNT(DISTINCT "track"."id") FROM "album" LEFT JOIN "track" ON ("album"."id" = "track"."album_id"))");
    CHECK_SQL(select_aggregates(albums(), {{"x", arithmetic(arithmetic_operator::divide, aggregate("SUM", col<>(album::price)), count_rows())}}),
              R"(SELECT (SUM("album"."price") / COUNT(*)) FROM "album")");
}

TEST_CASE("T16: aggregates over a slice, distinct rows or groups read a subquery") {
    CHECK_SQL(select_aggregates(artists().limit(3), {{"m", aggregate(called::max, col<>(artist::name))}}),
              R"(SELECT MAX("__col0") FROM (SELECT "artist"."name" AS "__col0" FROM "artist" ORDER BY "artist"."name" ASC LIMIT $1) "subquery")");
    auto distinct_prices = albums();
    distinct_prices.values({{"price", col<>(album::price)}, {"live", col<>(album::live)}}).distinct();
    CHECK_SQL(select_aggregates(distinct_prices, {{"s", aggregate("SUM", col<>(album::price))}}),
              R"(SELECT SUM("__col0") FROM (SELECT DISTINCT "album"."price" AS "__row0", "album"."live" AS "__row1", "album"."price" AS "__col0" FROM "album") "subquery")");
    CHECK_SQL(select_aggregates(genres().distinct(), {{"n", count_rows()}}),
              R"(SELECT COUNT(*) FROM (SELECT DISTINCT "genre"."id" AS "__row0", "genre"."name" AS "__row1" FROM "genre") "subquery")");
    auto counted = unordered_artists();
    counted.annotate("n", count_albums());
    CHECK_SQL(select_aggregates(counted, {{"mean", aggregate("AVG", annotation("n"))}, {"names", aggregate(called::count, col<>(artist::country))}}),
              R"(SELECT AVG("__col0"), COUNT("__col1") FROM (SELECT COUNT("album"."id") AS "__col0", "artist"."country" AS "__col1" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id") "subquery")");
    CHECK_SQL(select_aggregates(counted, {{"n", count_rows()}}),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id") "subquery")");
    aggregate_options many;
    many.filter = gt(annotation("n"), n(2));
    CHECK_SQL(select_aggregates(counted, {{"many", aggregate(called::count, col<>(artist::id), many)}}),
              R"(SELECT COUNT("__col0") FILTER (WHERE "__col1" > $1) FROM (SELECT "artist"."id" AS "__col0", COUNT("album"."id") AS "__col1" FROM "artist" LEFT JOIN "album" ON ("artist"."id" = "album"."artist_id") GROUP BY "artist"."id") "subquery")");
    auto groups = albums();
    groups.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows());
    CHECK_SQL(select_aggregates(groups, {{"max", aggregate(called::max, annotation("n"))}}),
              R"(SELECT MAX("__col0") FROM (SELECT COUNT(*) AS "__col0" FROM "album" GROUP BY "album"."artist_id") "subquery")");
    CHECK_SQL(select_count(groups),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM "album" GROUP BY "album"."artist_id") "subquery")");
}

TEST_CASE("T16, AG14: aggregates over groups keep those that were split by a later annotation") {
    auto q = albums();
    q.values({{"price", col<>(album::price)}}).annotate("g1", aggregate(called::count, rel<&album::tracks>()));
    q.annotate("v2", col<>(album::released));
    CHECK_SQL(select_aggregates(q, {{"n", aggregate(called::count, annotation("g1"))}}),
              R"(SELECT COUNT("__col0") FROM (SELECT COUNT("track"."id") AS "__col0" FROM "album" LEFT JOIN "track" ON ("album"."id" = "track"."album_id") GROUP BY "album"."price", "album"."released") "subquery")");
}

TEST_CASE("AG10, T9: groups that an ordering splits are counted and aggregated split") {
    auto q = albums();
    q.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows()).order_by({by(col<>(album::title))});
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM "album" GROUP BY "album"."artist_id", "album"."title") "subquery")");
    CHECK_SQL(select_aggregates(q, {{"max", aggregate(called::max, annotation("n"))}}),
              R"(SELECT MAX("__col0") FROM (SELECT COUNT(*) AS "__col0" FROM "album" GROUP BY "album"."artist_id", "album"."title") "subquery")");
    CHECK_SQL(select_exists(q.filter(gt(annotation("n"), n(1)))),
              R"(SELECT 1 FROM "album" GROUP BY "album"."artist_id", "album"."title" HAVING COUNT(*) > $1 LIMIT 1)");
    auto distinct_groups = albums();
    distinct_groups.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows()).distinct().order_by({by(col<>(album::title))});
    CHECK_SQL(select_count(distinct_groups),
              R"(SELECT COUNT(*) FROM (SELECT DISTINCT "album"."artist_id", COUNT(*) AS "n", "album"."title" FROM "album" GROUP BY "album"."artist_id", "album"."title" ORDER BY "album"."title" ASC) "subquery")");
}

TEST_CASE("AG14: an aggregate over an aggregate in one step is an error") {
    CHECK_THROWS_AS(select_aggregates(albums(), {{"x", aggregate("AVG", count_tracks())}}), vinyl::usage_error);
}

TEST_CASE("a grouped query inside another is a subquery with its groups") {
    auto busy = unordered_artists();
    busy.annotate("n", count_albums()).filter(gt(annotation("n"), n(3)));
    CHECK_SQL(select_count(albums().filter(in_query(rel<&album::artist>(), busy))),
              R"(SELECT COUNT(*) FROM "album" WHERE "album"."artist_id" IN (SELECT "U0"."id" FROM "artist" "U0" LEFT JOIN "album" "U1" ON ("U0"."id" = "U1"."artist_id") GROUP BY "U0"."id" HAVING COUNT("U1"."id") > $1))");
    auto totals = albums();
    totals.filter(eq(col<>(album::artist_id), around<>(artist::id))).values({{"artist", col<>(album::artist_id)}}).annotate("sum", aggregate("SUM", col<>(album::price)));
    totals.values({{"sum", annotation("sum")}});
    auto q = unordered_artists();
    q.load_only({}, {}).annotate("total", subquery(totals));
    CHECK_SQL(select(q),
              R"(SELECT "artist"."id", (SELECT SUM("U0"."price") FROM "album" "U0" WHERE "U0"."artist_id" = "artist"."id" GROUP BY "U0"."artist_id") AS "total" FROM "artist")");
}

TEST_CASE("distinct on groups counts distinct groups") {
    auto q = albums();
    q.values({{"artist", col<>(album::artist_id)}}).annotate("n", count_rows()).distinct();
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM (SELECT DISTINCT "album"."artist_id", COUNT(*) AS "n" FROM "album" GROUP BY "album"."artist_id") "subquery")");
}

TEST_CASE("E16: windows do not group, and conditions on them stand around them") {
    auto q = albums();
    q.load_only({}, {}).annotate("s", window(aggregate("SUM", col<>(album::price)), {{col<>(album::artist_id)}, {}, {}, {}, {}}));
    CHECK_SQL(select(q),
              R"(SELECT "album"."id", SUM("album"."price") OVER (PARTITION BY "album"."artist_id") AS "s" FROM "album")");
    CHECK_FALSE(q.grouped());
    q.filter(gt(annotation("s"), real()));
    CHECK_FALSE(q.grouped());
    CHECK_SQL(select(q),
              R"(SELECT "__col0", "__col1" AS "s" FROM (SELECT "album"."id" AS "__col0", SUM("album"."price") OVER (PARTITION BY "album"."artist_id") AS "__col1" FROM "album") "qualify" WHERE "__col1" > $1)");
    CHECK_SQL(select_count(q),
              R"(SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT SUM("album"."price") OVER (PARTITION BY "album"."artist_id") AS "__col0" FROM "album") "qualify" WHERE "__col0" > $1) "subquery")");
    q.lock(lock_strength::update, lock_wait::wait, {}, false);
    CHECK_THROWS_WITH(select(q), Catch::Matchers::Contains("chosen by a window can not be locked"));
}

}  // namespace sql_groups
