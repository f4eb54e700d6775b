// schema::check: what differs between models and the tables that are there.

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace vinyl::literals;

namespace checked {

struct Person : vinyl::model<Person> {
    std::int64_t id{};
    std::string name;
    std::string country;
    vinyl::decimal balance;
    std::optional<std::string> note;
    vinyl::date born{};
    std::int32_t number{};
    std::int32_t twice{};

    static constexpr vinyl::meta meta{vinyl::table("checked_person"), vinyl::max_length("name"_f, 40),
                                      vinyl::precision("balance"_f, 8, 2), vinyl::unique("name"_f, "country"_f),
                                      vinyl::generated("twice"_f, "number"_f * 2)};
};

struct Member : vinyl::model<Member> {
    vinyl::foreign_key<Person> person;
    std::int32_t club{};

    static constexpr vinyl::meta meta{vinyl::table("checked_member"), vinyl::primary_key("person"_f, "club"_f)};
};

struct Nowhere : vinyl::model<Nowhere> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::in_schema("checked"), vinyl::table("nowhere")};
};

struct Summary : vinyl::model<Summary> {
    std::string name;
    std::int64_t n{};
    std::int32_t missing{};

    static constexpr vinyl::meta meta{vinyl::view("checked_summary")};
};

// Models that do not say, or say wrongly, who makes a key, and the same as check() advises.

struct Composite : vinyl::model<Composite> {
    std::int64_t tenant_id{};
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::table("checked_composite"), vinyl::primary_key("tenant_id"_f, "id"_f)};
};
struct Composite_said : vinyl::model<Composite_said> {
    std::int64_t tenant_id{};
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::table("checked_composite"), vinyl::primary_key("tenant_id"_f, "id"_f),
                                      vinyl::serial("id"_f)};
};

struct Track : vinyl::model<Track> {
    std::int32_t track_id{};

    static constexpr vinyl::meta meta{vinyl::table("checked_track"), vinyl::primary_key("track_id"_f),
                                      vinyl::assigned("track_id"_f)};
};
struct Track_said : vinyl::model<Track_said> {
    std::int32_t track_id{};

    static constexpr vinyl::meta meta{vinyl::table("checked_track"), vinyl::primary_key("track_id"_f),
                                      vinyl::identity("track_id"_f)};  // as good as serial()
};

struct Document : vinyl::model<Document> {
    vinyl::uuid id;
    vinyl::timestamp made{};  // always written, so its default does not matter

    static constexpr vinyl::meta meta{vinyl::table("checked_document")};
};
struct Document_said : vinyl::model<Document_said> {
    vinyl::uuid id;
    vinyl::timestamp made{};

    static constexpr vinyl::meta meta{vinyl::table("checked_document"), vinyl::db_default("id"_f)};
};
struct Document_in_domain : vinyl::model<Document_in_domain> {
    vinyl::uuid id;

    static constexpr vinyl::meta meta{vinyl::table("checked_document_in_domain")};
};

struct Page : vinyl::model<Page> {  // a relation that is not set is refused, so its default does not matter
    vinyl::foreign_key<Track, std::int32_t> track;
    std::int32_t number{};

    static constexpr vinyl::meta meta{vinyl::table("checked_page"), vinyl::primary_key("track"_f, "number"_f)};
};

struct Always : vinyl::model<Always> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::table("checked_always")};
};
struct Always_said : vinyl::model<Always_said> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::table("checked_always"), vinyl::identity("id"_f, vinyl::always)};
};
struct Not_always : vinyl::model<Not_always> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::table("checked_not_always"), vinyl::identity("id"_f, vinyl::always)};
};
struct Not_always_said : vinyl::model<Not_always_said> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::table("checked_not_always")};
};

struct Numbered : vinyl::model<Numbered> {
    std::string code;
    std::int64_t number{};
    std::int32_t total{};

    static constexpr vinyl::meta meta{vinyl::table("checked_numbered"), vinyl::primary_key("code"_f),
                                      vinyl::generated("total"_f)};
};

constexpr const char* tables_of_makers[] = {
    "DROP TABLE IF EXISTS checked_composite, checked_track, checked_document, checked_document_in_domain, checked_page, "
    "checked_always, checked_not_always, checked_numbered",
    "DROP DOMAIN IF EXISTS checked_domain",
    "CREATE TABLE checked_composite (tenant_id bigint, id bigserial, PRIMARY KEY (tenant_id, id))",
    "CREATE TABLE checked_track (track_id serial PRIMARY KEY)",
    "CREATE TABLE checked_document (id uuid PRIMARY KEY DEFAULT md5(random()::text)::uuid, made timestamptz NOT NULL DEFAULT now())",
    "CREATE DOMAIN checked_domain AS uuid DEFAULT '00000000-0000-0000-0000-000000000001'",
    "CREATE TABLE checked_document_in_domain (id checked_domain PRIMARY KEY)",
    "CREATE TABLE checked_page (track_id integer DEFAULT 1, number integer DEFAULT NULL::integer, PRIMARY KEY (track_id, number))",
    "CREATE TABLE checked_always (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    "CREATE TABLE checked_not_always (id bigserial PRIMARY KEY)",
    "CREATE TABLE checked_numbered (code text PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY, total integer NOT NULL "
    "DEFAULT 0)",
};

