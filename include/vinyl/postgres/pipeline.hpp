// The connection's engine: a first-in-first-out queue of statements over one session, several of which may be under way at
// once, served by one pump for both modes.
//
// - Independent statements have a Sync each, and a caller is told its result only when that Sync has been answered. libpq
//   reports an INSERT as done before; it may still be rolled back by its neighbour or by a deferred constraint.
// - A caller that gives up (deadline, cancellation) goes on at once. If its statement has not been sent it is removed; else its
//   answer is read and dropped, and the connection stays usable.
// - Exactly one party reads and writes: in sync mode the thread at the head of those who wait (it leads, the others sleep until
//   they are done or have to take over), in async mode the background work, which gives way to threads.
// - A turn of the background work resumes the tasks whose statements it has completed, one after the other, and then sends at
//   once what they have given to the connection meanwhile.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/light_mutex.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/connection_status.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/io/socket_listener.hpp>
#include <vinyl/io/socket_watch.hpp>
#include <vinyl/postgres/element.hpp>
#include <vinyl/postgres/driver_options.hpp>
#include <vinyl/postgres/result.hpp>
#include <vinyl/postgres/session.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl::postgres {

/// Shared by the connection object, the callers that wait and the background work.
/// Thread safety: shared objects are safe.
class pipeline final : public std::enable_shared_from_this<pipeline>, private io::ear {
public:
    /// One statement on its way, as an io::operation: see connection::execute.
    class execution;
    /// One statement whose rows come while it runs, as an io::operation: see connection::stream.
    class stream;

    /// `home` is where the background work runs; without it, on the executor of who starts it.
    pipeline(connection_handle handle, driver_options options, std::optional<boost::asio::any_io_executor> home);
    pipeline(const pipeline&) = delete;
    pipeline& operator=(const pipeline&) = delete;
    ~pipeline();

    [[nodiscard]] connection_status status() const;
    [[nodiscard]] bool alive();
    [[nodiscard]] std::size_t in_flight() const;
    [[nodiscard]] std::string_view session_reset() const;
    /// Whether a plain read that comes now would travel with others that wait, and behind nothing but such. Only true for
    /// certain while it is asked by who gives it one.
    [[nodiscard]] bool about_to_send() const noexcept { return gathering_.load(std::memory_order_relaxed); }
    void close() noexcept;

private:
    /// Elements that have been completed under the lock, to be announced outside of it.
    class completed_list;
    /// What the thread of a cancel request knows of the pipeline: not enough to keep it alive.
    struct cancel_link {
        std::mutex mutex;
        pipeline* target = nullptr;
        connection_handle
            last{};  // ends with the request; set under the pipeline's lock, before the request has returned
    };
    /// A call of the background work that has been posted.
    class knock;
    /// While this thread gives an executor something to call, under the lock.
    class giving;
    /// A thread that hands on notices in the middle of its work.
    struct told_by_worker;

    /// What a thread shall do after a turn.
    struct plan {
        enum class step { wait, follow, finished } next = step::wait;
        io::readiness wanted = io::readiness::read;
        io::deadline until{};
        bool others_tell = false;  // finished by others, who have yet to say so
    };

    [[nodiscard]] io::need queue(const std::shared_ptr<element>& mine, io::runner& by);
    void knock_at_background();
    bool try_to_knock() noexcept;
    VINYL_DECL void heard(std::uint64_t round, io::readiness found) override;
    VINYL_DECL void cut_off(std::uint64_t round) noexcept override;
    void work_in_background(std::uint64_t round, io::readiness found, std::uint64_t number);
    [[nodiscard]] bool works_alone() noexcept;
    void listen_or_end(completed_list& out) noexcept;
    void stop_background() noexcept;
    [[nodiscard]] plan begin(const std::shared_ptr<element>& mine);
    [[nodiscard]] plan turn(bool first, io::readiness ready, element& mine);
    [[nodiscard]] plan turn_alone(element& mine);
    void work(bool first, io::readiness ready, completed_list& out);
    template <class Talk>
    void or_lose(completed_list& out, Talk&& talk);
    void leave(const element& mine) noexcept;
    void leave_locked(const element& mine, completed_list& out) noexcept;
    void lose_background(completed_list& out, const char* failure) noexcept;
    void tell(const std::vector<diagnostics>& notices, bool at_work) const;
    void require_not_telling() const;

