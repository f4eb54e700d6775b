// The public interface, one test per part of it, in the words in which it was designed. What belongs to later work
// (many-to-many relations, prefetching, bulk writes, get_or_create, raw SQL, streaming) is not here yet.
#include "documentation/music.hpp"

#include <vinyl/testing.hpp>

#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>
#include <sstream>

namespace documentation::contract {

struct Album;
struct Track;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Album, "artist"> albums;

    static constexpr vinyl::meta meta{vinyl::table("artist"), vinyl::unique("name"_f), vinyl::ordering("name"_f)};
};

struct Genre : vinyl::model<Genre> {
    std::int64_t id{};
    std::string name;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    vinyl::date released{};
    vinyl::decimal price;
    vinyl::decimal cost;
    std::optional<double> rating;
    vinyl::json meta_data;
    std::vector<std::string> tags;
    vinyl::related<Track, "album"> tracks;

    template <class Rows>
    struct queryset : Rows {
        auto cheap() const { return this->filter("price"_f < 10); }
    };

    static constexpr vinyl::meta meta{vinyl::max_length("title"_f, 200),
                                      vinyl::precision("price"_f, 8, 2),
                                      vinyl::on_delete("artist"_f, vinyl::cascade),
                                      vinyl::index("released"_f),
                                      vinyl::default_value("price"_f, "cost"_f),
                                      vinyl::default_value("meta_data"_f, "tags"_f),
                                      vinyl::check("price_not_negative", "price"_f >= 0)};
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::string title;
    std::int32_t seconds{};
    static constexpr vinyl::meta meta{vinyl::on_delete("album"_f, vinyl::cascade)};
};

namespace {

vinyl::dual<void> stock() {
    co_await tests::sql("DROP SCHEMA public CASCADE");
    co_await tests::sql("CREATE SCHEMA public");
    co_await vinyl::schema::create<Artist, Genre, Album, Track>();
    Artist miles{.name = "Miles Davis", .country = "US"};
    co_await miles.insert();
    Album album{.title = "Kind of Blue", .artist = miles};
    album.released = vinyl::date(1959y, std::chrono::August, 17d);
    album.price = decimal("9.99");
    album.cost = decimal("6");
    album.rating = 5;
    album.meta_data = boost::json::object();
    album.tags.push_back("modal");
    co_await album.insert();
    co_await album.tracks.create("title"_f = "So What", "seconds"_f = 545);
    Album other{.title = "Milestones", .artist = miles};
    other.released = vinyl::date(1958y, std::chrono::September, 2d);
    other.price = decimal("12.50");
    other.cost = decimal("7");
    co_await other.insert();
}

template <class Body>
void on_stock_in_both_modes(Body body, tests::statements compared = tests::statements::same) {
    const tests::database shop;
    tests::in_both_modes(
        [&body]() -> vinyl::dual<void> {
            co_await stock();
            co_await body();
        },
        compared);
}

template <class Body>
void in_sync_mode(Body body) {
    const tests::database shop;
    const vinyl::async_scope scope(false);
    stock();
    body();
}

}  // namespace

TEST_CASE("contract 1: relations") {
    on_stock_in_both_modes([]() -> vinyl::dual<void> {
        Artist miles = co_await Artist::vinyl().get("name"_f = "Miles Davis");
        Album album = co_await Album::vinyl().get("title"_f = "Kind of Blue");
        CHECK(album.artist.id() == miles.id);
        CHECK_THROWS_AS(album.artist->name, vinyl::not_loaded);
        const Artist& artist = co_await album.artist();
        CHECK(artist.name == "Miles Davis");
        CHECK(album.artist->name == "Miles Davis");
        album.artist = miles;
        const std::int64_t artist_id = miles.id;
        album.artist = artist_id;
        auto albums = co_await miles.albums();
        CHECK(albums.size() == 2);
        Album made = co_await miles.albums.create("title"_f = "Nefertiti",
                                                  "released"_f = vinyl::date(1968y, std::chrono::March, 1d));
        CHECK(made.artist.id() == miles.id);
        CHECK(album.meta_data == vinyl::json(boost::json::object()));
        CHECK(album.tags.at(0) == "modal");
    });
}

