// The operations of pools, of the gate of transactions, and of blocks are cancelled, cut off, and refused at each of their
// steps, without a server: nothing stays held.
#include "support/both_modes.hpp"
#include "support/interrupted.hpp"
#include "support/pool_of_task.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/db/acquire.hpp>
#include <vinyl/db/atomic.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/db/fair_mutex.hpp>
#include <vinyl/db/pool.hpp>
#include <vinyl/db/transaction_gate.hpp>
#include <vinyl/io/sleep.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace io = vinyl::io;
using namespace std::chrono_literals;
using boost::asio::any_io_executor;
using texts = std::vector<std::string>;
using tests::interruption;

namespace {

constexpr interruption interruptions[] = {interruption::cancelled, interruption::context_ends};

// ---- the mutex and the gate ----

struct waits_for_its_turn {
    vinyl::db::fair_mutex mutex;

    waits_for_its_turn() { REQUIRE(mutex.lock(io::deadline::never()).get()); }
    vinyl::dual<void> work() {
        const bool mine = co_await mutex.lock(io::deadline::never());
        REQUIRE(mine);
        mutex.unlock();
    }
    vinyl::dual<void> others() {
        co_await io::sleep_for(1ms);
        mutex.unlock();
    }
    void check(const any_io_executor&) const { CHECK_FALSE(mutex.locked()); }
    void check_gone() const {}
};

struct passes_a_closed_gate {
    vinyl::db::transaction_gate gate;

    passes_a_closed_gate() {
        REQUIRE(io::run<vinyl::db::transaction_gate::closing>(gate, io::deadline::never()).get());
    }
    vinyl::dual<void> work() {
        const bool through = co_await gate.pass(io::deadline::never());
        REQUIRE(through);
        gate.entered();
        gate.passed();
    }
    vinyl::dual<void> others() {
        co_await io::sleep_for(1ms);
        gate.open();
        // nothing is passing, or this would wait for ever
        const bool closed = co_await io::run<vinyl::db::transaction_gate::closing>(gate, io::deadline::after(5s));
        REQUIRE(closed);
        gate.open();
    }
    void check(const any_io_executor&) {
        CHECK(gate.try_pass());
        gate.entered();
        gate.passed();
    }
    void check_gone() const {}
};

struct closes_a_gate {
    vinyl::db::transaction_gate gate;

    closes_a_gate() { REQUIRE(gate.try_pass_now()); }
    vinyl::dual<void> work() {
        const bool closed = co_await io::run<vinyl::db::transaction_gate::closing>(gate, io::deadline::never());
        REQUIRE(closed);
        CHECK_FALSE(gate.try_pass_now());
        gate.open();
    }
    vinyl::dual<void> others() {
        co_await io::sleep_for(1ms);
        gate.passed();
    }
    void check(const any_io_executor&) {
        CHECK(gate.try_pass());
        gate.entered();
        gate.passed();
    }
    void check_gone() const {}
};

// ---- pools and blocks ----

vinyl::dual<void> run(std::string sql) {
    vinyl::statement sent;
    sent.text = std::move(sql);
    sent.keeps_session = true;
    co_await vinyl::db::execute("default", std::move(sent));
}

/// One connection behind the alias.
struct scripted {
    scripted() {
        vinyl::connections().remove("default");
        vinyl::connections().add("default", driver, {.pool = {.max = 1, .acquire_timeout = 5s, .check_after = 0us}});
        database = vinyl::connections().database("default");
        driver.script().take(100us);
        driver.script().connecting_takes(100us);
    }
    scripted(const scripted&) = delete;
    scripted& operator=(const scripted&) = delete;
    ~scripted() { vinyl::connections().remove("default"); }

    static void check_free(vinyl::db::pool& pool) {
        const vinyl::db::pool_stats now = pool.stats();
        CHECK(now.open <= 1);
        CHECK(now.idle == now.open);
        CHECK(now.in_use == 0);
        CHECK(now.connecting == 0);
        CHECK(now.cleaning == 0);
        CHECK(now.waiting == 0);
    }
    void check(const any_io_executor& executor) const { check_free(*database->pool_of(executor)); }
    void check_gone() const { CHECK(driver.script().open() == 0); }
    static vinyl::dual<void> others() { return vinyl::dual<void>::ready(); }

