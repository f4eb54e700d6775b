// Hashes of texts, as hexadecimal digits. All but sha1() are PostgreSQL's own; that one needs the extension pgcrypto.
#pragma once

#include <vinyl/expr/function.hpp>

#include <string>
#include <utility>

namespace vinyl {

/// 32 digits.
template <detail::calculable E>
[[nodiscard]] constexpr auto md5(E&& text) {
    return function<std::string(std::string)>("MD5", {.is_strict = true})(std::forward<E>(text));
}
/// 40 digits. Needs `CREATE EXTENSION pgcrypto`.
template <detail::calculable E>
[[nodiscard]] constexpr auto sha1(E&& text) {
    return function<std::string(std::string)>("ENCODE(DIGEST({}, 'sha1'), 'hex')",
                                              {.is_strict = true})(std::forward<E>(text));
}
/// 56 digits, of the text as UTF-8.
template <detail::calculable E>
[[nodiscard]] constexpr auto sha224(E&& text) {
    return function<std::string(std::string)>("ENCODE(SHA224(CONVERT_TO({}, 'UTF8')), 'hex')",
                                              {.is_strict = true})(std::forward<E>(text));
}
/// 64 digits, of the text as UTF-8.
template <detail::calculable E>
[[nodiscard]] constexpr auto sha256(E&& text) {
    return function<std::string(std::string)>("ENCODE(SHA256(CONVERT_TO({}, 'UTF8')), 'hex')",
                                              {.is_strict = true})(std::forward<E>(text));
}
/// 96 digits, of the text as UTF-8.
template <detail::calculable E>
[[nodiscard]] constexpr auto sha384(E&& text) {
    return function<std::string(std::string)>("ENCODE(SHA384(CONVERT_TO({}, 'UTF8')), 'hex')",
                                              {.is_strict = true})(std::forward<E>(text));
}
/// 128 digits, of the text as UTF-8.
template <detail::calculable E>
[[nodiscard]] constexpr auto sha512(E&& text) {
    return function<std::string(std::string)>("ENCODE(SHA512(CONVERT_TO({}, 'UTF8')), 'hex')",
                                              {.is_strict = true})(std::forward<E>(text));
}

namespace functions {
using vinyl::md5;
using vinyl::sha1;
using vinyl::sha224;
using vinyl::sha256;
using vinyl::sha384;
using vinyl::sha512;
}  // namespace functions

}  // namespace vinyl
