// uuid, range and jsonb_of as C++ values.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/types/jsonb_of.hpp>
#include <vinyl/types/range.hpp>
#include <vinyl/types/uuid.hpp>

#include <optional>
#include <set>
#include <sstream>
#include <string>

using vinyl::range;
using vinyl::uuid;

TEST_CASE("a uuid reads the usual spellings and prints the canonical one", "[types][uuid]") {
    const std::string text = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    const uuid value(text);
    CHECK(value.to_string() == text);
    CHECK(uuid("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11") == value);
    CHECK(uuid("{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}") == value);
    CHECK(uuid("a0eebc999c0b4ef8bb6d6bb9bd380a11") == value);
    CHECK(value.bytes()[0] == 0xA0);
    CHECK(value.bytes()[15] == 0x11);
    CHECK(uuid().is_nil());
    CHECK(uuid() < value);
    CHECK(uuid().to_string() == "00000000-0000-0000-0000-000000000000");
    CHECK(std::hash<uuid>()(value) == std::hash<uuid>()(uuid(text)));
    std::ostringstream out;
    out << value;
    CHECK(out.str() == text);
}

TEST_CASE("what is no uuid is a data_error", "[types][uuid]") {
    for (const char* text : {"", "a0eebc99", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111",
                             "g0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                             "-a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0eebc999c0b4ef8bb6d6bb9bd380a11-"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(uuid(text), vinyl::data_error);
    }
}

TEST_CASE("random uuids are of version 4 and differ", "[types][uuid]") {
    std::set<uuid> seen;
    for (int i = 0; i < 1000; ++i) {
        const uuid value = uuid::random();
        CHECK(value.to_string()[14] == '4');
        CHECK(std::string("89ab").find(value.to_string()[19]) != std::string::npos);
        seen.insert(value);
    }
    CHECK(seen.size() == 1000);
}

TEST_CASE("a range knows what it contains", "[types][range]") {
    const range<int> usual(1, 3);
    CHECK(usual.contains(1));
    CHECK(usual.contains(2));
    CHECK_FALSE(usual.contains(3));
    CHECK(range<int>::closed(1, 3).contains(3));
    CHECK_FALSE(range<int>(1, 3, false).contains(1));
    CHECK(range<int>(std::nullopt, 3).contains(-1000));
    CHECK(range<int>(std::nullopt, std::nullopt).contains(0));
    CHECK_FALSE(range<int>().contains(0));
    CHECK(range<int>().empty());
    CHECK_FALSE(range<int>(std::nullopt, 3, true).lower_inclusive());
    CHECK(range<int>(1, 3) == range<int>(1, 3));
    CHECK_FALSE(range<int>(1, 3) == range<int>::closed(1, 3));
}

TEST_CASE("jsonb_of is its value", "[types][json]") {
    vinyl::jsonb_of<std::string> value = std::string("blue");
    CHECK(*value == "blue");
    CHECK(value->size() == 4);
    const std::string& same = value;
    CHECK(same == "blue");
    *value += "s";
    CHECK(value == vinyl::jsonb_of<std::string>(std::string("blues")));
}
