// Aliases, their options, and the errors that a newcomer makes with them; results and drivers of any type.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/db/execute.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <thread>

using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

template <class Function>
std::string usage_error_of(Function function) {
    try {
        function();
    } catch (const vinyl::usage_error& error) {
        return error.what();
    }
    return "(no usage_error)";
}

vinyl::statement text(std::string sql) {
    vinyl::statement made;
    made.text = std::move(sql);
    return made;
}

}  // namespace

TEST_CASE("any model of the driver concept can stand behind an alias") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_registry registry;
        const tests::scripted_driver driver;
        driver.script().on("SELECT name", tests::rows({{"Miles", std::nullopt}, {"Wayne", "US"}}));
        registry.add("fake", driver);
        const vinyl::db::result answer =
            co_await vinyl::db::execute(registry, "fake", text("SELECT name, country"));
        CHECK(answer.rows() == 2);
        CHECK(answer.columns() == 2);
        CHECK(answer.bytes(0, 0) == "Miles");
        CHECK(answer.is_null(0, 1));
        CHECK(answer.at(0, 1).null);
        CHECK(answer.at(1, 1).bytes == "US");
        CHECK(answer.command_tag() == "SELECT");
        CHECK(registry.database("fake")->source().describe() == "a scripted database");
    });
}

TEST_CASE("an error of the database names the alias and keeps its class") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_registry registry;
        const tests::scripted_driver driver;
        driver.script().on("INSERT", tests::server_error("23505", "duplicate key"));
        registry.add("archive", driver);
        std::string message, alias;
        try {
            const vinyl::db::result answer =
                co_await vinyl::db::execute(registry, "archive", text("INSERT INTO t"));
        } catch (const vinyl::unique_violation& error) {
            message = error.what();
            alias = error.fields().alias;
        }
        CHECK(alias == "archive");
        CHECK_THAT(message, Contains("duplicate key") && Contains("archive"));
    });
}

TEST_CASE("an unknown alias is an error that names it, the known ones and the call to make") {
    vinyl::connection_registry registry;
    registry.add("primary", tests::scripted_driver());
    registry.add("archive", tests::scripted_driver());
    const std::string message = usage_error_of([&] { static_cast<void>(registry.database("replica")); });
    CHECK_THAT(message, Contains("no connection called 'replica'") && Contains("known: archive, primary") &&
                            Contains("vinyl::connections().add(\"replica\", \"postgresql://"));
}

TEST_CASE("an alias can not be added twice, but removed and added again") {
    vinyl::connection_registry registry;
    registry.add("primary", tests::scripted_driver());
    CHECK_THAT(usage_error_of([&] { registry.add("primary", tests::scripted_driver()); }),
               Contains("a connection called 'primary' already") && Contains("remove(\"primary\")"));
    CHECK(registry.contains("primary"));
    CHECK(registry.remove("primary"));
    CHECK_FALSE(registry.remove("primary"));
    CHECK_FALSE(registry.contains("primary"));
    registry.add("primary", tests::scripted_driver());
    CHECK(registry.names() == std::vector<std::string>{"primary"});
}

