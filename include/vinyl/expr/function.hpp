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

namespace detail {
template <function_kind Kind, class... Vs>
constexpr auto call(Vs&&... values) {
    return function_call<Kind, operand_t<Vs>...>(make_operand<Vs>(values)...);
}
}  // namespace detail

template <detail::calculable E>
[[nodiscard]] constexpr auto lower(E&& text) {
    return detail::call<function_kind::lower>(std::forward<E>(text));
}
template <detail::calculable E>
[[nodiscard]] constexpr auto upper(E&& text) {
    return detail::call<function_kind::upper>(std::forward<E>(text));
}
/// Number of characters.
template <detail::calculable E>
[[nodiscard]] constexpr auto length(E&& text) {
    return detail::call<function_kind::length>(std::forward<E>(text));
}
template <detail::calculable E>
[[nodiscard]] constexpr auto abs(E&& number) {
    return detail::call<function_kind::abs>(std::forward<E>(number));
}
/// The first argument that is not NULL.
template <class... Vs>
    requires(detail::calculable<Vs> || ...)
[[nodiscard]] constexpr auto coalesce(Vs&&... values) {
    return detail::call<function_kind::coalesce>(std::forward<Vs>(values)...);
}
/// The largest argument; NULLs are left out.
template <class... Vs>
    requires(detail::calculable<Vs> || ...)
[[nodiscard]] constexpr auto greatest(Vs&&... values) {
    return detail::call<function_kind::greatest>(std::forward<Vs>(values)...);
}
/// The smallest argument; NULLs are left out.
template <class... Vs>
    requires(detail::calculable<Vs> || ...)
[[nodiscard]] constexpr auto least(Vs&&... values) {
    return detail::call<function_kind::least>(std::forward<Vs>(values)...);
}
/// The time at which the statement began.
[[nodiscard]] constexpr auto now() { return function_call<function_kind::now>(); }

namespace literals {
// now() has no argument by which it could be found
using vinyl::now;
}  // namespace literals

}  // namespace vinyl
