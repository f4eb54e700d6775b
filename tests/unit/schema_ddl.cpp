// The text of CREATE and DROP, from plain descriptions of tables.
#include "support/catch.hpp"

#include <vinyl/schema/ddl.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

using vinyl::schema::detail::create_statements;
using vinyl::schema::detail::drop_statement;
using vinyl::schema::detail::object_name;
using vinyl::schema::detail::table_plan;
using namespace vinyl::sql;

namespace {

std::string name_of(const std::string& table, const std::vector<std::string_view>& columns) {
    return object_name(table, columns, "idx");
}

// Chicken and egg point at each other; a farm at neither; a farmer at the farm and at another farmer.
extern const table_info chicken, egg, farm, farmer;
const table_info& the_chicken() { return chicken; }
const table_info& the_egg() { return egg; }
const table_info& the_farm() { return farm; }
const table_info& the_farmer() { return farmer; }

template <vinyl::fixed_string Local, vinyl::fixed_string Remote>
constexpr vinyl::sql::column_pair joined[]{{Local.view(), Remote.view()}};
template <auto const& Columns>
constexpr const column_info* first_column[]{&Columns[0]};
constexpr vinyl::column_list only(const column_info* column) {
    vinyl::column_list list;
    list.add(*column);
    return list;
}

constexpr column_info id{.field = "id", .name = "id", .type = "bigint", .primary_key = true, .identity = true};
constexpr std::array chicken_columns{id, column_info{.field = "hatched_from", .name = "hatched_from_id", .type = "bigint"}};
constexpr std::array chicken_relations{relation_info{.field = "hatched_from", .kind = relation_kind::one_to_one,
                                                     .target = &the_egg, .columns = joined<"hatched_from_id", "id">}};
constexpr std::array egg_columns{id, column_info{.field = "laid_by", .name = "laid_by_id", .type = "bigint", .nullable = true}};
constexpr std::array egg_relations{relation_info{.field = "laid_by", .kind = relation_kind::foreign_key,
                                                 .target = &the_chicken, .columns = joined<"laid_by_id", "id">, .nullable = true}};
constexpr std::array farm_columns{id, column_info{.field = "name", .name = "na\"me", .type = "text"}};
constexpr std::array farmer_columns{id, column_info{.field = "farm", .name = "farm_id", .type = "bigint"},
                                    column_info{.field = "boss", .name = "boss_id", .type = "bigint", .nullable = true}};
constexpr std::array farmer_relations{
    relation_info{.field = "farm", .kind = relation_kind::foreign_key, .target = &the_farm, .columns = joined<"farm_id", "id">},
    relation_info{.field = "boss", .kind = relation_kind::foreign_key, .target = &the_farmer, .columns = joined<"boss_id", "id">, .nullable = true}};

constexpr std::array chicken_keys{vinyl::foreign_key_info{.columns = only(&chicken_columns[1]), .relation = &chicken_relations[0], .unique = true}};
constexpr std::array egg_keys{vinyl::foreign_key_info{.columns = only(&egg_columns[1]), .relation = &egg_relations[0]}};
constexpr std::array farmer_keys{vinyl::foreign_key_info{.columns = only(&farmer_columns[1]), .relation = &farmer_relations[0]},
                                 vinyl::foreign_key_info{.columns = only(&farmer_columns[2]), .relation = &farmer_relations[1]}};
constexpr vinyl::ddl_info chicken_ddl{.uniques = {}, .indexes = {}, .foreign_keys = chicken_keys};
constexpr vinyl::ddl_info egg_ddl{.uniques = {}, .indexes = {}, .foreign_keys = egg_keys};
constexpr vinyl::ddl_info farm_ddl{};
constexpr vinyl::ddl_info farmer_ddl{.uniques = {}, .indexes = {}, .foreign_keys = farmer_keys};

const table_info chicken{.model = "Chicken", .name = "chicken", .columns = chicken_columns, .relations = chicken_relations, .keys = first_column<chicken_columns>};
const table_info egg{.model = "Egg", .name = "egg", .columns = egg_columns, .relations = egg_relations, .keys = first_column<egg_columns>};
const table_info farm{.model = "Farm", .schema = "country", .name = "farm", .columns = farm_columns, .keys = first_column<farm_columns>};
const table_info farmer{.model = "Farmer", .name = "farmer", .columns = farmer_columns, .relations = farmer_relations, .keys = first_column<farmer_columns>};

table_plan plan_of(const table_info& table, const vinyl::ddl_info& about) {
    table_plan plan;
    plan.table = &table;
    plan.about = &about;
    return plan;
}

}  // namespace

TEST_CASE("names say what they are for, fit into 63 bytes, and differ", "[schema]") {
    CHECK(name_of("album", {"artist_id"}) == "album_artist_id_idx");
    CHECK(name_of("album", {"artist_id", "title"}) == "album_artist_id_title_idx");
    std::set<std::string> names;
    for (std::size_t length = 40; length < 200; ++length) {
        const std::string name = name_of(std::string(length, 'a'), {"b"});
        CHECK(name.size() <= 63);
        CHECK(name.ends_with("_idx"));
        names.insert(name);
    }
    CHECK(names.size() == 160);
    // cut between characters: every byte that begins one is followed by its continuation
    const std::string umlauts = name_of("x" + std::string(60, 'y').replace(20, 40, "äöüäöüäöüäöüäöüäöüäö"), {"ü"});
    const auto lead = std::ranges::count_if(umlauts, [](unsigned char c) { return c == 0xC3; });
    const auto continuation = std::ranges::count_if(umlauts, [](unsigned char c) { return (c & 0xC0) == 0x80; });
    CHECK(lead == continuation);
}

