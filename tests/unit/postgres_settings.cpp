// Connection parameters, the statement cache and the reading of errors: what needs no server.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/settings.hpp>
#include <vinyl/postgres/statement_cache.hpp>

#include <algorithm>
#include <set>
#include <string>

using Catch::Matchers::Contains;
using vinyl::usage_error;
using vinyl::postgres::settings;
using vinyl::postgres::statement_cache;

namespace {

std::string sent(const settings& from, std::string_view keyword) {
    std::string value = "(not sent)";
    for (const auto& [name, given] : from.to_send())
        if (name == keyword) value = given;
    return value;
}

std::string complaint(const std::string& dsn) {
    try {
        const settings read(dsn);
        return "none";
    } catch (const usage_error& error) {
        return error.what();
    }
}

vinyl::statement statement(std::string text, std::initializer_list<std::uint32_t> types = {}) {
    vinyl::statement made;
    made.text = std::move(text);
    for (const std::uint32_t type : types) {
        vinyl::wire_value value;
        value.oid = type;
        made.parameters.push_back(value);
    }
    return made;
}

}  // namespace

TEST_CASE("both forms of a connection string are read", "[postgres]") {
    const settings url(
        "postgresql://miles:kind%20of@db.example:5433/music?sslmode=require&application_name=shop");
    CHECK(url.get("host") == "db.example");
    CHECK(url.get("port") == "5433");
    CHECK(url.get("user") == "miles");
    CHECK(url.get("password") == "kind of");
    CHECK(url.get("dbname") == "music");
    CHECK(url.get("sslmode") == "require");
    const settings pairs("host=/run/postgresql dbname='kind of blue' user=miles");
    CHECK(pairs.get("host") == "/run/postgresql");
    CHECK(pairs.get("dbname") == "kind of blue");
    CHECK(pairs.get("password").empty());
    CHECK(settings("").to_send().size() == settings().to_send().size());
}

TEST_CASE("vinyl's own defaults give way to what is set, but the encoding does not", "[postgres]") {
    const settings plain("host=localhost");
    CHECK(sent(plain, "client_encoding") == "UTF8");
    CHECK(sent(plain, "fallback_application_name") == "vinyl");
    CHECK(sent(plain, "tcp_user_timeout") == "30000");
    CHECK(sent(plain, "keepalives_idle") == "30");
    const settings own(
        "host=localhost tcp_user_timeout=7 keepalives_idle=8 application_name=shop client_encoding=LATIN1");
    CHECK(sent(own, "tcp_user_timeout") == "7");
    CHECK(sent(own, "keepalives_idle") == "8");
    CHECK(sent(own, "application_name") == "shop");
    CHECK(sent(own, "client_encoding") == "UTF8");
}

TEST_CASE("server settings travel with the start of the session, quoted", "[postgres]") {
    settings with("host=localhost");
    with.set_on_server("statement_timeout", "5000").set_on_server("search_path", "a b\\c");
    CHECK(with.get("options") == "-c statement_timeout=5000 -c search_path=a\\ b\\\\c");
    CHECK_THROWS_AS(with.set_on_server("x -c y", "1"), usage_error);
    CHECK_THROWS_AS(with.set_on_server("", "1"), usage_error);
}

TEST_CASE(
    "a connection string that can not be read is an error that says how one looks and repeats no secret",
    "[postgres]") {
    CHECK_THAT(complaint("hoost=db password=s3cret"), Contains("hoost") && Contains("postgresql://"));
    for (const char* wrong :
         {"postgresql://u:s3cret%zz@h/d", "password=s3cret host", "s3cret", "host=x password='s3cret",
          "postgresql://u:s3cret@h:port:x/d?=", "postgresql://u:s3cret@[::1/d"}) {
        INFO(wrong);
        CHECK(complaint(wrong) != "none");
        CHECK_THAT(complaint(wrong), !Contains("s3cret"));
    }
    CHECK_THROWS_AS(settings().set("hoost", "x"), usage_error);
}

TEST_CASE("a NUL byte in a parameter is refused: it would end the value and begin others", "[postgres]") {
    const std::string evil("x\0user\0postgres", 15);
    CHECK_THROWS_AS(settings().set("application_name", evil), usage_error);
    CHECK_THROWS_AS(settings(std::string("host=x\0", 7)), usage_error);
    CHECK_THROWS_AS(settings().set_on_server("search_path", evil), usage_error);
}

