// From a queryset with windows to its text and to the types of its rows, without a server.
#include "support/catch.hpp"

#include <vinyl/vinyl.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace windows {

using namespace vinyl::literals;

struct Song;

struct Singer : vinyl::model<Singer> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Song, "singer"> songs;
};

struct Song : vinyl::model<Song> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Singer> singer;
    vinyl::date released{};
    vinyl::decimal price;
    std::int32_t plays{};
    std::optional<double> rating;

    template <class Rows>
    struct queryset : Rows {
        /// order_by() is not that of the rows in here.
        auto ranked() const { return this->annotate("place"_f = rank().over(order_by("-price"_f))); }
    };
};

/// What a value is in the rows.
template <class E>
using read_as = std::tuple_element_t<0, typename decltype(Song::vinyl().values_list(std::declval<E>()))::row_type>;
template <class T, class E>
constexpr bool is_read_as(const E&) {
    return std::same_as<read_as<E>, T>;
}

/// The text of a query for one value.
template <class E>
std::string value(const E& written) {
    std::string text = Song::vinyl().values_list(written).sql();
    const std::string_view from = " FROM \"song\"";
    return text.ends_with(from) ? text.substr(7, text.size() - 7 - from.size()) : text;
}

}  // namespace windows

using namespace windows;

TEST_CASE("E14: windows to SQL: functions") {
    CHECK(value(row_number().over()) == "ROW_NUMBER() OVER ()");
    CHECK(value(rank().over(order_by("-price"_f))) == R"(RANK() OVER (ORDER BY "song"."price" DESC))");
    CHECK(value(dense_rank().over(partition_by("singer"_f))) == R"(DENSE_RANK() OVER (PARTITION BY "song"."singer_id"))");
    CHECK(value(ntile(4).over(order_by("id"_f))) == R"(NTILE($1) OVER (ORDER BY "song"."id" ASC))");
    CHECK(value(percent_rank().over(order_by("id"_f))) == R"(PERCENT_RANK() OVER (ORDER BY "song"."id" ASC))");
    CHECK(value(cume_dist().over(order_by("id"_f))) == R"(CUME_DIST() OVER (ORDER BY "song"."id" ASC))");
    CHECK(value(lag("price"_f).over(order_by("id"_f))) == R"(LAG("song"."price") OVER (ORDER BY "song"."id" ASC))");
    CHECK(value(lead("price"_f, 2, 1).over(order_by("id"_f))) ==
          R"(LEAD("song"."price", $1, $2) OVER (ORDER BY "song"."id" ASC))");
    CHECK(value(first_value("title"_f).over(order_by("id"_f))) ==
          R"(FIRST_VALUE("song"."title") OVER (ORDER BY "song"."id" ASC))");
    CHECK(value(last_value("title"_f).over()) == R"(LAST_VALUE("song"."title") OVER ())");
    CHECK(value(nth_value("title"_f, 3).over()) == R"(NTH_VALUE("song"."title", $1) OVER ())");
}

TEST_CASE("E14: windows to SQL: aggregates") {
    CHECK(value(count().over()) == "COUNT(*) OVER ()");
    CHECK(value(sum("price"_f).filter("plays"_f > 3).over(partition_by("singer"_f))) ==
          R"(SUM("song"."price") FILTER (WHERE "song"."plays" > $1) OVER (PARTITION BY "song"."singer_id"))");
    // what stands instead of NULL is no part of the call
    CHECK(value(max("rating"_f).otherwise(0).over(order_by("id"_f))) ==
          R"(COALESCE(MAX("song"."rating") OVER (ORDER BY "song"."id" ASC), $1))");
    const auto distinct = count("singer"_f).distinct().over();
    CHECK_THROWS_WITH(value(distinct), Catch::Matchers::Contains("no distinct() aggregate over a window"));
}

