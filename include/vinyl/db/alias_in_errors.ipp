// Errors are immutable, so an error with an alias is a new one of the same class.
#pragma once

#include <vinyl/db/alias_in_errors.hpp>
#include <vinyl/io/not_sent.hpp>

#include <string>
#include <typeinfo>
#include <utility>

namespace vinyl::db {
namespace detail {

template <class Class>
void throw_if_class(const database_error& original, const diagnostics& fields) {
    if (typeid(original) == typeid(Class)) throw Class(fields);
}

template <class... Classes>
void throw_same_class(const database_error& original, const diagnostics& fields) {
    (throw_if_class<Classes>(original, fields), ...);
}

}  // namespace detail

VINYL_DECL void rethrow_with_alias(std::exception_ptr error, std::string_view alias) {
    try {
        std::rethrow_exception(std::move(error));
    } catch (const database_error& original) {
        if (!original.fields().alias.empty()) throw;
        diagnostics fields = original.fields();
        fields.alias = std::string(alias);
        detail::throw_same_class<database_error, integrity_error, unique_violation, foreign_key_violation,
                                 not_null_violation, check_violation, data_error, programming_error, operational_error,
                                 connection_lost, not_sent, timeout, serialization_failure, deadlock_detected,
                                 pool_timeout, commit_unknown>(original, fields);
        throw;  // a class of somebody else's stays what it is
    }
}

}  // namespace vinyl::db
