// Columns that are chosen by name at run time.
#pragma once

#include <vinyl/bind/fields_in.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/orm/choices.hpp>
#include <vinyl/orm/only.hpp>
#include <vinyl/rows/chosen_row.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace vinyl {

/// Columns that were chosen, for queryset::values(); made by a table of column_choices().
template <class M, class... Choices>
class chosen_columns {
public:
    using model_type = M;
    using row_type = chosen_row<detail::named_of<detail::scope<M>, Choices>...>;

    chosen_columns(std::tuple<Choices...> table, std::uint64_t chosen) : table_(std::move(table)), chosen_(chosen) {}

    /// For querysets of Model with these annotations: what makes these the columns of the rows.
    template <class Model, class Annotations>
    [[nodiscard]] auto sayer() const {
        constexpr bool of_this_model = std::same_as<Model, M>;
        static_assert(of_this_model, "vinyl: these columns were chosen from a table of another model's columns");
        // else it would depend on what is chosen which of the two a condition means
        constexpr bool all_new = detail::all_new(Annotations(), {detail::name_and_operand<Choices>::name.view()...});
        static_assert(
            all_new,
            "vinyl: a column of this table has the name of an annotation or alias of the queryset; give one of "
            "them another");
        return [this](sql::recording& rows, detail::options_ptr& options) { say(rows, options); };
    }

private:
    void say(sql::recording& rows, detail::options_ptr& options) const {
        std::vector<std::string_view> names;
        const auto add = [&](std::size_t at, const auto& choice) {
            using meant = detail::name_and_operand<std::remove_cvref_t<decltype(choice)>>;
            if ((chosen_ >> at & 1) == 0) return;
            detail::bind_value<detail::scope<M>>(meant::get(choice), rows);
            names.push_back(meant::name.view());
        };
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (add(I, std::get<I>(table_)), ...);
        }(std::index_sequence_for<Choices...>{});
        rows.values(names);
        options = detail::with_members(options, options->members, chosen_);
    }

    std::tuple<Choices...> table_;
    std::uint64_t chosen_;
};

/// Columns that may be chosen; made by column_choices().
/// Thread safety: shared objects: safe to read.
template <class M, class... Choices>
class columns_to_choose {
public:
    using row_type = typename chosen_columns<M, Choices...>::row_type;

    constexpr explicit columns_to_choose(Choices... choices) : table_(std::move(choices)...) {}

    /// `title,price`: names of choices, whose order and number does not matter: rows have the table's. An empty text is all
    /// of them. Throws data_error for a name that is no choice; it lists those that are.
    [[nodiscard]] chosen_columns<M, Choices...> operator()(std::string_view text) const {
        std::uint64_t chosen = text.empty() ? UINT64_MAX >> (64 - sizeof...(Choices)) : 0;
        for (const std::string_view name : detail::split_list(text)) chosen |= std::uint64_t{1} << place_of(name);
        return {table_, chosen};
    }
    [[nodiscard]] static constexpr bool has(std::string_view name) noexcept {
        return detail::choice_table<Choices...>::has(name);
    }

private:
    [[nodiscard]] static std::size_t place_of(std::string_view name) {
        static constexpr std::string_view there[] = {detail::name_and_operand<Choices>::name.view()...};
        for (std::size_t i = 0; i < sizeof...(Choices); ++i)
            if (there[i] == name) return i;
        detail::throw_no_choice(name, there);
    }

    std::tuple<Choices...> table_;
};

/// What may be read of rows of M: fields and paths by their own names, and expressions by names of their own.
///
///     const auto columns = vinyl::column_choices<Album>("title"_f, "price"_f, "artist"_f = "artist__name"_f);
///     auto rows = Album::vinyl().values(columns("artist,price"));
///
/// Only what is chosen is read. Wrong names and types do not compile.
template <class M, detail::named_choice... Choices>
[[nodiscard]] constexpr auto column_choices(Choices... choices) {
    static_cast<void>(sizeof(detail::checked_fields<detail::scope<M>, detail::operand_of<Choices>...>));
    constexpr bool fit = sizeof...(Choices) > 0 && sizeof...(Choices) <= 64;
    static_assert(fit, "vinyl: a table of column_choices() has 1 to 64 columns");
    constexpr bool each_once = detail::all_new(annotations<>(), {detail::name_and_operand<Choices>::name.view()...});
    static_assert(each_once, "vinyl: two columns of this table have the same name");
    return columns_to_choose<M, Choices...>(std::move(choices)...);
}

}  // namespace vinyl
