// Which pool: the one of all threads, or the one of the execution context.
#pragma once

#include <vinyl/db/acquire.hpp>

#include <utility>

namespace vinyl::db {
namespace detail {

VINYL_DECL dual<lease> acquire_in_context(std::shared_ptr<database> in, lease_kind kind) {
    const boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    const std::shared_ptr<pool> connections = in->pool_of(executor);
    co_return co_await connections->acquire(kind);
}

}  // namespace detail

VINYL_DECL dual<lease> acquire(std::shared_ptr<database> in, lease_kind kind) {
    if (is_async()) return detail::acquire_in_context(std::move(in), kind);
    return in->pool_of_threads()->acquire(kind);
}

}  // namespace vinyl::db
