// atomic on a real server: the scenarios of Django's AtomicTests, AtomicMergeTests and AtomicErrorsTests
// (P18), on_commit, and random trees of nested blocks against a model.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/db/execute.hpp>
#include <vinyl/db/atomic.hpp>

#include <random>
#include <set>

using Catch::Matchers::Contains;
using names = std::vector<std::string>;
using tests::sql;

namespace {

struct oops : std::runtime_error {
    oops() : std::runtime_error("Oops, that's his last name") {}
};

vinyl::connection_options few() {
    vinyl::connection_options options;
    options.pool.max = tests::pool_size(2);
    return options;
}

vinyl::dual<void> make_table() {
    co_await sql("create schema if not exists transaction_atomic");
    co_await sql("drop table if exists transaction_atomic.reporter");
    co_await sql("create table transaction_atomic.reporter (name text primary key)");
}

vinyl::dual<void> add(std::string name) {
    co_await sql("insert into transaction_atomic.reporter values ('" + name + "')");
}

vinyl::dual<names> reporters() {
    return tests::column("select name from transaction_atomic.reporter order by name");
}

/// All of them in one line: g++ 12 has trouble with initializer lists beside a co_await.
vinyl::dual<std::string> listed() {
    return tests::cell(
        "select coalesce(string_agg(name, ', ' order by name), '') from transaction_atomic.reporter");
}

/// The scenarios run three times: by themselves, inside a transaction, and inside a savepoint of one.
enum class around { nothing, block, two_blocks };

template <class Scenario>
vinyl::dual<void> run_scenario(around where, Scenario scenario) {
    co_await make_table();
    if (where == around::nothing) {
        co_await scenario();
    } else if (where == around::block) {
        co_await vinyl::atomic(scenario);
    } else {
        co_await vinyl::atomic([&]() -> vinyl::dual<void> { co_await vinyl::atomic(scenario); });
    }
}

template <class Scenario>
void in_all_situations(Scenario scenario) {
    for (const around where : {around::nothing, around::block, around::two_blocks}) {
        const tests::database alias(few());
        tests::in_both_modes([&]() -> vinyl::dual<void> { return run_scenario(where, scenario); });
    }
}

}  // namespace

TEST_CASE("a block commits, and rolls back on an exception") {
    in_all_situations([]() -> vinyl::dual<void> {
        co_await vinyl::atomic([]() -> vinyl::dual<void> { co_await add("Tintin"); });
        CHECK((co_await listed()) == "Tintin");
        bool caught = false;
        try {
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                co_await add("Haddock");
                throw oops();
            });
        } catch (const oops&) {
            caught = true;
        }
        CHECK(caught);
        CHECK((co_await listed()) == "Tintin");
    });
}

TEST_CASE("inner and outer blocks commit and roll back in all four combinations") {
    for (const bool savepoint : {true, false}) {
        for (const bool inner_fails : {false, true}) {
            for (const bool outer_fails : {false, true}) {
                CAPTURE(savepoint, inner_fails, outer_fails);
                const tests::database alias(few());
                tests::in_both_modes([&]() -> vinyl::dual<void> {
                    co_await make_table();
                    bool aborted = false;
                    try {
                        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                            co_await add("Tintin");
                            try {
                                co_await vinyl::atomic({.savepoint = savepoint}, [&]() -> vinyl::dual<void> {
                                    co_await add("Haddock");
                                    if (inner_fails) throw oops();
                                });
                            } catch (const oops&) {
                            }
                            if (outer_fails) throw oops();
                        });
                    } catch (const oops&) {
                    } catch (const vinyl::transaction_aborted& error) {
                        aborted = true;
                        CHECK_THAT(error.what(), Contains("his last name"));
                    }
                    std::string expected;
                    if (!outer_fails && !inner_fails) expected = "Haddock, Tintin";
                    if (!outer_fails && inner_fails && savepoint) expected = "Tintin";
                    CHECK((co_await listed()) == expected);
                    CHECK(aborted == (!outer_fails && inner_fails && !savepoint));
                });
            }
        }
    }
}

TEST_CASE("the same body can be run again, also inside itself") {
    in_all_situations([]() -> vinyl::dual<void> {
        const auto body = []() -> vinyl::dual<void> {
            const names before = co_await reporters();
            co_await add("reporter " + std::to_string(before.size()));
        };
        co_await vinyl::atomic(body);
        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
            co_await body();
            co_await vinyl::atomic(body);
        });
        CHECK((co_await listed()) == "reporter 0, reporter 1, reporter 2");
    });
}

TEST_CASE("an error of the database inside a nested block does not take the outer one down") {
    in_all_situations([]() -> vinyl::dual<void> {
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            co_await add("Tintin");
            bool caught = false;
            try {
                co_await vinyl::atomic([]() -> vinyl::dual<void> { co_await add("Tintin"); });
            } catch (const vinyl::unique_violation& error) {
                caught = true;
                CHECK(error.fields().alias == "default");
                CHECK(error.constraint() == "reporter_pkey");
            }
            CHECK(caught);
            co_await add("Haddock");
        });
        CHECK((co_await listed()) == "Haddock, Tintin");
    });
}

