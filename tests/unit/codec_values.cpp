// Each column type's binary form, as the server writes it, in both directions.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/codec/bytea.hpp>
#include <vinyl/codec/date.hpp>
#include <vinyl/codec/decimal.hpp>
#include <vinyl/codec/enumeration.hpp>
#include <vinyl/codec/floating.hpp>
#include <vinyl/codec/hstore.hpp>
#include <vinyl/codec/tsvector.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/codec/interval.hpp>
#include <vinyl/codec/range.hpp>
#include <vinyl/codec/text.hpp>
#include <vinyl/codec/time_of_day.hpp>
#include <vinyl/codec/timestamp.hpp>
#include <vinyl/codec/uuid.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

using namespace std::chrono_literals;
using vinyl::codec;
using vinyl::decimal;
namespace oid = vinyl::oid;

namespace {

/// Bytes written as hexadecimal digits, with spaces anywhere.
std::string hex(std::string_view text) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    std::optional<int> high;
    for (const char c : text) {
        if (c == ' ') continue;
        if (high) {
            bytes.push_back(static_cast<char>(*high * 16 + digit(c)));
            high.reset();
        } else {
            high = digit(c);
        }
    }
    return bytes;
}

/// `value` has exactly this binary form, and the form is exactly this value.
template <class T>
void check_form(const T& value, std::string_view form) {
    const vinyl::wire_value wire = vinyl::to_wire(value);
    CHECK(wire.oid == codec<T>::oid);
    CHECK_FALSE(wire.null);
    CHECK(wire.bytes == hex(form));
    CHECK(codec<T>::decode(hex(form), codec<T>::oid) == value);
    CHECK(codec<T>::decode(hex(form), 0) == value);
}

template <class T>
T decode(std::string_view form, std::uint32_t type = codec<T>::oid) {
    return codec<T>::decode(hex(form), type);
}

enum class small : std::uint8_t { none, some = 200 };
enum class usual { less = -1, same, more };
enum class wide : std::uint64_t { most = std::numeric_limits<std::uint64_t>::max() };
enum class mood { bad = -1, ok, very_good = 100 };
enum class size { small, large };
struct box {
    enum class lid { open, shut };
};

}  // namespace

template <>
struct vinyl::enum_storage<mood> : vinyl::stored_by_name<"text"> {};
template <>
struct vinyl::enum_storage<box::lid> : vinyl::stored_by_name<"lid"> {};
template <>
struct vinyl::enum_storage<size> : vinyl::stored_by_name<"size"> {
    static constexpr vinyl::enumerator<::size> names[] = {{::size::small, "S"}, {::size::large, "XL and more"}};
};

TEST_CASE("booleans and integers have their binary form", "[codec]") {
    check_form(true, "01");
    check_form(false, "00");
    check_form(std::int16_t{-2}, "fffe");
    check_form(std::int32_t{0x01020304}, "01020304");
    check_form(std::numeric_limits<std::int64_t>::min(), "8000000000000000");
    check_form(1LL, "0000000000000001");
    CHECK(decode<bool>("02"));
}

TEST_CASE("narrower integer columns are read into wider integers", "[codec]") {
    CHECK(decode<std::int64_t>("fffe", oid::smallint) == -2);
    CHECK(decode<std::int64_t>("fffffffe", oid::integer) == -2);
    CHECK(decode<std::int64_t>("fffffffe", oid::oid) == 4294967294);
    CHECK(decode<std::int32_t>("fffe", oid::smallint) == -2);
    CHECK(codec<std::int64_t>::accepts(oid::smallint));
    CHECK_FALSE(codec<std::int32_t>::accepts(oid::bigint));
    CHECK_FALSE(codec<std::int16_t>::accepts(oid::integer));
    CHECK_THROWS_AS(decode<std::int32_t>("0000000000000001", oid::bigint), vinyl::data_error);
    CHECK_THROWS_AS(decode<std::int64_t>("0000000000000001", oid::text), vinyl::data_error);
}

TEST_CASE("floating point numbers have their binary form", "[codec]") {
    check_form(1.5F, "3fc00000");
    check_form(-2.0, "c000000000000000");
    CHECK(std::isnan(decode<double>("7ff8000000000000")));
    CHECK(std::isinf(decode<float>("7f800000")));
    CHECK(std::signbit(decode<double>("8000000000000000")));
    CHECK(decode<double>("3fc00000", oid::real) == 1.5);
    CHECK(decode<double>("fffe", oid::smallint) == -2);
    CHECK(decode<double>("fffffffe", oid::integer) == -2);
}

