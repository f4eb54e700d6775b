// Who gets which connection, and who waits: the decisions of a pool, without any input or output. Sync and
// async pools share it; the opening, checking and cleaning of connections stands in pool.hpp.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/light_mutex.hpp>
#include <vinyl/db/driver.hpp>
#include <vinyl/db/options.hpp>
#include <vinyl/io/event.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace vinyl::db {

/// What a borrower does with a connection.
enum class lease_kind : unsigned char {
    shared,    ///< One statement, which may travel in a pipeline with those of others.
    read,      ///< The same, and it waits for nobody: a plain read, which may be sent together with its like.
    exclusive  ///< A transaction, or anything that must be alone.
};

/// A pool at one moment.
struct pool_stats {
    std::size_t max = 0;         ///< Connections there may be.
    std::size_t open = 0;        ///< Connections there are.
    std::size_t connecting = 0;  ///< Being opened.
    std::size_t idle = 0;        ///< Open and unused.
    std::size_t in_use = 0;      ///< Lent out.
    std::size_t cleaning = 0;    ///< Came back with a transaction or an answer outstanding.
    std::size_t waiting = 0;     ///< Operations that wait for their turn.
    std::uint64_t opened = 0;    ///< In all, since the pool exists.
    std::uint64_t closed = 0;    ///< In all, those lost and those that were never returned included.
};

/// The steady clock read cheaply, some milliseconds behind: good enough for how long a connection lives and rests.
[[nodiscard]] std::chrono::steady_clock::time_point coarse_now() noexcept;

/// One of the places in a pool. Lent without a connection, it is the permit to open one.
struct pool_slot {
    using clock = std::chrono::steady_clock;

    std::shared_ptr<any_connection> link;  ///< Of the slot alone, but for the moment in which cut_off() closes it.
    clock::time_point expires = clock::time_point::max();
    clock::time_point used{};  ///< When it was lent or given back last.
    std::size_t users = 0;     ///< Leases on it now.
    /// Shared: when a statement on it was answered last, or came while there was none; and how long one took lately.
    clock::time_point moved{};
    clock::duration pace{};
    /// The statements that were answered together with the last one, those before, and what `pace` was before.
    std::size_t lot = 0;
    std::size_t former_lot = 1;
    clock::duration lot_took{};
    clock::duration former_pace{};
    /// Changes whenever it is lent anew, so that a stale lease can not give it back.
    std::uint32_t generation = 0;
    bool exclusive = false;   ///< Lent to one borrower alone.
    bool connecting = false;  ///< Its borrower is opening the connection.
    /// Its borrower must ask the connection whether it is alive; nobody joins meanwhile.
    bool checking = false;
    bool cleaning = false;  ///< Nobody's: being brought back to a clean state.
    bool altered = false;   ///< Of one that is being cleaned: SQL of the user's ran in its session.
    bool retiring = false;  ///< Takes no new users, and is closed or cleaned when the last one leaves.
};

/// One operation that waits for its turn. Lives in the frame of the operation; must have left the pool
/// (pool_core::settle or pool_core::forsake) before it dies.
class pool_waiter {
public:
    explicit pool_waiter(lease_kind kind) noexcept : kind_(kind) {}
    pool_waiter(const pool_waiter&) = delete;
    pool_waiter& operator=(const pool_waiter&) = delete;

    /// Set when the waiter has been served, or the pool has been closed.
    io::event ready;

private:
    friend class pool_core;
    lease_kind kind_;
    bool queued_ = false;
    pool_slot* given_ = nullptr;
    pool_waiter* before_ = nullptr;
    pool_waiter* behind_ = nullptr;
};

/// The book-keeping of one pool: a stack of idle connections, a queue of waiters, first come, first served.
///
/// Statements of several borrowers travel together over a connection only where that is faster than anything else:
/// while the wait for a turn there is expected to be shorter than opening a connection takes, judged by how long its
/// last statements took. What can not be sent soon stays in the queue, for the connection that becomes free first: once
/// sent behind a slow one, it could not be taken back.
///
/// A connection that is about to send reads is joined by a read even before an idle one is taken, because those who travel
/// together cost a fraction of what they cost alone; but only some, and only as long as all of them will be answered in an
/// instant. What writes may have to wait for a lock, for which nobody is to wait with it.
///
/// Every step is taken under one mutex, and a connection that becomes free is given to the first waiter in
/// the same step, so a wake-up can not get lost: a waiter that was served and does not want it any more hands
/// it on in its own step.
/// Thread safety: shared objects are safe.
class pool_core {
public:
    using clock = pool_slot::clock;

    struct limits {
        pool_options pool;
        bool shareable = false;  ///< Whether shared leases may meet on one connection.
        std::size_t depth = 1;   ///< How many of them.
    };

    explicit pool_core(limits limits);
    pool_core(const pool_core&) = delete;
    pool_core& operator=(const pool_core&) = delete;
    ~pool_core();

