// Comparisons of which it is known what comes of them.
#pragma once

#include <vinyl/sql/lookup_info.hpp>

namespace vinyl::sql {
namespace detail {

template <year_bounds Kind, outcome Known, std::size_t N>
[[nodiscard]] consteval lookup_info make_known(const char (&sql)[N]) {
    return lookup_info(
        sql, {.sides = sides::alike, .year = Kind, .outcome = Known, .is_equality = Kind == year_bounds::within});
}
template <outcome Known>
inline constexpr lookup_info known_comparisons[] = {
    make_known<year_bounds::within, Known>("{} = {}"), make_known<year_bounds::behind, Known>("{} > {}"),
    make_known<year_bounds::from, Known>("{} >= {}"), make_known<year_bounds::before, Known>("{} < {}"),
    make_known<year_bounds::until, Known>("{} <= {}")};

}  // namespace detail

VINYL_DECL const lookup_info& known_comparison(year_bounds kind, outcome known) noexcept {
    const auto index = static_cast<std::size_t>(kind) - static_cast<std::size_t>(year_bounds::within);
    return known == outcome::never ? detail::known_comparisons<outcome::never>[index]
                                   : detail::known_comparisons<outcome::always>[index];
}

}  // namespace vinyl::sql
