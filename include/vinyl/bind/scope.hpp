// What names mean where an expression is used: the fields of a model, and the annotations that the queryset already
// has.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/base/is_optional.hpp>
#include <vinyl/bind/recorder.hpp>
#include <vinyl/codec/text.hpp>
#include <vinyl/expr/field.hpp>
#include <vinyl/model/named_path.hpp>
#include <vinyl/model/resolve.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace vinyl {

/// A name with the type of its value: one column of a record or one annotation.
template <fixed_string Name, class T>
struct named {
    static constexpr auto name = Name;
    using type = T;
};

/// One that is calculated over a window.
template <fixed_string Name, class T>
struct named_window : named<Name, T> {};

/// One that is no value but a relation of the model M, behind whose name paths go on.
template <fixed_string Name, class M, fixed_string Relation>
struct named_relation {
    static constexpr auto name = Name;
};

/// The name of rows that with_() has joined; each of their columns is an annotation besides.
template <fixed_string Name, class Table>
struct named_rows {
    static constexpr auto name = Name;
};

/// The annotations of a queryset.
template <class... Named>
struct annotations {};

template <class M, class Annotations = annotations<>>
class condition;

namespace detail {

template <class Named>
inline constexpr bool is_named_window = false;
template <fixed_string Name, class T>
inline constexpr bool is_named_window<named_window<Name, T>> = true;

template <class T, class... Ts>
inline constexpr bool contains_type = (std::same_as<T, Ts> || ...);

/// Whether all annotations of one list are in another.
template <class Wanted, class There>
inline constexpr bool has_annotations = false;
template <class... Wanted, class... There>
inline constexpr bool has_annotations<annotations<Wanted...>, annotations<There...>> =
    (contains_type<Wanted, There...> && ...);

template <class M, class Annotations = annotations<>>
struct scope {
    using model = M;
    using annotated = Annotations;
    using around = void;  ///< The scope that "..."_outer is looked up in; void: it is not known.
};

/// A scope within that of another query.
template <class Inner, class Outer>
struct inside : Inner {
    using around = Outer;
};

/// Instead of a model: it is not known which model's rows a value identifies.
struct any_model {};

inline constexpr std::size_t not_annotated = static_cast<std::size_t>(-1);

/// Which annotation a name begins with, and where in the name transforms, keys of JSON or a lookup begin.
struct annotation_place {
    std::size_t index = not_annotated;
    std::size_t rest = 0;
};

template <class... Named>
consteval annotation_place find_annotation(annotations<Named...>, std::string_view name) {
    annotation_place found;
    std::size_t index = 0, longest = 0;
    [[maybe_unused]] const auto look = [&](std::string_view each) {
        if (begins_with_name(name, each) && each.size() > longest) {
            longest = each.size();
            found = {index, begin_of_next(name, each.size())};
        }
        ++index;
    };
    (look(Named::name.view()), ...);
    return found;
}

/// Whether no name is that of an annotation, or given twice.
template <class... Named>
consteval bool all_new(annotations<Named...>, std::initializer_list<std::string_view> names) {
    for (auto name = names.begin(); name != names.end(); ++name)
        if (((Named::name.view() == *name) || ...) || std::find(names.begin(), name, *name) != name) return false;
    return true;
}

template <std::size_t I, class... Named>
type_at<I, type_list<Named...>> annotation_at(annotations<Named...>);

/// A field that is an annotation, or a part of one.
template <class Scope, fixed_string Name, annotation_place Place>
struct annotation_meaning {
    using annotation = decltype(annotation_at<Place.index>(typename Scope::annotated{}));
    using whole = without_optional_t<typename annotation::type>;
    using tail = path_tail<Name, Place.rest, whole, family_of_type<whole>()>;
    static constexpr bool known = tail::error == path_error::none;
    using value_type = std::conditional_t<known, typename tail::value_type, unresolved>;
    static constexpr bool is_json_key = !tail::keys.empty();
    static constexpr bool nullable = is_optional<typename annotation::type> || is_json_key || tail::may_be_null;
    static constexpr bool is_window = is_named_window<annotation>;
    using identifies = any_model;
    static constexpr bool is_relation = false;
    static constexpr bool has_lookup = tail::has_lookup;
    static constexpr const auto& lookup = tail::lookup;
    static constexpr lookup_form form = form_of_lookup<std::remove_cvref_t<decltype(lookup)>>;
    static constexpr value_family family = tail::family;
    static constexpr list_view<const sql::transform_info* const> transforms = tail::transforms;

    /// `Outer`: as seen from within a subquery. `as_text`: what stands under keys of JSON, as a text.
    template <bool Outer = false>
    static void say(recorder& to, bool as_text = false) {
        static_assert(
            !Outer || !is_window,
            "vinyl: a subquery can not speak of what the query around it calculates over a window: the server "
            "calculates that when all subqueries have been answered");
        if constexpr (Outer) to.outer(annotation::name.view());
        else to.annotation(annotation::name.view());
        for (const sql::transform_info* part : tail::transforms) to.extract(*part);
        to.under_keys(tail::keys, as_text);
    }

