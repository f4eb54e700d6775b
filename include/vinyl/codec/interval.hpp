// interval: microseconds, days, months.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/types/interval.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {

template <>
struct codec<interval> {
    static constexpr std::uint32_t oid = oid::interval;
    static constexpr std::uint32_t array_oid = oid::interval_array;
    static constexpr std::string_view sql_type = "interval";

    static void encode(const interval& value, std::string& out) {
        detail::append(out, value.microseconds);
        detail::append(out, value.days);
        detail::append(out, value.months);
    }

    [[nodiscard]] static interval decode(std::string_view bytes, std::uint32_t /*type*/) {
        if (bytes.size() != 16) [[unlikely]]
            detail::throw_malformed(sql_type, "wrong length", bytes.size());
        interval value;
        value.microseconds = detail::load<std::int64_t>(bytes.data());
        value.days = detail::load<std::int32_t>(bytes.data() + 8);
        value.months = detail::load<std::int32_t>(bytes.data() + 12);
        return value;
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

}  // namespace vinyl
