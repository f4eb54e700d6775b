// atomic, savepoints and on_commit on a scripted database: what is sent, in which order, and what is refused.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/db/acquire.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/orm/atomic.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>
#include <set>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using texts = std::vector<std::string>;

namespace {

/// An alias of its own in the global registry.
struct alias {
    explicit alias(std::size_t max = 1, std::string called = "default") : name(std::move(called)) {
        vinyl::connections().remove(name);
        vinyl::connections().add(name, driver, {.pool = {.max = max, .acquire_timeout = 2s}});
    }
    ~alias() { vinyl::connections().remove(name); }
    tests::script& script() const { return driver.script(); }

    tests::scripted_driver driver;
    std::string name;
};

vinyl::dual<void> run(std::string sql, std::string on = "default") {
    vinyl::statement sent;
    sent.text = std::move(sql);
    co_await vinyl::db::execute(on, std::move(sent));
}

struct oops : std::runtime_error {
    oops() : std::runtime_error("oops") {}
};

}  // namespace

TEST_CASE("atomic commits what its body did, on one connection, and gives its result") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db(2);
        const int result = co_await vinyl::atomic([]() -> vinyl::dual<int> {
            co_await run("one");
            co_await run("two");
            co_return 42;
        });
        CHECK(result == 42);
        CHECK(db.script().log() == texts{"1: BEGIN", "1: one", "1: two", "1: COMMIT"});
        co_await run("after");
        CHECK(db.script().texts().back() == "after");
    });
}

TEST_CASE("an exception rolls back and goes on to the caller") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        bool caught = false;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                co_await run("one");
                throw oops();
            });
        } catch (const oops&) {
            caught = true;
        }
        CHECK(caught);
        CHECK(db.script().texts() == texts{"BEGIN", "one", "ROLLBACK"});
    });
}

TEST_CASE("a plain function serves sync mode, an awaitable async mode") {
    const alias db;
    {
        const vinyl::async_scope mode(false);
        vinyl::atomic([] { run("plain").get(); });
        const int n = vinyl::atomic([] { return 7; });
        CHECK(n == 7);
        std::string kept = "kept";
        const std::string& same = vinyl::atomic([&]() -> std::string& { return kept; }).get();
        CHECK(&same == &kept);
    }
    tests::run_async([&]() -> asio::awaitable<void> {
        const int n = co_await vinyl::atomic([]() -> asio::awaitable<int> {
            co_await run("first");
            asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
            co_await timer.async_wait(asio::use_awaitable);
            co_await run("second");
            co_return 8;
        });
        CHECK(n == 8);
        co_await run("outside");
    });
    CHECK(db.script().texts() == texts{"BEGIN", "plain", "COMMIT", "BEGIN", "COMMIT", "BEGIN", "COMMIT",
                                       "BEGIN", "first", "second", "COMMIT", "outside"});
}

TEST_CASE("a body of the wrong kind is refused with what to write instead") {
    const alias db;
    std::string message;
    tests::run_async([&]() -> asio::awaitable<void> {
        try {
            co_await vinyl::atomic([] {});
        } catch (const vinyl::usage_error& error) {
            message = error.what();
        }
    });
    CHECK_THAT(message, Contains("plain function in async mode") && Contains("asio::awaitable<void>"));
    const vinyl::async_scope mode(false);
    try {
        vinyl::atomic([]() -> asio::awaitable<void> { co_return; });
    } catch (const vinyl::usage_error& error) {
        message = error.what();
    }
    CHECK_THAT(message, Contains("asio::awaitable in sync mode") && Contains("vinyl::dual<void>"));
}

TEST_CASE("nested blocks are savepoints") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            co_await run("outer");
            co_await vinyl::atomic([]() -> vinyl::dual<void> { co_await run("kept"); });
            try {
                co_await vinyl::atomic([]() -> vinyl::dual<void> {
                    co_await run("undone");
                    throw oops();
                });
            } catch (const oops&) {
            }
            co_await run("outer again");
        });
        CHECK(db.script().texts() == texts{"BEGIN", "outer", "SAVEPOINT vinyl_1", "kept",
                                           "RELEASE SAVEPOINT vinyl_1", "SAVEPOINT vinyl_2", "undone",
                                           "ROLLBACK TO SAVEPOINT vinyl_2", "RELEASE SAVEPOINT vinyl_2",
                                           "outer again", "COMMIT"});
    });
}

TEST_CASE("without a savepoint a failure of the inner block undoes the outer one") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        std::string message;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                try {
                    co_await vinyl::atomic({.savepoint = false}, []() -> vinyl::dual<void> {
                        co_await run("inner");
                        throw oops();
                    });
                } catch (const oops&) {
                }
            });
        } catch (const vinyl::transaction_aborted& error) {
            message = error.what();
        }
        CHECK_THAT(message, Contains("rolled back instead of committed") && Contains("oops"));
        CHECK(db.script().texts() == texts{"BEGIN", "inner", "ROLLBACK"});
    });
}

