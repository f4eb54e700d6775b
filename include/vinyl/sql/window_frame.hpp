// Which rows around its own a window function looks at: ROWS BETWEEN 2 PRECEDING AND CURRENT ROW. Facts that are no
// values; the offsets are expressions.
#pragma once

namespace vinyl::sql {

/// What a frame counts by; `none`: there is no frame.
enum class frame_unit : unsigned char { none, rows, range, groups };

/// Where a frame begins or ends, in the order of the rows.
enum class frame_place : unsigned char { unbounded_preceding, preceding, current_row, following, unbounded_following };

/// What a frame leaves out.
enum class frame_exclusion : unsigned char { none, current_row, group, ties };

struct window_frame {
    frame_unit unit = frame_unit::none;
    frame_place start = frame_place::unbounded_preceding;
    frame_place end = frame_place::current_row;
    frame_exclusion exclusion = frame_exclusion::none;

    friend constexpr bool operator==(const window_frame&, const window_frame&) = default;
};

/// Whether so many rows, or so much of a range, are said of a place.
[[nodiscard]] constexpr bool has_offset(frame_place place) noexcept {
    return place == frame_place::preceding || place == frame_place::following;
}

}  // namespace vinyl::sql