TEST_CASE("no query runs in a broken transaction") {
    in_all_situations([]() -> vinyl::dual<void> {
        std::string refused, ended;
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                co_await add("Tintin");
                try {
                    co_await add("Tintin");
                } catch (const vinyl::unique_violation&) {
                }
                try {
                    co_await add("Haddock");
                } catch (const vinyl::transaction_aborted& error) {
                    refused = error.what();
                }
            });
        } catch (const vinyl::transaction_aborted& error) {
            ended = error.what();
        }
        CHECK_THAT(refused, Contains("no more queries") && Contains("duplicate key"));
        CHECK_THAT(ended, Contains("duplicate key"));
        CHECK((co_await listed()) == "");
    });
}

TEST_CASE("a block that is marked for rollback is undone, and the outer one is not") {
    in_all_situations([]() -> vinyl::dual<void> {
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            co_await add("Tintin");
            co_await vinyl::atomic([]() -> vinyl::dual<void> {
                co_await add("Haddock");
                vinyl::set_rollback();
            });
        });
        CHECK((co_await listed()) == "Tintin");
    });
}

TEST_CASE("isolation, read only and deferrable reach the server") {
    const tests::database alias(few());
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_table();
        std::string isolation, read_only, deferrable;
        co_await vinyl::atomic({.isolation = vinyl::serializable, .read_only = true, .deferrable = true},
                               [&]() -> vinyl::dual<void> {
                                   isolation = co_await tests::cell("show transaction_isolation");
                                   read_only = co_await tests::cell("show transaction_read_only");
                                   deferrable = co_await tests::cell("show transaction_deferrable");
                               });
        CHECK(isolation == "serializable");
        CHECK(read_only == "on");
        CHECK(deferrable == "on");
        bool refused = false;
        try {
            co_await vinyl::atomic({.read_only = true},
                                   []() -> vinyl::dual<void> { co_await add("Tintin"); });
        } catch (const vinyl::programming_error& error) {
            refused = error.sqlstate() == "25006";
        }
        CHECK(refused);
        CHECK((co_await tests::cell("show transaction_isolation")) == "read committed");
    });
}

TEST_CASE("on_commit sees committed rows from another connection, and nothing of what was undone") {
    const tests::database alias(few());
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_table();
        std::vector<std::string> seen;
        const auto look = [&seen]() -> vinyl::dual<void> { seen.push_back(co_await listed()); };
        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
            co_await vinyl::on_commit(look);
            co_await add("Tintin");
            try {
                co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                    co_await vinyl::on_commit([&seen]() -> vinyl::dual<void> {
                        seen.emplace_back("undone");
                        co_return;
                    });
                    co_await add("Haddock");
                    throw oops();
                });
            } catch (const oops&) {
            }
            CHECK(seen.empty());
        });
        REQUIRE(seen.size() == 1);
        CHECK(seen.front() == "Tintin");
    });
}

// ---- random trees against a model ----

namespace {

/// What a block does: adds a name, fails with a duplicate, nests a block, throws, or marks itself.
struct node {
    enum class kind { add, duplicate, block, no_savepoint_block } what = kind::add;
    std::string name{};
    std::vector<node> inside{};
    enum class end { normal, throws, marked } ends = end::normal;
};

node random_block(std::mt19937& random, int depth, int& counter) {
    node made;
    made.what = node::kind::block;
    const int steps = static_cast<int>(random() % 4);
    for (int i = 0; i < steps; ++i) {
        const unsigned what = random() % 10;
        if (what < 5 || depth == 0) {
            made.inside.push_back({node::kind::add, "n" + std::to_string(++counter)});
        } else if (what < 6) {
            made.inside.push_back({node::kind::duplicate, "twice"});
        } else {
            made.inside.push_back(random_block(random, depth - 1, counter));
            if (what == 9) made.inside.back().what = node::kind::no_savepoint_block;
        }
    }
    const unsigned end = random() % 8;
    made.ends = end == 0 ? node::end::throws : end == 1 ? node::end::marked : node::end::normal;
    return made;
}

/// The model: a transaction that failed refuses everything until the savepoint around the failure is
/// restored.
struct model {
    std::set<std::string> rows{"twice"};
    bool broken = false;