    struct checked {
        static_assert(known, "vinyl: what follows the name of this annotation is no transform or lookup of its values");
    };
};

/// The model of the rows that the value at the end of a path identifies: by a relation, by its column, by the primary
/// key. Void when it is no key.
template <class Resolved>
consteval auto identified_by() {
    using model = typename Resolved::model_type;
    if constexpr (!Resolved::valid || !Resolved::path.transforms.empty() || !Resolved::keys.empty()) {
        return std::type_identity<void>();
    } else if constexpr (Resolved::field == no_field) {
        return std::type_identity<model>();
    } else {
        using member = member_of<field_type<model, Resolved::field>>;
        constexpr bool whole_key = key_fields<model>.size() == 1 && is_key_field<model>(Resolved::field);
        if constexpr (!whole_key) return std::type_identity<typename member::target>();
        else if constexpr (member::kind == member_kind::column) return std::type_identity<model>();
        else return std::type_identity<any_model>();  // the model's own key, and that of the model it points at
    }
}

/// A field that is a path from the model. Checked: does not compile when the name means nothing.
template <class Resolved, class Checked>
struct path_meaning {
    using resolved = Resolved;
    using checked = Checked;
    using value_type = typename resolved::value_type;
    using identifies = typename decltype(identified_by<resolved>())::type;
    static constexpr bool nullable = resolved::nullable;
    static constexpr bool is_window = false;
    static constexpr bool is_relation = resolved::is_relation;
    static constexpr bool has_lookup = resolved::has_lookup;
    static constexpr lookup_form form = resolved::form;
    static constexpr value_family family = resolved::family;
    static constexpr bool is_json_key = !resolved::keys.empty();
    static constexpr list_view<const sql::transform_info* const> transforms = resolved::path.transforms;
    static constexpr const auto& lookup = resolved::lookup;

    template <bool Outer = false>
    static void say(recorder& to, bool as_text = false) {
        if constexpr (Outer) to.outer(resolved::path);
        else to.column(resolved::path);
        to.under_keys(resolved::keys, as_text);
    }
};

/// What a name means that begins with that of an annotation.
template <class Annotation, class Scope, fixed_string Name, annotation_place Place>
struct meaning_of_annotation {
    using type = annotation_meaning<Scope, Name, Place>;
};
template <fixed_string Relation, class M, fixed_string Way, class Scope, fixed_string Name, annotation_place Place>
struct meaning_of_annotation<named_relation<Relation, M, Way>, Scope, Name, Place> {
    using type = path_meaning<named_path_facts<M, Way, Relation, Name>, resolve<M, by_own_names<Way, Relation, Name>>>;
};

template <bool IsPath, class Scope, fixed_string Name, annotation_place Place>
struct meaning_at {
    using model = typename Scope::model;
    using type = path_meaning<path_facts<model, Name>, resolve<model, Name>>;
};
template <class Scope, fixed_string Name, annotation_place Place>
struct meaning_at<false, Scope, Name, Place>
    : meaning_of_annotation<decltype(annotation_at<Place.index>(typename Scope::annotated{})), Scope, Name, Place> {};

template <class Scope, fixed_string Name>
struct field_meaning_of {
    static constexpr annotation_place place = find_annotation(typename Scope::annotated{}, Name.view());
    // values() may have given the name of a relation to something else
    static constexpr bool is_path = [] {
        if constexpr (place.index == not_annotated) return true;
        else if constexpr (place.rest == Name.size()) return false;
        else if constexpr (word_at<Name, place.rest, value_family::other>() == tail_word::lookup) return false;
        else return resolves<typename Scope::model, Name>;
    }();
    using type = typename meaning_at<is_path, Scope, Name, place>::type;
};
template <class Scope, fixed_string Name>
using field_meaning = typename field_meaning_of<Scope, Name>::type;

/// A path to related rows, where names of relations may begin it; `own_names`: the same by those of the model.
template <class Resolved, fixed_string Name>
struct related_path : Resolved {
    static constexpr auto own_names = Name;
};
template <class Resolved, fixed_string Name>
    requires requires { Resolved::own_names; }
struct related_path<Resolved, Name> : Resolved {};

template <class Scope, fixed_string Name>
consteval auto find_related_path() {
    if constexpr (requires { typename field_meaning<Scope, Name>::resolved; })
        return related_path<typename field_meaning<Scope, Name>::resolved, Name>();
    else return related_path<resolve<typename Scope::model, Name>, Name>();  // a value's name
}

/// Does not compile when E is a field whose name means nothing here. Asked early, so that the compiler's way to the
/// message is short; whatever binds a field asks it.
template <class Scope, class E>
struct checked {};
template <class Scope, fixed_string Name>
struct checked<Scope, field<Name>> : field_meaning<Scope, Name>::checked {};

/// Whether the query around is known.
template <class Scope>
inline constexpr bool knows_around = !std::is_void_v<typename Scope::around>;

}  // namespace detail
}  // namespace vinyl
