// How an operation is made in each of the modes in which it may have been asked for.
#pragma once

#include <vinyl/dual/async_only.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/model/result_mode.hpp>

#include <utility>

namespace vinyl {

template <class Make>
auto dual_mode::run(const char* call, Make&& make) {
    return static_cast<Make&&>(make)().named(call);
}

template <class Make>
decltype(auto) sync_mode::run(const char*, Make&& make) {
    const async_scope scope(false);
    return static_cast<Make&&>(make)().get();
}

template <class Make>
auto async_mode::run(const char* call, Make&& make) {
    const async_scope scope(true);
    return async_only(static_cast<Make&&>(make)().named(call));
}

}  // namespace vinyl