TEST_CASE("E14, E15: windows to SQL: partitions, orders and frames") {
    CHECK(value(rank().over(order_by("-price"_f, "rating"_f.asc().nulls_first(), "plays"_f * -1),
                            partition_by("singer__name"_f, "released__year"_f))) ==
          R"(SELECT RANK() OVER (PARTITION BY "singer"."name", EXTRACT(YEAR FROM "song"."released")::integer ORDER BY "song"."price" DESC, "song"."rating" ASC NULLS FIRST, ("song"."plays" * $1) ASC) FROM "song" INNER JOIN "singer" ON ("song"."singer_id" = "singer"."id"))");
    CHECK(value(rank().over(order_by(-"price"_f))) == R"(RANK() OVER (ORDER BY (-"song"."price") ASC))");
    vinyl::ordering_of<Song> order;
    order.add("-id"_f, "title"_f);
    CHECK(value(rank().over(order_by("plays"_f, order))) ==
          R"(RANK() OVER (ORDER BY "song"."plays" ASC, "song"."id" DESC, "song"."title" ASC))");

    using vinyl::current_row;
    using vinyl::following;
    using vinyl::preceding;
    using vinyl::unbounded_following;
    using vinyl::unbounded_preceding;
    const auto by_plays = order_by("plays"_f);
    const auto framed = [&](const auto& frame) {
        const std::string text = value(sum("plays"_f).over(by_plays, frame));
        const std::string before = R"(SUM("song"."plays") OVER (ORDER BY "song"."plays" ASC )";
        CHECK(text.starts_with(before));
        return text.substr(before.size());
    };
    CHECK(framed(rows_between(preceding(2), current_row)) == "ROWS BETWEEN $1 PRECEDING AND CURRENT ROW)");
    CHECK(framed(rows_between(preceding(2), preceding(1))) == "ROWS BETWEEN $1 PRECEDING AND $2 PRECEDING)");
    CHECK(framed(range_between(unbounded_preceding, following(10))) ==
          "RANGE BETWEEN UNBOUNDED PRECEDING AND $1 FOLLOWING)");
    CHECK(framed(groups_between(current_row, unbounded_following)) ==
          "GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)");
    const auto all = rows_between(unbounded_preceding, unbounded_following);
    CHECK(framed(all.exclude_current_row()) ==
          "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW)");
    CHECK(framed(all.exclude_group()) == "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP)");
    CHECK(framed(all.exclude_ties()) == "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES)");
    CHECK_THROWS_WITH(framed(rows_between(preceding(-1), current_row)),
                      Catch::Matchers::Contains("offset of a frame is negative"));
}

TEST_CASE("E14: windows to SQL: where they stand") {
    const auto ranked = Song::vinyl().annotate("place"_f = rank().over(order_by("-price"_f)));
    CHECK(ranked.values("title"_f, "place"_f).order_by("place"_f, "-title"_f).sql() ==
          R"(SELECT "song"."title", RANK() OVER (ORDER BY "song"."price" DESC) AS "place" FROM "song" ORDER BY 2 ASC, "song"."title" DESC)");
    CHECK(Song::vinyl().values_list("title"_f).order_by(rank().over(order_by("price"_f))).sql() ==
          R"(SELECT "song"."title" FROM "song" ORDER BY RANK() OVER (ORDER BY "song"."price" ASC) ASC)");
    CHECK(Song::vinyl().filter("plays"_f > 1).ranked().values("place"_f).sql() ==
          R"(SELECT RANK() OVER (ORDER BY "song"."price" DESC) AS "place" FROM "song" WHERE "song"."plays" > $1)");
    CHECK(value("price"_f - lag("price"_f).over(order_by("id"_f))) ==
          R"(("song"."price" - LAG("song"."price") OVER (ORDER BY "song"."id" ASC)))");
    CHECK(value(rank().over(order_by("id"_f)) <= 3) == R"(RANK() OVER (ORDER BY "song"."id" ASC) <= $1)");
}

