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
            if (next.what == need::kind::call) return;  // it may be running elsewhere by now
            if (next.is_nothing()) break;
            if (!start_waiting(next)) return;
        }
        end();
    } catch (...) {
        self.task->parked = nullptr;
        fail(std::current_exception());
    }
    self.end_shields();
    *self.task->finished = &self;
}

/// False: it will be resumed, or has been already in another thread.
VINYL_DECL bool task_loop::start_waiting(const need& next) {
    vinyl::detail::promise_base* child = nullptr;
    if (next.what == need::kind::child) {
        child = &next.child();
    } else {
        const need started = next.what == need::kind::socket
                                 ? by_.await(wait_.emplace<1>(wait_for(next.socket(), next.wanted, next.until)))
                                 : by_.await(wait_.emplace<2>(wait(next.event(), next.until)));
        if (started.is_nothing()) return true;
        child = &started.child();
    }
    vinyl::detail::task* const in = frame().task;
    vinyl::detail::promise_base* finished = nullptr;
    vinyl::detail::promise_base** const outer = std::exchange(in->finished, &finished);
    {
        const vinyl::detail::ambient_scope scope(child->ambient);
        child->resume(*child);
    }
    if (finished == nullptr) return false;
    in->finished = outer;
    return true;
}

/// What the last wait came to, for the next step.
VINYL_DECL void task_loop::note_wait() noexcept {
    readiness found = readiness::none;
    try {
        if (auto* const socket = std::get_if<1>(&wait_)) found = runner::result_of(*socket);
        else static_cast<void>(runner::result_of(std::get<2>(wait_)));
    } catch (...) {
        by_.note_failure(std::current_exception());
    }
    wait_.emplace<0>();
    by_.note_found(found);
}

}  // namespace detail
}  // namespace vinyl::io
