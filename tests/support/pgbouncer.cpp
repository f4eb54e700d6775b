#include "support/pgbouncer.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/testing/process.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace tests {
namespace {

sockaddr_in local(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

std::uint16_t free_port() {
    sockaddr_in address = local(0);
    socklen_t size = sizeof address;
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool bound = ::bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(probe);
    if (!bound) throw vinyl::os_error("found no free port for PgBouncer");
    return ntohs(address.sin_port);
}

bool accepts(std::uint16_t port) {
    const sockaddr_in address = local(port);
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return connected;
}

fs::path find_program() {
    for (const char* path : {"/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"})
        if (::access(path, X_OK) == 0) return path;
    throw vinyl::os_error("PgBouncer is not installed: apt-get install pgbouncer");
}

}  // namespace

pgbouncer::pgbouncer(const vinyl::testing::server& behind, int sessions) {
    const auto account = vinyl::testing::detail::account_for_servers();
    std::string name = (fs::temp_directory_path() / "vinyl-pgbouncer-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw vinyl::os_error("can not make a folder for PgBouncer");
    folder_ = name;
    const std::uint16_t port = free_port();
    port_ = std::to_string(port);
    {
        std::ofstream users(folder_ / "users.txt");
        users << "\"postgres\" \"\"\n";
        std::ofstream settings(folder_ / "pgbouncer.ini");
        settings << "[databases]\npostgres = host=127.0.0.1 port=" << *behind.port() << "\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
                 << "listen_port = " << port_ << "\nunix_socket_dir =\nauth_type = trust\nauth_file = "
                 << (folder_ / "users.txt").string() << "\npool_mode = transaction\ndefault_pool_size = " << sessions
                 << "\nmax_client_conn = 200\n";
    }
    if (account) {
        for (const char* file : {"users.txt", "pgbouncer.ini", ""})
            if (::chown((folder_ / file).c_str(), account->user, account->group) != 0)
                throw vinyl::os_error("can not give PgBouncer its files");
    }
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw vinyl::os_error("can not make a pipe");
    vinyl::testing::detail::command what;
    what.arguments = {"/bin/sh", "-c", R"("$0" "$1/pgbouncer.ini" & read -r _; kill "$!"; wait; rm -rf "$1")",
                      find_program().string(), folder_.string()};
    what.output = folder_ / "log";
    what.folder = folder_;
    what.as = account;
    what.standard_input = ends[0];
    process_ = vinyl::testing::detail::start(what);
    ::close(ends[0]);
    pipe_ = ends[1];
    for (int i = 0; i < 1000 && !accepts(port); ++i) std::this_thread::sleep_for(10ms);
    if (!accepts(port))
        throw vinyl::os_error("PgBouncer does not start:\n" + vinyl::testing::detail::tail(folder_ / "log"));
}

pgbouncer::~pgbouncer() {
    ::close(pipe_);
    static_cast<void>(vinyl::testing::detail::wait_for_exit(process_, 10s));
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::string pgbouncer::dsn() const { return "postgresql://postgres@127.0.0.1:" + port_ + "/postgres"; }

}  // namespace tests
