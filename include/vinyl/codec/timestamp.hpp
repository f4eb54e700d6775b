// timestamptz and timestamp: microseconds since 2000-01-01.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/types/timestamp.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {
namespace detail {

/// From 1970-01-01 to 2000-01-01.
inline constexpr std::int64_t timestamp_epoch = 946'684'800'000'000;

[[nodiscard]] inline std::int64_t to_wire_microseconds(std::int64_t since_1970, std::string_view type) {
    if (since_1970 == INT64_MAX || since_1970 == INT64_MIN) return since_1970;  // the infinities
    if (since_1970 < INT64_MIN + timestamp_epoch + 1) [[unlikely]]
        throw_unencodable(type, "it is earlier than all of PostgreSQL's timestamps");
    return since_1970 - timestamp_epoch;
}

[[nodiscard]] inline std::int64_t from_wire_microseconds(std::string_view bytes, std::string_view type) {
    const auto since_2000 = load_exactly<std::int64_t>(bytes, type);
    if (since_2000 == INT64_MAX || since_2000 == INT64_MIN) return since_2000;
    if (since_2000 >= INT64_MAX - timestamp_epoch) [[unlikely]]
        throw_malformed(type, "its year is beyond 294246, the last that std::chrono's microseconds can hold", 8);
    return since_2000 + timestamp_epoch;
}

}  // namespace detail

template <>
struct codec<timestamp> {
    static constexpr std::uint32_t oid = oid::timestamptz;
    static constexpr std::uint32_t array_oid = oid::timestamptz_array;
    static constexpr std::string_view sql_type = "timestamptz";

    static void encode(timestamp value, std::string& out) {
        detail::append(out, detail::to_wire_microseconds(value.time_since_epoch().count(), sql_type));
    }

    [[nodiscard]] static timestamp decode(std::string_view bytes, std::uint32_t /*type*/) {
        return timestamp(std::chrono::microseconds(detail::from_wire_microseconds(bytes, sql_type)));
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

template <>
struct codec<local_timestamp> {
    static constexpr std::uint32_t oid = oid::timestamp;
    static constexpr std::uint32_t array_oid = oid::timestamp_array;
    static constexpr std::string_view sql_type = "timestamp";

    static void encode(local_timestamp value, std::string& out) {
        detail::append(out, detail::to_wire_microseconds(value.time_since_epoch().count(), sql_type));
    }

    [[nodiscard]] static local_timestamp decode(std::string_view bytes, std::uint32_t /*type*/) {
        return local_timestamp(std::chrono::microseconds(detail::from_wire_microseconds(bytes, sql_type)));
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

}  // namespace vinyl