TEST_CASE("double reads the numeric that avg() gives", "[codec]") {
    CHECK(decode<double>("0001 0000 0000 0000 0007", oid::numeric) == 7);
    CHECK(decode<double>("0002 0000 4000 0001 0001 1388", oid::numeric) == -1.5);
    CHECK(decode<double>("0005 0000 0000 0010 0003 0d05 0d05 0d05 0d05", oid::numeric) == 3.3333333333333333);
    CHECK(decode<double>("0000 0000 0000 0000", oid::numeric) == 0);
    CHECK(std::isnan(decode<double>("0000 0000 c000 0000", oid::numeric)));
    CHECK(decode<double>("0000 0000 f000 0000", oid::numeric) == -std::numeric_limits<double>::infinity());
    CHECK_THROWS_WITH(decode<double>("0001 7fff 0000 0000 0001", oid::numeric), Catch::Matchers::Contains("decimal"));
    CHECK_THROWS_AS(decode<double>("0001 0000 0000 0000 2710", oid::numeric), vinyl::data_error);
    CHECK_THROWS_AS(decode<double>("0002 0000 0000 0000 0001", oid::numeric), vinyl::data_error);
    CHECK_THROWS_AS(decode<double>("0000 0000 1234 0000", oid::numeric), vinyl::data_error);
    CHECK(codec<double>::accepts(oid::numeric));
    CHECK_FALSE(codec<double>::accepts(oid::bigint));
}

TEST_CASE("text and bytes pass unchanged", "[codec]") {
    check_form(std::string(), "");
    check_form(std::string("h\0llo", 5), "68006c6c6f");
    check_form(std::vector<std::byte>{std::byte{0}, std::byte{255}}, "00ff");
    check_form(std::vector<std::byte>{}, "");
    for (const std::uint32_t type : {oid::text, oid::varchar, oid::bpchar, oid::name, oid::char_, oid::unknown, oid::json,
                                     oid::xml, oid::first_user_defined, 4000000000U}) {
        CHECK(codec<std::string>::accepts(type));
    }
    CHECK_FALSE(codec<std::string>::accepts(oid::bytea));
    CHECK_FALSE(codec<std::string>::accepts(oid::bigint));
}

TEST_CASE("a type of the user's is text when its bytes are", "[codec]") {
    const auto read = [](std::string_view bytes) { return codec<std::string>::decode(bytes, oid::first_user_defined); };
    for (const std::string text : {"", "sad", "a\x02", "\xC3\x9C", "\xED\x9F\xBF", "\xE2\x82\xAC", "\xF0\x9F\x8E\xB5", "\xF4\x8F\xBF\xBF"})
        CHECK(read(text) == text);
    using namespace std::string_view_literals;
    for (const std::string_view binary : {"\0"sv, "a\0"sv, "\1a.b"sv, "\0\0\0\1"sv, "\x80"sv, "\xC3"sv, "\xC0\x80"sv, "\xE0\x80\x80"sv,
                                          "\xED\xA0\x80"sv, "\xF0\x80\x80\x80"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xE2\x82"sv,
                                          "\xE2\x28\xA1"sv}) {
        CAPTURE(vinyl::detail::looks_like_text(binary));
        CHECK_THROWS_WITH(read(binary), Catch::Matchers::Contains("OID 16384") && Catch::Matchers::Contains("column::text"));
    }
    CHECK(codec<std::string>::decode("\1", oid::text) == "\1");
}

