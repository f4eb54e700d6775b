// Objects into rows: what insert, save, update, create, refresh and erase send, and what they read back.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/sql/path_text.hpp>
#include <vinyl/orm/assignments.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/orm/create.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/orm/object_alias.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::detail {

[[noreturn]] void throw_relation_without_key(std::string_view model, std::string_view field);
[[noreturn]] void throw_no_key(std::string_view model, std::string_view operation);
[[noreturn]] void throw_nil_key(std::string_view model, std::string_view field);
[[noreturn]] void throw_always_numbered(std::string_view model, std::string_view field);
[[noreturn]] void throw_kept_out(std::string_view model);
[[nodiscard]] std::string no_row_to_save(std::string_view model);

/// Does not compile for a model that is only read.
template <class M>
consteval void require_writable() {
    constexpr bool is_written_to = !is_view<M>;
    static_assert(is_written_to, "vinyl: this model is a view, which is only read");
}

/// The parameters that store a member: one, or for relations to keys of several columns one for each.
template <class T>
struct member_writer {
    static void write(std::vector<wire_value>& values, const T& member, std::string_view model,
                      std::string_view field) {
        if constexpr (std::is_arithmetic_v<T>) {
            values.push_back(to_wire(member));
        } else {
            try {
                values.push_back(to_wire(member));
            } catch (const data_error& problem) {
                throw_with_place("writing", model, field, problem);
            }
        }
    }
};
template <class T, class Key>
struct member_writer<foreign_key<T, Key>> {
    static void write(std::vector<wire_value>& values, const foreign_key<T, Key>& member, std::string_view model,
                      std::string_view field) {
        const Key& key = key_for_relation(member);
        if (key == Key{} && !member.has_object()) throw_relation_without_key(model, field);
        for (wire_value& each : key_parameters<Key>(key).values) values.push_back(std::move(each));
    }
};
template <class T, class Key>
struct member_writer<one_to_one<T, Key>> : member_writer<foreign_key<T, Key>> {};
template <class Relation>
    requires member_reader<Relation>::relation
struct member_writer<std::optional<Relation>> {
    static void write(std::vector<wire_value>& values, const std::optional<Relation>& member, std::string_view model,
                      std::string_view field) {
        if (member) return member_writer<Relation>::write(values, *member, model, field);
        for (const value_column& column : columns_of_value<typename member_of<Relation>::value>::list)
            values.push_back({column.oid, true, {}});
    }
};

/// Columns with the values that are stored in them.
struct written_columns {
    std::vector<const sql::column_info*> columns;
    std::vector<wire_value> values;

    /// Adds the I-th member of M. Relations may share columns with other members; all must say the same of them.
    template <class M, std::size_t I, class Member>
    void add(const Member& member) {
        const std::size_t before = values.size();
        member_writer<Member>::write(values, member, struct_name<M>, field_name<M, I>);
        for (std::size_t k = 0; k < field_columns<M, I>.size(); ++k) columns.push_back(&column_at_field<M>(I, k));
        if constexpr (has_shared_columns<M>) merge_shared(before, struct_name<M>, field_name<M, I>);
    }

private:
    void merge_shared(std::size_t from, std::string_view model, std::string_view field);
};

/// What an INSERT has instead of members of the object: the database calculates it.
struct calculated_parts {
    set_columns set;
    field_set fields;
    std::string database;
};

/// What an INSERT of one object consists of.
struct insert_parts : written_columns {
    std::vector<const sql::column_info*> returning;  ///< What the database fills in.

    /// The values are moved from. @param calculated  null: nothing is
    [[nodiscard]] statement insert(const sql::table_info& table, const calculated_parts* calculated);
};

/// UPDATE ... WHERE the key is this, of what was recorded for the columns; DELETE of that row.
[[nodiscard]] statement update_by_key(sql::recording row, list_view<const sql::column_info* const> columns,
                                      list_view<wire_value> key, list_view<const sql::column_info* const> returning);
[[nodiscard]] statement erase_by_key(const sql::table_info& table, list_view<wire_value> key);

/// An object that nothing was assigned to. Leaked on purpose: static objects may still ask when the process ends.
template <class M>
const M& untouched() {
    static const auto* const object = new M{};
    return *object;
}

