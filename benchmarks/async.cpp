// Many queries at once: vinyl's coroutines beside libpq by hand in pipeline mode with a Sync for each query, and how evenly
// a crowd of queries is served. Client and server share one core; see contest.hpp. What a statement of sync mode costs below
// the models stands beside it.
//
//     vinyl_benchmark_async [rounds] [seconds per contestant and round] [only contests whose title contains this]
#include "contest.hpp"
#include "raw_pipelines.hpp"

#include <vinyl/testing/server.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace benchmark;
using namespace vinyl::literals;

asio::awaitable<void> get_some(int count) {
    for (int i = 0; i < count; ++i) {
        const World world = co_await World::vinyl().get("id"_f = key.next());
        checksum += static_cast<std::uint64_t>(world.randomnumber);
    }
}

/// That many coroutines, which get `count` rows in all.
long get_at_once(asio::io_context& io, int coroutines, int count) {
    io.restart();
    for (int i = 0; i < coroutines; ++i)
        vinyl::spawn(io, [each = count / coroutines] { return get_some(each); }, asio::detached);
    io.run();
    return count / coroutines * coroutines;
}

std::string only;  ///< What the titles of the wanted contests contain.

bool wanted(const std::string& title) { return title.find(only) != std::string::npos; }

void many_at_once(const std::string& dsn, int coroutines, int connections, bool coalesce, goal wanted_of_it, int rounds,
                  double each) {
    const std::string title = std::to_string(coroutines) + " coroutines on " + std::to_string(connections) +
                              (connections == 1 ? " connection" : " connections") +
                              (coalesce ? "" : ", a Sync for each");
    if (!wanted(title)) return;
    raw_pipelines pipelines(dsn, connections, coroutines);
    raw_pipelines together(dsn, connections, coroutines, true);
    asio::io_context io(1);
    vinyl::connections().add(
        "default", {.dsn = dsn, .pool = {.max = static_cast<std::size_t>(connections)}, .coalesce_reads = coalesce});
    const int count = coroutines == 1 ? 200 : 3'200;
    contest(title, "q/s",
            {{"libpq by hand, pipelined, own Syncs", [&] { return pipelines(count); }},
             {"... and one Sync for all of a connection", [&] { return together(count); }},
             {"co_await World::vinyl().get(...)", [&] { return get_at_once(io, coroutines, count); }, wanted_of_it}},
            rounds, each);
    vinyl::connections().remove("default");
    io.restart();
    io.poll();
}

vinyl::statement get_by_key(std::int32_t id) {
    static const std::string text = get_world;
    vinyl::statement get(text);
    get.plain_read = get.keeps_session = true;
    const std::uint32_t wire = __builtin_bswap32(static_cast<std::uint32_t>(id));
    vinyl::wire_value& value = get.parameters.emplace_back();
    value.oid = 23;
    value.bytes.assign(reinterpret_cast<const char*>(&wire), 4);
    return get;
}

void statements_in_sync_mode(const std::string& dsn, int rounds, double each) {
    const std::string title = "A known statement in sync mode, below the models";
    if (!wanted(title)) return;
    vinyl::connections().add("default", dsn);
    const connection raw(dsn);
    raw.prepare("get", get_world);
    contest(title, "q/s",
            {{"libpq by hand, prepared, binary",
              [&] {
                  for (int i = 0; i < 50; ++i) {
                      PGresult* const row = checked(run_prepared(raw.open, "get", key.next()));
                      checksum += be32(PQgetvalue(row, 0, 1));
                      PQclear(row);
                  }
                  return 50L;
              }},
             {"vinyl::db::execute(alias, statement)",
              [&] {
                  for (int i = 0; i < 50; ++i) {
                      const vinyl::db::result row = vinyl::db::execute("default", get_by_key(key.next()));
                      checksum += be32(row.bytes(0, 1).data());
                  }
                  return 50L;
              }}},
            rounds, each);
    vinyl::connections().remove("default");
}

