// From the typed front to the recording: kinds of expressions with a header of their own in expr/. What type each is, and how
// its value is said.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/calculations.hpp>
#include <vinyl/expr/array_subquery.hpp>
#include <vinyl/expr/case.hpp>
#include <vinyl/expr/cast.hpp>
#include <vinyl/expr/raw_sql.hpp>
#include <vinyl/expr/slice.hpp>
#include <vinyl/sql/function_info.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

// ---- ~x

template <class Scope, class E>
struct value_of<Scope, complement<E>> : typed<typename value_of<Scope, E>::type, value_of<Scope, E>::nullable> {};

template <class Scope, class E>
struct value_binding<Scope, complement<E>> {
    static void say(const complement<E>& written, recorder& to) {
        using type = typename value_of<Scope, E>::type;
        constexpr bool has_complement = std::same_as<type, bool> || whole_number<type> || no_type<type>;
        static_assert(has_complement,
                      "vinyl: ~ is NOT of a bool and the other bits of an integer, and this is neither");
        if constexpr (std::same_as<type, bool>) {
            static constexpr sql::function_info other_truth{"(NOT {})", {.is_strict = true, .is_total = true}};
            bind_value<Scope>(written.operand(), to);
            to.function(other_truth, 1, oid_of<value_of<Scope, E>>);
        } else if constexpr (has_complement) {
            static constexpr sql::function_info other_bits{"(~{})", {.is_strict = true, .is_total = true}};
            bind_value<Scope>(written.operand(), to);
            to.function(other_bits, 1, oid_of<value_of<Scope, E>>);
        }
    }
    /// As a condition it is what ! is: it holds for rows with NULL, too.
    static void say_condition(const complement<E>& written, recorder& to) {
        bind_condition<Scope>(written.operand(), to);
        to.negation();
    }
};

// ---- slice()

template <class Scope, class E, bool HasEnd>
struct value_of<Scope, slice_of<E, HasEnd>> : typed<typename value_of<Scope, E>::type, value_of<Scope, E>::nullable> {};

template <class Scope, class E, bool HasEnd>
struct value_binding<Scope, slice_of<E, HasEnd>> {
    static void say(const slice_of<E, HasEnd>& written, recorder& to) {
        using type = typename value_of<Scope, E>::type;
        constexpr bool is_text = std::same_as<type, std::string>;
        constexpr bool has_slices = is_text || is_array<type> || no_type<type>;
        static_assert(has_slices, "vinyl: slice() is a part of a text or of an array, and this is neither");
        if constexpr (has_slices) {
            bind_value<Scope>(written.operand(), to);
            // the server counts from 1; of a text it is told how many, of an array the last one
            to.value(to_wire(std::min(written.first(), INT32_MAX - 1) + 1));
            if constexpr (HasEnd) to.value(to_wire(std::int32_t{written.last() - (is_text ? written.first() : 0)}));
            static constexpr sql::function_info text{"SUBSTRING", {.is_strict = true, .is_total = true}};
            static constexpr sql::function_info array = [] {
                if constexpr (HasEnd) return sql::function_info("({})[{}:{}]", {.is_strict = true});
                else return sql::function_info("({})[{}:]", {.is_strict = true});
            }();
            to.function(is_text ? text : array, HasEnd ? 3 : 2, oid_of<value_of<Scope, E>>);
        }
    }
};

// ---- case_()

/// Whether a value can be one of several that have the type T; NULL always can.
template <class Scope, class T, class E>
inline constexpr bool is_choice = is_one_of<Scope, T, E>;
template <class Scope, class T, null_like V>
inline constexpr bool is_choice<Scope, T, constant<V>> = true;

/// Not a member of what is refused: clang knows no values in a class that was.
template <class Scope, class... V>
inline constexpr bool are_choices = (is_choice<Scope, one_of_type<Scope, V...>, V> && ...);
template <class Scope, class... V>
inline constexpr bool are_choices<Scope, absent, V...> = are_choices<Scope, V...>;

template <class Scope, class... V>
struct choice_type : typed<one_of_type<Scope, V...>, (value_of<Scope, V>::nullable || ...)> {
    static constexpr bool of_one_type = are_choices<Scope, V...>;
    static_assert(of_one_type, "vinyl: the values of this case_() are of types that do not go together");
};

template <class Scope, class Otherwise, class... C, class... V>
    requires(!std::same_as<Otherwise, absent>)
struct value_of<Scope, case_of<Otherwise, when_branch<C, V>...>> : choice_type<Scope, V..., Otherwise> {};
template <class Scope, class... C, class... V>
struct value_of<Scope, case_of<absent, when_branch<C, V>...>> : typed<typename choice_type<Scope, V...>::type, true> {};