TEST_CASE("a transaction that has failed refuses queries, with the cause, until its block ends") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        db.script().on("fails", tests::server_error("23505", "duplicate key"));
        std::string refused, at_the_end;
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                try {
                    co_await run("this fails");
                } catch (const vinyl::unique_violation&) {
                }
                try {
                    co_await run("never sent");
                } catch (const vinyl::transaction_aborted& error) {
                    refused = error.what();
                    CHECK(error.cause() != nullptr);
                }
            });
        } catch (const vinyl::transaction_aborted& error) {
            at_the_end = error.what();
        }
        CHECK_THAT(refused, Contains("no more queries") && Contains("duplicate key"));
        CHECK_THAT(at_the_end, Contains("rolled back instead of committed") && Contains("duplicate key"));
        CHECK(db.script().texts() == texts{"BEGIN", "this fails", "ROLLBACK"});
    });
}

TEST_CASE("a failure inside a nested block is over when the block is") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        db.script().on("fails", tests::server_error("23505", "duplicate key"));
        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
            try {
                co_await vinyl::atomic([]() -> vinyl::dual<void> { co_await run("this fails"); });
            } catch (const vinyl::unique_violation&) {
            }
            co_await run("goes on");
        });
        CHECK(db.script().texts() == texts{"BEGIN", "SAVEPOINT vinyl_1", "this fails",
                                           "ROLLBACK TO SAVEPOINT vinyl_1", "RELEASE SAVEPOINT vinyl_1",
                                           "goes on", "COMMIT"});
    });
}

TEST_CASE("options of the outermost block go into BEGIN, and can not be changed inside") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        std::string message;
        co_await vinyl::atomic({.alias = "default",
                                .isolation = vinyl::serializable,
                                .retries = 5,
                                .read_only = true,
                                .deferrable = true},
                               [&]() -> vinyl::dual<void> {
                                   co_await vinyl::atomic(
                                       {.isolation = vinyl::serializable, .read_only = true},
                                       []() -> vinyl::dual<void> { co_return; });
                                   try {
                                       co_await vinyl::atomic({.isolation = vinyl::repeatable_read},
                                                              []() -> vinyl::dual<void> { co_return; });
                                   } catch (const vinyl::usage_error& error) {
                                       message = error.what();
                                   }
                               });
        CHECK(db.script().texts().front() == "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE");
        CHECK(db.script().texts().back() == "COMMIT");
        CHECK_THAT(message, Contains("belong to the outermost"));
    });
}

TEST_CASE("a durable block insists on being the outermost") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        co_await vinyl::atomic({.durable = true}, []() -> vinyl::dual<void> { co_return; });
        bool refused = false;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                co_await vinyl::atomic({.durable = true}, []() -> vinyl::dual<void> { co_return; });
            });
        } catch (const vinyl::usage_error&) {
            refused = true;
        }
        CHECK(refused);
        CHECK(db.script().texts() == texts{"BEGIN", "COMMIT", "BEGIN", "ROLLBACK"});
        // a test that undoes everything may say that it does not count
        co_await vinyl::atomic({.allows_durable = true}, []() -> vinyl::dual<void> {
            co_await vinyl::atomic({.durable = true}, []() -> vinyl::dual<void> { co_return; });
        });
    });
}

TEST_CASE(
    "serialization failures and deadlocks are retried from the start, COMMIT included, so often and no "
    "more") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        db.script().on("COMMIT", tests::server_error("40001", "could not serialize access"), 1);
        db.script().on("work", tests::server_error("40P01", "deadlock detected"), 1);
        int runs = 0;
        co_await vinyl::atomic({.retries = 3}, [&]() -> vinyl::dual<void> {
            ++runs;
            co_await run("work");
        });
        CHECK(runs == 3);
        db.script().on("work", tests::server_error("40001", "could not serialize access"));
        runs = 0;
        bool gave_up = false;
        try {
            co_await vinyl::atomic({.retries = 2}, [&]() -> vinyl::dual<void> {
                ++runs;
                // only the outermost block retries
                co_await vinyl::atomic({.retries = 9}, []() -> vinyl::dual<void> { co_await run("work"); });
            });
        } catch (const vinyl::serialization_failure&) {
            gave_up = true;
        }
        CHECK(gave_up);
        CHECK(runs == 3);
    });
}

TEST_CASE("a COMMIT that is answered by ROLLBACK is an error, and hooks do not run") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        db.script().on("COMMIT", tests::tagged("ROLLBACK"), tests::once);
        std::string message;
        bool hook = false;
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                vinyl::on_commit([&] { hook = true; });
                co_await run("one");
            });
        } catch (const vinyl::transaction_aborted& error) {
            message = error.what();
        }
        CHECK_THAT(message, Contains("answered COMMIT on 'default' with ROLLBACK"));
        CHECK_FALSE(hook);
    });
}

