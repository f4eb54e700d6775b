// Golden texts of SQL: compared by the unit tests; the integration tests include the same files and also let a server
// prepare each statement with its parameter types.
#pragma once

#include "support/catch.hpp"

#include <vinyl/base/statement.hpp>

#include <string>

namespace tests {

/// What else is done with each statement; returns what is wrong with it.
inline std::string (*statement_check)(const vinyl::statement&) = nullptr;

inline std::string checked(const vinyl::statement& s) {
    std::string fault = statement_check ? statement_check(s) : std::string();
    return fault.empty() ? s.text : s.text + "\n  but the server says: " + fault;
}

}  // namespace tests

#define CHECK_SQL(statement, expected) CHECK(tests::checked(statement) == (expected))
