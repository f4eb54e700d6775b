// decimal: exact, with PostgreSQL's range, scales and special values.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/types/decimal.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

using vinyl::decimal;

namespace {

std::string print(const decimal& value) { return value.to_string(); }

constexpr bool survives_copies_at_compile_time() {
    decimal a = 70000;
    decimal b = a;
    decimal c = std::move(b);
    b = -3;
    a = b;
    return c.sign() == 1 && a.sign() == -1 && b.scale() == 0;
}

static_assert(survives_copies_at_compile_time());
static_assert(sizeof(decimal) == 32);
static_assert(std::is_nothrow_move_constructible_v<decimal>);
static_assert(std::is_convertible_v<int, decimal> && std::is_convertible_v<std::uint64_t, decimal>);
static_assert(!std::is_convertible_v<double, decimal> && !std::is_convertible_v<const char*, decimal>);
static_assert(!std::is_convertible_v<bool, decimal> && !std::is_convertible_v<char, decimal>);

struct item {
    std::string name;
    decimal price;
};
static_assert(std::is_aggregate_v<item>);

}  // namespace

TEST_CASE("a decimal prints as it was written", "[types][decimal]") {
    for (const char* text : {"0", "1", "-1", "0.00", "1.50", "-0.001", "10000", "100000000", "0.0001", "0.00001", "12345.67890",
                             "99999999999999999999999999999999999999.99", "0.000000000000000000000000000000000001",
                             "NaN", "Infinity", "-Infinity"}) {
        CHECK(print(decimal(text)) == text);
    }
}

TEST_CASE("a decimal reads what numeric reads", "[types][decimal]") {
    CHECK(print(decimal("+5")) == "5");
    CHECK(print(decimal("007.10")) == "7.10");
    CHECK(print(decimal(".5")) == "0.5");
    CHECK(print(decimal("5.")) == "5");
    CHECK(print(decimal("1e3")) == "1000");
    CHECK(print(decimal("1.5E-3")) == "0.0015");
    CHECK(print(decimal("1.2345e2")) == "123.45");
    CHECK(print(decimal("12345e-2")) == "123.45");
    CHECK(print(decimal("0e5")) == "0");
    CHECK(print(decimal("-0")) == "0");
    CHECK(print(decimal("-0.00")) == "0.00");
    CHECK(print(decimal("nan")) == "NaN");
    CHECK(print(decimal("inf")) == "Infinity");
    CHECK(print(decimal("-INFINITY")) == "-Infinity");
}

