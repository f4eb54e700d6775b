// The pool, on a scripted database: limits, errors, what is checked, closed and shared.
#include "support/catch.hpp"
#include "unit/db_pool.hpp"

using namespace pools;

TEST_CASE("a connection is opened on demand and used again") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        scripted_database fake(pool_of(4));
        for (int i = 0; i < 3; ++i) {
            vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
            const vinyl::db::result answer =
                co_await link->execute(text("SELECT 1"), vinyl::io::deadline::never());
            CHECK(answer.command_tag() == "SELECT");
        }
        CHECK(fake.script().opened == 1);
        fake.database->close();
    });
}

TEST_CASE("no more connections than the maximum are opened, and a full pool says why it gave up") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_options options = pool_of(2);
        options.pool.acquire_timeout = 20ms;
        scripted_database fake(options);
        vinyl::db::lease one = co_await fake.acquire(lease_kind::exclusive);
        vinyl::db::lease two = co_await fake.acquire(lease_kind::exclusive);
        std::string message;
        try {
            vinyl::db::lease three = co_await fake.acquire(lease_kind::exclusive);
        } catch (const vinyl::pool_timeout& full) {
            message = full.what();
        }
        CHECK_THAT(message,
                   Catch::Matchers::Contains("no connection to 'fake' became free within 20 ms") &&
                       Catch::Matchers::Contains("pool.max is 2, 2 in use, 0 being opened, 0 more waiting") &&
                       Catch::Matchers::Contains("raise pool.max"));
        CHECK(fake.script().opened == 2);
        one.release();
        vinyl::db::lease three = co_await fake.acquire(lease_kind::exclusive);
        CHECK(three);
        fake.database->close();
    });
}

TEST_CASE("releasing twice, and moving a lease about, gives the connection back once") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        scripted_database fake(pool_of(1));
        vinyl::db::lease one = co_await fake.acquire(lease_kind::exclusive);
        vinyl::db::lease moved = std::move(one);
        one.release();  // NOLINT(bugprone-use-after-move)
        moved.release();
        moved.release();
        vinyl::db::lease two = co_await fake.acquire(lease_kind::exclusive);
        CHECK(two);
        CHECK(fake.script().opened == 1);
        fake.database->close();
    });
}

TEST_CASE("a dead idle connection is found before it is used, without a round trip") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        scripted_database fake(pool_of(2));
        {
            vinyl::db::lease one = co_await fake.acquire(lease_kind::exclusive);
            vinyl::db::lease two = co_await fake.acquire(lease_kind::exclusive);
        }
        fake.script().kill_connections();
        vinyl::db::lease one = co_await fake.acquire(lease_kind::exclusive);
        vinyl::db::lease two = co_await fake.acquire(lease_kind::exclusive);
        const vinyl::db::result answer =
            co_await one->execute(text("SELECT 1"), vinyl::io::deadline::never());
        const vinyl::db::result other = co_await two->execute(text("SELECT 1"), vinyl::io::deadline::never());
        CHECK(fake.script().opened == 4);
        CHECK(fake.script().open() == 2);
        CHECK(fake.script().most_open == 2);
        fake.database->close();
    });
}

TEST_CASE("a connection that was used a moment ago is not checked") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_options options = pool_of(1);
        options.pool.check_after = 1h;
        scripted_database fake(options);
        for (int i = 0; i < 10; ++i) vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
        CHECK(fake.script().probes == 0);
        fake.database->close();
    });
}

TEST_CASE("what counts is when a connection came back, not when it was lent") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_options options = pool_of(1);
        options.pool.check_after = 200ms;
        scripted_database fake(options);
        {
            vinyl::db::lease slow = co_await fake.acquire(lease_kind::exclusive);
            co_await vinyl::io::sleep_for(300ms);
        }
        {
            vinyl::db::lease at_once = co_await fake.acquire(lease_kind::exclusive);
            CHECK(fake.script().probes == 0);
        }
        co_await vinyl::io::sleep_for(300ms);
        vinyl::db::lease later = co_await fake.acquire(lease_kind::exclusive);
        CHECK(fake.script().probes == 1);
        fake.database->close();
    });
}

TEST_CASE("a connection that can not be opened is an error at once, and the next attempt may succeed") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        scripted_database fake(pool_of(1));
        fake.script().fail_to_connect(2);
        for (int i = 0; i < 2; ++i) {
            std::string message;
            try {
                vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
            } catch (const vinyl::operational_error& refused) {
                message = refused.what();
            }
            CHECK_THAT(message, Catch::Matchers::Contains("connection refused by the script") &&
                                    Catch::Matchers::Contains("alias: fake"));
        }
        vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
        CHECK(link);
        fake.database->close();
    });
}

