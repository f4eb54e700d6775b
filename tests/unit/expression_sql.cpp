// Expressions as SQL, and the types of their values.
#include "support/expression_sql.hpp"

#include <vinyl/expr/array_subquery.hpp>
#include <vinyl/expr/json_functions.hpp>
#include <vinyl/expr/raw_sql.hpp>
#include <vinyl/schema.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace working {

using namespace vinyl::literals;

struct Team;

struct Shift : vinyl::model<Shift> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<Team>> team;
    vinyl::date day{};
    std::optional<vinyl::date> paid;
    vinyl::wide_date last;
    vinyl::timestamp came;
    std::optional<vinyl::timestamp> went;
    vinyl::local_timestamp wall;
    vinyl::time_of_day opens;
    vinyl::interval length;
    std::int16_t mask{};
    std::int32_t flags{};
    std::int64_t big{};
    float ratio{};
    double rate{};
    vinyl::decimal pay;
    bool late{};
    std::optional<bool> ill;
    std::vector<std::string> tags;

    static constexpr vinyl::meta meta{vinyl::table("s")};
};

struct Team : vinyl::model<Team> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Shift, "team"> shifts;

    static constexpr vinyl::meta meta{vinyl::table("t")};
};

/// Expressions in what the database checks and calculates itself.
struct Ticket : vinyl::model<Ticket> {
    std::int64_t id{};
    std::string name;
    std::int32_t flags{};
    std::string kind;
    std::optional<vinyl::foreign_key<Ticket>> after;

    static constexpr vinyl::meta meta{
        vinyl::check("name_and_flags", ("flags"_f & 4) == 0 && "name"_f.slice(0, 1) != "x"),
        vinyl::generated("kind"_f,
                         case_(when(("flags"_f >> 1) > 3, "many")).otherwise(vinyl::cast<std::string>("flags"_f))),
        vinyl::index("ticket_flags", desc("flags"_f & 3), "id"_f.desc().nulls_last(), collate<"C">("name"_f), "-after"_f),
        vinyl::unique("ticket_name", lower("name"_f), "kind"_f)};
};

template <class T, class E>
constexpr bool is(const E&) {
    return std::same_as<tests::read_as<Shift, E>, T>;
}
/// The text of a value of a shift.
template <class E>
std::string text(const E& written) {
    std::string text = tests::text_of<Shift>(written);
    if (text.ends_with(" FROM \"s\"")) text.resize(text.size() - 9);
    return text;
}
/// What stands behind FROM.
template <class Rows>
std::string behind_from(const Rows& rows) {
    const std::string text = rows.sql();
    return text.substr(text.find(" FROM ") + 6);
}

}  // namespace working

using namespace working;
using vinyl::interval;

TEST_CASE("E1: a field is a column, across relations with the joins for it, or an annotation; a relation is its key") {
    CHECK(text("name"_f) == R"("s"."name")");
    CHECK(text("team"_f) == R"("s"."team_id")");
    CHECK(text("team__name"_f) == R"("t"."name" FROM "s" LEFT JOIN "t" ON ("s"."team_id" = "t"."id"))");
    CHECK(behind_from(Shift::vinyl().alias("x"_f = "pay"_f + 1).filter("x"_f > "flags"_f)) ==
          R"("s" WHERE ("s"."pay" + $1) > "s"."flags")");
}

TEST_CASE("E2: arithmetic stands in parentheses") {
    CHECK(text("pay"_f * 2 - "rate"_f) == R"((("s"."pay" * $1) - "s"."rate"))");
    CHECK(text("flags"_f / 2) == R"(("s"."flags" / $1))");
    CHECK(text("flags"_f % 2) == R"(("s"."flags" % $1))");
    CHECK(text(-"pay"_f) == R"((-"s"."pay"))");
    CHECK(is<vinyl::decimal>(-"pay"_f));
    CHECK(is<interval>(-"length"_f));
    CHECK(text(-"length"_f) == R"((-"s"."length"))");
}