TEST_CASE("contract 2: sync mode gives plain values") {
    in_sync_mode([] {
        std::int64_t n = Album::vinyl().count();
        CHECK(n == 2);
        std::size_t seen = 0;
        for (const Album& a : Album::vinyl().all()) seen += a.title.size() > 0;
        CHECK(seen == 2);
        std::vector<Album> albums = Album::vinyl().filter("price"_f < 10);
        CHECK(albums.size() == 1);

        auto counted = Album::vinyl().count();
        CHECK(*counted == 2);
        CHECK(counted.get() == 2);
        CHECK(counted == 2);
        CHECK(counted > 1);
        std::ostringstream printed;
        printed << counted;
        CHECK(printed.str() == "2");
        CHECK(Album::vinyl().get("id"_f = 1)->title == "Kind of Blue");
        CHECK_THROWS_AS(Artist::vinyl().create("name"_f = "Miles Davis"), vinyl::unique_violation);  // result dropped
        CHECK(Album::vinyl().sync().count() == 2);
        STATIC_REQUIRE(std::is_same_v<decltype(Album::vinyl().sync().count()), std::int64_t>);
    });
}

TEST_CASE("contract 2: async mode gives something to await") {
    in_sync_mode([] {
        asio::io_context io;
        vinyl::set_async(true, vinyl::this_thread);
        bool done = false;
        const vinyl::async_scope scope(true);
        asio::co_spawn(
            io,
            [&]() -> asio::awaitable<void> {
                std::int64_t n = co_await Album::vinyl().count();
                std::vector<Album> albums = co_await Album::vinyl().filter("price"_f < 10);
                Album a = co_await Album::vinyl().get("id"_f = 1);
                CHECK(n == 2);
                CHECK(albums.size() == 1);
                CHECK(a.title == "Kind of Blue");
                auto deferred = Album::vinyl().count()(asio::deferred);
                n = co_await std::move(deferred)(asio::use_awaitable);
                CHECK(n == 2);
                done = true;
            },
            [](std::exception_ptr error) {
                if (error) std::rethrow_exception(error);
            });
        std::future<std::int64_t> future = Album::vinyl().count()(asio::bind_executor(io, asio::use_future));
        std::int64_t called = 0;
        Album::vinyl().count()(asio::bind_executor(io, [&](std::exception_ptr, std::int64_t n) { called = n; }));
        CHECK(called == 0);  // never inside the initiating function
        io.run();
        vinyl::set_async(std::nullopt, vinyl::this_thread);
        CHECK(done);
        CHECK(future.get() == 2);
        CHECK(called == 2);
        std::string message;
        try {
            std::int64_t read = Album::vinyl().async().count().to_dual();
            message = std::to_string(read);
        } catch (const vinyl::not_awaited& error) {
            message = error.what();
        }
        CHECK_THAT(message, Catch::Matchers::Contains("Album.count()"));
    });
}

