// The PostgreSQL driver: where a database is and how to connect to it. Models db::database_driver.
#pragma once

#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/postgres/connect.hpp>
#include <vinyl/postgres/connection.hpp>
#include <vinyl/postgres/driver_options.hpp>
#include <vinyl/postgres/settings.hpp>

#include <memory>
#include <string>
#include <utility>

namespace vinyl::postgres {

/// Thread safety: a plain value; connect() may be called from several threads at once.
class driver {
public:
    using connection_type = connection;
    using result_type = result;

    explicit driver(settings where, driver_options options = {})
        : where_(std::move(where)), options_(std::move(options)) {}

    /// Opens one connection; see postgres::connect().
    [[nodiscard]] dual<std::unique_ptr<connection>> connect(io::deadline until) const {
        return postgres::connect(where_, options_, until);
    }

    /// Host, port, database and user. No secrets.
    [[nodiscard]] std::string describe() const { return where_.describe(); }

    [[nodiscard]] const settings& where() const noexcept { return where_; }

private:
    settings where_;
    driver_options options_;
};

}  // namespace vinyl::postgres
