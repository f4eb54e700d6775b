// Columns whose SQL type meta names: every way in which a value meets one, for types that compare in their own way, whose
// binary form is no text, or that have no operators at all. Each test in both modes.
#include "support/both_modes.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace vinyl::literals;
using vinyl::coalesce;
using vinyl::dual;

namespace sql_types {

using text_list = std::vector<std::string>;

/// A row with a text in a column of this type.
template <vinyl::fixed_string Type>
struct Sample : vinyl::model<Sample<Type>> {
    std::int64_t id{};
    std::string value;
    std::string plain;
    std::optional<std::string> maybe;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("sample"),
                                      vinyl::sql_type("value"_f, Type.view()), vinyl::sql_type("maybe"_f, Type.view())};
};

/// A row with a list of texts in a column of this type.
template <vinyl::fixed_string Type>
struct List : vinyl::model<List<Type>> {
    std::int64_t id{};
    text_list items;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("list"),
                                      vinyl::sql_type("items"_f, Type.view())};
};

struct Words : vinyl::model<Words> {
    std::int64_t id{};
    text_list items;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::max_length("items"_f, 6)};
};

struct Document : vinyl::model<Document> {
    std::int64_t id{};
    vinyl::json data;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::sql_type("data"_f, "json")};
};

struct Number : vinyl::model<Number> {
    std::int64_t id{};
    std::int32_t small{};
    std::vector<std::int64_t> numbers;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::sql_type("small"_f, "smallint"),
                                      vinyl::sql_type("numbers"_f, "integer[]")};
};

struct Login;
struct Profile;

/// Its key is a text that the database compares without case.
struct Account : vinyl::model<Account> {
    std::string name;
    std::int32_t visits{};
    vinyl::related<Login, "account"> logins;
    vinyl::related_one<Profile, "account"> profile;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::primary_key("name"_f),
                                      vinyl::default_value("visits"_f), vinyl::sql_type("name"_f, "citext")};
};

struct Login : vinyl::model<Login> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Account, std::string>> account;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f),
                                      vinyl::on_delete("account"_f, vinyl::cascade)};
};

struct Profile : vinyl::model<Profile> {
    std::int64_t id{};
    vinyl::one_to_one<Account, std::string> account;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::on_delete("account"_f, vinyl::cascade)};
};

struct Folder;
/// Its key is of a type whose binary form is no text.
struct Folder : vinyl::model<Folder> {
    std::string path;
    std::optional<vinyl::foreign_key<Folder, std::string>> parent;
    vinyl::related<Folder, "parent"> children;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::primary_key("path"_f),
                                      vinyl::sql_type("path"_f, "ltree"), vinyl::ordering("path"_f)};
};

struct Preset : vinyl::model<Preset> {
    std::int64_t id{};
    std::string address;
    text_list tags;
    std::string note;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"),
                                      vinyl::sql_type("address"_f, "inet"),
                                      vinyl::max_length("tags"_f, 9),
                                      vinyl::sql_type("note"_f, "citext"),
                                      vinyl::db_default("address"_f, "10.0.0.1"),
                                      vinyl::check("note_is_none", "note"_f != "none"),
                                      vinyl::check("address_is_none", "address"_f != "0.0.0.0")};
};

template <class... Models, class Body>
void with_tables(Body body, tests::statements compared = tests::statements::same) {
    const tests::database here;
    tests::run_sync([]() -> dual<void> {
        co_await tests::sql("create extension if not exists citext");
        co_await tests::sql("create extension if not exists ltree");
        co_await tests::sql("create extension if not exists hstore");
    });
    tests::in_both_modes(
        [&]() -> dual<void> {
            co_await tests::sql("drop schema if exists orm cascade");
            co_await tests::sql("create schema orm");
            co_await tests::sql("create type orm.mood as enum ('sad', 'ok', 'happy')");
            co_await tests::sql("create domain orm.address as citext check (value <> '')");
            if constexpr (sizeof...(Models) > 0) co_await vinyl::schema::create<Models...>();
            co_await body();
        },
        compared);
}

/// Two values, the lower one in another spelling that is equal to it, and a part of its text.
struct values_of_type {
    std::string low, high, equal, part;
};

