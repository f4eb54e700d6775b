// iterator(): rows chunk by chunk, in both modes, by a statement that goes on and by a cursor.
#include "integration/orm_models.hpp"

#include <vinyl/dual/gather.hpp>
#include <vinyl/io/sleep.hpp>
#include <vinyl/testing/count_queries.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using namespace shop;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

/// As many rows as a test wants.
struct Line : vinyl::model<Line> {
    std::int64_t id{};
    std::string text;
    std::int32_t divisor{};
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("stream_line"), vinyl::ordering("id"_f)};
};

dual<void> new_lines(int count, std::string alias = "default") {
    co_await tests::sql("CREATE SCHEMA IF NOT EXISTS orm", alias);
    co_await tests::sql("DROP TABLE IF EXISTS orm.stream_line", alias);
    co_await tests::sql(
        "CREATE TABLE orm.stream_line AS SELECT g::bigint AS id, 'line number ' || g AS text, 1 AS divisor "
        "FROM generate_series(1, " + std::to_string(count) + ") g", alias);
}

/// Runs a body in both modes on a database with so many lines, and sees to it that no connection was lost or kept.
void with_lines(int count, dual<void> (*body)(), std::size_t connections = 4) {
    vinyl::connection_options options;
    options.pool.max = connections;
    options.pool.acquire_timeout = 10s;
    const tests::database alias(options);
    tests::in_both_modes(
        [count, body]() -> dual<void> {
            co_await new_lines(count);
            co_await body();
            // the pool is sound: there is as much of it as ever
            for (int i = 0; i < 8; ++i) CHECK(co_await tests::cell("SELECT 'sound'") == "sound");
            CHECK(co_await Line::vinyl().count() == count);
        },
        tests::statements::may_differ);
}

/// Reads all that comes, and says which rows that were: "1-2500".
template <class Rows>
dual<std::string> rest(Rows& rows) {
    std::int64_t first = 0, last = 0;
    while (Line* const line = co_await rows.next()) {
        if (first == 0) first = line->id;
        else CHECK(line->id == last + 1);
        CHECK(line->text == "line number " + std::to_string(line->id));
        last = line->id;
    }
    co_return first == 0 ? std::string("none") : std::to_string(first) + "-" + std::to_string(last);
}

using lines_of = vinyl::streamed_rows<Line, Line, vinyl::dual_mode>;

/// Runs what it is given in that context, to its end.
void run_in(asio::io_context& io, const std::function<dual<void>()>& body) {
    bool ended = false;
    vinyl::spawn(io, body, [&ended](std::exception_ptr failed) {
        ended = true;
        CHECK_FALSE(failed);
    });
    io.restart();
    while (!ended && io.run_one_for(20s) > 0) continue;
    REQUIRE(ended);
}

/// How many sessions of the server have rows of the table under way, in the end.
std::string sessions_that_read() {
    std::string reading;
    tests::run_sync([&reading]() -> dual<void> {
        for (int i = 0; i < 300 && reading != "0"; ++i) {
            if (i > 0) co_await vinyl::io::sleep_for(10ms);
            reading = co_await tests::cell(
                "SELECT count(*)::text FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state <> 'idle' AND "
                "query LIKE '%stream_line%' OR query LIKE 'FETCH%' AND state <> 'idle'",
                "watcher");
        }
    });
    return reading;
}

template <class Error>
dual<std::string> error_of_next(lines_of& rows) {
    try {
        static_cast<void>(co_await rows.next());
    } catch (const Error& error) {
        co_return error.what();
    }
    co_return "no error";
}

}  // namespace

