// Models for the cases about a relation whose columns are all shared.
#pragma once

#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

using key = std::tuple<std::int64_t, std::int64_t>;

struct Note;

struct Project : vinyl::model<Project> {
    std::int64_t tenant{};
    std::int64_t number{};
    vinyl::related<Note, "project"> notes;

    static constexpr vinyl::meta meta{vinyl::primary_key("tenant"_f, "number"_f)};
};

struct Note : vinyl::model<Note> {
    std::int64_t id{};
    std::int64_t tenant{};
    std::int64_t about{};
    std::optional<vinyl::foreign_key<Project, key>> project;

    static constexpr vinyl::meta meta{vinyl::column("project"_f, "tenant", "about")};
};