TEST_CASE("text that is no number is a data_error", "[types][decimal]") {
    for (const char* text : {"", " ", "abc", "1x", "--1", "1.2.3", ".", "e5", "1e", "1e+", "1e5x", "-nan", "0x10", "1,000", " 1"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(decimal(text), vinyl::data_error);
    }
    CHECK_THROWS_WITH(decimal("ten"), Catch::Matchers::Contains("\"ten\""));
}

TEST_CASE("the limits are the server's", "[types][decimal]") {
    const std::string widest(131072, '9');
    CHECK(print(decimal(widest)) == widest);
    CHECK_THROWS_AS(decimal("1" + std::string(131072, '0')), vinyl::data_error);
    CHECK(print(decimal("1e131071")).size() == 131072);
    CHECK_THROWS_AS(decimal("1e131072"), vinyl::data_error);
    CHECK_THROWS_AS(decimal("1e999999999999999"), vinyl::data_error);

    const std::string finest = "0." + std::string(16382, '0') + "1";
    CHECK(print(decimal(finest)) == finest);
    CHECK(decimal("1e-16383") == decimal(finest));
    CHECK_THROWS_AS(decimal("1e-16384"), vinyl::data_error);
    CHECK_THROWS_AS(decimal("0e-99999999999"), vinyl::data_error);

    const decimal both = decimal("1e131071") + decimal("1e-16383");
    CHECK(print(both).size() == 131072 + 1 + 16383);
    CHECK(both - decimal("1e131071") == decimal("1e-16383"));
    CHECK_THROWS_AS(decimal(widest) + 1, vinyl::data_error);
    CHECK_THROWS_AS(decimal("1e70000") * decimal("1e70000"), vinyl::data_error);
    CHECK_THROWS_AS(decimal("1e131071") / decimal("1e-10"), vinyl::data_error);
}

TEST_CASE("every integer is a decimal and comes back", "[types][decimal]") {
    CHECK(print(decimal(0)) == "0");
    CHECK(print(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(print(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    for (const std::int64_t value : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{9999},
                                     std::int64_t{10000}, std::int64_t{-100000000}, std::int64_t{123400000000},
                                     std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        CHECK(print(decimal(value)) == std::to_string(value));
        CHECK(decimal(value).to_int64() == value);
        CHECK(decimal(value) == decimal(std::to_string(value)));
    }
    CHECK(decimal("2.5").to_int64() == 3);
    CHECK(decimal("-2.5").to_int64() == -3);
    CHECK_THROWS_AS(decimal("9223372036854775808").to_int64(), vinyl::data_error);
    CHECK_THROWS_AS(decimal("1e30").to_int64(), vinyl::data_error);
    CHECK_THROWS_AS(decimal::nan().to_int64(), vinyl::data_error);
}

TEST_CASE("a double becomes the shortest decimal that reads back as it", "[types][decimal]") {
    CHECK(print(decimal(0.1)) == "0.1");
    CHECK(print(decimal(0.1F)) == "0.1");
    CHECK(print(decimal(-1.5)) == "-1.5");
    CHECK(print(decimal(1e22)) == "10000000000000000000000");
    CHECK(decimal(std::numeric_limits<double>::quiet_NaN()).is_nan());
    CHECK(decimal(-std::numeric_limits<double>::infinity()) == -decimal::infinity());
    CHECK(std::isnan(decimal::nan().to_double()));
    CHECK(std::isinf(decimal("1e400").to_double()));
    CHECK(decimal("1e-400").to_double() == 0.0);
    CHECK(static_cast<double>(decimal("12345.678")) == 12345.678);

    std::mt19937_64 random(7);
    for (int i = 0; i < 20000; ++i) {
        double value = 0;
        const std::uint64_t bits = random();
        static_assert(sizeof bits == sizeof value);
        std::memcpy(&value, &bits, sizeof value);
        if (!std::isfinite(value)) continue;
        CHECK(decimal(value).to_double() == value);
    }
}

TEST_CASE("sums, differences and products are exact", "[types][decimal]") {
    CHECK(print(decimal("0.1") + decimal("0.2")) == "0.3");
    CHECK(print(decimal("1.50") + 2) == "3.50");
    CHECK(print(2 + decimal("1.50")) == "3.50");
    CHECK(print(decimal("9999.9999") + decimal("0.0001")) == "10000.0000");
    CHECK(print(decimal("10000") - decimal("0.0001")) == "9999.9999");
    CHECK(print(decimal("1.5") - decimal("1.50")) == "0.00");
    CHECK(print(decimal("1") - decimal("2.25")) == "-1.25");
    CHECK(print(decimal("-1.5") * decimal("0.20")) == "-0.300");
    CHECK(print(decimal("123456789012345678901234567890") * decimal("987654321098765432109876543210")) ==
          "121932631137021795226185032733622923332237463801111263526900");
    decimal total;
    total += decimal("19.99");
    total -= 10;
    total *= 3;
    CHECK(print(total) == "29.97");
}

TEST_CASE("integer arithmetic agrees with 64-bit integers", "[types][decimal]") {
    std::mt19937_64 random(1);
    for (int i = 0; i < 20000; ++i) {
        const auto a = static_cast<std::int64_t>(random()) >> (2 + random() % 60);
        const auto b = static_cast<std::int64_t>(random()) >> (2 + random() % 60);
        CHECK(decimal(a) + decimal(b) == decimal(a + b));
        CHECK(decimal(a) - decimal(b) == decimal(a - b));
        CHECK((decimal(a) <=> decimal(b)) == (a <=> b));
        const auto c = static_cast<std::int32_t>(a);
        const auto d = static_cast<std::int32_t>(b);
        CHECK(decimal(c) * decimal(d) == decimal(std::int64_t{c} * d));
        if (b == 0) continue;
        CHECK(decimal(a) % decimal(b) == decimal(a % b));
        CHECK((decimal(a) - decimal(a % b)) / decimal(b) == decimal(a / b));
    }
}

TEST_CASE("long division multiplies back", "[types][decimal]") {
    std::mt19937 random(3);
    const auto any = [&](int longest) {
        std::string text(1, static_cast<char>('1' + random() % 9));
        const int length = static_cast<int>(random() % static_cast<unsigned>(longest));
        // digits that make the guesses of long division go wrong are more likely than by chance
        for (int i = 0; i < length; ++i) text.push_back("0000999956781234"[random() % 16]);
        return decimal(text);
    };
    for (int i = 0; i < 3000; ++i) {
        const decimal a = any(120);
        const decimal b = any(60);
        const decimal rest = a % b;
        CHECK(rest < b);
        CHECK(rest.sign() >= 0);
        const decimal whole = (a - rest) / b;
        CHECK(whole * b + rest == a);
        CHECK(whole == whole.trunc());
    }
}

TEST_CASE("a quotient has PostgreSQL's scale", "[types][decimal]") {
    CHECK(print(decimal(1) / 3) == "0.33333333333333333333");
    CHECK(print(decimal(2) / 3) == "0.66666666666666666667");
    CHECK(print(decimal(10) / 4) == "2.5000000000000000");
    CHECK(print(decimal("-7") / 2) == "-3.5000000000000000");
    CHECK(print(decimal(1000000) / 7) == "142857.142857142857");
    CHECK(print(decimal("0.000000000000000000001") / 3) == "0.0000000000000000000003333333333333333333");
    CHECK(print(decimal(0) / 7) == "0.00000000000000000000");
    CHECK_THROWS_AS(decimal(1) / 0, vinyl::data_error);
    CHECK_THROWS_AS(decimal(1) % decimal("0.00"), vinyl::data_error);
    CHECK(print(decimal("-10.5") % 3) == "-1.5");
    CHECK(print(decimal("1e-3") % decimal("1e5")) == "0.001");
}

TEST_CASE("rounding is half away from zero", "[types][decimal]") {
    CHECK(print(decimal("2.5").round()) == "3");
    CHECK(print(decimal("-2.5").round()) == "-3");
    CHECK(print(decimal("2.4999").round()) == "2");
    CHECK(print(decimal("0.5").round()) == "1");
    CHECK(print(decimal("0.4").round()) == "0");
    CHECK(print(decimal("99.995").round(2)) == "100.00");
    CHECK(print(decimal("9999.99995").round(4)) == "10000.0000");
    CHECK(print(decimal("1.005").round(2)) == "1.01");
    CHECK(print(decimal("1.5").round(6)) == "1.500000");
    CHECK(print(decimal("149").round(-2)) == "100");
    CHECK(print(decimal("150").round(-2)) == "200");
    CHECK(print(decimal("50").round(-2)) == "100");
    CHECK(print(decimal("5000").round(-4)) == "10000");
    CHECK(print(decimal("49").round(-2)) == "0");
    CHECK(print(decimal("1").round(-200000)) == "0");
    CHECK(print(decimal("0.00005").round(4)) == "0.0001");
    CHECK(print(decimal("0.00000005").round(4)) == "0.0000");
    CHECK(print(decimal("-2.9").trunc()) == "-2");
    CHECK(print(decimal("199").trunc(-2)) == "100");
    CHECK(print(decimal("2.999").trunc(2)) == "2.99");
    CHECK(print(decimal("-0.5").floor()) == "-1");
    CHECK(print(decimal("-0.5").ceil()) == "0");
    CHECK(print(decimal("0.2").ceil()) == "1");
    CHECK(print(decimal("7").floor()) == "7");
    CHECK(decimal::nan().round(2).is_nan());
    CHECK(print(decimal("-1.5").abs()) == "1.5");
}

TEST_CASE("special values count as in PostgreSQL", "[types][decimal]") {
    const decimal nan = decimal::nan();
    const decimal infinity = decimal::infinity();
    CHECK(nan == nan);
    CHECK(nan > infinity);
    CHECK(-infinity < decimal("-1e131071"));
    CHECK(infinity == infinity);
    CHECK((infinity - infinity).is_nan());
    CHECK((infinity * 0).is_nan());
    CHECK((infinity / infinity).is_nan());
    CHECK(infinity * -2 == -infinity);
    CHECK(infinity + 1 == infinity);
    CHECK(1 - infinity == -infinity);
    CHECK(decimal(5) / infinity == 0);
    CHECK(decimal(5) % infinity == 5);
    CHECK((infinity % 5).is_nan());
    CHECK((nan / 0).is_nan());
    CHECK_THROWS_AS(infinity / 0, vinyl::data_error);
    CHECK(nan.sign() == 0);
    CHECK((-nan).is_nan());
}

TEST_CASE("comparison and hash do not see the scale", "[types][decimal]") {
    CHECK(decimal("1.5") == decimal("1.500"));
    CHECK(decimal("1.0") == 1);
    CHECK(1 == decimal("1.0"));
    CHECK(decimal("9.99") < 10);
    CHECK(10 > decimal("9.99"));
    CHECK(decimal("-2") < decimal("-1.99"));
    CHECK(decimal("10000.0001") > decimal("10000"));
    CHECK(decimal("0.0") == 0);
    CHECK(decimal("0.001") > 0);
    CHECK(decimal("-0.001") < 0);
    CHECK(std::hash<decimal>()(decimal("1.5")) == std::hash<decimal>()(decimal("1.50")));
    CHECK(std::hash<decimal>()(decimal("0.0")) == std::hash<decimal>()(decimal(0)));
    std::unordered_set<decimal> set{decimal("1.0"), decimal("1"), decimal("2")};
    CHECK(set.size() == 2);
}

TEST_CASE("decimals work with the standard library", "[types][decimal]") {
    const std::vector<decimal> prices{decimal("19.99"), decimal("5.01"), 10};
    CHECK(std::accumulate(prices.begin(), prices.end(), decimal(0)) == 35);
    CHECK(*std::max_element(prices.begin(), prices.end()) == decimal("19.99"));
    std::ostringstream out;
    out << decimal("19.90");
    CHECK(out.str() == "19.90");
    const item one{.name = "record", .price = decimal("9.90")};
    const item two = one;
    CHECK(two.price == decimal("9.9"));
}

TEST_CASE("long decimals copy and move like short ones", "[types][decimal]") {
    const std::string text = "1" + std::string(100, '7') + "." + std::string(50, '3');
    decimal a(text);
    decimal b = a;
    CHECK(b == a);
    decimal c = std::move(b);
    CHECK(c == a);
    CHECK(b == 0);  // NOLINT(bugprone-use-after-move): documented
    b = c;
    c = decimal("1.5");
    CHECK(print(b) == text);
    a = std::move(b);
    CHECK(print(a) == text);
    auto& self = a;
    a = self;
    a = std::move(self);
    CHECK(print(a) == text);
    c = a;
    a = 3;
    std::swap(a, c);
    CHECK(print(a) == text);
    CHECK(c == 3);
}
