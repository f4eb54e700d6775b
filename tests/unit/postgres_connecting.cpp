// Connecting, left at each of its steps: by a cancellation, by the end of the execution context, by the deadline. The server
// sees each time that it has been left.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/fake_server.hpp"

#include <vinyl/io/host_addresses.hpp>
#include <vinyl/postgres/driver.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using failure = tests::fake_server::failure;
using vinyl::io::deadline;
using connection_pointer = std::unique_ptr<vinyl::postgres::connection>;

constexpr std::size_t messages_of_login = 4;

bool comes_true(const auto& condition) {
    for (int i = 0; i < 5000 && !condition(); ++i) std::this_thread::sleep_for(1ms);
    return condition();
}

vinyl::dual<connection_pointer> connect_to(const std::string& dsn, deadline until) {
    const vinyl::postgres::driver driver{vinyl::postgres::settings(dsn)};
    return driver.connect(until);
}

/// Starts connecting and comes to where the server has fallen silent. False if it did not.
bool come_to_silence(tests::fake_server& server, asio::io_context& io, asio::cancellation_slot slot, auto handler) {
    const auto ended = std::make_shared<bool>(false);  // the handler comes later
    {
        const vinyl::async_scope async(true);
        connect_to(server.dsn(), deadline::after(20s))(asio::bind_cancellation_slot(
            slot, asio::bind_executor(io, [ended, handler](std::exception_ptr failed, connection_pointer opened) mutable {
                *ended = true;
                handler(std::move(failed), std::move(opened));
            })));
    }
    while (!*ended && !server.failed()) io.run_one_for(1ms);
    if (!*ended) io.poll();
    return !*ended;
}

}  // namespace

TEST_CASE("connecting can be cancelled at each step, and hangs up", "[connect]") {
    tests::fake_server server;
    std::size_t step = 0;
    for (bool silent = true; silent; ++step) {
        server.fail_after(step, failure::falls_silent);
        asio::io_context io;
        asio::cancellation_signal signal;
        std::exception_ptr why;
        connection_pointer opened;
        silent = come_to_silence(server, io, signal.slot(), [&](std::exception_ptr failed, connection_pointer made) {
            why = std::move(failed);
            opened = std::move(made);
        });
        CAPTURE(step);
        if (silent) {
            CHECK_FALSE(why);
            signal.emit(asio::cancellation_type::terminal);
            io.run_for(5s);
            REQUIRE(why);
            CHECK_THROWS_AS(std::rethrow_exception(why), vinyl::cancelled);
            CHECK_FALSE(opened);
        } else {
            CHECK_FALSE(why);
            REQUIRE(opened);
            opened.reset();
        }
        CHECK(comes_true([&] { return server.sessions() == 0; }));
    }
    CHECK(step == messages_of_login + 1);
}

TEST_CASE("an execution context that goes takes along what is being connected there, and hangs up", "[connect]") {
    tests::fake_server server;
    for (std::size_t step = 0; step < messages_of_login; ++step) {
        server.fail_after(step, failure::falls_silent);
        const auto token = std::make_shared<int>(1);
        {
            asio::io_context io;
            REQUIRE(come_to_silence(server, io, {}, [token](std::exception_ptr, connection_pointer) { FAIL("never called"); }));
            CHECK(token.use_count() > 1);
        }
        CHECK(token.use_count() == 1);
        CHECK(comes_true([&] { return server.sessions() == 0; }));
    }
}

TEST_CASE("connecting ends at its deadline at each step, says what it waited for, and hangs up", "[connect]") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        tests::fake_server server;
        for (std::size_t step = 0; step < messages_of_login; ++step) {
            server.fail_after(step, failure::falls_silent);
            std::string said;
            try {
                const connection_pointer opened = co_await connect_to(server.dsn(), deadline::after(30ms));
                FAIL("connected");
            } catch (const vinyl::timeout& error) {
                said = error.what();
            }
            CAPTURE(step);
            CHECK(said.find(step == 0 ? "the server's answer to the log-in" : "the server to start the session") !=
                  std::string::npos);
            CHECK(comes_true([&] { return server.sessions() == 0; }));
        }
    });
}

TEST_CASE("a deadline that has passed before is one that has passed while connecting", "[connect]") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        tests::fake_server server;
        server.fail_after(0, failure::falls_silent);
        for (const char* const more : {"", "/nowhere-at-all,"}) {
            std::string dsn = server.dsn();
            dsn.insert(5, more);
            std::string said;
            try {
                const connection_pointer opened = co_await connect_to(dsn, deadline::after(0s));
                FAIL("connected");
            } catch (const vinyl::connection_lost& error) {
                said = error.what();
            } catch (const vinyl::timeout& error) {
                said = error.what();
            }
            INFO(said);
            CHECK(said.find(*more != '\0' ? "nowhere-at-all" : "the deadline passed while waiting") !=
                  std::string::npos);
        }
    });
}

TEST_CASE("the first server that will do is taken, and if none will each is named", "[connect]") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        tests::fake_server server;
        std::string second = server.dsn();
        second.insert(5, "/nowhere-at-all,");
        {
            const connection_pointer opened = co_await connect_to(second, deadline::after(20s));
            CHECK(opened != nullptr);
        }
        server.fail_after(0, failure::hangs_up);
        std::string said;
        try {
            const connection_pointer opened = co_await connect_to(second + ",", deadline::after(20s));
            FAIL("connected");
        } catch (const vinyl::connection_lost& error) {
            said = error.what();
        }
        INFO(said);
        CHECK(said.find("nowhere-at-all") != std::string::npos);
        CHECK(said.find("; ") != std::string::npos);
    });
}

TEST_CASE("a host is looked up in both modes", "[connect]") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const vinyl::io::host_addresses here =
            co_await vinyl::io::run<vinyl::io::host_lookup>("127.0.0.1", deadline::after(20s));
        REQUIRE(here.addresses.size() == 1);  // once, though there are several kinds of sockets
        CHECK(here.addresses[0] == "127.0.0.1");
        CHECK(here.failure.empty());
        const vinyl::io::host_addresses none =
            co_await vinyl::io::run<vinyl::io::host_lookup>("no host", deadline::after(20s));
        CHECK(none.addresses.empty());
        CHECK_FALSE(none.failure.empty());
    });
}
