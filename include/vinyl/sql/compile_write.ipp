// INSERT, UPDATE and DELETE.
#pragma once

#include <vinyl/sql/compile.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/identifier.hpp>
#include <vinyl/sql/resolver.hpp>
#include <vinyl/sql/statement_parts.hpp>
#include <vinyl/sql/tree.hpp>
#include <vinyl/sql/type_name.hpp>
#include <vinyl/sql/writer.hpp>

#include <algorithm>
#include <utility>

namespace vinyl::sql {
namespace detail {

using column_list = list_view<const column_info* const>;

inline void write_names(writer& out, column_list columns) {
    comma next(out.text);
    for (const column_info* column : columns) {
        next();
        append_identifier(out.text, column->name);
    }
}

/// RETURNING columns of the table, by its name, so that they can not be mistaken for others in the statement.
inline void write_returning(writer& out, const table_info& table, column_list columns) {
    if (columns.empty()) return;
    out.text += " RETURNING ";
    comma next(out.text);
    for (const column_info* column : columns) {
        next();
        append_identifier(out.text, table.name);
        out.text += '.';
        append_identifier(out.text, column->name);
        write_read_cast(out, *column);
    }
}

inline void write_conflict(writer& out, const conflict_action& conflict) {
    if (conflict.what == conflict_action::kind::fail) return;
    out.text += " ON CONFLICT";
    if (!conflict.unique.empty()) {
        out.text += " (";
        write_names(out, conflict.unique);
        out.text += ')';
    }
    if (conflict.what == conflict_action::kind::ignore) {
        out.text += " DO NOTHING";
        return;
    }
    if (conflict.unique.empty()) throw usage_error("an update on conflict needs the unique columns that decide");
    if (conflict.update.empty()) throw usage_error("an update on conflict needs columns to update");
    out.text += " DO UPDATE SET ";
    comma next(out.text);
    for (const column_info* column : conflict.update) {
        next();
        append_identifier(out.text, column->name);
        out.text += " = EXCLUDED.";
        append_identifier(out.text, column->name);
    }
}

/// Behind a parameter for a column: the cast to its type, when parameters for it are of another.
inline void write_cast_to(writer& out, const column_info& column) {
    if (column.cast.empty()) return;
    out.text += "::";
    out.text += column.cast;
}

inline void write_insert_head(writer& out, const table_info& table, column_list columns) {
    out.text += "INSERT INTO ";
    append_table(out.text, table);
    if (columns.empty()) return;
    out.text += " (";
    write_names(out, columns);
    out.text += ')';
    for (const column_info* column : columns) {
        if (!column->always) continue;
        out.text += " OVERRIDING SYSTEM VALUE";
        break;
    }
}

inline statement finish_insert(writer& out, const table_info& table, column_list returning,
                               const conflict_action& conflict) {
    write_conflict(out, conflict);
    write_returning(out, table, returning);
    // The protocol counts parameters in 16 bits.
    if (out.parameters.size() > 65535)
        throw usage_error("a statement takes at most 65535 parameters, this one has " +
                          std::to_string(out.parameters.size()) + ": insert in smaller batches");
    return finish(out, nullptr);
}

/// UNNEST($1::type[], ...)
inline void write_unnest(writer& out, column_list columns, std::vector<wire_value> arrays) {
    if (arrays.size() != columns.size()) throw usage_error("one array is needed for each column");
    out.text += "UNNEST(";
    comma next(out.text);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i]->type.ends_with("[]"))
            throw usage_error("the array column " + std::string(columns[i]->field) +
                              " can not be sent as an array of values");
        next();
        out.parameter(std::move(arrays[i]));
        out.text += "::";
        base_type(columns[i]->type, [&](char c) { out.text += c; });
        out.text += "[]";
    }
    out.text += ')';
}

/// What a column is set to. Columns and expressions of other types are cast, too: the server would not do it by itself.
inline void write_assigned(writer& out, const expr& what, const column_info& column, const visible_tables* here) {
    if (const auto* given = as<node::value>(*what)) return out.value(*given, column.cast);
    const column_info* const type = typed_by(*what);
    const bool cast = !column.cast.empty() && !is<node::null>(*what) &&
                      (type == nullptr || type->cast != column.cast || type->cast_always);
    if (cast) out.text += '(';
    out.write(what, here);
    if (!cast) return;
    out.text += ')';
    write_cast_to(out, column);
}

