// One test body, run in sync mode and in async mode.
//
//     TEST_CASE("a name can be changed") {
//         tests::in_both_modes([]() -> vinyl::dual<void> {
//             auto artist = co_await Artist::vinyl().create("name"_f = "Miles");
//             co_await artist.update("name"_f = "Miles Davis");
//             CHECK(co_await Artist::vinyl().filter("name"_f = "Miles Davis").exists());
//         });
//     }
#pragma once

#include "support/check_await.hpp"

#include <vinyl/db/query_log.hpp>
#include <vinyl/dual/spawn.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tests {

/// Runs an async body, a function that returns dual<void> or asio::awaitable<void>, on an io_context of its own, on this
/// thread. Fails the test when it does not finish in time.
template <class Body>
void run_async(Body&& body, std::chrono::seconds timeout = std::chrono::seconds(30)) {
    boost::asio::io_context io(1);
    std::optional<std::exception_ptr> outcome;
    vinyl::spawn(io, [&body] { return body(); }, [&outcome](std::exception_ptr error) { outcome = error; });
    const auto end = std::chrono::steady_clock::now() + timeout;
    // Not run(): connections that wait for their next use may keep an io_context busy for ever.
    while (!outcome && io.run_one_until(end) > 0) continue;
    if (!outcome) {
        if (io.stopped()) FAIL("the async body waits for something that will never come");
        FAIL("the async body did not finish within " << timeout.count() << " s");
    }
    if (*outcome) std::rethrow_exception(*outcome);
    io.poll();
}

/// Runs a sync body, a function that returns dual<void>. It has run when its call returns.
template <class Body>
void run_sync(Body&& body) {
    const vinyl::async_scope scope(false);
    body().get();
}

/// Listens to the SQL texts that are sent while it lives.
class sent_statements {
public:
    [[nodiscard]] std::vector<std::string> texts() const {
        const std::lock_guard lock(state_->mutex);
        return state_->texts;
    }

private:
    struct state {
        std::mutex mutex;
        std::vector<std::string> texts;
    };
    // Shared: an observer that runs in another thread may outlive the subscription by a moment.
    std::shared_ptr<state> state_ = std::make_shared<state>();
    vinyl::query_subscription subscription_ = vinyl::observe_queries([to = state_](const vinyl::query_event& query) {
        const std::lock_guard lock(to->mutex);
        to->texts.emplace_back(query.text);
    });
};

enum class statements {
    same,        ///< Both modes must send the same statements in the same order.
    may_differ,  ///< Not looked at: for tests of several operations at once.
};

/// Runs the body in sync mode and then in async mode, and compares the statements they sent.
/// The body runs twice on one database, so it cleans up, or begins by doing so.
template <class Body>
void in_both_modes(Body body, statements compared = statements::same) {
    std::vector<std::string> sync_texts;
    {
        INFO("in sync mode");
        const sent_statements sent;
        run_sync(body);
        sync_texts = sent.texts();
    }
    {
        INFO("in async mode");
        const sent_statements sent;
        run_async(body);
        if (compared == statements::same) CHECK(sent.texts() == sync_texts);
    }
}

}  // namespace tests
