// What paths mean from a model: relations, columns, transforms and lookups, and which paths mean nothing.

#include "model_music.hpp"
#include "support/catch.hpp"

#include <vinyl/model/resolve.hpp>

#include <type_traits>

using namespace music;
using vinyl::lookup_form;
using vinyl::resolve;
using vinyl::resolves;

/// Whether a path asks for this lookup.
template <class Resolved, vinyl::fixed_string Name>
constexpr bool asks = [] {
    const void* const asked = &Resolved::lookup;
    return asked == &vinyl::lookup<Name>;
}();

TEST_CASE("A path of one name is the column of that field", "[model]") {
    using title = resolve<Album, "title">;
    STATIC_REQUIRE(title::path.steps.empty());
    STATIC_REQUIRE(title::path.column->name == "title");
    STATIC_REQUIRE(std::is_same_v<title::value_type, std::string>);
    STATIC_REQUIRE(std::is_same_v<title::model_type, Album>);
    STATIC_REQUIRE(title::field == 1);
    STATIC_REQUIRE_FALSE(title::nullable);
    STATIC_REQUIRE_FALSE(title::is_relation);
    STATIC_REQUIRE_FALSE(title::has_lookup);
    STATIC_REQUIRE(asks<title, "exact">);
}

TEST_CASE("A path crosses relations forwards", "[model]") {
    using name = resolve<Album, "artist__name">;
    STATIC_REQUIRE(name::path.steps.size() == 1);
    STATIC_REQUIRE(name::path.steps[0]->field == "artist");
    STATIC_REQUIRE(std::is_same_v<name::model_type, Artist>);
    STATIC_REQUIRE_FALSE(name::nullable);
    STATIC_REQUIRE_FALSE(name::many);
    STATIC_REQUIRE(resolve<Album, "producer__name">::nullable);
    STATIC_REQUIRE(resolve<Album, "artist__country">::nullable);
}

TEST_CASE("A path crosses relations backwards", "[model]") {
    using title = resolve<Artist, "albums__title">;
    STATIC_REQUIRE(title::path.steps[0]->field == "albums");
    STATIC_REQUIRE(title::many);
    STATIC_REQUIRE(title::nullable);
    STATIC_REQUIRE_FALSE(resolve<Artist, "biography__text">::many);
    STATIC_REQUIRE(resolve<Artist, "biography__text">::nullable);
}

TEST_CASE("A path crosses many relations, also around in a circle", "[model]") {
    using far = resolve<Biography, "artist__albums__label__albums__artist__name__istartswith">;
    STATIC_REQUIRE(far::path.steps.size() == 5);
    STATIC_REQUIRE(far::path.column->name == "name");
    STATIC_REQUIRE(asks<far, "istartswith">);
    STATIC_REQUIRE(resolve<Person, "boss__boss__staff__name">::path.steps.size() == 3);
}

TEST_CASE("A path that ends in a relation is the row, compared by its key", "[model]") {
    using artist = resolve<Album, "artist">;
    STATIC_REQUIRE(artist::is_relation);
    STATIC_REQUIRE(artist::path.steps.size() == 1);
    STATIC_REQUIRE(artist::path.column == nullptr);
    STATIC_REQUIRE(artist::field == vinyl::no_field);
    STATIC_REQUIRE(std::is_same_v<artist::model_type, Artist>);
    STATIC_REQUIRE(std::is_same_v<artist::value_type, std::int64_t>);
    STATIC_REQUIRE(std::is_same_v<resolve<Album, "label">::value_type, std::string>);
    STATIC_REQUIRE(resolve<Artist, "albums">::is_relation);
    STATIC_REQUIRE(resolve<Artist, "albums__isnull">::form == lookup_form::is_null);
    STATIC_REQUIRE(resolve<Album, "artist__in">::form == lookup_form::in);
    STATIC_REQUIRE(resolve<Album, "artist__in">::is_relation);
}

TEST_CASE("pk is the primary key, whatever its name", "[model]") {
    STATIC_REQUIRE(resolve<Label, "pk">::path.column->name == "code");
    STATIC_REQUIRE(resolve<Album, "label__pk">::path.column->name == "code");
    STATIC_REQUIRE(resolve<Album, "label__pk">::path.steps.size() == 1);
    STATIC_REQUIRE(resolve<Biography, "pk">::path.column->name == "artist_id");
    STATIC_REQUIRE(std::is_same_v<resolve<Biography, "pk">::value_type, std::int64_t>);
}

TEST_CASE("A key's column has its own name, and crosses no relation", "[model]") {
    using key = resolve<Album, "artist_id__gt">;
    STATIC_REQUIRE(key::path.steps.empty());
    STATIC_REQUIRE(key::path.column->name == "artist_id");
    STATIC_REQUIRE(asks<key, "gt">);
    STATIC_REQUIRE(std::is_same_v<resolve<Album, "label_id">::value_type, std::string>);
    STATIC_REQUIRE_FALSE(resolves<Artist, "albums_id">);
}

TEST_CASE("Transforms change the type of the value", "[model]") {
    using year = resolve<Album, "released__year__gte">;
    STATIC_REQUIRE(year::path.transforms.size() == 1);
    STATIC_REQUIRE(year::path.transforms[0] == &vinyl::detail::transform_info_of<"year">);
    STATIC_REQUIRE(asks<year, "gte">);
    STATIC_REQUIRE(std::is_same_v<year::value_type, std::int32_t>);
    STATIC_REQUIRE(std::is_same_v<resolve<Album, "bought__date">::value_type, vinyl::date>);
    STATIC_REQUIRE(std::is_same_v<resolve<Album, "bought__time">::value_type, vinyl::time_of_day>);
    STATIC_REQUIRE(std::is_same_v<resolve<Album, "artist__name__lower">::value_type, std::string>);
    STATIC_REQUIRE(std::is_same_v<resolve<Album, "title__length__lt">::value_type, std::int32_t>);
    using chain = resolve<Album, "bought__date__year">;
    STATIC_REQUIRE(chain::path.transforms.size() == 2);
    STATIC_REQUIRE(chain::path.transforms[1] == &vinyl::detail::transform_info_of<"year">);
    STATIC_REQUIRE(resolves<Album, "title__lower__upper__contains">);
}

