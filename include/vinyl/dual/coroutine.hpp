// dual<T> as a coroutine's return type. In sync mode the body runs straight through inside the call and never
// suspends; in async mode it starts when it is awaited, on the executor and with the cancellation of who awaits it.
#pragma once

#include <vinyl/dual/dual.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/detail/type_traits.hpp>

#include <tuple>

namespace vinyl::detail {

/// Gives the parts of vinyl that implement duals access to their insides.
template <class T>
struct dual_access {
    static bool pending(const dual<T>& d) noexcept { return d.state_ == dual<T>::state::pending; }
    static promise_base& start(dual<T>& d, task* in, promise_base* parent) noexcept {
        promise_of_result<T>& pending = *d.pending_;
        pending.task = in;
        pending.parent = parent;
        pending.started = true;
        return pending;
    }
    /// A dual of something that is suspended and owned by it.
    static dual<T> of_pending(promise_of_result<T>& pending) noexcept { return dual<T>(pending); }
    /// Ends an awaited dual: its value, or its error thrown.
    static T finish(dual<T>& d) {
        d.require_value();
        return d.take_value();
    }
    template <class... Args>
    static void end(dual<T>& d, Args&&... args) {
        d.emplace(static_cast<Args&&>(args)...);
    }
    /// For what is awaited where others wait for the thread: says it when that has been in vain.
    static void report_if_blocking(const dual<T>& d) noexcept {
        if (!is_async() && !pending(d)) report_blocking_await(d.call_name());
    }
    static void fail(dual<T>& d, std::exception_ptr error) noexcept { d.set_error(std::move(error)); }
    static std::exception_ptr error(const dual<T>& d) noexcept {
        return d.state_ == dual<T>::state::error ? d.error_ : nullptr;
    }
};

/// Awaits a dual inside a dual coroutine.
template <class T, class Held>
struct dual_awaiter {
    Held awaited;  // dual<T> or dual<T>&
    promise_base* waiting;

    [[nodiscard]] bool await_ready() {
        if (!dual_access<T>::pending(awaited)) return true;
        if (!waiting->async) throw_async_in_sync();
        waiting->task->throw_if_cancelled();
        return false;
    }

    /// True: suspended. False: the awaited coroutine ended without suspending, so go on at once.
    bool await_suspend(std::coroutine_handle<>) {
        task* const in = waiting->task;
        promise_base& child = dual_access<T>::start(awaited, in, waiting);
        waiting->ambient.refresh();

        promise_base* finished = nullptr;
        promise_base** const outer = std::exchange(in->finished, &finished);
        {
            ambient_scope scope(child.ambient);
            child.resume(child);
        }
        // From here on, if it suspended, another thread may be running this very coroutine.
        if (finished == nullptr) return true;
        in->finished = outer;
        return false;
    }

    T await_resume() { return dual_access<T>::finish(awaited); }
};

/// Awaits any Asio asynchronous operation inside a dual coroutine (async mode).
template <class Op>
struct operation_awaiter {
    using signature = typename asio::completion_signature_of<Op>::type;

    template <class>
    struct arguments;
    template <class R, class... Args>
    struct arguments<R(Args...)> {
        using tuple = std::tuple<std::decay_t<Args>...>;
    };
    using tuple = typename arguments<signature>::tuple;

    Op operation;
    promise_base* waiting;
    std::optional<tuple> result{};

    /// Owns the suspended task: destroyed without being called, it frees the task.
    class handler {
    public:
        using executor_type = asio::any_io_executor;
        using cancellation_slot_type = asio::cancellation_slot;

        explicit handler(operation_awaiter* awaiter) noexcept : awaiter_(awaiter) {}
        handler(handler&& other) noexcept : awaiter_(std::exchange(other.awaiter_, nullptr)) {}
        handler& operator=(handler&&) = delete;
        ~handler() {
            // When the start throws, the coroutine goes on with the exception and must not be freed.
            if (awaiter_ != nullptr && !starting::failed(awaiter_)) awaiter_->waiting->task->owner->abandon();
        }

        [[nodiscard]] executor_type get_executor() const noexcept { return awaiter_->waiting->task->executor; }
        [[nodiscard]] cancellation_slot_type get_cancellation_slot() const noexcept {
            return awaiter_->waiting->task->leaf.slot();
        }

        template <class... Args>
        void operator()(Args&&... args) {
            operation_awaiter* const awaiter = std::exchange(awaiter_, nullptr);
            awaiter->result.emplace(std::forward<Args>(args)...);
            detail::task& in = *awaiter->waiting->task;
            in.leaf.slot().clear();
            // Within the call that starts the operation: the coroutine goes on behind that, so that the stack does not
            // grow. But not if it has still to get to its executor, where it is now.
            starting* const now = in.at_home ? starting::find(awaiter) : nullptr;
            if (now != nullptr) return now->complete();
            in.at_home = true;
            resume_in_task(awaiter->waiting);
        }

