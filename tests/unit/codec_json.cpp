// jsonb: Boost.JSON's values, and C++ types kept as JSON.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/codec/array.hpp>
#include <vinyl/codec/json.hpp>
#include <vinyl/codec/jsonb_of.hpp>

#include <boost/describe/class.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <string>
#include <vector>

using vinyl::codec;
using vinyl::json;

namespace {

struct label {
    std::string name;
    int founded = 0;
    std::vector<std::string> artists;

    bool operator==(const label&) const = default;
};
BOOST_DESCRIBE_STRUCT(label, (), (name, founded, artists))

std::string jsonb(std::string text) { return "\1" + text; }

}  // namespace

TEST_CASE("a JSON value travels as jsonb", "[codec][json]") {
    const json value = {{"name", "Kind of Blue"}, {"year", 1959}, {"tags", {"jazz", nullptr, true, 1.5}}};
    const vinyl::wire_value wire = vinyl::to_wire(value);
    CHECK(wire.oid == vinyl::oid::jsonb);
    CHECK(wire.bytes == jsonb(R"({"name":"Kind of Blue","year":1959,"tags":["jazz",null,true,1.5E0]})"));
    CHECK(codec<json>::decode(wire.bytes, vinyl::oid::jsonb) == value);
    CHECK(codec<json>::decode(wire.bytes.substr(1), vinyl::oid::json) == value);
    CHECK(vinyl::to_wire(json()).bytes == jsonb("null"));
}

TEST_CASE("long strings and long documents are written whole", "[codec][json]") {
    boost::json::array many;
    for (int i = 0; i < 2000; ++i) many.emplace_back(std::string(static_cast<std::size_t>(i % 37), 'x') + "\n\"\\\x01");
    const json value(many);
    CHECK(codec<json>::decode(vinyl::to_wire(value).bytes, 0) == value);
}

TEST_CASE("floating-point numbers in JSON are the nearest double, and stay what they are", "[codec][json]") {
    for (const char* const text :
         {"1000000007747810774518781086", "1000000007747810774518781087E0", "0.1", "0.30000000000000004", "123456.789012345678",
          "1.7976931348623157e308", "2.2250738585072014E-308", "5e-324", "-9007199254740993.0", "18446744073709551616",
          "179769313486231580793728971405301e276", "8.41e21", "-0.0", "7.2057594037927933e16"}) {
        CAPTURE(text);
        const double nearest = std::strtod(text, nullptr);
        const json read = codec<json>::decode(jsonb("[" + std::string(text) + "]"), 0);
        CHECK(read.at(0).as_double() == nearest);
        CHECK(std::signbit(read.at(0).as_double()) == std::signbit(nearest));
        CHECK(codec<json>::decode(vinyl::to_wire(read).bytes, 0) == read);
        CHECK(codec<json>::decode(jsonb(text), 0).as_double() == nearest);
    }
    CHECK(codec<json>::decode(jsonb("[1,-1,18446744073709551615,-9223372036854775808]"), 0) ==
          json{1, -1, 18446744073709551615U, std::int64_t{-9223372036854775807} - 1});
    CHECK(codec<json>::decode(jsonb("1e-400"), 0).as_double() == 0);
}

TEST_CASE("what no double holds is no JSON number", "[codec][json]") {
    for (const char* const text : {"1e400", "-1e400", "6e0899", "[1, 1e99999]", "1e99999999999999999999"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(codec<json>::decode(jsonb(text), 0), vinyl::data_error);
    }
    CHECK_THROWS_WITH(codec<json>::decode(jsonb("1e400"), 0), Catch::Matchers::Contains("too large for a double"));
    const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    for (const json& value : {json(infinity), json(-infinity), json{{"a", {1, 2, json{{"b", nan}}}}}})
        CHECK_THROWS_AS(vinyl::to_wire(value), vinyl::data_error);
}

TEST_CASE("what is no jsonb is a data_error", "[codec][json]") {
    for (const std::string& bytes : {std::string(), std::string("\2{}"), jsonb(""), jsonb("{"), jsonb("{} x"), jsonb("nul"),
                                     jsonb("\"\xff\""), jsonb("01")}) {
        CAPTURE(bytes);
        CHECK_THROWS_AS(codec<json>::decode(bytes, vinyl::oid::jsonb), vinyl::data_error);
    }
    CHECK_NOTHROW(codec<json>::decode(jsonb(std::string(500, '[') + std::string(500, ']')), 0));
    CHECK_THROWS_AS(codec<json>::decode(jsonb(std::string(100000, '[')), 0), vinyl::data_error);
}

TEST_CASE("a described struct is kept as JSON", "[codec][json]") {
    const vinyl::jsonb_of<label> value = label{.name = "Columbia", .founded = 1889, .artists = {"Miles Davis"}};
    const vinyl::wire_value wire = vinyl::to_wire(value);
    CHECK(wire.bytes == jsonb(R"({"name":"Columbia","founded":1889,"artists":["Miles Davis"]})"));
    CHECK(codec<vinyl::jsonb_of<label>>::decode(wire.bytes, 0) == value);
    CHECK_THROWS_WITH(codec<vinyl::jsonb_of<label>>::decode(jsonb(R"({"name":"Columbia"})"), 0),
                      Catch::Matchers::Contains("does not fit"));

    const vinyl::jsonb_of<std::map<std::string, int>> counts = std::map<std::string, int>{{"a", 1}};
    CHECK(codec<vinyl::jsonb_of<std::map<std::string, int>>>::decode(vinyl::to_wire(counts).bytes, 0) == counts);
}

TEST_CASE("arrays of JSON are arrays of jsonb", "[codec][json]") {
    const std::vector<json> values{json(1), json("x"), json(nullptr)};
    CHECK(codec<std::vector<json>>::oid == vinyl::oid::jsonb_array);
    CHECK(codec<std::vector<json>>::decode(vinyl::to_wire(values).bytes, 0) == values);
}
