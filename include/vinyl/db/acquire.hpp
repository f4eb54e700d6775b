// A lease on a connection of an alias, from the pool that belongs to the mode and place of the calling task.
#pragma once

#include <vinyl/db/database.hpp>
#include <vinyl/db/lease.hpp>
#include <vinyl/dual/dual.hpp>

#include <memory>

namespace vinyl::db {

/// As pool::acquire, with the pool's own acquire_timeout.
[[nodiscard]] dual<lease> acquire(std::shared_ptr<database> in, lease_kind kind);

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/acquire.ipp>
#endif
