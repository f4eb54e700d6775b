// An operation on a database, written once for both modes: it never waits. A step does what can be done at once, and says what
// must happen before the next one. Two loops make the steps: one in a thread that waits itself (sync mode), one as a part of
// a task that Asio resumes (async mode).
//
//     struct operation {
//         using value_type = ...;
//         io::need step(io::runner& by);   // may throw; then the operation has failed
//         value_type take();               // what it came to; once step() has said need::nothing(). May throw
//         bool withdraw() noexcept;        // see need::call()
//     };
//
// An operation lives in one place from its first step to its end, on the stack of its thread or in the memory of its task.
// It may be destroyed at any time between two steps, and leaves everything in order then. When it has ended or failed it is
// destroyed before anybody hears of it, so what it holds may be held by its members. io/sequence.hpp is for those with several
// waits.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/socket_watch.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

namespace vinyl::io {

/// What must happen before an operation's next step.
class need {
public:
    enum class kind : unsigned char { nothing, socket, event, child, call };

    /// The operation has come to its end.
    [[nodiscard]] static need nothing() noexcept { return need(kind::nothing); }
    /// A socket must be ready, or the time be over: runner::found() tells.
    [[nodiscard]] static need ready(socket_watch& socket, readiness wanted, deadline until) noexcept {
        need made(kind::socket);
        made.what_ = &socket;
        made.wanted = wanted;
        made.until = until;
        return made;
    }
    /// An event must be set, or the time be over. The next step begins with runner::require_waited().
    [[nodiscard]] static need set(io::event& what, deadline until) noexcept {
        need made(kind::event);
        made.what_ = &what;
        made.until = until;
        return made;
    }
    /// Somebody whom the operation gave runner::park() will call. It may have done so already, in another thread: whoever
    /// gives this must not touch anything of the operation any more.
    ///
    /// When the task is cancelled meanwhile, withdraw() is called: if it can still prevent the call it does so and says true,
    /// and the next step is to throw vinyl::cancelled.
    [[nodiscard]] static need call() noexcept { return need(kind::call); }

    [[nodiscard]] bool is_nothing() const noexcept { return what == kind::nothing; }
    [[nodiscard]] socket_watch& socket() const noexcept { return *static_cast<socket_watch*>(what_); }
    [[nodiscard]] io::event& event() const noexcept { return *static_cast<io::event*>(what_); }

    kind what;
    readiness wanted = readiness::none;
    deadline until{};

private:
    friend class runner;
    explicit need(kind k) noexcept : what(k) {}
    void* what_ = nullptr;
};

/// A task's operation that waits for a call. Thread safety: one call for each park().
class caller : private vinyl::detail::withdrawable {
public:
    caller(const caller&) = delete;
    caller& operator=(const caller&) = delete;

    [[nodiscard]] const boost::asio::any_io_executor& executor() const noexcept { return frame_.task->executor; }

    /// Goes on in this thread, which runs on the task's executor. Throws what a completion handler of the task throws.
    void go_on_here();

    /// Goes on on the task's executor, later.
    void go_on_soon() noexcept;

protected:
    explicit caller(vinyl::detail::promise_base& frame) noexcept : frame_(frame) {}
    ~caller() = default;

    [[nodiscard]] vinyl::detail::promise_base& frame() const noexcept { return frame_; }

private:
    friend class runner;

    vinyl::detail::promise_base& frame_;
};

/// Which of the two loops makes the steps, and what it found.
class runner {
public:
    /// A thread, which waits itself.
    runner() noexcept = default;
    /// A task.
    runner(caller& who, vinyl::detail::promise_base& frame) noexcept : caller_(&who), frame_(&frame) {}

    [[nodiscard]] bool is_thread() const noexcept { return frame_ == nullptr; }
    /// What the socket is ready for that was waited for last; none at the deadline. Throws what require_waited() does.
    [[nodiscard]] readiness found() {
        require_waited();
        return found_;
    }
    /// Throws what the last wait for a socket or an event has failed by: vinyl::cancelled, mostly. To be called by the step
    /// after such a wait, before anything else, so that the operation itself learns of its failure.
    void require_waited() {
        if (failure_) [[unlikely]]
            std::rethrow_exception(std::exchange(failure_, nullptr));
    }

    /// Waits for another dual, which begins here. In sync mode it is there already: then, as whenever need::nothing() comes
    /// back, the operation goes on at once, and gets its value by result_of(). Otherwise the step must end without touching
    /// anything of the operation, as with need::call(): it may be running elsewhere by now.
    template <class T>
    [[nodiscard]] need await(dual<T>& other) {
        if (!vinyl::detail::dual_access<T>::pending(other)) return need::nothing();
        if (is_thread()) vinyl::detail::throw_async_in_sync();
        frame_->task->throw_if_cancelled();
        return start(vinyl::detail::dual_access<T>::start(other, frame_->task, frame_));
    }
    template <class T>
    [[nodiscard]] static T result_of(dual<T>& finished) {
        return vinyl::detail::dual_access<T>::finish(finished);
    }

    // ---- of a task ----

    /// Where it runs. @pre !is_thread()
    [[nodiscard]] const boost::asio::any_io_executor& executor() const noexcept { return frame_->task->executor; }
    /// What it is among those that wait for each other. @pre !is_thread()
    [[nodiscard]] vinyl::detail::promise_base& frame() const noexcept { return *frame_; }
    /// Before it gives itself to somebody who shall call it. @pre !is_thread()
    [[nodiscard]] caller& park() const {
        frame_->task->throw_if_cancelled();
        frame_->task->parked = caller_;
        return *caller_;
    }

