// `"price"_f * 2 + "tax"_f`: arithmetic that the database does.
#pragma once

#include <vinyl/expr/lookups.hpp>

#include <utility>

namespace vinyl {

enum class arithmetic_sign : unsigned char { plus, minus, times, divided_by, modulo };

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

namespace detail {
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

}  // namespace vinyl
