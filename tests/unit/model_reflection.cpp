// Members of plain structs: how many, their names, types and references, on what a model may hold.

#include "model_music.hpp"
#include "support/catch.hpp"

#include <array>
#include <map>
#include <memory>
#include <set>
#include <tuple>

using namespace music;

namespace {

struct nothing {};
struct empty_model : vinyl::model<empty_model> {};
struct one_text {
    std::string artist__name;
};
struct nested {
    one_text inner;
    int last = 0;
};
struct difficult : vinyl::model<difficult> {
    int numbers[3]{};
    std::optional<std::vector<std::optional<int>>> maybe_many;
    std::unique_ptr<int> owned;
    std::map<std::string, std::vector<int>> mapped;
    vinyl::json document;
    std::tuple<int, std::string> pair;
    vinyl::related<Album, "artist"> many;
    one_text aggregate;
    std::array<nested, 2> array{};
    bool flag = false;
};
template <class T>
struct generic {
    T value;
};

struct sixty_four : vinyl::model<sixty_four> {
    int a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16;
    std::string b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16;
    std::optional<int> c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16;
    vinyl::foreign_key<Artist> d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15, d16;
};

}  // namespace

TEST_CASE("Members are counted without the empty base", "[model]") {
    STATIC_REQUIRE(vinyl::field_count<nothing> == 0);
    STATIC_REQUIRE(vinyl::field_count<empty_model> == 0);
    STATIC_REQUIRE(vinyl::field_count<one_text> == 1);
    STATIC_REQUIRE(vinyl::field_count<nested> == 2);
    STATIC_REQUIRE(vinyl::field_count<Artist> == 6);
    STATIC_REQUIRE(vinyl::field_count<Album> == 11);
}

TEST_CASE("Arrays, optionals, containers, json and relations count as one member each", "[model]") {
    STATIC_REQUIRE(vinyl::field_count<difficult> == 10);
    STATIC_REQUIRE(vinyl::field_name<difficult, 0> == "numbers");
    STATIC_REQUIRE(vinyl::field_name<difficult, 4> == "document");
    STATIC_REQUIRE(vinyl::field_name<difficult, 9> == "flag");
    STATIC_REQUIRE(std::is_same_v<vinyl::field_type<difficult, 0>, int[3]>);
    STATIC_REQUIRE(std::is_same_v<vinyl::field_type<difficult, 8>, std::array<nested, 2>>);
}

TEST_CASE("Every number of members up to 64 has its names and types", "[model]") {
    STATIC_REQUIRE(vinyl::field_count<sixty_four> == 64);
    STATIC_REQUIRE(vinyl::field_name<sixty_four, 0> == "a1");
    STATIC_REQUIRE(vinyl::field_name<sixty_four, 63> == "d16");
    STATIC_REQUIRE(std::is_same_v<vinyl::field_type<sixty_four, 63>, vinyl::foreign_key<Artist>>);
    sixty_four object{};
    vinyl::get<63>(object) = 7;
    CHECK(object.d16.id() == 7);
}

TEST_CASE("Names come from the struct, in the order of declaration", "[model]") {
    std::vector<std::string> names;
    for (const auto name : vinyl::field_names<Artist>) names.emplace_back(name);
    CHECK(names == std::vector<std::string>{"id", "name", "country", "albums", "produced", "biography"});
    STATIC_REQUIRE(vinyl::index_of_field<Album>("released") == 5);
    STATIC_REQUIRE(vinyl::index_of_field<Album>("release") == vinyl::no_field);
}

TEST_CASE("A struct's name is known without namespace and template arguments", "[model]") {
    struct local {
        int x;
    };
    STATIC_REQUIRE(vinyl::struct_name<Artist> == "Artist");
    STATIC_REQUIRE(vinyl::struct_name<one_text> == "one_text");
    STATIC_REQUIRE(vinyl::struct_name<generic<generic<Artist>>> == "generic");
    STATIC_REQUIRE(vinyl::struct_name<local> == "local");
    STATIC_REQUIRE(vinyl::field_name<local, 0> == "x");
}

TEST_CASE("Plain structs are reflected like models", "[model]") {
    one_text row;
    vinyl::get<0>(row) = "Miles Davis";
    CHECK(row.artist__name == "Miles Davis");
    STATIC_REQUIRE(vinyl::field_name<one_text, 0> == "artist__name");
}

TEST_CASE("Members are given by reference and keep the object's constness", "[model]") {
    Album album;
    const Album& constant = album;
    STATIC_REQUIRE(std::is_same_v<decltype(vinyl::get<1>(album)), std::string&>);
    STATIC_REQUIRE(std::is_same_v<decltype(vinyl::get<1>(constant)), const std::string&>);
    CHECK(&vinyl::get<1>(album) == &album.title);
    CHECK(&vinyl::get<10>(constant) == &album.kind);
}

TEST_CASE("All members are visited once, in order, with their index", "[model]") {
    Artist artist{.id = 3, .name = "Miles", .country = {}, .albums = {}, .produced = {}, .biography = {}};
    std::vector<std::size_t> visited;
    vinyl::for_each_field(artist, [&](auto index, auto& member) {
        visited.push_back(index);
        if constexpr (std::is_same_v<decltype(member), std::string&>) member += " Davis";
    });
    CHECK(visited == std::vector<std::size_t>{0, 1, 2, 3, 4, 5});
    CHECK(artist.name == "Miles Davis");
    CHECK(vinyl::with_fields(artist, [](auto&... member) { return sizeof...(member); }) == 6);
}

TEST_CASE("A pointer to a member is the same field as its name", "[model]") {
    STATIC_REQUIRE(vinyl::field_index<Album, &Album::price> == vinyl::index_of_field<Album>("price"));
    STATIC_REQUIRE(std::is_same_v<std::remove_cvref_t<decltype(vinyl::f<&Album::artist, &Artist::name>)>,
                                  vinyl::field<"artist__name">>);
    STATIC_REQUIRE(
        std::is_same_v<std::remove_cvref_t<decltype(vinyl::f<&Album::price>)>, vinyl::field<"price">>);
}
