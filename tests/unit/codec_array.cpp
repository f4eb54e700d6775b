// Arrays: NULLs, lower bounds, dimensions, and counts that lie.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/codec/array.hpp>
#include <vinyl/codec/date.hpp>
#include <vinyl/codec/decimal.hpp>
#include <vinyl/codec/enumeration.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/codec/range.hpp>
#include <vinyl/codec/text.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <variant>
#include <vector>

using vinyl::codec;
namespace oid = vinyl::oid;

namespace {

enum class mood { bad, ok };

/// An array as the server sends it: 32-bit numbers, and elements in between.
std::string form(std::initializer_list<std::variant<std::int64_t, std::string>> parts) {
    std::string out;
    for (const auto& part : parts) {
        if (const auto* number = std::get_if<std::int64_t>(&part))
            vinyl::detail::append(out, static_cast<std::int32_t>(*number));
        else
            out += std::get<std::string>(part);
    }
    return out;
}

template <class T>
T decode(const std::string& bytes) {
    return codec<T>::decode(bytes, codec<T>::oid);
}

template <class T>
void comes_back(const T& value) {
    CHECK(decode<T>(vinyl::to_wire(value).bytes) == value);
}

using ints = std::vector<std::int32_t>;
using matrix = std::vector<ints>;

static_assert(codec<ints>::oid == oid::integer_array && codec<ints>::sql_type == "integer[]");
static_assert(codec<matrix>::oid == oid::integer_array && codec<matrix>::sql_type == "integer[]");
static_assert(codec<std::vector<std::vector<std::byte>>>::oid == oid::bytea_array);
static_assert(codec<std::vector<vinyl::range<std::int64_t>>>::oid == oid::int8range_array);
static_assert(vinyl::column_type<std::vector<std::optional<vinyl::decimal>>>);
static_assert(!vinyl::column_type<std::vector<char>> && !vinyl::column_type<std::optional<ints>>);
static_assert(!vinyl::column_type<std::vector<std::vector<std::vector<std::vector<std::vector<matrix>>>>>>);

}  // namespace

template <>
struct vinyl::enum_storage<mood> : vinyl::stored_by_name<"mood"> {};

TEST_CASE("arrays have their binary form", "[codec][array]") {
    CHECK(vinyl::to_wire(ints{7, 8}).bytes == form({1, 0, 23, 2, 1, 4, 7, 4, 8}));
    CHECK(vinyl::to_wire(ints{}).bytes == form({0, 0, 23}));
    CHECK(vinyl::to_wire(std::vector<std::optional<std::int32_t>>{7, std::nullopt}).bytes == form({1, 1, 23, 2, 1, 4, 7, -1}));
    CHECK(vinyl::to_wire(matrix{{1, 2}, {3, 4}}).bytes == form({2, 0, 23, 2, 1, 2, 1, 4, 1, 4, 2, 4, 3, 4, 4}));
    CHECK(vinyl::to_wire(std::vector<std::string>{"a"}).bytes == form({1, 0, 25, 1, 1, 1, "a"}));
}

TEST_CASE("arrays of every kind come back", "[codec][array]") {
    comes_back(ints{});
    comes_back(ints{1, -2, 3});
    comes_back(std::vector<bool>{true, false, true});
    comes_back(std::vector<std::string>{"", "a", std::string(1000, 'x')});
    comes_back(std::vector<std::optional<std::string>>{"", std::nullopt});
    comes_back(std::vector<std::vector<std::byte>>{{}, {std::byte{1}}});
    comes_back(std::vector<vinyl::decimal>{vinyl::decimal("1.50"), vinyl::decimal::nan()});
    comes_back(std::vector<vinyl::date>{vinyl::date(std::chrono::sys_days())});
    comes_back(std::vector<vinyl::range<std::int64_t>>{{1, 2}, {}});
    comes_back(matrix{{1, 2, 3}, {4, 5, 6}});
    comes_back(std::vector<matrix>{{{1}, {2}}, {{3}, {4}}});
    comes_back(std::vector<std::vector<std::optional<std::int64_t>>>{{1, std::nullopt}, {std::nullopt, 4}});
}

