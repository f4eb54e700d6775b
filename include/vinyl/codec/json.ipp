// Reading and writing of jsonb.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/json.hpp>
#include <vinyl/codec/json_builder.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/serializer.hpp>

#include <cmath>
#include <cstddef>

namespace vinyl::detail {

inline constexpr char jsonb_version = 1;

/// The JSON text in a jsonb or json value.
[[nodiscard]] inline std::string_view json_text(std::string_view bytes, std::uint32_t type) {
    if (type == oid::json) return bytes;
    if (bytes.empty()) throw_malformed("jsonb", "it ends too early", bytes.size());
    if (bytes.front() != jsonb_version) throw_malformed("jsonb", "unknown version", bytes.size());
    return bytes.substr(1);
}

template <class Json>
Json parse_json(std::string_view bytes, std::uint32_t type) {
    // deep nesting would use up the stack when the value is copied or destroyed
    constexpr std::size_t deepest = 512;
    boost::json::parse_options options;
    options.max_depth = deepest;
    const std::string_view text = json_text(bytes, type);
    boost::json::basic_parser<json_builder> parser(options);
    boost::json::error_code problem;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), problem);
    if (!problem && read < text.size()) problem = boost::json::error::extra_data;
    if (problem) throw_malformed("jsonb", problem.message(), bytes.size());
    return parser.handler().take();
}

/// JSON has neither infinity nor NaN. Boost.JSON would write something that the server may take, and that can not be read.
inline void require_finite(const json& value) {
    if (const double* const number = value.if_double(); number != nullptr && !std::isfinite(*number))
        throw_unencodable("jsonb", "it holds a number that is not finite");
    if (const auto* const elements = value.if_array())
        for (const json& element : *elements) require_finite(element);
    if (const auto* const members = value.if_object())
        for (const auto& member : *members) require_finite(member.value());
}

template <class Json>
void append_json(const Json& value, std::string& out) {
    require_finite(value);
    out.push_back(jsonb_version);
    boost::json::serializer serializer;
    serializer.reset(&value);
    char buffer[1024];
    while (!serializer.done()) {
        const auto part = serializer.read(buffer, sizeof buffer);
        out.append(part.data(), part.size());
    }
}

#ifndef VINYL_HEADER_ONLY
template json parse_json(std::string_view, std::uint32_t);
template void append_json(const json&, std::string&);
#endif

}  // namespace vinyl::detail
