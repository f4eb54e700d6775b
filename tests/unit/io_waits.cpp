// What every wait of a task has in common, whatever it is for: an event, a socket or time, in a coroutine or in an operation.
#include "support/catch.hpp"
#include "support/moody_executor.hpp"
#include "support/socket_pair.hpp"

#include <vinyl/dual/spawn.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/io/sleep.hpp>
#include <vinyl/io/socket_watch.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using tests::moody_executor;
using vinyl::dual;
using vinyl::io::deadline;
using vinyl::io::event;
using vinyl::io::need;
using vinyl::io::readiness;
using vinyl::io::runner;
using vinyl::io::socket_watch;

namespace {

struct waited_for : tests::socket_pair {
    waited_for() { watch.rebind(ends[0]); }
    waited_for(const waited_for&) = delete;
    waited_for& operator=(const waited_for&) = delete;
    ~waited_for() { watch.close(); }

    event happened;
    socket_watch watch;
};

/// How a wait has ended.
enum class ended { not_yet, it_came, deadline_passed, was_cancelled };

/// Says what it needs, and is told how that has ended.
template <class Need>
class one_need {
public:
    using value_type = ended;

    explicit one_need(Need wanted) : wanted_(std::move(wanted)) {}

    need step(runner& by) {
        if (!std::exchange(begun_, true)) return wanted_();
        try {
            found_ = by.found();
        } catch (const vinyl::cancelled&) {
            result_ = ended::was_cancelled;
        }
        return need::nothing();
    }
    bool withdraw() noexcept { return false; }
    ended take() {
        if (result_ != ended::not_yet) return result_;
        return found_ == readiness::none ? ended::deadline_passed : ended::it_came;
    }

private:
    Need wanted_;
    bool begun_ = false;
    ended result_ = ended::not_yet;
    readiness found_ = readiness::none;
};

using waiting = dual<ended> (*)(waited_for&, deadline);

dual<ended> for_event(waited_for& what, deadline until) {
    try {
        const bool set = co_await vinyl::io::wait(what.happened, until);
        co_return set ? ended::it_came : ended::deadline_passed;
    } catch (const vinyl::cancelled&) {
        co_return ended::was_cancelled;
    }
}

dual<ended> for_socket(waited_for& what, deadline until) {
    try {
        const readiness found = co_await vinyl::io::wait_for(what.watch, readiness::read, until);
        co_return found == readiness::read ? ended::it_came : ended::deadline_passed;
    } catch (const vinyl::cancelled&) {
        co_return ended::was_cancelled;
    }
}

dual<ended> for_time(waited_for&, deadline until) {
    try {
        co_await vinyl::io::sleep_until(until);
        co_return ended::deadline_passed;
    } catch (const vinyl::cancelled&) {
        co_return ended::was_cancelled;
    }
}

dual<ended> for_socket_in_operation(waited_for& what, deadline until) {
    auto wanted = [&what, until] { return need::ready(what.watch, readiness::read, until); };
    return vinyl::io::run<one_need<decltype(wanted)>>(std::move(wanted));
}

constexpr waiting all_kinds[] = {for_event, for_socket, for_time, for_socket_in_operation};

dual<void> note(dual<ended> wait, ended& how) { how = co_await std::move(wait); }

/// Starts a wait on the executor; what it comes to is in `how`.
template <class Executor>
void start(waiting kind, waited_for& what, deadline until, const Executor& at, ended& how,
           asio::cancellation_slot slot = {}) {
    const vinyl::async_scope async(true);
    note(kind(what, until), how)(
        asio::bind_cancellation_slot(slot, asio::bind_executor(at, [](std::exception_ptr failed) { CHECK(!failed); })));
}

}  // namespace

TEST_CASE("every wait ends at its deadline", "[io]") {
    for (const waiting kind : all_kinds) {
        asio::io_context io;
        waited_for what;
        ended how = ended::not_yet;
        const deadline until = deadline::after(10ms);
        start(kind, what, until, io.get_executor(), how);
        while (how == ended::not_yet && io.run_one_for(5s) > 0) continue;
        CHECK(how == ended::deadline_passed);
        CHECK(until.expired());
    }
}

