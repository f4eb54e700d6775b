// Rows in parts, without a server: each step fails, is cancelled, or is cut off, of a statement that goes on and of a cursor.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/fake_server.hpp"
#include "support/interrupted.hpp"
#include "support/pool_of_task.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/db/atomic.hpp>
#include <vinyl/db/row_stream.hpp>
#include <vinyl/postgres/driver.hpp>
#include <vinyl/vinyl.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace io = vinyl::io;
using namespace std::chrono_literals;
using boost::asio::any_io_executor;
using failure = tests::fake_server::failure;
using texts = std::vector<std::string>;
using tests::interruption;
using vinyl::streaming;

namespace {

vinyl::statement question() {
    vinyl::statement sent("SELECT number");
    sent.keeps_session = true;
    return sent;
}

/// Reads all rows in parts of some, and counts them.
class reading_all {
public:
    using value_type = void;

    reading_all(std::size_t part, streaming how, std::size_t& read)
        : rows_(vinyl::connections(), "default", question(), how), part_(part), read_(read) {
        rows_.want(part_);
    }

    [[nodiscard]] io::need step(io::runner& by) {
        for (;;) {
            const io::need next = rows_.step(by);
            if (!next.is_nothing()) return next;
            const vinyl::db::result came = rows_.take();
            if (came.empty()) return io::need::nothing();
            CHECK(came.rows() <= part_);
            for (std::size_t row = 0; row < came.rows(); ++row, ++read_)
                CHECK(static_cast<std::size_t>(came.bytes(row, 0).back()) == read_ % 256);
            rows_.want(part_);
        }
    }
    [[nodiscard]] bool withdraw() noexcept { return rows_.withdraw(); }
    static void take() noexcept {}

private:
    vinyl::db::row_stream rows_;
    std::size_t part_;
    std::size_t& read_;
};

vinyl::dual<void> read_all(std::size_t part, streaming how, std::size_t& read) {
    return io::run<reading_all>(part, how, read);
}

void check_free(vinyl::db::pool& pool, std::size_t most_open) {
    const vinyl::db::pool_stats now = pool.stats();
    CHECK(now.open <= most_open);
    CHECK(now.in_use == 0);
    CHECK(now.connecting == 0);
    CHECK(now.waiting == 0);
}

// ---- over libpq: the statement goes on ----

constexpr std::uint32_t rows_of_answer = 21;

/// The server hangs up or falls silent instead of each of its messages in turn: rows that had come were given.
vinyl::dual<void> fail_at_each_message(failure how) {
    tests::fake_server server;
    std::size_t step = 0, most_before_failure = 0;
    for (bool failed = true; failed; ++step) {
        vinyl::connection_options options;
        options.dsn = server.dsn();
        options.pool.max = how == failure::hangs_up ? 1 : 2;
        options.connect_timeout = 100ms;
        if (how == failure::falls_silent) {
            options.statement_timeout = 30ms;
            options.pooler = vinyl::transaction_pooler;  // so that the client alone keeps it
        }
        vinyl::connections().remove("default");
        vinyl::connections().add("default", options);
        const std::shared_ptr<vinyl::db::database> database = vinyl::connections().database("default");
        server.give_rows(rows_of_answer);
        server.fail_after(step, how);
        std::size_t read = 0;
        std::string told = "nothing";
        try {
            co_await read_all(4, streaming::automatic, read);
        } catch (const vinyl::timeout&) {
            told = "late";
        } catch (const vinyl::connection_lost&) {
            told = "lost";
        } catch (const std::exception& unexpected) {
            told = unexpected.what();
        }
        failed = server.failed();
        CAPTURE(step, read);
        CHECK(told == (!failed ? "nothing" : how == failure::hangs_up ? "lost" : "late"));
        if (!failed) CHECK(read == rows_of_answer);
        else most_before_failure = std::max(most_before_failure, read);
        CHECK(server.texts().size() <= 1);

        server.fail_after(0, failure::none);
        std::size_t again = 0;
        co_await read_all(1000, streaming::automatic, again);
        CHECK(again == rows_of_answer);
        const std::shared_ptr<vinyl::db::pool> pool = co_await tests::pool_of_task(*database);
        check_free(*pool, options.pool.max);
        CHECK(pool->stats().idle == 1);
    }
    CHECK(step > rows_of_answer);
    CHECK(most_before_failure == rows_of_answer);
    vinyl::connections().remove("default");
}

struct over_libpq {
    over_libpq() {
        vinyl::connection_options options;
        options.dsn = server.dsn();
        options.pool.max = 1;
        vinyl::connections().remove("default");
        vinyl::connections().add("default", options);
        database = vinyl::connections().database("default");
        server.give_rows(rows_of_answer);
    }
    over_libpq(const over_libpq&) = delete;
    over_libpq& operator=(const over_libpq&) = delete;
    ~over_libpq() { vinyl::connections().remove("default"); }

