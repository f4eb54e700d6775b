// What the database needs of a model beyond its members: `static constexpr vinyl::meta meta{table("artist"), ...}`.
// An option is plain constexpr data; the names in it are checked when the model is first used.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/base/type_list.hpp>
#include <vinyl/expr/contains_aggregate.hpp>
#include <vinyl/expr/contains_outer.hpp>
#include <vinyl/expr/contains_subquery.hpp>
#include <vinyl/expr/contains_window.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl {

template <fixed_string Name>
class field;

namespace detail {

template <class T>
inline constexpr bool is_field = false;
template <fixed_string Name>
inline constexpr bool is_field<field<Name>> = true;

}  // namespace detail

/// What happens to the rows that point at a row which is deleted.
enum class delete_rule : unsigned char {
    cascade,      ///< They are deleted, too.
    restrict_,    ///< An error, unless they go in the same deletion.
    protect,      ///< An error.
    set_null,     ///< Their key becomes NULL.
    set_default,  ///< Their key becomes its database default.
    do_nothing    ///< Left to the database: NO ACTION.
};

inline constexpr delete_rule cascade = delete_rule::cascade;
inline constexpr delete_rule restrict_ = delete_rule::restrict_;
inline constexpr delete_rule protect = delete_rule::protect;
inline constexpr delete_rule set_null = delete_rule::set_null;
inline constexpr delete_rule set_default = delete_rule::set_default;
inline constexpr delete_rule do_nothing = delete_rule::do_nothing;

namespace meta_option {

enum class kind : unsigned char {
    table,
    schema,
    column,
    primary_key,
    unique,
    index,
    index_of_expressions,
    check,
    max_length,
    precision,
    sql_type,
    on_delete,
    ordering,
    db_default,
    default_value,
    identity,
    serial,
    assigned,
    generated,
    prefix,
    view,
    unmanaged,
    join_table,
    asymmetrical
};

/// The most fields one option may name.
inline constexpr std::size_t max_fields = 16;

/// One option: what every kind of it has in common, and all there is to most.
struct fact {
    meta_option::kind kind{};
    std::array<std::string_view, max_fields> fields{};  ///< Names of members; of an ordering: paths, maybe with '-'.
    std::size_t field_count = 0;
    std::string_view text{};  ///< Name of the table, schema or constraint; a column type; a prefix.
    std::array<std::string_view, max_fields> columns{};  ///< Names of a field's columns.
    std::size_t column_count = 0;
    std::size_t first = 0;   ///< max_length: characters; precision: digits.
    std::size_t second = 0;  ///< precision: digits behind the point.
    delete_rule rule{};
    bool always = false;  ///< identity: the program may not choose the value.

    [[nodiscard]] constexpr bool names(std::string_view field) const noexcept {
        for (std::size_t i = 0; i < field_count; ++i)
            if (fields[i] == field) return true;
        return false;
    }
};

/// An ordering keeps its paths as types, because they may cross relations.
template <fixed_string... Paths>
struct ordering : fact {};

/// A CHECK constraint; the condition is an expression that is put into SQL by the schema.
template <class Condition>
struct check : fact {
    Condition condition;
};

/// An index over expressions, which the schema puts into SQL, maybe with a direction each.
template <class... Terms>
struct index_of_expressions : fact {
    std::tuple<Terms...> terms;
    bool unique;
};

/// A DEFAULT of the database: a value, or an expression such as now().
template <class Value>
struct db_default : fact {
    Value value;
};

/// What create() stores where it is given nothing: a value, or a function that makes one.
template <class Value>
struct default_value : fact {
    Value fallback;
};

/// What the database calculates a generated column by.
template <class Expression>
struct generated : fact {
    Expression expression;
};

/// A text in static storage, for views of it.
template <fixed_string Text>
inline constexpr auto kept = Text;

template <fixed_string... Names>
[[nodiscard]] constexpr fact make(kind what, std::string_view text = {}) noexcept {
    static_assert(sizeof...(Names) <= max_fields, "vinyl: an option of meta names at most 16 fields");
    fact result;
    result.kind = what;
    result.text = text;
    result.fields = {kept<Names>.view()...};
    result.field_count = sizeof...(Names);
    return result;
}

template <std::size_t I, class Option>
struct slot {
    Option option;
};

template <class Indices, class... Options>
struct slots;

template <std::size_t... I, class... Options>
struct slots<std::index_sequence<I...>, Options...> : slot<I, Options>... {
    constexpr explicit slots(const Options&... options) : slot<I, Options>{options}... {}

