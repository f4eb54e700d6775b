// A model with a column of each kind, for the tests of what lookups and transforms become in SQL.
#pragma once

#include "support/catch.hpp"

#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lookups {

using namespace vinyl::literals;
using vinyl::decimal;

struct Part;

struct Thing : vinyl::model<Thing> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> note;
    std::int16_t small{};
    std::int32_t middle{};
    std::optional<std::int32_t> maybe;
    double size{};
    decimal price;
    bool active{};
    vinyl::uuid code{};
    std::string address;
    vinyl::date day{};
    vinyl::time_of_day at_time{};
    vinyl::timestamp at{};
    std::optional<vinyl::local_timestamp> local;
    vinyl::json data;
    std::vector<std::string> tags;
    std::vector<std::vector<std::int32_t>> grid;
    vinyl::range<std::int32_t> span;
    vinyl::range<vinyl::timestamp> during;
    std::vector<vinyl::timestamp> times;
    vinyl::hstore attributes;
    vinyl::related<Part, "thing"> parts;

    static constexpr vinyl::meta meta{vinyl::sql_type("address"_f, "inet"),
                                      vinyl::sql_type("tags"_f, "varchar(20)[]")};
};

struct Part : vinyl::model<Part> {
    std::int64_t id{};
    vinyl::foreign_key<Thing> thing;
    std::optional<vinyl::foreign_key<Thing>> other;
    std::string name;
    std::int32_t number{};
};

/// The condition of a query, as SQL.
template <class Rows>
std::string where(const Rows& rows) {
    const std::string text = rows.sql();
    const std::size_t at = text.find(" WHERE ");
    return at == text.npos ? "" : text.substr(at + 7);
}
template <class... C>
std::string found(const C&... conditions) {
    return where(Thing::vinyl().filter(conditions...));
}
template <class... C>
std::string excluded(const C&... conditions) {
    return where(Thing::vinyl().exclude(conditions...));
}

/// A value, as SQL.
template <class E>
std::string value(const E& written) {
    const std::string text = Thing::vinyl().values_list(written).sql();
    return text.substr(7, text.rfind(" FROM \"thing\"") - 7);
}

}  // namespace lookups
