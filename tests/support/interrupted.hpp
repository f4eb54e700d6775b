// Async work that is cancelled, or whose execution context goes away, at each of its steps.
//
//     struct scenario {
//         vinyl::dual<void> work();                       // is interrupted
//         vinyl::dual<void> others();                     // runs beside it, and is not
//         void check(const asio::any_io_executor&);       // when all has ended, and the context is still there
//         void check_gone();                              // when the context is not
//     };
//     tests::interrupt_at_each_step<scenario>(tests::interruption::cancelled);
#pragma once

#include "support/catch.hpp"

#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/mode.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <utility>

namespace tests {

enum class interruption { cancelled, context_ends };

/// A scenario is made anew for each step. Returns how many steps there were.
template <class Scenario>
std::size_t interrupt_at_each_step(interruption how) {
    namespace asio = boost::asio;
    using namespace std::chrono_literals;
    std::size_t steps = 0;
    for (bool interrupted = true; interrupted; ++steps) {
        CAPTURE(steps);
        REQUIRE(steps < 1000);
        Scenario scenario;
        {
            asio::io_context io(1);
            asio::cancellation_signal signal;
            bool ended = false, others_ended = false;
            std::exception_ptr failure;
            {
                const vinyl::async_scope mode(true);
                auto others = scenario.others();
                std::move(others)(asio::bind_executor(io.get_executor(), [&](std::exception_ptr error) {
                    others_ended = true;
                    CHECK_FALSE(error);
                }));
                auto work = scenario.work();
                std::move(work)(asio::bind_cancellation_slot(
                    signal.slot(), asio::bind_executor(io.get_executor(), [&](std::exception_ptr error) {
                        ended = true;
                        failure = error;
                    })));
            }
            for (std::size_t i = 0; i < steps && !ended; ++i) io.run_one_for(5s);
            interrupted = !ended;
            if (interrupted && how == interruption::cancelled) signal.emit(asio::cancellation_type::terminal);
            if (!interrupted || how == interruption::cancelled) {
                io.run_for(10s);
                REQUIRE(io.stopped());
                REQUIRE(ended);
                REQUIRE(others_ended);
                if (failure) CHECK_THROWS_AS(std::rethrow_exception(failure), boost::system::system_error);
                if (!interrupted) CHECK_FALSE(failure);
                scenario.check(io.get_executor());
            }
        }
        scenario.check_gone();
    }
    return steps;
}

}  // namespace tests
