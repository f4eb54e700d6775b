// The pipeline's queue: what is sent when, and which answer belongs to whom.
#pragma once

#include <vinyl/io/not_sent.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/pipeline.hpp>
#include <vinyl/postgres/pipeline.ipp>

#include <utility>

namespace vinyl::postgres {
namespace detail {

VINYL_DECL std::string_view field_of(const PGresult* error, int field) noexcept {
    const char* const text = PQresultErrorField(error, field);
    return text != nullptr ? std::string_view(text) : std::string_view();
}

VINYL_DECL bool is_fatal(const PGresult* error) noexcept {
    const std::string_view severity = field_of(error, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity == "FATAL" || severity == "PANIC";
}

VINYL_DECL std::string_view sqlstate_of(const PGresult* error) noexcept { return field_of(error, PG_DIAG_SQLSTATE); }

/// The error that the server answered with, as its class of the error tree.
VINYL_DECL std::exception_ptr error_of(const PGresult* error, const std::string& text) {
    diagnostics fields = diagnostics_of(error);
    fields.statement = text;
    if (is_fatal(error)) return std::make_exception_ptr(connection_lost(std::move(fields)));
    try {
        throw_database_error(std::move(fields));
    } catch (...) {
        return std::current_exception();
    }
}

/// Whether an error comes from the statement itself, not from inside a function that it had called: that would add a line
/// about the function. ("unnamed portal parameter $2", in the server's language, is about the statement.)
VINYL_DECL bool is_of_statement_itself(const PGresult* error) noexcept {
    const std::string_view context = field_of(error, PG_DIAG_CONTEXT);
    return context.empty() ||
           (context.find(" $") != std::string_view::npos && context.find('\n') == std::string_view::npos);
}

/// Whether a plan met the OID of a type that is no more: it was dropped, and perhaps made again. (What the server says of
/// this is never translated.)
VINYL_DECL bool misses_a_type(const PGresult* error) noexcept {
    const std::string_view code = sqlstate_of(error);
    if (code == "XX000") return field_of(error, PG_DIAG_MESSAGE_PRIMARY).starts_with("cache lookup failed for type ");
    return code == "42704" && field_of(error, PG_DIAG_SOURCE_FUNCTION) == "lookup_type_cache";
}

/// Whether a statement that had been prepared failed, without having done anything, because what is prepared under its
/// name is out of date or gone (a pooler, DISCARD ALL).
///
/// The server makes a new plan by itself when a table was changed, but says "cached plan must not change result type" if
/// the columns became others. It does not when a type was made anew, and meets the old one's OID: when it reads a
/// parameter, which is at Bind, or describes the columns of the plan's steps, which is before the first of them. (Which of
/// the two, its source tells.) Elsewhere it may be in the middle of the work, and only a read can be sent again.
VINYL_DECL bool is_stale(const PGresult* error, bool plain_read) noexcept {
    if (!is_of_statement_itself(error)) return false;
    const std::string_view function = field_of(error, PG_DIAG_SOURCE_FUNCTION);
    if (misses_a_type(error))
        return plain_read || function == "getTypeInputInfo" || function == "getTypeBinaryInputInfo" ||
               function == "TupleDescInitEntry";
    const std::string_view code = sqlstate_of(error);
    return code == "26000" || (code == "0A000" && function == "RevalidateCachedQuery");
}

}  // namespace detail

// ---- sending ----

VINYL_DECL void pipeline::send_waiting(completed_list& out) {
    while (!waiting_.empty() && !broken_) {
        // What libpq could not write yet stays in its memory, so nothing is added to it before it has gone.
        if (blocked_ || !retry_.empty()) return;
        // Before a cancel request has been taken and its victims have answered, it could hit what is sent now.
        if (hold_ && (cancelling_ || !sent_.empty())) return;
        hold_ = false;
        if (sent_.empty() && !session_.enter_pipeline()) return;  // something was wrong with the socket; reading tells
        if (session_.plain()) return;
        if (!options_.pipeline && !sent_.empty()) return;
        if (sent_.empty() && session_.statements().has_evicted()) send_deallocations();
        send_segment(out);
    }
}

/// Moves it to those that were sent, before it is: whatever fails then, it is known that the server may have it.
VINYL_HOT element& pipeline::next_to_send() {
    sent_.push_back(waiting_.front());
    waiting_.pop_front();
    element& next = *sent_.back();
    next.at = element::stage::sent;
    next.ends_segment = next.aborted = next.failed = false;
    return next;
}

VINYL_DECL void pipeline::send_segment(completed_list& out) {
    // Their own times count together, because the server says nothing before the Sync: a few, so that it is not silent
    // for too long.
    const std::size_t most_in_segment = waiting_.front()->own_time.count() > 0 ? 8 : 64;
    const auto may_share = [](const element& queued) { return queued.what.plain_read && !queued.alone; };
    const bool shared = options_.coalesce_reads && may_share(*waiting_.front());
    std::size_t count = 0;
    while (!waiting_.empty() && count < most_in_segment) {
        if (count > 0 && !(shared && may_share(*waiting_.front()))) break;
        element& next = next_to_send();
        if (!session_.send(next)) {
            diagnostics why;
            why.message = "libpq can not send the statement: " + message_of(session_.native());
            why.statement = next.what.text;
            next.error = std::make_exception_ptr(operational_error(std::move(why)));
            if (next.answers_left == 0) {
                out.add(std::move(sent_.back()));
                sent_.pop_back();
                continue;
            }
        }
        ++count;
    }
    if (count == 0) return;
    sent_.back()->ends_segment = true;
    if (sent_.size() == count) begin_turn();
    if (session_.send_sync() && push()) return;
    // The socket failed. What arrived before that may still answer some, so the next read decides.
    if (!session_.consume()) {
        harvest(out);
        lose(session_.reason(), out);
    }
}

/// Ends the lives of evicted statements, in a segment that nobody waits for.
VINYL_DECL void pipeline::send_deallocations() {
    const connection_status now = session_.status();
    if (now != connection_status::idle && now != connection_status::in_transaction) return;
    std::size_t count = 0;
    for (const std::string& name : session_.statements().take_evicted()) {
        if (!session_.send_deallocate(name)) break;
        auto nobody = std::make_shared<element>(statement{}, io::deadline::after(options_.drain_limit));
        note_deadline(nobody->until);
        nobody->at = element::stage::sent;
        nobody->abandoned = true;
        nobody->answers_left = 1;
        sent_.push_back(std::move(nobody));
        ++count;
    }
    if (count == 0) return;
    sent_.back()->ends_segment = true;
    static_cast<void>(session_.send_sync());
}

// ---- receiving ----

VINYL_DECL void pipeline::harvest(completed_list& out) {
    constexpr int most_silence = 4;  // a healthy server's answers are at most one NULL apart
    while (!sent_.empty() && !broken_) {
        session::item item = streamed_ == nullptr ? session_.next() : session_.next_behind(*streamed_->rows);
        switch (item.kind) {
            case session::token::nothing: return;
            case session::token::answer:
                silence_ = 0;
                take_answer(std::move(item.answer), out);
                break;
            case session::token::sync:
                silence_ = 0;
                if (session_.plain()) {
                    answering_ = 1;
                    awaiting_sync_ = true;
                }
                complete_segment(out);
                break;
            case session::token::end_of_answer:
                if (++silence_ > most_silence) {
                    // libpq says NULL for ever when it has lost track of what was sent.
                    if (!session_.lost()) session_.note_desync();
                    return lose(session_.reason(), out);
                }
                if (awaiting_sync_) break;
                element& current = *sent_[answering_];
                if (current.answers_left > 0) --current.answers_left;
                if (current.answers_left > 0) break;
                awaiting_sync_ = current.ends_segment;
                ++answering_;
                break;
        }
    }
    if (sent_.empty() && !retry_.empty() && !broken_) decide_retries(out);
}

VINYL_HOT void pipeline::take_answer(result_handle answer, completed_list& out) {
    const ExecStatusType status = PQresultStatus(answer.get());
    const bool error = status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR;
    if (error && detail::is_fatal(answer.get())) session_.note_farewell(answer.get());

    if (awaiting_sync_) {
        // After the answers, before the Sync: a deferred constraint or a serialization failure at the
        // implicit commit. Statements that share the segment are reads, which are simply sent again.
        element& last = *sent_[answering_ - 1];
        const bool single = answering_ == 1 || sent_[answering_ - 2]->ends_segment;
        if (error && single) {
            last.answer = std::move(answer);
            last.failed = true;
        } else if (error) {
            for (std::size_t i = 0; i < answering_; ++i) sent_[i]->aborted = !sent_[i]->failed;
        }
        return;
    }
    element& current = *sent_[answering_];
    const bool of_parse = current.parses && current.answers_left == 2;
    switch (status) {
        case PGRES_PIPELINE_ABORTED:
            if (!current.failed) current.aborted = true;
            break;
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH: {
            // There is no way to end it in pipeline mode: libpq would return this result for ever.
            diagnostics why;
            why.message = "COPY can not be run by execute(), and it leaves the connection unusable";
            why.statement = current.what.text;
            current.error = std::make_exception_ptr(programming_error(why));
            return lose(why, out);
        }
        default:
            if (error) {
                current.failed = true;
                current.answer = std::move(answer);
            } else if (status != PGRES_COMMAND_OK && PQntuples(answer.get()) > 0 && streamed_ == &current) {
                current.rows->add(std::move(answer));
            } else if (of_parse) {
                session_.statements().confirm(*current.prepared);
            } else if (!current.abandoned) {
                current.answer = std::move(answer);
            }
    }
}

VINYL_HOT void pipeline::complete_segment(completed_list& out) {
    if (!awaiting_sync_) {
        session_.note_desync();
        return lose(session_.reason(), out);
    }
    for (std::ptrdiff_t again = 0; answering_ > 0; --answering_) {
        settle(sent_.front(), again, out);
        sent_.pop_front();
    }
    awaiting_sync_ = false;
    next_turn();
    cancel_abandoned();
    if (sent_.empty() && waiting_.empty() && retry_.empty())
        earliest_ = cancelling_ ? cancel_until_ : io::deadline::never();
}

/// Lets go of an element that has been answered. `again` counts those of the segment that wait once more, at the front.
VINYL_HOT void pipeline::settle(std::shared_ptr<element>& answered, std::ptrdiff_t& again, completed_list& out) {
    element& settled = *answered;
    review_cache(settled);
    if (settled.abandoned) {
        settled.at = element::stage::completed;
        return;
    }
    if (settled.error) return out.add(std::move(answered));
    if (settled.aborted) {
        // Skipped because of a failure in front of it, or undone with it. It was a read, so it may run again;
        // alone.
        settled.at = element::stage::waiting;
        settled.alone = true;
        settled.halt();
        settled.answer.reset();
        waiting_.insert(waiting_.begin() + again++, answered);
        return;
    }
    if (!settled.failed) return out.add(std::move(answered));
    if (!settled.parses && settled.prepared && !settled.retried &&
        detail::is_stale(settled.answer.get(), settled.what.plain_read)) {
        retry_.push_back(answered);
        settled.at = element::stage::waiting;
        settled.halt();
        return;
    }
    settled.error = detail::error_of(settled.answer.get(), settled.what.text);
    out.add(std::move(answered));
}

/// Keeps the statement cache true: what the server refused or forgot must not be used again.
VINYL_HOT void pipeline::review_cache(const element& answered) {
    statement_cache& cache = session_.statements();
    if (answered.prepared) {
        if (answered.parses && !answered.prepared->confirmed) cache.forget(answered.prepared);
        else if (answered.failed) {
            // A value that does not fit, a constraint, a conflict, a cancel or a failed transaction says
            // nothing against the plan; anything else may.
            const std::string_view group = detail::sqlstate_of(answered.answer.get()).substr(0, 2);
            const bool harmless = group == "22" || group == "23" || group == "40" || group == "57" || group == "25" ||
                                  group == "53" || group == "55" || group == "P0";
            if (!harmless) {
                if (detail::sqlstate_of(answered.answer.get()) == "26000") answered.prepared->confirmed = false;
                cache.forget(answered.prepared);
                // others have met that type, too, and a transaction would fail with each
                if (detail::misses_a_type(answered.answer.get())) cache.forget_all();
            }
        }
    }
    if (answered.answer && !answered.failed && PQresultStatus(answered.answer.get()) == PGRES_COMMAND_OK) {
        const std::string_view tag = PQcmdStatus(answered.answer.get());
        if (tag == "DISCARD ALL" || tag == "DEALLOCATE ALL") cache.clear();
        else if (tag == "PREPARE") session_.note_prepared_by_user();
    }
}

/// The connection is quiet, so libpq knows whether a transaction is open. Outside of one, a statement that
/// met a stale plan has done nothing and goes again with a fresh one, once. Inside, the transaction has
/// failed with it.
VINYL_DECL void pipeline::decide_retries(completed_list& out) {
    const bool may_retry = session_.status() == connection_status::idle;
    while (!retry_.empty()) {
        std::shared_ptr<element>& stale = retry_.back();
        if (may_retry) {
            waiting_.push_front(stale);
            stale->retried = true;
            stale->failed = false;
            stale->prepared.reset();
            stale->answer.reset();
        } else {
            stale->error = detail::error_of(stale->answer.get(), stale->what.text);
            out.add(std::move(stale));
        }
        retry_.pop_back();
    }
}

VINYL_DECL void pipeline::lose(const diagnostics& reason, completed_list& out) {
    broken_ = true;
    blocked_ = false;
    awaiting_sync_ = false;
    answering_ = 0;
    earliest_ = io::deadline::never();
    try {
        broken_by_ = reason;
        broken_by_.statement.clear();
    } catch (...) {  // NOLINT(bugprone-empty-catch): no memory for the reason
    }

    const auto told = [&](const element& lost, const char* hint) {
        diagnostics fields = broken_by_;
        fields.hint = hint;
        fields.statement = lost.what.text;
        return fields;
    };
    const auto fail_all = [&](std::deque<std::shared_ptr<element>>& queue, const auto& error_of_lost) {
        for (; !queue.empty(); queue.pop_front()) {
            element& lost = *queue.front();
            if (lost.abandoned) continue;
            try {
                if (!lost.error) lost.error = error_of_lost(lost);
            } catch (...) {  // no memory for that error; this one it is, then
                lost.error = std::current_exception();
            }
            out.add(std::move(queue.front()));
        }
    };
    fail_all(sent_, [&](const element& lost) {
        // An error that the server had reported is certain; a success before its Sync is not.
        if (lost.failed && !detail::sqlstate_of(lost.answer.get()).empty())
            return detail::error_of(lost.answer.get(), lost.what.text);
        return std::make_exception_ptr(connection_lost(
            told(lost, "the statement had been sent, so it may have taken effect; look before sending it again")));
    });
    fail_all(retry_, [](const element& lost) { return detail::error_of(lost.answer.get(), lost.what.text); });
    fail_all(waiting_, [&](const element& lost) {
        return std::make_exception_ptr(
            not_sent(told(lost, "the statement was not sent, so it can be sent again elsewhere")));
    });
}

}  // namespace vinyl::postgres