TEST_CASE("E14: windows to SQL: beside groups") {
    // a window makes no groups, but is calculated over those that there are
    const auto counted = Singer::vinyl().annotate("n"_f = count("songs"_f));
    CHECK(counted.annotate("place"_f = rank().over(order_by("-n"_f))).values("name"_f, "place"_f).sql() ==
          R"(SELECT "singer"."name", RANK() OVER (ORDER BY COUNT("song"."id") DESC) AS "place" FROM "singer" LEFT JOIN "song" ON ("singer"."id" = "song"."singer_id") GROUP BY "singer"."id")");
    CHECK(Singer::vinyl().values_list("name"_f, rank().over(order_by(count("songs"_f).desc()))).sql() ==
          R"(SELECT "singer"."name", RANK() OVER (ORDER BY COUNT("song"."id") DESC) FROM "singer" LEFT JOIN "song" ON ("singer"."id" = "song"."singer_id") GROUP BY "singer"."id")");
    CHECK(counted.annotate("all"_f = sum("n"_f).over()).values("all"_f).sql() ==
          R"(SELECT SUM(COUNT("song"."id")) OVER () AS "all" FROM "singer" LEFT JOIN "song" ON ("singer"."id" = "song"."singer_id") GROUP BY "singer"."id")");
    CHECK(Song::vinyl().values("singer"_f).annotate("n"_f = count()).annotate("before"_f = lag("n"_f).over(order_by("singer"_f))).sql() ==
          R"(SELECT "song"."singer_id", COUNT(*) AS "n", LAG(COUNT(*)) OVER (ORDER BY "song"."singer_id" ASC) AS "before" FROM "song" GROUP BY "song"."singer_id")");
    // and splits groups by what it is calculated of, as in Django, never by itself
    CHECK(Song::vinyl().values("singer"_f).annotate("n"_f = count(), "p"_f = lag("plays"_f).over(order_by("released"_f))).sql() ==
          R"(SELECT "song"."singer_id", COUNT(*) AS "n", LAG("song"."plays") OVER (ORDER BY "song"."released" ASC) AS "p" FROM "song" GROUP BY "song"."singer_id", "song"."plays", "song"."released")");
}

TEST_CASE("windows know their types and where NULL comes from") {
    const auto order = order_by("id"_f);
    CHECK(is_read_as<std::int64_t>(row_number().over(order)));
    CHECK(is_read_as<std::int64_t>(rank().over(order)));
    CHECK(is_read_as<std::int64_t>(dense_rank().over(order)));
    CHECK(is_read_as<double>(percent_rank().over(order)));
    CHECK(is_read_as<double>(cume_dist().over(order)));
    CHECK(is_read_as<std::int32_t>(ntile(4).over(order)));
    CHECK(is_read_as<std::optional<vinyl::decimal>>(lag("price"_f).over(order)));
    CHECK(is_read_as<std::optional<std::string>>(lead("title"_f, 2).over(order)));
    CHECK(is_read_as<vinyl::decimal>(lag("price"_f, 1, 0).over(order)));
    CHECK(is_read_as<std::string>(lead("title"_f, 1, "title"_f).over(order)));
    CHECK(is_read_as<std::optional<double>>(lag("rating"_f, 1, 0).over(order)));
    CHECK(is_read_as<std::string>(first_value("title"_f).over(order)));
    CHECK(is_read_as<std::optional<double>>(last_value("rating"_f).over(order)));
    CHECK(is_read_as<std::optional<std::string>>(nth_value("title"_f, 2).over(order)));
    // a frame may have no row
    using vinyl::current_row;
    using vinyl::following;
    using vinyl::preceding;
    CHECK(is_read_as<std::string>(first_value("title"_f).over(order, rows_between(preceding(1), following(1)))));
    CHECK(is_read_as<std::optional<std::string>>(
        first_value("title"_f).over(order, rows_between(following(1), following(2)))));
    CHECK(is_read_as<std::optional<std::string>>(
        last_value("title"_f).over(order, rows_between(preceding(2), preceding(1)))));
    CHECK(is_read_as<std::optional<std::string>>(
        last_value("title"_f).over(order, rows_between(preceding(2), current_row).exclude_current_row())));
    CHECK(is_read_as<std::int64_t>(rank().over(order, rows_between(following(1), following(2)))));
    // aggregates give what they always give
    CHECK(is_read_as<std::int64_t>(count().over()));
    CHECK(is_read_as<std::optional<std::int64_t>>(sum("plays"_f).over()));
    CHECK(is_read_as<std::int64_t>(sum("plays"_f).otherwise(0).over()));
    CHECK(is_read_as<std::optional<double>>(avg("plays"_f).over()));
    CHECK(is_read_as<std::optional<vinyl::decimal>>("price"_f - lag("price"_f).over(order)));
    CHECK(is_read_as<bool>(rank().over(order) < 4));
    constexpr auto best = rank().over(partition_by("singer"_f), order_by("-price"_f));  // a value like any other
    CHECK(is_read_as<std::int64_t>(best));
}

