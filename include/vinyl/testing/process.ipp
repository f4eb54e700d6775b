// Bodies of testing/process.hpp.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/testing/process.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <memory>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vinyl::testing::detail {

VINYL_DECL std::optional<account> account_for_servers() {
    if (::geteuid() != 0) return std::nullopt;
    for (const char* name : {"postgres", "nobody"}) {
        if (const passwd* entry = ::getpwnam(name); entry && entry->pw_uid != 0)
            return account{entry->pw_uid, entry->pw_gid};
    }
    throw os_error(
        "PostgreSQL does not run as root, and there is neither a user `postgres` nor a user `nobody` to run it "
        "as; make one of them, or run this program as an ordinary user");
}

VINYL_DECL bool holds_server(const std::filesystem::path& folder) {
    const auto runs = [&](const char* name) { return ::access((folder / name).c_str(), X_OK) == 0; };
    return runs("initdb") && runs("postgres");
}

VINYL_DECL std::string first_line_of(const std::string& shell_command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(shell_command.c_str(), "re"), &::pclose);
    char line[4096] = {};
    if (!pipe || !std::fgets(line, sizeof line, pipe.get())) return {};
    line[std::strcspn(line, "\n")] = '\0';
    return line;
}

// Highest version first: /usr/lib/postgresql/17/bin before /usr/lib/postgresql/9.6/bin.
VINYL_DECL std::vector<std::filesystem::path> installed_versions(const std::filesystem::path& parent,
                                                                 const char* inner) {
    std::vector<std::pair<double, std::filesystem::path>> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(parent, ignored))
        found.emplace_back(std::atof(entry.path().filename().c_str()), entry.path() / inner);
    std::ranges::sort(found, std::greater{});
    std::vector<std::filesystem::path> folders;
    for (auto& [version, folder] : found) folders.push_back(std::move(folder));
    return folders;
}

VINYL_DECL std::filesystem::path find_server_programs() {
    std::vector<std::filesystem::path> candidates;
    if (const char* chosen = std::getenv("PG_CONFIG"); chosen && *chosen) {
        const std::string folder = first_line_of("'" + std::string(chosen) + "' --bindir 2>/dev/null");
        if (!holds_server(folder))
            throw os_error("PG_CONFIG is set to " + std::string(chosen) +
                           ", but there is no `initdb` and `postgres` in " +
                           (folder.empty() ? "the folder it should name" : folder) +
                           "; point it at the pg_config of an installation with a server, or unset it");
        return folder;
    }
    if (std::string folder = first_line_of("pg_config --bindir 2>/dev/null"); !folder.empty())
        candidates.emplace_back(std::move(folder));
    for (std::string_view rest = std::getenv("PATH") ? std::getenv("PATH") : ""; !rest.empty();) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        if (end > 0) candidates.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (auto& folder : installed_versions("/usr/lib/postgresql", "bin")) candidates.push_back(std::move(folder));
    for (const char* folder : {"/usr/local/pgsql/bin", "/usr/local/bin", "/opt/homebrew/bin"})
        candidates.emplace_back(folder);

    for (const auto& folder : candidates)
        if (holds_server(folder)) return folder;
    throw os_error(
        "no PostgreSQL server found: looked for `initdb` and `postgres` in the folder `pg_config` names, in PATH "
        "and in /usr/lib/postgresql/*/bin; install one (Debian and Ubuntu: apt install postgresql) or set "
        "PG_CONFIG to the path of your installation's pg_config");
}

VINYL_DECL pid_t start(const command& what) {
    std::vector<char*> arguments;
    for (const std::string& argument : what.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const std::string output = what.output.string();
    const std::string folder = what.folder.string();

    const pid_t child = ::fork();
    if (child < 0) throw os_error(std::string("can not start a process: ") + std::strerror(errno));
    if (child > 0) return child;

    // In the child. Other threads of ours do not exist here and may have held locks, so only system calls until exec.
    ::setsid();
    const int input = what.standard_input >= 0 ? what.standard_input : ::open("/dev/null", O_RDONLY);
    const int log = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (input < 0 || log < 0 || ::dup2(input, 0) < 0 || ::dup2(log, 1) < 0 || ::dup2(log, 2) < 0) ::_exit(126);
    for (int other = 3; other < 1024; ++other) ::close(other);
    if (what.as && (::setgroups(0, nullptr) != 0 || ::setgid(what.as->group) != 0 || ::setuid(what.as->user) != 0))
        ::_exit(126);
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

VINYL_DECL bool wait_for_exit(pid_t child, std::chrono::milliseconds timeout, int* status) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    auto pause = std::chrono::milliseconds(1);
    for (;;) {
        const pid_t ended = ::waitpid(child, status, WNOHANG);
        if (ended == child) return true;
        if (ended < 0 && errno == ECHILD) return ::kill(child, 0) != 0;  // somebody else has collected it
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(20));
    }
}

VINYL_DECL std::string tail(const std::filesystem::path& file, std::size_t lines) {
    std::ifstream in(file);
    std::deque<std::string> last;
    for (std::string line; std::getline(in, line);) {
        last.push_back("    " + line + "\n");
        if (last.size() > lines) last.pop_front();
    }
    std::string text;
    for (const std::string& line : last) text += line;
    return text.empty() ? "    (nothing)\n" : text;
}

}  // namespace vinyl::testing::detail
