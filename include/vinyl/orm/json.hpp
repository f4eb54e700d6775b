// Rows to JSON and back. Numbers that a double can not hold exactly are text: decimals always, integers beyond 2^53; so are
// dates, times and their kin, in ISO 8601.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/base/is_optional.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/codec/all.hpp>
#include <vinyl/codec/json.hpp>
#include <vinyl/codec/jsonb_of.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/orm/create.hpp>
#include <vinyl/rows/partial.hpp>
#include <vinyl/bind/row.hpp>
#include <vinyl/types/all.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl {

/// A row as a JSON object, its members by their names in the order of their declaration.
/// A foreign key is the key or, when it is loaded, the object behind it. Reverse sides are left out until they are loaded.
/// Throws data_error, which names the member, for what has no JSON form (a date that is none).
template <model_type M>
[[nodiscard]] boost::json::object to_json(const M& row);
/// The same, and then the values that annotate() added, by their names.
template <class M, class... Named>
[[nodiscard]] boost::json::object to_json(const annotated<M, Named...>& row);
/// The members that are there, and then the values by their names.
template <class M, class... Named>
[[nodiscard]] boost::json::object to_json(const partial<M, Named...>& row);
/// A row of values(), by the values' names.
template <class... Named>
[[nodiscard]] boost::json::object to_json(const record<Named...>& row);
/// A row of columns that were chosen when it ran: those, by their names.
template <class... Named>
[[nodiscard]] boost::json::object to_json(const chosen_row<Named...>& row);
/// Rows as an array.
template <class Row>
[[nodiscard]] boost::json::array to_json(const std::vector<Row>& rows);

/// The object of a JSON object; the database is not asked. A relation is read from a key or an object; reverse sides are
/// passed over. What may be left out: optional members, and what default_value() names or the database fills in.
/// Throws data_error, which names the member: when it is missing, of another type, or none of M's.
template <model_type M>
[[nodiscard]] M from_json(const boost::json::value& from);

