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

VINYL_DECL bool is_connection_string(std::string_view alias) noexcept {
    return alias.find("://") != std::string_view::npos || alias.find('=') != std::string_view::npos;
}

}  // namespace detail

VINYL_DECL connection_options with_pooler(connection_options options) {
    if (options.pooler != pooler_kind::none) {
        options.pipeline = false;
        options.statement_cache = 0;
    }
    return options;
}

VINYL_DECL void validate(std::string_view alias, const connection_options& options) {
    using std::chrono::microseconds;
    using std::chrono::milliseconds;
    const pool_options& pool = options.pool;
    const milliseconds none{0};

    if (detail::is_connection_string(alias))
        throw usage_error(
            "vinyl: a connection string was given as the name of a connection; the name comes first, as in "
            "vinyl::connections().add(\"default\", \"postgresql://user@host/database\")");
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
    if (options.pooler == pooler_kind::none) return;
    detail::require_option(
        options.idle_in_transaction_timeout == no_limit, alias,
        "idle_in_transaction_timeout is a setting of a session, and a pooler's sessions belong to all; "
        "leave it out, and set it in the pooler (idle_transaction_timeout) or for the role (ALTER ROLE "
        "... SET idle_in_transaction_session_timeout)");
    detail::require_option(
        options.statement_cache == 0 || options.statement_cache == connection_options().statement_cache, alias,
        "statement_cache can not be had with a pooler, which gives named statements to others");
}

}  // namespace vinyl::db
