// Columns by name.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/rows/arranged.hpp>

#include <algorithm>
#include <string>

namespace vinyl::detail {

[[nodiscard]] inline std::string reading_row(std::string_view row) {
    // a struct that is declared inside a function has no name to show
    return "reading " + std::string(row.empty() ? std::string_view("a row") : row);
}

VINYL_DECL std::vector<std::size_t> find_columns(const db::result& answer, list_view<const std::string_view> names,
                                                 std::string_view row) {
    std::vector<std::size_t> places(names.size(), not_given);
    for (std::size_t column = 0; column < answer.columns(); ++column) {
        const std::string_view name = answer.column_name(column);
        const auto wanted = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
        if (wanted == names.size()) continue;
        if (places[wanted] != not_given)
            throw data_error(reading_row(row) + ": the statement gives two columns called \"" + std::string(name) +
                             "\"; give one of them another name by AS, or do not select it");
        places[wanted] = column;
    }
    return places;
}

VINYL_DECL void require_columns(const db::result& answer, list_view<const std::string_view> names,
                                const std::vector<std::size_t>& places, std::string_view row, std::string_view advice) {
    std::string missing, given;
    const auto add = [](std::string& to, std::string_view name) {
        to.append(to.empty() ? "\"" : ", \"").append(name).append("\"");
    };
    for (std::size_t i = 0; i < places.size(); ++i)
        if (places[i] == not_given) add(missing, names[i]);
    if (missing.empty()) return;
    for (std::size_t column = 0; column < answer.columns(); ++column) add(given, answer.column_name(column));
    throw data_error(reading_row(row) + ": the statement gives no column " + missing + ", but " +
                     (given.empty() ? std::string("none at all") : given) + "; " + std::string(advice));
}

}  // namespace vinyl::detail
