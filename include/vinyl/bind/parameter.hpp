// From a C++ value to the parameter that a field of a given type is compared with or set to.
#pragma once

#include <vinyl/base/is_optional.hpp>
#include <vinyl/bind/recorder.hpp>
#include <vinyl/codec/all.hpp>
#include <vinyl/expr/concepts.hpp>
#include <vinyl/expr/families.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/types/all.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// Stands for a type that is only known to the database.
struct unknown_type {};

template <class T>
inline constexpr bool no_type = std::same_as<T, unknown_type> || std::same_as<T, unresolved>;

template <class T>
inline constexpr bool is_literal_text = false;
template <std::size_t N>
inline constexpr bool is_literal_text<literal_text<N>> = true;

template <class V>
concept null_like = std::same_as<V, std::nullopt_t> || std::same_as<V, std::nullptr_t>;

template <class V>
concept text_like = is_literal_text<V> || std::convertible_to<const V&, std::string_view>;

template <class M>
M model_below(const model<M>&);
/// The model that an object is of; a row with annotations is one of a class derived from it.
template <class V>
using model_of = decltype(model_below(std::declval<const V&>()));

template <class V>
concept model_object = requires { typename model_of<V>; };

/// The objects that stand for their key in a relation: models, and relations themselves.
template <class V>
concept key_holder = model_object<V> || requires(const V& relation) {
    typename V::key_type;
    { relation.holds_unsaved_object() } -> std::same_as<bool>;
};

/// The key of a model whose key has several members.
template <class T>
inline constexpr bool is_key_tuple = false;
template <class... Part>
inline constexpr bool is_key_tuple<std::tuple<Part...>> = true;

template <class T, class V>
consteval bool fits_column();

/// Whether a tuple (or std::pair) of values is one for a key of several members.
template <class T, class V>
consteval bool fits_key_tuple() {
    if constexpr (!requires { std::tuple_size<V>::value; }) {
        return false;
    } else if constexpr (std::tuple_size_v<T> != std::tuple_size_v<V>) {
        return false;
    } else {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return (fits_column<std::tuple_element_t<I, T>, std::tuple_element_t<I, V>>() && ...);
        }(std::make_index_sequence<std::tuple_size_v<T>>{});
    }
}

template <class V>
std::string_view view_of(const V& text) {
    if constexpr (is_literal_text<V>) return text.view();
    else return std::string_view(text);
}

/// An array whose elements may be NULL, beside one of the same whose elements are not.
template <class T, class V>
inline constexpr bool is_array_beside_optionals = false;
template <class E>
inline constexpr bool is_array_beside_optionals<std::vector<std::optional<E>>, std::vector<E>> = true;

/// A std::chrono::duration that an interval can be made of.
template <class V>
inline constexpr bool is_span_of_time = false;
template <std::integral Rep, class Period>
inline constexpr bool is_span_of_time<std::chrono::duration<Rep, Period>> = true;
template <class V>
concept span_of_time = is_span_of_time<V>;

/// Whether a value of type V may be written for a column of type T.
template <class T, class V>
consteval bool fits_column() {
    if constexpr (no_type<T> || null_like<V>) return true;
    else if constexpr (is_optional<V>) return fits_column<T, typename V::value_type>();
    else if constexpr (is_key_tuple<T>) return fits_key_tuple<T, V>();
    else if constexpr (whole_number<T>) return whole_number<V> || std::floating_point<V> || std::same_as<V, decimal>;
    else if constexpr (std::floating_point<T> || std::same_as<T, decimal>)
        return whole_number<V> || std::floating_point<V> || std::same_as<V, decimal>;
    else if constexpr (std::same_as<T, std::string>) return text_like<V>;
    else if constexpr (std::same_as<T, bool>) return std::same_as<V, bool>;
    else if constexpr (std::same_as<T, json>) return text_like<V> || std::constructible_from<T, const V&>;
    else if constexpr (is_array_beside_optionals<T, V>) return true;
    else if constexpr (span_of_time<V>) return std::same_as<T, interval>;
    else return std::convertible_to<const V&, T>;
}
// a name of its own, because compilers show its types where it is false
template <class T, class V>
inline constexpr bool takes = fits_column<T, V>();

