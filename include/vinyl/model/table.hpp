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

}  // namespace detail

/// The table of the model M: static, constant data.
template <class M>
[[nodiscard]] const sql::table_info& table_of() noexcept {
    if constexpr (detail::check_model<M>()) {
        constexpr detail::meta_fault fault = detail::fault_of_columns<M>;
        if constexpr (detail::report_meta_fault<M, detail::fix<fault.field.size()>(fault.field), fault.mistake>() &&
                      detail::ordering_of_model<M>::sound)
            return detail::table_info_of<M>;
    }
    return detail::no_table;
}

}  // namespace vinyl
