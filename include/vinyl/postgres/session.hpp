// The conversation over one PGconn: the only file that sends and receives through libpq. It knows neither
// callers nor waiting.
//
// libpq's pipeline mode is needed as soon as two statements may be under way, and costs some work for each. A
// statement that is alone is cheaper in libpq's plain mode, which means the same: a Sync follows it, and its
// end is the answer to that Sync. Changing between the two sends nothing, but is possible only while nothing
// is under way.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/error.hpp>
#include <vinyl/io/connection_status.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/element.hpp>
#include <vinyl/postgres/handles.hpp>
#include <vinyl/postgres/driver_options.hpp>
#include <vinyl/postgres/row_batch.hpp>
#include <vinyl/postgres/statement_cache.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vinyl::postgres {

/// Owns the connection to the server. Thread safety: none; the connection's lock guards it. No function
/// blocks.
class session {
public:
    /// @pre the handle is connected
    session(connection_handle handle, const driver_options& options);
    session(const session&) = delete;
    session& operator=(const session&) = delete;
    ~session() { close(); }

    // ---- sending ----

    /// Throws usage_error if the statement can not be put into the protocol at all: more than 65,535 parameters, a
    /// parameter or all of them together too large for a message.
    static void check_parameters(const statement& checked);
    /// The same for a NUL byte in its text. What is prepared has been checked.
    static void check_text(const statement& checked);

    /// Queues Parse, if the statement is not prepared yet, and Bind, Describe, Execute; notes in the element
    /// what answers will come. False when libpq can not; then nothing was queued, unless answers_left says
    /// otherwise.
    [[nodiscard]] bool send(element& sent);
    /// Whether a statement needs no Parse of its own and libpq is ready for it, so that send_alone() can send it.
    /// @pre nothing is under way
    [[nodiscard]] bool may_send_alone(element& next);
    /// Sends it with its Sync. False when libpq can not; then nothing was sent. @pre may_send_alone()
    [[nodiscard]] bool send_alone(element& sent);
    /// Sends a statement with its Sync, whose rows come as they arrive, one by one.
    /// False when libpq can not; then nothing was sent. @pre nothing is under way
    [[nodiscard]] bool send_streamed(const statement& sent);
    /// Whether a statement sent by send_alone() is under way or was the last: no other can join it.
    [[nodiscard]] bool plain() const noexcept { return plain_; }
    /// Makes ready for send(). False if libpq is not. @pre nothing is under way
    [[nodiscard]] bool enter_pipeline();
    /// Queues the end of a prepared statement's life.
    [[nodiscard]] bool send_deallocate(const std::string& name);
    /// Ends a segment: what was queued since the last one succeeds or fails together, apart from all others.
    [[nodiscard]] bool send_sync();

    enum class flow { done, blocked, lost };
    /// Writes what is queued. `blocked`: to be called again when the socket can be written.
    [[nodiscard]] flow flush();

    // ---- receiving ----

    /// Reads what has arrived. False: the connection is gone (what had arrived before is still to be taken).
    [[nodiscard]] bool consume() { return PQconsumeInput(handle_.get()) == 1; }

    enum class token { nothing, answer, end_of_answer, sync };
    struct item {
        token kind = token::nothing;
        result_handle answer{};
    };
    /// The next thing that the server said, without waiting. After a lost connection, `end_of_answer` for
    /// ever.
    [[nodiscard]] item next();
    /// The same of a statement sent by send_streamed(), whose rows go into the batch. Nothing also when that is full.
    [[nodiscard]] item next_behind(row_batch& rows);

    // ---- state ----

    [[nodiscard]] connection_status status() const noexcept;
    [[nodiscard]] bool lost() const noexcept { return PQstatus(handle_.get()) != CONNECTION_OK; }
    /// Whether this process was forked off from the one that the session belongs to.
    [[nodiscard]] bool inherited() const noexcept;
    [[nodiscard]] int socket() const noexcept { return PQsocket(handle_.get()); }
    [[nodiscard]] PGconn* native() const noexcept { return handle_.get(); }

    /// Whether what arrived says that the server is going away, though the socket may still be open.
    [[nodiscard]] bool dying() const noexcept { return dying_; }
    /// Remembers an error that ends the session (severity FATAL).
    void note_farewell(const PGresult* fatal) {
        dying_ = true;
        farewell_ = diagnostics_of(fatal);
    }
    /// The server's answers are not those to what was asked.
    void note_desync() {
        dying_ = true;
        farewell_.message = "the server's answers do not match the statements sent";
    }
    /// Why the connection is gone: the server's own last words, else libpq's.
    [[nodiscard]] diagnostics reason() const;

    /// The user has prepared a statement by SQL, whose name must not meet the next one's.
    void note_prepared_by_user() noexcept { prepared_by_user_ = true; }
    /// See connection::session_reset().
    [[nodiscard]] std::string_view reset_text() const noexcept;

    /// Finds out without a round trip whether an idle connection's server is gone.
    [[nodiscard]] bool probe();

    [[nodiscard]] statement_cache& statements() noexcept { return statements_; }
    [[nodiscard]] std::vector<diagnostics> take_notices() noexcept { return std::exchange(notices_, {}); }
    [[nodiscard]] bool has_notices() const noexcept { return !notices_.empty(); }

    /// Says goodbye to the server and frees everything. In a process that was forked off it says nothing,
    /// because the session is its parent's.
    void close() noexcept;
    /// Hands the connection over to somebody who only has to end it; the session is as closed.
    [[nodiscard]] connection_handle release() noexcept;

private:
    static void check_sizes(const statement& checked);
    static void receive_notice(void* self, const PGresult* notice) noexcept;
    [[nodiscard]] item item_of(result_handle answer) const;
    [[nodiscard]] bool keeps_prepared(const statement& sent) const noexcept {
        return statements_.enabled() && !sent.unprepared;
    }
    [[nodiscard]] bool send_bound(const statement& sent, const prepared_statement* prepared);

    connection_handle handle_;
    int encoding_;
    bool plain_ = false;
    bool dying_ = false;
    bool prepared_by_user_ = false;
    bool keep_notices_;
    std::vector<diagnostics> notices_;
    statement_cache statements_;
    diagnostics farewell_;
    long process_;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/session.ipp>
#endif
