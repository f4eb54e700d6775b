// The pipeline's callers and its pump: who works, and who waits.
#pragma once

#include <vinyl/dual/context.hpp>
#include <vinyl/dual/mode.hpp>
#include <vinyl/io/not_sent.hpp>
#include <vinyl/postgres/pipeline.hpp>

#include <sys/socket.h>
#include <chrono>
#include <utility>

namespace vinyl::postgres {
namespace detail {

VINYL_DECL std::string seconds_text(io::deadline::clock::duration allowed) {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(allowed).count();
    if (milliseconds % 1000 == 0) return std::to_string(milliseconds / 1000) + " s";
    return std::to_string(milliseconds) + " ms";
}

VINYL_DECL std::exception_ptr timeout_error(const element& late, bool behind_others = false) {
    diagnostics fields;
    fields.message = "the statement did not complete before its deadline";
    const auto allowed = late.own_time.count() > 0 ? late.own_time : late.until.allowed();
    if (allowed.count() > 0) fields.message += " (" + seconds_text(allowed) + ")";
    if (late.at == element::stage::waiting)
        fields.hint = "it was never sent: the connection was busy with earlier statements";
    else if (behind_others)
        fields.hint =
            "it had been sent, but the server did not come to an end with those before it; it may yet take effect";
    else fields.hint = "it had been sent, so it may have taken effect; a longer deadline, or an index, may help";
    fields.statement = late.what.text;
    return std::make_exception_ptr(timeout(std::move(fields)));
}

}  // namespace detail

class pipeline::completed_list {
public:
    completed_list() noexcept = default;
    completed_list(const completed_list&) = delete;
    completed_list& operator=(const completed_list&) = delete;
    VINYL_HOT ~completed_list() {
        if (first_) announce();  // an exception leaves the turn
    }

    void add(std::shared_ptr<element> completed) noexcept {
        completed->at = element::stage::completed;
        if (completed->caller == nullptr && !completed->done) completed->done.emplace();
        calls_here_ = calls_here_ || completed->at_home;
        append(std::move(completed));
    }

    void fail(std::shared_ptr<element> failed, std::exception_ptr error) noexcept {
        failed->error = std::move(error);
        add(std::move(failed));
    }

    /// Tells the callers, except the one that asks: it knows, and is spared the price.
    /// @pre the connection's lock is not held
    void announce(const element* except = nullptr) noexcept {
        last_ = nullptr;
        while (first_) {
            const std::shared_ptr<element> announced = std::exchange(first_, nullptr);
            first_ = std::move(announced->next);
            if (announced.get() != except) tell(*announced);
        }
    }

    /// Whether some of the callers can go on in the thread of the background work.
    [[nodiscard]] bool calls_here() const noexcept { return calls_here_; }

    /// Tells those that do not go on here, before any code of the others runs: they may be about to leave, and have to wait
    /// until they have been told. Returns how many there were of both.
    /// @param alone  no other thread could take a part: else all but the last one go on where there is one that is free
    /// @pre the connection's lock is not held
    std::size_t announce_others(bool alone) noexcept {
        std::shared_ptr<element> rest = std::exchange(first_, nullptr);
        last_ = nullptr;
        std::size_t count = 0;
        for (; rest; ++count) {
            std::shared_ptr<element> next = std::exchange(rest, nullptr);
            rest = std::move(next->next);
            if (next->at_home && (alone || !rest)) append(std::move(next));
            else tell(*next);
        }
        return count;
    }

    /// Lets the others go on here, in the thread of the background work. Throws what a completion handler throws; those behind
    /// it go on later.
    /// @pre the connection's lock is not held
    void go_on_here() {
        last_ = nullptr;
        while (first_) {
            const std::shared_ptr<element> next = std::exchange(first_, nullptr);
            first_ = std::move(next->next);
            next->caller->go_on_here();
        }
    }

private:
    void append(std::shared_ptr<element> completed) noexcept {
        element* const added = completed.get();
        (last_ != nullptr ? last_->next : first_) = std::move(completed);
        last_ = added;
    }

