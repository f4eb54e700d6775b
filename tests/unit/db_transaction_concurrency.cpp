// Transactions and what runs at the same time, on a scripted database: statements, blocks and coroutines beside each other, and
// what is cancelled or outlives its block.
#include "support/catch.hpp"
#include "unit/db_transaction.hpp"

#include <vinyl/db/acquire.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <map>
#include <optional>
#include <set>

namespace asio = boost::asio;
using namespace transactions;
using Catch::Matchers::Contains;

TEST_CASE("concurrent statements inside a transaction travel on its connection in order") {
    tests::in_both_modes(
        []() -> vinyl::dual<void> {
            const alias db(3);
            db.script().take(1ms);
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                auto a = run("a"), b = run("b"), c = run("c");
                co_await vinyl::gather(std::move(a), std::move(b), std::move(c));
            });
            CHECK(db.script().log() == texts{"1: BEGIN", "1: a", "1: b", "1: c", "1: COMMIT"});
            if (vinyl::is_async()) CHECK(db.script().most_in_flight == 3);
        },
        tests::statements::may_differ);
}

TEST_CASE("blocks that are nested side by side take turns") {
    const alias db(3);
    db.script().take(500us);
    tests::run_async([&]() -> vinyl::dual<void> {
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            const auto block = [](std::string name) {
                return vinyl::atomic([name]() -> vinyl::dual<void> {
                    const std::string mine = name;
                    co_await run(mine + "1");
                    co_await run(mine + "2");
                    if (mine == "b") throw oops();
                });
            };
            auto a = block("a"), b = block("b"), c = block("c");
            try {
                co_await vinyl::gather(std::move(a), std::move(b), std::move(c));
            } catch (const oops&) {
            }
        });
    });
    CHECK(db.script().texts() == texts{"BEGIN", "SAVEPOINT vinyl_1", "a1", "a2", "RELEASE SAVEPOINT vinyl_1",
                                       "SAVEPOINT vinyl_2", "b1", "b2", "ROLLBACK TO SAVEPOINT vinyl_2",
                                       "RELEASE SAVEPOINT vinyl_2", "SAVEPOINT vinyl_3", "c1", "c2",
                                       "RELEASE SAVEPOINT vinyl_3", "COMMIT"});
}

TEST_CASE("coroutines that are independent of each other never share a transaction") {
    const alias db(4);
    db.script().take(200us);
    asio::thread_pool threads(3);
    std::atomic<int> failures{0};
    for (int i = 0; i < 20; ++i) {
        vinyl::spawn(
            threads,
            [i]() -> asio::awaitable<void> {
                const std::string name = "task" + std::to_string(i);
                const auto body = [&]() -> asio::awaitable<void> {
                    for (int n = 0; n < 3; ++n) co_await run(name);
                };
                co_await vinyl::atomic(body);
                co_await run(name + " alone");
            },
            [&](std::exception_ptr error) {
                if (error) ++failures;
            });
    }
    threads.join();
    CHECK(failures == 0);
    // Between BEGIN and COMMIT each connection saw the statements of one task only.
    std::map<std::string, std::set<std::string>> inside;
    std::map<std::string, bool> open;
    for (const std::string& line : db.script().log()) {
        const std::string on = line.substr(0, line.find(": "));
        const std::string text = line.substr(line.find(": ") + 2);
        if (text == "BEGIN") {
            open[on] = true;
            inside[on].clear();
        } else if (text == "COMMIT") {
            open[on] = false;
            REQUIRE(inside[on].size() == 1);
        } else if (open[on]) {
            REQUIRE_FALSE(text.ends_with("alone"));
            inside[on].insert(text);
        } else {
            REQUIRE(text.ends_with("alone"));
        }
    }
}

TEST_CASE("a cancelled block is rolled back, its connection goes back, and the next one is clean") {
    for (const auto type : {asio::cancellation_type::terminal, asio::cancellation_type::total}) {
        for (int step = 0; step < 14; ++step) {
            const alias db;
            db.script().take(1ms);
            asio::io_context io;
            asio::cancellation_signal signal;
            std::exception_ptr outcome;
            bool ended = false;
            {
                const vinyl::async_scope mode(true);
                auto work = vinyl::atomic([]() -> vinyl::dual<void> {
                    co_await run("one");
                    co_await vinyl::atomic([]() -> vinyl::dual<void> { co_await run("two"); });
                    co_await run("three");
                });
                std::move(work)(asio::bind_cancellation_slot(
                    signal.slot(), asio::bind_executor(io.get_executor(), [&](std::exception_ptr error) {
                        outcome = error;
                        ended = true;
                    })));
            }
            for (int i = 0; i < step && !ended; ++i) io.run_one();
            signal.emit(type);
            io.run();
            REQUIRE(ended);
            const texts sent = db.script().texts();
            // Either it went through, or it was undone; nothing in between.
            if (outcome) {
                REQUIRE_THROWS_AS(std::rethrow_exception(outcome), boost::system::system_error);
                if (!sent.empty()) REQUIRE(sent.back() == "ROLLBACK");
                for (const std::string& text : sent) REQUIRE(text != "COMMIT");
            } else {
                REQUIRE(sent.back() == "COMMIT");
            }
            io.restart();
            bool clean = false;
            {
                const vinyl::async_scope mode(true);
                auto next = []() -> vinyl::dual<void> {
                    vinyl::db::lease link = co_await vinyl::db::acquire(
                        vinyl::connections().database("default"), vinyl::db::lease_kind::exclusive);
                    CHECK(link->status() == vinyl::connection_status::idle);
                }();
                std::move(next)(asio::bind_executor(io.get_executor(),
                                                    [&](std::exception_ptr error) { clean = !error; }));
            }
            io.run();
            REQUIRE(clean);
        }
    }
}

TEST_CASE("work that outlives the transaction it was started in is told so") {
    const alias db;
    std::string message;
    tests::run_async([&]() -> vinyl::dual<void> {
        std::optional<vinyl::dual<void>> late;
        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
            late = run("late");
            co_return;
        });
        try {
            co_await std::move(*late);
        } catch (const vinyl::usage_error& error) {
            message = error.what();
        }
    });
    CHECK_THAT(message, Contains("belongs to a transaction that has ended"));
}

TEST_CASE("a statement that a failed block refuses keeps no block beside it waiting") {
    const alias db;
    db.script().on("fails", tests::server_error("23505", "duplicate key"));
    std::string message;
    tests::run_async([&]() -> vinyl::dual<void> {
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                try {
                    co_await run("this fails");
                } catch (const vinyl::integrity_error&) {
                }
                auto statement = run("a");
                auto block = vinyl::atomic([]() -> vinyl::dual<void> { co_await run("b"); });
                co_await vinyl::gather(std::move(statement), std::move(block));
            });
        } catch (const vinyl::transaction_aborted& error) {
            message = error.what();
        }
    });
    CHECK_FALSE(message.empty());
    CHECK(db.script().texts() == texts{"BEGIN", "this fails", "ROLLBACK"});
}
