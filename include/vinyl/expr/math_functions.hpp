// Functions of numbers: sqrt("area"_f), round("price"_f, 1). Each is one descriptor. Results are decimals of decimals, and
// doubles otherwise, unless they say something else.
#pragma once

#include <vinyl/expr/function.hpp>

#include <cstdint>
#include <utility>

namespace vinyl {

/// The least whole number that is not less.
template <detail::calculable E>
[[nodiscard]] constexpr auto ceil(E&& value) {
    return function<gives::real(takes::number)>("CEILING", {.is_strict = true})(std::forward<E>(value));
}
/// The greatest whole number that is not greater.
template <detail::calculable E>
[[nodiscard]] constexpr auto floor(E&& value) {
    return function<gives::real(takes::number)>("FLOOR", {.is_strict = true})(std::forward<E>(value));
}
/// Rounded to so many digits behind the point, or with a negative number in front of it; halves away from zero. The type is
/// the argument's.
template <detail::calculable E, class N>
[[nodiscard]] constexpr auto round(E&& number, N&& digits) {
    return function<gives::cast_to<gives::same>(takes::number, std::int32_t)>(
        "ROUND(({})::numeric, {})", {.is_strict = true})(std::forward<E>(number), std::forward<N>(digits));
}
/// Rounded to a whole number.
template <detail::calculable E>
[[nodiscard]] constexpr auto round(E&& number) {
    return function<gives::cast_to<gives::same>(takes::number)>("ROUND(({})::numeric)",
                                                                {.is_strict = true})(std::forward<E>(number));
}
/// -1, 0 or 1.
template <detail::calculable E>
[[nodiscard]] constexpr auto sign(E&& value) {
    return function<gives::real(takes::number)>("SIGN", {.is_strict = true})(std::forward<E>(value));
}
/// The square root; the server refuses that of a negative number.
template <detail::calculable E>
[[nodiscard]] constexpr auto sqrt(E&& value) {
    return function<gives::real(takes::number)>("SQRT", {.is_strict = true})(std::forward<E>(value));
}
/// e raised to a power.
template <detail::calculable E>
[[nodiscard]] constexpr auto exp(E&& value) {
    return function<gives::real(takes::number)>("EXP", {.is_strict = true})(std::forward<E>(value));
}
/// The natural logarithm.
template <detail::calculable E>
[[nodiscard]] constexpr auto ln(E&& value) {
    return function<gives::real(takes::number)>("LN", {.is_strict = true})(std::forward<E>(value));
}
/// The logarithm to any base: `log(2, "size"_f)`.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto log(A&& base, B&& number) {
    return function<gives::cast_to<gives::real>(takes::number, takes::number)>(
        "LOG(({})::numeric, ({})::numeric)", {.is_strict = true})(std::forward<A>(base), std::forward<B>(number));
}
/// The remainder, also of floating point, which has no `%`; its sign is that of the dividend.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto mod(A&& number, B&& divisor) {
    return function<gives::cast_to<gives::wider>(takes::number, takes::number)>(
        "MOD(({})::numeric, ({})::numeric)", {.is_strict = true})(std::forward<A>(number), std::forward<B>(divisor));
}
/// A number raised to a power.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto power(A&& base, B&& exponent) {
    return function<gives::real(takes::number, takes::number)>("POWER", {.is_strict = true})(std::forward<A>(base),
                                                                                             std::forward<B>(exponent));
}
/// The sine of an angle in radians.
template <detail::calculable E>
[[nodiscard]] constexpr auto sin(E&& value) {
    return function<double(double)>("SIN", {.is_strict = true})(std::forward<E>(value));
}
/// The cosine.
template <detail::calculable E>
[[nodiscard]] constexpr auto cos(E&& value) {
    return function<double(double)>("COS", {.is_strict = true})(std::forward<E>(value));
}
/// The tangent.
template <detail::calculable E>
[[nodiscard]] constexpr auto tan(E&& value) {
    return function<double(double)>("TAN", {.is_strict = true})(std::forward<E>(value));
}
/// The cotangent.
template <detail::calculable E>
[[nodiscard]] constexpr auto cot(E&& value) {
    return function<double(double)>("COT", {.is_strict = true})(std::forward<E>(value));
}
/// The angle in radians with this sine.
template <detail::calculable E>
[[nodiscard]] constexpr auto asin(E&& value) {
    return function<double(double)>("ASIN", {.is_strict = true})(std::forward<E>(value));
}
/// The angle with this cosine.
template <detail::calculable E>
[[nodiscard]] constexpr auto acos(E&& value) {
    return function<double(double)>("ACOS", {.is_strict = true})(std::forward<E>(value));
}
/// The angle with this tangent.
template <detail::calculable E>
[[nodiscard]] constexpr auto atan(E&& value) {
    return function<double(double)>("ATAN", {.is_strict = true})(std::forward<E>(value));
}
/// The angle between the x axis and the point (x, y), in radians.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto atan2(A&& y, B&& x) {
    return function<double(double, double)>("ATAN2", {.is_strict = true})(std::forward<A>(y), std::forward<B>(x));
}
/// Radians as degrees.
template <detail::calculable E>
[[nodiscard]] constexpr auto degrees(E&& value) {
    return function<double(double)>("DEGREES", {.is_strict = true})(std::forward<E>(value));
}
/// Degrees as radians.
template <detail::calculable E>
[[nodiscard]] constexpr auto radians(E&& value) {
    return function<double(double)>("RADIANS", {.is_strict = true})(std::forward<E>(value));
}
/// 3.14159265358979.
[[nodiscard]] constexpr auto pi() { return function<double()>("PI")(); }
/// A number in [0, 1), another one for each row. Called as `vinyl::random()`: `random()` alone is C's.
[[nodiscard]] constexpr auto random() { return function<double()>("RANDOM")(); }

namespace functions {
using vinyl::acos;
using vinyl::asin;
using vinyl::atan;
using vinyl::atan2;
using vinyl::ceil;
using vinyl::cos;
using vinyl::cot;
using vinyl::degrees;
using vinyl::exp;
using vinyl::floor;
using vinyl::ln;
using vinyl::log;
using vinyl::mod;
using vinyl::pi;
using vinyl::power;
using vinyl::radians;
using vinyl::round;
using vinyl::sign;
using vinyl::sin;
using vinyl::sqrt;
using vinyl::tan;
}  // namespace functions

namespace literals {
// pi() has no argument by which it could be found
using vinyl::pi;
}  // namespace literals

}  // namespace vinyl
