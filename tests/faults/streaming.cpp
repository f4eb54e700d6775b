// What networks and servers do to rows on their way, in both modes: cuts, ends, silence, cancellation. Whoever reads has the rows
// before, and then the error; the pool is sound.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"
#include "support/gate.hpp"

#include <vinyl/io/sleep.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <fstream>
#include <string>
#include <utility>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace vinyl::literals;
using tests::direction;
using tests::gate;
using tests::gate_rules;
using vinyl::dual;

namespace {

struct Drop : vinyl::model<Drop> {
    std::int64_t id{};
    std::string text;
    static constexpr vinyl::meta meta{vinyl::table("stream_drop"), vinyl::ordering("id"_f)};
};

/// The server needs a minute after the fifth row.
struct Slow : vinyl::model<Slow> {
    std::int64_t id{};
    std::string text;
    static constexpr vinyl::meta meta{vinyl::view("stream_slow")};
};

constexpr vinyl::streaming both_ways[] = {vinyl::streaming::automatic, vinyl::by_cursor};

dual<void> new_drops(int count) {
    co_await tests::sql("DROP TABLE IF EXISTS stream_drop CASCADE", "direct");
    co_await tests::sql("CREATE TABLE stream_drop AS SELECT g::bigint AS id, 'drop ' || g AS text "
                        "FROM generate_series(1, " + std::to_string(count) + ") g",
                        "direct");
}

/// What came, and how it ended.
struct outcome {
    std::int64_t rows = 0;
    bool in_order = true;
    std::string error = "none";
};

dual<outcome> read_all(std::int64_t chunk, vinyl::streaming how) {
    outcome came;
    try {
        auto drops = Drop::vinyl().iterator(chunk, how);
        while (const Drop* const drop = co_await drops.next()) {
            ++came.rows;
            came.in_order = came.in_order && drop->id == came.rows && drop->text == "drop " + std::to_string(came.rows);
        }
    } catch (const vinyl::timeout&) {
        came.error = "timeout";
    } catch (const vinyl::connection_lost&) {
        came.error = "lost";
    } catch (const vinyl::operational_error& ended) {
        came.error = ended.sqlstate();
    }
    co_return came;
}

dual<std::string> sessions_at_work() {
    return tests::cell(
        "SELECT count(*)::text FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state <> 'idle' AND query LIKE "
        "'%stream_drop%'",
        "direct");
}

/// Soon nobody works for a reader that has gone.
dual<void> check_server_is_quiet() {
    std::string at_work;
    for (int i = 0; i < 300 && at_work != "0"; ++i) {
        if (i > 0) co_await vinyl::io::sleep_for(10ms);
        at_work = co_await sessions_at_work();
    }
    CHECK(at_work == "0");
}

vinyl::connection_options one_connection(std::string dsn) {
    vinyl::connection_options options;
    options.dsn = std::move(dsn);
    options.pool.max = 1;
    options.pool.acquire_timeout = 10s;
    options.pool.check_after = 0us;
    return options;
}

}  // namespace

