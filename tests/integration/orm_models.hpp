// The models and rows of the tests in orm_*.cpp: a record shop.
#pragma once

#include "support/both_modes.hpp"
#include "support/database.hpp"

#include <vinyl/jsonb.hpp>
#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shop {

using namespace vinyl::literals;
using namespace std::chrono_literals;
using vinyl::decimal;
using vinyl::dual;

struct Album;
struct Track;
struct Biography;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Album, "artist"> albums;
    vinyl::related<Album, "producer"> produced;
    vinyl::related_one<Biography, "artist"> biography;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::unique("name"_f), vinyl::ordering("name"_f)};
};

enum class format : std::int16_t { single = 1, album = 2 };

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    std::optional<vinyl::foreign_key<Artist>> producer;
    vinyl::date released{};
    vinyl::decimal price;
    std::optional<double> rating;
    vinyl::json meta_data;
    std::vector<std::string> tags;
    std::optional<vinyl::timestamp> bought;
    format kind = format::album;
    std::int32_t stock{};
    bool active = true;
    vinyl::related<Track, "album"> tracks;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"),
                                      vinyl::precision("price"_f, 8, 2),
                                      vinyl::on_delete("artist"_f, vinyl::cascade),
                                      vinyl::on_delete("producer"_f, vinyl::set_null),
                                      vinyl::check("price_not_negative", "price"_f >= 0),
                                      vinyl::default_value("price"_f, "meta_data"_f, "tags"_f),
                                      vinyl::default_value("kind"_f, "stock"_f, "active"_f),
                                      vinyl::ordering("id"_f)};
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::string title;
    std::int32_t seconds{};

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::on_delete("album"_f, vinyl::cascade),
                                      vinyl::ordering("id"_f)};
};

struct Biography : vinyl::model<Biography> {
    std::int64_t id{};
    vinyl::one_to_one<Artist> artist;
    std::string text;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::on_delete("artist"_f, vinyl::cascade)};
};

/// Points at itself.
struct Person : vinyl::model<Person> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<Person>> boss;
    vinyl::related<Person, "boss"> staff;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::on_delete("boss"_f, vinyl::set_null),
                                      vinyl::ordering("id"_f)};
};

/// No id of the database's: the key is a text.
struct Label : vinyl::model<Label> {
    std::string code;
    std::string name;
    std::string note;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::primary_key("code"_f),
                                      vinyl::db_default("note"_f, "none")};
};

inline vinyl::date day(int year, unsigned month, unsigned of_month) {
    return std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(of_month);
}

/// Empty tables, new each time, so that keys begin at 1.
inline dual<void> new_tables() {
    co_await tests::sql("drop schema if exists orm cascade");
    co_await tests::sql("create schema orm");
    co_await vinyl::schema::create<Artist, Album, Track, Biography, Person, Label>();
}

/// Artists: 1 Miles Davis (US), 2 John Coltrane (US), 3 Nina Simone (no country, no album), 4 Jan Garbarek (NO).
/// Albums: 1 Kind of Blue, 2 Milestones (both of 1), 3 Giant Steps (2), 4 Officium (4). Tracks: 1-3 of 1, 4 of 2, 5-6 of 3.
/// Producers: of 2 is 2, of 4 is 4. Biographies: of 1 and 4. Persons: 1; 2 and 3 below 1; 4 below 2.
inline dual<void> new_shop() {
    co_await new_tables();
    co_await tests::sql(
        "insert into orm.artist (name, country) values ('Miles Davis', 'US'), ('John Coltrane', 'US'),"
        " ('Nina Simone', null), ('Jan Garbarek', 'NO')");
    co_await tests::sql(
        "insert into orm.album (title, artist_id, producer_id, released, price, rating, meta_data, tags, bought, kind,"
        " stock, active) values"
        " ('Kind of Blue', 1, null, '1959-08-17', 9.99, 5, '{\"side\": {\"a\": 1}, \"live\": false}', '{modal,jazz}',"
        "  '2024-02-29 13:45:30.25+00', 2, 10, true),"
        " ('Milestones', 1, 2, '1958-09-02', 12.50, null, '{\"side\": {\"a\": 2}}', '{}', null, 2, 0, true),"
        " ('Giant Steps', 2, null, '1960-01-27', 7.25, 4.5, 'null', '{jazz}', '2023-12-31 23:59:59.999999+00', 2, 3, "
        "false),"
        " ('Officium', 4, 4, '1994-09-01', 15.00, 4, '[1, 2]', '{choir}', null, 1, 1, true)");
    co_await tests::sql(
        "insert into orm.track (album_id, title, seconds) values (1, 'So What', 562),"
        " (1, 'Freddie Freeloader', 589), (1, 'Blue in Green', 337), (2, 'Milestones', 345),"
        " (3, 'Giant Steps', 283), (3, 'Naima', 261)");
    co_await tests::sql("insert into orm.biography (artist_id, text) values (1, 'Trumpet'), (4, 'Saxophone')");
    co_await tests::sql(
        "insert into orm.person (name, boss_id) values ('Ada', null), ('Ben', 1), ('Cem', 1), ('Dee', 2)");
}

inline std::string name_of(const Artist& row) { return row.name; }
inline std::string name_of(const Album& row) { return row.title; }
inline std::string name_of(const Track& row) { return row.title; }
inline std::string name_of(const Person& row) { return row.name; }
inline std::string name_of(const Biography& row) { return row.text; }
inline std::string name_of(const Label& row) { return row.code; }

template <class Rows>
std::string joined(const Rows& rows) {
    std::string all;
    for (const auto& row : rows) all += (all.empty() ? "" : ", ") + name_of(row);
    return all;
}

/// The names of the rows of a queryset, in its order.
template <class Queryset>
dual<std::string> names(Queryset rows) {
    const auto found = co_await rows;
    co_return joined(found);
}

/// The message of the error of type E that `body`, a function that returns a dual, fails with.
template <class E, class Body>
dual<std::string> error_of(Body body) {
    std::string message = "no error";
    try {
        co_await body();
    } catch (const E& error) {
        message = error.what();
    } catch (const std::exception& error) {
        message = std::string("another error: ") + error.what();
    }
    co_return message;
}

}  // namespace shop