    tests::scripted_driver driver;
    std::shared_ptr<vinyl::db::database> database;
};

struct opens_a_connection : scripted {
    static vinyl::dual<void> work() { return run("SELECT 1"); }
};

/// Somebody else has the connection, and it dies when it comes back.
struct waits_for_a_connection : scripted {
    vinyl::dual<void> work() {
        co_await io::sleep_for(0us);
        vinyl::db::lease link = co_await vinyl::db::acquire(database, vinyl::db::lease_kind::exclusive);
        co_await link->execute(vinyl::statement("SELECT 1"), io::deadline::never());
    }
    vinyl::dual<void> others() {
        vinyl::db::lease link = co_await vinyl::db::acquire(database, vinyl::db::lease_kind::exclusive);
        co_await io::sleep_for(1ms);
        driver.script().kill_connections();
    }
};

/// What it leaves behind has to be cleaned in two rounds.
struct leaves_a_transaction : scripted {
    vinyl::dual<void> work() {
        {
            vinyl::db::lease link = co_await vinyl::db::acquire(database, vinyl::db::lease_kind::exclusive);
            co_await link->execute(vinyl::statement("BEGIN"), io::deadline::never());
            try {
                co_await link->execute(vinyl::statement("late"), io::deadline::after(0us));
            } catch (const vinyl::timeout&) {
            }
        }
        co_await run("SELECT 1");
    }
    leaves_a_transaction() { driver.script().on("late", tests::never_answers()); }
};

/// A block's own steps, not shielded by anybody.
struct begins_and_commits : scripted {
    vinyl::dual<void> work() {
        const auto outer = std::make_shared<vinyl::db::transaction>(database, vinyl::db::transaction_options());
        co_await outer->begin();
        const auto inner = std::make_shared<vinyl::db::transaction>(outer, true);
        co_await inner->begin();
        co_await inner->commit();
        try {
            co_await outer->commit();
        } catch (const vinyl::commit_unknown&) {  // because it was cancelled
            throw vinyl::cancelled();
        }
    }
};

struct begins_and_rolls_back : scripted {
    vinyl::dual<void> work() {
        const auto outer = std::make_shared<vinyl::db::transaction>(database, vinyl::db::transaction_options());
        co_await outer->begin();
        const auto inner = std::make_shared<vinyl::db::transaction>(outer, true);
        co_await inner->begin();
        co_await inner->rollback();
        const auto part = std::make_shared<vinyl::db::transaction>(outer, false);
        co_await part->begin();
        co_await part->rollback();
        co_await outer->rollback();
    }
};

vinyl::dual<void> inner_block() {
    co_await run("inner");
    co_await vinyl::on_commit([] { return run("hook 1"); });
}

vinyl::dual<void> outer_block() {
    co_await run("outer 1");
    co_await vinyl::atomic([] { return inner_block(); });
    co_await run("outer 2");
    co_await vinyl::on_commit([] { return run("hook 2"); });
}

vinyl::dual<void> whole_work() {
    return vinyl::atomic([] { return outer_block(); });
}

const texts whole{"BEGIN",  "outer 1", "SAVEPOINT vinyl_1", "inner", "RELEASE SAVEPOINT vinyl_1", "outer 2", "COMMIT",
                  "hook 1", "hook 2"};

struct blocks_and_hooks : scripted {
    static vinyl::dual<void> work() { return whole_work(); }
    void check(const any_io_executor& executor) const {
        scripted::check(executor);
        const texts sent = driver.script().texts();
        const bool begun = std::count(sent.begin(), sent.end(), "BEGIN") == 1;
        const auto ended =
            std::count(sent.begin(), sent.end(), "COMMIT") + std::count(sent.begin(), sent.end(), "ROLLBACK");
        CHECK(ended == (begun ? 1 : 0));
        // what is committed is told as committed: its hooks have run
        if (std::count(sent.begin(), sent.end(), "COMMIT") == 1) CHECK(sent == whole);
    }
};

template <class Scenario>
void interrupt(std::size_t at_least) {
    for (const interruption how : interruptions) {
        CAPTURE(how == interruption::cancelled);
        CHECK(tests::interrupt_at_each_step<Scenario>(how) > at_least);
    }
}

/// Everything in turn fails by `with`: the connection that is opened, the first statement, the second, ...
vinyl::dual<void> refuse_at_each_step(tests::answer with, std::size_t times) {
    bool failed = true;
    for (std::size_t step = 0; failed; ++step) {
        const scripted db;
        db.driver.script().take(0us);
        db.driver.script().refuse(step, with, times);
        failed = false;
        try {
            co_await whole_work();
        } catch (const vinyl::error&) {
            failed = true;
        }
        const texts sent = db.driver.script().texts();
        CAPTURE(step, sent);
        CHECK(failed == (step < whole.size()));
        db.driver.script().refuse(0, with, 0);
        db.driver.script().forget_log();
        co_await whole_work();
        CHECK(db.driver.script().texts() == whole);
        const std::shared_ptr<vinyl::db::pool> pool = co_await tests::pool_of_task(*db.database);
        scripted::check_free(*pool);
    }
}

}  // namespace

