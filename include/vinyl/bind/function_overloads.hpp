// Which of several functions a call means, and how it is said.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/expr/function_overloads.hpp>

#include <cstddef>
#include <tuple>

namespace vinyl::detail {

/// The first signature whose parameters take the arguments, or the last one.
template <class Scope, std::size_t Before, class Signatures, class... A>
struct meant_signature;
template <class Scope, std::size_t Before, class Only, class... A>
struct meant_signature<Scope, Before, type_list<Only>, A...> {
    using type = Only;
    static constexpr std::size_t index = Before;
};
template <class Scope, std::size_t Before, class First, class Second, class... Rest, class... A>
struct meant_signature<Scope, Before, type_list<First, Second, Rest...>, A...>
    : std::conditional_t<arguments_of<Scope, First, A...>::fit, meant_signature<Scope, Before, type_list<First>, A...>,
                         meant_signature<Scope, Before + 1, type_list<Second, Rest...>, A...>> {};

template <class Scope, class... Signature, class... A>
struct value_of<Scope, overloaded_call<type_list<Signature...>, A...>>
    : value_of<Scope, function_call<typename meant_signature<Scope, 0, type_list<Signature...>, A...>::type, A...>> {};

template <class Scope, class... Signature, class... A>
void bind_form_value(const overloaded_call<type_list<Signature...>, A...>& written, recorder& to) {
    using meant = meant_signature<Scope, 0, type_list<Signature...>, A...>;
    std::apply(
        [&](const A&... arguments) {
            using call = function_call<typename meant::type, A...>;
            bind_form_value<Scope>(call(written.info(meant::index), arguments...), to);
        },
        written.arguments());
}

}  // namespace vinyl::detail
