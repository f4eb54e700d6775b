// The arrays that the library compiles: see the end of array.hpp.
#pragma once

#include <vinyl/codec/array.hpp>
#include <vinyl/codec/floating.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/codec/text.hpp>

#ifndef VINYL_HEADER_ONLY
namespace vinyl::detail {

template std::vector<std::string> decode_array(std::string_view);
template std::vector<std::int32_t> decode_array(std::string_view);
template std::vector<std::int64_t> decode_array(std::string_view);
template std::vector<double> decode_array(std::string_view);
template void encode_array(const std::vector<std::string>&, std::string&);
template void encode_array(const std::vector<std::int32_t>&, std::string&);
template void encode_array(const std::vector<std::int64_t>&, std::string&);
template void encode_array(const std::vector<double>&, std::string&);

}  // namespace vinyl::detail
#endif
