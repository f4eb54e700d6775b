// Texts without accents: the transform of the extension unaccent (CREATE EXTENSION unaccent).
#pragma once

#include <vinyl/expr/transforms.hpp>

#include <string>

namespace vinyl {

/// `"name__unaccent__icontains"_f = "francois"`. It is taken of both sides.
template <>
inline constexpr function<std::string(takes::text)> transform<"unaccent">{
    "UNACCENT", {.is_strict = true, .is_total = true, .is_bilateral = true}};

}  // namespace vinyl