TEST_CASE("contract 3: querysets") {
    on_stock_in_both_modes(
        []() -> vinyl::dual<void> {
            using vinyl::f;
            std::vector<std::int64_t> ids(1, 1);
            CHECK((co_await Album::vinyl().filter("price__lt"_f = 10).count()) == 1);
            CHECK((co_await Album::vinyl().filter("artist__name__icontains"_f = "miles").count()) == 2);
            CHECK((co_await Album::vinyl().filter("released__year__gte"_f = 1959).count()) == 1);
            CHECK((co_await Album::vinyl().filter("title"_f.startswith("K")).count()) == 1);
            CHECK((co_await Album::vinyl().filter("id"_f.in(ids)).count()) == 1);
            CHECK((co_await Album::vinyl().filter("id"_f.in(1, 2, 3)).count()) == 2);
            CHECK((co_await Album::vinyl().filter(f<&Album::price> < 10).count()) == 1);
            CHECK((co_await Album::vinyl().filter(f<&Album::artist, &Artist::name> == "Miles Davis").count()) == 2);

            auto rows = co_await Artist::vinyl()
                            .annotate("n_albums"_f = count("albums"_f), "cheapest"_f = min("albums__price"_f))
                            .filter("n_albums"_f > 1)
                            .order_by("-n_albums"_f);
            for (auto& row : rows) {
                CHECK(row.name == "Miles Davis");
                CHECK(row["n_albums"_f] == 2);
                CHECK(*row["cheapest"_f] == decimal("9.99"));
            }
            std::optional<double> mean = co_await Album::vinyl().aggregate(avg("rating"_f));
            CHECK(*mean == 5.0);
            auto r = co_await Album::vinyl().aggregate("mean"_f = avg("rating"_f), "n"_f = count());
            CHECK(r["mean"_f] == 5.0);
            CHECK(r["n"_f] == 2);

            auto first = co_await Album::vinyl().values_list("title"_f, "artist__name"_f).first();
            auto [title, name] = *first;
            CHECK(title == "Kind of Blue");
            CHECK(name == "Miles Davis");
            auto by_year = co_await Album::vinyl().values("released__year"_f).annotate("n"_f = count());
            CHECK(by_year.size() == 2);
            CHECK((co_await Album::vinyl().filter(!exists(Track::vinyl().filter("album"_f = "id"_outer))).count()) ==
                  1);
            CHECK((co_await Album::vinyl().filter("price"_f < "cost"_f * 2).update("price"_f = "price"_f + 1)) == 2);
        },
        tests::statements::may_differ);
}

TEST_CASE("contract 3: structured bindings and values in sync mode") {
    in_sync_mode([] {
        auto [title, name] = *Album::vinyl().values_list("title"_f, "artist__name"_f).first();
        CHECK(title == "Kind of Blue");
        CHECK(name == "Miles Davis");
        auto r = *Album::vinyl().aggregate("mean"_f = avg("rating"_f), "n"_f = count());
        CHECK(r["n"_f] == 2);
        std::optional<double> mean = Album::vinyl().aggregate(avg("rating"_f));
        CHECK(mean == 5.0);
        CHECK_THAT(Album::vinyl().filter("price"_f < 10).sql(), Catch::Matchers::Contains("WHERE"));
    });
}

TEST_CASE("contract 4: writing") {
    on_stock_in_both_modes([]() -> vinyl::dual<void> {
        Artist miles = co_await Artist::vinyl().get("name"_f = "Miles Davis");
        Album a{.title = "Sorcerer", .artist = miles};
        a.released = vinyl::date(1967y, std::chrono::December, 1d);
        co_await a.insert();
        CHECK(a.id > 0);
        co_await a.update("price"_f = decimal("9.99"));
        CHECK(a.price == decimal("9.99"));
        a.title = "The Sorcerer";
        co_await a.save();
        co_await a.refresh();
        CHECK(a.title == "The Sorcerer");
        CHECK((co_await a.erase()) == 1);
        Album made = co_await Album::vinyl().create("title"_f = "Filles de Kilimanjaro", "artist"_f = miles,
                                                    "released"_f = vinyl::date(1968y, std::chrono::December, 2d));
        CHECK(made.artist.id() == miles.id);
    });
}

TEST_CASE("contract 5: transactions") {
    in_sync_mode([] {
        vinyl::atomic([&] { Artist::vinyl().create("name"_f = "Prince"); });
        int hooks = 0;
        vinyl::atomic({.alias = "default", .isolation = vinyl::serializable, .retries = 5, .read_only = true},
                      [&] { CHECK(Artist::vinyl().count() == 2); });
        vinyl::on_commit([&] { ++hooks; });
        CHECK(hooks == 1);
    });
    on_stock_in_both_modes([]() -> vinyl::dual<void> {
        int one = co_await vinyl::atomic([&]() -> vinyl::dual<int> {
            co_await Artist::vinyl().create("name"_f = "Prince");
            co_return 1;
        });
        CHECK(one == 1);
        CHECK((co_await Artist::vinyl().count()) == 2);
    });
}

