// Bodies of schema/check.hpp.
#pragma once

#include <vinyl/codec/array.hpp>
#include <vinyl/codec/text.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/schema/check.hpp>
#include <vinyl/sql/identifier.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace vinyl::schema {

VINYL_DECL std::string difference::text() const {
    const std::string place = model + ": ";
    const std::string name = what == kind::key ? "key (" + column + ")" : "column \"" + column + "\"";
    switch (what) {
        case kind::no_table: return place + "there is no table or view \"" + table + "\"; name it in meta by table()";
        case kind::no_column:
            return place + "the table \"" + table + "\" has no " + name + "; name it in meta by column()";
        case kind::type: return place + name + " is " + found + ", the model says " + expected;
        case kind::nullability:
        case kind::made_by_database: return place + name + " is " + found + ", the model says " + expected;
        case kind::key: return place + name + " is not unique in the database";
        case kind::missing_member:
            return place + name + " is NOT NULL without a default, and the model has no member for it";
    }
    return place;
}

namespace detail {

/// A column as the server describes it.
struct live_column {
    std::string type;       ///< With its modifier: "character varying(200)".
    std::string base_type;  ///< Of a domain: what it is made of; without the modifier.
    bool not_null = false;
    bool identity = false, generated = false, has_default = false;
};

VINYL_DECL statement question(std::string text, wire_value parameter) {
    statement sent;
    sent.text = std::move(text);
    sent.parameters.push_back(std::move(parameter));
    return sent;
}

// no coroutine itself, as g++ warns of a lambda in the frame of one
VINYL_DECL std::map<std::string, live_column> columns_in(const db::result& rows) {
    std::map<std::string, live_column> columns;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const auto cell = [&](std::size_t column) { return std::string(rows.bytes(row, column)); };
        live_column& column = columns[cell(0)];
        column.type = cell(1);
        column.base_type = cell(2);
        column.not_null = cell(3) == "true";
        column.identity = !cell(4).empty();
        column.generated = !cell(5).empty();
        column.has_default = cell(6) == "true";
    }
    return columns;
}

VINYL_DECL dual<std::map<std::string, live_column>> read_columns(std::string alias, std::string table) {
    statement sent = question(
        "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), "
        "format_type(COALESCE(NULLIF(t.typbasetype, 0), t.oid), NULL), a.attnotnull::text, a.attidentity::text, "
        "a.attgenerated::text, a.atthasdef::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
        "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped",
        to_wire(table));
    const db::result rows = co_await db::execute(alias, std::move(sent));
    co_return columns_in(rows);
}

/// The sets of columns that no two rows share, each sorted and divided by commas.
VINYL_DECL dual<std::vector<std::string>> read_unique(std::string alias, std::string table) {
    statement sent = question(
        "SELECT string_agg(a.attname::text, ',' ORDER BY a.attname) FROM pg_index i JOIN pg_attribute a ON a.attrelid "
        "= "
        "i.indrelid AND a.attnum = ANY((i.indkey::int2[])[0:i.indnkeyatts - 1]) WHERE i.indrelid = to_regclass($1) AND "
        "i.indisunique "
        "AND i.indpred IS NULL AND i.indexprs IS NULL GROUP BY i.indexrelid",
        to_wire(table));
    const db::result rows = co_await db::execute(alias, std::move(sent));
    std::vector<std::string> keys;
    for (std::size_t row = 0; row < rows.rows(); ++row) keys.emplace_back(rows.bytes(row, 0));
    co_return keys;
}

/// What the server calls these types, without modifiers.
VINYL_DECL dual<std::map<std::string, std::string>> read_types(std::string alias, std::vector<std::string> types) {
    statement sent =
        question("SELECT name, COALESCE(format_type(to_regtype(name), NULL), name) FROM unnest($1::text[]) AS name",
                 to_wire(types));
    const db::result rows = co_await db::execute(alias, std::move(sent));
    std::map<std::string, std::string> names;
    for (std::size_t row = 0; row < rows.rows(); ++row)
        names[std::string(rows.bytes(row, 0))] = std::string(rows.bytes(row, 1));
    co_return names;
}

/// "(8,2)" of "numeric(8, 2)".
VINYL_DECL std::string modifier_of(std::string_view type) {
    const std::size_t begin = type.find('('), end = type.find(')');
    if (begin == std::string_view::npos || end == std::string_view::npos) return {};
    std::string text(type.substr(begin, end - begin + 1));
    std::erase(text, ' ');
    return text;
}

