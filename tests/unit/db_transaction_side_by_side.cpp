// Statements of a block while a block inside it is open, on a scripted database: they must not be undone with it.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/db/execute.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/db/atomic.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <thread>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using texts = std::vector<std::string>;

namespace {

struct scripted {
    explicit scripted(std::chrono::milliseconds acquire_timeout = 30s) {
        vinyl::connections().remove("default");
        vinyl::connections().add("default", driver, {.pool = {.max = 1, .acquire_timeout = acquire_timeout}});
        driver.script().take(500us);
    }
    scripted(const scripted&) = delete;
    scripted& operator=(const scripted&) = delete;
    ~scripted() { vinyl::connections().remove("default"); }
    [[nodiscard]] texts sent() const { return driver.script().texts(); }

    tests::scripted_driver driver;
};

vinyl::dual<void> run(std::string sql) {
    vinyl::statement sent;
    sent.text = std::move(sql);
    co_await vinyl::db::execute("default", std::move(sent));
}

struct oops : std::runtime_error {
    oops() : std::runtime_error("oops") {}
};

/// A block that runs "inner", fails and is undone.
vinyl::dual<void> failing_block() {
    try {
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            co_await run("inner");
            throw oops();
        });
    } catch (const oops&) {
    }
}

const texts undone_then_outer = {
    "BEGIN",   "SAVEPOINT vinyl_1", "inner", "ROLLBACK TO SAVEPOINT vinyl_1", "RELEASE SAVEPOINT vinyl_1",
    "outer 1", "outer 2",           "COMMIT"};

/// Where a coroutine's statement is slow on its way into the queue.
enum class slow_in { call, coroutine };

/// A connection on which that is "outer", and says so.
class slow_way_connection {
public:
    slow_way_connection(std::unique_ptr<tests::scripted_connection> end, std::shared_ptr<std::atomic<bool>> on_the_way,
                        slow_in where)
        : end_(std::move(end)), on_the_way_(std::move(on_the_way)), where_(where) {}
    vinyl::dual<tests::scripted_result> execute(vinyl::statement sent, vinyl::io::deadline until) {
        if (where_ == slow_in::coroutine) return execute_later(std::move(sent), until);
        be_slow(sent.text);
        return end_->execute(std::move(sent), until);
    }
    vinyl::connection_status status() const { return end_->status(); }
    bool alive() { return end_->alive(); }
    std::size_t in_flight() const { return end_->in_flight(); }
    void close() noexcept { end_->close(); }

private:
    void be_slow(const std::string& text) {
        if (!vinyl::is_async() || text != "outer") return;
        *on_the_way_ = true;
        std::this_thread::sleep_for(30ms);
    }
    vinyl::dual<tests::scripted_result> execute_later(vinyl::statement sent, vinyl::io::deadline until) {
        be_slow(sent.text);
        tests::scripted_result answer = co_await end_->execute(std::move(sent), until);
        co_return answer;
    }

    std::unique_ptr<tests::scripted_connection> end_;
    std::shared_ptr<std::atomic<bool>> on_the_way_;
    slow_in where_;
};

struct slow_way_driver {
    vinyl::dual<std::unique_ptr<slow_way_connection>> connect(vinyl::io::deadline until) const {
        return connect_through(*this, until);
    }
    static vinyl::dual<std::unique_ptr<slow_way_connection>> connect_through(slow_way_driver self,
                                                                             vinyl::io::deadline until) {
        auto end = co_await self.to.connect(until);
        co_return std::make_unique<slow_way_connection>(std::move(end), self.on_the_way, self.where);
    }
    std::string describe() const { return to.describe(); }

    slow_in where;
    tests::scripted_driver to{};
    std::shared_ptr<std::atomic<bool>> on_the_way = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace

TEST_CASE("statements of the outer block wait while an inner one runs, and are not undone with it") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const scripted db;
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            auto inner = failing_block();
            auto first = run("outer 1"), second = run("outer 2");
            co_await vinyl::gather(inner, first, second);
        });
        CHECK(db.sent() == undone_then_outer);
    });
}

TEST_CASE("an inner block begins when the statements of the outer one have been answered") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const scripted db;
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            auto first = run("outer 1"), second = run("outer 2");
            auto inner = failing_block();
            co_await vinyl::gather(first, second, inner);
        });
        CHECK(db.sent() == texts{"BEGIN", "outer 1", "outer 2", "SAVEPOINT vinyl_1", "inner",
                                 "ROLLBACK TO SAVEPOINT vinyl_1", "RELEASE SAVEPOINT vinyl_1", "COMMIT"});
    });
}

TEST_CASE("the failure of a statement beside an inner block is not forgotten with that block") {
    const scripted db;
    db.driver.script().on("outer", tests::server_error("23505", "duplicate key"));
    bool aborted = false;
    tests::run_async([&]() -> vinyl::dual<void> {
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                auto inner = failing_block();
                auto outer = run("outer");
                try {
                    co_await vinyl::gather(inner, outer);
                } catch (const vinyl::unique_violation&) {
                }
            });
        } catch (const vinyl::transaction_aborted&) {
            aborted = true;
        }
    });
    CHECK(aborted);
    CHECK(db.sent().back() == "ROLLBACK");
}

