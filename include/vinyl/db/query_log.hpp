// Who wants to know which statements are sent can listen here: logging, tracing, counting in tests.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl {

/// One statement that has been answered, or has failed. The views live until the observer returns.
struct query_event {
    std::string_view alias;
    std::string_view text;                 ///< The SQL; parameters are never shown.
    std::chrono::nanoseconds duration{0};  ///< From the moment it was given to its connection to its answer.
    std::exception_ptr error;              ///< What it failed with, or null.
    bool transaction_control = false;      ///< BEGIN, COMMIT, SAVEPOINT ...: sent by atomic, not by a query.
};

/// Listens as long as it lives.
class [[nodiscard]] query_subscription {
public:
    query_subscription() noexcept = default;
    query_subscription(query_subscription&& other) noexcept : number_(std::exchange(other.number_, 0)) {}
    query_subscription& operator=(query_subscription&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    /// An observer that is running in another thread may still finish after this.
    ~query_subscription();

private:
    friend query_subscription observe_queries(std::function<void(const query_event&)> observer);
    explicit query_subscription(std::size_t number) noexcept : number_(number) {}
    std::size_t number_ = 0;
};

/// Calls `observer` after every statement of the process, on the thread that ran it. It must be safe to call
/// from several threads at once; what it throws is dropped. Listening costs nothing while nobody does.
///
/// An observer may make queries, of which it is told, too. Those about a statement inside atomic take part in the
/// transaction; those about BEGIN, COMMIT and ROLLBACK need another connection than the transaction's, which the pool
/// must have. About the savepoints of inner blocks it can make none on the same database in sync mode: the outer block
/// is closed to queries then, and the inner one has not begun or is about to end. query_event::transaction_control
/// tells all these.
///
///     auto log = vinyl::observe_queries([](const vinyl::query_event& q) { std::clog << q.text << '\n'; });
query_subscription observe_queries(std::function<void(const query_event&)> observer);

namespace db {

namespace detail {
/// One for the whole process, shared libraries included.
VINYL_SHARED_STATE inline std::atomic<std::size_t> query_observers{0};
}  // namespace detail

/// What a query looks at before it reads a clock.
[[nodiscard]] inline bool queries_are_observed() noexcept {
    return detail::query_observers.load(std::memory_order_relaxed) != 0;
}

/// Tells every observer.
void notify_query_observers(const query_event& event) noexcept;

/// Times one statement and tells the observers when it is over. Costs one atomic read when there are none.
class query_timer {
public:
    using clock = std::chrono::steady_clock;

    /// Begins now. The alias must live as long as the timer; of the statement it keeps what it needs.
    query_timer(const std::string& alias, const statement& sent, bool transaction_control = false) : alias_(alias) {
        if (queries_are_observed()) begun_.emplace(sent.text, clock::now(), transaction_control);
    }

    /// The statement is over, with this error if any.
    void finish(std::exception_ptr error = nullptr) const noexcept {
        if (!begun_) return;
        const auto& [text, moment, transaction_control] = *begun_;
        notify_query_observers({alias_, text, clock::now() - moment, std::move(error), transaction_control});
    }

private:
    struct beginning {
        beginning(std::string sent, clock::time_point now, bool control)
            : text(std::move(sent)), moment(now), transaction_control(control) {}
        std::string text;
        clock::time_point moment;
        bool transaction_control;
    };

    const std::string& alias_;
    std::optional<beginning> begun_;
};

}  // namespace db

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/query_log.ipp>
#endif
