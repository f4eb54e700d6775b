// Many more coroutines than connections, on two threads of one execution context: each gets its turn.
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/db/execute.hpp>
#include <vinyl/dual/spawn.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

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
    for (const auto& kind : waits) CHECK(passed_by(kind) == 0);
    tests::sql("DROP TABLE crowd");
}
