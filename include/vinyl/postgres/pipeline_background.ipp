// The pipeline's work for tasks, which do not work themselves: who starts it, what wakes it, and how the tasks go on.
#pragma once

#include <vinyl/dual/context.hpp>
#include <vinyl/dual/executors.hpp>
#include <vinyl/dual/mode.hpp>
#include <vinyl/io/underlying_executor.hpp>
#include <vinyl/postgres/pipeline.hpp>
#include <vinyl/postgres/pipeline.ipp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace vinyl::postgres {
namespace detail {

/// Where a task runs, seen from the background work.
enum class place : unsigned char {
    here,      ///< On the same executor, whatever context it carries.
    near,      ///< On another one of the same execution context: a strand.
    elsewhere  ///< In another execution context, which may end before this one.
};

VINYL_DECL place place_of(const boost::asio::any_io_executor& task, const boost::asio::any_io_executor& work) {
    const boost::asio::any_io_executor& plain = vinyl::detail::without_context(task);
    if (plain == work) return place::here;
    const auto& context_of_task = boost::asio::query(plain, boost::asio::execution::context);
    const auto& context_of_work = boost::asio::query(work, boost::asio::execution::context);
    return &context_of_task == &context_of_work ? place::near : place::elsewhere;
}

}  // namespace detail

class pipeline::knock {
public:
    knock(std::shared_ptr<pipeline> at, std::uint64_t round, std::uint64_t number) noexcept
        : at_(std::move(at)), round_(round), number_(number) {}
    knock(knock&&) noexcept = default;
    knock& operator=(knock&&) = delete;
    ~knock() {
        if (at_) at_->cut_off(round_);
    }
    void operator()() {
        const std::shared_ptr<pipeline> at = std::exchange(at_, nullptr);
        at->work_in_background(round_, io::readiness::none, number_);
    }

private:
    std::shared_ptr<pipeline> at_;
    std::uint64_t round_;
    std::uint64_t number_;
};

/// An executor that can not take what it is given destroys it, here and now: it calls cut_off(), which must not wait for the
/// lock that is held.
class pipeline::giving {
public:
    explicit giving(const pipeline& to) noexcept : to_(&to), around_(std::exchange(innermost_, this)) {}
    giving(const giving&) = delete;
    giving& operator=(const giving&) = delete;
    ~giving() { innermost_ = around_; }

    /// Whether this thread gives something for that pipeline; then it is noted that it came back.
    [[nodiscard]] static bool comes_back(const pipeline& to) noexcept {
        for (giving* each = innermost_; each != nullptr; each = each->around_)
            if (each->to_ == &to) return each->refused_ = true;
        return false;
    }

    void require_taken() const {
        if (refused_)
            throw usage_error(
                "vinyl: the executor that a connection works on destroyed what it was given to run, so no answer would "
                "ever come; keep it and its execution context at work until the last query has ended");
    }

private:
    const pipeline* to_;
    giving* around_;
    bool refused_ = false;
    static inline constinit thread_local giving* innermost_ = nullptr;
};

/// Queues a task's statement and sees to it that it is worked for.
VINYL_DECL io::need pipeline::queue(const std::shared_ptr<element>& mine, io::runner& by) {
    const std::lock_guard lock(mutex_);
    require_open_for(*mine);
    if (!background_ && (!home_ || !at_)) at_ = home_ ? *home_ : io::underlying_executor(by.executor());
    const detail::place where = detail::place_of(by.executor(), *at_);
    mine->at_home = where == detail::place::here;
    if (where == detail::place::elsewhere) mine->done.emplace();
    else mine->caller = &by.park();
    waiting_.push_back(mine);
    note_deadline(mine->until);
    knock_at_background();
    background_ = true;
    if (!working_.empty()) watch_.interrupt();
    gathering_ =
        options_.coalesce_reads && !blocked_ && !hold_ && mine->what.plain_read && (about_to_send() || only_reads());
    if (mine->caller != nullptr) return io::need::call();
    return io::need::set(*mine->done, io::deadline::never());
}

/// It goes to work a little later, so that what is asked for at the same moment goes out together. Mostly a turn that goes on
/// here comes to its end first, and sends it; but nobody knows how long the code of the task takes. Under the lock.
VINYL_DECL void pipeline::knock_at_background() {
    if (knocked_) return;
    const giving given(*this);
    boost::asio::post(*at_, knock(shared_from_this(), listener_.round(), ++knocks_));
    given.require_taken();
    knocked_ = true;
}

/// False when the executor takes nothing.
VINYL_DECL bool pipeline::try_to_knock() noexcept {
    try {
        knock_at_background();
        return true;
    } catch (...) {
        return false;
    }
}

VINYL_DECL void pipeline::heard(std::uint64_t round, io::readiness found) { work_in_background(round, found, 0); }

