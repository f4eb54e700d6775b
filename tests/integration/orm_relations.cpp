// Relations against a server, each test in both modes: paths with Django's join rules on real rows, following relations,
// loading them with the rows, and related managers.
#include "integration/orm_models.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

using namespace shop;
namespace asio = boost::asio;
using Catch::Matchers::Contains;

namespace {

std::size_t occurrences(const std::string& text, const std::string& what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("M1, M2, M3, M7, JP8: orm: one filter call means one related row, two calls may mean two") {
    in_shop([]() -> dual<void> {
        const auto all = Artist::vinyl();
        // Miles Davis has a cheap album and an older one, but none is both
        CHECK(co_await names(all.filter("albums__price"_f < 10, "albums__released__year"_f = 1958)) == "");
        CHECK(co_await names(all.filter("albums__price"_f < 10 && "albums__released__year"_f == 1958)) == "");
        CHECK(co_await names(all.filter("albums__price"_f < 10).filter("albums__released__year"_f = 1958)) == "Miles Davis");
        const auto one = all.filter("albums__price"_f < 10, "albums__stock"_f > 0).sql();
        CHECK(occurrences(one, "JOIN") == 1);
        const auto two = all.filter("albums__price"_f < 10).filter("albums__stock"_f > 0).sql();
        CHECK(occurrences(two, "JOIN") == 2);
        // forward relations are one row anyway
        const auto forward = Album::vinyl().filter("artist__name"_f = "x").filter("artist__country"_f = "y").sql();
        CHECK(occurrences(forward, "JOIN") == 1);
        // the key of a relation needs no join
        CHECK(occurrences(Album::vinyl().filter("artist__id"_f = 1, "artist"_f = 1, "artist_id"_f = 1, "artist__pk"_f = 1).sql(), "JOIN") == 0);
        // duplicates stay
        CHECK(co_await names(Artist::vinyl().filter("albums__tracks__seconds"_f > 500)) == "Miles Davis, Miles Davis");
    });
}

TEST_CASE("X6, X7: orm: exclude over relations to many is NOT EXISTS") {
    in_shop([]() -> dual<void> {
        const auto all = Artist::vinyl();
        CHECK(co_await names(all.exclude("albums__price"_f < 10)) == "Jan Garbarek, Nina Simone");
        CHECK(co_await names(all.exclude("albums__tracks__seconds"_f > 500)) == "Jan Garbarek, John Coltrane, Nina Simone");
        // Django's rule: the two conditions may be met by two albums
        CHECK(co_await names(all.exclude("albums__price"_f < 10, "albums__released__year"_f = 1958)) ==
              "Jan Garbarek, John Coltrane, Nina Simone");
        const auto inner = Album::vinyl().filter("price"_f < 10, "released__year"_f = 1958);
        CHECK(co_await names(all.exclude("albums"_f.in(inner))) == "Jan Garbarek, John Coltrane, Miles Davis, Nina Simone");
        const auto text = all.exclude("albums__price"_f < 10).sql();
        CHECK_THAT(text, Contains("NOT") && Contains("EXISTS"));
        CHECK(occurrences(text.substr(0, text.find("EXISTS")), "JOIN") == 0);
        CHECK(co_await names(all.filter(!("albums__price"_f < 10))) == "Jan Garbarek, Nina Simone");
        CHECK(co_await names(all.filter(!("albums__price"_f < 10) && "country"_f == "NO")) == "Jan Garbarek");
    });
}

TEST_CASE("N1, N2, X5, JP3: orm: NULL across relations") {
    in_shop([]() -> dual<void> {
        CHECK(co_await names(Album::vinyl().filter("producer__isnull"_f = true)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(Album::vinyl().filter("producer__name__isnull"_f = true)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(Album::vinyl().filter("producer"_f == std::nullopt)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(Album::vinyl().exclude("producer__isnull"_f = true)) == "Milestones, Officium");
        CHECK(co_await names(Album::vinyl().exclude("producer__name"_f = "John Coltrane")) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(Album::vinyl().filter(("producer__name"_f = "John Coltrane") || ("stock"_f = 10))) ==
              "Kind of Blue, Milestones");
        CHECK(co_await names(Artist::vinyl().filter("albums__isnull"_f = true)) == "Nina Simone");
        CHECK(co_await names(Artist::vinyl().filter("albums__isnull"_f = false).distinct()) ==
              "Jan Garbarek, John Coltrane, Miles Davis");
        CHECK(co_await names(Artist::vinyl().filter("biography__isnull"_f = true)) == "John Coltrane, Nina Simone");
        CHECK(co_await names(Artist::vinyl().filter("biography__text"_f = "Trumpet")) == "Miles Davis");
        CHECK(co_await names(Artist::vinyl().exclude("biography__text"_f = "Trumpet")) == "Jan Garbarek, John Coltrane, Nina Simone");
        CHECK(co_await names(Artist::vinyl().filter(("albums__price"_f > 14) || ("name"_f = "Nina Simone"))) ==
              "Jan Garbarek, Nina Simone");
    });
}

TEST_CASE("orm: a model that points at itself") {
    in_shop([]() -> dual<void> {
        const auto all = Person::vinyl();
        CHECK(co_await names(all.filter("boss__name"_f = "Ada")) == "Ben, Cem");
        CHECK(co_await names(all.filter("boss__boss__name"_f = "Ada")) == "Dee");
        CHECK(co_await names(all.filter("staff__name"_f = "Dee")) == "Ben");
        CHECK(co_await names(all.filter("staff__staff__name"_f = "Dee")) == "Ada");
        CHECK(co_await names(all.filter("boss__isnull"_f = true)) == "Ada");
        CHECK(co_await names(all.exclude("staff__name"_f = "Dee")) == "Ada, Cem, Dee");
        CHECK(co_await names(all.filter("name"_f < "boss__name"_f)) == "");
        const auto people = co_await all.select_related("boss__boss"_f);
        REQUIRE(people.size() == 4);
        CHECK_FALSE(people[0].boss);
        CHECK((*people[1].boss)->name == "Ada");
        CHECK_FALSE((*people[1].boss)->boss);
        CHECK((*(*people[3].boss)->boss)->name == "Ada");
        const auto counted = co_await all.annotate("n"_f = count("staff"_f)).order_by("id"_f);
        CHECK(counted[0]["n"_f] == 2);
        Person ada = co_await all.get("id"_f = 1);
        CHECK(co_await names(ada.staff()) == "Ben, Cem");
        Person ben = co_await all.get("id"_f = 2);
        const Person& boss = co_await (*ben.boss)();
        CHECK(boss.name == "Ada");
    });
}

TEST_CASE("R18: orm: select_related") {
    in_shop([]() -> dual<void> {
        std::size_t before = 0;
        const tests::sent_statements sent;
        const auto albums = co_await Album::vinyl().select_related("artist"_f, "producer"_f);
        before = sent.texts().size();
        CHECK(before == 1);
        REQUIRE(albums.size() == 4);
        for (const Album& album : albums) {
            CHECK(album.artist.has_object());
            const Artist& artist = co_await album.artist();
            CHECK(artist.id == album.artist.id());
        }
        CHECK(albums[0].artist->name == "Miles Davis");
        CHECK_FALSE(albums[0].producer);
        CHECK((*albums[1].producer)->name == "John Coltrane");
        CHECK((*albums[3].producer)->name == "Jan Garbarek");
        const auto tracks = co_await Track::vinyl().select_related("album__artist"_f, "album__producer"_f).filter("seconds"_f > 340);
        REQUIRE(tracks.size() == 3);
        CHECK(tracks[0].album->artist->name == "Miles Davis");
        CHECK_FALSE(tracks[0].album->producer);
        CHECK((*tracks[2].album->producer)->name == "John Coltrane");
        CHECK(tracks[2].album->price == decimal("12.50"));
        const auto artists = co_await Artist::vinyl().select_related("biography"_f);
        REQUIRE(artists.size() == 4);
        CHECK(artists[0].biography->text == "Saxophone");
        CHECK_FALSE(artists[1].biography.has_object());
        CHECK_THROWS_AS(artists[1].biography->text, vinyl::not_loaded);
        CHECK(co_await error_of<vinyl::does_not_exist>([&] { return artists[1].biography(); }) != "no error");
        const auto lives = co_await Biography::vinyl().select_related("artist"_f).order_by("id"_f);
        CHECK(lives[1].artist->name == "Jan Garbarek");
        const auto annotated = co_await Album::vinyl().select_related("artist"_f).annotate("n"_f = count("tracks"_f)).get("id"_f = 1);
        CHECK(annotated["n"_f] == 3);
        CHECK(annotated.artist->name == "Miles Davis");
        const auto first = co_await Album::vinyl().select_related("artist"_f).order_by("-id"_f).first();
        CHECK(first->artist->name == "Jan Garbarek");
        CHECK(sent.texts().size() == 6);
    });
}

TEST_CASE("R20: orm: following a relation loads it once, and for all rows of the result") {
    in_shop([]() -> dual<void> {
        const auto albums = co_await Album::vinyl();
        {
            const tests::sent_statements sent;
            std::string all;
            for (const Album& album : albums) {
                const Artist& artist = co_await album.artist();
                all += artist.name + ';';
            }
            CHECK(all == "Miles Davis;Miles Davis;John Coltrane;Jan Garbarek;");
            CHECK(sent.texts().size() == 1);
            for (const Album& album : albums)
                if (album.producer) {
                    const Artist& producer = co_await (*album.producer)();
                    CHECK_FALSE(producer.name.empty());
                }
            CHECK(sent.texts().size() == 2);
        }
        {
            const auto tracks = co_await Track::vinyl();
            const tests::sent_statements sent;
            for (const Track& track : tracks) {
                const Album& album = co_await track.album();
                const Artist& artist = co_await album.artist();  // the peers of the peers
                CHECK_FALSE(artist.name.empty());
            }
            CHECK(sent.texts().size() == 2);
        }
        {
            const auto tracks = co_await Track::vinyl().fetch_mode(vinyl::fetch_one);
            const tests::sent_statements sent;
            for (const Track& track : tracks) {
                const Album& album = co_await track.album();
                CHECK(album.id == track.album.id());
            }
            CHECK(sent.texts().size() == 6);
        }
        {
            const auto tracks = co_await Track::vinyl().fetch_mode(vinyl::fetch_raise);
            const auto message = co_await error_of<vinyl::not_loaded>([&] { return tracks[0].album(); });
            CHECK_THAT(message, Contains("Album"));
        }
        const Album single = co_await Album::vinyl().get("id"_f = 1);
        CHECK_THROWS_AS(single.artist->name, vinyl::not_loaded);
        CHECK_THROWS_WITH(single.artist->name, Contains("Artist"));
        const Artist& artist = co_await single.artist();
        CHECK(single.artist->name == artist.name);
        const Album copy = single;
        CHECK(copy.artist->name == "Miles Davis");
        Album by_key;
        by_key.artist = 2;
        const Artist& coltrane = co_await by_key.artist();
        CHECK(coltrane.name == "John Coltrane");
        by_key.artist = 77;
        CHECK_FALSE(by_key.artist.has_object());
        CHECK(co_await error_of<Artist::does_not_exist>([&] { return by_key.artist(); }) != "no error");
        Album never_set;
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return never_set.artist(); }), Contains("Artist"));
        const Artist miles = co_await Artist::vinyl().get("id"_f = 1);
        const Biography& life = co_await miles.biography();
        CHECK(life.text == "Trumpet");
        const Artist nina = co_await Artist::vinyl().get("id"_f = 3);
        CHECK_THAT(co_await error_of<Biography::does_not_exist>([&] { return nina.biography(); }), Contains("Biography"));
    });
}

TEST_CASE("R20: orm: the reverse of a one-to-one is loaded for all rows of the result, too") {
    in_shop([]() -> dual<void> {
        const auto artists = co_await Artist::vinyl().order_by("id"_f);
        {
            const tests::sent_statements sent;
            std::string all;
            for (const Artist& artist : artists) {
                try {
                    const Biography& life = co_await artist.biography();
                    all += life.text + ';';
                } catch (const Biography::does_not_exist&) { all += "none;"; }
            }
            CHECK(all == "Trumpet;none;none;Saxophone;");
            CHECK(sent.texts().size() == 1);
        }
        CHECK_THROWS_WITH(artists[1].biography->text, Contains("there is no Biography"));
        const auto one_by_one = co_await Artist::vinyl().order_by("id"_f).fetch_mode(vinyl::fetch_one);
        {
            const tests::sent_statements sent;
            const Biography& first = co_await one_by_one[0].biography();
            const Biography& last = co_await one_by_one[3].biography();
            CHECK(first.text + last.text == "TrumpetSaxophone");
            CHECK(sent.texts().size() == 2);
        }
        const auto never = co_await Artist::vinyl().fetch_mode(vinyl::fetch_raise);
        CHECK_THAT(co_await error_of<vinyl::not_loaded>([&] { return never[0].biography(); }), Contains("Biography"));
        const auto albums = co_await Album::vinyl().select_related("artist"_f);
        const tests::sent_statements sent;
        for (const Album& album : albums)
            if (album.artist.id() == 1) {
                const Biography& life = co_await album.artist->biography();
                CHECK(life.text == "Trumpet");
            }
        CHECK(sent.texts().size() == 1);
    });
}

TEST_CASE("orm: objects of another database load their relations from it, in all directions") {
    in_shop([]() -> dual<void> {
        co_await tests::sql("drop database if exists vinyl_two");
        co_await tests::sql("create database vinyl_two");
        const tests::database two({.dsn = tests::dsn("vinyl_two")}, "two");
        co_await tests::sql("create schema orm", "two");
        co_await vinyl::schema::create<Artist, Album, Track, Biography>("two");
        co_await tests::sql("insert into orm.artist (name) values ('Another'), ('Other')", "two");
        co_await tests::sql("insert into orm.biography (artist_id, text) values (1, 'Another life'), (2, 'Other')", "two");
        co_await tests::sql("insert into orm.album (title, artist_id, released, price, meta_data, tags, kind, stock, active)"
                            " values ('Elsewhere', 1, '2000-01-01', 1, '{}', '{}', 2, 0, true)", "two");
        const auto artists = co_await Artist::vinyl().using_("two").order_by("id"_f);
        const Artist single = co_await Artist::vinyl().using_("two").get("id"_f = 1);
        for (const Artist& artist : {artists[0], single}) {
            CHECK(co_await names(artist.albums()) == "Elsewhere");
            const Biography& life = co_await artist.biography();
            CHECK(life.text == "Another life");
            const Artist& back = co_await life.artist();
            CHECK(back.name == "Another");
        }
        co_await single.albums.create("title"_f = "Here", "released"_f = day(2000, 1, 2), "price"_f = 1);
        CHECK(co_await names(single.albums()) == "Elsewhere, Here");
        Album elsewhere = co_await Album::vinyl().using_("two").get("id"_f = 1);
        co_await artists[1].albums.add(elsewhere);
        CHECK(co_await names(artists[1].albums()) == "Elsewhere");
        const Artist miles = co_await Artist::vinyl().get("id"_f = 1);
        CHECK(co_await names(miles.albums()) == "Kind of Blue, Milestones");

        // a subquery stays within the database
        const auto theirs = Artist::vinyl().using_("two").filter("name"_f = "Other");
        CHECK(co_await names(Album::vinyl().using_("two").filter("artist"_f.in(theirs))) == "Elsewhere");
        const auto ours = Artist::vinyl().filter("name"_f = "Other");
        CHECK(co_await names(Album::vinyl().using_("two").filter("artist"_f.in(ours))) == "Elsewhere");
        const auto strange = Album::vinyl().filter("artist"_f.in(theirs));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return strange.count(); }),
                   Contains("a subquery asks the database 'two', but what is around it asks 'default'"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return strange.list(); }), Contains("'two'"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return strange.erase(); }), Contains("'two'"));
    });
}

