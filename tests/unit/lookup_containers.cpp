// JSON, arrays, ranges and hstore: from a queryset to its text and to the types of its values, without a server.
#include "unit/lookup_models.hpp"

#include <vinyl/hstore.hpp>

#include <concepts>
#include <tuple>
#include <utility>

using namespace lookups;

namespace {

using text_list = std::vector<std::string>;

template <class T, class E>
constexpr bool is_read_as(const E&) {
    using row = typename decltype(Thing::vinyl().values_list(std::declval<E>()))::row_type;
    return std::same_as<std::tuple_element_t<0, row>, T>;
}

}  // namespace

TEST_CASE("J1: keys and indexes of JSON are parameters") {
    CHECK(found("data__a"_f = 1) == R"(jsonb_extract_path("thing"."data", $1) = $2)");
    CHECK(found("data__a__b__0"_f = "x") == R"(jsonb_extract_path("thing"."data", $1, $2, $3) = $4)");
    CHECK(is_read_as<std::optional<vinyl::json>>("data__a__b"_f));
}

TEST_CASE("J2: nullopt under a key is the JSON null, isnull a missing key, J3, V19: of the whole both are NULL") {
    CHECK(found("data__a"_f = std::nullopt) == R"(jsonb_extract_path("thing"."data", $1) = $2)");
    CHECK(found("data__a__isnull"_f = true) == R"(jsonb_extract_path("thing"."data", $1) IS NULL)");
    CHECK(found("data"_f = std::nullopt) == R"("thing"."data" IS NULL)");
    CHECK(found("data__isnull"_f = true) == R"("thing"."data" IS NULL)");
    CHECK(found("data"_f = vinyl::json(nullptr)) == R"("thing"."data" = $1)");
}

TEST_CASE("J4: JSON contains and is contained, J5: has keys") {
    const vinyl::json part = {{"a", 1}};
    CHECK(found("data__contains"_f = part) == R"("thing"."data" @> $1)");
    CHECK(found("data__contained_by"_f = part) == R"("thing"."data" <@ $1)");
    CHECK(found("data__has_key"_f = "a") == R"("thing"."data" ? $1)");
    CHECK(found("data__a__has_keys"_f = text_list{"a"}) == R"(jsonb_extract_path("thing"."data", $1) ?& $2)");
    CHECK(found("data__has_any_keys"_f = text_list{"a"}) == R"("thing"."data" ?| $1)");
}

TEST_CASE("J6: text lookups look at the text under the key, J7: comparisons at the JSON there") {
    CHECK(found("data__a__icontains"_f = "x") ==
          R"(UPPER(jsonb_extract_path_text("thing"."data", $1)::text) LIKE UPPER($2))");
    CHECK(found("data__a__startswith"_f = "x") == R"(jsonb_extract_path_text("thing"."data", $1)::text LIKE $2)");
    CHECK(found("data__a__regex"_f = "x") == R"(jsonb_extract_path_text("thing"."data", $1)::text ~ $2)");
    CHECK(found("data__a__gt"_f = 5) == R"(jsonb_extract_path("thing"."data", $1) > $2)");
    CHECK(found("data__a__in"_f = std::vector<int>{1, 2}) == R"(jsonb_extract_path("thing"."data", $1) = ANY($2))");
}

TEST_CASE("J8: negative indexes count from the end") {
    CHECK(found("data__-1"_f = 1) == R"(jsonb_extract_path("thing"."data", $1) = $2)");
}

TEST_CASE("J9: json_text is the text of what stands there") {
    CHECK(found(json_text("data__a__b"_f) == "x") ==
          R"((jsonb_extract_path("thing"."data", $1, $2) #>> ARRAY[]::text[]) = $3)");
    CHECK(is_read_as<std::optional<std::string>>(json_text("data"_f)));
}

TEST_CASE("A1: arrays are compared, contain and overlap, in the type of their column") {
    const text_list some{"a", "b"};
    CHECK(found("tags"_f = some) == R"("thing"."tags" = $1::varchar[])");
    CHECK(found("tags__contains"_f = some) == R"("thing"."tags" @> $1::varchar[])");
    CHECK(found("tags__contained_by"_f = some) == R"("thing"."tags" <@ $1::varchar[])");
    CHECK(found("tags__overlap"_f = some) == R"("thing"."tags" && $1::varchar[])");
}