VINYL_DECL bool is_text_type(std::string_view type) {
    return type == "text" || type == "character varying" || type == "character" || type == "bpchar" ||
           type == "citext" || type == "name";
}

VINYL_DECL std::string sorted_names(std::vector<std::string> names) {
    std::ranges::sort(names);
    std::string list;
    for (const std::string& name : names) (list += list.empty() ? "" : ",") += name;
    return list;
}

/// Compares one table; finds what differs.
class comparison {
public:
    comparison(const sql::table_info& table, std::vector<difference>& found) : table_(table), found_(found) {}

    void no_table() { add(difference::kind::no_table, {}, "a table", "nothing"); }

    void columns(const std::map<std::string, live_column>& live, const std::map<std::string, std::string>& types) {
        for (const sql::column_info& column : table_.columns) {
            const auto there = live.find(std::string(column.name));
            if (there == live.end()) add(difference::kind::no_column, column.name, std::string(column.type), "nothing");
            else compare(column, there->second, types.at(std::string(column.type)));
        }
        if (table_.read_only) return;
        for (const auto& [name, column] : live) {
            const bool known = std::ranges::any_of(table_.columns, [&](const auto& each) { return each.name == name; });
            if (!known && column.not_null && !column.has_default && !column.identity && !column.generated)
                add(difference::kind::missing_member, name, "nothing", column.type);
        }
    }

    /// `wanted`: names divided by commas.
    void key(std::string wanted, const std::vector<std::string>& unique) {
        std::vector<std::string> names;
        for (std::size_t begin = 0; begin <= wanted.size();) {
            const std::size_t end = std::min(wanted.find(',', begin), wanted.size());
            names.push_back(wanted.substr(begin, end - begin));
            begin = end + 1;
        }
        if (std::ranges::find(unique, sorted_names(std::move(names))) == unique.end())
            add(difference::kind::key, wanted, "unique", "not unique");
    }

private:
    void add(difference::kind what, std::string_view column, std::string expected, std::string found) {
        std::string table(table_.name);
        if (!table_.schema.empty()) table = std::string(table_.schema) + "." + table;
        found_.push_back({what, std::string(table_.model), std::move(table), std::string(column), std::move(expected),
                          std::move(found)});
    }

    void compare(const sql::column_info& column, const live_column& live, const std::string& type) {
        const std::string modifier = modifier_of(column.type);
        const bool any_text = column.type == "text" && is_text_type(live.base_type);
        const bool other_modifier = !modifier.empty() && modifier != modifier_of(live.type);
        if (!any_text && (type != live.base_type || other_modifier) && type != live.type)
            add(difference::kind::type, column.name, std::string(column.type), live.type);
        if (table_.read_only) return;
        if (column.nullable == live.not_null)
            add(difference::kind::nullability, column.name, column.nullable ? "NULL allowed" : "NOT NULL",
                column.nullable ? "NOT NULL" : "NULL allowed");
        const bool makes = live.identity || live.generated || live.has_default;
        if (column.made_by_database() && !makes)
            add(difference::kind::made_by_database, column.name, "made by the database", "without a default");
        else if (live.generated && !column.generated)
            add(difference::kind::made_by_database, column.name, "written", "a generated column");
    }

    const sql::table_info& table_;
    std::vector<difference>& found_;
};

VINYL_DECL dual<std::vector<difference>> check_tables(std::string alias, std::vector<const sql::table_info*> tables,
                                                      std::vector<std::vector<std::string>> uniques) {
    std::vector<std::string> types;
    for (const sql::table_info* table : tables)
        for (const sql::column_info& column : table->columns) types.emplace_back(column.type);
    const std::map<std::string, std::string> names = co_await read_types(alias, std::move(types));

    std::vector<difference> found;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const sql::table_info& table = *tables[i];
        comparison compared(table, found);
        std::string name = sql::quoted_table(table);
        const std::map<std::string, live_column> live = co_await read_columns(alias, name);
        if (live.empty()) {
            compared.no_table();
            continue;
        }
        compared.columns(live, names);
        if (table.read_only) continue;
        const std::vector<std::string> unique = co_await read_unique(alias, name);
        std::string key;
        for (const sql::column_info* column : table.keys) (key += key.empty() ? "" : ",") += column->name;
        if (!key.empty()) compared.key(key, unique);
        for (const std::string& wanted : uniques[i]) compared.key(wanted, unique);
    }
    co_return found;
}

}  // namespace detail
}  // namespace vinyl::schema
