// The blocks of README.md.
#include "documentation/music.hpp"

#include <vinyl/testing.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <sstream>

// docs: readme_models
#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

// docs: end
namespace documentation::readme {

// docs: readme_models
struct Album;

struct Artist : vinyl::model<Artist> {             // table artist
    std::int64_t id{};                             // bigint identity primary key
    std::string name;                              // text NOT NULL
    std::optional<std::string> country;            // text, may be NULL
    vinyl::related<Album, "artist"> albums;        // the albums that point here; no column

    static constexpr vinyl::meta meta{vinyl::unique("name"_f)};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;             // artist_id bigint NOT NULL REFERENCES artist
    vinyl::date released{};
    vinyl::decimal price;                          // numeric: exact

    static constexpr vinyl::meta meta{vinyl::precision("price"_f, 8, 2), vinyl::index("released"_f)};
};
// docs: end

// docs: readme_async
asio::awaitable<void> show_cheap() {
    auto cheap = co_await Album::vinyl().filter("artist__name"_f = "Miles Davis", "price"_f < 10);
    for (const Album& album : cheap) std::cout << album.title << '\n';

    std::int64_t n = co_await Album::vinyl().count();
    std::cout << n << " albums\n";
}
// docs: end

// docs: readme_both
vinyl::dual<vinyl::decimal> worth_of(std::string artist) {
    auto albums = co_await Album::vinyl().filter("artist__name"_f = artist);
    vinyl::decimal worth;
    for (const Album& album : albums) worth += album.price;
    co_return worth;
}
// docs: end

vinyl::dual<void> stock() {
    using namespace std::chrono;
    co_await tests::sql("DROP SCHEMA public CASCADE");
    co_await tests::sql("CREATE SCHEMA public");
    co_await vinyl::schema::create<Artist, Album>();
    Artist miles = co_await Artist::vinyl().create("name"_f = "Miles Davis", "country"_f = "US");
    Album album{.title = "Kind of Blue", .artist = miles, .released = 1959y / 8 / 17, .price = decimal("9.99")};
    co_await album.insert();
    co_await miles.albums.create("title"_f = "Milestones", "released"_f = 1958y / September / 2, "price"_f = decimal("12.50"));
}

class captured_output {
public:
    captured_output() : former_(std::cout.rdbuf(text_.rdbuf())) {}
    ~captured_output() { std::cout.rdbuf(former_); }
    [[nodiscard]] std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
    std::streambuf* former_;
};

TEST_CASE("README: connecting") {
    const vinyl::async_scope scope(false);
    {
        const tests::database shop;
        tests::sql("DROP SCHEMA public CASCADE");
        tests::sql("CREATE SCHEMA public");
    }
    const std::string url = tests::dsn();
    // docs: readme_connect
    vinyl::connections().add("default", url);      // "postgresql:///music"; without this line: DATABASE_URL, or libpq's PG*
    vinyl::schema::create<Artist, Album>();        // makes the tables
    // docs: end
    CHECK(Album::vinyl().count() == 0);
    vinyl::connections().remove("default");
}

TEST_CASE("README: sync mode") {
    const tests::database shop;
    stock();
    std::string printed;
    {
        const captured_output output;
        // docs: readme_sync
        for (const Album& album : Album::vinyl().filter("artist__name"_f = "Miles Davis", "price"_f < 10))
            std::cout << album.title << '\n';

        std::int64_t n = Album::vinyl().count();
        std::cout << n << " albums\n";
        // docs: end
        printed = output.text();
    }
    CHECK(printed == "Kind of Blue\n2 albums\n");
}

TEST_CASE("README: async mode") {
    const tests::database shop;
    stock();
    std::string printed;
    {
        const captured_output output;
        tests::run_async([] { return show_cheap(); });
        printed = output.text();
    }
    CHECK(printed == "Kind of Blue\n2 albums\n");
}

TEST_CASE("README: the whole async program") {
    const tests::database shop;
    stock();
    std::string printed;
    {
        const captured_output output;
        // docs: readme_spawn
        asio::io_context io;
        vinyl::spawn(io, show_cheap, asio::detached);      // asio::co_spawn, with async mode
        io.run();
        // docs: end
        printed = output.text();
    }
    CHECK(printed == "Kind of Blue\n2 albums\n");
}

TEST_CASE("README: both modes") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await stock();
        CHECK((co_await worth_of("Miles Davis")) == decimal("22.49"));
    });
    // docs: readme_both_sync
    vinyl::decimal worth = worth_of("Miles Davis");                // sync: it has run, here is the value
    // docs: end
    CHECK(worth == decimal("22.49"));
    tests::run_async([]() -> asio::awaitable<void> {
        // docs: readme_both_async
        vinyl::decimal worth = co_await worth_of("Miles Davis");       // async
        // docs: end
        CHECK(worth == decimal("22.49"));
    });
}