/// Takes assignments into an update of `data`: they may only speak of the updated table.
inline void write_assignments(writer& out, query_data& data, std::vector<assignment>& assignments,
                              const visible_tables& here) {
    if (assignments.empty()) throw usage_error("an update needs at least one assignment");
    out.text += "UPDATE ";
    append_table(out.text, *data.model);
    out.text += " SET ";
    comma next(out.text);
    join_list own_table(*data.model);
    own_table.define_as(data.joins);
    for (assignment& entry : assignments) {
        next();
        append_identifier(out.text, entry.column->name);
        out.text += " = ";
        if (!entry.what) {
            out.text += "DEFAULT";
            continue;
        }
        const expr what = resolver{data, own_table}(entry.what);
        // An annotation was resolved before, against the joins of the query.
        const std::vector<expr> columns = columns_of_its_query(what);
        const bool leaves = own_table.size() != 1 ||
                            std::any_of(columns.begin(), columns.end(),
                                        [](const expr& column) { return as<node::resolved>(*column)->alias != 0; });
        if (leaves)
            throw usage_error("an update can not read columns of other tables: use a subquery for " +
                              std::string(entry.column->field));
        if (what->has_aggregate || what->has_window)
            throw usage_error("an update can not compute aggregates or windows: use a subquery for " +
                              std::string(entry.column->field));
        if (what->has_outer) throw usage_error("an update has no query around it that outer could mean");
        write_assigned(out, what, *entry.column, &here);
    }
}

inline void require_writable(const query_data& data, const char* what) {
    if (data.sliced()) throw usage_error(std::string(what) + " can not follow a slice");
    if (!data.distinct_on.empty()) throw usage_error(std::string(what) + " can not follow distinct(fields)");
    if (!data.operands.empty())
        throw usage_error(std::string(what) + " can not follow union, intersection or difference");
    if (data.has_outer) throw usage_error(std::string(what) + " can not refer to a query around it");
    // it locks what it changes, but waits for it
    if (data.lock.wait != lock_wait::wait)
        throw usage_error(std::string(what) +
                          " can not follow nowait and skip_locked: lock the rows in a subquery, "
                          "filter(\"id\"_f.in(rows.select_for_update(skip_locked)))");
}

/// WHERE of the query's own conditions, or, when they reach into other tables, WHERE key IN (SELECT ...).
inline void write_target_rows(writer& out, const query& q, const visible_tables& here) {
    const query_data& data = q.data();
    bool aggregates = false;
    for (const expr& condition : data.where) aggregates = aggregates || condition->has_aggregate;
    const bool of_rows_alone = data.joins.size() == 1 && !aggregates && data.qualify.empty();
    if (of_rows_alone || data.is_nothing()) return write_where(out, data, here);
    query inner = bare_rows(q);
    query_data& parts = query_access::own(inner);
    parts.distinct = false;
    if (parts.values_mode && parts.group != grouping::none)
        throw usage_error("an update or erase of groups has no rows to change: it follows values()");
    parts.values_mode = false;
    out.text += " WHERE ";
    out.key_columns(*data.model, here, true);
    out.text += " IN (";
    out.select(inner, projection::key, 'U', nullptr);
    out.text += ')';
}

}  // namespace detail

VINYL_DECL statement insert(const table_info& table, list_view<const column_info* const> columns,
                            std::vector<insert_row> rows, list_view<const column_info* const> returning,
                            const conflict_action& conflict) {
    if (rows.empty() || (columns.empty() && rows.size() != 1))
        throw usage_error("an insert needs rows, and without columns exactly one");
    detail::writer out(128 + rows.size() * columns.size() * 4);
    detail::write_insert_head(out, table, columns);
    if (columns.empty()) {
        out.text += " DEFAULT VALUES";
        return detail::finish_insert(out, table, returning, conflict);
    }
    out.text += " VALUES ";
    const query_data no_names(table);
    detail::join_list no_joins(table);
    detail::comma next_row(out.text);
    for (const insert_row& row : rows) {
        if (row.size() != columns.size()) throw usage_error("a row to insert has as many values as there are columns");
        next_row();
        out.text += '(';
        detail::comma next(out.text);
        auto column = columns.begin();
        for (const expr& cell : row) {
            next();
            const column_info& target = **column++;
            if (!cell) {
                out.text += "DEFAULT";
            } else if (const auto* given = as<node::value>(*cell)) {
                out.parameter(given->wire);
                const std::string_view type = target.cast.empty() ? std::string_view(given->cast_to) : target.cast;
                if (!type.empty()) out.text.append("::").append(type);
            } else {
                if (is<node::column>(*cell)) throw usage_error("an insert has no row whose columns it could read");
                detail::write_assigned(out, detail::resolver{no_names, no_joins}(cell), target, nullptr);
            }
        }
        out.text += ')';
    }
    return detail::finish_insert(out, table, returning, conflict);
}

VINYL_DECL statement insert_one(const table_info& table, list_view<const column_info* const> columns,
                                std::vector<wire_value> values, list_view<const column_info* const> returning,
                                const conflict_action& conflict) {
    if (values.size() != columns.size()) throw usage_error("a row to insert has as many values as there are columns");
    detail::writer out(96 + columns.size() * 20);
    detail::write_insert_head(out, table, columns);
    if (columns.empty()) {
        out.text += " DEFAULT VALUES";
        return detail::finish_insert(out, table, returning, conflict);
    }
    out.text += " VALUES (";
    detail::comma next(out.text);
    out.parameters.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        next();
        out.parameter(std::move(values[i]));
        detail::write_cast_to(out, *columns[i]);
    }
    out.text += ')';
    return detail::finish_insert(out, table, returning, conflict);
}

