// Many rows at once beside libpq by hand: related objects, long results, and rows that are no models. Client and server
// share one core.
//
//     vinyl_benchmark_rows [rounds] [seconds per contestant and round]
#include "catalogue.hpp"
#include "contest.hpp"

#include <vinyl/testing/server.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace benchmark;

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    std::int64_t album{};
    std::string title;
    std::int32_t seconds{};
};

struct plain_track {
    std::int64_t id, album;
    std::string title;
    std::int32_t seconds;
};

struct plain_artist {
    std::int64_t id;
    std::string name;
    std::optional<std::string> country;
};

struct plain_album_and_artist {
    plain_album album;
    std::optional<plain_artist> artist;
};

/// Three of an album's columns.
struct price_of_title {
    std::int64_t id{};
    std::string title;
    double rating{};
};

std::string text(const PGresult* rows, int row, int column) {
    return {PQgetvalue(rows, row, column), static_cast<std::size_t>(PQgetlength(rows, row, column))};
}

/// All rows of a prepared statement, read one by one.
template <class Row, class Read>
std::vector<Row> all_by_hand(const connection& from, const char* prepared, Read read) {
    PGresult* const rows = checked(PQexecPrepared(from.open, prepared, 0, nullptr, nullptr, nullptr, 1));
    const int count = PQntuples(rows);
    std::vector<Row> all;
    all.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) read(all.emplace_back(), rows, i);
    PQclear(rows);
    return all;
}

template <class Rows>
long counted(const Rows& rows) {
    checksum += rows.size();
    return static_cast<long>(rows.size());
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    const double each = argc > 2 ? std::atof(argv[2]) : 0.4;

    steady_the_machine();
    const vinyl::testing::server server;
    const connection raw(server.dsn());
    raw.run(schema);
    raw.run(
        "CREATE TABLE track (id bigserial PRIMARY KEY, album bigint NOT NULL, title text NOT NULL, seconds int NOT "
        "NULL)");
    raw.run(
        "INSERT INTO track (album, title, seconds) SELECT 1 + g % 10000, 'Track title number ' || g, 120 + g % 300 "
        "FROM generate_series(1, 100000) g");
    raw.run("VACUUM ANALYZE");
    raw.prepare("albums", all_albums);
    raw.prepare("joined",
                R"(SELECT "album"."id", "title", "artist_id", "released", "price", "rating", "label", "created",
        "artist"."id", "name", "country" FROM "album" JOIN "artist" ON "artist"."id" = "artist_id")");
    raw.prepare("tracks", R"(SELECT "id", "album", "title", "seconds" FROM "track")");
    raw.prepare("three", R"(SELECT "id", "title", "rating" FROM "album")");
    vinyl::connections().add("default", {.dsn = server.dsn(), .pool = {.max = 1}});

    contest("10,000 rows of two tables into related objects", "rows/s",
            {{"libpq by hand",
              [&] {
                  return counted(all_by_hand<plain_album_and_artist>(
                      raw, "joined", [](plain_album_and_artist& into, const PGresult* rows, int row) {
                          read_album(into.album, rows, row);
                          into.artist.emplace();
                          into.artist->id = static_cast<std::int64_t>(be64(PQgetvalue(rows, row, 8)));
                          into.artist->name = text(rows, row, 9);
                          if (PQgetisnull(rows, row, 10) == 0) into.artist->country = text(rows, row, 10);
                      }));
              }},
             {R"(select_related("artist"_f).list())",
              [] {
                  const std::vector<Album> albums = Album::vinyl().select_related("artist"_f).list();
                  return counted(albums);
              },
              {.speed = 0.92}}},
            rounds, each);

    contest("100,000 rows of 4 columns", "rows/s",
            {{"libpq by hand",
              [&] {
                  return counted(
                      all_by_hand<plain_track>(raw, "tracks", [](plain_track& into, const PGresult* rows, int row) {
                          into.id = static_cast<std::int64_t>(be64(PQgetvalue(rows, row, 0)));
                          into.album = static_cast<std::int64_t>(be64(PQgetvalue(rows, row, 1)));
                          into.title = text(rows, row, 2);
                          into.seconds = static_cast<std::int32_t>(be32(PQgetvalue(rows, row, 3)));
                      }));
              }},
             {"Track::vinyl().list()",
              [] {
                  const std::vector<Track> tracks = Track::vinyl().list();
                  return counted(tracks);
              },
              {.speed = 0.95}}},
            rounds, each);

    contest("10,000 rows of 3 columns", "rows/s",
            {{"libpq by hand",
              [&] {
                  return counted(all_by_hand<price_of_title>(
                      raw, "three", [](price_of_title& into, const PGresult* rows, int row) {
                          into.id = static_cast<std::int64_t>(be64(PQgetvalue(rows, row, 0)));
                          into.title = text(rows, row, 1);
                          into.rating = std::bit_cast<double>(be64(PQgetvalue(rows, row, 2)));
                      }));
              }},
             {R"(values_list("id"_f, "title"_f, "rating"_f))",
              [] {
                  const std::vector<std::tuple<std::int64_t, std::string, double>> rows =
                      Album::vinyl().values_list("id"_f, "title"_f, "rating"_f);
                  return counted(rows);
              },
              {.speed = 0.97}},
             {"into<price_of_title>()",
              [] {
                  const std::vector<price_of_title> rows = Album::vinyl().into<price_of_title>();
                  return counted(rows);
              },
              {.speed = 0.97}}},
            rounds, each);
    goals.print();
    return checksum == 0 ? 1 : 0;
}
