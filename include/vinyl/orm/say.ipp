// What needs no model to be said.
#pragma once

#include <vinyl/orm/say.hpp>

#include <utility>

namespace vinyl::detail {

VINYL_DECL sql::recording asking_for(const sql::recording& rows, void (sql::recording::*wanted)()) {
    sql::recording asked = rows;
    (asked.*wanted)();
    return asked;
}

}  // namespace vinyl::detail
