// The member that relates many rows to many: many_to_many has no column; the pairs stand in a join table, which vinyl makes, or
// in the table of a model of the user's.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/model/origin.hpp>

#include <type_traits>

namespace vinyl {

namespace detail {

struct relation_access;
struct join_side;

}  // namespace detail

/// A relation to any number of T, each of which may be related to any number of the model this is a member of. Without Through
/// vinyl makes the join table: `album_genres` for the member `genres` of Album, with the columns album_id and genre_id; meta's
/// join_table() says other names. The reverse side is `vinyl::related<Album, "genres">`, a member of T.
///
/// A relation of a model to itself is symmetrical: if a is related to b, then b to a. Meta's asymmetrical() says otherwise.
///
/// @tparam Through  a model that is the join table, with a foreign key to each side and whatever else
/// @tparam Source  the name of Through's foreign key to the model this is a member of, where it has several
/// @tparam Goal  that of its foreign key to T
template <class T, class Through = void, fixed_string Source = "", fixed_string Goal = "">
class many_to_many {
public:
    using target = T;
    using through = Through;
    static constexpr auto source_name = Source;
    static constexpr auto goal_name = Goal;

    // part of no row, so it never makes two rows differ
    [[nodiscard]] friend bool operator==(const many_to_many&, const many_to_many&) noexcept { return true; }

private:
    friend struct detail::relation_access;

    detail::origin_ptr origin_;  // the result the object came from, where that says which database to ask
};

namespace detail {

template <class T>
inline constexpr bool is_many_to_many = false;
template <class T, class Through, fixed_string Source, fixed_string Goal>
inline constexpr bool is_many_to_many<many_to_many<T, Through, Source, Goal>> = true;

}  // namespace detail
}  // namespace vinyl
