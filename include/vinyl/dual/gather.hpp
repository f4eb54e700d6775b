// Several operations at once: gather gives their results together, later passes them on to a function.
#pragma once

#include <vinyl/dual/dual.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl {
namespace detail {

template <class T>
using gathered = std::conditional_t<std::is_void_v<T>, std::monostate,
                                    std::conditional_t<std::is_reference_v<T>, T, std::remove_cv_t<T>>>;

template <class T>
gathered<T> gather_one(dual<T>& finished) {
    if constexpr (std::is_void_v<T>) {
        dual_access<T>::finish(finished);
        return {};
    } else {
        return dual_access<T>::finish(finished);
    }
}

/// Awaits several duals at the same time. Each runs as a task of its own on the waiting task's executor; cancelling
/// the waiting task cancels them all. The first error, in the order written, is thrown when all have ended.
template <class... Ts>
class gather_awaiter {
public:
    explicit gather_awaiter(promise_base* waiting, dual<Ts>&... operations)
        : waiting_(waiting), operations_(operations...) {}
    gather_awaiter(const gather_awaiter&) = delete;
    gather_awaiter& operator=(const gather_awaiter&) = delete;

    [[nodiscard]] bool await_ready() const {
        if (waiting_->async) waiting_->task->throw_if_cancelled();
        return false;
    }

    bool await_suspend(std::coroutine_handle<>) {
        if (!waiting_->async) {
            const bool pending = std::apply([](auto&... each) { return (is_pending(each) || ...); }, operations_);
            if (pending) throw_async_in_sync();
            return false;
        }
        waiting_->ambient.refresh();
        task& outer = *waiting_->task;
        outer.leaf.slot().assign([this](asio::cancellation_type type) {
            for (branch& each : branches_) each.work.cancel(type);
        });
        // One for us, so that nothing resumes the coroutine before all have been started.
        left_.store(sizeof...(Ts) + 1, std::memory_order_relaxed);
        start_all(std::index_sequence_for<Ts...>{});
        return !end_one();
    }

    std::tuple<gathered<Ts>...> await_resume() {
        if (waiting_->async) waiting_->task->leaf.slot().clear();
        // in braces, because there the first error in the order written is thrown first
        return std::apply([](auto&... each) { return std::tuple<gathered<Ts>...>{gather_one(each)...}; }, operations_);
    }

private:
    struct branch final : completion {
        gather_awaiter* all = nullptr;
        task work;

        void complete() override {
            if (all->end_one()) all->proceed();
        }
        void abandon() noexcept override {
            all->abandoned_.store(true, std::memory_order_relaxed);
            if (all->end_one()) all->proceed();
        }
        [[nodiscard]] const promise_base* waiting() const noexcept override { return all->waiting_; }
    };

    template <class T>
    static bool is_pending(const dual<T>& operation) noexcept {
        return dual_access<T>::pending(operation);
    }

    template <std::size_t... I>
    void start_all(std::index_sequence<I...>) {
        (start_one(std::get<I>(operations_), branches_[I]), ...);
    }

    template <class T>
    void start_one(dual<T>& operation, branch& in) {
        in.all = this;
        in.work.executor = waiting_->task->executor;
        in.work.owner = &in;
        in.work.at_home = waiting_->task->at_home;
        if (is_pending(operation)) resume_in_task(&dual_access<T>::start(operation, &in.work, nullptr));
        else in.complete();
    }

