// atomic, savepoints and on_commit on a scripted database: what is sent, in which order, and what is refused.
#include "support/catch.hpp"
#include "unit/db_transaction.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;
using namespace transactions;
using Catch::Matchers::Contains;

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
