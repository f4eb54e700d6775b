// `co_await` of duals and querysets inside asio::awaitable.
//
// Asio would take a dual for any other asynchronous operation. We step in between, because that (1) always suspends,
// even if the value is there already, as in sync mode, (2) needs results that can be made from nothing and copied about,
// and (3) does not compile below Boost 1.82, where awaitable_async_op_handler<void(std::exception_ptr, T)> has a
// misprint (https://github.com/chriskohlhoff/asio/commit/87c178c9); the second specialisation here mends that one for
// other operations of this signature, such as `count()(asio::deferred)`.
#pragma once

#include <vinyl/dual/co_spawn.hpp>
#include <vinyl/dual/asio_operation.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/version.hpp>

namespace vinyl::detail {

/// Runs a dual and puts it back, finished, where it came from: not into the handler's argument, which g++ 12 would read too
/// late where one expression has two co_awaits.
struct initiate_in_place {
    template <class Handler, class T>
    void operator()(Handler&& handler, dual<T>* place) const {
        asio::any_io_executor executor = asio::get_associated_executor(handler);
        const asio::cancellation_slot slot = asio::get_associated_cancellation_slot(handler);
        start_operation(
            std::move(*place), std::move(executor), slot,
            [place, handler = std::decay_t<Handler>(std::forward<Handler>(handler))](dual<T> finished) mutable {
                *place = std::move(finished);
                std::move(handler)();
            });
    }
};

template <class T>
struct operation_in_place {
    dual<T> operation;

    template <asio::completion_token_for<void()> Token>
    auto operator()(Token&& token) && {
        return asio::async_initiate<Token, void()>(initiate_in_place{}, token, &operation);
    }
};

}  // namespace vinyl::detail

namespace boost::asio::detail {

template <class Signature, vinyl::detail::makes_dual Op, class Executor>
class awaitable_async_op<Signature, Op, Executor> {
    using value_type = vinyl::detail::dual_value_t<Op>;
    using access = vinyl::detail::dual_access<value_type>;
    using operation = vinyl::detail::operation_in_place<value_type>;
    using inner = awaitable_async_op<void(), operation, Executor>;

public:
    template <class Awaited, class... Location>
    awaitable_async_op(Awaited&& awaited, awaitable_frame_base<Executor>* frame, const Location&... location)
        : operation_{vinyl::dual<value_type>(std::move(awaited).to_dual())},
          inner_(std::move(operation_), frame, location...) {
        access::report_if_blocking(operation_.operation);
    }
    // stays where it is: it is pointed at
    awaitable_async_op(const awaitable_async_op&) = delete;
    awaitable_async_op& operator=(const awaitable_async_op&) = delete;

    bool await_ready() const noexcept { return !access::pending(operation_.operation); }
    void await_suspend(coroutine_handle<void> handle) { inner_.await_suspend(handle); }
    value_type await_resume() { return access::finish(operation_.operation); }

private:
    operation operation_;
    inner inner_;
};

#if BOOST_VERSION < 108200
template <class T, class Executor>
class awaitable_async_op_handler<void(std::exception_ptr, T), Executor> : public awaitable_thread<Executor> {
public:
    struct result_type {
        std::exception_ptr* error = nullptr;
        T* value = nullptr;
    };

    awaitable_async_op_handler(awaitable_thread<Executor>* from, result_type& result)
        : awaitable_thread<Executor>(std::move(*from)), result_(result) {}

    void operator()(std::exception_ptr error, T value) {
        result_.error = &error;
        result_.value = &value;
        this->entry_point()->top_of_stack_->attach_thread(this);
        this->entry_point()->top_of_stack_->clear_cancellation_slot();
        this->pump();
    }

    static T resume(result_type& result) {
        if (*result.error) std::rethrow_exception(std::exchange(*result.error, nullptr));
        return std::move(*result.value);
    }

private:
    result_type& result_;
};
#endif

}  // namespace boost::asio::detail
