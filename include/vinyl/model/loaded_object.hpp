// The object behind a relation, once it is there.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace vinyl::detail {

/// Lets another thread run. Here because <thread> would make up a tenth of a header that declares models.
void yield_thread() noexcept;

/// A place for a shared object that is filled at most once while others may look: following a relation stores the object also
/// in a const one, which several threads may share. What has been stored stays, so that references to it stay good.
/// Thread safety: const members: safe; the others: as an int.
template <class T>
class loaded_object {
public:
    loaded_object() noexcept = default;
    explicit loaded_object(std::shared_ptr<const T> object) noexcept { set(std::move(object)); }
    loaded_object(const loaded_object& other) noexcept : loaded_object(other.copy()) {}
    loaded_object(loaded_object&& other) noexcept
        : state_(other.state_.load(std::memory_order_relaxed)), object_(std::move(other.object_)) {
        other.reset();
    }
    loaded_object& operator=(loaded_object other) noexcept {
        object_ = std::move(other.object_);
        state_.store(other.state_.load(std::memory_order_relaxed), std::memory_order_relaxed);
        return *this;
    }
    ~loaded_object() = default;

    /// Null when it was not stored, or when it is known that there is none.
    [[nodiscard]] const T* get() const noexcept { return is(state::stored) ? object_.get() : nullptr; }
    /// Whether it was asked for: that there is none is an answer, too.
    [[nodiscard]] bool known() const noexcept { return is(state::stored) || is(state::none); }

    /// Null: there is none. Does nothing when it is known already.
    void keep(std::shared_ptr<const T> object) const noexcept {
        state before = state::unknown;
        if (state_.compare_exchange_strong(before, state::storing, std::memory_order_acquire))
            return store(std::move(object));
        while (is(state::storing)) yield_thread();  // another thread is between two instructions
    }
    /// The same in an object that nobody else has yet.
    void set(std::shared_ptr<const T> object) noexcept { store(std::move(object)); }
    void reset() noexcept {
        object_.reset();
        state_.store(state::unknown, std::memory_order_relaxed);
    }

private:
    enum class state : unsigned char { unknown, storing, stored, none };

    struct contents {
        state which;
        std::shared_ptr<const T> object;
    };
    explicit loaded_object(contents from) noexcept : state_(from.which), object_(std::move(from.object)) {}

    [[nodiscard]] bool is(state which) const noexcept { return state_.load(std::memory_order_acquire) == which; }
    [[nodiscard]] contents copy() const noexcept {
        const state now = state_.load(std::memory_order_acquire);
        if (now == state::stored) return {now, object_};
        return {now == state::none ? state::none : state::unknown, nullptr};
    }
    void store(std::shared_ptr<const T> object) const noexcept {
        object_ = std::move(object);
        state_.store(object_ != nullptr ? state::stored : state::none, std::memory_order_release);
    }

    mutable std::atomic<state> state_{state::unknown};
    mutable std::shared_ptr<const T> object_;
};

}  // namespace vinyl::detail
