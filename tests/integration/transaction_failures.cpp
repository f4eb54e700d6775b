// Transactions when things go wrong on a real server: serialization failures, deadlocks, deferred
// constraints, lost connections, an unknown outcome of COMMIT, cancellation.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"
#include "support/gate.hpp"

#include <vinyl/dual/gather.hpp>
#include <vinyl/db/atomic.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <random>
#include <thread>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using tests::cell;
using tests::sql;

namespace {

vinyl::connection_options with_pool(std::size_t max) {
    vinyl::connection_options options;
    options.pool.max = max;
    return options;
}

vinyl::dual<void> make_table() {
    co_await sql("create schema if not exists transaction_failures");
    co_await sql("drop table if exists transaction_failures.account");
    co_await sql("create table transaction_failures.account (id int primary key, balance int not null)");
    co_await sql("insert into transaction_failures.account values (1, 0), (2, 0)");
}

/// Reads the sum of both and adds one to the account: two of these at once are not serializable.
vinyl::dual<void> read_and_add(int id) {
    co_await cell("select sum(balance)::text from transaction_failures.account");
    co_await sql("update transaction_failures.account set balance = balance + 1 where id = " +
                 std::to_string(id));
}

vinyl::dual<void> set_to_one(int id) {
    co_await sql("update transaction_failures.account set balance = 1 where id = " + std::to_string(id));
}

vinyl::dual<std::string> total() {
    return cell("select sum(balance)::text from transaction_failures.account");
}

}  // namespace

TEST_CASE("serialization failures between threads are retried until all have succeeded") {
    const tests::database alias(with_pool(4));
    const vinyl::async_scope mode(false);
    make_table().get();
    std::atomic<int> runs{0}, failures{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            const vinyl::async_scope sync(false);
            for (int i = 0; i < 5; ++i) {
                try {
                    vinyl::atomic({.isolation = vinyl::serializable, .retries = 50}, [&] {
                        ++runs;
                        read_and_add(1 + t % 2).get();
                    });
                } catch (const vinyl::database_error&) {
                    ++failures;
                }
            }
        });
    }
    for (std::thread& each : threads) each.join();
    CHECK(failures == 0);
    CHECK(total().get() == "20");
    CHECK(runs >= 20);
}

TEST_CASE("serialization failures between coroutines are retried until all have succeeded") {
    const tests::database alias(with_pool(4));
    int runs = 0;
    tests::run_async([&]() -> vinyl::dual<void> {
        co_await make_table();
        const auto work = [&runs](int id) -> vinyl::dual<void> {
            for (int i = 0; i < 5; ++i) {
                const int mine = id;
                co_await vinyl::atomic({.isolation = vinyl::serializable, .retries = 50},
                                       [&runs, mine]() -> vinyl::dual<void> {
                                           ++runs;
                                           co_await read_and_add(mine);
                                       });
            }
        };
        auto a = work(1), b = work(2), c = work(1), d = work(2);
        co_await vinyl::gather(std::move(a), std::move(b), std::move(c), std::move(d));
        CHECK((co_await total()) == "20");
    });
    CHECK(runs >= 20);
}

TEST_CASE("a serialization failure without retries reaches the caller, and the transaction is gone") {
    const tests::database alias(with_pool(2));
    const vinyl::async_scope mode(false);
    make_table().get();
    bool failed = false;
    try {
        vinyl::atomic({.isolation = vinyl::repeatable_read}, [] {
            CHECK(total().get() == "0");
            // Another connection changes the row meanwhile.
            std::thread([] {
                const vinyl::async_scope sync(false);
                vinyl::db::result done =
                    sql("update transaction_failures.account set balance = 5 where id = 1");
            }).join();
            vinyl::db::result never = sql("update transaction_failures.account set balance = 7 where id = 1");
        });
    } catch (const vinyl::serialization_failure& error) {
        failed = error.sqlstate() == "40001";
    }
    CHECK(failed);
    CHECK(total().get() == "5");
}

TEST_CASE("a deferred constraint fails COMMIT with its own error, and nothing is kept") {
    const tests::database alias(with_pool(tests::pool_size(2)));
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_table();
        co_await sql("drop table if exists transaction_failures.entry");
        co_await sql(
            "create table transaction_failures.entry (account int references transaction_failures.account "
            "deferrable initially deferred)");
        bool failed = false, hook = false;
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                vinyl::on_commit([&] { hook = true; });
                co_await sql("insert into transaction_failures.entry values (99)");
            });
        } catch (const vinyl::foreign_key_violation&) {
            failed = true;
        }
        CHECK(failed);
        CHECK_FALSE(hook);
        CHECK((co_await cell("select count(*)::text from transaction_failures.entry")) == "0");
        co_await sql("drop table transaction_failures.entry");
    });
}