TEST_CASE("T13: iterator() gives all rows in their order, whatever the size of its chunks") {
    with_lines(2500, []() -> dual<void> {
        for (const auto how : {vinyl::streaming::automatic, vinyl::by_cursor}) {
            for (const std::int64_t chunk : {1, 7, 8, 999, 1250, 2000, 2500, 1'000'000}) {
                if (tests::through_gate() && chunk != 999) continue;  // the same bytes, one at a time
                auto rows = Line::vinyl().iterator(chunk, how);
                const std::string read = co_await rest(rows);
                CHECK(read == "1-2500");
                CHECK(co_await rows.next() == nullptr);
                CHECK(co_await rows.next() == nullptr);
            }
            auto few = Line::vinyl().filter("id"_f > 2498).iterator(2000, how);
            CHECK(co_await rest(few) == "2499-2500");
            auto none = Line::vinyl().filter("id"_f > 9999).iterator(2000, how);
            CHECK(co_await rest(none) == "none");
            auto never = Line::vinyl().none().iterator(2000, how);
            CHECK(co_await rest(never) == "none");
        }
    });
}

TEST_CASE("T13: iterator() in a loop, of temporaries and of what is named") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_lines(5000); });
    std::int64_t sum = 0;
    for (const Line& line : Line::vinyl().iterator()) sum += line.id;
    CHECK(sum == 5000LL * 5001 / 2);
    sum = 0;
    for (auto& line : Line::vinyl().filter("id"_f <= 10).iterator(3)) {
        line.text.clear();
        sum += std::exchange(line, Line{}).id;
    }
    CHECK(sum == 55);
    auto rows = Line::vinyl().sync().iterator(10);
    const Line* const first = rows.next();
    REQUIRE(first != nullptr);
    CHECK(first->id == 1);
    for (const Line& line : rows) {  // goes on
        CHECK(line.id == 2);
        break;
    }
    auto moved = std::move(rows);
    CHECK(moved.next()->id == 3);
    CHECK_THROWS_WITH(rows.next(), Contains("moved from"));
    for (const Line& line : moved) sum += line.id;
    CHECK(moved.next() == nullptr);
}

TEST_CASE("T13: iterator() of every kind of rows") {
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await new_shop();
        auto annotated = Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by("-n"_f).iterator(2);
        auto* const most = co_await annotated.next();
        REQUIRE(most != nullptr);
        CHECK((*most)["n"_f] == 2);
        auto values = Album::vinyl().values("title"_f, "by"_f = "artist__name"_f).iterator(1);
        auto* const named = co_await values.next();
        CHECK((*named)["title"_f] == "Kind of Blue");
        CHECK((*named)["by"_f] == "Miles Davis");
        auto list = Album::vinyl().values_list("title"_f).iterator(3);
        std::string titles;
        while (auto* const row = co_await list.next()) titles += std::get<0>(*row) + ";";
        CHECK(titles == "Kind of Blue;Milestones;Giant Steps;Officium;");
        struct Card {
            std::string title;
            std::string artist__name;
        };
        auto cards = Album::vinyl().into<Card>().iterator(2);
        auto* const card = co_await cards.next();
        CHECK(card->artist__name == "Miles Davis");
        auto combined = Artist::vinyl().filter("country"_f = "NO").union_(Artist::vinyl().filter("country"_f = "US"));
        auto artists_of_both = combined.iterator(2);
        std::int64_t both = 0;
        while (co_await artists_of_both.next() != nullptr) ++both;
        CHECK(both == 3);
        auto related = Album::vinyl().select_related("artist"_f).iterator(2);
        const std::int64_t sent = co_await vinyl::testing::count_queries([&related]() -> dual<void> {
            std::string artists;
            while (Album* const album = co_await related.next()) {
                const Artist& artist = co_await album->artist();
                artists += artist.name + ";";
            }
            CHECK(artists == "Miles Davis;Miles Davis;John Coltrane;Jan Garbarek;");
        });
        CHECK(sent == 1);
    });
}

TEST_CASE("T13: the rows of a chunk are peers, and no others") {
    const tests::database alias;
    tests::in_both_modes(
        []() -> dual<void> {
            co_await new_shop();
            for (const auto& [chunk, loads] : {std::pair(1, 4), std::pair(2, 2), std::pair(2000, 1)}) {
                auto albums = Album::vinyl().iterator(chunk);
                const auto texts = co_await vinyl::testing::record_queries([&albums]() -> dual<void> {
                    while (Album* const album = co_await albums.next()) {
                        const Artist& artist = co_await album->artist();
                        CHECK_FALSE(artist.name.empty());
                    }
                });
                CHECK(texts.size() == static_cast<std::size_t>(loads) + 1);
            }
        },
        tests::statements::may_differ);
}

