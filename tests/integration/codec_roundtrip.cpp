// Every value comes back: random values and all edges go to a server as binary parameters, and are compared with the
// server's own text and with what it makes of that text.
#include "support/catch.hpp"
#include "support/server.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/codec/all.hpp>
#include <vinyl/jsonb.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using vinyl::codec;
using vinyl::decimal;
using namespace std::chrono_literals;

namespace {

using result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

/// One connection for all tests of this file; raw libpq, binary in both directions.
class session {
public:
    session() : connection_(PQconnectdb(tests::dsn().c_str()), &PQfinish) {
        if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
        run("set time zone 'UTC'");
        run("set intervalstyle = 'iso_8601'");
        run("set datestyle = 'ISO, YMD'");
        run("set bytea_output = 'hex'");
        run("set client_min_messages = warning");
        run("create extension if not exists hstore");
    }

    result run(const std::string& sql, const std::vector<vinyl::wire_value>& parameters = {}) {
        std::vector<Oid> types;
        std::vector<const char*> values;
        std::vector<int> lengths;
        const std::vector<int> formats(parameters.size(), 1);
        for (const auto& parameter : parameters) {
            types.push_back(parameter.oid);
            values.push_back(parameter.null ? nullptr : parameter.bytes.data());
            lengths.push_back(static_cast<int>(parameter.bytes.size()));
        }
        result answer(PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(parameters.size()), types.data(),
                                   values.data(), lengths.data(), formats.data(), 1),
                      &PQclear);
        const auto status = PQresultStatus(answer.get());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            throw std::runtime_error(sql + ": " + PQerrorMessage(connection_.get()));
        return answer;
    }

private:
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

session& server() {
    static session one;
    return one;
}

template <class T>
T read(const result& answer, int column) {
    REQUIRE(PQgetisnull(answer.get(), 0, column) == 0);
    const auto type = static_cast<std::uint32_t>(PQftype(answer.get(), column));
    REQUIRE(codec<T>::accepts(type));
    return codec<T>::decode(
        {PQgetvalue(answer.get(), 0, column), static_cast<std::size_t>(PQgetlength(answer.get(), 0, column))}, type);
}

/// Equal, where NaN equals NaN and an interval's parts count.
template <class T>
bool same(const T& a, const T& b) {
    if constexpr (std::is_floating_point_v<T>)
        return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
    else if constexpr (std::is_same_v<T, vinyl::interval>) return a.same_parts(b);
    else if constexpr (std::is_same_v<T, decimal>) return a == b && a.to_string() == b.to_string();
    else return a == b;
}

template <class T>
std::string bytes_of(const T& value) {
    return vinyl::to_wire(value).bytes;
}

/// The value as one parameter: it comes back, and again from the server's text.
template <class T>
std::string comes_back_alone(const T& value) {
    const std::string type(codec<T>::sql_type);
    const auto answer = server().run("select $1::" + type + ", ($1::" + type + ")::text", {vinyl::to_wire(value)});
    CHECK(same(read<T>(answer, 0), value));
    auto text = read<std::string>(answer, 1);
    const auto again = server().run("select $1::text::" + type, {vinyl::to_wire(text)});
    CHECK(same(read<T>(again, 0), value));
    return text;
}

/// Very many values in one array; `print` says what the server's text must be.
template <class T>
void all_come_back(const std::vector<T>& values, const std::function<std::string(const T&)>& print = {}) {
    const std::string type(codec<T>::sql_type);
    const auto answer =
        server().run("select $1::" + type + "[], (select array_agg(x::text order by n) from unnest($1::" + type +
                         "[]) with ordinality u(x, n))",
                     {vinyl::to_wire(values)});
    const auto returned = read<std::vector<T>>(answer, 0);
    const auto texts = read<std::vector<std::string>>(answer, 1);
    const auto again =
        server().run("select array_agg(x::" + type + " order by n) from unnest($1::text[]) with ordinality u(x, n)",
                     {vinyl::to_wire(texts)});
    const auto reread = read<std::vector<T>>(again, 0);

    CAPTURE(type);
    REQUIRE(returned.size() == values.size());
    REQUIRE(texts.size() == values.size());
    REQUIRE(reread.size() == values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const T value = values[i];
        if (same<T>(returned[i], value) && same<T>(reread[i], value) && (!print || print(value) == texts[i])) continue;
        CAPTURE(i, texts[i]);
        CHECK(same<T>(returned[i], value));
        CHECK(same<T>(reread[i], value));
        if (print) CHECK(print(value) == texts[i]);
    }
}

std::mt19937_64& random_bits() {
    static std::mt19937_64 generator(20'261'123);
    return generator;
}

std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_bits());
}

