// The walk of a path such as "artist__name__icontains" over the relations of a model, at compile time: which relations it
// crosses, which column it ends in, and what of the text is left for transforms and lookups.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/sql/path_text.hpp>
#include <vinyl/sql/table_info.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace vinyl::detail {

/// What one segment of a path names in a model.
struct segment {
    enum class what : unsigned char {
        nothing,
        column,
        relation,
        row
    } kind = what::nothing;  ///< row: a key of several members.
    std::size_t field = 0;   ///< Index of the member.
    std::size_t end = 0;     ///< Where in the path it ends. The name of an embedded struct's member has several parts.
};

/// Looks a name up in a model: a member, "pk", or a foreign key's column by the name "artist_id".
constexpr segment find_segment(std::string_view name, list_view<const std::string_view> names,
                               list_view<const member_info> members, list_view<const std::size_t> key) {
    if (name == "pk" && key.size() == 1) return {segment::what::column, key[0]};
    if (name == "pk" && key.size() > 1) return {segment::what::row};
    const bool may_be_key = name.ends_with("_id");
    segment found;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (members[i].kind == member_kind::origin) continue;
        if (names[i] == name)
            return {members[i].kind == member_kind::column ? segment::what::column : segment::what::relation, i};
        if (may_be_key && members[i].kind == member_kind::forward && names[i] == name.substr(0, name.size() - 3))
            found = {members[i].columns.size() == 1 ? segment::what::column : segment::what::relation, i};
    }
    return found;
}

/// What the segment of a path that begins at `from` names in M.
template <class M>
consteval segment find_segment_at(std::string_view path, std::size_t from) {
    if constexpr (is_plain_struct<M>) {  // else an error already
        for (std::size_t end = from; end < path.size();) {
            end = end_of_segment(path, end);
            const std::string_view name = path.substr(from, end - from);
            segment found = find_segment(name, field_names<M>, members_of<M>, key_fields<M>);
            found.end = end;
            if (found.kind != segment::what::nothing || !has_embedded<M> || !embeds(field_names<M>, name)) return found;
            end = begin_of_next(path, end);
        }
    }
    return {};
}

/// How far a path leads. M: the model it ends in. Steps: the relations it crosses, the last included.
template <class M, std::size_t Steps>
struct walk_end {
    using model = M;

    std::array<const sql::relation_info*, Steps> steps{};
    std::size_t field =
        no_field;          ///< The member of M that holds the column; no_field: the path ends in the row itself.
    std::size_t rest = 0;  ///< Where in the text the first segment begins that is no field.
    bool row = false;      ///< The path names a key of several members: it ends in the row, also without steps.
    bool nullable = false;
    bool many = false;
};

template <class M, fixed_string Path, std::size_t From>
consteval auto walk();

/// The relations that a member leads over: one, or over a join table two.
template <class M, std::size_t Field>
inline constexpr auto steps_of_member = [] {
    if constexpr (find_member_mistake<M, Field>() != member_mistake::none) {
        return std::array{&relation_at_field<M>(Field)};
    } else {
        using way = way_over_join<M, Field>;
        if constexpr (!way::exists) return std::array{&relation_at_field<M>(Field)};
        else return std::array{&way_to_join<M, Field>(), &relation_at_field<typename way::through>(way::onwards)};
    }
}();

template <class M, fixed_string Path, std::size_t Next, std::size_t Field>
consteval auto walk_relation() {
    using target = typename member_of<field_type<M, Field>>::target;
    constexpr const auto& steps = steps_of_member<M, Field>;
    constexpr auto behind = walk<target, Path, Next>();
    walk_end<typename decltype(behind)::model, behind.steps.size() + steps.size()> result;
    for (std::size_t i = 0; i < steps.size(); ++i) result.steps[i] = steps[i];
    for (std::size_t i = 0; i < behind.steps.size(); ++i) result.steps[i + steps.size()] = behind.steps[i];
    result.field = behind.field;
    result.rest = behind.rest;
    result.row = behind.row;
    result.nullable = behind.nullable;
    result.many = behind.many;
    for (const sql::relation_info* step : steps) {
        result.nullable = result.nullable || step->nullable;
        result.many = result.many || step->many();
    }
    return result;
}

/// Follows the path from the segment at `From` as long as its segments are fields.
template <class M, fixed_string Path, std::size_t From>
consteval auto walk() {
    constexpr std::string_view path = Path.view();
    constexpr segment found = find_segment_at<M>(path, From);
    if constexpr (found.kind == segment::what::relation) {
        return walk_relation<M, Path, begin_of_next(path, found.end), found.field>();
    } else {
        walk_end<M, 0> result;
        result.rest = found.kind == segment::what::nothing ? From : begin_of_next(path, found.end);
        result.row = found.kind == segment::what::row;
        if constexpr (found.kind == segment::what::column) {
            result.field = found.field;
            result.nullable = members_of<M>[found.field].nullable;
        }
        return result;
    }
}

/// The walk of a path from M; computed once for each path.
template <class M, fixed_string Path>
inline constexpr auto walk_of = walk<M, Path, 0>();

/// The column that a walk ends in; null when it ends in a row.
template <auto const& Walk>
consteval const sql::column_info* column_at_end() {
    using model = typename std::remove_cvref_t<decltype(Walk)>::model;
    if constexpr (Walk.field == no_field) return nullptr;
    else return &column_at_field<model>(Walk.field);
}

}  // namespace vinyl::detail
