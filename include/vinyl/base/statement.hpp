// What travels to a database: one SQL text and its parameters, already in binary form. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace vinyl {

/// One value in PostgreSQL's binary form: the type's OID (0: the server infers it) and the bytes, or NULL.
struct wire_value {
    std::uint32_t oid = 0;
    bool null = false;
    std::string bytes;

    bool operator==(const wire_value&) const = default;
};

/// One SQL statement. The text never depends on a value; values are `$1`, `$2`, ... in `parameters`.
struct statement {
    statement() = default;
    // No aggregate, whose temporaries g++ 12 miscompiles beside co_await.
    explicit statement(std::string sql, std::vector<wire_value> values = {})
        : text(std::move(sql)), parameters(std::move(values)) {}

    std::string text;
    std::vector<wire_value> parameters;
    /// A SELECT that vinyl made itself, without locks or user SQL: it has no effects, so a driver may share work.
    bool plain_read = false;
    /// It leaves the session as it found it: no SET, no temporary table, no LISTEN, no advisory lock, no BEGIN, and nothing
    /// that calls such. vinyl's own statements say so. Those that do not have a connection to themselves, and its session
    /// is brought back to how it was opened before somebody else gets it.
    bool keeps_session = false;
    /// It locks the rows that it reads until the transaction ends, so without one it is of no use: it is not sent then.
    bool locks_rows = false;
    /// Sent once, or about something that is another thing the next time: a driver shall not keep it prepared.
    bool unprepared = false;
};

}  // namespace vinyl
