// The two ways of reading rows in parts.
#pragma once

#include <vinyl/db/alias_in_errors.hpp>
#include <vinyl/db/row_stream.hpp>
#include <vinyl/db/transaction.hpp>
#include <vinyl/dual/executors.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

#include <exception>
#include <string>
#include <utility>

namespace vinyl::db {

// ---- the statement itself ----

class statement_reading final : public row_reading {
public:
    statement_reading(std::shared_ptr<database> in, statement&& sent)
        : in_(std::move(in)), sent_(std::move(sent)), leasing_(in_, lease_kind::exclusive) {}
    VINYL_DECL ~statement_reading() override;

    VINYL_DECL void want(std::size_t rows) override;
    [[nodiscard]] VINYL_DECL io::need step(io::runner& by) override;
    [[nodiscard]] VINYL_DECL bool withdraw() noexcept override;
    [[nodiscard]] VINYL_DECL result take() override;

private:
    void start();
    void end(const std::exception_ptr& why) noexcept;
    [[noreturn]] void fail(std::exception_ptr why);

    const std::shared_ptr<database> in_;
    statement sent_;
    acquisition leasing_;
    std::size_t wanted_ = 1;
    lease link_;
    std::optional<query_timer> timer_;
    std::unique_ptr<any_stream> stream_;
};

VINYL_DECL statement_reading::~statement_reading() {
    if (stream_) end(nullptr);
}

VINYL_DECL void statement_reading::want(std::size_t rows) {
    wanted_ = rows;
    if (stream_) stream_->want(rows, in_->statement_deadline());
}

VINYL_DECL io::need statement_reading::step(io::runner& by) {
    if (!link_) {
        const io::need next = leasing_.step(by);
        if (!next.is_nothing()) return next;
        link_ = leasing_.take();
    }
    std::exception_ptr failure;
    try {
        if (!stream_) start();
        return stream_->step(by);
    } catch (...) {
        failure = std::current_exception();
    }
    fail(std::move(failure));
}

VINYL_DECL void statement_reading::start() {
    link_.note(sent_);
    if (queries_are_observed()) timer_.emplace(in_->alias(), sent_);
    stream_ = link_->stream(std::move(sent_));
    want(wanted_);
}

VINYL_DECL bool statement_reading::withdraw() noexcept { return stream_ && stream_->withdraw(); }

VINYL_DECL result statement_reading::take() {
    std::exception_ptr failure;
    try {
        result rows = stream_->take();
        if (rows.empty()) end(nullptr);
        return rows;
    } catch (...) {
        failure = std::current_exception();
    }
    fail(std::move(failure));
}

VINYL_DECL void statement_reading::end(const std::exception_ptr& why) noexcept {
    stream_.reset();
    link_.release();  // observers may make queries
    if (timer_) timer_->finish(why);
    timer_.reset();
}

VINYL_DECL void statement_reading::fail(std::exception_ptr why) {
    end(why);
    rethrow_with_alias(std::move(why), in_->alias());
}

// ---- a cursor ----

class cursor_reading final : public row_reading {
public:
    /// @param block  null: it makes one of its own
    cursor_reading(std::shared_ptr<database> in, std::shared_ptr<transaction> block, statement&& declared)
        : in_(std::move(in)), block_(std::move(block)), declared_(std::move(declared)), own_(block_ == nullptr) {}
    VINYL_DECL ~cursor_reading() override;

    VINYL_DECL void want(std::size_t rows) override;
    [[nodiscard]] VINYL_DECL io::need step(io::runner& by) override;
    [[nodiscard]] VINYL_DECL bool withdraw() noexcept override;
    [[nodiscard]] VINYL_DECL result take() override;

private:
    enum class stage : unsigned char {
        begun,
        beginning,
        declaring,
        ready,  ///< To fetch.
        fetching,
        has_rows,
        complete,  ///< There are no more.
        closing,
        committing,
        ended
    };

    [[nodiscard]] std::shared_ptr<transaction> block_of_caller(io::runner& by) const;
    void go_on(io::runner& by);
    void declare();
    void say(std::string text, io::runner& by);
    void note_answer();
    [[nodiscard]] io::need step_on(io::runner& by);