TEST_CASE("every wait can be cancelled, and the task goes on with the error", "[io]") {
    for (const waiting kind : all_kinds)
        for (const auto type :
             {asio::cancellation_type::terminal, asio::cancellation_type::partial, asio::cancellation_type::total}) {
            asio::io_context io;
            waited_for what;
            asio::cancellation_signal signal;
            ended how = ended::not_yet;
            start(kind, what, deadline::after(1h), io.get_executor(), how, signal.slot());
            io.poll();
            CHECK(how == ended::not_yet);
            signal.emit(type);
            io.poll();
            CHECK(how == ended::was_cancelled);
            what.happened.set();
            signal.emit(type);  // after the end: nothing happens
            io.poll();
        }
}

TEST_CASE("a task that was cancelled does not wait any more", "[io]") {
    for (const waiting kind : all_kinds) {
        asio::io_context io;
        waited_for what;
        asio::cancellation_signal signal;
        ended how = ended::not_yet;
        bool again = false;
        const auto twice = [&]() -> dual<void> {
            how = co_await for_time(what, deadline::after(1h));
            try {
                const ended second = co_await kind(what, deadline::after(1h));
                again = second == ended::was_cancelled;
            } catch (const vinyl::cancelled&) {
                again = true;
            }
        };
        {
            const vinyl::async_scope async(true);
            twice()(asio::bind_cancellation_slot(
                signal.slot(), asio::bind_executor(io, [](std::exception_ptr failed) { CHECK(!failed); })));
        }
        io.poll();
        signal.emit(asio::cancellation_type::terminal);
        io.poll();
        CHECK(how == ended::was_cancelled);
        CHECK(again);
    }
}

TEST_CASE("what came before the cancellation was noticed counts", "[io]") {
    asio::io_context io;
    waited_for what;
    asio::cancellation_signal signal;
    ended how = ended::not_yet;
    start(for_event, what, deadline::after(1h), io.get_executor(), how, signal.slot());
    io.poll();
    what.happened.set();
    signal.emit(asio::cancellation_type::terminal);
    io.poll();
    CHECK(how == ended::it_came);
}

TEST_CASE("a socket that is closed ends the wait for it", "[io]") {
    for (const waiting kind : {&for_socket, &for_socket_in_operation}) {
        asio::io_context io;
        waited_for what;
        ended how = ended::not_yet;
        start(kind, what, deadline::after(1h), io.get_executor(), how);
        io.poll();
        what.watch.close();
        io.poll();
        CHECK(how == ended::it_came);  // reading tells the reason
        how = ended::not_yet;
        start(kind, what, deadline::after(1h), io.get_executor(), how);
        io.restart();
        io.poll();
        CHECK(how == ended::it_came);
    }
}

TEST_CASE("a socket that has been interrupted ends its wait once", "[io]") {
    for (const waiting kind : {&for_socket, &for_socket_in_operation}) {
        asio::io_context io;
        waited_for what;
        ended how = ended::not_yet;
        start(kind, what, deadline::after(1h), io.get_executor(), how);
        io.poll();
        what.watch.interrupt();
        io.poll();
        CHECK(how == ended::deadline_passed);  // nothing was found
        how = ended::not_yet;
        start(kind, what, deadline::after(1h), io.get_executor(), how);
        io.poll();
        CHECK(how == ended::not_yet);
        what.say();
        io.poll();
        CHECK(how == ended::it_came);
    }
}

TEST_CASE("an execution context that goes frees every task that waits there", "[io]") {
    for (const waiting kind : all_kinds)
        for (const bool on_strand : {false, true}) {
            waited_for what;
            const auto token = std::make_shared<int>(1);
            {
                asio::io_context io;
                const asio::any_io_executor at =
                    on_strand ? asio::any_io_executor(asio::make_strand(io)) : asio::any_io_executor(io.get_executor());
                const auto body = [](waiting wait, waited_for& on, std::shared_ptr<int>) -> dual<void> {
                    const ended how = co_await wait(on, deadline::after(1h));
                    static_cast<void>(how);
                    FAIL("went on");
                };
                const vinyl::async_scope async(true);
                body(kind, what, token)(asio::bind_executor(at, [token](std::exception_ptr) { FAIL("never called"); }));
                io.poll();
                CHECK(token.use_count() == 3);
                what.watch.close();  // a wait that has been woken, and never runs
                what.happened.set();
            }
            CHECK(token.use_count() == 1);
        }
}

