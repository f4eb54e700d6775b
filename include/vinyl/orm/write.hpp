// Objects into rows: what insert, save, update, create, refresh and erase send, and what they read back.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/sql/path_text.hpp>
#include <vinyl/orm/bind.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/sql/compile.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::detail {

[[noreturn]] void throw_relation_without_key(std::string_view model, std::string_view field);
[[noreturn]] void throw_no_key(std::string_view model, std::string_view operation);
[[noreturn]] void throw_out_of_range(const std::string& value, std::string_view type);

template <class E>
inline constexpr bool is_keyword = false;
template <fixed_string Name, class Operand>
inline constexpr bool is_keyword<keyword<Name, Operand>> = true;

/// The parameter that stores a member.
template <class T>
struct member_writer {
    static wire_value write(const T& member, std::string_view model, std::string_view field) {
        return with_place("writing", model, field, member, [](const T& value) { return to_wire(value); });
    }
};
template <class T, class Key>
struct member_writer<foreign_key<T, Key>> {
    static wire_value write(const foreign_key<T, Key>& member, std::string_view model, std::string_view field) {
        const Key& key = key_for_relation(member);
        if (key == Key{} && !member.has_object()) throw_relation_without_key(model, field);
        return to_wire(key);
    }
};
template <class T, class Key>
struct member_writer<one_to_one<T, Key>> : member_writer<foreign_key<T, Key>> {};
template <class Relation>
    requires member_reader<Relation>::relation
struct member_writer<std::optional<Relation>> {
    static wire_value write(const std::optional<Relation>& member, std::string_view model, std::string_view field) {
        if (!member) return null_of<typename member_reader<Relation>::column>();
        return member_writer<Relation>::write(*member, model, field);
    }
};

/// What an INSERT of one object consists of.
struct insert_parts {
    std::vector<const sql::column_info*> columns;
    std::vector<wire_value> values;
    std::vector<const sql::column_info*> returning;  ///< What the database fills in.
};

/// The members that were given a value by name: a bit for each, by its index.
using field_set = std::uint64_t;

/// An object that nothing was assigned to. Leaked on purpose: static objects may still ask when the process ends.
template <class M>
const M& untouched() {
    static const auto* const object = new M{};
    return *object;
}

/// A member that the database may fill in, and that nothing was assigned to. Of an object that can only be seen by its
/// value; a keyword says so itself.
template <class M, std::size_t I>
bool left_to_database(const M& object, const sql::column_info& column, field_set given) {
    if constexpr (I == primary_key_index<M>)
        if (column.identity) return !has_key(object);
    if constexpr (std::equality_comparable<field_type<M, I>>)
        if (column.db_default && (given >> I & 1) == 0) return get<I>(object) == get<I>(untouched<M>());
    return false;
}

template <class M>
insert_parts parts_of_insert(const M& object, field_set given) {
    insert_parts parts;
    parts.columns.reserve(columns_of<M>.size());
    parts.values.reserve(columns_of<M>.size());
    for_each_field(object, [&]<class Index, class Member>(Index, const Member& member) {
        if constexpr (has_column<M, Index::value>) {
            const sql::column_info& column = column_at_field<M>(Index::value);
            if (left_to_database<M, Index::value>(object, column, given)) {
                parts.returning.push_back(&column);
                return;
            }
            parts.columns.push_back(&column);
            parts.values.push_back(member_writer<Member>::write(member, struct_name<M>, column.field));
        }
    });
    return parts;
}

/// Reads the columns that a statement returned into the members they belong to.
template <class M>
void read_returned(M& object, const db::result& result, const std::vector<const sql::column_info*>& returned) {
    cursor at(result, struct_name<M>);
    at.go_to(0);
    const read_options options;
    for_each_field(object, [&]<class Index, class Member>(Index, Member& member) {
        if constexpr (has_column<M, Index::value>) {
            const sql::column_info* const column = &column_at_field<M>(Index::value);
            for (std::size_t i = 0; i < returned.size(); ++i) {
                if (returned[i] != column) continue;
                typename member_reader<Member>::state state(options, 1);
                member_reader<Member>::read(member, state, at, i);
            }
        }
    });
}

template <class M>
dual<void> insert_row(M& object, std::string alias, field_set given = 0) {
    insert_parts parts = parts_of_insert(object, given);
    statement sent = sql::insert_one(table_of<M>(), parts.columns, std::move(parts.values), parts.returning);
    db::result result = co_await db::execute(alias, std::move(sent));
    if (parts.returning.empty()) co_return;
    if (result.rows() != 1)
        throw data_error(std::string(struct_name<M>) + ".insert(): the server did not return the row");
    read_returned(object, result, parts.returning);
}

