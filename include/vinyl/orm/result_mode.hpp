// What a terminal operation returns: a dual by default, a plain value after .sync(), something awaitable after .async().
#pragma once

#include <vinyl/dual/async_only.hpp>
#include <vinyl/dual/dual.hpp>

#include <utility>

namespace vinyl {

/// Terminals return dual<T>; the mode is read when they are called.
struct dual_mode {
    template <class T>
    using result = dual<T>;

    template <class Make>
    static auto run(const char* call, Make&& make) {
        return std::forward<Make>(make)().named(call);
    }
};

/// Terminals run at once and return T.
struct sync_mode {
    template <class T>
    using result = T;

    template <class Make>
    static auto run(const char*, Make&& make) {
        const async_scope scope(false);
        return std::forward<Make>(make)().get();
    }
};

/// Terminals return async_only<T>.
struct async_mode {
    template <class T>
    using result = async_only<T>;

    template <class Make>
    static auto run(const char* call, Make&& make) {
        const async_scope scope(true);
        return async_only(std::forward<Make>(make)().named(call));
    }
};

}  // namespace vinyl