TEST_CASE(
    "a connection that is lost during COMMIT leaves the outcome unknown, and one lost before does not") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        db.script().on("COMMIT", tests::connection_dies(), 1);
        std::string message;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> { co_await run("one"); });
        } catch (const vinyl::commit_unknown& error) {
            message = error.what();
        }
        CHECK_THAT(message, Contains("may have been committed or not") &&
                                Contains("the server closed the connection"));
        for (const char* once : {"connection alias:", "statement: COMMIT"}) {
            CHECK_THAT(message, Contains(once));
            CHECK(message.find(once) == message.rfind(once));
        }
        db.script().on("one", tests::connection_dies(), 1);
        bool lost = false;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> { co_await run("one"); });
        } catch (const vinyl::connection_lost&) {
            lost = true;
        }
        CHECK(lost);
        // swallowed inside, it is reported at the end
        db.script().on("one", tests::connection_dies(), 1);
        bool aborted = false;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                try {
                    co_await run("one");
                } catch (const vinyl::connection_lost&) {
                }
            });
        } catch (const vinyl::transaction_aborted&) {
            aborted = true;
        }
        CHECK(aborted);
        co_await run("a new connection");
        CHECK(db.script().open() == 1);
    });
}

TEST_CASE("hooks run after the commit, in order, on a free pool; those of undone blocks do not") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        std::vector<std::string> ran;
        const auto note = [&ran](std::string what) {
            return [&ran, what = std::move(what)] { ran.push_back(what); };
        };
        vinyl::on_commit(note("outside"));
        CHECK(ran == texts{"outside"});
        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
            vinyl::on_commit(note("first"));
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                vinyl::on_commit(note("inner"));
                co_return;
            });
            try {
                co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                    vinyl::on_commit(note("undone"));
                    co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                        vinyl::on_commit(note("undone with it"));
                        co_return;
                    });
                    throw oops();
                });
            } catch (const oops&) {
            }
            co_await vinyl::on_commit([&]() -> vinyl::dual<void> {
                CHECK_FALSE(vinyl::in_atomic());
                co_await run("by a hook");  // the pool has one connection
                vinyl::on_commit(note("from a hook, at once"));
                ran.push_back("awaited");
            });
            vinyl::on_commit(note("last"));
            CHECK(ran.size() == 1);
        });
        CHECK(ran == texts{"outside", "first", "inner", "from a hook, at once", "awaited", "last"});
        CHECK(db.script().texts().back() == "by a hook");
        ran.clear();
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                vinyl::on_commit(note("never"));
                co_await run("x");
                throw oops();
            });
        } catch (const oops&) {
        }
        CHECK(ran.empty());
    });
}

TEST_CASE("a hook's error leaves atomic and stops the later hooks, unless it is robust; the commit stands") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        std::vector<std::string> ran;
        bool caught = false;
        try {
            co_await vinyl::atomic({.retries = 3}, [&]() -> vinyl::dual<void> {
                vinyl::on_commit([] { throw oops(); }, {.robust = true});
                vinyl::on_commit([&] { ran.push_back("after a robust one"); });
                vinyl::on_commit([] { throw oops(); });
                vinyl::on_commit([&] { ran.push_back("never"); });
                co_return;
            });
        } catch (const oops&) {
            caught = true;
        }
        CHECK(caught);
        CHECK(ran == texts{"after a robust one"});
        CHECK(db.script().texts() == texts{"BEGIN", "COMMIT"});
    });
}

TEST_CASE("a block can be marked to be undone without an error") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias db;
        CHECK_THROWS_AS(vinyl::set_rollback(), vinyl::usage_error);
        const int result = co_await vinyl::atomic([]() -> vinyl::dual<int> {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                vinyl::set_rollback();
                co_return;
            });
            co_await run("goes on");
            vinyl::set_rollback();
            co_return 5;
        });
        CHECK(result == 5);
        CHECK(db.script().texts() == texts{"BEGIN", "SAVEPOINT vinyl_1", "ROLLBACK TO SAVEPOINT vinyl_1",
                                           "RELEASE SAVEPOINT vinyl_1", "goes on", "ROLLBACK"});
    });
}

TEST_CASE("transactions on two aliases are nested without knowing of each other") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const alias one(1, "default");
        const alias two(1, "archive");
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            co_await vinyl::atomic({.alias = "archive"}, []() -> vinyl::dual<void> {
                co_await run("here");
                co_await run("there", "archive");
                co_await vinyl::atomic([]() -> vinyl::dual<void> { co_await run("savepoint here"); });
            });
            bool own = false;
            co_await run("and alone", "archive");
            own = vinyl::in_atomic("archive");
            CHECK_FALSE(own);
        });
        CHECK(one.script().texts() == texts{"BEGIN", "here", "SAVEPOINT vinyl_1", "savepoint here",
                                            "RELEASE SAVEPOINT vinyl_1", "COMMIT"});
        CHECK(two.script().texts() == texts{"BEGIN", "there", "COMMIT", "and alone"});
    });
}

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
