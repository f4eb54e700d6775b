// No part of a password gets into a message, whatever users, env files and shells make of a connection string.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/dual/mode.hpp>
#include <vinyl/postgres/settings.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

using vinyl::postgres::settings;

namespace {

// Every piece of every password holds this.
constexpr std::string_view mark = "s3c";

std::vector<std::string> passwords() {
    std::vector<std::string> made{"s3cret", "s3cret s3cret=s3cret", "s3cret%zz", "s3cret%", "s3cret%00s3cret", "s3cret@s3cret/s3cret",
                                  "s3cret/s3cret@s3cret", "s3cret://s3cret", "s3cret@127.0.0.1:1/s3cret?s3cret=s3cret#s3cret",
                                  "s3cret\xc3\xa9s3cret", "s3cret'\"s3cret"};
    const std::string special = "\"'@/:?#%&= \\,;[](){}<>|$!~^`+*-._\t\n\r";
    for (const char c : special) {
        const std::string one(1, c);
        made.push_back("s3cret" + one + "s3cret");
        made.push_back(one + "s3cret");
        made.push_back("s3cret" + one);
        made.push_back("s3cret" + one + one + "s3cret" + one + "s3cret");
    }
    return made;
}

std::vector<std::string> strings_with(const std::string& password) {
    std::vector<std::string> made;
    const std::string url = "postgresql://miles:" + password + "@127.0.0.1:1/music";
    const std::string pairs = "host=127.0.0.1 port=1 user=miles dbname=music password=" + password;
    for (const std::string& form :
         {url, pairs, "postgres://miles:" + password + "@127.0.0.1:1/music?sslmode=disable&connect_timeout=1",
          "postgresql://:" + password + "@127.0.0.1:1/music", "postgresql://miles:" + password + "@127.0.0.1:1,127.0.0.1:2/music",
          "postgresql://miles:" + password + "@[::1/music", "postgresql://miles:" + password + "@127.0.0.1:x/music",
          "postgresql://127.0.0.1:1/music?user=miles&password=" + password,
          "postgresql://127.0.0.1:1?password=" + password + "&user=miles",
          "postgresql://127.0.0.1:1/music?sslpassword=" + password, "postgresql://miles@127.0.0.1:1/music?sslmode=x&password=" + password,
          "host=127.0.0.1 port=1 password=" + password + " user=miles", "host=127.0.0.1 port=1 password='" + password + "' user=miles",
          "host=127.0.0.1 port=1 sslpassword=" + password + " user=miles",
          "host=127.0.0.1 port=1 passwort=" + password, "host=127.0.0.1 port=1 pasword=" + password,
          "host=127.0.0.1 port=1 password " + password, "host=127.0.0.1 port=x password=" + password,
          "host=127.0.0.1 port=1 sslmode=x password=" + password, "host=127.0.0.1,127.0.0.1 port=1,1,1 password=" + password,
          "service=no_such_service password=" + password, "host=127.0.0.1 port=1 passfile=/no/such/file password=" + password,
          "dbname=" + url, "user=" + url, "host=" + url, "hostaddr=" + url, "port=" + url, "service=" + url, "sslmode=" + url,
          "connect_timeout=" + url, "target_session_attrs=" + url, "DATABASE_URL=" + url, "export DATABASE_URL='" + url + "'",
          "psql " + url, "mysql://miles:" + password + "@127.0.0.1/music", "jdbc:" + url + "?password=" + password,
          "postgresql+psycopg://miles:" + password + "@127.0.0.1/music", "POSTGRESQL://miles:" + password + "@127.0.0.1/music",
          "postgresql:/miles:" + password + "@127.0.0.1/music", "postgresql:miles:" + password + "@127.0.0.1",
          "//miles:" + password + "@127.0.0.1/music", "miles:" + password + "@127.0.0.1:1/music", password}) {
        made.push_back(form);
        for (const char* quote : {"\"", "'", "`"}) {
            made.push_back(quote + form + quote);
            made.push_back(quote + form);
            made.push_back(form + quote);
        }
        made.push_back("\"'" + form + "'\"\n");
        made.push_back("\"" + form + "'");
        made.push_back(form + "\n");
    }
    return made;
}

bool tells(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text.find(mark) != std::string::npos;
}

template <class Call>
std::string told_by(Call&& call) {
    try {
        call();
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

std::string told_by_connecting(vinyl::connection_registry& registry) {
    return told_by([&] {
        vinyl::statement hello;
        hello.text = "SELECT 1";
        static_cast<void>(vinyl::db::execute(registry, "shop", std::move(hello)).get());
    });
}

// All that vinyl says about a connection string: on reading it, on adding it, of itself, and when the server refuses it.
std::string all_that_is_said(const std::string& dsn) {
    std::string said;
    said += told_by([&] { static_cast<void>(settings(dsn)); });
    vinyl::connection_registry registry;
    said += told_by([&] { registry.add("shop", dsn); });
    said += told_by([&] { registry.add(dsn, "host=x"); });
    said += told_by([&] { static_cast<void>(registry.database(dsn)); });
    if (registry.contains("shop")) {
        const settings read(dsn);
        said += read.describe();
        const std::string_view host = read.get("host");
        if (host == "127.0.0.1" || host == "127.0.0.1,127.0.0.1" || !read.get("service").empty())
            said += told_by_connecting(registry);
    }
    return said;
}

}  // namespace

TEST_CASE("no message shows a part of a password, over thousands of hostile connection strings", "[postgres][secrets]") {
    const vinyl::async_scope scope(false);
    std::set<std::string> strings;
    for (const std::string& password : passwords())
        for (std::string& dsn : strings_with(password)) strings.insert(std::move(dsn));
    const std::string whole = "postgresql://miles:s3cret/s3cret@s3cret@127.0.0.1:1/music?sslmode=require&application_name=shop";
    for (std::size_t length = whole.find("s3c") + 3; length < whole.size(); ++length) strings.insert(whole.substr(0, length));
    CHECK(strings.size() > 2000);
    std::size_t told = 0;
    for (const std::string& dsn : strings) {
        const std::string said = all_that_is_said(dsn);
        if (!tells(said)) continue;
        if (++told > 20) break;
        UNSCOPED_INFO("of:   " << dsn << "\nsaid: " << said);
    }
    CHECK(told == 0);
}

TEST_CASE("no message shows a password from libpq's environment variables, wherever it was put", "[postgres][secrets]") {
    const vinyl::async_scope scope(false);
    const std::vector<std::string> values{
        "postgresql://miles:s3cret@127.0.0.1:1/music", " postgres://miles:s3cret@127.0.0.1:1/music",
        "postgresql://:s3cret@127.0.0.1", "host=127.0.0.1 port=1 user=miles password=s3cret dbname=music",
        "dbname=music password = 's3cret'", "user=miles sslpassword=s3cret"};
    const auto said = [](const char* variable, const std::string& value) {
        const char* const before = std::getenv(variable);
        const std::string kept = before != nullptr ? before : "";
        ::setenv(variable, value.c_str(), 1);
        vinyl::connection_registry registry;
        registry.add("shop", "application_name=shop");
        std::string heard = settings("application_name=shop").describe() + told_by_connecting(registry);
        heard += all_that_is_said("host=127.0.0.1 port=1 connect_timeout=1 application_name=shop");
        if (before != nullptr) ::setenv(variable, kept.c_str(), 1);
        else ::unsetenv(variable);
        return heard;
    };
    for (const char* variable : {"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICE", "PGSSLMODE", "PGSSLROOTCERT",
                                 "PGREQUIREPEER", "PGCONNECT_TIMEOUT", "PGTARGETSESSIONATTRS", "PGGSSENCMODE"}) {
        for (const std::string& value : values) {
            const std::string heard = said(variable, value);
            INFO(variable << "=" << value << "\nsaid: " << heard);
            CHECK_FALSE(tells(heard));
            CHECK_THAT(heard, Catch::Matchers::Contains(std::string("(") + variable + ")"));
        }
    }
    CHECK_FALSE(tells(said("PGOPTIONS", values[0])));
    CHECK_FALSE(tells(said("PGHOST", "miles:s3cret@127.0.0.1")));
    // what is set in the connection string goes before the environment
    CHECK_THAT(said("PGDATABASE", "music"), Catch::Matchers::Contains("database music"));
}

TEST_CASE("DATABASE_URL may stand in quotes, and a mistake in it names the variable and no secret", "[postgres][secrets]") {
    const char* const before = std::getenv("DATABASE_URL");
    const std::string kept = before != nullptr ? before : "";
    ::setenv("DATABASE_URL", "\"postgresql://miles:s3cret@db.example/music\"", 1);
    {
        vinyl::connection_registry registry;
        const std::string where = registry.database("default")->source().describe();
        CHECK(where == "host db.example, port 5432, database music, user miles");
    }
    ::setenv("DATABASE_URL", "postgresql://miles:s3cret@s3cret@db.example/music", 1);
    {
        vinyl::connection_registry registry;
        const std::string what = told_by([&] { static_cast<void>(registry.database("default")); });
        CHECK_THAT(what, Catch::Matchers::Contains("DATABASE_URL") && Catch::Matchers::Contains("more than one @"));
        CHECK_FALSE(tells(what));
    }
    if (before != nullptr) ::setenv("DATABASE_URL", kept.c_str(), 1);
    else ::unsetenv("DATABASE_URL");
}
