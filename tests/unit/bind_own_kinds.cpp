// Functions, aggregates, lookups and transforms of the user's own, and what each becomes in SQL.
#include "support/catch.hpp"
#include "support/music.hpp"


#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace takes = vinyl::takes;
namespace gives = vinyl::gives;

namespace own_kinds {

using namespace shop;

inline constexpr auto initcap = vinyl::function<std::string(std::string)>("initcap", {.is_strict = true});
inline constexpr auto width_bucket =
    vinyl::function<std::int32_t(takes::number, double, double, std::int32_t)>("width_bucket");
inline constexpr auto nullif =
    vinyl::function<std::optional<gives::one_of_them>(takes::anything, takes::anything)>("NULLIF");
inline constexpr auto concat = vinyl::function<std::string(std::optional<std::string>, ...)>("CONCAT");
inline constexpr auto half_of = vinyl::function<gives::same(takes::number)>("({} / 2)");
inline constexpr auto next_number = vinyl::function<std::int64_t(std::string)>("nextval", {.has_effects = true});
inline constexpr auto bool_or = vinyl::aggregate_function<std::optional<bool>(bool)>("BOOL_OR");
inline constexpr auto string_agg =
    vinyl::aggregate_function<std::optional<std::string>(std::string, std::string)>("STRING_AGG");

}  // namespace own_kinds

template <>
inline constexpr auto vinyl::lookup<"ne"> = vinyl::lookup_function<bool(takes::anything, takes::same)>("{} <> {}");
template <>
inline constexpr auto vinyl::lookup<"longer_than"> =
    vinyl::lookup_function<bool(std::string, std::int32_t)>("LENGTH({}) > {}");
template <>
inline constexpr auto vinyl::lookup<"differs"> = vinyl::lookup_function<bool(takes::anything, takes::same)>(
    "{} IS DISTINCT FROM {}", {.sides = vinyl::sql::sides::alike, .never_null = true});
template <>
inline constexpr auto vinyl::transform<"century"> =
    vinyl::function<std::int32_t(takes::dates)>("EXTRACT(CENTURY FROM {})::integer", {.is_strict = true});
template <>
inline constexpr auto vinyl::transform<"initial"> =
    vinyl::function<std::string(std::string)>("LEFT({}, 1)", {.is_strict = true});

