// Names of hosts that are looked up slowly, or in vain.
#include "support/postgres_connection.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include <dlfcn.h>
#include <netdb.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using tests::connect;
using tests::in_both_modes;
using tests::number;
using tests::run;
using tests::run_until;
using vinyl::dual;
using vinyl::io::deadline;

namespace {

thread_local bool runs_a_loop = false;

/// What the look-up of "slow.test" waits for.
struct {
    std::mutex mutex;
    std::condition_variable changed;
    bool open = false;
    bool asked_by_loop = false;
} gate_of_names;

int answer_slowly() {
    std::unique_lock lock(gate_of_names.mutex);
    gate_of_names.asked_by_loop = gate_of_names.asked_by_loop || runs_a_loop;
    if (!runs_a_loop) gate_of_names.changed.wait(lock, [] { return gate_of_names.open; });
    return EAI_AGAIN;
}

}  // namespace

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
    using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    const std::string_view asked = name != nullptr ? name : "";
    if (asked == "slow.test") return answer_slowly();
    if (asked == "nowhere.test") return EAI_NONAME;
    return real(name, service, hints, found);
}

TEST_CASE("a loop does not stand still while a name is looked up, and the deadline passes", "[connect]") {
    asio::io_context io;
    std::exception_ptr failed;
    runs_a_loop = true;
    {
        const vinyl::async_scope scope(true);
        const vinyl::postgres::driver driver(vinyl::postgres::settings("host=slow.test dbname=music"));
        driver.connect(deadline::after(200ms))(asio::bind_executor(
            io.get_executor(), [&](std::exception_ptr error, tests::connection_pointer) { failed = error; }));
        CHECK(run_until(io, [&] { return failed != nullptr; }));
    }
    runs_a_loop = false;
    {
        const std::lock_guard lock(gate_of_names.mutex);
        CHECK_FALSE(gate_of_names.asked_by_loop);
        gate_of_names.open = true;
        gate_of_names.changed.notify_all();
    }
    REQUIRE(failed);
    CHECK_THROWS_AS(std::rethrow_exception(failed), vinyl::timeout);
    try {
        std::rethrow_exception(failed);
    } catch (const std::exception& error) {
        CHECK_THAT(error.what(), Contains("slow.test") && Contains("looking up the name"));
    }
}

TEST_CASE("a look-up can be cancelled, and goes with its execution context", "[connect]") {
    for (const bool cancelled : {true, false}) {
        {
            const std::lock_guard lock(gate_of_names.mutex);
            gate_of_names.open = false;
        }
        const auto token = std::make_shared<int>(1);
        std::exception_ptr failed;
        std::thread opener;
        {
            asio::io_context io;
            asio::cancellation_signal signal;
            const vinyl::async_scope scope(true);
            const vinyl::postgres::driver driver(vinyl::postgres::settings("host=slow.test dbname=music"));
            driver.connect(tests::soon())(asio::bind_cancellation_slot(
                signal.slot(), asio::bind_executor(io, [&failed, token](std::exception_ptr error,
                                                                        tests::connection_pointer) { failed = error; })));
            io.poll();
            CHECK_FALSE(failed);
            if (cancelled) {
                signal.emit(asio::cancellation_type::terminal);
                CHECK(run_until(io, [&] { return failed != nullptr; }));
                REQUIRE(failed);
                CHECK_THROWS_AS(std::rethrow_exception(failed), vinyl::cancelled);
            }
            opener = std::thread([] {  // an io_context that goes waits for the system's answer
                std::this_thread::sleep_for(10ms);
                const std::lock_guard lock(gate_of_names.mutex);
                gate_of_names.open = true;
                gate_of_names.changed.notify_all();
            });
        }
        opener.join();
        CHECK((failed != nullptr) == cancelled);
        CHECK(token.use_count() == 1);
    }
}

TEST_CASE("hosts without an address are passed over, and named when there is no other", "[connect]") {
    in_both_modes([]() -> dual<void> {
        const std::string port = std::to_string(*tests::server().port());
        auto conn = co_await connect("host=nowhere.test,127.0.0.1 port=1," + port + " user=postgres dbname=postgres");
        const auto answer = co_await run(*conn, "SELECT 1::int8");
        CHECK(number(answer) == 1);

        std::string what;
        try {
            co_await connect("host=nowhere.test,nowhere.test dbname=music");
        } catch (const vinyl::connection_lost& error) {
            what = error.what();
        }
        CHECK_THAT(what, Contains("\"nowhere.test\"") && Contains("database music"));
    });
}
