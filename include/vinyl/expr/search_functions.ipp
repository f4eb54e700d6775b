// Texts as full-text search reads them.
#pragma once

#include <vinyl/expr/search_functions.hpp>

namespace vinyl {
namespace detail {

VINYL_DECL std::string written_lexeme(std::string_view text, bool prefix, std::string_view weights) {
    std::string written = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') written += c;
        written += c;
    }
    written += '\'';
    if (prefix || !weights.empty()) written += ':';
    if (prefix) written += '*';
    return written.append(weights);
}

}  // namespace detail

VINYL_DECL headline_options& headline_options::add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += ", ";
    text_.append(name).append(1, '=').append(value);
    return *this;
}

VINYL_DECL std::string headline_options::quoted(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"') made += c;
        made += c;
    }
    return made += '"';
}

}  // namespace vinyl
