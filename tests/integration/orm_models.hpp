// Tables and rows of the music catalogue, for the tests in orm_*.cpp.
#pragma once

#include "support/both_modes.hpp"
#include "support/database.hpp"
#include "support/music.hpp"

#include <vinyl/schema.hpp>

#include <chrono>
#include <string>

namespace shop {

using namespace std::chrono_literals;
using vinyl::decimal;
using vinyl::dual;

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

/// Runs a test in both modes, each time with a new shop.
inline void in_shop(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shop();
        co_await body();
    });
}

}  // namespace shop