namespace own_kinds {
namespace {

/// What stands between FROM and the order that meta says.
template <class Rows>
std::string behind_from(const Rows& rows) {
    const std::string sql = rows.sql();
    const std::string behind = sql.substr(sql.find(" FROM ") + 6);
    for (const std::string_view order : {R"( ORDER BY "album"."id" ASC)", R"( ORDER BY "artist"."name" ASC)"})
        if (behind.ends_with(order)) return behind.substr(0, behind.size() - order.size());
    return behind;
}
template <class Rows>
using annotation = std::remove_cvref_t<decltype(std::declval<typename Rows::row_type&>()["x"_f])>;

}  // namespace

TEST_CASE("own functions are called by their name, with values as their parameters are") {
    CHECK(behind_from(Artist::vinyl().filter(initcap("name"_f) == "Bill")) ==
          R"("orm"."artist" WHERE initcap("artist"."name") = $1)");
    CHECK(behind_from(Album::vinyl().filter(width_bucket("stock"_f, 0, 100, 5) == 3)) ==
          R"("orm"."album" WHERE width_bucket("album"."stock", $1, $2, $3) = $4)");
    CHECK(behind_from(Album::vinyl().filter(half_of("stock"_f + 1) > 3)) ==
          R"("orm"."album" WHERE (("album"."stock" + $1) / 2) > $2)");
    CHECK(
        behind_from(Album::vinyl().order_by(initcap("artist__name"_f))) ==
        R"("orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id") ORDER BY initcap("artist"."name") ASC)");
}

TEST_CASE("the signature of an own function says the type of its result, and where it is NULL") {
    const auto of_name = Artist::vinyl().annotate("x"_f = initcap("name"_f));
    STATIC_REQUIRE(std::is_same_v<annotation<decltype(of_name)>, std::string>);
    const auto of_country = Artist::vinyl().annotate("x"_f = initcap("country"_f));
    STATIC_REQUIRE(std::is_same_v<annotation<decltype(of_country)>, std::optional<std::string>>);
    const auto nulled = Artist::vinyl().annotate("x"_f = nullif("name"_f, "?"));
    STATIC_REQUIRE(std::is_same_v<annotation<decltype(nulled)>, std::optional<std::string>>);
    const auto joined = Artist::vinyl().annotate("x"_f = concat("name"_f, ", ", "country"_f));
    STATIC_REQUIRE(std::is_same_v<annotation<decltype(joined)>, std::string>);
    CHECK(joined.sql().find(R"(CONCAT("artist"."name", $1, "artist"."country") AS "x")") != std::string::npos);
    const auto half = Album::vinyl().annotate("x"_f = half_of("stock"_f));
    STATIC_REQUIRE(std::is_same_v<annotation<decltype(half)>, std::int32_t>);
    const auto number = Artist::vinyl().annotate("x"_f = next_number("seq"));
    STATIC_REQUIRE(std::is_same_v<annotation<decltype(number)>, std::int64_t>);
}

TEST_CASE("conditions on strict functions need the joined row, on others they do not lose rows") {
    CHECK(behind_from(Album::vinyl().filter(initcap("producer__name"_f) == "x")).find("INNER JOIN") !=
          std::string::npos);
    CHECK(behind_from(Album::vinyl().filter(concat("producer__name"_f, "x") == "x")).find("LEFT JOIN") !=
          std::string::npos);
}

TEST_CASE("own aggregates group, take more arguments, filters and defaults") {
    const auto rows = Artist::vinyl().annotate(
        "x"_f = string_agg("albums__title"_f, ", ").filter("albums__stock"_f > 3).otherwise(""));
    STATIC_REQUIRE(std::is_same_v<annotation<decltype(rows)>, std::string>);
    CHECK(rows.sql().find(
              R"(COALESCE(STRING_AGG("album"."title", $1) FILTER (WHERE "album"."stock" > $2), $3) AS "x")") !=
          std::string::npos);
    CHECK(rows.sql().find(R"(GROUP BY "artist"."id")") != std::string::npos);
    const auto any = Artist::vinyl().annotate("x"_f = bool_or("albums__stock"_f > 9));
    STATIC_REQUIRE(std::is_same_v<annotation<decltype(any)>, std::optional<bool>>);
    CHECK(any.sql().find(R"(BOOL_OR("album"."stock" > $1) AS "x")") != std::string::npos);
}

TEST_CASE("own lookups stand at the end of paths, and are methods of whatever is a value") {
    CHECK(behind_from(Album::vinyl().filter("artist__name__ne"_f = "Bill")) ==
          R"("orm"."album" INNER JOIN "orm"."artist" ON ("album"."artist_id" = "artist"."id") WHERE "artist"."name" <> $1)");
    CHECK(behind_from(Album::vinyl().filter(("stock"_f * 2).lookup<"ne">(5))) ==
          R"("orm"."album" WHERE ("album"."stock" * $1) <> $2)");
    CHECK(behind_from(Album::vinyl().filter("title__longer_than"_f = 3)) ==
          R"("orm"."album" WHERE LENGTH("album"."title") > $1)");
    CHECK(behind_from(Album::vinyl().filter("meta_data__mood__longer_than"_f = 3)) ==
          R"("orm"."album" WHERE LENGTH(jsonb_extract_path_text("album"."meta_data", $1)) > $2)");
    // with NULL on a side: what is never NULL keeps the rows without a producer, and needs no repair under NOT
    CHECK(behind_from(Album::vinyl().filter("producer__name__differs"_f = "x")).find("LEFT JOIN") != std::string::npos);
    CHECK(behind_from(Artist::vinyl().exclude("country__differs"_f = "x")) ==
          R"("orm"."artist" WHERE NOT ("artist"."country" IS DISTINCT FROM $1))");
    CHECK(behind_from(Artist::vinyl().exclude("country__ne"_f = "x")) ==
          R"("orm"."artist" WHERE NOT ("artist"."country" <> $1 AND "artist"."country" IS NOT NULL))");
}

TEST_CASE("own transforms stand in paths before lookups and others, and are functions") {
    CHECK(behind_from(Album::vinyl().filter("released__century"_f = 20)) ==
          R"("orm"."album" WHERE EXTRACT(CENTURY FROM "album"."released")::integer = $1)");
    CHECK(behind_from(Artist::vinyl().filter("name__initial__lower__in"_f = std::vector<std::string>{"b"})) ==
          R"("orm"."artist" WHERE LOWER(LEFT("artist"."name", 1)) = ANY($1))");
    CHECK(behind_from(Album::vinyl().filter(vinyl::transform<"century">("released"_f + 1) == 20)) ==
          R"("orm"."album" WHERE EXTRACT(CENTURY FROM ("album"."released" + $1))::integer = $2)");
    CHECK(
        Album::vinyl().values("released__century"_f).annotate("n"_f = vinyl::count()).order_by().sql() ==
        R"(SELECT EXTRACT(CENTURY FROM "album"."released")::integer AS "released__century", COUNT(*) AS "n" FROM "orm"."album" GROUP BY 1)");
}

TEST_CASE("own kinds look outwards from a subquery") {
    CHECK(
        behind_from(Album::vinyl().filter(
            exists(Track::vinyl().filter("title__ne"_f = "title"_outer, "released__century"_outer == 20)))) ==
        R"("orm"."album" WHERE EXISTS(SELECT 1 FROM "orm"."track" "U0" WHERE "U0"."title" <> "album"."title" AND EXTRACT(CENTURY FROM "album"."released")::integer = $1))");
}

TEST_CASE("two functions of one signature never share a text that was made once") {
    constexpr auto one = vinyl::function<std::string(std::string)>("one");
    constexpr auto other = vinyl::function<std::string(std::string)>("two");
    const auto text = [](const auto& f) { return behind_from(Artist::vinyl().filter(f("name"_f) == "x")); };
    for (int i = 0; i < 2; ++i) {
        CHECK(text(one) == R"("orm"."artist" WHERE one("artist"."name") = $1)");
        CHECK(text(other) == R"("orm"."artist" WHERE two("artist"."name") = $1)");
    }
}

}  // namespace own_kinds
