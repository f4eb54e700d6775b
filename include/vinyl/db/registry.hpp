// Which database an alias stands for.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/db/database.hpp>
#include <vinyl/db/driver.hpp>
#include <vinyl/db/options.hpp>

#include <concepts>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl {

/// A set of named connections. The one that queries use is vinyl::connections(); a program may own others.
///
/// The alias "default" need not be added: it is the database that the environment variable DATABASE_URL
/// names, else the one that libpq's environment variables (PGHOST, PGDATABASE, ...) and defaults name.
///
/// Adding opens no connection: the first query does.
/// Thread safety: shared objects are safe.
class connection_registry {
public:
    connection_registry() = default;
    connection_registry(const connection_registry&) = delete;
    connection_registry& operator=(const connection_registry&) = delete;
    /// Closes what is not lent out.
    ~connection_registry();

    /// Names a PostgreSQL database by its connection string.
    /// Errors: usage_error if the name is taken (remove() it first) or the string is not a connection string.
    void add(std::string_view alias, std::string_view dsn);

    /// The same with options: `add("default", {.dsn = "postgresql:///music", .pool = {.max = 8}})`.
    /// Errors: usage_error as above, or if the options contradict each other.
    void add(std::string_view alias, connection_options options);

    /// Puts any model of the driver concept behind a name. `options.dsn` must be empty: the driver knows
    /// where it goes.
    template <class Driver>
        requires(!std::convertible_to<Driver, std::string_view> && !std::same_as<Driver, connection_options>)
    void add(std::string_view alias, Driver driver, connection_options options = {}) {
        add_driver(alias, db::erase_driver(std::move(driver)), std::move(options));
    }

    /// Forgets a name. Idle connections are closed, those in use when they come back; operations that wait
    /// for one fail. Returns whether the name was known.
    bool remove(std::string_view alias);

    /// Forgets all names.
    void clear();

    [[nodiscard]] bool contains(std::string_view alias) const;
    /// The names that were added, in alphabetical order.
    [[nodiscard]] std::vector<std::string> names() const;

    /// What stands behind a name.
    /// Errors: usage_error that lists the known names if there is no such name.
    [[nodiscard]] std::shared_ptr<db::database> database(std::string_view alias);

private:
    using list = std::vector<std::shared_ptr<db::database>>;  // few, and asked for by every query

    [[nodiscard]] list::const_iterator find(std::string_view alias) const noexcept;
    void add_driver(std::string_view alias, std::shared_ptr<const db::any_driver> driver, connection_options options);
    std::shared_ptr<db::database> add_default();
    [[noreturn]] void throw_unknown(std::string_view alias) const;

    mutable std::shared_mutex mutex_;  // shared, so that queries of a forked child need not wait for threads it has not
    list databases_;
};

/// The process's connections. Never destroyed, so that static objects may still query when the process ends;
/// call shutdown() to close them before.
[[nodiscard]] VINYL_SHARED_STATE connection_registry& connections();

/// Closes all connections of vinyl::connections() and forgets their names.
void shutdown();

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/registry.ipp>
#endif
