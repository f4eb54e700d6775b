// real and double precision; the latter also reads numeric columns, which is what avg() of integers gives.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {
namespace detail {

/// The nearest double to a numeric in binary form.
[[nodiscard]] double numeric_to_double(std::string_view bytes);

}  // namespace detail

template <>
struct codec<float> {
    static constexpr std::uint32_t oid = oid::real;
    static constexpr std::uint32_t array_oid = oid::real_array;
    static constexpr std::string_view sql_type = "real";

    static void encode(float value, std::string& out) { detail::append(out, std::bit_cast<std::uint32_t>(value)); }

    [[nodiscard]] static float decode(std::string_view bytes, std::uint32_t /*type*/) {
        return std::bit_cast<float>(detail::load_exactly<std::uint32_t>(bytes, sql_type));
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

template <>
struct codec<double> {
    static constexpr std::uint32_t oid = oid::double_precision;
    static constexpr std::uint32_t array_oid = oid::double_precision_array;
    static constexpr std::string_view sql_type = "double precision";

    static void encode(double value, std::string& out) { detail::append(out, std::bit_cast<std::uint64_t>(value)); }

    [[nodiscard]] static double decode(std::string_view bytes, std::uint32_t type) {
        switch (type) {
            case 0:
            case oid: return std::bit_cast<double>(detail::load_exactly<std::uint64_t>(bytes, sql_type));
            case oid::real: return codec<float>::decode(bytes, type);
            case oid::numeric: return detail::numeric_to_double(bytes);
            case oid::integer: return detail::load_exactly<std::int32_t>(bytes, sql_type);
            case oid::smallint: return detail::load_exactly<std::int16_t>(bytes, sql_type);
            default: detail::throw_wrong_type(sql_type, type);
        }
    }

    /// All whose values a double holds exactly, and numeric, of which it takes the nearest.
    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept {
        return type == oid || type == oid::real || type == oid::numeric || type == oid::integer ||
               type == oid::smallint;
    }
};

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/codec/floating.ipp>
#endif
