// Bodies of orm/parameter.hpp.
#pragma once

#include <vinyl/bind/parameter.hpp>

namespace vinyl::detail {

VINYL_DECL void throw_with_place(std::string_view doing, std::string_view model, std::string_view field,
                                 const data_error& problem) {
    std::string message(doing);
    message.append(" ").append(model).append(".").append(field).append(": ").append(problem.message());
    throw data_error(message, problem.sqlstate());
}

}  // namespace vinyl::detail
