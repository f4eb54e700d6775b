// How a task makes the steps of an operation, and goes on when it is called.
#pragma once

#include <vinyl/io/operation.hpp>

#include <boost/asio/post.hpp>

#include <exception>
#include <utility>

namespace vinyl::io {
namespace detail {

/// Goes on with a task. Destroyed without being called, because its execution context is, it frees the task.
class resumption {
public:
    explicit resumption(vinyl::detail::promise_base& frame) noexcept : frame_(&frame) {}
    resumption(resumption&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    resumption& operator=(resumption&&) = delete;
    ~resumption() {
        if (frame_ != nullptr) frame_->task->owner->abandon();
    }
    void operator()() {
        vinyl::detail::promise_base* const frame = std::exchange(frame_, nullptr);
        frame->task->at_home = true;
        vinyl::detail::resume_in_task(frame);
    }

private:
    vinyl::detail::promise_base* frame_;
};

}  // namespace detail

VINYL_DECL void caller::go_on_here() {
    frame_.task->at_home = true;
    vinyl::detail::resume_in_task(&frame_);
}

VINYL_DECL void caller::go_on_soon() noexcept { boost::asio::post(frame_.task->executor, detail::resumption(frame_)); }

VINYL_DECL need runner::start(vinyl::detail::promise_base& child) const {
    vinyl::detail::task* const in = frame_->task;
    vinyl::detail::promise_base* finished = nullptr;
    vinyl::detail::promise_base** const outer = std::exchange(in->finished, &finished);
    {
        const vinyl::detail::ambient_scope scope(child.ambient);
        child.resume(child);
    }
    if (finished == nullptr) return need(need::kind::child);
    in->finished = outer;
    return need::nothing();
}

VINYL_DECL void runner::block_for(const need& next) {
    if (next.what == need::kind::child || next.what == need::kind::call) vinyl::detail::throw_async_in_sync();
    try {
        readiness found = readiness::none;
        if (next.what == need::kind::socket) found = next.socket().block_for(next.wanted, next.until);
        else static_cast<void>(next.event().block_until(next.until));
        note_found(found);
    } catch (...) {
        note_failure(std::current_exception());
    }
}

namespace detail {

VINYL_DECL task_loop::task_loop(vinyl::detail::promise_base& frame) noexcept : caller(frame), by_(*this, frame) {
    frame.async = true;
    frame.ambient = vinyl::detail::ambient::current();
    frame.ambient.scoped = vinyl::detail::mode::async;
}

VINYL_DECL task_loop::~task_loop() = default;

VINYL_DECL void task_loop::forget_wait() noexcept { wait_.emplace<0>(); }

VINYL_DECL void task_loop::go_on() {
    vinyl::detail::promise_base& self = frame();
    self.task->parked = nullptr;
    try {
        for (;;) {
            if (wait_.index() != 0) note_wait();
            const need next = next_step(by_);
            if (next.is_nothing()) break;
            // one of a call or a child may be running elsewhere by now
            if (next.what == need::kind::call || next.what == need::kind::child || !wait_for(next)) return;
        }
        end();
    } catch (...) {
        by_.unpark();
        fail(std::current_exception());
    }
    self.end_shields();
    *self.task->finished = &self;
}

/// False: it will be resumed, or has been already in another thread.
VINYL_DECL bool task_loop::wait_for(const need& next) {
    try {
        return next.what == need::kind::socket
                   ? by_.await(wait_.emplace<1>(io::wait_for(next.socket(), next.wanted, next.until))).is_nothing()
                   : by_.await(wait_.emplace<2>(wait(next.event(), next.until))).is_nothing();
    } catch (...) {  // for the next step, which says what becomes of the operation
        forget_wait();
        by_.note_failure(std::current_exception());
        return true;
    }
}

/// What the last wait came to, for the next step.
VINYL_DECL void task_loop::note_wait() noexcept {
    try {
        readiness found = readiness::none;
        if (auto* const socket = std::get_if<1>(&wait_)) found = runner::result_of(*socket);
        else static_cast<void>(runner::result_of(std::get<2>(wait_)));
        by_.note_found(found);
    } catch (...) {
        by_.note_failure(std::current_exception());
    }
    forget_wait();
}

}  // namespace detail
}  // namespace vinyl::io