TEST_CASE("E2: bits of integers") {
    CHECK(text("flags"_f & 4) == R"(("s"."flags" & $1))");
    CHECK(text("flags"_f | "mask"_f) == R"(("s"."flags" | "s"."mask"))");
    CHECK(text(bit_xor("flags"_f, 255)) == R"(("s"."flags" # $1))");
    CHECK(text("flags"_f << 2) == R"(("s"."flags" << $1))");
    CHECK(text("big"_f >> "mask"_f) == R"(("s"."big" >> "s"."mask"))");
    CHECK(text("mask"_f << "big"_f) == R"(("s"."mask" << ("s"."big")::integer))");
    CHECK(text(~"flags"_f) == R"((~"s"."flags"))");
    CHECK(is<std::int32_t>("flags"_f & "mask"_f));
    CHECK(is<std::int64_t>("flags"_f & "big"_f));
    CHECK(is<std::int16_t>("mask"_f << 2));
    CHECK(is<std::int64_t>("big"_f << "flags"_f));
    CHECK(is<std::int32_t>(~"flags"_f));
    CHECK(behind_from(Shift::vinyl().filter(("flags"_f & 4) == 4)) == R"("s" WHERE ("s"."flags" & $1) = $2)");
}

TEST_CASE("E3: numbers of different types have a type in common, and a constant beside a decimal is one") {
    CHECK(is<double>("flags"_f + "rate"_f));
    CHECK(is<double>("pay"_f + "rate"_f));
    CHECK(is<double>("ratio"_f + "flags"_f));
    CHECK(is<vinyl::decimal>("pay"_f * "flags"_f));
    CHECK(is<vinyl::decimal>("pay"_f * 1.5));
    CHECK(is<std::int64_t>("flags"_f + "big"_f));
    CHECK(is<std::int32_t>("flags"_f + "mask"_f));
    CHECK(is<double>("flags"_f * 1.5));
    CHECK(is<std::int32_t>("flags"_f / 2));
}

TEST_CASE("E4: days between dates are a number, as the server counts them, and times make intervals") {
    CHECK(text("day"_f - "last"_f) == R"(("s"."day" - "s"."last"))");
    CHECK(is<std::int32_t>("day"_f - "last"_f));
    CHECK(is<std::optional<std::int32_t>>("day"_f - "paid"_f));
    CHECK(is<interval>(("day"_f - "last"_f) * interval{.days = 1}));
    CHECK(is<vinyl::date>("day"_f + 30));
    CHECK(is<vinyl::wide_date>("last"_f - 30));
    CHECK(is<vinyl::date>(30 + "day"_f));
    CHECK(text("day"_f + "big"_f) == R"(("s"."day" + ("s"."big")::integer))");
    CHECK(text("big"_f + "day"_f) == R"((("s"."big")::integer + "s"."day"))");
    CHECK(is<vinyl::local_timestamp>("day"_f + interval{.months = 1}));
    CHECK(is<vinyl::local_timestamp>("day"_f - "length"_f));
    CHECK(is<vinyl::local_timestamp>("length"_f + "last"_f));
    CHECK(is<vinyl::local_timestamp>("day"_f + "opens"_f));
    CHECK(is<std::optional<interval>>("went"_f - "came"_f));
    CHECK(is<interval>("wall"_f - "wall"_f));
    CHECK(is<interval>("wall"_f - "day"_f));
    CHECK(is<vinyl::timestamp>("came"_f + "length"_f));
    CHECK(is<vinyl::timestamp>("length"_f + "came"_f));
    CHECK(is<vinyl::timestamp>("came"_f - interval{.days = 1}));
    CHECK(is<vinyl::time_of_day>("opens"_f + "length"_f));
    CHECK(is<interval>("opens"_f - "opens"_f));
    CHECK(is<interval>("length"_f + "length"_f));
    CHECK(is<interval>("length"_f * 1.5));
    CHECK(is<interval>("flags"_f * "length"_f));
    CHECK(is<interval>("length"_f / 2));
    CHECK(text("length"_f / "pay"_f) == R"(("s"."length" / "s"."pay"))");
    // durations of C++ are intervals
    CHECK(is<vinyl::timestamp>("came"_f + std::chrono::hours(3)));
    CHECK(behind_from(Shift::vinyl().filter("length"_f > std::chrono::minutes(90))) ==
          R"("s" WHERE "s"."length" > $1)");
    CHECK(behind_from(Shift::vinyl().filter("went"_f - "came"_f > interval{.days = 1})) ==
          R"("s" WHERE ("s"."went" - "s"."came") > $1)");
}

