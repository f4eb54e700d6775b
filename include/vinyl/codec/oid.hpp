// The OIDs of PostgreSQL's built-in types; they are the same in every database. Types made by extensions and users
// begin at first_user_defined and differ from one database to the next.
// https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
#pragma once

#include <vinyl/base/config.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl::oid {

// clang-format off
inline constexpr std::uint32_t
    boolean = 16,      bytea = 17,        char_ = 18,        name = 19,          bigint = 20,       smallint = 21,
    integer = 23,      text = 25,         oid = 26,          json = 114,         xml = 142,         real = 700,
    double_precision = 701, unknown = 705, bpchar = 1042,    varchar = 1043,     date = 1082,       time = 1083,
    timestamp = 1114,  timestamptz = 1184, interval = 1186,  numeric = 1700,     uuid = 2950,       jsonb = 3802,
    int4range = 3904,  numrange = 3906,   tsrange = 3908,    tstzrange = 3910,   daterange = 3912,  int8range = 3926,
    cidr = 650,        inet = 869;

inline constexpr std::uint32_t
    json_array = 199,      boolean_array = 1000,  bytea_array = 1001,  char_array = 1002,     name_array = 1003,
    smallint_array = 1005, integer_array = 1007,  text_array = 1009,   bpchar_array = 1014,   varchar_array = 1015,
    bigint_array = 1016,   real_array = 1021,     double_precision_array = 1022,              oid_array = 1028,
    timestamp_array = 1115, date_array = 1182,    time_array = 1183,   timestamptz_array = 1185, interval_array = 1187,
    numeric_array = 1231,  uuid_array = 2951,     jsonb_array = 3807,  int4range_array = 3905, numrange_array = 3907,
    tsrange_array = 3909,  tstzrange_array = 3911, daterange_array = 3913, int8range_array = 3927, xml_array = 143,
    cidr_array = 651,      inet_array = 1041;
// clang-format on

/// The first OID that is not built in.
inline constexpr std::uint32_t first_user_defined = 16384;

/// The type of the elements of a built-in array type, 0 when `array` is none (or is user-defined).
[[nodiscard]] constexpr std::uint32_t element_of(std::uint32_t array) noexcept {
    switch (array) {
        case xml_array: return xml;
        case cidr_array: return cidr;
        case inet_array: return inet;
        case json_array: return json;
        case boolean_array: return boolean;
        case bytea_array: return bytea;
        case char_array: return char_;
        case name_array: return name;
        case smallint_array: return smallint;
        case integer_array: return integer;
        case text_array: return text;
        case bpchar_array: return bpchar;
        case varchar_array: return varchar;
        case bigint_array: return bigint;
        case real_array: return real;
        case double_precision_array: return double_precision;
        case oid_array: return oid;
        case timestamp_array: return timestamp;
        case date_array: return date;
        case time_array: return time;
        case timestamptz_array: return timestamptz;
        case interval_array: return interval;
        case numeric_array: return numeric;
        case uuid_array: return uuid;
        case jsonb_array: return jsonb;
        case int4range_array: return int4range;
        case numrange_array: return numrange;
        case tsrange_array: return tsrange;
        case tstzrange_array: return tstzrange;
        case daterange_array: return daterange;
        case int8range_array: return int8range;
        default: return 0;
    }
}

/// What SQL calls a built-in type; empty for others.
[[nodiscard]] constexpr std::string_view name_of(std::uint32_t type) noexcept {
    switch (type) {
        case boolean: return "boolean";
        case bytea: return "bytea";
        case char_: return "\"char\"";
        case name: return "name";
        case bigint: return "bigint";
        case smallint: return "smallint";
        case integer: return "integer";
        case text: return "text";
        case oid: return "oid";
        case json: return "json";
        case xml: return "xml";
        case cidr: return "cidr";
        case inet: return "inet";
        case real: return "real";
        case double_precision: return "double precision";
        case unknown: return "unknown";
        case bpchar: return "character";
        case varchar: return "varchar";
        case date: return "date";
        case time: return "time";
        case timestamp: return "timestamp";
        case timestamptz: return "timestamp with time zone";
        case interval: return "interval";
        case numeric: return "numeric";
        case uuid: return "uuid";
        case jsonb: return "jsonb";
        case int4range: return "int4range";
        case numrange: return "numrange";
        case tsrange: return "tsrange";
        case tstzrange: return "tstzrange";
        case daterange: return "daterange";
        case int8range: return "int8range";
        default: return {};
    }
}

/// For messages: "integer[]", or "the type with OID 17001".
[[nodiscard]] std::string described(std::uint32_t type);

}  // namespace vinyl::oid

#ifdef VINYL_HEADER_ONLY
#include <vinyl/codec/oid.ipp>
#endif
