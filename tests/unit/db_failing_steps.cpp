// The server hangs up, or says nothing any more, instead of its first message, its second, and so on until the whole work gets
// through: connecting, a transaction with a savepoint in it, a query of its own. Each time the caller is told what is true,
// nothing is sent twice or too much, the pool holds nothing, and the next query works. In both modes, without a server.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/fake_server.hpp"
#include "support/pool_of_task.hpp"

#include <vinyl/vinyl.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using failure = tests::fake_server::failure;
using texts = std::vector<std::string>;

vinyl::dual<void> query(std::string text) {
    vinyl::statement sent(std::move(text));
    sent.keeps_session = true;
    const vinyl::db::result answer = co_await vinyl::db::execute("default", std::move(sent));
    CHECK(answer.rows() == 1);
    CHECK(answer.bytes(0, 0) == std::string("\0\0\0\7", 4));
}

vinyl::dual<void> inner_block() {
    co_await query("SELECT 2");
    co_await query("SELECT 2");  // it is prepared by now
}

vinyl::dual<void> outer_block() {
    co_await query("SELECT 1");
    co_await vinyl::atomic([] { return inner_block(); });
    co_await query("SELECT 3");
}

vinyl::dual<void> whole_work() {
    co_await vinyl::atomic([] { return outer_block(); });
    co_await query("SELECT 4");
}

const texts whole{"BEGIN",    "SELECT 1", "SAVEPOINT vinyl_1", "SELECT 2", "SELECT 2", "RELEASE SAVEPOINT vinyl_1",
                  "SELECT 3", "COMMIT",   "SELECT 4"};

/// What the caller was told.
enum class told { nothing, lost, late, commit_unknown, other };

template <class Work>
vinyl::dual<told> outcome_of(Work work) {
    told outcome = told::nothing;
    try {
        co_await work();
    } catch (const vinyl::commit_unknown&) {
        outcome = told::commit_unknown;
    } catch (const vinyl::timeout&) {
        outcome = told::late;
    } catch (const vinyl::connection_lost&) {
        outcome = told::lost;
    } catch (const std::exception& unexpected) {
        UNSCOPED_INFO(unexpected.what());
        outcome = told::other;
    }
    co_return outcome;
}

/// Only the beginning of it all, nothing twice.
void check_what_was_sent(const texts& sent, const texts& all) {
    REQUIRE(sent.size() <= all.size());
    CHECK(sent == texts(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(sent.size())));
}

/// Whether COMMIT was the last that the server has read.
bool at_commit(const texts& sent) { return !sent.empty() && sent.back() == "COMMIT"; }

template <class Work>
vinyl::dual<void> fail_at_each_step(failure how, Work work, texts all) {
    tests::fake_server server;
    const told usual = how == failure::hangs_up ? told::lost : told::late;
    std::size_t step = 0;
    for (bool failed = true; failed; ++step) {
        vinyl::connection_options options;
        options.dsn = server.dsn();
        // a connection that fell silent is busy for some seconds more
        options.pool.max = how == failure::hangs_up ? 1 : 2;
        options.connect_timeout = 100ms;
        if (how == failure::falls_silent) {
            options.statement_timeout = 30ms;
            options.pooler = vinyl::transaction_pooler;  // so that the client alone keeps it, without a second of grace
        }
        vinyl::connections().remove("default");
        vinyl::connections().add("default", options);
        const std::shared_ptr<vinyl::db::database> database = vinyl::connections().database("default");
        server.fail_after(step, how);
        const told outcome = co_await outcome_of(work);
        failed = server.failed();
        const texts sent = server.texts();
        CAPTURE(step, sent, outcome);
        CHECK(outcome == (!failed ? told::nothing : at_commit(sent) ? told::commit_unknown : usual));
        check_what_was_sent(sent, all);

        server.fail_after(0, failure::none);
        co_await query("SELECT 5");
        CHECK(server.texts() == texts{"SELECT 5"});
        const std::shared_ptr<vinyl::db::pool> connections = co_await tests::pool_of_task(*database);
        const vinyl::db::pool_stats pool = connections->stats();
        CHECK(pool.open <= options.pool.max);
        CHECK(pool.in_use == 0);
        CHECK(pool.idle == 1);
        CHECK(pool.connecting == 0);
        CHECK(pool.waiting == 0);
    }
    CHECK(step > 4 * all.size());
    vinyl::connections().remove("default");
}

}  // namespace

TEST_CASE("the server hangs up at each step of connecting, of a transaction, and of a query") {
    tests::in_both_modes([] { return fail_at_each_step(failure::hangs_up, whole_work, whole); });
}

TEST_CASE("the server falls silent at each step of connecting, of a transaction, and of a query") {
    tests::run_sync([] { return fail_at_each_step(failure::falls_silent, whole_work, whole); });
}

TEST_CASE("the server falls silent at each step of connecting and of queries, without a transaction to be undone") {
    tests::in_both_modes(
        [] { return fail_at_each_step(failure::falls_silent, inner_block, {"SELECT 2", "SELECT 2"}); });
}
