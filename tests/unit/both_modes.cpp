// The helper that runs one test body in both modes.
#include "support/both_modes.hpp"
#include "support/catch.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

TEST_CASE("a body runs once in each mode, on this thread", "[support]") {
    std::vector<bool> modes;
    const std::thread::id here = std::this_thread::get_id();
    tests::in_both_modes([&]() -> vinyl::dual<void> {
        modes.push_back(vinyl::is_async());
        CHECK(std::this_thread::get_id() == here);
        if (vinyl::is_async()) {
            boost::asio::steady_timer timer(co_await vinyl::detail::this_executor{}, std::chrono::milliseconds(1));
            co_await timer.async_wait(boost::asio::deferred);
            CHECK(vinyl::is_async());
        }
    });
    CHECK(modes == std::vector{false, true});
    CHECK_FALSE(vinyl::is_async());
}

TEST_CASE("an error leaves the body in either mode", "[support]") {
    const auto body = []() -> vinyl::dual<void> {
        throw std::runtime_error("from the body");
        co_return;
    };
    CHECK_THROWS_WITH(tests::run_sync(body), "from the body");
    CHECK_THROWS_WITH(tests::run_async(body), "from the body");
}
