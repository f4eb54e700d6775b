// An executor that runs handlers inside a task's context: how mode and transactions follow a user's asio::awaitable
// through every thread that runs it.
#pragma once

#include <vinyl/dual/context.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution.hpp>

#include <memory>
#include <utility>

namespace vinyl::detail {

namespace asio = boost::asio;

/// Wraps an executor. Around each function it sets the thread to the task's context, which never changes: what the
/// coroutine makes of the thread's state between two suspensions can not be kept, because another thread may resume
/// it before this one has seen the function return. Thread safety: as the inner executor.
class context_executor {
public:
    context_executor(asio::any_io_executor inner, ambient context)
        : inner_(std::move(inner)), context_(std::make_shared<const ambient>(std::move(context))) {}

    [[nodiscard]] const asio::any_io_executor& inner() const noexcept { return inner_; }
    [[nodiscard]] const ambient& context() const noexcept { return *context_; }

    template <class Function>
    void execute(Function&& function) const {
        inner_.execute(
            [context = context_, function = std::decay_t<Function>(std::forward<Function>(function))]() mutable {
                ambient_scope scope(*context);
                std::move(function)();
            });
    }

    template <class Property>
        requires asio::can_query<const asio::any_io_executor&, Property>::value
    [[nodiscard]] decltype(auto) query(const Property& property) const {
        return asio::query(inner_, property);
    }
    template <class Property>
        requires asio::can_require<const asio::any_io_executor&, Property>::value
    [[nodiscard]] context_executor require(const Property& property) const {
        return context_executor(asio::require(inner_, property), context_);
    }
    template <class Property>
        requires asio::can_prefer<const asio::any_io_executor&, Property>::value
    [[nodiscard]] context_executor prefer(const Property& property) const {
        return context_executor(asio::prefer(inner_, property), context_);
    }

    friend bool operator==(const context_executor& left, const context_executor& right) noexcept {
        return left.context_ == right.context_ && left.inner_ == right.inner_;
    }

private:
    context_executor(asio::any_io_executor inner, std::shared_ptr<const ambient> context) noexcept
        : inner_(std::move(inner)), context_(std::move(context)) {}

    asio::any_io_executor inner_;
    std::shared_ptr<const ambient> context_;
};

}  // namespace vinyl::detail