template <class M>
dual<M> create_row(M object, std::string alias, field_set given) {
    co_await insert_row(object, std::move(alias), given);
    co_return object;
}

/// UPDATE ... SET all columns but the key; the number of rows.
template <class M>
statement update_of_all(const M& object) {
    std::vector<sql::assignment> assignments;
    for_each_field(object, [&]<class Index, class Member>(Index, const Member& member) {
        if constexpr (has_column<M, Index::value> && Index::value != primary_key_index<M>) {
            const sql::column_info& column = column_at_field<M>(Index::value);
            assignments.push_back(
                {&column, sql::value(member_writer<Member>::write(member, struct_name<M>, column.field))});
        }
    });
    return sql::update_by_key(table_of<M>(), std::move(assignments), to_wire(key_of(object)));
}

template <class M>
dual<void> save_row(M& object, std::string alias) {
    if (has_key(object)) {
        if constexpr (columns_of<M>.size() > 1) {
            statement sent = update_of_all(object);
            db::result result = co_await db::execute(alias, std::move(sent));
            if (result.affected() > 0) co_return;
        } else {
            sql::query same(table_of<M>());
            same.filter(sql::compare(sql::lookup::exact, sql::column(resolve<M, "pk">::path),
                                     sql::value(to_wire(key_of(object)))));
            if (co_await any_row(std::move(same), alias)) co_return;
        }
    }
    co_await insert_row(object, std::move(alias));
}

template <class M>
dual<void> refresh_row(M& object, std::string alias) {
    if (!has_key(object)) throw_no_key(struct_name<M>, "refresh");
    sql::query same(table_of<M>());
    same.filter(
        sql::compare(sql::lookup::exact, sql::column(resolve<M, "pk">::path), sql::value(to_wire(key_of(object)))));
    auto options = std::make_shared<queryset_options<M>>();
    options->reading.alias = std::move(alias);
    std::optional<M> row = co_await fetch_row_or_none<M, M>(sql::for_get(std::move(same)), std::move(options));
    if (!row) throw typename M::does_not_exist(std::string(struct_name<M>) + ".refresh(): the row is gone");
    object = std::move(*row);
}

template <class M>
dual<std::int64_t> erase_row(M& object, std::string alias) {
    if (!has_key(object)) throw_no_key(struct_name<M>, "erase");
    statement sent = sql::erase_by_key(table_of<M>(), to_wire(key_of(object)));
    db::result result = co_await db::execute(alias, std::move(sent));
    if constexpr (requires { get<primary_key_index<M>>(object) = field_type<M, primary_key_index<M>>{}; })
        if (key_column_of<M>().identity) get<primary_key_index<M>>(object) = {};
    co_return static_cast<std::int64_t>(result.affected());
}

// ---- keyword forms

template <class M, fixed_string Name>
struct assigned_column {
    using resolved = resolve<M, Name>;
    static_assert(!resolved::valid || end_of_segment(Name.view(), 0) == Name.size(),
                  "vinyl: only a field of the model itself can be set here, not a path or lookup");
    /// The member: for a relation by its name the path ends in the row behind it.
    static constexpr std::size_t field = [] {
        const std::size_t direct = index_of_field<M>(Name.view());
        if (direct != no_field) return direct;
        return resolved::field;
    }();
    static constexpr bool settable = field != no_field && field < field_count<M> &&
                                     members_of<M>[field == no_field ? 0 : field].kind != member_kind::reverse;
    static_assert(!resolved::valid || settable, "vinyl: this name is not a column of the model, so it can not be set");
};

/// Sets a member to a value given by keyword.
template <class Member, class V>
void assign_member(Member& member, const V& value) {
    if constexpr (is_literal_text<V>) {
        static_assert(std::assignable_from<Member&, std::string> || std::constructible_from<Member, std::string>,
                      "vinyl: this field can not be set to a text");
        if constexpr (std::assignable_from<Member&, std::string>) member = std::string(value.view());
        else if constexpr (std::constructible_from<Member, std::string>) member = Member(std::string(value.view()));
    } else if constexpr (std::same_as<V, std::nullptr_t> || std::same_as<V, std::nullopt_t>) {
        static_assert(is_optional<Member>,
                      "vinyl: this field can not be NULL; its member would have to be std::optional");
        if constexpr (is_optional<Member>) member.reset();
    } else if constexpr (whole_number<without_optional_t<Member>> && is_optional<V>) {
        static_assert(is_optional<Member>,
                      "vinyl: this field can not be NULL, but the value given to it is std::optional");
        if (value) assign_member(member, *value);
        else member = Member();
    } else if constexpr (whole_number<without_optional_t<Member>>) {
        using number = without_optional_t<Member>;
        static_assert(whole_number<V>, "vinyl: a value of this type can not be stored in a field of integers");
        if constexpr (whole_number<V>) {
            if (!std::in_range<number>(value)) throw_out_of_range(std::to_string(value), codec<number>::sql_type);
            member = static_cast<number>(value);
        }
    } else if constexpr (std::is_assignable_v<Member&, const V&>) {
        member = value;
    } else if constexpr (std::is_constructible_v<Member, const V&>) {
        member = Member(value);
    } else if constexpr (is_optional<Member> && std::is_constructible_v<without_optional_t<Member>, const V&>) {
        member.emplace(value);
    } else {
        static_assert(never<V>, "vinyl: a value of this type can not be stored in this field");
    }
}

