// The one place where db/ names a driver: an alias that is given as a connection string is a PostgreSQL
// database.
#pragma once

#include <vinyl/db/driver.hpp>
#include <vinyl/db/options.hpp>

#include <memory>
#include <string_view>

namespace vinyl::db {

/// The PostgreSQL driver for `options`. Throws usage_error that names the alias if the connection string is
/// none.
[[nodiscard]] std::shared_ptr<const any_driver> postgres_driver_for(std::string_view alias,
                                                                    const connection_options& options);

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/postgres_driver.ipp>
#endif
