// Bodies of the terminals that do not depend on a model.
#pragma once

#include <vinyl/codec/integer.hpp>
#include <vinyl/orm/fetch.hpp>

namespace vinyl::detail {

VINYL_DECL std::string message_of_missing_row(std::string_view model, const std::string& sql) {
    return std::string(model) + ".get() found no row; use get_or_none() or first() where that may happen\n  statement: " + sql;
}

VINYL_DECL std::string message_of_many_rows(std::string_view model, std::size_t count, const std::string& sql) {
    constexpr std::size_t most = 20;  // get() asks for one more
    return std::string(model) + ".get() found " +
           (count > most ? "more than " + std::to_string(most) : std::to_string(count)) +
           " rows; narrow the conditions, or use first() or a loop\n  statement: " + sql;
}

VINYL_DECL dual<std::int64_t> count_rows(sql::query rows, std::string alias) {
    if (rows.is_nothing()) co_return 0;
    statement sent = sql::select_count(rows);
    db::result result = co_await db::execute(alias, std::move(sent));
    if (result.rows() != 1 || result.columns() != 1 || result.is_null(0, 0))
        throw data_error("count(): the server did not return one number");
    co_return codec<std::int64_t>::decode(result.bytes(0, 0), result.column_oid(0));
}

VINYL_DECL dual<bool> any_row(sql::query rows, std::string alias) {
    if (rows.is_nothing()) co_return false;
    statement sent = sql::select_exists(rows);
    db::result result = co_await db::execute(alias, std::move(sent));
    co_return !result.empty();
}

VINYL_DECL dual<std::int64_t> run_counting(statement sent, std::string alias) {
    db::result result = co_await db::execute(alias, std::move(sent));
    co_return static_cast<std::int64_t>(result.affected());
}

}  // namespace vinyl::detail