TEST_CASE("T13: the network is cut in the middle of streamed rows") {
    gate through(tests::server().socket_path());
    const tests::database direct({}, "direct");
    const tests::database alias(one_connection(through.dsn()));
    tests::in_both_modes(
        [&through]() -> dual<void> {
            co_await new_drops(20'000);
            for (const bool reset : {false, true}) {
                for (const auto how : both_ways) {
                    for (const std::uint64_t after : {0ULL, 1ULL, 100ULL, 5'000ULL, 50'001ULL, 300'000ULL}) {
                        const outcome whole = co_await read_all(500, how);
                        CHECK(whole.rows == 20'000);
                        through.set(direction::to_client, {.cut_after = after, .reset = reset});
                        const outcome came = co_await read_all(500, how);
                        through.pass();
                        CAPTURE(reset, how == vinyl::by_cursor, after);
                        CHECK(came.error == "lost");
                        CHECK(came.in_order);
                        CHECK(came.rows < 20'000);
                        // what has come is given: a row has some 35 bytes here
                        if (!reset) CHECK(came.rows >= static_cast<std::int64_t>(after / 40) - 500);
                    }
                }
            }
            const outcome whole = co_await read_all(500, vinyl::streaming::automatic);
            CHECK(whole.rows == 20'000);
            co_await check_server_is_quiet();
        },
        tests::statements::may_differ);
}

TEST_CASE("T13: the server ends the session in the middle of streamed rows") {
    const tests::database direct({}, "direct");
    const tests::database alias(one_connection(tests::server().dsn()));
    tests::in_both_modes(
        []() -> dual<void> {
            co_await new_drops(300'000);
            for (const auto how : both_ways) {
                outcome came;
                try {
                    auto drops = Drop::vinyl().iterator(100, how);
                    while (co_await drops.next() != nullptr) {
                        if (++came.rows != 250) continue;
                        const std::string ended = co_await tests::cell(
                            "SELECT coalesce(bool_or(pg_terminate_backend(pid)), false)::text FROM pg_stat_activity WHERE pid <> "
                            "pg_backend_pid() AND state <> 'idle' AND query LIKE '%vinyl_cursor%' OR query LIKE "
                            "'SELECT \"stream_drop%' AND state <> 'idle'",
                            "direct");
                        CHECK(ended == "true");
                    }
                } catch (const vinyl::connection_lost&) {
                    came.error = "lost";
                } catch (const vinyl::operational_error& ended) {
                    came.error = ended.sqlstate();
                }
                CHECK((came.error == "57P01" || came.error == "lost"));
                CHECK(came.rows >= 300);
                CHECK(came.rows < 300'000);
                const outcome whole = co_await read_all(1000, how);
                CHECK(whole.rows == 300'000);
            }
        },
        tests::statements::may_differ);
}

TEST_CASE("T13: the network falls silent in the middle of streamed rows") {
    gate through(tests::server().socket_path());
    vinyl::connection_options options = one_connection(through.dsn());
    options.pool.max = 2;  // a connection that fell silent is busy for a while
    options.statement_timeout = 200ms;
    options.pooler = vinyl::transaction_pooler;  // so that the client alone keeps it
    const tests::database direct({}, "direct");
    const tests::database alias(options);
    tests::in_both_modes(
        [&through]() -> dual<void> {
            co_await new_drops(200'000);
            auto drops = Drop::vinyl().iterator(10);
            std::int64_t rows = 0;
            std::string error = "none";
            const auto begun = std::chrono::steady_clock::now();
            try {
                while (co_await drops.next() != nullptr)
                    if (++rows == 10) through.set(direction::to_client, {.drop = true});
            } catch (const vinyl::timeout&) {
                error = "timeout";
            }
            CHECK(error == "timeout");
            CHECK(rows >= 10);
            CHECK(rows < 200'000);
            CHECK(std::chrono::steady_clock::now() - begun < 5s);
            through.pass();
            CHECK(co_await tests::cell("SELECT 'sound'") == "sound");
        },
        tests::statements::may_differ);
}

TEST_CASE("T13: whoever leaves a stream early leaves nothing at work on the server, nor waits for it") {
    const tests::database direct({}, "direct");
    const tests::database alias(one_connection(tests::server().dsn()));
    tests::in_both_modes(
        []() -> dual<void> {
            co_await new_drops(300'000);
            for (const auto how : both_ways) {
                for (int i = 0; i < 5; ++i) {
                    auto drops = Drop::vinyl().iterator(10, how);
                    static_cast<void>(co_await drops.next());
                    const auto begun = std::chrono::steady_clock::now();
                    { const auto left = std::move(drops); }
                    CHECK(std::chrono::steady_clock::now() - begun < 2s);
                    CHECK(co_await tests::cell("SELECT 'sound'") == "sound");
                }
            }
            // the server calculates, and has nothing to write for a minute; rows as large as what it buffers
            co_await tests::sql("CREATE OR REPLACE VIEW stream_slow AS SELECT id, repeat(text, 2000) AS text FROM stream_drop WHERE id <= 5 OR "
                                "(id = 6 AND pg_sleep(60) IS NOT NULL)", "direct");
            {
                auto slow = Slow::vinyl().iterator(2);
                CHECK((co_await slow.next())->id == 1);
            }
            co_await check_server_is_quiet();
            CHECK(co_await tests::cell("SELECT 'sound'") == "sound");
            co_await tests::sql("DROP VIEW stream_slow", "direct");
        },
        tests::statements::may_differ);
}

TEST_CASE("T13: streaming is cancelled at each chunk") {
    const tests::database direct({}, "direct");
    const tests::database alias(one_connection(tests::server().dsn()));
    tests::run_sync([]() -> dual<void> { co_await new_drops(20'000); });
    for (const auto how : both_ways) {
        bool cancelled = true;
        for (int chunks = 0; cancelled; ++chunks) {
            REQUIRE(chunks < 100);
            asio::io_context io(1);
            asio::cancellation_signal signal;
            std::int64_t rows = 0;
            std::exception_ptr failure;
            bool ended = false;
            const auto body = [&]() -> dual<void> {
                auto drops = Drop::vinyl().iterator(1000, how);
                for (;;) {
                    // armed when the chunk before has been used up
                    auto next = drops.next();
                    if (rows == chunks * 1000) signal.emit(asio::cancellation_type::terminal);
                    if (co_await next == nullptr) co_return;
                    ++rows;
                }
            };
            {
                const vinyl::async_scope mode(true);
                auto work = body();
                std::move(work)(asio::bind_cancellation_slot(
                    signal.slot(), asio::bind_executor(io.get_executor(), [&](std::exception_ptr error) {
                        failure = error;
                        ended = true;
                    })));
            }
            while (!ended && io.run_one_for(10s) > 0) continue;
            REQUIRE(ended);
            cancelled = failure != nullptr;
            CAPTURE(chunks, how == vinyl::by_cursor);
            if (cancelled) {
                CHECK_THROWS_AS(std::rethrow_exception(failure), boost::system::system_error);
                CHECK(rows == chunks * 1000);
            } else {
                CHECK(rows == 20'000);
            }
            // the connection serves the next one
            bool sound = false;
            io.restart();
            vinyl::spawn(
                io, [&]() -> dual<void> { sound = co_await tests::cell("SELECT 'sound'") == "sound"; },
                [&](std::exception_ptr error) {
                    CHECK_FALSE(error);
                    ended = false;
                });
            while (ended && io.run_one_for(10s) > 0) continue;
            CHECK(sound);
        }
    }
    tests::run_sync([]() -> dual<void> { co_await check_server_is_quiet(); });
}

TEST_CASE("T13: the memory that streamed rows take does not grow with their number") {
    const tests::database direct({}, "direct");
    const tests::database alias(one_connection(tests::server().dsn()));
    tests::in_both_modes(
        []() -> dual<void> {
            co_await new_drops(400'000);
            const auto peak = [] {
                std::ifstream status("/proc/self/status");
                for (std::string line; std::getline(status, line);)
                    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
                return 0L;
            };
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
            const long most = 64 * 1024;  // KiB: these keep what was freed, and shadows of it
#elif defined(__has_feature)
            const long most = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ? 64 * 1024 : 1024;
#else
            const long most = 1024;
#endif
            for (const auto how : both_ways) {
                const outcome few = co_await read_all(1000, how);
                CHECK(few.rows == 400'000);
                std::ofstream("/proc/self/clear_refs") << "5";
                const long before = peak();
                const outcome all = co_await read_all(1000, how);
                CHECK(all.rows == 400'000);
                CHECK(peak() - before < most);
            }
        },
        tests::statements::may_differ);
}
