// Window functions of the database: rank().over(order_by("-price"_f)), lag("price"_f).over(...). Each is one descriptor,
// in a template of its name, which argument-dependent lookup finds from a field.
#pragma once

#include <vinyl/expr/window.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace vinyl {

/// The number of the row in its partition, from 1.
[[nodiscard]] constexpr auto row_number() { return window_function<std::int64_t()>("ROW_NUMBER")(); }
/// The place of the row, from 1, with gaps behind rows that share one.
[[nodiscard]] constexpr auto rank() { return window_function<std::int64_t()>("RANK")(); }
/// The place of the row, from 1, without gaps.
[[nodiscard]] constexpr auto dense_rank() { return window_function<std::int64_t()>("DENSE_RANK")(); }
/// The place of the row between 0 and 1: (rank - 1) / (rows - 1).
[[nodiscard]] constexpr auto percent_rank() { return window_function<double()>("PERCENT_RANK")(); }
/// The part of the rows, up to 1, that are not behind this one.
[[nodiscard]] constexpr auto cume_dist() { return window_function<double()>("CUME_DIST")(); }
/// In which of so many parts, as equal in size as can be, the row is, from 1.
template <class N>
[[nodiscard]] constexpr auto ntile(N&& parts) {
    return window_function<std::int32_t(std::int32_t)>("NTILE")(std::forward<N>(parts));
}
/// The value in the row before; NULL where there is none.
template <detail::calculable E>
[[nodiscard]] constexpr auto lag(E&& value) {
    return window_function<std::optional<gives::same>(takes::anything)>("LAG")(std::forward<E>(value));
}
/// The value so many rows before.
template <detail::calculable E, class N>
[[nodiscard]] constexpr auto lag(E&& value, N&& rows) {
    return window_function<std::optional<gives::same>(takes::anything, std::int32_t)>("LAG")(std::forward<E>(value),
                                                                                             std::forward<N>(rows));
}
/// The value so many rows before, or `otherwise` where there is no such row.
template <detail::calculable E, class N, class V>
[[nodiscard]] constexpr auto lag(E&& value, N&& rows, V&& otherwise) {
    return window_function<gives::same(takes::anything, std::int32_t, takes::same)>("LAG")(
        std::forward<E>(value), std::forward<N>(rows), std::forward<V>(otherwise));
}
/// The value in the row behind; NULL where there is none.
template <detail::calculable E>
[[nodiscard]] constexpr auto lead(E&& value) {
    return window_function<std::optional<gives::same>(takes::anything)>("LEAD")(std::forward<E>(value));
}
/// The value so many rows behind.
template <detail::calculable E, class N>
[[nodiscard]] constexpr auto lead(E&& value, N&& rows) {
    return window_function<std::optional<gives::same>(takes::anything, std::int32_t)>("LEAD")(std::forward<E>(value),
                                                                                              std::forward<N>(rows));
}
/// The value so many rows behind, or `otherwise` where there is no such row.
template <detail::calculable E, class N, class V>
[[nodiscard]] constexpr auto lead(E&& value, N&& rows, V&& otherwise) {
    return window_function<gives::same(takes::anything, std::int32_t, takes::same)>("LEAD")(
        std::forward<E>(value), std::forward<N>(rows), std::forward<V>(otherwise));
}
/// The value in the first row of the frame.
template <detail::calculable E>
[[nodiscard]] constexpr auto first_value(E&& value) {
    return window_function<gives::same_in_frame(takes::anything)>("FIRST_VALUE")(std::forward<E>(value));
}
/// The value in the last row of the frame, which ends at the current row unless a frame is given.
template <detail::calculable E>
[[nodiscard]] constexpr auto last_value(E&& value) {
    return window_function<gives::same_in_frame(takes::anything)>("LAST_VALUE")(std::forward<E>(value));
}
/// The value in the n-th row of the frame, from 1; NULL where there is none.
template <detail::calculable E, class N>
[[nodiscard]] constexpr auto nth_value(E&& value, N&& n) {
    return window_function<std::optional<gives::same>(takes::anything, std::int32_t)>("NTH_VALUE")(
        std::forward<E>(value), std::forward<N>(n));
}

/// The functions by themselves, with what windows are said by: `using namespace vinyl::functions;`.
namespace functions {
using vinyl::cume_dist;
using vinyl::current_row;
using vinyl::dense_rank;
using vinyl::first_value;
using vinyl::following;
using vinyl::groups_between;
using vinyl::lag;
using vinyl::last_value;
using vinyl::lead;
using vinyl::nth_value;
using vinyl::ntile;
using vinyl::order_by;
using vinyl::partition_by;
using vinyl::percent_rank;
using vinyl::preceding;
using vinyl::range_between;
using vinyl::rank;
using vinyl::row_number;
using vinyl::rows_between;
using vinyl::unbounded_following;
using vinyl::unbounded_preceding;
}  // namespace functions

namespace literals {
// these have no argument by which they could be found
using vinyl::cume_dist;
using vinyl::dense_rank;
using vinyl::ntile;
using vinyl::percent_rank;
using vinyl::rank;
using vinyl::row_number;
}  // namespace literals

}  // namespace vinyl
