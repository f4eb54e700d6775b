// The values of in() beside a key of several columns: `"pk"_f.in(keys)`. Each column has an array of its own.
#pragma once

#include <vinyl/bind/parameter.hpp>

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// A list of keys of several columns: one array for each column.
template <class Key>
class key_lists {
public:
    template <class V>
    void add(const V& value) {
        if constexpr (is_optional<V>) {
            if (value) add(*value);
            else had_null_ = true;
        } else if constexpr (null_like<V>) {
            had_null_ = true;
        } else {
            add_parts<Key>(plain_value(value), std::make_index_sequence<std::tuple_size_v<flat>>{});
        }
    }
    /// Says that the last expression is one of the keys.
    void in(recorder& to) const {
        const bool empty = std::get<0>(lists_).empty();
        std::apply(
            [&](const auto&... list) {
                (to.value(to_wire(list), cast_of<std::remove_cvref_t<decltype(list)>>()), ...);
            },
            lists_);
        to.in_rows(std::tuple_size_v<flat>, empty, had_null_);
    }

private:
    template <class... T>
    static std::tuple<T...> tuple_of(type_list<T...>);
    template <class... T>
    static std::tuple<std::vector<T>...> lists_of(type_list<T...>);
    using flat = decltype(tuple_of(typename columns_of_value<Key>::types{}));

    template <class Value, std::size_t... I>
    void add_parts(const Value& value, std::index_sequence<I...>) {
        flat parts;
        const bool representable = assign<0, Key>(parts, value);
        if (representable) (std::get<I>(lists_).push_back(std::move(std::get<I>(parts))), ...);
    }
    /// False when no column of the key's type can hold the value.
    template <std::size_t At, class Part, class Value>
    static bool assign(flat& parts, const Value& value) {
        if constexpr (is_key_tuple<Part>) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                return (assign<At + offset_of<Part, I>(), std::tuple_element_t<I, Part>>(parts, std::get<I>(value)) &&
                        ...);
            }(std::make_index_sequence<std::tuple_size_v<Part>>{});
        } else if constexpr (whole_number<Part> && whole_number<Value>) {
            if (!std::in_range<Part>(value)) return false;
            std::get<At>(parts) = static_cast<Part>(value);
            return true;
        } else if constexpr (std::same_as<Part, std::string>) {
            std::get<At>(parts) = std::string(view_of(value));
            return true;
        } else {
            std::get<At>(parts) = static_cast<Part>(value);
            return true;
        }
    }
    /// How many columns the parts before the I-th take.
    template <class Part, std::size_t I>
    static consteval std::size_t offset_of() {
        return []<std::size_t... Before>(std::index_sequence<Before...>) {
            return (std::size_t{0} + ... + columns_of_value<std::tuple_element_t<Before, Part>>::list.size());
        }(std::make_index_sequence<I>{});
    }

    decltype(lists_of(typename columns_of_value<Key>::types{})) lists_;
    bool had_null_ = false;
};

}  // namespace vinyl::detail