namespace detail {

/// The largest number up to which a double holds all integers.
inline constexpr std::int64_t greatest_exact_integer = std::int64_t{1} << 53;

[[noreturn]] void throw_not_json(std::string_view expected, const boost::json::value& found);
[[noreturn]] void throw_at_member(std::string_view row, std::string_view member, std::string_view problem);
[[noreturn]] void throw_missing_member(std::string_view row, std::string_view member);

[[nodiscard]] boost::json::value json_of_integer(std::int64_t value);
[[nodiscard]] boost::json::value json_of_double(double value);
[[nodiscard]] boost::json::value json_of_bytes(const std::vector<std::byte>& value);
/// "2000-02-29 18:30:00+00" as "2000-02-29T18:30:00Z".
[[nodiscard]] std::string iso_moment(std::string text);

[[nodiscard]] std::int64_t integer_of_json(const boost::json::value& from, std::int64_t least, std::int64_t greatest);
[[nodiscard]] double double_of_json(const boost::json::value& from);
[[nodiscard]] std::string_view text_of_json(const boost::json::value& from, std::string_view expected);
[[nodiscard]] std::vector<std::byte> bytes_of_json(const boost::json::value& from);

/// Types that are text in JSON.
template <class T>
inline constexpr bool is_json_text = false;
template <class T>
    requires std::same_as<T, date> || std::same_as<T, wide_date> || std::same_as<T, timestamp> ||
                 std::same_as<T, local_timestamp> || std::same_as<T, interval> || std::same_as<T, time_of_day> ||
                 std::same_as<T, decimal> || std::same_as<T, uuid>
inline constexpr bool is_json_text<T> = true;
template <class T>
inline constexpr bool is_json_text<range<T>> = true;

template <class T>
inline constexpr bool is_jsonb_of = false;
template <class T>
inline constexpr bool is_jsonb_of<jsonb_of<T>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T>
concept json_relation = !column_type<T> && requires(const T& relation) {
    typename T::target;
    typename T::key_type;
    relation.id();
};

/// Whether a value of this type can be written as JSON by itself, or is described for Boost.JSON.
template <class T>
inline constexpr bool writes_json =
    std::is_arithmetic_v<T> || std::is_enum_v<T> || std::same_as<T, std::string> || std::same_as<T, json> ||
    std::same_as<T, hstore> || is_json_text<T> || is_jsonb_of<T> || model_type<T> || json_relation<T> ||
    boost::json::has_value_from<T>::value;
template <class T>
inline constexpr bool writes_json<std::optional<T>> = writes_json<T>;
template <class T>
inline constexpr bool writes_json<std::vector<T>> = writes_json<T>;
template <>
inline constexpr bool writes_json<std::vector<std::byte>> = true;
template <>
inline constexpr bool writes_json<origin> = true;
template <class T, fixed_string Name>
inline constexpr bool writes_json<related<T, Name>> = true;
template <class T, fixed_string Name>
inline constexpr bool writes_json<related_one<T, Name>> = true;

/// The same for reading.
template <class T>
inline constexpr bool reads_json = writes_json<T> || boost::json::has_value_to<T>::value;
template <class T>
    requires(std::is_class_v<T> && !std::same_as<T, std::string> && !std::same_as<T, json> &&
             !std::same_as<T, hstore> && !is_json_text<T> && !is_jsonb_of<T> && !model_type<T> && !json_relation<T> &&
             !is_optional<T> && !is_vector<T>)
inline constexpr bool reads_json<T> = boost::json::has_value_to<T>::value;
template <class T>
inline constexpr bool reads_json<std::optional<T>> = reads_json<T>;
template <class T>
    requires(!std::same_as<T, std::byte>)
inline constexpr bool reads_json<std::vector<T>> = reads_json<T>;
template <>
inline constexpr bool reads_json<origin> = true;
template <class T, fixed_string Name>
inline constexpr bool reads_json<related<T, Name>> = true;
template <class T, fixed_string Name>
inline constexpr bool reads_json<related_one<T, Name>> = true;

template <class M>
inline constexpr bool all_write_json =
    []<class... Member>(type_list<Member...>) { return (writes_json<Member> && ...); }(field_types<M>{});
template <class M>
inline constexpr bool all_read_json =
    []<class... Member>(type_list<Member...>) { return (reads_json<Member> && ...); }(field_types<M>{});

template <class T>
boost::json::value json_of(const T& value) {
    if constexpr (is_optional<T>) {
        if (!value) return nullptr;
        return json_of(*value);
    } else if constexpr (model_type<T>) {
        return to_json(value);
    } else if constexpr (json_relation<T>) {
        if (value.has_object()) return to_json(*value);
        return json_of(value.id());
    } else if constexpr (std::same_as<T, bool> || std::same_as<T, std::string> || std::same_as<T, json>) {
        return boost::json::value(value);
    } else if constexpr (std::integral<T>) {
        return json_of_integer(value);
    } else if constexpr (std::floating_point<T>) {
        return json_of_double(value);
    } else if constexpr (named_enumeration<T>) {
        std::string name;
        codec<T>::encode(value, name);
        return boost::json::value(name);
    } else if constexpr (std::is_enum_v<T>) {
        return json_of_integer(static_cast<std::int64_t>(value));
    } else if constexpr (std::same_as<T, timestamp> || std::same_as<T, local_timestamp>) {
        return boost::json::value(iso_moment(to_string(value)));
    } else if constexpr (is_json_text<T>) {
        if constexpr (std::same_as<T, date>)
            if (!value.ok()) throw data_error("it is no day of the calendar (a default-constructed date is none)");
        return boost::json::value(to_string(value));
    } else if constexpr (std::same_as<T, std::vector<std::byte>>) {
        return json_of_bytes(value);
    } else if constexpr (is_vector<T>) {
        boost::json::array elements;
        elements.reserve(value.size());
        for (const auto& element : value)
            elements.push_back(json_of(static_cast<const typename T::value_type&>(element)));
        return elements;
    } else if constexpr (std::same_as<T, hstore>) {
        boost::json::object items;
        for (const auto& [key, item] : value) items[key] = json_of(item);
        return items;
    } else if constexpr (is_jsonb_of<T>) {
        return boost::json::value_from(*value);
    } else {
        return boost::json::value_from(value);
    }
}

template <class T>
T value_of_json(const boost::json::value& from) {
    if constexpr (is_optional<T>) {
        if (from.is_null()) return std::nullopt;
        return T(value_of_json<typename T::value_type>(from));
    } else if constexpr (model_type<T>) {
        return from_json<T>(from);
    } else if constexpr (json_relation<T>) {
        if (from.is_object()) return T(from_json<typename T::target>(from));
        return T(value_of_json<typename T::key_type>(from));
    } else if constexpr (std::same_as<T, bool>) {
        if (!from.is_bool()) throw_not_json("true or false", from);
        return from.get_bool();
    } else if constexpr (std::same_as<T, std::string>) {
        return std::string(text_of_json(from, "a text"));
    } else if constexpr (std::same_as<T, json>) {
        return from;
    } else if constexpr (std::integral<T>) {
        return static_cast<T>(integer_of_json(from, std::numeric_limits<T>::min(),
                                              static_cast<std::int64_t>(std::numeric_limits<T>::max())));
    } else if constexpr (std::floating_point<T>) {
        return static_cast<T>(double_of_json(from));
    } else if constexpr (named_enumeration<T>) {
        return codec<T>::decode(text_of_json(from, "the name of an enumerator"), oid::text);
    } else if constexpr (std::is_enum_v<T>) {
        using number = std::underlying_type_t<T>;
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        const std::int64_t greatest =
            sizeof(number) == sizeof(most) ? most : static_cast<std::int64_t>(std::numeric_limits<number>::max());
        return static_cast<T>(integer_of_json(from, std::numeric_limits<number>::min(), greatest));
    } else if constexpr (is_json_text<T>) {
        if constexpr (std::same_as<T, decimal>)
            if (const std::int64_t* const number = from.if_int64()) return *number;
        return from_string<T>(
            text_of_json(from, std::same_as<T, decimal> ? "a decimal as a text, which is exact," : "a text"));
    } else if constexpr (std::same_as<T, std::vector<std::byte>>) {
        return bytes_of_json(from);
    } else if constexpr (is_vector<T>) {
        const auto* const elements = from.if_array();
        if (elements == nullptr) throw_not_json("an array", from);
        T values;
        values.reserve(elements->size());
        for (const boost::json::value& element : *elements)
            values.push_back(value_of_json<typename T::value_type>(element));
        return values;
    } else if constexpr (std::same_as<T, hstore>) {
        const auto* const items = from.if_object();
        if (items == nullptr) throw_not_json("an object", from);
        hstore values;
        for (const auto& item : *items)
            values.emplace(std::string(item.key()), value_of_json<std::optional<std::string>>(item.value()));
        return values;
    } else if constexpr (is_jsonb_of<T>) {
        return boost::json::value_to<typename T::value_type>(from);
    } else {
        return boost::json::value_to<T>(from);
    }
}

/// What `make` gives; when it throws, the error says which member it was about.
template <class Make>
decltype(auto) at_member(std::string_view row, std::string_view member, Make make) {
    try {
        return make();
    } catch (const data_error& problem) {
        throw_at_member(row, member, problem.message());
    } catch (const boost::system::system_error& problem) {
        throw_at_member(row, member, problem.what());
    }
}

template <class Member>
void add_member(boost::json::object& to, std::string_view row, std::string_view name, const Member& member) {
    to[name] = at_member(row, name, [&] { return json_of(member); });
}
// reverse sides: only what is there already, which for those of a foreign key is nothing
template <class T, fixed_string By>
void add_member(boost::json::object&, std::string_view, std::string_view, const related<T, By>&) {}
template <class T, fixed_string By>
void add_member(boost::json::object& to, std::string_view row, std::string_view name,
                const related_one<T, By>& member) {
    if (!member.has_object()) return;
    to[name] = at_member(row, name, [&] { return to_json(*member); });
}

inline void add_member(boost::json::object&, std::string_view, std::string_view, const origin&) {}

template <class... Named>
void add_named(boost::json::object& to, std::string_view row, const std::tuple<typename Named::type...>& values) {
    std::apply([&](const auto&... value) { (add_member(to, row, Named::name.view(), value), ...); }, values);
}

template <class M, std::size_t I>
void read_member(field_type<M, I>& member, const boost::json::object& from) {
    constexpr std::string_view name = field_name<M, I>;
    const boost::json::value* const found = from.if_contains(name);
    if (found != nullptr) {
        member = at_member(struct_name<M>, name, [&] { return value_of_json<field_type<M, I>>(*found); });
    } else if constexpr ((defaulted_fields<M> >> I & 1) != 0) {
        at_member(struct_name<M>, name, [&] { assign_default<M, I>(member); });
    } else if constexpr ((required_fields<M> >> I & 1) != 0) {
        throw_missing_member(struct_name<M>, name);
    }
}

/// The names of the members that a JSON object may have.
template <class M>
inline constexpr auto names_in_json = [] {
    constexpr auto is_there = [](const member_info& member) { return member.kind != member_kind::origin; };
    std::array<std::string_view, static_cast<std::size_t>(std::ranges::count_if(members_of<M>, is_there))> names;
    for (std::size_t i = 0, next = 0; i < field_count<M>; ++i)
        if (is_there(members_of<M>[i])) names[next++] = field_names<M>[i];
    return names;
}();

void require_known_members(std::string_view row, list_view<const std::string_view> members,
                           const boost::json::object& from);

}  // namespace detail

