// A connection for which the program has no file descriptor left.
#include "support/postgres_connection.hpp"

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <exception>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>

namespace asio = boost::asio;
using Catch::Matchers::Contains;

namespace {

/// Not by a limit of the process: the sanitizers need descriptors of their own.
std::atomic<bool> no_duplicates = false;

}  // namespace

extern "C" int fcntl(int descriptor, int command, ...) {
    using function = int (*)(int, int, ...);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "fcntl"));
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    if (command == F_DUPFD_CLOEXEC && no_duplicates) {
        errno = EMFILE;
        return -1;
    }
    return real(descriptor, command, argument);
}

TEST_CASE("a connection that can not be waited for says why") {
    asio::io_context io;
    auto conn = tests::connect_on(io);
    tests::started asked(io.get_executor());
    no_duplicates = true;
    asked.execute(*conn, tests::sql("SELECT 1"));
    CHECK(tests::run_until(io, [&] { return asked.done(); }));
    no_duplicates = false;
    REQUIRE(asked.failed_with<vinyl::connection_lost>());
    std::string what;
    try {
        std::rethrow_exception(asked.error);
    } catch (const std::exception& error) {
        what = error.what();
    }
    CHECK_THAT(what, Contains("Too many open files"));
}
