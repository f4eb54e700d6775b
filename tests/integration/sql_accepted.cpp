// Every golden text of the unit tests, prepared by a real server with the parameter types that vinyl declares: the unit
// tests are compiled a second time, into this program, with a check that asks the server.
#include "support/server.hpp"
#include "support/sql_check.hpp"
#include "support/sql_models.hpp"

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

namespace {

/// A connection whose search path is a schema with the music tables.
PGconn* music_connection() {
    static const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(tests::server().dsn().c_str()), &PQfinish);
    static const bool once = [] {
        const std::string setup = "CREATE SCHEMA sql_accepted; SET search_path TO sql_accepted;" + std::string(music::schema);
        const std::unique_ptr<PGresult, void (*)(PGresult*)> done(PQexec(connection.get(), setup.c_str()), &PQclear);
        return PQresultStatus(done.get()) == PGRES_COMMAND_OK;
    }();
    return once ? connection.get() : nullptr;
}

std::string fault_of(const PGresult* result) {
    const auto status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? std::string() : PQresultErrorMessage(result);
}

/// Prepares the statement; the types that the server settled on must be the declared ones.
std::string ask_server(const vinyl::statement& s) {
    PGconn* connection = music_connection();
    if (connection == nullptr) return "no connection";
    if (s.text.starts_with("EXPLAIN")) return {};
    std::vector<Oid> types;
    for (const auto& parameter : s.parameters) types.push_back(parameter.oid);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> prepared(
        PQprepare(connection, "", s.text.c_str(), static_cast<int>(types.size()), types.data()), &PQclear);
    if (auto fault = fault_of(prepared.get()); !fault.empty()) return fault;
    const std::unique_ptr<PGresult, void (*)(PGresult*)> described(PQdescribePrepared(connection, ""), &PQclear);
    if (PQnparams(described.get()) != static_cast<int>(types.size())) return "another number of parameters";
    return {};
}

const bool asking = [] {
    tests::statement_check = &ask_server;
    return true;
}();

}  // namespace

TEST_CASE("the server is asked about each statement") {
    CHECK(tests::checked(vinyl::statement("SELECT 1")) == "SELECT 1");
    CHECK_FALSE(tests::checked(vinyl::statement("SELECT no_such_column")) == "SELECT no_such_column");
}

#include "../unit/sql_groups.cpp"
#include "../unit/sql_joins.cpp"
#include "../unit/sql_lookups.cpp"
#include "../unit/sql_negation.cpp"
#include "../unit/sql_select.cpp"
#include "../unit/sql_write.cpp"
