// What .async() operations return: awaitable, and nothing else.
#pragma once

#include <vinyl/dual/dual.hpp>

namespace vinyl {

/// A dual whose mode is known to be async: it can be awaited or given a completion token, but not be read as a value.
template <class T>
class [[nodiscard("an asynchronous operation does nothing until it is awaited")]] async_only {
public:
    using value_type = T;

    explicit async_only(dual<T> operation) noexcept : operation_(std::move(operation)) {}

    [[nodiscard]] dual<T> to_dual() && noexcept { return std::move(operation_); }
    [[nodiscard]] dual<T> to_dual() & noexcept { return std::move(operation_); }

    /// Starts the operation, see dual.
    template <boost::asio::completion_token_for<detail::handler_signature_t<T>> Token>
    auto operator()(Token&& token) {
        return std::move(operation_)(std::forward<Token>(token));
    }
    auto operator co_await() { return std::move(operation_).operator co_await(); }

    template <class Value>
        requires std::constructible_from<Value, T>
    operator Value() const {  // NOLINT(google-explicit-constructor): declared only to say what is wrong
        static_assert(detail::never<Value>,
                      "vinyl: the result of an .async() query is only awaitable: write co_await before it, or use "
                      ".sync() for a plain value");
    }

private:
    dual<T> operation_;
};

}  // namespace vinyl