TEST_CASE("a description names host, port, database and user, and never the password", "[postgres]") {
    const settings where("postgresql://miles:s3cret@db.example:5433/music");
    CHECK(where.describe() == "host db.example, port 5433, database music, user miles");
    CHECK_THAT(settings("host=x hostaddr=10.0.0.1 dbname=d user=u port=1").describe(), Contains("host x"));
    CHECK_THAT(settings("hostaddr=10.0.0.1 dbname=d user=u port=1").describe(), Contains("host 10.0.0.1"));
}

TEST_CASE("quotes around a connection string and white space around a URL do not count", "[postgres]") {
    for (const char* same :
         {"postgresql://miles:kind@db/music", "\"postgresql://miles:kind@db/music\"", "'postgresql://miles:kind@db/music'",
          " postgresql://miles:kind@db/music\n", "\"'postgresql://miles:kind@db/music' \"\r\n",
          "\"host=db user=miles password=kind dbname=music\"", "'host=db user=miles password=kind dbname=music'"}) {
        INFO(same);
        const settings read(same);
        CHECK(read.get("host") == "db");
        CHECK(read.get("user") == "miles");
        CHECK(read.get("password") == "kind");
        CHECK(read.get("dbname") == "music");
    }
    CHECK(settings("password='two words' host=db").get("password") == "two words");
    CHECK(settings("host=db password=ends\\ ").get("password") == "ends ");
    CHECK_THAT(complaint("\"postgresql://u:s3cret@h/d'"), Contains("quotation mark") && !Contains("s3cret"));
}

TEST_CASE("what is wrong with a connection string is said in words of its own", "[postgres]") {
    CHECK_THAT(complaint("postgresql://u:p@ss@h/d"), Contains("more than one @") && Contains("%40"));
    CHECK_THAT(complaint("postgresql://u:p/ss@h/d"), Contains("@ in the name of the database"));
    CHECK_THAT(complaint("postgresql://h?user=a&password=b@c"), Contains("@ behind the ?"));
    CHECK_THAT(complaint("mysql://u:p@h/d"), Contains("scheme"));
    CHECK_THAT(complaint("postgresql://h:port/d"), Contains("port must be a number"));
    CHECK_THAT(complaint("hoost=db"), Contains("\"hoost\" (did you mean \"host\"?)"));
    CHECK_THAT(complaint("postgresql://h/d?sslmod=require"), Contains("\"sslmod\" (did you mean \"sslmode\"?)"));
    CHECK_THAT(complaint("host=h sslmode=on"), Contains("sslmode must be one of disable allow prefer require"));
    CHECK_THAT(complaint("host=h connect_timeout=10s"), Contains("connect_timeout must be a number"));
    CHECK_THAT(complaint("dbname=postgresql://u@h/d"), Contains("not a connection string"));
    CHECK(complaint("postgresql://u:a:b?c#d@h/d?application_name=x@y") == "none");
    CHECK(complaint("postgresql://me%40shop:p%40@h,[::1]:5433,10.0.0.1/d") == "none");
    CHECK(complaint("postgresql:///d?host=/run/postgresql&user=a@b") == "none");
    CHECK(complaint("postgresql://u:p@%2Frun%2Fpostgresql/d") == "none");
    CHECK(complaint("host=@abstract,/run user=me@shop") == "none");
}

TEST_CASE("the lists of hosts, addresses and ports must match", "[postgres]") {
    const auto servers = settings("host=a,b,c port=1,2,3").servers();
    REQUIRE(servers.size() == 3);
    CHECK(servers[2].host == "c");
    CHECK(servers[2].port == "3");
    CHECK(settings("host=a,b,c port=7").servers()[2].port == "7");
    CHECK(settings("hostaddr=10.0.0.1,10.0.0.2 port=7").servers()[1].address == "10.0.0.2");
    const auto both = settings("host=a,b hostaddr=10.0.0.1,10.0.0.2 port=7,").servers();
    CHECK(both[1].host == "b");
    CHECK(both[1].address == "10.0.0.2");
    CHECK(both[1].port.empty());
    for (const char* wrong : {"host=a,b port=1,2,3", "host=a,b,c port=1,2", "host=a port=1,2", "hostaddr=10.0.0.1 port=1,2",
                              "host=a,b hostaddr=10.0.0.1", "postgresql:///d?port=1,2&host=a"}) {
        INFO(wrong);
        CHECK_THROWS_AS(settings(wrong).servers(), usage_error);
        vinyl::connection_registry registry;
        CHECK_THROWS_AS(registry.add("x", wrong), usage_error);
    }
}

