// How a pool opens, checks and cleans its connections.
#pragma once

#include <vinyl/base/random.hpp>
#include <vinyl/base/error.hpp>
#include <vinyl/db/alias_in_errors.hpp>
#include <vinyl/db/pool.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/sequence.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace vinyl::db {
namespace detail {

/// For how long a connection that came back dirty may take to become clean.
inline constexpr std::chrono::seconds cleaning_time{5};

VINYL_DECL pool_core::limits pool_limits(const connection_options& options, bool async) {
    pool_core::limits limits;
    limits.pool = options.pool;
    limits.shareable = async && options.pipeline;
    limits.depth = options.max_pipeline_depth;
    return limits;
}

VINYL_DECL std::string seconds_text(std::chrono::milliseconds time) {
    const auto count = time.count();
    if (count % 1000 == 0) return std::to_string(count / 1000) + " s";
    return std::to_string(count) + " ms";
}

}  // namespace detail

/// A slot that an operation has, until it becomes a lease; goes back if it never does.
class pool::place {
public:
    place(std::shared_ptr<pool> of, pool_slot* slot) noexcept : pool_(std::move(of)), slot_(slot) {}
    place(place&& other) noexcept : pool_(std::move(other.pool_)), slot_(std::exchange(other.slot_, nullptr)) {}
    place& operator=(place&&) = delete;
    ~place() {
        if (slot_ == nullptr) return;
        if (slot_->link) pool_->give_back(*slot_, slot_->generation);
        else pool_->core_.connect_failed(*slot_);
    }

    [[nodiscard]] pool_slot* slot() const noexcept { return slot_; }
    [[nodiscard]] pool& of() const noexcept { return *pool_; }
    void hold(pool_slot* slot) noexcept { slot_ = slot; }
    [[nodiscard]] lease to_lease() && noexcept {
        pool_slot* const slot = std::exchange(slot_, nullptr);
        return {std::move(pool_), *slot};
    }

private:
    std::shared_ptr<pool> pool_;
    pool_slot* slot_ = nullptr;
};

/// A waiter that leaves the queue whatever happens.
class pool::queued {
public:
    queued(pool& in, lease_kind kind) noexcept : waiter(kind), pool_(in) {}
    queued(const queued&) = delete;
    queued& operator=(const queued&) = delete;
    ~queued() {
        if (pool_slot* const dirty = pool_.core_.forsake(waiter)) pool_.clean(*dirty);
    }

    pool_waiter waiter;

private:
    pool& pool_;
};

VINYL_DECL pool::pool(std::string alias, connection_options options, std::shared_ptr<const any_driver> source)
    : alias_(std::move(alias)), options_(std::move(options)), driver_(std::move(source)),
      core_(detail::pool_limits(options_, false)) {}

VINYL_DECL pool::pool(std::string alias, connection_options options, std::shared_ptr<const any_driver> source,
                      boost::asio::any_io_executor executor)
    : alias_(std::move(alias)), options_(std::move(options)), driver_(std::move(source)),
      core_(detail::pool_limits(options_, true)), executor_(std::move(executor)) {}

VINYL_DECL dual<lease> pool::acquire(lease_kind kind, io::deadline until) {
    pool_slot* const slot = core_.try_take(kind, now());
    if (ready_for_use(slot)) return dual<lease>::ready(shared_from_this(), *slot);
    return acquire_slowly(kind, until, slot);
}

// A deadline costs a look at the clock, so these two make one only when there is something to wait for.

VINYL_DECL dual<lease> pool::acquire(lease_kind kind) {
    pool_slot* const slot = core_.try_take(kind, now());
    if (ready_for_use(slot)) return dual<lease>::ready(shared_from_this(), *slot);
    return acquire_slowly(kind, usual_deadline(), slot);
}

VINYL_DECL std::optional<dual<lease>> pool::lend(lease_kind kind, lease& to) {
    pool_slot* const slot = core_.try_take(kind, now());
    if (!ready_for_use(slot)) return acquire_slowly(kind, usual_deadline(), slot);
    to = lease(std::shared_ptr<pool>(std::shared_ptr<pool>(), this), *slot);
    return std::nullopt;
}

/// Opens the connection of a slot.
class pool::opening {
public:
    using value_type = void;

    opening(pool& in, pool_slot& slot, io::deadline until) noexcept : in_(in), slot_(slot), until_(until) {}

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    static void take() noexcept {}

private:
    void begin();
    void end();

    pool& in_;
    pool_slot& slot_;
    const io::deadline until_;
    const pool_slot::clock::time_point begun_ = pool_slot::clock::now();
    std::optional<dual<std::unique_ptr<any_connection>>> link_;
};

