// Keeps the statements of a block apart from the blocks inside it.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/db/fair_mutex.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/event.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace vinyl::db {

/// Open, it lets all statements of its block through. A block inside closes it, so that nothing of the outer block stands
/// between its savepoint and ROLLBACK TO.
///
/// What has passed counts until its answer is there. A coroutine's statement also counts as entering until it stands in
/// the connection's queue, behind which a block inside may begin in sync mode.
/// Thread safety: shared objects are safe.
class transaction_gate {
public:
    transaction_gate() = default;
    transaction_gate(const transaction_gate&) = delete;
    transaction_gate& operator=(const transaction_gate&) = delete;

    /// Lets a thread's statement through if the gate is open. It says when its answer is there: passed().
    [[nodiscard]] bool try_pass_now() noexcept {
        ++passing_;
        if (!closed_) return true;
        passed();
        return false;
    }

    /// Lets a coroutine's statement through if the gate is open and nobody waits. It says when it has been queued, and
    /// when its answer is there: entered(), passed().
    [[nodiscard]] bool try_pass() noexcept {
        ++passing_;
        ++entering_;
        if (!turn_.locked()) return true;
        entered();
        passed();
        return false;
    }

    /// The same, but waits for inner blocks to end and for those who waited before. False at the deadline.
    /// Errors: vinyl::cancelled when cancelled, and then it is not through.
    [[nodiscard]] dual<bool> pass(io::deadline until);

    void entered() noexcept { --entering_; }

    void passed() noexcept {
        if (--passing_ == 0 && closed_) all_passed();
    }

    /// Closes the gate for a block inside, when others have had their turn and what got through has been answered. False at
    /// the deadline. Whoever has closed it opens it.
    /// Errors: vinyl::cancelled when cancelled, and then it is not closed.
    [[nodiscard]] dual<bool> close(io::deadline until);

    void open() noexcept;

private:
    class closing;
    void all_passed() noexcept;

    fair_mutex turn_;  // of those who close it, and of those who waited to pass
    std::atomic<bool> closed_ = false;
    std::atomic<std::size_t> passing_ = 0;
    std::atomic<std::size_t> entering_ = 0;
    std::mutex mutex_;
    io::event* quiet_ = nullptr;  // set when nothing is passing any more
};

/// What a statement holds from when a gate has let it through until it has been answered.
class gate_pass {
public:
    gate_pass() noexcept = default;
    gate_pass(const gate_pass&) = delete;
    gate_pass& operator=(const gate_pass&) = delete;
    ~gate_pass() { end(); }

    void begin(transaction_gate& through) noexcept { gate_ = &through; }
    void end() noexcept {
        if (transaction_gate* const gate = std::exchange(gate_, nullptr)) gate->passed();
    }

private:
    transaction_gate* gate_ = nullptr;
};

/// What a coroutine's statement holds besides, until it has been queued.
class gate_entry {
public:
    explicit gate_entry(std::shared_ptr<transaction_gate> through) noexcept : gate_(std::move(through)) {}
    gate_entry(gate_entry&&) noexcept = default;
    gate_entry& operator=(gate_entry&&) = delete;
    ~gate_entry() {
        if (gate_) gate_->entered();
    }

private:
    std::shared_ptr<transaction_gate> gate_;  // kept: by then the block may have ended in another thread
};

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/transaction_gate.ipp>
#endif