TEST_CASE("Transforms are for the types that have them", "[model]") {
    STATIC_REQUIRE_FALSE(resolves<Album, "title__year">);
    STATIC_REQUIRE_FALSE(resolves<Album, "released__hour">);
    STATIC_REQUIRE_FALSE(resolves<Album, "released__date">);
    STATIC_REQUIRE_FALSE(resolves<Album, "price__lower">);
    STATIC_REQUIRE_FALSE(resolves<Album, "released__year__year">);
    STATIC_REQUIRE(resolves<Album, "bought__week_day">);
    STATIC_REQUIRE(resolves<Album, "bought__hour__in">);
}

TEST_CASE("Lookups have their form and operator", "[model]") {
    STATIC_REQUIRE(resolve<Album, "id__in">::form == lookup_form::in);
    STATIC_REQUIRE(resolve<Album, "id__range">::form == lookup_form::range);
    STATIC_REQUIRE(resolve<Album, "bought__isnull">::form == lookup_form::is_null);
    STATIC_REQUIRE(asks<resolve<Album, "title__regex">, "regex">);
    STATIC_REQUIRE(resolve<Album, "title__exact">::has_lookup);
    STATIC_REQUIRE(asks<resolve<Album, "price__icontains">, "icontains">);
}

TEST_CASE("Containers have lookups of their own", "[model]") {
    STATIC_REQUIRE(asks<resolve<Album, "tags__contains">, "contains">);
    STATIC_REQUIRE(asks<resolve<Album, "tags__overlap">, "overlap">);
    STATIC_REQUIRE(asks<resolve<Album, "meta_data__contains">, "contains">);
    STATIC_REQUIRE(asks<resolve<Album, "meta_data__has_key">, "has_key">);
    STATIC_REQUIRE_FALSE(resolves<Album, "tags__icontains">);
    STATIC_REQUIRE_FALSE(resolves<Album, "title__overlap">);
    STATIC_REQUIRE_FALSE(resolves<Album, "meta_data__overlap">);  // the server has none for json
    STATIC_REQUIRE_FALSE(resolves<Album, "tags__has_key">);
}

TEST_CASE("Behind a json column stand keys", "[model]") {
    using name = resolve<Album, "meta_data__owner__0__name__icontains">;
    STATIC_REQUIRE(name::path.column->name == "meta_data");
    STATIC_REQUIRE(name::keys.size() == 3);
    STATIC_REQUIRE(name::keys[0] == "owner");
    STATIC_REQUIRE(name::keys[1] == "0");
    STATIC_REQUIRE(name::keys[2] == "name");
    STATIC_REQUIRE(asks<name, "icontains">);
    STATIC_REQUIRE(resolve<Album, "meta_data">::keys.empty());
    STATIC_REQUIRE_FALSE(resolve<Album, "meta_data">::nullable);
    STATIC_REQUIRE(resolve<Album, "meta_data__owner">::nullable);  // a row may lack the key
}

TEST_CASE("L15: Paths that mean nothing do not resolve", "[model]") {
    STATIC_REQUIRE_FALSE(resolves<Album, "">);
    STATIC_REQUIRE_FALSE(resolves<Album, "titel">);
    STATIC_REQUIRE_FALSE(resolves<Album, "artist__nam">);
    STATIC_REQUIRE_FALSE(resolves<Album, "title__icontain">);
    STATIC_REQUIRE_FALSE(resolves<Album, "title__exact__exact">);
    STATIC_REQUIRE_FALSE(resolves<Album, "artist__icontains">);
    STATIC_REQUIRE_FALSE(resolves<Album, "__title">);
    STATIC_REQUIRE_FALSE(resolves<Album, "title__exact__lower">);
}

TEST_CASE("A path that ends in two underscores is no other path", "[model]") {
    STATIC_REQUIRE_FALSE(resolves<Album, "title__">);
    STATIC_REQUIRE_FALSE(resolves<Album, "artist__">);
}

namespace {

struct Lesson : vinyl::model<Lesson> {
    std::int64_t id{};
    std::string class_;
    std::optional<vinyl::foreign_key<Lesson>> next_;
};

}  // namespace

TEST_CASE("Members may end in an underscore", "[model]") {
    STATIC_REQUIRE(resolve<Lesson, "class___icontains">::path.column->name == "class_");
    STATIC_REQUIRE(resolve<Lesson, "class_">::path.column->name == "class_");
    STATIC_REQUIRE(resolve<Lesson, "next___class___lower__contains">::path.steps.size() == 1);
}

TEST_CASE("An ordering's sign is split from its path", "[model]") {
    STATIC_REQUIRE(vinyl::signed_path<"-artist__name">::descending);
    STATIC_REQUIRE(vinyl::signed_path<"-artist__name">::path == vinyl::fixed_string("artist__name"));
    STATIC_REQUIRE_FALSE(vinyl::signed_path<"name">::descending);
    STATIC_REQUIRE(vinyl::signed_path<"name">::path == vinyl::fixed_string("name"));
}
