// A model that points at itself, for the cases about trees.
#pragma once

#include <vinyl/vinyl.hpp>

#include <optional>
#include <string>

using namespace vinyl::literals;

struct House : vinyl::model<House> {
    std::int64_t id{};
};

struct Person : vinyl::model<Person> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<Person>> boss;
    vinyl::foreign_key<House> home;
    vinyl::related<Person, "boss"> staff;
};