template <model_type M>
boost::json::object to_json(const M& row) {
    static_assert(detail::all_write_json<M>,
                  "vinyl: a member of this model has no JSON form; give its type a tag_invoke for "
                  "boost::json::value_from");
    boost::json::object object;
    if constexpr (detail::all_write_json<M>)
        for_each_field(row, [&]<class Index, class Member>(Index, const Member& member) {
            detail::add_member(object, struct_name<M>, field_name<M, Index::value>, member);
        });
    return object;
}

template <class M, class... Named>
boost::json::object to_json(const annotated<M, Named...>& row) {
    boost::json::object object = to_json(static_cast<const M&>(row));
    detail::add_named<Named...>(object, struct_name<M>, row.values);
    return object;
}

template <class M, class... Named>
boost::json::object to_json(const partial<M, Named...>& row) {
    static_assert(detail::all_write_json<M>,
                  "vinyl: a member of this model has no JSON form; give its type a tag_invoke for "
                  "boost::json::value_from");
    using access = detail::partial_access<partial<M, Named...>>;
    boost::json::object object;
    if constexpr (detail::all_write_json<M>)
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto add = [&]<std::size_t Member>() {
                if (const M* const found = access::parts(row).with(std::uint64_t{1} << Member))
                    detail::add_member(object, struct_name<M>, field_name<M, Member>, vinyl::get<Member>(*found));
            };
            (add.template operator()<I>(), ...);
        }(std::make_index_sequence<field_count<M>>{});
    detail::add_named<Named...>(object, struct_name<M>, access::values(row));
    return object;
}

