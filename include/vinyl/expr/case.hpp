// `case_(when("price"_f > 100, "dear"), when("price"_f > 10, "fair")).otherwise("cheap")`: the value of the first condition that
// holds.
#pragma once

#include <vinyl/expr/lookups.hpp>
#include <vinyl/expr/window.hpp>

#include <tuple>
#include <utility>

namespace vinyl {

/// A value, and when it is taken.
template <class Condition, class Value>
class when_branch {
public:
    using parts = detail::type_list<Condition, Value>;
    constexpr when_branch(Condition condition, Value value)
        : condition_(std::move(condition)), value_(std::move(value)) {}
    [[nodiscard]] constexpr const Condition& condition() const noexcept { return condition_; }
    [[nodiscard]] constexpr const Value& value() const noexcept { return value_; }

private:
    [[no_unique_address]] Condition condition_;
    [[no_unique_address]] Value value_;
};

/// The value of the first branch whose condition holds, else `Otherwise`; absent: NULL.
template <class Otherwise, class... Branches>
class case_of : public expression_tag, public lookups<case_of<Otherwise, Branches...>> {
public:
    using parts = detail::type_list<typename Branches::parts..., Otherwise>;
    constexpr explicit case_of(std::tuple<Branches...> branches, Otherwise otherwise = {})
        : branches_(std::move(branches)), otherwise_(std::move(otherwise)) {}

    /// The value where no condition holds.
    template <class V>
    [[nodiscard]] constexpr auto otherwise(V&& value) const {
        return case_of<detail::operand_t<V>, Branches...>(branches_, detail::make_operand<V>(value));
    }

    [[nodiscard]] constexpr const std::tuple<Branches...>& branches() const noexcept { return branches_; }
    [[nodiscard]] constexpr const Otherwise& default_value() const noexcept { return otherwise_; }

private:
    [[no_unique_address]] std::tuple<Branches...> branches_;
    [[no_unique_address]] Otherwise otherwise_;
};

/// A branch of case_(): a condition, and the value where it holds.
template <expression C, class V>
[[nodiscard]] constexpr auto when(C condition, V&& value) {
    return when_branch<C, detail::operand_t<V>>(std::move(condition), detail::make_operand<V>(value));
}

/// The value of the first branch whose condition holds; NULL where none does, unless otherwise() says something else. The
/// values have a type in common. Joins for the conditions lose no rows.
template <class... C, class... V>
    requires(sizeof...(C) > 0)
[[nodiscard]] constexpr auto case_(const when_branch<C, V>&... branches) {
    return case_of<absent, when_branch<C, V>...>(std::tuple<when_branch<C, V>...>(branches...));
}

}  // namespace vinyl