TEST_CASE("addresses are read as text", "[codec]") {
    const auto read = [](std::string_view hex) { return decode<std::string>(hex, oid::inet); };
    CHECK(read("02 20 00 04 0a000009") == "10.0.0.9");
    CHECK(read("02 08 00 04 0a000000") == "10.0.0.0/8");
    CHECK(read("02 20 01 04 0a000009") == "10.0.0.9/32");  // a cidr
    CHECK(read("03 80 00 10 20010db8 00000000 00000000 00000001") == "2001:db8::1");
    CHECK(read("03 40 00 10 20010db8 00000000 00000000 00000000") == "2001:db8::/64");
    for (const char* const bad : {"", "02", "02 20 00 04 0a0000", "02 20 00 04 0a00000900", "02 21 00 04 0a000009", "04 20 00 04 0a000009",
                                  "02 20 00 10 0a000009", "03 80 00 04 0a000009"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(read(bad), vinyl::data_error);
    }
}

TEST_CASE("dates count days from 2000-01-01", "[codec]") {
    check_form(vinyl::date(2000y / 1 / 1), "00000000");
    check_form(vinyl::date(1999y / 12 / 31), "ffffffff");
    check_form(vinyl::date(1959y / 8 / 17), "ffffc665");
    check_form(vinyl::date(std::chrono::year(-4712) / 1 / 1), "ffda97cd");  // 4713 BC
    check_form(vinyl::date(std::chrono::year(-4) / 2 / 29), "fff4d511");    // 29 February 5 BC
    CHECK_THROWS_WITH(vinyl::to_wire(vinyl::date()), Catch::Matchers::Contains("no day of the calendar"));
    CHECK_THROWS_AS(vinyl::to_wire(vinyl::date(2023y / 2 / 29)), vinyl::data_error);
}

TEST_CASE("a date that vinyl::date can not hold says what to do", "[codec]") {
    CHECK_THROWS_WITH(decode<vinyl::date>("7fffffff"), Catch::Matchers::Contains("infinite") && Catch::Matchers::Contains("wide_date"));
    CHECK_THROWS_WITH(decode<vinyl::date>("80000000"), Catch::Matchers::Contains("infinite"));
    CHECK_THROWS_WITH(decode<vinyl::date>("7ffffffe"), Catch::Matchers::Contains("wide_date"));
    const vinyl::date last(std::chrono::year::max() / 12 / 31);
    CHECK(codec<vinyl::date>::decode(vinyl::to_wire(last).bytes, oid::date) == last);
    const vinyl::date first(std::chrono::year::min() / 1 / 1);
    CHECK(codec<vinyl::date>::decode(vinyl::to_wire(first).bytes, oid::date) == first);
}

TEST_CASE("a wide date holds infinity and all of PostgreSQL's years", "[codec]") {
    check_form(vinyl::date_infinity, "7fffffff");
    check_form(vinyl::date_minus_infinity, "80000000");
    check_form(vinyl::wide_date(vinyl::date(2000y / 1 / 2)), "00000001");
    CHECK(decode<vinyl::wide_date>("7ffffffe") > vinyl::wide_date(std::chrono::year::max() / 12 / 31));
    CHECK_THROWS_AS(vinyl::to_wire(vinyl::date_infinity - std::chrono::days(1)), vinyl::data_error);
    CHECK_THROWS_AS(vinyl::to_wire(vinyl::date_minus_infinity + std::chrono::days(1)), vinyl::data_error);
}

TEST_CASE("timestamps count microseconds from 2000-01-01", "[codec]") {
    check_form(vinyl::timestamp(std::chrono::sys_days(2000y / 1 / 1)), "0000000000000000");
    check_form(vinyl::timestamp(std::chrono::sys_days(1999y / 12 / 31) + 24h - 1us), "ffffffffffffffff");
    check_form(vinyl::timestamp(0us), "fffca2fec4c82000");
    check_form(vinyl::timestamp_infinity, "7fffffffffffffff");
    check_form(vinyl::timestamp_minus_infinity, "8000000000000000");
    check_form(vinyl::local_timestamp(std::chrono::local_days(2000y / 1 / 1) + 1s), "00000000000f4240");
    check_form(vinyl::local_timestamp_infinity, "7fffffffffffffff");
    CHECK_THROWS_WITH(decode<vinyl::timestamp>("7ffffffffffffffe"), Catch::Matchers::Contains("294246"));
    CHECK_THROWS_AS(vinyl::to_wire(vinyl::timestamp_minus_infinity + 1us), vinyl::data_error);
    CHECK_FALSE(codec<vinyl::timestamp>::accepts(oid::timestamp));
    CHECK_FALSE(codec<vinyl::local_timestamp>::accepts(oid::timestamptz));
}

TEST_CASE("times and intervals have their binary form", "[codec]") {
    check_form(vinyl::time_of_day(), "0000000000000000");
    check_form(vinyl::time_of_day::end_of_day(), "000000141dd76000");
    CHECK_THROWS_AS(decode<vinyl::time_of_day>("000000141dd76001"), vinyl::data_error);
    CHECK_THROWS_AS(decode<vinyl::time_of_day>("ffffffffffffffff"), vinyl::data_error);
    check_form(vinyl::interval{.months = 1, .days = -2, .microseconds = 3}, "0000000000000003 fffffffe 00000001");
    CHECK(decode<vinyl::interval>("0000000000000000 0000001e 00000000").same_parts({.days = 30}));
}

TEST_CASE("numerics have their binary form", "[codec]") {
    check_form(decimal(0), "0000 0000 0000 0000");
    check_form(decimal(7), "0001 0000 0000 0000 0007");
    check_form(decimal("-12345.678"), "0003 0001 4000 0003 0001 0929 1a7c");
    check_form(decimal("10000"), "0001 0001 0000 0000 0001");
    check_form(decimal("0.00010"), "0001 ffff 0000 0005 0001");
    // as many groups as fit inside a decimal, and one more
    check_form(decimal("111122223333444455556666777788889999111122223333"),
               "000c 000b 0000 0000 0457 08ae 0d05 115c 15b3 1a0a 1e61 22b8 270f 0457 08ae 0d05");
    check_form(decimal("1111222233334444555566667777888899991111222233334444"),
               "000d 000c 0000 0000 0457 08ae 0d05 115c 15b3 1a0a 1e61 22b8 270f 0457 08ae 0d05 115c");
    check_form(decimal::nan(), "0000 0000 c000 0000");
    check_form(decimal::infinity(), "0000 0000 d000 0000");
    check_form(-decimal::infinity(), "0000 0000 f000 0000");
    CHECK(decode<decimal>("0000 0000 0000 0003").to_string() == "0.000");
    CHECK(decode<decimal>("0001 7fff 0000 0000 0001").to_string().size() == 131069);
    CHECK(decode<decimal>("fffe", oid::smallint) == -2);
    CHECK(decode<decimal>("fffffffffffffffe", oid::bigint) == -2);
    CHECK(codec<decimal>::accepts(oid::integer));
    CHECK_FALSE(codec<decimal>::accepts(oid::double_precision));
}

TEST_CASE("a numeric that no server writes is mended or refused", "[codec]") {
    // zeros in front and at the end
    CHECK(decode<decimal>("0003 0001 0000 0000 0000 0007 0000") == 7);
    CHECK(decode<decimal>("0001 0005 4000 0000 0000").to_string() == "0");
    // digits beyond the scale are cut, as the server does
    CHECK(decode<decimal>("0002 0000 0000 0002 0001 04d2").to_string() == "1.12");
    CHECK(decode<decimal>("0002 0000 0000 0001 0001 04d2").to_string() == "1.1");
    CHECK(decode<decimal>("0002 0000 0000 0003 0001 04d2").to_string() == "1.123");
    CHECK(decode<decimal>("0002 0000 0000 0000 0001 270f").to_string() == "1");
    CHECK(decode<decimal>("0001 8000 0000 0002 0001").to_string() == "0.00");
    CHECK_THROWS_AS(decode<decimal>("0001 0000 0000 0000 2710"), vinyl::data_error);
    CHECK_THROWS_AS(decode<decimal>("0001 0000 0000 4000 0001"), vinyl::data_error);
    CHECK_THROWS_AS(decode<decimal>("0001 0000 8000 0000 0001"), vinyl::data_error);
    CHECK_THROWS_AS(decode<decimal>("ffff 0000 0000 0000 0001"), vinyl::data_error);
    CHECK_THROWS_AS(decode<decimal>("0000 0000 0000 0000 00"), vinyl::data_error);
}

TEST_CASE("uuids are their bytes", "[codec]") {
    check_form(vinyl::uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), "a0eebc99 9c0b 4ef8 bb6d 6bb9bd380a11");
}