template <class Query>
dual<std::string> ids(Query query) {
    std::string found;
    for (const auto& [id] : co_await query.order_by("id"_f).values_list("id"_f)) found += std::to_string(id);
    co_return found;
}

/// The value in the only column of the first row.
template <class Query>
dual<std::optional<std::string>> only(Query query) {
    const auto rows = co_await query;
    std::optional<std::string> found;
    for (const auto& row : rows) {
        if (!found) found = std::get<0>(row);
    }
    co_return found;
}

/// A member of a row.
template <class S, class Member, class Row>
dual<Member> member(Member S::* of, Row row) {
    const S found = co_await std::move(row);
    co_return found.*of;
}

/// Rows 1: low, 2: high; `maybe` of the second is NULL.
template <class S>
dual<void> stored_and_read(const values_of_type& of) {
    S first{.value = of.low, .plain = of.low, .maybe = of.low};
    co_await first.insert();
    const S second = co_await S::vinyl().create("value"_f = of.high, "plain"_f = "x");
    CHECK(co_await member(&S::value, S::vinyl().get("id"_f = 1)) == of.low);
    CHECK(co_await member(&S::maybe, S::vinyl().get("id"_f = 1)) == of.low);
    CHECK(co_await member(&S::maybe, S::vinyl().get("id"_f = 2)) == std::nullopt);
    first.value = of.high;
    co_await first.save();
    CHECK(co_await only(S::vinyl().filter("id"_f = 1).values_list("value"_f)) == of.high);
    co_await first.update("value"_f = of.low);
    CHECK(first.value == of.low);
    first.value.clear();
    co_await first.refresh();
    CHECK(first.value == of.low);
    CHECK(co_await S::vinyl().filter("id"_f = 2).update("maybe"_f = of.low) == 1);
    CHECK(co_await S::vinyl().filter("id"_f = 2).update("maybe"_f = "value"_f) == 1);
    CHECK(co_await member(&S::maybe, S::vinyl().get("id"_f = 2)) == of.high);
    CHECK(co_await S::vinyl().filter("id"_f = 2).update("maybe"_f = std::nullopt) == 1);
    CHECK(co_await S::vinyl().filter("id"_f = 1).update("maybe"_f = "plain"_f) == 1);
    CHECK(co_await member(&S::maybe, S::vinyl().get("id"_f = 1)) == of.low);
    CHECK(co_await S::vinyl().filter("id"_f = 2).update("plain"_f = "value"_f) == 1);
    CHECK(co_await member(&S::plain, S::vinyl().get("id"_f = 2)) ==
          co_await tests::cell("select value::text from orm.sample where id = 2"));
    CHECK(co_await S::vinyl().filter("id"_f = 2).update("plain"_f = "x") == 1);
}

template <class S>
dual<void> compared(const values_of_type& of) {
    const auto all = S::vinyl().all();
    CHECK(co_await ids(all.filter("value"_f == of.low)) == "1");
    CHECK(co_await ids(all.filter("value"_f = of.equal)) == "1");
    CHECK(co_await member(&S::id, all.get("value"_f = of.equal)) == 1);
    CHECK(co_await ids(all.filter("value"_f != of.equal)) == "2");
    CHECK(co_await ids(all.exclude("maybe"_f == of.equal)) == "2");
    CHECK(co_await ids(all.filter("value"_f < of.high)) == "1");
    CHECK(co_await ids(all.filter("value__gte"_f = of.high)) == "2");
    CHECK(co_await ids(all.filter("value"_f.between(of.low, of.high))) == "12");
    const text_list list{of.equal, of.high};
    CHECK(co_await ids(all.filter("value"_f.in(list))) == "12");
    CHECK(co_await ids(all.filter("value"_f.in(of.high, of.high))) == "2");
    const std::vector<std::optional<std::string>> with_null{of.equal, std::nullopt};
    CHECK(co_await ids(all.filter("value__in"_f = with_null)) == "1");
    CHECK(co_await ids(all.filter("maybe__isnull"_f = true)) == "2");
    CHECK(co_await ids(all.filter("value"_f == "maybe"_f)) == "1");
    CHECK(co_await all.filter("id"_f = 1).update("plain"_f = "value"_f) == 1);
    CHECK(co_await ids(all.filter("value"_f == "plain"_f)) == "1");
    CHECK(co_await ids(all.filter("plain"_f == "value"_f)) == "1");
    CHECK(co_await ids(all.filter("value"_f.in(all.filter("id"_f = 2).values_list("value"_f)))) == "2");
    CHECK(co_await ids(all.annotate("same"_f = "value"_f).filter("same"_f == of.equal)) == "1");
}