    /// The very last that is done with it: after that a caller may destroy it.
    static void tell(element& completed) noexcept {
        if (completed.caller != nullptr) return completed.caller->go_on_soon();
        if (completed.may_lead) completed.may_lead->set();
        completed.done->set();
    }

    std::shared_ptr<element> first_;
    element* last_ = nullptr;
    bool calls_here_ = false;
};

VINYL_DECL pipeline::pipeline(connection_handle handle, driver_options options,
                              std::optional<boost::asio::any_io_executor> home)
    : session_(std::move(handle), options), watch_(session_.socket()), options_(std::move(options)),
      home_(std::move(home)) {}

VINYL_DECL pipeline::~pipeline() {
    if (cancel_link_) {
        const std::lock_guard lock(cancel_link_->mutex);
        cancel_link_->target = nullptr;
    }
    watch_.close();
    listener_.leave();  // the duplicate first, so that the server sees the end of the connection
}

// ---- callers ----

/// Takes a statement into the queue, unless it comes too late.
VINYL_DECL void pipeline::admit(const std::shared_ptr<element>& mine) {
    require_open_for(*mine);
    waiting_.push_back(mine);
    if (!mine->what.plain_read) gathering_ = false;
    note_deadline(mine->until);
}

VINYL_HOT void pipeline::require_open_for(const element& mine) const {
    if (mine.until.expired()) std::rethrow_exception(detail::timeout_error(mine));
    if (streamed_ != nullptr)
        throw usage_error("vinyl: a connection whose rows are being read one after the other can do nothing else");
    if (!broken_) return;
    diagnostics fields = broken_by_;
    fields.hint = "the connection was gone already, so the statement was not sent";
    fields.statement = mine.what.text;
    throw not_sent(std::move(fields));
}

// ---- the pump ----

/// Runs what talks to libpq. When that fails for want of memory, what libpq has been told is unknown, and the connection
/// is given up.
template <class Talk>
void pipeline::or_lose(completed_list& out, Talk&& talk) {
    try {
        talk();
    } catch (const std::exception&) {
        broken_ = true;  // whatever becomes of the rest
        diagnostics why;
        why.message = "out of memory";  // short enough to need none
        lose(why, out);
    }
}

VINYL_HOT bool pipeline::push() {
    const session::flow flow = session_.flush();
    blocked_ = flow == session::flow::blocked;
    return flow != session::flow::lost;
}

/// A thread that has the connection to itself takes the shorter way. Not so in async mode, where the next
/// statement is likely to come before this one is answered.
VINYL_HOT bool pipeline::may_send_alone(element& next) {
    return idle() && working_.empty() && !background_ && !hold_ && !blocked_ && !session_.dying() &&
           !session_.statements().has_evicted() && session_.may_send_alone(next);
}

/// False if nothing was sent; then it waits in the queue. @pre may_send_alone(*only), and it is the one in sent_
VINYL_HOT bool pipeline::send_alone(const std::shared_ptr<element>& only) {
    only->at = element::stage::sent;
    only->ends_segment = true;
    begin_turn();
    if (session_.send_alone(*only)) {
        static_cast<void>(push());  // if the socket failed, the next read says so
        return true;
    }
    waiting_.push_back(only);
    sent_.pop_back();
    only->at = element::stage::waiting;
    only->halt();
    return false;
}

/// The first turn of a thread: queues its element. Mostly it has the connection to itself, and there is nothing to do but to send.
VINYL_HOT pipeline::plan pipeline::begin(const std::shared_ptr<element>& mine) {
    completed_list lost;
    bool sent = false;
    {
        const std::lock_guard lock(mutex_);
        require_open_for(*mine);
        if (may_send_alone(*mine)) {
            working_.push_back(mine.get());
            sent_.push_back(mine);  // before it is sent: whatever fails then, it is known that the server may have it
            or_lose(lost, [&] { sent = send_alone(mine); });
            if (sent && !session_.lost()) return waiting_for_server();
        } else {
            session::check_text(mine->what);
            require_not_telling();
            admit(mine);
            working_.push_back(mine.get());
        }
    }
    lost.announce();
    if (sent)
        return turn(false, io::readiness::read,
                    *mine);  // libpq has closed the socket: nothing would wake who waits for it
    return turn(true, io::readiness::none, *mine);
}

/// A turn of a thread for which something has arrived. Mostly that is the whole answer, and nobody else is there.
VINYL_HOT pipeline::plan pipeline::turn_alone(element& mine) {
    io::readiness ready = io::readiness::read;
    {
        completed_list lost;
        const std::lock_guard lock(mutex_);
        if (alone(mine) && session_.consume()) {
            ready = io::readiness::write;  // has been read, so the long way must not wait for it
            session::item item = session_.next();
            if (item.kind == session::token::answer && PQresultStatus(item.answer.get()) == PGRES_TUPLES_OK) {
                mine.answer = std::move(item.answer);
                item = session_.next();
            }
            // an error, maybe behind the rows: at the implicit commit
            while (item.kind == session::token::answer && !broken_) {
                or_lose(lost, [&] { take_answer(std::move(item.answer), lost); });
                item = session_.next();
            }
            // anything but rows, or nothing yet, goes the long way: notices, changes of the statement cache, deadlines, ends
            const bool quiet = !broken_ && !session_.dying() && !session_.has_notices();
            if (quiet && item.kind == session::token::nothing && !earliest_.expired()) return waiting_for_server();
            const bool rows = mine.answer && !mine.failed && PQresultStatus(mine.answer.get()) == PGRES_TUPLES_OK;
            if (quiet && item.kind == session::token::sync && rows) {
                mine.at = element::stage::completed;
                sent_.pop_front();
                working_.pop_back();
                earliest_ = io::deadline::never();
                return {plan::step::finished};
            }
        }
    }
    return turn(false, ready, mine);
}

/// What the calling thread is telling a program of, while it has a place among those who work.
struct pipeline::told_by_worker {
    const pipeline* of;
    const told_by_worker* outer;
    static inline constinit thread_local const told_by_worker* innermost = nullptr;
};

VINYL_DECL void pipeline::tell(const std::vector<diagnostics>& notices, bool at_work) const {
    const told_by_worker here{this, told_by_worker::innermost};
    if (at_work) told_by_worker::innermost = &here;
    for (const diagnostics& notice : notices) {
        try {
            options_.on_notice(notice);
        } catch (...) {  // NOLINT(bugprone-empty-catch): a log that fails must not fail the query
        }
    }
    told_by_worker::innermost = here.outer;
}

/// A thread that works for the connection would wait for itself.
VINYL_DECL void pipeline::require_not_telling() const {
    for (const told_by_worker* told = told_by_worker::innermost; told != nullptr; told = told->outer)
        if (told->of == this)
            throw usage_error(
                "vinyl: on_notice can not query the connection that the notice came from while its statement still "
                "runs; keep the notice, and query later or over another connection");
}

VINYL_DECL pipeline::plan pipeline::turn(bool first, io::readiness ready, element& mine) {
    completed_list completed;
    std::vector<diagnostics> notices;
    plan then;
    {
        const std::lock_guard lock(mutex_);
        const bool done_by_others = mine.at == element::stage::completed;
        const bool others_work = working_.front() != &mine;
        if (others_work && mine.until.expired()) expire(completed);
        if (broken_ || mine.at == element::stage::completed) {
            then.next = plan::step::finished;
            then.others_tell = done_by_others;
        } else if (others_work) {
            if (!mine.may_lead) mine.may_lead = std::make_unique<io::event>();
            then.next = plan::step::follow;
            then.until = mine.until;
        } else {
            or_lose(completed, [&] { work(first, ready, completed); });
            then = waiting_for_server();
            if (mine.at == element::stage::completed || broken_) then.next = plan::step::finished;
        }
        // Under this lock, so that who comes next finds the place free.
        if (then.next == plan::step::finished) leave_locked(mine, completed);
        if (session_.has_notices()) notices = session_.take_notices();
    }
    completed.announce(&mine);
    if (!notices.empty()) tell(notices, then.next != plan::step::finished);
    return then;
}

VINYL_DECL void pipeline::work(bool first, io::readiness ready, completed_list& out) {
    bool gone = false;
    if ((ready & io::readiness::read) != io::readiness::none) gone = !session_.consume();
    for (;;) {
        // First what has arrived, which may make room; then what waits; then what that answered.
        if (!first) harvest(out);
        if (!first && !broken_) expire(out);  // also while an answer that is too late keeps coming
        first = false;
        if (broken_) return;
        if (gone || session_.dying()) return lose(session_.reason(), out);
        const std::size_t before = waiting_.size();
        if (blocked_ && !push()) gone = true;
        if (!gone) send_waiting(out);
        if (broken_) return;
        if (!gone && (waiting_.size() == before || session_.plain())) return;
        // Something was sent or went wrong: libpq may have read meanwhile, and its news will not make the
        // socket readable again.
        if (!gone && PQisBusy(session_.native()) != 0) return;
    }
}

VINYL_DECL void pipeline::leave(const element& mine) noexcept {
    completed_list lost;
    const std::lock_guard lock(mutex_);
    leave_locked(mine, lost);
}

VINYL_HOT void pipeline::leave_locked(const element& mine, completed_list& out) noexcept {
    if (working_.empty()) return;
    const bool led = working_.front() == &mine;
    std::erase(working_, &mine);
    if (!led) return;
    if (!working_.empty()) {
        if (element& next = *working_.front(); next.may_lead) next.may_lead->set();
    } else if (broken_) {
        end_session();
    } else if (background_ && !try_to_knock()) {
        lose_background(out, nullptr);
    }
    if (idle()) earliest_ = cancelling_ ? cancel_until_ : io::deadline::never();
}

// ---- the connection's own ----

VINYL_DECL connection_status pipeline::status() const {
    const std::lock_guard lock(mutex_);
    if (broken_ || overdue_) return connection_status::broken;
    const connection_status known = session_.status();
    if (known == connection_status::broken) return known;
    return idle() && !cancelling_ ? known : connection_status::busy;
}

VINYL_DECL bool pipeline::alive() {
    completed_list completed;
    bool alive = true;
    {
        const std::lock_guard lock(mutex_);
        if (broken_) return false;
        if (!idle()) return !session_.lost();
        alive = session_.probe();
        if (!alive) lose(session_.reason(), completed);
    }
    return alive;
}

VINYL_DECL std::size_t pipeline::in_flight() const {
    const std::lock_guard lock(mutex_);
    return sent_.size() + waiting_.size() + retry_.size();
}

VINYL_DECL std::string_view pipeline::session_reset() const {
    if (!options_.reset_session) return {};
    const std::lock_guard lock(mutex_);
    return session_.reset_text();
}

/// While a cancel request is on its way, the session ends only with it: a pooler takes none for a client that has gone.
VINYL_DECL void pipeline::end_session() noexcept {
    watch_.close();
    stop_background();
    listener_.leave();
    if (cancelling_ && !session_.inherited()) cancel_link_->last = session_.release();
    else session_.close();
}

VINYL_DECL void pipeline::close() noexcept {
    completed_list completed;
    {
        const std::lock_guard lock(mutex_);
        diagnostics why;
        why.message = "the connection was closed by this program";
        if (!broken_) lose(why, completed);
        if (working_.empty() || session_.inherited()) {  // a fork leaves the threads behind
            end_session();
        } else {
            // A thread waits for the socket. Closing the descriptor would not wake it, and the number
            // could become another file's under its hands; it closes it itself when it leaves. What is Asio's goes now,
            // because its execution context may be gone by then.
            watch_.leave();
            stop_background();
            listener_.leave();
            ::shutdown(session_.socket(), SHUT_RDWR);
        }
    }
    completed.announce();
}

}  // namespace vinyl::postgres
