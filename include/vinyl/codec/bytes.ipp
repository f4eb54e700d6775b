// The errors of encoding and decoding, kept out of the way of the code that does the work.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/oid.hpp>

namespace vinyl::detail {

VINYL_DECL void throw_malformed(std::string_view type, std::string_view problem, std::size_t bytes) {
    std::string message = "can not decode ";
    message.append(type).append(": ").append(problem);
    message.append(" (").append(std::to_string(bytes)).append(bytes == 1 ? " byte)" : " bytes)");
    throw data_error(message);
}

VINYL_DECL void throw_wrong_type(std::string_view type, std::uint32_t oid) {
    std::string message = "can not decode ";
    message.append(type).append(" from a column of ").append(oid::described(oid));
    throw data_error(message);
}

VINYL_DECL void throw_unencodable(std::string_view type, std::string_view problem) {
    std::string message = "can not encode ";
    message.append(type).append(": ").append(problem);
    throw data_error(message);
}

}  // namespace vinyl::detail