/// Waits of one kind of query, in microseconds.
struct waits {
    const char* kind;
    std::vector<double> all{};
    [[nodiscard]] double mean() const {
        double sum = 0;
        for (const double wait : all) sum += wait;
        return sum / static_cast<double>(all.size());
    }
};

/// 1,000 coroutines make 10,000 queries of three kinds over 8 connections, on two threads.
void fairness(const std::string& dsn) {
    const std::string title = "1,000 coroutines, 10,000 mixed queries, 8 connections, 2 threads";
    if (!wanted(title)) return;
    vinyl::connections().add("crowd", {.dsn = dsn, .pool = {.max = 8}});
    std::mutex mutex;
    std::vector<waits> kinds{{"get by key"}, {"list 20 rows"}, {"update one row"}};
    asio::io_context io(2);
    for (int task = 0; task < 1'000; ++task)
        vinyl::spawn(
            io,
            [&, task]() -> asio::awaitable<void> {
                using clock = std::chrono::steady_clock;
                const auto crowd = World::vinyl().using_("crowd");
                keys mine{88172645463325252ULL + static_cast<std::uint64_t>(task)};
                for (int i = 0; i < 10; ++i) {
                    const std::size_t kind = static_cast<std::size_t>(task + i) % 10 < 6   ? 0
                                             : static_cast<std::size_t>(task + i) % 10 < 9 ? 1
                                                                                           : 2;
                    const std::int32_t id = mine.next();
                    const auto begun = clock::now();
                    if (kind == 0) {
                        const World world = co_await crowd.get("id"_f = id);
                        static_cast<void>(world);
                    } else if (kind == 1) {
                        const auto worlds = co_await crowd.filter("id"_f >= id).order_by("id"_f).limit(20).list();
                        static_cast<void>(worlds);
                    } else {
                        co_await crowd.filter("id"_f = id).update("randomnumber"_f = id);
                    }
                    const std::chrono::duration<double, std::micro> waited = clock::now() - begun;
                    const std::lock_guard lock(mutex);
                    kinds[kind].all.push_back(waited.count());
                }
            },
            asio::detached);
    const double begin = seconds(CLOCK_MONOTONIC);
    std::thread other([&] { io.run(); });
    io.run();
    other.join();
    std::printf("\n%s\n  %.0f q/s\n", title.c_str(), 10'000 / (seconds(CLOCK_MONOTONIC) - begin));
    for (waits& each : kinds) {
        std::sort(each.all.begin(), each.all.end());
        std::printf("  %-16s mean wait %8.0f us   longest %8.0f us   %5.2f times the mean\n", each.kind, each.mean(),
                    each.all.back(), each.all.back() / each.mean());
        goals.add(title, each.kind, "longest wait over mean", each.all.back() / each.mean(), 3,
                  each.all.back() <= 3 * each.mean());
    }
    vinyl::connections().remove("crowd");
    io.restart();
    io.poll();
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    const double each = argc > 2 ? std::atof(argv[2]) : 0.4;
    if (argc > 3) only = argv[3];

    steady_the_machine();
    const vinyl::testing::server server;
    const std::string dsn = server.dsn();
    {
        const connection raw(dsn);
        raw.run(schema);
        raw.run("VACUUM ANALYZE");
    }
    statements_in_sync_mode(dsn, rounds, each);
    many_at_once(dsn, 64, 4, true, {.speed = 1.6, .cpu = 0.8}, rounds, each);
    many_at_once(dsn, 64, 4, false, {.speed = 1.0}, rounds, each);
    many_at_once(dsn, 256, 4, true, {}, rounds, each);
    many_at_once(dsn, 16, 1, true, {}, rounds, each);
    many_at_once(dsn, 1, 1, true, {.speed = 0.85}, rounds, each);
    fairness(dsn);
    goals.print();
    return checksum == 0 ? 1 : 0;
}
