// The rows that a queryset gives besides plain models: models with annotations, and records of named values.
#pragma once

#include <vinyl/expr/field.hpp>
#include <vinyl/bind/scope.hpp>
#include <vinyl/types/text.hpp>

#include <concepts>
#include <cstddef>
#include <ios>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl {

/// Rows of only(), defer() and raw(), see rows/partial.hpp.
template <class M, class... Named>
class partial;

/// Columns that were chosen when the program ran, and rows of them, see orm/column_choices.hpp and rows/chosen_row.hpp.
template <class M, class... Choices>
class chosen_columns;
template <class... Named>
class chosen_row;

namespace detail {

/// The value at the end of a path that only() names.
template <fixed_string Name, class T>
struct named_path : named<Name, T> {};

/// Whether rows have an object of M in them, be it one that lacks members.
template <class Row, class M>
inline constexpr bool has_object = std::derived_from<Row, M>;
template <class M, class... Named>
inline constexpr bool has_object<partial<M, Named...>, M> = true;

template <class Row>
inline constexpr bool is_partial = false;
template <class M, class... Named>
inline constexpr bool is_partial<partial<M, Named...>> = true;

/// The inside of such rows, for the rooms that read and load them.
template <class Row>
struct partial_access;

template <class... Named>
consteval std::size_t index_of_name([[maybe_unused]] std::string_view name) {
    std::size_t found = sizeof...(Named), index = 0;
    ((found = Named::name.view() == name ? index : found, ++index), ...);
    return found;
}

/// Values by name: what values() and annotate() add to a row.
template <class... Named>
class named_values {
public:
    std::tuple<typename Named::type...> values{};

    template <fixed_string Name>
    [[nodiscard]] auto& operator[](field<Name>) & noexcept {
        return get_by_name<Name>(values);
    }
    template <fixed_string Name>
    [[nodiscard]] const auto& operator[](field<Name>) const& noexcept {
        return get_by_name<Name>(values);
    }
    /// By value, so that nothing refers into a temporary.
    template <fixed_string Name>
    [[nodiscard]] auto operator[](field<Name>) && {
        return std::move(get_by_name<Name>(values));
    }

private:
    template <fixed_string Name, class Values>
    static auto& get_by_name(Values& from) noexcept {
        constexpr std::size_t index = index_of_name<Named...>(Name.view());
        static_assert(index < sizeof...(Named), "vinyl: this row has no value with this name");
        return std::get < index<sizeof...(Named) ? index : 0>(from);
    }
};

}  // namespace detail

/// A row of values(): `row["released__year"_f]`. Also opens by structured binding, in the order written.
template <class... Named>
class record : public detail::named_values<Named...> {
public:
    [[nodiscard]] friend bool operator==(const record& left, const record& right) {
        return left.values == right.values;
    }
};

/// A model with the values that annotate() added: `row.name`, `row["n_albums"_f]`.
template <class M, class... Named>
class annotated : public M, public detail::named_values<Named...> {
public:
    using detail::named_values<Named...>::operator[];
};

namespace literals {
/// `std::cout << row["n_albums"_f]`: the value, or NULL. An operator of one's own that prints optionals is a better
/// match.
template <std::derived_from<std::ios_base> Stream, class T>
    requires requires(Stream& out, const T& value) { out << value; }
Stream& operator<<(Stream& out, const std::optional<T>& value) {
    if (value) out << *value;
    else out << "NULL";
    return out;
}
}  // namespace literals

template <std::size_t I, class... Named>
[[nodiscard]] decltype(auto) get(const record<Named...>& row) noexcept {
    return std::get<I>(row.values);
}
template <std::size_t I, class... Named>
[[nodiscard]] decltype(auto) get(record<Named...>& row) noexcept {
    return std::get<I>(row.values);
}
template <std::size_t I, class... Named>
[[nodiscard]] decltype(auto) get(record<Named...>&& row) noexcept {
    return std::get<I>(std::move(row.values));
}

}  // namespace vinyl

template <class... Named>
struct std::tuple_size<vinyl::record<Named...>> : std::integral_constant<std::size_t, sizeof...(Named)> {};
template <std::size_t I, class... Named>
struct std::tuple_element<I, vinyl::record<Named...>> : std::tuple_element<I, std::tuple<typename Named::type...>> {};