TEST_CASE("T13: iterator() keeps nothing, and each begins anew") {
    with_lines(100, []() -> dual<void> {
        const auto all = Line::vinyl().filter("id"_f <= 10);
        auto first = all.iterator(4);
        CHECK(co_await rest(first) == "1-10");
        co_await Line::vinyl().filter("id"_f == 10).update("id"_f = 200);
        auto second = all.iterator(4);
        CHECK(co_await rest(second) == "1-9");
        co_await Line::vinyl().filter("id"_f == 200).update("id"_f = 10);
    });
}

TEST_CASE("T13: inside atomic a cursor lets other queries between the chunks, and ends with the iteration") {
    with_lines(100, []() -> dual<void> {
        const auto texts = co_await vinyl::testing::record_queries([]() -> dual<void> {
            co_await vinyl::atomic([]() -> dual<void> {
                auto rows = Line::vinyl().iterator(40);
                auto beside = Line::vinyl().filter("id"_f > 90).iterator(5);
                std::int64_t read = 0;
                while (Line* const line = co_await rows.next()) {
                    ++read;
                    if (line->id % 40 == 1) co_await Line::vinyl().filter("id"_f == line->id).update("divisor"_f = 2);
                    if (line->id == 50) {
                        // also in a block inside, and what that undoes does not take a row away
                        try {
                            co_await vinyl::atomic([&rows, &read]() -> dual<void> {
                                for (int i = 0; i < 40; ++i) read += (co_await rows.next()) != nullptr ? 1 : 0;
                                throw std::runtime_error("undone");
                            });
                        } catch (const std::runtime_error&) {
                        }
                    }
                }
                CHECK(read == 100);
                CHECK(co_await rest(beside) == "91-100");
                CHECK(co_await tests::cell("SELECT count(*)::text FROM pg_cursors WHERE name LIKE 'vinyl%'") == "0");
            });
        });
        CHECK(texts.front() ==
              "DECLARE vinyl_cursor_1 NO SCROLL CURSOR FOR SELECT \"stream_line\".\"id\", \"stream_line\".\"text\", "
              "\"stream_line\".\"divisor\" FROM \"orm\".\"stream_line\" ORDER BY \"stream_line\".\"id\" ASC");
        CHECK(texts.at(1) == "FETCH 40 FROM vinyl_cursor_1");
    });
}

TEST_CASE("T13: an iteration that was begun inside atomic ends with it") {
    with_lines(100, []() -> dual<void> {
        auto rows = Line::vinyl().iterator(10);
        co_await vinyl::atomic([&rows]() -> dual<void> { CHECK((co_await rows.next())->id == 1); });
        for (int i = 2; i <= 10; ++i) CHECK((co_await rows.next())->id == i);  // they are here
        const std::string outside = co_await error_of_next<vinyl::usage_error>(rows);
        CHECK_THAT(outside, Contains("begun inside an atomic block on 'default'"));
        CHECK(co_await error_of_next<vinyl::usage_error>(rows) == outside);
        // left early
        co_await vinyl::atomic([]() -> dual<void> {
            {
                auto left = Line::vinyl().iterator(10);
                CHECK((co_await left.next())->id == 1);
            }
            if (!vinyl::is_async()) CHECK(co_await tests::cell("SELECT count(*)::text FROM pg_cursors WHERE name LIKE 'vinyl%'") == "0");
            auto again = Line::vinyl().iterator(30);
            CHECK(co_await rest(again) == "1-100");
        });
    });
}

