// text and what else reads as text.
#pragma once

#include <vinyl/codec/codec.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {

/// Bytes pass unchanged: the server refuses what is not valid in its encoding, and the character with code zero.
template <>
struct codec<std::string> {
    static constexpr std::uint32_t oid = oid::text;
    static constexpr std::uint32_t array_oid = oid::text_array;
    static constexpr std::string_view sql_type = "text";

    static void encode(std::string_view value, std::string& out) { out.append(value); }

    [[nodiscard]] static std::string decode(std::string_view bytes, std::uint32_t /*type*/) {
        return std::string(bytes);
    }

    /// Types whose binary form is their text. User-defined types are accepted because enums and citext are among them.
    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept {
        switch (type) {
            case oid::text:
            case oid::varchar:
            case oid::bpchar:
            case oid::name:
            case oid::char_:
            case oid::unknown:
            case oid::json:
            case oid::xml: return true;
            default: return type >= oid::first_user_defined;
        }
    }
};

}  // namespace vinyl
