// One function for several types of arguments, which is written differently for each.
#pragma once

#include <vinyl/expr/function.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace vinyl {
namespace detail {

/// A call that means the first of several functions whose parameters take the arguments. In this namespace, so that what
/// binds it (bind/function_overloads.hpp) is found.
template <class Signatures, class... Arguments>
class overloaded_call;
template <class... Signature, class... Arguments>
class overloaded_call<type_list<Signature...>, Arguments...>
    : public expression_tag, public lookups<overloaded_call<type_list<Signature...>, Arguments...>> {
public:
    using parts = type_list<Arguments...>;
    using infos = std::array<sql::function_info, sizeof...(Signature)>;

    constexpr explicit overloaded_call(const infos& all, Arguments... arguments)
        : infos_(all), arguments_(std::move(arguments)...) {}
    [[nodiscard]] constexpr const sql::function_info& info(std::size_t which) const noexcept { return infos_[which]; }
    [[nodiscard]] constexpr const std::tuple<Arguments...>& arguments() const noexcept { return arguments_; }

private:
    infos infos_;
    [[no_unique_address]] std::tuple<Arguments...> arguments_;
};

}  // namespace detail

/// Functions with the same number of parameters as one: the first whose parameters take the arguments is meant.
///
///     inline constexpr vinyl::function_overloads size_of(
///         vinyl::function<std::int32_t(std::string)>("LENGTH"),
///         vinyl::function<std::int32_t(vinyl::takes::arrays)>("CARDINALITY"));
template <class... Signature>
class function_overloads {
public:
    consteval explicit function_overloads(const function<Signature>&... all) : infos_{all.info()...} {}

    template <class... V>
    [[nodiscard]] constexpr auto operator()(V&&... arguments) const {
        constexpr bool takes_as_many = (detail::signature<Signature>::takes_count(sizeof...(V)) && ...);
        static_assert(takes_as_many, "vinyl: this function takes another number of arguments");
        if constexpr (takes_as_many)
            return detail::overloaded_call<detail::type_list<Signature...>, detail::operand_t<V>...>(
                infos_, detail::make_operand<V>(arguments)...);
    }

private:
    std::array<sql::function_info, sizeof...(Signature)> infos_;
};

}  // namespace vinyl
