// Operations of several steps: how they go on, fail, are cancelled and end, in both modes.
#include "support/both_modes.hpp"
#include "support/catch.hpp"

#include <vinyl/io/event.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/io/sequence.hpp>
#include <vinyl/io/sleep.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace io = vinyl::io;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;

struct oops : std::runtime_error {
    oops() : std::runtime_error("oops") {}
};

/// Says when it is destroyed.
struct mark {
    names& log;
    ~mark() { log.emplace_back("destroyed"); }
};

/// Waits for an event.
class waiting {
public:
    using value_type = bool;

    waiting(names& log, io::event& what, io::deadline until = io::deadline::never())
        : log_(log), what_(what), until_(until), mark_{log} {}

    io::need step(io::runner& by) {
        try {
            by.require_waited();
        } catch (const vinyl::cancelled&) {
            log_.emplace_back("cancelled");
            throw;
        }
        if (std::exchange(begun_, true)) return io::need::nothing();
        return io::need::set(what_, until_);
    }
    bool withdraw() noexcept { return false; }
    bool take() { return what_.is_set(); }

private:
    names& log_;
    io::event& what_;
    io::deadline until_;
    mark mark_;
    bool begun_ = false;
};

vinyl::dual<int> three() {
    co_await io::sleep_for(0us);
    co_return 3;
}

vinyl::dual<int> at_once() { return 4; }

class failing_step {
public:
    using value_type = int;
    explicit failing_step(bool when_made = false) {
        if (when_made) throw oops();
    }
    static io::need step(io::runner&) { throw oops(); }
    static bool withdraw() noexcept { return false; }
    static int take() { return 0; }
};

/// Of everything something, in a loop.
class mixed final : public io::sequence {
public:
    using value_type = int;

    explicit mixed(names& log) : log_(log) { set_.set(); }
    int take() const { return sum_; }

private:
    io::need go_on(io::runner& by) override {
        VINYL_GO_ON {
            for (round_ = 0; round_ < 3; ++round_) {
                VINYL_WAIT(by.await(number_.emplace(three())));
                sum_ += io::runner::result_of(*number_);
                VINYL_WAIT(by.await(number_.emplace(at_once())));
                sum_ += io::runner::result_of(*number_);
                if (round_ == 1) {
                    VINYL_WAIT(io::need::set(never_, io::deadline::after(1ms)));
                    by.require_waited();
                }
                VINYL_WAIT(after(waiting_.emplace(log_, set_)));
                CHECK(waiting_->take());
                VINYL_WAIT(after(attempts_[round_].emplace(round_ == 0)));
                CHECK_THROWS_AS(std::rethrow_exception(attempts_[round_].failure()), oops);
            }
            if (sum_ == 21) return io::need::nothing();
            FAIL("it went wrong");
        }
        return io::need::nothing();
    }

    names& log_;
    std::optional<vinyl::dual<int>> number_;
    std::optional<waiting> waiting_;
    io::attempt<failing_step> attempts_[3];
    io::event set_, never_;
    int round_ = 0;
    int sum_ = 0;
};

/// Waits for two events, the first of which may be late, or the wait for it cancelled.
class patient final : public io::sequence {
public:
    using value_type = names;

    patient(names& log, io::event& first, io::event& second) : first_(first), second_(second), log_(log) {}
    names take() const { return log_; }

private:
    io::need go_on(io::runner& by) override {
        VINYL_GO_ON {
            VINYL_WAIT(after(attempt_.emplace(log_, first_, io::deadline::after(5s))));
            log_.emplace_back(attempt_.failure() ? "the first failed" : "the first came");
            by.require_waited();  // which is over
            VINYL_WAIT(after(waiting_.emplace(log_, second_)));
            log_.emplace_back(waiting_->take() ? "the second came" : "?");
        }
        return io::need::nothing();
    }

    io::attempt<waiting> attempt_;
    std::optional<waiting> waiting_;
    io::event& first_;
    io::event& second_;
    names& log_;
};

/// Gives itself to somebody who shall call it, and fails.
class failing_behind_park {
public:
    using value_type = void;
    static io::need step(io::runner& by) {
        static_cast<void>(by.park());
        throw oops();
    }
    static bool withdraw() noexcept { return false; }
    static void take() noexcept {}
};

class undeterred final : public io::sequence {
public:
    using value_type = void;
    static void take() noexcept {}

private:
    io::need go_on(io::runner& by) override {
        VINYL_GO_ON {
            VINYL_WAIT(after(attempt_.emplace()));
            CHECK(attempt_.failure() != nullptr);
            CHECK(by.frame().task->parked == nullptr);  // else whoever cancels the task calls what has gone
        }
        return io::need::nothing();
    }

    io::attempt<failing_behind_park> attempt_;
};

