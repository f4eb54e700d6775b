// The models of the random querysets, the same as in ask_django.py: relations that may lead nowhere, that point at their own
// table, back along a foreign key and along a one-to-one. The tables are made by tables.sql, which fills them, too.
#pragma once

#include <vinyl/model.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace differential {

using namespace vinyl::literals;

struct Album;
struct Biography;
struct Track;
struct Review;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    std::optional<std::int32_t> born;
    std::optional<vinyl::foreign_key<Artist>> mentor;
    vinyl::related<Artist, "mentor"> students;
    vinyl::related<Album, "artist"> albums;
    vinyl::related<Album, "producer"> produced;
    vinyl::related_one<Biography, "artist"> biography;

    static constexpr vinyl::meta meta{vinyl::in_schema("differential")};
};

struct Label : vinyl::model<Label> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> city;
    vinyl::related<Album, "label"> albums;

    static constexpr vinyl::meta meta{vinyl::in_schema("differential")};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    std::optional<vinyl::foreign_key<Artist>> producer;
    std::optional<vinyl::foreign_key<Label>> label;
    vinyl::date released{};
    vinyl::decimal price;
    std::optional<double> rating;
    std::int32_t sold{};
    vinyl::related<Track, "album"> tracks;
    vinyl::related<Review, "album"> reviews;

    static constexpr vinyl::meta meta{vinyl::in_schema("differential"), vinyl::precision("price"_f, 8, 2)};
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::string title;
    std::int32_t seconds{};
    std::optional<std::int32_t> tempo;
    bool live{};

    static constexpr vinyl::meta meta{vinyl::in_schema("differential")};
};

struct Biography : vinyl::model<Biography> {
    std::int64_t id{};
    vinyl::one_to_one<Artist> artist;
    std::string text;
    std::optional<std::int32_t> pages;

    static constexpr vinyl::meta meta{vinyl::in_schema("differential")};
};

struct Review : vinyl::model<Review> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Album>> album;
    std::string author;
    std::optional<std::int32_t> stars;

    static constexpr vinyl::meta meta{vinyl::in_schema("differential")};
};

}  // namespace differential
