// Families of SQL types that have the same lookups and transforms.
#pragma once

#include <string_view>

namespace vinyl {

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
// g++ 12 says that an enumerator shadows vinyl::date, though it is never found by its bare name.
#pragma GCC diagnostic ignored "-Wshadow"
#endif

/// What a column's SQL type makes of its values. `row`: a relation or a key of several columns.
enum class value_family : unsigned char {
    text,
    number,
    boolean,
    date,
    time,
    timestamp,
    json,
    hstore,
    array,
    range,
    row,
    other
};

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

namespace detail {

constexpr value_family family_of(std::string_view sql_type) {
    if (sql_type.ends_with("[]")) return value_family::array;
    if (sql_type.ends_with("range")) return value_family::range;
    if (sql_type.starts_with("timestamp")) return value_family::timestamp;
    if (sql_type.starts_with("time")) return value_family::time;
    if (sql_type.starts_with("varchar") || sql_type.starts_with("character") || sql_type == "text" ||
        sql_type == "citext")
        return value_family::text;
    if (sql_type.starts_with("numeric") || sql_type == "smallint" || sql_type == "integer" || sql_type == "bigint" ||
        sql_type == "real" || sql_type == "double precision")
        return value_family::number;
    if (sql_type == "boolean") return value_family::boolean;
    if (sql_type == "date") return value_family::date;
    if (sql_type == "hstore") return value_family::hstore;
    if (sql_type == "jsonb" || sql_type == "json") return value_family::json;
    return value_family::other;
}

}  // namespace detail
}  // namespace vinyl
