// What a statement through postgres::connection costs beside the same by hand with libpq (prepared, binary):
// get by key, sync and async, one at a time, and many at once.
//
//     connection DSN [rounds]
//
// Client and server run on one core, because waking another one costs more than the query and varies most.
// The contestants alternate, and what counts is the median of the ratios within a round. Prints wall time and
// the client's CPU time per query.
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>
#include <vinyl/postgres/driver.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <poll.h>
#include <sched.h>

namespace {

namespace asio = boost::asio;
using vinyl::io::deadline;

constexpr int rows = 10'000;
constexpr const char* text = "SELECT id, randomnumber FROM bench_world WHERE id = $1";

double seconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void pin(int process) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    if (sched_setaffinity(process, sizeof one, &one) != 0) std::perror("cannot pin to one core");
}

struct keys {
    std::uint64_t state = 88172645463325252ULL;
    std::int32_t next() {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        return 1 + static_cast<std::int32_t>((state >> 20U) % rows);
    }
};

std::uint64_t checksum = 0;

std::int32_t number(const char* bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, 4);
    return static_cast<std::int32_t>(__builtin_bswap32(value));
}

struct raw_libpq {
    PGconn* conn;
    keys key;

    explicit raw_libpq(const char* dsn) : conn(PQconnectdb(dsn)) {
        if (PQstatus(conn) != CONNECTION_OK) {
            std::fprintf(stderr, "%s", PQerrorMessage(conn));
            std::exit(2);
        }
        PQsetNoticeReceiver(conn, [](void*, const PGresult*) {}, nullptr);
        PQclear(PQexec(
            conn, "CREATE TABLE IF NOT EXISTS bench_world (id int PRIMARY KEY, randomnumber int NOT NULL)"));
        PQclear(PQexec(conn,
                       "INSERT INTO bench_world SELECT g, g * 7 % 10000 FROM generate_series(1, 10000) g "
                       "ON CONFLICT DO NOTHING"));
        PQclear(PQexec(conn, "VACUUM ANALYZE bench_world"));
        PQclear(PQprepare(conn, "get", text, 0, nullptr));
        pin(PQbackendPID(conn));
    }
    raw_libpq(const raw_libpq&) = delete;
    raw_libpq& operator=(const raw_libpq&) = delete;
    ~raw_libpq() { PQfinish(conn); }

    void operator()(int count) {
        for (int i = 0; i < count; ++i) {
            const std::uint32_t wire = __builtin_bswap32(static_cast<std::uint32_t>(key.next()));
            const char* values[1] = {reinterpret_cast<const char*>(&wire)};
            const int lengths[1] = {4};
            const int formats[1] = {1};
            PGresult* const answer = PQexecPrepared(conn, "get", 1, values, lengths, formats, 1);
            checksum += static_cast<std::uint64_t>(number(PQgetvalue(answer, 0, 1)));
            PQclear(answer);
        }
    }
};

vinyl::statement get_by_key(std::int32_t key) {
    vinyl::statement get;
    get.text = text;
    get.plain_read = true;
    vinyl::wire_value id;
    id.oid = 23;
    const std::uint32_t wire = __builtin_bswap32(static_cast<std::uint32_t>(key));
    id.bytes.assign(reinterpret_cast<const char*>(&wire), 4);
    get.parameters.push_back(std::move(id));
    return get;
}

using connections = std::vector<std::unique_ptr<vinyl::postgres::connection>>;

vinyl::dual<std::unique_ptr<vinyl::postgres::connection>> connect(std::string dsn,
                                                                  vinyl::postgres::driver_options options) {
    const vinyl::postgres::driver driver(vinyl::postgres::settings(dsn), options);
    auto made = co_await driver.connect(deadline::never());
    vinyl::statement who;
    who.text = "SELECT pg_backend_pid()";
    const auto answer = co_await made->execute(std::move(who), deadline::never());
    pin(number(answer.bytes(0, 0).data()));
    co_return made;
}

vinyl::dual<void> one_by_one(vinyl::postgres::connection& on, keys& key, int count) {
    for (int i = 0; i < count; ++i) {
        const auto answer =
            co_await on.execute(get_by_key(key.next()), deadline::after(std::chrono::seconds(30)));
        checksum += static_cast<std::uint64_t>(number(answer.bytes(0, 1).data()));
    }
}

/// `tasks` coroutines on a number of connections, each getting one row after the other.
struct many_tasks {
    asio::io_context io{1};
    connections open;
    keys key;
    int tasks;

    many_tasks(const char* dsn, std::size_t count, int coroutines, bool coalesce) : tasks(coroutines) {
        vinyl::postgres::driver_options options;
        options.coalesce_reads = coalesce;
        vinyl::spawn(
            io,
            [this, dsn, options, count]() -> vinyl::dual<void> {
                while (open.size() < count) {
                    auto made = co_await connect(dsn, options);
                    open.push_back(std::move(made));
                }
            },
            asio::detached);
        io.run();
    }

    void operator()(int count) {
        io.restart();
        for (int i = 0; i < tasks; ++i)
            vinyl::spawn(
                io,
                [this, i, count]() -> vinyl::dual<void> {
                    return one_by_one(*open[static_cast<std::size_t>(i) % open.size()], key, count / tasks);
                },
                asio::detached);
        io.run();
    }
};