TEST_CASE("orm: a relation followed in a sync loop of many rows is one query") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> {
        co_await new_tables();
        co_await tests::sql("insert into orm.artist (name) select 'artist ' || n from generate_series(1, 500) n");
        co_await tests::sql("insert into orm.album (title, artist_id, released, price, meta_data, tags, kind, stock, active)"
                            " select 'album ' || n, n % 500 + 1, '2000-01-01', 1, '{}', '{}', 2, 0, true from generate_series(1, 2000) n");
    });
    const tests::sent_statements sent;
    std::size_t seen = 0;
    for (const Album& album : Album::vinyl()) seen += album.artist()->name.empty() ? 0 : 1;
    CHECK(seen == 2000);
    CHECK(sent.texts().size() == 2);
}

TEST_CASE("orm: related managers") {
    in_shop([]() -> dual<void> {
        Artist miles = co_await Artist::vinyl().get("id"_f = 1);
        CHECK(co_await names(miles.albums()) == "Kind of Blue, Milestones");
        CHECK(co_await names(miles.albums.filter("price"_f < 10)) == "Kind of Blue");
        CHECK(co_await names(miles.albums.exclude("price"_f < 10)) == "Milestones");
        CHECK(co_await names(miles.albums().order_by("-id"_f)) == "Milestones, Kind of Blue");
        const Album one = co_await miles.albums.get("title"_f = "Milestones");
        CHECK(one.id == 2);
        CHECK(co_await error_of<Album::does_not_exist>([&] { return miles.albums.get("title"_f = "Officium"); }) != "no error");
        const Album made = co_await miles.albums.create("title"_f = "Sketches of Spain", "released"_f = day(1960, 7, 18), "price"_f = 11);
        CHECK(made.artist.id() == 1);
        CHECK(made.id == 5);
        const std::int64_t count = co_await miles.albums().count();
        CHECK(count == 3);
        const Artist copy = miles;  // a copy has a working copy
        const std::int64_t same = co_await copy.albums().count();
        CHECK(same == 3);
        Album officium = co_await Album::vinyl().get("id"_f = 4);
        Album steps = co_await Album::vinyl().get("id"_f = 3);
        co_await miles.albums.add(officium, steps);
        CHECK(co_await names(miles.albums()) == "Kind of Blue, Milestones, Giant Steps, Officium, Sketches of Spain");
        Artist coltrane = co_await Artist::vinyl().get("id"_f = 2);
        CHECK(co_await names(coltrane.produced()) == "Milestones");
        co_await coltrane.produced.add(steps);
        Album milestones = co_await Album::vinyl().get("id"_f = 2);
        CHECK_THAT(co_await error_of<Album::does_not_exist>([&] { return coltrane.produced.remove(officium); }),
                   Contains("does not point by \"producer\""));
        co_await coltrane.produced.remove(milestones);
        CHECK(co_await names(coltrane.produced()) == "Giant Steps");
        co_await coltrane.produced.clear();
        CHECK(co_await names(coltrane.produced()) == "");
        Artist unsaved;
        CHECK_THROWS_AS(unsaved.albums(), vinyl::usage_error);
        CHECK_THROWS_WITH(unsaved.albums(), Contains("Artist") && Contains("insert()"));
        Album no_key;
        CHECK_THROWS_AS(miles.albums.add(no_key), vinyl::usage_error);
        // sticky: the first filter of a manager means the same rows
        CHECK(co_await names(miles.albums.filter("tracks__seconds"_f > 500).distinct()) == "Kind of Blue");
    });
}

