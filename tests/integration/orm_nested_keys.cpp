// Keys made of keys: a model whose key includes a relation to a model whose key has several columns; and keys of several
// columns of which one compares in its own way.

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/json.hpp>
#include <vinyl/schema.hpp>
#include <vinyl/testing/count_queries.hpp>
#include <vinyl/vinyl.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace vinyl::literals;

namespace nested {

using city_key = std::tuple<std::string, std::string>;
using street_key = std::tuple<city_key, std::int32_t>;
using house_key = std::tuple<street_key, std::int32_t>;

struct Street;
struct House;
struct Person;

struct City : vinyl::model<City> {
    std::string country;
    std::string name;
    std::int64_t inhabitants{};
    vinyl::related<Street, "city"> streets;

    static constexpr vinyl::meta meta{vinyl::table("nested_city"), vinyl::primary_key("country"_f, "name"_f)};
};

struct Street : vinyl::model<Street> {
    vinyl::foreign_key<City, city_key> city;
    std::int32_t number{};
    std::string name;
    vinyl::related<House, "street"> houses;

    static constexpr vinyl::meta meta{vinyl::table("nested_street"), vinyl::primary_key("city"_f, "number"_f)};
};

struct House : vinyl::model<House> {
    vinyl::foreign_key<Street, street_key> street;
    std::int32_t number{};
    bool garden{};
    vinyl::related<Person, "home"> people;
    vinyl::related<Person, "office"> staff;

    static constexpr vinyl::meta meta{vinyl::table("nested_house"), vinyl::primary_key("street"_f, "number"_f),
                                      vinyl::default_value("garden"_f)};
};

struct Person : vinyl::model<Person> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<House, house_key>> home;
    vinyl::foreign_key<House, house_key> office;

    static constexpr vinyl::meta meta{vinyl::table("nested_person")};
};

vinyl::dual<void> make_tables() {
    co_await vinyl::schema::drop<Person, House, Street, City>();
    co_await vinyl::schema::create<City, Street, House, Person>();
}

struct town {
    City ulm{.country = "DE", .name = "Ulm"}, bern{.country = "CH", .name = "Bern"};
    Street main{.city = ulm, .number = 1, .name = "Main"}, side{.city = ulm, .number = 2, .name = "Side"};
    Street gasse{.city = bern, .number = 1, .name = "Gasse"};
    House first{.street = main, .number = 7, .garden = true}, second{.street = main, .number = 8};
    House third{.street = gasse, .number = 7};
    Person ann{.name = "Ann", .home = first, .office = third}, ben{.name = "Ben", .home = second, .office = third};
    Person cem{.name = "Cem", .office = first};
};

vinyl::dual<town> make_town() {
    co_await make_tables();
    town made;
    co_await made.ulm.insert();
    co_await made.bern.insert();
    for (Street* street : {&made.main, &made.side, &made.gasse}) co_await street->insert();
    for (House* house : {&made.first, &made.second, &made.third}) co_await house->insert();
    for (Person* person : {&made.ann, &made.ben, &made.cem}) co_await person->insert();
    co_return made;
}

/// The names of persons, in the order of their keys.
template <class Queryset>
vinyl::dual<std::string> names(Queryset people) {
    std::string all;
    const std::vector<Person> rows = co_await people.order_by("id"_f).list();
    for (const Person& each : rows) all += (all.empty() ? "" : " ") + each.name;
    co_return all;
}

}  // namespace nested

using namespace nested;

TEST_CASE("keys made of keys: the types, the columns and the tables", "[keys]") {
    static_assert(std::is_same_v<vinyl::primary_key_type<Street>, street_key>);
    static_assert(std::is_same_v<vinyl::primary_key_type<House>, house_key>);
    std::string columns;
    for (const auto& column : vinyl::table_of<Person>().columns) columns += std::string(column.name) + " ";
    CHECK(columns == "id name home_street_city_country home_street_city_name home_street_number home_number "
                     "office_street_city_country office_street_city_name office_street_number office_number ");
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        const auto differences = co_await vinyl::schema::check<City, Street, House, Person>();
        CHECK(differences.empty());
        CHECK(co_await tests::cell("SELECT count(*)::text FROM pg_constraint WHERE contype = 'f' AND conrelid = "
                                   "'nested_person'::regclass AND array_length(conkey, 1) = 4") == "2");
    });
}

