// Bodies of testing/rollback.hpp.
#pragma once

#include <vinyl/db/execution.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/testing/rollback.hpp>

#include <string_view>
#include <utility>

namespace vinyl::testing::detail {

/// An operation.
class constraint_check {
public:
    using value_type = void;

    explicit constraint_check(std::string_view alias) : asking_(connections(), alias, question()) {}

    [[nodiscard]] io::need step(io::runner& by) { return asking_.step(by); }
    [[nodiscard]] bool withdraw() noexcept { return asking_.withdraw(); }
    void take() { static_cast<void>(asking_.take()); }

private:
    [[nodiscard]] static statement question() {
        statement check;
        check.text = "SET CONSTRAINTS ALL IMMEDIATE";
        check.keeps_session = true;  // it holds until the transaction ends
        return check;
    }

    db::execution asking_;
};

VINYL_DECL dual<void> check_constraints(std::string_view alias) { return io::run<constraint_check>(alias); }

}  // namespace vinyl::testing::detail