namespace {

using albums = std::vector<Album>;

/// Follows a relation of every row in a coroutine of its own, all at the same time.
asio::awaitable<void> follow_all(std::vector<albums>& copies, std::string& names, std::string& errors) {
    const auto executor = co_await asio::this_coro::executor;
    std::size_t left = 0;
    for (albums& rows : copies)
        for (Album& album : rows) {
            ++left;
            vinyl::spawn(
                executor,
                [&]() -> asio::awaitable<void> {
                    const Artist& artist = co_await album.artist();
                    names += artist.name.substr(0, 1);
                },
                [&](std::exception_ptr failed) {
                    if (failed) errors += 'x';
                    --left;
                });
        }
    while (left > 0) co_await vinyl::io::sleep_for(1ms);
}

}  // namespace

TEST_CASE("orm: many coroutines that follow a relation of one result send one statement") {
    const tests::database alias;
    tests::run_async([]() -> asio::awaitable<void> {
        co_await new_shop();
        const albums rows = co_await Album::vinyl().order_by("id"_f);
        std::vector<albums> copies(50, rows);  // they know of each other, but none of them has its object
        std::string names, errors;
        const tests::sent_statements sent;
        co_await follow_all(copies, names, errors);
        CHECK(errors.empty());
        CHECK(names.size() == 200);
        CHECK(std::count(names.begin(), names.end(), 'M') == 100);
        CHECK(sent.texts().size() == 1);
        for (const albums& each : copies) CHECK(each[2].artist->name == "John Coltrane");
        // within one coroutine, too
        std::vector<albums> two(2, albums(co_await Album::vinyl().order_by("id"_f)));
        const auto [first, second] = co_await vinyl::gather(two[0][0].artist(), two[1][2].artist());
        CHECK(first.name == "Miles Davis");
        CHECK(second.name == "John Coltrane");
        CHECK(sent.texts().size() == 3);
    });
}

