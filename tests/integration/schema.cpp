// schema::create, drop and sql against a server: what the catalog says of the tables that were made.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/server.hpp"

#include <vinyl/db/execute.hpp>
#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace vinyl::literals;

namespace schema_tests {

enum class speed { slow, fast };
enum class side { a, b };

}  // namespace schema_tests

template <>
struct vinyl::enum_storage<schema_tests::speed> : vinyl::stored_by_name<"Schema_Of_Types.speed"> {};
template <>
struct vinyl::enum_storage<schema_tests::side> : vinyl::stored_by_name<"\"types. two\".\"Side\""> {};

namespace schema_tests {

/// A table and a view of others.
struct Ledger : vinyl::model<Ledger> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::in_schema("others of schema tests"), vinyl::table("ledger"),
                                      vinyl::unmanaged()};
};

struct Balance : vinyl::model<Balance> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::in_schema("others of schema tests"), vinyl::view("balance")};
};

/// Its types are in schemas that no table is in.
struct Turntable : vinyl::model<Turntable> {
    std::int64_t id{};
    speed turns{};
    side plays{};

    static constexpr vinyl::meta meta{vinyl::table("turntable of schema tests")};
};

struct Album;

struct Label : vinyl::model<Label> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<Album>> best_seller;  // a cycle: an album has a label

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests"), vinyl::table("la\"bel"),
                                      vinyl::unique("name"_f), vinyl::on_delete("best_seller"_f, vinyl::set_null)};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Label> label;
    vinyl::date released{};
    vinyl::decimal price;
    double rating{};
    std::optional<std::string> note;
    vinyl::timestamp added{};

    static constexpr vinyl::meta meta{
        vinyl::in_schema("schema tests"),
        vinyl::max_length("title"_f, 200),
        vinyl::precision("price"_f, 8, 2),
        vinyl::on_delete("label"_f, vinyl::cascade),
        vinyl::index("released"_f, "title"_f),
        vinyl::index("album_value", desc("price"_f * 2), "label"_f),
        vinyl::unique("title"_f, "label"_f),
        vinyl::unique("album_title_once", lower("title"_f), "label"_f),
        vinyl::check("price_not_negative", "price"_f >= 0),
        vinyl::check("rating_in_range", "rating"_f >= 0.5 && "rating"_f <= 5 && "title"_f != "it's"),
        vinyl::db_default("rating"_f, 2.5),
        vinyl::db_default("note"_f, "'quoted' \\ text"),
        vinyl::db_default("added"_f, vinyl::now())};
};

struct Sleeve : vinyl::model<Sleeve> {
    std::int64_t id{};
    vinyl::one_to_one<Album> album;
    std::vector<std::byte> picture;

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests")};
};

}  // namespace schema_tests

namespace {

using namespace schema_tests;

constexpr const char* alias = "schema";

vinyl::dual<std::vector<std::string>> lines(std::string sql) {
    vinyl::statement sent;
    sent.text = std::move(sql);
    const auto result = co_await vinyl::db::execute(alias, std::move(sent));
    std::vector<std::string> all;
    for (std::size_t row = 0; row < result.rows(); ++row) all.emplace_back(result.bytes(row, 0));
    co_return all;
}

class registered_alias {
public:
    registered_alias() { vinyl::connections().add(alias, tests::dsn()); }
    ~registered_alias() {
        const vinyl::async_scope sync(false);
        lines("DROP SCHEMA IF EXISTS \"schema tests\" CASCADE");
        vinyl::connections().remove(alias);
    }
};

}  // namespace

