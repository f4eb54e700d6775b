// dual<T> as an Asio asynchronous operation: any completion token, asio::awaitable, and other coroutine types.
#pragma once

#include <vinyl/dual/dual.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/system_executor.hpp>

namespace vinyl::detail {

/// One started dual with the handler that waits for it. Owns itself.
template <class T, class Handler>
class root_operation final : public completion {
public:
    root_operation(dual<T> operation, Handler handler, asio::any_io_executor fallback)
        : operation_(std::move(operation)), handler_(std::move(handler)) {
        task_.executor = asio::get_associated_executor(handler_, fallback);
        task_.owner = this;
        work_ = asio::prefer(task_.executor, asio::execution::outstanding_work.tracked);
    }

    void start() {
        if (!dual_access<T>::pending(operation_)) return complete(true);
        if (auto slot = asio::get_associated_cancellation_slot(handler_); slot.is_connected())
            slot.assign([this](asio::cancellation_type type) { task_.cancel(type); });
        resume_in_task(&dual_access<T>::start(operation_, &task_, nullptr), true);
    }

    void complete(bool initiating) override {
        if (auto slot = asio::get_associated_cancellation_slot(handler_); slot.is_connected()) slot.clear();
        // Everything is freed before the handler runs, so that it may start the next operation in the same memory.
        std::unique_ptr<root_operation> self(this);
        auto executor = task_.executor;
        auto call = [handler = std::move(handler_), operation = std::move(operation_)]() mutable {
            deliver(handler, operation);
        };
        auto work = std::move(work_);
        self.reset();
        if (initiating) asio::post(executor, std::move(call));
        else asio::dispatch(executor, std::move(call));
    }

    void abandon() noexcept override { delete this; }

private:
    static void deliver(Handler& handler, dual<T>& operation) {
        std::exception_ptr error = dual_access<T>::error(operation);
        if constexpr (std::is_void_v<T>) {
            std::move(handler)(error);
        } else if constexpr (std::is_reference_v<T>) {
            std::remove_reference_t<T>* object = nullptr;
            if (!error) object = std::addressof(dual_access<T>::finish(operation));
            std::move(handler)(error, object);
        } else if constexpr (std::is_default_constructible_v<T>) {
            if (error) return std::move(handler)(error, T());
            std::move(handler)(nullptr, dual_access<T>::finish(operation));
        } else {
            if (error) return std::move(handler)(error, std::optional<T>());
            std::move(handler)(nullptr, std::optional<T>(dual_access<T>::finish(operation)));
        }
    }

    task task_;
    dual<T> operation_;
    Handler handler_;
    asio::any_io_executor work_;
};

struct initiate_dual {
    template <class Handler, class T>
    void operator()(Handler&& handler, dual<T> operation) const {
        using root = root_operation<T, std::decay_t<Handler>>;
        // deleted by complete() or abandon()
        auto* started = new root(std::move(operation), std::forward<Handler>(handler), asio::system_executor());
        started->start();
    }
};

/// Awaits a dual from a coroutine type that knows nothing of vinyl.
template <class T>
struct foreign_awaiter {
    dual<T> awaited;

    template <class Promise>
    struct resumer {
        foreign_awaiter* awaiter;
        std::coroutine_handle<Promise> waiting;

        void operator()(dual<T> finished) {
            awaiter->awaited = std::move(finished);
            waiting.resume();
        }
    };

    /// Passes the finished dual itself on, so that any T will do.
    template <class Promise>
    class root final : public completion {
    public:
        root(resumer<Promise> then, dual<T> operation, asio::any_io_executor executor)
            : then_(then), operation_(std::move(operation)) {
            task_.executor = std::move(executor);
            task_.owner = this;
            work_ = asio::prefer(task_.executor, asio::execution::outstanding_work.tracked);
        }
        void start() { resume_in_task(&dual_access<T>::start(operation_, &task_, nullptr), true); }
        void complete(bool initiating) override {
            std::unique_ptr<root> self(this);
            auto executor = task_.executor;
            auto call = [then = then_, operation = std::move(operation_)]() mutable { then(std::move(operation)); };
            auto work = std::move(work_);
            self.reset();
            if (initiating) asio::post(executor, std::move(call));
            else asio::dispatch(executor, std::move(call));
        }
        void abandon() noexcept override { delete this; }

    private:
        resumer<Promise> then_;
        task task_;
        dual<T> operation_;
        asio::any_io_executor work_;
    };

    [[nodiscard]] bool await_ready() const noexcept { return !dual_access<T>::pending(awaited); }

    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> waiting) {
        asio::any_io_executor executor = asio::system_executor();
        if constexpr (requires { executor = waiting.promise().get_executor(); })
            executor = waiting.promise().get_executor();
        auto* started = new root<Promise>(resumer<Promise>{this, waiting}, std::move(awaited), std::move(executor));
        started->start();
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
