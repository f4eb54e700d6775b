// What update() sets: values and expressions by name become columns and what is stored in them. Where several members speak
// of one column, they must say the same.
#pragma once

#include <vinyl/model/columns.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/rows/read.hpp>
#include <vinyl/sql/path_text.hpp>
#include <vinyl/sql/recording.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::detail {

template <class E>
inline constexpr bool is_keyword = false;
template <fixed_string Name, class Operand>
inline constexpr bool is_keyword<keyword<Name, Operand>> = true;

/// What a keyword sets, without an error: that is for assigned_column to make, once.
template <class M, fixed_string Name>
struct assigned_facts {
    using resolved = path_facts<M, Name>;
    static constexpr bool is_path = resolved::valid && find_segment_at<M>(Name.view(), 0).end != Name.size();
    /// The member: for a relation by its name the path ends in the row behind it.
    static constexpr std::size_t field = [] {
        const std::size_t direct = index_of_field<M>(Name.view());
        return direct != no_field ? direct : resolved::field;
    }();
    static constexpr bool settable = !is_path && field != no_field && field < field_count<M> &&
                                     !members_of<M>[field == no_field ? 0 : field].columns.empty();
};

/// Does not compile when the name is none that can be set.
template <class M, fixed_string Name>
struct assigned_column : assigned_facts<M, Name> {
    using facts = assigned_facts<M, Name>;
    static_assert(sizeof(resolve<M, Name>) > 0);  // has a message for a name that is none
    static_assert(!facts::is_path, "vinyl: only a field of the model itself can be set here, not a path or lookup");
    static constexpr bool is_column = facts::settable || facts::is_path || !facts::resolved::valid;
    static_assert(is_column, "vinyl: this name is not a column of the model, so it can not be set");
};

/// The members that keywords name.
template <class M, class... Given>
consteval field_set fields_given() {
    field_set fields = 0;
    if constexpr ((is_keyword<Given> && ...))
        ((assigned_facts<M, Given::name>::settable ? fields |= field_set{1} << assigned_facts<M, Given::name>::field
                                                   : fields),
         ...);
    return fields;
}

/// Whether two values that members hold for one column are the same, as far as that can be seen here: numbers are, whatever
/// their types; what only the database can compare counts as the same.
[[nodiscard]] bool says_the_same(const sql::column_info& column, const wire_value& left, const wire_value& right);

/// A column that update() sets.
struct set_column {
    const sql::column_info* column = nullptr;
    sql::recording what;     ///< One expression; nothing is a mistake already.
    std::string_view field;  ///< The member by which.
    /// A column of the key, by way of a relation that only shares it: such a relation never changes the key.
    bool implied = false;
};

/// All columns that one update() sets, each once.
class set_columns {
public:
    explicit set_columns(std::string_view model) : model_(model) {}

    /// Throws usage_error when the column is set already, and to another value.
    void add(set_column next);
    [[nodiscard]] bool sets(const sql::column_info& column) const noexcept;
    /// Throws usage_error when the column is set to another value than an object holds for it in its member `other`.
    void require(const sql::column_info& column, const wire_value& held, std::string_view other) const;

    /// What is to be written.
    [[nodiscard]] std::vector<const sql::column_info*> columns() const;
    /// Says the expressions for these columns.
    void say(sql::recording& to) const;
    /// Says that rows are updated: those whose key has what is implied; others can not point where these relations shall.
    void update(sql::recording& rows) const;

private:
    std::string_view model_;
    std::vector<set_column> columns_;
};

[[noreturn]] void throw_never_null(std::string_view model, std::string_view field);
[[noreturn]] void throw_nothing_to_empty(std::string_view model, std::string_view field);