/// A member that the database fills in: a generated column, and what it numbers or has a default for where nothing was
/// assigned. Of an object that can only be seen by its value; a keyword says so itself.
template <class M, std::size_t I>
bool left_to_database(const M& object, const sql::column_info& column, field_set given) {
    if constexpr (std::equality_comparable<field_type<M, I>>) {
        if (column.generated) return true;
        if ((given >> I & 1) != 0) return false;
        if (column.numbered()) {
            const bool unset = get<I>(object) == field_type<M, I>{};
            if (column.always && !unset) throw_always_numbered(struct_name<M>, column.field);
            return unset;
        }
        if (column.db_default) return get<I>(object) == get<I>(untouched<M>());
    }
    return column.generated;
}

/// @param calculated  the members that are none of the object's yet
template <class M>
insert_parts parts_of_insert(const M& object, field_set given, field_set calculated) {
    insert_parts parts;
    parts.columns.reserve(columns_of<M>.size());
    parts.values.reserve(columns_of<M>.size());
    const field_set implied = fields_implied<M>(given);
    for_each_field(object, [&]<class Index, class Member>(Index, const Member& member) {
        if constexpr (has_column<M, Index::value>) {
            const sql::column_info& column = column_at_field<M>(Index::value);
            const bool known_elsewhere = ((implied | calculated) >> Index::value & 1) != 0;
            if (known_elsewhere || left_to_database<M, Index::value>(object, column, given))
                parts.returning.push_back(&column);
            else parts.template add<M, Index::value>(member);
        }
    });
    return parts;
}

/// Reads the columns that a statement returned into the members they belong to.
template <class M>
void read_returned(M& object, const db::result& result, const std::vector<const sql::column_info*>& returned,
                   const std::string& alias) {
    cursor at(result, struct_name<M>);
    at.go_to(0);
    read_options options;
    options.alias = alias;
    for_each_field(object, [&]<class Index, class Member>(Index, Member& member) {
        if constexpr (has_column<M, Index::value>) {
            const sql::column_info* const column = &column_at_field<M>(Index::value);
            for (std::size_t i = 0; i < returned.size(); ++i) {
                if (returned[i] != column) continue;
                typename member_reader<Member>::state state(options, 1);
                if constexpr (field_columns<M, Index::value>.size() == 1) {
                    member_reader<Member>::read(member, state, at, i);
                } else {
                    auto places = field_columns<M, Index::value>;
                    bool complete = true;
                    for (std::size_t k = 0; k < places.size(); ++k) {
                        const auto place = std::ranges::find(returned, &column_at_field<M>(Index::value, k));
                        complete = complete && place != returned.end();
                        places[k] = static_cast<std::size_t>(place - returned.begin());
                    }
                    if (complete) member_reader<Member>::read(member, state, at, places);
                }
                break;
            }
        }
    });
}

/// The members that the database numbers even where the program has a value.
template <class M>
inline constexpr field_set always_numbered = [] {
    field_set fields = 0;
    for (std::size_t i = 0; i < field_count<M>; ++i)
        if (!members_of<M>[i].columns.empty() && column_at_field<M>(i).always) fields |= field_set{1} << i;
    return fields;
}();

/// Gives members of the key that hold the nil UUID what default_value() makes for them. Throws usage_error where that is none.
template <class M>
void make_uuid_keys(M& object, field_set given, field_set calculated) {
    [[maybe_unused]] const auto make = [&]<std::size_t Field>() {
        if constexpr (is_own_uuid<M, Field>) {
            field_type<M, Field>& member = get<Field>(object);
            const field_type<M, Field> nil{};
            if (!(member == nil) || ((fields_implied<M>(given) | calculated) >> Field & 1) != 0) return;
            if constexpr ((defaulted_fields<M> >> Field & 1) != 0) assign_default<M, Field>(member);
            if (member == nil) throw_nil_key(struct_name<M>, field_name<M, Field>);
        }
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (make.template operator()<key_fields<M>[I]>(), ...);
    }(std::make_index_sequence<key_fields<M>.size()>{});
}

/// INSERT of an object. It is looked at when the statement is sent.
template <class M>
struct insertion {
    M* object;
    field_set given = 0;
    const calculated_parts* calculated = nullptr;
    insert_parts parts{};
    bool done = false;

    [[nodiscard]] std::optional<statement> next() {
        if (done) return std::nullopt;
        const field_set by_database = calculated == nullptr ? 0 : calculated->fields;
        make_uuid_keys(*object, given, by_database);
        parts = parts_of_insert(*object, given, by_database);
        return parts.insert(table_of<M>(), calculated);
    }
    void answered(const db::result& result, const std::string& alias) {
        done = true;
        if (result.affected() == 0) throw_kept_out(struct_name<M>);
        if (!parts.returning.empty()) read_returned(*object, result, parts.returning, alias);
        if (alias != "default" || alias_of(*object) != alias) remember_alias(*object, alias);
    }
    void result() const noexcept {}
};