/// By hand: pipeline mode, a Sync for each query, poll.
struct raw_pipeline {
    std::vector<std::unique_ptr<raw_libpq>> open;
    keys key;
    int depth;

    raw_pipeline(const char* dsn, int count, int in_flight) : depth(in_flight / count) {
        for (int i = 0; i < count; ++i) {
            open.push_back(std::make_unique<raw_libpq>(dsn));
            PQsetnonblocking(open.back()->conn, 1);
            PQenterPipelineMode(open.back()->conn);
        }
    }

    void send(PGconn* conn) {
        const std::uint32_t wire = __builtin_bswap32(static_cast<std::uint32_t>(key.next()));
        const char* values[1] = {reinterpret_cast<const char*>(&wire)};
        const int lengths[1] = {4};
        const int formats[1] = {1};
        PQsendQueryPrepared(conn, "get", 1, values, lengths, formats, 1);
        PQpipelineSync(conn);
    }

    void operator()(int count) {
        int sent = 0;
        int done = 0;
        std::vector<int> outstanding(open.size(), depth);
        std::vector<pollfd> polled;
        for (const auto& one : open) {
            for (int i = 0; i < depth; ++i, ++sent) send(one->conn);
            polled.push_back({PQsocket(one->conn), POLLIN, 0});
        }
        while (done < sent) {
            poll(polled.data(), polled.size(), -1);
            for (std::size_t i = 0; i < open.size(); ++i) {
                if ((polled[i].revents & POLLIN) == 0) continue;
                PGconn* const conn = open[i]->conn;
                PQconsumeInput(conn);
                while (outstanding[i] > 0 && PQisBusy(conn) == 0) {
                    PGresult* const answer = PQgetResult(conn);
                    if (answer == nullptr) continue;
                    const ExecStatusType status = PQresultStatus(answer);
                    if (status == PGRES_TUPLES_OK)
                        checksum += static_cast<std::uint64_t>(number(PQgetvalue(answer, 0, 1)));
                    PQclear(answer);
                    if (status != PGRES_PIPELINE_SYNC) continue;
                    ++done;
                    --outstanding[i];
                    if (sent >= count) continue;
                    send(conn);
                    ++sent;
                    ++outstanding[i];
                }
                PQflush(conn);
            }
        }
    }
};

struct contestant {
    const char* name;
    std::function<void(int)> run;
    int baseline;  ///< which contestant it is compared with
    std::vector<double> wall{}, cpu{};
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s DSN [rounds]\n", argv[0]);
        return 2;
    }
    const char* const dsn = argv[1];
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 15;
    constexpr int queries = 4096;
    pin(0);

    raw_libpq raw(dsn);
    raw_pipeline raw_many(dsn, 4, 64);
    std::unique_ptr<vinyl::postgres::connection> sync;
    {
        const vinyl::async_scope scope(false);
        sync = connect(dsn, {}).get();
    }
    keys key;
    many_tasks one_task(dsn, 1, 1, true);
    many_tasks coalesced(dsn, 4, 64, true);
    many_tasks separate(dsn, 4, 64, false);

    std::vector<contestant> contestants{
        {"raw libpq, prepared, binary", std::ref(raw), 0},
        {"vinyl sync",
         [&](int count) {
             vinyl::async_scope scope(false);
             one_by_one(*sync, key, count).get();
         },
         0},
        {"vinyl async, one coroutine", std::ref(one_task), 0},
        {"raw pipeline, 4 x 16, a Sync each", std::ref(raw_many), 3},
        {"vinyl async, 64 coroutines on 4, a Sync each", std::ref(separate), 3},
        {"vinyl async, 64 coroutines on 4, shared Syncs", std::ref(coalesced), 3},
    };
    for (contestant& warm : contestants) warm.run(queries);
    for (int round = 0; round < rounds; ++round) {
        for (contestant& one : contestants) {
            const double wall = seconds(CLOCK_MONOTONIC);
            const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
            one.run(queries);
            one.cpu.push_back((seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / queries * 1e6);
            one.wall.push_back((seconds(CLOCK_MONOTONIC) - wall) / queries * 1e6);
        }
    }
    std::printf("%-48s %10s %10s %10s %10s\n", "get by key", "us", "speed", "client us", "CPU");
    for (const contestant& one : contestants) {
        const contestant& base = contestants[static_cast<std::size_t>(one.baseline)];
        std::vector<double> speed;
        std::vector<double> cpu;
        for (int i = 0; i < rounds; ++i) {
            const auto at = static_cast<std::size_t>(i);
            speed.push_back(base.wall[at] / one.wall[at]);
            cpu.push_back(one.cpu[at] / base.cpu[at]);
        }
        std::printf("%-48s %10.2f %10.3f %10.2f %10.3f\n", one.name, median(one.wall), median(speed),
                    median(one.cpu), median(cpu));
    }
    std::printf("(speed: 1 is the raw libpq above; CPU: 1 is its client's CPU time; checksum %llu)\n",
                static_cast<unsigned long long>(checksum));
}