TEST_CASE("a failure that nobody told vinyl of still does not pass as a commit") {
    const tests::database alias(with_pool(tests::pool_size(2)));
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_table();
        bool aborted = false;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                // A transaction that rolls itself back: the connection is not in one any more.
                co_await sql("update transaction_failures.account set balance = 9");
                try {
                    co_await sql("select 1/0");
                } catch (const vinyl::data_error&) {
                }
            });
        } catch (const vinyl::transaction_aborted& error) {
            aborted = true;
            CHECK_THAT(error.what(), Contains("division by zero"));
        }
        CHECK(aborted);
        CHECK((co_await total()) == "0");
    });
}

TEST_CASE("a session that is ended inside a transaction ends the transaction, and the pool goes on") {
    const tests::database alias(with_pool(tests::pool_size(2)));
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_table();
        bool lost = false;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                co_await sql("update transaction_failures.account set balance = 3");
                co_await sql("select pg_terminate_backend(pg_backend_pid())");
            });
        } catch (const vinyl::connection_lost&) {
            lost = true;
        }
        CHECK(lost);
        CHECK((co_await total()) == "0");
    });
}

TEST_CASE("idle connections whose sessions were ended are replaced without an error") {
    vinyl::connection_options options = with_pool(3);
    options.pool.check_after = 0us;
    const tests::database alias(options);
    const tests::database admin(with_pool(1), "admin");
    tests::in_both_modes(
        []() -> vinyl::dual<void> {
            for (int round = 0; round < 5; ++round) {
                // Three at once, so that there are three connections.
                auto a = cell("select pg_backend_pid()::text"), b = cell("select pg_backend_pid()::text"),
                     c = cell("select pg_backend_pid()::text");
                const auto pids = co_await vinyl::gather(std::move(a), std::move(b), std::move(c));
                for (const std::string& pid : {std::get<0>(pids), std::get<1>(pids), std::get<2>(pids)}) {
                    const std::string end = "select pg_terminate_backend(" + pid + ", 5000)";
                    co_await sql(end, "admin");
                }
                const std::string fresh = co_await cell("select pg_backend_pid()::text");
                CHECK(fresh != std::get<0>(pids));
                CHECK(fresh != std::get<1>(pids));
                CHECK(fresh != std::get<2>(pids));
            }
        },
        tests::statements::may_differ);
}

TEST_CASE("a connection that is lost during COMMIT is commit_unknown, whether or not it was done") {
    if (tests::through_gate()) return;
    tests::gate gate(tests::server().socket_path());
    const tests::database direct(with_pool(1), "direct");
    tests::in_both_modes(
        [&]() -> vinyl::dual<void> {
            // The pool is made anew, so that every COMMIT is prepared on a connection like the others.
            const auto options = [&] {
                vinyl::connection_options made = with_pool(1);
                made.dsn = gate.dsn();
                made.statement_cache = 0;
                return made;
            }();
            const tests::database alias(options);
            gate.pass();
            co_await make_table();
            int unknown = 0, done = 0, other = 0;
            const std::string count = "select balance::text from transaction_failures.account where id = 1";
            // Cut the answer to COMMIT after each of its bytes.
            for (std::uint64_t byte = 1; byte < 40; byte += 3) {
                gate.pass();
                const std::string before = co_await cell(count, "direct");
                bool committed = false;
                std::exception_ptr failure;
                try {
                    co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                        co_await sql(
                            "update transaction_failures.account set balance = balance + 1 where id = 1");
                        tests::gate_rules rules;
                        rules.cut_after = byte;
                        gate.set(tests::direction::to_client, rules);
                    });
                    committed = true;
                } catch (const vinyl::commit_unknown&) {
                    ++unknown;
                } catch (...) {
                    ++other;
                    failure = std::current_exception();
                }
                gate.pass();
                if (committed) ++done;
                // The COMMIT itself passed, so it was done.
                const auto patience = vinyl::io::deadline::after(5s);
                std::string after = co_await cell(count, "direct");
                while (after == before && !patience.expired()) {
                    co_await vinyl::io::sleep_for(5ms);
                    after = co_await cell(count, "direct");
                }
                CHECK(after == std::to_string(std::stoi(before) + 1));
            }
            CHECK(other == 0);
            CHECK(unknown > 0);
            CHECK(done > 0);
            // Cut the way to the server: COMMIT does not arrive, and the row is not changed.
            const std::string before = co_await cell(count, "direct");
            bool unknown_too = false;
            try {
                co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                    co_await sql(
                        "update transaction_failures.account set balance = balance + 1 where id = 1");
                    tests::gate_rules rules;
                    rules.cut_after = 3;
                    gate.set(tests::direction::to_server, rules);
                });
            } catch (const vinyl::commit_unknown&) {
                unknown_too = true;
            }
            gate.pass();
            CHECK(unknown_too);
            CHECK((co_await cell(count, "direct")) == before);
        },
        tests::statements::may_differ);
}

