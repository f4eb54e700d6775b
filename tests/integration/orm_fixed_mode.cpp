// Models of a namespace that works in one mode for good: plain values, or what can only be awaited, whatever the flag says.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using namespace vinyl::literals;

namespace always_sync {

vinyl::sync_mode vinyl_mode(vinyl::every_model);

struct Album;
struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "artist"> albums;
    static constexpr vinyl::meta meta{vinyl::table("fixed_artist")};
};
struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    template <class Rows>
    struct queryset : Rows {
        auto titled(const char* title) const { return this->filter("title"_f == title); }
    };
    static constexpr vinyl::meta meta{vinyl::table("fixed_album")};
};

using rows = decltype(Album::vinyl().titled("x"));
static_assert(std::same_as<rows, vinyl::queryset_of<Album>>);
static_assert(std::same_as<decltype(std::declval<rows>().count()), std::int64_t>);
static_assert(std::same_as<decltype(std::declval<rows>().first()), std::optional<Album>>);
static_assert(std::same_as<decltype(std::declval<rows>().values_list("title"_f).list()), std::vector<std::tuple<std::string>>>);
static_assert(std::same_as<decltype(std::declval<Album&>().save()), void>);
static_assert(std::same_as<decltype(std::declval<Album&>().using_("x").erase()), std::int64_t>);
static_assert(std::same_as<decltype(std::declval<Album&>().artist()), const Artist&>);

}  // namespace always_sync

namespace always_async {

vinyl::async_mode vinyl_mode(vinyl::every_model);

struct Album;
struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Album, "artist"> albums;
    static constexpr vinyl::meta meta{vinyl::table("fixed_artist")};
};
struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    static constexpr vinyl::meta meta{vinyl::table("fixed_album")};
};

static_assert(std::same_as<decltype(Album::vinyl().count()), vinyl::async_only<std::int64_t>>);
static_assert(std::same_as<decltype(std::declval<Album&>().save()), vinyl::async_only<void>>);
static_assert(std::same_as<decltype(std::declval<Album&>().artist()), vinyl::async_only<const Artist&>>);

}  // namespace always_async

TEST_CASE("orm: models that are always sync give plain values, also in async mode") {
    using namespace always_sync;
    const tests::database alias;
    vinyl::schema::create<Artist, Album>().get();
    for (const bool async : {false, true}) {
        const vinyl::async_scope scope(async);
        Artist miles;
        miles.name = "Miles Davis";
        miles.insert();
        Artist nina = Artist::vinyl().create("name"_f = "Nina Simone");
        Album album = miles.albums.create("title"_f = "Milestones");
        CHECK(album.artist().name == "Miles Davis");
        CHECK(Album::vinyl().count() == 1);
        CHECK(miles.albums.filter("title"_f = "Milestones").count() == 1);
        CHECK(nina.albums.add(album) == 1);
        CHECK(album.artist().name == "Nina Simone");
        CHECK_FALSE(miles.albums().exists());
        album.title = "Pastel Blues";
        album.save();
        std::string titles;
        for (const Album& each : Album::vinyl().titled("Pastel Blues")) titles += each.title;
        CHECK(titles == "Pastel Blues");
        album.update("title"_f = "Little Girl Blue");
        album.refresh();
        CHECK(album.title == "Little Girl Blue");
        CHECK_THROWS_AS(Album::vinyl().get("id"_f = -1), Album::does_not_exist);
        CHECK(album.erase() == 1);
        CHECK(Artist::vinyl().erase() == 2);
    }
    vinyl::schema::drop<Artist, Album>().get();
}

TEST_CASE("orm: models that are always async are awaited, also in sync mode") {
    using namespace always_async;
    const tests::database alias;
    vinyl::schema::create<Artist, Album>().get();
    asio::io_context io;
    REQUIRE_FALSE(vinyl::is_async());
    std::exception_ptr error;
    std::optional<std::string> outcome;
    asio::co_spawn(
        io,
        []() -> asio::awaitable<std::string> {
            Artist miles;
            miles.name = "Miles Davis";
            co_await miles.insert();
            Album album = co_await miles.albums.create("title"_f = "Milestones");
            const std::int64_t count = co_await Album::vinyl().filter("artist"_f == miles).count();
            const Artist& artist = co_await album.artist();
            const std::int64_t erased = co_await album.erase();
            co_return artist.name + std::to_string(count) + std::to_string(erased);
        },
        [&](std::exception_ptr why, std::string text) {
            error = std::move(why);
            outcome = std::move(text);
        });
    while (!outcome && io.run_one_for(std::chrono::seconds(30)) > 0) continue;
    if (error) std::rethrow_exception(error);
    CHECK(outcome == "Miles Davis11");
    vinyl::schema::drop<Artist, Album>().get();
}