TEST_CASE("ranges have their binary form", "[codec]") {
    using ints = vinyl::range<std::int32_t>;
    check_form(ints(1, 4), "02 00000004 00000001 00000004 00000004");
    check_form(ints::closed(1, 4), "06 00000004 00000001 00000004 00000004");
    check_form(ints(std::nullopt, 4), "08 00000004 00000004");
    check_form(ints(1, std::nullopt, false), "10 00000004 00000001");
    check_form(ints(std::nullopt, std::nullopt), "18");
    check_form(ints(), "01");
    CHECK(codec<vinyl::range<vinyl::date>>::oid == oid::daterange);
    CHECK(codec<vinyl::range<vinyl::timestamp>>::sql_type == "tstzrange");
    CHECK_THROWS_AS(decode<ints>("20"), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>("01 00"), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>("08 ffffffff"), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>("08 00000002 0001"), vinyl::data_error);
}

TEST_CASE("hstore has its binary form", "[codec]") {
    check_form(vinyl::hstore{}, "00000000");
    check_form(vinyl::hstore{{"a", "1"}, {"b", std::nullopt}, {"c", ""}},
               "00000003 00000001 61 00000001 31 00000001 62 ffffffff 00000001 63 00000000");
    CHECK(codec<vinyl::hstore>::oid == 0);
    CHECK_THROWS_AS(decode<vinyl::hstore>("ffffffff"), vinyl::data_error);
    CHECK_THROWS_AS(decode<vinyl::hstore>("00000001 ffffffff"), vinyl::data_error);
    CHECK_THROWS_AS(decode<vinyl::hstore>("00000001 00000001 61 fffffffe"), vinyl::data_error);
    CHECK_THROWS_AS(decode<vinyl::hstore>("7fffffff 00000001 61 ffffffff"), vinyl::data_error);
}