/// Says the values that a constant of type T consists of: one, of a key one for each column, none where that is not there.
/// @param next  where the next one is said
/// @return how many they are
template <class T, class V, class Next>
std::size_t store_parts(const V& value, const Next& next) {
    if constexpr (is_optional<V> && is_key_tuple<T>) {
        return value ? store_parts<T>(*value, next) : 0;
    } else if constexpr (is_key_tuple<T>) {
        const auto store = [&]<class Part>(const auto& part) -> std::size_t {
            if constexpr (is_key_tuple<Part>) return store_parts<Part>(part, next);
            else next().value(to_parameter<Part>(part), cast_of<Part>());
            return 1;
        };
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return (store.template operator()<std::tuple_element_t<I, T>>(std::get<I>(value)) + ...);
        }(std::make_index_sequence<std::tuple_size_v<T>>{});
    } else {
        next().stored(to_parameter<T>(value));
        return 1;
    }
}

/// Of each column of M, whether several members have it.
template <class M>
inline constexpr auto shared_columns = [] {
    std::array<bool, columns_of<M>.size()> shared{}, seen{};
    for (const std::size_t column : places_of<M>.column) {
        shared[column] = seen[column];
        seen[column] = true;
    }
    return shared;
}();

/// Which columns of a relation stay as they are when it is set to NULL: those that others have, too, or where it has none of
/// its own those that are never NULL.
template <class M, std::size_t Field>
inline constexpr auto left_when_emptied = [] {
    auto left = std::array<bool, field_columns<M, Field>.size()>{};
    const bool has_its_own =
        !std::ranges::all_of(field_columns<M, Field>, [](std::size_t each) { return shared_columns<M>[each]; });
    for (std::size_t k = 0; k < left.size(); ++k) {
        const std::size_t column = field_columns<M, Field>[k];
        left[k] = has_its_own ? shared_columns<M>[column] : !columns_of<M>[column].nullable;
    }
    return left;
}();

template <class M, std::size_t Field>
inline constexpr bool can_be_emptied =
    std::ranges::find(left_when_emptied<M, Field>, false) != left_when_emptied<M, Field>.end();

/// Says what is stored in the field of M: one expression, of a constant one for each of its columns, and none for NULL; how
/// many. @param next  where the next one is said
template <class Scope, class M, fixed_string Name, std::size_t Field, class Operand, class Next>
std::size_t bind_stored(const Operand& operand, const Next& next) {
    using T = typename member_of<field_type<M, Field>>::value;
    if constexpr (is_constant<Operand>) {
        using V = typename Operand::type;
        if constexpr (null_like<V>) {
            static_assert(members_of<M>[Field].nullable,
                          "vinyl: this field can not be NULL; its member would have to be std::optional");
            constexpr bool has_own_columns = members_of<M>[Field].columns.size() == 1 || can_be_emptied<M, Field>;
            static_assert(
                has_own_columns,
                "vinyl: this relation can not be set to NULL: it shares all of its columns with members that are "
                "never NULL; set one of these");
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
                return with_place("writing", struct_name<M>, field_name<M, Field>, operand.value(),
                                  [&](const V& value) { return store_parts<T>(plain_value(value), next); });
        }
    } else {
        using V = typename value_of<Scope, Operand>::type;
        static_assert(comparable<T, V>, "vinyl: an expression of this type can not be stored in this field");
        static_assert(of_same_model<Scope, field<Name>, Operand>,
                      "vinyl: rows of another model than the relation points at can not be stored in it");
        static_assert(!contains_aggregate<Operand>,
                      "vinyl: the database sets no column to an aggregate; set it to a subquery that gives its value");
        static_assert(!contains_window<Operand>,
                      "vinyl: the database sets no column to what is calculated over a window; set it to a subquery "
                      "that gives its value");
        static_assert(!is_key_tuple<T>, "vinyl: a relation of several columns is set to an object or a key");
        bind_value<Scope>(operand, next());
        return 1;
    }
    return 0;
}

/// Why update() can not set a member that has a column.
template <class M, fixed_string Name>
struct update_facts : assigned_facts<M, Name> {
    using assigned_facts<M, Name>::field;
    using assigned_facts<M, Name>::settable;
    static constexpr bool calculated = [] {
        if constexpr (settable) return column_at_field<M>(field).generated;
        else return false;
    }();
    static constexpr bool settles_key = [] {
        if constexpr (settable)
            return !is_key_field<M>(field) && std::ranges::all_of(field_columns<M, field>, [](std::size_t column) {
                return columns_of<M>[column].primary_key;
            });
        else return false;
    }();
    static constexpr bool updatable = settable && !calculated && !settles_key;
};

