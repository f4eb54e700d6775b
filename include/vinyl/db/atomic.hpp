// vinyl::atomic: a function whose queries are all kept or all undone; vinyl::on_commit: what to do once they
// are kept.
#pragma once

#include <vinyl/db/registry.hpp>
#include <vinyl/db/transaction.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/spawn.hpp>
#include <vinyl/io/sleep.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl {

/// How atomic works. Trivially copyable, so that it may be written inside an expression with co_await.
struct atomic_options {
    std::string_view alias = "default";
    isolation_level isolation = isolation_level::server_default;
    /// How often the function is run again after a serialization failure or a deadlock. Only the outermost
    /// block retries.
    int retries = 0;
    bool read_only = false;
    bool deferrable = false;
    /// Insists on being the outermost block: what it did is in the database when it returns.
    bool durable = false;
    /// Inside another atomic: false makes no savepoint, so that a failure undoes the outer block, too.
    bool savepoint = true;
    /// Whose alias it is; null: that of vinyl::connections().
    connection_registry* registry = nullptr;
    /// For tests that undo everything: durable blocks may be directly inside this one.
    bool allows_durable = false;
};

namespace detail {

/// What a body of atomic gives: R of a plain function, T of asio::awaitable<T>, dual<T> or a queryset.
template <class R>
struct body_result {
    using type = R;
};
template <makes_dual R>
struct body_result<R> {
    using type = dual_value_t<R>;
};
template <class T>
struct body_result<asio::awaitable<T, asio::any_io_executor>> {
    using type = T;
};
template <class Body>
using body_result_t = typename body_result<std::invoke_result_t<Body&>>::type;

/// A result on its way out of a body, void and references included.
template <class T>
class kept_result {
public:
    template <class U>
    void keep(U&& value) {
        if constexpr (std::is_reference_v<T>) value_ = std::addressof(value);
        else value_.emplace(std::forward<U>(value));
    }
    T take() {
        if constexpr (std::is_reference_v<T>) return static_cast<T>(*value_);
        else return std::move(*value_);
    }

private:
    std::conditional_t<std::is_reference_v<T>, std::add_pointer_t<std::remove_reference_t<T>>,
                       std::optional<std::remove_cv_t<T>>>
        value_{};
};

/// One run of one block: the outermost or an inner one.
[[nodiscard]] std::shared_ptr<db::transaction> make_block(const std::shared_ptr<db::database>& in,
                                                          const atomic_options& options);
/// Whether a block that failed with this may succeed when it is run again.
[[nodiscard]] bool is_worth_retrying(const std::exception_ptr& failure) noexcept;
/// Waits a while before the attempt with that number, longer each time and never for the same time twice.
dual<void> wait_before_retry(int attempt);
[[noreturn]] void throw_plain_body_in_async();
[[noreturn]] void throw_awaitable_body_in_sync();

/// Ends a block whose coroutine is destroyed in the middle.
class block_guard {
public:
    explicit block_guard(db::transaction& block) noexcept : block_(block) {}
    block_guard(const block_guard&) = delete;
    block_guard& operator=(const block_guard&) = delete;
    ~block_guard() { block_.abandon(); }

private:
    db::transaction& block_;
};

/// Calls a body inside a context and waits for it.
template <class T, class Body>
dual<T> run_body(context_ptr inside, Body& body) {
    using result = std::invoke_result_t<Body&>;
    if constexpr (makes_dual<result>) {
        const context_scope scope(std::move(inside));
        return body().to_dual();
    } else if constexpr (is_awaitable<result>) {
        if (!is_async()) throw_awaitable_body_in_sync();
        return run_awaitable<T>(std::move(inside), body());
    } else {
        if (is_async()) throw_plain_body_in_async();
        const context_scope scope(std::move(inside));
        if constexpr (std::is_void_v<T>) {
            body();
            return dual<void>::ready();
        } else if constexpr (std::is_reference_v<T>) {
            return dual<T>::ready_reference(body());
        } else {
            return dual<T>::ready(body());
        }
    }
}

/// Begin, body, and commit or rollback, the latter two undisturbed by cancellation.
template <class T, class Body>
dual<T> run_block(std::shared_ptr<db::transaction> block, Body& body) {
    const block_guard guard(*block);
    co_await block->begin();
    const context_ptr inside = block->bound();
    std::exception_ptr failure;
    if constexpr (std::is_void_v<T>) {
        try {
            co_await run_body<T>(inside, body);
        } catch (...) {
            failure = std::current_exception();
        }
        co_await shield{};
        if (!failure) {
            co_await block->commit();
            co_return;
        }
    } else {
        kept_result<T> result;
        try {
            result.keep(co_await run_body<T>(inside, body));
        } catch (...) {
            failure = std::current_exception();
        }
        co_await shield{};
        if (!failure) {
            co_await block->commit();
            co_return result.take();
        }
    }
    co_await block->rollback(failure);
    std::rethrow_exception(failure);
}

template <class T, class Body>
dual<T> run_atomic(std::shared_ptr<db::database> in, atomic_options options, Body body) {
    for (int attempt = 0;; ++attempt) {
        const std::shared_ptr<db::transaction> block = make_block(in, options);
        const bool last = !block->outermost() || attempt >= options.retries;
        std::exception_ptr failure;
        std::conditional_t<std::is_void_v<T>, std::monostate, kept_result<T>> result;
        try {
            if constexpr (std::is_void_v<T>) co_await run_block<T>(block, body);
            else result.keep(co_await run_block<T>(block, body));
        } catch (...) {
            failure = std::current_exception();
        }
        if (!failure) {
            db::commit_hooks hooks;
            if (block->outermost()) hooks = block->take_hooks();
            // Committed: a cancellation that comes now is too late, and must not look as if it had not been.
            co_await shield{};
            if (!hooks.empty()) co_await db::run_commit_hooks(std::move(hooks));
            if constexpr (std::is_void_v<T>) co_return;
            else co_return result.take();
        }
        if (last || !is_worth_retrying(failure)) std::rethrow_exception(failure);
        co_await wait_before_retry(attempt);
    }
}

}  // namespace detail

