// The music catalogue of the tests: a record shop's models. Tests with a server find tables and rows of them in
// integration/orm_models.hpp; those without one look at the SQL.
#pragma once

#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shop {

using namespace vinyl::literals;

struct Album;
struct Track;
struct Biography;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Album, "artist"> albums;
    vinyl::related<Album, "producer"> produced;
    vinyl::related_one<Biography, "artist"> biography;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::unique("name"_f), vinyl::ordering("name"_f)};
};

enum class format : std::int16_t { single = 1, album = 2 };

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    std::optional<vinyl::foreign_key<Artist>> producer;
    vinyl::date released{};
    vinyl::decimal price;
    std::optional<double> rating;
    vinyl::json meta_data;
    std::vector<std::string> tags;
    std::optional<vinyl::timestamp> bought;
    format kind = format::album;
    std::int32_t stock{};
    bool active = true;
    vinyl::related<Track, "album"> tracks;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"),
                                      vinyl::precision("price"_f, 8, 2),
                                      vinyl::on_delete("artist"_f, vinyl::cascade),
                                      vinyl::on_delete("producer"_f, vinyl::set_null),
                                      vinyl::check("price_not_negative", "price"_f >= 0),
                                      vinyl::default_value("price"_f, "meta_data"_f, "tags"_f),
                                      vinyl::default_value("kind"_f, "stock"_f, "active"_f),
                                      vinyl::ordering("id"_f)};
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::string title;
    std::int32_t seconds{};

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::on_delete("album"_f, vinyl::cascade),
                                      vinyl::ordering("id"_f)};
};

struct Biography : vinyl::model<Biography> {
    std::int64_t id{};
    vinyl::one_to_one<Artist> artist;
    std::string text;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::on_delete("artist"_f, vinyl::cascade)};
};

/// Points at itself.
struct Person : vinyl::model<Person> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<Person>> boss;
    vinyl::related<Person, "boss"> staff;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::on_delete("boss"_f, vinyl::set_null),
                                      vinyl::ordering("id"_f)};
};

/// No id of the database's: the key is a text.
struct Label : vinyl::model<Label> {
    std::string code;
    std::string name;
    std::string note;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::primary_key("code"_f),
                                      vinyl::db_default("note"_f, "none")};
};

}  // namespace shop
