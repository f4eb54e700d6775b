// Numbers beside a column of whole numbers: rounded to one of its type, so that an index on the column serves the comparison;
// and what no value of the column can reach is known without asking.
#pragma once

#include <vinyl/expr/families.hpp>
#include <vinyl/sql/lookup_info.hpp>
#include <vinyl/types/decimal.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <utility>

namespace vinyl::detail {

/// What a value is beside a column of type T.
template <whole_number T>
struct whole_beside {
    T value{};                                ///< What to compare with,
    sql::outcome known = sql::outcome::open;  ///< unless this is known.
};

/// What a comparison is with a number that is beyond all of the column's.
constexpr sql::outcome outcome_beyond(sql::year_bounds comparison, bool above) noexcept {
    switch (comparison) {
        case sql::year_bounds::none: return sql::outcome::open;
        case sql::year_bounds::within: return sql::outcome::never;
        case sql::year_bounds::behind:
        case sql::year_bounds::from: return above ? sql::outcome::never : sql::outcome::always;
        case sql::year_bounds::before:
        case sql::year_bounds::until: break;
    }
    return above ? sql::outcome::always : sql::outcome::never;
}

/// `> 1.5` is `> 1`, and `>= 1.5` is `>= 2`.
constexpr bool rounds_up(sql::year_bounds comparison) noexcept {
    return comparison == sql::year_bounds::from || comparison == sql::year_bounds::before;
}

/// Whether each value of type V is one of type T.
template <class T, class V>
inline constexpr bool always_fits = false;
template <whole_number T, whole_number V>
inline constexpr bool always_fits<T, V> =
    std::in_range<T>(std::numeric_limits<V>::min()) && std::in_range<T>(std::numeric_limits<V>::max());

template <whole_number T, any_number V>
whole_beside<T> whole_beside_column(sql::year_bounds comparison, const V& given) {
    const auto beyond = [&](bool above) { return whole_beside<T>{{}, outcome_beyond(comparison, above)}; };
    if constexpr (whole_number<V>) {
        if (!std::in_range<T>(given)) return beyond(given > 0);
        return {static_cast<T>(given)};
    } else if constexpr (std::floating_point<V>) {
        const double number = given;
        const double end = -static_cast<double>(std::numeric_limits<T>::min());  // T has no more than what is below
        if (!(number < end)) return beyond(true);  // NaN is the greatest, as the server has it
        const double rounded = rounds_up(comparison) ? std::ceil(number) : std::floor(number);
        if (rounded >= end) return beyond(true);
        if (rounded < -end) return beyond(false);
        if (comparison == sql::year_bounds::within && rounded != number) return {{}, sql::outcome::never};
        return {static_cast<T>(rounded)};
    } else {
        if (given.is_nan()) return beyond(true);
        if (given.is_infinite()) return beyond(given.sign() > 0);
        const decimal rounded = rounds_up(comparison) ? given.ceil() : given.floor();
        if (rounded > decimal(std::numeric_limits<T>::max())) return beyond(true);
        if (rounded < decimal(std::numeric_limits<T>::min())) return beyond(false);
        if (comparison == sql::year_bounds::within && rounded != given) return {{}, sql::outcome::never};
        return {static_cast<T>(rounded.to_int64())};
    }
}

}  // namespace vinyl::detail
