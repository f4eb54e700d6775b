// The mutex of what every query passes through: one holder at a time, and nobody waits for ever.
#include "support/catch.hpp"

#include <vinyl/base/light_mutex.hpp>

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

using vinyl::detail::light_mutex;

TEST_CASE("a light mutex has one holder at a time, however many want it", "[base][threads]") {
    light_mutex mutex;
    long count = 0;
    bool held = false, shared = false;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 20'000; ++i) {
                const std::lock_guard lock(mutex);
                shared = shared || held;
                held = true;
                ++count;
                if (i % 1000 == 0) std::this_thread::yield();  // so that the others meet a closed door
                held = false;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(count == 80'000);
    CHECK_FALSE(shared);
}

TEST_CASE("all who wait for a light mutex get it, one after the other", "[base][threads]") {
    light_mutex mutex;
    int served = 0;
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(mutex);
        for (int t = 0; t < 5; ++t)
            threads.emplace_back([&] {
                const std::lock_guard mine(mutex);
                ++served;
            });
        std::this_thread::sleep_for(std::chrono::milliseconds(50));  // they sleep now
        CHECK(served == 0);
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(served == 5);
}
