// What a lookup is: how it is written, what it takes on its left and its right side. Those that come with vinyl are in
// known_lookups.hpp.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/expr/families.hpp>
#include <vinyl/sql/lookup_info.hpp>

#include <concepts>
#include <cstddef>

namespace vinyl {

/// A lookup, a condition with a left and a right side:
///
///     template <>
///     inline constexpr auto vinyl::lookup<"ne"> =
///         vinyl::lookup_function<bool(vinyl::takes::anything, vinyl::takes::same)>("{} <> {}");
///
///     Artist::vinyl().filter("albums__price__ne"_f = 5);
///     Artist::vinyl().filter(("price"_f * 2).lookup<"ne">(5));
///
/// The signature is that of a function (see vinyl::function); on its right may stand vinyl::takes::same, the type of
/// the left side. The database may use it only where both sides are not NULL; what gives true or false for NULL says
/// `{.never_null = true}`.
template <class Signature>
class lookup_function;

template <class Left, class Right>
class lookup_function<bool(Left, Right)> {
public:
    using left = Left;
    using right = detail::without_optional_t<Right>;
    /// NULL may stand on the right.
    static constexpr bool takes_null = detail::is_optional<Right>;

    /// @param sql  with {} for each side: "{} <> {}". SQL, not a value.
    template <std::size_t N>
    consteval explicit lookup_function(const char (&sql)[N], sql::lookup_traits traits = usual_traits())
        : lookup_function(sql::lookup_info(sql, traits)) {}
    consteval explicit lookup_function(const sql::lookup_info& info)
        : info_(info), apart_(info.with(sql::sides::apart)) {}

    [[nodiscard]] constexpr const sql::lookup_info& info() const noexcept { return info_; }
    /// The same where the right side is of another type than the left one: a value beside a range.
    [[nodiscard]] constexpr const sql::lookup_info& info_apart() const noexcept { return apart_; }

private:
    static consteval sql::lookup_traits usual_traits() {
        sql::lookup_traits traits;
        if (std::same_as<right, takes::same>) traits.sides = sql::sides::alike;
        return traits;
    }

    sql::lookup_info info_, apart_;
};

/// A lookup that is one thing for some types, and another for others: the first one that fits the left side is meant.
template <class First, class Second>
class lookup_overloads {
public:
    consteval lookup_overloads(const First& first, const Second& second) : first_(first), second_(second) {}

    [[nodiscard]] constexpr const First& first() const noexcept { return first_; }
    [[nodiscard]] constexpr const Second& second() const noexcept { return second_; }

private:
    First first_;
    Second second_;
};

/// The form of a condition that a path's lookup asks for.
enum class lookup_form : unsigned char {
    compare,  ///< One value.
    in,       ///< A range of values, or a queryset.
    range,    ///< Two values, inclusive.
    is_null   ///< A bool: whether it must be NULL.
};

namespace detail {

struct no_lookup {};

/// Lookups that are a form of their own.
template <lookup_form Form>
struct lookup_of_form {};

}  // namespace detail

/// What `"..."_f` calls a lookup when it stands at the end of a path. Specialise it to add one; it must be visible
/// wherever such a path is used.
template <fixed_string Name>
inline constexpr detail::no_lookup lookup{};

namespace detail {

template <fixed_string Name>
using lookup_type = std::remove_const_t<decltype(lookup<Name>)>;

template <fixed_string Name>
inline constexpr bool is_lookup = !std::same_as<lookup_type<Name>, no_lookup>;

template <class Lookup>
inline constexpr lookup_form form_of_lookup = lookup_form::compare;
template <lookup_form Form>
inline constexpr lookup_form form_of_lookup<lookup_of_form<Form>> = Form;

/// Whether a lookup has a form for values of type T on its left, in a column of this family.
template <class Lookup, class T>
struct lookup_on {
    static consteval bool fits(value_family) { return true; }  // of a form of its own: of anything
};
template <class Left, class Right, class T>
struct lookup_on<lookup_function<bool(Left, Right)>, T> {
    static consteval bool fits(value_family column) { return takes_value<Left, T>(column); }
};
template <class First, class Second, class T>
struct lookup_on<lookup_overloads<First, Second>, T> {
    static consteval bool fits(value_family column) {
        return lookup_on<First, T>::fits(column) || lookup_on<Second, T>::fits(column);
    }
};

/// The one among overloads that is meant for values of type T in a column of the family `Column`.
template <class Lookup, class T, value_family Column>
struct chosen_lookup {
    using type = Lookup;
    static constexpr const Lookup& of(const Lookup& lookup) { return lookup; }
};
template <class First, class Second, class T, value_family Column>
struct chosen_lookup<lookup_overloads<First, Second>, T, Column> {
    static constexpr bool is_first = lookup_on<First, T>::fits(Column);
    using next = chosen_lookup<std::conditional_t<is_first, First, Second>, T, Column>;
    using type = typename next::type;
    static constexpr const type& of(const lookup_overloads<First, Second>& lookup) {
        if constexpr (is_first) return next::of(lookup.first());
        else return next::of(lookup.second());
    }
};

}  // namespace detail
}  // namespace vinyl
