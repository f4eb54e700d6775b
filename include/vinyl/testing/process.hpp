// Starting the programs of a PostgreSQL installation as child processes: as another user when we are root, with their
// output in a file, and never for longer than allowed.
#pragma once

#include <vinyl/base/config.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace vinyl::testing::detail {

/// Whom child processes run as. PostgreSQL refuses to run as root.
struct account {
    uid_t user{};
    gid_t group{};
};

/// The account servers run as: ours, or when we are root `postgres`, else `nobody`.
/// Throws vinyl::error when we are root and neither exists.
[[nodiscard]] std::optional<account> account_for_servers();

/// The folder that holds `initdb` and `postgres`: from $PG_CONFIG, pg_config, PATH, or where distributions put them.
/// Throws vinyl::error that says where it looked and what to install.
[[nodiscard]] std::filesystem::path find_server_programs();

/// One program to start. Its standard input comes from /dev/null, or from `standard_input`.
struct command {
    std::vector<std::string> arguments;  ///< The program's path first.
    std::filesystem::path output;        ///< Standard output and error are appended here.
    std::filesystem::path folder;        ///< Where it runs.
    std::optional<account> as;           ///< As whom, when not as ourselves.
    int standard_input = -1;
};

/// Starts it in a session of its own, so that Ctrl-C on the terminal does not reach it, and without any of our open
/// files. Throws vinyl::error when no process can be made; a program that can not be executed exits with 127.
[[nodiscard]] pid_t start(const command& what);

/// Waits until a child has ended. False: it still runs after `timeout`.
[[nodiscard]] bool wait_for_exit(pid_t child, std::chrono::milliseconds timeout, int* status = nullptr);

/// The last lines of a text file, for error messages.
[[nodiscard]] std::string tail(const std::filesystem::path& file, std::size_t lines = 15);

}  // namespace vinyl::testing::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/testing/process.ipp>
#endif
