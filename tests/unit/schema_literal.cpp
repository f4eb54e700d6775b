// Values as SQL literals. That the server reads them back as the same values is shown in integration/schema.cpp.
#include "support/catch.hpp"

#include <vinyl/base/error.hpp>
#include <vinyl/codec/all.hpp>
#include <vinyl/schema/literal.hpp>
#include <vinyl/types/all.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using vinyl::to_wire;
using vinyl::schema::detail::literal;
using vinyl::schema::detail::with_literals;
using namespace std::string_literals;

TEST_CASE("values become literals with their type", "[schema]") {
    CHECK(literal(to_wire(true)) == "true");
    CHECK(literal(to_wire(std::int16_t{-7})) == "(-7)");
    CHECK(literal(to_wire(std::int32_t{42})) == "42");
    CHECK(literal(to_wire(std::numeric_limits<std::int64_t>::min())) == "(-9223372036854775808)");
    CHECK(literal(to_wire(0.1)) == "'0.1'::double precision");
    CHECK(literal(to_wire(0.1f)) == "'0.10000000149011612'::real");
    CHECK(literal(to_wire(std::nan(""))) == "'NaN'::double precision");
    CHECK(literal(to_wire(-std::numeric_limits<double>::infinity())) == "'-Infinity'::double precision");
    CHECK(literal(to_wire(vinyl::decimal("-12.50"))) == "'-12.50'::numeric");
    CHECK(literal(to_wire("it's \\ \"quoted\""s)) == "'it''s \\ \"quoted\"'");
    CHECK(literal(to_wire(std::vector{std::byte{0}, std::byte{0xff}})) == "'\\x00ff'::bytea");
    CHECK(literal(to_wire(std::optional<bool>())) == "NULL");
    using namespace std::chrono;
    CHECK(literal(to_wire(vinyl::date(1959y / August / 17))) == "'1959-08-17'::date");
    CHECK(literal(to_wire(vinyl::date(year(-43) / March / 15))) == "'0044-03-15 BC'::date");
    CHECK(literal(to_wire(std::vector<std::int64_t>{1, -2})) == "ARRAY[1, (-2)]::bigint[]");
    CHECK(literal(to_wire(std::vector<std::optional<std::string>>{"a'b", std::nullopt})) == "ARRAY['a''b', NULL]::text[]");
    CHECK(literal(to_wire(std::vector<std::string>{})) == "ARRAY[]::text[]");
}

TEST_CASE("what can not be a literal is refused", "[schema]") {
    CHECK_THROWS_AS(literal(to_wire("a\0b"s)), vinyl::usage_error);
    vinyl::wire_value unknown;
    unknown.oid = 3904;
    CHECK_THROWS_AS(literal(unknown), vinyl::usage_error);
}

TEST_CASE("parameters in SQL text become literals, quoted parts stay", "[schema]") {
    const std::vector parameters{to_wire(std::int64_t{1}), to_wire("$1 'x'"s)};
    CHECK(with_literals(R"(a > $1 AND "b$1" = $2 AND c <> '$1')", parameters) ==
          R"(a > 1 AND "b$1" = '$1 ''x''' AND c <> '$1')");
    CHECK(with_literals(R"("t"."t" = $1 AND x = '"t".' AND "at"."b")", parameters, R"("t".)") ==
          R"("t" = 1 AND x = '"t".' AND "at"."b")");
    CHECK_THROWS_AS(with_literals("$3", parameters), vinyl::usage_error);
}
