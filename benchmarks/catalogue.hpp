// The tables that the benchmarks work on: as models, as SQL, and as the structs of a program by hand.
#pragma once

#include "by_hand.hpp"

#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace benchmark {

using namespace vinyl::literals;

struct World : vinyl::model<World> {
    std::int32_t id{};
    std::int32_t randomnumber{};
};

struct Album;
struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Album, "artist"> albums;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    vinyl::date released{};
    vinyl::decimal price;
    double rating{};
    std::optional<std::string> label;
    vinyl::timestamp created{};
};

inline constexpr const char* schema = R"(
    CREATE TABLE world (id int PRIMARY KEY, randomnumber int NOT NULL);
    INSERT INTO world SELECT g, g * 7919 % 10000 FROM generate_series(1, 10000) g;
    CREATE TABLE artist (id bigserial PRIMARY KEY, name text NOT NULL, country text);
    INSERT INTO artist (name, country) SELECT 'Artist number ' || g, nullif('C' || g % 10, 'C0') FROM generate_series(1, 1000) g;
    CREATE TABLE album (id bigserial PRIMARY KEY, title text NOT NULL, artist_id bigint NOT NULL REFERENCES artist,
        released date NOT NULL, price numeric(8,2) NOT NULL, rating float8 NOT NULL, label text, created timestamptz NOT NULL);
    INSERT INTO album (title, artist_id, released, price, rating, label, created)
        SELECT 'Album title number ' || g, 1 + g % 1000, date '1970-01-01' + g * 37 % 18000, g % 5000 / 100.0 + 1,
               g % 500 / 100.0, CASE WHEN g % 3 = 0 THEN 'Label ' || g % 20 END, timestamptz '2020-01-01Z' + g * interval '61 min'
        FROM generate_series(1, 10000) g)";

struct keys {
    std::uint64_t state = 88172645463325252ULL;
    std::int32_t next() {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        return 1 + static_cast<std::int32_t>((state >> 20U) % 10'000);
    }
};

inline keys key;
/// What was read goes in here, so that no work is optimised away.
inline std::uint64_t checksum = 0;

struct plain_world {
    std::uint32_t id, randomnumber;
};

struct plain_album {
    std::int64_t id, artist;
    std::string title;
    std::int32_t released;
    std::int64_t price;  // cents
    double rating;
    std::optional<std::string> label;
    std::int64_t created;
};

inline constexpr const char* get_world =
    R"(SELECT "world"."id", "world"."randomnumber" FROM "world" WHERE "world"."id" = $1)";
inline constexpr const char* all_albums =
    R"(SELECT "id", "title", "artist_id", "released", "price", "rating", "label", "created" FROM "album")";

/// An album whose columns begin at `first`.
inline void read_album(plain_album& album, const PGresult* rows, int row) {
    album.id = static_cast<std::int64_t>(be64(PQgetvalue(rows, row, 0)));
    album.title.assign(PQgetvalue(rows, row, 1), static_cast<std::size_t>(PQgetlength(rows, row, 1)));
    album.artist = static_cast<std::int64_t>(be64(PQgetvalue(rows, row, 2)));
    album.released = static_cast<std::int32_t>(be32(PQgetvalue(rows, row, 3)));
    album.price = cents(PQgetvalue(rows, row, 4));
    album.rating = std::bit_cast<double>(be64(PQgetvalue(rows, row, 5)));
    if (PQgetisnull(rows, row, 6) == 0)
        album.label.emplace(PQgetvalue(rows, row, 6), static_cast<std::size_t>(PQgetlength(rows, row, 6)));
    album.created = static_cast<std::int64_t>(be64(PQgetvalue(rows, row, 7)));
}

}  // namespace benchmark
