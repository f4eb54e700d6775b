// 2,000,000 rows of 8 columns that are read one after the other, beside libpq's single-row mode by hand, and how much memory that
// takes. Client and server share one core.
//
//     vinyl_benchmark_streaming [rounds] [seconds per contestant and round]
#include "catalogue.hpp"
#include "contest.hpp"

#include <vinyl/testing/server.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

namespace {

using namespace benchmark;

constexpr long rows_of_table = 2'000'000;

struct Recording : vinyl::model<Recording> {
    std::int64_t id{};
    std::string title;
    std::int64_t artist_id{};
    vinyl::date released{};
    vinyl::decimal price;
    double rating{};
    std::optional<std::string> label;
    vinyl::timestamp created{};
};

constexpr const char* all_recordings =
    R"(SELECT "id", "title", "artist_id", "released", "price", "rating", "label", "created" FROM "recording")";

long read_by_hand(PGconn* from, const char* prepared) {
    PQsendQueryPrepared(from, prepared, 0, nullptr, nullptr, nullptr, 1);
    PQsetSingleRowMode(from);
    long count = 0;
    while (PGresult* const rows = PQgetResult(from)) {
        for (int row = 0; row < PQntuples(rows); ++row, ++count) {
            plain_album album{};
            read_album(album, rows, row);
            checksum += static_cast<std::uint64_t>(album.id);
        }
        PQclear(rows);
    }
    return count;
}

long fetch_by_hand(PGconn* from) {
    PQclear(checked(PQexec(from, "BEGIN"), PGRES_COMMAND_OK));
    PQclear(checked(PQexec(from, (std::string("DECLARE by_hand NO SCROLL CURSOR FOR ") + all_recordings).c_str()),
                    PGRES_COMMAND_OK));
    long count = 0;
    for (int fetched = 1; fetched > 0; count += fetched) {
        PGresult* const rows = checked(
            PQexecParams(from, "FETCH 2000 FROM by_hand", 0, nullptr, nullptr, nullptr, nullptr, 1), PGRES_TUPLES_OK);
        fetched = PQntuples(rows);
        for (int row = 0; row < fetched; ++row) {
            plain_album album{};
            read_album(album, rows, row);
            checksum += static_cast<std::uint64_t>(album.id);
        }
        PQclear(rows);
    }
    PQclear(checked(PQexec(from, "COMMIT"), PGRES_COMMAND_OK));
    return count;
}

template <class Rows>
long read(Rows&& rows) {
    long count = 0;
    for (const Recording& each : rows) {
        checksum += static_cast<std::uint64_t>(each.id);
        ++count;
    }
    return count;
}

long read_in_coroutine() {
    boost::asio::io_context io(1);
    long count = 0;
    bool ended = false;
    vinyl::spawn(
        io,
        [&count]() -> boost::asio::awaitable<void> {
            auto rows = Recording::vinyl().iterator();
            while (const Recording* const each = co_await rows.next()) {
                checksum += static_cast<std::uint64_t>(each->id);
                ++count;
            }
        },
        [&ended](std::exception_ptr error) {
            ended = true;
            if (error) std::rethrow_exception(error);
        });
    while (!ended && io.run_one() > 0) continue;
    return count;
}

/// The most memory that the process has had since the last time, in KiB.
long peak_memory(bool forget) {
    long peak = 0;
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) peak = std::atol(line.c_str() + 6);
    if (forget) std::ofstream("/proc/self/clear_refs") << "5";
    return peak;
}

template <class Work>
void weigh(const char* name, Work work) {
    static_cast<void>(peak_memory(true));
    const long before = peak_memory(false);
    const bool all = work() == rows_of_table;
    const long grown = peak_memory(false) - before;
    std::printf("  %-40s %9ld KiB more at its peak (below 1024)\n", name, grown);
    goals.add("Memory", name, "KiB", static_cast<double>(grown), 1024, all && grown < 1024);
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
    const double each = argc > 2 ? std::atof(argv[2]) : 0.4;

    steady_the_machine();
    const vinyl::testing::server server;
    const connection raw(server.dsn());
    raw.run(schema);
    raw.run(
        "CREATE UNLOGGED TABLE recording AS SELECT g::bigint AS id, 'Recording title number ' || g AS title, "
        "(1 + g % 1000)::bigint AS artist_id, date '1970-01-01' + g * 37 % 18000 AS released, "
        "(g % 5000 / 100.0 + 1)::numeric(8,2) AS price, (g % 500 / 100.0)::float8 AS rating, "
        "CASE WHEN g % 3 = 0 THEN 'Label ' || g % 20 END AS label, timestamptz '2020-01-01Z' + g * interval '1 min' AS "
        "created FROM generate_series(1, 2000000) g");
    raw.run("VACUUM ANALYZE");
    raw.prepare("all", all_recordings);
    vinyl::connections().add("default", {.dsn = server.dsn(), .pool = {.max = 1}});

    std::printf("\nMemory for 2,000,000 rows of 8 columns\n");
    static_cast<void>(Recording::vinyl().slice(0, 1).list().get());  // the connection is open
    weigh("iterator()", [] { return read(Recording::vinyl().iterator()); });
    weigh("iterator(2000, by_cursor)", [] { return read(Recording::vinyl().iterator(2000, vinyl::by_cursor)); });
    weigh("co_await rows.next()", [] { return read_in_coroutine(); });

    contest("2,000,000 rows of 8 columns, streamed", "rows/s",
            {{"libpq by hand", [&] { return read_by_hand(raw.open, "all"); }},
             {"iterator()", [] { return read(Recording::vinyl().iterator()); }, {.speed = 0.95}},
             {"co_await rows.next()", [] { return read_in_coroutine(); }, {.speed = 0.90}}},
            rounds, each);
    contest("2,000,000 rows of 8 columns, by a cursor", "rows/s",
            {{"libpq by hand", [&] { return fetch_by_hand(raw.open); }},
             {"iterator(2000, by_cursor)",
              [] { return read(Recording::vinyl().iterator(2000, vinyl::by_cursor)); },
              {.speed = 0.95}}},
            rounds, each);
    goals.print();
    return checksum == 0 ? 1 : 0;
}
