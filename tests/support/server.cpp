#include "support/server.hpp"

#include "support/gate.hpp"

#include <cstdlib>
#include <string>

namespace tests {
namespace {

// Bytes at a time, from the environment; 0 when there shall be no gate.
std::size_t gate_piece() {
    const char* set = std::getenv("VINYL_TEST_GATE");
    return set ? std::stoul(set) : 0;
}

gate& shared_gate() {
    static gate narrow(server().socket_path());
    static const bool once = [] {
        gate_rules rules;
        rules.piece = gate_piece();
        narrow.set(rules);
        narrow.keep_log(false);
        return true;
    }();
    (void)once;
    return narrow;
}

}  // namespace

vinyl::testing::server& server() {
    static vinyl::testing::server shared([] {
        vinyl::testing::server_options options;
        options.port = 0;
        options.settings = {{"max_connections", "200"}};
        return options;
    }());
    return shared;
}

bool through_gate() { return gate_piece() > 0; }

std::string dsn(const std::string& database) {
    return through_gate() ? shared_gate().dsn(database) : server().dsn(database);
}

std::size_t pool_size(std::size_t wanted) { return through_gate() ? 1 : wanted; }

}  // namespace tests
