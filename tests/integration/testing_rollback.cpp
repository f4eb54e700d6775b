// testing::rollback and testing::count_queries, on plain statements.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/server.hpp"

#include <vinyl/db/execute.hpp>
#include <vinyl/testing/count_queries.hpp>
#include <vinyl/testing/rollback.hpp>

#include <stdexcept>
#include <string>

namespace {

constexpr const char* alias = "testing_rollback";

vinyl::dual<void> run(std::string sql) {
    vinyl::statement sent;
    sent.text = std::move(sql);
    co_await vinyl::db::execute(alias, std::move(sent));
}

vinyl::dual<std::int64_t> rows() {
    vinyl::statement sent;
    sent.text = "SELECT * FROM testing_rollback";
    const auto result = co_await vinyl::db::execute(alias, std::move(sent));
    co_return static_cast<std::int64_t>(result.rows());
}

// A table with one row, on an alias of its own.
class fresh_table {
public:
    fresh_table() {
        vinyl::connections().add(alias, tests::dsn());
        const vinyl::async_scope sync(false);
        run("DROP TABLE IF EXISTS testing_rollback");
        run("CREATE TABLE testing_rollback (id int PRIMARY KEY, "
            "boss int REFERENCES testing_rollback DEFERRABLE INITIALLY DEFERRED)");
        run("INSERT INTO testing_rollback VALUES (1)");
    }
    ~fresh_table() { vinyl::connections().remove(alias); }
};

}  // namespace

TEST_CASE("what is done inside rollback is undone", "[testing]") {
    const fresh_table table;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::testing::rollback(alias, []() -> vinyl::dual<void> {
            co_await run("INSERT INTO testing_rollback VALUES (2)");
            const std::int64_t inside = co_await rows();
            CHECK(inside == 2);
        });
        const std::int64_t outside = co_await rows();
        CHECK(outside == 1);
    });
}

TEST_CASE("rollback hands on results and errors, and undoes all the same", "[testing]") {
    const fresh_table table;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const int result = co_await vinyl::testing::rollback(alias, []() -> vinyl::dual<int> {
            co_await run("INSERT INTO testing_rollback VALUES (2)");
            co_return 42;
        });
        CHECK(result == 42);
        std::string message;
        try {
            co_await vinyl::testing::rollback(alias, []() -> vinyl::dual<void> {
                co_await run("INSERT INTO testing_rollback VALUES (2)");
                throw std::runtime_error("a failing test");
            });
        } catch (const std::runtime_error& error) {
            message = error.what();
        }
        CHECK(message == "a failing test");
        const std::int64_t outside = co_await rows();
        CHECK(outside == 1);
    });
    vinyl::testing::rollback(alias, [] { run("INSERT INTO testing_rollback VALUES (2)"); });
    CHECK(rows() == 1);
}

TEST_CASE("rollback checks deferred constraints before it undoes", "[testing]") {
    const fresh_table table;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        bool thrown = false;
        try {
            co_await vinyl::testing::rollback(
                alias, []() -> vinyl::dual<void> { co_await run("INSERT INTO testing_rollback VALUES (2, 99)"); });
        } catch (const vinyl::foreign_key_violation&) {
            thrown = true;
        }
        CHECK(thrown);
    });
}

TEST_CASE("queries are counted, transaction control is not", "[testing]") {
    const fresh_table table;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const std::int64_t count = co_await vinyl::testing::count_queries([]() -> vinyl::dual<void> {
            co_await rows();
            vinyl::atomic_options options;
            options.alias = alias;
            co_await vinyl::atomic(options, []() -> vinyl::dual<void> { co_await rows(); });
        });
        CHECK(count == 2);
    });
    CHECK(vinyl::testing::count_queries([] {}) == 0);
    CHECK(*vinyl::testing::record_queries([] { rows(); }) ==
          std::vector<std::string>{"SELECT * FROM testing_rollback"});
}
