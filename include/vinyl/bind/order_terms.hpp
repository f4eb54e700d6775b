// An ordering that is put together at run time, and the terms of order_by: names with a '-' in front for descending,
// `"?"` for random, and ordered expressions.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/fields_in.hpp>
#include <vinyl/expr/contains_outer.hpp>
#include <vinyl/expr/functions.hpp>
#include <vinyl/expr/order_operand.hpp>

#include <cstdint>

namespace vinyl {

template <class M, class Annotations = annotations<>>
class ordering_of;

namespace detail {

/// Does not compile when a field in one of the terms means nothing.
template <class Scope, class... Terms>
using checked_terms = checked_fields<Scope, typename order_operand<Terms>::type...>;

/// Says one term of an ordering, or several; how many.
template <class Scope, fixed_string Name>
std::uint32_t bind_order(const field<Name>&, recorder& to) {
    if constexpr (Name == fixed_string("?")) {
        bind_form_value<Scope>(random(), to);
        to.term();
    } else {
        constexpr auto plain = without_sign<Name>();
        bind_form_value<Scope>(field<plain>(), to);
        to.term(Name.view()[0] == '-');
    }
    return 1;
}

/// What rows are ordered by, as an expression of the query.
template <class Scope, class E>
void bind_order_key(const E& written, recorder& to) {
    static_assert(!contains_aggregate<E>,
                  "vinyl: an aggregate orders rows only by the name it was given: annotate() it, then order by that");
    if constexpr (is_null_constant<E>) to.null("text");  // the server takes a bare constant for a column's position
    else if constexpr (!contains_aggregate<E>) bind_value<Scope>(written, to);
}

/// Makes a term of the last expression.
template <class E>
void bind_direction(const ordered<E>& term, recorder& to) {
    using place = sql::order_term::nulls_order;
    const place where = term.where() == nulls::first  ? place::first
                        : term.where() == nulls::last ? place::last
                                                      : place::unspecified;
    to.term(term.descending(), where);
}
template <class E>
void bind_direction(const E&, recorder& to) {
    to.term();
}

/// What a term orders by.
template <class E>
const E& term_operand(const ordered<E>& term) {
    return term.operand();
}
template <class E>
const E& term_operand(const E& term) {
    return term;
}
template <class Term>
struct operand_of_term {
    using type = Term;
};
template <class E>
struct operand_of_term<ordered<E>> {
    using type = E;
};
template <class Term>
using term_operand_t = typename operand_of_term<Term>::type;

template <class Scope, class E>
std::uint32_t bind_order(const ordered<E>& term, recorder& to) {
    bind_order_key<Scope>(term.operand(), to);
    bind_direction(term, to);
    return 1;
}

template <class Scope, class E>
std::uint32_t bind_order(const E& term, recorder& to) {
    static_assert(expression<E>, "vinyl: order_by() takes fields such as \"-price\"_f, or expressions");
    bind_order_key<Scope>(term, to);
    to.term();
    return 1;
}

template <class Scope, class M, class Annotations>
std::uint32_t bind_order(const vinyl::ordering_of<M, Annotations>& more, recorder& to) {
    static_assert(std::same_as<M, typename Scope::model>,
                  "vinyl: this vinyl::ordering_of was put together for another model than it is used for");
    static_assert(has_annotations<Annotations, typename Scope::annotated>,
                  "vinyl: this vinyl::ordering_of needs annotations that this queryset does not have");
    to.append(more.terms());
    return more.size();
}

/// Says one term, or several, of an order that is none of rows: of a window, or of what an aggregate takes; how many.
template <class Scope, class Term>
std::uint32_t bind_inner_order(const Term& term, recorder& to) {
    using operand = term_operand_t<Term>;
    if constexpr (expression<operand> && !is_field<Term>) {
        bind_value<Scope>(term_operand(term), to);
        bind_direction(term, to);
        return 1;
    } else {
        return bind_order<Scope>(term, to);
    }
}

/// All terms of an ordering; how many.
template <class Scope, class... Terms>
std::uint32_t bind_terms(recorder& to, const Terms&... terms) {
    std::uint32_t count = 0;
    ((count += bind_order<Scope>(terms, to)), ...);
    return count;
}

}  // namespace detail

/// An ordering of rows of M that is put together at run time:
///
///     vinyl::ordering_of<Track> order;
///     if (newest_first) order.add("-released"_f);
///     order.add("id"_f);
///     auto rows = Track::vinyl().order_by(order);
///
/// order_by() of an empty one changes nothing. `Annotations`: see condition.
/// Thread safety: distinct objects: safe; shared objects: unsafe.
template <class M, class Annotations>
class ordering_of {
public:
    template <class... Terms>
        requires(!std::same_as<Terms, ordering_of> && ...)
    explicit ordering_of(const Terms&... terms) {
        add(terms...);
    }

    /// Behind what is there: all that order_by() takes.
    template <class... Terms>
    ordering_of& add(const Terms&... terms) {
        if constexpr (!detail::is_sound<M>) static_cast<void>(table_of<M>());  // says what is wrong there
        static_cast<void>(sizeof(detail::checked_terms<detail::scope<M, Annotations>, Terms...>));
        static_assert(
            !(detail::contains_outer<Terms> || ...),
            "vinyl: a vinyl::ordering_of does not know the query around; give order_by() what has _outer in it "
            "directly");
        if constexpr (!(detail::contains_outer<Terms> || ...)) {
            detail::recorder more;  // all of them or, when a value of one is refused, none
            const std::uint32_t count = detail::bind_terms<detail::scope<M, Annotations>>(more, terms...);
            terms_.append(more);
            size_ += count;
        }
        return *this;
    }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// For the other rooms.
    [[nodiscard]] const detail::recorder& terms() const noexcept { return terms_; }
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

private:
    detail::recorder terms_;
    std::uint32_t size_ = 0;
};

}  // namespace vinyl