    const std::shared_ptr<database> in_;
    std::shared_ptr<transaction> block_;  // that it was declared in
    statement declared_;
    const bool own_;
    bool in_thread_ = false;
    bool open_ = false;
    bool last_ = false;  // no rows behind those that have come
    stage at_ = stage::begun;
    std::size_t wanted_ = 1;
    std::string name_;
    std::optional<dual<void>> block_work_;
    std::optional<execution> said_;
    result rows_;
};

VINYL_DECL cursor_reading::~cursor_reading() {
    said_.reset();
    block_work_.reset();
    if (own_) {
        if (block_) block_->abandon();
    } else if (open_) {
        if (in_thread_) block_->close_cursor(name_);
        else block_->leave_cursor(std::move(name_));
    }
}

VINYL_DECL void cursor_reading::want(std::size_t rows) { wanted_ = rows; }

/// What it reads leaves nothing behind that the end of its own transaction could keep or undo: there the connection breaks like
/// anywhere else.
VINYL_DECL io::need cursor_reading::step(io::runner& by) {
    diagnostics lost;
    try {
        return step_on(by);
    } catch (const commit_unknown& unknown) {
        if (at_ != stage::committing) throw;
        if (!by.is_thread()) by.frame().task->throw_if_cancelled();  // which is not news
        lost = unknown.fields();
    }
    lost.hint = "it was after the last row, at the end of the transaction that iterator() had made for its cursor";
    throw connection_lost(std::move(lost));
}

VINYL_DECL io::need cursor_reading::step_on(io::runner& by) {
    in_thread_ = by.is_thread();
    for (;;) {
        if (said_) {
            const io::need next = said_->step(by);
            if (!next.is_nothing()) return next;
            note_answer();
        } else if (block_work_) {
            const io::need next = by.await(*block_work_);
            if (!next.is_nothing()) return next;
            io::runner::result_of(*block_work_);
            block_work_.reset();
            if (at_ == stage::committing) at_ = stage::ended;
        } else {
            go_on(by);
        }
        if (at_ == stage::has_rows || at_ == stage::ended) return io::need::nothing();
    }
}

/// Begins what comes next.
VINYL_DECL void cursor_reading::go_on(io::runner& by) {
    switch (at_) {
        case stage::begun:
            if (!own_) {
                const std::string left = block_->take_left_cursor();
                return left.empty() ? declare() : say("CLOSE " + left, by);
            }
            at_ = stage::beginning;
            block_ = std::make_shared<transaction>(in_, transaction_options());
            block_work_.emplace(block_->begin());
            return;
        case stage::beginning: return declare();
        case stage::ready: at_ = stage::fetching; return say("FETCH " + std::to_string(wanted_) + " FROM " + name_, by);
        case stage::complete:
            if (own_) {
                at_ = stage::committing;  // which closes the cursor
                block_work_.emplace(block_->commit());
                return;
            }
            at_ = stage::closing;
            return say("CLOSE " + name_, by);
        case stage::declaring:
        case stage::fetching:
        case stage::has_rows:
        case stage::closing:
        case stage::committing:
        case stage::ended: at_ = stage::ended;
    }
}

VINYL_DECL void cursor_reading::declare() {
    at_ = stage::declaring;
    name_ = block_->name_cursor();
    declared_.text.insert(0, "DECLARE " + name_ + " NO SCROLL CURSOR FOR ");
    declared_.plain_read = false;
    declared_.unprepared = true;
    said_.emplace(block_, std::move(declared_), false);
}

/// Not prepared, because the same words mean other columns when another cursor gets the name.
VINYL_DECL void cursor_reading::say(std::string text, io::runner& by) {
    statement said(std::move(text));
    said.keeps_session = true;
    said.unprepared = true;
    said_.emplace(block_of_caller(by), std::move(said), false);
}

VINYL_DECL void cursor_reading::note_answer() {
    result answer = said_->take();
    const std::shared_ptr<transaction> sent_in = said_->block();
    said_.reset();
    if (at_ == stage::begun) return;  // it was about another cursor
    if (at_ == stage::declaring) {
        block_ = sent_in;
        open_ = true;
        at_ = stage::ready;
    } else if (at_ == stage::closing) {
        open_ = false;
        at_ = stage::ended;
    } else if (answer.empty()) {
        at_ = stage::complete;
    } else {
        last_ = answer.rows() < wanted_;
        rows_ = std::move(answer);
        at_ = stage::has_rows;
    }
}

VINYL_DECL result cursor_reading::take() {
    if (at_ == stage::has_rows) at_ = last_ ? stage::complete : stage::ready;
    return std::move(rows_);
}

VINYL_DECL bool cursor_reading::withdraw() noexcept { return said_ && said_->withdraw(); }

/// The innermost block of the task, which may be inside the one that the cursor was declared in.
VINYL_DECL std::shared_ptr<transaction> cursor_reading::block_of_caller(io::runner& by) const {
    if (own_) return block_;
    std::shared_ptr<transaction> now = transaction::current(*in_);
    if (now && !by.is_thread())  // what was made before a block, and is awaited inside, belongs to that
        while (std::shared_ptr<transaction> inner = now->open_inner_block(by.frame())) now = std::move(inner);
    if (!block_->has_ended())
        for (const transaction* at = now.get(); at != nullptr; at = at->outer_.get())
            if (at == block_.get()) return now;
    throw usage_error(
        "vinyl: iterator() was begun inside an atomic block on '" + in_->alias() +
        "' and went on outside of it: its rows stand in a cursor, which ends with the block; read them to "
        "the end inside, or begin outside");
}

// ---- either ----

VINYL_DECL row_stream::row_stream(connection_registry& in, std::string_view alias, statement&& sent, streaming how)
    : process_(detail::process_number()) {
    std::shared_ptr<database> from = in.database(alias);
    std::shared_ptr<transaction> block = transaction::current(*from);
    if (sent.locks_rows && !block) detail::throw_locks_nothing(alias);
    if (block || how == streaming::cursor || !from->source().can_stream())
        reading_ = std::make_unique<cursor_reading>(std::move(from), std::move(block), std::move(sent));
    else reading_ = std::make_unique<statement_reading>(std::move(from), std::move(sent));
}

VINYL_DECL row_stream::~row_stream() {
    // Leaked on purpose in a child: the session is its parent's, and to end anything would be a word to the server.
    if (process_ != detail::process_number()) static_cast<void>(reading_.release());
}

VINYL_DECL io::need row_stream::step(io::runner& by) {
    if (process_ != detail::process_number())
        throw usage_error(
            "vinyl: this process was forked off in the middle of an iterator(), whose connection belongs to the parent "
            "process; begin a new one here");
    const void* here = nullptr;
    if (!by.is_thread())
        here = &boost::asio::query(vinyl::detail::without_context(by.executor()), boost::asio::execution::context);
    if (!where_) where_ = here;
    if ((*where_ == nullptr) != (here == nullptr))
        throw usage_error(
            "vinyl: an iterator() was begun in one mode and went on in the other; read it to the end in one");
    if (*where_ != here)
        throw usage_error(
            "vinyl: an iterator() was begun in one execution context and went on in another, where its connection can "
            "not be used; read it to the end in one");
    return reading_->step(by);
}

}  // namespace vinyl::db