template <class Scope, class Otherwise, class... C, class... V>
struct value_binding<Scope, case_of<Otherwise, when_branch<C, V>...>> {
    static void say(const case_of<Otherwise, when_branch<C, V>...>& written, recorder& to) {
        using type = typename value_of<Scope, case_of<Otherwise, when_branch<C, V>...>>::type;
        constexpr bool has_otherwise = !std::same_as<Otherwise, absent>;
        if constexpr (are_choices<Scope, Otherwise, V...>) {
            std::apply([&](const auto&... branch) { ((bind_branch<type>(branch, to)), ...); }, written.branches());
            if constexpr (has_otherwise) bind_one<type>(written.default_value(), to);
            to.case_when(sizeof...(V), has_otherwise);
        }
    }

private:
    template <class T, class Branch>
    static void bind_branch(const Branch& branch, recorder& to) {
        bind_condition<Scope>(branch.condition(), to);
        bind_one<T>(branch.value(), to);
    }
    template <class T, class E>
    static void bind_one(const E& value, recorder& to) {
        if constexpr (is_null_constant<E>) to.null();
        else bind_bound<Scope, T>(value, to);
    }
};

// ---- cast<T>() and taken_as<T>()

template <class Scope, class T, bool Converted, class E>
struct value_of<Scope, retyped<T, Converted, E>>
    : typed<without_optional_t<T>, is_optional<T> || value_of<Scope, E>::nullable> {
    static constexpr bool has_column = column_type<without_optional_t<T>>;
    static_assert(has_column,
                  "vinyl: cast<T>() makes a value one of another column type, and the database has none for T");
};

template <class Scope, class T, bool Converted, class E>
struct value_binding<Scope, retyped<T, Converted, E>> {
    static void say(const retyped<T, Converted, E>& written, recorder& to) {
        static_cast<void>(sizeof(value_of<Scope, retyped<T, Converted, E>>));
        constexpr bool of_one_column = !is_key_tuple<typename value_of<Scope, E>::type>;
        static_assert(of_one_column, "vinyl: a key of several columns can not be cast");
        using made = without_optional_t<T>;
        if constexpr (column_type<made> && of_one_column) {
            bind_value<Scope>(written.operand(), to);
            if constexpr (Converted) to.cast(codec<made>::sql_type, codec<made>::oid);
        }
    }
};

// ---- raw_sql<T>()

template <class Scope, class T, class... Operands>
struct value_of<Scope, raw_value<T, Operands...>> : typed<without_optional_t<T>, is_optional<T>> {
    static constexpr bool has_column = column_type<without_optional_t<T>>;
    static_assert(has_column, "vinyl: raw_sql<T>() gives a value of a column type, and the database has none for T");
};

template <class Scope, class T, class... Operands>
struct value_binding<Scope, raw_value<T, Operands...>> {
    static void say(const raw_value<T, Operands...>& written, recorder& to) {
        std::apply([&](const auto&... operand) { (bind_value<Scope>(operand, to), ...); }, written.operands());
        std::array<std::string_view, sizeof...(Operands) + 1> pieces;
        std::string_view rest = written.sql();
        for (std::size_t i = 0; i < sizeof...(Operands); ++i) {
            const std::size_t place = rest.find("{}");
            pieces[i] = rest.substr(0, place);
            rest.remove_prefix(place + 2);
        }
        pieces.back() = rest;
        static_cast<void>(sizeof(value_of<Scope, raw_value<T, Operands...>>));
        if constexpr (column_type<without_optional_t<T>>) to.raw(pieces, codec<without_optional_t<T>>::oid);
    }
};

// ---- array_subquery()

/// The type of the value in rows of a subquery, with the optional.
template <class Row>
struct value_in_row {
    using type = field_type<Row, 0>;
};
template <model_object Row>
struct value_in_row<Row> {
    using type = primary_key_type<model_of<Row>>;
};
template <class Row>
    requires requires { std::tuple_size<Row>::value; }
struct value_in_row<Row> {
    using type = std::tuple_element_t<0, Row>;
};

template <class Scope, query_like Q>
struct value_of<Scope, array_of_rows<Q>>
    : typed<gives::array::of_nullable<typename value_in_row<typename Q::row_type>::type>, false,
            value_of<Scope, subquery<Q>>::has_one_column> {};

template <class Scope, query_like Q>
struct value_binding<Scope, array_of_rows<Q>> {
    static void say(const array_of_rows<Q>& written, recorder& to) {
        bind_rows<Scope>(written.rows(), to);
        to.array_subquery(oid_of<value_of<Scope, array_of_rows<Q>>>);
    }
};

}  // namespace vinyl::detail
