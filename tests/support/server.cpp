#include "support/server.hpp"

namespace tests {

vinyl::testing::server& server() {
    static vinyl::testing::server shared([] {
        vinyl::testing::server_options options;
        options.port = 0;
        options.settings = {{"max_connections", "200"}};
        return options;
    }());
    return shared;
}

std::string dsn() { return server().dsn(); }

}  // namespace tests
