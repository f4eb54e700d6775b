// Paths that go through a relation by a name that a query has given to it: "long__title", where "long" is "tracks" with a condition.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/sql/table_info.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace vinyl::detail {

/// What SQL knows of the relation with this name: as the last one of a path, but that its row may lack, and that no key on this side
/// says which it is.
template <class M, fixed_string Relation, fixed_string Name>
inline constexpr sql::relation_info named_relation_info = [] {
    const sql::relation_info& own = *path_facts<M, Relation>::path.steps.back();
    using kind = sql::relation_kind;
    return sql::relation_info{.field = Name.view(),
                              .kind = own.many() ? kind::reverse_foreign_key : kind::reverse_one_to_one,
                              .target = own.target,
                              .columns = own.columns,
                              .nullable = true,
                              .of_query = true};
}();

/// The path by the names that the model has.
template <fixed_string Relation, fixed_string Name, fixed_string Path>
inline constexpr auto by_own_names = [] {
    fixed_string<Relation.size() + Path.size() - Name.size() + 1> path;
    std::size_t at = 0;
    for (const char c : Relation.view()) path.value[at++] = c;
    for (const char c : Path.view().substr(Name.size())) path.value[at++] = c;
    return path;
}();

/// What path_facts says of such a path.
template <class M, fixed_string Relation, fixed_string Name, fixed_string Path>
struct named_path_facts : path_facts<M, by_own_names<Relation, Name, Path>> {
private:
    using facts = path_facts<M, by_own_names<Relation, Name, Path>>;
    static constexpr std::size_t last = path_facts<M, Relation>::path.steps.size() - 1;
    static constexpr auto steps = [] {
        std::array<const sql::relation_info*, facts::path.steps.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = i == last ? &named_relation_info<M, Relation, Name> : facts::path.steps[i];
        return all;
    }();

public:
    static constexpr auto own_names = by_own_names<Relation, Name, Path>;
    static constexpr sql::path path{.steps = steps, .column = facts::path.column, .transforms = facts::path.transforms};
    static constexpr bool nullable = true;
};

/// How many relations a path really crosses, by its facts: the last one's key, if it is on this side, needs no join.
template <class Facts>
consteval std::size_t relations_crossed() {
    constexpr const sql::path& where = Facts::path;
    std::size_t steps = where.steps.size();
    std::string_view name;
    bool row = true;
    if constexpr (Facts::field !=
                  no_field) {  // g++ 12's UBSan takes no comparison of the column with null for a constant
        name = where.column->name;
        row = false;
    }
    for (; steps > 0; --steps) {
        const sql::relation_info& step = *where.steps[steps - 1];
        if (!step.forward()) break;
        std::string_view local;
        for (const sql::column_pair& pair : step.columns)
            if (row || pair.remote == name) local = pair.local;
        if (local.empty()) break;
        row = false;
        name = local;
    }
    return steps;
}

/// Whether a path stays on the way that another one goes.
template <class Facts, class Way>
consteval bool stays_on_way() {
    constexpr const sql::path& where = Facts::path;
    constexpr const sql::path& way = Way::path;
    const std::size_t crossed = relations_crossed<Facts>();
    if (crossed > way.steps.size()) return false;
    for (std::size_t i = 0; i < crossed; ++i)
        if (where.steps[i] != way.steps[i]) return false;
    return true;
}

}  // namespace vinyl::detail