/// What was to wake it is being destroyed, together with its execution context.
VINYL_DECL void pipeline::cut_off(std::uint64_t round) noexcept {
    if (giving::comes_back(*this)) return;
    completed_list completed;
    const std::lock_guard lock(mutex_);
    if (background_ && round == listener_.round()) lose_background(completed, nullptr);
}

/// @param number  which one it was, or 0
VINYL_DECL void pipeline::work_in_background(std::uint64_t round, io::readiness found, std::uint64_t number) {
    for (bool again = false;; again = true) {
        completed_list completed;
        std::vector<diagnostics> notices;
        bool alone = true;
        {
            // It belongs to all callers: the transactions of none of them are its business.
            const vinyl::detail::context_scope nobody{vinyl::detail::context_ptr()};
            const async_scope async(true);
            const std::lock_guard lock(mutex_);
            if (!background_ || round != listener_.round()) return;
            if (streamed_ != nullptr) return stop_background();  // its caller reads
            if (again) {
                found = io::readiness::none;
                knocked_ = false;
            } else if (number != 0) {
                if (!knocked_ || number != knocks_) return;  // what it was about has been done
                knocked_ = false;
            } else {
                listener_.note(found);
            }
            if (working_.empty()) or_lose(completed, [&] { work(false, found, completed); });
            else if (earliest_.expired()) expire(completed);  // threads work; they do not know of a task's deadline
            if (session_.has_notices()) notices = session_.take_notices();
            gathering_ = completed.calls_here() && options_.coalesce_reads && only_reads();
            alone = works_alone();
            // What goes on in a moment has more to send, presumably.
            if (!completed.calls_here() || !idle()) listen_or_end(completed);
        }
        const bool several = completed.announce_others(alone) > 1;
        if (!notices.empty()) {
            const vinyl::detail::context_scope nobody{vinyl::detail::context_ptr()};
            const async_scope async(true);
            tell(notices, false);
        }
        if (!completed.calls_here()) return;
        try {
            completed.go_on_here();
        } catch (...) {  // a completion handler's, for whoever runs the executor
            completed_list lost;
            const std::lock_guard lock(mutex_);
            if (background_ && round == listener_.round() && !try_to_knock()) lose_background(lost, nullptr);
            throw;
        }
        if (!several) continue;
        // Where there are several tasks, others may be about to go on, whose statements will travel with theirs.
        completed_list lost;
        const std::lock_guard lock(mutex_);
        if (!background_ || round != listener_.round()) return;
        if (waiting_.empty()) continue;
        if (!try_to_knock()) lose_background(lost, nullptr);
        return;
    }
}

VINYL_DECL bool pipeline::only_reads() const noexcept {
    const auto reads = [](const std::shared_ptr<element>& queued) { return queued->what.plain_read; };
    return std::all_of(sent_.begin(), sent_.end(), reads) && std::all_of(waiting_.begin(), waiting_.end(), reads) &&
           retry_.empty();
}

/// Whether the background work has been done by this thread only, so far.
VINYL_DECL bool pipeline::works_alone() noexcept {
    static thread_local char here = 0;
    if (worker_ == nullptr) worker_ = &here;
    if (worker_ != &here) several_workers_ = true;
    return !several_workers_;
}

VINYL_DECL void pipeline::listen_or_end(completed_list& out) noexcept {
    if (broken_ || idle()) return stop_background();
    io::readiness wanted = blocked_ ? io::readiness::read_or_write : io::readiness::read;
    io::deadline until = earliest_;
    if (!working_.empty()) {
        // Threads that work say when they leave. Until then something of Asio's must be kept, which goes with its context.
        wanted = io::readiness::none;
        until = std::min(until, io::deadline::after(std::chrono::hours(1)));
    }
    try {
        const std::shared_ptr<io::ear> told(shared_from_this(), this);
        const giving given(*this);
        listener_.listen(session_.socket(), told, *at_, wanted, until);
        given.require_taken();
    } catch (const std::exception& failed) {  // no descriptor to be had, for example
        lose_background(out, failed.what());
    }
}

VINYL_DECL void pipeline::stop_background() noexcept {
    background_ = knocked_ = false;
    gathering_ = false;
    // Without a home the next one may be on another executor, and this one's context may be gone by then.
    if (home_) listener_.rest();
    else listener_.leave();
}

/// It can not go on. `failure`: why, if it is not the end of its execution context.
VINYL_DECL void pipeline::lose_background(completed_list& out, const char* failure) noexcept {
    diagnostics why;
    try {
        why.message = "the work for the connection was stopped";
        if (failure != nullptr) why.message.append(": ").append(failure);
    } catch (...) {  // NOLINT(bugprone-empty-catch): no memory for the reason
    }
    lose(why, out);
    stop_background();
    listener_.leave();
}

}  // namespace vinyl::postgres