TEST_CASE(
    "a cancelled transaction is rolled back on the server, wherever it was, and its connection is used "
    "again") {
    const tests::database alias(with_pool(1));
    {
        const vinyl::async_scope mode(false);
        make_table().get();
    }
    std::mt19937 random(4);  // NOLINT: the same every time
    asio::io_context io;
    int cancelled = 0, done = 0;
    const int rounds = tests::through_gate() ? 20 : 150;
    for (int round = 0; round < rounds; ++round) {
        asio::cancellation_signal signal;
        std::exception_ptr outcome;
        bool ended = false;
        {
            const vinyl::async_scope mode(true);
            auto work = vinyl::atomic([]() -> vinyl::dual<void> {
                co_await sql("update transaction_failures.account set balance = balance + 1 where id = 1");
                co_await vinyl::atomic([]() -> vinyl::dual<void> {
                    co_await sql(
                        "update transaction_failures.account set balance = balance + 1 where id = 2");
                });
                co_await sql("select pg_sleep(0.001)");
            });
            std::move(work)(asio::bind_cancellation_slot(
                signal.slot(), asio::bind_executor(io.get_executor(), [&](std::exception_ptr error) {
                    outcome = error;
                    ended = true;
                })));
        }
        io.restart();
        const auto when = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 5000);
        while (!ended && std::chrono::steady_clock::now() < when) io.run_one_until(when);
        signal.emit(asio::cancellation_type::terminal);
        io.restart();
        while (!ended && io.run_one_for(10s) > 0) continue;
        REQUIRE(ended);
        if (outcome) {
            ++cancelled;
            REQUIRE_THROWS_AS(std::rethrow_exception(outcome), boost::system::system_error);
        } else {
            ++done;
        }
    }
    const vinyl::async_scope mode(false);
    CHECK(total().get() == std::to_string(2 * done));
    CHECK(cancelled > 0);
    CHECK(cell("select count(*)::text from pg_stat_activity where state like 'idle in transaction%'").get() ==
          "0");
}

TEST_CASE("a child of fork() has connections of its own and leaves the parent's alone") {
    const tests::database alias(with_pool(2));
    const vinyl::async_scope mode(false);
    const std::string mine = cell("select pg_backend_pid()::text").get();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        int code = 1;
        try {
            code = cell("select pg_backend_pid()::text").get() != mine ? 0 : 2;
        } catch (...) {
            code = 3;
        }
        ::_exit(code);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(cell("select pg_backend_pid()::text").get() == mine);
}

namespace {

/// Runs a child that goes on inside the block that it was forked off in, and waits for it. Returns false in the child.
bool fork_and_wait() {
    const pid_t child = ::fork();
    if (child == 0) return false;
    REQUIRE(child > 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    return true;
}

}  // namespace

TEST_CASE("a child of fork() can neither use nor end the transaction that it was forked off in") {
    enum class leaves { by_return, by_exception, inner_block };
    const tests::database alias(with_pool(2));
    const vinyl::async_scope mode(false);
    for (const bool commits : {true, false}) {
        for (const leaves how : {leaves::by_return, leaves::by_exception, leaves::inner_block}) {
            make_table().get();
            const pid_t parent = ::getpid();
            bool refused = false;
            int code = 1;
            try {
                vinyl::atomic([&] {
                    set_to_one(1).get();
                    if (fork_and_wait()) {
                        set_to_one(2).get();
                        if (!commits) vinyl::set_rollback();
                        return;
                    }
                    try {
                        if (how == leaves::inner_block) vinyl::atomic([] {});
                        else set_to_one(1).get();
                    } catch (const vinyl::usage_error&) {
                        refused = true;
                    }
                    if (how != leaves::by_return) throw std::runtime_error("the child leaves");
                });
            } catch (const vinyl::usage_error& error) {
                const bool told = std::string(error.what()).find("forked off inside an atomic block") != std::string::npos;
                if (told && how == leaves::by_return) code = 0;
            } catch (const std::runtime_error&) {
                if (how != leaves::by_return) code = 0;
            }
            if (::getpid() != parent) {
                try {
                    if (!refused || cell("select 'alive'").get() != "alive") code = 2;
                } catch (...) {
                    code = 3;
                }
                ::_exit(code);
            }
            CHECK(total().get() == (commits ? "2" : "0"));
        }
    }
}

TEST_CASE("a server that is down is an operational_error that says where it was looked for") {
    vinyl::connection_options options;
    options.dsn = "host=127.0.0.1 port=1 dbname=records connect_timeout=2";
    const tests::database alias(options);
    tests::in_both_modes([]() -> vinyl::dual<void> {
        std::string message;
        try {
            co_await sql("select 1");
        } catch (const vinyl::operational_error& error) {
            message = error.what();
        }
        CHECK_THAT(message, Contains("127.0.0.1") && Contains("alias: default"));
    });
}
