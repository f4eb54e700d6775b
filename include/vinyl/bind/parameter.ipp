// What bind/ refuses when the program runs.
#pragma once

#include <vinyl/bind/parameter.hpp>

namespace vinyl::detail {

VINYL_DECL void throw_with_place(std::string_view doing, std::string_view model, std::string_view field,
                                 const data_error& problem) {
    std::string message(doing);
    message.append(" ").append(model).append(".").append(field).append(": ").append(problem.message());
    throw data_error(message, problem.sqlstate());
}

VINYL_DECL void throw_half_refined() {
    throw usage_error(
        "this queryset was moved from by a call that threw, and is used all the same; make it anew, or call without "
        "std::move");
}

VINYL_DECL void bind_text(std::string_view text, recorder& to) { to.value(to_wire(std::string(text))); }

}  // namespace vinyl::detail
