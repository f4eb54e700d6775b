// The short way of `Album::vinyl().get("id"_f = 1)`: when every condition is an equality of a column of the model's own with
// a value, the text of the statement depends on nothing but types. It is made once, by the same compiler as all others;
// afterwards only the parameters are.
#pragma once

#include <vinyl/base/spare_statement.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/sql/compile.hpp>

#include <string>
#include <utility>

namespace vinyl::detail {

template <class M, fixed_string Name, class V>
consteval bool is_plain_equality() {
    if constexpr (!resolves<M, Name> || null_like<V> || is_optional<V> || query_like<V> || std::same_as<V, bool>) {
        return false;
    } else {
        using meaning = path_meaning<scope<M>, Name>;
        using resolved = typename meaning::resolved;
        constexpr bool own_column = !resolved::is_relation && resolved::path.steps.empty();
        constexpr bool own_key =
            resolved::is_relation && resolved::path.steps.size() == 1 && resolved::path.steps[0]->forward();
        return (own_column || own_key) && !is_key_tuple<typename meaning::value_type> &&
               resolved::path.transforms.empty() && resolved::keys.empty() && meaning::form == lookup_form::compare &&
               meaning::lookup == sql::lookup::exact && !std::same_as<typename meaning::value_type, bool> &&
               (!key_holder<V> || resolved::is_relation) && points_at<value_of<scope<M>, field<Name>>, V> &&
               fits_column<typename meaning::value_type, typename key_held<V>::type>();
    }
}

template <class M, class C>
inline constexpr bool plain_equality = false;
template <class M, fixed_string Name, class V>
inline constexpr bool plain_equality<M, keyword<Name, constant<V>>> = is_plain_equality<M, Name, V>();
template <class M, fixed_string Name, class V>
inline constexpr bool plain_equality<M, comparison<sql::lookup::exact, field<Name>, constant<V>, false>> =
    is_plain_equality<M, Name, V>();

template <class M, fixed_string Name, class V>
wire_value parameter_of(const keyword<Name, constant<V>>& condition) {
    return to_parameter<typename path_meaning<scope<M>, Name>::value_type>(plain_value(condition.operand().value()));
}
template <class M, fixed_string Name, class V>
wire_value parameter_of(const comparison<sql::lookup::exact, field<Name>, constant<V>, false>& condition) {
    return to_parameter<typename path_meaning<scope<M>, Name>::value_type>(plain_value(condition.right().value()));
}

template <class M, class... Conditions>
statement statement_of_get(const std::string& text, const Conditions&... conditions) {
    statement sent = this_thread_spare.take();
    sent.text = text;
    sent.plain_read = sent.keeps_session = true;
    sent.parameters.reserve(sizeof...(Conditions));
    (sent.parameters.push_back(parameter_of<M>(conditions)), ...);
    return sent;
}

/// The text for these conditions, or null if the compiler's parameters are not the conditions' values in their order.
template <class M, class... Conditions>
const std::string* text_of_get(const Conditions&... conditions) {
    static const std::string text = [&] {
        sql::query rows(table_of<M>());
        rows.filter(bound_condition<scope<M>>(conditions...));
        statement compiled = sql::select(sql::for_get(std::move(rows)));
        const statement direct = statement_of_get<M>(compiled.text, conditions...);
        return compiled.parameters == direct.parameters ? std::move(compiled.text) : std::string();
    }();
    return text.empty() ? nullptr : &text;
}

}  // namespace vinyl::detail