/// What is calculated from a value, or ordered, counted and grouped by it.
template <class S>
dual<void> calculated(const values_of_type& of) {
    const auto all = S::vinyl().all();
    const auto first = all.filter("id"_f = 1);
    const auto second = all.filter("id"_f = 2);
    CHECK(co_await only(second.annotate("v"_f = coalesce("maybe"_f, of.low)).values_list("v"_f)) == of.low);
    CHECK(co_await only(second.annotate("v"_f = coalesce("maybe"_f, "value"_f)).values_list("v"_f)) == of.high);
    CHECK(co_await only(second.annotate("v"_f = coalesce("maybe"_f, "plain"_f)).values_list("v"_f)) == "x");
    CHECK(co_await ids(all.filter(coalesce("maybe"_f, of.high) == of.high)) == "2");
    CHECK(co_await second.update("maybe"_f = coalesce("maybe"_f, of.low)) == 1);
    CHECK(co_await member(&S::maybe, all.get("id"_f = 2)) == of.low);
    CHECK(co_await second.update("maybe"_f = std::nullopt) == 1);
    CHECK(co_await all.values("value"_f).annotate("n"_f = vinyl::count()).filter("value"_f = of.equal).count() == 1);
    const auto groups = co_await all.values("value"_f).annotate("n"_f = vinyl::count()).order_by("value"_f);
    REQUIRE(groups.size() == 2);
    CHECK(groups[0]["value"_f] == of.low);
    const auto distinct = co_await all.values_list("value"_f).distinct().order_by("-value"_f);
    REQUIRE(distinct.size() == 2);
    CHECK(std::get<0>(distinct[0]) == of.high);
    CHECK(co_await all.distinct().count() == 2);
    CHECK(co_await only(all.distinct().order_by("value"_f).values_list("value"_f).limit(1)) == of.low);
    const std::vector<S> ordered = co_await all.order_by("-value"_f);
    CHECK(ordered.at(0).value == of.high);
    const auto annotated = co_await all.annotate("v"_f = coalesce("maybe"_f, "value"_f)).order_by("-v"_f);
    CHECK(annotated.at(0).value == of.high);
    const std::vector<S> whole = co_await all.distinct().order_by("value"_f);
    CHECK(whole.at(0).value == of.low);
}

template <class S>
dual<void> greatest_and_least(const values_of_type& of) {
    const auto all = S::vinyl().all();
    CHECK(co_await all.aggregate(vinyl::max("value"_f)) == of.high);
    const auto both = co_await all.aggregate("a"_f = vinyl::min("value"_f), "b"_f = vinyl::max("maybe"_f));
    CHECK(both["a"_f] == of.low);
    CHECK(both["b"_f] == of.low);
    CHECK(co_await all.filter("id"_f = 7).aggregate(vinyl::max("value"_f).otherwise(of.low)) == of.low);
    CHECK(co_await all.distinct().aggregate(vinyl::max("value"_f)) == of.high);
    CHECK(co_await only(
              all.filter("id"_f = 1).annotate("v"_f = vinyl::greatest("value"_f, of.high)).values_list("v"_f)) ==
          of.high);
}

/// Patterns are looked for in the text.
template <class S>
dual<void> searched(const values_of_type& of) {
    const auto all = S::vinyl().all();
    CHECK(co_await ids(all.filter("value__contains"_f = of.part)) == "1");
    CHECK(co_await ids(all.filter("value"_f.icontains(of.part))) == "1");
    CHECK(co_await ids(all.filter("value"_f.startswith(of.low))) == "1");
    CHECK(co_await ids(all.filter("value__iexact"_f = of.low)) == "1");
    CHECK(co_await ids(all.filter(coalesce("maybe"_f, of.high).contains(of.part))) == "1");
    CHECK(co_await ids(all.filter("plain"_f.contains("value"_f))) == "1");
}