TEST_CASE("T13: left early, an iteration gives its connection back") {
    with_lines(
        100'000,
        []() -> dual<void> {
            for (int i = 0; i < 20; ++i) {
                auto rows = Line::vinyl().iterator(10, i % 2 == 0 ? vinyl::streaming::automatic : vinyl::by_cursor);
                CHECK((co_await rows.next())->id == 1);
            }
            // what was prepared before has its rows behind it, too
            for (int i = 0; i < 6; ++i) {
                {
                    auto rows = Line::vinyl().filter("id"_f <= 100).iterator(i % 2 == 0 ? 10 : 1000);
                    CHECK((co_await rows.next())->id == 1);
                }
                CHECK((co_await Line::vinyl().get("id"_f = 7)).text == "line number 7");
            }
            // by an exception
            try {
                auto rows = Line::vinyl().iterator(10);
                CHECK((co_await rows.next())->id == 1);
                throw std::runtime_error("enough");
            } catch (const std::runtime_error&) {
            }
        },
        1);
}

TEST_CASE("T13: an error in the middle comes behind the rows before it, as the same class as ever") {
    with_lines(20'000, []() -> dual<void> {
        co_await tests::sql("UPDATE orm.stream_line SET divisor = 0 WHERE id = 15007");  // now it is the last one
        for (const auto how : {vinyl::streaming::automatic, vinyl::by_cursor}) {
            auto rows = Line::vinyl().filter(10 / "divisor"_f > 1).order_by().iterator(500, how);
            std::int64_t read = 0;
            std::string error;
            try {
                while (co_await rows.next() != nullptr) ++read;
            } catch (const vinyl::data_error& known) {
                error = known.sqlstate() + " " + known.fields().alias;
            }
            CHECK(error == "22012 default");
            if (how == vinyl::streaming::automatic) CHECK(read == 19'999);
            else CHECK(read == 19'500);  // a FETCH gives all or nothing
            CHECK_THAT(co_await error_of_next<vinyl::data_error>(rows), Contains("division by zero"));
        }
    });
}

TEST_CASE("T13: what is wrong with a query, or with the size of a chunk, is said when it is known") {
    with_lines(10, []() -> dual<void> {
        CHECK_THROWS_WITH(Line::vinyl().iterator(0), Contains("iterator(0)"));
        CHECK_THROWS_WITH(Line::vinyl().iterator(-1), Contains("a chunk has from 1"));
        auto missing = Line::vinyl().using_("nowhere").iterator();
        CHECK_THAT(co_await error_of_next<vinyl::usage_error>(missing), Contains("nowhere"));
        co_await tests::sql("ALTER TABLE orm.stream_line ALTER divisor TYPE text");
        auto rows = Line::vinyl().iterator();
        CHECK_THAT(co_await error_of_next<vinyl::data_error>(rows), Contains("divisor"));
        co_await tests::sql("ALTER TABLE orm.stream_line ALTER divisor TYPE int USING 1");
    });
}

TEST_CASE("T13: rows are locked as they are read, inside atomic") {
    with_lines(10, []() -> dual<void> {
        auto outside = Line::vinyl().select_for_update().iterator(5);
        CHECK_THAT(co_await error_of_next<vinyl::usage_error>(outside), Contains("inside of vinyl::atomic"));
        co_await vinyl::atomic([]() -> dual<void> {
            auto rows = Line::vinyl().select_for_update().iterator(5);
            CHECK(co_await rest(rows) == "1-10");
        });
    });
}

TEST_CASE("T13: observers hear of a statement that was read row by row once, when it has ended") {
    with_lines(5000, []() -> dual<void> {
        auto rows = Line::vinyl().iterator(100);
        const std::int64_t begun = co_await vinyl::testing::count_queries(
            [&rows]() -> dual<void> { CHECK((co_await rows.next())->id == 1); });
        CHECK(begun == 0);
        const auto ended = co_await vinyl::testing::record_queries([&rows]() -> dual<void> { co_await rest(rows); });
        REQUIRE(ended.size() == 1);
        CHECK(ended.front() == Line::vinyl().sql());
        const std::int64_t left = co_await vinyl::testing::count_queries([]() -> dual<void> {
            auto early = Line::vinyl().iterator(100);
            CHECK((co_await early.next())->id == 1);
        });
        CHECK(left == 1);
    });
}

TEST_CASE("T13: a slow reader stops the server; a statement_timeout that passes is an error behind the rows") {
    if (tests::through_gate()) return;  // byte by byte every reader is slow
    vinyl::connection_options options;
    options.statement_timeout = 400ms;
    const tests::database alias(options);
    const tests::database watcher({}, "watcher");
    tests::in_both_modes(
        []() -> dual<void> {
            co_await new_lines(200'000, "watcher");  // which has the time for it
            {
                auto rows = Line::vinyl().iterator(10);
                CHECK((co_await rows.next())->id == 1);
                const std::string wait =
                    "SELECT coalesce(string_agg(wait_event, ','), 'none') FROM pg_stat_activity WHERE pid <> "
                    "pg_backend_pid() AND state = 'active' AND query LIKE '%stream_line%'";
                std::string seen;
                for (int i = 0; i < 50 && seen != "ClientWrite"; ++i) seen = co_await tests::cell(wait, "watcher");
                CHECK(seen == "ClientWrite");
                co_await vinyl::io::sleep_for(500ms);
                std::int64_t read = 1;
                std::string error = "none";
                try {
                    while (co_await rows.next() != nullptr) ++read;
                } catch (const vinyl::timeout& late) {
                    error = late.sqlstate();
                }
                CHECK(error == "57014");
                CHECK(read > 1000);
                CHECK(read < 200'000);
            }
            // each FETCH has its time
            auto rows = Line::vinyl().iterator(50'000, vinyl::by_cursor);
            std::int64_t read = 0;
            while (co_await rows.next() != nullptr)
                if (++read % 50'000 == 1) co_await vinyl::io::sleep_for(200ms);
            CHECK(read == 200'000);
        },
        tests::statements::may_differ);
}

TEST_CASE("T13: only one next() of an iteration is under way") {
    const tests::database alias;
    tests::run_async([]() -> dual<void> {
        co_await new_lines(100);
        auto rows = Line::vinyl().iterator(10);
        std::string second;
        auto other = [&]() -> dual<void> {
            try {
                static_cast<void>(co_await rows.next());
                second = "no error";
            } catch (const vinyl::usage_error& error) {
                second = error.what();
            }
        };
        auto [first, nothing] = co_await vinyl::gather(rows.next(), [&]() -> dual<int> {
            co_await other();
            co_return 0;
        }());
        CHECK(first->id == 1);
        CHECK_THAT(second, Contains("another next() of the same iterator() was under way"));
        // made before, awaited one after the other
        for (int i = 0; i < 9; ++i) static_cast<void>(co_await rows.next());
        auto eleventh = rows.next(), twelfth = rows.next();
        CHECK((co_await eleventh)->id == 11);
        CHECK((co_await twelfth)->id == 12);
        auto moved = std::move(rows);
        CHECK(co_await rest(moved) == "13-100");
    });
}

TEST_CASE("T13: an iteration goes on in the mode that it began in") {
    const tests::database alias;
    tests::run_async([]() -> dual<void> {
        co_await new_lines(100);
        auto rows = Line::vinyl().iterator(10);
        for (int i = 1; i <= 10; ++i) CHECK((co_await rows.next())->id == i);
        const vinyl::async_scope sync(false);
        CHECK_THROWS_WITH(rows.next().get(), Contains("begun in one mode and went on in the other"));
    });
    tests::run_async([]() -> dual<void> {
        auto rows = Line::vinyl().async().iterator(30);
        std::int64_t read = 0;
        while (co_await rows.next() != nullptr) ++read;
        CHECK(read == 100);
    });
}

TEST_CASE("T13: a second next() while the first one has a part of its chunk is refused, too") {
    if (tests::through_gate()) return;  // too many bytes for one at a time
    const tests::database alias;
    tests::run_async([]() -> dual<void> {
        co_await new_lines(100'000);
        auto rows = Line::vinyl().iterator(100'000);  // of which the first ones come before the others
        int refused = 0, tried = 0;
        bool ended = false;
        auto others = [&]() -> dual<int> {
            while (!ended) {
                ++tried;
                try {
                    static_cast<void>(co_await rows.next());
                } catch (const vinyl::usage_error&) {
                    ++refused;
                }
                co_await vinyl::io::sleep_for(100us);
            }
            co_return 0;
        };
        auto first = [&]() -> dual<int> {
            const Line* const line = co_await rows.next();
            ended = true;
            CHECK(line->id == 1);
            co_return 0;
        };
        static_cast<void>(co_await vinyl::gather(first(), others()));
        CHECK(tried > 1);
        CHECK(refused == tried);
        CHECK(co_await rest(rows) == "2-100000");
    });
}

TEST_CASE("T13: rows that outlive their execution context know that their connection has gone with it") {
    const tests::database alias;
    const tests::database watcher({}, "watcher");
    tests::run_sync([]() -> dual<void> { co_await new_lines(100'000); });
    for (const auto how : {vinyl::streaming::automatic, vinyl::by_cursor}) {
        for (const bool asked_again : {false, true}) {
            CAPTURE(how == vinyl::by_cursor, asked_again);
            std::optional<asio::io_context> io;
            io.emplace(1);
            std::optional<lines_of> rows(Line::vinyl().iterator(10, how));
            run_in(*io, [&rows]() -> dual<void> { CHECK((co_await rows->next())->id == 1); });
            io.reset();
            CHECK(sessions_that_read() == "0");
            if (asked_again) {
                io.emplace(1);  // in the same place
                run_in(*io, [&rows]() -> dual<void> {
                    for (int i = 2; i <= 10; ++i) CHECK((co_await rows->next())->id == i);
                    CHECK_THAT(co_await error_of_next<vinyl::connection_lost>(*rows), Contains("closed by this program"));
                    CHECK(co_await tests::cell("SELECT 'sound'") == "sound");
                });
            }
            rows.reset();
        }
    }
}

TEST_CASE("T13: rows of an alias that has been removed end with their execution context, too") {
    const tests::database watcher({}, "watcher");
    std::optional<tests::database> alias(std::in_place);
    tests::run_sync([]() -> dual<void> { co_await new_lines(100'000); });
    std::optional<asio::io_context> io;
    io.emplace(1);
    std::optional<lines_of> rows(Line::vinyl().iterator(10));
    run_in(*io, [&rows]() -> dual<void> { CHECK((co_await rows->next())->id == 1); });
    alias.reset();
    run_in(*io, []() -> dual<void> { CHECK(co_await tests::cell("SELECT 'other'", "watcher") == "other"); });
    io.reset();
    CHECK(sessions_that_read() == "0");
    rows.reset();
}

TEST_CASE("T13: rows do not wait for the strand of the coroutine whose rows came over the connection before") {
    if (tests::through_gate()) return;  // too many bytes for one at a time
    const bool same_rows = GENERATE(false, true);
    asio::thread_pool threads(3);
    vinyl::connection_options options;
    options.pool.max = 1;
    const tests::database alias(options);
    tests::run_sync([]() -> dual<void> { co_await new_lines(100'000); });
    std::promise<void> first_has_some, second_has_all;
    auto second_done = second_has_all.get_future();
    std::optional<lines_of> shared(Line::vinyl().iterator(10));
    auto first = vinyl::spawn(
        asio::make_strand(threads),
        [&]() -> asio::awaitable<bool> {
            CHECK((co_await shared->next())->id == 1);
            for (int i = 0; i < 99; ++i) static_cast<void>(co_await shared->next());
            if (!same_rows) static_cast<void>(co_await rest(*shared));
            first_has_some.set_value();
            co_return second_done.wait_for(20s) == std::future_status::ready;  // keeps its strand all the time
        },
        asio::use_future);
    first_has_some.get_future().get();
    auto second = vinyl::spawn(
        asio::make_strand(threads),
        [&]() -> asio::awaitable<void> {
            if (!same_rows) shared.emplace(Line::vinyl().iterator(10));
            const std::string read = co_await rest(*shared);
            CHECK(read == (same_rows ? "101-100000" : "1-100000"));
            second_has_all.set_value();
        },
        asio::use_future);
    second.get();
    CHECK(first.get());
    threads.join();
}

TEST_CASE("T13: an iteration goes on in the execution context that it began in") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_lines(100'000); });
    for (const auto how : {vinyl::streaming::automatic, vinyl::by_cursor}) {
        asio::io_context first(1), second(1);
        lines_of rows = Line::vinyl().iterator(10, how);
        run_in(first, [&rows]() -> dual<void> { CHECK((co_await rows.next())->id == 1); });
        run_in(second, [&rows]() -> dual<void> {
            for (int i = 2; i <= 10; ++i) CHECK((co_await rows.next())->id == i);
            CHECK_THAT(co_await error_of_next<vinyl::usage_error>(rows), Contains("in one execution context"));
        });
        run_in(first, [&rows]() -> dual<void> {
            CHECK_THAT(co_await error_of_next<vinyl::usage_error>(rows), Contains("in one execution context"));
            CHECK(co_await tests::cell("SELECT 'sound'") == "sound");
        });
    }
}

TEST_CASE("T13: a next() that was made before a block inside, and is awaited there, belongs to that") {
    const tests::database alias;
    tests::run_async([]() -> dual<void> {
        co_await new_lines(100);
        co_await vinyl::atomic([]() -> dual<void> {
            auto rows = Line::vinyl().iterator(10);
            auto next = rows.next();
            const auto undone = [&next]() -> dual<void> {
                CHECK((co_await next)->id == 1);
                throw std::runtime_error("undone");
            };
            try {
                co_await vinyl::atomic(undone);
            } catch (const std::runtime_error&) {
            }
            for (int i = 2; i <= 10; ++i) CHECK((co_await rows.next())->id == i);
            CHECK_THAT(co_await error_of_next<vinyl::usage_error>(rows), Contains("begun inside an atomic block"));
            CHECK(co_await tests::cell("SELECT 'sound'") == "sound");  // and the transaction has not failed
            // several chunks
            auto others = Line::vinyl().iterator(30);
            auto all = rest(others);
            const auto inside = [&all]() -> dual<void> { CHECK(co_await all == "1-100"); };
            co_await vinyl::atomic(inside);
        });
    });
}

TEST_CASE("T13: cursors that were left inside atomic do not pile up") {
    with_lines(100, []() -> dual<void> {
        co_await vinyl::atomic([]() -> dual<void> {
            const auto open = []() -> dual<int> {
                co_return std::stoi(co_await tests::cell("SELECT count(*)::text FROM pg_cursors WHERE name LIKE 'vinyl%'"));
            };
            const auto leave_some = []() -> dual<void> {
                for (int i = 0; i < 20; ++i) {
                    auto rows = Line::vinyl().iterator(10), beside = Line::vinyl().iterator(10);
                    CHECK((co_await rows.next())->id == 1);
                    CHECK((co_await beside.next())->id == 1);
                }
            };
            const auto all = []() -> dual<void> {
                auto rows = Line::vinyl().iterator(30);
                CHECK(co_await rest(rows) == "1-100");
            };
            co_await leave_some();
            CHECK(co_await open() <= 2);
            co_await vinyl::atomic(leave_some);  // which closes those of the block around it
            CHECK(co_await open() <= 2);
            co_await all();
            CHECK(co_await open() == 0);
            try {
                co_await vinyl::atomic([&leave_some]() -> dual<void> {
                    co_await leave_some();
                    throw std::runtime_error("undone");
                });
            } catch (const std::runtime_error&) {
            }
            CHECK(co_await open() == 0);
            co_await all();  // what was undone is not to be closed
        });
    });
}
