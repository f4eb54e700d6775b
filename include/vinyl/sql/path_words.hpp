// What may stand behind the fields of a path: transforms (released__year), keys of a json column, and a lookup at the end
// (name__icontains). Ordinary code over strings, run at compile time for "..."_f; templates only ask it. For "..."_outer,
// whose model is known only when the query around is, it runs then.
#pragma once

#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/path_text.hpp>
#include <vinyl/sql/table_info.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace vinyl {

/// The form of a condition that a path's lookup asks for; `compare` with an operator of sql::lookup.
enum class lookup_form : unsigned char {
    compare,  ///< One value.
    in,       ///< A range of values, or a queryset.
    range,    ///< Two values, inclusive.
    is_null   ///< A bool: whether it must be NULL.
};

/// Why a path does not resolve.
enum class path_error : unsigned char {
    none,
    no_such_field,   ///< The model has no field or relation with this name.
    no_such_lookup,  ///< Behind a column stands something that is neither a transform nor a lookup.
    does_not_fit,    ///< A transform or lookup that this type does not have.
    behind_lookup    ///< Something follows the lookup.
};

namespace detail {

/// Families of types that have the same transforms and lookups.
enum class value_family : unsigned char {
    text,
    number,
    boolean,
    date,
    time,
    timestamp,
    json,
    array,
    range,
    row,
    other
};

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
    if (sql_type == "jsonb" || sql_type == "json") return value_family::json;
    return value_family::other;
}

struct transform_entry {
    std::string_view name;
    sql::transform transform;
    bool dates, times, texts;  ///< What it may be applied to; timestamps are both dates and times.
    value_family result;
};

inline constexpr std::array known_transforms{
    transform_entry{"year", sql::transform::year, true, false, false, value_family::number},
    transform_entry{"iso_year", sql::transform::iso_year, true, false, false, value_family::number},
    transform_entry{"quarter", sql::transform::quarter, true, false, false, value_family::number},
    transform_entry{"month", sql::transform::month, true, false, false, value_family::number},
    transform_entry{"week", sql::transform::week, true, false, false, value_family::number},
    transform_entry{"day", sql::transform::day, true, false, false, value_family::number},
    transform_entry{"week_day", sql::transform::week_day, true, false, false, value_family::number},
    transform_entry{"iso_week_day", sql::transform::iso_week_day, true, false, false, value_family::number},
    transform_entry{"hour", sql::transform::hour, false, true, false, value_family::number},
    transform_entry{"minute", sql::transform::minute, false, true, false, value_family::number},
    transform_entry{"second", sql::transform::second, false, true, false, value_family::number},
    transform_entry{"date", sql::transform::date, false, false, false, value_family::date},  // of timestamps only
    transform_entry{"time", sql::transform::time, false, false, false, value_family::time},  // of timestamps only
    transform_entry{"lower", sql::transform::lower, false, false, true, value_family::text},
    transform_entry{"upper", sql::transform::upper, false, false, true, value_family::text},
    transform_entry{"length", sql::transform::length, false, false, true, value_family::number},
};

struct lookup_entry {
    std::string_view name;
    lookup_form form;
    sql::lookup how;
    enum class operand : unsigned char { any, pattern, container, json, range } of;  ///< What it needs on its left.
};

inline constexpr std::array known_lookups{
    lookup_entry{"exact", lookup_form::compare, sql::lookup::exact, lookup_entry::operand::any},
    lookup_entry{"gt", lookup_form::compare, sql::lookup::gt, lookup_entry::operand::any},
    lookup_entry{"gte", lookup_form::compare, sql::lookup::gte, lookup_entry::operand::any},
    lookup_entry{"lt", lookup_form::compare, sql::lookup::lt, lookup_entry::operand::any},
    lookup_entry{"lte", lookup_form::compare, sql::lookup::lte, lookup_entry::operand::any},
    lookup_entry{"in", lookup_form::in, sql::lookup::exact, lookup_entry::operand::any},
    lookup_entry{"isnull", lookup_form::is_null, sql::lookup::exact, lookup_entry::operand::any},
    lookup_entry{"range", lookup_form::range, sql::lookup::exact, lookup_entry::operand::any},
    lookup_entry{"iexact", lookup_form::compare, sql::lookup::iexact, lookup_entry::operand::pattern},
    lookup_entry{"contains", lookup_form::compare, sql::lookup::contains, lookup_entry::operand::pattern},
    lookup_entry{"icontains", lookup_form::compare, sql::lookup::icontains, lookup_entry::operand::pattern},
    lookup_entry{"startswith", lookup_form::compare, sql::lookup::startswith, lookup_entry::operand::pattern},
    lookup_entry{"istartswith", lookup_form::compare, sql::lookup::istartswith, lookup_entry::operand::pattern},
    lookup_entry{"endswith", lookup_form::compare, sql::lookup::endswith, lookup_entry::operand::pattern},
    lookup_entry{"iendswith", lookup_form::compare, sql::lookup::iendswith, lookup_entry::operand::pattern},
    lookup_entry{"regex", lookup_form::compare, sql::lookup::regex, lookup_entry::operand::pattern},
    lookup_entry{"iregex", lookup_form::compare, sql::lookup::iregex, lookup_entry::operand::pattern},
    lookup_entry{"contained_by", lookup_form::compare, sql::lookup::contained_by, lookup_entry::operand::container},
    lookup_entry{"overlap", lookup_form::compare, sql::lookup::overlap, lookup_entry::operand::container},
    lookup_entry{"has_key", lookup_form::compare, sql::lookup::has_key, lookup_entry::operand::json},
    lookup_entry{"has_keys", lookup_form::compare, sql::lookup::has_keys, lookup_entry::operand::json},
    lookup_entry{"has_any_keys", lookup_form::compare, sql::lookup::has_any_keys, lookup_entry::operand::json},
    lookup_entry{"fully_lt", lookup_form::compare, sql::lookup::strictly_left, lookup_entry::operand::range},
    lookup_entry{"fully_gt", lookup_form::compare, sql::lookup::strictly_right, lookup_entry::operand::range},
    lookup_entry{"adjacent_to", lookup_form::compare, sql::lookup::adjacent, lookup_entry::operand::range},
};

