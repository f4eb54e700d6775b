// The reader of what clients send, which the gate's log is read with.
#include "support/catch.hpp"
#include "support/frontend_log.hpp"

#include <stdexcept>
#include <string>

using namespace std::string_literals;

namespace {

std::string u32(std::uint32_t n) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(n >> shift);
    return bytes;
}

std::string message(char type, const std::string& body) {
    return type + u32(static_cast<std::uint32_t>(body.size() + 4)) + body;
}

const std::string start_up = u32(8 + 14) + u32(196608) + "user\0postgres\0"s;

}  // namespace

TEST_CASE("a client's messages are read one by one, a half one is left", "[support]") {
    const std::string tls = u32(8) + u32(80877103);
    const std::string parse = message('P', "s1\0SELECT $1, $2\0\0\x02"s + u32(20) + u32(0));
    const std::string bind = message('B', "\0s1\0\0\x01\0\x01\0\x02"s + u32(3) + "a\0b"s + u32(0xffffffff) + "\0\0"s);
    const std::string whole = tls + start_up + parse + bind + message('E', "\0\0\0\0\0"s) + message('S', "") +
                              message('Q', "SELECT 1\0"s) + message('D', "Ss1\0"s) + message('X', "");
    const auto messages = tests::parse_frontend(whole + "P\0\0"s);
    std::string types;
    for (const auto& m : messages) types += m.type;
    REQUIRE(types == "nsPBESQDX");
    CHECK(messages[2].statement == "s1");
    CHECK(messages[2].sql == "SELECT $1, $2");
    CHECK(messages[2].parameter_types == std::vector<std::uint32_t>{20, 0});
    CHECK(messages[3].statement == "s1");
    CHECK(messages[3].parameters == std::vector<std::optional<std::string>>{"a\0b"s, std::nullopt});
    CHECK(messages[3].parameter_formats == std::vector<std::int16_t>{1});
    CHECK(messages[6].sql == "SELECT 1");
    CHECK(messages[7].statement == "s1");
    for (std::size_t n = 0; n < whole.size(); ++n) CHECK_NOTHROW(tests::parse_frontend(whole.substr(0, n)));
}

TEST_CASE("bytes that are not the protocol are refused", "[support]") {
    CHECK_THROWS_AS(tests::parse_frontend(u32(3) + u32(0)), std::runtime_error);
    CHECK_THROWS_AS(tests::parse_frontend(message('Q', "no end"), false), std::runtime_error);
    CHECK_THROWS_AS(tests::parse_frontend(message('B', "\0s\0\0"s), false), std::runtime_error);
}
