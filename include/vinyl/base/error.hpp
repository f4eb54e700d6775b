// The error tree. Everything vinyl throws derives from vinyl::error; what the database said is a database_error
// that is classified by SQLSTATE alone, never by the words of a message.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
#pragma once

#include <vinyl/base/config.hpp>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

namespace vinyl {

/// Root of everything that vinyl throws. It has no base, so that each class below can also be what others expect: all are
/// a std::runtime_error, and a cancellation is Asio's system_error, too. Made and thrown are the classes below only.
class error {
public:
    virtual ~error() = default;
    [[nodiscard]] virtual const char* what() const noexcept = 0;
    /// The same as a std::exception, for functions that take one.
    // NOLINTNEXTLINE(google-explicit-constructor)
    virtual operator const std::exception&() const noexcept = 0;

protected:
    error() = default;
    error(const error&) = default;
    error& operator=(const error&) = default;
};

namespace detail {

/// A vinyl::error that is an exception of that kind, too.
template <class Exception>
class error_as : public error, public Exception {
public:
    using Exception::Exception;
    [[nodiscard]] const char* what() const noexcept override { return Exception::what(); }

private:
    operator const std::exception&() const noexcept override { return *this; }
};

}  // namespace detail

/// The program uses the library in a way that can not work (a missing alias, an unsaved object in a relation, ...).
class usage_error : public detail::error_as<std::runtime_error> {
public:
    using error_as::error_as;
};

/// get() found no row.
class does_not_exist : public detail::error_as<std::runtime_error> {
public:
    using error_as::error_as;
};

/// get() found more than one row.
class multiple_objects_returned : public detail::error_as<std::runtime_error> {
public:
    using error_as::error_as;
};

/// A result that was made in async mode was read as a plain value before it was awaited.
class not_awaited : public usage_error {
public:
    using usage_error::usage_error;
};

/// The operating system refused what the library needs: a socket, a process, randomness.
class os_error : public detail::error_as<std::runtime_error> {
public:
    using error_as::error_as;
};

/// A related object was used that had not been loaded.
class not_loaded : public usage_error {
public:
    using usage_error::usage_error;
};

/// What the server reports with an error (the PG_DIAG fields), and the statement it was about.
/// https://www.postgresql.org/docs/current/protocol-error-fields.html
struct diagnostics {
    std::string severity, sqlstate, message, detail, hint, context, schema, table, column, data_type, constraint;
    std::string position, internal_position, internal_query, source_file, source_line, source_function;
    std::string statement;  ///< The SQL text; parameters are never kept.
    std::string alias;      ///< The connection alias, when known.
};

/// An error that the database, or the connection to it, reported. `what()` shows the SQLSTATE, the primary message and
/// the statement; detail() may hold row values, so it is there on request only.
/// Thread safety: copies share one immutable record; any thread may read it.
class database_error : public detail::error_as<std::runtime_error> {
public:
    explicit database_error(diagnostics fields);
    explicit database_error(const std::string& message, std::string sqlstate = {});

    [[nodiscard]] const std::string& sqlstate() const noexcept { return fields_->sqlstate; }
    [[nodiscard]] const std::string& message() const noexcept { return fields_->message; }
    [[nodiscard]] const std::string& detail() const noexcept { return fields_->detail; }
    [[nodiscard]] const std::string& hint() const noexcept { return fields_->hint; }
    [[nodiscard]] const std::string& constraint() const noexcept { return fields_->constraint; }
    [[nodiscard]] const std::string& schema() const noexcept { return fields_->schema; }
    [[nodiscard]] const std::string& table() const noexcept { return fields_->table; }
    [[nodiscard]] const std::string& column() const noexcept { return fields_->column; }
    [[nodiscard]] const std::string& statement() const noexcept { return fields_->statement; }
    [[nodiscard]] const diagnostics& fields() const noexcept { return *fields_; }

private:
    std::shared_ptr<const diagnostics> fields_;
};

// clang-format off
class integrity_error        : public database_error   { public: using database_error::database_error; };      // 23
class unique_violation       : public integrity_error  { public: using integrity_error::integrity_error; };    // 23505
class foreign_key_violation  : public integrity_error  { public: using integrity_error::integrity_error; };    // 23503, 23001
class not_null_violation     : public integrity_error  { public: using integrity_error::integrity_error; };    // 23502
class check_violation        : public integrity_error  { public: using integrity_error::integrity_error; };    // 23514
class data_error             : public database_error   { public: using database_error::database_error; };      // 22, or undecodable
class programming_error      : public database_error   { public: using database_error::database_error; };      // 42, ...
class operational_error      : public database_error   { public: using database_error::database_error; };      // 08, 53, 57, 58, ...
class connection_lost        : public operational_error { public: using operational_error::operational_error; };
class timeout                : public operational_error { public: using operational_error::operational_error; };
class serialization_failure  : public operational_error { public: using operational_error::operational_error; };  // 40001
class deadlock_detected      : public operational_error { public: using operational_error::operational_error; };  // 40P01
class pool_timeout           : public operational_error { public: using operational_error::operational_error; };
class commit_unknown         : public operational_error { public: using operational_error::operational_error; };
// clang-format on

/// Throws the class of the tree that belongs to the SQLSTATE in `fields`.
[[noreturn]] void throw_database_error(diagnostics fields);

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/base/error.ipp>
#endif
