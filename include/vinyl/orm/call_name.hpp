// "Album.count()" as a static string, for errors that name the call.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/model/reflection.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace vinyl::detail {

template <class M, fixed_string Operation>
consteval auto make_call_name() {
    constexpr std::string_view model = struct_name<M>;
    std::array<char, model.size() + Operation.size() + 4> text{};
    std::size_t at = 0;
    for (const char c : model) text[at++] = c;
    text[at++] = '.';
    for (const char c : Operation.view()) text[at++] = c;
    text[at++] = '(';
    text[at++] = ')';
    return text;
}

template <class M, fixed_string Operation>
inline constexpr auto call_name_storage = make_call_name<M, Operation>();

template <class M, fixed_string Operation>
inline constexpr const char* call_name = call_name_storage<M, Operation>.data();

}  // namespace vinyl::detail
