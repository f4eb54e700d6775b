// The values of in(), gathered so that they travel in one parameter, and what in() asks of them.
#pragma once

#include <vinyl/bind/key_lists.hpp>
#include <vinyl/bind/parameter.hpp>
#include <vinyl/bind/value_type.hpp>
#include <vinyl/bind/whole_number.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// The values of in() beside a column of type T; they travel in one parameter.
template <class T>
class value_list {
public:
    template <class Value>
    void add(const Value& value) {
        if constexpr (is_optional<Value>) {
            if (value) add(*value);
            else had_null_ = true;
        } else if constexpr (null_like<Value>) {
            had_null_ = true;
        } else {
            const auto& plain = plain_value(value);
            using P = std::remove_cvref_t<decltype(plain)>;
            if constexpr (std::same_as<T, std::string>) {
                list_.push_back(std::string(view_of(plain)));
            } else if constexpr (whole_number<T>) {
                // no column of this type can hold the others
                const auto beside = whole_beside_column<T>(sql::year_bounds::within, plain);
                if (beside.known == sql::outcome::open) list_.push_back(beside.value);
            } else if constexpr (std::floating_point<T>) {
                list_.push_back(to_floating<T>(plain));
            } else if constexpr (std::same_as<T, json> && text_like<P>) {
                list_.push_back(T(view_of(plain)));
            } else {
                list_.push_back(static_cast<T>(plain));
            }
        }
    }

    /// Says that the last expression is one of the values.
    void in(recorder& to) const {
        if constexpr (family_of_type<T>() == value_family::array) in_arrays(to);
        else to.in_values(to_wire(list_), list_.empty(), had_null_, cast_of<std::vector<T>>());
    }

private:
    /// PostgreSQL would take an array of arrays for one array of more dimensions: they travel as parts of a long one.
    void in_arrays(recorder& to) const {
        T joined;
        std::vector<std::int32_t> first, last;
        for (const T& each : list_) {
            first.push_back(static_cast<std::int32_t>(joined.size() + 1));
            joined.insert(joined.end(), each.begin(), each.end());
            last.push_back(static_cast<std::int32_t>(joined.size()));
        }
        to.in_parts(to_wire(joined), to_wire(first), to_wire(last), list_.empty(), had_null_, cast_of<T>());
    }

    std::vector<T> list_;
    bool had_null_ = false;
};

/// The type that values given to in() travel as beside one of type T: as that, if it is known.
template <class Scope, class T, class... V>
struct list_type {
    using type = T;
};
template <class Scope, class... V>
struct list_type<Scope, unknown_type, V...> {
    using common = typename joined<Scope, true, unknown_type, constant<V>...>::type;
    using type = std::conditional_t<no_type<common>, std::string, common>;
};

/// What gathers the values of the types V that are given to in() beside a column of type T.
template <class Scope, class T, class... V>
struct list_class {
    using type = value_list<typename list_type<Scope, T, V...>::type>;
};
template <class Scope, class... Part, class... V>
struct list_class<Scope, std::tuple<Part...>, V...> {
    using type = key_lists<std::tuple<Part...>>;
};

/// The list for the constants among operands, or for values of the types V.
template <class Scope, class T, class List, class... E>
struct list_of;
template <class Scope, class T, class... V>
struct list_of<Scope, T, type_list<V...>> {
    static constexpr bool empty = sizeof...(V) == 0;
    using type = typename list_class<Scope, T, V...>::type;
};
template <class Scope, class T, class... V, class First, class... Rest>
struct list_of<Scope, T, type_list<V...>, First, Rest...> : list_of<Scope, T, type_list<V...>, Rest...> {};
template <class Scope, class T, class... V, class C, class... Rest>
struct list_of<Scope, T, type_list<V...>, constant<C>, Rest...>
    : list_of<Scope, T, type_list<V..., typename key_held<without_optional_t<C>>::type>, Rest...> {};

template <class Value, class V>
inline constexpr bool takes_listed = takes<typename Value::type, typename key_held<without_optional_t<V>>::type>;

/// What in() asks of an operand; expressions are asked where they are compared.
template <class Value, class E>
struct listed {
    static constexpr bool is_no_object = true, points_there = true, fits = true;
};
template <class Value, class V>
struct listed<Value, constant<V>> {
    static constexpr bool is_no_object = takes_object<Value, V>;
    static constexpr bool points_there = points_at<Value, V>;
    static constexpr bool fits = takes_listed<Value, V>;
};

}  // namespace vinyl::detail