TEST_CASE("a connection that comes back inside a transaction is rolled back before anyone gets it") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        scripted_database fake(pool_of(1));
        for (const char* last : {"INSERT INTO t VALUES (1)", "a statement that fails"}) {
            fake.script().on("fails", tests::server_error("42601", "syntax error"));
            vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
            co_await link->execute(text("BEGIN"), vinyl::io::deadline::never());
            try {
                co_await link->execute(text(last), vinyl::io::deadline::never());
            } catch (const vinyl::programming_error&) {
            }
        }
        vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
        CHECK(link->status() == vinyl::connection_status::idle);
        CHECK(fake.script().texts() == std::vector<std::string>{"BEGIN", "INSERT INTO t VALUES (1)",
                                                                "ROLLBACK", "BEGIN", "a statement that fails",
                                                                "ROLLBACK"});
        CHECK(fake.script().opened == 1);
        fake.database->close();
    });
}

TEST_CASE("a connection whose rollback fails, and one that broke, are replaced") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        scripted_database fake(pool_of(1));
        fake.script().on("ROLLBACK", tests::connection_dies(), tests::once);
        {
            vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
            co_await link->execute(text("BEGIN"), vinyl::io::deadline::never());
        }
        vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
        CHECK(fake.script().opened == 2);
        link->close();
        link.release();
        vinyl::db::lease other = co_await fake.acquire(lease_kind::exclusive);
        CHECK(fake.script().opened == 3);
        CHECK(fake.script().open() == 1);
        fake.database->close();
    });
}

TEST_CASE("old and long idle connections are closed") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        vinyl::connection_options options = pool_of(3);
        options.pool.max_lifetime = 50ms;  // longer than a busy machine takes to hand it out
        scripted_database fake(options);
        {
            vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
            co_await vinyl::io::sleep_for(120ms);
        }
        const bool old_gone = co_await comes_down_to(fake, 0);
        CHECK(old_gone);
        fake.database->close();

        options = pool_of(3);
        options.pool.idle_timeout = 100ms;
        options.pool.min_idle = 1;
        scripted_database lazy(options);
        {
            vinyl::db::lease one = co_await lazy.acquire(lease_kind::exclusive);
            vinyl::db::lease two = co_await lazy.acquire(lease_kind::exclusive);
            vinyl::db::lease three = co_await lazy.acquire(lease_kind::exclusive);
        }
        CHECK(lazy.script().open() == 3);
        co_await vinyl::io::sleep_for(250ms);
        {
            vinyl::db::lease coming = co_await lazy.acquire(lease_kind::exclusive);
            CHECK(lazy.script().open() == 2);  // all that are too old, but one
        }
        CHECK(lazy.script().open() == 1);
        lazy.database->close();
    });
}

TEST_CASE("a closed pool refuses everybody, and closes what comes back") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        scripted_database fake(pool_of(2));
        vinyl::db::lease kept = co_await fake.acquire(lease_kind::exclusive);
        {
            vinyl::db::lease idle = co_await fake.acquire(lease_kind::exclusive);
        }
        fake.database->close();
        co_await vinyl::io::sleep_for(1ms);  // async pools are closed on their own context
        CHECK(fake.script().open() == 1);
        bool refused = false;
        try {
            vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
        } catch (const vinyl::usage_error&) {
            refused = true;
        }
        CHECK(refused);
        kept.release();
        CHECK(fake.script().open() == 0);
    });
}

