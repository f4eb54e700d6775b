// Bodies of the conversation with libpq.
#pragma once

#include <vinyl/postgres/bound_parameters.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/session.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <limits>

namespace vinyl::postgres {

VINYL_DECL session::session(connection_handle handle, const driver_options& options)
    : handle_(std::move(handle)), encoding_(PQclientEncoding(handle_.get())),
      keep_notices_(static_cast<bool>(options.on_notice)), statements_(options.statement_cache), process_(::getpid()) {
    PQsetNoticeReceiver(handle_.get(), &session::receive_notice, this);
    PQsetErrorVerbosity(handle_.get(), PQERRORS_DEFAULT);
    if (PQsetnonblocking(handle_.get(), 1) != 0 || PQenterPipelineMode(handle_.get()) != 1)
        throw connection_lost("libpq can not enter pipeline mode: " + message_of(handle_.get()));
}

// Runs inside libpq, possibly in the middle of parsing: it must neither throw through C nor call back.
VINYL_DECL void session::receive_notice(void* self, const PGresult* notice) noexcept {
    constexpr std::size_t most_kept = 1000;  // a flood of notices must not exhaust memory
    try {
        session& me = *static_cast<session*>(self);
        // A server that ends an idle session says so in a notice, and closes the socket only afterwards.
        const char* const severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
        const std::string_view how = severity != nullptr ? severity : "";
        if (how == "FATAL" || how == "PANIC") me.note_farewell(notice);
        else if (me.keep_notices_ && me.notices_.size() < most_kept) me.notices_.push_back(diagnostics_of(notice));
    } catch (...) {  // NOLINT(bugprone-empty-catch): a notice that does not fit into memory is not worth an error
    }
}

VINYL_DECL void session::check_text(const statement& checked) {
    if (checked.text.find('\0') != std::string::npos)
        throw usage_error(
            "vinyl: the text of a statement contains a NUL byte; the server would see only what is "
            "before it");
}

VINYL_HOT void session::check_parameters(const statement& checked) {
    constexpr std::size_t certainly_fits = 1U << 20U;
    std::size_t total = checked.text.size() + checked.parameters.size() * 256;
    for (const wire_value& value : checked.parameters) total += value.bytes.size();
    if (total > certainly_fits) check_sizes(checked);
}

VINYL_DECL void session::check_sizes(const statement& checked) {
    constexpr std::size_t most_parameters = 65'535;         // the protocol counts them in 16 bits
    constexpr std::size_t longest_value = (1U << 30U) - 1;  // the server's limit for one value
    constexpr std::size_t longest_message = std::numeric_limits<int>::max() - 1'000'000;

    if (checked.parameters.size() > most_parameters)
        throw usage_error("vinyl: a statement with " + std::to_string(checked.parameters.size()) +
                          " parameters; PostgreSQL takes at most 65535. Pass arrays (= ANY($1), unnest($1)) or split "
                          "the work.\n  statement: " +
                          checked.text.substr(0, 200));
    std::size_t total = checked.text.size();
    for (std::size_t i = 0; i < checked.parameters.size(); ++i) {
        const std::size_t size = checked.parameters[i].bytes.size();
        total += size + 16;
        if (size > longest_value || total > longest_message)
            throw usage_error("vinyl: parameter $" + std::to_string(i + 1) + " makes the statement too large (" +
                              std::to_string(size) +
                              " bytes); PostgreSQL takes values below 1 GiB and messages below "
                              "2 GiB.\n  statement: " +
                              checked.text.substr(0, 200));
    }
}

namespace detail {

VINYL_DECL std::vector<Oid> oids_of(const statement& typed) {
    std::vector<Oid> oids;
    oids.reserve(typed.parameters.size());
    for (const wire_value& value : typed.parameters) oids.push_back(value.oid);
    return oids;
}

}  // namespace detail

VINYL_HOT bool session::send_bound(const statement& sent, const prepared_statement* prepared) {
    constexpr int binary = 1;
    const bound_parameters bound(sent);
    if (prepared != nullptr) [[likely]]
        return PQsendQueryPrepared(handle_.get(), prepared->name.c_str(), bound.count(), bound.values(),
                                   bound.lengths(), bound.formats(), binary) == 1;
    return PQsendQueryParams(handle_.get(), sent.text.c_str(), bound.count(), detail::oids_of(sent).data(),
                             bound.values(), bound.lengths(), bound.formats(), binary) == 1;
}

VINYL_DECL bool session::enter_pipeline() {
    if (plain_ && PQenterPipelineMode(handle_.get()) == 1) plain_ = false;
    return !plain_;
}

VINYL_HOT bool session::may_send_alone(element& next) {
    if (keeps_prepared(next.what)) {
        next.prepared = statements_.find(next.what);
        if (!next.prepared) return false;
    } else {
        check_text(next.what);
    }
    if (!plain_ && PQexitPipelineMode(handle_.get()) != 1) return false;
    plain_ = true;
    return true;
}

VINYL_HOT bool session::send_alone(element& sent) {
    sent.parses = false;
    sent.answers_left = 1;
    return send_bound(sent.what, sent.prepared.get());
}

// Not prepared: beside its rows, what that would save is nothing. A statement without a name needs no server that remembers one,
// gets a plan for its values, and meets no plan that is out of date.
//
// Row by row, though libpq 17 can put several into one result: when an error comes it drops the rows that it has not given yet, which
// are to come before the error.
VINYL_DECL bool session::send_streamed(const statement& sent) {
    // Not in plain mode: libpq would forget only with the next statement of that mode that this one comes row by row, and so
    // would the first of a pipeline.
    if (!enter_pipeline() || !send_bound(sent, nullptr)) return false;
    static_cast<void>(PQsetSingleRowMode(handle_.get()));  // when libpq refuses, the rows come all at once
    static_cast<void>(send_sync());                        // if the socket failed, the next read says so
    return true;
}

VINYL_DECL bool session::send(element& sent) {
    sent.answers_left = 0;
    sent.parses = false;
    if (!keeps_prepared(sent.what)) {
        if (!send_bound(sent.what, nullptr)) return false;
        sent.answers_left = 1;
        return true;
    }
    sent.prepared = statements_.find(sent.what);
    if (!sent.prepared) {
        sent.prepared = statements_.add(sent.what);
        sent.parses = true;
        if (PQsendPrepare(handle_.get(), sent.prepared->name.c_str(), sent.what.text.c_str(),
                          static_cast<int>(sent.what.parameters.size()), detail::oids_of(sent.what).data()) != 1) {
            statements_.forget(sent.prepared);
            return false;
        }
        sent.answers_left = 1;
    }
    if (!send_bound(sent.what, sent.prepared.get())) return false;
    ++sent.answers_left;
    return true;
}

VINYL_DECL bool session::send_deallocate(const std::string& name) {
#ifdef LIBPQ_HAS_CLOSE_PREPARED
    return PQsendClosePrepared(handle_.get(), name.c_str()) == 1;
#else
    return PQsendQueryParams(handle_.get(), ("DEALLOCATE " + name).c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) ==
           1;
#endif
}

VINYL_DECL bool session::send_sync() {
#ifdef LIBPQ_HAS_SEND_PIPELINE_SYNC
    return PQsendPipelineSync(handle_.get()) == 1;  // does not write yet: all that wait go out in one system call
#else
    return PQpipelineSync(handle_.get()) == 1;
#endif
}

VINYL_DECL session::flow session::flush() {
    switch (PQflush(handle_.get())) {
        case 0: return flow::done;
        case 1: return flow::blocked;
        default: return flow::lost;
    }
}

VINYL_HOT session::item session::item_of(result_handle answer) const {
    // Without pipeline mode, libpq is through with a statement only when the Sync behind it has been
    // answered.
    if (!answer) return {plain_ && !lost() ? token::sync : token::end_of_answer};
    if (PQresultStatus(answer.get()) == PGRES_PIPELINE_SYNC) return {token::sync};
    return {token::answer, std::move(answer)};
}

VINYL_DECL session::item session::next_behind(row_batch& rows) {
    while (!rows.full()) {
        if (PQisBusy(handle_.get()) != 0) return {};
        result_handle answer(PQgetResult(handle_.get()));
        if (!answer || PQresultStatus(answer.get()) != PGRES_SINGLE_TUPLE) return item_of(std::move(answer));
        rows.add(std::move(answer));
    }
    return {};
}

VINYL_HOT session::item session::next() {
    // PQgetResult would block on a busy connection, so never without asking first.
    if (PQisBusy(handle_.get()) != 0) return {};
    return item_of(result_handle(PQgetResult(handle_.get())));
}

VINYL_DECL connection_status session::status() const noexcept {
    if (!handle_ || lost() || dying()) return connection_status::broken;
    // Somebody has changed client_encoding: text would be misread from now on, so nobody else may get the session.
    if (PQclientEncoding(handle_.get()) != encoding_) return connection_status::broken;
    switch (PQtransactionStatus(handle_.get())) {
        case PQTRANS_IDLE: return connection_status::idle;
        case PQTRANS_INTRANS: return connection_status::in_transaction;
        case PQTRANS_INERROR: return connection_status::failed_transaction;
        case PQTRANS_ACTIVE: return connection_status::busy;
        default: return connection_status::broken;
    }
}

VINYL_DECL diagnostics session::reason() const {
    if (!farewell_.message.empty()) return farewell_;
    diagnostics fields;
    fields.message = handle_ ? message_of(handle_.get()) : std::string("the connection is closed");
    if (fields.message.empty()) fields.message = "the server closed the connection";
    return fields;
}

// The socket of a session that the server has ended is readable, but libpq notices in two steps: the first
// read brings the server's last words, only the second the end of the stream.
VINYL_DECL bool session::probe() {
    for (int reads = 0; reads < 2; ++reads) {
        pollfd polled{socket(), POLLIN, 0};
        if (lost() || polled.fd < 0) return false;
        if (::poll(&polled, 1, 0) <= 0) return true;
        if (!consume()) return false;
        static_cast<void>(PQisBusy(handle_.get()));  // parses what was read
        while (PGnotify* const note = PQnotifies(handle_.get())) PQfreemem(note);
        if (dying()) return false;
    }
    return !lost();
}

// One statement, so that it is one round trip. DISCARD ALL would take the prepared statements of the cache along, and
// RESET ALL leaves the role.
VINYL_DECL std::string_view session::reset_text() const noexcept {
    constexpr std::string_view with_prepared =
        "DO $$ DECLARE prepared text; BEGIN SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; "
        "EXECUTE 'CLOSE ALL'; UNLISTEN *; PERFORM pg_catalog.pg_advisory_unlock_all(); DISCARD SEQUENCES; DISCARD "
        "TEMP; "
        "FOR prepared IN SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql LOOP "
        "EXECUTE 'DEALLOCATE ' || pg_catalog.quote_ident(prepared); END LOOP; END $$";
    constexpr std::string_view usual =
        "DO $$ BEGIN SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; "
        "EXECUTE 'CLOSE ALL'; UNLISTEN *; PERFORM pg_catalog.pg_advisory_unlock_all(); DISCARD SEQUENCES; DISCARD "
        "TEMP; "
        "END $$";
    return prepared_by_user_ ? with_prepared : usual;
}

VINYL_DECL bool session::inherited() const noexcept { return process_ != ::getpid(); }

VINYL_DECL void session::close() noexcept {
    if (!handle_) return;
    if (inherited() && socket() >= 0) {
        // PQfinish would send Terminate over the socket that we share with our parent, ending the parent's
        // session. It can not be told not to, but it can be made to talk to nobody.
        const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        if (nowhere >= 0) {
            ::dup2(nowhere, socket());
            ::close(nowhere);
        } else {
            ::close(socket());
        }
    }
    release().reset();
}

VINYL_DECL connection_handle session::release() noexcept {
    if (handle_) PQsetNoticeReceiver(handle_.get(), [](void*, const PGresult*) {}, nullptr);
    return std::move(handle_);
}

}  // namespace vinyl::postgres