TEST_CASE("V11, E21: tables that point at each other are made and dropped", "[schema]") {
    const registered_alias registered;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Label, Album, Sleeve>(alias);  // there are none yet
        co_await vinyl::schema::create<Sleeve, Label, Album>(alias);
        const auto constraints = co_await lines(
            "SELECT conname || ': ' || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_namespace n "
            "ON n.oid = connamespace WHERE nspname = 'schema tests' AND contype <> 'n' ORDER BY conname");
        const std::vector<std::string> expected_constraints{
            "album_label_id_fkey: FOREIGN KEY (label_id) REFERENCES \"schema tests\".\"la\"\"bel\"(id) "
            "ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
            "album_pkey: PRIMARY KEY (id)",
            "album_title_label_id_key: UNIQUE (title, label_id)",
            "la\"bel_best_seller_id_fkey: FOREIGN KEY (best_seller_id) REFERENCES \"schema tests\".album(id) "
            "ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
            "la\"bel_name_key: UNIQUE (name)",
            "la\"bel_pkey: PRIMARY KEY (id)",
            "price_not_negative: CHECK ((price >= '0'::numeric))",
            "rating_in_range: CHECK (((rating >= '0.5'::double precision) AND (rating <= '5'::double precision) AND "
            "(NOT ((title)::text = 'it''s'::text))))",
            "sleeve_album_id_fkey: FOREIGN KEY (album_id) REFERENCES \"schema tests\".album(id) "
            "ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED",
            "sleeve_album_id_key: UNIQUE (album_id)",
            "sleeve_pkey: PRIMARY KEY (id)"};
        CHECK(constraints == expected_constraints);

        const auto indexes = co_await lines(
            "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'schema tests' AND indexname LIKE '%idx' ORDER BY 1");
        const std::vector<std::string> expected_indexes{"album_label_id_idx", "album_released_title_idx",
                                                        "la\"bel_best_seller_id_idx"};
        CHECK(indexes == expected_indexes);

        // E21: over expressions
        const auto calculated = co_await lines(
            "SELECT pg_get_indexdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = 'schema tests' AND relname IN ('album_value', 'album_title_once') ORDER BY relname");
        const std::vector<std::string> expected_calculated{
            "CREATE UNIQUE INDEX album_title_once ON \"schema tests\".album USING btree (lower((title)::text), label_id)",
            "CREATE INDEX album_value ON \"schema tests\".album USING btree (((price * '2'::numeric)) DESC, label_id)"};
        CHECK(calculated == expected_calculated);

        const auto columns = co_await lines(
            "SELECT attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END "
            "|| COALESCE(' ' || pg_get_expr(adbin, adrelid), '') || CASE attidentity WHEN 'd' THEN ' identity' ELSE '' END "
            "FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
            "WHERE attrelid = '\"schema tests\".album'::regclass AND attnum > 0 ORDER BY attnum");
        const std::vector<std::string> expected_columns{
            "id bigint not null identity",
            "title character varying(200) not null",
            "label_id bigint not null",
            "released date not null",
            "price numeric(8,2) not null",
            "rating double precision not null '2.5'::double precision",
            "note text '''quoted'' \\ text'::text",
            "added timestamp with time zone not null statement_timestamp()"};
        CHECK(columns == expected_columns);
        co_await vinyl::schema::drop<Label, Album, Sleeve>(alias);
        const auto left = co_await lines("SELECT relname::text FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
                                         "WHERE nspname = 'schema tests'");
        CHECK(left.empty());
    });
}

TEST_CASE("a type is made in the schema that its name says", "[schema]") {
    const registered_alias registered;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::create<Turntable>(alias);
        const auto made = co_await lines("SELECT nspname || ' ' || typname FROM pg_type JOIN pg_namespace n ON n.oid = typnamespace "
                                         "WHERE typname IN ('speed', 'Side') ORDER BY 1");
        CHECK(made == std::vector<std::string>{"schema_of_types speed", "types. two Side"});
        co_await vinyl::schema::drop<Turntable>(alias);
        co_await lines("DROP SCHEMA schema_of_types, \"types. two\" CASCADE");
    });
}

TEST_CASE("creating is all or nothing", "[schema]") {
    const registered_alias registered;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::create<Label, Album>(alias);
        bool refused = false;
        try {
            co_await vinyl::schema::create<Sleeve, Album, Label>(alias);
        } catch (const vinyl::programming_error& error) {
            refused = error.sqlstate() == "42P07";
        }
        CHECK(refused);
        const auto sleeves = co_await lines("SELECT relname::text FROM pg_class WHERE relname = 'sleeve'");
        CHECK(sleeves.empty());
        co_await vinyl::schema::drop<Label, Album, Sleeve>(alias);
    });
}

TEST_CASE("views and unmanaged tables are neither made nor dropped", "[schema]") {
    CHECK(vinyl::schema::sql<Ledger, Balance>().empty());
    CHECK(vinyl::schema::sql<Turntable, Ledger, Balance>() == vinyl::schema::sql<Turntable>());
    const registered_alias registered;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::create<Ledger, Balance>(alias);
        const auto made = co_await lines("SELECT nspname::text FROM pg_namespace WHERE nspname = 'others of schema tests'");
        CHECK(made.empty());
        co_await lines("CREATE SCHEMA \"others of schema tests\"");
        co_await lines("CREATE TABLE \"others of schema tests\".ledger (id bigint PRIMARY KEY)");
        co_await lines("CREATE VIEW \"others of schema tests\".balance AS SELECT id FROM \"others of schema tests\".ledger");
        co_await vinyl::schema::create<Turntable, Ledger, Balance>(alias);
        co_await vinyl::schema::drop<Ledger, Balance>(alias);
        co_await vinyl::schema::drop<Turntable, Ledger, Balance>(alias);
        const auto left = co_await lines("SELECT relname::text FROM pg_class WHERE relnamespace = "
                                         "'\"others of schema tests\"'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1");
        CHECK(left == std::vector<std::string>{"balance", "ledger"});
        const auto dropped = co_await lines("SELECT relname::text FROM pg_class WHERE relname = 'turntable of schema tests'");
        CHECK(dropped.empty());
        co_await lines("DROP SCHEMA \"others of schema tests\", schema_of_types, \"types. two\" CASCADE");
    });
}

