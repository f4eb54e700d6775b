// Rows whose columns were chosen when the program ran, out of a table that was made when it was compiled.
#pragma once

#include <vinyl/bind/row.hpp>
#include <vinyl/rows/read.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

namespace vinyl {
namespace detail {

/// Throws not_loaded.
[[noreturn]] void throw_not_chosen(std::string_view name);

}  // namespace detail

/// A row of values(columns("title,price")), where `columns` is a table of column_choices(). Each column has its type, and is there
/// when it was chosen.
/// Thread safety: as an int.
template <class... Named>
class chosen_row {
    template <fixed_string Name>
    static constexpr std::size_t place = detail::index_of_name<Named...>(Name.view());

public:
    /// The value of a column: `row["price"_f]`. Throws not_loaded when it was not chosen.
    template <fixed_string Name>
    [[nodiscard]] const auto& operator[](field<Name> name) const& {
        if (!has(name)) detail::throw_not_chosen(Name.view());
        return std::get<place<Name>>(values_);
    }
    /// By value, so that nothing refers into a temporary.
    template <fixed_string Name>
    [[nodiscard]] auto operator[](field<Name> name) && {
        return static_cast<const chosen_row&>(*this)[name];
    }
    /// Whether a column was chosen.
    template <fixed_string Name>
    [[nodiscard]] bool has(field<Name>) const noexcept {
        constexpr bool is_there = place<Name> < sizeof...(Named);
        static_assert(is_there,
                      "vinyl: the table that the columns of this row are chosen from has none with this name");
        return (chosen_ >> place<Name> & 1) != 0;
    }
    /// How many were chosen.
    [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(std::popcount(chosen_)); }
    /// Calls `f(name, value)` for each column that was chosen, in the order of the table; the values have their own types.
    template <class F>
    void each(F f) const {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto call = [&]<std::size_t At>(std::string_view name) {
                if ((chosen_ >> At & 1) != 0) f(name, std::get<At>(values_));
            };
            (call.template operator()<I>(Named::name.view()), ...);
        }(std::index_sequence_for<Named...>{});
    }

    [[nodiscard]] friend bool operator==(const chosen_row&, const chosen_row&) = default;

private:
    friend class detail::row_reader<chosen_row>;

    std::tuple<typename Named::type...> values_{};
    std::uint64_t chosen_ = 0;
};

namespace detail {

template <class... Named>
class row_reader<chosen_row<Named...>> {
public:
    static constexpr std::size_t columns = 1;  // at least
    row_reader(const read_options& options, std::size_t) noexcept : chosen_(options.there) {}
    static std::string_view what() noexcept { return "values()"; }
    void check(const cursor& at) const {
        const auto wanted = static_cast<std::size_t>(std::popcount(chosen_));
        if (at.columns < wanted) throw_wrong_count(what(), at.columns, wanted);
        std::size_t column = 0;
        each([&]<std::size_t I>() { check_type<std::tuple_element_t<I, values>>(at, column++); });
    }
    void read(chosen_row<Named...>& row, const cursor& at) const {
        row.chosen_ = chosen_;
        const cell_span cells(at, 0);
        std::size_t column = 0;
        each([&]<std::size_t I>() { read_value(std::get<I>(row.values_), cells, column++); });
    }

private:
    using values = std::tuple<typename Named::type...>;

    template <class F>
    void each(F f) const {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (((chosen_ >> I & 1) != 0 ? f.template operator()<I>() : void()), ...);
        }(std::index_sequence_for<Named...>{});
    }

    std::uint64_t chosen_;
};

}  // namespace detail
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/rows/chosen_row.ipp>
#endif
