// The double nearest to a decimal text: std::from_chars where the standard library has it (libc++ got it in version 20).
#pragma once

#include <vinyl/base/config.hpp>

#include <system_error>

namespace vinyl::detail {

/// Reads all of the text, a number in decimal form such as "-12.5e3", into `value`. Returns result_out_of_range when it is
/// too large or too small for a double, invalid_argument when the text is something else; then `value` stays as it is.
[[nodiscard]] std::errc parse_double(const char* first, const char* last, double& value);

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/parse_double.ipp>
#endif
