// A connection for which the program has no file descriptor left.
#include "support/postgres_connection.hpp"

#include <sys/resource.h>
#include <string>

namespace asio = boost::asio;
using Catch::Matchers::Contains;

namespace {

/// While it lives, this program can open no file.
class no_more_files {
public:
    no_more_files() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit none = before_;
        none.rlim_cur = 3;
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    no_more_files(const no_more_files&) = delete;
    no_more_files& operator=(const no_more_files&) = delete;
    ~no_more_files() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

}  // namespace

TEST_CASE("a connection that can not be waited for says why") {
    asio::io_context io;
    auto conn = tests::connect_on(io);
    tests::started asked(io.get_executor());
    {
        const no_more_files now;
        asked.execute(*conn, tests::sql("SELECT 1"));
        REQUIRE(tests::run_until(io, [&] { return asked.done(); }));
    }
    REQUIRE(asked.failed_with<vinyl::connection_lost>());
    std::string what;
    try {
        std::rethrow_exception(asked.error);
    } catch (const std::exception& error) {
        what = error.what();
    }
    CHECK_THAT(what, Contains("Too many open files"));
}