TEST_CASE("E5: a slice of a text is SUBSTRING, counted from 0, its end not included; of an array a part") {
    CHECK(text("name"_f.slice(1, 4)) == R"(SUBSTRING("s"."name", $1, $2))");
    CHECK(text("name"_f.slice(1)) == R"(SUBSTRING("s"."name", $1))");
    CHECK(text(lower("name"_f).slice(0, 1)) == R"(SUBSTRING(LOWER("s"."name"), $1, $2))");
    CHECK(text("tags"_f.slice(0, 2)) == R"(("s"."tags")[$1:$2])");
    CHECK(text("tags"_f.slice(1)) == R"(("s"."tags")[$1:])");
    CHECK(is<std::string>("name"_f.slice(1, 4)));
    CHECK(is<std::optional<std::string>>("team__name"_f.slice(1, 4)));
    CHECK(is<std::vector<std::string>>("tags"_f.slice(1)));
    CHECK_THROWS_WITH("name"_f.slice(-1, 4), Catch::Matchers::Contains("slice() of a value takes places from 0 on"));
    CHECK_THROWS_WITH("name"_f.slice(4, 1), Catch::Matchers::Contains("its end is not before its start"));
    CHECK_THROWS_AS("name"_f.slice(-1), vinyl::usage_error);
    CHECK(text("name"_f.slice(INT32_MAX, INT32_MAX)) == R"(SUBSTRING("s"."name", $1, $2))");
}

TEST_CASE("E6: ~ is NOT of a bool and of a condition") {
    CHECK(text(~"late"_f) == R"((NOT "s"."late"))");
    CHECK(text(~"ill"_f) == R"((NOT "s"."ill"))");  // NULL of NULL; as a condition it is !
    CHECK(is<bool>(~"late"_f));
    CHECK(is<std::optional<bool>>(~"ill"_f));
    CHECK(behind_from(Shift::vinyl().filter(~"late"_f)) == behind_from(Shift::vinyl().filter(!"late"_f)));
    CHECK(behind_from(Shift::vinyl().filter(~"ill"_f)) == behind_from(Shift::vinyl().filter(!"ill"_f)));
    CHECK(behind_from(Shift::vinyl().filter(~("flags"_f == 1))) == behind_from(Shift::vinyl().exclude("flags"_f = 1)));
}

TEST_CASE("E7: a value by itself is a parameter of its type") {
    CHECK(text(vinyl::value("x")) == "$1");
    CHECK(is<std::string>(vinyl::value("x")));
    CHECK(is<std::int32_t>(vinyl::value(5)));
    CHECK(is<std::optional<double>>(vinyl::value(std::optional<double>())));
    CHECK(text(vinyl::value(std::optional<double>())) == "$1");
    CHECK(text(coalesce("ill"_f, vinyl::value(false))) == R"(COALESCE("s"."ill", $1))");
}

TEST_CASE("E9: case_ is CASE, and its conditions lose no rows") {
    const auto kind = case_(when("pay"_f > 100, "dear"), when("late"_f, "late")).otherwise("fair");
    CHECK(text(kind) == R"(CASE WHEN "s"."pay" > $1 THEN $2 WHEN "s"."late" THEN $3 ELSE $4 END)");
    CHECK(is<std::string>(kind));
    CHECK(is<std::optional<std::string>>(case_(when("pay"_f > 100, "dear"))));
    CHECK(text(case_(when("late"_f, 1))) == R"(CASE WHEN "s"."late" THEN $1 ELSE NULL END)");
    CHECK(is<vinyl::decimal>(case_(when("late"_f, 0), when("ill"_f, "pay"_f)).otherwise(1.5)));
    CHECK(is<double>(case_(when("late"_f, "flags"_f)).otherwise("rate"_f)));
    CHECK(is<std::optional<std::int32_t>>(case_(when("late"_f, std::nullopt)).otherwise("flags"_f)));
    CHECK(is<std::optional<std::int32_t>>(case_(when("late"_f, 1)).otherwise(std::optional<int>(2))));
    CHECK(text(case_(when("team__name"_f == "A", 1)).otherwise(0)) ==
          R"(CASE WHEN "t"."name" = $1 THEN $2 ELSE $3 END FROM "s" LEFT JOIN "t" ON ("s"."team_id" = "t"."id"))");
    // what can not be is left out
    const std::vector<int> none;
    CHECK(text(case_(when("flags"_f.in(none), 1)).otherwise(2)) == "$1");
    CHECK(behind_from(Shift::vinyl().filter(case_(when("pay"_f > 100, "late"_f)).otherwise(true))) ==
          R"("s" WHERE CASE WHEN "s"."pay" > $1 THEN "s"."late" ELSE $2 END)");
}

