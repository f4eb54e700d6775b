// A PostgreSQL server that is not there: it speaks just enough of the protocol to be logged into and to answer statements, and
// falls silent or hangs up after any number of messages. For tests of what happens at each step, without a server.
//
//     tests::fake_server server;
//     server.fail_after(3, tests::fake_server::failure::hangs_up);   // its fourth message is never sent
//     vinyl::connections().add("default", server.dsn());
//
// Every statement has one row with the number 7, unless give_rows() says otherwise; BEGIN, COMMIT, ROLLBACK and savepoints change the transaction's state.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace tests {

/// Thread safety: shared objects are safe.
class fake_server {
public:
    enum class failure { none, hangs_up, falls_silent };

    fake_server() {
        char name[] = "/tmp/vinyl-fake-XXXXXX";
        if (::mkdtemp(name) == nullptr) throw std::runtime_error("no folder for a socket");
        folder_ = name;
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        (folder_ + "/.s.PGSQL.5432").copy(address.sun_path, sizeof address.sun_path - 1);
        listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(listening_, 16) != 0)
            throw std::runtime_error("no socket to listen on");
        accepting_ = std::thread([this] { accept_all(); });
    }
    fake_server(const fake_server&) = delete;
    fake_server& operator=(const fake_server&) = delete;
    ~fake_server() {
        ending_ = true;
        ::shutdown(listening_, SHUT_RDWR);
        accepting_.join();
        {
            const std::lock_guard lock(mutex_);
            for (const int each : open_) ::shutdown(each, SHUT_RDWR);
        }
        for (std::thread& each : sessions_) each.join();
        ::close(listening_);
        std::filesystem::remove_all(folder_);
    }

    [[nodiscard]] std::string dsn() const { return "host=" + folder_ + " port=5432 user=nobody dbname=none"; }

    /// After so many messages of all sessions together, counted from now, the session that would send one fails.
    void fail_after(std::size_t messages, failure how) {
        const std::lock_guard lock(mutex_);
        left_ = messages;
        how_ = how;
        failed_ = false;
        sent_ = 0;
        texts_.clear();
    }
    /// From now on every SELECT has so many rows, with the numbers from 0 if they are several.
    void give_rows(std::uint32_t rows) { rows_ = rows; }
    /// Whether it has come to that.
    [[nodiscard]] bool failed() const {
        const std::lock_guard lock(mutex_);
        return failed_;
    }
    /// How many messages were sent since then.
    [[nodiscard]] std::size_t sent() const {
        const std::lock_guard lock(mutex_);
        return sent_;
    }
    /// How many clients have not hung up, nor has it.
    [[nodiscard]] std::size_t sessions() const {
        const std::lock_guard lock(mutex_);
        return open_.size();
    }
    /// The statements that have come since then, in order: those whose answers were sent and the first that was not.
    [[nodiscard]] std::vector<std::string> texts() const {
        const std::lock_guard lock(mutex_);
        return texts_;
    }

