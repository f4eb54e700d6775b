// Aggregates of statistics: stddev("price"_f), corr("price"_f, "rating"_f). NULL when there are too few rows. Of decimals, and
// only of one, the result is a decimal, else a double.
#pragma once

#include <vinyl/expr/aggregate.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace vinyl {

/// The standard deviation of all there is.
template <expression E>
[[nodiscard]] constexpr auto stddev(E argument) {
    return aggregate_function<std::optional<gives::real>(takes::number)>("STDDEV_POP")(std::move(argument));
}
/// The standard deviation of a larger whole, of which these are a sample.
template <expression E>
[[nodiscard]] constexpr auto stddev_samp(E argument) {
    return aggregate_function<std::optional<gives::real>(takes::number)>("STDDEV_SAMP")(std::move(argument));
}
/// The variance of all there is: the square of stddev().
template <expression E>
[[nodiscard]] constexpr auto variance(E argument) {
    return aggregate_function<std::optional<gives::real>(takes::number)>("VAR_POP")(std::move(argument));
}
/// The variance of a larger whole, of which these are a sample.
template <expression E>
[[nodiscard]] constexpr auto variance_samp(E argument) {
    return aggregate_function<std::optional<gives::real>(takes::number)>("VAR_SAMP")(std::move(argument));
}

// Of pairs of values, y and x; pairs in which one is NULL are left out.

/// The coefficient of correlation.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto corr(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("CORR")(std::forward<Y>(y), std::forward<X>(x));
}
/// The covariance of all there is.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto covar_pop(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("COVAR_POP")(std::forward<Y>(y),
                                                                                  std::forward<X>(x));
}
/// The covariance of a larger whole, of which these are a sample.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto covar_samp(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("COVAR_SAMP")(std::forward<Y>(y),
                                                                                   std::forward<X>(x));
}
/// The mean of x.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_avgx(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("REGR_AVGX")(std::forward<Y>(y),
                                                                                  std::forward<X>(x));
}
/// The mean of y.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_avgy(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("REGR_AVGY")(std::forward<Y>(y),
                                                                                  std::forward<X>(x));
}
/// Where the line that fits best crosses the y axis.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_intercept(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("REGR_INTERCEPT")(std::forward<Y>(y),
                                                                                       std::forward<X>(x));
}
/// The square of corr().
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_r2(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("REGR_R2")(std::forward<Y>(y), std::forward<X>(x));
}
/// The slope of the line that fits best.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_slope(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("REGR_SLOPE")(std::forward<Y>(y),
                                                                                   std::forward<X>(x));
}
/// The sum of the squares of what each x differs from the mean.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_sxx(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("REGR_SXX")(std::forward<Y>(y),
                                                                                 std::forward<X>(x));
}
/// The sum of the products of what each x and y differ from the means.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_sxy(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("REGR_SXY")(std::forward<Y>(y),
                                                                                 std::forward<X>(x));
}
/// The sum of the squares of what each y differs from the mean.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_syy(Y&& y, X&& x) {
    return aggregate_function<std::optional<double>(double, double)>("REGR_SYY")(std::forward<Y>(y),
                                                                                 std::forward<X>(x));
}
/// How many pairs.
template <class Y, class X>
    requires(expression<Y> || expression<X>)
[[nodiscard]] constexpr auto regr_count(Y&& y, X&& x) {
    return aggregate_function<std::int64_t(double, double)>("REGR_COUNT")(std::forward<Y>(y), std::forward<X>(x));
}

namespace functions {
using vinyl::corr;
using vinyl::covar_pop;
using vinyl::covar_samp;
using vinyl::regr_avgx;
using vinyl::regr_avgy;
using vinyl::regr_count;
using vinyl::regr_intercept;
using vinyl::regr_r2;
using vinyl::regr_slope;
using vinyl::regr_sxx;
using vinyl::regr_sxy;
using vinyl::regr_syy;
using vinyl::stddev;
using vinyl::stddev_samp;
using vinyl::variance;
using vinyl::variance_samp;
}  // namespace functions

}  // namespace vinyl