/// What became of an operation on an io_context, cancelled after so many handlers.
template <class Operation, class... Args>
std::exception_ptr cancelled_after(std::size_t handlers, Args&&... args) {
    asio::io_context context;
    asio::cancellation_signal signal;
    std::optional<std::exception_ptr> outcome;
    {
        const vinyl::async_scope mode(true);
        auto work = io::run<Operation>(std::forward<Args>(args)...);
        std::move(work)(asio::bind_cancellation_slot(
            signal.slot(),
            asio::bind_executor(context.get_executor(), [&](std::exception_ptr error, auto) { outcome = error; })));
    }
    for (std::size_t i = 0; i < handlers; ++i) context.run_one_for(1s);
    signal.emit(asio::cancellation_type::all);
    while (!outcome && context.run_one_for(5s) > 0) continue;
    REQUIRE(outcome);
    return *outcome;
}

}  // namespace

TEST_CASE("a sequence goes on behind each of its waits, in loops and branches", "[io]") {
    names log;
    tests::in_both_modes([&log]() -> vinyl::dual<void> {
        log.clear();
        const int sum = co_await io::run<mixed>(log);
        CHECK(sum == 21);
        CHECK(log == names{"destroyed", "destroyed", "destroyed"});
    });
}

TEST_CASE("an operation is destroyed when it has ended or failed, before anybody hears of it", "[io]") {
    tests::in_both_modes([]() -> vinyl::dual<void> {
        names log;
        io::event set;
        set.set();
        vinyl::dual<bool> good = io::run<waiting>(log, set);
        CHECK(co_await good);
        log.emplace_back("heard");
        CHECK(log == names{"destroyed", "heard"});
    });
    tests::run_async([]() -> vinyl::dual<void> {
        vinyl::dual<int> bad = io::run<failing_step>();
        CHECK_THROWS_AS(co_await bad, oops);
    });
    tests::run_sync([]() -> vinyl::dual<void> {
        CHECK_THROWS_AS(io::run<failing_step>(), oops);
        return vinyl::dual<void>::ready();
    });
}

TEST_CASE("an operation learns that its wait has been cancelled, or was not begun because its task had been", "[io]") {
    io::event never;
    for (const std::size_t handlers : {std::size_t(0), std::size_t(1)}) {
        names log;
        const std::exception_ptr error = cancelled_after<waiting>(handlers, log, never);
        CHECK_THROWS_AS(std::rethrow_exception(error), vinyl::cancelled);
        CHECK(log == names{"cancelled", "destroyed"});
    }
}

TEST_CASE("an attempt that fails is not the failure of the whole, nor of its next wait", "[io]") {
    io::event never, set;
    set.set();
    names log;
    const std::exception_ptr error = cancelled_after<patient>(0, log, never, set);
    CHECK_THROWS_AS(std::rethrow_exception(error), vinyl::cancelled);
    CHECK(log == names{"cancelled", "destroyed", "the first failed", "cancelled", "destroyed"});

    tests::run_sync([&]() -> vinyl::dual<void> {
        log.clear();
        static_cast<void>(io::run<patient>(log, set, set));
        CHECK(log == names{"destroyed", "the first came", "the second came", "destroyed"});
        return vinyl::dual<void>::ready();
    });
}

TEST_CASE("nobody calls an attempt that has failed", "[io]") {
    tests::run_async([]() -> vinyl::dual<void> { co_await io::run<undeterred>(); });
}

TEST_CASE("a dual that an operation waits for has begun when the step ends", "[io]") {
    names log;
    struct child {
        static vinyl::dual<void> run(names& to) {
            to.emplace_back("begun");
            co_await io::sleep_for(0us);
        }
    };
    struct scope {
        names& to;
        ~scope() { to.emplace_back("step ended"); }
    };
    class parent {
    public:
        using value_type = void;
        explicit parent(names& log) : log_(log) {}
        io::need step(io::runner& by) {
            if (child_) return io::need::nothing();
            const scope now{log_};
            return by.await(child_.emplace(child::run(log_)));
        }
        static bool withdraw() noexcept { return false; }
        void take() { io::runner::result_of(*child_); }

    private:
        names& log_;
        std::optional<vinyl::dual<void>> child_;
    };
    tests::in_both_modes([&log]() -> vinyl::dual<void> {
        log.clear();
        co_await io::run<parent>(log);
        CHECK(log == names{"begun", "step ended"});
    });
}

TEST_CASE("a sequence that is dropped in the middle leaves nothing behind", "[io]") {
    io::event never;
    names log;
    {
        asio::io_context context;
        const vinyl::async_scope mode(true);
        auto work = io::run<patient>(log, never, never);
        std::move(work)(asio::bind_executor(context.get_executor(), [](std::exception_ptr, auto) { FAIL("ended"); }));
        context.poll();
        CHECK(log.empty());
    }
    CHECK(log == names{"destroyed"});
}