/// What differs between types whose binary form is known.
template <class S>
dual<void> in_short(const values_of_type& of) {
    S first{.value = of.low, .plain = of.low, .maybe = of.low};
    co_await first.insert();
    const S second = co_await S::vinyl().create("value"_f = of.high, "plain"_f = "x");
    co_await first.update("value"_f = of.low);
    CHECK(first.value == of.low);
    const auto all = S::vinyl().all();
    CHECK(co_await member(&S::maybe, all.get("value"_f = of.equal)) == of.low);
    CHECK(co_await ids(all.exclude("maybe"_f == of.equal)) == "2");
    CHECK(co_await ids(all.filter("value"_f < of.high)) == "1");
    const text_list list{of.equal, of.high};
    CHECK(co_await ids(all.filter("value"_f.in(list))) == "12");
    CHECK(co_await ids(all.filter(coalesce("maybe"_f, of.high) == of.high)) == "2");
    const std::vector<S> ordered = co_await all.distinct().order_by("-value"_f);
    CHECK(ordered.at(0).value == of.high);
}

template <class S>
dual<void> whole_matrix(const values_of_type& of) {
    co_await stored_and_read<S>(of);
    co_await compared<S>(of);
    co_await calculated<S>(of);
}

template <class L>
void list_matrix(const text_list& low, const text_list& high, const text_list& equal) {
    with_tables<L>([&]() -> dual<void> {
        L first{.items = low};
        co_await first.insert();
        const L second = co_await L::vinyl().create("items"_f = high);
        first.items.clear();
        co_await first.refresh();
        CHECK(first.items == low);
        co_await first.save();
        co_await first.update("items"_f = low);
        const auto all = L::vinyl().all();
        const text_list part{equal[0]};
        CHECK(co_await ids(all.filter("items"_f == equal)) == "1");
        CHECK(co_await ids(all.filter("items"_f != equal)) == "2");
        CHECK(co_await ids(all.filter("items"_f.contains(part))) == "1");
        CHECK(co_await ids(all.filter("items"_f.overlap(equal))) == "1");
        CHECK(co_await ids(all.filter("items__contained_by"_f = equal)) == "1");
        CHECK(co_await ids(all.filter("items__lt"_f = high)) == "1");
        const std::vector<text_list> either{equal, part};
        CHECK(co_await ids(all.filter("items"_f.in(either))) == "1");
        CHECK(co_await all.filter("items"_f = equal).update("items"_f = high) == 1);
        const std::vector<L> rows = co_await all;
        CHECK(rows.at(0).items == high);
    });
}

}  // namespace sql_types

using namespace sql_types;

TEST_CASE("orm: a text in a column of citext is compared as citext") {
    using S = Sample<"citext">;
    with_tables<S>([]() -> dual<void> {
        const values_of_type of{"ann", "Bob", "ANN", "N"};
        co_await whole_matrix<S>(of);
        co_await greatest_and_least<S>(of);
        co_await searched<S>(of);
        // a pattern is looked for as citext does
        CHECK(co_await ids(S::vinyl().filter("value"_f.startswith("AN"))) == "1");
        CHECK(co_await ids(S::vinyl().filter("value__regex"_f = "^AN")) == "1");
    });
}

TEST_CASE("orm: a text in a column of a PostgreSQL enum is compared in the enum's order") {
    using S = Sample<"orm.mood">;
    with_tables<S>([]() -> dual<void> {
        const values_of_type of{"sad", "happy", "sad", "sa"};
        co_await whole_matrix<S>(of);
        co_await greatest_and_least<S>(of);
        co_await searched<S>(of);
    });
}

TEST_CASE("orm: a text in a column of ltree is read, written and compared") {
    using S = Sample<"ltree">;
    with_tables<S>([]() -> dual<void> {
        const values_of_type of{"a.b", "a.c", "a.b", "b"};
        co_await whole_matrix<S>(of);
        co_await searched<S>(of);
    });
}