/// A number as the type T of floating point.
template <std::floating_point T, class V>
T to_floating(const V& number) {
    if constexpr (std::same_as<V, decimal>) return static_cast<T>(number.to_double());
    else return static_cast<T>(number);
}

/// The JSON null, as a jsonb: a version byte and its text.
inline wire_value json_null() {
    wire_value wire;
    wire.oid = oid::jsonb;
    wire.bytes =
        "\x01"
        "null";
    return wire;
}

template <class T>
wire_value null_of() {
    wire_value wire;
    wire.null = true;
    if constexpr (column_type<T>) wire.oid = codec<T>::oid;
    return wire;
}

/// The value as the column's type, or as a wider one where it would not fit, so that comparing stays exact.
/// @pre fits_column<T, V>() and V is not null_like
template <class T, class V>
wire_value to_parameter(const V& value) {
    if constexpr (is_optional<V>) {
        if (!value) return null_of<T>();
        return to_parameter<T>(*value);
    } else if constexpr (no_type<T>) {
        if constexpr (text_like<V>) return to_wire(std::string(view_of(value)));
        else if constexpr (column_type<V>) return to_wire(value);
        else if constexpr (span_of_time<V>) return to_wire(interval::of(value));
        else if constexpr (whole_number<V>) return to_wire(static_cast<std::int64_t>(value));
        else return {};
    } else if constexpr (whole_number<T>) {
        if constexpr (whole_number<V>) {
            if (std::in_range<T>(value)) return to_wire(static_cast<T>(value));
            if (std::in_range<std::int64_t>(value)) return to_wire(static_cast<std::int64_t>(value));
            return to_wire(decimal(value));
        } else if constexpr (std::floating_point<V>) {
            return to_wire(static_cast<double>(value));
        } else {
            return to_wire(value);
        }
    } else if constexpr (std::floating_point<T>) {
        return to_wire(to_floating<T>(value));
    } else if constexpr (std::same_as<T, decimal>) {
        return to_wire(decimal(value));
    } else if constexpr (std::same_as<T, std::string>) {
        return to_wire(std::string(view_of(value)));
    } else if constexpr (std::same_as<T, json>) {
        if constexpr (text_like<V>) return to_wire(T(view_of(value)));
        else return to_wire(T(value));
    } else if constexpr (is_array_beside_optionals<T, V>) {
        return to_wire(T(value.begin(), value.end()));
    } else if constexpr (span_of_time<V>) {
        return to_wire(interval::of(value));
    } else {
        const T converted = value;
        return to_wire(converted);
    }
}

[[noreturn]] void throw_with_place(std::string_view doing, std::string_view model, std::string_view field,
                                   const data_error& problem);
/// Throws usage_error: a queryset does not hold what its type says.
[[noreturn]] void throw_half_refined();

/// encode(value); when it has no place in the column's type, the error says which field it was for.
template <class V, class Encode>
auto with_place(std::string_view doing, std::string_view model, std::string_view field, const V& value, Encode encode) {
    if constexpr (std::is_arithmetic_v<V>) {
        return encode(value);
    } else {
        try {
            return encode(value);
        } catch (const data_error& problem) {
            throw_with_place(doing, model, field, problem);
        }
    }
}

/// Whether a parameter for a column of type T must be cast, and to what; empty when it has the column's type.
template <class T>
inline constexpr bool is_cast = [] {
    if constexpr (requires { codec<T>::cast_parameters; }) return bool(codec<T>::cast_parameters);
    else return false;
}();
template <class T>
inline constexpr bool is_cast<std::optional<T>> = is_cast<T>;
template <class T>
constexpr std::string_view cast_of() {
    if constexpr (is_cast<T>) return codec<without_optional_t<T>>::sql_type;
    else return {};
}

