// An executor whose owner may have it take nothing any more.
#pragma once

#include <boost/asio/execution.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <new>
#include <utility>

namespace tests {

struct moody_executor {
    enum class mood { takes, throws, drops };

    boost::asio::io_context::executor_type in;
    std::atomic<mood>* now;

    boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept { return in.context(); }
    static constexpr boost::asio::execution::blocking_t query(boost::asio::execution::blocking_t) noexcept {
        return boost::asio::execution::blocking.never;
    }
    template <class Function>
    void execute(Function&& function) const {
        if (*now == mood::throws) throw std::bad_alloc();
        if (*now == mood::takes)
            boost::asio::require(in, boost::asio::execution::blocking.never).execute(std::forward<Function>(function));
    }
    friend bool operator==(const moody_executor&, const moody_executor&) noexcept = default;
};

}  // namespace tests
