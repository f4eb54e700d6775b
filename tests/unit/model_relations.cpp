// foreign_key, one_to_one, related and related_one as values, and the way from a related member to its owner.

#include "model_music.hpp"
#include "support/catch.hpp"

#include <vinyl/model/owner.hpp>

#include <memory>
#include <utility>

using namespace music;

namespace {

Artist miles() {
    Artist artist;
    artist.id = 7;
    artist.name = "Miles Davis";
    return artist;
}

}  // namespace

TEST_CASE("A relation starts without key and object", "[model]") {
    const vinyl::foreign_key<Artist> relation;
    CHECK(relation.id() == 0);
    CHECK_FALSE(relation.has_object());
    CHECK_FALSE(relation.holds_unsaved_object());
}

TEST_CASE("A relation takes the key of an object and keeps a copy of the object", "[model]") {
    Artist artist = miles();
    Album album{.title = "Kind of Blue", .artist = artist};
    artist.name = "changed later";
    CHECK(album.artist.id() == 7);
    CHECK(album.artist->name == "Miles Davis");
    CHECK((*album.artist).id == 7);
}

TEST_CASE("A relation takes a key, and then knows no object", "[model]") {
    Album album;
    album.artist = miles();
    CHECK(album.artist.has_object());
    album.artist = 8;
    CHECK(album.artist.id() == 8);
    CHECK_FALSE(album.artist.has_object());
}

TEST_CASE("Using an object that was not loaded says which and what to do", "[model]") {
    Album album;
    album.artist = 8;
    CHECK_THROWS_AS(album.artist->name, vinyl::not_loaded);
    CHECK_THROWS_WITH(*album.artist, Catch::Contains("Artist") && Catch::Contains("select_related"));
}

TEST_CASE("A nullable relation takes nothing, a key or an object", "[model]") {
    Album album;
    CHECK_FALSE(album.producer);
    album.producer = 3;
    CHECK(album.producer->id() == 3);
    album.producer = miles();
    CHECK((*album.producer)->name == "Miles Davis");
    album.producer = std::nullopt;
    CHECK_FALSE(album.producer);
}

TEST_CASE("A relation to a model with a text key takes texts", "[model]") {
    Album album;
    album.label = "CBS";
    CHECK(album.label->id() == "CBS");
    album.label = std::string("Impulse!");
    CHECK(album.label->id() == "Impulse!");
    const Label blue_note{.code = "BN", .name = "Blue Note"};
    album.label = blue_note;
    CHECK(album.label->id() == "BN");
}

TEST_CASE("Keys are made from integers only, not from floating point or flags", "[model]") {
    using key = vinyl::foreign_key<Artist>;
    STATIC_REQUIRE(std::is_convertible_v<int, key>);
    STATIC_REQUIRE(std::is_convertible_v<unsigned long long, key>);
    STATIC_REQUIRE(std::is_convertible_v<Artist, key>);
    STATIC_REQUIRE(std::is_convertible_v<const Artist&, key>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<double, key>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<bool, key>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Album, key>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::string, key>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<int, vinyl::foreign_key<Label, std::string>>);
}

TEST_CASE("An object that was never saved is seen in the relation it was assigned to", "[model]") {
    Album album;
    album.artist = Artist{};
    CHECK(album.artist.holds_unsaved_object());
    CHECK_THROWS_AS(vinyl::detail::throw_unsaved_object("Artist"), vinyl::usage_error);
    CHECK_THROWS_WITH(vinyl::detail::throw_unsaved_object("Artist"),
                      Catch::Contains("unsaved object in a relation or condition"));
    album.artist = miles();
    CHECK_FALSE(album.artist.holds_unsaved_object());
}

TEST_CASE("Copies of a relation share the loaded object", "[model]") {
    Album album;
    album.artist = miles();
    const Album copy = album;
    CHECK(&*copy.artist == &*album.artist);
    CHECK(copy.artist == album.artist);
    CHECK_FALSE(copy.artist == vinyl::foreign_key<Artist>(9));
}

TEST_CASE("A shared object is not copied into a relation", "[model]") {
    const auto shared = std::make_shared<const Artist>(miles());
    const vinyl::foreign_key<Artist> relation(shared);
    CHECK(&*relation == shared.get());
    CHECK(relation.id() == 7);
}

TEST_CASE("A relation can be the primary key, and gives its key on", "[model]") {
    Biography biography;
    biography.artist = miles();
    CHECK(vinyl::detail::key_of(biography) == 7);
    STATIC_REQUIRE(std::is_same_v<vinyl::primary_key_type<Biography>, std::int64_t>);
}

TEST_CASE("A model may point at itself", "[model]") {
    Person boss;
    boss.id = 1;
    Person person;
    person.boss = boss;
    CHECK(person.boss->id() == 1);
    CHECK(&vinyl::detail::owner_of(person.staff) == &person);
}

