// The one way in which the value types refuse what they can not hold.
#pragma once

#include <vinyl/base/config.hpp>

#include <string_view>

namespace vinyl::detail {

/// Throws data_error: "<type>: <problem>", with the text that was to be read, cut after its first 60 characters.
[[noreturn]] void throw_bad_value(std::string_view type, std::string_view problem);
[[noreturn]] void throw_bad_text(std::string_view type, std::string_view text, std::string_view expected);

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/bad_value.ipp>
#endif
