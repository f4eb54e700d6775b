// Coroutines and helpers for the tests of dual in async mode.
#pragma once

#include "support/check_await.hpp"

#include <vinyl/dual/dual.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <utility>

namespace async_duals {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using vinyl::dual;

struct oops : std::runtime_error {
    oops() : std::runtime_error("oops") {}
};

/// Waits in async mode, so that what awaits it is suspended.
inline dual<void> rest(std::chrono::milliseconds time = 1ms) {
    if (!vinyl::is_async()) co_return;
    auto executor = co_await vinyl::detail::this_executor{};
    asio::steady_timer timer(executor, time);
    co_await timer.async_wait(asio::deferred);
}

inline dual<int> at_once(int value) {
    if (value < 0) throw oops();
    co_return value;
}
inline dual<int> slow(int value, std::chrono::milliseconds time = 1ms) {
    co_await rest(time);
    if (value < 0) throw oops();
    co_return value;
}
template <class Body>
void run(Body body) {
    asio::io_context io(1);
    std::exception_ptr failed;
    bool ended = false;
    asio::co_spawn(io, std::move(body), [&](std::exception_ptr error) {
        failed = error;
        ended = true;
    });
    io.run();
    if (failed) std::rethrow_exception(failed);
    CHECK(ended);
}

/// The mode for one test.
struct in_async_mode {
    in_async_mode() { vinyl::set_async(true); }
    ~in_async_mode() { vinyl::set_async(false); }
};

inline bool was_cancelled(const std::exception_ptr& error) {
    if (!error) return false;
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

/// Whether it is what vinyl throws for that, too.
inline bool is_vinyls_own(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const vinyl::cancelled&) {
    } catch (...) {
        return false;
    }
    try {
        std::rethrow_exception(error);
    } catch (const vinyl::error&) {
    } catch (...) {
        return false;
    }
    try {
        std::rethrow_exception(error);
    } catch (const std::exception&) {
        return true;
    }
}

}  // namespace async_duals
