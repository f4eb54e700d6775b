// boolean, smallint, integer and bigint.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace vinyl {
namespace detail {

/// smallint, integer and bigint in C++; neither characters nor the one-byte integers, which PostgreSQL does not have.
template <class T>
concept column_integer =
    std::signed_integral<T> && (sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8) && !std::same_as<T, wchar_t>;

/// Any integer column, widened.
[[nodiscard]] inline std::int64_t load_integer(std::string_view bytes, std::uint32_t oid, std::string_view type) {
    switch (oid) {
        case oid::bigint: return load_exactly<std::int64_t>(bytes, type);
        case oid::integer: return load_exactly<std::int32_t>(bytes, type);
        case oid::smallint: return load_exactly<std::int16_t>(bytes, type);
        case oid::oid: return load_exactly<std::uint32_t>(bytes, type);
        default: throw_wrong_type(type, oid);
    }
}

}  // namespace detail

template <>
struct codec<bool> {
    static constexpr std::uint32_t oid = oid::boolean;
    static constexpr std::uint32_t array_oid = oid::boolean_array;
    static constexpr std::string_view sql_type = "boolean";

    static void encode(bool value, std::string& out) { out.push_back(value ? '\1' : '\0'); }

    [[nodiscard]] static bool decode(std::string_view bytes, std::uint32_t /*oid*/) {
        return detail::load_exactly<signed char>(bytes, sql_type) != 0;
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

/// A narrower integer column may be read into a wider integer, never the other way round.
template <detail::column_integer T>
struct codec<T> {
    static constexpr std::uint32_t oid = sizeof(T) == 2 ? oid::smallint : sizeof(T) == 4 ? oid::integer : oid::bigint;
    static constexpr std::uint32_t array_oid = sizeof(T) == 2   ? oid::smallint_array
                                               : sizeof(T) == 4 ? oid::integer_array
                                                                : oid::bigint_array;
    static constexpr std::string_view sql_type = sizeof(T) == 2 ? "smallint" : sizeof(T) == 4 ? "integer" : "bigint";

    static void encode(T value, std::string& out) { detail::append(out, value); }

    [[nodiscard]] static T decode(std::string_view bytes, std::uint32_t type) {
        if ((type == oid || type == 0) && bytes.size() == sizeof(T)) [[likely]]
            return detail::load<T>(bytes.data());
        if (type == 0) type = oid;
        if (!accepts(type)) detail::throw_wrong_type(sql_type, type);
        return static_cast<T>(detail::load_integer(bytes, type, sql_type));
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept {
        return type == oid || (sizeof(T) > 2 && type == oid::smallint) ||
               (sizeof(T) > 4 && (type == oid::integer || type == oid::oid));
    }
};

}  // namespace vinyl
