// dual<T>: the result of a terminal operation. In sync mode a value that is already there, in async mode an operation
// that starts when it is awaited. It is also the return type of coroutines that serve both modes.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/base/is_optional.hpp>
#include <vinyl/base/ranges.hpp>
#include <vinyl/dual/mode.hpp>
#include <vinyl/dual/task.hpp>

#include <boost/asio/async_result.hpp>

#include <compare>
#include <concepts>
#include <coroutine>
#include <exception>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace vinyl {

template <class T>
class dual;

namespace detail {

template <class Object, class Index>
concept indexable = requires(Object object, Index&& index) { object[std::forward<Index>(index)]; };

template <class T>
struct promise;
template <class T>
struct promise_of_result;
template <class T>
struct dual_access;

/// What handlers get for T. A result that can not be made from nothing comes as an optional, a reference as a pointer.
template <class T>
struct handler_signature {
    using type = void(std::exception_ptr, std::optional<T>);
};
template <class T>
    requires std::is_default_constructible_v<T>
struct handler_signature<T> {
    using type = void(std::exception_ptr, T);
};
template <>
struct handler_signature<void> {
    using type = void(std::exception_ptr);
};
template <class T>
struct handler_signature<T&> {
    using type = void(std::exception_ptr, T*);
};
template <class T>
using handler_signature_t = typename handler_signature<T>::type;

template <class T>
using stored_in_dual = std::conditional_t<
    std::is_void_v<T>, std::monostate,
    std::conditional_t<std::is_reference_v<T>, std::add_pointer_t<std::remove_reference_t<T>>, std::remove_cv_t<T>>>;

template <class T>
inline constexpr bool is_dual = false;
template <class T>
inline constexpr bool is_dual<dual<T>> = true;

/// What structured bindings take apart by get<I>().
template <class T>
concept opens_as_tuple = requires { std::tuple_size<std::remove_cvref_t<T>>::value; };

/// Anything that stands for a dual: a dual itself, or a queryset.
template <class T>
concept makes_dual = requires(T&& object) { std::forward<T>(object).to_dual(); };

template <makes_dual D>
using dual_value_t = typename std::remove_cvref_t<decltype(std::declval<D>().to_dual())>::value_type;

using never_awaited_handler = void (*)(const char* call);
void report_never_awaited(const char* call) noexcept;
using blocking_await_handler = void (*)(const char* call);
void report_blocking_await(const char* call) noexcept;
[[noreturn]] void throw_not_awaited(const char* call);
[[noreturn]] void throw_taken(const char* call);
/// What a dual without a value says: it was not awaited, ended by an error, or its value was taken.
[[noreturn]] void throw_no_value(bool pending, const std::exception_ptr* error, const char* call);
[[noreturn]] void throw_async_in_sync();
[[noreturn]] void throw_empty_optional(const char* call);

}  // namespace detail

/// What to do when an operation that was made in async mode is dropped without ever having been awaited: it has done
/// nothing, which is nearly always a forgotten co_await. The default prints one line to stderr; nullptr restores it.
/// Returns the former handler. The handler must not throw. Thread safety: any thread.
detail::never_awaited_handler set_never_awaited_handler(detail::never_awaited_handler handler) noexcept;

/// What to do when an asio::awaitable awaits an operation in sync mode, or one gets a completion token there: it has run before,
/// at the call, and its thread, with the event loop, has stood still meanwhile. Nearly always the coroutine was to be started by
/// vinyl::spawn. The default prints one line to stderr, once; nullptr restores it, and a handler that does nothing turns it off.
/// Returns the former handler. The handler is called each time and must not throw. Thread safety: any thread.
detail::blocking_await_handler set_blocking_await_handler(detail::blocking_await_handler handler) noexcept;

