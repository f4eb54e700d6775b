// One object at a time, in sync mode, beside libpq by hand: what a web page does most. Client and server share one core.
//
//     vinyl_benchmark_objects [rounds] [seconds per contestant and round]
#include "catalogue.hpp"
#include "contest.hpp"

#include <vinyl/testing/server.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace {

using namespace benchmark;

struct Note : vinyl::model<Note> {
    std::int64_t id{};
    std::int32_t album{};
    std::int64_t rating{};
};

constexpr goal usual{.speed = 0.93, .cpu = 1.15};

/// Fifty of the same.
std::function<long()> fifty(std::function<void()> one) {
    return [one = std::move(one)] {
        for (int i = 0; i < 50; ++i) one();
        return 50L;
    };
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    const double each = argc > 2 ? std::atof(argv[2]) : 0.3;

    steady_the_machine();
    const vinyl::testing::server server;
    const connection raw(server.dsn());
    raw.run(schema);
    raw.run("CREATE TABLE note (id bigserial PRIMARY KEY, album int NOT NULL, rating bigint NOT NULL)");
    raw.run("VACUUM ANALYZE");
    raw.prepare("get", get_world);
    raw.prepare("first", R"(SELECT "id", "randomnumber" FROM "world" WHERE "id" >= $1 ORDER BY "id" LIMIT 1)");
    raw.prepare("exists", R"(SELECT 1 FROM "world" WHERE "id" = $1 LIMIT 1)");
    raw.prepare("count", R"(SELECT count(*) FROM "world" WHERE "id" = $1)");
    raw.prepare("update", R"(UPDATE "world" SET "randomnumber" = $1::int WHERE "id" = $2::int)");
    raw.prepare("insert", R"(INSERT INTO "note" ("album", "rating") VALUES ($1, $2) RETURNING "id")");
    raw.prepare("erase", R"(DELETE FROM "note" WHERE "id" = $1)");
    vinyl::connections().add("default", {.dsn = server.dsn(), .pool = {.max = 1}});

    const auto against = [&](const char* title, std::function<void()> by_hand, const char* call,
                             std::function<void()> by_vinyl) {
        contest(title, "q/s", {{"libpq by hand", fifty(std::move(by_hand))}, {call, fifty(std::move(by_vinyl)), usual}},
                rounds, each);
    };
    const auto world_by_hand = [&](const char* prepared) {
        PGresult* const row = checked(run_prepared(raw.open, prepared, key.next()));
        const plain_world world{be32(PQgetvalue(row, 0, 0)), be32(PQgetvalue(row, 0, 1))};
        checksum += world.randomnumber;
        PQclear(row);
    };

    against(
        "One row by a condition", [&] { world_by_hand("get"); }, R"(filter("id"_f == n).get())",
        [] {
            const World world = World::vinyl().filter("id"_f == key.next()).get();
            checksum += static_cast<std::uint64_t>(world.randomnumber);
        });
    against(
        "The first row", [&] { world_by_hand("first"); }, R"(filter("id"_f >= n).first())",
        [] {
            const std::optional<World> world = World::vinyl().filter("id"_f >= key.next()).first();
            checksum += static_cast<std::uint64_t>(world->randomnumber);
        });
    against(
        "Whether there is a row",
        [&] {
            PGresult* const row = checked(run_prepared(raw.open, "exists", key.next()));
            checksum += static_cast<std::uint64_t>(PQntuples(row));
            PQclear(row);
        },
        R"(filter("id"_f == n).exists())",
        [] {
            const bool there = World::vinyl().filter("id"_f == key.next()).exists();
            checksum += there ? 1 : 0;
        });
    against(
        "How many rows",
        [&] {
            PGresult* const row = checked(run_prepared(raw.open, "count", key.next()));
            checksum += be64(PQgetvalue(row, 0, 0));
            PQclear(row);
        },
        R"(filter("id"_f == n).count())",
        [] {
            const std::int64_t count = World::vinyl().filter("id"_f == key.next()).count();
            checksum += static_cast<std::uint64_t>(count);
        });

    const auto update_by_hand = [&] {
        const std::int32_t id = key.next();
        PGresult* const done = checked(run_prepared(raw.open, "update", id % 100, id), PGRES_COMMAND_OK);
        checksum += static_cast<std::uint64_t>(std::atol(PQcmdTuples(done)));
        PQclear(done);
    };
    against("Update of one row", update_by_hand, R"(filter("id"_f == n).update(...))", [] {
        const std::int32_t id = key.next();
        const std::int64_t count = World::vinyl().filter("id"_f == id).update("randomnumber"_f = id % 100);
        checksum += static_cast<std::uint64_t>(count);
    });
    against("Saving an object", update_by_hand, "world.save()", [] {
        World world;
        world.id = key.next();
        world.randomnumber = world.id % 100;
        world.save();
        checksum += 1;
    });
    const auto insert_by_hand = [&] {
        PGresult* const row = checked(run_prepared(raw.open, "insert", key.next(), std::int64_t{7}));
        const std::int64_t id = static_cast<std::int64_t>(be64(PQgetvalue(row, 0, 0)));
        PQclear(row);
        return id;
    };
    const auto new_note = [] {
        Note note;
        note.album = key.next();
        note.rating = 7;
        return note;
    };
    against(
        "Inserting an object", [&] { checksum += static_cast<std::uint64_t>(insert_by_hand()); }, "note.insert()",
        [&] {
            Note note = new_note();
            note.insert();
            checksum += static_cast<std::uint64_t>(note.id);
        });
    against(
        "Inserting and erasing an object",
        [&] {
            const std::int64_t id = insert_by_hand();
            PGresult* const done = checked(run_prepared(raw.open, "erase", id), PGRES_COMMAND_OK);
            checksum += static_cast<std::uint64_t>(std::atol(PQcmdTuples(done)));
            PQclear(done);
        },
        "note.insert(); note.erase()",
        [&] {
            Note note = new_note();
            note.insert();
            note.erase();
            checksum += 1;
        });
    goals.print();
    return checksum == 0 ? 1 : 0;
}
