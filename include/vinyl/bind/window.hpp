// From the typed front to the recording: what is calculated over a window.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/has_window.hpp>
#include <vinyl/bind/order_terms.hpp>
#include <vinyl/types/interval.hpp>
#include <vinyl/types/time_of_day.hpp>

#include <concepts>
#include <cstdint>
#include <tuple>
#include <type_traits>

namespace vinyl::detail {

/// The type of how far a range reaches from a value of type T; void: the server has no such ranges.
template <class T>
struct reach {
    using type = void;
};
template <whole_number T>
struct reach<T> {
    using type = std::int64_t;
};
template <std::floating_point T>
struct reach<T> {
    using type = double;
};
template <>
struct reach<decimal> {
    using type = decimal;
};
template <class T>
    requires(std::same_as<T, date> || std::same_as<T, timestamp> || std::same_as<T, local_timestamp> ||
             std::same_as<T, interval> || std::same_as<T, time_of_day>)
struct reach<T> {
    using type = interval;
};

/// The same of what a window is ordered by: of one value.
template <class Scope, class Order>
struct reach_of {
    using type = void;
};
template <class Scope, class Term>
    requires expression<Term>
struct reach_of<Scope, window_order<Term>>
    : reach<typename value_of<Scope, typename order_operand<term_operand_t<Term>>::type>::type> {};

[[noreturn]] inline void throw_negative_offset() {
    throw usage_error("the offset of a frame is negative: preceding() and following() say in which direction it goes");
}

/// A bound of a frame with an offset of type Wanted.
template <class Wanted, class Bound>
void bind_frame_bound(const Bound& bound, recorder& to) {
    if constexpr (!std::same_as<typename Bound::offset_type, absent>) {
        using given = typename Bound::offset_type;
        constexpr bool fits = std::same_as<Wanted, given> || (whole_number<Wanted> && whole_number<given>) ||
                              (any_number<Wanted> && !whole_number<Wanted> && any_number<given>);
        static_assert(fits || std::is_void_v<Wanted>,
                      "vinyl: preceding() and following() take a whole number, but in range_between() a value that the "
                      "server adds to what the window is ordered by: a number, or of dates and times an interval");
        if constexpr (fits) {
            if constexpr (std::integral<given> || std::floating_point<given>)
                if (bound.offset() < given{}) throw_negative_offset();
            to.value(to_parameter<Wanted>(bound.offset()));
        }
    }
}

template <class Scope, class Order, class Frame>
void bind_frame(const Frame& seen, recorder& to) {
    if constexpr (Frame::form.unit != sql::frame_unit::none) {
        constexpr bool has_offsets = has_offset(Frame::form.start) || has_offset(Frame::form.end);
        constexpr bool is_range = Frame::form.unit == sql::frame_unit::range;
        using range_offset = typename reach_of<Scope, Order>::type;
        constexpr bool has_one_order = !is_range || !has_offsets || !std::is_void_v<range_offset>;
        static_assert(
            has_one_order,
            "vinyl: a range with preceding() or following() is one of a window that is ordered by one number, "
            "date or time");
        using offset = std::conditional_t<is_range, range_offset, std::int64_t>;
        bind_frame_bound<offset>(seen.start(), to);
        bind_frame_bound<offset>(seen.end(), to);
        constexpr bool has_order = Frame::form.unit != sql::frame_unit::groups || !std::same_as<Order, window_order<>>;
        static_assert(has_order,
                      "vinyl: groups_between() counts places in an order, and this window has no order_by()");
    }
}

/// Whether an aggregate takes different values only, which is known when it runs.
template <class Computed>
void require_all_values(const Computed& computed) {
    if constexpr (is_aggregate<Computed>)
        if (computed.is_distinct()) throw usage_error("the server calculates no distinct() aggregate over a window");
}

template <class Scope, class Computed, class P, class O, class Frame>
void bind_form_value(const window<Computed, P, O, Frame>& written, recorder& to) {
    constexpr bool of_no_window =
        !has_window<Scope, type_list<typename Computed::parts, typename P::parts, typename O::parts>>;
    static_assert(of_no_window, "vinyl: the database calculates no window of what is calculated over a window");
    if constexpr (of_no_window) {
        require_all_values(written.computed());
        bind_form_value<Scope>(written.computed(), to);
        std::uint32_t partitions = 0, terms = 0;
        std::apply([&](const auto&... by) { ((bind_value<Scope>(by, to), ++partitions), ...); },
                   written.partition().by());
        std::apply([&](const auto&... term) { ((terms += bind_inner_order<Scope>(term, to)), ...); },
                   written.order().terms());
        bind_frame<Scope, O>(written.frame(), to);
        to.window(partitions, terms, Frame::form);
    }
}

}  // namespace vinyl::detail