TEST_CASE("E8: a function of one's own is a name or a text with places, and a signature") {
    constexpr auto bucket = vinyl::function<std::int32_t(double, double, double, std::int32_t)>("WIDTH_BUCKET");
    constexpr auto century = vinyl::function<std::int32_t(vinyl::takes::dates)>("EXTRACT(CENTURY FROM {})::integer");
    CHECK(text(bucket("rate"_f, 0, 100, "flags"_f)) == R"(WIDTH_BUCKET("s"."rate", $1, $2, "s"."flags"))");
    CHECK(text(century("day"_f + 1)) == R"(EXTRACT(CENTURY FROM ("s"."day" + $1))::integer)");
    CHECK(is<std::optional<std::int32_t>>(century("paid"_f)));
}

TEST_CASE("E10, E11: subqueries speak of the query around them, as values and in exists") {
    const auto of_team = Shift::vinyl().filter("team"_f = "id"_outer);
    CHECK(
        tests::text_of<Team>("x"_f = of_team.order_by("-pay"_f).limit(1).values("name"_f)) ==
        R"((SELECT "U0"."name" FROM "s" "U0" WHERE "U0"."team_id" = "t"."id" ORDER BY "U0"."pay" DESC LIMIT $1) AS "x" FROM "t")");
    CHECK(
        behind_from(Team::vinyl().filter(exists(of_team.order_by("pay"_f)), ~exists(of_team.filter("late"_f)))) ==
        R"("t" WHERE EXISTS(SELECT 1 FROM "s" "U0" WHERE "U0"."team_id" = "t"."id") AND NOT EXISTS(SELECT 1 FROM "s" "U0" WHERE "U0"."team_id" = "t"."id" AND "U0"."late"))");
    // without a name among others
    CHECK(tests::is_read_as<std::optional<std::string>, Team>(of_team.limit(1).values("name"_f)));
    CHECK(tests::text_of<Team>(of_team.values("pay"_f).limit(1)) ==
          R"((SELECT "U0"."pay" FROM "s" "U0" WHERE "U0"."team_id" = "t"."id" LIMIT $1) FROM "t")");
    // two levels in, and case_ of a subquery's condition
    const auto best = Shift::vinyl().filter("team"_f = "team"_outer, "pay"_f > "pay"_outer);
    CHECK(
        behind_from(Team::vinyl().filter(exists(of_team.filter(~exists(best))))) ==
        R"("t" WHERE EXISTS(SELECT 1 FROM "s" "U0" WHERE "U0"."team_id" = "t"."id" AND NOT EXISTS(SELECT 1 FROM "s" "V0" WHERE "V0"."team_id" = "U0"."team_id" AND "V0"."pay" > "U0"."pay")))");
    CHECK(
        tests::text_of<Team>(case_(when(exists(of_team), "id"_f)).otherwise(0)) ==
        R"(CASE WHEN EXISTS(SELECT 1 FROM "s" "U0" WHERE "U0"."team_id" = "t"."id") THEN "t"."id" ELSE $1 END FROM "t")");
}

TEST_CASE("E12: taken_as gives a value another type without a cast") {
    CHECK(text(taken_as<std::int64_t>("flags"_f)) == R"("s"."flags")");
    CHECK(is<std::int64_t>(taken_as<std::int64_t>("flags"_f)));
    CHECK(is<std::optional<bool>>(taken_as<std::optional<bool>>("late"_f)));
}

