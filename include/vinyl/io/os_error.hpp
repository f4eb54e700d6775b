// What the system refuses.
#pragma once

#include <vinyl/base/error.hpp>

#include <string>
#include <system_error>

namespace vinyl::io::detail {

/// @param what  what could not be done, @param number  errno
[[noreturn]] inline void throw_os_error(const char* what, int number) {
    throw os_error(std::string("vinyl: can not ") + what + ": " + std::generic_category().message(number));
}

}  // namespace vinyl::io::detail