/// The result of an operation that serves both modes.
///
/// Sync mode: the operation has run before the call returned, and threw its errors there. A dual converts to T, and
/// `*d`, `d->`, `d.get()`, comparison, printing and iteration work as on T. For an optional result `*d` and `d->` go
/// through to what the optional holds.
///
/// Async mode: nothing has happened yet. `co_await` it, or call it with an Asio completion token. Reading it as a
/// value throws not_awaited.
///
/// A dual owns all that its operation needs, but for objects of yours that it is about: the one whose member function was called
/// (`album.save()`, `album.artist()`) and those that were given to `add()`. They must stay where they are until it has completed.
/// Move-only. Thread safety: distinct objects: safe; shared objects: unsafe.
template <class T>
class dual {
    using stored = detail::stored_in_dual<T>;
    static constexpr bool is_void = std::is_void_v<T>;
    static constexpr bool is_reference = std::is_reference_v<T>;
    // Names, because clang-format takes `& requires(` for a call.
    static constexpr bool has_result = !is_void;
    static constexpr bool has_object = !is_void && !is_reference;
    using object = std::conditional_t<is_void, std::monostate, std::remove_reference_t<T>>;

public:
    using value_type = T;
    using promise_type = detail::promise<T>;

    /// A completed dual that holds what T is made of. Both modes.
    template <class... Args>
        requires std::constructible_from<stored, Args...>
    [[nodiscard]] static dual ready(Args&&... args) {
        dual made;
        made.emplace(static_cast<Args&&>(args)...);
        return made;
    }

    /// A completed dual for a reference.
    [[nodiscard]] static dual ready_reference(object& referred)
        requires is_reference
    {
        dual made;
        made.emplace(&referred);
        return made;
    }

    // NOLINTNEXTLINE(google-explicit-constructor): so that universal functions can return a plain T
    dual(object value)
        requires has_object
    {
        emplace(std::move(value));
    }

    dual(dual&& other) noexcept(std::is_nothrow_move_constructible_v<stored>) { take(other); }
    dual& operator=(dual&& other) noexcept(std::is_nothrow_move_constructible_v<stored>) {
        if (this != &other) {
            reset();
            take(other);
        }
        return *this;
    }
    dual(const dual&) = delete;
    dual& operator=(const dual&) = delete;
    ~dual() { reset(); }

    /// Whether the value is there. True in sync mode.
    [[nodiscard]] bool is_ready() const noexcept { return state_ == state::value; }

    /// Names the call for error messages. `call` must have static storage.
    [[nodiscard]] dual named(const char* call) && noexcept {
        call_ = call;
        return static_cast<dual&&>(*this);
    }
    [[nodiscard]] const char* call_name() const noexcept { return call_ != nullptr ? call_ : "an operation"; }

    [[nodiscard]] dual to_dual() && noexcept { return static_cast<dual&&>(*this); }
    [[nodiscard]] dual to_dual() & noexcept { return static_cast<dual&&>(*this); }

    // ---- as a value (sync mode) ----
    // A dual that is a temporary gives its value away, and hands out references into itself only where they can be used within
    // the same expression: behind `->`, and to functions.

    /// The value. Throws not_awaited in async mode.
    [[nodiscard]] decltype(auto) get() &
        requires has_result
    {
        require_value();
        if constexpr (is_reference) return static_cast<T>(*value_);
        else return static_cast<T&>(value_);
    }
    [[nodiscard]] decltype(auto) get() const&
        requires has_result
    {
        require_value();
        if constexpr (is_reference) return static_cast<T>(*value_);
        else return static_cast<const T&>(value_);
    }
    [[nodiscard]] T get() &&
        requires has_result
    {
        require_value();
        return take_value();
    }
    /// Nothing to read, but throws not_awaited in async mode.
    void get() const&
        requires is_void
    {
        require_value();
    }

    // NOLINTBEGIN(google-explicit-constructor): this is what the class is for
    operator T() &&
        requires has_result
    {
        return static_cast<dual&&>(*this).get();
    }
    // For a temporary, too, where a function takes a reference. To bind a lasting one is wrong, and clang says so.
    operator const object&() const& VINYL_LIFETIMEBOUND
        requires has_result
    {
        return get();
    }
    // NOLINTEND(google-explicit-constructor)

