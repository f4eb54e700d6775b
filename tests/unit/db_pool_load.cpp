// How a pool spreads statements over its connections: slow ones wait for whoever is free first, fast ones travel together.
#include "support/catch.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/db/acquire.hpp>
#include <vinyl/db/pool.hpp>
#include <vinyl/dual/mode.hpp>
#include <vinyl/io/sleep.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>

using namespace std::chrono_literals;
using vinyl::db::lease_kind;

namespace {

/// An async pool of `max` connections to a scripted database, and statements that run over it at the same time.
struct loaded_pool {
    explicit loaded_pool(std::size_t max, std::size_t depth = 128) {
        vinyl::connection_options options;
        options.pool.max = max;
        options.max_pipeline_depth = depth;
        connections =
            std::make_shared<vinyl::db::pool>("fake", options, vinyl::db::erase_driver(driver), io.get_executor());
    }
    ~loaded_pool() { connections->close(); }

    /// One statement after the other, `times` times.
    static vinyl::dual<void> run(loaded_pool& in, std::string text, int times) {
        for (int i = 0; i < times; ++i) {
            vinyl::db::lease link = co_await in.connections->acquire(lease_kind::shared);
            vinyl::statement sent;
            sent.text = text;
            co_await link->execute(std::move(sent), vinyl::io::deadline::never());
        }
        in.finished[text] = std::chrono::steady_clock::now();
    }
    void start(std::string text, int times = 1) {
        const vinyl::async_scope mode(true);
        run(*this, std::move(text), times)(boost::asio::bind_executor(io.get_executor(), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        }));
    }
    void run_all() {
        io.restart();
        io.run();
    }
    /// All connections open, and known to be fast.
    void warm_up(int statements) {
        script().connecting_takes(1ms);
        script().take(50us);
        for (int i = 0; i < statements; ++i) start("warm", 40);
        run_all();
        driver.script().forget_log();
    }
    std::map<std::string, int> statements_by_connection() {
        std::map<std::string, int> counted;
        for (const std::string& line : driver.script().log()) ++counted[line.substr(0, line.find(':'))];
        return counted;
    }
    tests::script& script() { return driver.script(); }

    boost::asio::io_context io{1};
    tests::scripted_driver driver;
    std::shared_ptr<vinyl::db::pool> connections;
    std::map<std::string, std::chrono::steady_clock::time_point> finished;
};

}  // namespace

TEST_CASE("slow statements that meet a cold pool are spread over all connections, one at a time") {
    loaded_pool pool(10);
    pool.script().connecting_takes(3ms);
    pool.script().take(80ms);
    for (int i = 0; i < 100; ++i) pool.start("SELECT " + std::to_string(i));
    pool.run_all();
    CHECK(pool.script().opened == 10);
    CHECK(pool.script().most_in_flight == 1);
    const auto counted = pool.statements_by_connection();
    CHECK(counted.size() == 10);
    for (const auto& [connection, statements] : counted) CHECK(statements <= 15);
    CHECK(pool.script().texts().front() == "SELECT 0");  // first come, first served
}

TEST_CASE("while connections are being opened, slow statements do not pile up on those that are there") {
    loaded_pool pool(4);
    pool.script().take(20ms);
    pool.start("SELECT 0");
    pool.run_all();  // one connection, open and idle
    pool.script().forget_log();
    pool.script().connecting_takes(5ms);
    for (int i = 0; i < 8; ++i) pool.start("SELECT " + std::to_string(i));
    pool.run_all();
    CHECK(pool.script().most_in_flight == 1);
    CHECK(pool.statements_by_connection().size() == 4);
}

TEST_CASE("only so many connections are being opened at the same time") {
    loaded_pool pool(10);
    pool.script().connecting_takes(500ms);
    for (int i = 0; i < 20; ++i) pool.start("SELECT " + std::to_string(i));
    pool.io.run_for(50ms);
    CHECK(pool.connections->stats().connecting == 4);  // max_connecting
    CHECK(pool.script().connects == 4);
    pool.run_all();
    CHECK(pool.finished.size() == 20);
}

TEST_CASE("fast statements travel together over few connections") {
    loaded_pool pool(2, 4);
    pool.warm_up(16);
    CHECK(pool.script().opened == 2);
    CHECK(pool.script().most_in_flight == 4);
}

TEST_CASE("nobody joins a connection that works on a slow statement, though it has the fewest users") {
    loaded_pool pool(2);
    pool.warm_up(8);
    pool.script().on("SLOW", tests::answered_after(1s));
    const auto begin = std::chrono::steady_clock::now();
    pool.start("SLOW");
    pool.io.restart();
    pool.io.run_for(60ms);
    for (int i = 0; i < 20; ++i) pool.start("fast " + std::to_string(i), 5);
    pool.run_all();
    for (const auto& [text, when] : pool.finished)
        if (text.starts_with("fast")) CHECK(when - begin < 900ms);
    CHECK(pool.statements_by_connection().size() == 2);
}

TEST_CASE("slow statements that meet a pool that was fast are spread evenly, and it becomes fast again") {
    loaded_pool pool(4);
    pool.warm_up(16);
    pool.script().take(20ms);
    for (int i = 0; i < 80; ++i) pool.start("SELECT " + std::to_string(i));
    pool.run_all();
    for (const auto& [connection, statements] : pool.statements_by_connection()) CHECK(statements <= 30);
    const std::size_t slow_together = pool.script().most_in_flight;
    pool.script().most_in_flight = 0;
    pool.warm_up(64);
    CHECK(pool.script().most_in_flight >= 4);
    CHECK(slow_together <= 20);
    CHECK(pool.script().opened == 4);
}