std::vector<std::string> texts(const std::vector<vinyl::schema::difference>& differences) {
    std::vector<std::string> all;
    for (const auto& each : differences) all.push_back(each.text());
    std::ranges::sort(all);
    return all;
}

vinyl::dual<void> drop_all() {
    co_await tests::sql("DROP VIEW IF EXISTS checked_summary");
    co_await vinyl::schema::drop<Member, Person>();
}

}  // namespace checked

using namespace checked;

TEST_CASE("nothing differs from the tables that the schema made", "[schema]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await drop_all();
        co_await vinyl::schema::create<Person, Member>();
        CHECK(texts(co_await vinyl::schema::check<Person, Member>()).empty());
        co_await drop_all();
    });
}

TEST_CASE("each way in which a table differs from its model is told", "[schema]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await drop_all();
        co_await tests::sql(
            "CREATE TABLE checked_person (id bigint PRIMARY KEY, name varchar(20) NOT NULL, country varchar(2), balance "
            "numeric(8,2) NOT NULL, note text NOT NULL, number bigint NOT NULL, twice integer NOT NULL, email text NOT NULL, "
            "made timestamptz NOT NULL DEFAULT now(), UNIQUE (country, name))");
        co_await tests::sql("CREATE TABLE checked_member (person_id bigint NOT NULL, club integer NOT NULL)");
        co_await tests::sql("CREATE VIEW checked_summary AS SELECT country::text AS name, count(*)::integer AS n FROM "
                            "checked_person GROUP BY country");
        const auto found = co_await vinyl::schema::check<Person, Member, Nowhere, Summary>();
        CHECK(texts(found) ==
              std::vector<std::string>{
                  R"(Member: key (person_id,club) is not unique in the database)",
                  R"(Nowhere: there is no table or view "checked.nowhere"; name it in meta by table())",
                  R"(Person: column "country" is NULL allowed, the model says NOT NULL)",
                  R"(Person: column "email" is NOT NULL without a default, and the model has no member for it)",
                  R"(Person: column "id" is without a default, the model says GENERATED BY DEFAULT AS IDENTITY; say in meta assigned("id"_f))",
                  R"(Person: column "name" is character varying(20), the model says varchar(40))",
                  R"(Person: column "note" is NOT NULL, the model says NULL allowed)",
                  R"(Person: column "number" is bigint, the model says integer)",
                  R"(Person: column "twice" is without a default, the model says a generated column)",
                  R"(Person: the table "checked_person" has no column "born"; name it in meta by column())",
                  R"(Summary: column "n" is integer, the model says bigint)",
                  R"(Summary: the table "checked_summary" has no column "missing"; name it in meta by column())"});
        CHECK(std::ranges::count(found, vinyl::schema::difference::kind::no_table, &vinyl::schema::difference::what) == 1);
        co_await drop_all();
    });
}

TEST_CASE("who makes a key is told where the model says it otherwise, with what to write", "[schema]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        for (const char* statement : tables_of_makers) co_await tests::sql(statement);
        const auto found = co_await vinyl::schema::check<Composite, Track, Document, Document_in_domain, Page, Always, Not_always,
                                                         Numbered>();
        CHECK(texts(found) ==
              std::vector<std::string>{
                  R"(Always: column "id" is GENERATED ALWAYS AS IDENTITY, the model says GENERATED BY DEFAULT AS IDENTITY; say in meta identity("id"_f, vinyl::always))",
                  R"(Composite: column "id" is made by DEFAULT nextval('checked_composite_id_seq'::regclass), the model says given by the program; say in meta serial("id"_f))",
                  R"(Document: column "id" is made by DEFAULT (md5((random())::text))::uuid, the model says given by the program; say in meta db_default("id"_f))",
                  R"(Document_in_domain: column "id" is made by DEFAULT '00000000-0000-0000-0000-000000000001'::uuid, the model says given by the program; say in meta db_default("id"_f))",
                  R"(Not_always: column "id" is made by DEFAULT nextval('checked_not_always_id_seq'::regclass), the model says GENERATED ALWAYS AS IDENTITY; say in meta serial("id"_f))",
                  R"(Numbered: column "number" is GENERATED ALWAYS AS IDENTITY, the model says given by the program; say in meta identity("number"_f, vinyl::always))",
                  R"(Numbered: column "total" is made by DEFAULT 0, the model says a generated column; say in meta db_default("total"_f))",
                  R"(Track: column "track_id" is made by DEFAULT nextval('checked_track_track_id_seq'::regclass), the model says given by the program; say in meta serial("track_id"_f))"});
        CHECK(std::ranges::count(found, vinyl::schema::difference::kind::made_by_database, &vinyl::schema::difference::what) == 8);
        const auto said = co_await vinyl::schema::check<Composite_said, Track_said, Document_said, Always_said, Not_always_said>();
        CHECK(texts(said).empty());
        co_await tests::sql(tables_of_makers[0]);
        co_await tests::sql(tables_of_makers[1]);
    });
}
