// A task is one asynchronous run of dual coroutines: the executor they resume on, what cancels them, and whom to tell
// at the end. Coroutines that await each other share it; gather gives each branch its own.
#pragma once

#include <vinyl/dual/cancelled.hpp>
#include <vinyl/dual/context.hpp>
#include <vinyl/dual/frame_memory.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <coroutine>
#include <exception>
#include <utility>

namespace vinyl::detail {

namespace asio = boost::asio;

struct promise_base;

/// Something that a task waits for and that does not come through Asio.
class withdrawable {
public:
    /// The task has been cancelled: nobody shall wait any more. To be called where a handler's cancellation slot would be.
    virtual void withdraw() noexcept = 0;

protected:
    ~withdrawable() = default;
};

/// Who is told that a task's outermost coroutine has ended.
class completion {
public:
    virtual void complete() = 0;
    /// The task will never be resumed (its execution context is being destroyed): free everything.
    virtual void abandon() noexcept = 0;
    /// The coroutine that waits for the task, if it is one of vinyl's.
    [[nodiscard]] virtual const promise_base* waiting() const noexcept { return nullptr; }

protected:
    ~completion() = default;
};

struct task {
    asio::any_io_executor executor;
    completion* owner = nullptr;
    context_ptr around;              ///< In which it was started.
    asio::cancellation_signal leaf;  ///< Reaches the operation that the task waits for now.
    withdrawable* parked = nullptr;  ///< The same, if it is one of ours.
    asio::cancellation_type cancelled = asio::cancellation_type::none;
    int shields = 0;                    ///< While positive, cancellation is noted but not delivered.
    bool at_home = false;               ///< It runs on its executor, because it has been resumed there.
    promise_base** finished = nullptr;  ///< Where the coroutine that is running now reports its end.

    /// Cancels what the task waits for, and every later co_await of it.
    void cancel(asio::cancellation_type type) {
        cancelled = cancelled | type;
        if (shields > 0) return;
        if (parked != nullptr) parked->withdraw();
        else leaf.emit(type);
    }

    void throw_if_cancelled() const {
        if (shields == 0 && cancelled != asio::cancellation_type::none) throw vinyl::cancelled();
    }
};

/// On the stack of the thread that starts something, as long as it does.
class starting {
public:
    explicit starting(const void* what) noexcept : what_(what) {}
    starting(const starting&) = delete;
    starting& operator=(const starting&) = delete;
    ~starting() { current = outer_; }

    /// What this thread notes of that while it starts it, or null.
    [[nodiscard]] static starting* find(const void* what) noexcept {
        starting* at = current;
        while (at != nullptr && at->what_ != what) at = at->outer_;
        return at;
    }

    /// Whether an exception is leaving the start of that.
    [[nodiscard]] static bool failed(const void* what) noexcept {
        const starting* const of = find(what);  // it may have started something else in between
        return of != nullptr && std::uncaught_exceptions() > of->exceptions_;
    }

    [[nodiscard]] bool completed() const noexcept { return completed_; }
    void complete() noexcept { completed_ = true; }

private:
    inline static constinit thread_local starting* current = nullptr;

    const void* const what_;
    const int exceptions_ = std::uncaught_exceptions();
    starting* const outer_ = std::exchange(current, this);
    bool completed_ = false;
};

/// What is suspended in a task: a dual coroutine (this is the part of its promise that does not depend on its result), or an
/// operation of io/operation.hpp.
struct promise_base {
    void (*resume)(promise_base& self) = nullptr;
    void (*destroy)(promise_base& self) noexcept = nullptr;
    promise_base* parent = nullptr;  ///< What awaits this one, if it is one of these.
    detail::task* task = nullptr;    ///< Async mode, once started.
    detail::ambient ambient;         ///< What to restore on resume.
    int shields = 0;                 ///< How many of the task's shields this one put up.
    bool async = false;

    static void* operator new(std::size_t size) { return take_frame(size); }
    static void operator delete(void* frame, std::size_t size) noexcept { put_back_frame(frame, size); }

    void end_shields() noexcept {
        if (task != nullptr) task->shields -= std::exchange(shields, 0);
    }
};

/// Goes on with what is suspended in a task on the calling thread, then with those that waited for it, one after the other
/// and not nested, so that the stack does not grow. The thread's own context is restored before the task's owner hears
/// of its end.
inline void resume_in_task(promise_base* promise) {
    detail::task* const task = promise->task;
    for (;;) {
        promise_base* finished = nullptr;
        task->finished = &finished;
        {
            ambient_scope scope(promise->ambient);
            promise->resume(*promise);
        }
        // Suspended: another thread may already be running the task, or have ended it.
        if (finished == nullptr) return;
        if (finished->parent == nullptr) return task->owner->complete();
        promise = finished->parent;
    }
}

}  // namespace vinyl::detail
