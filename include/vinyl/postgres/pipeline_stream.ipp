// How a stream begins, reads, and leaves the connection in order.
#pragma once

#include <vinyl/postgres/pipeline.ipp>
#include <vinyl/postgres/pipeline_stream.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

namespace vinyl::postgres {
namespace detail {

/// For how long a thread that leaves a stream waits for the end of its statement, which has been cancelled. Mostly that takes a
/// millisecond or two, and a new connection more; after this it is closed instead.
inline constexpr std::chrono::milliseconds patience_with_cancelled{100};

}  // namespace detail

// ---- of the pipeline ----

VINYL_DECL void pipeline::begin_stream(const std::shared_ptr<element>& mine) {
    completed_list lost;
    const std::lock_guard lock(mutex_);
    require_open_for(*mine);
    if (!idle() || cancelling_ || !working_.empty())
        throw usage_error("vinyl: rows can be read one after the other only over a connection that does nothing else");
    hold_ = false;
    mine->at = element::stage::sent;
    mine->ends_segment = true;
    mine->answers_left = 1;
    sent_.push_back(mine);  // before it is sent: whatever fails then, it is known that the server may have it
    streamed_ = mine.get();
    or_lose(lost, [&] {
        if (session_.send_streamed(mine->what)) {
            static_cast<void>(push());  // if the socket failed, the next read says so
            return;
        }
        diagnostics why;
        why.message = "libpq can not send the statement: " + message_of(session_.native());
        why.statement = mine->what.text;
        lost.fail(mine, std::make_exception_ptr(operational_error(std::move(why))));
        sent_.pop_back();
        streamed_ = nullptr;
    });
}

/// A turn of a stream: gives its batch what there is, and else says what to wait for.
VINYL_HOT pipeline::plan pipeline::read_stream(element& mine, io::readiness ready, bool in_thread) {
    completed_list completed;
    std::vector<diagnostics> notices;
    plan then{plan::step::finished};
    {
        const std::lock_guard lock(mutex_);
        if (mine.at == element::stage::sent && !broken_) {
            or_lose(completed, [&] {
                if ((ready & io::readiness::read) != io::readiness::none) static_cast<void>(session_.consume());
                harvest(completed);
                if (!mine.rows->empty() || mine.at == element::stage::completed || broken_) return;
                if (blocked_) static_cast<void>(push());
                if (session_.lost() || session_.dying()) return lose(session_.reason(), completed);
                expire(completed);
            });
        }
        if (mine.at == element::stage::completed || broken_) streamed_ = nullptr;
        else if (mine.rows->empty()) then = waiting_for_server();
        // Who closes the connection in another thread must know that this one waits for its socket.
        if (then.next == plan::step::finished) leave_locked(mine, completed);
        else if (in_thread && working_.empty()) working_.push_back(&mine);
        if (session_.has_notices()) notices = session_.take_notices();
    }
    completed.announce(&mine);
    if (!notices.empty()) tell(notices, false);
    return then;
}

/// Nobody wants the rest. True when it is still to come.
VINYL_DECL bool pipeline::leave_stream(element& mine) noexcept {
    completed_list lost;
    const std::lock_guard lock(mutex_);
    mine.rows = nullptr;
    if (streamed_ == &mine) streamed_ = nullptr;
    if (session_.inherited()) return false;
    watch_.leave();  // what a task waited for
    leave_locked(mine, lost);
    if (mine.at != element::stage::sent || broken_) return false;
    mine.abandoned = true;
    or_lose(lost, [&] {  // the rest may have arrived
        static_cast<void>(session_.consume());
        harvest(lost);
    });
    if (mine.at != element::stage::sent || broken_) return false;
    if (abandon_sent(mine, io::deadline::clock::now())) wake();
    return true;
}

/// Reads what nobody wants. True when there is nothing left of it.
VINYL_DECL bool pipeline::drain(io::readiness ready) noexcept {
    completed_list lost;
    const std::lock_guard lock(mutex_);
    if (!broken_) {
        or_lose(lost, [&] {
            if ((ready & io::readiness::read) != io::readiness::none) static_cast<void>(session_.consume());
            harvest(lost);
            if (!broken_ && (session_.lost() || session_.dying())) lose(session_.reason(), lost);
        });
    }
    return broken_ || (idle() && !cancelling_);
}

// ---- of the stream ----

VINYL_DECL void pipeline::stream::want(std::size_t rows, io::deadline until) noexcept {
    wanted_ = rows;
    until_ = until;
}

VINYL_DECL io::need pipeline::stream::step(io::runner& by) {
    io::readiness found = io::readiness::none;
    if (at_ == stage::waiting) {
        at_ = stage::reading;
        found = by.found();
    } else {
        in_thread_ = by.is_thread();
        batch_.begin(wanted_);
        const io::deadline until = until_.begun();
        if (at_ == stage::begun) {
            session::check_parameters(mine_->what);
            session::check_text(mine_->what);
            mine_->rows = &batch_;
            mine_->until = until;
            of_->begin_stream(mine_);
            at_ = stage::reading;
        }
        if (!until.is_never()) {
            const std::lock_guard lock(of_->mutex_);
            mine_->until = until;
            of_->note_deadline(until);
        }
    }
    const plan then = of_->read_stream(*mine_, found, in_thread_);
    if (then.next == plan::step::finished) return io::need::nothing();
    at_ = stage::waiting;
    return io::need::ready(of_->watch_, then.wanted, then.until);
}

VINYL_DECL batch_rows pipeline::stream::take() {
    if (!batch_.empty()) {
        wanted_ -= std::min(wanted_, batch_.rows());
        return batch_rows(batch_);
    }
    if (mine_->error) std::rethrow_exception(mine_->error);
    return {};
}

/// A thread's wait for the end of what it has given up.
class pipeline::stream::draining {
public:
    using value_type = void;

    explicit draining(pipeline& of) noexcept : of_(of) {}

    [[nodiscard]] io::need step(io::runner& by) {
        const io::readiness found = by.found();
        if (of_.drain(found) || until_.expired()) return io::need::nothing();
        return io::need::ready(of_.watch_, io::readiness::read, until_);
    }
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    static void take() noexcept {}

private:
    pipeline& of_;
    const io::deadline until_ = io::deadline::after(detail::patience_with_cancelled);
};

VINYL_DECL void pipeline::stream::leave() noexcept {
    if (at_ == stage::begun || !of_->leave_stream(*mine_) || !in_thread_) return;
    try {
        io::run_here<draining>(*of_);
    } catch (...) {  // NOLINT(bugprone-empty-catch): then whoever has the connection next sees what it is like
    }
}

}  // namespace vinyl::postgres