TEST_CASE("E13: raw SQL stands in parentheses, typed, with its operands in their places") {
    const auto century = vinyl::raw_sql<std::int32_t>("EXTRACT(CENTURY FROM {})::integer + {}", "day"_f, 1);
    CHECK(text(century) == R"((EXTRACT(CENTURY FROM "s"."day")::integer + $1))");
    CHECK(is<std::int32_t>(century));
    CHECK(is<std::optional<std::string>>(vinyl::raw_sql<std::optional<std::string>>("current_setting('a.b', true)")));
    CHECK(behind_from(Shift::vinyl().filter(vinyl::raw_sql<bool>("{} ~ 'x'", "name"_f))) ==
          R"("s" WHERE ("s"."name" ~ 'x'))");
    CHECK(behind_from(Shift::vinyl().order_by(vinyl::raw_sql<int>("1 + 1"))) == R"("s" ORDER BY (1 + 1) ASC)");
}

TEST_CASE("E17: orders say where NULL goes") {
    CHECK(behind_from(
              Shift::vinyl().order_by(desc(coalesce("paid"_f, "day"_f)).nulls_last(), "paid"_f.asc().nulls_first())) ==
          R"("s" ORDER BY COALESCE("s"."paid", "s"."day") DESC NULLS LAST, "s"."paid" ASC NULLS FIRST)");
}

TEST_CASE("E18: conditions are values in annotate, values, order_by and when") {
    CHECK(text("pay"_f > 5) == R"("s"."pay" > $1)");
    CHECK(is<bool>("pay"_f > 5));
    CHECK(is<std::optional<bool>>("team__name"_f == "A"));
    CHECK(behind_from(Shift::vinyl().order_by("name"_f == "x", desc("pay"_f > 5))) ==
          R"("s" ORDER BY "s"."name" = $1 ASC, "s"."pay" > $2 DESC)");
    CHECK(text(case_(when("name"_f.startswith("x") && !"late"_f, 1)).otherwise(2)) ==
          R"(CASE WHEN ("s"."name" LIKE $1 AND NOT ("s"."late")) THEN $2 ELSE $3 END)");
}

TEST_CASE("E19: array_subquery is ARRAY of a subquery, never NULL") {
    const auto names = array_subquery(Shift::vinyl().filter("team"_f = "id"_outer).order_by("-pay"_f).values("name"_f));
    CHECK(
        tests::text_of<Team>(names) ==
        R"(ARRAY(SELECT "U0"."name" FROM "s" "U0" WHERE "U0"."team_id" = "t"."id" ORDER BY "U0"."pay" DESC) FROM "t")");
    CHECK(tests::is_read_as<std::vector<std::string>, Team>(names));
    CHECK(is<std::vector<std::optional<vinyl::date>>>(array_subquery(Shift::vinyl().values("paid"_f))));
    CHECK(is<std::vector<std::int64_t>>(array_subquery(Team::vinyl())));
}

TEST_CASE("E20: cast and collate") {
    CHECK(text(cast<double>("pay"_f)) == R"(("s"."pay")::double precision)");
    CHECK(is<double>(cast<double>("pay"_f)));
    CHECK(is<std::optional<std::string>>(cast<std::string>("paid"_f)));
    CHECK(text(vinyl::cast<std::int64_t>(5)) == "($1)::bigint");
    CHECK(is<vinyl::date>(cast<vinyl::date>("day"_f + interval{.months = 1})));
    CHECK(text(collate<"C">("name"_f)) == R"(("s"."name" COLLATE "C"))");
    CHECK(behind_from(Shift::vinyl().order_by(collate<"en-x-icu">("name"_f).desc())) ==
          R"("s" ORDER BY ("s"."name" COLLATE "en-x-icu") DESC)");
    CHECK(is<std::optional<std::string>>(collate<"C">("team__name"_f)));
}