    /// True for the last one.
    bool end_one() noexcept { return left_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

    void proceed() {
        if (abandoned_.load(std::memory_order_relaxed)) return waiting_->task->owner->abandon();
        waiting_->task->at_home = true;
        resume_in_task(waiting_);
    }

    promise_base* waiting_;
    std::tuple<dual<Ts>&...> operations_;
    branch branches_[sizeof...(Ts) == 0 ? 1 : sizeof...(Ts)];
    std::atomic<std::size_t> left_{0};
    std::atomic<bool> abandoned_{false};
};

/// `co_await when_all<Ts...>{{a, b}}` in a dual coroutine.
template <class... Ts>
struct when_all {
    std::tuple<dual<Ts>&...> operations;
};

template <class... Ts>
dual<std::tuple<gathered<Ts>...>> gather_pending(dual<Ts>... operations) {
    when_all<Ts...> all{std::tie(operations...)};
    co_return co_await all;
}

template <class Result, class Function, class... Ts>
dual<Result> later_pending(Function function, dual<Ts>... operations) {
    when_all<Ts...> all{std::tie(operations...)};
    auto values = co_await all;
    co_return std::apply(std::move(function), std::move(values));
}

template <class T>
bool has_value(const dual<T>& operation) noexcept {
    return operation.is_ready();
}

template <class Operation>
inline constexpr bool awaited_otherwise = asio::is_async_operation<Operation>::value;
template <class T, class Executor>
inline constexpr bool awaited_otherwise<asio::awaitable<T, Executor>> = true;

/// An operation as a dual. A plain value is what an operation of .sync() has come to.
template <class Operation>
auto dual_of(Operation&& operation) {
    if constexpr (makes_dual<Operation>) {
        return std::forward<Operation>(operation).to_dual();
    } else {
        static_assert(!is_dual<std::remove_cvref_t<Operation>>,
                      "vinyl: a const dual can not be awaited, so gather() and later() can not take it");
        static_assert(
            !awaited_otherwise<std::remove_cvref_t<Operation>>,
            "vinyl: gather() and later() take duals, querysets and values; await this in a function that returns "
            "vinyl::dual, and give them what that returns");
        return dual<std::decay_t<Operation>>::ready(std::forward<Operation>(operation));
    }
}

}  // namespace detail

/// Awaits several operations at the same time: on a pipelined connection they travel together.
///
///     auto [n, first] = vinyl::gather(albums.count(), albums.first());            // sync
///     auto [n, first] = co_await vinyl::gather(albums.count(), albums.first());   // async
///
/// @param operations  duals, querysets, and values, which are their own results, as what .sync() gives
/// @return a dual of the tuple of their results (std::monostate for void). In sync mode they have run already.
/// Errors: when all have ended, the first error in the order written. Cancellation cancels all.
template <class... Operations>
[[nodiscard]] auto gather(Operations&&... operations) {
    return [](auto... each) {
        using result = dual<std::tuple<detail::gathered<typename decltype(each)::value_type>...>>;
        if ((detail::has_value(each) && ...))
            return result::ready(
                std::tuple<detail::gathered<typename decltype(each)::value_type>...>(detail::gather_one(each)...));
        return detail::gather_pending(std::move(each)...).named("vinyl::gather(...)");
    }(detail::dual_of(std::forward<Operations>(operations))...);
}

/// A universal function without a coroutine: calls `function` with the results of the operations, which are awaited
/// together. In sync mode it is called at once.
///
/// @return a dual of what the function returns. Errors: those of the operations and of the function.
/// Compilers: g++ 12 destroys a lambda twice that is written beside co_await and owns what it captured; give it a name
/// first, or await what a function returns that calls later().
template <class Function, class... Operations>
[[nodiscard]] auto later(Function function, Operations&&... operations) {
    return [](auto call, auto... each) {
        using result = std::invoke_result_t<Function, detail::gathered<typename decltype(each)::value_type>...>;
        if (!is_async() && (detail::has_value(each) && ...)) {
            if constexpr (std::is_void_v<result>) {
                std::move(call)(detail::gather_one(each)...);
                return dual<void>::ready();
            } else if constexpr (std::is_reference_v<result>) {
                return dual<result>::ready_reference(std::move(call)(detail::gather_one(each)...));
            } else {
                return dual<result>::ready(std::move(call)(detail::gather_one(each)...));
            }
        }
        return detail::later_pending<result>(std::move(call), std::move(each)...);
    }(std::move(function), detail::dual_of(std::forward<Operations>(operations))...);
}

}  // namespace vinyl
