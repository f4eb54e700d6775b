// Compares models with the tables that are there: for databases that vinyl did not make.
#pragma once

#include <vinyl/dual/dual.hpp>
#include <vinyl/model/ddl_info.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/model/table.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vinyl::schema {

/// One thing in which a model and the database differ.
struct difference {
    enum class kind : unsigned char {
        no_table,          ///< There is no such table or view.
        no_column,         ///< The table has no such column.
        type,              ///< The column is of another type.
        nullability,       ///< NULL is allowed on one side only.
        key,               ///< The database does not call the model's primary key, or its unique fields, unique.
        made_by_database,  ///< The model and the database disagree on who makes the column's values: see check().
        missing_member     ///< The table has a column that must be given a value, and the model does not know it.
    };

    kind what{};
    std::string model;     ///< "Album"
    std::string table;     ///< "album", with its schema if the model names one
    std::string column;    ///< Empty when it is about the table; several, divided by commas, of a key.
    std::string expected;  ///< What the model says: "bigint".
    std::string found;     ///< What the database says: "integer".
    std::string advice;    ///< Of who makes values, what to write in meta: `serial("track_id"_f)`. May be empty.

    /// One line for people: `Album: column "released" is timestamp without time zone, the model says date`.
    [[nodiscard]] std::string text() const;
};

namespace detail {

[[nodiscard]] dual<std::vector<difference>> check_tables(std::string alias, std::vector<const sql::table_info*> tables,
                                                         std::vector<std::vector<std::string>> uniques);

/// The columns that M calls unique, each list divided by commas.
template <class M>
std::vector<std::string> uniques_of() {
    std::vector<std::string> lists;
    const auto add = [&](const column_list& columns) {
        std::string& list = lists.emplace_back();
        for (const sql::column_info* column : columns) (list += list.empty() ? "" : ",") += column->name;
    };
    for (const column_list& unique : ddl_of<M>().uniques) add(unique);
    for (const foreign_key_info& key : ddl_of<M>().foreign_keys)
        if (key.unique) add(key.columns);
    return lists;
}

}  // namespace detail

/// What differs between these models and the database. Empty when all is well. Nothing is changed.
///
///     for (const auto& each : *vinyl::schema::check<Artist, Album>()) std::cerr << each.text() << '\n';
///
/// Compared are, of each model:
/// - whether there is such a table or view, with all columns of the model, and no others that are NOT NULL without a default;
/// - the types of the columns, and their lengths and precisions where the model names some. A std::string may stand for any type
///   of text, unless meta names the type;
/// - NULL or NOT NULL;
/// - whether a constraint or an index makes the primary key, unique() and one-to-one relations unique;
/// - who makes a column's values. What the model calls identity, serial, db_default or generated must be made by the database:
///   generated and GENERATED ALWAYS AS IDENTITY in just that way, the others by any default. And what the database generates, or
///   of the key numbers or has a default for, the model must say. (Relations in the key are always set, and other members are
///   always written: their defaults do not matter.)
///
/// Of views only columns and types are compared. Not compared are foreign keys, checks, other indexes, unique() over expressions,
/// what a default is, what triggers do, and the order of columns.
/// Errors: database_error, as for any query.
template <model_type... Models>
[[nodiscard]] dual<std::vector<difference>> check(std::string_view alias = "default") {
    static_assert(sizeof...(Models) > 0, "vinyl: schema::check needs at least one model");
    std::vector<const sql::table_info*> tables{&table_of<Models>()...};
    std::vector<std::vector<std::string>> uniques{detail::uniques_of<Models>()...};
    [[maybe_unused]] const auto add = [&]<class Row>() {
        tables.push_back(&table_of<Row>());
        uniques.push_back(detail::uniques_of<Row>());
    };
    (vinyl::detail::for_each_join_table<Models>(add), ...);
    return detail::check_tables(std::string(alias), std::move(tables), std::move(uniques))
        .named("vinyl::schema::check");
}

}  // namespace vinyl::schema

#ifdef VINYL_HEADER_ONLY
#include <vinyl/schema/check.ipp>
#endif
