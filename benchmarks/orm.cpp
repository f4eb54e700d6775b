// vinyl beside libpq by hand: get by key, many gets at once, fetching rows into structs, building a query, and what a
// dual costs. Client and server share one core; see contest.hpp.
//
//     vinyl_benchmark [rounds] [seconds per contestant and round]
#include "contest.hpp"

#include <vinyl/testing/server.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <libpq-fe.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include <poll.h>

namespace {
std::atomic<long> allocations{0};
}

[[gnu::noinline]] void* operator new(std::size_t size) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

namespace asio = boost::asio;
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

constexpr const char* schema = R"(
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

keys key;
std::uint64_t checksum = 0;

struct connection {
    PGconn* open;
    explicit connection(const std::string& dsn) : open(PQconnectdb(dsn.c_str())) {
        if (PQstatus(open) != CONNECTION_OK) {
            std::fprintf(stderr, "%s", PQerrorMessage(open));
            std::exit(2);
        }
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { PQfinish(open); }
    void run(const char* sql) const { PQclear(PQexec(open, sql)); }
    void prepare(const char* name, const char* sql) const { PQclear(PQprepare(open, name, sql, 0, nullptr)); }
};

std::uint32_t be32(const char* bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, 4);
    return __builtin_bswap32(value);
}
std::uint64_t be64(const char* bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, 8);
    return __builtin_bswap64(value);
}
std::uint16_t be16(const char* bytes) {
    std::uint16_t value = 0;
    std::memcpy(&value, bytes, 2);
    return __builtin_bswap16(value);
}

struct parameter {
    std::uint32_t wire;
    const char* values[1];
    int lengths[1] = {4};
    int formats[1] = {1};
    explicit parameter(std::int32_t number)
        : wire(__builtin_bswap32(static_cast<std::uint32_t>(number))), values{reinterpret_cast<const char*>(&wire)} {}
    parameter(const parameter&) = delete;
    parameter& operator=(const parameter&) = delete;
};

constexpr const char* get_world = R"(SELECT "world"."id", "world"."randomnumber" FROM "world" WHERE "world"."id" = $1)";

struct plain_world {
    std::uint32_t id, randomnumber;
};

/// What every program by hand does, too: it looks whether there is a result before it reads one.
PGresult* rows_of(PGresult* answer) {
    if (PQresultStatus(answer) != PGRES_TUPLES_OK) {
        std::fprintf(stderr, "%s", PQresultErrorMessage(answer));
        std::exit(2);
    }
    return answer;
}

// ---- many at once, by hand: pipeline mode, one Sync per query, poll

struct raw_pipelines {
    static constexpr int connections = 4, in_flight = 64;
    std::vector<std::unique_ptr<connection>> open;

    explicit raw_pipelines(const std::string& dsn) {
        for (int i = 0; i < connections; ++i) {
            open.push_back(std::make_unique<connection>(dsn));
            open.back()->prepare("get", get_world);
            PQsetnonblocking(open.back()->open, 1);
            PQenterPipelineMode(open.back()->open);
        }
    }

    static void send(PGconn* to) {
        const parameter id(key.next());
        PQsendQueryPrepared(to, "get", 1, id.values, id.lengths, id.formats, 1);
        PQpipelineSync(to);
    }

    long operator()(int count) {
        int sent = 0, done = 0;
        std::vector<pollfd> polled;
        for (const auto& each : open) {
            for (int i = 0; i < in_flight / connections; ++i, ++sent) send(each->open);
            PQflush(each->open);
            polled.push_back({PQsocket(each->open), POLLIN, 0});
        }
        while (done < sent) {
            ::poll(polled.data(), polled.size(), -1);
            for (std::size_t i = 0; i < open.size(); ++i) {
                if (polled[i].revents == 0) continue;
                PGconn* const at = open[i]->open;
                PQconsumeInput(at);
                int again = 0;
                int nulls = 0;
                while (PQisBusy(at) == 0 && nulls < 2) {
                    PGresult* const answer = PQgetResult(at);
                    if (answer == nullptr) {
                        ++nulls;
                        continue;
                    }
                    nulls = 0;
                    if (PQresultStatus(answer) == PGRES_TUPLES_OK) checksum += be32(PQgetvalue(answer, 0, 1));
                    if (PQresultStatus(answer) == PGRES_PIPELINE_SYNC) {
                        ++done;
                        ++again;
                    }
                    PQclear(answer);
                }
                for (; again > 0 && sent < count; --again, ++sent) send(at);
                PQflush(at);
            }
        }
        return done;
    }
};

// ---- rows into structs, by hand

struct plain_album {
    std::int64_t id, artist;
    std::string title;
    std::int32_t released;
    std::int64_t price;  // cents
    double rating;
    std::optional<std::string> label;
    std::int64_t created;
};

std::int64_t cents(const char* bytes) {
    const int digits = be16(bytes), weight = static_cast<std::int16_t>(be16(bytes + 2));
    std::int64_t value = 0;
    for (int i = 0; i <= weight; ++i) value = value * 10'000 + (i < digits ? be16(bytes + 8 + 2 * i) : 0);
    const int fraction = weight + 1;
    return value * 100 + (fraction >= 0 && fraction < digits ? be16(bytes + 8 + 2 * fraction) : 0) / 100;
}

