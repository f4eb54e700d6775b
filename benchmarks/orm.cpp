// vinyl beside libpq by hand: get by key, fetching rows into structs, and what a dual costs. Client and server share one
// core; see contest.hpp.
//
//     vinyl_benchmark [rounds] [seconds per contestant and round]
#include "catalogue.hpp"
#include "contest.hpp"

#include <vinyl/testing/server.hpp>
#include <vinyl/vinyl.hpp>

#include <libpq-fe.h>

#include <atomic>
#include <cstdlib>
#include <new>

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

using namespace benchmark;

// ---- rows into structs, by hand

long fetch_by_hand(PGconn* from) {
    PGresult* const rows = checked(PQexecPrepared(from, "albums", 0, nullptr, nullptr, nullptr, 1));
    const int count = PQntuples(rows);
    std::vector<plain_album> albums;
    albums.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) read_album(albums.emplace_back(), rows, i);
    PQclear(rows);
    checksum += albums.size();
    return static_cast<long>(albums.size());
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

    benchmark::steady_the_machine();
    const vinyl::testing::server server;
    const std::string dsn = server.dsn();
    const connection raw(dsn);
    raw.run(schema);
    raw.run("VACUUM ANALYZE");
    raw.prepare("get", get_world);
    raw.prepare("albums", all_albums);
    vinyl::connections().add("default", {.dsn = dsn, .pool = {.max = 4}});

    benchmark::contest("Get by primary key, sync, one connection", "q/s",
                       {{"libpq by hand, prepared, binary",
                         [&] {
                             for (int i = 0; i < 50; ++i) {
                                 PGresult* const row = checked(run_prepared(raw.open, "get", key.next()));
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
                         },
                         {.speed = 0.97, .cpu = 1.06}}},
                       rounds, each);

    benchmark::contest("Fetch 10,000 rows of 8 columns into structs", "rows/s",
                       {{"libpq by hand, prepared, binary", [&] { return fetch_by_hand(raw.open); }},
                        {"Album::vinyl().list()",
                         [] {
                             const std::vector<Album> albums = Album::vinyl().list();
                             checksum += albums.size();
                             return static_cast<long>(albums.size());
                         },
                         {.speed = 0.97}}},
                       rounds, each);

    {
        constexpr int count = 20'000'000;
        std::int64_t sum = 0;
        const double plain = nanoseconds_each(count, [&](int i) { sum += plain_number(i); });
        const long before = allocations.load();
        const double dual = nanoseconds_each(count, [&](int i) { sum += dual_number(i); });
        std::printf(
            "\nA sync dual<std::int64_t> against returning std::int64_t\n  %.1f ns against %.1f ns, %ld allocations\n",
            dual, plain, allocations.load() - before);
        checksum += static_cast<std::uint64_t>(sum);
    }
    benchmark::goals.print();
    return checksum == 0 ? 1 : 0;
}
