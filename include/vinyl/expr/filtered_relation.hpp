// A relation with a condition, to be named by annotate().
// https://docs.djangoproject.com/en/stable/ref/models/querysets/#filteredrelation-objects
#pragma once

#include <vinyl/expr/field.hpp>

#include <tuple>

namespace vinyl {

/// See the function.
template <fixed_string Relation, class... Conditions>
class filtered_relation_of : public expression_tag {
public:
    static constexpr auto relation = Relation;
    using parts = detail::type_list<Conditions...>;
    constexpr explicit filtered_relation_of(const Conditions&... conditions) : conditions_(conditions...) {}
    [[nodiscard]] constexpr const std::tuple<Conditions...>& conditions() const noexcept { return conditions_; }

private:
    std::tuple<Conditions...> conditions_;
};

/// A relation of its own, which leads only to the rows for which the conditions hold; annotate() or alias() gives it a name, behind
/// which paths go on:
///
///     Album::vinyl().annotate("long"_f = filtered_relation("tracks"_f, "tracks__seconds"_f > 600))
///                   .annotate("n_long"_f = count("long"_f))
///
/// The conditions become a part of the join (ON), so rows without such a related row stay. They speak of the model, of the tables on
/// the way, and of those that the relation leads to, by the names that these have from the model.
template <fixed_string Relation, class... Conditions>
[[nodiscard]] constexpr auto filtered_relation(field<Relation>, const Conditions&... conditions) {
    static_assert(sizeof...(Conditions) > 0,
                  "vinyl: filtered_relation() takes a relation and a condition for its rows: "
                  "filtered_relation(\"tracks\"_f, \"tracks__seconds\"_f > 600)");
    return filtered_relation_of<Relation, Conditions...>(conditions...);
}

namespace functions {
using vinyl::filtered_relation;
}  // namespace functions

namespace detail {

template <class E>
inline constexpr bool names_relation = false;
template <fixed_string Relation, class... Conditions>
inline constexpr bool names_relation<filtered_relation_of<Relation, Conditions...>> = true;

}  // namespace detail
}  // namespace vinyl