    /// A slot if there is one at once and nobody waits, else null. Throws usage_error when the pool is
    /// closed.
    [[nodiscard]] pool_slot* try_take(lease_kind kind, clock::time_point now);

    /// As try_take, but joins the queue when there is none.
    [[nodiscard]] pool_slot* take_or_queue(pool_waiter& waiter, clock::time_point now);

    /// Ends the waiting: the slot that the waiter was given, or null if it was not served. Throws usage_error
    /// when the pool was closed.
    [[nodiscard]] pool_slot* settle(pool_waiter& waiter);

    /// Ends the waiting of someone who wants nothing any more; what it was given goes to the next in the same
    /// step. Returns a slot that must be cleaned first (see give_back), or null.
    [[nodiscard]] pool_slot* forsake(pool_waiter& waiter) noexcept;

    /// The borrower of an empty slot has opened its connection. `took` counts for all later ones, too.
    void connected(pool_slot& slot, std::unique_ptr<any_connection> link, clock::time_point expires,
                   clock::duration took) noexcept;

    /// The borrower of an empty slot could not; the next waiter may try.
    void connect_failed(pool_slot& slot) noexcept;

    /// What the next pool_timeout should tell; forgotten when a connection succeeds.
    void note_connect_error(std::string why) noexcept;

    /// The borrower of a slot that is `checking` found its connection alive.
    void found_alive(pool_slot& slot) noexcept;

    /// ... found it dead, and will open another in its place.
    void found_dead(pool_slot& slot) noexcept;

    /// A borrower is done. Returns true if it was the last one and the connection is not fit to be lent
    /// again: the caller must clean it and then call cleaned() or dropped(). A stale generation is ignored.
    /// `altered`: SQL of the user's ran in the session, so that it must be reset.
    [[nodiscard]] bool give_back(pool_slot& slot, std::uint32_t generation, clock::time_point now,
                                 bool altered = false) noexcept;

    /// A slot that was being cleaned is fit again.
    void cleaned(pool_slot& slot, clock::time_point now) noexcept;

    /// The connection of a slot that was being cleaned, or is lent exclusively, is to be closed.
    void dropped(pool_slot& slot) noexcept;

    /// Closes what is idle, refuses everybody who waits or comes; what is lent out is closed when it comes
    /// back.
    void close() noexcept;

    /// The execution context that the connections belong to is about to go: closes those that are lent out, too. Who has one
    /// finds it broken, also when the context is gone.
    void cut_off() noexcept;

    [[nodiscard]] bool closed() const noexcept;
    [[nodiscard]] pool_stats stats() const;
    [[nodiscard]] std::string last_connect_error() const;
    [[nodiscard]] const limits& options() const noexcept { return limits_; }

private:
    using doomed = std::shared_ptr<any_connection>;

    pool_slot* find(lease_kind kind, clock::time_point now);
    pool_slot* empty_slot();
    pool_slot* joinable_slot(clock::time_point now) noexcept;
    [[nodiscard]] bool gathers(const pool_slot& slot) const noexcept;
    [[nodiscard]] bool moves_fast(const pool_slot& slot, clock::time_point now) const noexcept;
    [[nodiscard]] clock::duration paced(const pool_slot& slot, std::size_t lot) const noexcept;
    void measure(pool_slot& slot, clock::time_point now) noexcept;
    void lend(pool_slot& slot, lease_kind kind, clock::time_point now) noexcept;
    void make_idle(pool_slot& slot) noexcept;
    doomed vacate(pool_slot& slot) noexcept;
    doomed expired_idle(clock::time_point now) noexcept;
    void close_idle(doomed first, clock::time_point now) noexcept;
    void serve_waiters(clock::time_point now) noexcept;
    void unlink(pool_waiter& waiter) noexcept;
    bool take_back(pool_slot& slot, clock::time_point now, bool altered, doomed& rest) noexcept;
    void require_open() const;

    static constexpr clock::duration shortest_opening = std::chrono::milliseconds(10);
    static constexpr clock::duration longest_opening = std::chrono::milliseconds(250);
    static constexpr std::size_t most_gathered = 32;
    static constexpr clock::duration instant = std::chrono::milliseconds(1);
    static constexpr clock::duration same_moment = std::chrono::microseconds(50);

    const limits limits_;
    mutable vinyl::detail::light_mutex mutex_;
    std::vector<std::unique_ptr<pool_slot>> slots_;
    std::vector<pool_slot*> idle_;    // the one used last is lent first
    std::vector<pool_slot*> vacant_;  // slots without a connection, free to be used
    pool_slot* gathering_ = nullptr;  // the one that was lent for a read last
    pool_waiter* first_ = nullptr;
    pool_waiter* last_ = nullptr;
    std::size_t waiting_ = 0;
    std::size_t connecting_ = 0;
    clock::duration opening_ = longest_opening;
    std::uint64_t opened_ = 0;
    std::uint64_t closed_count_ = 0;
    std::string last_connect_error_;
    bool closed_ = false;
};

}  // namespace vinyl::db

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/pool_core.ipp>
#endif
