// Functions of the database: lower("name"_f), coalesce("country"_f, "?"), now().
#pragma once

#include <vinyl/expr/field.hpp>

#include <tuple>
#include <utility>

namespace vinyl {

enum class function_kind : unsigned char { lower, upper, length, abs, coalesce, now, greatest, least };

template <function_kind Kind, class... Arguments>
class function_call : public expression_tag, public lookups<function_call<Kind, Arguments...>> {
public:
    static constexpr function_kind kind = Kind;
    constexpr explicit function_call(Arguments... arguments) : arguments_(std::move(arguments)...) {}
    [[nodiscard]] constexpr const std::tuple<Arguments...>& arguments() const noexcept { return arguments_; }

private:
    std::tuple<Arguments...> arguments_;
};

template <expression E>
[[nodiscard]] constexpr auto lower(E text) {
    return function_call<function_kind::lower, E>(std::move(text));
}
template <expression E>
[[nodiscard]] constexpr auto upper(E text) {
    return function_call<function_kind::upper, E>(std::move(text));
}
/// Number of characters.
template <expression E>
[[nodiscard]] constexpr auto length(E text) {
    return function_call<function_kind::length, E>(std::move(text));
}
template <expression E>
[[nodiscard]] constexpr auto abs(E number) {
    return function_call<function_kind::abs, E>(std::move(number));
}
/// The first argument that is not NULL.
template <expression E, class... Vs>
[[nodiscard]] constexpr auto coalesce(E first, Vs&&... others) {
    return function_call<function_kind::coalesce, E, detail::operand_t<Vs>...>(std::move(first),
                                                                               detail::make_operand<Vs>(others)...);
}
/// The largest argument; NULLs are left out.
template <expression E, class... Vs>
[[nodiscard]] constexpr auto greatest(E first, Vs&&... others) {
    return function_call<function_kind::greatest, E, detail::operand_t<Vs>...>(std::move(first),
                                                                               detail::make_operand<Vs>(others)...);
}
/// The smallest argument; NULLs are left out.
template <expression E, class... Vs>
[[nodiscard]] constexpr auto least(E first, Vs&&... others) {
    return function_call<function_kind::least, E, detail::operand_t<Vs>...>(std::move(first),
                                                                            detail::make_operand<Vs>(others)...);
}
/// The time at which the statement began.
[[nodiscard]] constexpr auto now() { return function_call<function_kind::now>(); }

namespace literals {
// now() has no argument by which it could be found
using vinyl::now;
}  // namespace literals

}  // namespace vinyl
