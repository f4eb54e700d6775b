// Body of sleeping.
#pragma once

#include <vinyl/io/sleep.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>

#include <thread>

namespace vinyl::io {
namespace detail {

VINYL_DECL dual<void> suspend_until(deadline moment) {
    const boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    boost::asio::steady_timer timer(executor, moment.moment());
    co_await timer.async_wait(boost::asio::deferred);
}

}  // namespace detail

VINYL_DECL dual<void> sleep_until(deadline moment) {
    if (is_async()) return detail::suspend_until(moment);
    std::this_thread::sleep_until(moment.moment());
    return dual<void>::ready();
}

}  // namespace vinyl::io
