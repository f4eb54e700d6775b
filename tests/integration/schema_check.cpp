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
                  R"(Person: column "id" is without a default, the model says made by the database)",
                  R"(Person: column "name" is character varying(20), the model says varchar(40))",
                  R"(Person: column "note" is NOT NULL, the model says NULL allowed)",
                  R"(Person: column "number" is bigint, the model says integer)",
                  R"(Person: column "twice" is without a default, the model says made by the database)",
                  R"(Person: the table "checked_person" has no column "born"; name it in meta by column())",
                  R"(Summary: column "n" is integer, the model says bigint)",
                  R"(Summary: the table "checked_summary" has no column "missing"; name it in meta by column())"});
        CHECK(std::ranges::count(found, vinyl::schema::difference::kind::no_table, &vinyl::schema::difference::what) == 1);
        co_await drop_all();
    });
}
