// vinyl::spawn: starts a coroutine in async mode, with the caller's context, wherever it will run.
#pragma once

#include <vinyl/dual/context_executor.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/executors.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution_context.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace vinyl {

namespace detail {

template <class T>
inline constexpr bool is_awaitable = false;
template <class T>
inline constexpr bool is_awaitable<asio::awaitable<T, asio::any_io_executor>> = true;

template <class T>
concept executor_or_context =
    std::convertible_to<T, asio::any_io_executor> || std::derived_from<std::remove_cvref_t<T>, asio::execution_context>;

template <executor_or_context Where>
asio::any_io_executor executor_of(Where&& where) {
    if constexpr (std::derived_from<std::remove_cvref_t<Where>, asio::execution_context>) return where.get_executor();
    else return std::forward<Where>(where);
}

template <class T>
struct awaitable_signature {
    using type = void(std::exception_ptr, T);
};
template <>
struct awaitable_signature<void> {
    using type = void(std::exception_ptr);
};

struct initiate_spawn {
    template <class Handler, class Function>
    void operator()(Handler&& handler, asio::any_io_executor executor, Function function) const {
        ambient outside = ambient::current();
        ambient inside = outside;
        inside.scoped = mode::async;
        // The handler runs in the caller's context again, not in the coroutine's.
        context_executor outer(asio::get_associated_executor(handler, executor), std::move(outside));
        asio::co_spawn(in_context(std::move(executor), std::move(inside)), std::move(function),
                       asio::bind_executor(std::move(outer), std::forward<Handler>(handler)));
    }
};

}  // namespace detail

/// Starts a coroutine in async mode, whatever the process's mode, and with the caller's context, both of which follow
/// it through every thread that runs it.
///
/// @param where  an executor or an execution context such as io_context
/// @param function  a function that returns asio::awaitable<T> or dual<T>; moved in and called on the executor
/// @param token  completion token for (std::exception_ptr, T), such as asio::detached; its handler runs in the
///               context in which spawn was called
/// @return what the token makes of it. Errors of the coroutine go to the token's handler.
/// Thread safety: any thread.
template <detail::executor_or_context Where, class Function, class Token>
    requires detail::is_awaitable<std::invoke_result_t<Function&>>
auto spawn(Where&& where, Function function, Token&& token) {
    using result = typename std::invoke_result_t<Function&>::value_type;
    return boost::asio::async_initiate<Token, typename detail::awaitable_signature<result>::type>(
        detail::initiate_spawn{}, token, detail::executor_of(std::forward<Where>(where)), std::move(function));
}

namespace detail {
template <class T, class Function>
asio::awaitable<T> await_dual_of(Function function) {
    co_return co_await function();
}
}  // namespace detail

template <detail::executor_or_context Where, class Function, class Token>
    requires detail::is_dual<std::invoke_result_t<Function&>>
auto spawn(Where&& where, Function function, Token&& token) {
    using result = typename std::invoke_result_t<Function&>::value_type;
    return spawn(
        std::forward<Where>(where),
        [function = std::move(function)]() mutable { return detail::await_dual_of<result>(std::move(function)); },
        std::forward<Token>(token));
}

namespace detail {

/// Runs a user's asio::awaitable inside a dual coroutine, in async mode and under `bindings`.
template <class T>
dual<T> run_awaitable(context_ptr bindings, asio::awaitable<T> body) {
    asio::any_io_executor executor = co_await this_executor{};
    ambient inside{std::move(bindings), mode::async};
    asio::any_io_executor wrapped = in_context(std::move(executor), std::move(inside));
    co_return co_await asio::co_spawn(std::move(wrapped), std::move(body), asio::deferred);
}

}  // namespace detail
}  // namespace vinyl