    // ---- for the loops: what a wait came to ----

    /// After a step that has failed behind park(): nobody will call.
    void unpark() const noexcept {
        if (!is_thread()) frame_->task->parked = nullptr;
    }

    void note_found(readiness found) noexcept {
        found_ = found;
        failure_ = nullptr;
    }
    void note_failure(std::exception_ptr why) noexcept {
        found_ = readiness::none;
        failure_ = std::move(why);
    }
    /// Blocks the thread until what it needs is there. @pre is_thread()
    void block_for(const need& next);

private:
    [[nodiscard]] need start(vinyl::detail::promise_base& child) const;

    caller* caller_ = nullptr;
    vinyl::detail::promise_base* frame_ = nullptr;
    readiness found_ = readiness::none;
    std::exception_ptr failure_;
};

template <class O>
concept operation = requires(O& one, runner& by) {
    typename O::value_type;
    { one.step(by) } -> std::same_as<need>;
    { one.take() } -> std::same_as<typename O::value_type>;
    { one.withdraw() } noexcept -> std::same_as<bool>;
};

namespace detail {

/// What of an operation makes its steps: a part of it that others have, too, if it names one as `steps`.
template <class O>
struct steps_of {
    using type = O;
};
template <class O>
    requires requires { typename O::steps; }
struct steps_of<O> {
    using type = typename O::steps;
};

/// The loop of a thread.
template <class Steps>
void make_steps(Steps& steps) {
    runner by;
    for (;;) {
        const need next = steps.step(by);
        if (next.is_nothing()) return;
        by.block_for(next);
    }
}

/// The loop of a task, for operations of all kinds.
class task_loop : protected caller {
protected:
    explicit task_loop(vinyl::detail::promise_base& frame) noexcept;
    ~task_loop();

    /// Makes the steps until one has to wait.
    void go_on();

    /// What is being waited for may belong to the operation, which must outlast it.
    void forget_wait() noexcept;

private:
    virtual need next_step(runner& by) = 0;
    /// Gives the dual what the operation came to. May throw.
    virtual void end() = 0;
    virtual void fail(std::exception_ptr why) noexcept = 0;

    bool wait_for(const need& next);
    void note_wait() noexcept;

    runner by_;
    std::variant<std::monostate, dual<readiness>, dual<bool>> wait_;
};

/// What a dual holds of an operation in async mode.
template <operation O>
class operation_frame final : public vinyl::detail::promise_of_result<typename O::value_type>, private task_loop {
    using base = vinyl::detail::promise_base;
    using value = typename O::value_type;
    using access = vinyl::detail::dual_access<value>;

public:
    template <class... Args>
    explicit operation_frame(Args&&... args)
        : task_loop(static_cast<base&>(*this)), steps_(static_cast<Args&&>(args)...) {
        this->resume = &operation_frame::resume_self;
        this->destroy = &operation_frame::destroy_self;
    }
    operation_frame(const operation_frame&) = delete;
    operation_frame& operator=(const operation_frame&) = delete;
    ~operation_frame() {
        forget_wait();
        if (!ended_) steps_.~O();
    }

private:
    static void resume_self(base& self) { static_cast<operation_frame&>(self).go_on(); }
    static void destroy_self(base& self) noexcept { delete static_cast<operation_frame*>(&self); }

    need next_step(runner& by) override { return steps_.step(by); }
    void end() override {
        if constexpr (std::is_void_v<value>) {
            steps_.take();
            access::end(*this->out);
        } else {
            access::end(*this->out, steps_.take());
        }
        end_steps();
    }
    void fail(std::exception_ptr why) noexcept override {
        access::fail(*this->out, std::move(why));
        end_steps();
    }
    void withdraw() noexcept override {
        if (!steps_.withdraw()) return;  // too late: the call comes
        this->task->parked = nullptr;
        this->go_on_soon();
    }

    void end_steps() noexcept {
        ended_ = true;
        steps_.~O();
    }

    union {
        O steps_;
    };
    bool ended_ = false;
};

}  // namespace detail

/// Runs an operation that is made of these in the calling thread, in whatever mode.
template <operation O, class... Args>
[[nodiscard]] typename O::value_type run_here(Args&&... args) {
    const async_scope sync(false);  // whoever changes the process's mode meanwhile
    O steps(static_cast<Args&&>(args)...);
    detail::make_steps<typename detail::steps_of<O>::type>(steps);
    return steps.take();
}

/// An operation that is made of these, now, as a dual. In sync mode it runs at once, and its errors leave the call; in async
/// mode it begins when it is awaited.
template <operation O, class... Args>
[[nodiscard]] dual<typename O::value_type> run(Args&&... args) {
    using value = typename O::value_type;
    if (is_async())
        return vinyl::detail::dual_access<value>::of_pending(
            *new detail::operation_frame<O>(static_cast<Args&&>(args)...));
    if constexpr (std::is_void_v<value>) {
        run_here<O>(static_cast<Args&&>(args)...);
        return dual<value>::ready();
    } else {
        return dual<value>::ready(run_here<O>(static_cast<Args&&>(args)...));
    }
}

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/operation.ipp>
#endif