TEST_CASE("E16, V14: conditions on windows stand around the rest of the query") {
    const auto ranked = Song::vinyl().annotate("place"_f = rank().over(order_by("-price"_f)));
    const auto titles = ranked.values_list("title"_f);
    CHECK(ranked.filter("place"_f <= 3).sql() ==
          R"(SELECT "__col0", "__col1", "__col2", "__col3", "__col4", "__col5", "__col6", "__col7" AS "place" FROM (SELECT "song"."id" AS "__col0", "song"."title" AS "__col1", "song"."singer_id" AS "__col2", "song"."released" AS "__col3", "song"."price" AS "__col4", "song"."plays" AS "__col5", "song"."rating" AS "__col6", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col7" FROM "song") "qualify" WHERE "__col7" <= $1)");
    // other conditions choose the rows that the window is calculated over, whichever was written first
    CHECK(ranked.filter("place"_f <= 3, "plays"_f > 1).values("title"_f, "place"_f).sql() ==
          R"(SELECT "__col0" AS "title", "__col1" AS "place" FROM (SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col1" FROM "song" WHERE "song"."plays" > $1) "qualify" WHERE "__col1" <= $2)");
    CHECK(ranked.filter("place"_f <= 3).filter("plays"_f > 1).values("title"_f, "place"_f).sql() ==
          ranked.filter("plays"_f > 1).filter("place"_f <= 3).values("title"_f, "place"_f).sql());
    // one that is in no row, and one that has no name
    const std::string first_titles = R"(SELECT "__col0" AS "title" FROM (SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col1" FROM "song") "qualify" WHERE "__col1" <= $1)";
    CHECK(titles.filter("place"_f <= 3).sql() == first_titles);
    CHECK(Song::vinyl().filter(rank().over(order_by("-price"_f)) <= 3).values_list("title"_f).sql() == first_titles);
    // order, distinct rows and slices are those of the rows that are left
    CHECK(titles.filter("place"_f <= 3).distinct().order_by("singer__name"_f).limit(2).sql() ==
          R"(SELECT DISTINCT "__col0" AS "title", "__col1" FROM (SELECT "song"."title" AS "__col0", "singer"."name" AS "__col1", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col2" FROM "song" INNER JOIN "singer" ON ("song"."singer_id" = "singer"."id")) "qualify" WHERE "__col2" <= $1 ORDER BY "__col1" ASC LIMIT $2)");
    CHECK(titles.filter("place"_f <= 3).order_by("singer"_f, "-place"_f).distinct("singer"_f).sql() ==
          R"(SELECT DISTINCT ON ("__col1") "__col0" AS "title" FROM (SELECT "song"."title" AS "__col0", "song"."singer_id" AS "__col1", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col2" FROM "song") "qualify" WHERE "__col2" <= $1 ORDER BY "__col1" ASC, "__col2" DESC)");
}

TEST_CASE("E16: conditions that are more than a window") {
    const auto ranked = Song::vinyl().annotate("place"_f = rank().over(order_by("-price"_f)));
    const auto condition = [&](const auto& rows) {
        const std::string text = rows.values_list("title"_f).sql();
        return text.substr(text.find("FROM (") + 6);
    };
    // what has to be true together stays together
    CHECK(condition(ranked.filter("place"_f == 1 || "plays"_f > 7)) ==
          R"(SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col1", "song"."plays" AS "__col2" FROM "song") "qualify" WHERE ("__col1" = $1 OR "__col2" > $2))");
    CHECK(condition(ranked.exclude("place"_f == 1 && "plays"_f > 7)) ==
          R"(SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col1", "song"."plays" AS "__col2" FROM "song") "qualify" WHERE NOT (("__col1" = $1) IS TRUE AND "__col2" > $2))");
    CHECK(condition(ranked.filter(!("place"_f == 1 || "plays"_f > 7))) ==
          R"(SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col1" FROM "song" WHERE NOT ("song"."plays" > $1)) "qualify" WHERE ("__col1" = $2) IS NOT TRUE)");
    CHECK(condition(ranked.filter("place"_f == "plays"_f * 2)) ==
          R"(SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col1", "song"."plays" AS "__col2" FROM "song") "qualify" WHERE "__col1" = ("__col2" * $1))");
    CHECK(condition(ranked.filter("place"_f.in(1, 3))) ==
          R"(SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col1" FROM "song") "qualify" WHERE "__col1" = ANY($1))");
    CHECK(condition(ranked.annotate("top"_f = "place"_f <= 2).filter("top"_f)) ==
          R"(SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) <= $1 AS "__col1" FROM "song") "qualify" WHERE "__col1")");
    // a subquery is answered for each row, before
    CHECK(condition(ranked.filter("place"_f == 1 || exists(Singer::vinyl().filter("id"_f == "singer"_outer, "name"_f == "x")))) ==
          R"(SELECT "song"."title" AS "__col0", RANK() OVER (ORDER BY "song"."price" DESC) AS "__col1", EXISTS(SELECT 1 FROM "singer" "U0" WHERE "U0"."id" = "song"."singer_id" AND "U0"."name" = $1) AS "__col2" FROM "song") "qualify" WHERE ("__col1" = $2 OR "__col2"))");
}