/// What the look-ups below give when there is none; indices for the reason given with no_fact.
inline constexpr std::size_t no_entry = static_cast<std::size_t>(-1);

constexpr std::size_t find_transform(std::string_view name) {
    for (std::size_t i = 0; i < known_transforms.size(); ++i)
        if (known_transforms[i].name == name) return i;
    return no_entry;
}

constexpr std::size_t find_lookup(std::string_view name) {
    for (std::size_t i = 0; i < known_lookups.size(); ++i)
        if (known_lookups[i].name == name) return i;
    return no_entry;
}

constexpr bool fits(const transform_entry& transform, value_family family) {
    switch (family) {
        case value_family::timestamp:
            return transform.dates || transform.times || transform.transform == sql::transform::date ||
                   transform.transform == sql::transform::time;
        case value_family::date: return transform.dates;
        case value_family::time: return transform.times;
        case value_family::text: return transform.texts;
        default: return false;
    }
}

constexpr bool fits(const lookup_entry& lookup, value_family family) {
    const bool container =
        family == value_family::array || family == value_family::range || family == value_family::json;
    switch (lookup.of) {
        case lookup_entry::operand::any: return true;
        // as in Django, patterns work on whatever has a text; on containers only `contains` has a meaning, on a row none
        case lookup_entry::operand::pattern:
            return family != value_family::row && (!container || lookup.how == sql::lookup::contains);
        case lookup_entry::operand::container:
            return container && (family != value_family::json || lookup.how != sql::lookup::overlap);
        case lookup_entry::operand::json: return family == value_family::json;
        case lookup_entry::operand::range: return family == value_family::range;
    }
    return false;
}

/// What a lookup means for a value on its left: `contains` of containers is another operator than that of texts.
constexpr sql::lookup lookup_on(value_family left, sql::lookup how) {
    const bool container = left == value_family::array || left == value_family::range || left == value_family::json;
    return container && how == sql::lookup::contains ? sql::lookup::array_contains : how;
}

/// Whether a value has a lookup that was written as a method.
constexpr bool fits(sql::lookup how, value_family left) {
    for (const lookup_entry& lookup : known_lookups)
        if (lookup.form == lookup_form::compare && lookup.how == how) return fits(lookup, left);
    return true;
}

inline constexpr std::size_t most_transforms = 8;
inline constexpr std::size_t most_keys = 16;

/// What the text behind the fields of a path says.
struct path_tail {
    path_error error = path_error::none;
    std::string_view last;  ///< The last word that was read: the wrong one, if there is an error.
    lookup_form form = lookup_form::compare;
    sql::lookup how = sql::lookup::exact;
    bool has_lookup = false;  ///< The path names a lookup itself.
    value_family family{};    ///< Of the value that is compared.
    std::array<sql::transform, most_transforms> transforms{};
    std::size_t transform_count = 0;
    std::array<std::string_view, most_keys> keys{};  ///< Of a json column: data__owner__name.
    std::size_t key_count = 0;
};

constexpr void take_lookup(path_tail& tail, const lookup_entry& lookup) {
    // as in Django, what stands under a key of a json column has text patterns, too
    const bool as_text = tail.key_count > 0 && fits(lookup, value_family::text);
    if (!as_text && !fits(lookup, tail.family)) tail.error = path_error::does_not_fit;
    tail.has_lookup = true;
    tail.form = lookup.form;
    tail.how = lookup_on(tail.family, lookup.how);
}

constexpr void take_transform(path_tail& tail, const transform_entry& transform) {
    if (!fits(transform, tail.family) || tail.transform_count == most_transforms) tail.error = path_error::does_not_fit;
    else tail.transforms[tail.transform_count++] = transform.transform;
    tail.family = transform.result;
}

constexpr void take_key(path_tail& tail, std::string_view name) {
    if (tail.key_count == most_keys) tail.error = path_error::no_such_lookup;
    else tail.keys[tail.key_count++] = name;
}

/// Reads what follows the fields of `path` from position `from` on; `family` is what the fields lead to.
constexpr path_tail read_tail(std::string_view path, std::size_t from, value_family family) {
    path_tail tail;
    tail.family = family;
    while (from < path.size() && tail.error == path_error::none) {
        const std::size_t end = end_of_segment(path, from);
        const std::string_view name = path.substr(from, end - from);
        tail.last = name;
        from = begin_of_next(path, end);
        const std::size_t lookup = find_lookup(name);
        const std::size_t transform = find_transform(name);
        if (lookup != no_entry && from == path.size()) take_lookup(tail, known_lookups[lookup]);
        else if (tail.family == value_family::json) take_key(tail, name);
        else if (transform != no_entry) take_transform(tail, known_transforms[transform]);
        else if (lookup != no_entry) tail.error = path_error::behind_lookup;
        else tail.error = family == value_family::row ? path_error::no_such_field : path_error::no_such_lookup;
    }
    return tail;
}

}  // namespace detail
}  // namespace vinyl
