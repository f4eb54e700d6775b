// What DDL needs of a model beyond its columns: constraints, indexes and delete rules as constant data; conditions of CHECK
// and values of DEFAULT as the expressions that meta holds.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/meta.hpp>
#include <vinyl/model/table.hpp>
#include <vinyl/sql/table_info.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>

namespace vinyl {

/// Columns that a constraint or an index is about.
class column_list {
public:
    constexpr void add(const sql::column_info& column) { columns_[size_++] = &column; }
    [[nodiscard]] constexpr auto begin() const noexcept { return columns_.data(); }
    [[nodiscard]] constexpr auto end() const noexcept { return columns_.data() + size_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr const sql::column_info& operator[](std::size_t i) const { return *columns_[i]; }

private:
    std::array<const sql::column_info*, meta_option::max_fields> columns_{};
    std::size_t size_ = 0;
};

/// Columns that reference another table.
struct foreign_key_info {
    column_list columns;
    const sql::relation_info* relation = nullptr;
    delete_rule on_delete = delete_rule::protect;
    bool unique = false;  ///< one_to_one
};

struct ddl_info {
    list_view<const column_list> uniques;
    list_view<const column_list> indexes;
    list_view<const foreign_key_info> foreign_keys;
};

namespace detail {

constexpr std::size_t count_facts(facts options, meta_option::kind what) {
    std::size_t count = 0;
    for (const meta_option::fact& option : options) count += option.kind == what;
    return count;
}

/// All columns of a member.
template <class M>
constexpr void add_columns(column_list& list, std::size_t field) {
    for (std::size_t k = 0; k < members_of<M>[field].columns.size(); ++k) list.add(column_at_field<M>(field, k));
}

template <class M, meta_option::kind What>
consteval auto make_column_lists() {
    constexpr facts options = options_of<M>().facts();
    std::array<column_list, count_facts(options, What)> lists;
    std::size_t next = 0;
    for (const meta_option::fact& option : options) {
        if (option.kind != What) continue;
        for (std::size_t i = 0; i < option.field_count; ++i)
            add_columns<M>(lists[next], index_of_field<M>(option.fields[i]));
        ++next;
    }
    return lists;
}

template <class M>
consteval auto make_foreign_keys() {
    constexpr auto forward = [](const sql::relation_info& relation) { return relation.forward(); };
    constexpr std::size_t count = [&] {
        std::size_t keys = 0;
        for (const sql::relation_info& relation : relations_of<M>) keys += forward(relation);
        return keys;
    }();
    std::array<foreign_key_info, count> keys{};
    std::size_t next = 0;
    for (const sql::relation_info& relation : relations_of<M>) {
        if (!forward(relation)) continue;
        foreign_key_info& key = keys[next++];
        key.relation = &relation;
        add_columns<M>(key.columns, index_of_field<M>(relation.field));
        key.unique = relation.kind == sql::relation_kind::one_to_one;
        constexpr facts options = options_of<M>().facts();
        const std::size_t rule = find_fact(options, meta_option::kind::on_delete, relation.field);
        if (rule != no_fact) key.on_delete = options[rule].rule;
    }
    return keys;
}

template <class M>
inline constexpr auto uniques_of = make_column_lists<M, meta_option::kind::unique>();
template <class M>
inline constexpr auto indexes_of = make_column_lists<M, meta_option::kind::index>();
template <class M>
inline constexpr auto foreign_keys_of = make_foreign_keys<M>();
template <class M>
inline constexpr ddl_info ddl_info_of{uniques_of<M>, indexes_of<M>, foreign_keys_of<M>};

}  // namespace detail

/// The constraints, indexes and foreign keys of the model M, in static storage.
template <class M>
[[nodiscard]] const ddl_info& ddl_of() noexcept {
    return detail::ddl_info_of<M>;
}

/// Calls `use(name, condition)` for each CHECK constraint in M's meta; `condition` is the expression that was given.
template <class M, class F>
constexpr void for_each_check(F&& use) {
    detail::options_of<M>().for_each([&use]<class Option>(const Option& option) {
        if constexpr (requires { option.condition; }) use(option.text, option.condition);
    });
}

/// Calls `use(name, unique, term...)` for each index over expressions in M's meta.
template <class M, class F>
constexpr void for_each_index(F&& use) {
    detail::options_of<M>().for_each([&use]<class Option>(const Option& option) {
        if constexpr (requires { option.terms; })
            std::apply([&](const auto&... terms) { use(option.text, option.unique, terms...); }, option.terms);
    });
}

/// Calls `use(column, expression)` for each generated column in M's meta whose expression is given.
template <class M, class F>
constexpr void for_each_generated(F&& use) {
    detail::options_of<M>().for_each([&use]<class Option>(const Option& option) {
        if constexpr (requires { option.expression; })
            use(detail::column_at_field<M>(index_of_field<M>(option.fields[0])), option.expression);
    });
}

/// Calls `use(column, value)` for each db_default in M's meta; `value` is the value or expression that was given (text as a
/// std::string_view).
template <class M, class F>
constexpr void for_each_default(F&& use) {
    detail::options_of<M>().for_each([&use]<class Option>(const Option& option) {
        if constexpr (requires { option.value; })
            use(detail::column_at_field<M>(index_of_field<M>(option.fields[0])), option.value);
    });
}

}  // namespace vinyl
