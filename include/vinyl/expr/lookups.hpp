// `"title"_f.icontains("blue")`, `("price"_f * 2).desc()`: lookups and order as methods of whatever stands for a value.
#pragma once

#include <vinyl/base/ranges.hpp>
#include <vinyl/expr/condition.hpp>
#include <vinyl/expr/order.hpp>
#include <vinyl/expr/slice.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

namespace vinyl {

namespace detail {

template <class T>
concept value_range = input_range<T> && !std::convertible_to<T, std::string_view>;

}  // namespace detail

/// The lookups as methods, for fields and for what is made of them.
template <class Self>
class lookups {
public:
    /// Equal, upper and lower case being the same.
    template <class V>
    [[nodiscard]] constexpr auto iexact(V&& value) const {
        return detail::compare(vinyl::lookup<"iexact">, self(), std::forward<V>(value));
    }
    /// Has the text in it; % _ and \ in it mean themselves. An array, a range, a JSON value: has all of the other in
    /// it; a range may also be asked for one value.
    template <class V>
    [[nodiscard]] constexpr auto contains(V&& value) const {
        return detail::compare(vinyl::lookup<"contains">, self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto icontains(V&& value) const {
        return detail::compare(vinyl::lookup<"icontains">, self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto startswith(V&& value) const {
        return detail::compare(vinyl::lookup<"startswith">, self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto istartswith(V&& value) const {
        return detail::compare(vinyl::lookup<"istartswith">, self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto endswith(V&& value) const {
        return detail::compare(vinyl::lookup<"endswith">, self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto iendswith(V&& value) const {
        return detail::compare(vinyl::lookup<"iendswith">, self(), std::forward<V>(value));
    }
    /// Matches a POSIX regular expression of the server's.
    template <class V>
    [[nodiscard]] constexpr auto regex(V&& pattern) const {
        return detail::compare(vinyl::lookup<"regex">, self(), std::forward<V>(pattern));
    }
    template <class V>
    [[nodiscard]] constexpr auto iregex(V&& pattern) const {
        return detail::compare(vinyl::lookup<"iregex">, self(), std::forward<V>(pattern));
    }
    /// An array, a range, a JSON value: the other has all of it. A number, a date or a timestamp: it is in the range.
    template <class V>
    [[nodiscard]] constexpr auto contained_by(V&& value) const {
        return detail::compare(vinyl::lookup<"contained_by">, self(), std::forward<V>(value));
    }
    /// An array, a range: has something in common with the other. An array may be asked about the values of a queryset.
    template <class V>
    [[nodiscard]] constexpr auto overlap(V&& value) const {
        return detail::compare(vinyl::lookup<"overlap">, self(), std::forward<V>(value));
    }
    /// A JSON object: has the key.
    template <class V>
    [[nodiscard]] constexpr auto has_key(V&& key) const {
        return detail::compare(vinyl::lookup<"has_key">, self(), std::forward<V>(key));
    }
    /// A JSON object: has all of the keys, given as a std::vector of texts.
    template <class V>
    [[nodiscard]] constexpr auto has_keys(V&& keys) const {
        return detail::compare(vinyl::lookup<"has_keys">, self(), std::forward<V>(keys));
    }
    /// A JSON object: has one of the keys at least.
    template <class V>
    [[nodiscard]] constexpr auto has_any_keys(V&& keys) const {
        return detail::compare(vinyl::lookup<"has_any_keys">, self(), std::forward<V>(keys));
    }
    /// A range: ends before the other begins.
    template <class V>
    [[nodiscard]] constexpr auto fully_lt(V&& value) const {
        return detail::compare(vinyl::lookup<"fully_lt">, self(), std::forward<V>(value));
    }
    /// A range: begins behind the end of the other.
    template <class V>
    [[nodiscard]] constexpr auto fully_gt(V&& value) const {
        return detail::compare(vinyl::lookup<"fully_gt">, self(), std::forward<V>(value));
    }
    /// A range: does not begin before the other does.
    template <class V>
    [[nodiscard]] constexpr auto not_lt(V&& value) const {
        return detail::compare(vinyl::lookup<"not_lt">, self(), std::forward<V>(value));
    }
    /// A range: does not end behind the end of the other.
    template <class V>
    [[nodiscard]] constexpr auto not_gt(V&& value) const {
        return detail::compare(vinyl::lookup<"not_gt">, self(), std::forward<V>(value));
    }
    /// A range: the other begins where it ends, or ends where it begins.
    template <class V>
    [[nodiscard]] constexpr auto adjacent_to(V&& value) const {
        return detail::compare(vinyl::lookup<"adjacent_to">, self(), std::forward<V>(value));
    }
    /// A lookup by its name, also of one's own: `("price"_f * 2).lookup<"ne">(5)`.
    template <fixed_string Name, class V>
    [[nodiscard]] constexpr auto lookup(V&& value) const {
        constexpr bool is_known = detail::is_lookup<Name>;
        static_assert(is_known,
                      "vinyl: there is no lookup of this name; specialise vinyl::lookup<\"name\"> to add one");
        constexpr bool compares = detail::form_of_lookup<detail::lookup_type<Name>> == lookup_form::compare;
        static_assert(compares, "vinyl: this lookup is a method of its own: in(), between(), is_null()");
        if constexpr (is_known && compares) return detail::compare(vinyl::lookup<Name>, self(), std::forward<V>(value));
    }
    /// Is one of the values: `in(1, 2, 3)`, `in(ids)` for a range, `in(queryset)` for a subquery. Fields and other
    /// expressions may stand among the values: `in(0, "stock"_f)`.
    template <class... Vs>
    [[nodiscard]] constexpr auto in(Vs&&... values) const {
        static_assert(
            (!detail::fragile_temporary<Vs> && ...),
            "vinyl: this object is a temporary, which g++ 12 miscompiles beside co_await; give it a name first and "
            "pass that");
        static_assert(
            (!detail::is_result<std::remove_cvref_t<Vs>> && ...),
            "vinyl: this is a dual, which may not have its result yet; give in() the result itself, by a type "
            "of its own instead of `auto`, or co_await it");
        if constexpr (sizeof...(Vs) == 1 && (detail::query_like<Vs> && ...)) {
            return membership<Self, std::decay_t<Vs>...>(self(), std::forward<Vs>(values)...);
        } else if constexpr (sizeof...(Vs) == 1 && (detail::value_range<Vs> && ...)) {
            return membership<Self, std::decay_t<Vs>...>(self(), std::forward<Vs>(values)...);
        } else {
            using all = std::tuple<detail::operand_t<Vs>...>;
            return membership<Self, all>(self(), all(detail::make_operand<Vs>(values)...));
        }
    }
    /// Between low and high, both included.
    template <class L, class H>
    [[nodiscard]] constexpr auto between(L&& low, H&& high) const {
        return interval_test<Self, detail::operand_t<L>, detail::operand_t<H>>(self(), detail::make_operand<L>(low),
                                                                               detail::make_operand<H>(high));
    }
    [[nodiscard]] constexpr auto is_null(bool truth = true) const { return null_test<Self>(self(), truth); }

    /// A part of a text or an array: from the place `first`, counted from 0, to the one before `last`. Throws usage_error
    /// when one is negative, or `last` the lesser.
    [[nodiscard]] constexpr auto slice(std::int32_t first, std::int32_t last) const {
        return slice_of<Self, true>(self(), first, last);
    }
    [[nodiscard]] constexpr auto slice(std::int32_t first) const { return slice_of<Self, false>(self(), first, 0); }

    /// Of window functions and aggregates, which have one of their own: `rank().over(order_by("price"_f))`.
    template <class... Parts>
    constexpr auto over(const Parts&...) const {
        constexpr bool has_window = sizeof(Self) == 0;
        static_assert(has_window,
                      "vinyl: only window functions and aggregates are calculated over a window: "
                      "rank().over(order_by(\"price\"_f)), sum(\"price\"_f).over()");
        return self();
    }

    [[nodiscard]] constexpr auto asc() const { return ordered<Self>(self(), false); }
    [[nodiscard]] constexpr auto desc() const { return ordered<Self>(self(), true); }

private:
    constexpr const Self& self() const noexcept { return static_cast<const Self&>(*this); }
};

}  // namespace vinyl