TEST_CASE("keys made of keys: rows are made, found, changed and deleted by them", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        town made = co_await make_town();
        const house_key key{{{"DE", "Ulm"}, 1}, 7};
        CHECK(made.first.street.id() == std::get<0>(key));
        House house = co_await House::vinyl().get("pk"_f = key);
        CHECK(house.garden);
        CHECK(house == made.first);
        CHECK((co_await House::vinyl().get("street"_f = made.main, "number"_f = 8)) == made.second);
        CHECK((co_await House::vinyl().get("street"_f = street_key{{"CH", "Bern"}, 1})) == made.third);
        CHECK((co_await Street::vinyl().get("city"_f = made.bern)).name == "Gasse");

        const House created = co_await House::vinyl().create("street"_f = made.side, "number"_f = 1);
        CHECK(created.street.id() == street_key{{"DE", "Ulm"}, 2});
        const House by_key = co_await House::vinyl().create("street"_f = street_key{{"DE", "Ulm"}, 2}, "number"_f = 2);
        CHECK(co_await House::vinyl().contains(by_key));

        house.garden = false;
        co_await house.save();
        co_await made.first.refresh();
        CHECK_FALSE(made.first.garden);
        co_await house.update("garden"_f = true);
        house.garden = false;
        co_await house.save("garden"_f);
        CHECK(co_await House::vinyl().filter("garden"_f = true).count() == 0);

        CHECK(co_await House::vinyl().filter("street__city__country"_f = "DE").count() == 4);
        CHECK(co_await House::vinyl().filter("street"_f = made.side).erase() == 2);
        House copy = made.second;
        co_await Person::vinyl().filter("home"_f = copy).update("home"_f = std::nullopt);
        CHECK(co_await copy.erase() == 1);
        CHECK_FALSE(co_await House::vinyl().contains(made.second));
        co_await copy.save();  // there is no such row: it is inserted
        CHECK(co_await House::vinyl().contains(made.second));
    });
}

TEST_CASE("keys made of keys: conditions, lists, orders and groups", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        town made = co_await make_town();
        const auto people = Person::vinyl();
        CHECK(co_await names(people.filter("home"_f = made.first)) == "Ann");
        CHECK(co_await names(people.filter("home"_f != made.first)) == "Ben Cem");
        CHECK(co_await names(people.filter("home"_f = house_key{{{"DE", "Ulm"}, 1}, 8})) == "Ben");
        CHECK(co_await names(people.filter("office__street__city"_f = made.bern)) == "Ann Ben");
        CHECK(co_await names(people.filter("office__street__city__name"_f = "Ulm")) == "Cem");
        CHECK(co_await names(people.filter("home__isnull"_f = true)) == "Cem");
        CHECK(co_await names(people.exclude("office__street"_f = made.gasse)) == "Cem");
        CHECK(co_await names(people.filter("home__street"_f == "office__street"_f)) == "");
        CHECK(co_await names(people.exclude("home"_f == "office"_f)) == "Ann Ben Cem");

        const std::vector<house_key> keys{{{{"DE", "Ulm"}, 1}, 7}, {{{"DE", "Ulm"}, 1}, 9}, {{{"CH", "Bern"}, 1}, 7}};
        CHECK(co_await House::vinyl().filter("pk"_f.in(keys)).count() == 2);
        CHECK(co_await House::vinyl().exclude("pk"_f.in(keys)).count() == 1);
        CHECK(co_await names(people.filter("home"_f.in(keys))) == "Ann");
        CHECK(co_await names(people.filter("home"_f.in(made.first, made.second))) == "Ann Ben");
        const auto in_ulm = House::vinyl().filter("street__city"_f = made.ulm);
        CHECK(co_await names(people.filter("office"_f.in(in_ulm))) == "Cem");
        const std::vector<Street> streets = co_await Street::vinyl().order_by("-pk"_f);
        REQUIRE(streets.size() == 3);
        CHECK(streets[0].name == "Side");
        CHECK(streets[2].name == "Gasse");
        CHECK(co_await House::vinyl().filter("street"_f.in(streets)).count() == 3);
        std::optional<House> first = co_await House::vinyl().first();
        CHECK(*first == made.third);

        const auto counted = co_await House::vinyl().annotate("n"_f = count("staff"_f)).order_by("-n"_f, "pk"_f);
        REQUIRE(counted.size() == 3);
        CHECK(counted[0]["n"_f] == 2);
        CHECK(counted[0].street.id() == std::get<0>(keys[2]));
        CHECK(counted[2]["n"_f] == 0);
        const auto cities = co_await City::vinyl().annotate("n"_f = count("streets__houses"_f)).order_by("name"_f);
        CHECK(cities[0]["n"_f] == 1);
        CHECK(cities[1]["n"_f] == 2);
        CHECK(co_await City::vinyl().filter("streets__houses__people__name"_f = "Ann").count() == 1);
        CHECK(co_await City::vinyl().exclude("streets__houses__people__name"_f = "Ann").count() == 1);
        CHECK(co_await House::vinyl().filter("people__name"_f = "Ben").update("garden"_f = true) == 1);
    });
}

