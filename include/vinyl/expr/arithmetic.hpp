// `"price"_f * 2 + "tax"_f`, `"flags"_f & 4`: arithmetic that the database does, and what it does with the bits of integers.
#pragma once

#include <vinyl/expr/lookups.hpp>

#include <type_traits>
#include <utility>

namespace vinyl {

enum class arithmetic_sign : unsigned char {
    plus,
    minus,
    times,
    divided_by,
    modulo,
    bit_and,
    bit_or,
    bit_xor,
    shift_left,
    shift_right
};

template <arithmetic_sign Sign, class Left, class Right>
class arithmetic : public expression_tag, public lookups<arithmetic<Sign, Left, Right>> {
public:
    static constexpr arithmetic_sign sign = Sign;
    using parts = detail::type_list<Left, Right>;
    constexpr arithmetic(Left left, Right right)
        : left_(static_cast<Left&&>(left)), right_(static_cast<Right&&>(right)) {}
    [[nodiscard]] constexpr const Left& left() const noexcept { return left_; }
    [[nodiscard]] constexpr const Right& right() const noexcept { return right_; }

private:
    [[no_unique_address]] Left left_;
    [[no_unique_address]] Right right_;
};

template <class Operand>
class negative : public expression_tag, public lookups<negative<Operand>> {
public:
    using parts = detail::type_list<Operand>;
    constexpr explicit negative(Operand operand) : operand_(static_cast<Operand&&>(operand)) {}
    [[nodiscard]] constexpr const Operand& operand() const noexcept { return operand_; }

private:
    [[no_unique_address]] Operand operand_;
};

/// Of a bool its opposite, of an integer the one with all other bits.
template <class Operand>
class complement : public expression_tag, public lookups<complement<Operand>> {
public:
    using parts = detail::type_list<Operand>;
    constexpr explicit complement(Operand operand) : operand_(static_cast<Operand&&>(operand)) {}
    [[nodiscard]] constexpr const Operand& operand() const noexcept { return operand_; }

private:
    [[no_unique_address]] Operand operand_;
};

namespace detail {
/// What the bits of integers are calculated with: nothing that a stream or a queryset is.
template <class L, class R>
concept operands_with_bits = operands<L, R> && (expression<L> || std::is_arithmetic_v<std::remove_cvref_t<L>>) &&
                             (expression<R> || std::is_arithmetic_v<std::remove_cvref_t<R>>);

template <arithmetic_sign Sign, class L, class R>
constexpr auto calculate(L&& left, R&& right) {
    return arithmetic<Sign, operand_t<L>, operand_t<R>>(make_operand<L>(left), make_operand<R>(right));
}
}  // namespace detail

template <class L, class R>
    requires(detail::calculable<L> || detail::calculable<R>)
[[nodiscard]] constexpr auto operator+(L&& left, R&& right) {
    return detail::calculate<arithmetic_sign::plus>(static_cast<L&&>(left), static_cast<R&&>(right));
}
template <class L, class R>
    requires(detail::calculable<L> || detail::calculable<R>)
[[nodiscard]] constexpr auto operator-(L&& left, R&& right) {
    return detail::calculate<arithmetic_sign::minus>(static_cast<L&&>(left), static_cast<R&&>(right));
}
template <class L, class R>
    requires(detail::calculable<L> || detail::calculable<R>)
[[nodiscard]] constexpr auto operator*(L&& left, R&& right) {
    return detail::calculate<arithmetic_sign::times>(static_cast<L&&>(left), static_cast<R&&>(right));
}
/// As the database divides: integers by integers give integers.
template <class L, class R>
    requires(detail::calculable<L> || detail::calculable<R>)
[[nodiscard]] constexpr auto operator/(L&& left, R&& right) {
    return detail::calculate<arithmetic_sign::divided_by>(static_cast<L&&>(left), static_cast<R&&>(right));
}
template <class L, class R>
    requires(detail::calculable<L> || detail::calculable<R>)
[[nodiscard]] constexpr auto operator%(L&& left, R&& right) {
    return detail::calculate<arithmetic_sign::modulo>(static_cast<L&&>(left), static_cast<R&&>(right));
}
template <expression E>
[[nodiscard]] constexpr auto operator-(E operand) {
    return negative<E>(static_cast<E&&>(operand));
}

/// The bits that both integers have. In C++ `==` binds tighter: `("flags"_f & 4) == 4`. Conditions are joined by &&.
template <class L, class R>
    requires detail::operands_with_bits<L, R>
[[nodiscard]] constexpr auto operator&(L&& left, R&& right) {
    return detail::calculate<arithmetic_sign::bit_and>(static_cast<L&&>(left), static_cast<R&&>(right));
}
/// The bits that one of two integers has. Conditions are joined by ||.
template <class L, class R>
    requires detail::operands_with_bits<L, R>
[[nodiscard]] constexpr auto operator|(L&& left, R&& right) {
    return detail::calculate<arithmetic_sign::bit_or>(static_cast<L&&>(left), static_cast<R&&>(right));
}
/// The bits that one of two integers has and the other has not. (`^` is one condition or another, not both.)
template <class L, class R>
    requires detail::operands_with_bits<L, R>
[[nodiscard]] constexpr auto bit_xor(L&& left, R&& right) {
    return detail::calculate<arithmetic_sign::bit_xor>(static_cast<L&&>(left), static_cast<R&&>(right));
}
/// The bits of an integer so many places to the left; its type stays.
template <class L, class R>
    requires detail::operands_with_bits<L, R>
[[nodiscard]] constexpr auto operator<<(L&& left, R&& places) {
    return detail::calculate<arithmetic_sign::shift_left>(static_cast<L&&>(left), static_cast<R&&>(places));
}
template <class L, class R>
    requires detail::operands_with_bits<L, R>
[[nodiscard]] constexpr auto operator>>(L&& left, R&& places) {
    return detail::calculate<arithmetic_sign::shift_right>(static_cast<L&&>(left), static_cast<R&&>(places));
}
/// NOT of a condition or a bool, and of an integer all bits that it has not.
template <expression E>
[[nodiscard]] constexpr auto operator~(E operand) {
    if constexpr (condition_expression<E>) return inversion<E>(static_cast<E&&>(operand));
    else return complement<E>(static_cast<E&&>(operand));
}

}  // namespace vinyl