    decltype(auto) operator*() &
        requires has_result
    {
        return dereference(get());
    }
    decltype(auto) operator*() const&
        requires has_result
    {
        return dereference(get());
    }
    /// By value, so that nothing refers into a temporary.
    auto operator*() &&
        requires has_object
    {
        using result = std::remove_cvref_t<decltype(dereference(get()))>;
        return result(std::move(dereference(get())));
    }
    decltype(auto) operator*() &&
        requires is_reference
    {
        return dereference(get());
    }
    auto* operator->() VINYL_LIFETIMEBOUND
        requires has_object
    {
        return std::addressof(dereference(get()));
    }
    const auto* operator->() const VINYL_LIFETIMEBOUND
        requires has_object
    {
        return std::addressof(dereference(get()));
    }
    auto* operator->() const
        requires is_reference
    {
        return std::addressof(dereference(get()));
    }

    /// For optional results: whether there is one; for bool results: the result.
    explicit operator bool() const&
        requires(detail::is_optional<std::remove_cvref_t<T>>)
    {
        return get().has_value();
    }

    auto begin() &
        requires detail::any_range<std::remove_reference_t<T>>
    {
        return std::ranges::begin(get());
    }
    auto end() &
        requires detail::any_range<std::remove_reference_t<T>>
    {
        return std::ranges::end(get());
    }
    auto begin() const&
        requires detail::any_range<const std::remove_reference_t<T>>
    {
        return std::ranges::begin(get());
    }
    auto end() const&
        requires detail::any_range<const std::remove_reference_t<T>>
    {
        return std::ranges::end(get());
    }
    // An iterator into a temporary is of no use; a loop over one names it first by itself.
    void begin() && = delete;
    void end() && = delete;
    [[nodiscard]] auto size() const
        requires requires(const std::remove_reference_t<T>& range) { std::ranges::size(range); }
    {
        return std::ranges::size(get());
    }
    [[nodiscard]] bool empty() const
        requires requires(const std::remove_reference_t<T>& range) { std::ranges::empty(range); }
    {
        return std::ranges::empty(get());
    }
    template <class Index>
    decltype(auto) operator[](Index&& index) &
        requires has_result && detail::indexable<object&, Index>
    {
        return get()[std::forward<Index>(index)];
    }
    template <class Index>
    decltype(auto) operator[](Index&& index) const&
        requires has_result && detail::indexable<const object&, Index>
    {
        return get()[std::forward<Index>(index)];
    }
    /// By value, so that nothing refers into a temporary.
    template <class Index>
    auto operator[](Index&& index) &&
        requires has_object && detail::indexable<object&, Index>
    {
        return get()[std::forward<Index>(index)];
    }

    // The left operand is deduced, so that these are never tried with a T that is turned into a dual.
    template <std::same_as<dual> D, class U>
        requires(!detail::is_dual<U> && !is_void) &&
                requires(const object& left, const U& right) { bool(left == right); }
    friend bool operator==(const D& left, const U& right) {
        return left.get() == right;
    }
    template <std::same_as<dual> D, class U>
        requires(!detail::is_dual<U> && !is_void) && requires(const object& left, const U& right) { left <=> right; }
    friend auto operator<=>(const D& left, const U& right) {
        return left.get() <=> right;
    }
    template <std::same_as<dual> D>
        requires(!is_void) && std::equality_comparable<object>
    friend bool operator==(const D& left, const D& right) {
        return left.get() == right.get();
    }
    template <std::same_as<dual> D>
        requires(!is_void) && std::three_way_comparable<object>
    friend auto operator<=>(const D& left, const D& right) {
        return left.get() <=> right.get();
    }
    template <class Char, class Traits, std::same_as<dual> D>
        requires(!is_void) && requires(std::basic_ostream<Char, Traits>& out, const object& value) { out << value; }
    friend auto& operator<<(std::basic_ostream<Char, Traits>& out, const D& value) {
        return out << value.get();
    }

    /// For structured bindings: `auto [count, first] = vinyl::gather(...)`.
    template <std::size_t I>
        requires detail::opens_as_tuple<T>
    friend decltype(auto) get(dual&& taken) {
        using std::get;
        return get<I>(static_cast<object&&>(taken.get()));
    }
    template <std::size_t I>
        requires detail::opens_as_tuple<T>
    friend decltype(auto) get(const dual&& taken) {
        using std::get;
        return get<I>(static_cast<const object&&>(taken.get()));
    }

