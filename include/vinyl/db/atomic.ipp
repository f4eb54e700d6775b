// What atomic decides: the kind of block, whether to try again, how long to wait before.
#pragma once

#include <vinyl/base/random.hpp>
#include <vinyl/base/error.hpp>
#include <vinyl/db/atomic.hpp>

#include <algorithm>
#include <chrono>
#include <string>

namespace vinyl {
namespace detail {

VINYL_DECL std::shared_ptr<db::transaction> make_block(const std::shared_ptr<db::database>& in,
                                                       const atomic_options& options) {
    std::shared_ptr<db::transaction> outer = db::transaction::current(*in);
    if (!outer) {
        db::transaction_options how;
        how.isolation = options.isolation;
        how.read_only = options.read_only;
        how.deferrable = options.deferrable;
        how.allows_durable = options.allows_durable;
        return std::make_shared<db::transaction>(in, how);
    }
    const db::transaction_options& around = outer->options();
    if (options.durable && !(outer->outermost() && around.allows_durable))
        throw usage_error("vinyl: a durable atomic block on '" + in->alias() +
                          "' was run inside another one, so it can not promise that its work is kept");
    const bool fits = (options.isolation == isolation_level::server_default || options.isolation == around.isolation) &&
                      (!options.read_only || around.read_only) && (!options.deferrable || around.deferrable);
    if (!fits)
        throw usage_error("vinyl: isolation, read_only and deferrable belong to the outermost atomic block on '" +
                          in->alias() + "'; a nested one can not change them");
    return std::make_shared<db::transaction>(std::move(outer), options.savepoint);
}

VINYL_DECL bool is_worth_retrying(const std::exception_ptr& failure) noexcept {
    if (!failure) return false;
    try {
        std::rethrow_exception(failure);
    } catch (const serialization_failure&) {
        return true;
    } catch (const deadlock_detected&) {
        return true;
    } catch (const transaction_aborted& aborted) {
        return is_worth_retrying(aborted.cause());
    } catch (...) {
        return false;
    }
}

VINYL_DECL dual<void> wait_before_retry(int attempt) {
    constexpr double first = 0.002;  // seconds
    constexpr double longest = 1.0;
    constexpr int most_doublings = 10;
    const double base = std::min(longest, first * static_cast<double>(1 << std::min(attempt, most_doublings)));
    const double factor = 0.5 + vinyl::detail::random_fraction();
    return io::sleep_for(std::chrono::duration<double>(base * factor));
}

VINYL_DECL void throw_plain_body_in_async() {
    throw usage_error(
        "vinyl::atomic was given a plain function in async mode, where its queries would only be made and "
        "never awaited; "
        "write a coroutine:\n  co_await vinyl::atomic([&]() -> boost::asio::awaitable<void> { co_await ...; "
        "});\n"
        "or, for both modes,\n  co_await vinyl::atomic([&]() -> vinyl::dual<void> { co_await ...; });");
}

VINYL_DECL void throw_awaitable_body_in_sync() {
    throw usage_error(
        "vinyl::atomic was given a function that returns asio::awaitable in sync mode, where nobody would "
        "run it; write a "
        "plain function:\n  vinyl::atomic([&] { ... });\n"
        "or, for both modes,\n  co_await vinyl::atomic([&]() -> vinyl::dual<void> { co_await ...; });");
}

VINYL_DECL std::shared_ptr<db::transaction> current_block_of(std::string_view alias, connection_registry* registry) {
    connection_registry& from = registry != nullptr ? *registry : connections();
    return db::transaction::current(*from.database(alias));
}

}  // namespace detail

VINYL_DECL void set_rollback(bool rollback, std::string_view alias) {
    const auto block = detail::current_block_of(alias, nullptr);
    if (!block)
        throw usage_error("vinyl: set_rollback was called outside of atomic on '" + std::string(alias) +
                          "': there is nothing to undo");
    block->set_rollback(rollback);
}

VINYL_DECL bool in_atomic(std::string_view alias) { return detail::current_block_of(alias, nullptr) != nullptr; }

}  // namespace vinyl