TEST_CASE("a query that was made in the outer block and is awaited in the inner one belongs to the inner one") {
    const texts inside = {"BEGIN", "SAVEPOINT vinyl_1", "late", "RELEASE SAVEPOINT vinyl_1", "COMMIT"};
    SECTION("in a dual coroutine") {
        const scripted db;
        tests::run_async([]() -> vinyl::dual<void> {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                auto late = run("late");
                co_await vinyl::atomic([&]() -> vinyl::dual<void> { co_await late; });
            });
        });
        CHECK(db.sent() == inside);
    }
    SECTION("in an awaitable") {
        const scripted db;
        tests::run_async([]() -> asio::awaitable<void> {
            co_await vinyl::atomic([]() -> asio::awaitable<void> {
                auto late = run("late");
                co_await vinyl::atomic([&]() -> asio::awaitable<void> { co_await std::move(late); });
            });
        });
        CHECK(db.sent() == inside);
    }
    SECTION("together with another one") {
        const scripted db;
        tests::run_async([]() -> vinyl::dual<void> {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                auto late = run("late");
                co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                    auto own = run("own");
                    co_await vinyl::gather(late, own);
                });
            });
        });
        CHECK(db.sent() == texts{"BEGIN", "SAVEPOINT vinyl_1", "late", "own", "RELEASE SAVEPOINT vinyl_1", "COMMIT"});
    }
}

TEST_CASE("a query of the outer block is seen to be awaited in the inner one through whatever Asio offers") {
    const texts inside = {"BEGIN", "SAVEPOINT vinyl_1", "late", "RELEASE SAVEPOINT vinyl_1", "COMMIT"};
    const scripted db(200ms);
    SECTION("a completion token") {
        tests::run_async([]() -> vinyl::dual<void> {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                auto late = run("late");
                co_await vinyl::atomic([&]() -> vinyl::dual<void> { co_await std::move(late)(asio::deferred); });
            });
        });
        CHECK(db.sent() == inside);
    }
    SECTION("a coroutine in a strand") {
        tests::run_async([]() -> asio::awaitable<void> {
            co_await vinyl::atomic([]() -> asio::awaitable<void> {
                auto late = run("late");
                co_await vinyl::atomic([&]() -> asio::awaitable<void> {
                    const auto wait = [&]() -> asio::awaitable<void> { co_await std::move(late); };
                    const auto strand = asio::make_strand(co_await asio::this_coro::executor);
                    co_await asio::co_spawn(strand, wait, asio::use_awaitable);
                });
            });
        });
        CHECK(db.sent() == inside);
    }
}

TEST_CASE("a query of the outer block is not taken for a part of an inner one that has ended") {
    const scripted db;
    std::string failure;
    tests::run_async([&]() -> vinyl::dual<void> {
        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
            const asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
            vinyl::io::event begun, done;
            auto late = run("late");
            const auto wait_for_late = [&]() -> vinyl::dual<void> {
                co_await vinyl::io::wait(begun);
                try {
                    co_await late;
                } catch (const vinyl::usage_error& error) {
                    failure = error.what();
                }
                done.set();
            };
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                vinyl::spawn(executor, wait_for_late, asio::detached);
                co_await run("first inner");
            });
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                begun.set();
                co_await vinyl::io::sleep_for(5ms);
                co_await run("second inner");
            });
            co_await vinyl::io::wait(done);
        });
    });
    CHECK(failure.empty());
    const texts sent = db.sent();
    REQUIRE(sent.size() > 2);
    CHECK(sent[sent.size() - 2] == "late");
}

TEST_CASE("a statement that waited for an inner block goes before one that is made after the block") {
    const scripted db;
    tests::run_async([]() -> vinyl::dual<void> {
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            const auto block_and_second = []() -> vinyl::dual<void> {
                co_await failing_block();
                co_await run("second");
            };
            auto block = block_and_second();
            auto first = run("first");
            co_await vinyl::gather(block, first);
        });
    });
    const texts sent = db.sent();
    REQUIRE(sent.size() > 3);
    CHECK(texts(sent.end() - 3, sent.end()) == texts{"first", "second", "COMMIT"});
}

TEST_CASE("a coroutine's inner block begins when a thread's statement has been answered") {
    const scripted db;
    db.driver.script().take(20ms);
    asio::thread_pool other(1);
    const auto block_beside_outer = [&]() -> vinyl::dual<void> {
        while (db.sent().size() < 2) co_await vinyl::io::sleep_for(1ms);
        co_await failing_block();
    };
    const vinyl::async_scope mode(false);
    vinyl::atomic([&] {
        auto block = vinyl::spawn(other, block_beside_outer, asio::use_future);
        run("outer").get();
        block.get();
    });
    other.join();
    CHECK(db.driver.script().most_in_flight == 1);
    CHECK(db.sent() == texts{"BEGIN", "outer", "SAVEPOINT vinyl_1", "inner", "ROLLBACK TO SAVEPOINT vinyl_1",
                             "RELEASE SAVEPOINT vinyl_1", "COMMIT"});
}

