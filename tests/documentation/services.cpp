// The blocks of docs/transactions.md, connections.md, testing.md and errors.md.
#include "documentation/music.hpp"

#include <vinyl/io/sleep.hpp>
#include <vinyl/testing.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <iostream>

namespace documentation {

// ---------------------------------------------------------------------------------------------------- transactions

TEST_CASE("transactions: sync mode") {
    in_the_shop_sync([] {
        // docs: transactions_sync
        vinyl::atomic([&] {
            Album album = Album::vinyl().get("title"_f = "Milestones");
            album.update("price"_f = "price"_f - 1);
        });
        // docs: end
        CHECK(Album::vinyl().get("title"_f = "Milestones")->price == decimal("11.50"));
    });
}

TEST_CASE("transactions: async mode") {
    in_the_shop_async([]() -> asio::awaitable<void> {
        // docs: transactions_async
        co_await vinyl::atomic([&]() -> asio::awaitable<void> {
            Album album = co_await Album::vinyl().get("title"_f = "Milestones");
            co_await album.update("price"_f = "price"_f - 1);
        });
        // docs: end
        CHECK((co_await Album::vinyl().get("title"_f = "Milestones")).price == decimal("11.50"));
    });
}

namespace {
struct sold_out : std::runtime_error {
    using std::runtime_error::runtime_error;
};
}  // namespace

TEST_CASE("transactions: both modes") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: transactions_both
            std::int64_t left = co_await vinyl::atomic([&]() -> vinyl::dual<std::int64_t> {
                co_await Album::vinyl().filter("price"_f < 9).erase();
                co_return co_await Album::vinyl().count();
            });
            // docs: end
            CHECK(left == 3);
        }
        {
            // docs: transactions_nested
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                Artist prince = co_await Artist::vinyl().create("name"_f = "Prince");
                try {
                    co_await vinyl::atomic([&]() -> vinyl::dual<void> {        // a savepoint
                        co_await prince.albums.create("title"_f = "1999", "price"_f = decimal("-1"),
                                                      "released"_f = vinyl::date(1982y, std::chrono::October, 27d));
                    });
                } catch (const vinyl::check_violation&) {
                    // only the inner block is undone: Prince is still there
                }
            });
            // docs: end
            CHECK((co_await Artist::vinyl().filter("name"_f = "Prince").exists()));
        }
        {
            // docs: transactions_options
            vinyl::atomic_options careful;
            careful.isolation = vinyl::serializable;
            careful.retries = 5;                                   // again after serialization failures and deadlocks
            co_await vinyl::atomic(careful, [&]() -> vinyl::dual<void> {
                co_await Album::vinyl().filter("price"_f > 13).update("price"_f = 13);
            });
            auto n = co_await vinyl::atomic({.read_only = true}, [&] { return Album::vinyl().count(); });
            // docs: end
            CHECK(n == 3);
        }
        int sent = 0;
        {
            // docs: transactions_on_commit
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                co_await Album::vinyl().filter("title"_f = "Milestones").update("price"_f = 1);
                vinyl::on_commit([&] { ++sent; });                 // after the outermost COMMIT; never after a rollback
            });
            // docs: end
            CHECK(sent == 1);
        }
        {
            // docs: transactions_rollback
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                co_await Album::vinyl().all().erase();
                vinyl::set_rollback();                             // undone at the end, without an error
            });
            // docs: end
            CHECK((co_await Album::vinyl().count()) == 3);
        }
        bool thrown = false;
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                co_await Album::vinyl().all().erase();
                throw sold_out("no");
            });
        } catch (const sold_out&) {
            thrown = true;
        }
        CHECK(thrown);
        CHECK((co_await Album::vinyl().count()) == 3);
    });
}

// ----------------------------------------------------------------------------------------------------- connections

