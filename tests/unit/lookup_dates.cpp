// Parts of dates and times, with time zones: from a queryset to its text, without a server.
#include "unit/lookup_models.hpp"

#include <vinyl/date_functions.hpp>

#include <chrono>
#include <concepts>
#include <optional>

using namespace lookups;

template <>
inline constexpr auto vinyl::transform<"decade"> = vinyl::function<std::int32_t(vinyl::takes::dates)>(
    "(EXTRACT(DECADE FROM {})::integer * 10)", {.is_strict = true, .zone = vinyl::sql::zone_use::looks});

namespace {

const std::string berlin = "Europe/Berlin";

template <class... C>
std::string found_in_berlin(const C&... conditions) {
    return where(Thing::vinyl().filter(conditions...).in_time_zone(berlin));
}

template <class T, class E>
constexpr bool is_read_as(const E&) {
    using row = typename decltype(Thing::vinyl().values_list(std::declval<E>()))::row_type;
    return std::same_as<std::tuple_element_t<0, row>, T>;
}

}  // namespace

TEST_CASE("D1: a year is compared by the days that it begins and ends with") {
    CHECK(found("day__year"_f = 1959) == R"(("thing"."day" >= $1 AND "thing"."day" < $2))");
    CHECK(found("day__year__gt"_f = 1959) == R"("thing"."day" >= $1)");
    CHECK(found("day__year__lte"_f = 1959) == R"("thing"."day" < $1)");
    CHECK(found("at__year"_f = 1959) == R"(("thing"."at" >= $1 AND "thing"."at" < $2))");
    CHECK(found(extract_year("at"_f) == 1959) == R"(("thing"."at" >= $1 AND "thing"."at" < $2))");
    CHECK(found_in_berlin("at__year__gte"_f = 1959) == R"("thing"."at" >= ($1::timestamp AT TIME ZONE $2))");
    CHECK(found(extract_year("at"_f, berlin) == 1959) ==
          R"(("thing"."at" >= ($1::timestamp AT TIME ZONE $2) AND "thing"."at" < ($3::timestamp AT TIME ZONE $2)))");
    CHECK(found_in_berlin("day__year__gte"_f = 1959, "local__year__lt"_f = 1959) ==
          R"("thing"."day" >= $1 AND "thing"."local" < $2)");
}

TEST_CASE("D1: the year of an instant that a clock's time is in a zone") {
    CHECK(found(extract_year(at_time_zone("local"_f, berlin)) == 2020) ==
          R"((("thing"."local" AT TIME ZONE $1) >= $2 AND ("thing"."local" AT TIME ZONE $1) < $3))");
    CHECK(found(extract_year(at_time_zone("at"_f, berlin)) == 2020) ==
          R"(("thing"."at" >= ($1::timestamp AT TIME ZONE $2) AND "thing"."at" < ($3::timestamp AT TIME ZONE $2)))");
    // beside an aggregate a zone that is a column is grouped by, too
    CHECK(Thing::vinyl().values("middle"_f).annotate("n"_f = count()).filter(extract_year("at"_f, "name"_f) == 2020 || "n"_f > 3).sql() ==
          R"(SELECT "thing"."middle", COUNT(*) AS "n" FROM "thing" GROUP BY "thing"."middle", "thing"."name", "thing"."at" HAVING (("thing"."at" >= ($1::timestamp AT TIME ZONE "thing"."name") AND "thing"."at" < ($2::timestamp AT TIME ZONE "thing"."name")) OR COUNT(*) > $3))");
}

TEST_CASE("D2: years in lists, beside columns and in ranges are numbers") {
    CHECK(found("day__year__in"_f = std::vector<int>{1, 2}) == R"(EXTRACT(YEAR FROM "thing"."day")::integer = ANY($1))");
    CHECK(found("day__year"_f == "middle"_f) == R"(EXTRACT(YEAR FROM "thing"."day")::integer = "thing"."middle")");
}

TEST_CASE("D3: years of weeks have bounds of their own, V2") {
    CHECK(found("day__iso_year"_f = 2020) == R"(("thing"."day" >= $1 AND "thing"."day" < $2))");
    CHECK(found("day__iso_year__lt"_f = 2020) == R"("thing"."day" < $1)");
    CHECK(found_in_berlin("at__iso_year__lte"_f = 2020) == R"("thing"."at" < ($1::timestamp AT TIME ZONE $2))");
}

