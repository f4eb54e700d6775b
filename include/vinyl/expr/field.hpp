// `"price"_f`: the name of a field, or a path across relations, as a type; with the lookups as methods and, by `=`, the
// keyword form that filter, create, update and annotate share.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/expr/arithmetic.hpp>
#include <vinyl/expr/condition.hpp>
#include <vinyl/expr/order.hpp>

#include <ranges>
#include <tuple>
#include <utility>

namespace vinyl {

/// `"price__lt"_f = 10` in filter(), `"title"_f = "Milestones"` in create() and update(), `"n"_f = count()` in annotate().
template <fixed_string Name, class Operand>
class keyword : public condition_tag {
public:
    static constexpr auto name = Name;
    constexpr explicit keyword(Operand operand) : operand_(std::move(operand)) {}
    [[nodiscard]] constexpr const Operand& operand() const noexcept { return operand_; }

private:
    [[no_unique_address]] Operand operand_;
};

namespace detail {

template <class T>
concept value_range = std::ranges::input_range<T> && !std::convertible_to<T, std::string_view>;

/// Anything that stands for a query of its own: a queryset or manager.
template <class T>
concept query_like = requires(const std::remove_cvref_t<T>& object) { object.sql_query(); };

}  // namespace detail

/// The lookups as methods, for fields and for functions of fields.
template <class Self>
class lookups {
public:
    /// Equal, upper and lower case being the same.
    template <class V>
    [[nodiscard]] constexpr auto iexact(V&& value) const {
        return detail::compare<sql::lookup::iexact>(self(), std::forward<V>(value));
    }
    /// Has the text in it; % _ and \ in it mean themselves.
    template <class V>
    [[nodiscard]] constexpr auto contains(V&& value) const {
        return detail::compare<sql::lookup::contains>(self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto icontains(V&& value) const {
        return detail::compare<sql::lookup::icontains>(self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto startswith(V&& value) const {
        return detail::compare<sql::lookup::startswith>(self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto istartswith(V&& value) const {
        return detail::compare<sql::lookup::istartswith>(self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto endswith(V&& value) const {
        return detail::compare<sql::lookup::endswith>(self(), std::forward<V>(value));
    }
    template <class V>
    [[nodiscard]] constexpr auto iendswith(V&& value) const {
        return detail::compare<sql::lookup::iendswith>(self(), std::forward<V>(value));
    }
    /// Matches a POSIX regular expression of the server's.
    template <class V>
    [[nodiscard]] constexpr auto regex(V&& pattern) const {
        return detail::compare<sql::lookup::regex>(self(), std::forward<V>(pattern));
    }
    template <class V>
    [[nodiscard]] constexpr auto iregex(V&& pattern) const {
        return detail::compare<sql::lookup::iregex>(self(), std::forward<V>(pattern));
    }
    /// Is one of the values: `in(1, 2, 3)`, `in(ids)` for a range, `in(queryset)` for a subquery.
    template <class... Vs>
    [[nodiscard]] constexpr auto in(Vs&&... values) const {
        static_assert(
            (!detail::fragile_temporary<Vs> && ...),
            "vinyl: this object is a temporary, which g++ 12 miscompiles beside co_await; give it a name first and "
            "pass that");
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

    [[nodiscard]] constexpr auto asc() const { return ordered<Self>(self(), false); }
    [[nodiscard]] constexpr auto desc() const { return ordered<Self>(self(), true); }

private:
    constexpr const Self& self() const noexcept { return static_cast<const Self&>(*this); }
};

/// A field or path by name, as in `"artist__name"_f`. Empty: the name is in the type.
template <fixed_string Name>
class field : public expression_tag, public lookups<field<Name>> {
public:
    static constexpr auto name = Name;

    constexpr field() noexcept = default;

    /// The keyword form. Not an assignment: nothing changes.
    template <class V>
    constexpr auto operator=(V&& value) const {
        return keyword<Name, detail::operand_t<V>>(detail::make_operand<V>(value));
    }
};

/// In a subquery, a field of the query around it: `"id"_outer`.
template <fixed_string Name>
class outer_field : public expression_tag, public lookups<outer_field<Name>> {
public:
    static constexpr auto name = Name;
};

namespace literals {

/// Names a field of whatever model it is used with: `Album::vinyl().filter("price"_f < 10)`.
template <fixed_string Name>
consteval field<Name> operator""_f() noexcept {
    return {};
}

/// Inside a subquery, names a field of the query around it: `exists(Track::vinyl().filter("album"_f = "id"_outer))`.
template <fixed_string Name>
consteval outer_field<Name> operator""_outer() noexcept {
    return {};
}

}  // namespace literals
}  // namespace vinyl
