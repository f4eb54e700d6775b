// What belongs to a logical task rather than to a thread: the mode it runs in and the values bound to it, such as its
// current transactions. Kept in a thread-local while the task runs; coroutines carry it over their suspensions.
#pragma once

#include <vinyl/base/config.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace vinyl::detail {

class context;

/// Shared ownership of a context.
class context_ptr {
public:
    constexpr context_ptr() noexcept = default;
    explicit context_ptr(const context* node) noexcept;
    context_ptr(const context_ptr& other) noexcept : context_ptr(other.node_) {}
    context_ptr(context_ptr&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
    context_ptr& operator=(context_ptr other) noexcept {
        std::swap(node_, other.node_);
        return *this;
    }
    ~context_ptr();

    [[nodiscard]] const context* get() const noexcept { return node_; }
    const context* operator->() const noexcept { return node_; }
    explicit operator bool() const noexcept { return node_ != nullptr; }
    friend bool operator==(const context_ptr&, const context_ptr&) = default;

private:
    const context* node_ = nullptr;
};

/// One binding of a key to a value, on top of its parent's. Immutable, so that any thread may read it.
class context {
public:
    context(context_ptr parent, const void* key, std::shared_ptr<void> value) noexcept
        : parent_(std::move(parent)), key_(key), value_(std::move(value)) {}

    [[nodiscard]] const void* key() const noexcept { return key_; }
    [[nodiscard]] const std::shared_ptr<void>& value() const noexcept { return value_; }
    [[nodiscard]] const context* parent() const noexcept { return parent_.get(); }

private:
    friend class context_ptr;
    mutable std::atomic<std::size_t> references_{0};
    context_ptr parent_;
    const void* key_;
    std::shared_ptr<void> value_;
};

inline context_ptr::context_ptr(const context* node) noexcept : node_(node) {
    if (node_ != nullptr) node_->references_.fetch_add(1, std::memory_order_relaxed);
}

inline context_ptr::~context_ptr() {
    if (node_ != nullptr && node_->references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete node_;
}

enum class mode : signed char { unset = -1, sync = 0, async = 1 };

/// The thread's view of the task that it is running now. Trivial, so that access costs nothing; whoever sets
/// `bindings` keeps the context alive until it restores the former value.
struct thread_state {
    const context* bindings = nullptr;
    mode scoped = mode::unset;     ///< Set by async_scope, spawn and coroutines; follows the task.
    mode of_thread = mode::unset;  ///< Set by set_async(..., this_thread).
};

VINYL_SHARED_STATE inline constinit thread_local thread_state this_thread_state{};

/// The part of the thread's state that follows a task, owning its context.
struct ambient {
    context_ptr bindings;
    mode scoped = mode::unset;

    [[nodiscard]] static ambient current() noexcept {
        return {context_ptr(this_thread_state.bindings), this_thread_state.scoped};
    }

    /// Takes the thread's state again, because the task may have changed it since.
    void refresh() noexcept {
        if (bindings.get() != this_thread_state.bindings) bindings = context_ptr(this_thread_state.bindings);
        scoped = this_thread_state.scoped;
    }
};

/// Makes the thread work inside `inner` until the end of the scope. `inner` must outlive the scope.
class ambient_scope {
public:
    explicit ambient_scope(const ambient& inner) noexcept
        : bindings_(std::exchange(this_thread_state.bindings, inner.bindings.get())),
          scoped_(std::exchange(this_thread_state.scoped, inner.scoped)) {}
    ambient_scope(const ambient_scope&) = delete;
    ambient_scope& operator=(const ambient_scope&) = delete;
    ~ambient_scope() {
        this_thread_state.bindings = bindings_;
        this_thread_state.scoped = scoped_;
    }

private:
    const context* bindings_;
    mode scoped_;
};

/// The context that the calling task is in; empty at top level.
[[nodiscard]] inline context_ptr current_context() noexcept { return context_ptr(this_thread_state.bindings); }

/// The current context with one more binding.
[[nodiscard]] inline context_ptr with_value(const void* key, std::shared_ptr<void> value) {
    return context_ptr(new context(current_context(), key, std::move(value)));
}

/// The innermost value bound to `key` for the calling task, or null.
[[nodiscard]] inline std::shared_ptr<void> find_in_context(const void* key) noexcept {
    for (const context* node = this_thread_state.bindings; node != nullptr; node = node->parent())
        if (node->key() == key) return node->value();
    return nullptr;
}

/// Binds a context to the calling task until the end of the scope.
class context_scope {
public:
    explicit context_scope(context_ptr inner) noexcept
        : inner_(std::move(inner)), outer_(std::exchange(this_thread_state.bindings, inner_.get())) {}
    context_scope(const context_scope&) = delete;
    context_scope& operator=(const context_scope&) = delete;
    ~context_scope() { this_thread_state.bindings = outer_; }

private:
    context_ptr inner_;
    const context* outer_;
};

}  // namespace vinyl::detail
