// Operations with several waits, written like the coroutines that they would be:
//
//     io::need go_on(io::runner& by) override {
//         VINYL_GO_ON {
//             VINYL_WAIT(io::need::set(my_turn_, until_));                 // an event, or a socket
//             by.require_waited();
//             VINYL_WAIT(by.await(connecting_.emplace(connect())));        // a dual
//             link_ = io::runner::result_of(*connecting_);
//             VINYL_WAIT(after(beginning_.emplace(*link_, "BEGIN")));      // another operation
//             beginning_->take();
//         }
//         return io::need::nothing();
//     }
//
// What lives longer than from one wait to the next is a member, and no wait stands inside try: what may fail without ending the
// whole is an io::attempt. Who has only one wait needs none of this.
#pragma once

#include <vinyl/io/operation.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

// A coroutine's body by a switch over its lines. Boost's (asio/coroutine.hpp) fall through to labels, of which clang warns.

/// Before the block of what a sequence does: goes on behind the wait that it ended with the last time.
#define VINYL_GO_ON            \
    switch (this->last_wait()) \
    default:
/// In that block: ends the step, with what the next one needs; nothing goes on at once. After the expression nothing of the
/// sequence is touched, as it may be running elsewhere by then.
#define VINYL_WAIT(...)          \
    do {                         \
        this->wait_at(__LINE__); \
        return __VA_ARGS__;      \
        case __LINE__:;          \
    } while (false)

namespace vinyl::io {

/// The steps of such an operation, which is derived from this, and has value_type and take() besides.
class sequence {
public:
    sequence(const sequence&) = delete;
    sequence& operator=(const sequence&) = delete;
    virtual ~sequence() = default;

    [[nodiscard]] need step(runner& by);
    [[nodiscard]] bool withdraw() noexcept { return part_ != nullptr && withdraw_part_(part_); }

protected:
    sequence() = default;

    [[nodiscard]] virtual need go_on(runner& by) = 0;

    /// Makes all steps of another operation first, which must stay where it is meanwhile; then that can be taken. It lives until
    /// its owner ends it.
    template <operation O>
    [[nodiscard]] need after(O& part) noexcept {
        part_ = &part;
        step_part_ = [](void* of, runner& by) { return static_cast<O*>(of)->step(by); };
        withdraw_part_ = [](void* of) noexcept { return static_cast<O*>(of)->withdraw(); };
        return need::nothing();
    }

    /// The line of the last wait. Without another one, the sequence has ended.
    [[nodiscard]] int last_wait() noexcept { return std::exchange(line_, ended); }
    void wait_at(int line) noexcept { line_ = line; }

private:
    static constexpr int ended = -1;

    int line_ = 0;
    void* part_ = nullptr;  // whose steps are being made
    need (*step_part_)(void* of, runner& by) = nullptr;
    bool (*withdraw_part_)(void* of) noexcept = nullptr;
};

/// An operation whose failure is not that of the one that it is a part of.
template <operation O>
class attempt {
    using value = typename O::value_type;

public:
    using value_type = void;

    attempt() = default;
    attempt(const attempt&) = delete;
    attempt& operator=(const attempt&) = delete;
    ~attempt() = default;

    /// Made of these, once. What that throws is its failure, too.
    template <class... Args>
    [[nodiscard]] attempt& emplace(Args&&... args) noexcept {
        try {
            steps_.emplace(static_cast<Args&&>(args)...);
        } catch (...) {
            fail();
        }
        return *this;
    }

    [[nodiscard]] need step(runner& by) {
        if (!steps_) return need::nothing();
        try {
            const need next = steps_->step(by);
            if (!next.is_nothing()) return next;
            if constexpr (std::is_void_v<value>) steps_->take();
            else value_.emplace(steps_->take());
            steps_.reset();
        } catch (...) {
            by.unpark();
            fail();
        }
        return need::nothing();
    }
    [[nodiscard]] bool withdraw() noexcept { return steps_ && steps_->withdraw(); }
    void take() const noexcept {}

    /// What it has failed by, or null.
    [[nodiscard]] const std::exception_ptr& failure() const noexcept { return failure_; }
    /// @pre it has ended, and not failed
    [[nodiscard]] auto& result() noexcept { return *value_; }

private:
    void fail() noexcept {
        failure_ = std::current_exception();
        steps_.reset();
    }

    std::optional<O> steps_;
    std::optional<std::conditional_t<std::is_void_v<value>, std::monostate, value>> value_;
    std::exception_ptr failure_;
};

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/sequence.ipp>
#endif
