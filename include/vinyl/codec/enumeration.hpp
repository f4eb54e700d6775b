// Enums: as integers by default, or by name in a text column or in a PostgreSQL enum.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/codec/enumerator_names.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/codec/text.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl {

/// How an enum is stored. Without a specialisation: as the smallest of smallint, integer and bigint that holds its
/// underlying type. To store names instead, derive the specialisation from stored_by_name:
///
///     template <> struct vinyl::enum_storage<mood> : vinyl::stored_by_name<"text"> {};   // a text column
///     template <> struct vinyl::enum_storage<mood> : vinyl::stored_by_name<"mood"> {};   // CREATE TYPE mood AS ENUM ...
///
/// The names are those of the enumerators with values from -1 to 126, in the order of their values; others, or other
/// names, or another order, are listed in a static member:
///
///     static constexpr vinyl::enumerator<mood> names[] = {{mood::ok, "all right"}, {mood::bad, "bad"}};
template <class E>
struct enum_storage {};

/// See enum_storage. `Type` is the SQL type.
template <fixed_string Type>
struct stored_by_name {
    static constexpr auto type = Type;
};

namespace detail {

template <class E>
concept enumeration = std::is_enum_v<E>;

template <class E>
concept named_enumeration = enumeration<E> && requires { enum_storage<E>::type.view(); };

template <class E>
[[nodiscard]] constexpr auto names_of() noexcept {
    if constexpr (requires { enum_storage<E>::names; }) {
        return std::span<const enumerator<E>>(enum_storage<E>::names);
    } else {
        return std::span<const enumerator<E>>(reflected_enumerators<E>);
    }
}

/// Whether columns of this SQL type hold any text, so that it is no PostgreSQL enum.
[[nodiscard]] constexpr bool holds_any_text(std::string_view sql_type) noexcept {
    return sql_type == "text" || sql_type == "citext" || sql_type == "name" || sql_type == "bpchar" ||
           sql_type.starts_with("varchar") || sql_type.starts_with("char");
}

/// Stored in a type of its own, which CREATE TYPE makes.
template <class E>
concept server_enumeration = named_enumeration<E> && !holds_any_text(enum_storage<E>::type.view());

/// The signed integer type of PostgreSQL's that holds all values of an underlying type.
template <class U>
using stored_integer = std::conditional_t<
    (sizeof(U) < 2 || (sizeof(U) == 2 && std::is_signed_v<U>)), std::int16_t,
    std::conditional_t<(sizeof(U) < 4 || (sizeof(U) == 4 && std::is_signed_v<U>)), std::int32_t, std::int64_t>>;

}  // namespace detail

template <detail::enumeration E>
struct codec<E> {
private:
    using underlying = std::underlying_type_t<E>;
    using stored = detail::stored_integer<underlying>;

public:
    static constexpr std::uint32_t oid = codec<stored>::oid;
    static constexpr std::uint32_t array_oid = codec<stored>::array_oid;
    static constexpr std::string_view sql_type = codec<stored>::sql_type;

    static void encode(E value, std::string& out) {
        const auto number = static_cast<underlying>(value);
        if (!std::in_range<stored>(as_integer(number))) detail::throw_unencodable("enum", "its value is beyond bigint");
        codec<stored>::encode(static_cast<stored>(number), out);
    }

    /// Any value of the underlying type is one of the enum, as in C++; it need not have a name.
    [[nodiscard]] static E decode(std::string_view bytes, std::uint32_t type) {
        const stored number = codec<stored>::decode(bytes, type);
        if (!fits(number)) [[unlikely]]
            detail::throw_malformed("enum", "the number is beyond the enum's underlying type", bytes.size());
        return static_cast<E>(number);
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return codec<stored>::accepts(type); }

private:
    // std::in_range refuses bool and characters, which an enum may stand on
    [[nodiscard]] static constexpr auto as_integer(underlying number) noexcept {
        if constexpr (std::is_signed_v<underlying>) return static_cast<std::int64_t>(number);
        else return static_cast<std::uint64_t>(number);
    }
    [[nodiscard]] static constexpr bool fits(stored number) noexcept {
        return std::cmp_greater_equal(number, as_integer(std::numeric_limits<underlying>::min())) &&
               std::cmp_less_equal(number, as_integer(std::numeric_limits<underlying>::max()));
    }
};

/// Enums by name. The parameter's type is left to the server, so that one codec serves text and PostgreSQL's enums.
template <detail::named_enumeration E>
struct codec<E> {
    static constexpr std::string_view sql_type = enum_storage<E>::type.view();
    static constexpr std::uint32_t oid = sql_type == "text" ? oid::text : 0;
    /// Arrays travel as text[]: the binary form of an array holds its elements' OID, which an enum does not have.
    static constexpr std::uint32_t array_oid = oid::text_array;
    static constexpr std::uint32_t element_oid = oid::text;
    static constexpr bool cast_arrays = detail::server_enumeration<E>;

    static void encode(E value, std::string& out) {
        for (const auto& [candidate, name] : detail::names_of<E>()) {
            if (candidate == value) {
                out.append(name);
                return;
            }
        }
        detail::throw_unencodable(sql_type, "the value has no enumerator in its enum, or none in enum_storage");
    }

    [[nodiscard]] static E decode(std::string_view bytes, std::uint32_t /*type*/) {
        for (const auto& [candidate, name] : detail::names_of<E>()) {
            if (name == bytes) return candidate;
        }
        detail::throw_malformed(sql_type, "the enum has no enumerator of this name", bytes.size());
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept {
        return codec<std::string>::accepts(type);
    }
};

}  // namespace vinyl