template <class M>
dual<void> insert_row(M& object, const std::string& alias, field_set given = 0) {
    return io::run<conversing<insertion<M>>>(alias, &object, given);
}

/// The same of an object that was not there before.
template <class M>
struct creation {
    creation(M&& made, field_set given) : object(std::move(made)), inserted{&object, given} {}
    creation(const creation&) = delete;
    creation& operator=(const creation&) = delete;
    ~creation() = default;

    M object;
    insertion<M> inserted;

    [[nodiscard]] std::optional<statement> next() { return inserted.next(); }
    void answered(const db::result& result, const std::string& alias) { inserted.answered(result, alias); }
    [[nodiscard]] M result() { return std::move(object); }
};

template <class M>
dual<M> create_row(M object, const std::string& alias, field_set given) {
    return io::run<conversing<creation<M>>>(alias, std::move(object), given);
}

/// The same with members that the database calculates.
template <class M>
struct calculating_creation : creation<M> {
    calculating_creation(M&& made, field_set given, calculated_parts&& by_database)
        : creation<M>(std::move(made), given), calculated(std::move(by_database)) {
        this->inserted.calculated = &calculated;
    }

    calculated_parts calculated;
};

template <class M>
dual<M> create_row(M object, const std::string& alias, field_set given, set_columns calculated, field_set fields) {
    return io::run<conversing<calculating_creation<M>>>(alias, std::move(object), given,
                                                        calculated_parts{std::move(calculated), fields, alias});
}

/// Whether save() writes the column: all but the key's, and those that the database alone fills in.
constexpr bool is_saved(const sql::column_info& column) noexcept {
    return !column.primary_key && !column.generated && !column.always;
}

/// The members that save() writes, be it some of their columns.
template <class M>
inline constexpr field_set saved_fields = [] {
    field_set fields = 0;
    for (std::size_t i = 0; i < field_count<M>; ++i)
        for (std::size_t k = 0; k < members_of<M>[i].columns.size(); ++k)
            if (is_saved(column_at_field<M>(i, k))) fields |= field_set{1} << i;
    return fields;
}();

/// Whether one of these columns is among those flagged.
[[nodiscard]] bool any_meant(list_view<const std::size_t> columns, list_view<const bool> flags) noexcept;

/// What the database calculates, to be read back after a row was written.
[[nodiscard]] std::vector<const sql::column_info*> generated_among(list_view<const sql::column_info> columns);
template <class M>
std::vector<const sql::column_info*> generated_columns() {
    return generated_among(columns_of<M>);
}
template <class M>
inline constexpr bool has_generated_columns = [] {
    for (const sql::column_info& column : columns_of<M>)
        if (column.generated) return true;
    return false;
}();

/// A relation that nothing was assigned to.
template <class Member>
[[nodiscard]] bool is_unset(const Member& member) {
    if constexpr (member_of<Member>::kind != member_kind::forward) return false;
    else if constexpr (is_optional<Member>) return !member || is_unset(*member);
    else return member.id() == typename Member::key_type{} && !member.has_object();
}

/// UPDATE ... SET the columns of these members, but those of the key.
template <class M>
statement update_of(const M& object, field_set fields, const std::vector<const sql::column_info*>& returning) {
    const auto meant = columns_of_fields<M>(fields);
    written_columns written;
    for_each_field(object, [&]<class Index, class Member>(Index, const Member& member) {
        if constexpr (has_column<M, Index::value>) {
            bool wanted = (fields >> Index::value & 1) != 0;
            // what shares a column with them must say the same of it
            if constexpr (has_shared_columns<M>)
                if (!wanted) wanted = any_meant(field_columns<M, Index::value>, meant) && !is_unset(member);
            if (wanted) written.template add<M, Index::value>(member);
        }
    });
    sql::recording row(table_of<M>());
    std::size_t saved = 0;
    for (std::size_t i = 0; i < written.columns.size(); ++i) {
        const sql::column_info* const column = written.columns[i];
        if (!is_saved(*column) || !meant[static_cast<std::size_t>(column - columns_of<M>.data())]) continue;
        row.stored(std::move(written.values[i]));
        written.columns[saved++] = column;
    }
    key_parameters<primary_key_type<M>> key(key_of(object));
    return update_by_key(std::move(row), list_view<const sql::column_info* const>(written.columns).first(saved),
                         key.values, returning);
}

