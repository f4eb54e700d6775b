// The models of the tests in model_*.cpp: a record collection.
#pragma once

#include <vinyl/codec/all.hpp>
#include <vinyl/jsonb.hpp>
#include <vinyl/model.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace music {

using namespace vinyl::literals;

struct Album;
struct Label;
struct Biography;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Album, "artist"> albums;
    vinyl::related<Album, "producer"> produced;
    vinyl::related_one<Biography, "artist"> biography;

    static constexpr vinyl::meta meta{vinyl::table("artists"), vinyl::in_schema("music"), vinyl::unique("name"_f),
                                      vinyl::ordering("name"_f)};
};

enum class format : std::int16_t { single, album };

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    std::optional<vinyl::foreign_key<Artist>> producer;
    std::optional<vinyl::foreign_key<Label, std::string>> label;
    vinyl::date released{};
    vinyl::decimal price;
    vinyl::json meta_data;
    std::vector<std::string> tags;
    std::optional<vinyl::timestamp> bought;
    format kind{};

    static constexpr vinyl::meta meta{vinyl::max_length("title"_f, 200),
                                      vinyl::precision("price"_f, 8, 2),
                                      vinyl::on_delete("artist"_f, vinyl::cascade),
                                      vinyl::on_delete("producer"_f, vinyl::set_null),
                                      vinyl::index("released"_f, "artist"_f),
                                      vinyl::unique("artist"_f, "title"_f),
                                      vinyl::check("price_not_negative", "price"_f >= 0),
                                      vinyl::db_default("title"_f, "untitled"),
                                      vinyl::db_default("price"_f, 10),
                                      vinyl::ordering("-artist__name"_f, "pk"_f)};
};

/// No id: the key is a text.
struct Label : vinyl::model<Label> {
    std::string code;
    std::string name;
    vinyl::related<Album, "label"> albums;

    static constexpr vinyl::meta meta{vinyl::primary_key("code"_f), vinyl::column("name"_f, "label_name"),
                                      vinyl::max_length("code"_f, 8), vinyl::sql_type("name"_f, "citext")};
};

/// The key is a relation.
struct Biography : vinyl::model<Biography> {
    vinyl::one_to_one<Artist> artist;
    std::string text;

    static constexpr vinyl::meta meta{vinyl::primary_key("artist"_f)};
};

/// Points at itself.
struct Person : vinyl::model<Person> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Person>> boss;
    vinyl::related<Person, "boss"> staff;
    std::string name;
};

}  // namespace music
