// table_of<M>(): what the SQL rooms know of a model, as constant data in static storage.
// All models that M is related to must be complete where this is used.
#pragma once

#include <vinyl/model/check_model.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/ordering.hpp>
#include <vinyl/sql/table_info.hpp>

#include <cstddef>
#include <string_view>

namespace vinyl {
namespace detail {

constexpr std::string_view name_of_schema(facts options) {
    const std::size_t schema = find_fact(options, meta_option::kind::schema);
    return schema == no_fact ? std::string_view{} : options[schema].text;
}

/// Of a model with a mistake, which is an error already.
inline constexpr sql::table_info no_table{};

template <class M>
inline constexpr sql::table_info table_info_of{
    .model = struct_name<M>,
    .schema = name_of_schema(options_of<M>().facts()),
    .name = text_of<M>.view(text_of<M>.table),
    .columns = columns_of<M>,
    .relations = relations_of<M>,
    .keys = key_columns_of<M>,
    .ordering = find_fact(options_of<M>().facts(), meta_option::kind::ordering) == no_fact ? nullptr : &ordering_of<M>,
    .read_only = is_view<M>,
    .managed = !is_view<M> && find_fact(options_of<M>().facts(), meta_option::kind::unmanaged) == no_fact,
};

/// The first mistake in the meta of M, which is else sound.
template <class M>
consteval meta_fault find_fault() {
    if constexpr (fault_of_meta<M>.mistake != meta_mistake::none) return fault_of_meta<M>;
    else if constexpr (relation_to_fault<M> != no_field) return {};
    else if constexpr (fault_of_columns<M>.mistake != meta_mistake::none) return fault_of_columns<M>;
    else return ordering_of_model<M>::fault;
}

template <class M>
consteval bool find_soundness() {
    if constexpr (!is_plain_struct<M>) return false;
    else if constexpr (fault_of_members<M>.mistake != member_mistake::none) return false;
    else if constexpr (find_fault<M>().mistake != meta_mistake::none) return false;
    else return relation_to_fault<M> == no_field;
}

/// Whether M, and the models that it is related to, are without a mistake.
template <class M>
inline constexpr bool is_sound = find_soundness<M>();

}  // namespace detail

/// The table of the model M: static, constant data. Does not compile when M has a mistake.
template <class M>
[[nodiscard]] const sql::table_info& table_of() noexcept {
    using namespace detail;
    // here, not in functions of their own: each would be on the compiler's way to the message
    if constexpr (is_sound<M>) {
        return table_info_of<M>;
    } else if constexpr (!is_plain_struct<M>) {
        refuse<report_struct<M>, M>();
        return no_table;
    } else if constexpr (constexpr member_fault of = fault_of_members<M>; of.mistake != member_mistake::none) {
        refuse<report_member<checked_member<M, of.field>, of.mistake>, M>();
        return no_table;
    } else if constexpr (constexpr meta_fault fault = find_fault<M>(); fault.mistake != meta_mistake::none) {
        refuse<report_meta<M, fix<fault.field.size()>(fault.field), fault.mistake>, M>();
        return no_table;
    } else {
        return table_of<typename model_at_fault<M, relation_to_fault<M>>::type>();
    }
}

}  // namespace vinyl