/// After the UPDATE that saves an object: whether there was a row. The object then belongs to this database.
template <class M>
bool take_saved(M& object, const db::result& result, const std::vector<const sql::column_info*>& returned,
                const std::string& alias) {
    if (result.affected() == 0) return false;
    if constexpr (has_generated_columns<M>) read_returned(object, result, returned, alias);
    if (alias_of(object) != alias) remember_alias(object, alias);
    return true;
}

/// UPDATE of the row with an object's key, or INSERT where there is none.
template <class M>
struct saving {
    insertion<M> inserted;
    enum class stage : unsigned char { begin, update, insert, end } at = stage::begin;
    std::vector<const sql::column_info*> returning{};

    explicit saving(M& object) : inserted{&object} {}

    [[nodiscard]] std::optional<statement> next() {
        M& object = *inserted.object;
        if (at == stage::end) return std::nullopt;
        if (at == stage::begin && has_key(object)) {
            at = stage::update;
            if constexpr (saved_fields<M> != 0) {
                returning = generated_columns<M>();
                return update_of(object, saved_fields<M>, returning);
            } else {
                sql::recording same(table_of<M>());
                bind_row_with_key<M>(key_of(object), same);
                same.filter();
                same.any();
                return sql::statement_of(same);
            }
        }
        at = stage::insert;
        return inserted.next();
    }
    void answered(const db::result& result, const std::string& alias) {
        if (at == stage::insert) inserted.answered(result, alias);
        else if (!was_there(result, alias)) return;
        at = stage::end;
    }
    void result() const noexcept {}

private:
    [[nodiscard]] bool was_there(const db::result& result, const std::string& alias) {
        M& object = *inserted.object;
        if constexpr (saved_fields<M> != 0) return take_saved(object, result, returning, alias);
        if (result.empty()) return false;
        if (alias_of(object) != alias) remember_alias(object, alias);
        return true;
    }
};

template <class M>
dual<void> save_row(M& object, const std::string& alias) {
    return io::run<conversing<saving<M>>>(alias, object);
}

/// UPDATE of some members.
template <class M>
struct saving_some {
    M* object;
    field_set fields;
    std::vector<const sql::column_info*> returning{};
    bool done = false;

    [[nodiscard]] std::optional<statement> next() {
        if (done) return std::nullopt;
        if (!has_key(*object)) throw_no_key(struct_name<M>, "save");
        returning = generated_columns<M>();
        return update_of(*object, fields, returning);
    }
    void answered(const db::result& result, const std::string& alias) {
        done = true;
        if (!take_saved(*object, result, returning, alias))
            throw typename M::does_not_exist(no_row_to_save(struct_name<M>));
    }
    void result() const noexcept {}
};

template <class M>
dual<void> save_some(M& object, field_set fields, const std::string& alias) {
    return io::run<conversing<saving_some<M>>>(alias, &object, fields);
}

template <class M>
dual<void> refresh_row(M& object, std::string alias) {
    if (!has_key(object)) throw_no_key(struct_name<M>, "refresh");
    sql::recording same(table_of<M>());
    bind_row_with_key<M>(key_of(object), same);
    same.filter();
    same.for_get();
    options_ptr options = with_alias(default_options(), std::move(alias));
    std::optional<M> row = co_await fetch_row_or_none<M, M>(std::move(same), std::move(options));
    if (!row) throw typename M::does_not_exist(std::string(struct_name<M>) + ".refresh(): the row is gone");
    object = std::move(*row);
}

/// The row is gone: what the database had numbered in its key is no longer there.
template <class M>
void forget_numbers(M& object) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto forget = [&]<std::size_t Field>() {
            if constexpr (column_at_field<M>(Field).numbered()) get<Field>(object) = {};
        };
        (forget.template operator()<key_fields<M>[I]>(), ...);
    }(std::make_index_sequence<key_fields<M>.size()>{});
}

template <class M>
struct erasing {
    M* object;
    std::int64_t rows = 0;
    bool done = false;

    [[nodiscard]] std::optional<statement> next() {
        if (done) return std::nullopt;
        if (!has_key(*object)) throw_no_key(struct_name<M>, "erase");
        key_parameters<primary_key_type<M>> key(key_of(*object));
        return erase_by_key(table_of<M>(), key.values);
    }
    void answered(const db::result& result, const std::string&) {
        done = true;
        forget_numbers(*object);
        rows = static_cast<std::int64_t>(result.affected());
    }
    [[nodiscard]] std::int64_t result() const noexcept { return rows; }
};

