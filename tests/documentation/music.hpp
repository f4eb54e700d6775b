// The models that the documents use, and a database with a few rows of them for each test.
#pragma once

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace documentation {

namespace asio = boost::asio;
using namespace vinyl::literals;
using namespace std::chrono_literals;
using vinyl::decimal;

// docs: models
struct Album;                                      // a forward declaration is enough for a relation
struct Track;

struct Artist : vinyl::model<Artist> {             // table artist
    std::int64_t id{};                             // a member called id is the bigint identity primary key
    std::string name;                              // text NOT NULL
    std::optional<std::string> country;            // text: optional means that NULL is allowed
    vinyl::related<Album, "artist"> albums;        // the albums whose artist is this one: no column

    static constexpr vinyl::meta meta{
        vinyl::unique("name"_f),
        vinyl::ordering("name"_f)};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;             // column artist_id bigint NOT NULL REFERENCES artist
    vinyl::date released{};                        // date, as std::chrono::year_month_day
    vinyl::decimal price;                          // numeric, exact
    std::optional<double> rating;                  // double precision
    std::vector<std::string> tags;                 // text[]
    vinyl::related<Track, "album"> tracks;

    static constexpr vinyl::meta meta{
        vinyl::max_length("title"_f, 200),
        vinyl::precision("price"_f, 8, 2),
        vinyl::on_delete("artist"_f, vinyl::cascade),
        vinyl::default_value("tags"_f),            // create() may leave it out: an empty list
        vinyl::index("released"_f),
        vinyl::check("price_not_negative", "price"_f >= 0)};
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::string title;
    std::int32_t seconds{};

    static constexpr vinyl::meta meta{vinyl::on_delete("album"_f, vinyl::cascade)};
};
// docs: end

inline vinyl::dual<void> add_album(Artist artist, std::string title, vinyl::date released, decimal price,
                                   std::optional<double> rating, std::int32_t seconds) {
    Album album{.title = title, .artist = artist, .released = released, .price = price, .rating = rating};
    album.tags.push_back(title.substr(0, 1));
    co_await album.insert();
    co_await album.tracks.create("title"_f = "Side A", "seconds"_f = seconds);
    if (seconds > 100) co_await album.tracks.create("title"_f = "Side B", "seconds"_f = seconds * 2);
}

/// Empties the database and puts a few rows in.
inline vinyl::dual<void> stock_shop() {
    using namespace std::chrono;
    co_await tests::sql("DROP SCHEMA public CASCADE");
    co_await tests::sql("CREATE SCHEMA public");
    co_await vinyl::schema::create<Artist, Album, Track>();
    Artist miles = co_await Artist::vinyl().create("name"_f = "Miles Davis", "country"_f = "US");
    Artist coltrane = co_await Artist::vinyl().create("name"_f = "John Coltrane", "country"_f = "US");
    Artist bush = co_await Artist::vinyl().create("name"_f = "Kate Bush", "country"_f = "GB");
    co_await Artist::vinyl().create("name"_f = "Somebody");
    co_await add_album(miles, "Kind of Blue", 1959y / 8 / 17, decimal("9.99"), 5.0, 322);
    co_await add_album(miles, "Milestones", 1958y / 9 / 2, decimal("12.50"), 4.5, 90);
    co_await add_album(coltrane, "Giant Steps", 1960y / 1 / 27, decimal("8.50"), std::nullopt, 287);
    co_await add_album(bush, "Hounds of Love", 1985y / 9 / 16, decimal("14.00"), 4.8, 301);
}

/// The words of a text with one space between them.
inline std::string one_line(const std::string& text) {
    std::istringstream words(text);
    std::string all, word;
    while (words >> word) all += (all.empty() ? "" : " ") + word;
    return all;
}

/// Whether a document of the project quotes a text, however it breaks the lines.
inline bool quotes(const std::string& name, const std::string& quoted) {
    const std::ifstream file(std::string(VINYL_SOURCE_FOLDER "/") + name);
    std::ostringstream text;
    text << file.rdbuf();
    return one_line(text.str()).find(one_line(quoted)) != std::string::npos;
}

/// Runs a body in both modes, each time on a freshly stocked shop.
template <class Body>
void in_the_shop(Body body, tests::statements compared = tests::statements::same) {
    const tests::database shop;
    tests::in_both_modes(
        [&body]() -> vinyl::dual<void> {
            co_await stock_shop();
            co_await body();
        },
        compared);
}

/// Runs plain code in sync mode on a freshly stocked shop.
template <class Body>
void in_the_shop_sync(Body body) {
    const tests::database shop;
    const vinyl::async_scope scope(false);
    stock_shop();
    body();
}

/// Runs a coroutine in async mode on a freshly stocked shop.
template <class Body>
void in_the_shop_async(Body body) {
    const tests::database shop;
    {
        const vinyl::async_scope scope(false);
        stock_shop();
    }
    tests::run_async(body);
}

}  // namespace documentation
