// From a text that was made once, and values, to the statement that is sent.
#pragma once

#include <vinyl/base/spare_statement.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/shape.hpp>
#include <vinyl/sql/tree.hpp>
#include <vinyl/sql/year.hpp>

#include <utility>

namespace vinyl::sql {
namespace detail {

/// What travels of a value; it may be moved from.
[[nodiscard]] inline wire_value parameter_of(const parameter_source& source, const shape& known,
                                             std::vector<wire_value>& values) {
    using what = parameter_source::what;
    switch (source.kind) {
        case what::pattern: return {text_oid, false, like_pattern(source.how, values[source.index].bytes)};
        case what::first_day: return first_day_of(values[source.index], false);
        case what::day_after: return first_day_of(values[source.index], true);
        case what::first_iso_day: return first_day_of(values[source.index], false, year_of::iso_weeks);
        case what::iso_day_after: return first_day_of(values[source.index], true, year_of::iso_weeks);
        case what::constant: return known.constants[source.index];
        case what::value: break;
    }
    return values[source.index];
}

}  // namespace detail

VINYL_DECL void fill_in(statement& made, const shape& known, std::vector<wire_value>&& values) {
    made.text = vinyl::detail::spare_statement::take_text();
    made.text = known.text;
    made.plain_read = known.plain_read;
    made.keeps_session = known.keeps_session;
    made.locks_rows = known.locks_rows;
    if (known.in_order) {
        for (const auto& [one, other] : known.exchanged) std::swap(values[one], values[other]);
        made.parameters = std::move(values);
        if (known.as_they_are) return;
        for (const parameter_source& each : known.parameters)
            if (each.kind != parameter_source::what::value)
                made.parameters[each.index] = detail::parameter_of(each, known, made.parameters);
        return;
    }
    made.parameters.reserve(known.parameters.size());
    for (const parameter_source& each : known.parameters)
        made.parameters.push_back(detail::parameter_of(each, known, values));
}

}  // namespace vinyl::sql
