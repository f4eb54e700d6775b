// Body of parse_double.
#pragma once

#include <vinyl/types/parse_double.hpp>

#include <charconv>
#if !defined(__cpp_lib_to_chars)
#include <locale.h>
#include <stdlib.h>

#include <cmath>
#include <string>
#endif

namespace vinyl::detail {

VINYL_DECL std::errc parse_double(const char* first, const char* last, double& value) {
#ifdef __cpp_lib_to_chars
    const auto read = std::from_chars(first, last, value);
    return read.ec == std::errc() && read.ptr != last ? std::errc::invalid_argument : read.ec;
#else
    static const ::locale_t classic = ::newlocale(LC_ALL_MASK, "C", nullptr);
    const std::string text(first, last);  // with a zero behind it
    char* end = nullptr;
    const double read = ::strtod_l(text.c_str(), &end, classic);
    if (text.empty() || end != text.data() + text.size()) return std::errc::invalid_argument;
    if (std::isinf(read) || (read == 0 && text.find_first_of("123456789") < text.find_first_of("eE")))
        return std::errc::result_out_of_range;
    value = read;
    return {};
#endif
}

}  // namespace vinyl::detail
