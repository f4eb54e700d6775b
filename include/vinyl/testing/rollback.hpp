// A test inside a transaction that is undone, so that the next test finds the database as this one did.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/db/atomic.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl::testing {

namespace detail {

/// Lets deferred constraints speak up now: a transaction that is undone would never check them.
dual<void> check_constraints(std::string_view alias);

template <class T, class Body>
dual<T> run_to_be_undone(std::string alias, Body& body) {
    set_rollback(true, alias);
    if constexpr (std::is_void_v<T>) {
        co_await vinyl::detail::run_body<T>(vinyl::detail::current_context(), body);
        co_await check_constraints(alias);
    } else {
        vinyl::detail::kept_result<T> result;
        result.keep(co_await vinyl::detail::run_body<T>(vinyl::detail::current_context(), body));
        co_await check_constraints(alias);
        co_return result.take();
    }
}

}  // namespace detail

/// Runs `body` in a transaction on an alias, and undoes it at the end, however it ends. Queries inside find the transaction
/// by themselves; vinyl::atomic inside it makes savepoints; vinyl::on_commit hooks are never called.
///
///     vinyl::testing::rollback([&] { Artist::vinyl().create("name"_f = "Miles"); ... });               // sync
///     co_await vinyl::testing::rollback([&]() -> vinyl::dual<void> { co_await ...; });                 // both modes
///
/// @param body  as for vinyl::atomic
/// @return a dual of what the body gives
/// Errors: what leaves the body; integrity_error when it leaves rows behind that break a deferred constraint.
template <class Body>
    requires std::is_invocable_v<std::decay_t<Body>&>
auto rollback(std::string_view alias, Body&& body) {
    using result = vinyl::detail::body_result_t<std::decay_t<Body>>;
    atomic_options options;
    options.alias = alias;
    options.allows_durable = true;
    return atomic(options, [name = std::string(alias), kept = std::decay_t<Body>(std::forward<Body>(body))]() mutable {
        return detail::run_to_be_undone<result>(name, kept);
    });
}

template <class Body>
    requires std::is_invocable_v<std::decay_t<Body>&>
auto rollback(Body&& body) {
    return rollback("default", std::forward<Body>(body));
}

}  // namespace vinyl::testing

#ifdef VINYL_HEADER_ONLY
#include <vinyl/testing/rollback.ipp>
#endif
