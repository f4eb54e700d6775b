// The lookups that come with vinyl: name__icontains, price__lt. Each is one descriptor.
#pragma once

#include <vinyl/expr/lookup_function.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vinyl {

namespace detail {

// what most of them take
using of_anything = bool(takes::anything, takes::same);
using of_text = bool(takes::whatever_has_a_text, std::string);
using of_ranges = bool(takes::ranges, takes::same);

struct exactly_smallint {
    template <class T>
    static constexpr bool holds = std::same_as<T, std::int16_t>;
};
struct floating {
    template <class T>
    static constexpr bool holds = std::floating_point<T>;
};

[[nodiscard]] consteval auto ordering_lookup(const auto& sql, sql::year_bounds year) {
    return lookup_function<of_anything>(sql, {.sides = sql::sides::alike, .year = year});
}
[[nodiscard]] consteval auto pattern_lookup(sql::text_pattern pattern, bool ignores_case) {
    return lookup_function<of_text>("{} LIKE {}", {.pattern = pattern, .ignores_case = ignores_case});
}

}  // namespace detail

template <>
inline constexpr lookup_function<bool(takes::anything, std::optional<takes::same>)> lookup<"exact">{sql::lookup::exact};
template <>
inline constexpr auto lookup<"gt"> = detail::ordering_lookup("{} > {}", sql::year_bounds::behind);
template <>
inline constexpr auto lookup<"gte"> = detail::ordering_lookup("{} >= {}", sql::year_bounds::from);
template <>
inline constexpr auto lookup<"lt"> = detail::ordering_lookup("{} < {}", sql::year_bounds::before);
template <>
inline constexpr auto lookup<"lte"> = detail::ordering_lookup("{} <= {}", sql::year_bounds::until);

template <>
inline constexpr detail::lookup_of_form<lookup_form::in> lookup<"in">{};
template <>
inline constexpr detail::lookup_of_form<lookup_form::is_null> lookup<"isnull">{};
template <>
inline constexpr detail::lookup_of_form<lookup_form::range> lookup<"range">{};

// Texts. % _ and \ in what is looked for mean themselves.
template <>
inline constexpr lookup_function<bool(takes::whatever_has_a_text, std::optional<std::string>)> lookup<"iexact">{
    "UPPER({}) = UPPER({})", {.sides = sql::sides::as_text, .null = sql::beside_null::is_null}};
template <>
inline constexpr auto lookup<"icontains"> = detail::pattern_lookup(sql::text_pattern::within, true);
template <>
inline constexpr auto lookup<"startswith"> = detail::pattern_lookup(sql::text_pattern::at_start, false);
template <>
inline constexpr auto lookup<"istartswith"> = detail::pattern_lookup(sql::text_pattern::at_start, true);
template <>
inline constexpr auto lookup<"endswith"> = detail::pattern_lookup(sql::text_pattern::at_end, false);
template <>
inline constexpr auto lookup<"iendswith"> = detail::pattern_lookup(sql::text_pattern::at_end, true);
template <>
inline constexpr lookup_function<detail::of_text> lookup<"regex">{"{} ~ {}", {.sides = sql::sides::left_text}};
template <>
inline constexpr lookup_function<detail::of_text> lookup<"iregex">{"{} ~* {}", {.sides = sql::sides::left_text}};

// Containers.
template <>
inline constexpr auto lookup<"contains"> = lookup_overloads(
    lookup_function<bool(takes::containers, takes::same_or_in_range)>("{} @> {}", {.sides = sql::sides::alike}),
    detail::pattern_lookup(sql::text_pattern::within, false));
template <>
inline constexpr auto lookup<"contained_by"> = lookup_overloads(
    lookup_function<bool(takes::containers, takes::same)>("{} <@ {}"),
    lookup_overloads(
        lookup_function<bool(detail::exactly_smallint, takes::range_around)>("{}::integer <@ {}"),
        lookup_overloads(lookup_function<bool(detail::floating, takes::range_around)>("{}::numeric <@ {}"),
                         lookup_function<bool(takes::elements_of_ranges, takes::range_around)>("{} <@ {}"))));
template <>
inline constexpr lookup_function<bool(takes::arrays_and_ranges, takes::same)> lookup<"overlap">{"{} && {}"};
template <>
inline constexpr lookup_function<bool(takes::with_keys, std::string)> lookup<"has_key">{"{} ? {}"};
template <>
inline constexpr lookup_function<bool(takes::with_keys, std::vector<std::string>)> lookup<"has_keys">{"{} ?& {}"};
template <>
inline constexpr lookup_function<bool(takes::with_keys, std::vector<std::string>)> lookup<"has_any_keys">{"{} ?| {}"};
template <>
inline constexpr lookup_function<detail::of_ranges> lookup<"fully_lt">{"{} << {}", {}};
template <>
inline constexpr lookup_function<detail::of_ranges> lookup<"fully_gt">{"{} >> {}", {}};
template <>
inline constexpr lookup_function<detail::of_ranges> lookup<"not_lt">{"{} &> {}", {}};
template <>
inline constexpr lookup_function<detail::of_ranges> lookup<"not_gt">{"{} &< {}", {}};
template <>
inline constexpr lookup_function<detail::of_ranges> lookup<"adjacent_to">{"{} -|- {}", {}};

}  // namespace vinyl
