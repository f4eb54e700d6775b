// `"price"_f`: the name of a field, or a path across relations, as a type; by `=`, the keyword form that filter,
// create, update and annotate share.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/expr/arithmetic.hpp>
#include <vinyl/expr/lookups.hpp>

#include <utility>

namespace vinyl {

template <fixed_string Name>
class field;

/// `"price__lt"_f = 10` in filter(), `"title"_f = "Milestones"` in create() and update(), `"n"_f = count()` in
/// annotate().
template <fixed_string Name, class Operand>
class keyword : public condition_tag {
public:
    static constexpr auto name = Name;
    using parts = detail::type_list<field<Name>, Operand>;
    constexpr explicit keyword(Operand operand) : operand_(static_cast<Operand&&>(operand)) {}
    [[nodiscard]] constexpr const Operand& operand() const noexcept { return operand_; }

private:
    [[no_unique_address]] Operand operand_;
};

/// A field or path by name, as in `"artist__name"_f`. Empty: the name is in the type.
template <fixed_string Name>
class field : public expression_tag, public lookups<field<Name>> {
public:
    static constexpr auto name = Name;
    using parts = detail::type_list<>;

    constexpr field() noexcept = default;
    constexpr field(const field&) noexcept = default;

    /// The keyword form. Not an assignment: nothing changes.
    template <class V>
    constexpr auto operator=(V&& value) const {
        return keyword<Name, detail::operand_t<V>>(detail::make_operand<V>(value));
    }
    /// The same with the field itself, which C++ would take for an assignment: `"flag"_f = "flag"_f`.
    constexpr auto operator=(const field& same) const { return keyword<Name, field>(same); }
};

/// In a subquery, a field of the query around it: `"id"_outer`.
template <fixed_string Name>
class outer_field : public expression_tag, public lookups<outer_field<Name>> {
public:
    static constexpr auto name = Name;
    using parts = detail::type_list<>;
};

namespace literals {

/// Names a field of whatever model it is used with: `Album::vinyl().filter("price"_f < 10)`.
template <fixed_string Name>
consteval field<Name> operator""_f() noexcept {
    return {};
}

/// Inside a subquery, names a field of the query around it: `exists(Track::vinyl().filter("album"_f = "id"_outer))`.
template <fixed_string Name>
consteval outer_field<Name> operator""_outer() noexcept {
    return {};
}

}  // namespace literals
}  // namespace vinyl
