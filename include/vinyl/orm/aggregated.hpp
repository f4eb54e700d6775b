// aggregate(): one value of all rows, or several by name.
// https://docs.djangoproject.com/en/stable/ref/models/querysets/#aggregate
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/fields_in.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/bind/window.hpp>
#include <vinyl/orm/assignments.hpp>
#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/orm/run_in_mode.hpp>
#include <vinyl/orm/without_rows.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace vinyl::detail {

/// @param Names  what is annotated to the rows
template <class M, class Names, class Mode, class... Aggregates>
[[nodiscard]] auto aggregate_of_rows(const sql::recording& of, const std::string& alias,
                                     const Aggregates&... aggregates) {
    using rows_scope = scope<M, Names>;
    static_assert(sizeof...(Aggregates) > 0, "vinyl: aggregate() needs what it shall calculate");
    static_assert(!(contains_window<Aggregates> || ...),
                  "vinyl: aggregate() gives one value for all rows, and a window has one for each: annotate() it");
    return Mode::run(call_name<M, "aggregate">, [&] {
        // what the rows have is there when these are calculated, windows included
        using around_rows = scope<M, typename windows_calculated<Names>::type>;
        sql::recording rows = of;
        (bind_named<around_rows>(aggregates, rows), ...);
        static constexpr std::string_view called[] = {name_and_operand<Aggregates>::name.view()...};
        rows.aggregates(called, (known_without_rows<rows_scope, Aggregates> && ...));
        if constexpr (sizeof...(Aggregates) == 1 && (!is_keyword<Aggregates> && ...)) {
            return fetch_aggregate<column_type_of<rows_scope, Aggregates>...>(
                std::move(rows), alias, value_without_rows<rows_scope>(aggregates)...);
        } else {
            static_assert((is_keyword<Aggregates> && ...),
                          "vinyl: several aggregates need names: aggregate(\"n\"_f = count(), ...)");
            record<named_of<rows_scope, Aggregates>...> none;
            none.values = decltype(none.values)(value_without_rows<rows_scope>(aggregates)...);
            return fetch_aggregates(std::move(rows), alias, std::move(none));
        }
    });
}

}  // namespace vinyl::detail
