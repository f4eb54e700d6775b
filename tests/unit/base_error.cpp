// The error tree: SQLSTATE alone decides the class, and what() says what happened.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>

#include <exception>
#include <stdexcept>
#include <string>

namespace {

vinyl::diagnostics with_state(std::string state) {
    vinyl::diagnostics fields;
    fields.sqlstate = std::move(state);
    fields.message = "it went wrong";
    return fields;
}

}  // namespace

TEST_CASE("an SQLSTATE throws its own class", "[base]") {
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("23505")), vinyl::unique_violation);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("23503")), vinyl::foreign_key_violation);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("23502")), vinyl::not_null_violation);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("23514")), vinyl::check_violation);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("23P01")), vinyl::integrity_error);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("40001")), vinyl::serialization_failure);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("40P01")), vinyl::deadlock_detected);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("57014")), vinyl::timeout);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("57P01")), vinyl::connection_lost);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("08006")), vinyl::connection_lost);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("22003")), vinyl::data_error);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("42P01")), vinyl::programming_error);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("53300")), vinyl::operational_error);
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("P0001")), vinyl::database_error);
}

TEST_CASE("what() shows message, SQLSTATE, hint, alias and statement, but no row values", "[base]") {
    vinyl::diagnostics fields = with_state("23505");
    fields.detail = "Key (name)=(secret) already exists.";
    fields.hint = "Use another name.";
    fields.alias = "music";
    fields.statement = "INSERT INTO artist (name) VALUES ($1)";
    const vinyl::database_error error(fields);
    CHECK(std::string(error.what()) ==
          "it went wrong [SQLSTATE 23505]\n"
          "  hint: Use another name.\n"
          "  connection alias: music\n"
          "  statement: INSERT INTO artist (name) VALUES ($1)");
    CHECK(error.detail() == "Key (name)=(secret) already exists.");
}

TEST_CASE("everything that is thrown is a vinyl::error and a std::runtime_error", "[base]") {
    const auto is_both = [](auto thrown) {
        int caught = 0;
        try {
            throw thrown;
        } catch (const vinyl::error& error) {
            caught += std::string(error.what()) == "it";
            const std::exception& standard = error;  // for functions that take one
            caught += std::string(standard.what()) == "it";
        }
        try {
            throw thrown;
        } catch (const std::runtime_error& error) {
            caught += std::string(error.what()) == "it";
        }
        try {
            throw thrown;
        } catch (const std::exception& error) {
            caught += std::string(error.what()) == "it";
        }
        return caught == 4;
    };
    CHECK(is_both(vinyl::usage_error("it")));
    CHECK(is_both(vinyl::not_awaited("it")));
    CHECK(is_both(vinyl::not_loaded("it")));
    CHECK(is_both(vinyl::does_not_exist("it")));
    CHECK(is_both(vinyl::multiple_objects_returned("it")));
    CHECK(is_both(vinyl::os_error("it")));
    CHECK(is_both(vinyl::database_error("it")));
    CHECK(is_both(vinyl::data_error("it")));
    CHECK(is_both(vinyl::connection_lost("it")));
    CHECK(is_both(vinyl::commit_unknown("it")));
}