TEST_CASE("a wait that has ended lets go of what it was for, and of its execution context", "[io]") {
    auto what = std::make_unique<event>();
    bool heard = false;
    asio::io_context context;
    {
        const vinyl::async_scope async(true);
        vinyl::io::wait(*what, deadline::never())(
            asio::bind_executor(context.get_executor(), [&](std::exception_ptr failed, bool set) {
                CHECK(!failed);
                CHECK(set);
                what.reset();
                heard = true;
            }));
    }
    context.poll();
    what->set();
    context.restart();
    context.run();
    CHECK(heard);

    std::optional<dual<bool>> outlives;
    event never;
    {
        asio::io_context gone;
        const auto wait_in_vain = [&]() -> asio::awaitable<void> {
            outlives.emplace(vinyl::io::wait(never, deadline::after(1ms)));
            const bool set = co_await *outlives;
            CHECK_FALSE(set);
        };
        const vinyl::async_scope async(true);
        vinyl::spawn(gone, wait_in_vain, asio::detached);
        gone.run();
    }
    never.set();
    outlives.reset();
}

TEST_CASE("a task whose executor does not take it back is freed", "[io]") {
    using mood = moody_executor::mood;
    for (const waiting kind : all_kinds)
        for (const mood refusal : {mood::throws, mood::drops}) {
            asio::io_context io;
            waited_for what;
            std::atomic<mood> now = mood::takes;
            const auto token = std::make_shared<int>(1);
            {
                const vinyl::async_scope async(true);
                kind(what, deadline::after(1ms))(
                    asio::bind_executor(asio::any_io_executor(moody_executor{io.get_executor(), &now}),
                                        [token](std::exception_ptr, ended) { FAIL("went on"); }));
            }
            now = refusal;
            const auto end = std::chrono::steady_clock::now() + 10s;
            while (token.use_count() > 1 && std::chrono::steady_clock::now() < end) {
                try {
                    io.run_one_for(10ms);
                } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): what the executor has thrown
                }
            }
            CHECK(token.use_count() == 1);
            now = mood::takes;
            what.watch.close();
            io.restart();
            io.poll();
        }
}

TEST_CASE("every wait goes on on the executor of its task", "[io][threads]") {
    for (const waiting kind : all_kinds) {
        asio::thread_pool threads(2);
        waited_for what;
        std::atomic<int> went_on = 0;
        std::atomic<int> inside = 0;
        std::atomic<bool> well = true;
        const auto strand = asio::make_strand(threads);
        for (int i = 0; i < 20; ++i)
            vinyl::spawn(
                strand,
                [&]() -> dual<void> {
                    for (int round = 0; round < 5; ++round) {
                        if (inside.fetch_add(1) != 0) well = false;
                        --inside;
                        waited_for mine;
                        const ended how = co_await kind(mine, deadline::after(100us));
                        if (how != ended::deadline_passed || !strand.running_in_this_thread()) well = false;
                        mine.watch.leave();
                    }
                    ++went_on;
                },
                asio::detached);
        threads.join();
        CHECK(went_on == 20);
        CHECK(well);
    }
}

TEST_CASE("waits end once, whatever ends them, with two threads on an io_context", "[io][threads]") {
    asio::io_context io;
    auto work = asio::make_work_guard(io);
    std::vector<std::thread> loops;
    for (int i = 0; i < 2; ++i) loops.emplace_back([&] { io.run(); });
    std::minstd_rand random(4711);
    for (int round = 0; round < 800; ++round) {
        const waiting kind = all_kinds[round % 4];
        waited_for what;
        asio::cancellation_signal signal;
        const auto strand = asio::make_strand(io);
        std::atomic<ended> how = ended::not_yet;
        event gone;
        {
            const vinyl::async_scope async(true);
            kind(what, deadline::after(std::chrono::microseconds(random() % 300)))(asio::bind_cancellation_slot(
                signal.slot(), asio::bind_executor(strand, [&](std::exception_ptr failed, ended result) {
                    if (!failed) how = result;
                    what.watch.leave();
                    gone.set();
                })));
        }
        for (auto pause = random() % 60; pause > 0; --pause) std::this_thread::yield();
        if (round % 3 == 0) what.happened.set();
        if (round % 5 == 0) what.say();
        if (round % 7 == 0) asio::post(strand, [&] { signal.emit(asio::cancellation_type::terminal); });
        REQUIRE(gone.block_until(deadline::after(20s)));
        CHECK(how != ended::not_yet);
        event behind;  // what was posted
        asio::post(strand, [&] { behind.set(); });
        REQUIRE(behind.block_until(deadline::after(20s)));
    }
    work.reset();
    for (std::thread& loop : loops) loop.join();
}