TEST_CASE("options that contradict each other are refused with the rule they break") {
    vinyl::connection_registry registry;
    CHECK_THAT(usage_error_of([&] { registry.add("x", {.dsn = "postgresql:///music", .pool = {.max = 0}}); }),
               Contains("connection 'x'") && Contains("pool.max must be at least 1"));
    CHECK_THAT(usage_error_of([&] { registry.add("x", {.pool = {.max = 2, .min_idle = 3}}); }),
               Contains("pool.min_idle must not exceed pool.max"));
    CHECK_THAT(usage_error_of([&] { registry.add("x", {.pool = {.acquire_timeout = 0s}}); }),
               Contains("acquire_timeout must be positive"));
    CHECK_THAT(usage_error_of([&] { registry.add("x", {.pipeline = true, .max_pipeline_depth = 0}); }),
               Contains("max_pipeline_depth must be at least 1"));
    CHECK_THAT(usage_error_of([&] { registry.add("x", {.statement_timeout = -1s}); }),
               Contains("statement_timeout must be positive"));
    CHECK_THAT(usage_error_of([&] { registry.add("", "postgresql:///music"); }),
               Contains("an alias needs a name"));
    CHECK_THAT(
        usage_error_of([&] { registry.add("x", tests::scripted_driver(), {.dsn = "postgresql:///music"}); }),
        Contains("leave the dsn out"));
    CHECK_THAT(usage_error_of([&] { registry.add("x", "postgresql://me:secret@/?nonsense=1"); }),
               Contains("connection 'x'") && !Contains("secret"));
    CHECK(registry.names().empty());
}

TEST_CASE("the documented ways of adding a connection compile, and open nothing") {
    vinyl::connection_registry registry;
    registry.add(
        "default",
        {.dsn = "postgresql:///music", .pool = {.max = 8}, .pipeline = true, .statement_timeout = 5s});
    registry.add("replica", "postgresql:///music");
    registry.add("fake", tests::scripted_driver());
    CHECK(registry.names() == std::vector<std::string>{"default", "fake", "replica"});
    CHECK(registry.database("default")->options().pool.max == 8);
    CHECK(registry.database("default")->options().statement_timeout == 5s);
}

TEST_CASE("the alias default is there without being added") {
    vinyl::connection_registry registry;
    ::setenv("DATABASE_URL", "postgresql://someone@nowhere.invalid:7/records", 1);
    const std::string where = registry.database("default")->source().describe();
    ::unsetenv("DATABASE_URL");
    CHECK_THAT(where, Contains("nowhere.invalid") && Contains("records"));
    registry.clear();
    ::setenv("PGDATABASE", "from_libpq", 1);
    const std::string other = registry.database("default")->source().describe();
    ::unsetenv("PGDATABASE");
    CHECK_THAT(other, Contains("from_libpq"));
}

TEST_CASE("removing an alias closes its connections and fails those who use it") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_registry registry;
        const tests::scripted_driver driver;
        registry.add("fake", driver);
        co_await vinyl::db::execute(registry, "fake", text("SELECT 1"));
        CHECK(driver.script().open() == 1);
        registry.remove("fake");
        co_await vinyl::io::sleep_for(1ms);
        CHECK(driver.script().open() == 0);
        bool refused = false;
        try {
            co_await vinyl::db::execute(registry, "fake", text("SELECT 1"));
        } catch (const vinyl::usage_error&) {
            refused = true;
        }
        CHECK(refused);
    });
}

TEST_CASE("an alias may be removed while an execution context that used it ends") {
    const vinyl::async_scope async(true);
    for (int round = 0; round < 300; ++round) {
        vinyl::connection_registry registry;
        registry.add("fake", tests::scripted_driver());
        std::atomic<bool> started = false;
        std::thread remover([&] {
            while (!started) std::this_thread::yield();
            registry.remove("fake");
        });
        {
            boost::asio::io_context io;
            vinyl::db::execute(registry, "fake", text("SELECT 1"))(boost::asio::bind_executor(
                io.get_executor(), [](std::exception_ptr error, const vinyl::db::result&) { CHECK_FALSE(error); }));
            io.run();
            started = true;
        }
        remover.join();
    }
}