TEST_CASE("E16: conditions on windows over groups") {
    const auto counted = Singer::vinyl().annotate("n"_f = count("songs"_f));
    CHECK(counted.filter(rank().over(order_by("-n"_f)) <= 2 || "n"_f > 7).values_list("name"_f).sql() ==
          R"(SELECT "__col0" AS "name" FROM (SELECT "singer"."name" AS "__col0", RANK() OVER (ORDER BY COUNT("song"."id") DESC) AS "__col1", COUNT("song"."id") AS "__col2" FROM "singer" LEFT JOIN "song" ON ("singer"."id" = "song"."singer_id") GROUP BY "singer"."id") "qualify" WHERE ("__col1" <= $1 OR "__col2" > $2))");
    CHECK(Singer::vinyl().filter(rank().over(order_by(count("songs"_f).desc())) == 1).values_list("name"_f).sql() ==
          R"(SELECT "__col0" AS "name" FROM (SELECT "singer"."name" AS "__col0", RANK() OVER (ORDER BY COUNT("song"."id") DESC) AS "__col1" FROM "singer" LEFT JOIN "song" ON ("singer"."id" = "song"."singer_id") GROUP BY "singer"."id") "qualify" WHERE "__col1" = $1)");
    CHECK(Song::vinyl().values("singer"_f).annotate("n"_f = count()).filter(row_number().over(order_by("-n"_f)) <= 2, "n"_f > 1).sql() ==
          R"(SELECT "__col0" AS "singer", "__col1" AS "n" FROM (SELECT "song"."singer_id" AS "__col0", COUNT(*) AS "__col1", ROW_NUMBER() OVER (ORDER BY COUNT(*) DESC) AS "__col2" FROM "song" GROUP BY "song"."singer_id" HAVING COUNT(*) > $1) "qualify" WHERE "__col2" <= $2)");
}

TEST_CASE("E16: rows that a window chose in a subquery") {
    const auto first_three = Song::vinyl().annotate("place"_f = rank().over(order_by("-price"_f))).filter("place"_f <= 3);
    CHECK(Song::vinyl().filter("id"_f.in(first_three)).values_list("title"_f).sql() ==
          R"(SELECT "song"."title" FROM "song" WHERE "song"."id" IN (SELECT "__col0" FROM (SELECT "U0"."id" AS "__col0", RANK() OVER (ORDER BY "U0"."price" DESC) AS "__col1" FROM "song" "U0") "qualify" WHERE "__col1" <= $1))");
    CHECK(Singer::vinyl().filter(exists(first_three.filter("singer"_f == "id"_outer, "place"_f >= "id"_outer))).values_list("name"_f).sql() ==
          R"(SELECT "singer"."name" FROM "singer" WHERE EXISTS(SELECT 1 FROM (SELECT RANK() OVER (ORDER BY "U0"."price" DESC) AS "__col0" FROM "song" "U0" WHERE "U0"."singer_id" = "singer"."id") "qualify" WHERE "__col0" <= $1 AND "__col0" >= "singer"."id"))");
}
