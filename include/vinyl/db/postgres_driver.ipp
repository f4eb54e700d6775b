// From connection options to the PostgreSQL driver's own settings.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/db/postgres_driver.hpp>
#include <vinyl/postgres/driver.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace vinyl::db {
namespace detail {

VINYL_DECL void set_timeout(postgres::settings& settings, std::string_view name, std::chrono::milliseconds time) {
    if (time != no_limit) settings.set_on_server(name, std::to_string(time.count()));
}

}  // namespace detail

VINYL_DECL std::shared_ptr<const any_driver> postgres_driver_for(std::string_view alias,
                                                                 const connection_options& options) {
    try {
        postgres::settings settings(options.dsn);
        if (!options.application_name.empty()) settings.set("application_name", options.application_name);
        if (options.pooler == pooler_kind::none) {
            detail::set_timeout(settings, "statement_timeout", options.statement_timeout);
            detail::set_timeout(settings, "idle_in_transaction_session_timeout", options.idle_in_transaction_timeout);
        }
        static_cast<void>(settings.servers());  // that hosts and ports match is said at once
        postgres::driver_options how;
        how.connect_timeout = options.connect_timeout;
        how.pipeline = options.pipeline;
        how.coalesce_reads = options.coalesce_reads;
        how.statement_cache = options.statement_cache;
        how.reset_session = options.pooler == pooler_kind::none;
        return erase_driver(postgres::driver(std::move(settings), std::move(how)));
    } catch (const usage_error& problem) {
        throw usage_error("connection '" + std::string(alias) + "': " + problem.what());
    }
}

}  // namespace vinyl::db
