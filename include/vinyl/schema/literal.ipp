// Bodies of schema/literal.hpp.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/date.hpp>
#include <vinyl/codec/decimal.hpp>
#include <vinyl/codec/floating.hpp>
#include <vinyl/codec/interval.hpp>
#include <vinyl/codec/json.hpp>
#include <vinyl/codec/oid.hpp>
#include <vinyl/codec/time_of_day.hpp>
#include <vinyl/codec/uuid.hpp>
#include <vinyl/schema/literal.hpp>

#include <boost/json/serialize.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <utility>

namespace vinyl::schema::detail {

VINYL_DECL std::string quoted_text(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        throw usage_error("vinyl: a text in a model's meta has a NUL byte, which PostgreSQL can not store");
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'') quoted += c;
        quoted += c;
    }
    return quoted + "'";
}

VINYL_DECL std::string integer_literal(std::int64_t number) {
    const std::string digits = std::to_string(number);
    return number < 0 ? "(" + digits + ")" : digits;
}

VINYL_DECL std::string real_literal(double number, std::string_view type) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    std::string_view text(digits, static_cast<std::size_t>(end - digits));
    if (number != number) text = "NaN";
    if (number == std::numeric_limits<double>::infinity()) text = "Infinity";
    if (number == -std::numeric_limits<double>::infinity()) text = "-Infinity";
    return quoted_text(text) + "::" + std::string(type);
}

// PostgreSQL counts days from 2000-01-01.
VINYL_DECL std::string date_text(std::int64_t day) {
    const std::chrono::sys_days epoch = std::chrono::year(2000) / 1 / 1;
    const std::chrono::year_month_day date(epoch + std::chrono::days(day));
    const auto padded = [](auto number, std::size_t width) {
        std::string digits = std::to_string(number);
        return std::string(digits.size() < width ? width - digits.size() : 0, '0') + digits;
    };
    const int year = static_cast<int>(date.year());
    return padded(year > 0 ? year : 1 - year, 4) + "-" + padded(static_cast<unsigned>(date.month()), 2) + "-" +
           padded(static_cast<unsigned>(date.day()), 2) + (year > 0 ? "" : " BC");
}

VINYL_DECL std::string date_literal(std::int32_t day) {
    if (day == std::numeric_limits<std::int32_t>::max()) return "'infinity'::date";
    if (day == std::numeric_limits<std::int32_t>::min()) return "'-infinity'::date";
    return quoted_text(date_text(day)) + "::date";
}

