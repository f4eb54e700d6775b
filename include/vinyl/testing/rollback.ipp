// Bodies of testing/rollback.hpp.
#pragma once

#include <vinyl/testing/rollback.hpp>

namespace vinyl::testing::detail {

VINYL_DECL dual<void> check_constraints(std::string alias) {
    statement check;
    check.text = "SET CONSTRAINTS ALL IMMEDIATE";
    check.keeps_session = true;  // it holds until the transaction ends
    co_await db::execute(alias, std::move(check));
}

}  // namespace vinyl::testing::detail