    template <class F>
    constexpr void for_each(F&& use) const {
        (static_cast<void>(use(static_cast<const slot<I, Options>&>(*this).option)), ...);
    }
};

template <std::size_t I, class Option>
[[nodiscard]] constexpr const Option& option_at(const slot<I, Option>& options) noexcept {
    return options.option;
}

}  // namespace meta_option

/// The table's name; without it, the struct's name in snake_case.
[[nodiscard]] constexpr auto table(std::string_view name) noexcept {
    return meta_option::make<>(meta_option::kind::table, name);
}

/// The PostgreSQL schema that the table is in; without it, the connection's search path decides.
[[nodiscard]] constexpr auto in_schema(std::string_view name) noexcept {
    return meta_option::make<>(meta_option::kind::schema, name);
}

/// A view, or another relation of the database that is only read: its name. It needs no primary key, nothing is written to
/// it, and schema:: leaves it alone.
[[nodiscard]] constexpr auto view(std::string_view name) noexcept {
    return meta_option::make<>(meta_option::kind::view, name);
}

/// The table is not vinyl's to make: schema::create(), drop() and sql() leave it alone; schema::check() looks at it.
[[nodiscard]] constexpr auto unmanaged() noexcept { return meta_option::make<>(meta_option::kind::unmanaged); }

/// The name of a field's column; without it, the field's name, for relations with "_id" behind it. A relation to a model whose
/// key has several columns has as many, in the order of that key; without this they are called by the relation's name, '_',
/// and the name of the key's member (with "_id" for one that is a relation itself). Two relations, or a relation and a
/// field, may share a column of such a key: `column("artist"_f, "tenant_id", "artist_id")`.
template <fixed_string Field, std::convertible_to<std::string_view>... Names>
[[nodiscard]] constexpr auto column(field<Field>, std::string_view name, Names... more) noexcept {
    static_assert(sizeof...(Names) < meta_option::max_fields, "vinyl: column() takes at most 16 names");
    auto result = meta_option::make<Field>(meta_option::kind::column);
    result.columns = {name, std::string_view(more)...};
    result.column_count = 1 + sizeof...(Names);
    return result;
}

/// The names of a many_to_many's join table, where it is not to be `<table>_<field>`: of the table, and maybe of all its columns,
/// first those with the key of this model, then those with the key of the other.
template <fixed_string Field, std::convertible_to<std::string_view>... Columns>
[[nodiscard]] constexpr auto join_table(field<Field>, std::string_view name, Columns... columns) noexcept {
    static_assert(sizeof...(Columns) <= meta_option::max_fields, "vinyl: join_table() takes at most 16 columns");
    auto result = meta_option::make<Field>(meta_option::kind::join_table, name);
    if constexpr (sizeof...(Columns) > 0) result.columns = {std::string_view(columns)...};
    result.column_count = sizeof...(Columns);
    return result;
}

/// A many_to_many of a model to itself goes in one direction only: that a follows b does not say that b follows a.
template <fixed_string Field>
[[nodiscard]] constexpr auto asymmetrical(field<Field>) noexcept {
    return meta_option::make<Field>(meta_option::kind::asymmetrical);
}

/// What stands before the column names of an embedded struct's members: `prefix("stamps"_f, "st_")` makes created st_created.
template <fixed_string Field>
[[nodiscard]] constexpr auto prefix(field<Field>, std::string_view text) noexcept {
    return meta_option::make<Field>(meta_option::kind::prefix, text);
}

/// The SQL type of a field's column, instead of the one that belongs to the member's type: "citext", "mood".
/// The server must be able to send and take it in the form of the member's type.
template <fixed_string Field>
[[nodiscard]] constexpr auto sql_type(field<Field>, std::string_view type) noexcept {
    return meta_option::make<Field>(meta_option::kind::sql_type, type);
}

/// The primary key; without it, the member `id`. Several fields make a key of all of them, in this order; relations may be
/// among them. An integer that is the whole key wants to be told who makes it: identity(), serial(), db_default() or
/// assigned().
template <fixed_string... Fields>
[[nodiscard]] constexpr auto primary_key(field<Fields>...) noexcept {
    static_assert(sizeof...(Fields) > 0, "vinyl: primary_key() needs a field");
    return meta_option::make<Fields...>(meta_option::kind::primary_key);
}

