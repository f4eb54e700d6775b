// jsonb: a version byte, then JSON text. Programs that do not use it need no object code of Boost.JSON.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/codec/oid.hpp>
#include <vinyl/types/json.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {
namespace detail {

// Templates, so that programs without JSON do not pay for what Boost.JSON instantiates, where everything is inline.

/// The value in a jsonb, or with `type` json in a json column. Throws data_error for bytes that are none.
template <class Json>
[[nodiscard]] Json parse_json(std::string_view bytes, std::uint32_t type);

/// Appends a jsonb value. Throws usage_error for numbers that JSON does not have.
template <class Json>
void append_json(const Json& value, std::string& out);

}  // namespace detail

/// Numbers with more than 64 bits, or with a point, become the nearest double: that is all that boost::json::value has.
template <std::same_as<json> Json>
struct codec<Json> {
    static constexpr std::uint32_t oid = oid::jsonb;
    static constexpr std::uint32_t array_oid = oid::jsonb_array;
    static constexpr std::string_view sql_type = "jsonb";

    static void encode(const json& value, std::string& out) { detail::append_json(value, out); }

    [[nodiscard]] static json decode(std::string_view bytes, std::uint32_t type) {
        return detail::parse_json<Json>(bytes, type);
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept {
        return type == oid || type == oid::json;
    }
};

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/codec/json.ipp>
#endif