TEST_CASE("waiting for a mutex is interrupted at each step") { interrupt<waits_for_its_turn>(1); }
TEST_CASE("passing a closed gate is interrupted at each step") { interrupt<passes_a_closed_gate>(1); }
TEST_CASE("closing a gate is interrupted at each step") { interrupt<closes_a_gate>(1); }
TEST_CASE("opening a connection is interrupted at each step") { interrupt<opens_a_connection>(2); }
TEST_CASE("waiting for a connection is interrupted at each step") { interrupt<waits_for_a_connection>(3); }
TEST_CASE("what leaves a connection to be cleaned is interrupted at each step") { interrupt<leaves_a_transaction>(4); }
TEST_CASE("beginning and committing blocks is interrupted at each step") { interrupt<begins_and_commits>(5); }
TEST_CASE("beginning and rolling back blocks is interrupted at each step") { interrupt<begins_and_rolls_back>(6); }
TEST_CASE("blocks with hooks are interrupted at each step") { interrupt<blocks_and_hooks>(9); }

TEST_CASE("who waits for a mutex or a gate in vain leaves nothing behind") {
    using closing = vinyl::db::transaction_gate::closing;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::db::fair_mutex mutex;
        CHECK(co_await mutex.lock(io::deadline::after(1ms)));
        CHECK_FALSE(co_await mutex.lock(io::deadline::after(1ms)));
        mutex.unlock();
        CHECK_FALSE(mutex.locked());

        vinyl::db::transaction_gate gate;
        CHECK(co_await io::run<closing>(gate, io::deadline::after(1ms)));
        CHECK_FALSE(co_await io::run<closing>(gate, io::deadline::after(1ms)));
        CHECK_FALSE(co_await gate.pass(io::deadline::after(1ms)));
        CHECK_FALSE(gate.try_pass_now());
        gate.open();
        CHECK(co_await io::run<closing>(gate, io::deadline::after(1ms)));
        gate.open();
        CHECK(gate.try_pass_now());
        gate.passed();
    });
}

TEST_CASE("operations of pools and blocks that are never awaited leave nothing behind") {
    tests::run_async([]() -> vinyl::dual<void> {
        const scripted db;
        const std::shared_ptr<vinyl::db::pool> pool = co_await tests::pool_of_task(*db.database);
        {
            const auto dropped = pool->acquire(vinyl::db::lease_kind::exclusive);
        }
        scripted::check_free(*pool);
        const auto block = std::make_shared<vinyl::db::transaction>(db.database, vinyl::db::transaction_options());
        {
            const auto dropped = block->begin();
        }
        co_await block->begin();
        {
            const auto committed = block->commit();
            const auto undone = block->rollback();
            const auto inside = std::make_shared<vinyl::db::transaction>(block, true);
            const auto begun = inside->begin();
        }
        co_await block->commit();
        CHECK(db.driver.script().texts() == texts{"BEGIN", "COMMIT"});
        scripted::check_free(*pool);
    });
}

TEST_CASE("each step of blocks with hooks is refused by the server, once and for ever") {
    for (const std::size_t times : {tests::once, tests::always})
        tests::in_both_modes([times] { return refuse_at_each_step(tests::server_error("57014", "no"), times); });
}

TEST_CASE("the connection dies at each step of blocks with hooks") {
    tests::in_both_modes([] { return refuse_at_each_step(tests::connection_dies(), tests::once); });
}