    void admit(const std::shared_ptr<element>& mine);
    void require_open_for(const element& mine) const;
    bool abandon(const std::shared_ptr<element>& mine) noexcept;
    [[nodiscard]] static std::shared_ptr<element> stand_in_for(const element& leaving);
    void expire(completed_list& out);
    void begin_turn();
    void next_turn();
    [[nodiscard]] bool abandon_sent(element& given_up, io::deadline::clock::time_point now);
    [[nodiscard]] bool all_abandoned() const noexcept;
    [[nodiscard]] bool somebody_waits() const noexcept;
    void cancel_abandoned() noexcept;
    void cancel_on_server() noexcept;
    void cancel_returned() noexcept;
    void wake() noexcept;
    void end_session() noexcept;

    void send_waiting(completed_list& out);
    [[nodiscard]] bool may_send_alone(element& next);
    [[nodiscard]] bool send_alone(const std::shared_ptr<element>& only);
    element& next_to_send();
    void send_segment(completed_list& out);
    void send_deallocations();
    [[nodiscard]] bool push();

    void begin_stream(const std::shared_ptr<element>& mine);
    [[nodiscard]] plan read_stream(element& mine, io::readiness ready, bool in_thread);
    [[nodiscard]] bool leave_stream(element& mine) noexcept;
    [[nodiscard]] bool drain(io::readiness ready) noexcept;

    void harvest(completed_list& out);
    void take_answer(result_handle answer, completed_list& out);
    void complete_segment(completed_list& out);
    void settle(std::shared_ptr<element>& answered, std::ptrdiff_t& again, completed_list& out);
    void review_cache(const element& answered);
    void decide_retries(completed_list& out);
    void lose(const diagnostics& reason, completed_list& out);

    [[nodiscard]] bool only_reads() const noexcept;
    [[nodiscard]] bool idle() const noexcept { return sent_.empty() && waiting_.empty() && retry_.empty(); }
    /// Whether a thread's statement, sent by send_alone(), is still all that there is.
    [[nodiscard]] bool alone(const element& mine) const noexcept {
        return sent_.size() == 1 && sent_.front().get() == &mine && working_.size() == 1 && session_.plain() &&
               waiting_.empty() && retry_.empty() && !background_ && !broken_;
    }
    [[nodiscard]] plan waiting_for_server() const noexcept {
        return {plan::step::wait, blocked_ ? io::readiness::read_or_write : io::readiness::read, earliest_};
    }
    void note_deadline(io::deadline until) noexcept {
        if (until < earliest_) earliest_ = until;
    }

    // What every query looks at stands first, and together.
    mutable vinyl::detail::light_mutex mutex_;
    bool broken_ = false;
    bool blocked_ = false;           // libpq holds bytes that the socket did not take
    bool background_ = false;        // there is work for the tasks' sake
    bool knocked_ = false;           // ... which has been called for
    bool cancelling_ = false;        // a cancel request is on its way
    bool hold_ = false;              // nothing may be sent until it has been taken and its victims have answered
    bool overdue_ = false;           // the server may be gone: nobody shall join those who still wait for it
    bool stalled_ = false;           // the one whose turn it was is late: nobody's time waits for a turn any more
    bool awaiting_sync_ = false;     // the answers of the segment that is being answered are all in
    io::deadline earliest_;          // no deadline in the queues is earlier; may be stale, never late
    element* streamed_ = nullptr;    // whose rows its caller reads itself; then it is all that there is
    std::vector<element*> working_;  // sync callers; the first one leads
    // An element leaves one of these only into another or completed, also when memory runs out.
    std::deque<std::shared_ptr<element>> sent_;     // sent, answers outstanding
    std::deque<std::shared_ptr<element>> waiting_;  // not sent
    std::deque<std::shared_ptr<element>> retry_;    // answered by a stale plan; what to do is known when all is quiet
    session session_;
    io::socket_watch watch_;

    io::socket_listener listener_;                    // of the background work
    std::optional<boost::asio::any_io_executor> at_;  // where that runs, while there is some
    std::atomic<bool> gathering_ = false;             // what comes now travels with others
    std::uint64_t knocks_ = 0;                        // how many there were; only the last one counts
    const char* worker_ = nullptr;                    // the thread that has done it first
    bool several_workers_ = false;

    std::size_t answering_ = 0;  // which of the sent the next answer belongs to
    int silence_ = 0;            // NULLs from libpq in a row
    diagnostics broken_by_;
    io::deadline cancel_until_;  // when the server must have taken the request
    io::deadline cancel_again_;  // when it has had no effect
    std::chrono::milliseconds cancel_pause_{};
    std::shared_ptr<cancel_link> cancel_link_;
    driver_options options_;
    std::optional<boost::asio::any_io_executor> home_;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/pipeline.ipp>
#include <vinyl/postgres/pipeline_background.ipp>
#include <vinyl/postgres/pipeline_giving_up.ipp>
#include <vinyl/postgres/pipeline_queue.ipp>
#endif
