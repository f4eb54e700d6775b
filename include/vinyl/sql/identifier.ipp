// Quoting of names.
#include <vinyl/sql/identifier.hpp>

#include <vinyl/base/error.hpp>

#include <cstring>

namespace vinyl::sql {
namespace detail {

[[noreturn]] inline void bad_identifier(std::string_view name) {
    if (name.empty()) throw usage_error("a name in SQL can not be empty");
    if (name.size() > 63)
        throw usage_error("the name \"" + std::string(name) + "\" is longer than the 63 bytes PostgreSQL keeps");
    throw usage_error("a name in SQL can not contain a NUL byte");
}

}  // namespace detail

VINYL_DECL void append_identifier(std::string& text, std::string_view name) {
    if (name.empty() || name.size() > 63 || std::memchr(name.data(), '\0', name.size()) != nullptr)
        detail::bad_identifier(name);
    text += '"';
    if (std::memchr(name.data(), '"', name.size()) == nullptr) {
        text += name;
    } else {
        for (const char c : name) {
            if (c == '"') text += '"';
            text += c;
        }
    }
    text += '"';
}

VINYL_DECL std::string quoted(std::string_view name) {
    std::string text;
    append_identifier(text, name);
    return text;
}

}  // namespace vinyl::sql
