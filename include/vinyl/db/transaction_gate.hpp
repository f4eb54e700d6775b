// Keeps the statements of a block apart from the blocks inside it.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/db/fair_mutex.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/sequence.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace vinyl::db {

/// Open, it lets all statements of its block through. A block inside closes it, so that nothing of the outer block stands
/// between its savepoint and ROLLBACK TO.
///
/// What has passed counts until its answer is there. A task's statement also counts as entering until it stands in
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

    /// Lets a task's statement through if the gate is open and nobody waits. It says when it has been queued, and
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

    /// Closes the gate for a block inside, when others have had their turn and what got through has been answered: an
    /// io::operation. False at the deadline. Whoever has closed it opens it.
    /// Errors: vinyl::cancelled when cancelled, and then it is not closed.
    class closing;

    void open() noexcept;

private:
    class passing;
    class closed_until_quiet;
    void all_passed() noexcept;

    fair_mutex turn_;  // of those who close it, and of those who waited to pass
    std::atomic<bool> closed_ = false;
    std::atomic<std::size_t> passing_ = 0;
    std::atomic<std::size_t> entering_ = 0;
    std::mutex mutex_;
    io::event* quiet_ = nullptr;  // set when nothing is passing any more
};

/// From closing the gate until nothing is passing any more. Opens it again unless it is to stay closed.
class transaction_gate::closed_until_quiet {
public:
    explicit closed_until_quiet(transaction_gate& gate);
    closed_until_quiet(const closed_until_quiet&) = delete;
    closed_until_quiet& operator=(const closed_until_quiet&) = delete;
    ~closed_until_quiet();

    [[nodiscard]] bool must_wait() const noexcept { return must_wait_; }
    [[nodiscard]] bool somebody_enters() const noexcept { return gate_.entering_ != 0; }
    [[nodiscard]] io::event& quiet() noexcept { return quiet_; }
    void stay() noexcept { stays_ = true; }

private:
    transaction_gate& gate_;
    io::event quiet_;
    bool must_wait_ = false;
    bool stays_ = false;
};

class transaction_gate::closing final : public io::sequence {
public:
    using value_type = bool;

    closing(transaction_gate& gate, io::deadline until) noexcept : gate_(gate), turn_(gate.turn_, until) {}

    /// False at the deadline. True: the gate is closed, by the caller.
    [[nodiscard]] bool take() noexcept;

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;

    transaction_gate& gate_;
    fair_mutex::locking turn_;
    std::optional<closed_until_quiet> closed_;
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

/// What a task's statement holds besides, until it has been queued.
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