    vinyl::dual<void> work() { return read_all(2, streaming::automatic, read); }
    static vinyl::dual<void> others() { return vinyl::dual<void>::ready(); }
    void check(const any_io_executor& executor) const {
        check_free(*database->pool_of(executor), 1);
        CHECK(read <= rows_of_answer);
    }
    void check_gone() const {}

    tests::fake_server server;
    std::shared_ptr<vinyl::db::database> database;
    std::size_t read = 0;
};

// ---- a driver that can not stream: a cursor ----

struct by_script {
    by_script() {
        vinyl::connections().remove("default");
        vinyl::connections().add("default", driver, {.pool = {.max = 1, .acquire_timeout = 5s, .check_after = 0us}});
        database = vinyl::connections().database("default");
        driver.script().take(100us);
        driver.script().on("FETCH", tests::rows({{"\2"}}), 1);
        driver.script().on("FETCH", tests::rows({{std::string(1, '\0')}, {"\1"}}), 1);
    }
    by_script(const by_script&) = delete;
    by_script& operator=(const by_script&) = delete;
    ~by_script() { vinyl::connections().remove("default"); }

    vinyl::dual<void> work() { return read_all(2, streaming::automatic, read); }
    static vinyl::dual<void> others() { return vinyl::dual<void>::ready(); }
    void check(const any_io_executor& executor) const { check_free(*database->pool_of(executor), 1); }
    void check_gone() const { CHECK(driver.script().open() == 0); }

    tests::scripted_driver driver;
    std::shared_ptr<vinyl::db::database> database;
    std::size_t read = 0;
};

const texts by_cursor_of_its_own{"BEGIN", "DECLARE vinyl_cursor_1 NO SCROLL CURSOR FOR SELECT number",
                                 "FETCH 2 FROM vinyl_cursor_1", "FETCH 2 FROM vinyl_cursor_1", "COMMIT"};

vinyl::dual<void> refuse_at_each_step(tests::answer with) {
    bool failed = true;
    for (std::size_t step = 0; failed; ++step) {
        by_script db;
        db.driver.script().take(0us);
        db.driver.script().refuse(step, with, 1);
        failed = false;
        bool lost = false;
        try {
            co_await db.work();
        } catch (const vinyl::connection_lost&) {
            failed = lost = true;
        } catch (const vinyl::error&) {
            failed = true;
        }
        CAPTURE(step);
        CHECK(lost == (failed && with.what == tests::answer::kind::lost));  // also at COMMIT: nothing was to be kept
        CHECK(failed == (step < by_cursor_of_its_own.size()));
        CHECK(db.read == (step < 3 ? 0 : step == 3 ? 2 : 3));
        db.driver.script().refuse(0, with, 0);
        const std::shared_ptr<vinyl::db::pool> pool = co_await tests::pool_of_task(*db.database);
        check_free(*pool, 1);
        CHECK_FALSE(vinyl::in_atomic());
    }
}

/// A driver whose connections have a type called so, which is none.
struct radio_connection : tests::scripted_connection {
    using tests::scripted_connection::scripted_connection;
    enum class stream { loud, quiet };
};

struct radio_driver {
    static vinyl::dual<std::unique_ptr<radio_connection>> connect(io::deadline) {
        co_return std::make_unique<radio_connection>(std::make_shared<tests::script>(), 1);
    }
    static std::string describe() { return "radio"; }
};

}  // namespace

TEST_CASE("T13: a driver may call something else a stream") {
    CHECK_FALSE(vinyl::db::erase_driver(radio_driver())->can_stream());
    CHECK_FALSE(vinyl::db::erase_driver(tests::scripted_driver())->can_stream());
    CHECK(vinyl::db::erase_driver(vinyl::postgres::driver({}))->can_stream());
}

TEST_CASE("T13: the server hangs up at each message of a statement whose rows are streamed") {
    tests::in_both_modes([] { return fail_at_each_message(failure::hangs_up); });
}

TEST_CASE("T13: the server falls silent at each message of a statement whose rows are streamed") {
    tests::in_both_modes([] { return fail_at_each_message(failure::falls_silent); });
}

TEST_CASE("T13: streaming is cancelled at each step") {
    CHECK(tests::interrupt_at_each_step<over_libpq>(interruption::cancelled) > 3);
}

TEST_CASE("T13: the execution context ends at each step of streaming") {
    CHECK(tests::interrupt_at_each_step<over_libpq>(interruption::context_ends) > 3);
}

TEST_CASE("T13: with a driver that can not stream, rows come by a cursor in a transaction of its own") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        by_script db;
        co_await db.work();
        CHECK(db.read == 3);
        CHECK(db.driver.script().texts() == by_cursor_of_its_own);
    });
}

TEST_CASE("T13: a cursor is interrupted at each step") {
    for (const interruption how : {interruption::cancelled, interruption::context_ends})
        CHECK(tests::interrupt_at_each_step<by_script>(how) > 5);
}

TEST_CASE("T13: each step of a cursor is refused by the server, or the connection dies") {
    tests::in_both_modes([] { return refuse_at_each_step(tests::server_error("57014", "no")); });
    tests::in_both_modes([] { return refuse_at_each_step(tests::connection_dies()); });
}