TEST_CASE("connections: aliases and options") {
    in_the_shop([]() -> vinyl::dual<void> {
        const std::string url = tests::dsn();
        vinyl::connections().remove("default");
        {
            // docs: connections_options
            vinyl::connections().add("default", {.dsn = url,
                                                 .pool = {.max = 8, .acquire_timeout = 5s},
                                                 .statement_timeout = 10s,
                                                 .application_name = "record shop"});
            vinyl::connections().add("replica", url);              // a connection string alone will do
            // docs: end
        }
        {
            // docs: connections_using
            std::int64_t n = co_await Album::vinyl().using_("replica").count();
            vinyl::atomic_options there;
            there.alias = "replica";
            co_await vinyl::atomic(there, []() -> vinyl::dual<void> {
                co_await Album::vinyl().using_("replica").all().erase();
                vinyl::set_rollback(true, "replica");
            });
            // docs: end
            CHECK(n == 4);
            CHECK((co_await Album::vinyl().count()) == 4);
            CHECK((co_await tests::cell("SELECT current_setting('application_name')")) == "record shop");
            CHECK((co_await tests::cell("SELECT current_setting('application_name')", "replica")) == "vinyl");
        }
        {
            // docs: connections_pooler
            vinyl::connections().add("behind_a_pooler", {.dsn = url, .pooler = vinyl::transaction_pooler});
            // docs: end
            CHECK((co_await Album::vinyl().using_("behind_a_pooler").count()) == 4);
        }
        std::vector<std::string> texts;
        {
            // docs: connections_log
            auto log = vinyl::observe_queries([&](const vinyl::query_event& query) {
                texts.push_back(std::string(query.text));          // also .alias, .duration and .error; never parameters
            });
            co_await Album::vinyl().count();
            // docs: end
        }
        CHECK(texts.size() == 1);
        CHECK(texts.at(0) == "SELECT COUNT(*) FROM \"album\"");
        {
            // docs: connections_sql
            vinyl::statement dear;
            dear.text = "SELECT title, rating FROM album WHERE price > $1 ORDER BY title";
            dear.parameters.push_back(vinyl::to_wire(decimal("9")));           // $1, in binary form as all values
            vinyl::db::result answer = co_await vinyl::db::execute("default", dear);

            struct Rated {                                                     // a member for each column, in their order
                std::string title;
                std::optional<double> rating;                                  // where NULL may come
            };
            std::vector<Rated> rated = vinyl::rows_as<Rated>(answer);
            auto tuples = vinyl::rows_as<std::tuple<std::string, std::optional<double>>>(answer);   // or tuples, or whole models
            // docs: end
            CHECK(rated.size() == 3);
            CHECK(rated.at(0).title == "Hounds of Love");
            CHECK(rated.at(2).rating == 4.5);
            CHECK(std::get<1>(tuples.at(0)) == 4.8);
            // docs: connections_cells
            std::size_t n = answer.rows();                                     // and columns(), column_name(0)
            if (!answer.is_null(0, 1)) {                                       // row, column, from 0
                double rating = vinyl::codec<double>::decode(answer.bytes(0, 1), answer.column_oid(1));
                std::cout << n << ", the first with " << rating << '\n';
            }
            // docs: end
            CHECK(n == 3);
            CHECK(answer.columns() == 2);
            CHECK(answer.column_name(1) == "rating");
            {
                // docs: connections_affected
                vinyl::statement cheaper;
                cheaper.text = "UPDATE album SET price = price - 1 WHERE price > 9 RETURNING id, price";
                vinyl::db::result changed = co_await vinyl::db::execute("default", cheaper);
                std::uint64_t touched = changed.affected();                        // of a SELECT: the rows that came back
                auto prices = vinyl::rows_as<std::tuple<std::int64_t, decimal>>(changed);
                cheaper.text = "INSERT INTO artist (name) VALUES ('Nobody')";
                co_await vinyl::db::execute("default", cheaper);                   // in sync mode without co_await
                // docs: end
                CHECK(touched == 3);
                CHECK(prices.size() == 3);
                CHECK(std::get<1>(prices.at(0)) + std::get<1>(prices.at(1)) + std::get<1>(prices.at(2)) == decimal("33.49"));
                CHECK((co_await Artist::vinyl().filter("name"_f = "Nobody").count()) == 1);
            }
            // docs: connections_keeps_session
            dear.keeps_session = true;                             // no SET, no lock, no temporary table, no BEGIN in it
            vinyl::db::result again = co_await vinyl::db::execute("default", dear);
            // docs: end
            CHECK(again.rows() == 2);
        }
        vinyl::connections().remove("replica");
        vinyl::connections().remove("behind_a_pooler");
        vinyl::connections().remove("default");
        vinyl::connections().add("default", url);
    });
}

TEST_CASE("connections: a registry of one's own, and shutting down") {
    const vinyl::async_scope scope(false);
    const std::string url = tests::dsn();
    // docs: connections_add
    vinyl::connections().add("default", url);                      // "postgresql:///music": anything libpq understands
    // docs: end
    CHECK(vinyl::connections().contains("default"));
    // docs: connections_shutdown
    vinyl::shutdown();                                             // closes what is idle and forgets the names
    // docs: end
    CHECK(vinyl::connections().names().empty());
}

// --------------------------------------------------------------------------------------------------------- testing

TEST_CASE("testing: a server of one's own") {
    const vinyl::async_scope scope(false);
    // docs: testing_server
    vinyl::testing::server server;                                 // a private PostgreSQL in a temporary folder
    vinyl::connections().add("default", server.dsn());
    vinyl::schema::create<Artist, Album, Track>();
    // docs: end
    CHECK(Album::vinyl().count() == 0);
    vinyl::connections().remove("default");
}

TEST_CASE("testing: rollback and count_queries") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: testing_rollback
            co_await vinyl::testing::rollback([]() -> vinyl::dual<void> {
                co_await Album::vinyl().all().erase();
                CHECK((co_await Album::vinyl().count()) == 0);
            });                                                    // as if it had never been
            // docs: end
            CHECK((co_await Album::vinyl().count()) == 4);
        }
        {
            // docs: testing_count
            auto n = co_await vinyl::testing::count_queries([]() -> vinyl::dual<void> {
                auto albums = co_await Album::vinyl().all();
                for (const Album& album : albums) co_await album.artist();
            });
            CHECK(n == 2);                                         // the albums, and all their artists at once
            // docs: end
        }
    });
}