TEST_CASE("a table comes after those it points at, whatever the order given", "[schema]") {
    const std::vector<table_plan> plans{plan_of(farmer, farmer_ddl), plan_of(farm, farm_ddl)};
    CHECK(create_statements(plans) ==
          std::vector<std::string>{
              R"(CREATE SCHEMA IF NOT EXISTS "country")",
              "CREATE TABLE \"country\".\"farm\" (\n"
              "    \"id\" bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n"
              "    \"na\"\"me\" text NOT NULL\n"
              ")",
              "CREATE TABLE \"farmer\" (\n"
              "    \"id\" bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n"
              "    \"farm_id\" bigint NOT NULL,\n"
              "    \"boss_id\" bigint,\n"
              "    CONSTRAINT \"farmer_farm_id_fkey\" FOREIGN KEY (\"farm_id\") REFERENCES \"country\".\"farm\" (\"id\")"
              " ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,\n"
              "    CONSTRAINT \"farmer_boss_id_fkey\" FOREIGN KEY (\"boss_id\") REFERENCES \"farmer\" (\"id\")"
              " ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED\n"
              ")",
              R"(CREATE INDEX "farmer_farm_id_idx" ON "farmer" ("farm_id"))",
              R"(CREATE INDEX "farmer_boss_id_idx" ON "farmer" ("boss_id"))"});
    CHECK(drop_statement(plans) == R"(DROP TABLE IF EXISTS "farmer", "country"."farm")");
}

TEST_CASE("a cycle is closed by ALTER TABLE", "[schema]") {
    const std::vector<table_plan> plans{plan_of(chicken, chicken_ddl), plan_of(egg, egg_ddl)};
    const auto statements = create_statements(plans);
    REQUIRE(statements.size() == 4);
    CHECK_THAT(statements[0], Catch::Matchers::StartsWith("CREATE TABLE \"egg\""));
    CHECK_THAT(statements[0], !Catch::Matchers::Contains("FOREIGN KEY"));
    CHECK(statements[1] == R"(CREATE INDEX "egg_laid_by_id_idx" ON "egg" ("laid_by_id"))");
    CHECK_THAT(statements[2], Catch::Matchers::Contains(R"(CONSTRAINT "chicken_hatched_from_id_key" UNIQUE ("hatched_from_id"))"));
    CHECK_THAT(statements[2], Catch::Matchers::Contains(R"(REFERENCES "egg" ("id"))"));
    CHECK(statements[3] == "ALTER TABLE \"egg\" ADD CONSTRAINT \"egg_laid_by_id_fkey\" FOREIGN KEY (\"laid_by_id\") "
                           "REFERENCES \"chicken\" (\"id\") ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED");
    CHECK(drop_statement(plans) == R"(DROP TABLE IF EXISTS "chicken", "egg")");
}

TEST_CASE("options make constraints, indexes, checks and defaults", "[schema]") {
    constexpr auto columns = [](auto... indexes) {
        vinyl::column_list list;
        (list.add(farmer_columns[indexes]), ...);
        return list;
    };
    static constexpr std::array uniques{columns(1u, 2u)};
    static constexpr std::array indexes{columns(2u)};
    static constexpr auto keys = [] {
        auto changed = farmer_keys;
        changed[0].on_delete = vinyl::cascade;
        changed[1].on_delete = vinyl::set_null;
        return changed;
    }();
    static constexpr vinyl::ddl_info about{uniques, indexes, keys};
    table_plan plan = plan_of(farmer, about);
    plan.checks = {{"own_boss", "\"boss_id\" <> \"id\""}};
    plan.defaults = {{"farm_id", "1"}};
    const auto statements = create_statements(std::array{plan});
    REQUIRE(statements.size() == 2);  // the unique constraint's index serves the foreign key to the farm, too
    CHECK(statements[0] ==
          "CREATE TABLE \"farmer\" (\n"
          "    \"id\" bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n"
          "    \"farm_id\" bigint DEFAULT 1 NOT NULL,\n"
          "    \"boss_id\" bigint,\n"
          "    CONSTRAINT \"farmer_farm_id_boss_id_key\" UNIQUE (\"farm_id\", \"boss_id\"),\n"
          "    CONSTRAINT \"own_boss\" CHECK (\"boss_id\" <> \"id\"),\n"
          "    CONSTRAINT \"farmer_farm_id_fkey\" FOREIGN KEY (\"farm_id\") REFERENCES \"country\".\"farm\" (\"id\")"
          " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,\n"
          "    CONSTRAINT \"farmer_boss_id_fkey\" FOREIGN KEY (\"boss_id\") REFERENCES \"farmer\" (\"id\")"
          " ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED\n"
          ")");
    CHECK(statements[1] == R"(CREATE INDEX "farmer_boss_id_idx" ON "farmer" ("boss_id"))");
}

TEST_CASE("no tables, no statements", "[schema]") {
    CHECK(create_statements({}).empty());
    CHECK(drop_statement({}).empty());
}