TEST_CASE("D4: month, day, week and quarter, D5: week_day, D6: iso_week_day") {
    CHECK(found("day__month"_f = 2) == R"(EXTRACT(MONTH FROM "thing"."day")::integer = $1)");
    CHECK(found("day__day__gte"_f = 2) == R"(EXTRACT(DAY FROM "thing"."day")::integer >= $1)");
    CHECK(found("day__week"_f = 2) == R"(EXTRACT(WEEK FROM "thing"."day")::integer = $1)");
    CHECK(found("day__quarter"_f = 2) == R"(EXTRACT(QUARTER FROM "thing"."day")::integer = $1)");
    CHECK(found("day__week_day"_f = 2) == R"((EXTRACT(DOW FROM "thing"."day")::integer + 1) = $1)");
    CHECK(found("day__iso_week_day"_f = 2) == R"(EXTRACT(ISODOW FROM "thing"."day")::integer = $1)");
    CHECK(found_in_berlin("at__month"_f = 2) ==
          R"(EXTRACT(MONTH FROM ("thing"."at" AT TIME ZONE $1))::integer = $2)");
}

TEST_CASE("D7: hour and minute, D8, V3: whole seconds, of times and timestamps") {
    CHECK(found("at_time__hour"_f = 2) == R"(EXTRACT(HOUR FROM "thing"."at_time")::integer = $1)");
    CHECK(found("at__minute"_f = 2) == R"(EXTRACT(MINUTE FROM "thing"."at")::integer = $1)");
    CHECK(found("at__second"_f = 2) == R"(FLOOR(EXTRACT(SECOND FROM "thing"."at"))::integer = $1)");
    CHECK(found_in_berlin("at__hour"_f = 2, "at_time__hour"_f = 2) ==
          R"(EXTRACT(HOUR FROM ("thing"."at" AT TIME ZONE $1))::integer = $2 AND EXTRACT(HOUR FROM "thing"."at_time")::integer = $3)");
}

TEST_CASE("D9: date and time of a timestamp") {
    CHECK(found("at__date__isnull"_f = false) == R"(("thing"."at")::date IS NOT NULL)");
    CHECK(found_in_berlin("at__date"_f = vinyl::date(std::chrono::year(2000) / 1 / 1), "at__time__gt"_f = vinyl::time_of_day()) ==
          R"((("thing"."at" AT TIME ZONE $1))::date = $2 AND (("thing"."at" AT TIME ZONE $1))::time > $3)");
    CHECK(found_in_berlin("at__date__month"_f = 2) ==
          R"(EXTRACT(MONTH FROM (("thing"."at" AT TIME ZONE $1))::date)::integer = $2)");
}

TEST_CASE("D10: a timestamp without a zone keeps its parts, whatever the query's zone is") {
    CHECK(found_in_berlin("local__hour"_f = 2) == R"(EXTRACT(HOUR FROM "thing"."local")::integer = $1)");
}

TEST_CASE("parts of dates as functions, with a zone of their own") {
    CHECK(value(extract_hour("at"_f)).starts_with(R"(EXTRACT(HOUR FROM "thing"."at")::integer)"));
    CHECK(value(extract_hour("at"_f, "Europe/Berlin"))
              .starts_with(R"(EXTRACT(HOUR FROM ("thing"."at" AT TIME ZONE $1))::integer)"));
    CHECK(value(extract_week("at"_f, std::chrono::hours(2)))
              .starts_with(R"(EXTRACT(WEEK FROM ("thing"."at" AT TIME ZONE $1))::integer)"));
    CHECK(value(extract_day("at"_f, "name"_f))
              .starts_with(R"(EXTRACT(DAY FROM ("thing"."at" AT TIME ZONE "thing"."name"))::integer)"));
    CHECK(value(trunc_date("at"_f, berlin)).starts_with(R"((("thing"."at" AT TIME ZONE $1))::date)"));
    CHECK(value(extract_month("day"_f + 3)).starts_with(R"(EXTRACT(MONTH FROM ("thing"."day" + $1))::integer)"));
    CHECK(is_read_as<std::int32_t>(extract_hour("at"_f, berlin)));
    CHECK(is_read_as<std::optional<std::int32_t>>(extract_hour("local"_f)));
    CHECK(is_read_as<vinyl::date>(trunc_date("at"_f, berlin)));
    CHECK(is_read_as<vinyl::time_of_day>(trunc_time("at"_f)));
    CHECK(is_read_as<vinyl::local_timestamp>(at_time_zone("at"_f, berlin)));
    CHECK(is_read_as<std::optional<vinyl::timestamp>>(at_time_zone("local"_f, berlin)));
}

TEST_CASE("S8: a transform of one's own looks at the query's time zone if it says so") {
    CHECK(found_in_berlin("at__decade"_f = 1990) ==
          R"((EXTRACT(DECADE FROM ("thing"."at" AT TIME ZONE $1))::integer * 10) = $2)");
    CHECK(found("at__decade"_f = 1990) == R"((EXTRACT(DECADE FROM "thing"."at")::integer * 10) = $1)");
}