TEST_CASE("A2: len is the number of elements") {
    CHECK(found("tags__len__gt"_f = 1) == R"(CARDINALITY("thing"."tags") > $1)");
    CHECK(is_read_as<std::int32_t>("tags__len"_f));
}

TEST_CASE("A3: elements and slices of arrays, counted from 0") {
    CHECK(found("tags__0"_f = "a") == R"(("thing"."tags")[1] = $1)");
    CHECK(found("tags__12__icontains"_f = "a") == R"(UPPER(("thing"."tags")[13]) LIKE UPPER($1))");
    CHECK(found("tags__0_2"_f = text_list{"a"}) == R"(("thing"."tags")[1:2] = $1::varchar[])");
    CHECK(found("tags__1_3__len"_f = 1) == R"(CARDINALITY(("thing"."tags")[2:3]) = $1)");
    CHECK(found("tags__1_3__0"_f = "a") == R"((("thing"."tags")[2:3])[1] = $1)");
    CHECK(found("grid__0__1"_f = 5) == R"(("thing"."grid")[1][2] = $1)");
    CHECK(found("grid__0_2"_f = std::vector<std::vector<int>>()) == R"(("thing"."grid")[1:2] = $1)");
    CHECK(found("times__0__year"_f = 2000) == R"((("thing"."times")[1] >= $1 AND ("thing"."times")[1] < $2))");
    CHECK(where(Thing::vinyl().filter("times__0__hour"_f = 5).in_time_zone("UTC")) ==
          R"(EXTRACT(HOUR FROM (("thing"."times")[1] AT TIME ZONE $1))::integer = $2)");
    CHECK(is_read_as<std::optional<std::string>>("tags__0"_f));
    CHECK(is_read_as<text_list>("tags__0_2"_f));
    CHECK(is_read_as<std::optional<std::int32_t>>("grid__0__1"_f));
    CHECK(is_read_as<std::vector<std::vector<std::int32_t>>>("grid__0_2"_f));
    CHECK(is_read_as<std::optional<std::int32_t>>("times__0__hour"_f));
    CHECK(!vinyl::resolves<Thing, "grid__0">);  // the server has no such thing
    CHECK(!vinyl::resolves<Thing, "grid__0__1__2">);
    CHECK(!vinyl::resolves<Thing, "tags__x">);
    CHECK(!vinyl::resolves<Thing, "tags__1_">);
    CHECK(!vinyl::resolves<Thing, "tags__99999999999">);
    CHECK(!vinyl::resolves<Thing, "grid__len">);
}

TEST_CASE("A4: an array is one of several, and overlaps what a queryset gives") {
    CHECK(found("tags"_f.overlap(Part::vinyl().filter("number"_f = 1).values("name"_f))) ==
          R"("thing"."tags" && ARRAY(SELECT "U0"."name" FROM "part" "U0" WHERE "U0"."number" = $1)::varchar[])");
    CHECK(found("tags__contains"_f = Part::vinyl().values("name"_f)) ==
          R"("thing"."tags" @> ARRAY(SELECT "U0"."name" FROM "part" "U0")::varchar[])");
    CHECK(found("tags__0"_f.in("a", "b")) == R"(("thing"."tags")[1] = ANY($1))");
}

TEST_CASE("G1: ranges contain ranges and values, and overlap, G2: and lie beside each other") {
    const vinyl::range<std::int32_t> span(1, 5);
    CHECK(found("span__contains"_f = span) == R"("thing"."span" @> $1)");
    CHECK(found("span__contains"_f = 3) == R"("thing"."span" @> $1)");
    CHECK(found("span__contains"_f = "middle"_f) == R"("thing"."span" @> "thing"."middle")");
    CHECK(found("span__contained_by"_f = span) == R"("thing"."span" <@ $1)");
    CHECK(found("span__overlap"_f = span) == R"("thing"."span" && $1)");
    CHECK(found("span__fully_lt"_f = span) == R"("thing"."span" << $1)");
    CHECK(found("span__fully_gt"_f = span) == R"("thing"."span" >> $1)");
    CHECK(found("span__not_lt"_f = span) == R"("thing"."span" &> $1)");
    CHECK(found("span"_f.not_gt(span)) == R"("thing"."span" &< $1)");
    CHECK(found("span"_f.adjacent_to(span)) == R"("thing"."span" -|- $1)");
}