TEST_CASE("a NULL element needs an optional", "[codec][array]") {
    const std::string bytes = form({1, 1, 23, 2, 1, 4, 7, -1});
    CHECK_THROWS_WITH(decode<ints>(bytes), Catch::Matchers::Contains("optional"));
    CHECK(decode<std::vector<std::optional<std::int32_t>>>(bytes)[1] == std::nullopt);
    CHECK_THROWS_AS(decode<std::vector<std::optional<std::int32_t>>>(form({1, 1, 23, 1, 1, -2})), vinyl::data_error);
}

TEST_CASE("lower bounds other than one are read over", "[codec][array]") {
    CHECK(decode<ints>(form({1, 0, 23, 2, -5, 4, 7, 4, 8})) == ints{7, 8});
    CHECK(decode<ints>(form({1, 0, 23, 1, 0, 4, 7})) == ints{7});
}

TEST_CASE("the number of dimensions must be that of the C++ type", "[codec][array]") {
    CHECK_THROWS_WITH(decode<ints>(vinyl::to_wire(matrix{{1, 2}}).bytes), Catch::Matchers::Contains("dimensions"));
    CHECK_THROWS_AS(decode<matrix>(vinyl::to_wire(ints{1, 2}).bytes), vinyl::data_error);
    CHECK(decode<matrix>(form({0, 0, 23})).empty());
}

TEST_CASE("arrays are rectangular", "[codec][array]") {
    CHECK_THROWS_WITH(vinyl::to_wire(matrix{{1, 2}, {3}}), Catch::Matchers::Contains("rectangular"));
    CHECK_THROWS_AS(vinyl::to_wire(matrix{{}, {3}}), vinyl::data_error);
    CHECK(vinyl::to_wire(matrix{{}, {}}).bytes == form({0, 0, 23}));
}

TEST_CASE("narrower element types are accepted as for single values", "[codec][array]") {
    CHECK(decode<std::vector<std::int64_t>>(form({1, 0, 23, 1, 1, 4, 7})) == std::vector<std::int64_t>{7});
    CHECK(codec<std::vector<std::int64_t>>::accepts(oid::integer_array));
    CHECK_FALSE(codec<ints>::accepts(oid::bigint_array));
    CHECK_FALSE(codec<ints>::accepts(oid::integer));
    CHECK(codec<std::vector<std::string>>::accepts(oid::varchar_array));
    CHECK_THROWS_AS(decode<ints>(form({1, 0, 20, 1, 1, 8, 0, 7})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({0, 0, 25})), vinyl::data_error);
}

TEST_CASE("arrays of enums by name travel as text", "[codec][array]") {
    const vinyl::wire_value wire = vinyl::to_wire(std::vector<mood>{mood::ok});
    CHECK(wire.oid == oid::text_array);
    CHECK(wire.bytes == form({1, 0, 25, 1, 1, 2, "ok"}));
    CHECK(codec<std::vector<mood>>::sql_type == "mood[]");
    CHECK(decode<std::vector<mood>>(form({1, 0, 16500, 1, 1, 3, "bad"})) == std::vector<mood>{mood::bad});
}

TEST_CASE("counts that lie allocate nothing", "[codec][array]") {
    CHECK_THROWS_AS(decode<ints>(form({1, 0, 23, INT32_MAX, 1})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({1, 0, 23, INT32_MAX, 1, 4, 7})), vinyl::data_error);
    CHECK_THROWS_AS(decode<matrix>(form({2, 0, 23, 65536, 1, 65536, 1, 4, 7})), vinyl::data_error);
    CHECK_THROWS_AS(decode<matrix>(form({2, 0, 23, 1, 1, INT32_MAX, 1, 4, 7})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({1, 0, 23, -1, 1})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({1, 0, 23, 0, 1})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({-1, 0, 23})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({7, 0, 23})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({1, 2, 23, 1, 1, 4, 7})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({1, 0, 23, 1, 1, 4, 7, 0})), vinyl::data_error);
    CHECK_THROWS_AS(decode<ints>(form({1, 0, 23, 1, 1, 3, 7})), vinyl::data_error);
}
