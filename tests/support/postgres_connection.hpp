// What the tests of the PostgreSQL driver share: connecting in either mode, and statements with little to
// write.
#pragma once

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/server.hpp"

#include <vinyl/io/not_sent.hpp>
#include <vinyl/postgres/driver.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tests {

using vinyl::io::deadline;
using connection_pointer = std::unique_ptr<vinyl::postgres::connection>;

inline deadline soon() { return deadline::after(std::chrono::seconds(20)); }

inline vinyl::dual<connection_pointer> connect(std::string to = dsn(),
                                               vinyl::postgres::driver_options options = {}) {
    const vinyl::postgres::driver driver(vinyl::postgres::settings(to), std::move(options));
    auto made = co_await driver.connect(soon());
    co_return made;
}

inline vinyl::statement sql(std::string text) {
    vinyl::statement made;
    made.text = std::move(text);
    return made;
}

inline vinyl::wire_value int8_value(std::int64_t value) {
    const std::uint64_t wire = __builtin_bswap64(static_cast<std::uint64_t>(value));
    vinyl::wire_value made;
    made.oid = 20;
    made.bytes.assign(reinterpret_cast<const char*>(&wire), sizeof wire);
    return made;
}

inline vinyl::wire_value text_value(std::string value) {
    vinyl::wire_value made;
    made.oid = 25;
    made.bytes = std::move(value);
    return made;
}

template <class... Values>
vinyl::statement sql(std::string text, Values... values) {
    vinyl::statement made;
    made.text = std::move(text);
    (made.parameters.push_back(std::move(values)), ...);
    return made;
}

/// An integer cell of 2, 4 or 8 bytes.
inline std::int64_t number(const vinyl::postgres::result& from, std::size_t row = 0, std::size_t column = 0) {
    std::int64_t value = 0;
    const std::string_view bytes = from.bytes(row, column);
    if (bytes.empty()) return 0;
    value = static_cast<signed char>(bytes[0]);
    for (const char byte : bytes.substr(1)) value = value * 256 + static_cast<unsigned char>(byte);
    return value;
}

inline std::string text(const vinyl::postgres::result& from, std::size_t row = 0, std::size_t column = 0) {
    return std::string(from.bytes(row, column));
}

/// In the calling thread, whatever mode the test is in.
inline vinyl::postgres::result execute_in_thread(vinyl::postgres::connection& on, vinyl::statement what,
                                                 deadline until = soon()) {
    const vinyl::async_scope scope(false);
    return on.execute(std::move(what), until).get();
}

inline vinyl::dual<vinyl::postgres::result> run(vinyl::postgres::connection& on, std::string what) {
    auto answer = co_await on.execute(sql(std::move(what)), soon());
    co_return answer;
}

/// Asks for one integer.
inline vinyl::dual<std::int64_t> ask(vinyl::postgres::connection& on, std::string what) {
    const auto answer = co_await on.execute(sql(std::move(what)), soon());
    co_return number(answer);
}

/// The error that a statement ends with, caught as type E; nothing if it ends well. Other errors pass.
template <class E = vinyl::database_error>
vinyl::dual<std::optional<E>> error_of(vinyl::postgres::connection& on, vinyl::statement what,
                                       deadline until = soon()) {
    std::optional<E> caught;
    try {
        co_await on.execute(std::move(what), until);
    } catch (const E& error) {
        caught.emplace(error);
    }
    co_return std::move(caught);
}

/// One statement started without being awaited, in async mode.
struct started {
    explicit started(boost::asio::any_io_executor executor) : on(std::move(executor)) {}

    void execute(vinyl::postgres::connection& with, vinyl::statement what, deadline until = soon()) {
        const vinyl::async_scope scope(true);
        with.execute(std::move(what), until)(boost::asio::bind_cancellation_slot(
            cancel.slot(),
            boost::asio::bind_executor(on, [this](std::exception_ptr failed, vinyl::postgres::result got) {
                ++completions;
                error = failed;
                if (!failed) answer.emplace(std::move(got));
            })));
    }
    [[nodiscard]] bool done() const { return completions > 0; }
    template <class E>
    [[nodiscard]] bool failed_with() const {
        if (!error) return false;
        try {
            std::rethrow_exception(error);
        } catch (const E&) {
            return true;
        } catch (...) {
            return false;
        }
    }
    [[nodiscard]] bool cancelled() const {
        if (!error) return false;
        try {
            std::rethrow_exception(error);
        } catch (const boost::system::system_error& e) {
            return e.code() == boost::asio::error::operation_aborted;
        } catch (...) {
            return false;
        }
    }

    boost::asio::any_io_executor on;
    boost::asio::cancellation_signal cancel;
    int completions = 0;
    std::exception_ptr error;
    std::optional<vinyl::postgres::result> answer;
};

/// Runs the loop until the condition holds. False after ten seconds.
template <class Condition>
bool run_until(boost::asio::io_context& io, Condition condition,
               std::chrono::seconds limit = std::chrono::seconds(10)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition() && std::chrono::steady_clock::now() < end) {
        io.restart();
        io.run_one_for(std::chrono::milliseconds(20));
    }
    return condition();
}

/// A connection opened in async mode on this loop.
inline connection_pointer connect_on(boost::asio::io_context& io, std::string to = dsn(),
                                     vinyl::postgres::driver_options options = {}) {
    connection_pointer made;
    std::exception_ptr failed;
    bool done = false;
    const vinyl::async_scope scope(true);
    connect(std::move(to), std::move(options))(boost::asio::bind_executor(
        io.get_executor(), [&](std::exception_ptr error, connection_pointer opened) {
            failed = error;
            made = std::move(opened);
            done = true;
        }));
    run_until(io, [&] { return done; });
    if (failed) std::rethrow_exception(failed);
    return made;
}

}  // namespace tests
