// Dates, times of day, timestamps and intervals as C++ values.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/types/date.hpp>
#include <vinyl/types/interval.hpp>
#include <vinyl/types/time_of_day.hpp>
#include <vinyl/types/timestamp.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <sstream>
#include <type_traits>

using namespace std::chrono_literals;
using vinyl::interval;
using vinyl::time_of_day;

static_assert(time_of_day(18, 30) < time_of_day::end_of_day());
static_assert(interval{.months = 1} == interval{.days = 30});
static_assert(interval{.days = 1} < interval{.microseconds = 86'400'000'001});
static_assert(std::is_aggregate_v<interval> && std::is_trivially_copyable_v<interval>);
static_assert(vinyl::date_minus_infinity < vinyl::wide_date{} && vinyl::wide_date{} < vinyl::date_infinity);

TEST_CASE("a time of day reads and prints as in PostgreSQL", "[types][time]") {
    CHECK(time_of_day().to_string() == "00:00:00");
    CHECK(time_of_day("18:30").to_string() == "18:30:00");
    CHECK(time_of_day("18:30:15.5").to_string() == "18:30:15.5");
    CHECK(time_of_day("18:30:15.000001").to_string() == "18:30:15.000001");
    CHECK(time_of_day("24:00:00") == time_of_day::end_of_day());
    CHECK(time_of_day::end_of_day().to_string() == "24:00:00");
    const time_of_day time(23, 59, 58, 123);
    CHECK(time.hours() == 23);
    CHECK(time.minutes() == 59);
    CHECK(time.seconds() == 58);
    CHECK(time.microseconds() == 123);
    CHECK(time.since_midnight() == 23h + 59min + 58s + 123us);
    std::ostringstream out;
    out << time;
    CHECK(out.str() == "23:59:58.000123");
    CHECK(std::hash<time_of_day>()(time) == std::hash<time_of_day>()(time_of_day(time.since_midnight())));
}

TEST_CASE("what is no time of day is a data_error", "[types][time]") {
    for (const char* text : {"", "1", "12", "12:", "12:3", "1:30", "12-30", "12:30:", "12:30:1", "12:30:15.", "12:30:15,5", "12:60",
                             "12:30:60", "25:00", "24:00:01", "12:30:15.1234567", "12:30x", "ab:cd", "12:30:15.12x"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(time_of_day(text), vinyl::data_error);
    }
    CHECK_THROWS_AS(time_of_day(-1us), vinyl::data_error);
    CHECK_THROWS_AS(time_of_day(24h + 1us), vinyl::data_error);
    CHECK_THROWS_AS(time_of_day(12, -1), vinyl::data_error);
    CHECK_THROWS_AS(time_of_day(12, 75), vinyl::data_error);
}

TEST_CASE("an interval keeps its three parts", "[types][time]") {
    const interval month{.months = 1};
    const interval days{.days = 30};
    CHECK(month == days);
    CHECK_FALSE(month.same_parts(days));
    CHECK(std::hash<interval>()(month) == std::hash<interval>()(days));
    CHECK(std::hash<interval>()(interval{.days = 1}) == std::hash<interval>()(interval{.microseconds = 86'400'000'000}));

    const interval sum = month + interval{.days = 3, .microseconds = -5};
    CHECK(sum.same_parts(interval{.months = 1, .days = 3, .microseconds = -5}));
    CHECK((sum - month).same_parts(interval{.days = 3, .microseconds = -5}));
    CHECK((-sum).same_parts(interval{.months = -1, .days = -3, .microseconds = 5}));
    CHECK((sum * 2).same_parts(interval{.months = 2, .days = 6, .microseconds = -10}));
    CHECK_THROWS_AS(interval{.days = INT32_MAX} + interval{.days = 1}, vinyl::data_error);
    CHECK_THROWS_AS(-interval{.months = INT32_MIN}, vinyl::data_error);
}

TEST_CASE("intervals are ordered by their length", "[types][time]") {
    CHECK(interval{.microseconds = -1} < interval{});
    CHECK(interval{.days = 1, .microseconds = -1} < interval{.days = 1});
    CHECK(interval{.days = 1, .microseconds = -1} > interval{.microseconds = 86'399'999'998});
    CHECK(interval{.months = 1} > interval{.days = 29});
    CHECK(interval{.months = INT32_MAX, .days = INT32_MAX, .microseconds = INT64_MAX} >
          interval{.months = INT32_MAX, .days = INT32_MAX, .microseconds = INT64_MAX - 1});
    CHECK(interval{.months = INT32_MIN, .days = INT32_MIN, .microseconds = INT64_MIN} < interval{});
}

TEST_CASE("chrono's durations become intervals", "[types][time]") {
    CHECK(interval::of(std::chrono::years(2)).same_parts(interval{.months = 24}));
    CHECK(interval::of(std::chrono::months(5)).same_parts(interval{.months = 5}));
    CHECK(interval::of(std::chrono::weeks(2)).same_parts(interval{.days = 14}));
    CHECK(interval::of(std::chrono::days(-3)).same_parts(interval{.days = -3}));
    CHECK(interval::of(90min).same_parts(interval{.microseconds = 5'400'000'000}));
    CHECK(interval::of(1500ms).same_parts(interval{.microseconds = 1'500'000}));
    CHECK_THROWS_AS(interval::of(std::chrono::days(std::int64_t{1} << 40)), vinyl::data_error);
}

TEST_CASE("an interval prints as ISO 8601", "[types][time]") {
    CHECK(interval{}.to_string() == "PT0S");
    CHECK(interval{.months = 14, .days = 3, .microseconds = 14'706'700'000}.to_string() == "P1Y2M3DT4H5M6.7S");
    CHECK(interval{.microseconds = -1}.to_string() == "PT-0.000001S");
    CHECK(interval{.months = -1}.to_string() == "P-1M");
    CHECK(interval{.microseconds = INT64_MIN}.to_string() == "PT-2562047788H-54.775808S");
}

TEST_CASE("infinite timestamps are beyond all others", "[types][time]") {
    const vinyl::timestamp now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    CHECK(vinyl::timestamp_minus_infinity < now);
    CHECK(now < vinyl::timestamp_infinity);
    CHECK(vinyl::local_timestamp_minus_infinity < vinyl::local_timestamp_infinity);
}