/// How many random values of each type; VINYL_TEST_VALUES in the environment asks for more.
std::size_t how_many() {
    const char* wish = std::getenv("VINYL_TEST_VALUES");
    if (wish != nullptr) return static_cast<std::size_t>(std::strtoul(wish, nullptr, 10));
    return tests::through_gate() ? 200 : 20'000;
}

/// `edges`, and random values behind them.
template <class T, class Make>
std::vector<T> many(std::vector<T> edges, Make make) {
    for (std::size_t i = 0; i < how_many(); ++i) edges.push_back(make());
    return edges;
}

std::string format_date(const vinyl::date& date) {
    const int year = static_cast<int>(date.year());
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", year > 0 ? year : 1 - year, static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    return text;
}

/// "2024-02-29 12:00:00.5", then `zone`, then " BC" where it is due.
std::string format_timestamp(std::chrono::microseconds since_1970, const std::string& zone) {
    if (since_1970 == std::chrono::microseconds::max()) return "infinity";
    if (since_1970 == std::chrono::microseconds::min()) return "-infinity";
    const auto days = std::chrono::floor<std::chrono::days>(since_1970);
    const std::int64_t count = days.count();
    // years of PostgreSQL go beyond those of std::chrono::year; the calendar repeats every 146097 days
    const std::int64_t cycles = count / 146'097;
    const vinyl::date date{std::chrono::sys_days(std::chrono::days(count - cycles * 146'097))};
    const std::int64_t year = static_cast<int>(date.year()) + cycles * 400;
    char text[60];
    std::snprintf(text, sizeof text, "%04lld-%02u-%02u", static_cast<long long>(year > 0 ? year : 1 - year),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text + (" " + vinyl::time_of_day(since_1970 - days).to_string()) + zone + (year > 0 ? "" : " BC");
}

std::string random_text(std::size_t longest) {
    static const std::vector<std::string> letters{"a", "Z",  "0",  " ",  "\"",   "'",    "\\",   "{",
                                                  "}", ",",  "\n", "\t", "NULL", "\x7f", "\x01", "ä",
                                                  "€", "漢", "😀", "=>", "%",    "$1",   ";--"};
    std::string text;
    for (auto n = between(0, static_cast<std::int64_t>(longest)); n > 0; --n)
        text += letters[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(letters.size()) - 1))];
    return text;
}

decimal random_decimal(int longest) {
    std::string text = between(0, 1) == 0 ? "-" : "";
    const auto digits = [&](std::int64_t count) {
        const bool sparse = between(0, 2) == 0;
        for (; count > 0; --count)
            text.push_back(sparse && between(0, 7) != 0 ? '0' : static_cast<char>('0' + between(0, 9)));
    };
    digits(between(1, longest));
    if (between(0, 3) != 0) {
        text.push_back('.');
        digits(between(1, longest));
    }
    return decimal(text);
}

vinyl::date random_date() { return vinyl::date(vinyl::wide_date(std::chrono::days(between(-2'440'588, 11'248'737)))); }

constexpr std::int64_t first_microsecond = -210'866'803'200'000'000;

}  // namespace

TEST_CASE("every boolean and integer comes back", "[codec]") {
    all_come_back<bool>({true, false}, [](bool x) { return x ? "true" : "false"; });
    const auto check = []<class T>(T) {
        using limits = std::numeric_limits<T>;
        all_come_back<T>(many<T>({0, 1, -1, limits::min(), limits::max()},
                                 [] { return static_cast<T>(random_bits()() >> (64 - 8 * sizeof(T))); }),
                         [](const T& x) { return std::to_string(x); });
    };
    check(std::int16_t{});
    check(std::int32_t{});
    check(std::int64_t{});
}

TEST_CASE("every floating point number comes back", "[codec]") {
    using floats = std::numeric_limits<float>;
    using doubles = std::numeric_limits<double>;
    all_come_back<float>(many<float>({0, -0.0F, 1, floats::min(), floats::max(), floats::denorm_min(),
                                      floats::infinity(), -floats::infinity(), floats::quiet_NaN()},
                                     [] { return std::bit_cast<float>(static_cast<std::uint32_t>(random_bits()())); }));
    all_come_back<double>(many<double>({0, -0.0, 0.1, doubles::min(), doubles::max(), doubles::denorm_min(),
                                        doubles::infinity(), -doubles::infinity(), doubles::quiet_NaN()},
                                       [] { return std::bit_cast<double>(random_bits()()); }));
}

TEST_CASE("every text and every byte comes back", "[codec]") {
    all_come_back<std::string>(
        many<std::string>({"", "NULL", "{}", std::string(100'000, 'x')}, [] { return random_text(20); }),
        [](const std::string& x) { return x; });
    using bytes = std::vector<std::byte>;
    all_come_back<bytes>(many<bytes>({{}, bytes(100'000)}, [] {
        bytes value(static_cast<std::size_t>(between(0, 20)));
        for (auto& byte : value) byte = static_cast<std::byte>(between(0, 255));
        return value;
    }));
}

TEST_CASE("every date comes back", "[codec]") {
    const auto print = [](const vinyl::date& x) {
        return format_date(x) + (static_cast<int>(x.year()) > 0 ? "" : " BC");
    };
    all_come_back<vinyl::date>(many<vinyl::date>({2000y / 1 / 1, 1999y / 12 / 31, 1970y / 1 / 1, 1y / 1 / 1,
                                                  0y / 12 / 31, std::chrono::year(-4) / 2 / 29,
                                                  std::chrono::year(-4712) / 1 / 1, std::chrono::year(-4713) / 11 / 24,
                                                  9999y / 12 / 31, 10000y / 1 / 1, std::chrono::year::max() / 12 / 31},
                                                 random_date),
                               print);
    all_come_back<vinyl::wide_date>(
        many<vinyl::wide_date>({vinyl::date_infinity, vinyl::date_minus_infinity, vinyl::wide_date()},
                               [] { return vinyl::wide_date(std::chrono::days(between(-2'440'588, 2'145'000'000))); }));
    CHECK(comes_back_alone(vinyl::date_infinity) == "infinity");
    CHECK(comes_back_alone(vinyl::date_minus_infinity) == "-infinity");
    const auto infinity = server().run("select 'infinity'::date");
    CHECK_THROWS_AS(read<vinyl::date>(infinity, 0), vinyl::data_error);
}

TEST_CASE("every time of day comes back", "[codec]") {
    all_come_back<vinyl::time_of_day>(
        many<vinyl::time_of_day>(
            {vinyl::time_of_day(), vinyl::time_of_day::end_of_day(), vinyl::time_of_day(23, 59, 59, 999'999)},
            [] { return vinyl::time_of_day(std::chrono::microseconds(between(0, 86'400'000'000))); }),
        [](const vinyl::time_of_day& x) { return x.to_string(); });
}

TEST_CASE("every timestamp comes back", "[codec]") {
    const auto make = [] {
        const bool usual = between(0, 1) == 0;
        return std::chrono::microseconds(
            usual ? between(-2'000'000'000'000'000, 4'000'000'000'000'000)
                  : between(first_microsecond, std::numeric_limits<std::int64_t>::max() - 1));
    };
    const std::vector<std::chrono::microseconds> edges{0us,
                                                       -1us,
                                                       std::chrono::microseconds(946'684'800'000'000),
                                                       std::chrono::microseconds(946'684'799'999'999),
                                                       std::chrono::microseconds(first_microsecond),
                                                       std::chrono::microseconds::max() - 1us};
    std::vector<vinyl::timestamp> instants{vinyl::timestamp_infinity, vinyl::timestamp_minus_infinity};
    std::vector<vinyl::local_timestamp> locals{vinyl::local_timestamp_infinity, vinyl::local_timestamp_minus_infinity};
    for (const auto edge : edges) {
        instants.emplace_back(edge);
        locals.emplace_back(edge);
    }
    all_come_back<vinyl::timestamp>(many<vinyl::timestamp>(instants, [&] { return vinyl::timestamp(make()); }),
                                    [](const vinyl::timestamp& x) {
                                        const auto since = x.time_since_epoch();
                                        return format_timestamp(since, "+00");
                                    });
    all_come_back<vinyl::local_timestamp>(
        many<vinyl::local_timestamp>(locals, [&] { return vinyl::local_timestamp(make()); }),
        [](const vinyl::local_timestamp& x) { return format_timestamp(x.time_since_epoch(), ""); });
    const auto last = server().run("select '294276-12-31 23:59:59.999999Z'::timestamptz");
    CHECK_THROWS_AS(read<vinyl::timestamp>(last, 0), vinyl::data_error);
}

TEST_CASE("every interval comes back, with its three parts", "[codec]") {
    all_come_back<vinyl::interval>(
        many<vinyl::interval>({{},
                               {.months = 1},
                               {.days = 30},
                               {.microseconds = 86'400'000'000},
                               {.months = -1, .days = 1},
                               {.microseconds = -1},
                               {.months = 14, .days = -3, .microseconds = 14'706'700'000}},
                              [] {
                                  vinyl::interval value;
                                  if (between(0, 2) != 0)
                                      value.months = static_cast<std::int32_t>(between(-1'000'000, 1'000'000));
                                  if (between(0, 2) != 0)
                                      value.days = static_cast<std::int32_t>(between(-1'000'000, 1'000'000));
                                  if (between(0, 2) != 0)
                                      value.microseconds = between(-1'000'000'000'000'000, 1'000'000'000'000'000);
                                  return value;
                              }),
        [](const vinyl::interval& x) { return x.to_string(); });

    const vinyl::interval extreme{.months = INT32_MAX, .days = INT32_MIN, .microseconds = INT64_MAX};
    CHECK(same(read<vinyl::interval>(server().run("select $1", {vinyl::to_wire(extreme)}), 0), extreme));
}

TEST_CASE("intervals compare as on the server", "[codec]") {
    std::vector<vinyl::interval> left, right;
    for (int i = 0; i < 2000; ++i) {
        const auto make = [] {
            return vinyl::interval{.months = static_cast<std::int32_t>(between(-2, 2)),
                                   .days = static_cast<std::int32_t>(between(-60, 60)),
                                   .microseconds = between(-3, 3) * 43'200'000'000};
        };
        left.push_back(make());
        right.push_back(make());
    }
    const auto answer = server().run(
        "select array_agg(a < b order by n), array_agg(a = b order by n) from unnest($1::interval[], $2::interval[]) "
        "with "
        "ordinality u(a, b, n)",
        {vinyl::to_wire(left), vinyl::to_wire(right)});
    const auto less = read<std::vector<bool>>(answer, 0);
    const auto equal = read<std::vector<bool>>(answer, 1);
    for (std::size_t i = 0; i < left.size(); ++i) {
        CHECK((left[i] < right[i]) == less[i]);
        CHECK((left[i] == right[i]) == equal[i]);
    }
}

TEST_CASE("every decimal comes back", "[codec]") {
    const auto print = [](const decimal& x) { return x.to_string(); };
    all_come_back<decimal>(many<decimal>({0, 1, -1, decimal("0.00"), decimal("1.50"), decimal("10000"),
                                          decimal("0.0001"), decimal("0.00001"), decimal("-1e100"), decimal::nan(),
                                          decimal::infinity(), -decimal::infinity()},
                                         [] { return random_decimal(60); }),
                           print);
    const std::string widest = std::string(131'072, '9') + "." + std::string(16'383, '9');
    CHECK(comes_back_alone(decimal(widest)) == widest);
    CHECK(comes_back_alone(decimal("1e131071")) == decimal("1e131071").to_string());
    CHECK(comes_back_alone(decimal("1e-16383")) == decimal("1e-16383").to_string());
}

TEST_CASE("decimals calculate as the server does", "[codec]") {
    const std::size_t count = how_many() / 4;
    std::vector<decimal> left, right;
    for (std::size_t i = 0; i < count; ++i) {
        left.push_back(random_decimal(i % 2 == 0 ? 8 : 60));
        decimal divisor = random_decimal(i % 3 == 0 ? 6 : 40);
        right.push_back(divisor.is_zero() ? decimal(7) : std::move(divisor));
    }
    const auto answer = server().run(
        "select array_agg(a + b order by n), array_agg(a - b order by n), array_agg(a * b order by n), "
        "array_agg(a / b order by n), array_agg(a % b order by n), array_agg(round(a, 3) order by n), "
        "array_agg(trunc(a, 2) order by n), array_agg(floor(a) order by n), array_agg(ceil(a) order by n), "
        "array_agg(round(a, -2) order by n), array_agg(a < b order by n) "
        "from unnest($1::numeric[], $2::numeric[]) with ordinality u(a, b, n)",
        {vinyl::to_wire(left), vinyl::to_wire(right)});
    std::vector<std::vector<decimal>> expected;
    for (int column = 0; column < 10; ++column) expected.push_back(read<std::vector<decimal>>(answer, column));
    const auto less = read<std::vector<bool>>(answer, 10);
    for (std::size_t i = 0; i < count; ++i) {
        const decimal& a = left[i];
        const decimal& b = right[i];
        const decimal mine[] = {a + b,      a - b,      a * b,     a / b,    a % b,
                                a.round(3), a.trunc(2), a.floor(), a.ceil(), a.round(-2)};
        for (std::size_t column = 0; column < std::size(mine); ++column) {
            if (same(mine[column], expected[column][i])) continue;
            CAPTURE(column, a, b);
            CHECK(mine[column].to_string() == expected[column][i].to_string());
        }
        CHECK((a < b) == less[i]);
    }
}

TEST_CASE("averages are read as double and as decimal", "[codec]") {
    const auto answer = server().run("select avg(x), sum(x), avg(x::float8), sum(x::real) from unnest($1::bigint[]) x",
                                     {vinyl::to_wire(std::vector<std::int64_t>{1, 2, 4})});
    CHECK(read<double>(answer, 0) == 7.0 / 3);
    CHECK(read<decimal>(answer, 0).to_string() == "2.3333333333333333");
    CHECK(read<decimal>(answer, 1) == 7);
    CHECK(read<double>(answer, 2) == 7.0 / 3);
    CHECK(read<double>(answer, 3) == 7);

    std::vector<decimal> values =
        many<decimal>({0, decimal("1e300"), decimal("-1e-300")}, [] { return random_decimal(30); });
    const auto doubles =
        server().run("select array_agg(x::float8 order by n) from unnest($1::numeric[]) with ordinality u(x, n)",
                     {vinyl::to_wire(values)});
    const auto expected = read<std::vector<double>>(doubles, 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(values[i].to_double() == expected[i]);
        CHECK(codec<double>::decode(bytes_of(values[i]), vinyl::oid::numeric) == expected[i]);
    }
}

TEST_CASE("every uuid comes back", "[codec]") {
    all_come_back<vinyl::uuid>(many<vinyl::uuid>({vinyl::uuid()}, [] { return vinyl::uuid::random(); }),
                               [](const vinyl::uuid& x) { return x.to_string(); });
}

TEST_CASE("every JSON value comes back", "[codec]") {
    const std::function<vinyl::json(int)> make = [&](int depth) -> vinyl::json {
        switch (between(0, depth > 0 ? 7 : 5)) {
            case 0: return nullptr;
            case 1: return between(0, 1) == 1;
            case 2: return between(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
            case 3: return static_cast<double>(between(-1'000'000, 1'000'000) * 2 + 1) / 8;
            case 4: return boost::json::string(random_text(10));
            case 5: return std::numeric_limits<std::uint64_t>::max();
            case 6: {
                boost::json::array array;
                for (auto n = between(0, 4); n > 0; --n) array.push_back(make(depth - 1));
                return array;
            }
            default: {
                boost::json::object object;
                for (auto n = between(0, 4); n > 0; --n) object[random_text(5)] = make(depth - 1);
                return object;
            }
        }
    };
    std::vector<vinyl::json> values;
    for (std::size_t i = 0; i < how_many() / 4; ++i) values.push_back(make(4));
    all_come_back<vinyl::json>(values);
    const auto answer = server().run("select '{\"a\": [1, 2]}'::json");
    CHECK(read<vinyl::json>(answer, 0).at("a").as_array().size() == 2);

    using stored = vinyl::jsonb_of<std::vector<std::string>>;
    comes_back_alone(stored(std::vector<std::string>{"a", "ä\""}));
}

TEST_CASE("every array comes back", "[codec]") {
    using ints = std::vector<std::int32_t>;
    CHECK(comes_back_alone(ints{}) == "{}");
    CHECK(comes_back_alone(ints{1, -2}) == "{1,-2}");
    CHECK(comes_back_alone(std::vector<std::optional<std::int64_t>>{1, std::nullopt}) == "{1,NULL}");
    CHECK(comes_back_alone(std::vector<ints>{{1, 2}, {3, 4}}) == "{{1,2},{3,4}}");
    CHECK(comes_back_alone(std::vector<std::vector<std::optional<std::string>>>{{"a"}, {std::nullopt}}) ==
          "{{a},{NULL}}");
    CHECK(comes_back_alone(std::vector<bool>{true, false}) == "{t,f}");
    for (int i = 0; i < 200; ++i) {
        std::vector<std::optional<std::string>> strings;
        for (auto n = between(0, 6); n > 0; --n)
            strings.push_back(between(0, 4) == 0 ? std::nullopt : std::optional(random_text(8)));
        comes_back_alone(strings);
        std::vector<std::vector<std::vector<std::optional<decimal>>>> cube(
            static_cast<std::size_t>(between(1, 3)),
            {static_cast<std::size_t>(between(1, 3)), {static_cast<std::size_t>(between(1, 3)), random_decimal(10)}});
        cube[0][0][0] = std::nullopt;
        CHECK(read<decltype(cube)>(server().run("select $1", {vinyl::to_wire(cube)}), 0) == cube);
    }
    const auto bounds =
        server().run("select '[-3:-2]={7,8}'::int[], '[0:1][5:6]={{1,2},{3,4}}'::int[], '{}'::varchar[]");
    CHECK(read<ints>(bounds, 0) == ints{7, 8});
    CHECK(read<std::vector<ints>>(bounds, 1) == std::vector<ints>{{1, 2}, {3, 4}});
    CHECK(read<std::vector<std::string>>(bounds, 2).empty());
}

TEST_CASE("every range comes back", "[codec]") {
    using vinyl::range;
    CHECK(comes_back_alone(range<std::int32_t>()) == "empty");
    CHECK(comes_back_alone(range<std::int64_t>(1, 4)) == "[1,4)");
    CHECK(comes_back_alone(range<std::int32_t>(std::nullopt, std::nullopt)) == "(,)");
    CHECK(comes_back_alone(range<decimal>(decimal("1.5"), decimal("2.50"), false, true)) == "(1.5,2.50]");
    CHECK(comes_back_alone(range<vinyl::date>(2000y / 1 / 1, std::nullopt)) == "[2000-01-01,)");
    comes_back_alone(range<vinyl::timestamp>(vinyl::timestamp(0us), vinyl::timestamp_infinity));
    comes_back_alone(range<vinyl::local_timestamp>(std::nullopt, vinyl::local_timestamp(5us), false, true));
    const auto canonical = server().run("select $1", {vinyl::to_wire(range<std::int32_t>::closed(1, 3))});
    CHECK(read<range<std::int32_t>>(canonical, 0) == range<std::int32_t>(1, 4));
    for (int i = 0; i < 300; ++i) {
        auto low = random_decimal(10), high = random_decimal(10);
        if (high < low) std::swap(low, high);
        if (low == high) continue;
        comes_back_alone(range<decimal>(low, high, between(0, 1) == 0, between(0, 1) == 0));
    }
}

TEST_CASE("every hstore comes back", "[codec]") {
    comes_back_alone(vinyl::hstore{});
    CHECK(comes_back_alone(vinyl::hstore{{"a", "1"}, {"b", std::nullopt}}) == R"("a"=>"1", "b"=>NULL)");
    for (int i = 0; i < 200; ++i) {
        vinyl::hstore value;
        for (auto n = between(0, 6); n > 0; --n)
            value[random_text(6)] = between(0, 3) == 0 ? std::nullopt : std::optional(random_text(6));
        comes_back_alone(value);
    }
}
