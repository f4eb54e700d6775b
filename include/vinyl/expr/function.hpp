// What a function of the database is: its name, what it takes and what it gives, said once as a C++ function type.
// Those that come with vinyl are in functions.hpp.
#pragma once

#include <vinyl/expr/families.hpp>
#include <vinyl/expr/field.hpp>
#include <vinyl/sql/function_info.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace vinyl {

namespace detail {
// called where nothing may be called, so that the compiler shows its name
inline void the_text_of_this_function_has_another_number_of_places_than_the_signature_has_parameters() {}
}  // namespace detail

/// A function with its arguments.
template <class Signature, class... Arguments>
class function_call : public expression_tag, public lookups<function_call<Signature, Arguments...>> {
public:
    using parts = detail::type_list<Arguments...>;
    constexpr explicit function_call(const sql::function_info& info, Arguments... arguments)
        : info_(info), arguments_(std::move(arguments)...) {}
    [[nodiscard]] constexpr const sql::function_info& info() const noexcept { return info_; }
    [[nodiscard]] constexpr const std::tuple<Arguments...>& arguments() const noexcept { return arguments_; }

private:
    sql::function_info info_;
    [[no_unique_address]] std::tuple<Arguments...> arguments_;
};

/// What a function's signature does not say: `{.is_strict = true}` for one that is NULL whenever an argument is, so
/// that conditions on it need the rows it is calculated from and joins are INNER (what claims it and is not loses
/// rows); `{.has_effects = true}` for one that changes something, as NEXTVAL does; `{.gives_rows = true}` for one that gives
/// a set, as UNNEST does: the row that it is selected in comes once for each value.
using function_traits = sql::function_traits;

/// A function of the database:
///
///     inline constexpr auto soundex = vinyl::function<std::string(std::string)>("soundex");
///     inline constexpr auto power = vinyl::function<double(vinyl::takes::number, double)>("power");
///
///     Artist::vinyl().filter(soundex("name"_f) == soundex("country"_f));
///
/// An argument is of the C++ type that a member for it has, or of a family (vinyl::takes); values are converted to the
/// type. `R(A, ...)` takes any number more of the last. The result is of the type that a member for it has, or made by
/// a rule (vinyl::gives). Where NULL can come is said by std::optional: NULL for an argument that is none gives NULL; a
/// result that is one may be NULL whatever the arguments are.
template <class Signature>
class function {
public:
    /// @param sql  the function's name, maybe with its schema, or a text with {} for each argument, "EXTRACT(CENTURY
    /// FROM {})":
    ///             SQL, not a value
    template <std::size_t N>
    consteval explicit function(const char (&sql)[N], function_traits traits = {}) : info_(sql, completed(traits)) {
        if (info_.places() > 0 && !detail::signature<Signature>::takes_exactly(info_.places()))
            detail::the_text_of_this_function_has_another_number_of_places_than_the_signature_has_parameters();
    }

    /// Called with fields, other expressions, values, and querysets that give one.
    template <class... V>
    [[nodiscard]] constexpr auto operator()(V&&... arguments) const {
        constexpr bool takes_as_many = detail::signature<Signature>::takes_count(sizeof...(V));
        static_assert(takes_as_many, "vinyl: this function takes another number of arguments");
        if constexpr (takes_as_many)
            return function_call<Signature, detail::operand_t<V>...>(info_, detail::make_operand<V>(arguments)...);
    }

    [[nodiscard]] constexpr const sql::function_info& info() const noexcept { return info_; }

private:
    static consteval function_traits completed(function_traits traits) {
        traits.gives_one_of_them = std::same_as<typename detail::signature<Signature>::result, gives::one_of_them>;
        return traits;
    }

    sql::function_info info_;
};

}  // namespace vinyl