private:
    struct hung_up {};

    /// One session, in a thread of its own.
    struct session {
        fake_server& of;
        int socket;
        std::string in{};
        std::map<std::string, std::string, std::less<>> prepared{};
        std::string running{};
        bool noted = false;
        char state = 'I';

        void take(void* to, std::size_t count) {
            auto* at = static_cast<char*>(to);
            while (count > 0) {
                const ssize_t got = ::recv(socket, at, count, 0);
                if (got <= 0) throw hung_up();
                at += got;
                count -= static_cast<std::size_t>(got);
            }
        }
        std::uint32_t take_number() {
            unsigned char bytes[4];
            take(bytes, 4);
            return static_cast<std::uint32_t>(bytes[0]) << 24U | static_cast<std::uint32_t>(bytes[1]) << 16U |
                   static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3];
        }
        static std::string number(std::uint32_t value, int bytes = 4) {
            std::string text;
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
            return text;
        }

        void say(char kind, const std::string& body) {
            if (!of.may_send()) {
                if (of.how_ == failure::hangs_up) throw hung_up();
                char byte = 0;  // silent until the client goes
                for (;;) take(&byte, 1);
            }
            const std::string message = kind + number(static_cast<std::uint32_t>(body.size() + 4)) + body;
            if (::send(socket, message.data(), message.size(), MSG_NOSIGNAL) < 0) throw hung_up();
        }

        void serve() {
            std::string body(take_number() - 4, '\0');
            take(body.data(), body.size());
            if (body.size() == 12) return;  // a cancel request: nothing here takes so long
            using namespace std::string_literals;
            say('R', number(0));
            say('S', "client_encoding\0UTF8\0"s);
            say('K', number(1) + number(2));
            say('Z', "I");
            for (;;) answer();
        }

        static std::string word(std::string_view& from) {
            const std::size_t end = from.find('\0');
            std::string found(from.substr(0, end));
            from.remove_prefix(end + 1);
            return found;
        }

        void answer() {
            char kind = 0;
            take(&kind, 1);
            std::string body(take_number() - 4, '\0');
            take(body.data(), body.size());
            std::string_view rest = body;
            using namespace std::string_literals;
            switch (kind) {
                case 'P': {
                    const std::string name = word(rest);
                    prepared[name] = word(rest);
                    of.note(prepared[name]);
                    noted = true;
                    return say('1', "");
                }
                case 'B': {
                    static_cast<void>(word(rest));
                    running = prepared[word(rest)];
                    if (!std::exchange(noted, false)) of.note(running);
                    return say('2', "");
                }
                case 'D':
                    if (is_control()) return say('n', "");
                    return say('T', number(1, 2) + "number\0"s + number(0) + number(0, 2) + number(23) + number(4, 2) +
                                        number(0xFFFFFFFF) + number(1, 2));
                case 'E':
                    if (is_control()) return control();
                    for (std::uint32_t row = 0; row < of.rows_; ++row)
                        say('D', number(1, 2) + number(4) + number(of.rows_ == 1 ? 7 : row));
                    return say('C', "SELECT 1\0"s);
                case 'S': return say('Z', std::string(1, state));
                case 'X': throw hung_up();
                default: return;
            }
        }
        [[nodiscard]] bool is_control() const { return !running.starts_with("SELECT"); }
        void control() {
            if (running.starts_with("BEGIN")) state = 'T';
            if (running == "COMMIT" || running == "ROLLBACK") state = 'I';
            say('C', running.substr(0, running.find(' ')) + '\0');
        }
    };

    void accept_all() {
        for (;;) {
            const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0 || ending_) {
                if (socket >= 0) ::close(socket);
                return;
            }
            const std::lock_guard lock(mutex_);
            open_.push_back(socket);
            sessions_.emplace_back([this, socket] {
                try {
                    session{*this, socket}.serve();
                } catch (const hung_up&) {  // NOLINT(bugprone-empty-catch): the end of the session
                }
                const std::lock_guard closing(mutex_);
                std::erase(open_, socket);
                ::close(socket);
            });
        }
    }
    bool may_send() {
        const std::lock_guard lock(mutex_);
        if (how_ != failure::none && left_ == 0) {
            failed_ = true;
            return false;
        }
        if (how_ != failure::none) --left_;
        ++sent_;
        return true;
    }
    void note(const std::string& text) {
        const std::lock_guard lock(mutex_);
        texts_.push_back(text);
    }

    std::string folder_;
    int listening_ = -1;
    std::atomic<bool> ending_ = false;
    std::thread accepting_;
    mutable std::mutex mutex_;
    std::vector<int> open_;
    std::vector<std::thread> sessions_;
    std::vector<std::string> texts_;
    std::size_t left_ = 0, sent_ = 0;
    std::atomic<failure> how_ = failure::none;
    std::atomic<std::uint32_t> rows_ = 1;
    bool failed_ = false;
};

}  // namespace tests
