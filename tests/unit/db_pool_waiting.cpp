// Many who wait for few connections of a pool, on a scripted database: order, cancellation, failures, threads; nothing gets lost.
#include "support/catch.hpp"
#include "unit/db_pool.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/thread_pool.hpp>

#include <random>
#include <thread>

using namespace pools;

TEST_CASE("10,000 coroutines get 4 connections in the order in which they came") {
    boost::asio::io_context io;
    vinyl::connection_options options = pool_of(4);
    options.pool.acquire_timeout = vinyl::no_limit;
    scripted_database fake(options);
    constexpr int count = 10'000;
    std::vector<int> order;
    for (int i = 0; i < count; ++i) {
        start(io, [&fake, &order, i]() -> vinyl::dual<void> {
            vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
            order.push_back(i);
            co_await link->execute(text("SELECT 1"), vinyl::io::deadline::never());
            co_await vinyl::io::sleep_for(0us);
        });
    }
    io.run();
    CHECK(order.size() == count);
    CHECK(std::is_sorted(order.begin(), order.end()));
    CHECK(fake.script().opened == 4);
    CHECK(fake.script().most_open == 4);
}

TEST_CASE("half of the waiters are cancelled at random, and no wake-up is lost") {
    std::mt19937 random(20261123);  // NOLINT: the same every time
    for (int round = 0; round < 200; ++round) {
        boost::asio::io_context io;
        vinyl::connection_options options = pool_of(2);
        options.pool.acquire_timeout = 10s;
        scripted_database fake(options);
        constexpr int count = 40;
        int served = 0, cancelled = 0, other = 0;
        std::vector<std::unique_ptr<boost::asio::cancellation_signal>> signals;
        for (int i = 0; i < count; ++i) {
            signals.push_back(std::make_unique<boost::asio::cancellation_signal>());
            const vinyl::async_scope mode(true);
            auto work = [](scripted_database& in, int naps) -> vinyl::dual<void> {
                vinyl::db::lease link = co_await in.acquire(lease_kind::exclusive);
                for (int n = 0; n < naps; ++n) co_await vinyl::io::sleep_for(0us);
                co_await link->execute(text("SELECT 1"), vinyl::io::deadline::never());
            }(fake, static_cast<int>(random() % 3));
            std::move(work)(boost::asio::bind_cancellation_slot(
                signals.back()->slot(),
                boost::asio::bind_executor(io.get_executor(), [&](std::exception_ptr error) {
                    try {
                        if (error) std::rethrow_exception(error);
                        ++served;
                    } catch (const boost::system::system_error& aborted) {
                        ++(aborted.code() == boost::asio::error::operation_aborted ? cancelled : other);
                    } catch (...) {
                        ++other;
                    }
                })));
        }
        std::vector<int> victims;
        for (int i = 0; i < count; i += 2) victims.push_back(i);
        std::shuffle(victims.begin(), victims.end(), random);
        for (const int victim : victims) {
            for (unsigned n = random() % 6; n > 0; --n) io.poll_one();
            signals[static_cast<std::size_t>(victim)]->emit(boost::asio::cancellation_type::terminal);
        }
        io.run();
        REQUIRE(served + cancelled == count);
        REQUIRE(other == 0);
        REQUIRE(served >= count / 2);
        REQUIRE(fake.script().most_open <= 2);
        // All places are there again.
        io.restart();
        int both = 0;
        start(io, [&]() -> vinyl::dual<void> {
            vinyl::db::lease one = co_await fake.acquire(lease_kind::exclusive);
            vinyl::db::lease two = co_await fake.acquire(lease_kind::exclusive);
            both = 2;
        });
        io.run();
        REQUIRE(both == 2);
    }
}

TEST_CASE("waiters behind a failing connect each get their chance") {
    boost::asio::io_context io;
    vinyl::connection_options options = pool_of(1);
    scripted_database fake(options);
    fake.script().connecting_takes(1ms);
    fake.script().fail_to_connect(3);
    int failed = 0, served = 0;
    for (int i = 0; i < 10; ++i) {
        start(io, [&]() -> vinyl::dual<void> {
            try {
                vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
                ++served;
            } catch (const vinyl::operational_error&) {
                ++failed;
            }
        });
    }
    io.run();
    CHECK(failed == 3);
    CHECK(served == 7);
}

