// What an aggregate is: its name, what it takes and what it gives, said once as a C++ function type. Those that come
// with vinyl are in aggregates.hpp.
#pragma once

#include <vinyl/expr/families.hpp>
#include <vinyl/expr/field.hpp>
#include <vinyl/expr/window.hpp>
#include <vinyl/sql/function_info.hpp>

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl {

/// An aggregate with its arguments, a std::tuple of expressions; Order: a window_order.
template <class Signature, class Arguments, class Filter = absent, class Otherwise = absent, class Order = absent>
class aggregate;

template <class Signature, class... Arguments, class Filter, class Otherwise, class Order>
class aggregate<Signature, std::tuple<Arguments...>, Filter, Otherwise, Order>
    : public expression_tag, public lookups<aggregate<Signature, std::tuple<Arguments...>, Filter, Otherwise, Order>> {
    using arguments_type = std::tuple<Arguments...>;

public:
    using parts = detail::type_list<Arguments..., Filter, Otherwise, typename Order::parts>;

    constexpr explicit aggregate(const sql::aggregate_info& info, arguments_type arguments, Filter filter = {},
                                 Otherwise otherwise = {}, Order order = {}, bool distinct = false)
        : info_(info), arguments_(std::move(arguments)), filter_(std::move(filter)), otherwise_(std::move(otherwise)),
          order_(std::move(order)), distinct_(distinct) {}

    /// Each different value once.
    [[nodiscard]] constexpr aggregate distinct() const {
        constexpr bool has_argument = sizeof...(Arguments) > 0;
        static_assert(has_argument,
                      "vinyl: count() counts rows, and no row comes twice; count different values of a field: "
                      "count(\"title\"_f).distinct()");
        return aggregate(info_, arguments_, filter_, otherwise_, order_, true);
    }
    /// Only rows for which the condition holds; a bool field is one.
    template <expression C>
    [[nodiscard]] constexpr auto filter(C condition) const {
        return aggregate<Signature, arguments_type, C, Otherwise, Order>(info_, arguments_, std::move(condition),
                                                                         otherwise_, order_, distinct_);
    }
    /// The order in which values are taken, where it matters: `array_agg("title"_f).order_by("-released"_f)`. With
    /// distinct(), the server orders by what it aggregates only.
    template <class... Terms>
    [[nodiscard]] constexpr auto order_by(const Terms&... terms) const {
        static_assert(sizeof...(Terms) > 0, "vinyl: order_by() of an aggregate needs something to order by");
        return aggregate<Signature, arguments_type, Filter, Otherwise, window_order<Terms...>>(
            info_, arguments_, filter_, otherwise_, window_order<Terms...>(std::tuple<Terms...>(terms...)), distinct_);
    }
    /// Calculated for each row, over the rows of a window: `sum("price"_f).over(partition_by("artist"_f))`. It makes no
    /// groups.
    /// @param pieces  partition_by(), order_by() and a frame, each at most once; without them, the window is all rows
    template <class... Parts>
    [[nodiscard]] constexpr auto over(const Parts&... pieces) const {
        constexpr bool has_no_order = std::same_as<Order, absent>;
        static_assert(has_no_order,
                      "vinyl: over a window the server orders rows, not what an aggregate takes: give order_by() to "
                      "over()");
        return detail::make_window(*this, pieces...);
    }
    /// The value instead of NULL when there is no row.
    template <class V>
    [[nodiscard]] constexpr auto otherwise(V&& value) const {
        constexpr bool may_be_null = detail::is_optional<typename detail::signature<Signature>::result>;
        static_assert(may_be_null, "vinyl: this aggregate is never NULL, so it has no otherwise(): of no rows it is 0");
        return aggregate<Signature, arguments_type, Filter, detail::operand_t<V>, Order>(
            info_, arguments_, filter_, detail::make_operand<V>(value), order_, distinct_);
    }

    [[nodiscard]] constexpr const sql::aggregate_info& info() const noexcept { return info_; }
    [[nodiscard]] constexpr const arguments_type& arguments() const noexcept { return arguments_; }
    [[nodiscard]] constexpr const Filter& condition() const noexcept { return filter_; }
    [[nodiscard]] constexpr const Otherwise& default_value() const noexcept { return otherwise_; }
    [[nodiscard]] constexpr const Order& order() const noexcept { return order_; }
    [[nodiscard]] constexpr bool is_distinct() const noexcept { return distinct_; }

private:
    sql::aggregate_info info_;
    [[no_unique_address]] arguments_type arguments_;
    [[no_unique_address]] Filter filter_;
    [[no_unique_address]] Otherwise otherwise_;
    [[no_unique_address]] Order order_;
    bool distinct_ = false;
};

/// What an aggregate's signature does not say: `{.ignores_repeats = true}` for one that a value more makes no difference to where
/// that is there already, as BOOL_OR. It stays in one query with aggregates of other relations.
struct aggregate_traits {
    bool ignores_repeats = false;
};

/// An aggregate of the database:
///
///     inline constexpr auto bool_or = vinyl::aggregate_function<std::optional<bool>(bool)>("BOOL_OR");
///
///     Artist::vinyl().annotate("any_cheap"_f = bool_or("albums__price"_f < 10));
///
/// The signature says what a function's does (see vinyl::function), but for NULL: aggregates leave it out, and what
/// they give of no row is what the result says, std::optional for NULL.
template <class Signature>
class aggregate_function {
    using result = typename detail::signature<Signature>::result;

public:
    /// @param sql  the aggregate's name, maybe with its schema: SQL, not a value
    template <std::size_t N>
    consteval explicit aggregate_function(const char (&sql)[N], aggregate_traits traits = {})
        : info_(sql, {.gives_one_of_them = detail::gives_one_of_them<Signature>,
                      .never_null = !detail::is_optional<result>,
                      .ignores_repeats = traits.ignores_repeats || detail::gives_one_of_them<Signature>}) {}

    /// Called with fields, other expressions, and values.
    template <class... V>
    [[nodiscard]] constexpr auto operator()(V&&... arguments) const {
        constexpr bool takes_as_many = detail::signature<Signature>::takes_count(sizeof...(V));
        static_assert(takes_as_many, "vinyl: this aggregate takes another number of arguments");
        using kept = std::tuple<detail::operand_t<V>...>;
        if constexpr (takes_as_many)
            return aggregate<Signature, kept>(info_, kept(detail::make_operand<V>(arguments)...));
    }

private:
    sql::aggregate_info info_;
};

namespace detail {
template <class E>
inline constexpr bool is_aggregate = false;
template <class Signature, class Arguments, class Filter, class Otherwise, class Order>
inline constexpr bool is_aggregate<aggregate<Signature, Arguments, Filter, Otherwise, Order>> = true;
}  // namespace detail

}  // namespace vinyl
