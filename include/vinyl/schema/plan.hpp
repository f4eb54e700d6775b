// From a model to the plan of its table: the part of the schema that needs the model's type.
#pragma once

#include <vinyl/model/ddl_info.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/expression_kinds.hpp>
#include <vinyl/expr/order.hpp>
#include <vinyl/expr/order_operand.hpp>
#include <vinyl/schema/ddl.hpp>
#include <vinyl/schema/expression_text.hpp>
#include <vinyl/schema/literal.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl::schema::detail {

[[noreturn]] void throw_unfitting_default(std::string_view model, std::string_view field);

/// The literal of a default that was given as a value, in the type of the column.
template <class M, class Value>
std::string default_literal(const sql::column_info& column, const Value& value) {
    std::string text;
    const std::string_view field = column.field;
    const auto try_field = [&]<std::size_t I>() {
        if (field_names<M>[I] != field) return;
        using stored = typename vinyl::detail::member_of<field_type<M, I>>::value;
        if constexpr (!std::is_void_v<stored>)
            if constexpr (vinyl::detail::fits_column<stored, Value>())
                text = literal(vinyl::detail::to_parameter<stored>(value));
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (try_field.template operator()<I>(), ...);
    }(std::make_index_sequence<field_count<M>>{});
    if (text.empty()) throw_unfitting_default(struct_name<M>, field);
    if (!column.cast.empty()) text.append("::").append(column.cast);
    return text;
}

/// What stands behind DEFAULT: a literal, or the SQL of an expression.
template <class M, class Value>
std::string default_text(const sql::column_info& column, const Value& value) {
    if constexpr (expression<Value>)
        return expression_text(table_of<M>(), vinyl::detail::bound_value<vinyl::detail::scope<M>>(value));
    else return default_literal<M>(column, value);
}

template <class M, class Operand>
std::string index_term_of(const Operand& operand, bool descending, nulls where) {
    using place = sql::order_term::nulls_order;
    const place nulls_at = where == nulls::first  ? place::first
                           : where == nulls::last ? place::last
                                                  : place::unspecified;
    return index_term(table_of<M>(), vinyl::detail::bound_value<vinyl::detail::scope<M>>(operand), descending,
                      nulls_at);
}

/// One term of an index, with its direction.
template <class M, class E>
std::string index_text(const E& term) {
    return index_term_of<M>(term, false, nulls::unspecified);
}
template <class M, class E>
std::string index_text(const ordered<E>& term) {
    return index_term_of<M>(term.operand(), term.descending(), term.where());
}
template <class M, fixed_string Name>
std::string index_text(const field<Name>&) {
    return index_term_of<M>(field<vinyl::detail::without_sign<Name>()>(), Name.view()[0] == '-', nulls::unspecified);
}

/// Adds the PostgreSQL enum that the column of the I-th member is of, if it is of one and meta names no other type.
template <class M, std::size_t I>
void add_type(table_plan& plan) {
    using value = typename vinyl::detail::member_of<field_type<M, I>>::value;
    if constexpr (!std::is_void_v<value>) {
        using element = typename vinyl::detail::array_element<value>::type;
        if constexpr (vinyl::detail::server_enumeration<element>) {
            if (vinyl::detail::column_at_field<M>(I).type != codec<value>::sql_type) return;
            enum_type& type = plan.types.emplace_back();
            type.name = codec<element>::sql_type;
            for (const auto& [number, name] : vinyl::detail::names_of<element>())
                type.text += (type.text.empty() ? "" : ", ") + quoted_text(name);
        }
    }
}

/// The plan of M's table.
template <class M>
[[nodiscard]] table_plan plan_of() {
    table_plan plan;
    plan.table = &table_of<M>();
    plan.about = &ddl_of<M>();
    for_each_check<M>([&](std::string_view name, const auto& condition) {
        const sql::expr bound = vinyl::detail::bound_condition<vinyl::detail::scope<M>>(condition);
        plan.checks.push_back({std::string(name), condition_text(*plan.table, bound)});
    });
    for_each_default<M>([&](const sql::column_info& column, const auto& value) {
        plan.defaults.push_back({std::string(column.name), default_text<M>(column, value)});
    });
    for_each_index<M>([&](std::string_view name, bool unique, const auto&... terms) {
        planned_index& index = plan.indexes.emplace_back(planned_index{std::string(name), {}, unique});
        ((index.terms += (index.terms.empty() ? "" : ", ") + index_text<M>(terms)), ...);
    });
    for_each_generated<M>([&](const sql::column_info& column, const auto& expression) {
        const sql::expr bound = vinyl::detail::bound_value<vinyl::detail::scope<M>>(expression);
        plan.generated.push_back({std::string(column.name), expression_text(*plan.table, bound)});
    });
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (add_type<M, I>(plan), ...);
    }(std::make_index_sequence<field_count<M>>{});
    return plan;
}

/// The plans of the tables of these models, and of the join tables that belong to them.
template <class... Models>
[[nodiscard]] std::vector<table_plan> plans_of() {
    std::vector<table_plan> plans;
    (plans.push_back(plan_of<Models>()), ...);
    [[maybe_unused]] const auto add = [&]<class Row>() { plans.push_back(plan_of<Row>()); };
    (vinyl::detail::for_each_join_table<Models>(add), ...);
    return plans;
}

}  // namespace vinyl::schema::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/schema/plan.ipp>
#endif