TEST_CASE("README: the tour") {
    const tests::database shop;
    tests::in_both_modes(
        []() -> vinyl::dual<void> {
            co_await stock();
            {
                // docs: readme_tour_conditions
                auto albums = Album::vinyl()
                                  .filter("released__year__gte"_f = 1955, "artist__country"_f = "US")  // both, across a relation
                                  .filter("price"_f < 10 || "title"_f.icontains("miles"))              // operators and lookups
                                  .exclude("title"_f.startswith("The "))
                                  .order_by("-released"_f)
                                  .limit(20);                                                          // nothing was sent yet
                auto rows = co_await albums.select_related("artist"_f);                                // one query, one join
                // docs: end
                CHECK(rows.size() == 2);
                CHECK(rows.at(0).title == "Kind of Blue");
                CHECK(rows.at(1).title == "Milestones");
                CHECK(rows.at(0).artist->name == "Miles Davis");
            }
            {
                // docs: readme_tour_annotate
                auto artists = co_await Artist::vinyl()
                                   .annotate("n_albums"_f = count("albums"_f), "cheapest"_f = min("albums__price"_f))
                                   .filter("n_albums"_f > 1)
                                   .order_by("-n_albums"_f);
                for (const auto& artist : artists)
                    std::cout << artist.name << ": " << artist["n_albums"_f] << ", from " << *artist["cheapest"_f] << '\n';

                auto by_year = co_await Album::vinyl().values("released__year"_f).annotate("n"_f = count());   // GROUP BY
                auto [n, mean] = co_await vinyl::gather(Album::vinyl().count(),                     // sent together
                                                        Album::vinyl().aggregate(avg("price"_f)));
                // docs: end
                CHECK(artists.size() == 1);
                CHECK(artists.at(0)["n_albums"_f] == 2);
                CHECK(artists.at(0)["cheapest"_f] == decimal("9.99"));
                CHECK(by_year.size() == 2);
                CHECK(by_year.at(0)["n"_f] == 1);
                CHECK(by_year.at(0)["released__year"_f] + by_year.at(1)["released__year"_f] == 1958 + 1959);
                CHECK(n == 2);
                CHECK(mean == decimal("11.245"));
            }
            {
                // docs: readme_tour_write
                Artist kate{.name = "Kate Bush", .country = "GB"};
                co_await kate.insert();                                              // kate.id is there now
                co_await kate.albums.create("title"_f = "Hounds of Love", "price"_f = decimal("14.00"),
                                            "released"_f = vinyl::date(1985y, std::chrono::September, 16d));
                co_await Album::vinyl().filter("released__year__lt"_f = 1960).update("price"_f = "price"_f * 2 - 1);
                co_await Album::vinyl().filter("artist"_f = kate).erase();
                // docs: end
                CHECK((co_await Artist::vinyl().get("name"_f = "Kate Bush")).id == kate.id);
                CHECK((co_await Album::vinyl().filter("price"_f = decimal("18.98")).count()) == 1);
                CHECK((co_await Album::vinyl().count()) == 2);
            }
            {
                // docs: readme_tour_atomic
                co_await vinyl::atomic([]() -> vinyl::dual<void> {                   // sync mode takes plain functions, too
                    Album album = co_await Album::vinyl().get("title"_f = "Milestones");
                    co_await album.update("price"_f = "price"_f + 1);
                    vinyl::on_commit([] { std::cout << "Milestones costs more now\n"; });
                });                                                                  // an exception would have undone it all
                // docs: end
                CHECK((co_await Album::vinyl().get("title"_f = "Milestones")).price == decimal("25.00"));
            }
        },
        tests::statements::may_differ);
}

TEST_CASE("README: what a violation says") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await stock();
        std::string said;
        try {
            Artist twice{.name = "Miles Davis"};
            co_await twice.insert();
        } catch (const vinyl::unique_violation& error) {
            said = std::string("vinyl::unique_violation: ") + error.what();
        }
        CAPTURE(said);
        CHECK(quotes("README.md", said));
    });
}

}  // namespace documentation::readme
