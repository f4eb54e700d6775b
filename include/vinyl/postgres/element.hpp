// One statement on its way through a connection.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/postgres/handles.hpp>
#include <vinyl/postgres/row_batch.hpp>
#include <vinyl/postgres/statement_cache.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace vinyl::postgres {

/// A statement from the call of execute() to its answer. Everything but what `done` holds is guarded by the connection's
/// lock until it is completed; after that it belongs to the caller alone. It lives in the caller's operation, and the queues
/// let go of it before that ends.
struct element {
    enum class stage : unsigned char { waiting, sent, completed };

    element(statement sent_statement, io::deadline complete_until)
        : what(std::move(sent_statement)), until(complete_until) {
        if (until.awaits_begin()) own_time = until.allowed();
    }

    /// From now on its time counts, if that has not begun.
    void begin(std::chrono::duration<double> time) {
        if (until.awaits_begin()) until = io::deadline::after(time);
    }
    /// Its turn is still to come.
    void halt() {
        if (own_time.count() > 0) until = io::deadline::once_begun(own_time);
    }

    statement what;
    io::deadline until;
    io::deadline::clock::duration own_time{};  ///< If `until` depends on when it begins.
    /// Who goes on when it is completed, outside of the connection's lock: a task, by a call,
    io::caller* caller = nullptr;
    /// else whoever waits for this. A thread that finds out by itself needs none.
    std::optional<io::event> done;

    stage at = stage::waiting;
    bool at_home = false;       ///< `caller` runs on the executor of the background work.
    bool abandoned = false;     ///< The caller is gone: the answer is read and dropped.
    bool alone = false;         ///< Must have a Sync of its own.
    bool ends_segment = false;  ///< A Sync was sent behind it.
    bool parses = false;        ///< Its Parse travels in front of it.
    bool aborted = false;       ///< The server skipped it because of an error in front of it in its segment.
    bool retried = false;
    unsigned char answers_left = 0;  ///< Results to come before its answer is complete.
    statement_cache::handle prepared;

    row_batch* rows = nullptr;  ///< Of a stream: where they go that come before the end. Null: they are dropped.
    result_handle answer;       ///< What the server said last: rows, or an error.
    bool failed = false;        ///< `answer` is an error.
    std::exception_ptr error;   ///< How it ended, if not with a result.

    // A thread that works for the connection in sync mode, and waits here while another thread does.
    std::unique_ptr<io::event> may_lead;

    std::shared_ptr<element> next;  ///< In a list of the completed.
};

}  // namespace vinyl::postgres
