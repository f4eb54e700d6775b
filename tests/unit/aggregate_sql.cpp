// Aggregates as SQL, and the types of what they give.
#include "support/expression_sql.hpp"

#include <vinyl/functions.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace shop;
using tests::is_read_as;
using tests::text_of;
using vinyl::decimal;

TEST_CASE("AG1: count counts rows, values and different values, with a condition, and is never NULL") {
    CHECK(text_of(count()) == "COUNT(*)");
    CHECK(text_of(count("rating"_f)) == R"(COUNT("album"."rating"))");
    CHECK(text_of(count("title"_f).distinct()) == R"(COUNT(DISTINCT "album"."title"))");
    CHECK(text_of(count("title"_f).filter("stock"_f > 3)) ==
          R"(COUNT("album"."title") FILTER (WHERE "album"."stock" > $1))");
    CHECK(is_read_as<std::int64_t>(count("rating"_f)));
}

TEST_CASE("AG2: sums, means, extremes, deviations and variances, of all or of a sample") {
    CHECK(text_of(sum("stock"_f).distinct()) == R"(SUM(DISTINCT "album"."stock"))");
    CHECK(text_of(avg("price"_f).distinct()) == R"(AVG(DISTINCT "album"."price"))");
    CHECK(text_of(stddev("price"_f)) == R"(STDDEV_POP("album"."price"))");
    CHECK(text_of(stddev_samp("price"_f)) == R"(STDDEV_SAMP("album"."price"))");
    CHECK(text_of(variance("stock"_f)) == R"(VAR_POP("album"."stock"))");
    CHECK(text_of(variance_samp("rating"_f)) == R"(VAR_SAMP("album"."rating"))");
    CHECK(is_read_as<std::optional<std::int64_t>>(sum("stock"_f)));
    CHECK(is_read_as<std::optional<double>>(avg("stock"_f)));
    CHECK(is_read_as<std::optional<double>>(stddev("stock"_f)));
    CHECK(is_read_as<std::optional<decimal>>(variance("price"_f)));
}

TEST_CASE("AG3, AG4, AG5: a filter, an order and a default stand where SQL wants them") {
    CHECK(text_of(string_agg("title"_f, ", ").order_by("-price"_f, "rating"_f.asc().nulls_last())) ==
          R"(STRING_AGG("album"."title", $1 ORDER BY "album"."price" DESC, "album"."rating" ASC NULLS LAST))");
    const auto all =
        array_agg("title"_f).filter("stock"_f > 3).order_by("price"_f * 2).otherwise(std::vector<std::string>());
    CHECK(
        text_of(all) ==
        R"(COALESCE(ARRAY_AGG("album"."title" ORDER BY ("album"."price" * $1) ASC) FILTER (WHERE "album"."stock" > $2), $3))");
    CHECK(is_read_as<std::vector<std::string>>(all));
    CHECK(text_of(sum("stock"_f).otherwise(0)) == R"(COALESCE(SUM("album"."stock"), $1))");
    CHECK(is_read_as<std::int64_t>(sum("stock"_f).otherwise(0)));
    CHECK(text_of(array_agg("title"_f).distinct().order_by("-title"_f)) ==
          R"(ARRAY_AGG(DISTINCT "album"."title" ORDER BY "album"."title" DESC))");
    // an order by relations joins them
    CHECK(
        text_of(array_agg("title"_f).order_by("artist__name"_f)) ==
        R"(ARRAY_AGG("album"."title" ORDER BY "artist"."name" ASC) AS "value" FROM "orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id"))");
}

TEST_CASE("AG6: bits, and any value") {
    CHECK(text_of(bit_and("stock"_f)) == R"(BIT_AND("album"."stock"))");
    CHECK(text_of(bit_or("stock"_f)) == R"(BIT_OR("album"."stock"))");
    CHECK(text_of(bit_xor("stock"_f)) == R"(BIT_XOR("album"."stock"))");
    CHECK(text_of(any_value("title"_f)) == R"(ANY_VALUE("album"."title"))");
    CHECK(is_read_as<std::optional<std::int32_t>>(bit_xor("stock"_f)));
    CHECK(is_read_as<std::optional<std::string>>(any_value("title"_f)));
}

TEST_CASE("AG7: arrays, JSON, texts, truth and statistics") {
    CHECK(text_of(array_agg("rating"_f)) == R"(ARRAY_AGG("album"."rating"))");
    CHECK(is_read_as<std::optional<std::vector<std::string>>>(array_agg("title"_f)));
    CHECK(is_read_as<std::optional<std::vector<std::optional<double>>>>(array_agg("rating"_f)));
    CHECK(is_read_as<std::optional<std::vector<std::optional<std::string>>>, Artist>(array_agg("albums__title"_f)));
    CHECK(is_read_as<std::optional<std::vector<std::int64_t>>>(array_agg("artist"_f)));
    CHECK(is_read_as<std::vector<std::optional<double>>>(array_agg("rating"_f).otherwise(std::vector<double>())));
    CHECK(text_of(jsonb_agg("title"_f)) == R"(JSONB_AGG("album"."title"))");
    CHECK(is_read_as<std::optional<vinyl::json>>(jsonb_agg("title"_f)));
    CHECK(text_of(bool_and("active"_f)) == R"(BOOL_AND("album"."active"))");
    CHECK(text_of(bool_or("price"_f > 10)) == R"(BOOL_OR("album"."price" > $1))");
    CHECK(is_read_as<std::optional<bool>>(bool_or("active"_f)));
    CHECK(text_of(corr("price"_f, "rating"_f)) == R"(CORR("album"."price", "album"."rating"))");
    CHECK(text_of(covar_pop("price"_f, "rating"_f)) == R"(COVAR_POP("album"."price", "album"."rating"))");
    CHECK(text_of(covar_samp("price"_f, 2)) == R"(COVAR_SAMP("album"."price", $1))");
    CHECK(text_of(regr_count("price"_f, "rating"_f)) == R"(REGR_COUNT("album"."price", "album"."rating"))");
    CHECK(text_of(regr_slope("price"_f, "rating"_f).filter("active"_f)) ==
          R"(REGR_SLOPE("album"."price", "album"."rating") FILTER (WHERE "album"."active"))");
    CHECK(is_read_as<std::int64_t>(regr_count("price"_f, "rating"_f)));
    CHECK(is_read_as<std::optional<double>>(regr_sxy("price"_f, "stock"_f)));
}
