// in_bulk(): rows by a key.
#pragma once

#include <vinyl/base/is_optional.hpp>
#include <vinyl/bind/row.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/meta.hpp>

#include <cstddef>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::detail {

template <class M, fixed_string Name>
inline constexpr std::size_t index_of_bulk = index_of_field<M>(Name.view());

/// Whether no two rows have the same value of the member: the key, a one_to_one, or what meta says unique() of.
template <class M, fixed_string Name>
consteval bool tells_rows_apart() {
    if constexpr (Name.view() == "pk") {
        return has_primary_key<M>;
    } else if constexpr (constexpr std::size_t index = index_of_bulk<M, Name>; index == no_field) {
        return false;
    } else {
        using member = member_of<field_type<M, index>>;
        if constexpr (key_fields<M>.size() == 1)
            if (key_fields<M>[0] == index) return true;
        if constexpr (member::kind == member_kind::forward)
            if (member::relation == sql::relation_kind::one_to_one) return true;
        for (const meta_option::fact& option : options_of<M>().facts())
            if (option.kind == meta_option::kind::unique && option.field_count == 1 && option.fields[0] == Name.view())
                return true;
        return false;
    }
}

/// The value by which a row is found.
template <class M, fixed_string Name>
struct bulk_key {
    using member = field_type<M, index_of_bulk<M, Name>>;
    using type = typename key_of_member<without_optional_t<member>>::type;
    static constexpr bool nullable = is_optional<member>;
    static const type& of(const M& row) {
        if constexpr (nullable)
            return key_of_member<without_optional_t<member>>::value(*get<index_of_bulk<M, Name>>(row));
        else return key_of_member<member>::value(get<index_of_bulk<M, Name>>(row));
    }
};
template <class M>
struct bulk_key<M, "pk"> {
    using type = primary_key_type<M>;
    static constexpr bool nullable = false;
    static type of(const M& row) { return key_of(row); }
};

template <class M, fixed_string Name, class Row>
typename bulk_key<M, Name>::type bulk_value(const Row& row) {
    if constexpr (!is_partial<Row>) return bulk_key<M, Name>::of(row);
    else if constexpr (Name.view() == "pk") return key_of(partial_access<Row>::parts(row).object);
    else return bulk_key<M, Name>::of(partial_access<Row>::parts(row).require(index_of_bulk<M, Name>));
}

/// The rows by the value of a member.
template <class M, fixed_string Name, class Row>
dual<std::map<typename bulk_key<M, Name>::type, Row>> rows_by(dual<std::vector<Row>> rows) {
    return later(
        [](std::vector<Row> found) {
            std::map<typename bulk_key<M, Name>::type, Row> by_key;
            for (Row& row : found) by_key.emplace(bulk_value<M, Name>(row), std::move(row));
            return by_key;
        },
        std::move(rows));
}

}  // namespace vinyl::detail
