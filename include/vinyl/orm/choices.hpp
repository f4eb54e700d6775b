// Conditions and orderings that are chosen by name at run time.
#pragma once

#include <vinyl/bind/condition.hpp>
#include <vinyl/bind/order_terms.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/orm/assignments.hpp>
#include <vinyl/orm/read_choice.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace vinyl {
namespace detail {

/// Throws data_error, which lists what there is.
[[noreturn]] void throw_no_choice(std::string_view name, list_view<const std::string_view> there);

template <class Choice>
concept named_choice = is_keyword<Choice> || is_field<Choice>;

/// A table of named expressions. f(expression) is called for the one with a name; false: there is none.
template <class... Choices>
class choice_table {
public:
    constexpr explicit choice_table(Choices... choices) : choices_(std::move(choices)...) {}

    [[nodiscard]] static constexpr bool has(std::string_view name) noexcept {
        return ((name_and_operand<Choices>::name.view() == name) || ...);
    }
    template <class F>
    void visit(std::string_view name, F f) const {
        static constexpr std::string_view there[] = {name_and_operand<Choices>::name.view()...};
        const bool found = std::apply(
            [&](const Choices&... each) {
                return ((name_and_operand<Choices>::name.view() == name &&
                         (f(name_and_operand<Choices>::get(each)), true)) ||
                        ...);
            },
            choices_);
        if (!found) throw_no_choice(name, there);
    }

private:
    std::tuple<Choices...> choices_;
};

/// The type of what stands on the right of a field with a lookup.
template <class Meaning>
struct chosen_operand {
    using value = typename Meaning::value_type;
    using lookup = typename chosen_lookup<std::remove_cvref_t<decltype(Meaning::lookup)>, value, Meaning::family>::type;
    template <class Right>
    static auto type_of() {
        if constexpr (std::same_as<Right, takes::same> || argument_family<Right>) return std::type_identity<value>();
        else return std::type_identity<Right>();
    }
    using type = typename decltype(type_of<typename lookup::right>())::type;
};

/// `field = value`, with the value as it is written.
template <class M, fixed_string Name>
condition<M> condition_chosen(field<Name> by, std::string_view text) {
    using meaning = field_meaning<scope<M>, Name>;
    using value = typename meaning::value_type;
    if constexpr (!resolves<M, Name>) {
        return {};  // has been refused
    } else if constexpr (meaning::form == lookup_form::is_null) {
        return condition<M>(by = read_bool(text));
    } else if constexpr (meaning::form == lookup_form::in) {
        return condition<M>(by = read_choices<value>(text));
    } else if constexpr (meaning::form == lookup_form::range) {
        const auto bounds = read_choices<value>(text);
        if (bounds.size() != 2) throw_bad_text(Name.view(), text, "two values with a comma between them");
        return condition<M>(by = std::pair(bounds[0], bounds[1]));
    } else {
        return condition<M>(by = read_choice<typename chosen_operand<meaning>::type>(text));
    }
}

}  // namespace detail

/// Orderings that may be chosen; made by sort_choices().
/// Thread safety: shared objects: safe to read.
template <class M, class... Choices>
class ordering_choices {
public:
    constexpr explicit ordering_choices(detail::choice_table<Choices...> table) : table_(std::move(table)) {}

    /// `title`, `-price`, `artist,-released`: names of choices, those with `-` the other way round. An empty text is no
    /// ordering. Throws data_error for a name that is no choice; it lists those that are.
    [[nodiscard]] ordering_of<M> operator()(std::string_view text) const {
        ordering_of<M> order;
        for (std::string_view name : detail::split_list(text)) {
            const bool descending = name.starts_with('-');
            if (descending) name.remove_prefix(1);
            table_.visit(name, [&](const auto& by) {
                if (descending) order.add(by.desc());
                else order.add(by.asc());
            });
        }
        return order;
    }
    [[nodiscard]] static constexpr bool has(std::string_view name) noexcept {
        return detail::choice_table<Choices...>::has(name);
    }

private:
    detail::choice_table<Choices...> table_;
};

/// What rows of M may be ordered by: fields and paths by their own names, and expressions by names of their own.
///
///     const auto sorting = vinyl::sort_choices<Album>("title"_f, "price"_f, "artist"_f = "artist__name"_f);
///     auto rows = Album::vinyl().order_by(sorting("artist,-price"), "id"_f);
///
/// Wrong names and types do not compile.
template <class M, detail::named_choice... Choices>
[[nodiscard]] constexpr auto sort_choices(Choices... choices) {
    static_cast<void>(sizeof(detail::checked_fields<detail::scope<M>, detail::operand_of<Choices>...>));
    return ordering_choices<M, Choices...>(detail::choice_table<Choices...>(std::move(choices)...));
}

/// Conditions that may be chosen; made by filter_choices().
/// Thread safety: shared objects: safe to read.
template <class M, class... Choices>
class condition_choices {
public:
    constexpr explicit condition_choices(detail::choice_table<Choices...> table) : table_(std::move(table)) {}

    /// The condition of this name for a value, which is read as the type of its column: dates, times, numbers and uuids as
    /// to_string() writes them and ISO 8601 does, `true` or `false`, enumerators by name; after `__in` several with commas
    /// between them, after `__range` two, after `__isnull` whether. Throws data_error for a name that is no choice, and
    /// for a text that is no such value.
    [[nodiscard]] condition<M> operator()(std::string_view name, std::string_view value) const {
        condition<M> chosen;
        table_.visit(name, [&](const auto& by) { chosen = detail::condition_chosen<M>(by, value); });
        return chosen;
    }
    /// All of them: of pairs of a name and a value, such as a std::map's.
    template <class Pairs>
    [[nodiscard]] condition<M> all_of(const Pairs& pairs) const {
        condition<M> all;
        for (const auto& [name, value] : pairs) all = all && (*this)(name, value);
        return all;
    }
    [[nodiscard]] static constexpr bool has(std::string_view name) noexcept {
        return detail::choice_table<Choices...>::has(name);
    }

private:
    detail::choice_table<Choices...> table_;
};

/// What rows of M may be chosen by: fields and paths, with a lookup or without, by their own names or by others.
///
///     const auto filters = vinyl::filter_choices<Album>("title__icontains"_f, "price__lt"_f, "from"_f = "released__gte"_f);
///     auto rows = Album::vinyl().filter(filters("price__lt", "9.99"));
///     auto more = Album::vinyl().filter(filters.all_of(parameters));       // a std::map<std::string, std::string>
///
/// Wrong names, and types that have no text, do not compile.
template <class M, detail::named_choice... Choices>
[[nodiscard]] constexpr auto filter_choices(Choices... choices) {
    constexpr bool by_fields = (detail::is_field<detail::operand_of<Choices>> && ...);
    static_assert(by_fields, "vinyl: a choice of filter_choices() is a field or a path, or `\"name\"_f = \"path\"_f`");
    static_cast<void>(sizeof(detail::checked_fields<detail::scope<M>, detail::operand_of<Choices>...>));
    return condition_choices<M, Choices...>(detail::choice_table<Choices...>(std::move(choices)...));
}

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/choices.ipp>
#endif