VINYL_DECL statement insert_arrays(const table_info& table, list_view<const column_info* const> columns,
                                   std::vector<wire_value> arrays, list_view<const column_info* const> returning,
                                   const conflict_action& conflict) {
    if (columns.empty()) throw usage_error("an insert of arrays needs columns");
    detail::writer out(128 + columns.size() * 40);
    detail::write_insert_head(out, table, columns);
    out.text += " SELECT * FROM ";
    detail::write_unnest(out, columns, std::move(arrays));
    return detail::finish_insert(out, table, returning, conflict);
}

VINYL_DECL statement update(const query& q, std::vector<assignment> assignments,
                            list_view<const column_info* const> returning) {
    detail::require_writable(q.data(), "update()");
    query target = q;
    query_data& data = query_access::own(target);
    detail::join_list own_table(*data.model);
    const detail::visible_tables here{&own_table, 0, nullptr};
    detail::writer out(256);
    out.zone = &data.zone;
    detail::write_assignments(out, data, assignments, here);
    detail::write_target_rows(out, target, here);
    detail::write_returning(out, *data.model, returning);
    return detail::finish(out, nullptr);
}

VINYL_DECL statement erase(const query& q, list_view<const column_info* const> returning) {
    detail::require_writable(q.data(), "erase()");
    const detail::join_list own_table(q.model());
    const detail::visible_tables here{&own_table, 0, nullptr};
    detail::writer out(192);
    out.zone = &q.data().zone;
    out.text += "DELETE FROM ";
    append_table(out.text, q.model());
    detail::write_target_rows(out, q, here);
    detail::write_returning(out, q.model(), returning);
    return detail::finish(out, nullptr);
}

namespace detail {

inline void write_key_condition(writer& out, const table_info& table, list_view<wire_value> key,
                                const visible_tables& here) {
    if (table.keys.empty() || table.keys.size() != key.size()) throw_no_primary_key(table, "changing one row");
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (key[i].null) throw usage_error(std::string(table.model) + " has no key yet: save it first");
        out.text += i == 0 ? " WHERE " : " AND ";
        out.column(0, table.keys[i]->name, here);
        out.text += " = ";
        out.parameter(std::move(key[i]));
        write_cast_to(out, *table.keys[i]);
    }
}

}  // namespace detail

VINYL_DECL statement update_by_key(const table_info& table, std::vector<assignment> assignments,
                                   list_view<wire_value> key, list_view<const column_info* const> returning) {
    query_data data(table);
    const detail::visible_tables here{&data.joins, 0, nullptr};
    detail::writer out(192);
    detail::write_assignments(out, data, assignments, here);
    detail::write_key_condition(out, table, key, here);
    detail::write_returning(out, table, returning);
    return detail::finish(out, nullptr);
}

VINYL_DECL statement erase_by_key(const table_info& table, list_view<wire_value> key) {
    const detail::join_list joins(table);
    const detail::visible_tables here{&joins, 0, nullptr};
    detail::writer out(96);
    out.text += "DELETE FROM ";
    append_table(out.text, table);
    detail::write_key_condition(out, table, key, here);
    return detail::finish(out, nullptr);
}

VINYL_DECL statement update_arrays(const table_info& table, list_view<const column_info* const> columns,
                                   std::vector<wire_value> keys, std::vector<wire_value> arrays) {
    if (columns.empty()) throw usage_error("an update needs at least one column");
    const detail::join_list joins(table);
    const detail::visible_tables here{&joins, 0, nullptr};
    if (table.keys.empty()) detail::throw_no_primary_key(table, "changing single rows");
    std::vector<const column_info*> all(table.keys.begin(), table.keys.end());
    all.insert(all.end(), columns.begin(), columns.end());
    arrays.insert(arrays.begin(), std::make_move_iterator(keys.begin()), std::make_move_iterator(keys.end()));

    detail::writer out(256);
    const std::string_view values = table.name == "new_values" ? "\"new_values_\"" : "\"new_values\"";
    const auto write_new = [&](const column_info& column) {
        out.text.append(" = ").append(values).append(1, '.');
        append_identifier(out.text, column.name);
    };
    out.text += "UPDATE ";
    append_table(out.text, table);
    out.text += " SET ";
    detail::comma next(out.text);
    for (const column_info* column : columns) {
        next();
        append_identifier(out.text, column->name);
        write_new(*column);
    }
    out.text += " FROM ";
    detail::write_unnest(out, all, std::move(arrays));
    out.text.append(" AS ").append(values).append(" (");
    detail::write_names(out, all);
    out.text += ')';
    for (const column_info* key : table.keys) {
        out.text += key == table.keys.front() ? " WHERE " : " AND ";
        out.column(0, key->name, here);
        write_new(*key);
    }
    return detail::finish(out, nullptr);
}

}  // namespace vinyl::sql
