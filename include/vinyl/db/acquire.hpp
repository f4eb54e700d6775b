// A lease on a connection of an alias, from the pool that belongs to the mode and place of the calling task.
#pragma once

#include <vinyl/db/database.hpp>
#include <vinyl/db/lease.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/operation.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace vinyl::db {

/// Takes a connection from the pool of the threads, or from the one of the task's execution context: an io::operation.
class acquisition {
public:
    using value_type = lease;

    acquisition(std::shared_ptr<database> in, lease_kind kind) noexcept : in_(std::move(in)), kind_(kind) {}

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] lease take() { return io::runner::result_of(*leasing_); }
    [[nodiscard]] bool withdraw() noexcept { return false; }

private:
    std::shared_ptr<database> in_;
    lease_kind kind_;
    std::optional<dual<lease>> leasing_;
};

/// As pool::acquire, with the pool's own acquire_timeout.
[[nodiscard]] dual<lease> acquire(std::shared_ptr<database> in, lease_kind kind);

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/acquire.ipp>
#endif
