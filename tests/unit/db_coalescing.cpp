// Reads that wait at the same moment share one Sync, unless their alias says otherwise. Without a server.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/fake_server.hpp"

#include <vinyl/db/acquire.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/vinyl.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace {

vinyl::statement read() {
    vinyl::statement sent("SELECT 1");
    sent.plain_read = true;
    sent.keeps_session = true;
    return sent;
}

/// How many messages the server sends for four reads at once that it knows already, over one connection.
vinyl::dual<std::size_t> messages_for_four(bool coalesce) {
    const auto never = vinyl::io::deadline::never();
    tests::fake_server server;
    vinyl::connection_options options;
    options.dsn = server.dsn();
    options.coalesce_reads = coalesce;
    vinyl::connections().remove("default");
    vinyl::connections().add("default", options);
    std::size_t messages = 0;
    {
        const vinyl::db::lease link =
            co_await vinyl::db::acquire(vinyl::connections().database("default"), vinyl::db::lease_kind::exclusive);
        co_await link->execute(read(), never);
        server.fail_after(0, tests::fake_server::failure::none);
        const auto answers = co_await vinyl::gather(link->execute(read(), never), link->execute(read(), never),
                                                    link->execute(read(), never), link->execute(read(), never));
        CHECK(std::get<3>(answers).rows() == 1);
        messages = server.sent();
    }
    vinyl::connections().remove("default");
    co_return messages;
}

constexpr std::size_t of_a_read = 4;  // bound, columns, row, complete

}  // namespace

TEST_CASE("reads that wait at the same moment share one Sync") {
    tests::run_async([]() -> vinyl::dual<void> {
        const std::size_t messages = co_await messages_for_four(true);
        CHECK(messages == 4 * of_a_read + 1);
    });
}

TEST_CASE("without coalesce_reads each read has a Sync of its own") {
    tests::run_async([]() -> vinyl::dual<void> {
        const std::size_t messages = co_await messages_for_four(false);
        CHECK(messages == 4 * of_a_read + 4);
    });
}