TEST_CASE("A reverse relation finds its owner, in copies and moved objects, too", "[model]") {
    Artist artist = miles();
    CHECK(&vinyl::detail::owner_of(artist.albums) == &artist);
    CHECK(&vinyl::detail::owner_of(artist.produced) == &artist);
    CHECK(&vinyl::detail::owner_of(artist.biography) == &artist);

    std::vector<Artist> many(3, artist);
    many[1].id = 11;
    many.reserve(100);
    CHECK(vinyl::detail::owner_of(many[1].albums).id == 11);
    const Artist moved = std::move(many[1]);
    CHECK(vinyl::detail::owner_of(moved.biography).id == 11);
    CHECK(vinyl::detail::owner_of(moved.produced).name == "Miles Davis");
}

TEST_CASE("The reverse side of a text key finds its owner", "[model]") {
    const Label label{.code = "BN", .name = "Blue Note"};
    CHECK(vinyl::detail::key_of(vinyl::detail::owner_of(label.albums)) == "BN");
}

TEST_CASE("A reverse relation knows no object until it is loaded", "[model]") {
    Artist artist = miles();
    CHECK_FALSE(artist.biography.has_object());
    CHECK_THROWS_AS(artist.biography->text, vinyl::not_loaded);

    using access = vinyl::detail::relation_access;
    access::loaded(artist.biography).keep(std::make_shared<const Biography>(Biography{.artist = 7, .text = "Born in Alton"}));
    CHECK(artist.biography->text == "Born in Alton");
    CHECK(access::loaded(artist.biography).known());

    const Artist copy = artist;
    CHECK(access::loaded(copy.biography).get() == access::loaded(artist.biography).get());
}

TEST_CASE("Rows are loaded into a relation with and without their object", "[model]") {
    using access = vinyl::detail::relation_access;
    Album album;
    access::set<Artist, std::int64_t>(album.artist, 7);
    CHECK(album.artist.id() == 7);
    CHECK_FALSE(album.artist.has_object());
    const Album& constant = album;
    access::loaded(constant.artist).keep(std::make_shared<const Artist>(miles()));
    CHECK(constant.artist->name == "Miles Davis");
}

TEST_CASE("Q10: Objects of one class with the same key are equal, and unsaved ones only to themselves",
          "[model]") {
    const Artist one = miles();
    Artist two = miles();
    two.name = "another name";
    CHECK(one == two);
    two.id = 8;
    CHECK(one != two);
    const Artist unsaved;
    const Artist other;
    CHECK(unsaved == unsaved);
    CHECK_FALSE(unsaved == other);
}

namespace {

struct Exact : vinyl::model<Exact> {
    std::int64_t id{};
    std::string name;
    vinyl::foreign_key<Artist> artist;
    vinyl::related<Album, "artist"> albums;

    bool operator==(const Exact&) const = default;
};

}  // namespace

TEST_CASE("A model may compare all its members instead", "[model]") {
    const Exact one{.id = 1, .name = "x", .artist = 2, .albums = {}};
    Exact two = one;
    CHECK(one == two);
    two.name = "y";
    CHECK_FALSE(one == two);
}

TEST_CASE("Each model has error classes of its own below the common ones", "[model]") {
    STATIC_REQUIRE(std::is_base_of_v<vinyl::does_not_exist, Album::does_not_exist>);
    STATIC_REQUIRE(std::is_base_of_v<vinyl::multiple_objects_returned, Album::multiple_objects_returned>);
    STATIC_REQUIRE_FALSE(std::is_same_v<Album::does_not_exist, Artist::does_not_exist>);
    CHECK_THROWS_AS(throw Album::does_not_exist("no such album"), vinyl::does_not_exist);
}

TEST_CASE("What a relation has loaded stays", "[model]") {
    const vinyl::detail::loaded_object<Artist> place;
    CHECK(place.get() == nullptr);
    CHECK_FALSE(place.known());
    const vinyl::detail::loaded_object<Artist> empty = place;
    CHECK_FALSE(empty.known());

    const auto first = std::make_shared<const Artist>(miles());
    place.keep(first);
    place.keep(std::make_shared<const Artist>(miles()));
    place.keep(nullptr);
    CHECK(place.get() == first.get());
    const vinyl::detail::loaded_object<Artist> copy = place;
    CHECK(copy.get() == first.get());

    vinyl::detail::loaded_object<Artist> missing;
    missing.keep(nullptr);
    CHECK(missing.known());
    CHECK(missing.get() == nullptr);
    missing.keep(first);
    CHECK(missing.get() == nullptr);
    const vinyl::detail::loaded_object<Artist> moved = std::move(missing);
    CHECK(moved.known());
    CHECK_FALSE(missing.known());  // NOLINT(bugprone-use-after-move): empty afterwards, as it should be
    missing = place;
    CHECK(missing.get() == first.get());
    missing.reset();
    CHECK_FALSE(missing.known());
    CHECK(place.get() == first.get());
}