/// Its first step opens in sync mode, and begins to in async mode.
VINYL_DECL io::need pool::opening::step(io::runner& by) {
    std::exception_ptr failure;
    try {
        if (!link_) begin();
        const io::need next = by.await(*link_);
        if (next.is_nothing()) end();
        return next;
    } catch (const cancelled&) {
        throw;
    } catch (const error& why) {
        // an attempt that our own deadline cut short hides the reason why it was late
        if (!until_.expired() || in_.core_.last_connect_error().empty()) in_.core_.note_connect_error(why.what());
        failure = std::current_exception();
    }
    rethrow_with_alias(std::move(failure), in_.alias_);
}

/// A connection outlives the transaction or the scope that its first user is in, so it must not know of them.
VINYL_DECL void pool::opening::begin() {
    const vinyl::detail::context_scope outside{vinyl::detail::context_ptr()};
    link_.emplace(in_.driver_->connect(std::min(until_, io::deadline::after(in_.options_.connect_timeout))));
}

VINYL_DECL void pool::opening::end() {
    std::unique_ptr<any_connection> link = io::runner::result_of(*link_);
    in_.core_.connected(slot_, std::move(link), in_.expiry(), pool_slot::clock::now() - begun_);
}

/// Waits for a connection if there is none to be had, and opens it if it is not open.
class pool::acquiring final : public io::sequence {
public:
    using value_type = lease;

    acquiring(place&& held, lease_kind kind, io::deadline until) noexcept
        : held_(std::move(held)), kind_(kind), until_(until) {}

    [[nodiscard]] lease take() noexcept { return std::move(held_).to_lease(); }

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;

    place held_;
    const lease_kind kind_;
    const io::deadline until_;
    std::optional<queued> waiting_;
    std::optional<opening> opening_;
};

VINYL_DECL io::need pool::acquiring::go_on(io::runner& by) {
    pool& in = held_.of();
    VINYL_GO_ON {
        if (held_.slot() == nullptr) {
            waiting_.emplace(in, kind_);
            held_.hold(in.core_.take_or_queue(waiting_->waiter, pool_slot::clock::now()));
            if (held_.slot() == nullptr) {
                VINYL_WAIT(io::need::set(waiting_->waiter.ready, until_));
                by.require_waited();
                held_.hold(in.core_.settle(waiting_->waiter));
                if (held_.slot() == nullptr) in.throw_timeout();
            }
            waiting_.reset();
        }
        if (in.needs_opening(*held_.slot())) {
            if (until_.expired()) in.throw_timeout();  // too late to begin
            VINYL_WAIT(after(opening_.emplace(in, *held_.slot(), until_)));
        }
    }
    return io::need::nothing();
}

VINYL_DECL dual<lease> pool::acquire_slowly(lease_kind kind, io::deadline until, pool_slot* held) {
    return io::run<acquiring>(place(shared_from_this(), held), kind, until);
}

VINYL_DECL bool pool::needs_opening(pool_slot& slot) {
    if (!slot.link) return true;
    if (!slot.checking) return false;
    if (slot.link->alive()) {
        core_.found_alive(slot);
        return false;
    }
    core_.found_dead(slot);
    return true;
}

VINYL_DECL pool_slot::clock::time_point pool::expiry() const {
    if (options_.pool.max_lifetime == no_limit) return pool_slot::clock::time_point::max();
    constexpr double spread = 0.1;
    const std::chrono::duration<double> life = options_.pool.max_lifetime;
    return io::deadline::after(life * (1 - spread * vinyl::detail::random_fraction())).moment();
}

VINYL_DECL void pool::throw_timeout() const {
    const pool_stats now = core_.stats();
    const std::string refused = core_.last_connect_error();
    std::string text =
        "no connection to '" + alias_ + "' became free within " + detail::seconds_text(options_.pool.acquire_timeout) +
        ": pool.max is " + std::to_string(now.max) + ", " + std::to_string(now.in_use) + " in use, " +
        std::to_string(now.connecting) + " being opened, " + std::to_string(now.waiting) + " more waiting";
    if (now.cleaning > 0) text += ", " + std::to_string(now.cleaning) + " being cleaned";
    if (!refused.empty()) text += "\n  the last attempt to connect failed: " + refused;
    text +=
        "\n  what to do: raise pool.max of this alias, shorten what runs inside atomic, or raise "
        "pool.acquire_timeout; a thread or coroutine that holds a connection must not wait for one that "
        "needs another";
    diagnostics fields;
    fields.message = std::move(text);
    fields.alias = alias_;
    throw pool_timeout(std::move(fields));
}

VINYL_DECL void pool::give_back(pool_slot& slot, std::uint32_t generation, bool altered) noexcept {
    if (core_.give_back(slot, generation, now(), altered)) clean(slot);
}

