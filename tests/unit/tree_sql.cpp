// The rows below and above others, from a queryset to its text, without a server.
#include "support/catch.hpp"
#include "support/music.hpp"

#include <vinyl/vinyl.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace tree_sql {

using namespace vinyl::literals;

/// Its key is two columns, one of them a text.
struct Folder : vinyl::model<Folder> {
    std::int64_t tenant{};
    std::string code;
    std::int32_t depth{};
    std::optional<vinyl::foreign_key<Folder, std::tuple<std::int64_t, std::string>>> inside;

    static constexpr vinyl::meta meta{vinyl::primary_key("tenant"_f, "code"_f)};
};

}  // namespace tree_sql

using namespace shop;

namespace {

const auto first = Person::vinyl().order_by().filter("id"_f = 1);

/// WITH of the persons that are found from person $1 by these steps, and the rows of them.
std::string walk(const std::string& step, const std::string& from_start = R"( WHERE "__walk"."__depth" > 0)",
                 const std::string& start = R"(SELECT "U0"."id" FROM "orm"."person" "U0" WHERE "U0"."id" = $1)") {
    return R"(WITH RECURSIVE "__walk" ("__key0", "__depth", "__path") AS (SELECT "__start"."__key0", 0, ARRAY[ROW("__start"."__key0")] FROM ()" + start +
           R"() "__start" ("__key0") UNION ALL SELECT "__next"."id", "__walk"."__depth" + 1, "__walk"."__path" || ROW("__next"."id") FROM "__walk" INNER JOIN )" + step +
           R"(), "__tree" ("__key0", "__depth", "__path") AS (SELECT DISTINCT ON ("__walk"."__key0") "__walk"."__key0", "__walk"."__depth", "__walk"."__path" FROM "__walk")" + from_start +
           R"( ORDER BY "__walk"."__key0", "__walk"."__depth", "__walk"."__path") )";
}
const std::string guard = R"( WHERE NOT ROW("__next"."id") = ANY ("__walk"."__path"))";
const std::string down = R"("orm"."person" "__next" ON ("__next"."boss_id" = "__walk"."__key0"))" + guard;
const std::string up = R"("orm"."person" "__here" ON ("__here"."id" = "__walk"."__key0") INNER JOIN "orm"."person" "__next" ON ("__next"."id" = "__here"."boss_id"))" + guard;
const std::string columns = R"("person"."id", "person"."name", "person"."boss_id", "__tree"."__depth" AS "depth")";
const std::string from = R"( FROM "orm"."person" INNER JOIN "__tree" ON ("person"."id" = "__tree"."__key0"))";

}  // namespace

TEST_CASE("trees: it makes no difference which members are read of the rows that it begins with") {
    const std::string usual = first.descendants("boss"_f).sql();
    CHECK(first.only("name"_f).descendants("boss"_f).sql() == usual);
    CHECK(first.defer("name"_f).descendants("boss"_f).sql() == usual);
    CHECK(first.defer("name"_f).descendants("boss"_f).only("id"_f, "name"_f).sql() ==
          first.descendants("boss"_f).only("id"_f, "name"_f).sql());
    using rows = decltype(first.only("name"_f, "boss__name"_f).descendants("boss"_f));
    static_assert(std::same_as<rows::row_type, decltype(first.descendants("boss"_f))::row_type>);
}

