// What a dual says when it is misused.
#pragma once

#include <vinyl/dual/dual.hpp>

#include <atomic>
#include <cstdio>

namespace vinyl {
namespace detail {

VINYL_DECL void print_never_awaited(const char* call) {
    std::fprintf(stderr,
                 "vinyl: %s was called in async mode and dropped without being awaited, so it did nothing; "
                 "write co_await before it, pass a completion token, or use .sync()\n",
                 call);
}

VINYL_DECL std::atomic<never_awaited_handler>& never_awaited() noexcept {
    static constinit std::atomic<never_awaited_handler> handler{&print_never_awaited};
    return handler;
}

VINYL_DECL void print_blocking_await(const char* call) {
    static constinit std::atomic_flag said;
    if (said.test_and_set()) return;
    std::fprintf(
        stderr,
        "vinyl: %s was awaited in sync mode by a coroutine of Asio's: it had run before, at the call, and its thread "
        "stood still meanwhile, event loop included; start the coroutine by vinyl::spawn, or call "
        "vinyl::set_async(true) (this is said once; vinyl::set_blocking_await_handler changes that)\n",
        call);
}

VINYL_DECL std::atomic<blocking_await_handler>& blocking_await() noexcept {
    static constinit std::atomic<blocking_await_handler> handler{&print_blocking_await};
    return handler;
}

VINYL_DECL void report_blocking_await(const char* call) noexcept { blocking_await().load()(call); }

VINYL_DECL void report_never_awaited(const char* call) noexcept { never_awaited().load()(call); }

VINYL_DECL void throw_not_awaited(const char* call) {
    throw not_awaited(std::string("the result of ") + call +
                      " was read as a value in async mode, before it was awaited; write co_await before the call, or "
                      "use .sync() where blocking is wanted");
}

VINYL_DECL void throw_async_in_sync() {
    throw usage_error(
        "an asynchronous operation was awaited by a coroutine that runs in sync mode, which can not wait for it; "
        "duals made in sync mode and in async mode do not mix within one coroutine");
}

VINYL_DECL void throw_taken(const char* call) {
    throw usage_error(std::string("the result of ") + call + " has already been taken (moved from or awaited before)");
}

VINYL_DECL void throw_no_value(bool pending, const std::exception_ptr* error, const char* call) {
    const char* const name = call != nullptr ? call : "an operation";
    if (pending) throw_not_awaited(name);
    if (error != nullptr) std::rethrow_exception(*error);
    throw_taken(name);
}

VINYL_DECL void throw_empty_optional(const char* call) {
    throw does_not_exist(std::string(call) +
                         " found no row, and its result was used as if there were one; test it first");
}

}  // namespace detail

VINYL_DECL detail::never_awaited_handler set_never_awaited_handler(detail::never_awaited_handler handler) noexcept {
    return detail::never_awaited().exchange(handler != nullptr ? handler : &detail::print_never_awaited);
}

VINYL_DECL detail::blocking_await_handler set_blocking_await_handler(detail::blocking_await_handler handler) noexcept {
    return detail::blocking_await().exchange(handler != nullptr ? handler : &detail::print_blocking_await);
}

}  // namespace vinyl