TEST_CASE("contract 7: errors") {
    on_stock_in_both_modes([]() -> vinyl::dual<void> {
        Artist miles = co_await Artist::vinyl().get("name"_f = "Miles Davis");
        int caught = 0;
        try {
            Album no = co_await Album::vinyl().get("id"_f = 0);
        } catch (const Album::does_not_exist&) {
            ++caught;
        }
        try {
            Album two = co_await Album::vinyl().get();
        } catch (const Album::multiple_objects_returned&) {
            ++caught;
        }
        try {
            co_await Album::vinyl().filter("id"_f = 1).update("artist"_f = 4711);
        } catch (const vinyl::foreign_key_violation& error) {
            ++caught;
            CHECK(error.table() == "album");
        }
        try {
            co_await Album::vinyl().filter("id"_f = 1).update("price"_f = -1);
        } catch (const vinyl::check_violation& error) {
            ++caught;
            CHECK(error.constraint() == "price_not_negative");
        }
        try {
            Artist unsaved{.name = "Nobody"};
            Album album{.title = "Nothing", .artist = unsaved};
            co_await album.insert();
        } catch (const vinyl::usage_error&) {
            ++caught;
        }
        try {
            co_await tests::sql("SELECT * FROM no_such_table");
        } catch (const vinyl::programming_error&) {
            ++caught;
        }
        CHECK(caught == 6);
    });
}

TEST_CASE("contract 8: schema") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await stock();
        co_await vinyl::schema::drop<Artist, Genre, Album, Track>();
        co_await vinyl::schema::create<Artist, Genre, Album, Track>();
        const std::string text = vinyl::schema::sql<Artist, Genre, Album>();
        CHECK_THAT(text, Catch::Matchers::Contains("CREATE TABLE"));
    });
}

TEST_CASE("contract 9: testing") {
    on_stock_in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::testing::rollback([]() -> vinyl::dual<void> { co_await Album::vinyl().all().erase(); });
        CHECK((co_await Album::vinyl().count()) == 2);
        auto n = co_await vinyl::testing::count_queries([]() -> vinyl::dual<void> {
            const std::int64_t all = co_await Album::vinyl().count();
            CHECK(all == 2);
        });
        CHECK(n == 1);
    });
}

TEST_CASE("contract 11: one queryset") {
    on_stock_in_both_modes(
        []() -> vinyl::dual<void> {
            const bool cheap = true;
            std::vector<std::string> words;
            words.push_back("what");
            words.push_back("else");
            auto q = Track::vinyl();
            if (cheap) q = q.filter("album__price"_f < 10);
            vinyl::condition<Track> c;
            for (auto& word : words) c = c || "title"_f.icontains(word);
            auto [rows, total] = co_await q.filter(c).order_by("title"_f, "id"_f).page(1, 25);
            CHECK(rows.at(0).title == "So What");
            CHECK(total == 1);
            auto [n, first] = co_await vinyl::gather(q.count(), q.first());
            CHECK(n == 1);
            CHECK(first->title == "So What");
            const std::vector<Album> albums = co_await Album::vinyl().cheap().order_by("title"_f);
            CHECK(albums.at(0).title == "Kind of Blue");
            const Artist artist = co_await Artist::vinyl().get("id"_f = 1);
            const std::int64_t of_artist = co_await artist.albums().cheap().count();
            CHECK(of_artist == 1);
        },
        tests::statements::may_differ);
    in_sync_mode([] {
        auto [rows, total] = *Track::vinyl().page(2, 25);
        CHECK(rows.empty());
        CHECK(total == 1);
    });
}

}  // namespace documentation::contract
