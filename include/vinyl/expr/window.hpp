// Windows: what is calculated for each row over rows around it. `rank().over(partition_by("artist"_f),
// order_by("-price"_f))`, and what a window function is: its name, what it takes and what it gives. Those that come with
// vinyl are in window_functions.hpp.
#pragma once

#include <vinyl/expr/families.hpp>
#include <vinyl/expr/function.hpp>
#include <vinyl/expr/lookups.hpp>
#include <vinyl/expr/order_operand.hpp>
#include <vinyl/sql/window_frame.hpp>

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl {

namespace detail {

enum class window_part : unsigned char { partition, order, frame };

/// What over() takes.
template <class T>
concept part_of_window = std::same_as<decltype(T::part), const window_part>;

template <window_part Part, class T>
inline constexpr bool is_part = false;
template <window_part Part, part_of_window T>
inline constexpr bool is_part<Part, T> = T::part == Part;

}  // namespace detail

/// Rows for which all of these are equal make one partition, and a window stays within it.
template <class... E>
class window_partition {
public:
    static constexpr auto part = detail::window_part::partition;
    using parts = detail::type_list<E...>;
    constexpr explicit window_partition(std::tuple<E...> by) : by_(std::move(by)) {}
    [[nodiscard]] constexpr const std::tuple<E...>& by() const noexcept { return by_; }

private:
    [[no_unique_address]] std::tuple<E...> by_;
};

/// `partition_by("artist"_f, "live"_f)`
template <class... E>
    requires(detail::calculable<E> || ...)
[[nodiscard]] constexpr auto partition_by(E&&... by) {
    using kept = std::tuple<detail::operand_t<E>...>;
    return window_partition<detail::operand_t<E>...>(kept(detail::make_operand<E>(by)...));
}

/// The order of the rows in a partition.
template <class... Terms>
class window_order {
public:
    static constexpr auto part = detail::window_part::order;
    using parts = detail::type_list<typename detail::order_operand<Terms>::type...>;
    constexpr explicit window_order(std::tuple<Terms...> terms) : terms_(std::move(terms)) {}
    [[nodiscard]] constexpr const std::tuple<Terms...>& terms() const noexcept { return terms_; }

private:
    [[no_unique_address]] std::tuple<Terms...> terms_;
};

/// `order_by("-price"_f, "id"_f)`: all that order_by() of a queryset takes, and aggregates.
template <class... Terms>
    requires(sizeof...(Terms) > 0)
[[nodiscard]] constexpr auto order_by(const Terms&... terms) {
    return window_order<Terms...>(std::tuple<Terms...>(terms...));
}

/// Stands for "no filter", "no default", "no offset".
struct absent {
    using parts = detail::type_list<>;
};

/// Where a frame begins or ends; Offset: how far from the current row, `absent` where that is not said.
template <sql::frame_place Place, class Offset = absent>
class frame_bound {
public:
    static constexpr sql::frame_place place = Place;
    using offset_type = Offset;
    constexpr explicit frame_bound(Offset offset) : offset_(std::move(offset)) {}
    [[nodiscard]] constexpr const Offset& offset() const noexcept { return offset_; }

private:
    Offset offset_;
};
template <sql::frame_place Place>
class frame_bound<Place, absent> {
public:
    static constexpr sql::frame_place place = Place;
    using offset_type = absent;
};

inline constexpr frame_bound<sql::frame_place::unbounded_preceding> unbounded_preceding;
inline constexpr frame_bound<sql::frame_place::current_row> current_row;
inline constexpr frame_bound<sql::frame_place::unbounded_following> unbounded_following;
/// So many rows or groups before the current one, or values that are less by so much.
template <class V>
[[nodiscard]] constexpr auto preceding(V offset) {
    return frame_bound<sql::frame_place::preceding, V>(std::move(offset));
}
/// So many rows or groups behind the current one, or values that are greater by so much.
template <class V>
[[nodiscard]] constexpr auto following(V offset) {
    return frame_bound<sql::frame_place::following, V>(std::move(offset));
}

namespace detail {
template <class T>
concept bound_of_frame = std::same_as<decltype(T::place), const sql::frame_place>;
}  // namespace detail

/// Which rows of the partition, seen from each row, a window function looks at.
template <sql::frame_unit Unit, class Start, class End, sql::frame_exclusion Exclusion = sql::frame_exclusion::none>
class frame {
    template <sql::frame_exclusion Other>
    using without = frame<Unit, Start, End, Other>;

public:
    static constexpr auto part = detail::window_part::frame;
    using parts = detail::type_list<>;
    using start_type = Start;
    using end_type = End;
    static constexpr sql::window_frame form{Unit, Start::place, End::place, Exclusion};
    /// Whether there may be no row in it: the current one need not be.
    static constexpr bool may_be_empty =
        Start::place > sql::frame_place::current_row || End::place < sql::frame_place::current_row ||
        Exclusion == sql::frame_exclusion::current_row || Exclusion == sql::frame_exclusion::group;

    constexpr frame(Start start, End end) : start_(std::move(start)), end_(std::move(end)) {
        constexpr bool in_order = Start::place <= End::place && Start::place != sql::frame_place::unbounded_following &&
                                  End::place != sql::frame_place::unbounded_preceding;
        static_assert(in_order, "vinyl: this frame ends before it begins; its first bound is where it begins");
    }
    /// Without the current row.
    [[nodiscard]] constexpr auto exclude_current_row() const {
        return without<sql::frame_exclusion::current_row>(start_, end_);
    }
    /// Without the rows that have the current row's place in the order, itself among them.
    [[nodiscard]] constexpr auto exclude_group() const { return without<sql::frame_exclusion::group>(start_, end_); }
    /// Without the other rows that have the current row's place in the order.
    [[nodiscard]] constexpr auto exclude_ties() const { return without<sql::frame_exclusion::ties>(start_, end_); }

    [[nodiscard]] constexpr const Start& start() const noexcept { return start_; }
    [[nodiscard]] constexpr const End& end() const noexcept { return end_; }

private:
    [[no_unique_address]] Start start_;
    [[no_unique_address]] End end_;
};

/// Rows counted one by one: `rows_between(preceding(2), current_row)`.
template <detail::bound_of_frame Start, detail::bound_of_frame End>
[[nodiscard]] constexpr auto rows_between(Start start, End end) {
    return frame<sql::frame_unit::rows, Start, End>(std::move(start), std::move(end));
}
/// Rows whose value, by which they are ordered, is in a range around the current row's:
/// `range_between(preceding(vinyl::interval{.days = 7}), current_row)`. Rows with the same value as the current one belong
/// to it.
template <detail::bound_of_frame Start, detail::bound_of_frame End>
[[nodiscard]] constexpr auto range_between(Start start, End end) {
    return frame<sql::frame_unit::range, Start, End>(std::move(start), std::move(end));
}
/// Rows with the same place in the order counted as one.
template <detail::bound_of_frame Start, detail::bound_of_frame End>
[[nodiscard]] constexpr auto groups_between(Start start, End end) {
    return frame<sql::frame_unit::groups, Start, End>(std::move(start), std::move(end));
}

namespace detail {
/// What the server takes when nothing is said: up to the current row when there is an order, else all rows.
struct usual_frame {
    static constexpr auto part = window_part::frame;
    using parts = type_list<>;
    static constexpr sql::window_frame form{};
    static constexpr bool may_be_empty = false;
};
}  // namespace detail

/// A window function or an aggregate that is calculated for each row over a window.
template <class Computed, class Partition, class Order, class Frame>
class window : public expression_tag, public lookups<window<Computed, Partition, Order, Frame>> {
public:
    using parts = detail::type_list<Computed, typename Partition::parts, typename Order::parts>;
    constexpr explicit window(Computed computed, Partition partition, Order order, Frame frame)
        : computed_(std::move(computed)), partition_(std::move(partition)), order_(std::move(order)),
          frame_(std::move(frame)) {}
    [[nodiscard]] constexpr const Computed& computed() const noexcept { return computed_; }
    [[nodiscard]] constexpr const Partition& partition() const noexcept { return partition_; }
    [[nodiscard]] constexpr const Order& order() const noexcept { return order_; }
    [[nodiscard]] constexpr const Frame& frame() const noexcept { return frame_; }

private:
    Computed computed_;
    [[no_unique_address]] Partition partition_;
    [[no_unique_address]] Order order_;
    [[no_unique_address]] Frame frame_;
};

namespace detail {

template <class E>
inline constexpr bool is_window = false;
template <class Computed, class Partition, class Order, class Frame>
inline constexpr bool is_window<window<Computed, Partition, Order, Frame>> = true;

/// The part of this kind, or what stands for it.
template <window_part Part, class None>
constexpr None part_among(const None& none) {
    return none;
}
template <window_part Part, class None, class First, class... Rest>
constexpr auto part_among(const None& none, const First& first, const Rest&... rest) {
    if constexpr (is_part<Part, First>) return first;
    else return part_among<Part>(none, rest...);
}

template <class Computed, class... Parts>
constexpr auto make_window(const Computed& computed, const Parts&... parts) {
    constexpr bool each_once = (part_of_window<Parts> && ...) &&
                               (int{is_part<window_part::partition, Parts>} + ... + 0) <= 1 &&
                               (int{is_part<window_part::order, Parts>} + ... + 0) <= 1 &&
                               (int{is_part<window_part::frame, Parts>} + ... + 0) <= 1;
    static_assert(each_once,
                  "vinyl: over() takes vinyl::partition_by(...), vinyl::order_by(...) and a frame such as "
                  "vinyl::rows_between(...), each at most once");
    const window_partition<> all{std::tuple<>()};
    const window_order<> any{std::tuple<>()};
    auto partition = part_among<window_part::partition>(all, parts...);
    auto order = part_among<window_part::order>(any, parts...);
    auto seen = part_among<window_part::frame>(usual_frame(), parts...);
    return window<Computed, decltype(partition), decltype(order), decltype(seen)>(computed, std::move(partition),
                                                                                  std::move(order), std::move(seen));
}

}  // namespace detail

/// A window function with its arguments, which is no value before it is told over which window.
template <class Called>
class window_call : public expression_tag, public lookups<window_call<Called>> {
public:
    using parts = detail::type_list<Called>;
    constexpr explicit window_call(Called called) : called_(std::move(called)) {}

    /// @param pieces  partition_by(), order_by() and a frame, each at most once; without them, the window is all rows
    template <class... Parts>
    [[nodiscard]] constexpr auto over(const Parts&... pieces) const {
        return detail::make_window(called_, pieces...);
    }

private:
    Called called_;
};

/// A window function of the database:
///
///     inline constexpr auto rank = vinyl::window_function<std::int64_t()>("RANK");
///
///     Album::vinyl().annotate("place"_f = rank().over(partition_by("artist"_f), order_by("-price"_f)));
///
/// The signature says what a function's does (see vinyl::function). gives::same_in_frame is for those that give the
/// value in a row of the frame.
template <class Signature>
class window_function {
    using result = typename detail::signature<Signature>::result;
    static constexpr bool gives_first = std::same_as<detail::without_optional_t<result>, gives::same> ||
                                        std::same_as<detail::without_optional_t<result>, gives::same_in_frame>;

public:
    /// @param sql  the function's name, maybe with its schema, or a text with {} for each argument: SQL, not a value
    template <std::size_t N>
    consteval explicit window_function(const char (&sql)[N]) : function_(sql, {.gives_first = gives_first}) {}

    /// Called with fields, other expressions, and values.
    template <class... V>
    [[nodiscard]] constexpr auto operator()(V&&... arguments) const {
        using called = decltype(function_(std::forward<V>(arguments)...));
        if constexpr (!std::is_void_v<called>) return window_call<called>(function_(std::forward<V>(arguments)...));
    }

private:
    function<Signature> function_;
};

}  // namespace vinyl
