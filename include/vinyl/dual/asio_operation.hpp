// dual<T> as an Asio asynchronous operation: any completion token, asio::awaitable, and other coroutine types.
#pragma once

#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/executors.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/system_executor.hpp>

namespace vinyl::detail {

/// One started dual and what is to be done with it when it has finished. Owns itself.
template <class T, class Then>
class root_operation final : public completion {
public:
    root_operation(dual<T> operation, asio::any_io_executor executor, asio::cancellation_slot slot, Then then)
        : operation_(std::move(operation)), slot_(slot), then_(std::move(then)) {
        work_ = with_work(without_context(executor));
        task_.executor = std::move(executor);
        task_.owner = this;
        task_.around = current_context();
    }

    void start() {
        const starting now(static_cast<completion*>(this));
        if (!dual_access<T>::pending(operation_)) return complete();
        if (slot_.is_connected()) slot_.assign([this](asio::cancellation_type type) { task_.cancel(type); });
        resume_in_task(&dual_access<T>::start(operation_, &task_, nullptr));
    }

    void complete() override {
        // No handler is called inside the function that started the operation.
        const bool initiating = starting::find(static_cast<completion*>(this)) != nullptr;
        if (slot_.is_connected()) slot_.clear();
        const bool at_home = task_.at_home && !initiating;
        const asio::any_io_executor executor = std::move(task_.executor);
        const asio::any_io_executor work = std::move(work_);
        auto call = [then = std::move(then_), operation = std::move(operation_)]() mutable {
            std::move(then)(std::move(operation));
        };
        // Freed before the continuation runs, so that it may start the next operation in the same memory.
        delete this;
        if (initiating) return asio::post(executor, std::move(call));
        if (!at_home) return asio::dispatch(executor, std::move(call));
        // What dispatch() would do, if it did not have to find out first.
        if (const ambient* const inside = context_of(executor)) {
            const ambient_scope scope(*inside);
            call();
        } else {
            call();
        }
    }

    void abandon() noexcept override { delete this; }

    static void* operator new(std::size_t size) { return take_frame(size); }
    static void operator delete(void* memory, std::size_t size) noexcept { put_back_frame(memory, size); }

private:
    task task_;
    dual<T> operation_;
    asio::cancellation_slot slot_;
    Then then_;
    asio::any_io_executor work_;
};

template <class T, class Then>
void start_operation(dual<T> operation, asio::any_io_executor executor, asio::cancellation_slot slot, Then then) {
    // deletes itself when it completes or is abandoned
    (new root_operation<T, Then>(std::move(operation), std::move(executor), slot, std::move(then)))->start();
}

/// Calls a completion handler with the finished operation's error or value.
template <class T, class Handler>
void call_handler(Handler&& handler, dual<T> finished) {
    std::exception_ptr error = dual_access<T>::error(finished);
    if constexpr (std::is_void_v<T>) {
        std::forward<Handler>(handler)(error);
    } else if constexpr (std::is_reference_v<T>) {
        std::remove_reference_t<T>* object = nullptr;
        if (!error) object = std::addressof(dual_access<T>::finish(finished));
        std::forward<Handler>(handler)(error, object);
    } else {
        using argument = std::conditional_t<std::is_default_constructible_v<T>, T, std::optional<T>>;
        if (error) std::forward<Handler>(handler)(error, argument());
        else std::forward<Handler>(handler)(error, argument(dual_access<T>::finish(finished)));
    }
}

struct initiate_dual {
    template <class Handler, class T>
    void operator()(Handler&& handler, dual<T> operation) const {
        dual_access<T>::report_if_blocking(operation);
        asio::any_io_executor executor = asio::get_associated_executor(handler, asio::system_executor());
        const asio::cancellation_slot slot = asio::get_associated_cancellation_slot(handler);
        start_operation(std::move(operation), std::move(executor), slot,
                        [handler = std::decay_t<Handler>(std::forward<Handler>(handler))](dual<T> finished) mutable {
                            call_handler<T>(std::move(handler), std::move(finished));
                        });
    }
};

/// Awaits a dual from a coroutine type that knows nothing of vinyl. Resumes on the executor that the coroutine's
/// promise offers by get_executor(), else on Asio's system executor, and in the mode and context it was in before.
template <class T>
struct foreign_awaiter {
    dual<T> awaited;

    [[nodiscard]] bool await_ready() const noexcept { return !dual_access<T>::pending(awaited); }

    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> waiting) {
        asio::any_io_executor executor = any_system_executor();
        if constexpr (requires { executor = waiting.promise().get_executor(); })
            executor = waiting.promise().get_executor();
        start_operation(std::move(awaited), std::move(executor), asio::cancellation_slot(),
                        [this, waiting, around = ambient::current()](dual<T> finished) {
                            const ambient inside = around;  // this function goes with the coroutine's frame
                            awaited = std::move(finished);
                            const ambient_scope scope(inside);
                            waiting.resume();
                        });
    }

    T await_resume() { return dual_access<T>::finish(awaited); }
};

}  // namespace vinyl::detail

namespace vinyl {

template <class T>
template <boost::asio::completion_token_for<detail::handler_signature_t<T>> Token>
auto dual<T>::operator()(Token&& token) {
    return boost::asio::async_initiate<Token, detail::handler_signature_t<T>>(detail::initiate_dual{}, token,
                                                                              std::move(*this));
}

template <class T>
auto dual<T>::operator co_await() && {
    return detail::foreign_awaiter<T>{std::move(*this)};
}

template <class T>
auto dual<T>::operator co_await() & {
    return detail::foreign_awaiter<T>{std::move(*this)};
}

}  // namespace vinyl