TEST_CASE("orm: when the one who loads for all is cancelled, another one does") {
    const tests::database alias;
    tests::run_async([]() -> asio::awaitable<void> {
        co_await new_shop();
        const albums rows = co_await Album::vinyl().order_by("id"_f);
        std::vector<albums> copies(5, rows);
        albums first = rows;
        asio::cancellation_signal signal;
        bool cancelled = false;
        const tests::sent_statements sent;
        vinyl::spawn(
            co_await asio::this_coro::executor,
            [&]() -> asio::awaitable<void> {
                const Artist& artist = co_await first[0].artist();
                CHECK(artist.name == "never");
            },
            asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr failed) {
                try {
                    if (failed) std::rethrow_exception(failed);
                } catch (const vinyl::cancelled&) {
                    cancelled = true;
                }
            }));
        std::string names, errors;
        asio::post(co_await asio::this_coro::executor, [&] { signal.emit(asio::cancellation_type::terminal); });
        co_await follow_all(copies, names, errors);
        CHECK(errors.empty());
        CHECK(names.size() == 20);
        if (cancelled) CHECK(sent.texts().size() <= 2);  // else the answer was faster
    });
}

TEST_CASE("orm: when loading for all fails, everybody hears of it, and nobody waits for ever") {
    const tests::database alias;
    tests::run_async([]() -> asio::awaitable<void> {
        co_await new_shop();
        const albums rows = co_await Album::vinyl().order_by("id"_f);
        std::vector<albums> copies(5, rows);
        std::string names, errors;
        co_await tests::sql("alter table orm.artist rename to artist_elsewhere");
        co_await follow_all(copies, names, errors);
        CHECK(names.empty());
        CHECK(errors.size() == 20);
        co_await tests::sql("alter table orm.artist_elsewhere rename to artist");
        co_await follow_all(copies, names, errors);  // the next time is a new one
        CHECK(names.size() == 20);
        CHECK(errors.size() == 20);
    });
}

