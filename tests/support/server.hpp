// The one PostgreSQL that all tests of a program share. Each test file works in a schema of its own.
#pragma once

#include <vinyl/testing/server.hpp>

#include <cstddef>
#include <string>

namespace tests {

/// Started by the first call; stopped when the program ends. Listens on its unix socket and on 127.0.0.1.
/// A test that stops or kills a server makes one of its own.
vinyl::testing::server& server();

/// Connection string for all tests that need nothing but a database: the shared server, directly, or through a gate
/// (support/gate.hpp) when the environment variable VINYL_TEST_GATE says how many bytes it shall hand on at a time.
std::string dsn(const std::string& database = "postgres");

/// Whether dsn() leads through such a gate: things take longer then.
bool through_gate();

/// The pool size to ask for: `wanted`, but 1 when dsn() leads through a gate. For tests that hold one connection at a time.
std::size_t pool_size(std::size_t wanted);

}  // namespace tests
