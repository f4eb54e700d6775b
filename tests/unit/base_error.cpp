// The error tree: SQLSTATE alone decides the class, and what() says what happened.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/db/transaction.hpp>
#include <vinyl/dual/cancelled.hpp>
#include <vinyl/io/not_sent.hpp>
#include <vinyl/model.hpp>

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace base_error_test {

struct Thing : vinyl::model<Thing> {
    std::int64_t id{};
};

}  // namespace base_error_test

using base_error_test::Thing;

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
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("23001")), vinyl::foreign_key_violation);
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
    CHECK_THROWS_AS(vinyl::throw_database_error(with_state("21000")), vinyl::programming_error);
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
        const std::string text = thrown.what();
        int caught = 0;
        try {
            throw thrown;
        } catch (const vinyl::error& error) {
            caught += error.what() == text;
            const std::exception& standard = error;  // for functions that take one
            caught += standard.what() == text;
        }
        try {
            throw thrown;
        } catch (const std::runtime_error& error) {
            caught += error.what() == text;
        }
        try {
            throw thrown;
        } catch (const std::exception& error) {
            caught += error.what() == text;
        }
        return !text.empty() && caught == 4;
    };
    CHECK(is_both(vinyl::usage_error("it")));
    CHECK(is_both(vinyl::not_awaited("it")));
    CHECK(is_both(vinyl::not_loaded("it")));
    CHECK(is_both(vinyl::does_not_exist("it")));
    CHECK(is_both(vinyl::multiple_objects_returned("it")));
    CHECK(is_both(Thing::does_not_exist("it")));
    CHECK(is_both(Thing::multiple_objects_returned("it")));
    CHECK(is_both(vinyl::os_error("it")));
    CHECK(is_both(vinyl::asio_error(boost::asio::error::make_error_code(boost::asio::error::eof))));
    CHECK(is_both(vinyl::cancelled()));
    CHECK(is_both(vinyl::database_error("it")));
    CHECK(is_both(vinyl::integrity_error("it")));
    CHECK(is_both(vinyl::unique_violation("it")));
    CHECK(is_both(vinyl::foreign_key_violation("it")));
    CHECK(is_both(vinyl::not_null_violation("it")));
    CHECK(is_both(vinyl::check_violation("it")));
    CHECK(is_both(vinyl::data_error("it")));
    CHECK(is_both(vinyl::programming_error("it")));
    CHECK(is_both(vinyl::operational_error("it")));
    CHECK(is_both(vinyl::connection_lost("it")));
    CHECK(is_both(vinyl::not_sent("it")));
    CHECK(is_both(vinyl::timeout("it")));
    CHECK(is_both(vinyl::serialization_failure("it")));
    CHECK(is_both(vinyl::deadlock_detected("it")));
    CHECK(is_both(vinyl::pool_timeout("it")));
    CHECK(is_both(vinyl::transaction_aborted("it", nullptr)));
    CHECK(is_both(vinyl::commit_unknown("it")));
}

TEST_CASE("what a model's get() throws is caught by the general name, and what Asio fails with by Asio's", "[base]") {
    CHECK(std::is_base_of_v<vinyl::does_not_exist, Thing::does_not_exist>);
    CHECK(std::is_base_of_v<vinyl::multiple_objects_returned, Thing::multiple_objects_returned>);
    CHECK(std::is_base_of_v<boost::system::system_error, vinyl::asio_error>);
    CHECK(std::is_base_of_v<vinyl::asio_error, vinyl::cancelled>);
    CHECK(vinyl::cancelled().code() == boost::asio::error::operation_aborted);
    CHECK(std::is_base_of_v<vinyl::operational_error, vinyl::transaction_aborted>);
    CHECK(std::is_base_of_v<vinyl::operational_error, vinyl::pool_timeout>);
}