TEST_CASE("the script is what create runs", "[schema]") {
    std::string script;
    for (const std::string& statement : vinyl::schema::statements<Label, Album>()) script += statement + ";\n";
    CHECK(vinyl::schema::sql<Label, Album>() == script);
    CHECK_THAT(script, Catch::Matchers::StartsWith("CREATE SCHEMA IF NOT EXISTS \"schema tests\";\n"));
}

namespace delete_rules {

struct Owner : vinyl::model<Owner> {
    std::int64_t id{};
    std::string name;

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests")};
};

struct Cascading : vinyl::model<Cascading> {
    std::int64_t id{};
    vinyl::foreign_key<Owner> owner;

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests"), vinyl::on_delete("owner"_f, vinyl::cascade)};
};

struct Nulling : vinyl::model<Nulling> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Owner>> owner;

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests"), vinyl::on_delete("owner"_f, vinyl::set_null)};
};

struct Defaulting : vinyl::model<Defaulting> {
    std::int64_t id{};
    vinyl::foreign_key<Owner> owner;

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests"), vinyl::db_default("owner"_f, 1),
                                      vinyl::on_delete("owner"_f, vinyl::set_default)};
};

struct Protecting : vinyl::model<Protecting> {
    std::int64_t id{};
    vinyl::foreign_key<Owner> owner;

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests")};
};

struct Restricting : vinyl::model<Restricting> {
    std::int64_t id{};
    vinyl::foreign_key<Owner> owner;

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests"), vinyl::on_delete("owner"_f, vinyl::restrict_)};
};

struct Leaving : vinyl::model<Leaving> {
    std::int64_t id{};
    vinyl::foreign_key<Owner> owner;

    static constexpr vinyl::meta meta{vinyl::in_schema("schema tests"), vinyl::on_delete("owner"_f, vinyl::do_nothing)};
};

}  // namespace delete_rules

TEST_CASE("each delete rule does what it says", "[schema]") {
    using namespace delete_rules;
    const registered_alias registered;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Owner, Cascading, Nulling, Defaulting, Protecting, Restricting, Leaving>(alias);
        co_await vinyl::schema::create<Owner, Cascading, Nulling, Defaulting, Protecting, Restricting, Leaving>(alias);
        const auto owners = Owner::vinyl().using_(alias);
        for (int i = 1; i <= 5; ++i) co_await owners.create("name"_f = "owner");
        co_await Cascading::vinyl().using_(alias).create("owner"_f = 2);
        co_await Nulling::vinyl().using_(alias).create("owner"_f = 2);
        co_await Defaulting::vinyl().using_(alias).create("owner"_f = 2);
        co_await Protecting::vinyl().using_(alias).create("owner"_f = 3);
        co_await Restricting::vinyl().using_(alias).create("owner"_f = 4);
        co_await Leaving::vinyl().using_(alias).create("owner"_f = 5);

        co_await owners.filter("id"_f = 2).erase();
        CHECK((co_await Cascading::vinyl().using_(alias).count()) == 0);
        CHECK((co_await Nulling::vinyl().using_(alias).filter("owner"_f = std::nullopt).count()) == 1);
        CHECK((co_await Defaulting::vinyl().using_(alias).filter("owner"_f = 1).count()) == 1);

        // alone, and with the rows that point there in the same transaction: only what is protected stays then
        vinyl::atomic_options there;
        there.alias = alias;
        for (int id = 3; id <= 5; ++id) {
            bool refused = false;
            try {
                co_await owners.filter("id"_f = id).erase();
            } catch (const vinyl::foreign_key_violation&) {
                refused = true;
            }
            CHECK(refused);
            refused = false;
            try {
                co_await vinyl::atomic(there, [&]() -> vinyl::dual<void> {
                    co_await owners.filter("id"_f = id).erase();
                    co_await Protecting::vinyl().using_(alias).filter("owner"_f = id).erase();
                    co_await Restricting::vinyl().using_(alias).filter("owner"_f = id).erase();
                    co_await Leaving::vinyl().using_(alias).filter("owner"_f = id).erase();
                });
            } catch (const vinyl::foreign_key_violation&) {
                refused = true;
            }
            CHECK(refused == (id == 3));
        }
        CHECK((co_await owners.count()) == 2);
    });
}
