// text and what else reads as text.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {
namespace detail {

/// Whether bytes of a type that nobody knows may be text: UTF-8 without the character with code zero. Such a type's binary
/// form says its own version in its first byte (ltree, jsonb), if it does not have zeros anyway (hstore, rows, ranges).
[[nodiscard]] bool looks_like_text(std::string_view bytes) noexcept;

/// "10.0.0.1" and "10.0.0.0/8", as the server writes addresses. Throws data_error when the bytes are none.
[[nodiscard]] std::string address_text(std::string_view bytes);

}  // namespace detail

/// Bytes pass unchanged: the server refuses what is not valid in its encoding, and the character with code zero.
template <>
struct codec<std::string> {
    static constexpr std::uint32_t oid = oid::text;
    static constexpr std::uint32_t array_oid = oid::text_array;
    static constexpr std::string_view sql_type = "text";

    static void encode(std::string_view value, std::string& out) { out.append(value); }

    /// Throws data_error for the value of an extension's or user's type that does not look like text.
    [[nodiscard]] static std::string decode(std::string_view bytes, std::uint32_t type) {
        if (type >= oid::first_user_defined && !detail::looks_like_text(bytes)) [[unlikely]]
            detail::throw_malformed(oid::described(type),
                                    "its binary form is no text; let the server make one of it: column::text",
                                    bytes.size());
        if (type == oid::inet || type == oid::cidr) return detail::address_text(bytes);
        return std::string(bytes);
    }

    /// Whether the binary form of all values is their text.
    [[nodiscard]] static constexpr bool is_text(std::uint32_t type) noexcept {
        return type < oid::first_user_defined && type != oid::inet && type != oid::cidr;
    }

    /// Types whose binary form is their text, and addresses. Of user-defined types, enums and citext have such a form and others do not;
    /// each value tells.
    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept {
        switch (type) {
            case oid::text:
            case oid::varchar:
            case oid::bpchar:
            case oid::name:
            case oid::char_:
            case oid::unknown:
            case oid::json:
            case oid::xml:
            case oid::inet:
            case oid::cidr: return true;
            default: return type >= oid::first_user_defined;
        }
    }
};

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/codec/text.ipp>
#endif
