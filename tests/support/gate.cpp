#include "support/gate.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tests {
namespace {

using clock = std::chrono::steady_clock;

// A file descriptor that closes itself.
class descriptor {
public:
    explicit descriptor(int fd = -1) : fd_(fd) {}
    descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    int fd_;
};

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void make_nonblocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

void send_at_once(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// close() of such a socket sends RST.
void reset_on_close(int fd) {
    const linger hard{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

// Says that no more comes. Unread bytes are read first: with them, close() would send RST, which also destroys what was
// sent before it and not read yet.
void end_in_good_order(int fd) {
    ::shutdown(fd, SHUT_WR);
    std::array<char, 4096> ignored;
    while (::recv(fd, ignored.data(), ignored.size(), MSG_DONTWAIT) > 0) continue;
}

descriptor connect_unix(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return descriptor();
    path.copy(address.sun_path, path.size());
    descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return descriptor();
    return socket;
}

descriptor listen_on_loopback(std::uint16_t& port) {
    descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket.get(), generic, size) != 0 || ::listen(socket.get(), SOMAXCONN) != 0 ||
        ::getsockname(socket.get(), generic, &size) != 0)
        fail("the gate can not listen");
    port = ntohs(address.sin_port);
    return socket;
}

// One direction of one connection.
struct flow {
    gate_rules rules;
    std::string waiting;             // read, not handed on yet
    std::uint64_t handed_on = 0;     // since the rules were set
    clock::time_point not_before{};  // the delay of the next piece
    bool delayed = false;            // not_before belongs to the piece at hand
    bool source_ended = false;
    bool sink_ended = false;

    void set(const gate_rules& now) {
        rules = now;
        handed_on = 0;
        delayed = false;
    }
    [[nodiscard]] bool wants_to_read() const {
        constexpr std::size_t enough = 64 * 1024;
        return !source_ended && !rules.pause && waiting.size() < enough;
    }
    [[nodiscard]] bool at_cut() const { return rules.cut_after && handed_on >= *rules.cut_after; }
    // How many bytes go on next.
    [[nodiscard]] std::size_t next_piece() const {
        std::size_t size = waiting.size();
        if (rules.piece > 0) size = std::min(size, rules.piece);
        if (rules.cut_after) size = std::min<std::uint64_t>(size, *rules.cut_after - handed_on);
        return size;
    }
};

struct link {
    descriptor client;
    descriptor server;
    flow to_server;
    flow to_client;
    std::size_t log_index = 0;
    bool over = false;

    void end(bool with_reset) {
        for (const descriptor* side : {&client, &server}) {
            if (with_reset)
                reset_on_close(side->get());
            else
                end_in_good_order(side->get());
        }
        over = true;
    }
};

}  // namespace

struct gate::state {
    std::string target;
    std::uint16_t port = 0;
    descriptor listener;
    descriptor wake_up;
    std::thread thread;

    mutable std::mutex mutex;  // for all below
    gate_rules to_server;
    gate_rules to_client;
    bool refusing = false;
    bool stopping = false;
    bool logging = true;
    std::size_t accepted = 0;
    std::vector<std::unique_ptr<link>> links;
    struct log_entry {
        gate_log bytes;
        bool from_start = true;
    };
    std::deque<log_entry> logs;

    explicit state(std::string path)
        : target(std::move(path)), listener(listen_on_loopback(port)), wake_up(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        if (wake_up.get() < 0) fail("the gate can not be woken");
    }

    void wake() const {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(wake_up.get(), &one, sizeof one);
    }

    void accept_clients() {
        for (;;) {
            descriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (client.get() < 0) return;
            ++accepted;
            if (refusing) continue;
            descriptor server = connect_unix(target);
            if (server.get() < 0) continue;
            make_nonblocking(server.get());
            send_at_once(client.get());
            auto made = std::make_unique<link>();
            made->client = std::move(client);
            made->server = std::move(server);
            made->to_server.set(to_server);
            made->to_client.set(to_client);
            made->log_index = logs.size();
            logs.emplace_back();
            links.push_back(std::move(made));
        }
    }