TEST_CASE("connect_timeout shortens a deadline", "[postgres]") {
    using vinyl::io::deadline;
    const settings two("host=x connect_timeout=2");
    CHECK(two.connect_until(deadline::never()) < deadline::after(std::chrono::seconds(3)));
    const deadline sooner = deadline::after(std::chrono::seconds(1));
    CHECK(two.connect_until(sooner) == sooner);
}

TEST_CASE("the SQLSTATE is taken out of libpq's verbose message", "[postgres]") {
    std::string message =
        "connection to server at \"h\" (10.0.0.1), port 5432 failed: FATAL:  28P01: password "
        "authentication failed for user \"x\"\nLOCATION:  auth_failed, auth.c:338\n";
    CHECK(vinyl::postgres::take_sqlstate(message) == "28P01");
    CHECK_THAT(message, !Contains("28P01") && !Contains("auth.c") && Contains("FATAL:  password"));
    std::string none = "connection to server at \"h\", port 1 failed: Connection refused\n";
    CHECK(vinyl::postgres::take_sqlstate(none).empty());
    std::string odd = "FATAL:  abc";
    CHECK(vinyl::postgres::take_sqlstate(odd).empty());
}

TEST_CASE("text from outside is made fit for one line", "[postgres]") {
    CHECK(vinyl::postgres::printable("a\n\tb\x1b[31m\r\n") == "a b [31m");
    CHECK(vinyl::postgres::printable(std::string(5000, 'x')).size() == 2003);
}

TEST_CASE("statement names are short, and no two caches share one", "[postgres][cache]") {
    std::set<std::string> names;
    for (int i = 0; i < 50; ++i) {
        statement_cache cache(10);
        for (int j = 0; j < 10; ++j) {
            const auto made = cache.add(statement("SELECT " + std::to_string(j)));
            CHECK(made->name.size() <= 40);
            CHECK(made->name.substr(0, 2) == "v_");
            CHECK(names.insert(made->name).second);
        }
    }
}

TEST_CASE("statements are told apart by text and parameter types", "[postgres][cache]") {
    statement_cache cache(10);
    const auto plain = cache.add(statement("SELECT $1", {20}));
    CHECK(cache.find(statement("SELECT $1", {20})) == plain);
    CHECK_FALSE(cache.find(statement("SELECT $1", {25})));
    CHECK_FALSE(cache.find(statement("SELECT $1")));
    CHECK_FALSE(cache.find(statement("SELECT $2", {20})));
    const auto other = cache.add(statement("SELECT $1", {25}));
    CHECK(cache.find(statement("SELECT $1", {25})) == other);
    CHECK(cache.find(statement("SELECT $1", {20})) == plain);
}

TEST_CASE("the least recently used statement goes first, and is deallocated only if the server knows it",
          "[postgres][cache]") {
    statement_cache cache(2);
    const auto a = cache.add(statement("a"));
    const auto b = cache.add(statement("b"));
    cache.confirm(*a);
    cache.confirm(*b);
    CHECK(cache.find(statement("a")) == a);
    const auto c = cache.add(statement("c"));
    CHECK(cache.size() == 2);
    CHECK_FALSE(cache.find(statement("b")));
    CHECK(cache.take_evicted() == std::vector<std::string>{b->name});
    // c is not known yet when it has to go; when it becomes known, it is given up
    CHECK(cache.find(statement("a")) == a);
    cache.add(statement("d"));
    CHECK_FALSE(cache.has_evicted());
    cache.confirm(*c);
    CHECK(cache.take_evicted() == std::vector<std::string>{c->name});
    cache.clear();
    CHECK(cache.size() == 0);
    CHECK_FALSE(cache.has_evicted());
}
