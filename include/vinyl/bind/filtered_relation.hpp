// What a filtered_relation() says to a query, and what the name means that it is given.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/fields_in.hpp>
#include <vinyl/expr/contains_aggregate.hpp>
#include <vinyl/expr/contains_outer.hpp>
#include <vinyl/expr/contains_window.hpp>
#include <vinyl/expr/filtered_relation.hpp>

#include <cstdint>
#include <tuple>
#include <type_traits>

namespace vinyl::detail {

template <class Scope, fixed_string Relation, class... Conditions>
struct value_of<Scope, filtered_relation_of<Relation, Conditions...>> : typed<unresolved, true> {
    static constexpr bool is_value = sizeof(Scope) == 0;
    static_assert(is_value,
                  "vinyl: a filtered_relation() is no value: annotate() gives it a name, and paths go on behind that");
};

/// Whether the fields of a condition are of tables on the way to the relation's rows.
template <class M, fixed_string Relation, class Fields>
inline constexpr bool stay_on_way = false;
template <class M, fixed_string Relation, fixed_string... Name>
inline constexpr bool stay_on_way<M, Relation, type_list<field<Name>...>> =
    (stays_on_way<path_facts<M, Name>, path_facts<M, Relation>>() && ...);

/// Says it to a query for rows of M.
template <class M, fixed_string Name, fixed_string Relation, class... Conditions>
void say_relation(const filtered_relation_of<Relation, Conditions...>& written, recorder& to) {
    using plain = scope<M>;
    using way = path_facts<M, Relation>;
    static_cast<void>(sizeof(resolve<M, Relation>));
    static_assert(!way::valid || way::is_relation,
                  "vinyl: filtered_relation() is about a relation, and this field is none");
    constexpr bool alone = !(contains_outer<Conditions> || ...);
    static_assert(alone, "vinyl: the condition of a filtered_relation() does not know the query around it");
    constexpr bool of_rows = !((contains_aggregate<Conditions> || contains_window<Conditions>) || ...);
    static_assert(of_rows,
                  "vinyl: the condition of a filtered_relation() is asked of single rows: it knows no aggregates and "
                  "no windows");
    static_cast<void>(sizeof(checked_fields<plain, Conditions...>));
    if constexpr (way::is_relation && alone && of_rows) {
        constexpr bool on_the_way = stay_on_way<M, Relation, typename fields_in<type_list<Conditions...>>::type>;
        static_assert(
            on_the_way,
            "vinyl: the condition of a filtered_relation() speaks of the model, of the relation's rows, and of "
            "what is on the way to them; say all else to filter()");
        if constexpr (on_the_way) {
            std::apply([&](const Conditions&... each) { (bind_condition<plain>(each, to), ...); },
                       written.conditions());
            to.all_of(sizeof...(Conditions));
            to.define_relation(named_relation_info<M, Relation, Name>, way::path.steps);
        }
    }
}

/// Puts annotations to a queryset one after the other, so that each may speak of those before it.
template <class Rows, class First, class... Rest>
[[nodiscard]] auto annotated_in_turn(Rows&& rows, const First& first, const Rest&... rest) {
    if constexpr (sizeof...(Rest) == 0) return static_cast<Rows&&>(rows).annotate(first);
    else return annotated_in_turn(static_cast<Rows&&>(rows).annotate(first), rest...);
}

}  // namespace vinyl::detail