    // ---- as an asynchronous operation (async mode) ----

    /// Starts the operation; the token's handler gets (std::exception_ptr, T). It is called on its associated executor,
    /// never inside this function. The handler's cancellation slot is honoured for all cancellation types.
    /// Defined in dual/asio_operation.hpp.
    template <boost::asio::completion_token_for<detail::handler_signature_t<T>> Token>
    auto operator()(Token&& token);

    /// For coroutine types that have no await_transform of their own. Defined in dual/asio_operation.hpp.
    auto operator co_await() &&;
    auto operator co_await() &;

private:
    template <class>
    friend struct detail::promise;
    template <class>
    friend struct detail::promise_of_result;
    template <class>
    friend struct detail::dual_access;

    enum class state : unsigned char { empty, value, error, pending };

    dual() noexcept {}
    explicit dual(detail::promise_of_result<T>& started_later) noexcept
        : pending_(&started_later), state_(state::pending) {
        pending_->out = this;
    }

    template <class... Args>
    void emplace(Args&&... args) {
        ::new (static_cast<void*>(&value_)) stored(static_cast<Args&&>(args)...);
        state_ = state::value;
    }
    void set_error(std::exception_ptr error) noexcept {
        ::new (static_cast<void*>(&error_)) std::exception_ptr(std::move(error));
        state_ = state::error;
    }

    void require_value() const {
        if (state_ != state::value) [[unlikely]]
            detail::throw_no_value(state_ == state::pending, state_ == state::error ? &error_ : nullptr, call_);
    }

    T take_value() {
        if constexpr (is_void) return;
        else if constexpr (is_reference) return static_cast<T>(*value_);
        else return static_cast<stored&&>(value_);
    }

    template <class V>
    auto& dereference(V& value) const {
        if constexpr (detail::is_optional<std::remove_cv_t<V>>) {
            if (!value) detail::throw_empty_optional(call_name());
            return *value;
        } else {
            return value;
        }
    }

    // This and the following are made for every type of result, so they are plain code rather than calls of templates.
    void take(dual& other) noexcept(std::is_nothrow_move_constructible_v<stored>) {
        call_ = other.call_;
        switch (other.state_) {
            case state::value:
                ::new (static_cast<void*>(&value_)) stored(static_cast<stored&&>(other.value_));
                other.value_.~stored();
                break;
            case state::error:
                ::new (static_cast<void*>(&error_)) std::exception_ptr(std::move(other.error_));
                other.error_.~exception_ptr();
                break;
            case state::pending:
            case state::empty: break;
        }
        state_ = other.state_;
        other.state_ = state::empty;
        pending_ = other.pending_;
        other.pending_ = nullptr;
        if (pending_ != nullptr) pending_->out = this;
    }

    void reset() noexcept {
        switch (state_) {
            case state::value: value_.~stored(); break;
            case state::error: error_.~exception_ptr(); break;
            case state::pending:
                if (call_ != nullptr && pending_ != nullptr && !pending_->started && std::uncaught_exceptions() == 0)
                    detail::report_never_awaited(call_);
                break;
            case state::empty: break;
        }
        state_ = state::empty;
        auto* const pending = pending_;
        pending_ = nullptr;
        if (pending != nullptr) pending->destroy(*pending);
    }

    union {
        stored value_;
        std::exception_ptr error_;
    };
    detail::promise_of_result<T>* pending_ = nullptr;  // the coroutine or operation, until it is destroyed
    const char* call_ = nullptr;
    state state_ = state::empty;
};

}  // namespace vinyl

template <vinyl::detail::opens_as_tuple T>
struct std::tuple_size<vinyl::dual<T>> : std::tuple_size<std::remove_cvref_t<T>> {};
template <std::size_t I, vinyl::detail::opens_as_tuple T>
struct std::tuple_element<I, vinyl::dual<T>> {
    using type = std::tuple_element_t<I, std::remove_cvref_t<T>>;
};

#include <vinyl/dual/coroutine.hpp>
#include <vinyl/dual/asio_operation.hpp>
#include <vinyl/dual/awaitable.hpp>

#ifdef VINYL_HEADER_ONLY
#include <vinyl/dual/dual.ipp>
#endif
