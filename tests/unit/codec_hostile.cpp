// Whatever bytes arrive, a codec gives a value or a data_error: every truncation, byte flips, and noise.
#include "support/catch.hpp"

#include <vinyl/codec/tsvector.hpp>
#include <vinyl/base/error.hpp>
#include <vinyl/codec/all.hpp>
#include <vinyl/jsonb.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

using vinyl::codec;
using vinyl::decimal;

namespace {

enum class small : std::uint8_t { none, some };
enum class color { red, green };

/// True when decoding gave a value; false when it gave a data_error. Anything else fails the test.
template <class T>
bool decodes(const std::string& bytes, std::uint32_t type) {
    // a copy of the exact size on the heap, so that a sanitizer sees every read beyond it
    const std::vector<char> exact(bytes.begin(), bytes.end());
    try {
        const T value = codec<T>::decode({exact.data(), exact.size()}, type);
        // what was understood can be said again, unless it has no place in the SQL type
        std::string again;
        codec<T>::encode(value, again);
        return true;
    } catch (const vinyl::data_error&) {
        return false;
    }
}

template <class T>
void torment(const T& value, bool prefixes_are_values = false) {
    const std::string bytes = vinyl::to_wire(value).bytes;
    const std::uint32_t type = codec<T>::oid;
    CAPTURE(std::string(codec<T>::sql_type), bytes.size());
    REQUIRE(decodes<T>(bytes, type));

    for (std::size_t length = 0; length < bytes.size(); ++length) {
        CAPTURE(length);
        const bool decoded = decodes<T>(bytes.substr(0, length), type);
        if (!prefixes_are_values) CHECK_FALSE(decoded);
    }
    if (!prefixes_are_values) CHECK_FALSE(decodes<T>(bytes + '\0', type));

    std::mt19937 random(42);
    for (int round = 0; round < 3000; ++round) {
        std::string flipped = bytes;
        const unsigned flips = 1 + random() % 4;
        for (unsigned i = 0; i < flips && !flipped.empty(); ++i)
            flipped[random() % flipped.size()] = static_cast<char>(random() % 3 == 0 ? 0xFF : random());
        if (random() % 4 == 0) flipped.resize(random() % (flipped.size() + 8));
        static_cast<void>(decodes<T>(flipped, type));
        static_cast<void>(decodes<T>(flipped, random() % 2 == 0 ? 1700 : random()));
    }
}

}  // namespace

template <>
struct vinyl::enum_storage<color> : vinyl::stored_by_name<"text"> {};

TEST_CASE("malformed single values are data_errors", "[codec][hostile]") {
    torment(true);
    torment(std::int16_t{1});
    torment(std::int32_t{1});
    torment(std::int64_t{1});
    torment(1.5F);
    torment(1.5);
    torment(std::string("text"), true);
    torment(std::vector<std::byte>(5), true);
    torment(vinyl::date(std::chrono::sys_days()));
    torment(vinyl::wide_date());
    torment(vinyl::time_of_day(12, 30));
    torment(vinyl::timestamp());
    torment(vinyl::local_timestamp());
    torment(vinyl::interval{.months = 1});
    torment(vinyl::uuid::random());
    torment(small::some);
    torment(color::green, true);
}

TEST_CASE("malformed numerics are data_errors", "[codec][hostile]") {
    torment(decimal(0));
    torment(decimal("-12345.6789"));
    torment(decimal("1e131071"));
    torment(decimal(std::string(200, '7') + "." + std::string(100, '3')));
    torment(decimal::nan());
}

TEST_CASE("malformed composite values are data_errors", "[codec][hostile]") {
    torment(vinyl::range<std::int64_t>(1, 2));
    torment(vinyl::range<decimal>(decimal("1.5"), std::nullopt));
    torment(vinyl::hstore{{"a", "1"}, {"b", std::nullopt}});
    torment(vinyl::tsvector{{"a", {}}, {"bc", {{1, 'D'}, {7, 'A'}}}});
    torment(vinyl::json{{"a", {1, 2.5, "x", nullptr, true}}});
    torment(vinyl::jsonb_of<std::vector<int>>(std::vector<int>{1, 2, 3}));
    torment(std::vector<std::int32_t>{1, 2, 3});
    torment(std::vector<std::optional<std::string>>{"a", std::nullopt, ""});
    torment(std::vector<bool>{true, false});
    torment(std::vector<decimal>{decimal("1.5"), decimal(2)});
    torment(std::vector<std::vector<std::int64_t>>{{1, 2}, {3, 4}});
    torment(std::vector<std::vector<std::vector<std::optional<vinyl::date>>>>{{{std::nullopt, std::nullopt}}});
    torment(std::vector<vinyl::range<std::int32_t>>{{1, 2}, {}});
    torment(std::vector<vinyl::json>{vinyl::json("x")});
}

TEST_CASE("an error says what was read, what was wrong and how long it was", "[codec][hostile]") {
    CHECK_THROWS_WITH(codec<std::int64_t>::decode("abc", 20), "can not decode bigint: wrong length (3 bytes)");
    CHECK_THROWS_WITH(codec<vinyl::uuid>::decode("x", 2950), "can not decode uuid: wrong length (1 byte)");
}
