// Which pool: the one of all threads, or the one of the execution context.
#pragma once

#include <vinyl/db/acquire.hpp>

#include <utility>

namespace vinyl::db {

VINYL_DECL io::need acquisition::step(io::runner& by) {
    if (leasing_) return io::need::nothing();
    if (by.is_thread()) leasing_.emplace(in_->pool_of_threads()->acquire(kind_));
    else leasing_.emplace(in_->pool_of(by.executor())->acquire(kind_));
    return by.await(*leasing_);
}

VINYL_DECL dual<lease> acquire(std::shared_ptr<database> in, lease_kind kind) {
    return io::run<acquisition>(std::move(in), kind);
}

}  // namespace vinyl::db
