// numeric: a header, then base-10000 digits, which is also how decimal keeps them.
// https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c (numeric_recv)
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/types/decimal.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {
namespace detail {

void encode_numeric(const decimal& value, std::string& out);
[[nodiscard]] decimal decode_numeric(std::string_view bytes);

}  // namespace detail

template <>
struct codec<decimal> {
    static constexpr std::uint32_t oid = oid::numeric;
    static constexpr std::uint32_t array_oid = oid::numeric_array;
    static constexpr std::string_view sql_type = "numeric";

    static void encode(const decimal& value, std::string& out) { detail::encode_numeric(value, out); }

    [[nodiscard]] static decimal decode(std::string_view bytes, std::uint32_t type) {
        if (type == oid || type == 0) [[likely]]
            return detail::decode_numeric(bytes);
        return detail::load_integer(bytes, type, sql_type);
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept {
        return type == oid || type == oid::bigint || type == oid::integer || type == oid::smallint;
    }
};

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/codec/decimal.ipp>
#endif