TEST_CASE("async statements share a connection in order, up to the depth") {
    boost::asio::io_context io;
    vinyl::connection_options options = pool_of(1);
    options.max_pipeline_depth = 3;
    scripted_database fake(options);
    fake.script().take(2ms);
    std::vector<int> done;
    for (int i = 0; i < 9; ++i) {
        start(io, [&fake, &done, i]() -> vinyl::dual<void> {
            vinyl::db::lease link = co_await fake.acquire(lease_kind::shared);
            co_await link->execute(text("SELECT " + std::to_string(i)), vinyl::io::deadline::never());
            done.push_back(i);
        });
    }
    io.run();
    CHECK(done == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(fake.script().opened == 1);
    CHECK(fake.script().most_in_flight == 3);
}

TEST_CASE("a pipelined pool opens up to the maximum first, then joins the least loaded connection") {
    boost::asio::io_context io;
    scripted_database fake(pool_of(2));
    fake.script().take(100us);
    for (int i = 0; i < 8; ++i) {
        start(io, [&fake]() -> vinyl::dual<void> {
            for (int n = 0; n < 30; ++n) {
                vinyl::db::lease link = co_await fake.acquire(lease_kind::shared);
                co_await link->execute(text("SELECT 1"), vinyl::io::deadline::never());
            }
        });
    }
    io.run();
    CHECK(fake.script().opened == 2);
    CHECK(fake.script().most_in_flight == 4);
}

TEST_CASE("a shared connection that is too old is replaced, though it is never idle") {
    boost::asio::io_context io;
    vinyl::connection_options options = pool_of(1);
    options.pool.max_lifetime = 20ms;
    scripted_database fake(options);
    fake.script().take(2ms);
    int working = 3;
    for (int i = 0; i < 3; ++i) {
        start(io, [&fake, &working]() -> vinyl::dual<void> {
            for (int n = 0; n < 1000 && fake.script().opened < 4; ++n) {
                vinyl::db::lease link = co_await fake.acquire(lease_kind::shared);
                co_await link->execute(text("SELECT 1"), vinyl::io::deadline::never());
            }
            --working;
        });
    }
    io.run();
    CHECK(working == 0);
    CHECK(fake.script().opened >= 4);
    CHECK(fake.script().most_open == 1);
    CHECK(fake.script().most_in_flight > 1);
}

TEST_CASE("nobody joins a connection that is lost while others are still on it") {
    boost::asio::io_context io;
    scripted_database fake(pool_of(1));
    bool lost = false;
    bool answered = false;
    start(io, [&]() -> vinyl::dual<void> {
        vinyl::db::lease link = co_await fake.acquire(lease_kind::shared);
        fake.script().kill_connections();
        try {
            co_await link->execute(text("SELECT 1"), vinyl::io::deadline::never());
        } catch (const vinyl::connection_lost&) {
            lost = true;
        }
        start(io, [&]() -> vinyl::dual<void> {
            vinyl::db::lease other = co_await fake.acquire(lease_kind::shared);
            co_await other->execute(text("SELECT 2"), vinyl::io::deadline::never());
            answered = true;
        });
        co_await vinyl::io::sleep_for(20ms);
    });
    io.run();
    CHECK(lost);
    CHECK(answered);
    CHECK(fake.script().opened == 2);
}

TEST_CASE("a transaction never meets others on its connection") {
    boost::asio::io_context io;
    scripted_database fake(pool_of(1));
    fake.script().take(1ms);
    for (int i = 0; i < 6; ++i) {
        start(io, [&fake, i]() -> vinyl::dual<void> {
            if (i % 2 == 0) {
                vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
                co_await link->execute(text("BEGIN"), vinyl::io::deadline::never());
                co_await link->execute(text("in transaction"), vinyl::io::deadline::never());
                co_await link->execute(text("COMMIT"), vinyl::io::deadline::never());
            } else {
                vinyl::db::lease link = co_await fake.acquire(lease_kind::shared);
                co_await link->execute(text("alone"), vinyl::io::deadline::never());
            }
        });
    }
    io.run();
    CHECK(fake.script().texts() == std::vector<std::string>{"BEGIN", "in transaction", "COMMIT", "alone",
                                                            "BEGIN", "in transaction", "COMMIT", "alone",
                                                            "BEGIN", "in transaction", "COMMIT", "alone"});
}

TEST_CASE("an abandoned answer is waited for before the connection is lent again") {
    boost::asio::io_context io;
    scripted_database fake(pool_of(1));
    fake.script().take(100ms);
    boost::asio::cancellation_signal signal;
    {
        const vinyl::async_scope mode(true);
        auto work = [](scripted_database& in) -> vinyl::dual<void> {
            vinyl::db::lease link = co_await in.acquire(lease_kind::exclusive);
            co_await link->execute(text("BEGIN"), vinyl::io::deadline::never());
        }(fake);
        std::move(work)(boost::asio::bind_cancellation_slot(
            signal.slot(), boost::asio::bind_executor(io.get_executor(), [](std::exception_ptr) {})));
    }
    while (fake.script().texts().empty()) io.run_one();
    signal.emit(boost::asio::cancellation_type::terminal);
    io.run();
    io.restart();
    start(io, [&]() -> vinyl::dual<void> {
        vinyl::db::lease link = co_await fake.acquire(lease_kind::exclusive);
        CHECK(link->status() == vinyl::connection_status::idle);
    });
    io.run();
    CHECK(fake.script().texts() == std::vector<std::string>{"BEGIN", "SELECT 1", "ROLLBACK"});
}