TEST_CASE("orm: threads that follow a relation of one result send one statement") {
    const tests::database alias;
    tests::run_sync(new_shop);
    const vinyl::async_scope scope(false);
    const auto follow = [](const albums& rows, std::size_t threads) {
        std::vector<albums> copies(threads, rows);
        std::atomic<std::size_t> followed = 0, failed = 0;
        {
            std::vector<std::jthread> running;
            for (const albums& mine : copies)
                running.emplace_back([&] {
                    for (const Album& album : mine) {
                        try {
                            followed += album.artist()->id == album.artist.id() ? 1 : 0;
                        } catch (const vinyl::programming_error&) {
                            ++failed;
                        }
                    }
                });
        }
        return std::pair(followed.load(), failed.load());
    };
    const albums rows = Album::vinyl().order_by("id"_f);
    {
        const tests::sent_statements sent;
        CHECK(follow(rows, 8) == std::pair<std::size_t, std::size_t>(32, 0));
        CHECK(sent.texts().size() == 1);
    }
    const albums others = Album::vinyl().order_by("id"_f);
    tests::sql("alter table orm.artist rename to artist_elsewhere");
    CHECK(follow(others, 8) == std::pair<std::size_t, std::size_t>(0, 32));
    tests::sql("alter table orm.artist_elsewhere rename to artist");
    CHECK(follow(others, 8) == std::pair<std::size_t, std::size_t>(32, 0));
    vinyl::atomic([&] {  // and a transaction asks by itself
        const albums mine = Album::vinyl().order_by("id"_f);
        CHECK(follow(mine, 1).first == 4);
        CHECK(mine[0].artist()->name == "Miles Davis");
    });
}

