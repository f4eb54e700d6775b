// count, sum, avg, min, max: one value of many rows.
#pragma once

#include <vinyl/expr/field.hpp>

#include <type_traits>
#include <utility>

namespace vinyl {

enum class aggregate_kind : unsigned char { count, sum, avg, min, max };

/// Stands for "no argument", "no filter", "no default".
struct absent {};

template <aggregate_kind Kind, class Argument = absent, class Filter = absent, class Otherwise = absent>
class aggregate : public expression_tag, public lookups<aggregate<Kind, Argument, Filter, Otherwise>> {
public:
    static constexpr aggregate_kind kind = Kind;
    using argument_type = Argument;
    using filter_type = Filter;
    using otherwise_type = Otherwise;

    constexpr explicit aggregate(Argument argument = {}, Filter filter = {}, Otherwise otherwise = {},
                                 bool distinct = false)
        : argument_(std::move(argument)), filter_(std::move(filter)), otherwise_(std::move(otherwise)),
          distinct_(distinct) {}

    /// Each different value once.
    [[nodiscard]] constexpr aggregate distinct() const {
        constexpr bool has_argument = !std::is_same_v<Argument, absent>;
        static_assert(has_argument,
                      "vinyl: count() counts rows, and no row comes twice; count different values of a field: "
                      "count(\"title\"_f).distinct()");
        return aggregate(argument_, filter_, otherwise_, true);
    }
    /// Only rows for which the condition holds; a bool field is one.
    template <expression C>
    [[nodiscard]] constexpr auto filter(C condition) const {
        return aggregate<Kind, Argument, C, Otherwise>(argument_, std::move(condition), otherwise_, distinct_);
    }
    /// The value instead of NULL when there is no row.
    template <class V>
    [[nodiscard]] constexpr auto otherwise(V&& value) const {
        return aggregate<Kind, Argument, Filter, detail::operand_t<V>>(argument_, filter_,
                                                                       detail::make_operand<V>(value), distinct_);
    }

    [[nodiscard]] constexpr const Argument& argument() const noexcept { return argument_; }
    [[nodiscard]] constexpr const Filter& condition() const noexcept { return filter_; }
    [[nodiscard]] constexpr const Otherwise& default_value() const noexcept { return otherwise_; }
    [[nodiscard]] constexpr bool is_distinct() const noexcept { return distinct_; }

private:
    [[no_unique_address]] Argument argument_;
    [[no_unique_address]] Filter filter_;
    [[no_unique_address]] Otherwise otherwise_;
    bool distinct_ = false;
};

/// How many rows.
[[nodiscard]] constexpr auto count() { return aggregate<aggregate_kind::count>(); }
/// How many values that are not NULL; of a relation, how many related rows.
template <expression E>
[[nodiscard]] constexpr auto count(E argument) {
    return aggregate<aggregate_kind::count, E>(std::move(argument));
}
/// The sum; NULL when there is no row. Of integers a bigint (of bigint a decimal).
template <expression E>
[[nodiscard]] constexpr auto sum(E argument) {
    return aggregate<aggregate_kind::sum, E>(std::move(argument));
}
/// The mean; NULL when there is no row.
template <expression E>
[[nodiscard]] constexpr auto avg(E argument) {
    return aggregate<aggregate_kind::avg, E>(std::move(argument));
}
template <expression E>
[[nodiscard]] constexpr auto min(E argument) {
    return aggregate<aggregate_kind::min, E>(std::move(argument));
}
template <expression E>
[[nodiscard]] constexpr auto max(E argument) {
    return aggregate<aggregate_kind::max, E>(std::move(argument));
}

/// True when the queryset has a row; in a filter, with "..."_outer for the fields of the query around it.
template <detail::query_like Q>
[[nodiscard]] auto exists(Q rows) {
    return existence<Q>(std::move(rows));
}

namespace literals {
// count() has no argument by which it could be found
using vinyl::count;
}  // namespace literals

}  // namespace vinyl
