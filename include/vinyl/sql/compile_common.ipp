// WITH: what stands in front of a SELECT.
#pragma once

#include <vinyl/sql/compile.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/identifier.hpp>
#include <vinyl/sql/statement_parts.hpp>
#include <vinyl/sql/tree.hpp>
#include <vinyl/sql/writer.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace vinyl::sql::detail {

/// Writes the two tables of a walk along a relation from a model to itself: each way that was gone, and of these the shortest to
/// each row. The names of their columns are those of the relation that joins the second.
class tree_writer {
public:
    tree_writer(writer& out, const common_table& tree) : out_(out), tree_(tree), model_(tree.rows.model()) {}

    void write() {
        std::string& text = out_.text;
        text += "\"__walk\" (";
        columns("");
        text += ") AS (SELECT ";
        keys("\"__start\".", false);
        text += ", 0, ARRAY[";
        row("\"__start\".", false);
        text += "] FROM (";
        out_.select(tree_.rows, projection::key, 'U', nullptr);
        text += ") \"__start\" (";
        keys("", false);
        text += ") UNION ALL SELECT ";
        keys("\"__next\".", true);
        text += ", \"__walk\".\"__depth\" + 1, \"__walk\".\"__path\" || ";
        row("\"__next\".", true);
        text += " FROM \"__walk\" INNER JOIN ";
        step();
        text += " WHERE NOT ";
        row("\"__next\".", true);
        text += " = ANY (\"__walk\".\"__path\")";
        if (tree_.walk.max_depth) {
            text += " AND \"__walk\".\"__depth\" < ";
            out_.write(tree_.walk.max_depth, nullptr);
        }
        text += "), \"__tree\" (";
        columns("");
        text += ") AS (SELECT DISTINCT ON (";
        keys("\"__walk\".", false);
        text += ") ";
        columns("\"__walk\".");
        text += " FROM \"__walk\"";
        if (!tree_.walk.with_start) text += " WHERE \"__walk\".\"__depth\" > 0";
        text += " ORDER BY ";
        columns("\"__walk\".");
        text += ')';
    }

private:
    /// From the rows of "__walk" to the ones behind them, "__next".
    void step() {
        std::string& text = out_.text;
        const relation_info& along = *tree_.walk.along;
        if (!tree_.walk.upwards) {
            append_table(text, model_);
            text += " \"__next\" ON (";
            each([&](std::size_t key) {
                column("\"__next\".", along.columns[pair_of(key)].local);
                text += " = \"__walk\".";
                key_name(key);
            });
            text += ')';
            return;
        }
        append_table(text, model_);
        text += " \"__here\" ON (";
        each([&](std::size_t key) {
            column("\"__here\".", model_.keys[key]->name);
            text += " = \"__walk\".";
            key_name(key);
        });
        text += ") INNER JOIN ";
        append_table(text, model_);
        text += " \"__next\" ON (";
        each([&](std::size_t key) {
            const column_pair& pair = along.columns[pair_of(key)];
            column("\"__next\".", pair.remote);
            text += " = ";
            column("\"__here\".", pair.local);
        });
        text += ')';
    }
    [[nodiscard]] std::size_t pair_of(std::size_t key) const {
        const list_view<const column_pair> pairs = tree_.walk.along->columns;
        for (std::size_t i = 0; i < pairs.size(); ++i)
            if (pairs[i].remote == model_.keys[key]->name) return i;
        throw_no_primary_key(model_, "what is above or below a row");
    }
    void column(std::string_view table, std::string_view name) {
        out_.text += table;
        append_identifier(out_.text, name);
    }
    void key_name(std::size_t key) { out_.text.append("\"__key").append(std::to_string(key)).append(1, '"'); }
    template <class F>
    void each(F&& f) {
        for (std::size_t key = 0; key < model_.keys.size(); ++key) {
            if (key != 0) out_.text += " AND ";
            f(key);
        }
    }
    /// The columns of the key: by the names that they have in the model, or by those in the walk.
    void keys(std::string_view table, bool of_model) {
        comma next(out_.text);
        for (std::size_t key = 0; key < model_.keys.size(); ++key) {
            next();
            if (of_model) {
                column(table, model_.keys[key]->name);
            } else {
                out_.text += table;
                key_name(key);
            }
        }
    }
    void row(std::string_view table, bool of_model) {
        out_.text += "ROW(";
        keys(table, of_model);
        out_.text += ')';
    }
    void columns(std::string_view table) {
        keys(table, false);
        for (const std::string_view name : {"__depth", "__path"}) {
            out_.text += ", ";
            column(table, name);
        }
    }

    writer& out_;
    const common_table& tree_;
    const table_info& model_;
};

inline void write_common(writer& out, const common_table& common) {
    if (common.walk.along != nullptr) return tree_writer(out, common).write();
    const table_info& table = common.relation->target();
    // Columns become of their members' types around the rows, which are chosen, grouped and ordered by what they are there.
    const std::vector<named_expression>& columns = common.rows.data().values;
    const auto read_as = [](const named_expression& column) -> std::string_view {
        const column_info* const type = typed_by(*column.what);
        // those that are cast to be read, or always, are cast where they are written
        return type == nullptr || type->cast_always || type->cast_to_read ? std::string_view() : type->as_member;
    };
    const bool casts =
        std::any_of(columns.begin(), columns.end(), [&](const auto& column) { return !read_as(column).empty(); });
    append_identifier(out.text, table.name);
    out.text += " (";
    comma next(out.text);
    for (const column_info& column : table.columns) {
        next();
        append_identifier(out.text, column.name);
    }
    out.text += ") AS ";
    if (common.storage == common_storage::materialized) out.text += "MATERIALIZED ";
    if (common.storage == common_storage::not_materialized) out.text += "NOT MATERIALIZED ";
    out.text += '(';
    if (casts) {
        out.text += "SELECT ";
        comma next_read(out.text);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            next_read();
            out.text.append("\"__col").append(std::to_string(i)).append(1, '"');
            if (!read_as(columns[i]).empty()) out.text.append("::").append(read_as(columns[i]));
        }
        out.text += " FROM (";
    }
    out.select(common.rows, projection::rows, 0, nullptr);
    if (casts) end_first_columns(out.text, "rows", columns.size());
    out.text += ')';
}

VINYL_DECL void writer::with(const query_data& data) {
    std::vector<const common_table*> added;
    bool recursive = false;
    for (const auto& common : data.commons) {
        if (std::find(commons.begin(), commons.end(), common.get()) != commons.end()) continue;
        added.push_back(common.get());
        recursive = recursive || common->walk.along != nullptr;
    }
    if (added.empty()) return;
    text += recursive ? "WITH RECURSIVE " : "WITH ";
    // each sees those before it, or all of them
    if (recursive) commons.insert(commons.end(), added.begin(), added.end());
    comma next(text);
    for (const common_table* common : added) {
        next();
        write_common(*this, *common);
        if (!recursive) commons.push_back(common);
    }
    text += ' ';
}

VINYL_DECL void writer::require_own_name(const table_info& table) const {
    if (!table.schema.empty()) return;
    const auto meant = std::find_if(commons.rbegin(), commons.rend(), [&](const common_table* common) {
        return common->relation->target().name == table.name;
    });
    if (meant != commons.rend() && &(*meant)->relation->target() != &table)
        throw usage_error("the common table \"" + std::string(table.name) +
                          "\" has the name of a table that the query reads, too: choose another name");
}

}  // namespace vinyl::sql::detail
