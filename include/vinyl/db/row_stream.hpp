// Rows that are read in parts, so that there are never all of them at once: from an alias to rows, in one of two ways.
//
// - The statement itself runs as long as its rows are read, over a connection that is leased for it alone. The cheapest way, and
//   one that every pooler knows, because nothing of it is left between two statements.
// - A cursor, declared in the transaction that the task is in, or in one of its own. Each part is a statement, so others may be
//   made in that transaction in between. No cursor WITH HOLD: the server would write the whole result to its disk before the
//   first row, and a pooler would hand the session to somebody else.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/db/acquire.hpp>
#include <vinyl/db/database.hpp>
#include <vinyl/db/driver.hpp>
#include <vinyl/db/execution.hpp>
#include <vinyl/db/lease.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/db/result.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/operation.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vinyl {

/// How the rows of iterator() are held meanwhile.
enum class streaming : unsigned char {
    automatic,  ///< By a cursor inside atomic, where other queries need the connection, too; else the statement keeps running.
    cursor  ///< By a cursor; outside of atomic in a transaction of its own.
};
inline constexpr streaming by_cursor = streaming::cursor;

namespace db {

class transaction;

/// One of the ways. See row_stream for the functions.
class row_reading {
public:
    row_reading() = default;
    row_reading(const row_reading&) = delete;
    row_reading& operator=(const row_reading&) = delete;
    virtual ~row_reading() = default;

    virtual void want(std::size_t rows) = 0;
    [[nodiscard]] virtual io::need step(io::runner& by) = 0;
    [[nodiscard]] virtual bool withdraw() noexcept = 0;
    [[nodiscard]] virtual result take() = 0;
};

/// An io::operation that is run again and again: want(), then step() to its end, then take(), and so on. Database errors name the alias;
/// query observers hear of each statement when it has ended, also if that was early.
///
/// It goes on in the mode, and in the execution context, that it began in. Destroyed before the end it gives its connection back: the statement is cancelled,
/// a transaction of its own undone. A cursor in a transaction of others is closed by a thread, and else when the next one is
/// declared there.
/// Thread safety: distinct objects: safe; shared objects: unsafe.
class row_stream {
public:
    /// Of the calling task: in the transaction that it has open on the alias, if any.
    /// Errors: usage_error if there is no such alias.
    row_stream(connection_registry& in, std::string_view alias, statement&& sent, streaming how);
    row_stream(const row_stream&) = delete;
    row_stream& operator=(const row_stream&) = delete;
    ~row_stream();

    /// How many rows may come from now on, in several parts. The last part may bring a few more.
    void want(std::size_t rows) { reading_->want(rows); }
    /// Errors: see db::execute(); besides usage_error outside of the block that it began in, in the other mode, in another
    /// execution context, and in a child process. After an error or a cancellation it can only be destroyed.
    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] bool withdraw() noexcept { return reading_->withdraw(); }
    /// What came, until the next step(); no rows at the end. Throws what it failed by.
    [[nodiscard]] result take() { return reading_->take(); }

private:
    std::unique_ptr<row_reading> reading_;
    std::uint32_t process_;
    std::optional<const void*> where_;  // the execution context; null: a thread
};

}  // namespace db
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/row_stream.ipp>
#endif
