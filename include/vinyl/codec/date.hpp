// date: days since 2000-01-01.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/types/date.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl {
namespace detail {

inline constexpr std::chrono::sys_days date_epoch{std::chrono::year{2000} / 1 / 1};
inline constexpr std::int32_t wire_date_infinity = INT32_MAX;
inline constexpr std::int32_t wire_date_minus_infinity = INT32_MIN;

[[noreturn]] inline void throw_date_out_of_range(std::int32_t days) {
    if (days == wire_date_infinity || days == wire_date_minus_infinity)
        throw_malformed("date", "it is infinite, which vinyl::date can not hold; use vinyl::wide_date", sizeof days);
    throw_malformed("date", "its year is beyond those of vinyl::date; use vinyl::wide_date", sizeof days);
}

}  // namespace detail

template <>
struct codec<date> {
    static constexpr std::uint32_t oid = oid::date;
    static constexpr std::uint32_t array_oid = oid::date_array;
    static constexpr std::string_view sql_type = "date";

    static void encode(const date& value, std::string& out) {
        if (!value.ok()) [[unlikely]]
            detail::throw_unencodable(sql_type, "it is no day of the calendar (a default-constructed date is none)");
        const auto days = std::chrono::sys_days(value) - detail::date_epoch;
        detail::append(out, static_cast<std::int32_t>(days.count()));
    }

    [[nodiscard]] static date decode(std::string_view bytes, std::uint32_t /*type*/) {
        constexpr std::int32_t first =
            (std::chrono::sys_days(std::chrono::year::min() / 1 / 1) - detail::date_epoch).count();
        constexpr std::int32_t last =
            (std::chrono::sys_days(std::chrono::year::max() / 12 / 31) - detail::date_epoch).count();
        const auto days = detail::load_exactly<std::int32_t>(bytes, sql_type);
        if (days < first || days > last) [[unlikely]]
            detail::throw_date_out_of_range(days);
        return detail::date_epoch + std::chrono::days(days);
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

template <>
struct codec<wide_date> {
    static constexpr std::uint32_t oid = oid::date;
    static constexpr std::uint32_t array_oid = oid::date_array;
    static constexpr std::string_view sql_type = "date";

    static void encode(wide_date value, std::string& out) { detail::append(out, to_wire_days(value)); }

    [[nodiscard]] static wide_date decode(std::string_view bytes, std::uint32_t /*type*/) {
        const auto days = detail::load_exactly<std::int32_t>(bytes, sql_type);
        if (days == detail::wire_date_infinity) return date_infinity;
        if (days == detail::wire_date_minus_infinity) return date_minus_infinity;
        const std::int64_t since_1970 = days + epoch;
        if (!std::in_range<count>(since_1970) || since_1970 == date_infinity.time_since_epoch().count()) [[unlikely]]
            detail::throw_malformed(sql_type, "it is beyond PostgreSQL's dates", bytes.size());
        return wide_date(std::chrono::days(static_cast<count>(since_1970)));
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }

private:
    [[nodiscard]] static std::int32_t to_wire_days(wide_date value) {
        if (value == date_infinity) return detail::wire_date_infinity;
        if (value == date_minus_infinity) return detail::wire_date_minus_infinity;
        // PostgreSQL's own limits are narrower; this only keeps the count from wrapping around
        const std::int64_t days = value.time_since_epoch().count();
        if (days < INT32_MIN + epoch + 1 || days > INT32_MAX + epoch - 1)
            detail::throw_unencodable(sql_type, "it is beyond PostgreSQL's dates");
        return static_cast<std::int32_t>(days - epoch);
    }

    using count = std::chrono::days::rep;  // of 64 bits or, in libc++, of 32
    static constexpr std::int64_t epoch = detail::date_epoch.time_since_epoch().count();
};

}  // namespace vinyl
