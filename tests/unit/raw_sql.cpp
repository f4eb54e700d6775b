// raw(): what is checked of SQL of one's own, without a server.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/vinyl.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

using namespace shop;
using Catch::Matchers::Contains;
using vinyl::detail::raw_parameter;

namespace {

/// The numbers of the parameters in their order: "1 2 1".
constexpr std::size_t count(std::string_view sql) {
    vinyl::detail::parameter_scan scan(sql);
    std::size_t number = 0;
    while (const std::size_t next = scan.next()) number = number * 10 + next;
    return number;
}

}  // namespace

TEST_CASE("RW1: parameters are counted where they are some") {
    STATIC_REQUIRE(count("SELECT 1") == 0);
    STATIC_REQUIRE(count("SELECT $1, $2 + $1") == 121);
    STATIC_REQUIRE(count("SELECT '$1', $1") == 1);
    STATIC_REQUIRE(count("SELECT 'it''s $2', $1") == 1);
    STATIC_REQUIRE(count(R"(SELECT E'\'$2', $1)") == 1);
    STATIC_REQUIRE(count(R"(SELECT '\', $2)") == 2);
    STATIC_REQUIRE(count(R"(SELECT e'\\', $2)") == 2);
    STATIC_REQUIRE(count("SELECT \"$2\", \"a\"\"$3\", $1") == 1);
    STATIC_REQUIRE(count("SELECT $1 -- $2\n, $3") == 13);
    STATIC_REQUIRE(count("SELECT $1 /* $2 /* $3 */ $4 */, $5") == 15);
    STATIC_REQUIRE(count("SELECT $$ $2 $$, $1") == 1);
    STATIC_REQUIRE(count("SELECT $a$ $2 $$ $3 $a$, $1") == 1);
    STATIC_REQUIRE(count("SELECT column$2, f($1)") == 1);
    STATIC_REQUIRE(count("SELECT $1::integer[]") == 1);
    STATIC_REQUIRE(count("SELECT a->'$1' WHERE b = $2") == 2);
    STATIC_REQUIRE(count("SELECT '$1") == 0);
    STATIC_REQUIRE(count(R"(SELECT E'it''s \' $2' || $1)") == 1);
    STATIC_REQUIRE(count(R"(SELECT E'it''s \' $1')") == 0);
    STATIC_REQUIRE(count(R"(SELECT E'''\' $1''', $2)") == 2);
    STATIC_REQUIRE(count("SELECT E'a' \n 'b\\' $1', $2") == 2);
    STATIC_REQUIRE(count("SELECT E'a' 'b\\', $2") == 2);
    STATIC_REQUIRE(count("SELECT 'a'\n'b\\', $2") == 2);
    STATIC_REQUIRE(count("SELECT ''''||$1") == 1);
    STATIC_REQUIRE(count("SELECT $0") > 65535);
    STATIC_REQUIRE(count("SELECT $99999999999999999999") > 65535);
}

TEST_CASE("RW1: parameters have the types of their values") {
    namespace oid = vinyl::oid;
    CHECK(raw_parameter(10).oid == oid::integer);
    CHECK(raw_parameter(std::int64_t{10}).oid == oid::bigint);
    CHECK(raw_parameter(10U).oid == oid::bigint);
    CHECK(raw_parameter(UINT64_MAX).oid == oid::numeric);
    CHECK(raw_parameter("x").oid == oid::text);
    CHECK(raw_parameter(std::string_view("x")).bytes == "x");
    CHECK(raw_parameter(std::optional<int>()).oid == oid::integer);
    CHECK(raw_parameter(std::optional<int>()).null);
    CHECK(raw_parameter(std::nullopt).null);
    CHECK(raw_parameter(vinyl::decimal("9.99")).oid == oid::numeric);
    Artist artist;
    artist.id = 7;
    CHECK(raw_parameter(artist) == raw_parameter(std::int64_t{7}));
    CHECK(raw_parameter(vinyl::foreign_key<Artist>(7)) == raw_parameter(std::int64_t{7}));
    CHECK(raw_parameter(std::optional<vinyl::foreign_key<Artist>>()).oid == oid::bigint);
}

TEST_CASE("R25: raw() sends what it is given, and refuses what it would leave out") {
    CHECK(Album::vinyl().raw("SELECT * FROM orm.album WHERE price < $1", 10).sql() ==
          "SELECT * FROM orm.album WHERE price < $1");
    CHECK(Album::vinyl().raw("SELECT 1").using_("other").database() == "other");
    CHECK(Album::vinyl().using_("other").raw("SELECT 1").database() == "other");
    CHECK_THROWS_WITH(Album::vinyl().filter("id"_f = 1).raw("SELECT 1"), Contains("write Album::vinyl().raw(...)"));
    CHECK_THROWS_AS(Album::vinyl().limit(3).raw("SELECT 1"), vinyl::usage_error);
    CHECK_THROWS_AS(Album::vinyl().only("title"_f).raw("SELECT 1"), vinyl::usage_error);
}
