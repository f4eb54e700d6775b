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

/// SQL of the user's has a connection to itself, or whoever shared it would share its settings and transactions, too.
VINYL_DECL lease_kind lease_for(const statement& sent) noexcept {
    return sent.keeps_session ? lease_kind::shared : lease_kind::exclusive;
}

/// What a query costs beside its statement is spent here, so without a coroutine.
VINYL_HOT result execute_now(database& in, statement&& sent) {
    lease link = in.pool_of_threads()->acquire_now(lease_for(sent));
    link.note(sent);
    const query_timer timer(in.alias(), sent);
    try {
        result answer = link->execute_now(std::move(sent), in.statement_deadline());
        link.release();  // observers may make queries
        timer.finish();
        return answer;
    } catch (...) {
        link.release();
        timer.finish(std::current_exception());
        rethrow_with_alias(std::current_exception(), in.alias());
    }
}

VINYL_DECL result execute_now(connection_registry& in, std::string_view alias, statement&& sent) {
    const async_scope sync(false);  // whoever changes the process's mode meanwhile
    const std::shared_ptr<database> found = in.database(alias);
    if (const std::shared_ptr<transaction> block = transaction::current(*found))
        return block->execute_now(std::move(sent));
    return execute_now(*found, std::move(sent));
}

VINYL_DECL dual<result> execute_later(std::shared_ptr<database> in, statement sent) {
    lease link = co_await acquire(in, lease_for(sent));
    link.note(sent);
    const query_timer timer(in->alias(), sent);
    std::exception_ptr failure;
    try {
        result answer = co_await link->execute(std::move(sent), in->statement_deadline());
        link.release();
        timer.finish();
        co_return answer;
    } catch (...) {
        failure = std::current_exception();
    }
    link.release();
    timer.finish(failure);
    rethrow_with_alias(std::move(failure), in->alias());
}

VINYL_DECL dual<result> execute_later(connection_registry& in, std::string_view alias, statement&& sent) {
    std::shared_ptr<database> found = in.database(alias);
    if (const std::shared_ptr<transaction> block = transaction::current(*found)) return block->execute(std::move(sent));
    return execute_later(std::move(found), std::move(sent));
}

}  // namespace detail

VINYL_DECL dual<result> execute(connection_registry& in, std::string_view alias, statement sent) {
    return io::now_or_later([&] { return dual<result>::ready(detail::execute_now(in, alias, std::move(sent))); },
                            [&] { return detail::execute_later(in, alias, std::move(sent)); });
}

VINYL_DECL dual<result> execute(std::string_view alias, statement sent) {
    return execute(connections(), alias, std::move(sent));
}

}  // namespace vinyl::db