template <class... Named>
boost::json::object to_json(const record<Named...>& row) {
    boost::json::object object;
    detail::add_named<Named...>(object, "values()", row.values);
    return object;
}

template <class... Named>
boost::json::object to_json(const chosen_row<Named...>& row) {
    boost::json::object object;
    row.each([&](std::string_view name, const auto& value) { detail::add_member(object, "values()", name, value); });
    return object;
}

template <class Row>
boost::json::array to_json(const std::vector<Row>& rows) {
    boost::json::array array;
    array.reserve(rows.size());
    for (const Row& row : rows) array.push_back(to_json(row));
    return array;
}

template <model_type M>
M from_json(const boost::json::value& from) {
    static_assert(detail::all_read_json<M>,
                  "vinyl: a member of this model can not be read from JSON; give its type a tag_invoke for "
                  "boost::json::value_to");
    const boost::json::object* const object = from.if_object();
    if (object == nullptr) detail::throw_not_json("the object of a row", from);
    detail::require_known_members(struct_name<M>, detail::names_in_json<M>, *object);
    M row{};
    if constexpr (detail::all_read_json<M>)
        for_each_field(row, [&]<class Index, class Member>(Index, Member& member) {
            if constexpr (!detail::members_of<M>[Index::value].columns.empty())
                detail::read_member<M, Index::value>(member, *object);
        });
    return row;
}

/// boost::json::value_from(album), and in containers of rows.
template <model_type M>
void tag_invoke(const boost::json::value_from_tag&, boost::json::value& to, const M& row) {
    to = to_json(row);
}
template <class M, class... Named>
void tag_invoke(const boost::json::value_from_tag&, boost::json::value& to, const annotated<M, Named...>& row) {
    to = to_json(row);
}
template <class M, class... Named>
void tag_invoke(const boost::json::value_from_tag&, boost::json::value& to, const partial<M, Named...>& row) {
    to = to_json(row);
}
template <class... Named>
void tag_invoke(const boost::json::value_from_tag&, boost::json::value& to, const record<Named...>& row) {
    to = to_json(row);
}
template <class... Named>
void tag_invoke(const boost::json::value_from_tag&, boost::json::value& to, const chosen_row<Named...>& row) {
    to = to_json(row);
}
/// boost::json::value_to<Album>(json).
template <model_type M>
M tag_invoke(const boost::json::value_to_tag<M>&, const boost::json::value& from) {
    return from_json<M>(from);
}

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/json.ipp>
#endif
