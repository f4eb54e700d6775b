// From alias to connection.
#pragma once

#include <vinyl/db/acquire.hpp>
#include <vinyl/db/alias_in_errors.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/db/transaction.hpp>

#include <exception>
#include <string>
#include <utility>

namespace vinyl::db {
namespace detail {

VINYL_DECL dual<result> execute_in_pool(std::shared_ptr<database> in, statement sent) {
    lease link = co_await acquire(in, lease_kind::shared);
    const query_timer timer;
    const std::string text = timer.observed() ? sent.text : std::string();
    std::exception_ptr failure;
    try {
        result answer = co_await link->execute(std::move(sent), in->statement_deadline());
        timer.finish(in->alias(), text);
        co_return answer;
    } catch (...) {
        failure = std::current_exception();
    }
    timer.finish(in->alias(), text, failure);
    rethrow_with_alias(std::move(failure), in->alias());
}

}  // namespace detail

VINYL_DECL dual<result> execute(connection_registry& in, std::string_view alias, statement sent) {
    std::shared_ptr<database> found = in.database(alias);
    if (const std::shared_ptr<transaction> block = transaction::current(*found))
        return block->execute(std::move(sent));
    return detail::execute_in_pool(std::move(found), std::move(sent));
}

VINYL_DECL dual<result> execute(std::string_view alias, statement sent) {
    return execute(connections(), alias, std::move(sent));
}

}  // namespace vinyl::db
