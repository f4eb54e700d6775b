// A PgBouncer in front of a test server, with pool_mode=transaction.
#pragma once

#include <vinyl/testing/server.hpp>

#include <filesystem>
#include <string>

#include <sys/types.h>

namespace tests {

/// Stopped when the object, or the program, ends. Throws vinyl::error when PgBouncer is not installed.
class pgbouncer {
public:
    /// @param sessions  how many sessions it has with the server, for all its clients
    pgbouncer(const vinyl::testing::server& behind, int sessions);
    pgbouncer(const pgbouncer&) = delete;
    pgbouncer& operator=(const pgbouncer&) = delete;
    ~pgbouncer();

    [[nodiscard]] std::string dsn() const;

private:
    std::filesystem::path folder_;
    std::string port_;
    pid_t process_ = 0;
    int pipe_ = -1;  // its end of file ends it
};

}  // namespace tests
