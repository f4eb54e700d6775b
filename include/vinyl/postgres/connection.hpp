// A session with a PostgreSQL server: what db/'s pool hands out.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/connection_status.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/postgres/pipeline.hpp>
#include <vinyl/postgres/pipeline_execution.hpp>
#include <vinyl/postgres/pipeline_stream.hpp>
#include <vinyl/postgres/result.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace vinyl::postgres {

/// One session with a server, made by postgres::driver. Parameters and results are binary, always.
///
/// Thread safety: shared objects are safe. Statements run in the order in which they were given to it, except one
/// that must be prepared anew because a table was changed under it, or another session took its place at a pooler,
/// and a read that shared its Sync with one that failed: those run again, after what was sent behind them.
class connection {
public:
    explicit connection(std::shared_ptr<pipeline> engine) noexcept : engine_(std::move(engine)) {}
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { engine_->close(); }

    /// Runs one statement. May be called again before an earlier call has completed: the statements are
    /// pipelined, and each succeeds or fails by itself. Completes when the server has ended the statement for
    /// good, which is after its implicit commit.
    ///
    /// @param until  by when it must be answered. One made by deadline::once_begun() counts from when all that was given to
    ///   the connection before has been answered; when those are late themselves, from then.
    ///
    /// Errors: the class of the error tree that belongs to the SQLSTATE; timeout at the deadline, whatever
    /// the server does; connection_lost when the connection breaks (not_sent if the statement had not left);
    /// usage_error when the statement can not be put into the protocol (a NUL byte, too many or too large
    /// parameters). After any but connection_lost the connection is usable.
    ///
    /// Cancellation (async mode): terminal, partial and total. A statement that was not sent is removed. One
    /// that was sent completes for its caller at once, and its answer is dropped when it comes; as soon as
    /// nobody waits for another one that was sent, the server is asked to cancel it. The connection stays usable.
    ///
    /// Object lifetimes: in async mode the connection may be destroyed while statements are under way; they fail with
    /// connection_lost.
    [[nodiscard]] dual<result> execute(statement what, io::deadline until) {
        return io::run<pipeline::execution>(engine_, std::move(what), until);
    }

    /// execute() as an io::operation, for operations that have it as a part, and that keep the connection.
    class execution : public pipeline::execution {
    public:
        execution(connection& over, statement&& what, io::deadline until)
            : pipeline::execution(*over.engine_, std::move(what), until) {}
    };

    /// A statement whose rows are read while the server still makes them, as an io::operation that is run again and again:
    /// want() says how many rows may come now, and by when the next ones must have; then, as often as needed, step() to its end
    /// and take(), which shows the rows that have come, until the next step(). No rows: the statement has ended. Rows that came
    /// before an error are shown before take() throws it: see execute() for the errors. A deadline::once_begun() counts anew
    /// from each take(). Nothing is read ahead of what is wanted, but for what the operating system and libpq hold.
    ///
    /// Meanwhile the connection does nothing else: execute() throws usage_error. Destroyed before the end, it has the server
    /// cancel the statement; a thread then waits a moment for its end. After a cancellation it can only be destroyed.
    class stream : public pipeline::stream {
    public:
        stream(connection& over, statement&& what) : pipeline::stream(over.engine_, std::move(what)) {}
    };

    /// The session's state as the server has last reported it.
    [[nodiscard]] connection_status status() const { return engine_->status(); }

    /// What brings the session back to how it was opened, except for the statements that this connection has prepared:
    /// role, settings, temporary tables, cursors, notifications, advisory locks, prepared statements of the user's. Empty
    /// if driver_options::reset_session is off.
    [[nodiscard]] std::string_view session_reset() const { return engine_->session_reset(); }

    /// Whether an idle connection's server is still there, as far as one can tell without a round trip:
    /// notices a session that was ended and a socket that was closed, not a host that vanished.
    [[nodiscard]] bool alive() { return engine_->alive(); }

    /// Statements that are not answered yet, those included whose callers have given up.
    [[nodiscard]] std::size_t in_flight() const { return engine_->in_flight(); }

    /// Whether a read that comes now would travel with others that are about to be sent.
    [[nodiscard]] bool about_to_send() const noexcept { return engine_->about_to_send(); }

    /// Ends the session. Never blocks. Statements under way fail with connection_lost.
    void close() noexcept { engine_->close(); }

private:
    std::shared_ptr<pipeline> engine_;
};

}  // namespace vinyl::postgres
