// One workload of a comparison of clients, in a form that scripts read: a line of seven fields with tabs between them, which
// are workload, variant, value, unit, the client's CPU in microseconds for each operation, the server's (-1: not measured),
// and the growth of the resident memory in KiB (-1: not measured).
//
//     vinyl_benchmark_workloads W1|W2|W3|W4|W5|W8
//
// W1 gets by key, one connection; W2 64 gets at once on 4 connections; W3 10,000 albums of 8 columns; W4 100,000 tracks; W5
// 10,000 albums with their artists; W8 building and compiling a query. The database is the one that libpq's environment
// variables name, with the tables world, artist, album and track. BENCH_SECS: seconds of each (1.5).
#include "contest.hpp"

#include <vinyl/json.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <string_view>

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
    std::optional<vinyl::json> meta;
    vinyl::timestamp created{};
};

struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::string title;
    std::int32_t seconds{};
};

std::uint64_t checksum = 0;

std::int32_t next_key() {
    static std::uint64_t state = 88172645463325252ULL;
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return 1 + static_cast<std::int32_t>((state >> 20U) % 10'000);
}

double wanted_seconds() {
    const char* const given = std::getenv("BENCH_SECS");
    return given != nullptr ? std::atof(given) : 1.5;
}

/// A line of /proc/self/status, in KiB.
long memory(std::string_view what) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word != what) continue;
        long value = 0;
        status >> value;
        return value;
    }
    return -1;
}

void run(const char* workload, const char* variant, const char* unit, const std::function<long()>& work,
         bool watch_memory = false) {
    const long before = memory("VmRSS:");
    const double seconds = wanted_seconds(), warm = benchmark::seconds(CLOCK_MONOTONIC);
    do work();
    while (benchmark::seconds(CLOCK_MONOTONIC) - warm < seconds * 0.2);
    const double cpu = benchmark::seconds(CLOCK_PROCESS_CPUTIME_ID), begin = benchmark::seconds(CLOCK_MONOTONIC);
    double now = begin;
    long done = 0;
    do {
        done += work();
        now = benchmark::seconds(CLOCK_MONOTONIC);
    } while (now - begin < seconds);
    const double used = (benchmark::seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / static_cast<double>(done) * 1e6;
    std::printf("%s\t%s\t%.1f\t%s\t%.3f\t-1\t%ld\n", workload, variant, static_cast<double>(done) / (now - begin), unit,
                used, watch_memory ? memory("VmHWM:") - before : -1L);
    std::fflush(stdout);
}

template <class Rows>
long counted(const Rows& rows) {
    checksum += rows.size();
    return static_cast<long>(rows.size());
}

long one_by_one() {
    for (int i = 0; i < 50; ++i) {
        const World world = World::vinyl().get("id"_f = next_key());
        checksum += static_cast<std::uint64_t>(world.randomnumber);
    }
    return 50;
}

asio::awaitable<void> fifty_gets() {
    for (int i = 0; i < 50; ++i) {
        const World world = co_await World::vinyl().get("id"_f = next_key());
        checksum += static_cast<std::uint64_t>(world.randomnumber);
    }
}

long many_at_once(asio::io_context& io) {
    constexpr int at_once = 64;
    io.restart();
    for (int task = 0; task < at_once; ++task) vinyl::spawn(io, fifty_gets, asio::detached);
    io.run();
    return at_once * 50L;
}

long built_queries() {
    for (int i = 0; i < 1'000; ++i) {
        const std::string text = Album::vinyl()
                                     .select_related("artist"_f)
                                     .filter("artist__country"_f == "C7", "price"_f >= next_key(),
                                             "released"_f < vinyl::date(std::chrono::year(2000) / 1 / 1))
                                     .order_by("-rating"_f)
                                     .limit(20)
                                     .sql();
        checksum += text.size();
    }
    return 1'000;
}

int run_workload(std::string_view workload) {
    asio::io_context io(1);
    if (workload == "W1") {
        run("W1", "sync", "q/s", one_by_one);
    } else if (workload == "W2") {
        run("W2", "async", "q/s", [&] { return many_at_once(io); });
    } else if (workload == "W3") {
        run("W3", "list", "rows/s", [] {
            const std::vector<Album> albums = Album::vinyl().list();
            return counted(albums);
        });
    } else if (workload == "W4") {
        run(
            "W4", "vector", "rows/s",
            [] {
                const std::vector<Track> tracks = Track::vinyl().list();
                return counted(tracks);
            },
            true);
    } else if (workload == "W5") {
        run("W5", "select_related", "rows/s", [] {
            const std::vector<Album> albums = Album::vinyl().select_related("artist"_f).list();
            return counted(albums);
        });
    } else if (workload == "W8") {
        run("W8", "sql", "builds/s", built_queries);
    } else {
        return 2;
    }
    return checksum == 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view workload = argc > 1 ? argv[1] : "";
    vinyl::connections().add("default", {.dsn = "application_name=vinyl", .pool = {.max = workload == "W2" ? 4U : 1U}});
    const int status = run_workload(workload);
    if (status == 2) std::cerr << "which workload? W1, W2, W3, W4, W5 or W8\n";
    return status;
}