    /// True if the block ends by an exception.
    bool run(const node& block, bool outermost) {
        const std::set<std::string> before = rows;
        const bool savepoint = outermost || block.what == node::kind::block;
        bool threw = broken && !outermost;  // SAVEPOINT is refused
        if (threw) return true;
        for (const node& step : block.inside) {
            if (step.what == node::kind::add) {
                if (!broken) rows.insert(step.name);
            } else if (step.what == node::kind::duplicate) {
                broken = true;
            } else {
                static_cast<void>(run(step, false));  // the caller swallows it
            }
        }
        threw = block.ends == node::end::throws || broken;
        if (!threw && block.ends != node::end::marked) return false;
        if (savepoint) {
            rows = before;
            broken = false;
        } else {
            broken = true;
        }
        return threw;
    }
};

vinyl::dual<void> perform(const node& block, bool outermost) {
    const auto body = [&block]() -> vinyl::dual<void> {
        for (const node& step : block.inside) {
            try {
                if (step.what == node::kind::add || step.what == node::kind::duplicate)
                    co_await add(step.name);
                else
                    co_await perform(step, false);
            } catch (const oops&) {
            } catch (const vinyl::database_error&) {
            }
        }
        if (block.ends == node::end::marked) vinyl::set_rollback();
        if (block.ends == node::end::throws) throw oops();
    };
    co_await vinyl::atomic({.savepoint = outermost || block.what == node::kind::block}, body);
}

}  // namespace

TEST_CASE("random trees of nested blocks leave what the model says") {
    const tests::database alias(few());
    const int rounds = tests::through_gate() ? 20 : 400;
    tests::in_both_modes([rounds]() -> vinyl::dual<void> {
        std::mt19937 random(18);  // NOLINT: the same every time
        co_await make_table();
        for (int round = 0; round < rounds; ++round) {
            int counter = 0;
            const node tree = random_block(random, 5, counter);
            co_await sql("truncate transaction_atomic.reporter");
            co_await add("twice");
            model expected;
            const bool should_throw = expected.run(tree, true);
            bool threw = false;
            try {
                co_await perform(tree, true);
            } catch (const oops&) {
                threw = true;
            } catch (const vinyl::database_error&) {
                threw = true;
            }
            const names rows = co_await reporters();
            CAPTURE(round);
            REQUIRE(std::set<std::string>(rows.begin(), rows.end()) == expected.rows);
            REQUIRE(threw == should_throw);
        }
    });
}

namespace {

/// What the block says when that SQL is sent inside it.
vinyl::dual<std::string> refused(std::string text) {
    std::string said = "nothing";
    try {
        co_await sql(text);
    } catch (const vinyl::usage_error& error) {
        said = error.what();
    }
    co_return said;
}

}  // namespace

TEST_CASE("SQL that would begin or end the transaction is refused, and nothing is lost") {
    in_all_situations([]() -> vinyl::dual<void> {
        const auto hooks = std::make_shared<int>(0);  // an outer block commits when this scenario is over
        co_await vinyl::atomic([&]() -> vinyl::dual<void> {
            vinyl::on_commit([hooks] { ++*hooks; });
            co_await add("Tintin");
            for (const char* text : {"rollback", "COMMIT", "commit and chain", "begin", "start transaction", "end", "abort",
                                     "/* now */ ROLLBACK WORK", "rollback to savepoint vinyl_1", "release vinyl_1"}) {
                CAPTURE(text);
                const std::string said = co_await refused(text);
                CHECK_THAT(said, Contains("inside an atomic block on 'default'") && Contains("set_rollback"));
            }
            CHECK((co_await listed()) == "Tintin");  // the block lives on
            co_await sql("savepoint mine");
            co_await add("Haddock");
            co_await sql("rollback to mine");
            co_await sql("release mine");
        });
        CHECK((co_await listed()) == "Tintin");
        if (!vinyl::in_atomic()) CHECK(*hooks == 1);
        bool left = false;
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                vinyl::on_commit([hooks] { ++*hooks; });
                co_await add("Calculus");
                co_await sql("rollback");
            });
        } catch (const vinyl::usage_error&) {
            left = true;
        }
        CHECK(left);
        CHECK((co_await listed()) == "Tintin");
        if (!vinyl::in_atomic()) CHECK(*hooks == 1);
    });
}

TEST_CASE("a block whose transaction has ended all the same says so, and runs no hook") {
    const tests::database alias(few());
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_table();
        int hooks = 0;
        std::string said;
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                vinyl::on_commit([&] { ++hooks; });
                co_await add("Tintin");
                vinyl::statement hidden;
                hidden.text = "rollback";
                hidden.keeps_session = true;  // a lie, so nobody looks at it
                static_cast<void>(co_await vinyl::db::execute("default", hidden));
            });
        } catch (const vinyl::usage_error& error) {
            said = error.what();
        }
        CHECK_THAT(said, Contains("had ended before its atomic block did"));
        CHECK(hooks == 0);
        CHECK((co_await listed()) == "");
    });
}

TEST_CASE("going back by SQL to a savepoint from before an inner block is an error") {
    const tests::database alias(few());
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_table();
        std::string said;
        try {
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                co_await sql("savepoint mine");
                co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                    co_await add("Tintin");
                    co_await sql("rollback to mine");
                });
            });
        } catch (const vinyl::transaction_aborted& error) {
            said = error.what();
        }
        CHECK_THAT(said, Contains("is gone"));
        CHECK((co_await listed()) == "");
    });
}