TEST_CASE("a pool that can not connect tells the last reason to those who waited in vain") {
    boost::asio::io_context io;
    vinyl::connection_options options = pool_of(1);
    options.pool.acquire_timeout = 400ms;
    scripted_database fake(options);
    fake.script().connecting_takes(150ms);
    fake.script().fail_to_connect(100);
    std::string message;
    for (int i = 0; i < 4; ++i) {
        start(io, [&]() -> vinyl::dual<void> {
            try {
                vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
            } catch (const vinyl::pool_timeout& full) {
                message = full.what();
            } catch (const vinyl::operational_error&) {
            }
        });
    }
    io.run();
    CHECK_THAT(message, Catch::Matchers::Contains(
                            "the last attempt to connect failed: connection refused by the script"));
}

TEST_CASE("an execution context that goes away in the middle of everything takes its connections with it") {
    scripted_database fake(pool_of(2));
    fake.script().take(50ms);
    {
        boost::asio::io_context io;
        for (int i = 0; i < 10; ++i) {
            start(io, [&fake]() -> vinyl::dual<void> {
                vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
                co_await link->execute(text("BEGIN"), vinyl::io::deadline::never());
                co_await link->execute(text("SELECT 1"), vinyl::io::deadline::never());
            });
        }
        io.run_for(80ms);
    }
    CHECK(fake.script().opened > 0);
    CHECK(fake.script().open() == 0);
}

TEST_CASE("a connection that is lent out is closed when its execution context goes, also of a database that was removed") {
    const bool removed = GENERATE(false, true);
    scripted_database db(pool_of(2)), other(pool_of(2));
    vinyl::db::lease kept;
    {
        boost::asio::io_context io(1);
        start(io, [&]() -> vinyl::dual<void> { kept = co_await db.acquire(lease_kind::exclusive); });
        io.run();
        REQUIRE(kept);
        CHECK(kept->status() == vinyl::connection_status::idle);
        if (removed) {
            db.database->close();
            start(io, [&]() -> vinyl::dual<void> { static_cast<void>(co_await other.acquire(lease_kind::shared)); });
            io.restart();
            io.run();
            CHECK(kept->status() == vinyl::connection_status::idle);
        }
    }
    CHECK(kept->status() == vinyl::connection_status::broken);
    kept.release();
    CHECK(db.script().open() == 0);
    CHECK(other.script().open() == 0);
}

TEST_CASE("threads share one pool in sync mode, and each gets its turn") {
    const vinyl::async_scope mode(false);
    vinyl::connection_options options = pool_of(3);
    scripted_database fake(options);
    fake.script().take(20us);
    std::atomic<int> done{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            const vinyl::async_scope sync(false);
            for (int i = 0; i < 200; ++i) {
                vinyl::db::lease link = fake.acquire(lease_kind::exclusive);
                vinyl::db::result answer = link->execute(text("SELECT 1"), vinyl::io::deadline::never());
                ++done;
            }
        });
    }
    for (std::thread& each : threads) each.join();
    CHECK(done == 8 * 200);
    CHECK(fake.script().most_open <= 3);
    CHECK(fake.database->pool_of_threads()->stats().idle == fake.script().open());
}

TEST_CASE("many threads of one execution context share a pool") {
    vinyl::connection_options options = pool_of(3);
    scripted_database fake(options);
    fake.script().take(20us);
    std::atomic<int> done{0};
    {
        boost::asio::thread_pool threads(4);
        for (int i = 0; i < 500; ++i) {
            const vinyl::async_scope mode(true);
            auto work = [](scripted_database& in, std::atomic<int>& counter,
                           int number) -> vinyl::dual<void> {
                const lease_kind kind = number % 3 == 0 ? lease_kind::exclusive : lease_kind::shared;
                vinyl::db::lease link = co_await in.acquire(kind);
                co_await link->execute(text("SELECT 1"), vinyl::io::deadline::never());
                ++counter;
            }(fake, done, i);
            std::move(work)(boost::asio::bind_executor(threads.get_executor(), [](std::exception_ptr error) {
                if (error) std::terminate();
            }));
        }
        threads.join();
    }
    CHECK(done == 500);
    CHECK(fake.script().most_open <= 3);
    CHECK(fake.script().open() == 0);
}