    private:
        operation_awaiter* awaiter_;
    };

    [[nodiscard]] bool await_ready() {
        if (!waiting->async) throw_async_in_sync();
        waiting->task->throw_if_cancelled();
        return false;
    }

    /// True: suspended. False: the operation has completed already, so go on at once.
    bool await_suspend(std::coroutine_handle<>) {
        waiting->ambient.refresh();
        const starting now(this);
        std::move(operation)(handler(this));
        // From here on, if it did not complete in there, another thread may be running this very coroutine.
        return !now.completed();
    }

    auto await_resume() { return unpack(std::move(*result)); }

    template <class... Args>
    static auto unpack(std::tuple<Args...> values) {
        if constexpr (sizeof...(Args) == 0) {
            return;
        } else {
            using first = std::tuple_element_t<0, std::tuple<Args...>>;
            if constexpr (std::is_same_v<first, boost::system::error_code>) {
                if (std::get<0>(values)) throw_asio_error(std::get<0>(values));
                return rest(std::move(values), std::make_index_sequence<sizeof...(Args) - 1>{});
            } else if constexpr (std::is_same_v<first, std::exception_ptr>) {
                if (std::get<0>(values)) std::rethrow_exception(std::get<0>(values));
                return rest(std::move(values), std::make_index_sequence<sizeof...(Args) - 1>{});
            } else if constexpr (sizeof...(Args) == 1) {
                return std::get<0>(std::move(values));
            } else {
                return values;
            }
        }
    }
    template <class Tuple, std::size_t... I>
    static auto rest(Tuple values, std::index_sequence<I...>) {
        if constexpr (sizeof...(I) == 0) return;
        else if constexpr (sizeof...(I) == 1) return std::get<1>(std::move(values));
        else return std::make_tuple(std::get<I + 1>(std::move(values))...);
    }
};

/// `co_await this_executor{}` in a dual coroutine: the executor that it resumes on. Async mode only.
struct this_executor {};

/// `co_await runs_in_thread{}` in a dual coroutine: whether it runs through at its call, in sync mode.
struct runs_in_thread {};

/// `co_await this_coroutine{}` in a dual coroutine: its promise.
struct this_coroutine {};

/// `co_await shield{}` in a dual coroutine: from here to its end, cancellation is noted but not delivered, so that
/// clean-up such as ROLLBACK can be awaited. No effect in sync mode.
struct shield {};

/// `co_await this_cancellation{}` in a dual coroutine: whether its task has been cancelled. False in sync mode.
struct this_cancellation {};

template <class... Ts>
class gather_awaiter;
template <class... Ts>
struct when_all;
template <class T>
inline constexpr bool is_when_all = false;
template <class... Ts>
inline constexpr bool is_when_all<when_all<Ts...>> = true;

template <class T>
struct immediate_awaiter {
    T value;
    [[nodiscard]] static bool await_ready() noexcept { return true; }
    static void await_suspend(std::coroutine_handle<>) noexcept {}
    T await_resume() { return std::move(value); }
};

template <class T>
inline constexpr bool never = false;

template <class T>
struct promise_of_result : promise_base {
    dual<T>* out = nullptr;
    bool started = false;

    template <class U = T>
        requires std::constructible_from<stored_in_dual<T>, U> && (!std::is_reference_v<T>)
    void return_value(U&& value) {
        dual_access<T>::end(*out, std::forward<U>(value));
    }
    void return_value(std::add_lvalue_reference_t<T> object) noexcept
        requires std::is_reference_v<T>
    {
        dual_access<T>::end(*out, &object);
    }
};

template <>
struct promise_of_result<void> : promise_base {
    dual<void>* out = nullptr;
    bool started = false;

    void return_void() noexcept;
};

template <class T>
struct promise : promise_of_result<T> {
    promise() noexcept {
        this->resume = [](promise_base& self) { handle_of(self).resume(); };
        this->destroy = [](promise_base& self) noexcept { handle_of(self).destroy(); };
        this->async = is_async();
        if (this->async) {
            this->ambient = detail::ambient::current();
            this->ambient.scoped = mode::async;
        } else {
            // Whatever the body calls must be sync, too, whoever changes the process's mode meanwhile.
            this->ambient.scoped = std::exchange(this_thread_state.scoped, mode::sync);
        }
    }

#if defined(__clang__)
    /// What the call returns, until it does. clang converts it at the very end, when a sync coroutine is gone already,
    /// and so an error can leave the call from here. It has no destructor on purpose: without optimisation clang keeps an
    /// exception that it must clean up behind inside the coroutine's frame, also when that is gone.
    class returned {
    public:
        explicit returned(promise& coroutine) noexcept { std::construct_at(value(), dual<T>(coroutine)); }
        returned(const returned&) = delete;
        returned& operator=(const returned&) = delete;

