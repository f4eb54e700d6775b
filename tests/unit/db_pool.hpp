// A pool on a scripted database, for the tests of db_pool*.cpp.
#pragma once

#include "support/both_modes.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/db/acquire.hpp>
#include <vinyl/db/pool.hpp>
#include <vinyl/db/pool_service.hpp>
#include <vinyl/io/sleep.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace pools {

using namespace std::chrono_literals;
using vinyl::db::lease_kind;

static_assert(vinyl::db::database_driver<tests::scripted_driver>);

inline vinyl::connection_options pool_of(std::size_t max) {
    vinyl::connection_options options;
    options.pool.max = max;
    options.pool.check_after = 0us;
    return options;
}

/// A database on a scripted driver, not in any registry.
struct scripted_database {
    explicit scripted_database(vinyl::connection_options options)
        : database(std::make_shared<vinyl::db::database>("fake", std::move(options),
                                                         vinyl::db::erase_driver(driver))) {}

    vinyl::dual<vinyl::db::lease> acquire(lease_kind kind) { return vinyl::db::acquire(database, kind); }

    tests::scripted_driver driver;
    std::shared_ptr<vinyl::db::database> database;
    tests::script& script() { return driver.script(); }
};

inline vinyl::statement text(std::string sql) {
    vinyl::statement made;
    made.text = std::move(sql);
    return made;
}

/// Keeps the function, and so what it captured, as long as its coroutine runs.
template <class Function>
vinyl::dual<void> keeping(Function function) {
    co_await function();
}

/// Starts a function that returns a dual in the background of an io_context.
template <class Function>
void start(boost::asio::io_context& io, Function function) {
    const vinyl::async_scope mode(true);
    auto work = keeping(std::move(function));
    std::move(work)(boost::asio::bind_executor(io.get_executor(), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    }));
}

/// Whether so many connections stay open in the end; closing may take a turn of the loop, and the machine may be busy.
inline vinyl::dual<bool> comes_down_to(scripted_database& of, std::size_t open) {
    for (int i = 0; i < 200 && of.script().open() != open; ++i) co_await vinyl::io::sleep_for(5ms);
    co_return of.script().open() == open;
}

}  // namespace pools