/// Says the values that a key of several columns consists of, and how many they are.
template <class T, class V>
std::uint32_t bind_key_parts(const V& value, recorder& to) {
    if constexpr (is_key_tuple<T>) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            std::uint32_t count = 0;
            ((count += bind_key_parts<std::tuple_element_t<I, T>>(std::get<I>(value), to)), ...);
            return count;
        }(std::make_index_sequence<std::tuple_size_v<T>>{});
    } else {
        if constexpr (is_cast<std::conditional_t<no_type<T>, V, T>>)
            to.value(to_parameter<T>(value), cast_of<std::conditional_t<no_type<T>, V, T>>());
        else to.value(to_parameter<T>(value));
        return 1;
    }
}

/// A text beside a column of text.
void bind_text(std::string_view text, recorder& to);

/// Texts beside a column of text, in whatever they are, are bound by one function that is no template.
template <class T, class V>
inline constexpr bool is_plain_text = std::same_as<T, std::string> && text_like<V>;

/// A value beside a column of type T; a row of values beside a key of several columns.
/// @pre fits_column<T, V>() and V is not null_like
template <class T, class V>
void bind_constant(const V& value, recorder& to) {
    if constexpr (is_plain_text<T, V>) {
        bind_text(view_of(value), to);
    } else if constexpr (is_optional<V> && is_key_tuple<T>) {
        if (value) bind_constant<T>(*value, to);
        else to.null();
    } else {
        [[maybe_unused]] const std::uint32_t parts = bind_key_parts<T>(value, to);
        if constexpr (is_key_tuple<T>) to.row(parts);
    }
}

/// The parameters that a key consists of: one for each of its columns.
template <class Key>
struct key_parameters {
    std::array<wire_value, columns_of_value<Key>::list.size()> values;

    explicit key_parameters(const Key& key) {
        std::size_t next = 0;
        add(next, key);
    }

private:
    template <class Part>
    void add(std::size_t& next, const Part& part) {
        if constexpr (is_key_tuple<Part>) std::apply([&](const auto&... each) { (add(next, each), ...); }, part);
        else if constexpr (!std::same_as<Part, no_key>) values[next++] = to_wire(part);  // else an error already
    }
};

/// The condition that a row of M is the one with this key.
template <class M>
void bind_row_with_key(const primary_key_type<M>& key, recorder& to) {
    if constexpr (has_primary_key<M>) {  // else an error already
        to.column(sql::path{});
        bind_constant<primary_key_type<M>>(key, to);
        to.compare(sql::lookup::exact);
    }
}

/// The key of an object in a relation. Throws usage_error when the object was never saved.
template <key_holder V>
auto key_for_relation(const V& value) {
    if constexpr (model_object<V>) {
        const model_of<V>& object = value;
        if (!has_key(object)) throw_unsaved_object(struct_name<model_of<V>>);
        return key_of(object);
    } else {
        if (value.holds_unsaved_object() && !has_key(*value)) throw_unsaved_object(struct_name<typename V::target>);
        return value.id();
    }
}

template <class V>
struct key_held {
    using type = V;
};
template <key_holder V>
    requires model_object<V>
struct key_held<V> {
    using type = primary_key_type<model_of<V>>;
    using target = model_of<V>;
};
template <key_holder V>
    requires(!model_object<V>)
struct key_held<V> {
    using type = typename V::key_type;
    using target = typename V::target;
};

template <class V>
    requires key_holder<without_optional_t<V>> && is_optional<V>
struct key_held<V> {
    using type = std::optional<typename key_held<without_optional_t<V>>::type>;
    using target = typename key_held<without_optional_t<V>>::target;
};

/// Objects and relations become their keys, everything else stays.
template <class V>
decltype(auto) plain_value(const V& value) {
    if constexpr (key_holder<V>) return key_for_relation(value);
    else if constexpr (key_holder<without_optional_t<V>>)
        return value ? typename key_held<V>::type(key_for_relation(*value)) : std::nullopt;
    else return (value);
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/bind/parameter.ipp>
#endif