        // NOLINTNEXTLINE(google-explicit-constructor)
        operator dual<T>() {
            dual<T> result(std::move(*value()));
            std::destroy_at(value());
            if (const std::exception_ptr error = dual_access<T>::error(result)) std::rethrow_exception(error);
            return result;
        }

    private:
        dual<T>* value() noexcept { return reinterpret_cast<dual<T>*>(space_); }
        alignas(dual<T>) std::byte space_[sizeof(dual<T>)];
    };
    returned get_return_object() noexcept { return returned(*this); }
#else
    dual<T> get_return_object() noexcept { return dual<T>(*this); }
#endif

    struct initial_awaiter {
        bool async;
        [[nodiscard]] bool await_ready() const noexcept { return !async; }
        static void await_suspend(std::coroutine_handle<>) noexcept {}
        static void await_resume() noexcept {}
    };
    initial_awaiter initial_suspend() const noexcept { return {this->async}; }

    struct final_awaiter {
        promise* ended;
        [[nodiscard]] bool await_ready() const noexcept { return !ended->async; }
        void await_suspend(std::coroutine_handle<>) const noexcept {
            ended->end_shields();
            *ended->task->finished = ended;
        }
        static void await_resume() noexcept {}
    };
    final_awaiter final_suspend() noexcept {
        if (!this->async) {
            leave_sync();
            this->out->pending_ = nullptr;  // the frame goes by itself now
        }
        return {this};
    }

    void unhandled_exception() {
#if defined(__clang__)
        this->out->set_error(std::current_exception());
#else
        if (this->async) return this->out->set_error(std::current_exception());
        leave_sync();
        // The error leaves the call, and g++ destroys the frame by itself then.
        this->out->pending_ = nullptr;
        throw;
#endif
    }

    template <makes_dual D>
    auto await_transform(D&& awaited) {
        using value = dual_value_t<D>;
        if constexpr (std::is_lvalue_reference_v<D> && is_dual<std::remove_cvref_t<D>>)
            return dual_awaiter<value, dual<value>&>{awaited, this};
        else return dual_awaiter<value, dual<value>>{std::forward<D>(awaited).to_dual(), this};
    }
    template <class Op>
        requires(!makes_dual<Op> && !is_when_all<std::decay_t<Op>> && asio::is_async_operation<Op>::value)
    auto await_transform(Op&& operation) {
        return operation_awaiter<std::decay_t<Op>>{std::forward<Op>(operation), this};
    }
    template <class... Ts>
    auto await_transform(when_all<Ts...>& all) {
        return std::apply([this](auto&... each) { return gather_awaiter<Ts...>(this, each...); }, all.operations);
    }
    immediate_awaiter<asio::any_io_executor> await_transform(this_executor) {
        if (!this->async) throw_async_in_sync();
        return {this->task->executor};
    }
    immediate_awaiter<bool> await_transform(runs_in_thread) noexcept { return {!this->async}; }
    immediate_awaiter<promise_base*> await_transform(this_coroutine) noexcept { return {this}; }
    immediate_awaiter<bool> await_transform(this_cancellation) noexcept {
        return {this->async && this->task->cancelled != asio::cancellation_type::none};
    }
    std::suspend_never await_transform(shield) noexcept {
        if (this->async) {
            ++this->shields;
            ++this->task->shields;
        }
        return {};
    }
    // The return type is deduced, so that this message comes before what the compiler says of the rest of the expression.
    template <class Other>
        requires(!makes_dual<Other> && !asio::is_async_operation<Other>::value && !is_when_all<std::decay_t<Other>>)
    auto await_transform(Other&&) noexcept {
        static_assert(never<Other>,
                      "vinyl: this can not be awaited in a dual coroutine; it takes duals, querysets and Asio "
                      "operations. A result of .sync() is a plain value already: drop the co_await.");
        return immediate_awaiter<Other>();
    }

private:
    static std::coroutine_handle<promise> handle_of(promise_base& self) noexcept {
        return std::coroutine_handle<promise>::from_promise(static_cast<promise&>(self));
    }
    void leave_sync() noexcept { this_thread_state.scoped = this->ambient.scoped; }
};

inline void promise_of_result<void>::return_void() noexcept { dual_access<void>::end(*out); }

}  // namespace vinyl::detail