TEST_CASE("keys made of keys: relations are followed, loaded with their rows, set and emptied", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        town made = co_await make_town();
        const auto joined = co_await Person::vinyl().select_related("home__street__city"_f, "office__street"_f).order_by("id"_f);
        REQUIRE(joined.size() == 3);
        CHECK((*joined[0].home)->street->city->inhabitants == 0);
        CHECK((*joined[1].home)->street->name == "Main");
        CHECK(joined[1].office->street->name == "Gasse");
        CHECK_FALSE(joined[2].home.has_value());

        const std::vector<Person> people = co_await Person::vinyl().order_by("id"_f).list();
        const House& office = co_await people[0].office();
        CHECK(office == made.third);
        CHECK((co_await people[2].office()) == made.first);
        const Street& street = co_await office.street();
        CHECK(street.name == "Gasse");
        CHECK((co_await street.city()).name == "Bern");

        CHECK(co_await names(made.third.staff()) == "Ann Ben");
        CHECK(co_await made.ulm.streets().count() == 2);
        Person dee = co_await made.second.people.create("name"_f = "Dee", "office"_f = made.second);
        CHECK(dee.home->id() == house_key{{{"DE", "Ulm"}, 1}, 8});
        House extra = co_await made.side.houses.create("number"_f = 3);
        CHECK(extra.street.id() == street_key{{"DE", "Ulm"}, 2});
        CHECK(co_await made.first.people.add(dee, made.ben) == 2);
        CHECK(made.ben.home->id() == dee.home->id());
        CHECK(co_await names(made.first.people()) == "Ann Ben Dee");
        CHECK(co_await made.first.people.remove(dee) == 1);
        CHECK(co_await made.first.people.clear() == 2);
        CHECK(co_await Person::vinyl().filter("home__isnull"_f = true).count() == 4);

        co_await dee.update("home"_f = extra, "name"_f = "Dora");
        CHECK(dee.home->id() == house_key{{{"DE", "Ulm"}, 2}, 3});
        dee.home.reset();
        dee.office = extra;
        dee.name = "Dee";
        co_await dee.save("home"_f, "office"_f);
        Person read = co_await Person::vinyl().get("id"_f = dee.id);
        CHECK(read.name == "Dora");
        CHECK_FALSE(read.home.has_value());
        CHECK(read.office.id() == house_key{{{"DE", "Ulm"}, 2}, 3});
        CHECK(co_await Person::vinyl().filter("office"_f = extra).update("office"_f = made.first) == 1);

        const boost::json::object json = vinyl::to_json(made.ann);
        const Person copy = vinyl::from_json<Person>(json);
        CHECK(copy.home->id() == made.ann.home->id());
    });
}

// --------------------------------------------------------------------------- parts of keys that compare in their own way

namespace nested {

using account_key = std::tuple<std::string, std::string>;

struct Login;

/// The realm is compared without case, the name as it is.
struct Account : vinyl::model<Account> {
    std::string realm;
    std::string name;
    std::int32_t visits{};
    vinyl::related<Login, "account"> logins;

    static constexpr vinyl::meta meta{vinyl::table("nested_account"), vinyl::primary_key("realm"_f, "name"_f),
                                      vinyl::sql_type("realm"_f, "citext")};
};

struct Login : vinyl::model<Login> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Account, account_key>> account;

    static constexpr vinyl::meta meta{vinyl::table("nested_login"), vinyl::ordering("id"_f)};
};

}  // namespace nested

