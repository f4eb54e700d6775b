// What a queryset is told goes into its recording: at once, or, where it speaks of the query around, when that is known (see
// bind/correlated.hpp).
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/correlated.hpp>
#include <vinyl/bind/expression_kinds.hpp>
#include <vinyl/bind/order_terms.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/sql/recording.hpp>

#include <cstdint>
#include <vector>

namespace vinyl::detail {

/// An expression that speaks of the query around, as it was written.
template <class E>
struct kept_expression : sql::awaited_expression {
    explicit kept_expression(const E& what) : awaited_expression(&kept, &destroy_kept), kept(what) {}
    E kept;

private:
    static void destroy_kept(awaited_expression* object) { delete static_cast<kept_expression*>(object); }
};

/// Leaves the place of an expression.
template <class E>
void say_later(const E& written, sql::recording& to) {
    static_assert(!contains_view<E>,
                  "vinyl: what is said in one expression with _outer is kept until the query around is known, and "
                  "the text or values that a std::string_view, const char* or std::span shows may be gone by "
                  "then; give a std::string or a container, or say this as a condition of its own");
    to.awaited(sql::awaited_expressions(new kept_expression<E>(written)));
}

template <class Scope, class E>
void say_condition(const E& written, sql::recording& to) {
    if constexpr (contains_outer<E>) say_later(written, to);
    else bind_condition<Scope>(written, to);
}

template <class Scope, class E>
void say_value(const E& written, sql::recording& to) {
    if constexpr (contains_outer<E>) say_later(written, to);
    else bind_value<Scope>(written, to);
}

/// Returns how many terms it is.
template <class Scope, class Term>
std::uint32_t say_term(const Term& term, sql::recording& to) {
    if constexpr (contains_outer<Term>) {
        say_value<Scope>(term_operand(term), to);
        bind_direction(term, to);
        return 1;
    } else {
        return bind_order<Scope>(term, to);
    }
}

/// Reads the objects behind a relation with the rows; Related: see find_related_path().
template <class M, class Related>
void say_related(Related, sql::recording& to, std::vector<related_loader>& loaders) {
    to.select_related(Related::path.steps);
    add_related_loaders<M, Related::own_names, Related>(loaders);
}

/// The rows with what is wanted of them.
[[nodiscard]] sql::recording asking_for(const sql::recording& rows, void (sql::recording::*wanted)());

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/say.ipp>
#endif
