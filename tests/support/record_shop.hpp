// A record shop whose models are related many to many: by tables that vinyl makes, by a model of its own, and to themselves.
#pragma once

#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace records {

using namespace vinyl::literals;

struct Album;
struct Credit;

struct Genre : vinyl::model<Genre> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "genres"> albums;

    static constexpr vinyl::meta meta{vinyl::in_schema("records"), vinyl::ordering("name"_f)};
};

struct Person : vinyl::model<Person> {
    std::int64_t id{};
    std::string name;
    vinyl::many_to_many<Person> friends;
    vinyl::many_to_many<Person> follows;
    vinyl::related<Person, "follows"> followers;
    vinyl::related<Album, "people"> albums;
    vinyl::related<Credit, "person"> credits;

    static constexpr vinyl::meta meta{vinyl::in_schema("records"), vinyl::ordering("name"_f),
                                      vinyl::asymmetrical("follows"_f)};
};

/// A shelf of one of the shops: its key has two members.
struct Shelf : vinyl::model<Shelf> {
    std::int64_t shop{};
    std::string code;

    static constexpr vinyl::meta meta{vinyl::in_schema("records"), vinyl::primary_key("shop"_f, "code"_f)};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::many_to_many<Genre> genres;
    vinyl::many_to_many<Shelf> shelves;
    vinyl::many_to_many<Person, Credit> people;
    vinyl::related<Credit, "album"> credits;

    static constexpr vinyl::meta meta{vinyl::in_schema("records"), vinyl::ordering("title"_f),
                                      vinyl::join_table("shelves"_f, "standing", "album", "in_shop", "at")};
};

struct Credit : vinyl::model<Credit> {
    vinyl::foreign_key<Album> album;
    vinyl::foreign_key<Person> person;
    std::string role = "guest";

    static constexpr vinyl::meta meta{vinyl::in_schema("records"), vinyl::primary_key("album"_f, "person"_f),
                                      vinyl::default_value("role"_f), vinyl::on_delete("album"_f, vinyl::cascade),
                                      vinyl::on_delete("person"_f, vinyl::cascade)};
};

}  // namespace records