TEST_CASE("trees: descendants and ancestors are one statement") {
    const auto below = first.descendants("boss"_f);
    using row = decltype(below)::row_type;
    static_assert(std::derived_from<row, Person>);
    static_assert(std::same_as<std::remove_cvref_t<decltype(row()["depth"_f])>, std::int32_t>);
    CHECK(below.order_by().sql() == walk(down) + "SELECT " + R"("person"."id", "person"."name", "person"."boss_id", "__tree"."__depth")" + from);
    CHECK(first.ancestors("boss"_f).order_by().values("id"_f).sql() == walk(up) + R"(SELECT "person"."id")" + from);
    CHECK(first.descendants("boss"_f, vinyl::include_self).order_by().values("id"_f).sql() == walk(down, "") + R"(SELECT "person"."id")" + from);
    CHECK(first.descendants("boss"_f, vinyl::max_depth(2)).order_by().values("id"_f).sql() ==
          walk(down + R"( AND "__walk"."__depth" < $2)") + R"(SELECT "person"."id")" + from);
    CHECK(first.descendants("boss"_f, vinyl::depth_first).values("id"_f).sql() ==
          walk(down) + R"(SELECT "person"."id")" + from + R"( ORDER BY "__tree"."__path" ASC)");
    // what goes on as usual
    CHECK(below.filter("depth"_f <= 2, "name__startswith"_f = "B").order_by("depth"_f, "-name"_f).values("name"_f, "depth"_f).sql() ==
          walk(down) + R"(SELECT "person"."name", "__tree"."__depth")" + from + R"( WHERE "__tree"."__depth" <= $2 AND "person"."name" LIKE $3 ORDER BY "__tree"."__depth" ASC, "person"."name" DESC)");
    CHECK(below.order_by().values("depth"_f).annotate("n"_f = count("id"_f)).sql() ==
          walk(down) + R"(SELECT "__tree"."__depth", COUNT("person"."id") AS "n")" + from + R"( GROUP BY "__tree"."__depth")");
    CHECK(Person::vinyl().order_by().filter("id"_f.in(below)).values("id"_f).sql() ==
          R"(SELECT "person"."id" FROM "orm"."person" WHERE "person"."id" IN ()" + walk(down) + R"(SELECT "U0"."id" FROM "orm"."person" "U0" INNER JOIN "__tree" "U1" ON ("U0"."id" = "U1"."__key0")))");
    CHECK(first.descendants("boss"_f, depth_as("level"_f)).order_by("level"_f).values("level"_f).sql() ==
          walk(down) + R"(SELECT "__tree"."__depth")" + from + R"( ORDER BY "__tree"."__depth" ASC)");
    // one of one: the second begins with what the first finds
    const std::string inner = walk(down) + R"(SELECT "U0"."id" FROM "orm"."person" "U0" INNER JOIN "__tree" "U1" ON ("U0"."id" = "U1"."__key0"))";
    CHECK(below.ancestors("boss"_f).order_by().values("id"_f).sql() == walk(up, R"( WHERE "__walk"."__depth" > 0)", inner) + R"(SELECT "person"."id")" + from);
}

TEST_CASE("trees: keys of several columns") {
    CHECK(tree_sql::Folder::vinyl().filter("code"_f = "a").ancestors("inside"_f, depth_as("level"_f)).values("code"_f).sql() ==
          R"(WITH RECURSIVE "__walk" ("__key0", "__key1", "__depth", "__path") AS (SELECT "__start"."__key0", "__start"."__key1", 0, ARRAY[ROW("__start"."__key0", "__start"."__key1")] FROM (SELECT "U0"."tenant", "U0"."code" FROM "folder" "U0" WHERE "U0"."code" = $1) "__start" ("__key0", "__key1") UNION ALL )"
          R"(SELECT "__next"."tenant", "__next"."code", "__walk"."__depth" + 1, "__walk"."__path" || ROW("__next"."tenant", "__next"."code") FROM "__walk" INNER JOIN "folder" "__here" ON ("__here"."tenant" = "__walk"."__key0" AND "__here"."code" = "__walk"."__key1") INNER JOIN "folder" "__next" ON ("__next"."tenant" = "__here"."inside_tenant" AND "__next"."code" = "__here"."inside_code") WHERE NOT ROW("__next"."tenant", "__next"."code") = ANY ("__walk"."__path")), )"
          R"("__tree" ("__key0", "__key1", "__depth", "__path") AS (SELECT DISTINCT ON ("__walk"."__key0", "__walk"."__key1") "__walk"."__key0", "__walk"."__key1", "__walk"."__depth", "__walk"."__path" FROM "__walk" WHERE "__walk"."__depth" > 0 ORDER BY "__walk"."__key0", "__walk"."__key1", "__walk"."__depth", "__walk"."__path") )"
          R"(SELECT "folder"."code" FROM "folder" INNER JOIN "__tree" ON ("folder"."tenant" = "__tree"."__key0" AND "folder"."code" = "__tree"."__key1"))");
}

TEST_CASE("AG13: aggregates of a tree's rows are computed apart, and speak of its table") {
    CHECK(first.descendants("boss"_f).order_by().annotate("n"_f = count("staff"_f), "m"_f = count("staff__staff"_f)).values("id"_f, "n"_f).sql() ==
          walk(down) + R"(SELECT "person"."id", (SELECT COUNT("U1"."id") FROM "orm"."person" "U0" LEFT JOIN "orm"."person" "U1" ON ("U0"."id" = "U1"."boss_id") WHERE "U0"."id" = "person"."id") AS "n")" + from);
}

TEST_CASE("trees: what can have no row, and what can not be") {
    CHECK(first.none().descendants("boss"_f).sql().find("WHERE FALSE") != std::string::npos);
    CHECK_THROWS_WITH((first.descendants("boss"_f) | first.descendants("boss"_f)).sql(),
                      "&, | and ^ take conditions of querysets, and do not go with common tables, trees among them: filter by \"id\"_f.in(...) instead, or use union_()");
}