VINYL_DECL void lease::give_back() noexcept {
    link_ = nullptr;
    pool_->give_back(*std::exchange(slot_, nullptr), generation_, std::exchange(altered_, false));
    pool_.reset();
}

VINYL_DECL std::optional<boost::asio::any_io_executor> pool::executor() {
    const std::lock_guard lock(executor_mutex_);
    return executor_;
}

/// A slot that is being cleaned. Closes the connection unless it became clean, also when the clean-up itself is cut off, or
/// finds no memory to begin.
class pool::cleaning {
public:
    cleaning(std::shared_ptr<pool> of, pool_slot& slot) noexcept : pool_(std::move(of)), slot_(&slot) {}
    cleaning(cleaning&& other) noexcept : pool_(std::move(other.pool_)), slot_(std::exchange(other.slot_, nullptr)) {}
    cleaning& operator=(cleaning&&) = delete;
    ~cleaning() {
        if (slot_ != nullptr) pool_->core_.dropped(*slot_);
    }

    [[nodiscard]] pool_slot& slot() const noexcept { return *slot_; }
    void end() noexcept { pool_->core_.cleaned(*std::exchange(slot_, nullptr), pool_slot::clock::now()); }

private:
    std::shared_ptr<pool> pool_;
    pool_slot* slot_;
};

/// Brings a session back to a clean state.
class pool::cleaner final : public io::sequence {
public:
    using value_type = void;

    explicit cleaner(cleaning&& begun) noexcept : begun_(std::move(begun)) {}

    static void take() noexcept {}

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;
    [[nodiscard]] bool prepare_word(bool in_thread);

    cleaning begun_;
    io::deadline until_;
    std::optional<detail::execution_over_connection> sent_;
    int round_ = 0;
    bool resets_ = false;
};

VINYL_DECL io::need pool::cleaner::go_on(io::runner& by) {
    constexpr int rounds = 4;  // an abandoned answer, the BEGIN it was for, the reset, and one to spare
    VINYL_GO_ON {
        until_ = io::deadline::after(detail::cleaning_time);
        for (; round_ < rounds; ++round_) {
            if (!prepare_word(by.is_thread())) return io::need::nothing();
            VINYL_WAIT(after(*sent_));
            static_cast<void>(sent_->take());
            sent_.reset();  // before anybody else has the connection
            if (resets_) begun_.slot().altered = false;
        }
    }
    return io::need::nothing();
}

/// What brings it nearer to that state. False: nothing does, or it has been reached, and the cleaning has ended.
VINYL_DECL bool pool::cleaner::prepare_word(bool in_thread) {
    pool_slot& slot = begun_.slot();
    const connection_status status = slot.link->status();
    resets_ = status == connection_status::idle && slot.altered;
    if (status == connection_status::idle && !resets_) {
        begun_.end();
        return false;
    }
    if (status == connection_status::broken) return false;
    // A thread can wait for nobody: an answer that is outstanding ran into a deadline.
    if (status == connection_status::busy && in_thread) return false;
    statement word;
    // The answer to anything that is sent now comes after everything outstanding.
    if (resets_) word.text = slot.link->session_reset();
    else word.text = status == connection_status::busy ? "SELECT 1" : "ROLLBACK";
    sent_.emplace(*slot.link, std::move(word), until_);
    return true;
}

/// In sync mode here, in async mode behind the back of whoever returned it.
VINYL_DECL void pool::clean(pool_slot& slot) noexcept {
    try {
        cleaning begun(shared_from_this(), slot);
        const auto where = executor();
        const vinyl::detail::context_scope outside{vinyl::detail::context_ptr()};
        const async_scope mode(where.has_value());
        dual<void> work = io::run<cleaner>(std::move(begun));
        if (where) std::move(work)(boost::asio::bind_executor(*where, [](std::exception_ptr) {}));
    } catch (...) {  // NOLINT(bugprone-empty-catch): the connection has been closed instead
    }
}

VINYL_DECL void pool::close() noexcept {
    {
        const std::lock_guard lock(executor_mutex_);
        executor_.reset();
    }
    core_.close();
}

VINYL_DECL bool pool::all_closed() const {
    if (!closed()) return false;
    const pool_stats now = stats();
    return now.open == 0 && now.connecting == 0;
}

VINYL_DECL void pool::cut_off() noexcept {
    close();
    core_.cut_off();
}

VINYL_DECL void pool::close_soon() noexcept {
    try {
        const std::lock_guard lock(executor_mutex_);  // until it is posted, for which the context must not end
        if (executor_) return boost::asio::post(*executor_, [self = shared_from_this()] { self->close(); });
    } catch (...) {  // NOLINT(bugprone-empty-catch): then its execution context closes it
        return;
    }
    close();
}

}  // namespace vinyl::db