TEST_CASE("the query's zone holds for what is chosen among instants, too") {
    const auto chosen = Thing::vinyl().in_time_zone(berlin).alias(
        "when"_f = case_(when("active"_f, "at"_f)).otherwise("during__startswith"_f), "some"_f = coalesce("during__endswith"_f, "at"_f));
    CHECK(where(chosen.filter("when__hour"_f = 1)) ==
          R"(EXTRACT(HOUR FROM (CASE WHEN "thing"."active" THEN "thing"."at" ELSE LOWER("thing"."during") END AT TIME ZONE $1))::integer = $2)");
    CHECK(where(chosen.filter("some__hour"_f = 1)) ==
          R"(EXTRACT(HOUR FROM (COALESCE(UPPER("thing"."during"), "thing"."at") AT TIME ZONE $1))::integer = $2)");
}

TEST_CASE("dates and times are cut off, and keep their type") {
    CHECK(value(trunc_month("at"_f)).starts_with(R"(DATE_TRUNC('month', "thing"."at"))"));
    CHECK(value(trunc_month("at"_f, berlin)).starts_with(R"(DATE_TRUNC('month', "thing"."at", $1))"));
    CHECK(value(trunc_week("local"_f)).starts_with(R"(DATE_TRUNC('week', "thing"."local"))"));
    CHECK(value(trunc_year("day"_f)).starts_with(R"(DATE_TRUNC('year', "thing"."day"::timestamp)::date)"));
    CHECK(value(trunc_hour("at_time"_f)).starts_with(R"(DATE_TRUNC('hour', "thing"."at_time")::time)"));
    CHECK(is_read_as<vinyl::timestamp>(trunc_month("at"_f)));
    CHECK(is_read_as<vinyl::timestamp>(trunc_month("at"_f, berlin)));
    CHECK(is_read_as<std::optional<vinyl::local_timestamp>>(trunc_second("local"_f)));
    CHECK(is_read_as<vinyl::date>(trunc_quarter("day"_f)));
    CHECK(is_read_as<vinyl::time_of_day>(trunc_minute("at_time"_f)));
}

TEST_CASE("the query's zone is one parameter, wherever it is needed") {
    CHECK(Thing::vinyl()
              .in_time_zone(berlin)
              .values("at__hour"_f, "month"_f = trunc_month("at"_f))
              .annotate("n"_f = count())
              .filter("at__minute"_f > 5)
              .order_by("at__hour"_f)
              .sql() ==
          R"(SELECT EXTRACT(HOUR FROM ("thing"."at" AT TIME ZONE $1))::integer AS "at__hour", DATE_TRUNC('month', "thing"."at", $1) AS "month", COUNT(*) AS "n" FROM "thing" WHERE EXTRACT(MINUTE FROM ("thing"."at" AT TIME ZONE $1))::integer > $2 GROUP BY 1, 2 ORDER BY 1 ASC)");
    // said at the end, and in a subquery
    CHECK(where(Part::vinyl().filter("thing"_f.in(Thing::vinyl().filter("at__hour"_f = 3))).in_time_zone(berlin)) ==
          R"("part"."thing_id" IN (SELECT "U0"."id" FROM "thing" "U0" WHERE EXTRACT(HOUR FROM ("U0"."at" AT TIME ZONE $1))::integer = $2))");
    CHECK(where(Part::vinyl().filter("thing"_f.in(Thing::vinyl().filter("at__hour"_f = 3).in_time_zone("UTC")))) ==
          R"("part"."thing_id" IN (SELECT "U0"."id" FROM "thing" "U0" WHERE EXTRACT(HOUR FROM ("U0"."at" AT TIME ZONE $1))::integer = $2))");
    // said again, the last one counts
    CHECK(found_in_berlin("name"_f = "x") == R"("thing"."name" = $1)");
}

TEST_CASE("a zone that is an offset is written as the server reads it: east is ahead of UTC") {
    CHECK(vinyl::time_zone("Europe/Berlin").name() == "Europe/Berlin");
    CHECK(vinyl::time_zone(std::chrono::hours(2)).name() == "UTC-02:00");
    CHECK(vinyl::time_zone(-std::chrono::minutes(210)).name() == "UTC+03:30");
    CHECK(vinyl::time_zone("+02:00").name() == "UTC-02:00");
    CHECK(vinyl::time_zone("UTC+5:30").name() == "UTC-05:30");
    CHECK(vinyl::time_zone("GMT-0800").name() == "UTC+08:00");
    CHECK(vinyl::time_zone("-3").name() == "UTC+03:00");
    CHECK(vinyl::time_zone("UTC").name() == "UTC");
    // a name of its own, which has the sign the other way round by definition
    CHECK(vinyl::time_zone("Etc/GMT-2").name() == "Etc/GMT-2");
    for (const char* other : {"", "+", "+x", "+2:3", "+123", "+12345", "UTC+2:30:15"}) CHECK(vinyl::time_zone(other).name() == other);
}
