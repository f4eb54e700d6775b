// Which SQL takes a transaction out of atomic's hands.
#include "support/catch.hpp"

#include <vinyl/db/transaction_words.hpp>

using vinyl::db::detail::word_that_ends_transactions;

TEST_CASE("SQL that begins or ends transactions is recognised by its first words", "[db]") {
    CHECK(word_that_ends_transactions("rollback") == "rollback");
    CHECK(word_that_ends_transactions("ROLLBACK WORK") == "rollback");
    CHECK(word_that_ends_transactions("Rollback Transaction And Chain") == "rollback");
    CHECK(word_that_ends_transactions("rollback prepared 'a'") == "rollback");
    CHECK(word_that_ends_transactions("abort") == "abort");
    CHECK(word_that_ends_transactions(" \n\tCOMMIT;") == "commit");
    CHECK(word_that_ends_transactions("COMMIT AND CHAIN") == "commit");
    CHECK(word_that_ends_transactions("end") == "end");
    CHECK(word_that_ends_transactions("begin isolation level serializable") == "begin");
    CHECK(word_that_ends_transactions("START TRANSACTION") == "start");
    CHECK(word_that_ends_transactions("prepare transaction 'a'") == "prepare");
    CHECK(word_that_ends_transactions(" ; ; rollback") == "rollback");
    CHECK(word_that_ends_transactions("-- a word\nrollback") == "rollback");
    CHECK(word_that_ends_transactions("/* a /* nested */ word */rollback") == "rollback");
    CHECK(word_that_ends_transactions("rollback/**/to/**/vinyl_1") == "rollback");
    CHECK(word_that_ends_transactions("rollback to savepoint VINYL_12") == "rollback");
    CHECK(word_that_ends_transactions("rollback to savepoint \"vinyl_1\"") == "rollback");
    CHECK(word_that_ends_transactions("release vinyl_1") == "release");
    CHECK(word_that_ends_transactions("release savepoint vinyl_1") == "release");
    CHECK(word_that_ends_transactions("savepoint vinyl_1") == "savepoint");
}

TEST_CASE("other SQL, and savepoints of one's own, are left alone", "[db]") {
    CHECK(word_that_ends_transactions("").empty());
    CHECK(word_that_ends_transactions(";").empty());
    CHECK(word_that_ends_transactions("-- rollback").empty());
    CHECK(word_that_ends_transactions("/* rollback").empty());
    CHECK(word_that_ends_transactions("/* rollback */ select 1").empty());
    CHECK(word_that_ends_transactions("select 'rollback'").empty());
    CHECK(word_that_ends_transactions("rollback_all()").empty());
    CHECK(word_that_ends_transactions("update t set a = 1 -- commit").empty());
    CHECK(word_that_ends_transactions("savepoint mine").empty());
    CHECK(word_that_ends_transactions("rollback to mine").empty());
    CHECK(word_that_ends_transactions("rollback work to savepoint mine").empty());
    CHECK(word_that_ends_transactions("release mine").empty());
    CHECK(word_that_ends_transactions("prepare a as select 1").empty());
    CHECK(word_that_ends_transactions("with a as (select 1) select 1").empty());
}
