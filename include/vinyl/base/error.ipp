// Bodies of the error tree: the text of what() and the way from SQLSTATE to class.
#pragma once

#include <vinyl/base/new_shared.hpp>
#include <vinyl/base/error.hpp>

#include <string_view>
#include <utility>

namespace vinyl {
namespace detail {

/// What to look at when the database does not have what a model says.
inline std::string_view advice_on(std::string_view sqlstate) {
    if (sqlstate == "42P01")
        return "a model's table is called after the struct unless table(\"...\") in its meta says otherwise, and "
               "in_schema(\"...\") names its schema; vinyl::schema::check compares models with the database";
    if (sqlstate == "42703")
        return "a member's column is called after the member unless column(\"...\"_f, \"...\") in the model's meta "
               "says "
               "otherwise; vinyl::schema::check compares models with the database";
    return {};
}

VINYL_DECL std::string describe(const diagnostics& fields) {
    constexpr std::size_t longest_statement = 500;
    std::string text = fields.message;
    if (!fields.sqlstate.empty()) text += " [SQLSTATE " + fields.sqlstate + "]";
    if (!fields.hint.empty()) text += "\n  hint: " + fields.hint;
    if (const std::string_view advice = advice_on(fields.sqlstate); !advice.empty())
        text.append("\n  hint: ").append(advice);
    if (!fields.alias.empty()) text += "\n  connection alias: " + fields.alias;
    if (!fields.statement.empty()) {
        text += "\n  statement: " + fields.statement.substr(0, longest_statement);
        if (fields.statement.size() > longest_statement) text += "...";
    }
    return text;
}

VINYL_DECL diagnostics only_message(const std::string& message, std::string sqlstate) {
    diagnostics fields;
    fields.message = message;
    fields.sqlstate = std::move(sqlstate);
    return fields;
}

}  // namespace detail

VINYL_DECL database_error::database_error(diagnostics fields)
    : error_as(detail::describe(fields)), fields_(detail::new_shared<const diagnostics>(std::move(fields))) {}

VINYL_DECL database_error::database_error(const std::string& message, std::string sqlstate)
    : database_error(detail::only_message(message, std::move(sqlstate))) {}

VINYL_DECL void throw_database_error(diagnostics fields) {
    const std::string code = fields.sqlstate;
    const std::string_view group = std::string_view(code).substr(0, 2);

    if (code == "23505") throw unique_violation(std::move(fields));
    if (code == "23503" || code == "23001") throw foreign_key_violation(std::move(fields));
    if (code == "23502") throw not_null_violation(std::move(fields));
    if (code == "23514") throw check_violation(std::move(fields));
    if (group == "23") throw integrity_error(std::move(fields));
    if (code == "40001") throw serialization_failure(std::move(fields));
    if (code == "40P01") throw deadlock_detected(std::move(fields));
    if (code == "40002") throw integrity_error(std::move(fields));
    if (code == "40003") throw commit_unknown(std::move(fields));
    // query_canceled is what statement_timeout raises, lock_not_available what lock_timeout raises
    if (code == "57014" || code == "55P03" || code == "25P03" || code == "57P05") throw timeout(std::move(fields));
    if (group == "08" || code == "57P01" || code == "57P02" || code == "57P03")
        throw connection_lost(std::move(fields));
    if (group == "22") throw data_error(std::move(fields));
    if (group == "40" || group == "53" || group == "54" || group == "55" || group == "57" || group == "58")
        throw operational_error(std::move(fields));
    if (group == "0A" || group == "21" || group == "25" || group == "26" || group == "28" || group == "2B" ||
        group == "34" || group == "3D" || group == "3F" || group == "42" || group == "44")
        throw programming_error(std::move(fields));
    throw database_error(std::move(fields));
}

}  // namespace vinyl
