// The rows that with_() names, as a table: its columns, and how they are called in the query that it is joined to.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/fields_in.hpp>
#include <vinyl/bind/row.hpp>
#include <vinyl/expr/common_table.hpp>
#include <vinyl/expr/contains_aggregate.hpp>
#include <vinyl/expr/contains_outer.hpp>
#include <vinyl/expr/contains_window.hpp>
#include <vinyl/sql/recording.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

template <class Q>
consteval bool stands_alone() {
    if constexpr (requires { typename Q::awaited_types; }) return Q::awaited_types::size == 0;
    else return true;
}

/// The table, where the rows are records; else none.
template <fixed_string Name, class Row>
struct common_table {
    static constexpr bool has_names = false;
};
template <fixed_string Name, class... Column>
struct common_table<Name, record<Column...>> {
    static constexpr bool has_names = true;
    static constexpr std::array<sql::column_info, sizeof...(Column)> columns{
        sql::column_info{.field = Column::name.view(),
                         .name = Column::name.view(),
                         .oid = codec<without_optional_t<typename Column::type>>::oid,
                         .type = codec<without_optional_t<typename Column::type>>::sql_type,
                         .nullable = is_optional<typename Column::type>,
                         .cast = {},
                         .as_member = {}}...};
    static constexpr sql::table_info info{
        .model = Name.view(), .schema = {}, .name = Name.view(), .columns = columns, .relations = {}, .keys = {}};
    [[nodiscard]] static const sql::table_info& get() noexcept { return info; }
};

/// Its rows, joined under a name.
template <fixed_string Name, class Table>
struct common_join;
template <fixed_string Name, fixed_string TableName, class... Column>
struct common_join<Name, common_table<TableName, record<Column...>>> {
    using table = common_table<TableName, record<Column...>>;
    /// Several rows may meet one of the model.
    static constexpr sql::relation_info relation{.field = Name.view(),
                                                 .kind = sql::relation_kind::reverse_foreign_key,
                                                 .target = &table::get,
                                                 .columns = {},
                                                 .nullable = true,
                                                 .of_query = true};
    static constexpr std::array<const sql::relation_info*, 1> steps{&relation};
    template <std::size_t I>
    static constexpr sql::path path{.steps = steps, .column = &table::columns[I], .transforms = {}};

    template <class C>
    static constexpr auto called = joined_text<Name, fixed_string("__"), C::name>;
    template <bool Left, class T>
    using read = std::conditional_t<Left, std::optional<without_optional_t<T>>, T>;
    template <class Annotations, bool Left>
    struct added;
    template <class... Named, bool Left>
    struct added<annotations<Named...>, Left> {
        using type =
            annotations<Named..., named_rows<Name, table>, named<called<Column>, read<Left, typename Column::type>>...>;
    };
    template <class Names>
    static consteval bool are_new() {
        return all_new(Names(), {Name.view(), called<Column>.view()...});
    }
    static void say_names(recorder& to) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((to.column(path<I>), to.annotate(called<Column>.view(), false)), ...);
        }(std::index_sequence_for<Column...>());
    }
};

/// What with_() is given: a queryset, or the name of rows that are named already.
template <class Names, fixed_string Name, class Operand>
struct rows_to_join {
    static constexpr bool known = false;
};
template <class Names, fixed_string Name, class Q>
struct rows_to_join<Names, Name, subquery<Q>> {
    static constexpr bool known = true;
    using table = common_table<Name, typename Q::row_type>;
    static constexpr bool has_names = table::has_names;
    static constexpr bool alone = stands_alone<Q>();
    static void say(const subquery<Q>& given, const sql::relation_info& relation, sql::common_storage storage,
                    bool left, recorder& to) {
        to.join_common(relation, given.rows().sql_query(), storage, left);
    }
};
template <fixed_string Name, class... Named>
consteval auto find_named_rows(annotations<Named...>) {
    constexpr annotation_place place = find_annotation(annotations<Named...>(), Name.view());
    if constexpr (place.index == not_annotated || place.rest != Name.size()) return std::type_identity<void>();
    else return std::type_identity<decltype(annotation_at<place.index>(annotations<Named...>()))>();
}
template <class Annotation>
struct table_of_rows {
    static constexpr bool known = false;
};
template <fixed_string Name, class Table>
struct table_of_rows<named_rows<Name, Table>> {
    static constexpr bool known = true, has_names = true, alone = true;
    using table = Table;
};
template <class Names, fixed_string Name, fixed_string Named>
struct rows_to_join<Names, Name, field<Named>>
    : table_of_rows<typename decltype(find_named_rows<Named>(Names()))::type> {
    static void say(const field<Named>&, const sql::relation_info& relation, sql::common_storage, bool left,
                    recorder& to) {
        to.join_again(relation, left);
    }
};

