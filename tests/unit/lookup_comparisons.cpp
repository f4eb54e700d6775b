// Comparisons and patterns: from a queryset to its text, without a server.
#include "unit/lookup_models.hpp"

#include <limits>
#include <utility>

using namespace lookups;

namespace {
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
}  // namespace

TEST_CASE("L1: a keyword without a lookup, and exact, compare with one parameter") {
    CHECK(found("name"_f = "x") == R"("thing"."name" = $1)");
    CHECK(found("name__exact"_f = "x") == R"("thing"."name" = $1)");
    CHECK(found("name"_f == "x") == R"("thing"."name" = $1)");
    CHECK(found(!("name"_f == "x")) == R"(NOT ("thing"."name" = $1))");
}

TEST_CASE("L2: nullopt is IS NULL for exact and iexact") {
    CHECK(found("note"_f = std::nullopt) == R"("thing"."note" IS NULL)");
    CHECK(found("note__iexact"_f = std::nullopt) == R"("thing"."note" IS NULL)");
    CHECK(found("note"_f.iexact(std::nullopt)) == R"("thing"."note" IS NULL)");
    CHECK(found("note__iexact"_f = std::optional<std::string>()) == R"("thing"."note" IS NULL)");
    CHECK(found("data__a__iexact"_f = std::nullopt) == R"(jsonb_extract_path_text("thing"."data", $1) IS NULL)");
    CHECK_THROWS_AS(found("note__gt"_f = std::optional<std::string>()), vinyl::usage_error);
}

TEST_CASE("L3: true and false are the column and NOT the column") {
    CHECK(found("active"_f = true) == R"("thing"."active")");
    CHECK(found("active"_f = false) == R"(NOT "thing"."active")");
    CHECK(found("active"_f) == R"("thing"."active")");
}

TEST_CASE("L4: iexact compares both in upper case, and its value is no pattern") {
    CHECK(found("name__iexact"_f = "100%") == R"(UPPER("thing"."name") = UPPER($1))");
    CHECK(found("middle__iexact"_f = "4") == R"(UPPER("thing"."middle"::text) = UPPER($1))");
}

TEST_CASE("L5: a fraction beside whole numbers is rounded so that the comparison stays what it is") {
    CHECK(found("middle"_f >= 1.5) == R"("thing"."middle" >= $1)");
    CHECK(found("middle"_f > 1.5F, "small"_f < decimal("1.5"), "id"_f <= -1.5) ==
          R"("thing"."middle" > $1 AND "thing"."small" < $2 AND "thing"."id" <= $3)");
    CHECK(found("middle"_f == 1.5) == "FALSE");
    CHECK(found("middle"_f == 2.0) == R"("thing"."middle" = $1)");
    CHECK(found("middle"_f == decimal("2.50")) == "FALSE");
    CHECK(found("middle"_f == decimal("2.00")) == R"("thing"."middle" = $1)");
    CHECK(found("size"_f > 1) == R"("thing"."size" > $1)");
    CHECK(found("price"_f > 1.5) == R"("thing"."price" > $1)");
}

