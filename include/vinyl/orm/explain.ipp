// A plan is asked for, and its lines put together.
#pragma once

#include <vinyl/orm/explain.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/sql/compile.hpp>

#include <string_view>
#include <utility>

namespace vinyl::detail {

VINYL_DECL std::string sql_of(const explain_options& options) {
    std::string text;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!text.empty()) text += ", ";
        text.append(name).append(1, ' ').append(value);
    };
    const auto add_if = [&](std::string_view name, const std::optional<bool>& said) {
        if (said) add(name, *said ? "TRUE" : "FALSE");
    };
    add_if("ANALYZE", options.analyze);
    add_if("VERBOSE", options.verbose);
    add_if("COSTS", options.costs);
    add_if("SETTINGS", options.settings);
    add_if("GENERIC_PLAN", options.generic_plan);
    add_if("BUFFERS", options.buffers);
    if (options.serialize) {
        constexpr std::string_view ways[] = {"NONE", "TEXT", "BINARY"};
        add("SERIALIZE", ways[static_cast<std::size_t>(*options.serialize)]);
    }
    add_if("WAL", options.wal);
    add_if("TIMING", options.timing);
    add_if("SUMMARY", options.summary);
    add_if("MEMORY", options.memory);
    if (options.format != explain_format::text) {
        constexpr std::string_view formats[] = {"TEXT", "JSON", "XML", "YAML"};
        add("FORMAT", formats[static_cast<std::size_t>(options.format)]);
    }
    return text;
}

struct plan_of_rows : asked_rows {
    plan_of_rows(sql::recording&& complete, const explain_options& options) : asked_rows(std::move(complete), false) {
        if (!sent) return;
        *sent = sql::explain(std::move(*sent), sql_of(options));
        sent->locks_rows = sent->locks_rows && options.analyze.value_or(false);
    }
    [[nodiscard]] static std::string nothing() { return {}; }
    [[nodiscard]] static std::string read(const db::result& answer) {
        std::string plan;
        for (std::size_t row = 0; row < answer.rows(); ++row) {
            if (row > 0) plan += '\n';
            plan += answer.bytes(row, 0);
        }
        return plan;
    }
};

VINYL_DECL dual<std::string> explain_rows(sql::recording rows, const explain_options& options,
                                          const std::string& alias) {
    rows.select();
    return io::run<asking<plan_of_rows>>(alias, std::move(rows), options);
}

}  // namespace vinyl::detail
