// A query that finds no memory, at each of its allocations in turn, fails with an error and leaves nothing broken behind.

// clang's sanitizers bring an operator new that can not be replaced; g++'s AddressSanitizer runs this test.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OPERATOR_NEW_IS_TAKEN
#endif
#endif
#ifndef OPERATOR_NEW_IS_TAKEN

#include "counted_memory.hpp"

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/io/event.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <utility>

namespace {

constinit thread_local long allocations_left = -1;  // the one after these fails; negative: none does
constinit thread_local std::size_t size_that_fails = 0;    // the only one that does; 0: any

}  // namespace

constinit thread_local long tests::allocations = 0;

void* operator new(std::size_t size) {
    ++tests::allocations;
    const bool counts = size_that_fails == 0 || size == size_that_fails;
    if (counts && allocations_left >= 0 && allocations_left-- == 0) throw std::bad_alloc();
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size == 0 ? 1 : size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

/// What 42 divided by a number is. The text is made different by `name`, so that the connection has not prepared it yet.
vinyl::dual<std::string> divided_by(char number, std::string name) {
    vinyl::statement sent;
    sent.text = "SELECT (42 / $1::int8)::text AS \"" + name + "\"";
    sent.parameters.push_back({20, false, std::string(7, '\0') + number});
    const vinyl::db::result answer = co_await vinyl::db::execute("default", std::move(sent));
    co_return std::string(answer.bytes(0, 0));
}

/// Lets each allocation of a query fail; how many tries that took.
vinyl::dual<long> fail_at_each_allocation(char divisor, std::string right) {
    long at = 0;
    for (bool failed = true; failed; ++at) {
        std::string name = "try number " + std::to_string(at) + " with " + std::to_string(divisor);
        std::string outcome;
        allocations_left = at;
        try {
            outcome = co_await divided_by(divisor, std::move(name));
        } catch (const std::exception&) {
            outcome = "an error";
        }
        failed = allocations_left < 0;
        allocations_left = -1;
        CAPTURE(at, outcome);
        CHECK((outcome == right || (failed && outcome == "an error")));
        CHECK(co_await divided_by(21, "well") == "2");
    }
    co_return at;
}

}  // namespace

// In async mode there is nothing to test: Asio copies executors in functions that are noexcept and allocate, so a program
// that has no memory left ends there, whatever it does. But for the executor of an io_context itself, for which it does not.
TEST_CASE("a query that finds no memory fails, and the next one works") {
    tests::run_sync([]() -> vinyl::dual<void> {
        vinyl::connection_options options;
        options.pool.max = 1;
        const tests::database database(options);
        CHECK(co_await fail_at_each_allocation(1, "42") > 5);
        CHECK(co_await fail_at_each_allocation(0, "an error") > 5);
    });
}

TEST_CASE("the queue of a connection may find no memory, and nothing is forgotten") {
    tests::run_sync([]() -> vinyl::dual<void> {
        vinyl::connection_options options;
        options.pool.max = 1;
        const tests::database database(options);
        CHECK(co_await divided_by(6, "prepared") == "7");
        CHECK(co_await divided_by(6, "prepared") == "7");
        // A std::deque takes 512 bytes now and then, so that it is not every query that meets this.
        int failures = 0;
        for (int i = 0; i < 300; ++i) {
            std::string outcome;
            size_that_fails = 512;
            allocations_left = 0;
            try {
                outcome = co_await divided_by(6, "prepared");
            } catch (const std::exception&) {
                outcome = "an error";
            }
            const bool failed = std::exchange(allocations_left, -1) < 0;
            size_that_fails = 0;
            failures += failed ? 1 : 0;
            CAPTURE(i, outcome);
            CHECK((outcome == "7" || (failed && outcome == "an error")));
        }
        CHECK(failures > 2);
        CHECK(failures < 300);
        CHECK(co_await divided_by(6, "prepared") == "7");
    });
}

TEST_CASE("a task whose wait finds no memory goes on with the error, and can wait again") {
    long failures = 0;
    for (long at = 0; at <= failures; ++at) {
        boost::asio::io_context io(1);
        bool failed = false, waited = false;
        const auto body = [&]() -> vinyl::dual<void> {
            vinyl::io::event never;
            allocations_left = at;
            try {
                waited = !co_await vinyl::io::wait(never, vinyl::io::deadline::after(std::chrono::milliseconds(1)));
            } catch (const std::bad_alloc&) {
                failed = true;
            }
            allocations_left = -1;
            if (failed) waited = !co_await vinyl::io::wait(never, vinyl::io::deadline::after(std::chrono::milliseconds(1)));
        };
        {
            const vinyl::async_scope async(true);
            body()(boost::asio::bind_executor(io, [](std::exception_ptr error) { CHECK(!error); }));
        }
        io.run();
        CHECK(waited);
        failures += failed ? 1 : 0;
    }
    CHECK(failures > 0);
}

#endif