TEST_CASE("orm: threads share a const object and follow its relations") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    for (int round = 0; round < 20; ++round) {
        const Album album = Album::vinyl().get("id"_f = 1);
        constexpr int count = 4;
        std::atomic<int> ready{0};
        const Artist* found[count] = {};
        std::vector<std::thread> threads;
        for (const Artist*& mine : found)
            threads.emplace_back([&ready, &album, &mine] {
                ++ready;
                while (ready < count) std::this_thread::yield();
                const Album copy = album;  // with the artist or without
                mine = &*album.artist();
                const bool same = !copy.artist.has_object() || copy.artist->name == mine->name;
                if (!same || album.artist->name != "Miles Davis") mine = nullptr;
            });
        for (std::thread& each : threads) each.join();
        CHECK(found[0] != nullptr);
        for (const Artist* each : found) CHECK(each == found[0]);
    }
}

TEST_CASE("orm: coroutines on several threads share a const object and follow its relations") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    for (int round = 0; round < 20; ++round) {
        const Album album = Album::vinyl().get("id"_f = 1);
        asio::io_context io;
        constexpr int count = 8;
        const Artist* found[count] = {};
        for (const Artist*& mine : found)
            vinyl::spawn(
                io,
                [&album, &mine]() -> asio::awaitable<void> {
                    const Artist& artist = co_await album.artist();
                    if (album.artist->name == "Miles Davis") mine = &artist;
                },
                asio::detached);
        std::thread other([&io] { io.run(); });
        io.run();
        other.join();
        CHECK(found[0] != nullptr);
        for (const Artist* each : found) CHECK(each == found[0]);
    }
}
