// What names mean where an expression is used: the fields of a model, and the annotations that the queryset already has.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/base/is_optional.hpp>
#include <vinyl/codec/text.hpp>
#include <vinyl/expr/field.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/sql/expression.hpp>

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

/// The annotations of a queryset.
template <class... Named>
struct annotations {};

template <class M, class Annotations = annotations<>>
class condition;

namespace detail {

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
};

/// Instead of a model: it is not known which model's rows a value identifies.
struct any_model {};

inline constexpr std::size_t not_annotated = static_cast<std::size_t>(-1);

/// Which annotation a name begins with, and where in the name its lookup stands.
struct annotation_place {
    std::size_t index = not_annotated;
    std::size_t rest = 0;
};

template <class... Named>
consteval annotation_place find_annotation(annotations<Named...>, std::string_view name) {
    annotation_place found;
    std::size_t index = 0;
    [[maybe_unused]] const auto look = [&](std::string_view each) {
        if (name == each) found = {index, name.size()};
        else if (found.index == not_annotated && name.starts_with(each) && name.substr(each.size()).starts_with("__") &&
                 find_lookup(name.substr(each.size() + 2)) != no_entry)
            found = {index, each.size() + 2};
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

template <class T>
consteval value_family family_of_type() {
    if constexpr (column_type<T>) return family_of(codec<T>::sql_type);
    else return value_family::other;
}

/// A field that is an annotation.
template <class Scope, fixed_string Name, annotation_place Place>
struct annotation_meaning {
    using annotation = decltype(annotation_at<Place.index>(typename Scope::annotated{}));
    using value_type = without_optional_t<typename annotation::type>;
    static constexpr bool nullable = is_optional<typename annotation::type>;
    using identifies = any_model;
    static constexpr bool is_relation = false;
    static constexpr bool has_lookup = Place.rest < Name.size();
    static constexpr lookup_entry found = known_lookups[has_lookup ? find_lookup(Name.view().substr(Place.rest)) : 0];
    static constexpr lookup_form form = has_lookup ? found.form : lookup_form::compare;
    static constexpr value_family family = family_of_type<value_type>();
    static constexpr bool is_json_key = false;
    static constexpr sql::lookup lookup = has_lookup ? lookup_on(family, found.how) : sql::lookup::exact;

    static sql::expr make(sql::lookup) { return sql::annotation(std::string(annotation::name.view())); }
};

/// The model of the rows that the value at the end of a path identifies: by a relation, by its column, by the primary
/// key. Void when it is no key.
template <class Resolved>
consteval auto identified_by() {
    using model = typename Resolved::model_type;
    if constexpr (!Resolved::valid || !Resolved::path.transforms.empty() || !Resolved::keys.empty()) {
        return std::type_identity<void>();
    } else if constexpr (Resolved::is_relation) {
        return std::type_identity<model>();
    } else {
        using member = member_of<field_type<model, Resolved::field>>;
        if constexpr (Resolved::field != primary_key_index<model>) return std::type_identity<typename member::target>();
        else if constexpr (member::kind == member_kind::column) return std::type_identity<model>();
        else return std::type_identity<any_model>();  // the model's own key, and that of the model it points at
    }
}

/// A field that is a path from the model.
template <class Scope, fixed_string Name>
struct path_meaning {
    using resolved = resolve<typename Scope::model, Name>;
    using value_type = typename resolved::value_type;
    using identifies = typename decltype(identified_by<resolved>())::type;
    static constexpr bool nullable = resolved::nullable;
    static constexpr bool is_relation = resolved::is_relation;
    static constexpr bool has_lookup = resolved::has_lookup;
    static constexpr lookup_form form = resolved::form;
    static constexpr value_family family = resolved::family;
    static constexpr bool is_json_key = !resolved::keys.empty();
    static constexpr sql::lookup lookup = resolved::lookup;

    static sql::expr make(sql::lookup how) {
        sql::expr column = sql::column(resolved::path);
        if constexpr (!resolved::keys.empty()) {
            // keys travel as parameters, so that none of them is ever read as SQL or as a path
            std::vector<sql::expr> arguments{std::move(column)};
            for (const std::string_view key : resolved::keys) {
                const std::string text(key);
                arguments.push_back(sql::value(to_wire(text)));
            }
            const bool as_text = sql::is_pattern(how) || how == sql::lookup::iexact || how == sql::lookup::regex ||
                                 how == sql::lookup::iregex;
            return sql::function(as_text ? "jsonb_extract_path_text" : "jsonb_extract_path", std::move(arguments));
        } else {
            return column;
        }
    }
};

template <class Scope, fixed_string Name>
struct field_meaning_of {
    static constexpr annotation_place place = find_annotation(typename Scope::annotated{}, Name.view());
    using type =
        typename std::conditional_t<place.index == not_annotated, std::type_identity<path_meaning<Scope, Name>>,
                                    std::type_identity<annotation_meaning<Scope, Name, place>>>::type;
};
template <class Scope, fixed_string Name>
using field_meaning = typename field_meaning_of<Scope, Name>::type;

}  // namespace detail
}  // namespace vinyl
