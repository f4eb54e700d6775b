// One term of an ordering: `"price"_f.desc()`, or a field's name with a '-' in front: `"-price"_f`.
#pragma once

#include <vinyl/expr/concepts.hpp>

#include <utility>

namespace vinyl {

enum class nulls : unsigned char { unspecified, first, last };

template <class Operand>
class ordered : public expression_tag {
public:
    using parts = detail::type_list<Operand>;
    constexpr ordered(Operand operand, bool descending, nulls where = nulls::unspecified)
        : operand_(std::move(operand)), descending_(descending), where_(where) {}
    [[nodiscard]] constexpr const Operand& operand() const noexcept { return operand_; }
    [[nodiscard]] constexpr bool descending() const noexcept { return descending_; }
    [[nodiscard]] constexpr nulls where() const noexcept { return where_; }

    /// NULLs before all other values.
    [[nodiscard]] constexpr ordered nulls_first() const { return {operand_, descending_, nulls::first}; }
    /// NULLs behind all other values.
    [[nodiscard]] constexpr ordered nulls_last() const { return {operand_, descending_, nulls::last}; }

private:
    [[no_unique_address]] Operand operand_;
    bool descending_;
    nulls where_;
};

/// Ascending and descending order by any expression.
template <detail::calculable E>
[[nodiscard]] constexpr auto asc(E&& operand) {
    return ordered<detail::operand_t<E>>(detail::make_operand<E>(operand), false);
}
template <detail::calculable E>
[[nodiscard]] constexpr auto desc(E&& operand) {
    return ordered<detail::operand_t<E>>(detail::make_operand<E>(operand), true);
}

}  // namespace vinyl