TEST_CASE("testing: sync mode") {
    in_the_shop_sync([] {
        // docs: testing_sync
        vinyl::testing::rollback([&] {
            auto n = vinyl::testing::count_queries([&] { Artist::vinyl().create("name"_f = "Prince"); });
            CHECK(n == 1);
        });
        // docs: end
        CHECK(!Artist::vinyl().filter("name"_f = "Prince").exists());
    });
}

// ---------------------------------------------------------------------------------------------------------- errors

TEST_CASE("errors: catching them") {
    in_the_shop([]() -> vinyl::dual<void> {
        std::string said;
        // docs: errors_catch
        try {
            co_await Artist::vinyl().create("name"_f = "Miles Davis");
        } catch (const vinyl::unique_violation& error) {
            std::cerr << error.what() << '\n';                     // the message, the SQLSTATE, the alias, the statement
            said = error.sqlstate() + " " + error.table() + " " + error.constraint();
        }
        // docs: end
        CHECK(said == "23505 artist artist_name_key");

        bool missing = false;
        // docs: errors_get
        try {
            Album album = co_await Album::vinyl().get("title"_f = "Tubular Bells");
        } catch (const Album::does_not_exist&) {                   // also vinyl::does_not_exist, for any model
            missing = true;
        }
        // docs: end
        CHECK(missing);
    });
}

namespace {

/// What an operation that fails says.
template <class Operation>
vinyl::dual<std::string> what_of(Operation operation) {
    std::string said = "nothing";
    try {
        co_await operation();
    } catch (const std::exception& error) {
        said = error.what();
    }
    co_return said;
}

/// Whether docs/errors.md has `message` among the common ones, and `said` has it, too.
void check_quoted(const std::string& message, const std::string& said) {
    CAPTURE(message);
    CHECK(quotes("docs/errors.md", "**`" + message + "`"));
    CHECK_THAT(one_line(said), Catch::Matchers::Contains(message));
}

}  // namespace

TEST_CASE("errors: what the documents quote is what is said") {
    in_the_shop([]() -> vinyl::dual<void> {
        const Album album = co_await Album::vinyl().get("title"_f = "Milestones");
        check_quoted("there is no connection called 'replica' (known: default)",
                     co_await what_of([] { return Album::vinyl().using_("replica").count(); }));
        check_quoted("\"rollback\" was to be sent as SQL inside an atomic block", co_await what_of([] {
            return vinyl::atomic([]() -> vinyl::dual<void> { co_await tests::sql("rollback"); });
        }));
        check_quoted("the related Artist was not loaded with this row", co_await what_of([&album]() -> vinyl::dual<void> {
            (void)album.artist->name;
            co_return;
        }));
        check_quoted("unsaved object in a relation or condition", co_await what_of([]() -> vinyl::dual<void> {
            Artist nobody{.name = "Nobody"};
            co_await Album::vinyl().filter("artist"_f = nobody).count();
        }));
        check_quoted("writing Album.released: can not encode date", co_await what_of([&album]() -> vinyl::dual<void> {
            Album dateless{.title = "Dateless", .artist = album.artist.id()};
            co_await dateless.insert();
        }));
        check_quoted("comparing Album.released: can not encode date", co_await what_of([] {
            return Album::vinyl().filter("released"_f = vinyl::date()).count();
        }));
        co_await tests::sql("ALTER TABLE artist ADD home text");
        co_await tests::sql("ALTER TABLE artist DROP country");
        const std::string column = co_await what_of([] { return Artist::vinyl().list(); });
        check_quoted("column artist.country does not exist [SQLSTATE 42703]", column);
        const std::string hint = column.substr(column.find("hint:"));
        CHECK(quotes("docs/errors.md", hint.substr(0, hint.find('\n'))));
        co_await tests::sql("DROP TABLE album CASCADE");
        const std::string table = co_await what_of([] { return Album::vinyl().count(); });
        CAPTURE(table);
        CHECK(quotes("docs/errors.md", table));
    });
    in_the_shop([]() -> vinyl::dual<void> {
        co_await tests::sql("ALTER TABLE album ALTER title DROP NOT NULL");
        co_await tests::sql("UPDATE album SET title = NULL");
        check_quoted("column \"title\" is NULL, but its member is not std::optional",
                     co_await what_of([] { return Album::vinyl().list(); }));
    });
}

TEST_CASE("errors: cancellation") {
    bool aborted = false;
    asio::io_context io;
    asio::cancellation_signal stop;
    vinyl::spawn(
        io,
        [&]() -> asio::awaitable<void> {
            // docs: errors_cancelled
            try {
                co_await vinyl::io::sleep_for(1h);
            } catch (const vinyl::cancelled& error) {                  // or: const boost::system::system_error&
                aborted = error.code() == asio::error::operation_aborted;
            }
            // docs: end
        },
        asio::bind_cancellation_slot(stop.slot(), asio::detached));
    io.poll();
    stop.emit(asio::cancellation_type::terminal);
    io.run_for(10s);
    CHECK(aborted);
}

}  // namespace documentation
