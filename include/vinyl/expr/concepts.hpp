// What the typed front is made of: small types that say what was written, `"price"_f * 2 < 10`, and hold the values in
// it. They know no model; a queryset binds them to one, and from there on everything is plain run-time data.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/type_list.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl {

template <class T>
class dual;

/// Derived from by everything that stands for a value in SQL: fields, arithmetic, functions, aggregates. Each class
/// names the expressions it is made of as `parts`; not those of subqueries, whose names mean something else.
struct expression_tag {
    constexpr expression_tag() noexcept = default;
    constexpr expression_tag(const expression_tag&) noexcept = default;
    // `filter(lower("a"_f) = lower("b"_f))` would be C++'s assignment, and silently mean its right side
    expression_tag& operator=(const expression_tag&) = delete;  // vinyl: only behind a field = compares; write ==
};

/// Derived from by everything that is true or false for a row.
struct condition_tag : expression_tag {};

/// A value in SQL, such as `"price"_f * 2`.
template <class T>
concept expression = std::derived_from<std::remove_cvref_t<T>, expression_tag>;

/// A condition, such as `"price"_f < 10`.
template <class T>
concept condition_expression = std::derived_from<std::remove_cvref_t<T>, condition_tag>;

/// A string literal, kept by value so that expressions own all they hold and may be constants.
template <std::size_t N>
class literal_text {
public:
    constexpr explicit literal_text(const char (&text)[N]) noexcept {
        for (std::size_t i = 0; i < N; ++i) text_[i] = text[i];
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return {text_.data(), N - 1}; }

private:
    std::array<char, N> text_{};
};

/// A C++ value inside an expression.
template <class T>
class constant : public expression_tag {
public:
    using type = T;
    using parts = detail::type_list<>;
    constexpr explicit constant(T value) : value_(static_cast<T&&>(value)) {}
    [[nodiscard]] constexpr const T& value() const noexcept { return value_; }

private:
    T value_;
};

/// A queryset inside an expression: the value of its rows' only column, or their key.
template <class Queryset>
class subquery : public expression_tag {
public:
    using type = Queryset;
    using parts = detail::type_list<>;
    explicit subquery(Queryset rows) : rows_(static_cast<Queryset&&>(rows)) {}
    [[nodiscard]] const Queryset& rows() const noexcept { return rows_; }

private:
    Queryset rows_;
};

namespace detail {

/// Anything that stands for a query of its own: a queryset.
template <class T>
concept query_like = requires(const std::remove_cvref_t<T>& object) { object.sql_query(); };

/// What the database calculates with, or may: an expression, or a queryset that gives a value.
template <class T>
concept calculable = expression<T> || query_like<T>;

template <class T>
struct operand {
    using type = constant<std::decay_t<T>>;
};
template <expression T>
struct operand<T> {
    using type = std::remove_cvref_t<T>;
};
template <query_like T>
struct operand<T> {
    using type = subquery<std::decay_t<T>>;
};
template <std::size_t N>
struct operand<const char (&)[N]> {
    using type = constant<literal_text<N>>;
};

/// An object that this compiler would destroy twice where its temporary stands beside a co_await. (Not a queryset with
/// methods of the model's own, though it is an aggregate: it comes from functions, and those are well.)
template <class T>
inline constexpr bool fragile_temporary =
    temporaries_are_destroyed_twice && !std::is_lvalue_reference_v<T> && std::is_aggregate_v<std::remove_cvref_t<T>> &&
    !std::is_trivially_destructible_v<std::remove_cvref_t<T>> && !std::is_array_v<std::remove_reference_t<T>> &&
    !query_like<T>;

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<dual<T>> = true;

/// What an operand is kept as: an expression as itself, a queryset as a subquery, anything else as a constant.
template <class T>
using operand_t = typename operand<T>::type;

template <class T>
constexpr operand_t<T> make_operand(std::remove_reference_t<T>& value) {
    static_assert(
        !fragile_temporary<T>,
        "vinyl: this object is a temporary, which g++ 12 miscompiles beside co_await; give it a name first and "
        "pass that");
    static_assert(!is_result<std::remove_cvref_t<T>>,
                  "vinyl: this is a dual, which may not have its result yet; write `Artist artist = ...` instead of "
                  "`auto artist = ...`, or co_await it");
    if constexpr (expression<T>) {
        return static_cast<T&&>(value);
    } else if constexpr (!is_result<std::remove_cvref_t<T>>) {
        using kept = typename operand_t<T>::type;
        return operand_t<T>(kept(static_cast<T&&>(value)));
    }
}

/// At least one of two operands belongs to us.
template <class L, class R>
concept operands = expression<L> || expression<R>;

}  // namespace detail
}  // namespace vinyl