TEST_CASE("orm: a text in a column of inet is compared as an address") {
    using S = Sample<"inet">;
    with_tables<S>([]() -> dual<void> {
        const values_of_type of{"10.0.0.9", "10.0.0.10", "10.0.0.9/32", "0.9"};
        co_await whole_matrix<S>(of);
        co_await greatest_and_least<S>(of);
        CHECK(co_await ids(S::vinyl().filter("value__contains"_f = of.part)) == "1");
        CHECK(co_await ids(S::vinyl().filter("value"_f.startswith("10.0.0.1"))) == "2");
        const auto sliced = co_await S::vinyl().order_by("-value"_f).limit(1);
        CHECK(sliced[0].value == "10.0.0.10");
    });
}

TEST_CASE("orm: a text in a column of numeric is compared as a number") {
    using S = Sample<"numeric(8,2)">;
    with_tables<S>([]() -> dual<void> {
        const values_of_type of{"9.50", "10.25", "9.5", ".5"};
        co_await in_short<S>(of);
        // a cast to numeric(8,2) would round
        CHECK(co_await ids(S::vinyl().filter("value"_f == "9.501")) == "");
    });
}

TEST_CASE("orm: a text in a column of xml or json is compared by its text, as the types know no comparison") {
    using X = Sample<"xml">;
    with_tables<X>([]() -> dual<void> {
        const values_of_type of{"<a/>", "<b/>", "<a/>", "a/"};
        co_await whole_matrix<X>(of);
        co_await greatest_and_least<X>(of);
        co_await searched<X>(of);
    });
    using J = Sample<"json">;
    with_tables<J>([]() -> dual<void> {
        const values_of_type of{R"({"a": 1})", R"({"b": 1})", R"({"a": 1})", "a"};
        co_await in_short<J>(of);
    });
}

TEST_CASE("orm: a text in a column of jsonb is compared as jsonb") {
    using S = Sample<"jsonb">;
    with_tables<S>([]() -> dual<void> {
        const values_of_type of{R"({"a": 1})", R"({"b": 1})", R"({ "a":1 })", "a"};
        co_await in_short<S>(of);
        CHECK(co_await ids(S::vinyl().filter("value"_f.contains(R"({"b":1})"))) == "2");
        CHECK(co_await ids(S::vinyl().filter("value"_f.has_key("a"))) == "1");
    });
}

TEST_CASE("orm: a text in a column of a domain has the domain's type and checks") {
    using S = Sample<"orm.address">;
    with_tables<S>([]() -> dual<void> {
        const values_of_type of{"ann@a.b", "bob@a.b", "ANN@a.b", "nn@"};
        co_await in_short<S>(of);
        S bad{.value = "", .plain = "", .maybe = {}};
        CHECK_THROWS_AS(co_await bad.insert(), vinyl::check_violation);
    });
}

TEST_CASE("orm: a text in a column of char(n) is compared without the spaces that fill it up") {
    using S = Sample<"char(5)">;
    with_tables<S>([]() -> dual<void> {
        const values_of_type of{"ab   ", "cd   ", "ab", "b"};
        co_await in_short<S>(of);
        // what is too long is an error where it is stored, and equal to nothing where it is compared
        CHECK(co_await ids(S::vinyl().filter("value"_f == "ab   x")) == "");
        S row = co_await S::vinyl().get("id"_f = 1);
        row.value = "too long";
        CHECK_THROWS_AS(co_await row.save(), vinyl::data_error);
    });
}

TEST_CASE("orm: a list of texts meets a column of an array of another type") {
    list_matrix<Words>({"a", "b"}, {"c"}, {"a", "b"});
    list_matrix<List<"citext[]">>({"a", "b"}, {"c"}, {"A", "B"});
    list_matrix<List<"ltree[]">>({"a.b", "b"}, {"c"}, {"a.b", "b"});
    list_matrix<List<"inet[]">>({"10.0.0.9"}, {"10.0.0.10"}, {"10.0.0.9/32"});
    list_matrix<List<"orm.mood[]">>({"sad", "ok"}, {"happy"}, {"sad", "ok"});
    list_matrix<List<"xml[]">>({"<a/>"}, {"<b/>"}, {"<a/>"});
    list_matrix<List<"numeric(8,2)[]">>({"9.50"}, {"10.25"}, {"9.5"});
}

