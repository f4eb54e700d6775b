// How with_() joins the rows that it names.
#pragma once

#include <vinyl/expr/field.hpp>
#include <vinyl/sql/query_type.hpp>

#include <tuple>

namespace vinyl {

/// See inner_join() and left_join().
template <bool Left, class... Conditions>
class join_of {
public:
    static constexpr bool left = Left;
    constexpr explicit join_of(const Conditions&... conditions) : conditions_(conditions...) {}
    [[nodiscard]] constexpr const std::tuple<Conditions...>& conditions() const noexcept { return conditions_; }

private:
    std::tuple<Conditions...> conditions_;
};

/// Only rows that meet one of the named rows, once for each that they meet: `inner_join("id"_f == "totals__artist"_f)`.
template <class... Conditions>
[[nodiscard]] constexpr auto inner_join(const Conditions&... conditions) {
    return join_of<false, Conditions...>(conditions...);
}
/// All rows, once for each of the named ones that they meet, or with NULL instead of its values.
template <class... Conditions>
[[nodiscard]] constexpr auto left_join(const Conditions&... conditions) {
    return join_of<true, Conditions...>(conditions...);
}

/// See the constants.
template <sql::common_storage Storage>
struct storage_word {};
/// The named rows are calculated once, whatever the query does with them.
inline constexpr storage_word<sql::common_storage::materialized> materialized{};
/// They are a part of the query, which its conditions may reach into.
inline constexpr storage_word<sql::common_storage::not_materialized> not_materialized{};

namespace functions {
using vinyl::inner_join;
using vinyl::left_join;
using vinyl::materialized;
using vinyl::not_materialized;
}  // namespace functions

}  // namespace vinyl