/// Runs `body` in a transaction: committed when it returns, rolled back when an exception leaves it or it is
/// cancelled. Every query on the alias that is made inside uses the transaction's connection without being told so, through
/// calls and co_awaits, on whatever thread a coroutine goes on; a thread that is started inside is not in it. An atomic
/// inside another one on the same alias is a savepoint.
///
///     vinyl::atomic([&] { account.update("balance"_f = "balance"_f - 10); });                     // sync
///     co_await vinyl::atomic([&]() -> asio::awaitable<void> { co_await account.update(...); });   // async
///     co_await vinyl::atomic([&]() -> vinyl::dual<int> { ...; co_return 1; });                    // both
///     vinyl::atomic({.isolation = vinyl::serializable, .retries = 5}, body);
///
/// @param body  a plain function (sync mode only), or one that returns asio::awaitable<T> (async mode only)
///   or dual<T>; moved in; with `retries` it may be called several times, so what it changes outside the
///   database must bear that
/// @return a dual of what the body gives
/// Errors: what leaves the body, after the rollback; what COMMIT fails with (a deferred constraint,
/// serialization_failure); transaction_aborted if the body swallowed an error after which nothing can be
/// committed; commit_unknown if the connection was lost before COMMIT was answered; usage_error when blocks
/// are nested in a way that can not work.
/// Cancellation: the body is cancelled, then rolled back; COMMIT and ROLLBACK themselves are not interrupted.
/// Compilers: g++ 12 destroys a lambda twice that is written beside co_await and owns what it captured; capture by
/// reference there (atomic ends before what it refers to does), or give the lambda a name first.
template <class Body>
    requires std::is_invocable_v<std::decay_t<Body>&>
auto atomic(atomic_options options, Body&& body) {
    static_assert(std::is_trivially_copyable_v<atomic_options>);
    connection_registry& registry = options.registry != nullptr ? *options.registry : connections();
    std::shared_ptr<db::database> in = registry.database(options.alias);
    options.alias = {};  // may not outlive this call
    return detail::run_atomic<detail::body_result_t<std::decay_t<Body>>, std::decay_t<Body>>(std::move(in), options,
                                                                                             std::forward<Body>(body))
        .named("vinyl::atomic(...)");
}

template <class Body>
    requires std::is_invocable_v<std::decay_t<Body>&>
auto atomic(Body&& body) {
    return atomic(atomic_options(), std::forward<Body>(body));
}

/// Which transaction something is about.
struct on_commit_options {
    std::string_view alias = "default";
    /// Errors of the hook are dropped, and the hooks after it run all the same.
    bool robust = false;
    connection_registry* registry = nullptr;
};

namespace detail {

template <class Hook>
class commit_hook_of final : public db::commit_hook {
public:
    commit_hook_of(Hook hook, bool robust) : commit_hook(robust), hook_(std::move(hook)) {}
    dual<void> run() override {
        if constexpr (std::is_void_v<std::invoke_result_t<Hook&>>) {
            hook_();
            return dual<void>::ready();
        } else {
            return run_body<void>(current_context(), hook_);
        }
    }

private:
    Hook hook_;
};

[[nodiscard]] std::shared_ptr<db::transaction> current_block_of(std::string_view alias, connection_registry* registry);

template <class Hook>
dual<void> run_hook_now(std::unique_ptr<commit_hook_of<Hook>> hook) {
    co_await hook->run();
}

}  // namespace detail

/// Has `hook` called once the transaction that the task is in has been committed; at once if it is in none.
/// Hooks run in the order in which they were given, after the outermost atomic has committed and given its
/// connection back; those of a block that is undone are dropped. An error of a hook stops the later ones and
/// leaves atomic; the commit stands.
///
/// A hook is a plain function, or one that returns dual<void> or asio::awaitable<void>, which atomic awaits;
/// then the result here is a dual to be awaited, too, because without a transaction the hook runs at once.
template <class Hook>
    requires std::is_invocable_v<std::decay_t<Hook>&>
auto on_commit(Hook&& hook, on_commit_options options = {}) {
    using type = std::decay_t<Hook>;
    constexpr bool plain = std::is_void_v<std::invoke_result_t<type&>>;
    static_assert(plain || std::is_void_v<detail::body_result_t<type>>,
                  "vinyl: a hook for on_commit returns nothing, dual<void> or asio::awaitable<void>: nobody "
                  "would see its result");
    const auto block = detail::current_block_of(options.alias, options.registry);
    auto kept = std::make_unique<detail::commit_hook_of<type>>(std::forward<Hook>(hook), options.robust);
    if constexpr (plain) {
        if (block) block->add_hook(std::move(kept));
        else static_cast<void>(kept->run());
    } else {
        if (!block) return detail::run_hook_now(std::move(kept));
        block->add_hook(std::move(kept));
        return dual<void>::ready();
    }
}

/// Marks the innermost atomic block that the task is in to be undone without an error when its body returns.
/// Errors: usage_error outside of atomic, and for an unknown alias.
void set_rollback(bool rollback = true, std::string_view alias = "default");

/// Whether the calling task is inside atomic on that alias. Errors: usage_error for an unknown one.
[[nodiscard]] bool in_atomic(std::string_view alias = "default");

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/atomic.ipp>
#endif
