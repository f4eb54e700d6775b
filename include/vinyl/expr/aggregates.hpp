// count, sum, avg, min, max: one value of many rows. Each is one descriptor, in a template of its name, which
// argument-dependent lookup finds from a field.
#pragma once

#include <vinyl/expr/aggregate.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace vinyl {

/// How many rows.
[[nodiscard]] constexpr auto count() { return aggregate_function<std::int64_t()>("COUNT")(); }
/// How many values that are not NULL; of a relation, how many related rows.
template <expression E>
[[nodiscard]] constexpr auto count(E argument) {
    return aggregate_function<std::int64_t(takes::anything)>("COUNT")(std::move(argument));
}
/// The sum; NULL when there is no row. Of integers a bigint (of bigint a decimal).
template <expression E>
[[nodiscard]] constexpr auto sum(E argument) {
    return aggregate_function<std::optional<gives::sum>(takes::summable)>("SUM")(std::move(argument));
}
/// The mean; NULL when there is no row.
template <expression E>
[[nodiscard]] constexpr auto avg(E argument) {
    return aggregate_function<std::optional<gives::mean>(takes::summable)>("AVG")(std::move(argument));
}
template <expression E>
[[nodiscard]] constexpr auto min(E argument) {
    return aggregate_function<std::optional<gives::one_of_them>(takes::ordered)>("MIN")(std::move(argument));
}
template <expression E>
[[nodiscard]] constexpr auto max(E argument) {
    return aggregate_function<std::optional<gives::one_of_them>(takes::ordered)>("MAX")(std::move(argument));
}

namespace functions {
using vinyl::avg;
using vinyl::count;
using vinyl::max;
using vinyl::min;
using vinyl::sum;
}  // namespace functions

namespace literals {
// count() has no argument by which it could be found
using vinyl::count;
}  // namespace literals

}  // namespace vinyl
