// Conditions as written: comparisons, membership, ranges, null tests and their combinations. As each has a type of its own, they
// move what they are made of by a cast: std::move would be one more function to compile for each.
#pragma once

#include <vinyl/expr/concepts.hpp>
#include <vinyl/expr/known_lookups.hpp>

#include <tuple>
#include <utility>

namespace vinyl {

/// left <lookup> right.
template <class Lookup, class Left, class Right, bool Negated = false>
class comparison : public condition_tag {
public:
    static constexpr bool negated = Negated;
    using parts = detail::type_list<Left, Right>;
    /// @param how  a static object
    constexpr comparison(const Lookup& how, Left left, Right right)
        : how_(&how), left_(static_cast<Left&&>(left)), right_(static_cast<Right&&>(right)) {}
    [[nodiscard]] constexpr const Lookup& how() const noexcept { return *how_; }
    [[nodiscard]] constexpr const Left& left() const noexcept { return left_; }
    [[nodiscard]] constexpr const Right& right() const noexcept { return right_; }

private:
    const Lookup* how_;
    [[no_unique_address]] Left left_;
    [[no_unique_address]] Right right_;
};

namespace detail {
/// The expressions among what in() is given: all of a tuple, none of a range or a queryset.
template <class Left, class Values>
struct membership_parts {
    using type = type_list<Left>;
};
template <class Left, class... V>
struct membership_parts<Left, std::tuple<V...>> {
    using type = type_list<Left, V...>;
};
}  // namespace detail

/// left is one of a range of values, or of a queryset's rows.
template <class Left, class Values>
class membership : public condition_tag {
public:
    using parts = typename detail::membership_parts<Left, Values>::type;
    constexpr membership(Left left, Values values)
        : left_(static_cast<Left&&>(left)), values_(static_cast<Values&&>(values)) {}
    [[nodiscard]] constexpr const Left& left() const noexcept { return left_; }
    [[nodiscard]] constexpr const Values& values() const noexcept { return values_; }

private:
    [[no_unique_address]] Left left_;
    Values values_;
};

/// left between low and high, both included.
template <class Left, class Low, class High>
class interval_test : public condition_tag {
public:
    using parts = detail::type_list<Left, Low, High>;
    constexpr interval_test(Left left, Low low, High high)
        : left_(static_cast<Left&&>(left)), low_(static_cast<Low&&>(low)), high_(static_cast<High&&>(high)) {}
    [[nodiscard]] constexpr const Left& left() const noexcept { return left_; }
    [[nodiscard]] constexpr const Low& low() const noexcept { return low_; }
    [[nodiscard]] constexpr const High& high() const noexcept { return high_; }

private:
    [[no_unique_address]] Left left_;
    [[no_unique_address]] Low low_;
    [[no_unique_address]] High high_;
};

/// left is NULL, or is not.
template <class Left>
class null_test : public condition_tag {
public:
    using parts = detail::type_list<Left>;
    constexpr null_test(Left left, bool truth) : left_(static_cast<Left&&>(left)), truth_(truth) {}
    [[nodiscard]] constexpr const Left& left() const noexcept { return left_; }
    [[nodiscard]] constexpr bool truth() const noexcept { return truth_; }

private:
    [[no_unique_address]] Left left_;
    bool truth_;
};

enum class logic : unsigned char { and_, or_, xor_ };

template <logic Operator, class Left, class Right>
class combination : public condition_tag {
public:
    static constexpr logic operation = Operator;
    using parts = detail::type_list<Left, Right>;
    constexpr combination(Left left, Right right)
        : left_(static_cast<Left&&>(left)), right_(static_cast<Right&&>(right)) {}
    [[nodiscard]] constexpr const Left& left() const noexcept { return left_; }
    [[nodiscard]] constexpr const Right& right() const noexcept { return right_; }

private:
    [[no_unique_address]] Left left_;
    [[no_unique_address]] Right right_;
};

template <class Operand>
class inversion : public condition_tag {
public:
    using parts = detail::type_list<Operand>;
    constexpr explicit inversion(Operand operand) : operand_(static_cast<Operand&&>(operand)) {}
    [[nodiscard]] constexpr const Operand& operand() const noexcept { return operand_; }

private:
    [[no_unique_address]] Operand operand_;
};

/// There is a row in the queryset.
template <class Queryset>
class existence : public condition_tag {
public:
    using parts = detail::type_list<>;
    explicit existence(Queryset rows) : rows_(static_cast<Queryset&&>(rows)) {}
    [[nodiscard]] const Queryset& rows() const noexcept { return rows_; }

private:
    Queryset rows_;
};

namespace detail {

template <bool Negated = false, class Lookup, class L, class R>
constexpr auto compare(const Lookup& how, L&& left, R&& right) {
    return comparison<Lookup, operand_t<L>, operand_t<R>, Negated>(how, make_operand<L>(left), make_operand<R>(right));
}

/// The same with a value put to the right, where `mirrored` compares the sides the other way round.
template <bool Negated = false, class Lookup, class Mirrored, class L, class R>
constexpr auto compare_sides(const Lookup& how, [[maybe_unused]] const Mirrored& mirrored, L&& left, R&& right) {
    if constexpr (calculable<L>)
        return comparison<Lookup, operand_t<L>, operand_t<R>, Negated>(how, make_operand<L>(left),
                                                                       make_operand<R>(right));
    else
        return comparison<Mirrored, operand_t<R>, operand_t<L>, Negated>(mirrored, make_operand<R>(right),
                                                                         make_operand<L>(left));
}

}  // namespace detail

/// True when the queryset has a row; in a filter, with "..."_outer for the fields of the query around it.
template <detail::query_like Q>
[[nodiscard]] auto exists(Q rows) {
    return existence<Q>(static_cast<Q&&>(rows));
}

// Comparisons: at least one side is a field or another expression.
template <class L, class R>
    requires detail::operands<L, R>
[[nodiscard]] constexpr auto operator==(L&& left, R&& right) {
    return detail::compare_sides(lookup<"exact">, lookup<"exact">, static_cast<L&&>(left), static_cast<R&&>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
[[nodiscard]] constexpr auto operator!=(L&& left, R&& right) {
    return detail::compare_sides<true>(lookup<"exact">, lookup<"exact">, static_cast<L&&>(left),
                                       static_cast<R&&>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
[[nodiscard]] constexpr auto operator<(L&& left, R&& right) {
    return detail::compare_sides(lookup<"lt">, lookup<"gt">, static_cast<L&&>(left), static_cast<R&&>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
[[nodiscard]] constexpr auto operator<=(L&& left, R&& right) {
    return detail::compare_sides(lookup<"lte">, lookup<"gte">, static_cast<L&&>(left), static_cast<R&&>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
[[nodiscard]] constexpr auto operator>(L&& left, R&& right) {
    return detail::compare_sides(lookup<"gt">, lookup<"lt">, static_cast<L&&>(left), static_cast<R&&>(right));
}
template <class L, class R>
    requires detail::operands<L, R>
[[nodiscard]] constexpr auto operator>=(L&& left, R&& right) {
    return detail::compare_sides(lookup<"gte">, lookup<"lte">, static_cast<L&&>(left), static_cast<R&&>(right));
}

// Combinations. A boolean field is a condition, too: `"active"_f && "price"_f < 10`.
template <expression L, expression R>
[[nodiscard]] constexpr auto operator&&(L left, R right) {
    return combination<logic::and_, L, R>(static_cast<L&&>(left), static_cast<R&&>(right));
}
template <expression L, expression R>
[[nodiscard]] constexpr auto operator||(L left, R right) {
    return combination<logic::or_, L, R>(static_cast<L&&>(left), static_cast<R&&>(right));
}
/// True if an odd number of conditions is: one or the other, not both.
template <expression L, expression R>
[[nodiscard]] constexpr auto operator^(L left, R right) {
    return combination<logic::xor_, L, R>(static_cast<L&&>(left), static_cast<R&&>(right));
}
template <expression E>
[[nodiscard]] constexpr auto operator!(E operand) {
    return inversion<E>(static_cast<E&&>(operand));
}

}  // namespace vinyl
