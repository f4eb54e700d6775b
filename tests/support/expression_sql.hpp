// What one expression over the record shop's albums becomes: its text, its parameters' types, its type in rows. No server.
#pragma once

#include "support/catch.hpp"
#include "support/music.hpp"

#include <concepts>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace tests {

/// What a value is in the rows.
template <class M, class E>
using read_as = std::tuple_element_t<0, typename decltype(M::vinyl().values_list(std::declval<E>()))::row_type>;

template <class T, class M = shop::Album, class E>
constexpr bool is_read_as(const E&) {
    return std::same_as<read_as<M, E>, T>;
}

/// The text of one value, with what stands behind it when tables are joined for it.
template <class M = shop::Album, class E>
std::string text_of(const E& written) {
    std::string text = M::vinyl().order_by().values_list(written).sql().substr(7);
    for (const std::string_view end : {R"( GROUP BY "album"."id")", R"( FROM "orm"."album")", R"( AS "value")"})
        if (text.ends_with(end)) text.resize(text.size() - end.size());
    return text;
}

}  // namespace tests
