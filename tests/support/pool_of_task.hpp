// The pool that the statements of the calling task use.
#pragma once

#include <vinyl/db/database.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/underlying_executor.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <utility>

namespace tests {

inline vinyl::dual<std::shared_ptr<vinyl::db::pool>> pool_of_task(vinyl::db::database& of) {
    const bool in_thread = co_await vinyl::detail::runs_in_thread{};
    if (in_thread) co_return of.pool_of_threads();
    boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    co_return of.pool_of(vinyl::io::underlying_executor(std::move(executor)));
}

}  // namespace tests