/// How an identity column takes values of the program's: see identity().
enum class identity_values : unsigned char {
    by_default,  ///< Chosen by the database where the program gives none.
    always       ///< Always chosen by the database.
};
inline constexpr identity_values by_default = identity_values::by_default;
inline constexpr identity_values always = identity_values::always;

/// The database numbers this field: GENERATED BY DEFAULT AS IDENTITY, or with `always` GENERATED ALWAYS. An object that has
/// 0 there is given the next number by insert(). A member `id` has it without saying.
/// https://www.postgresql.org/docs/current/sql-createtable.html
template <fixed_string Field>
[[nodiscard]] constexpr auto identity(field<Field>, identity_values how = by_default) noexcept {
    auto result = meta_option::make<Field>(meta_option::kind::identity);
    result.always = how == always;
    return result;
}

/// The database numbers this field by a sequence of its own, as identity() but in the older form: serial, bigserial.
template <fixed_string Field>
[[nodiscard]] constexpr auto serial(field<Field>) noexcept {
    return meta_option::make<Field>(meta_option::kind::serial);
}

/// The program itself gives this key its values; any value is one, 0 and the nil UUID included.
template <fixed_string Field>
[[nodiscard]] constexpr auto assigned(field<Field>) noexcept {
    return meta_option::make<Field>(meta_option::kind::assigned);
}

/// A generated column, which the database calculates and nobody writes: GENERATED ALWAYS AS (expression) STORED, such as
/// `generated("total"_f, "price"_f * "quantity"_f)`. It is read back after each write.
template <fixed_string Field, class Value>
[[nodiscard]] constexpr auto generated(field<Field>, Value expression) {
    return meta_option::generated<Value>{meta_option::make<Field>(meta_option::kind::generated), std::move(expression)};
}
/// The same where the table is there already; schema::create() can not make it.
template <fixed_string Field>
[[nodiscard]] constexpr auto generated(field<Field>) noexcept {
    return meta_option::make<Field>(meta_option::kind::generated);
}

/// No two rows have the same values in these fields.
template <fixed_string... Fields>
[[nodiscard]] constexpr auto unique(field<Fields>...) noexcept {
    static_assert(sizeof...(Fields) > 0, "vinyl: unique() needs a field");
    return meta_option::make<Fields...>(meta_option::kind::unique);
}

/// An index over these fields, in this order.
template <fixed_string... Fields>
[[nodiscard]] constexpr auto index(field<Fields>...) noexcept {
    static_assert(sizeof...(Fields) > 0, "vinyl: index() needs a field");
    return meta_option::make<Fields...>(meta_option::kind::index);
}

namespace meta_option {

/// Whether an expression is calculated from a row alone.
template <class E>
inline constexpr bool is_of_one_row = !detail::contains_aggregate<E> && !detail::contains_window<E> &&
                                      !detail::contains_outer<E> && !detail::contains_subquery<E>;

template <class... Terms>
[[nodiscard]] constexpr auto over_expressions(bool is_unique, std::string_view name, const Terms&... terms) {
    using all = detail::type_list<Terms...>;
    static_assert(sizeof...(Terms) > 0, "vinyl: an index needs a field or an expression");
    static_assert(is_of_one_row<all>,
                  "vinyl: an index is over what each row has by itself: no aggregate, window or subquery");
    return index_of_expressions<Terms...>{make<>(kind::index_of_expressions, name), {terms...}, is_unique};
}

}  // namespace meta_option

/// An index over expressions and fields, maybe with a direction each: `index("album_title", lower("title"_f), "-price"_f)`. The
/// name is the index's. The functions must be IMMUTABLE to the server.
template <class... Terms>
[[nodiscard]] constexpr auto index(std::string_view name, const Terms&... terms) {
    return meta_option::over_expressions(false, name, terms...);
}
/// The same, and no two rows have the same values of them.
template <class... Terms>
[[nodiscard]] constexpr auto unique(std::string_view name, const Terms&... terms) {
    return meta_option::over_expressions(true, name, terms...);
}

/// A CHECK constraint: `check("price_not_negative", "price"_f >= 0)`. The name is the constraint's.
template <class Condition>
[[nodiscard]] constexpr auto check(std::string_view name, Condition condition) {
    static_assert(meta_option::is_of_one_row<Condition>,
                  "vinyl: a CHECK is about what each row has by itself: no aggregate, window or subquery");
    return meta_option::check<Condition>{meta_option::make<>(meta_option::kind::check, name), std::move(condition)};
}

