// Models for the cases that need no others.
#pragma once

#include <vinyl/vinyl.hpp>
#include <vinyl/jsonb.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace vinyl::literals;

struct Album;
struct Biography;
struct Track;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "artist"> albums;
    vinyl::related_one<Biography, "artist"> biography;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    std::optional<vinyl::foreign_key<Artist>> producer;
    vinyl::date released{};
    vinyl::decimal price;
    std::optional<double> rating;
    std::int32_t stock{};
    bool active = true;
    vinyl::json data;
    std::vector<std::string> tags;
    vinyl::related<Track, "album"> tracks;
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::string title;
};

struct Biography : vinyl::model<Biography> {
    std::int64_t id{};
    vinyl::one_to_one<Artist> artist;
};
