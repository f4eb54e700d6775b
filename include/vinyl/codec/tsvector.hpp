// tsvector: a count, then lexemes that end with a zero, with a count of 16-bit places each.
// https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/tsvector.c (tsvectorrecv)
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/types/tsvector.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {

template <>
struct codec<tsvector> {
    static constexpr std::uint32_t oid = 3614;
    static constexpr std::uint32_t array_oid = 3643;
    static constexpr std::string_view sql_type = "tsvector";

    static void encode(const tsvector& value, std::string& out);
    [[nodiscard]] static tsvector decode(std::string_view bytes, std::uint32_t type);

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/codec/tsvector.ipp>
#endif
