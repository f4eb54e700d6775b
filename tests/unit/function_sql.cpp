// Functions of <vinyl/functions.hpp> as SQL, and the types of what they give.
#include "support/expression_sql.hpp"

#include <vinyl/functions.hpp>

#include <cstdint>
#include <optional>
#include <string>

using namespace shop;
using tests::is_read_as;
using tests::text_of;
using vinyl::decimal;

TEST_CASE("functions: math is written as the server calls it") {
    CHECK(text_of(ceil("price"_f)) == R"(CEILING("album"."price"))");
    CHECK(text_of(floor("price"_f)) == R"(FLOOR("album"."price"))");
    CHECK(text_of(round("price"_f)) == R"((ROUND(("album"."price")::numeric))::numeric)");
    CHECK(text_of(round("rating"_f, 1)) == R"((ROUND(("album"."rating")::numeric, $1))::double precision)");
    CHECK(text_of(sign("stock"_f)) == R"(SIGN("album"."stock"))");
    CHECK(text_of(sqrt("stock"_f)) == R"(SQRT("album"."stock"))");
    CHECK(text_of(exp("rating"_f)) == R"(EXP("album"."rating"))");
    CHECK(text_of(ln("rating"_f)) == R"(LN("album"."rating"))");
    CHECK(text_of(log(2, "stock"_f)) == R"((LOG(($1)::numeric, ("album"."stock")::numeric))::double precision)");
    CHECK(text_of(mod("rating"_f, 2)) == R"((MOD(("album"."rating")::numeric, ($1)::numeric))::double precision)");
    CHECK(text_of(power("stock"_f, 2)) == R"(POWER("album"."stock", $1))");
    CHECK(text_of(atan2("rating"_f, 2)) == R"(ATAN2("album"."rating", $1))");
    CHECK(text_of(sin("rating"_f)) == R"(SIN("album"."rating"))");
    CHECK(text_of(cot("price"_f)) == R"(COT("album"."price"))");
    CHECK(text_of(acos("rating"_f)) == R"(ACOS("album"."rating"))");
    CHECK(text_of(degrees("rating"_f)) == R"(DEGREES("album"."rating"))");
    CHECK(text_of(radians("rating"_f)) == R"(RADIANS("album"."rating"))");
    CHECK(text_of(pi()) == "PI()");
    CHECK(text_of(vinyl::random()) == "RANDOM()");
}

TEST_CASE("V20: functions: math gives decimals of decimals, and doubles else") {
    CHECK(is_read_as<decimal>(ceil("price"_f)));
    CHECK(is_read_as<double>(ceil("stock"_f)));
    CHECK(is_read_as<std::optional<double>>(floor("rating"_f)));
    CHECK(is_read_as<std::int32_t>(round("stock"_f, -1)));
    CHECK(is_read_as<decimal>(round("price"_f, 1)));
    CHECK(is_read_as<std::optional<double>>(round("rating"_f, 1)));
    CHECK(is_read_as<decimal>(power("price"_f, 2)));
    CHECK(is_read_as<double>(power("price"_f, 0.5)));
    CHECK(is_read_as<double>(power("stock"_f, 2)));
    CHECK(is_read_as<decimal>(log(2, "price"_f)));
    CHECK(is_read_as<std::int64_t>(mod("stock"_f, "id"_f)));
    CHECK(is_read_as<std::optional<double>>(sin("rating"_f)));
    CHECK(is_read_as<double>(sin("price"_f)));
    CHECK(is_read_as<double>(pi()));
}

TEST_CASE("functions: texts") {
    CHECK(text_of(concat("title"_f, " / ", "rating"_f)) == R"(CONCAT("album"."title", $1, "album"."rating"))");
    CHECK(text_of(left("title"_f, 3)) == R"(LEFT("album"."title", $1))");
    CHECK(text_of(right("title"_f, 3)) == R"(RIGHT("album"."title", $1))");
    CHECK(text_of(substr("title"_f, 3)) == R"(SUBSTRING("album"."title", $1))");
    CHECK(text_of(substr("title"_f, 3, 2)) == R"(SUBSTRING("album"."title", $1, $2))");
    CHECK(text_of(trim("title"_f)) == R"(TRIM("album"."title"))");
    CHECK(text_of(lpad("title"_f, 20, ".")) == R"(LPAD("album"."title", $1, $2))");
    CHECK(text_of(rpad("title"_f, 20)) == R"(RPAD("album"."title", $1))");
    CHECK(text_of(repeat("title"_f, 2)) == R"(REPEAT("album"."title", $1))");
    CHECK(text_of(replace("title"_f, "a", "b")) == R"(REPLACE("album"."title", $1, $2))");
    CHECK(text_of(replace("title"_f, "a")) == R"(REPLACE("album"."title", $1, $2))");
    CHECK(text_of(reverse(ltrim(rtrim("title"_f)))) == R"(REVERSE(LTRIM(RTRIM("album"."title"))))");
    CHECK(text_of(str_index("title"_f, "a")) == R"(STRPOS("album"."title", $1))");
    CHECK(text_of(chr("stock"_f)) == R"(CHR("album"."stock"))");
    CHECK(text_of(ord("title"_f)) == R"(ASCII("album"."title"))");
    CHECK(is_read_as<std::string, Artist>(concat("country"_f, "?")));  // NULL is an empty text
    CHECK(is_read_as<std::optional<std::string>, Artist>(trim("country"_f)));
    CHECK(is_read_as<std::int32_t>(str_index("title"_f, "a")));
}

TEST_CASE("functions: hashes, identifiers and times") {
    CHECK(text_of(md5("title"_f)) == R"(MD5("album"."title"))");
    CHECK(text_of(sha1("title"_f)) == R"(ENCODE(DIGEST("album"."title", 'sha1'), 'hex'))");
    CHECK(text_of(sha256("title"_f)) == R"(ENCODE(SHA256(CONVERT_TO("album"."title", 'UTF8')), 'hex'))");
    CHECK(text_of(uuid4()) == "GEN_RANDOM_UUID()");
    CHECK(text_of(uuid7()) == "UUIDV7()");
    CHECK(text_of(now()) == "STATEMENT_TIMESTAMP()");
    CHECK(text_of(transaction_now()) == "TRANSACTION_TIMESTAMP()");
    CHECK(is_read_as<vinyl::uuid>(uuid4()));
}

TEST_CASE("functions: nullif is NULL where both are equal") {
    CHECK(text_of(nullif("title"_f, "")) == R"(NULLIF("album"."title", $1))");
    CHECK(is_read_as<std::optional<std::int32_t>>(nullif("stock"_f, 0)));
}

TEST_CASE("where a function takes an integer, a bigint becomes one") {
    CHECK(text_of(right("title"_f, length("title"_f) - 1)) ==
          R"(RIGHT("album"."title", (LENGTH("album"."title") - $1)))");
    CHECK(text_of(repeat("title"_f, "id"_f)) == R"(REPEAT("album"."title", ("album"."id")::integer))");
}