TEST_CASE("tsvector has its binary form", "[codec]") {
    using vinyl::tsvector;
    check_form(tsvector{}, "00000000");
    check_form(tsvector{{"a", {}}, {"bc", {{1, 'D'}, {16383, 'A'}}}}, "00000002 6100 0000 626300 0002 0001 ffff");
    std::string out;
    CHECK_THROWS_AS(codec<tsvector>::encode({{"a", {{0, 'D'}}}}, out), vinyl::data_error);
    CHECK_THROWS_AS(codec<tsvector>::encode({{"a", {{2, 'D'}, {2, 'A'}}}}, out), vinyl::data_error);
    CHECK_THROWS_AS(codec<tsvector>::encode({{"a", {{1, 'E'}}}}, out), vinyl::data_error);
    CHECK_THROWS_AS(codec<tsvector>::encode({{std::string("a\0b", 3), {}}}, out), vinyl::data_error);
    CHECK_THROWS_AS(codec<tsvector>::encode({{"a", std::vector<vinyl::lexeme_position>(256)}}, out), vinyl::data_error);
    CHECK_THROWS_AS(decode<tsvector>("ffffffff"), vinyl::data_error);
    CHECK_THROWS_AS(decode<tsvector>("00000001 61"), vinyl::data_error);
    CHECK_THROWS_AS(decode<tsvector>("00000001 6100 ffff 0001"), vinyl::data_error);
}

TEST_CASE("enums are integers unless told otherwise", "[codec]") {
    check_form(small::some, "00c8");
    check_form(usual::less, "ffffffff");
    check_form(usual(12345), "00003039");
    CHECK(codec<wide>::oid == oid::bigint);
    CHECK_THROWS_AS(vinyl::to_wire(wide::most), vinyl::data_error);
    CHECK_THROWS_AS(decode<small>("0100"), vinyl::data_error);
    CHECK_THROWS_AS(decode<wide>("ffffffffffffffff"), vinyl::data_error);
}

TEST_CASE("enums may be stored by name", "[codec]") {
    CHECK(codec<mood>::oid == oid::text);
    CHECK(vinyl::to_wire(mood::very_good).bytes == "very_good");
    CHECK(vinyl::to_wire(mood::bad).bytes == "bad");
    CHECK(codec<mood>::decode("ok", oid::text) == mood::ok);
    CHECK_THROWS_AS(codec<mood>::decode("awful", oid::text), vinyl::data_error);
    CHECK_THROWS_AS(vinyl::to_wire(mood(55)), vinyl::data_error);

    CHECK(codec<box::lid>::oid == 0);
    CHECK(codec<box::lid>::sql_type == "lid");
    CHECK(codec<box::lid>::accepts(oid::first_user_defined));
    CHECK(codec<box::lid>::decode("shut", 20000) == box::lid::shut);

    CHECK(vinyl::to_wire(size::large).bytes == "XL and more");
    CHECK(codec<size>::decode("S", 20000) == size::small);
}

TEST_CASE("an empty optional is a NULL of its type", "[codec]") {
    const vinyl::wire_value null = vinyl::to_wire(std::optional<std::int64_t>());
    CHECK(null.null);
    CHECK(null.oid == oid::bigint);
    CHECK(null.bytes.empty());
    CHECK(vinyl::to_wire(std::optional<std::int64_t>(5)) == vinyl::to_wire(std::int64_t{5}));
}
