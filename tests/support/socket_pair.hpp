// Two sockets that talk to each other; what is tested has the first.
#pragma once

#include "support/catch.hpp"

#include <array>
#include <string>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace tests {

struct socket_pair {
    socket_pair() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0); }
    socket_pair(const socket_pair&) = delete;
    socket_pair& operator=(const socket_pair&) = delete;
    ~socket_pair() {
        for (const int end : ends)
            if (end >= 0) ::close(end);
    }

    /// Makes the first readable.
    void say(const char* what = "x") const { REQUIRE(::write(ends[1], what, 1) == 1); }
    void hear() const {
        char byte = 0;
        REQUIRE(::read(ends[0], &byte, 1) == 1);
    }
    /// Makes the first not writable.
    void fill() const {
        const std::string block(65536, 'x');
        while (::write(ends[0], block.data(), block.size()) > 0) continue;
    }
    void drain() const {
        std::string block(65536, 'x');
        while (::read(ends[1], block.data(), block.size()) > 0) continue;
    }
    void hang_up() { ::close(std::exchange(ends[1], -1)); }

    std::array<int, 2> ends{-1, -1};
};

}  // namespace tests
