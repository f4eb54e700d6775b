// Embedded structs: their members are columns of the models that embed them, in conditions, meta, rows and writes.

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace vinyl::literals;

namespace embed {

struct Place {
    std::string street;
    std::string city;
};
struct Stamps {
    vinyl::date created{};
    std::optional<vinyl::date> changed;
};

struct Customer : vinyl::model<Customer> {
    std::int64_t id{};
    std::string name;
    vinyl::embedded<Place> home;
    vinyl::embedded<Place> office;
    vinyl::embedded<Stamps> stamps;

    static constexpr vinyl::meta meta{vinyl::table("embed_customer"), vinyl::prefix("office"_f, "office_"),
                                      vinyl::column("home__street"_f, "road"), vinyl::max_length("home__city"_f, 30),
                                      vinyl::unique("name"_f, "home__city"_f), vinyl::index("stamps__created"_f),
                                      vinyl::check("embed_city", "home__city"_f != ""),
                                      vinyl::ordering("home__city"_f)};
};

struct Address {
    vinyl::embedded<Place> place;
    vinyl::foreign_key<Customer> customer;
};

struct Delivery : vinyl::model<Delivery> {
    std::int64_t id{};
    vinyl::embedded<Address> to;

    static constexpr vinyl::meta meta{vinyl::table("embed_delivery"), vinyl::prefix("to"_f, "to_"),
                                      vinyl::prefix("to__place"_f, "at_")};
};

vinyl::dual<Customer> make_rows() {
    co_await vinyl::schema::drop<Delivery, Customer>();
    co_await vinyl::schema::create<Customer, Delivery>();
    const vinyl::date day(std::chrono::year(2024), std::chrono::May, std::chrono::day(1));
    Customer ann{.name = "Ann", .home = Place{"Main St", "Oslo"}, .office = Place{"Wall St", "Bergen"}, .stamps = Stamps{day, {}}};
    co_await ann.insert();
    Customer bob{.name = "Bob", .home = Place{"High St", "Bergen"}, .stamps = Stamps{day, day}};
    co_await bob.insert();
    co_return ann;
}

}  // namespace embed

using namespace embed;

TEST_CASE("members of embedded structs are columns, with the prefix that meta gives", "[embedded]") {
    std::vector<std::string> names;
    for (const auto& column : vinyl::table_of<Customer>().columns) names.emplace_back(column.name);
    CHECK(names == std::vector<std::string>{"id", "name", "road", "city", "office_street", "office_city", "created", "changed"});
    names.clear();
    for (const auto& column : vinyl::table_of<Delivery>().columns) names.emplace_back(column.name);
    CHECK(names == std::vector<std::string>{"id", "to_at_street", "to_at_city", "to_customer_id"});
    CHECK(vinyl::table_of<Customer>().columns[3].type == "varchar(30)");
}

TEST_CASE("embedded structs are written, read, filtered, ordered and updated by their members", "[embedded]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        Customer ann = co_await make_rows();
        Customer loaded = co_await Customer::vinyl().get("home__city"_f = "Oslo");
        CHECK(loaded.home->street == "Main St");
        CHECK(loaded.office->city == "Bergen");
        CHECK_FALSE(loaded.stamps->changed.has_value());
        CHECK(co_await Customer::vinyl().filter("stamps__created__year"_f = 2024).count() == 2);
        CHECK(co_await Customer::vinyl().filter("stamps__changed__isnull"_f = true).count() == 1);
        CHECK(co_await Customer::vinyl().filter("office__city"_f == "home__city"_f).count() == 0);
        CHECK(co_await Customer::vinyl().filter(vinyl::f<&Customer::home, &Place::city> == "Oslo").count() == 1);
        auto all = co_await Customer::vinyl();
        CHECK(all[0].name == "Bob");  // meta's ordering

        loaded.office->city = "Rome";
        co_await loaded.save();
        co_await loaded.update("home__street"_f = "Side St", "stamps__changed"_f = "stamps__created"_f);
        CHECK(loaded.home->street == "Side St");
        CHECK(loaded.stamps->changed == loaded.stamps->created);
        co_await ann.refresh();
        CHECK(ann.office->city == "Rome");
        auto created = co_await Customer::vinyl().create("name"_f = "Eve", "home__city"_f = "Turin", "home__street"_f = "",
                                                         "office__city"_f = "", "office__street"_f = "",
                                                         "stamps__created"_f = ann.stamps->created);
        CHECK(created.home->city == "Turin");
        auto cities = co_await Customer::vinyl().values_list("home__city"_f).order_by("home__city"_f);
        REQUIRE(cities.size() == 3);
        CHECK(std::get<0>(cities[2]) == "Turin");
        auto counted = co_await Customer::vinyl().values("stamps__created"_f).annotate("n"_f = count()).order_by("n"_f);
        CHECK(counted[0]["n"_f] == 3);
    });
}

TEST_CASE("an embedded struct may hold a relation and embed another", "[embedded]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        Customer ann = co_await make_rows();
        Delivery delivery;
        delivery.to->place->city = "Oslo";
        delivery.to->customer = ann;
        co_await delivery.insert();
        Delivery loaded = co_await Delivery::vinyl().select_related("to__customer"_f).get("to__customer__name"_f = "Ann");
        CHECK(loaded.to->customer->name == "Ann");
        CHECK(loaded.to->place->city == "Oslo");
        Delivery other = co_await Delivery::vinyl().get("to__customer"_f = ann);
        CHECK((co_await other.to->customer()).home->city == "Oslo");
        CHECK(co_await Delivery::vinyl().filter("to__customer__home__city"_f == "to__place__city"_f).count() == 1);
    });
}
