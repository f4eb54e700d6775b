// Ranges: a byte of flags, then the bounds that there are, each with its length.
// https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/rangetypes.c (range_recv)
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/types/range.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl {
namespace detail {

struct range_type {
    std::uint32_t oid = 0;
    std::uint32_t array_oid = 0;
    std::string_view sql_type;
};

/// The range type over an element type; all are zero when PostgreSQL has none built in.
[[nodiscard]] constexpr range_type range_over(std::uint32_t element) noexcept {
    switch (element) {
        case oid::integer: return {oid::int4range, oid::int4range_array, "int4range"};
        case oid::bigint: return {oid::int8range, oid::int8range_array, "int8range"};
        case oid::numeric: return {oid::numrange, oid::numrange_array, "numrange"};
        case oid::date: return {oid::daterange, oid::daterange_array, "daterange"};
        case oid::timestamp: return {oid::tsrange, oid::tsrange_array, "tsrange"};
        case oid::timestamptz: return {oid::tstzrange, oid::tstzrange_array, "tstzrange"};
        default: return {};
    }
}

enum range_flag : std::uint8_t {
    range_empty = 0x01,
    range_lower_inclusive = 0x02,
    range_upper_inclusive = 0x04,
    range_lower_unlimited = 0x08,
    range_upper_unlimited = 0x10,
    range_known_flags = 0x1F
};

}  // namespace detail

/// The binary form of a range over T, for codecs of ranges: what the codec `Named` of one has to add is which type it is. For a
/// range type of your own:
///
///     template <>
///     struct vinyl::codec<vinyl::range<double>> : vinyl::range_codec<double, vinyl::codec<vinyl::range<double>>> {
///         static constexpr std::uint32_t oid = 0;  // differs from one database to the next
///         static constexpr std::string_view sql_type = "floatrange";
///         static constexpr bool cast_parameters = true;
///         static bool accepts(std::uint32_t type) { return type >= vinyl::oid::first_user_defined; }
///     };
template <column_type T, class Named>
struct range_codec {
    static void encode(const range<T>& value, std::string& out) {
        unsigned flags = 0;
        if (value.empty()) flags |= detail::range_empty;
        if (value.lower_inclusive()) flags |= detail::range_lower_inclusive;
        if (value.upper_inclusive()) flags |= detail::range_upper_inclusive;
        if (!value.lower() && !value.empty()) flags |= detail::range_lower_unlimited;
        if (!value.upper() && !value.empty()) flags |= detail::range_upper_unlimited;
        out.push_back(static_cast<char>(flags));
        for (const std::optional<T>* bound : {&value.lower(), &value.upper()}) {
            if (*bound) detail::append_sized(out, Named::sql_type, [&] { codec<T>::encode(**bound, out); });
        }
    }

    [[nodiscard]] static range<T> decode(std::string_view bytes, std::uint32_t /*type*/) {
        detail::byte_reader reader(bytes, Named::sql_type);
        const auto flags = reader.read<std::uint8_t>();
        if ((flags & ~detail::range_known_flags) != 0) reader.fail("unknown flags");
        if ((flags & detail::range_empty) != 0) {
            reader.expect_end();
            return {};
        }
        const auto bound = [&](unsigned unlimited) -> std::optional<T> {
            if ((flags & unlimited) != 0) return std::nullopt;
            const auto length = reader.template read<std::int32_t>();
            if (length < 0) reader.fail("a bound is NULL");
            return codec<T>::decode(reader.read_bytes(static_cast<std::size_t>(length)), codec<T>::oid);
        };
        std::optional<T> lower = bound(detail::range_lower_unlimited);
        std::optional<T> upper = bound(detail::range_upper_unlimited);
        reader.expect_end();
        return range<T>(std::move(lower), std::move(upper), (flags & detail::range_lower_inclusive) != 0,
                        (flags & detail::range_upper_inclusive) != 0);
    }
};

template <column_type T>
    requires(detail::range_over(codec<T>::oid).oid != 0)
struct codec<range<T>> : range_codec<T, codec<range<T>>> {
    static constexpr std::uint32_t oid = detail::range_over(codec<T>::oid).oid;
    static constexpr std::uint32_t array_oid = detail::range_over(codec<T>::oid).array_oid;
    static constexpr std::string_view sql_type = detail::range_over(codec<T>::oid).sql_type;

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

}  // namespace vinyl
