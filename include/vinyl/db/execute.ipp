// From alias to connection.
#pragma once

#include <vinyl/db/acquire.hpp>
#include <vinyl/db/alias_in_errors.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/db/transaction.hpp>
#include <vinyl/io/background.hpp>

#include <exception>
#include <string>
#include <utility>

namespace vinyl::db {
namespace detail {

/// What a query costs beside its statement is spent here, so without a coroutine.
VINYL_HOT result execute_now(database& in, statement&& sent) {
    const async_scope sync(false);  // whoever changes the process's mode meanwhile
    const lease link = in.pool_of_threads()->acquire(lease_kind::shared).get();
    const query_timer timer;
    const std::string text = timer.observed() ? sent.text : std::string();
    try {
        result answer = link->execute(std::move(sent), in.statement_deadline()).get();
        timer.finish(in.alias(), text);
        return answer;
    } catch (...) {
        timer.finish(in.alias(), text, std::current_exception());
        rethrow_with_alias(std::current_exception(), in.alias());
    }
}

VINYL_DECL dual<result> execute_later(std::shared_ptr<database> in, statement sent) {
    const lease link = co_await acquire(in, lease_kind::shared);
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

VINYL_DECL dual<result> execute_in(connection_registry& in, std::string_view alias, statement&& sent) {
    std::shared_ptr<database> found = in.database(alias);
    if (const std::shared_ptr<transaction> block = transaction::current(*found)) return block->execute(std::move(sent));
    return io::now_or_later([&] { return dual<result>::ready(execute_now(*found, std::move(sent))); },
                            [&] { return execute_later(std::move(found), std::move(sent)); });
}

}  // namespace detail

VINYL_DECL dual<result> execute(connection_registry& in, std::string_view alias, statement sent) {
    return detail::execute_in(in, alias, std::move(sent));
}

VINYL_DECL dual<result> execute(std::string_view alias, statement sent) {
    return detail::execute_in(connections(), alias, std::move(sent));
}

}  // namespace vinyl::db
