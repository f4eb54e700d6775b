// The rules that connection options obey.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/db/options.hpp>

namespace vinyl::db {
namespace detail {

VINYL_DECL void require_option(bool holds, std::string_view alias, std::string_view rule) {
    if (holds) return;
    throw usage_error("vinyl: the options of connection '" + std::string(alias) +
                      "' can not work: " + std::string(rule));
}

}  // namespace detail

VINYL_DECL void validate(std::string_view alias, const connection_options& options) {
    using std::chrono::microseconds;
    using std::chrono::milliseconds;
    const pool_options& pool = options.pool;
    const milliseconds none{0};

    detail::require_option(!alias.empty(), alias, "an alias needs a name");
    detail::require_option(pool.max >= 1, alias, "pool.max must be at least 1");
    detail::require_option(pool.min_idle <= pool.max, alias, "pool.min_idle must not exceed pool.max");
    detail::require_option(pool.max_connecting >= 1, alias, "pool.max_connecting must be at least 1");
    detail::require_option(pool.acquire_timeout > none, alias,
                           "pool.acquire_timeout must be positive (vinyl::no_limit waits for ever)");
    detail::require_option(pool.max_lifetime > none, alias, "pool.max_lifetime must be positive (or vinyl::no_limit)");
    detail::require_option(pool.idle_timeout > none, alias, "pool.idle_timeout must be positive (or vinyl::no_limit)");
    detail::require_option(pool.check_after >= microseconds(0) && pool.check_after <= std::chrono::hours(24), alias,
                           "pool.check_after must be between zero and a day");
    detail::require_option(options.max_pipeline_depth >= 1, alias,
                           "max_pipeline_depth must be at least 1 (.pipeline = false turns pipelining off)");
    detail::require_option(options.statement_timeout > none, alias,
                           "statement_timeout must be positive (or vinyl::no_limit)");
    detail::require_option(options.connect_timeout > none, alias,
                           "connect_timeout must be positive (or vinyl::no_limit)");
    detail::require_option(options.idle_in_transaction_timeout > none, alias,
                           "idle_in_transaction_timeout must be positive (or vinyl::no_limit)");
}

}  // namespace vinyl::db