TEST_CASE("G3: bounds of ranges and what they are like") {
    CHECK(found("span__startswith"_f = 1) == R"(LOWER("thing"."span") = $1)");
    CHECK(found("span__endswith__lt"_f = 1) == R"(UPPER("thing"."span") < $1)");
    CHECK(found("span__startswith__isnull"_f = true) == R"(LOWER("thing"."span") IS NULL)");
    CHECK(found("span__isempty"_f = false) == R"(NOT ISEMPTY("thing"."span"))");
    CHECK(found("span__lower_inc"_f = true, "span__upper_inf"_f = true) ==
          R"(LOWER_INC("thing"."span") AND UPPER_INF("thing"."span"))");
    CHECK(found("span__lower_inf"_f = true, "span__upper_inc"_f = true) ==
          R"(LOWER_INF("thing"."span") AND UPPER_INC("thing"."span"))");
    CHECK(where(Thing::vinyl().filter("during__startswith__hour"_f = 5).in_time_zone("UTC")) ==
          R"(EXTRACT(HOUR FROM (LOWER("thing"."during") AT TIME ZONE $1))::integer = $2)");
    CHECK(is_read_as<std::optional<std::int32_t>>("span__startswith"_f));
    CHECK(is_read_as<bool>("span__isempty"_f));
    CHECK(found("name__startswith"_f = "a") == R"("thing"."name" LIKE $1)");  // of a text it is the lookup
}

TEST_CASE("G4: numbers, dates and timestamps lie in ranges") {
    CHECK(found("middle__contained_by"_f = vinyl::range<std::int32_t>(1, 2)) == R"("thing"."middle" <@ $1)");
    CHECK(found("small__contained_by"_f = vinyl::range<std::int32_t>(1, 2)) == R"("thing"."small"::integer <@ $1)");
    CHECK(found("id"_f.contained_by(vinyl::range<std::int64_t>(1, 2))) == R"("thing"."id" <@ $1)");
    CHECK(found("size"_f.contained_by(vinyl::range<decimal>(decimal(1), decimal(2)))) ==
          R"("thing"."size"::numeric <@ $1)");
    CHECK(found("price"_f.contained_by(vinyl::range<decimal>())) == R"("thing"."price" <@ $1)");
    CHECK(found("day"_f.contained_by(vinyl::range<vinyl::date>())) == R"("thing"."day" <@ $1)");
    CHECK(found("at"_f.contained_by("during"_f)) == R"("thing"."at" <@ "thing"."during")");
}

TEST_CASE("H1: lookups, keys and values of hstore") {
    const vinyl::hstore some{{"a", "1"}, {"b", std::nullopt}};
    CHECK(found("attributes__contains"_f = some) == R"("thing"."attributes" @> $1)");
    CHECK(found("attributes__contained_by"_f = some) == R"("thing"."attributes" <@ $1)");
    CHECK(found("attributes__has_key"_f = "a") == R"("thing"."attributes" ? $1)");
    CHECK(found("attributes__has_keys"_f = text_list{"a"}) == R"("thing"."attributes" ?& $1)");
    CHECK(found("attributes"_f.has_any_keys(text_list{"a"})) == R"("thing"."attributes" ?| $1)");
    CHECK(found("attributes__keys__contains"_f = text_list{"a"}) == R"(AKEYS("thing"."attributes") @> $1)");
    CHECK(found("attributes__values__len"_f = 2) == R"(CARDINALITY(AVALS("thing"."attributes")) = $1)");
    CHECK(found("attributes__color"_f = "red") == R"(("thing"."attributes" -> E'color') = $1)");
    CHECK(found("attributes__lower"_f = "red") == R"(("thing"."attributes" -> E'lower') = $1)");
    CHECK(found("attributes__color__icontains"_f = "re") ==
          R"(UPPER(("thing"."attributes" -> E'color')) LIKE UPPER($1))");
    CHECK(found("attributes__color__length"_f = 3) == R"(LENGTH(("thing"."attributes" -> E'color')) = $1)");
    CHECK(found("attributes__it's {}\\ \xc3\xa4"_f = "x") ==
          "(\"thing\".\"attributes\" -> E'it\\x27s \\x7B\\x7D\\x5C \xc3\xa4') = $1");
    CHECK(is_read_as<std::optional<std::string>>("attributes__color"_f));
    CHECK(is_read_as<text_list>("attributes__keys"_f));
    CHECK(is_read_as<std::vector<std::optional<std::string>>>("attributes__values"_f));
}