template <class M>
dual<std::int64_t> erase_row(M& object, const std::string& alias) {
    return io::run<conversing<erasing<M>>>(alias, &object);
}

// ---- keyword forms

/// The member that a field names which save() shall write.
template <class M, fixed_string Name>
consteval field_set field_to_save() {
    using target = assigned_column<M, Name>;
    if constexpr (target::settable) {
        constexpr const sql::column_info& column = column_at_field<M>(target::field);
        constexpr bool by_database = column.generated || (column.always && !column.primary_key);
        static_assert(!by_database, "vinyl: this column is generated by the database, so save() can not write it");
        constexpr bool of_key = !by_database && (saved_fields<M> >> target::field & 1) == 0;
        static_assert(!of_key,
                      "vinyl: this field is (part of) the primary key, by which save() finds the row, so save() "
                      "does not write it");
        return field_set{1} << target::field;
    }
    return 0;
}

template <class M, class... Fields>
consteval field_set fields_to_save() {
    constexpr bool are_fields = (is_field<Fields> && ...);
    static_assert(are_fields,
                  "vinyl: save() takes the fields that it shall write, save(\"title\"_f, \"price\"_f); what sets "
                  "and writes them is update(\"price\"_f = decimal(\"9.99\"))");
    if constexpr (are_fields) return (field_to_save<M, Fields::name>() | ...);
    return 0;
}

/// Adds the other columns of relations of which some columns are to be read: such a relation is read as a whole.
template <class M>
void complete_relations(std::vector<const sql::column_info*>& returning) {
    const auto complete = [&]<std::size_t Field>() {
        if constexpr (field_columns<M, Field>.size() > 1) {
            const auto asked = [&](std::size_t column) {
                return std::ranges::find(returning, &columns_of<M>[column]) != returning.end();
            };
            if (!std::ranges::any_of(field_columns<M, Field>, asked)) return;
            for (const std::size_t column : field_columns<M, Field>)
                if (!asked(column)) returning.push_back(&columns_of<M>[column]);
        }
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (complete.template operator()<I>(), ...);
    }(std::make_index_sequence<field_count<M>>{});
}

/// Throws usage_error where a member that is not set shares a column with one that is, and holds another value for it.
template <class M>
void require_agreement(const M& object, const set_columns& set, field_set named) {
    if constexpr (has_shared_columns<M>)
        for_each_field(object, [&]<class Index, class Member>(Index, const Member& member) {
            if constexpr (has_column<M, Index::value>) {
                const auto is_set = [&](std::size_t column) { return set.sets(columns_of<M>[column]); };
                const bool is_named = (named >> Index::value & 1) != 0;
                if (is_named || is_unset(member) || !std::ranges::any_of(field_columns<M, Index::value>, is_set))
                    return;
                std::vector<wire_value> held;
                member_writer<Member>::write(held, member, struct_name<M>, field_name<M, Index::value>);
                for (std::size_t k = 0; k < held.size(); ++k)
                    set.require(column_at_field<M>(Index::value, k), held[k], field_name<M, Index::value>);
            }
        });
}

/// Updates some columns of one row and sets the members to what the database made of them.
template <class M>
struct updating {
    M* object;
    set_columns set;
    field_set named;
    std::string database;
    std::vector<const sql::column_info*> returning{};
    bool done = false;

    [[nodiscard]] std::optional<statement> next() {
        if (done) return std::nullopt;
        if (!has_key(*object)) throw_no_key(struct_name<M>, "update");
        require_agreement(*object, set, named);
        const std::vector<const sql::column_info*> columns = set.columns();
        returning = columns;
        for (const sql::column_info* each : generated_columns<M>()) returning.push_back(each);
        complete_relations<M>(returning);
        key_parameters<primary_key_type<M>> key(key_of(*object));
        sql::recording row(table_of<M>());
        if (database != "default") row.in_database(database);
        set.say(row);
        return update_by_key(std::move(row), columns, key.values, returning);
    }
    void answered(const db::result& result, const std::string& alias) {
        done = true;
        if (result.rows() != 1)
            throw typename M::does_not_exist(std::string(struct_name<M>) + ".update(): the row is gone");
        read_returned(*object, result, returning, alias);
    }
    void result() const noexcept {}
};

template <class M>
dual<void> update_row(M& object, set_columns set, field_set named, const std::string& alias) {
    return io::run<conversing<updating<M>>>(alias, &object, std::move(set), named, alias);
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/write.ipp>
#endif