TEST_CASE("orm: what is too long for an array of varchar(n) is an error, not cut off") {
    with_tables<Words>([]() -> dual<void> {
        Words row;
        row.items.push_back("much too long");
        CHECK_THROWS_AS(co_await row.insert(), vinyl::data_error);
    });
}

TEST_CASE("orm: JSON in a column of json is compared as jsonb is") {
    with_tables<Document>([]() -> dual<void> {
        Document one;
        one.data = boost::json::parse(R"({"a": 1, "b": [1, 2]})");
        co_await one.insert();
        co_await one.save();
        co_await one.refresh();
        const vinyl::json same = boost::json::parse(R"({"b": [1, 2], "a": 1})"),
                          part = boost::json::parse(R"({"a": 1})"), other = boost::json::parse(R"({"c": 3})");
        CHECK(one.data == same);
        const auto all = Document::vinyl();
        CHECK(co_await ids(all.filter("data"_f == same)) == "1");
        CHECK(co_await ids(all.filter("data"_f.contains(part))) == "1");
        CHECK(co_await ids(all.filter("data"_f.has_key("b"))) == "1");
        CHECK(co_await ids(all.filter("data__a"_f = 1)) == "1");
        CHECK(co_await all.distinct().count() == 1);
        CHECK(co_await all.update("data"_f = other) == 1);
        CHECK(co_await ids(all.filter("data__c__gt"_f = 2)) == "1");
    });
}