TEST_CASE("E20: the JSON null is a value, and NULL is none") {
    using shop::Album;
    CHECK(behind_from(Album::vinyl().order_by().filter("meta_data"_f == vinyl::json(nullptr))) ==
          R"("orm"."album" WHERE "album"."meta_data" = $1)");
    CHECK(behind_from(Album::vinyl().order_by().filter("meta_data"_f == std::nullopt)) ==
          R"("orm"."album" WHERE "album"."meta_data" IS NULL)");
    CHECK(tests::text_of(vinyl::value(vinyl::json(nullptr))) == "$1");
}

TEST_CASE("E20: JSON of values") {
    CHECK(text(json_object("name"_f = upper("name"_f), "n"_f = 3, "day"_f = "day"_f)) ==
          R"(JSONB_BUILD_OBJECT($1, UPPER("s"."name"), $2, $3, $4, "s"."day"))");
    CHECK(text(json_array("pay"_f, "x", std::nullopt)) == R"(JSONB_BUILD_ARRAY("s"."pay", $1, NULL))");
    CHECK(is<vinyl::json>(json_array("paid"_f)));
    CHECK(is<vinyl::json>(json_object("paid"_f = "paid"_f)));
}

TEST_CASE("E23: what rows are ordered by is never taken for a column's position") {
    CHECK(behind_from(Shift::vinyl().order_by(vinyl::value(1))) == R"("s" ORDER BY $1 ASC)");
    CHECK(behind_from(Shift::vinyl().order_by(vinyl::value(std::nullopt))) == R"("s" ORDER BY NULL::text ASC)");
    const std::vector<int> none;
    CHECK(behind_from(Shift::vinyl().order_by("flags"_f.in(none))) == R"("s" ORDER BY FALSE::boolean ASC)");
    CHECK(behind_from(Shift::vinyl().order_by(!"flags"_f.in(none))) == R"("s" ORDER BY TRUE::boolean ASC)");
}

TEST_CASE("E21: expressions stand in all that takes a value") {
    const auto kind = case_(when("pay"_f > 100, "dear")).otherwise("fair");
    CHECK(behind_from(Shift::vinyl().filter(kind == "dear")) ==
          R"("s" WHERE CASE WHEN "s"."pay" > $1 THEN $2 ELSE $3 END = $4)");
    CHECK(behind_from(Shift::vinyl().exclude(cast<std::int32_t>("pay"_f) > 4)) ==
          R"("s" WHERE (("s"."pay")::integer > $1) IS NOT TRUE)");
    CHECK(behind_from(Shift::vinyl().alias("x"_f = ("flags"_f & 3)).filter("x"_f.in(1, 2)).order_by("-x"_f)) ==
          R"("s" WHERE ("s"."flags" & $1) = ANY($2) ORDER BY ("s"."flags" & $1) DESC)");
    CHECK(
        Shift::vinyl().values("kind"_f = kind).annotate("n"_f = count()).order_by("kind"_f).sql() ==
        R"(SELECT CASE WHEN "s"."pay" > $1 THEN $2 ELSE $3 END AS "kind", COUNT(*) AS "n" FROM "s" GROUP BY 1 ORDER BY 1 ASC)");
}

TEST_CASE("E21: expressions stand in indexes, also in those that let no two rows be alike") {
    const std::string script = vinyl::schema::sql<Ticket>();
    CAPTURE(script);
    CHECK(script.find(R"(CREATE INDEX "ticket_flags" ON "ticket" ((("flags" & 3)) DESC, "id" DESC NULLS LAST, (("name" COLLATE "C")), "after_id" DESC);)") !=
          std::string::npos);
    CHECK(script.find(R"(CREATE UNIQUE INDEX "ticket_name" ON "ticket" ((LOWER("name")), "kind");)") != std::string::npos);
}

TEST_CASE("E21: expressions stand in checks and generated columns") {
    const std::string script = vinyl::schema::sql<Ticket>();
    CAPTURE(script);
    CHECK(script.find(R"(CASE WHEN ("flags" >> 1) > 3 THEN 'many' ELSE ("flags")::text END)") != std::string::npos);
    CHECK(script.find(R"(CHECK (("flags" & 4) = 0 AND NOT (SUBSTRING("name", 1, 1) = 'x')))") != std::string::npos);
}
