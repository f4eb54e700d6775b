// Reading and writing of tsvector.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/tsvector.hpp>

#include <utility>

namespace vinyl {

VINYL_DECL void codec<tsvector>::encode(const tsvector& value, std::string& out) {
    constexpr std::size_t most_places = 255;
    constexpr std::uint16_t last_place = (1U << 14U) - 1;
    if (value.size() > INT32_MAX) detail::throw_unencodable(sql_type, "it has too many lexemes");
    detail::append(out, static_cast<std::int32_t>(value.size()));
    for (const auto& [lexeme, places] : value) {
        if (lexeme.find('\0') != lexeme.npos) detail::throw_unencodable(sql_type, "a lexeme has a zero in it");
        if (places.size() > most_places) detail::throw_unencodable(sql_type, "a lexeme has more than 255 places");
        out.append(lexeme).append(1, '\0');
        detail::append(out, static_cast<std::int16_t>(places.size()));
        std::uint16_t before = 0;
        for (const auto& [at, weight] : places) {
            if (at <= before || at > last_place)
                detail::throw_unencodable(sql_type, "places are from 1 to 16383, in ascending order");
            if (weight < 'A' || weight > 'D') detail::throw_unencodable(sql_type, "a weight is none of A, B, C and D");
            detail::append(out, static_cast<std::int16_t>(at | static_cast<unsigned>('D' - weight) << 14U));
            before = at;
        }
    }
}

VINYL_DECL tsvector codec<tsvector>::decode(std::string_view bytes, std::uint32_t /*type*/) {
    detail::byte_reader reader(bytes, sql_type);
    const auto count = reader.read<std::int32_t>();
    if (count < 0) reader.fail("its count is negative");
    tsvector value;
    for (std::int32_t i = 0; i < count; ++i) {
        std::string lexeme;
        for (char c = reader.read_bytes(1).front(); c != '\0'; c = reader.read_bytes(1).front()) lexeme += c;
        const auto number = reader.read<std::uint16_t>();
        if (number > 255 || number > reader.remaining() / 2) reader.fail("a lexeme has too many places");
        std::vector<lexeme_position> places;
        places.reserve(number);
        for (std::uint16_t k = 0; k < number; ++k) {
            const auto place = reader.read<std::uint16_t>();
            const auto at = static_cast<std::uint16_t>(place & 0x3FFFU);
            if (at == 0 || (!places.empty() && at <= places.back().at)) reader.fail("places are in disorder");
            places.push_back({at, static_cast<char>('D' - (place >> 14U))});
        }
        value.insert_or_assign(value.end(), std::move(lexeme), std::move(places));
    }
    reader.expect_end();
    return value;
}

}  // namespace vinyl
