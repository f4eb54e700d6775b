// time: microseconds since midnight.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/types/time_of_day.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {

template <>
struct codec<time_of_day> {
    static constexpr std::uint32_t oid = oid::time;
    static constexpr std::uint32_t array_oid = oid::time_array;
    static constexpr std::string_view sql_type = "time";

    static void encode(time_of_day value, std::string& out) {
        detail::append(out, std::int64_t{value.since_midnight().count()});
    }

    [[nodiscard]] static time_of_day decode(std::string_view bytes, std::uint32_t /*type*/) {
        const std::chrono::microseconds value(detail::load_exactly<std::int64_t>(bytes, sql_type));
        if (value < std::chrono::microseconds(0) || value > std::chrono::hours(24)) [[unlikely]]
            detail::throw_malformed(sql_type, "it is not from 00:00:00 to 24:00:00", bytes.size());
        return time_of_day(value);
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

}  // namespace vinyl