    static void read_into(flow& way, int source) {
        std::array<char, 16 * 1024> buffer;
        const ssize_t n = ::recv(source, buffer.data(), buffer.size(), 0);
        if (n > 0) {
            if (!way.rules.drop) way.waiting.append(buffer.data(), static_cast<std::size_t>(n));
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            way.source_ended = true;  // what it had said before still goes on
        }
    }

    void hand_on(flow& way, int sink, link& whole, std::string& log) {
        const std::size_t size = way.next_piece();
        if (size > 0) {
            std::string piece = way.waiting.substr(0, size);
            if (way.rules.corrupt && *way.rules.corrupt >= way.handed_on && *way.rules.corrupt < way.handed_on + size) {
                char& victim = piece[*way.rules.corrupt - way.handed_on];
                victim = static_cast<char>(~victim);
            }
            const ssize_t n = ::send(sink, piece.data(), piece.size(), MSG_NOSIGNAL);
            if (n < 0) {
                if (errno == EAGAIN || errno == EINTR) return;
                // Nobody is there any more. What was on its way there is lost, but not what came from there: a server
                // that ends a session says why, and does not read what the client is still sending.
                way.waiting.clear();
                way.rules.drop = true;
                way.sink_ended = true;
                return;
            }
            if (logging) log.append(way.waiting, 0, static_cast<std::size_t>(n));
            way.waiting.erase(0, static_cast<std::size_t>(n));
            way.handed_on += static_cast<std::uint64_t>(n);
            way.delayed = false;
        }
        if (way.at_cut()) {
            whole.end(way.rules.reset);
        } else if (way.source_ended && way.waiting.empty() && !way.sink_ended) {
            way.sink_ended = true;
            ::shutdown(sink, SHUT_WR);
        }
    }

    // The moment from which a flow's next piece may go; in the past when it need not wait.
    static clock::time_point ready_at(flow& way) {
        if (way.waiting.empty() || way.rules.delay.count() == 0) return clock::time_point::min();
        if (!way.delayed) {
            way.delayed = true;
            way.not_before = clock::now() + way.rules.delay;
        }
        return way.not_before;
    }

    static bool wants_to_write(const flow& way) {
        return !way.waiting.empty() || (way.source_ended && !way.sink_ended) || way.at_cut();
    }

    // What poll() should look for on each side of a link, given the moment.
    static void interests(link& l, clock::time_point now, short& client, short& server, clock::time_point& wake_at) {
        client = server = 0;
        if (l.to_server.wants_to_read()) client |= POLLIN;
        if (l.to_client.wants_to_read()) server |= POLLIN;
        const auto writing = [&](flow& way, short& sink) {
            if (!wants_to_write(way)) return;
            const clock::time_point at = ready_at(way);
            if (at <= now)
                sink |= POLLOUT;
            else
                wake_at = std::min(wake_at, at);
        };
        writing(l.to_server, server);
        writing(l.to_client, client);
    }

    void serve(link& l, short client, short server) {
        std::string& log_to_server = logs[l.log_index].bytes.to_server;
        std::string& log_to_client = logs[l.log_index].bytes.to_client;
        constexpr short readable = POLLIN | POLLHUP | POLLERR;
        if ((client & readable) && l.to_server.wants_to_read()) read_into(l.to_server, l.client.get());
        if ((server & readable) && l.to_client.wants_to_read()) read_into(l.to_client, l.server.get());
        if ((server & POLLOUT) && !l.over) hand_on(l.to_server, l.server.get(), l, log_to_server);
        if ((client & POLLOUT) && !l.over) hand_on(l.to_client, l.client.get(), l, log_to_client);
        if (l.to_server.sink_ended && l.to_client.sink_ended) l.over = true;
        // The other end is gone and nobody reads any more: poll() would report it for ever.
        if (((client | server) & (POLLERR | POLLHUP)) && l.to_server.source_ended && l.to_client.source_ended &&
            l.to_server.waiting.empty() && l.to_client.waiting.empty())
            l.over = true;
    }