/// The name of rows alone, or of a column that they have not.
template <fixed_string Rows, class Table, class Scope, fixed_string Name, annotation_place Place>
struct meaning_of_annotation<named_rows<Rows, Table>, Scope, Name, Place> {
    struct type : annotation_meaning<scope<typename Scope::model, annotations<named<Rows, std::int32_t>>>, Rows,
                                     annotation_place{0, Rows.size()}> {
        struct checked {
            static constexpr bool is_column = sizeof(Scope) == 0;
            static_assert(is_column,
                          "vinyl: with_() has given this name to rows, and they have no such column: name one of "
                          "theirs, as in \"totals__sold\"_f");
        };
    };
};

/// Whether a field is of the model itself, or of the named rows.
template <class Scope, fixed_string Name, fixed_string Field>
consteval bool is_of_join() {
    if constexpr (requires { typename field_meaning<Scope, Field>::resolved; })
        return relations_crossed<typename field_meaning<Scope, Field>::resolved>() == 0;
    else return begins_with_name(Field.view(), Name.view());
}
template <class Scope, fixed_string Name, class Fields>
inline constexpr bool are_of_join = false;
template <class Scope, fixed_string Name, fixed_string... Field>
inline constexpr bool are_of_join<Scope, Name, type_list<field<Field>...>> = (is_of_join<Scope, Name, Field>() && ...);

template <class Join>
inline constexpr bool is_join = false;
template <bool Left, class... Conditions>
inline constexpr bool is_join<join_of<Left, Conditions...>> = true;

template <class... Words>
inline constexpr auto storage_of = sql::common_storage::unsaid;
template <sql::common_storage Storage>
inline constexpr auto storage_of<storage_word<Storage>> = Storage;
template <class... Words>
inline constexpr bool are_storage_words = sizeof...(Words) == 0;
template <sql::common_storage Storage>
inline constexpr bool are_storage_words<storage_word<Storage>> = true;

/// Says how rows of the model and the named ones meet; Scope: with the names of these.
template <class Scope, fixed_string Name, bool Left, class... Conditions>
void say_join(const sql::relation_info& relation, const join_of<Left, Conditions...>& how, recorder& to) {
    static_assert(
        sizeof...(Conditions) > 0,
        "vinyl: inner_join() and left_join() say which rows meet: left_join(\"id\"_f == \"totals__artist\"_f)");
    static_cast<void>(sizeof(checked_fields<Scope, Conditions...>));
    constexpr bool of_rows =
        !((contains_aggregate<Conditions> || contains_window<Conditions> || contains_outer<Conditions>) || ...);
    static_assert(of_rows, "vinyl: how rows meet is asked of single rows: no aggregates, no windows, no _outer");
    if constexpr (of_rows) {
        constexpr bool of_both = are_of_join<Scope, Name, typename fields_in<type_list<Conditions...>>::type>;
        static_assert(of_both,
                      "vinyl: how rows meet is said by fields of the model itself and of the named rows; say all else "
                      "to filter()");
        if constexpr (of_both) {
            std::apply([&](const Conditions&... each) { (bind_condition<Scope>(each, to), ...); }, how.conditions());
            to.all_of(sizeof...(Conditions));
            to.meet_common(relation);
        }
    }
}

}  // namespace vinyl::detail
