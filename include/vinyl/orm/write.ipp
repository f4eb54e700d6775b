// What is said when an object can not be written.
#pragma once

#include <vinyl/orm/write.hpp>
#include <vinyl/sql/statement_of.hpp>

namespace vinyl::detail {

VINYL_DECL void throw_relation_without_key(std::string_view model, std::string_view field) {
    throw usage_error(std::string(model) + "." + std::string(field) +
                      " was never set: assign an object or a key before saving, or make the relation std::optional");
}

VINYL_DECL void written_columns::merge_shared(std::size_t from, std::string_view model, std::string_view field) {
    for (std::size_t i = from; i < columns.size();) {
        const auto other = std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(from), columns[i]);
        if (other == columns.begin() + static_cast<std::ptrdiff_t>(from)) {
            ++i;
            continue;
        }
        wire_value& known = values[static_cast<std::size_t>(other - columns.begin())];
        // a relation that points nowhere says nothing of the columns that it shares
        if (known.null) known = values[i];
        if (!values[i].null && !says_the_same(*columns[i], known, values[i]))
            throw usage_error(std::string(model) + "." + std::string(field) + " shares the column \"" +
                              std::string(columns[i]->name) + "\" with \"" + std::string(columns[i]->field) +
                              "\", and they hold different values for it");
        columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(i));
        values.erase(values.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

VINYL_DECL statement insert_parts::insert(const sql::table_info& table, const calculated_parts* calculated) {
    sql::recording row(table);
    row.stored(std::move(values));
    if (calculated != nullptr) {
        if (calculated->database != "default") row.in_database(calculated->database);
        for (const sql::column_info* each : calculated->set.columns()) columns.push_back(each);
        calculated->set.say(row);
    }
    row.insert_row(columns, returning);
    return *sql::statement_of(row);
}

VINYL_DECL statement update_by_key(sql::recording row, list_view<const sql::column_info* const> columns,
                                   list_view<wire_value> key, list_view<const sql::column_info* const> returning) {
    for (wire_value& each : key) row.key(std::move(each));
    row.update_row(columns, returning);
    return *sql::statement_of(row);
}

VINYL_DECL statement erase_by_key(const sql::table_info& table, list_view<wire_value> key) {
    sql::recording row(table);
    for (wire_value& each : key) row.key(std::move(each));
    row.erase_row();
    return *sql::statement_of(row);
}

VINYL_DECL void throw_no_key(std::string_view model, std::string_view operation) {
    throw usage_error(std::string(model) + "." + std::string(operation) +
                      "() needs a row that was saved, and this object has no key yet; insert() it first");
}

VINYL_DECL void throw_nil_key(std::string_view model, std::string_view field) {
    const std::string name = "\"" + std::string(field) + "\"_f";
    throw usage_error(
        std::string(model) + "." + std::string(field) +
        " was never set, and the nil UUID is no key: set it (vinyl::uuid::random()), or say in meta who makes "
        "it: db_default(" +
        name + ") or default_value(" + name + ", vinyl::uuid::random), or assigned(" + name +
        ") if nil is a key like any other");
}

VINYL_DECL void throw_always_numbered(std::string_view model, std::string_view field) {
    throw usage_error(
        std::string(model) + "." + std::string(field) +
        " is always numbered by the database (GENERATED ALWAYS AS IDENTITY), and this object, whose row is not "
        "there, brings a value along; write insert(vinyl::override_identity) to keep it, or set it to 0");
}

VINYL_DECL void throw_kept_out(std::string_view model) {
    throw data_error(std::string(model) +
                     ".insert(): the server inserted no row; a trigger or a rule of the table keeps it out");
}

VINYL_DECL std::string no_row_to_save(std::string_view model) {
    return std::string(model) +
           ".save() of single fields updated no row: there is none with this key, or a trigger keeps the update out; "
           "save() without fields inserts the row where there is none";
}

VINYL_DECL bool any_meant(list_view<const std::size_t> columns, list_view<const bool> flags) noexcept {
    return std::ranges::any_of(columns, [&](std::size_t column) { return flags[column]; });
}

VINYL_DECL std::vector<const sql::column_info*> generated_among(list_view<const sql::column_info> columns) {
    std::vector<const sql::column_info*> found;
    for (const sql::column_info& column : columns)
        if (column.generated) found.push_back(&column);
    return found;
}

}  // namespace vinyl::detail