TEST_CASE("a thread's inner block begins behind a coroutine's statement that is on its way") {
    const slow_way_driver driver{GENERATE(slow_in::call, slow_in::coroutine)};
    vinyl::connections().remove("default");
    vinyl::connections().add("default", driver, {.pool = {.max = 1}});
    asio::thread_pool other(1);
    const vinyl::async_scope mode(false);
    vinyl::atomic([&] {
        auto outer = vinyl::spawn(other, [] { return run("outer"); }, asio::use_future);
        while (!*driver.on_the_way) std::this_thread::yield();
        failing_block().get();
        outer.get();
    });
    other.join();
    vinyl::connections().remove("default");
    CHECK(driver.to.script().texts() == texts{"BEGIN", "outer", "SAVEPOINT vinyl_1", "inner",
                                              "ROLLBACK TO SAVEPOINT vinyl_1", "RELEASE SAVEPOINT vinyl_1", "COMMIT"});
}

TEST_CASE("an inner block that waits for a query of the outer one is told so") {
    const scripted db(50ms);
    std::string message;
    tests::run_async([&]() -> vinyl::dual<void> {
        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
            vinyl::io::event done;
            const auto waiting = [&]() -> vinyl::dual<void> { co_await vinyl::io::wait(done); };
            const auto writing = [&]() -> vinyl::dual<void> {
                try {
                    co_await run("outer");
                } catch (const vinyl::usage_error& error) {
                    message = error.what();
                }
                done.set();
            };
            auto inner = vinyl::atomic(waiting);
            auto outer = writing();
            co_await vinyl::gather(inner, outer);
        });
    });
    CHECK_THAT(message, Contains("while a block inside that was open"));
    CHECK(db.sent() == texts{"BEGIN", "SAVEPOINT vinyl_1", "RELEASE SAVEPOINT vinyl_1", "COMMIT"});
}

TEST_CASE("in sync mode a statement of the outer block is refused while an inner one is open") {
    const scripted db;
    const vinyl::async_scope mode(false);
    const auto outer = std::make_shared<vinyl::db::transaction>(vinyl::connections().database("default"),
                                                                vinyl::db::transaction_options());
    outer->begin().get();
    const auto inner = std::make_shared<vinyl::db::transaction>(outer, true);
    inner->begin().get();
    vinyl::statement sent;
    sent.text = "outer";
    CHECK_THROWS_AS(outer->execute(sent).get(), vinyl::usage_error);
    inner->commit().get();
    static_cast<void>(outer->execute(sent).get());
    outer->commit().get();
    CHECK(db.sent() == texts{"BEGIN", "SAVEPOINT vinyl_1", "RELEASE SAVEPOINT vinyl_1", "outer", "COMMIT"});
}

TEST_CASE("nothing of the outer block gets into an inner one in any thread") {
    const scripted db;
    db.driver.script().take(0us);
    asio::thread_pool threads(3);
    const auto block = []() -> vinyl::dual<void> {
        for (int i = 0; i < 30; ++i) co_await failing_block();
    };
    const auto statements = []() -> vinyl::dual<void> {
        for (int i = 0; i < 60; ++i) co_await run("outer");
    };
    auto done = vinyl::spawn(
        threads,
        [&]() -> vinyl::dual<void> {
            return vinyl::atomic([&]() -> vinyl::dual<void> {
                auto a = block(), b = statements(), c = statements();
                co_await vinyl::gather(a, b, c);
            });
        },
        asio::use_future);
    done.get();
    threads.join();
    bool open = false;
    std::size_t outer = 0;
    for (const std::string& text : db.sent()) {
        if (text.starts_with("SAVEPOINT")) open = true;
        if (text.starts_with("RELEASE")) open = false;
        if (text != "outer") continue;
        ++outer;
        REQUIRE_FALSE(open);
    }
    CHECK(outer == 120);
}

TEST_CASE("cancelling blocks and statements side by side leaves nothing behind") {
    for (int step = 0; step < 24; ++step) {
        const scripted db;
        asio::io_context io;
        asio::cancellation_signal signal;
        bool ended = false, failed = false;
        {
            const vinyl::async_scope mode(true);
            auto work = vinyl::atomic([]() -> vinyl::dual<void> {
                auto before = run("before"), inner = failing_block(), after = run("after");
                co_await vinyl::gather(before, inner, after);
            });
            std::move(work)(asio::bind_cancellation_slot(
                signal.slot(), asio::bind_executor(io.get_executor(), [&](std::exception_ptr error) {
                    failed = error != nullptr;
                    ended = true;
                })));
        }
        for (int i = 0; i < step && !ended; ++i) io.run_one();
        signal.emit(asio::cancellation_type::terminal);
        io.run();
        REQUIRE(ended);
        const texts sent = db.sent();
        if (!sent.empty()) REQUIRE(sent.back() == (failed ? "ROLLBACK" : "COMMIT"));
    }
}
