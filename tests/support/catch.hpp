// Catch2, whichever version is installed: 3, or 2.13 as in Debian 12.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
namespace Catch::Matchers {
using ::Catch::Contains;  // version 3: ContainsSubstring
using ::Catch::EndsWith;
using ::Catch::StartsWith;
}  // namespace Catch::Matchers
#endif