    void run() {
        std::vector<pollfd> watched;
        std::unique_lock lock(mutex);
        while (!stopping) {
            std::erase_if(links, [](const auto& l) { return l->over; });
            const clock::time_point now = clock::now();
            clock::time_point wake_at = clock::time_point::max();
            watched.assign({pollfd{wake_up.get(), POLLIN, 0}, pollfd{listener.get(), POLLIN, 0}});
            for (const auto& l : links) {
                short client, server;
                interests(*l, now, client, server, wake_at);
                // A negative descriptor is passed over: without it, a paused side that hung up would make poll() spin.
                watched.push_back({client ? l->client.get() : -1, client, 0});
                watched.push_back({server ? l->server.get() : -1, server, 0});
            }
            lock.unlock();
            timespec wait{};
            if (wake_at != clock::time_point::max()) {
                const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(wake_at - now).count();
                wait = {left / 1'000'000'000, left % 1'000'000'000};
            }
            ::ppoll(watched.data(), watched.size(), wake_at == clock::time_point::max() ? nullptr : &wait, nullptr);
            lock.lock();
            std::uint64_t ignored;
            while (::read(wake_up.get(), &ignored, sizeof ignored) > 0) continue;
            for (std::size_t i = 0; i < links.size(); ++i)
                if (!links[i]->over) serve(*links[i], watched[2 + 2 * i].revents, watched[3 + 2 * i].revents);
            if (watched[1].revents) accept_clients();
        }
    }
};

gate::gate(std::string target) : state_(std::make_unique<state>(std::move(target))) {
    state_->thread = std::thread([s = state_.get()] { s->run(); });
}

gate::~gate() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake();
    state_->thread.join();
}

std::uint16_t gate::port() const noexcept { return state_->port; }

std::string gate::dsn(const std::string& database) const {
    return "postgresql://postgres@127.0.0.1:" + std::to_string(port()) + "/" + database +
           "?sslmode=disable&gssencmode=disable";
}

void gate::set(direction which, gate_rules rules) {
    {
        const std::lock_guard lock(state_->mutex);
        (which == direction::to_server ? state_->to_server : state_->to_client) = rules;
        for (const auto& l : state_->links) (which == direction::to_server ? l->to_server : l->to_client).set(rules);
    }
    state_->wake();
}

void gate::set(const gate_rules& rules) {
    set(direction::to_server, rules);
    set(direction::to_client, rules);
}

void gate::pass() { set(gate_rules{}); }

void gate::refuse(bool on) {
    const std::lock_guard lock(state_->mutex);
    state_->refusing = on;
}

void gate::close_all(bool with_reset) {
    {
        const std::lock_guard lock(state_->mutex);
        for (const auto& l : state_->links) l->end(with_reset);
    }
    state_->wake();
}

std::size_t gate::accepted() const {
    const std::lock_guard lock(state_->mutex);
    return state_->accepted;
}

std::size_t gate::open() const {
    const std::lock_guard lock(state_->mutex);
    return static_cast<std::size_t>(std::ranges::count_if(state_->links, [](const auto& l) { return !l->over; }));
}

std::vector<gate_log> gate::log() const {
    const std::lock_guard lock(state_->mutex);
    std::vector<gate_log> all;
    for (const auto& entry : state_->logs) all.push_back(entry.bytes);
    return all;
}

void gate::keep_log(bool on) {
    const std::lock_guard lock(state_->mutex);
    state_->logging = on;
}

void gate::clear_log() {
    const std::lock_guard lock(state_->mutex);
    std::deque<state::log_entry> fresh;
    for (const auto& l : state_->links) {
        l->log_index = fresh.size();
        fresh.emplace_back().from_start = false;
    }
    state_->logs = std::move(fresh);
}

std::vector<frontend_message> gate::frontend_messages() const {
    const std::lock_guard lock(state_->mutex);
    std::vector<frontend_message> all;
    for (const auto& entry : state_->logs) {
        auto messages = parse_frontend(entry.bytes.to_server, entry.from_start);
        std::ranges::move(messages, std::back_inserter(all));
    }
    return all;
}

std::vector<std::string> gate::sql_texts() const {
    std::vector<std::string> texts;
    for (frontend_message& message : frontend_messages())
        if (message.type == 'P' || message.type == 'Q') texts.push_back(std::move(message.sql));
    return texts;
}

}  // namespace tests
