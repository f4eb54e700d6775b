// The models of the named queries beyond those of models.hpp, the same as in django_models.py: columns of all types, and a
// table between two others whose rows are told apart by both.
#pragma once

#include "differential/models.hpp"

#include <vinyl/jsonb.hpp>
#include <vinyl/search.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace differential {

struct Concert;
struct Performance;

struct Venue : vinyl::model<Venue> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> city;
    std::int32_t seats{};
    std::optional<vinyl::foreign_key<Venue>> parent;
    vinyl::related<Venue, "parent"> halls;
    vinyl::related<Concert, "venue"> concerts;

    static constexpr vinyl::meta meta{vinyl::in_schema("differential"), vinyl::unique("name"_f), vinyl::ordering("name"_f)};
};

struct Concert : vinyl::model<Concert> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Venue>> venue;
    std::string title;
    std::optional<std::string> notes;
    std::string language;
    bool open{};
    std::optional<bool> good;
    std::int16_t small{};
    std::optional<std::int32_t> sold;
    std::int64_t big{};
    std::optional<vinyl::decimal> price;
    std::optional<double> score;
    vinyl::date day{};
    vinyl::timestamp begins{};
    std::optional<vinyl::timestamp> ends;
    std::optional<vinyl::time_of_day> door;
    std::optional<vinyl::interval> length;
    vinyl::uuid token;
    std::optional<std::string> address;
    std::optional<std::vector<std::byte>> picture;
    std::optional<vinyl::json> data;
    std::vector<std::optional<std::string>> tags;
    std::optional<std::vector<std::optional<std::int32_t>>> numbers;
    std::optional<vinyl::range<std::int32_t>> span;
    std::optional<vinyl::range<vinyl::decimal>> spread;
    vinyl::range<vinyl::date> on_sale;
    std::optional<vinyl::range<vinyl::timestamp>> hours;
    std::optional<vinyl::hstore> attributes;
    vinyl::tsvector words;
    vinyl::related<Performance, "concert"> performances;

    static constexpr vinyl::meta meta{vinyl::in_schema("differential"), vinyl::sql_type("address"_f, "inet"),
                                      vinyl::precision("price"_f, 8, 2), vinyl::unique("token"_f)};
};

struct Performance : vinyl::model<Performance> {
    vinyl::foreign_key<Concert> concert;
    vinyl::foreign_key<Artist> artist;
    std::int32_t place{};
    std::optional<vinyl::decimal> fee;

    static constexpr vinyl::meta meta{vinyl::in_schema("differential"), vinyl::primary_key("concert"_f, "artist"_f),
                                      vinyl::precision("fee"_f, 8, 2)};
};

}  // namespace differential
