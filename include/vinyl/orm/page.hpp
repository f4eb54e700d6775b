// One page of a queryset's rows, with the number of all.
#pragma once

#include <vinyl/dual/gather.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace vinyl {

/// `auto [rows, total] = *tracks.page(2, 25);`
template <class Row>
struct page {
    std::vector<Row> rows;
    std::int64_t total = 0;  ///< Rows on all pages.
};

namespace detail {

template <class Row>
dual<page<Row>> rows_and_total(dual<std::vector<Row>> rows, dual<std::int64_t> total) {
    return later([](std::vector<Row> found, std::int64_t all) { return page<Row>{std::move(found), all}; },
                 std::move(rows), std::move(total));
}

}  // namespace detail
}  // namespace vinyl