/// The most characters of a text field: its column is varchar(length).
template <fixed_string Field>
[[nodiscard]] constexpr auto max_length(field<Field>, std::size_t length) noexcept {
    auto result = meta_option::make<Field>(meta_option::kind::max_length);
    result.first = length;
    return result;
}

/// The digits of a decimal field, and how many of them stand behind the point: its column is numeric(digits, places).
template <fixed_string Field>
[[nodiscard]] constexpr auto precision(field<Field>, std::size_t digits, std::size_t places) noexcept {
    auto result = meta_option::make<Field>(meta_option::kind::precision);
    result.first = digits;
    result.second = places;
    return result;
}

/// What happens to rows of this model when the row that a relation points at is deleted; without it, an error (protect).
template <fixed_string Field>
[[nodiscard]] constexpr auto on_delete(field<Field>, delete_rule rule) noexcept {
    auto result = meta_option::make<Field>(meta_option::kind::on_delete);
    result.rule = rule;
    return result;
}

/// The order of rows when a query does not say one: `ordering("-released"_f, "artist__name"_f)`, '-' is descending.
template <fixed_string... Paths>
[[nodiscard]] constexpr auto ordering(field<Paths>...) noexcept {
    return meta_option::ordering<Paths...>{meta_option::make<Paths...>(meta_option::kind::ordering)};
}

/// The database fills the field in when it is left out: with a value, or with an expression such as `now()`.
template <fixed_string Field, class Value>
[[nodiscard]] constexpr auto db_default(field<Field>, Value value) {
    // a literal decays to const char*, which could not be told from text of the user's
    using stored = std::conditional_t<std::is_same_v<Value, const char*>, std::string_view, Value>;
    return meta_option::db_default<stored>{meta_option::make<Field>(meta_option::kind::db_default),
                                           stored(std::move(value))};
}
/// The same for a table that is there already: the database has a default, whatever it is. schema::create() can not make it.
template <fixed_string Field>
[[nodiscard]] constexpr auto db_default(field<Field>) noexcept {
    return meta_option::make<Field>(meta_option::kind::db_default);
}

/// What create() and from_json() store in this field where they are given nothing: a value, or a function without parameters
/// that makes one, called each time: `default_value("code"_f, vinyl::uuid::random)`. The table has no DEFAULT by it: that is
/// db_default(). Objects made by the program hold what the struct says; only a nil UUID that is (part of) the primary key is
/// made by it in insert() and save(), too.
template <fixed_string Field, class Value>
    requires(!detail::is_field<Value>)
[[nodiscard]] constexpr auto default_value(field<Field>, Value value) {
    using stored = std::conditional_t<std::is_same_v<Value, const char*>, std::string_view, Value>;
    return meta_option::default_value<stored>{meta_option::make<Field>(meta_option::kind::default_value),
                                              stored(std::move(value))};
}
/// The same for fields whose default is what a new object of the struct holds: `std::int32_t stock = 1;`, an empty list.
template <fixed_string... Fields>
[[nodiscard]] constexpr auto default_value(field<Fields>...) noexcept {
    static_assert(sizeof...(Fields) > 0, "vinyl: default_value() needs a field");
    return meta_option::make<Fields...>(meta_option::kind::default_value);
}

/// The options of a model, as its member `static constexpr vinyl::meta meta{...}`.
template <class... Options>
class meta {
public:
    constexpr explicit(sizeof...(Options) == 1) meta(const Options&... options)
        : facts_{static_cast<const meta_option::fact&>(options)...}, options_(options...) {}

    /// All options as plain data, in the order of their declaration.
    [[nodiscard]] constexpr const auto& facts() const noexcept { return facts_; }

    /// The I-th option as its own type: meta_option::check<C>, ::db_default<V>, ::ordering<...>, or ::fact.
    template <std::size_t I>
    [[nodiscard]] constexpr const auto& at() const noexcept {
        return meta_option::option_at<I>(options_);
    }
    /// Calls `use` with each option as its own type.
    template <class F>
    constexpr void for_each(F&& use) const {
        options_.for_each(use);
    }

private:
    std::array<meta_option::fact, sizeof...(Options)> facts_;
    meta_option::slots<std::index_sequence_for<Options...>, Options...> options_;
};

template <class... Options>
meta(const Options&...) -> meta<Options...>;

}  // namespace vinyl
