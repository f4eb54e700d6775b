// The one PostgreSQL that all tests of a program share. Each test file works in a schema of its own.
#pragma once

#include <vinyl/testing/server.hpp>

#include <string>

namespace tests {

/// Started by the first call; stopped when the program ends. Listens on its unix socket and on 127.0.0.1.
/// A test that stops or kills a server makes one of its own.
vinyl::testing::server& server();

/// Connection string for what a test connects to: the shared server, directly or, when the environment variable
/// VINYL_TEST_GATE is set, through a gate (tests/support/gate.hpp) that hands on one byte at a time.
std::string dsn();

}  // namespace tests