TEST_CASE("a key of several columns of which one is citext is compared as the database does", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("CREATE EXTENSION IF NOT EXISTS citext");
        co_await vinyl::schema::drop<Login, Account>();
        co_await vinyl::schema::create<Account, Login>();
        CHECK(co_await tests::cell("SELECT string_agg(format_type(atttypid, NULL), ' ' ORDER BY attnum) FROM pg_attribute "
                                   "WHERE attrelid = 'nested_login'::regclass AND attnum > 1") == "citext text");
        CHECK((co_await vinyl::schema::check<Account, Login>()).empty());
        Account ann{.realm = "Home", .name = "ann"}, ben{.realm = "Home", .name = "ben"};
        co_await ann.insert();
        co_await ben.insert();
        bool refused = false;
        Account twice{.realm = "HOME", .name = "ann"};
        try {
            co_await twice.insert();
        } catch (const vinyl::unique_violation&) {
            refused = true;
        }
        CHECK(refused);

        CHECK((co_await Account::vinyl().get("pk"_f = account_key("hOME", "ann"))).realm == "Home");
        CHECK((co_await Account::vinyl().get("realm"_f = "HOME", "name"_f = "ben")) == ben);
        CHECK(co_await Account::vinyl().filter("pk"_f = account_key("Home", "ANN")).count() == 0);
        const std::vector<account_key> keys{{"HOME", "ann"}, {"home", "BEN"}};
        CHECK(co_await Account::vinyl().filter("pk"_f.in(keys)).count() == 1);
        CHECK(co_await Account::vinyl().exclude("pk"_f.in(keys)).count() == 1);
        CHECK(co_await Account::vinyl().contains(twice));
        twice.visits = 3;
        co_await twice.save();  // the same row
        co_await ann.refresh();
        CHECK(ann.visits == 3);
        co_await twice.update("visits"_f = "visits"_f + 1);
        CHECK(twice.visits == 4);
        CHECK(co_await Account::vinyl().count() == 2);

        // relations, written in other ways than the keys they mean
        Login one{.account = account_key("home", "ann")}, two{.account = account_key("HOME", "ann")}, three{.account = ben}, none;
        for (Login* login : {&one, &two, &three, &none}) co_await login->insert();
        CHECK(co_await ann.logins().count() == 2);
        CHECK(co_await Login::vinyl().filter("account"_f = ann).count() == 2);
        CHECK(co_await Login::vinyl().filter("account"_f.in(keys)).count() == 2);
        CHECK(co_await Login::vinyl().filter("account__realm"_f = "hoMe").count() == 3);
        CHECK(co_await Login::vinyl().filter("account"_f.in(Account::vinyl().filter("visits"_f = 4))).count() == 2);
        const std::vector<Login> logins = co_await Login::vinyl().list();
        REQUIRE(logins.size() == 4);
        CHECK((co_await (*logins[1].account)()).visits == 4);
        CHECK((co_await (*logins[0].account)()).realm == "Home");
        CHECK((co_await (*logins[2].account)()).name == "ben");
        const auto joined = co_await Login::vinyl().select_related("account"_f);
        CHECK((*joined[1].account)->realm == "Home");
        const auto counted = co_await Account::vinyl().annotate("n"_f = count("logins"_f)).order_by("name"_f);
        CHECK(counted[0]["n"_f] == 2);

        CHECK(co_await ben.logins.add(one) == 1);
        CHECK(co_await ann.logins.remove(two) == 1);
        CHECK(co_await Login::vinyl().filter("account__isnull"_f = true).count() == 2);
        const Login made = co_await ann.logins.create();
        CHECK(made.account->id() == account_key("Home", "ann"));
        CHECK(co_await Login::vinyl().filter("account"_f = account_key("hOmE", "ben")).update("account"_f = twice) == 2);
        CHECK(co_await ann.logins().count() == 3);
        CHECK(co_await ann.logins.clear() == 3);
        CHECK(co_await twice.erase() == 1);
        co_await vinyl::schema::drop<Login, Account>();
    });
}

TEST_CASE("a relation to a key of several columns is loaded by one statement for all rows of a result", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_town();
        const std::vector<House> houses = co_await House::vinyl().order_by("pk"_f).list();
        const std::vector<Person> people = co_await Person::vinyl().order_by("id"_f).list();
        REQUIRE(houses.size() == 3);
        REQUIRE(people.size() == 3);
        std::string streets, homes, cities;
        const auto streets_sent = co_await vinyl::testing::count_queries([&]() -> vinyl::dual<void> {
            for (const House& house : houses) streets += (co_await house.street()).name + ';';
        });
        CHECK(streets == "Gasse;Main;Main;");
        CHECK(streets_sent == 1);
        const auto homes_sent = co_await vinyl::testing::count_queries([&]() -> vinyl::dual<void> {
            for (const Person& person : people)
                if (person.home) homes += std::to_string((co_await (*person.home)()).number) + ';';
        });
        CHECK(homes == "7;8;");
        CHECK(homes_sent == 1);
        // the peers of the peers of the peers
        const auto cities_sent = co_await vinyl::testing::count_queries([&]() -> vinyl::dual<void> {
            for (const Person& person : people) {
                const House& house = co_await person.office();
                const Street& street = co_await house.street();
                cities += (co_await street.city()).name + ';';
            }
        });
        CHECK(cities == "Bern;Bern;Ulm;");
        CHECK(cities_sent == 3);
    });
}
