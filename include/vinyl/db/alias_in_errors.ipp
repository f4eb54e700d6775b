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
#ifdef __cpp_rtti
    if (typeid(original) == typeid(Class)) throw Class(fields);
#else
    // without -frtti a class that somebody derived from this one can not be told from it, and becomes it
    static_cast<void>(original);
    try {
        throw;
    } catch (const Class&) {
        throw Class(fields);
    } catch (...) {
    }
#endif
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
        // derived classes before their bases
        detail::throw_same_class<unique_violation, foreign_key_violation, not_null_violation, check_violation,
                                 integrity_error, data_error, programming_error, not_sent, connection_lost, timeout,
                                 serialization_failure, deadlock_detected, pool_timeout, commit_unknown,
                                 operational_error, database_error>(original, fields);
        throw;  // a class of somebody else's stays what it is
    }
}

}  // namespace vinyl::db