TEST_CASE("V4: what no value of the column can reach needs no question") {
    CHECK(found("middle"_f == 5'000'000'000) == "FALSE");
    CHECK(found("middle"_f > 5'000'000'000) == "FALSE");
    CHECK(found("middle"_f >= 5'000'000'000) == "FALSE");
    CHECK(found("middle"_f < 5'000'000'000).empty());
    CHECK(found("middle"_f <= 5'000'000'000).empty());
    CHECK(found("middle"_f == -5'000'000'000) == "FALSE");
    CHECK(found("middle"_f < -5'000'000'000) == "FALSE");
    CHECK(found("middle"_f <= -5'000'000'000) == "FALSE");
    CHECK(found("middle"_f > -5'000'000'000).empty());
    CHECK(found("middle"_f >= -5'000'000'000).empty());
    CHECK(found("small"_f == 40'000) == "FALSE");
    CHECK(found("id"_f >= largest) == "FALSE");
    CHECK(found("id"_f < largest).empty());
    CHECK(found("middle"_f == std::optional<std::int64_t>(5'000'000'000)) == "FALSE");
    CHECK(found("middle__lt"_f = 1e300).empty());
    CHECK(found("middle"_f > -infinity).empty());
    CHECK(found("middle"_f < not_a_number).empty());  // to the server it is greater than all numbers
    CHECK(found("middle"_f > not_a_number) == "FALSE");
    CHECK(found("middle"_f < decimal("1e30")).empty());
    CHECK(found("middle"_f > decimal::infinity()) == "FALSE");
    CHECK(found("middle"_f > 2'147'483'647.5) == R"("thing"."middle" > $1)");
    CHECK(found("middle"_f >= 2'147'483'647.5) == "FALSE");
    CHECK(found("middle"_f <= 2'147'483'647.5) == R"("thing"."middle" <= $1)");
    CHECK(found("id"_f < 9'223'372'036'854'775'808.0).empty());
    // a row without a number is not below one
    CHECK(found("maybe"_f < 5'000'000'000) == R"("thing"."maybe" IS NOT NULL)");
    CHECK(excluded("maybe"_f < 5'000'000'000) == R"(NOT ("thing"."maybe" IS NOT NULL))");
    CHECK(found("maybe"_f > 5'000'000'000) == "FALSE");
    CHECK(excluded("maybe"_f > 5'000'000'000).empty());
    CHECK(excluded("middle"_f < 5'000'000'000) == "FALSE");
    // a branch that can not be true goes, as one that can not be false does
    CHECK(found("middle"_f == 5'000'000'000 || "name"_f == "x") == R"("thing"."name" = $1)");
    CHECK(found("middle"_f < 5'000'000'000 && "name"_f == "x") == R"("thing"."name" = $1)");
    // behind relations that may lead nowhere
    CHECK(where(Part::vinyl().filter("thing__middle"_f < 5'000'000'000)).empty());
    CHECK(where(Part::vinyl().filter("other__middle"_f < 5'000'000'000)) == R"("thing"."middle" IS NOT NULL)");
    CHECK(where(Thing::vinyl().exclude("parts__number"_f == 5'000'000'000)).empty());
    // as a value it is what the server says, NULL for NULL
    CHECK(value("maybe"_f < 5'000'000'000).starts_with(R"("thing"."maybe" < $1)"));
}

TEST_CASE("L6: in takes any number of values as one parameter, L7: and none is no question") {
    CHECK(found("middle"_f.in(1, 2, 2)) == R"("thing"."middle" = ANY($1))");
    CHECK(found("middle__in"_f = std::vector<int>{1, 2}) == R"("thing"."middle" = ANY($1))");
    CHECK(found("middle"_f.in(1.5, 2.0)) == R"("thing"."middle" = ANY($1))");
    CHECK(found("middle"_f.in(1.5, 2.5)) == "FALSE");
    CHECK(found("middle"_f.in(5'000'000'000)) == "FALSE");
    CHECK(found("middle"_f.in(std::vector<int>{})) == "FALSE");
    CHECK(found("maybe"_f.in(std::vector<std::optional<int>>(1))) == "FALSE");
    CHECK(excluded("middle"_f.in(std::vector<int>{})).empty());
    CHECK(found("middle"_f.in(std::vector<int>{}) || "name"_f == "x") == R"("thing"."name" = $1)");
}

TEST_CASE("V1: NULL in a list takes the rows with NULL out of exclude") {
    const std::vector<std::optional<int>> some{1, std::nullopt};
    CHECK(found("maybe"_f.in(some)) == R"("thing"."maybe" = ANY($1))");
    CHECK(excluded("maybe"_f.in(some)) == R"(NOT ("thing"."maybe" = ANY($1) OR "thing"."maybe" IS NULL))");
}

TEST_CASE("L8: in takes a queryset, L9: and a queryset of one row is a value") {
    CHECK(found("id"_f.in(Part::vinyl().order_by("name"_f).values("thing"_f))) ==
          R"("thing"."id" IN (SELECT "U0"."thing_id" FROM "part" "U0"))");
    CHECK(found("name"_f == Part::vinyl().order_by("id"_f).limit(1).values("name"_f)) ==
          R"("thing"."name" = (SELECT "U0"."name" FROM "part" "U0" ORDER BY "U0"."id" ASC LIMIT $1))");
    CHECK(found("id"_f.in(Part::vinyl().none().values("thing"_f))) == "FALSE");
}

TEST_CASE("L10: range is BETWEEN") {
    CHECK(found("middle"_f.between(1, 2)) == R"("thing"."middle" BETWEEN $1 AND $2)");
    CHECK(found("middle__range"_f = std::pair(1, 2)) == R"("thing"."middle" BETWEEN $1 AND $2)");
}

TEST_CASE("L11: isnull") {
    CHECK(found("note__isnull"_f = true) == R"("thing"."note" IS NULL)");
    CHECK(found("note"_f.is_null(false)) == R"("thing"."note" IS NOT NULL)");
}

TEST_CASE("L12: the key has several names, which need no join") {
    const std::string expected = R"("part"."thing_id" = $1)";
    CHECK(where(Part::vinyl().filter("thing"_f = 1)) == expected);
    CHECK(where(Part::vinyl().filter("thing_id"_f = 1)) == expected);
    CHECK(where(Part::vinyl().filter("thing__id"_f = 1)) == expected);
    CHECK(where(Part::vinyl().filter("thing__pk"_f = 1)) == expected);
    CHECK(where(Part::vinyl().filter("thing__pk__in"_f = std::vector<int>{1})) == R"("part"."thing_id" = ANY($1))");
    CHECK(found("pk"_f = 1) == R"("thing"."id" = $1)");
}

TEST_CASE("L13: an object stands for its key, and one without a key is refused") {
    Thing saved;
    saved.id = 7;
    CHECK(where(Part::vinyl().filter("thing"_f = saved)) == R"("part"."thing_id" = $1)");
    const std::vector<Thing> several(2, saved);
    CHECK(where(Part::vinyl().filter("thing"_f.in(several))) == R"("part"."thing_id" = ANY($1))");
    const Thing unsaved;
    CHECK_THROWS_AS(Part::vinyl().filter("thing"_f = unsaved), vinyl::usage_error);
}

TEST_CASE("L14: fields and what is made of them stand on the right, too") {
    CHECK(found("middle"_f > "small"_f * 2) == R"("thing"."middle" > ("thing"."small" * $1))");
    CHECK(found("name__gt"_f = "note"_f) == R"("thing"."name" > "thing"."note")");
}

TEST_CASE("P1: contains, startswith and endswith are LIKE, P2: and their i-forms compare in upper case") {
    CHECK(found("name__contains"_f = "a") == R"("thing"."name" LIKE $1)");
    CHECK(found("name__startswith"_f = "a") == R"("thing"."name" LIKE $1)");
    CHECK(found("name__endswith"_f = "a") == R"("thing"."name" LIKE $1)");
    CHECK(found("name__icontains"_f = "a") == R"(UPPER("thing"."name") LIKE UPPER($1))");
    CHECK(found("name__istartswith"_f = "a") == R"(UPPER("thing"."name") LIKE UPPER($1))");
    CHECK(found("name__iendswith"_f = "a") == R"(UPPER("thing"."name") LIKE UPPER($1))");
}

TEST_CASE("P3: what stands in another column is looked for as it is") {
    CHECK(found("name"_f.contains("note"_f)) ==
          R"("thing"."name" LIKE '%' || REPLACE(REPLACE(REPLACE("thing"."note", E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_') || '%')");
    CHECK(found("name"_f.iendswith(upper("note"_f))) ==
          R"(UPPER("thing"."name") LIKE '%' || REPLACE(REPLACE(REPLACE(UPPER(UPPER("thing"."note")), E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_'))");
}

TEST_CASE("P4: patterns look at the text of what is none") {
    CHECK(found("middle__contains"_f = "4") == R"("thing"."middle"::text LIKE $1)");
    CHECK(found("price__startswith"_f = "4") == R"("thing"."price"::text LIKE $1)");
    CHECK(found("day__contains"_f = "-02-") == R"("thing"."day"::text LIKE $1)");
    CHECK(found("code__istartswith"_f = "aB") == R"(UPPER("thing"."code"::text) LIKE UPPER($1))");
    CHECK(found("address__startswith"_f = "10.") == R"(HOST("thing"."address") LIKE $1)");
    CHECK(found("address__iexact"_f = "::1") == R"(UPPER(HOST("thing"."address")) = UPPER($1))");
}

TEST_CASE("P5: regex and iregex") {
    CHECK(found("name__regex"_f = "^a") == R"("thing"."name" ~ $1)");
    CHECK(found("name__iregex"_f = "^a") == R"("thing"."name" ~* $1)");
    CHECK(found("middle__regex"_f = "^4") == R"("thing"."middle"::text ~ $1)");
    CHECK(found("address"_f.regex("^10")) == R"(HOST("thing"."address") ~ $1)");
}
