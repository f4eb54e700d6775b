// resolve<M, "artist__name__icontains">: what a path means from a model, as static constants and types. A path that means
// nothing is one static_assert that shows the model and the path.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/model/check_model.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/path.hpp>
#include <vinyl/model/path_tail.hpp>
#include <vinyl/model/table.hpp>
#include <vinyl/sql/table_info.hpp>
#include <vinyl/types/date.hpp>
#include <vinyl/types/time_of_day.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace vinyl {

/// Stands for the type of a value when a path does not resolve, so that one mistake makes one error.
struct unresolved {};

namespace detail {

/// The C++ type of a column, or of a row's key, before transforms.
template <class M, std::size_t Field>
struct type_at_field {
    using type = typename member_of<field_type<M, Field>>::value;
};
template <class M>
struct type_at_field<M, no_field> {
    using type = primary_key_type<M>;  // of a model without a key: what can not be compared with anything
};

template <auto const& Walk>
consteval value_family family_at_end() {
    if constexpr (Walk.field == no_field) return value_family::row;
    else return family_of(column_at_end<Walk>()->type);
}

/// The meaning of a path, with the mistake in it if there is one; never an error by itself.
template <class M, fixed_string Path>
struct resolution {
    static constexpr const auto& walk = walk_of<M, Path>;
    using model = typename std::remove_cvref_t<decltype(walk)>::model;

    static constexpr const sql::column_info* column = column_at_end<walk_of<M, Path>>();
    static constexpr bool ends_in_row = walk.field == no_field;
    using tail =
        path_tail<Path, walk.rest, typename type_at_field<model, walk.field>::type, family_at_end<walk_of<M, Path>>()>;
    static constexpr path_error error =
        walk.steps.empty() && ends_in_row && !walk.row ? path_error::no_such_field : tail::error;

    // booleans with names, because compilers show the name, and explain a comparison at length
    static constexpr bool names_no_field = error == path_error::no_such_field && is_plain_struct<model>;
    static constexpr bool names_no_lookup = error == path_error::no_such_lookup;
    static constexpr bool names_lookup_of_other_type = error == path_error::does_not_fit;
    static constexpr bool goes_on_behind_lookup = error == path_error::behind_lookup;
};

}  // namespace detail

/// Whether a path means something from M, as a question: nothing fails to compile. A path that names an annotation of a
/// query, for instance, does not.
template <class M, fixed_string Path>
inline constexpr bool resolves = detail::resolution<M, Path>::error == path_error::none;

namespace detail {

/// What resolve says, without an error: that is for one place to make, as clang has others for each use of a class with
/// an assertion that failed.
template <class M, fixed_string Path>
struct path_facts {
    using meaning = resolution<M, Path>;

    static constexpr bool valid = meaning::error == path_error::none;

    /// The model whose column or row the path ends in.
    using model_type = typename meaning::model;
    /// The type of the value, without optional: the member's, the last transform's, or for a row its primary key's.
    using value_type = std::conditional_t<valid, typename meaning::tail::value_type, unresolved>;

    /// The steps, the column (null: the row) and the transforms, in static storage.
    static constexpr sql::path path{
        .steps = meaning::walk.steps, .column = meaning::column, .transforms = meaning::tail::transforms};
    /// Behind a json column: the keys, data__owner__name.
    static constexpr list_view<const std::string_view> keys = meaning::tail::keys;

    /// What a lookup sees on its left. What stands under a key of json has text patterns besides.
    static constexpr value_family family = meaning::tail::family;

    /// The index among model_type's members of the one that is the column; no_field when the path ends in a row.
    static constexpr std::size_t field = meaning::walk.field;
    /// The path ends in a row: it names a relation.
    static constexpr bool is_relation = valid && meaning::ends_in_row && !meaning::walk.steps.empty();
    /// The value may be NULL: the column, a foreign key on the way, a reverse side, or a key that json may lack.
    static constexpr bool nullable = meaning::walk.nullable || !keys.empty() || meaning::tail::may_be_null;
    /// There may be several values: the path crosses a reverse foreign key.
    static constexpr bool many = meaning::walk.many;

    /// The condition that the path asks for; exact when it does not say.
    static constexpr const auto& lookup = meaning::tail::lookup;
    static constexpr lookup_form form = form_of_lookup<std::remove_cvref_t<decltype(lookup)>>;
    /// The path names a lookup, so it is a condition and no value.
    static constexpr bool has_lookup = meaning::tail::has_lookup;
};

}  // namespace detail

/// The meaning of `Path` from the model M: fields and relations by name, `pk`, a key's column (`artist_id`), transforms, and
/// maybe a lookup at the end. Does not compile when it has none; then `valid` is false, and all members are harmless.
template <class M, fixed_string Path>
struct resolve : detail::path_facts<M, Path> {
private:
    using meaning = detail::resolution<M, Path>;

    static_assert(!meaning::names_no_field, "vinyl: this model has no field or relation with this name");
    static_assert(!meaning::names_no_lookup,
                  "vinyl: this field is a column, and what follows it in the path is no lookup or transform");
    static_assert(!meaning::names_lookup_of_other_type,
                  "vinyl: the field at the end of this path has no such lookup or transform");
    static_assert(!meaning::goes_on_behind_lookup, "vinyl: nothing may follow the lookup in a path");
};

}  // namespace vinyl