template <class M, fixed_string Name, class Operand>
void assign_keyword(M& object, const Operand& operand) {
    using column = assigned_column<M, Name>;
    static_assert(is_constant<Operand>,
                  "vinyl: create() takes values; expressions of the database can be set by update()");
    if constexpr (column::settable && is_constant<Operand>) assign_member(get<column::field>(object), operand.value());
}

template <class M, class... Given>
M make_object(const Given&... given) {
    M object{};
    if constexpr ((is_keyword<Given> && ...)) (assign_keyword<M, Given::name>(object, given.operand()), ...);
    return object;
}

/// The members that keywords name.
template <class M, class... Given>
consteval field_set fields_given() {
    field_set fields = 0;
    if constexpr ((is_keyword<Given> && ...))
        ((assigned_column<M, Given::name>::settable ? fields |= field_set{1} << assigned_column<M, Given::name>::field
                                                    : fields),
         ...);
    return fields;
}

template <class Scope, class M, fixed_string Name, class Operand>
sql::assignment bind_assignment(const Operand& operand) {
    using target = assigned_column<M, Name>;
    if constexpr (!target::settable) {
        return {};
    } else {
        const sql::column_info& column = column_at_field<M>(target::field);
        using T = typename member_of<field_type<M, target::field>>::value;
        if constexpr (is_constant<Operand>) {
            using V = typename Operand::type;
            if constexpr (null_like<V>) {
                static_assert(member_of<field_type<M, target::field>>::nullable,
                              "vinyl: this field can not be NULL; its member would have to be std::optional");
                return {&column, sql::null(std::string(column.type))};
            } else {
                using plain = typename key_held<V>::type;
                using field_value = value_of<Scope, field<Name>>;
                static_assert(
                    takes_object<field_value, V>,
                    "vinyl: an object is stored in a field that is no relation; name a relation, or give the key");
                static_assert(points_at<field_value, V>,
                              "vinyl: the object to store is of another model than the relation points at");
                constexpr bool fits = takes<T, plain> && (!whole_number<T> || whole_number<without_optional_t<plain>>);
                static_assert(fits, "vinyl: a value of this type can not be stored in this field");
                if constexpr (fits)
                    return {&column,
                            sql::value(with_place("writing", struct_name<M>, column.field, operand.value(),
                                                  [](const V& value) { return to_parameter<T>(plain_value(value)); }))};
                else return {};
            }
        } else {
            using V = typename value_of<Scope, Operand>::type;
            static_assert(comparable<T, V>, "vinyl: an expression of this type can not be stored in this field");
            static_assert(of_same_model<Scope, field<Name>, Operand>,
                          "vinyl: rows of another model than the relation points at can not be stored in it");
            static_assert(
                !contains_aggregate<Operand>,
                "vinyl: the database sets no column to an aggregate; set it to a subquery that gives its value");
            return {&column, bind_value<Scope>(operand)};
        }
    }
}

template <class Scope, class M, class... Assignments>
std::vector<sql::assignment> bind_assignments(const Assignments&... assignments) {
    std::vector<sql::assignment> bound;
    if constexpr ((is_keyword<Assignments> && ...)) {
        bound.reserve(sizeof...(Assignments));
        (bound.push_back(bind_assignment<Scope, M, Assignments::name>(assignments.operand())), ...);
    }
    return bound;
}

/// Updates some columns of one row and sets the members to what the database made of them.
template <class M>
dual<void> update_row(M& object, std::vector<sql::assignment> assignments, std::string alias) {
    if (!has_key(object)) throw_no_key(struct_name<M>, "update");
    std::vector<const sql::column_info*> returning;
    returning.reserve(assignments.size());
    for (const sql::assignment& each : assignments) returning.push_back(each.column);
    statement sent = sql::update_by_key(table_of<M>(), std::move(assignments), to_wire(key_of(object)), returning);
    db::result result = co_await db::execute(alias, std::move(sent));
    if (result.rows() != 1)
        throw typename M::does_not_exist(std::string(struct_name<M>) + ".update(): the row is gone");
    read_returned(object, result, returning);
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/write.ipp>
#endif
