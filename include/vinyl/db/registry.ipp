// Adding, finding and removing aliases.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/db/postgres_driver.hpp>
#include <vinyl/db/registry.hpp>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <utility>

namespace vinyl {

VINYL_DECL connection_registry::~connection_registry() { clear(); }

VINYL_DECL connection_registry::list::const_iterator connection_registry::find(std::string_view alias) const noexcept {
    return std::ranges::find(databases_, alias, [](const auto& each) -> std::string_view { return each->alias(); });
}

VINYL_DECL void connection_registry::add(std::string_view alias, std::string_view dsn) {
    connection_options options;
    options.dsn = std::string(dsn);
    add(alias, std::move(options));
}

VINYL_DECL void connection_registry::add(std::string_view alias, connection_options options) {
    db::validate(alias, options);
    options = db::with_pooler(std::move(options));
    std::shared_ptr<const db::any_driver> driver = db::postgres_driver_for(alias, options);
    options.dsn.clear();                 // it may hold a password, and the driver has it
    options.connect_timeout = no_limit;  // the driver keeps it, for each host
    add_driver(alias, std::move(driver), std::move(options));
}

VINYL_DECL void connection_registry::add_driver(std::string_view alias, std::shared_ptr<const db::any_driver> driver,
                                                connection_options options) {
    db::validate(alias, options);
    if (!options.dsn.empty())
        throw usage_error(
            "vinyl: connection '" + std::string(alias) +
            "' was given a driver and a dsn; the driver knows where it connects to, so leave the dsn out");
    std::string name(alias);
    const std::unique_lock lock(mutex_);
    if (find(name) != databases_.end())
        throw usage_error("vinyl: there is a connection called '" + name +
                          "' already; choose another name, or call vinyl::connections().remove(\"" + name +
                          "\") first");
    databases_.push_back(
        std::make_shared<db::database>(std::move(name), db::with_pooler(std::move(options)), std::move(driver)));
}

VINYL_DECL bool connection_registry::remove(std::string_view alias) {
    std::shared_ptr<db::database> removed;
    {
        const std::unique_lock lock(mutex_);
        const auto found = find(alias);
        if (found == databases_.end()) return false;
        removed = *found;
        databases_.erase(found);
    }
    removed->close();
    return true;
}

VINYL_DECL void connection_registry::clear() {
    list removed;
    {
        const std::unique_lock lock(mutex_);
        removed = std::exchange(databases_, {});
    }
    for (const auto& database : removed) database->close();
}

VINYL_DECL bool connection_registry::contains(std::string_view alias) const {
    const std::shared_lock lock(mutex_);
    return find(alias) != databases_.end();
}

VINYL_DECL std::vector<std::string> connection_registry::names() const {
    const std::shared_lock lock(mutex_);
    std::vector<std::string> names;
    names.reserve(databases_.size());
    for (const auto& database : databases_) names.push_back(database->alias());
    std::ranges::sort(names);
    return names;
}

VINYL_DECL std::shared_ptr<db::database> connection_registry::database(std::string_view alias) {
    {
        const std::shared_lock lock(mutex_);
        const auto found = find(alias);
        if (found != databases_.end()) return *found;
    }
    if (alias == "default") return add_default();
    throw_unknown(alias);
}

VINYL_DECL std::shared_ptr<db::database> connection_registry::add_default() {
    const char* const url = std::getenv("DATABASE_URL");
    try {
        add("default", url == nullptr ? std::string_view() : std::string_view(url));
    } catch (const usage_error& problem) {
        // else another thread was faster
        if (!contains("default") && url != nullptr)
            throw usage_error(std::string(problem.what()) + "\n  It came from the environment variable DATABASE_URL");
        if (!contains("default")) throw;
    }
    return database("default");
}

VINYL_DECL void connection_registry::throw_unknown(std::string_view alias) const {
    std::string known;
    for (const std::string& name : names()) known += (known.empty() ? "" : ", ") + name;
    if (db::detail::is_connection_string(alias))
        throw usage_error("vinyl: a connection string was given where the name of a connection is expected (known: " +
                          (known.empty() ? std::string("none") : known) +
                          "); give it a name by vinyl::connections().add(NAME, CONNECTION_STRING), and use that");
    const std::string name(alias);
    throw usage_error(
        "vinyl: there is no connection called '" + name + "' (known: " + (known.empty() ? std::string("none") : known) +
        "); add it first:\n  vinyl::connections().add(\"" + name + "\", \"postgresql://user@host/database\")");
}

VINYL_DECL connection_registry& connections() {
    static auto* const instance = new connection_registry;
    return *instance;
}

VINYL_DECL void shutdown() { connections().clear(); }

}  // namespace vinyl
