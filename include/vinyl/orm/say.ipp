// What needs no model to be said.
#pragma once

#include <vinyl/orm/say.hpp>

#include <utility>

namespace vinyl::detail {

VINYL_DECL void leave_gap(sql::recording& to, options_ptr& options, std::shared_ptr<const void> written) {
    options = with_expression(options, std::move(written));
    to.awaited();
}

VINYL_DECL sql::recording asking_for(const sql::recording& rows, void (sql::recording::*wanted)()) {
    sql::recording asked = rows;
    (asked.*wanted)();
    return asked;
}

}  // namespace vinyl::detail