long fetch_by_hand(PGconn* from) {
    PGresult* const rows = rows_of(PQexecPrepared(from, "albums", 0, nullptr, nullptr, nullptr, 1));
    const int count = PQntuples(rows);
    std::vector<plain_album> albums;
    albums.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        plain_album& album = albums.emplace_back();
        album.id = static_cast<std::int64_t>(be64(PQgetvalue(rows, i, 0)));
        album.title.assign(PQgetvalue(rows, i, 1), static_cast<std::size_t>(PQgetlength(rows, i, 1)));
        album.artist = static_cast<std::int64_t>(be64(PQgetvalue(rows, i, 2)));
        album.released = static_cast<std::int32_t>(be32(PQgetvalue(rows, i, 3)));
        album.price = cents(PQgetvalue(rows, i, 4));
        const std::uint64_t rating = be64(PQgetvalue(rows, i, 5));
        std::memcpy(&album.rating, &rating, 8);
        if (PQgetisnull(rows, i, 6) == 0)
            album.label.emplace(PQgetvalue(rows, i, 6), static_cast<std::size_t>(PQgetlength(rows, i, 6)));
        album.created = static_cast<std::int64_t>(be64(PQgetvalue(rows, i, 7)));
    }
    PQclear(rows);
    checksum += albums.size();
    return static_cast<long>(albums.size());
}

auto story_query() {
    return Album::vinyl().filter("price"_f < 10, "artist__country"_f == "C1", "title"_f.startswith("Album"))
        .order_by("-released"_f).limit(10);
}

[[gnu::noinline]] std::int64_t plain_number(std::int64_t value) {
    asm volatile("" : "+r"(value));
    return value;
}
[[gnu::noinline]] vinyl::dual<std::int64_t> dual_number(std::int64_t value) {
    asm volatile("" : "+r"(value));
    return vinyl::dual<std::int64_t>::ready(value);
}

template <class Work>
double nanoseconds_each(int count, Work&& work) {
    const double begin = benchmark::seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < count; ++i) work(i);
    return (benchmark::seconds(CLOCK_MONOTONIC) - begin) / count * 1e9;
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    const double each = argc > 2 ? std::atof(argv[2]) : 0.4;

    benchmark::pin_to_one_core();
    const vinyl::testing::server server;
    const std::string dsn = server.dsn();
    const connection raw(dsn);
    raw.run(schema);
    raw.run("VACUUM ANALYZE");
    raw.prepare("get", get_world);
    raw.prepare("albums", R"(SELECT "id", "title", "artist_id", "released", "price", "rating", "label", "created" FROM "album")");
    vinyl::connections().add("default", {.dsn = dsn, .pool = {.max = 4}});

    benchmark::contest("Get by primary key, sync, one connection", "q/s",
        {{"libpq by hand, prepared, binary",
          [&] {
              for (int i = 0; i < 50; ++i) {
                  const parameter id(key.next());
                  PGresult* const row = rows_of(PQexecPrepared(raw.open, "get", 1, id.values, id.lengths, id.formats, 1));
                  const plain_world world{be32(PQgetvalue(row, 0, 0)), be32(PQgetvalue(row, 0, 1))};
                  checksum += world.randomnumber;
                  PQclear(row);
              }
              return 50L;
          }},
         {"World::vinyl().get(\"id\"_f = n)",
          [&] {
              for (int i = 0; i < 50; ++i) {
                  const World world = World::vinyl().get("id"_f = key.next());
                  checksum += static_cast<std::uint64_t>(world.randomnumber);
              }
              return 50L;
          }}},
        rounds, each);

    raw_pipelines pipelines(dsn);
    asio::io_context io(1);
    benchmark::contest("Get by primary key, async, 64 at once on 4 connections", "q/s",
        {{"libpq by hand, pipelined, own Syncs", [&] { return pipelines(3'200); }},
         {"64 coroutines with co_await ...get()",
          [&] {
              io.restart();
              for (int task = 0; task < 64; ++task)
                  vinyl::spawn(
                      io,
                      []() -> asio::awaitable<void> {
                          for (int i = 0; i < 50; ++i) {
                              const World world = co_await World::vinyl().get("id"_f = key.next());
                              checksum += static_cast<std::uint64_t>(world.randomnumber);
                          }
                      },
                      asio::detached);
              io.run();
              return 3'200L;
          }}},
        rounds, each);

    benchmark::contest("Fetch 10,000 rows of 8 columns into structs", "rows/s",
        {{"libpq by hand, prepared, binary", [&] { return fetch_by_hand(raw.open); }},
         {"Album::vinyl().list()",
          [] {
              const std::vector<Album> albums = Album::vinyl().list();
              checksum += albums.size();
              return static_cast<long>(albums.size());
          }}},
        rounds, each);

    {
        constexpr int count = 20'000;
        for (int i = 0; i < 1'000; ++i) checksum += story_query().sql().size();
        const long before = allocations.load();
        const double time = nanoseconds_each(count, [](int) { checksum += story_query().sql().size(); });
        std::printf("\nBuild and compile a query of 3 filters, a join, an ordering and a limit\n  %.0f ns, %.1f allocations\n", time,
                    static_cast<double>(allocations.load() - before) / count);
    }
    {
        constexpr int count = 20'000'000;
        std::int64_t sum = 0;
        const double plain = nanoseconds_each(count, [&](int i) { sum += plain_number(i); });
        const long before = allocations.load();
        const double dual = nanoseconds_each(count, [&](int i) { sum += dual_number(i); });
        std::printf("\nA sync dual<std::int64_t> against returning std::int64_t\n  %.1f ns against %.1f ns, %ld allocations\n",
                    dual, plain, allocations.load() - before);
        checksum += static_cast<std::uint64_t>(sum);
    }
    return checksum == 0 ? 1 : 0;
}
