// The text of values is what the server writes.
#include "support/both_modes.hpp"
#include "support/database.hpp"

#include <vinyl/codec/all.hpp>
#include <vinyl/types/all.hpp>

#include <string>

using vinyl::dual;

namespace {

/// The server's text of a value that it writes itself, and ours of the same value, read from its binary form.
template <class T>
dual<void> check_text(std::string written) {
    CAPTURE(written);
    const std::string type(vinyl::codec<T>::sql_type);
    const std::string theirs = co_await tests::cell("select ('" + written + "'::" + type + ")::text");
    const auto answer = co_await tests::sql("select '" + written + "'::" + type);
    const T value = vinyl::codec<T>::decode(answer.bytes(0, 0), answer.column_oid(0));
    CHECK(vinyl::to_string(value) == theirs);
    CHECK((vinyl::from_string<T>(theirs) == value));
}

}  // namespace

TEST_CASE("types: to_string() gives the server's text") {
    vinyl::connection_options options;
    options.dsn = tests::dsn() + "&options=-c%20TimeZone%3DUTC%20-c%20IntervalStyle%3Diso_8601";
    const tests::database here(options);
    tests::in_both_modes([]() -> dual<void> {
        for (const char* text : {"1959-08-17", "0001-01-01", "0001-12-31 BC", "0401-02-29 BC", "12345-06-07"})
            co_await check_text<vinyl::date>(text);
        for (const char* text : {"5874897-12-31", "4714-11-24 BC", "infinity", "-infinity", "1600-02-29"})
            co_await check_text<vinyl::wide_date>(text);
        for (const char* text : {"1969-12-31 23:59:59.999999+00", "0044-03-15 12:00+00 BC", "infinity", "-infinity", "294246-01-01 00:00+00"})
            co_await check_text<vinyl::timestamp>(text);
        for (const char* text : {"2000-01-01 00:00", "0044-03-15 12:00:00.10 BC", "-infinity"})
            co_await check_text<vinyl::local_timestamp>(text);
        for (const char* text : {"0", "1 year 2 months -3 days 04:05:06.7", "-00:00:01.5", "14 months"})
            co_await check_text<vinyl::interval>(text);
        for (const char* text : {"00:00", "18:30:15.5", "24:00"}) co_await check_text<vinyl::time_of_day>(text);
        for (const char* text : {"empty", "[1,4)", "(,)", "[7,)"}) co_await check_text<vinyl::range<std::int64_t>>(text);
        for (const char* text : {"[2000-01-01,2001-01-01)", "(,2001-01-01)"}) co_await check_text<vinyl::range<vinyl::date>>(text);
        co_await check_text<vinyl::range<vinyl::timestamp>>("[2000-01-01 00:00:00.5+00,infinity]");
        co_await check_text<vinyl::range<vinyl::decimal>>("[1.50,2.5]");
    });
}
