// Bodies of a statement's answer.
#pragma once

#include <vinyl/postgres/result.hpp>

#include <charconv>

namespace vinyl::postgres {

VINYL_DECL std::uint64_t result::affected() const noexcept {
    if (!handle_) return 0;
    const std::string_view digits = PQcmdTuples(handle_.get());
    std::uint64_t count = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    return count;
}

VINYL_DECL std::string_view result::command_tag() const noexcept {
    return handle_ ? std::string_view(PQcmdStatus(handle_.get())) : std::string_view();
}

VINYL_DECL std::string_view result::column_name(std::size_t column) const noexcept {
    const char* const name = PQfname(handle_.get(), static_cast<int>(column));
    return name != nullptr ? std::string_view(name) : std::string_view();
}

}  // namespace vinyl::postgres