TEST_CASE("query observers see text, alias, time and error, and stop when they are dropped") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_registry registry;
        const tests::scripted_driver driver;
        driver.script().on("fails", tests::server_error("42601", "syntax error"));
        driver.script().take(1ms);
        registry.add("fake", driver);
        std::vector<std::string> seen;
        {
            const auto log = vinyl::observe_queries([&](const vinyl::query_event& event) {
                CHECK(event.duration >= 1ms);
                seen.push_back(std::string(event.alias) + ": " + std::string(event.text) +
                               (event.error ? " failed" : ""));
                throw 1;  // an observer's trouble is not the query's
            });
            co_await vinyl::db::execute(registry, "fake", text("SELECT 1"));
            try {
                co_await vinyl::db::execute(registry, "fake", text("this fails"));
            } catch (const vinyl::programming_error&) {
            }
        }
        co_await vinyl::db::execute(registry, "fake", text("unseen"));
        CHECK(seen == std::vector<std::string>{"fake: SELECT 1", "fake: this fails failed"});
    });
}

TEST_CASE("a connection is free again when an observer hears of its statement") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_registry registry;
        const tests::scripted_driver driver;
        driver.script().on("fails", tests::server_error("42601", "syntax error"));
        registry.add("fake", driver, {.pool = {.max = 1}});
        std::shared_ptr<vinyl::db::pool> pool;
        if (vinyl::is_async()) {
            const auto executor = co_await vinyl::detail::this_executor{};
            pool = registry.database("fake")->pool_of(executor);
        } else {
            pool = registry.database("fake")->pool_of_threads();
        }
        std::vector<std::size_t> in_use;
        const auto log =
            vinyl::observe_queries([&](const vinyl::query_event&) { in_use.push_back(pool->stats().in_use); });
        co_await vinyl::db::execute(registry, "fake", text("SELECT 1"));
        try {
            co_await vinyl::db::execute(registry, "fake", text("this fails"));
        } catch (const vinyl::programming_error&) {
        }
        CHECK(in_use == std::vector<std::size_t>{0, 0});
    });
}

TEST_CASE("an observer may own the subscription of another one") {
    const auto ignore = [](const vinyl::query_event&) {};
    auto owned = std::make_shared<vinyl::query_subscription>(vinyl::observe_queries(ignore));
    {
        const auto owner = vinyl::observe_queries([kept = std::move(owned)](const vinyl::query_event&) {});
        CHECK(vinyl::db::queries_are_observed());
    }
    CHECK_FALSE(vinyl::db::queries_are_observed());
}

TEST_CASE("a child of fork() can tell observers, whatever other threads subscribed meanwhile") {
    std::atomic<bool> stop = false;
    std::thread others([&stop] {
        while (!stop) const auto log = vinyl::observe_queries([](const vinyl::query_event&) {});
    });
    int fine = 0;
    constexpr int times = 100;
    for (int i = 0; i < times; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            ::alarm(20);  // ends it if it hangs
            for (int n = 0; n < 3; ++n) vinyl::db::notify_query_observers({});
            ::_exit(0);
        }
        int status = 0;
        if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) break;
        ++fine;
    }
    stop = true;
    others.join();
    CHECK(fine == times);
}

namespace {

/// A result too large to live inside vinyl::db::result.
struct large_result : tests::scripted_result {
    using scripted_result::scripted_result;
    std::array<char, 100> ballast{};
};

}  // namespace

TEST_CASE("results of any size can be moved about and keep their cells") {
    const std::vector<tests::scripted_result::row> cells{{"a", std::nullopt}, {"b", "c"}};
    vinyl::db::result small = vinyl::db::result::of(tests::scripted_result(cells, "SELECT 2"));
    vinyl::db::result large = vinyl::db::result::of(large_result(cells, "SELECT 2"));
    for (vinyl::db::result* each : {&small, &large}) {
        vinyl::db::result moved = std::move(*each);
        CHECK(each->rows() == 0);
        CHECK(each->empty());
        vinyl::db::result assigned;
        assigned = std::move(moved);
        CHECK(assigned.rows() == 2);
        CHECK(assigned.bytes(1, 1) == "c");
        CHECK(assigned.at(0, 1).null);
        CHECK(assigned.command_tag() == "SELECT 2");
        assigned = vinyl::db::result();
        CHECK(assigned.columns() == 0);
    }
}