VINYL_DECL std::string timestamp_literal(std::int64_t microseconds, bool with_zone) {
    const std::string type = with_zone ? "::timestamptz" : "::timestamp";
    if (microseconds == std::numeric_limits<std::int64_t>::max()) return "'infinity'" + type;
    if (microseconds == std::numeric_limits<std::int64_t>::min()) return "'-infinity'" + type;
    constexpr std::int64_t per_day = 86'400'000'000;
    std::int64_t day = microseconds / per_day;
    std::int64_t rest = microseconds % per_day;
    if (rest < 0) {
        rest += per_day;
        --day;
    }
    // "2000-01-01 BC" takes its time between the date and the era
    std::string date = date_text(day);
    const std::string era = date.ends_with(" BC") ? " BC" : "";
    date.resize(date.size() - era.size());
    char time[32];
    std::snprintf(time, sizeof time, " %02d:%02d:%02d.%06d", static_cast<int>(rest / 3'600'000'000),
                  static_cast<int>(rest / 60'000'000 % 60), static_cast<int>(rest / 1'000'000 % 60),
                  static_cast<int>(rest % 1'000'000));
    return quoted_text(date + time + (with_zone ? "+00" : "") + era) + type;
}

VINYL_DECL std::string bytea_literal(std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "'\\x";
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text + "'::bytea";
}

// One dimension is all that lists in conditions and defaults need.
VINYL_DECL std::string array_literal(const wire_value& value, std::uint32_t element) {
    vinyl::detail::byte_reader reader(value.bytes, "array");
    const auto dimensions = reader.read<std::int32_t>();
    (void)reader.read<std::int32_t>();  // whether it holds NULLs
    wire_value item;
    item.oid = reader.read<std::uint32_t>();
    std::string list;
    if (dimensions > 1)
        throw usage_error("vinyl: a model's meta has an array of more than one dimension, which it can not");
    if (dimensions == 1) {
        const auto count = reader.read<std::int32_t>();
        (void)reader.read<std::int32_t>();  // where its indexes begin
        for (std::int32_t i = 0; i < count; ++i) {
            const auto size = reader.read<std::int32_t>();
            item.null = size < 0;
            item.bytes = item.null ? std::string_view() : reader.read_bytes(static_cast<std::size_t>(size));
            if (i > 0) list += ", ";
            list += literal(item);
        }
    }
    static constexpr std::pair<std::uint32_t, const char*> names[] = {{oid::boolean, "boolean"},
                                                                      {oid::smallint, "smallint"},
                                                                      {oid::integer, "integer"},
                                                                      {oid::bigint, "bigint"},
                                                                      {oid::real, "real"},
                                                                      {oid::double_precision, "double precision"},
                                                                      {oid::text, "text"},
                                                                      {oid::varchar, "varchar"},
                                                                      {oid::numeric, "numeric"},
                                                                      {oid::date, "date"},
                                                                      {oid::time, "time"},
                                                                      {oid::timestamp, "timestamp"},
                                                                      {oid::timestamptz, "timestamptz"},
                                                                      {oid::uuid, "uuid"},
                                                                      {oid::bytea, "bytea"}};
    for (const auto& [type, name] : names)
        if (type == element) return "ARRAY[" + list + "]::" + name + "[]";
    throw usage_error("vinyl: an array of this type can not stand in a model's meta (element OID " +
                      std::to_string(element) + ")");
}

VINYL_DECL std::string literal(const wire_value& value) {
    using vinyl::detail::load_exactly;
    if (value.null) return "NULL";
    const std::string_view bytes = value.bytes;
    switch (value.oid) {
        case oid::boolean: return load_exactly<std::int8_t>(bytes, "boolean") != 0 ? "true" : "false";
        case oid::smallint: return integer_literal(load_exactly<std::int16_t>(bytes, "smallint"));
        case oid::integer: return integer_literal(load_exactly<std::int32_t>(bytes, "integer"));
        case oid::bigint: return integer_literal(load_exactly<std::int64_t>(bytes, "bigint"));
        case oid::real: return real_literal(codec<float>::decode(bytes, oid::real), "real");
        case oid::double_precision:
            return real_literal(codec<double>::decode(bytes, oid::double_precision), "double precision");
        case oid::numeric: return quoted_text(codec<decimal>::decode(bytes, oid::numeric).to_string()) + "::numeric";
        case 0:
        case oid::text:
        case oid::varchar:
        case oid::bpchar:
        case oid::unknown: return quoted_text(bytes);
        case oid::bytea: return bytea_literal(bytes);
        case oid::date: return date_literal(load_exactly<std::int32_t>(bytes, "date"));
        case oid::time: return quoted_text(codec<time_of_day>::decode(bytes, oid::time).to_string()) + "::time";
        case oid::timestamp:
        case oid::timestamptz:
            return timestamp_literal(load_exactly<std::int64_t>(bytes, "timestamp"), value.oid == oid::timestamptz);
        case oid::interval:
            return quoted_text(codec<interval>::decode(bytes, oid::interval).to_string()) + "::interval";
        case oid::uuid: return quoted_text(codec<uuid>::decode(bytes, oid::uuid).to_string()) + "::uuid";
        case oid::json:
        case oid::jsonb: return quoted_text(boost::json::serialize(codec<json>::decode(bytes, value.oid))) + "::jsonb";
        default:
            if (const std::uint32_t element = oid::element_of(value.oid); element != 0)
                return array_literal(value, element);
            throw usage_error("vinyl: a value of this type can not stand in a model's meta (OID " +
                              std::to_string(value.oid) + ")");
    }
}

VINYL_DECL std::string with_literals(std::string_view text, list_view<const wire_value> parameters,
                                     std::string_view prefix) {
    std::string result;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (!prefix.empty() && text.substr(i).starts_with(prefix)) {
            i += prefix.size() - 1;
            continue;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '$') {
            std::size_t number = 0;
            while (i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9')
                number = number * 10 + static_cast<std::size_t>(text[++i] - '0');
            if (number == 0 || number > parameters.size())
                throw usage_error("vinyl: a condition in a model's meta has a $ that is not one of its parameters");
            result += literal(parameters[number - 1]);
            continue;
        }
        result += c;
    }
    return result;
}

}  // namespace vinyl::schema::detail
