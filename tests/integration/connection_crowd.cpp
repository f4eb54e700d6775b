// Many more coroutines than connections, on two threads of one execution context: each gets its turn.
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/db/atomic.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>
#include <vinyl/io/sleep.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using clock = std::chrono::steady_clock;

struct wait_of_query {
    clock::time_point begun, ended;
};

vinyl::statement query_of(std::size_t kind, int number) {
    const std::array<std::string, 3> texts{"SELECT stock FROM crowd WHERE id = $1",
                                           "SELECT id, stock FROM crowd WHERE id >= $1 ORDER BY id LIMIT 20",
                                           "UPDATE crowd SET stock = stock + 1 WHERE id = $1"};
    vinyl::statement sent(texts[kind]);
    sent.plain_read = kind != 2;
    sent.keeps_session = true;
    vinyl::wire_value id;
    id.oid = 23;
    id.bytes = {0, 0, static_cast<char>(number / 256), static_cast<char>(number % 256)};
    sent.parameters.push_back(std::move(id));
    return sent;
}

/// How many waited for more than three times the mean, while others of the kind came after them and were through before
/// them: not by the moment that separates those who are answered together, but by a whole mean wait.
std::size_t passed_by(const std::vector<wait_of_query>& all) {
    clock::duration sum{};
    for (const wait_of_query& each : all) sum += each.ended - each.begun;
    const clock::duration mean = sum / static_cast<clock::rep>(all.size());
    std::size_t passed = 0;
    for (const wait_of_query& late : all) {
        if (late.ended - late.begun <= 3 * mean) continue;
        for (const wait_of_query& other : all) {
            if (other.begun <= late.begun + mean || other.ended + mean >= late.ended) continue;
            ++passed;
            break;
        }
    }
    return passed;
}

}  // namespace

TEST_CASE("none of a crowd of queries waits while others of its kind pass it", "[load][threads]") {
    constexpr int tasks = 1'000, each = 10;
    vinyl::connection_options options;
    options.pool.max = 8;
    const tests::database database(options);
    tests::sql("DROP TABLE IF EXISTS crowd");
    tests::sql("CREATE TABLE crowd AS SELECT g AS id, 0 AS stock FROM generate_series(1, 2000) g");
    tests::sql("CREATE UNIQUE INDEX ON crowd (id)");

    // A machine that others use may stop one of the threads for longer than a wait: that is no rule that we break.
    constexpr int attempts = 3;
    std::size_t fewest_passed = tasks * each;
    for (int attempt = 0; attempt < attempts && fewest_passed > 0; ++attempt) {
        std::mutex mutex;
        std::array<std::vector<wait_of_query>, 3> waits;
        std::atomic<int> failed = 0;
        boost::asio::io_context io(2);
        for (int task = 0; task < tasks; ++task)
            vinyl::spawn(
                io,
                [&, task]() -> vinyl::dual<void> {
                    for (int i = 0; i < each; ++i) {
                        const int lot = (task + i) % 10;
                        const std::size_t kind = lot < 6 ? 0 : lot < 9 ? 1 : 2;
                        const int number = 1 + (task * 7 + i * 131) % 2'000;
                        vinyl::statement sent = query_of(kind, number);
                        const clock::time_point begun = clock::now();
                        const vinyl::db::result answer = co_await vinyl::db::execute("default", std::move(sent));
                        const clock::time_point ended = clock::now();
                        const bool right = kind == 2 ? answer.affected() == 1 : answer.rows() > 0;
                        if (!right) ++failed;
                        const std::lock_guard lock(mutex);
                        waits[kind].push_back({begun, ended});
                    }
                },
                [&](std::exception_ptr error) {
                    if (error) ++failed;
                });
        std::thread other([&] { io.run(); });
        io.run();
        other.join();

        CHECK(failed == 0);
        CHECK(waits[0].size() + waits[1].size() + waits[2].size() == tasks * each);
        std::size_t passed = 0;
        for (const auto& kind : waits) passed += passed_by(kind);
        fewest_passed = std::min(fewest_passed, passed);
    }
    CHECK(fewest_passed == 0);
    tests::sql("DROP TABLE crowd");
}

TEST_CASE("no read waits with an update for its row while connections are idle") {
    vinyl::connection_options options;
    options.pool.max = 6;
    const tests::database database(options);
    tests::sql("DROP TABLE IF EXISTS crowd");
    tests::sql("CREATE TABLE crowd AS SELECT 1 AS id, 0 AS stock");
    const auto read = [] {
        vinyl::statement sent("SELECT 1");
        sent.plain_read = sent.keeps_session = true;
        return vinyl::db::execute("default", std::move(sent));
    };
    const auto update = [] {
        vinyl::statement sent("UPDATE crowd SET stock = stock + 1");
        sent.keeps_session = true;
        return vinyl::db::execute("default", std::move(sent));
    };
    int reads = 0, reads_before_update = 0;
    bool updated = false;
    boost::asio::io_context io;
    vinyl::spawn(
        io,
        [&]() -> vinyl::dual<void> {
            const auto slow = [] { return tests::sql("SELECT pg_sleep(0.05)"); };
            co_await vinyl::gather(slow(), slow(), slow(), slow(), slow(), slow());  // opens all connections
            const auto holds_the_row = [&]() -> vinyl::dual<void> {
                co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                    co_await update();
                    co_await vinyl::io::sleep_for(std::chrono::milliseconds(400));
                });
            };
            vinyl::spawn(io.get_executor(), holds_the_row, boost::asio::detached);
            co_await vinyl::io::sleep_for(std::chrono::milliseconds(50));
            for (int i = 0; i < 100; ++i) co_await read();  // they are known to be fast
            const auto waits_for_it = [&]() -> vinyl::dual<void> {
                co_await update();
                updated = true;
                reads_before_update = reads;
            };
            const auto one = [&]() -> vinyl::dual<void> {
                co_await read();
                ++reads;
            };
            vinyl::spawn(io.get_executor(), waits_for_it, boost::asio::detached);
            for (int i = 0; i < 4; ++i) vinyl::spawn(io.get_executor(), one, boost::asio::detached);
            co_await vinyl::io::sleep_for(std::chrono::milliseconds(500));
        },
        boost::asio::detached);
    io.run();
    CHECK(updated);
    CHECK(reads_before_update == 4);
    tests::sql("DROP TABLE crowd");
}
