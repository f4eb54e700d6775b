// `array_subquery(Track::vinyl().filter("album"_f = "id"_outer).values("title"_f))`: the rows of a subquery as one array.
#pragma once

#include <vinyl/expr/lookups.hpp>

#include <utility>

namespace vinyl {

template <class Queryset>
class array_of_rows : public expression_tag, public lookups<array_of_rows<Queryset>> {
public:
    using parts = detail::type_list<subquery<Queryset>>;
    explicit array_of_rows(Queryset rows) : rows_(std::move(rows)) {}
    [[nodiscard]] const Queryset& rows() const noexcept { return rows_.rows(); }

private:
    subquery<Queryset> rows_;
};

/// The values of a queryset's only column, or the keys of its rows, in its order: an array, which is empty when there is no
/// row.
template <detail::query_like Q>
[[nodiscard]] auto array_subquery(Q rows) {
    return array_of_rows<Q>(std::move(rows));
}

}  // namespace vinyl
