// Dates, times and their kin as text and back.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/types/text.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

using vinyl::date;
using vinyl::decimal;
using vinyl::from_string;
using vinyl::interval;
using vinyl::local_timestamp;
using vinyl::range;
using vinyl::time_of_day;
using vinyl::timestamp;
using vinyl::to_string;
using vinyl::wide_date;
using namespace std::chrono_literals;
using std::chrono::sys_days;

namespace {

date day(int year, unsigned month, unsigned number) {
    return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number);
}

/// Both directions.
template <class T>
void check(const T& value, const std::string& text) {
    CHECK(to_string(value) == text);
    CHECK((from_string<T>(text) == value));
}

template <class T>
void check_refused(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        CAPTURE(text);
        CHECK_THROWS_AS(from_string<T>(text), vinyl::data_error);
    }
}

}  // namespace

TEST_CASE("A date is text as PostgreSQL writes it, years before Christ included", "[types]") {
    check(day(1959, 8, 17), "1959-08-17");
    check(day(1, 1, 1), "0001-01-01");
    check(day(0, 12, 31), "0001-12-31 BC");
    check(day(-43, 3, 15), "0044-03-15 BC");
    check(day(32767, 12, 31), "32767-12-31");
    check(day(-32767, 1, 1), "32768-01-01 BC");
    CHECK(to_string(date{}) == "0000-00-00 is no date");
    check_refused<date>({"", "1959", "1959-8-17", "1959-02-30", "1959-08-17x", "x1959-08-17", "0000-01-01", "1959-13-01", "infinity",
                         "40000-01-01", "1959-08-17 AD", "19590817", "12345678-01-01"});
}

TEST_CASE("A wide_date is text with its infinities and far years", "[types]") {
    check(wide_date(sys_days(day(2000, 2, 29))), "2000-02-29");
    check(vinyl::date_infinity, "infinity");
    check(vinyl::date_minus_infinity, "-infinity");
    check(wide_date(std::chrono::days(2'145'042'541 - 10'957)), to_string(wide_date(std::chrono::days(2'145'042'541 - 10'957))));
    CHECK(from_string<wide_date>("5874897-12-31") > from_string<wide_date>("5874897-12-30"));
    CHECK(to_string(from_string<wide_date>("5874897-12-31")) == "5874897-12-31");
    CHECK(to_string(from_string<wide_date>("4714-11-24 BC")) == "4714-11-24 BC");
    check_refused<wide_date>({"9999999-12-31", "inf"});
}

TEST_CASE("A timestamp is text in UTC, and is read from any zone", "[types]") {
    const timestamp moment = sys_days(day(2000, 2, 29)) + 18h + 30min + 15s + 500ms;
    check(moment, "2000-02-29 18:30:15.5+00");
    check(timestamp(sys_days(day(1969, 12, 31)) + 23h), "1969-12-31 23:00:00+00");
    check(timestamp(sys_days(day(-43, 3, 15)) + 1us), "0044-03-15 00:00:00.000001+00 BC");
    check(vinyl::timestamp_infinity, "infinity");
    check(vinyl::timestamp_minus_infinity, "-infinity");
    for (const char* text : {"2000-02-29T18:30:15.5Z", "2000-02-29T18:30:15.500000+00:00", "2000-02-29 20:30:15.5+02", "2000-02-29 20:30:15.5+0200",
                             "2000-02-29 15:00:15.5-03:30", "2000-03-01 00:30:15.5+06:00:00"}) {
        CAPTURE(text);
        CHECK((from_string<timestamp>(text) == moment));
    }
    CHECK((from_string<timestamp>("2000-02-29T18:30Z") == sys_days(day(2000, 2, 29)) + 18h + 30min));
    check_refused<timestamp>({"", "2000-02-29", "2000-02-29 18:30:15", "2000-02-29 18:30:15+", "2000-02-29 25:00:00Z", "2000-02-30 18:30:15Z",
                              "2000-02-29T18:30:15Zx", "2000-02-29  18:30:15Z", "999999-01-01 00:00:00Z"});
}

TEST_CASE("A local_timestamp is text without a zone", "[types]") {
    const local_timestamp moment = std::chrono::local_days(day(2000, 2, 29)) + 18h + 30min + 0s;
    check(moment, "2000-02-29 18:30:00");
    check(vinyl::local_timestamp_infinity, "infinity");
    CHECK((from_string<local_timestamp>("2000-02-29T18:30:00") == moment));
    CHECK((from_string<local_timestamp>("2000-02-29") == std::chrono::local_days(day(2000, 2, 29))));
    check_refused<local_timestamp>({"2000-02-29 18:30:00Z", "2000-02-29 ", "2000-02-29 18"});
}

TEST_CASE("An interval is read from ISO 8601", "[types]") {
    for (const interval value : {interval{}, interval{14, 3, 14'706'700'000}, interval{-14, 0, -1}, interval{0, 0, 1}, interval{-1, 40, -3'600'000'000},
                                 interval{0, 0, std::numeric_limits<std::int64_t>::max()}, interval{std::numeric_limits<std::int32_t>::max(), -5, 0}}) {
        CAPTURE(to_string(value));
        CHECK(from_string<interval>(to_string(value)).same_parts(value));
    }
    CHECK(from_string<interval>("P2W").same_parts({.days = 14}));
    CHECK(from_string<interval>("P+1Y").same_parts({.months = 12}));
    check_refused<interval>({"", "P", "PT", "1Y", "P1", "P1H", "PT1Y", "P1.5D", "PT1.1234567S", "P1Y-", "P9999999999Y", "PT999999999999999999H",
                             "P1DT"});
}

TEST_CASE("Ranges are text as PostgreSQL writes them", "[types]") {
    check(range<std::int64_t>(1, 4), "[1,4)");
    check(range<std::int32_t>::closed(-1, 4), "[-1,4]");
    check(range<std::int64_t>(std::nullopt, 4), "(,4)");
    check(range<std::int64_t>(std::nullopt, std::nullopt), "(,)");
    check(range<std::int64_t>(), "empty");
    check(range<decimal>(decimal("1.50"), std::nullopt), "[1.50,)");
    check(range<date>(day(2000, 1, 1), day(2001, 1, 1)), "[2000-01-01,2001-01-01)");
    const timestamp moment = sys_days(day(2000, 2, 29)) + 18h;
    check(range<timestamp>(moment, std::nullopt), "[\"2000-02-29 18:00:00+00\",)");
    CHECK((from_string<range<timestamp>>("[2000-02-29T18:00:00Z,)") == range<timestamp>(moment, std::nullopt)));
    std::ostringstream out;
    out << range<std::int64_t>(1, 4) << ' ' << range<date>();
    CHECK(out.str() == "[1,4) empty");
    check_refused<range<std::int64_t>>({"", "[1,4", "1,4)", "[1;4)", "[a,b)", "[1,4)x", "[\"1,4)", "[1,4,5)", "[9999999999999999999,)", "[\"1\\"});
    check_refused<range<std::int32_t>>({"[3000000000,)"});
}

TEST_CASE("The other value types are read by the same name", "[types]") {
    check(decimal("-12.50"), "-12.50");
    check(time_of_day(18, 30, 15), "18:30:15");
    check(vinyl::uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    CHECK(from_string<std::int64_t>("-7") == -7);
    check_refused<std::int64_t>({"", "7x", " 7", "9223372036854775808"});
}