/// Does not compile when the name is none that update() can set.
template <class M, fixed_string Name>
struct updated_column : assigned_column<M, Name> {
    using facts = update_facts<M, Name>;
    static_assert(!facts::calculated, "vinyl: this column is generated by the database, so it can not be set");
    static_assert(!facts::settles_key,
                  "vinyl: this field has no column but some of the primary key; what can be set is the "
                  "field of the key that it shares them with");
};

template <class M, class... Assignments>
inline constexpr bool all_updatable = false;
template <class M, fixed_string... Name, class... Operand>
inline constexpr bool all_updatable<M, keyword<Name, Operand>...> = (update_facts<M, Name>::updatable && ...);

/// Does not compile when update() can not set one of them. Clang has an error for each function that is made in vain, so
/// nothing else is made then: all_updatable says so.
template <class M, class... Assignments>
void check_updatable() {
    if constexpr ((is_keyword<Assignments> && ...))
        static_cast<void>((sizeof(updated_column<M, Assignments::name>) + ... + 0));
}

template <class Scope, class M, fixed_string Name, class Operand>
void bind_assignment(set_columns& set, const Operand& operand) {
    constexpr std::size_t at = assigned_facts<M, Name>::field;
    constexpr auto columns = field_columns<M, at>;
    constexpr bool of_key = is_key_field<M>(at);
    std::vector<sql::recording> stored;
    const auto next = [&]() -> sql::recording& { return stored.emplace_back(); };
    const bool null = bind_stored<Scope, M, Name, at>(operand, next) == 0;
    if constexpr (columns.size() > 1) {
        if (null && !members_of<M>[at].nullable) throw_never_null(struct_name<M>, field_name<M, at>);
        if (null && !can_be_emptied<M, at>) throw_nothing_to_empty(struct_name<M>, field_name<M, at>);
    }
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const sql::column_info& column = columns_of<M>[columns[k]];
        if constexpr (columns.size() > 1)
            if (null && left_when_emptied<M, at>[k]) continue;
        set_column part{&column, {}, field_name<M, at>, column.primary_key && !of_key};
        if (null) part.what.null(column.type);
        else if (k < stored.size()) part.what = std::move(stored[k]);
        set.add(std::move(part));
    }
}

template <class Scope, class M, class... Assignments>
set_columns bind_assignments(const Assignments&... assignments) {
    check_updatable<M, Assignments...>();
    set_columns set(struct_name<M>);
    if constexpr (all_updatable<M, Assignments...>)
        (bind_assignment<Scope, M, Assignments::name>(set, assignments.operand()), ...);
    return set;
}

/// Whether keywords set different columns, each a field of its own: then none must agree with another.
template <class M, class... Assignments>
inline constexpr bool set_apart = false;
template <class M, class... Assignments>
    requires(!has_shared_columns<M> && all_updatable<M, Assignments...>)
inline constexpr bool set_apart<M, Assignments...> =
    std::popcount(fields_given<M, Assignments...>()) == sizeof...(Assignments) &&
    ((members_of<M>[assigned_facts<M, Assignments::name>::field].columns.size() == 1) && ...);

/// Says that rows are updated.
template <class Scope, class M, class... Assignments>
void bind_update(sql::recording& rows, const Assignments&... assignments) {
    if constexpr (set_apart<M, Assignments...>) {
        static constexpr const sql::column_info* columns[] = {
            &column_at_field<M>(assigned_facts<M, Assignments::name>::field)...};
        const auto bind = [&]<fixed_string Name>(const auto& operand) {
            constexpr std::size_t at = assigned_facts<M, Name>::field;
            const std::size_t parts =
                bind_stored<Scope, M, Name, at>(operand, [&]() -> sql::recording& { return rows; });
            if (parts == 0) rows.null(column_at_field<M>(at).type);
        };
        (bind.template operator()<Assignments::name>(assignments.operand()), ...);
        rows.update(columns);
    } else {
        bind_assignments<Scope, M>(assignments...).update(rows);
    }
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/assignments.ipp>
#endif