TEST_CASE("orm: numbers meet columns of other number types as they are") {
    with_tables<Number>([]() -> dual<void> {
        const std::vector<std::int64_t> both{1, 2}, two{2};
        Number row{.small = 7, .numbers = both};
        co_await row.insert();
        const auto all = Number::vinyl();
        CHECK(co_await ids(all.filter("small"_f == 7)) == "1");
        CHECK(co_await ids(all.filter("small"_f < 100'000)) == "1");  // beyond smallint
        CHECK(co_await ids(all.filter("small"_f < 7.5)) == "1");
        CHECK(co_await ids(all.filter("numbers"_f.contains(two))) == "1");
        CHECK(co_await ids(all.filter("numbers"_f == both)) == "1");
    });
}

TEST_CASE("orm: a relation to a key of another SQL type has that type, and follows the database's idea of equal keys") {
    with_tables<Account, Login, Profile>([]() -> dual<void> {
        CHECK(co_await tests::cell("select format_type(atttypid, atttypmod) from pg_attribute"
                                   " where attrelid = 'orm.login'::regclass and attname = 'account_id'") == "citext");
        Account ann{.name = "Ann", .visits = 1};
        co_await ann.insert();
        Account bob = co_await Account::vinyl().create("name"_f = "Bob");
        co_await tests::sql("insert into orm.login (account_id) values ('ANN'), ('ann'), ('Bob'), (null)");
        co_await tests::sql("insert into orm.profile (account_id) values ('BOB')");

        CHECK((co_await Account::vinyl().get("name"_f = "ANN")).name == "Ann");
        CHECK((co_await Account::vinyl().get("pk"_f = "ANN")).name == "Ann");
        const std::vector<std::string> names{"ANN", "bOB"};
        CHECK(co_await Account::vinyl().filter("pk"_f.in(names)).count() == 2);
        Account other{.name = "ANN", .visits = 2};
        co_await other.save();
        CHECK(co_await Account::vinyl().count() == 2);
        CHECK((co_await Account::vinyl().get("pk"_f = "ann")).visits == 2);
        CHECK(co_await Account::vinyl().all().contains(other));

        CHECK(co_await Login::vinyl().filter("account"_f = ann).count() == 2);
        CHECK(co_await Login::vinyl().filter("account"_f = "aNN").count() == 2);
        CHECK(co_await Login::vinyl().filter("account_id"_f = "aNN").count() == 2);
        CHECK(co_await Login::vinyl().filter("account__name"_f = "aNN").count() == 2);
        CHECK(co_await Login::vinyl().filter("account__visits"_f = 2).count() == 2);
        CHECK(co_await Login::vinyl().filter("account"_f.in(names)).count() == 3);
        CHECK(co_await Account::vinyl().filter("logins__id"_f = 1).count() == 1);
        CHECK(co_await other.logins().count() == 2);
        const Login made = co_await other.logins.create();
        CHECK(made.account->id() == "ANN");

        std::string found;
        for (const Login& login : co_await Login::vinyl().filter("account__isnull"_f = false))
            found += (co_await (*login.account)()).name + " ";
        CHECK(found == "Ann Ann Bob Ann ");
        for (const Login& login : co_await Login::vinyl().select_related("account"_f).filter("id"_f = 1))
            CHECK((*login.account)->name == "Ann");
        for (const Account& account : co_await Account::vinyl().order_by("name"_f).offset(1))
            CHECK((co_await account.profile()).account.id() == "BOB");
        CHECK(co_await bob.erase() == 1);
    });
}

TEST_CASE("orm: a key of a type that is no text is read, compared, followed and stored") {
    with_tables<Folder>([]() -> dual<void> {
        Folder top{.path = "top", .parent = {}};
        co_await top.insert();
        const Folder a = co_await Folder::vinyl().create("path"_f = "top.a", "parent"_f = top);
        Folder b = co_await top.children.create("path"_f = "top.b");
        Folder gone = co_await Folder::vinyl().create("path"_f = "gone");
        CHECK(b.parent->id() == "top");
        CHECK((co_await Folder::vinyl().get("pk"_f = "top.a")).parent->id() == "top");
        CHECK(co_await top.children().count() == 2);
        CHECK(co_await Folder::vinyl().filter("parent__path"_f = "top").count() == 2);
        CHECK(co_await Folder::vinyl().filter("parent"_f = top).count() == 2);
        CHECK(co_await Folder::vinyl().all().contains(a));
        co_await b.update("parent"_f = gone);
        CHECK(b.parent->id() == "gone");
        b.parent = top;
        co_await b.save();
        co_await b.refresh();
        std::string found;
        for (const Folder& folder : co_await Folder::vinyl().filter("parent__isnull"_f = false))
            found += folder.path + " in " + (co_await (*folder.parent)()).path + ", ";
        CHECK(found == "top.a in top, top.b in top, ");
        CHECK(co_await gone.children.add(b) == 1);
        CHECK(co_await gone.children.remove(b) == 1);
        CHECK(co_await gone.erase() == 1);
        CHECK(co_await Folder::vinyl().filter("path"_f.in(Folder::vinyl().filter("parent"_f = top))).erase() == 1);
        const auto first = co_await Folder::vinyl().first();
        CHECK(first->path == "top");
    });
}

TEST_CASE("orm: defaults and checks are of the type that meta names") {
    with_tables<Preset>([]() -> dual<void> {
        const text_list tags{"a"};
        const Preset made = co_await Preset::vinyl().create("note"_f = "some", "tags"_f = tags);
        CHECK(made.address == "10.0.0.1");
        CHECK_THROWS_AS(co_await Preset::vinyl().create("note"_f = "NONE", "tags"_f = tags), vinyl::check_violation);
    });
}

TEST_CASE("db: what is no text is not read as text") {
    with_tables<>([]() -> dual<void> {
        const auto read = [](const vinyl::db::result& answer) {
            return vinyl::codec<std::string>::decode(answer.bytes(0, 0), answer.column_oid(0));
        };
        co_await tests::sql("create type orm.pair as (a integer, b text)");
        const text_list texts{"'Ünï'::citext", "'happy'::orm.mood", "'a@b'::orm.address", "''::citext"};
        for (const std::string& text : texts) {
            CAPTURE(text);
            const auto answer = co_await tests::sql("select " + text);
            CHECK(read(answer) == co_await tests::cell("select (" + text + ")::text"));
        }
        const text_list others{"'a.b'::ltree",  "'a => b'::hstore",   "''::hstore",    "row(1, 'x')::orm.pair",
                               "'a.*'::lquery", "array['a'::citext]", "'{}'::citext[]"};
        for (const std::string& other : others) {
            CAPTURE(other);
            const auto answer = co_await tests::sql("select " + other);
            CHECK_THROWS_AS(read(answer), vinyl::data_error);
            CHECK_THROWS_WITH(read(answer),
                              Catch::Matchers::Contains("is no text") && Catch::Matchers::Contains("::text"));
        }
    });
}
