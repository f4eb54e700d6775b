// A thread's wait for a socket and a timer: the first by poll(2), later ones by epoll(7).
#include "support/catch.hpp"
#include "support/socket_pair.hpp"

#include <vinyl/io/poller.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

using vinyl::io::poller;
using vinyl::io::readiness;

namespace {

struct descriptors : tests::socket_pair {
    descriptors() { REQUIRE(timer >= 0); }
    descriptors(const descriptors&) = delete;
    descriptors& operator=(const descriptors&) = delete;
    ~descriptors() { ::close(timer); }

    void set_timer() const {
        itimerspec at{};
        at.it_value.tv_nsec = 1;
        REQUIRE(::timerfd_settime(timer, 0, &at, nullptr) == 0);
    }
    void stop_timer() const {
        const itimerspec never{};
        REQUIRE(::timerfd_settime(timer, 0, &never, nullptr) == 0);
    }

    const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
};

/// What a socket, and a timer beside it, come to in the order in which a connection uses them.
void check_all(poller& waits, const descriptors& on) {
    const int socket = on.ends[0];
    const auto look = [&](readiness wanted, int timer = -1) { return waits.wait(socket, wanted, timer, 0); };
    on.say();
    CHECK(look(readiness::read).socket == readiness::read);
    CHECK(look(readiness::read_or_write).socket == readiness::read_or_write);
    CHECK(look(readiness::write).socket == readiness::write);
    on.hear();
    CHECK(look(readiness::read).socket == readiness::none);
    CHECK(look(readiness::read_or_write).socket == readiness::write);
    on.fill();
    CHECK(look(readiness::write).socket == readiness::none);
    on.drain();
    CHECK(look(readiness::write).socket == readiness::write);

    CHECK_FALSE(look(readiness::read, on.timer).timer);
    on.set_timer();
    poller::outcome found = waits.wait(socket, readiness::read, on.timer, 1000);
    CHECK(found.timer);
    CHECK(found.socket == readiness::none);
    on.say();
    found = look(readiness::read, on.timer);
    CHECK(found.timer);
    CHECK(found.socket == readiness::read);
    on.stop_timer();
    found = look(readiness::read, on.timer);
    CHECK_FALSE(found.timer);
    CHECK(found.socket == readiness::read);
    on.hear();
    CHECK(look(readiness::read, on.timer).socket == readiness::none);
    CHECK(found.error == 0);
}

/// No descriptor is to be had while it lives.
class no_descriptors {
public:
    no_descriptors() {
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        const int free = ::dup(0);
        REQUIRE(free >= 0);
        ::close(free);
        rlimit none = before_;
        none.rlim_cur = static_cast<rlim_t>(free);
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;
    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

}  // namespace

TEST_CASE("a thread's waits find the same by poll and by epoll", "[io]") {
    poller waits;
    for (int connection = 0; connection < 3; ++connection) {  // each under the numbers of the one before
        const descriptors on;
        for (int round = 0; round < 3; ++round) check_all(waits, on);
        waits.forget();
    }
}

TEST_CASE("a peer that is gone makes a socket readable, by poll and by epoll", "[io]") {
    poller waits;
    const descriptors on;
    ::shutdown(on.ends[1], SHUT_RDWR);
    for (int round = 0; round < 3; ++round)
        CHECK((waits.wait(on.ends[0], readiness::read, -1, 0).socket & readiness::read) == readiness::read);
}

TEST_CASE("where there is no descriptor for epoll, or it can not watch, poll serves", "[io]") {
    poller waits;
    const descriptors on;
    static_cast<void>(waits.wait(on.ends[0], readiness::read, -1, 0));
    {
        const no_descriptors left;
        on.say();
        CHECK(waits.wait(on.ends[0], readiness::read, -1, 0).socket == readiness::read);
        on.hear();
        CHECK(waits.wait(on.ends[0], readiness::read, -1, 0).socket == readiness::none);
    }
    check_all(waits, on);

    poller of_file;
    const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    REQUIRE(file >= 0);
    for (int round = 0; round < 3; ++round) CHECK(of_file.wait(file, readiness::read, -1, 0).socket == readiness::read);
    ::close(file);
}
