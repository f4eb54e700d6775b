// Functions of texts: trim("name"_f), concat("name"_f, ", ", "country"_f). Each is one descriptor. Places in texts are counted
// from 1, as the server counts them; only slice() counts from 0.
#pragma once

#include <vinyl/expr/function.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace vinyl {

/// The texts of all arguments, one behind the other; NULL is an empty one.
template <class... Vs>
    requires(detail::calculable<Vs> || ...)
[[nodiscard]] constexpr auto concat(Vs&&... values) {
    return function<std::string(std::optional<takes::whatever_has_a_text>, ...)>("CONCAT")(std::forward<Vs>(values)...);
}
/// The first characters; with a negative number all but so many at the end.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto left(A&& text, B&& characters) {
    return function<std::string(std::string, std::int32_t)>("LEFT", {.is_strict = true})(std::forward<A>(text),
                                                                                         std::forward<B>(characters));
}
/// The last characters; with a negative number all but so many at the start.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto right(A&& text, B&& characters) {
    return function<std::string(std::string, std::int32_t)>("RIGHT", {.is_strict = true})(std::forward<A>(text),
                                                                                          std::forward<B>(characters));
}
/// The rest of a text from a place on.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto substr(A&& text, B&& from) {
    return function<std::string(std::string, std::int32_t)>("SUBSTRING", {.is_strict = true})(std::forward<A>(text),
                                                                                              std::forward<B>(from));
}
/// So many characters from a place on.
template <class A, class B, class C>
    requires(detail::calculable<A> || detail::calculable<B> || detail::calculable<C>)
[[nodiscard]] constexpr auto substr(A&& text, B&& from, C&& characters) {
    return function<std::string(std::string, std::int32_t, std::int32_t)>("SUBSTRING", {.is_strict = true})(
        std::forward<A>(text), std::forward<B>(from), std::forward<C>(characters));
}
/// Without spaces at both ends.
template <detail::calculable E>
[[nodiscard]] constexpr auto trim(E&& text) {
    return function<std::string(std::string)>("TRIM", {.is_strict = true})(std::forward<E>(text));
}
/// Without spaces at the start.
template <detail::calculable E>
[[nodiscard]] constexpr auto ltrim(E&& text) {
    return function<std::string(std::string)>("LTRIM", {.is_strict = true})(std::forward<E>(text));
}
/// Without spaces at the end.
template <detail::calculable E>
[[nodiscard]] constexpr auto rtrim(E&& text) {
    return function<std::string(std::string)>("RTRIM", {.is_strict = true})(std::forward<E>(text));
}
/// Brought to a length by spaces at the start; a longer one is cut.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto lpad(A&& text, B&& length) {
    return function<std::string(std::string, std::int32_t)>("LPAD", {.is_strict = true})(std::forward<A>(text),
                                                                                         std::forward<B>(length));
}
/// The same by another text, over and over.
template <class A, class B, class C>
    requires(detail::calculable<A> || detail::calculable<B> || detail::calculable<C>)
[[nodiscard]] constexpr auto lpad(A&& text, B&& length, C&& filling) {
    return function<std::string(std::string, std::int32_t, std::string)>("LPAD", {.is_strict = true})(
        std::forward<A>(text), std::forward<B>(length), std::forward<C>(filling));
}
/// Brought to a length by spaces at the end; a longer one is cut.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto rpad(A&& text, B&& length) {
    return function<std::string(std::string, std::int32_t)>("RPAD", {.is_strict = true})(std::forward<A>(text),
                                                                                         std::forward<B>(length));
}
/// The same by another text, over and over.
template <class A, class B, class C>
    requires(detail::calculable<A> || detail::calculable<B> || detail::calculable<C>)
[[nodiscard]] constexpr auto rpad(A&& text, B&& length, C&& filling) {
    return function<std::string(std::string, std::int32_t, std::string)>("RPAD", {.is_strict = true})(
        std::forward<A>(text), std::forward<B>(length), std::forward<C>(filling));
}
/// The text so many times.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto repeat(A&& text, B&& times) {
    return function<std::string(std::string, std::int32_t)>("REPEAT", {.is_strict = true})(std::forward<A>(text),
                                                                                           std::forward<B>(times));
}
/// With all that is `found` in it replaced.
template <class A, class B, class C>
    requires(detail::calculable<A> || detail::calculable<B> || detail::calculable<C>)
[[nodiscard]] constexpr auto replace(A&& text, B&& found, C&& by) {
    return function<std::string(std::string, std::string, std::string)>("REPLACE", {.is_strict = true})(
        std::forward<A>(text), std::forward<B>(found), std::forward<C>(by));
}
/// With all that is `found` in it taken out.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto replace(A&& text, B&& found) {
    return replace(std::forward<A>(text), std::forward<B>(found), "");
}
/// Backwards.
template <detail::calculable E>
[[nodiscard]] constexpr auto reverse(E&& text) {
    return function<std::string(std::string)>("REVERSE", {.is_strict = true})(std::forward<E>(text));
}
/// The place where another text begins in it; 0 when it is not there.
template <class A, class B>
    requires(detail::calculable<A> || detail::calculable<B>)
[[nodiscard]] constexpr auto str_index(A&& text, B&& found) {
    return function<std::int32_t(std::string, std::string)>("STRPOS", {.is_strict = true})(std::forward<A>(text),
                                                                                           std::forward<B>(found));
}
/// The character of a code point.
template <detail::calculable E>
[[nodiscard]] constexpr auto chr(E&& code) {
    return function<std::string(std::int32_t)>("CHR", {.is_strict = true})(std::forward<E>(code));
}
/// The code point of the first character; 0 of an empty text.
template <detail::calculable E>
[[nodiscard]] constexpr auto ord(E&& text) {
    return function<std::int32_t(std::string)>("ASCII", {.is_strict = true})(std::forward<E>(text));
}

namespace functions {
using vinyl::chr;
using vinyl::concat;
using vinyl::left;
using vinyl::lpad;
using vinyl::ltrim;
using vinyl::ord;
using vinyl::repeat;
using vinyl::replace;
using vinyl::reverse;
using vinyl::right;
using vinyl::rpad;
using vinyl::rtrim;
using vinyl::str_index;
using vinyl::substr;
using vinyl::trim;
}  // namespace functions

}  // namespace vinyl
