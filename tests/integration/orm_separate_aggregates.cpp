// Aggregates over different relations do not multiply each other, each test in both modes.
#include "integration/orm_models.hpp"

using namespace shop;

namespace {

/// Albums of artist 1: 1 and 2, of 2: 3, of 4: 4. Produced by 1: 3 and 4, by 2: 2. Tracks of the albums 1, 2, 3: 3, 1, 2.
void in_shop_with_producers(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shop();
        co_await tests::sql("update orm.album set producer_id = 1 where id in (3, 4)");
        co_await body();
    });
}

template <class T>
std::string text_of(const T& value) {
    if constexpr (vinyl::detail::is_optional<T>) return value ? text_of(*value) : "NULL";
    else if constexpr (requires { value.to_string(); }) return value.to_string();
    else if constexpr (std::same_as<T, std::string>) return value;
    else return std::to_string(value);
}

/// `name: a b, name: a b` of rows with such annotations.
template <class Rows>
std::string counts(const Rows& rows) {
    std::string all;
    for (const auto& row : rows)
        all += (all.empty() ? "" : ", ") + name_of(row) + ": " + text_of(row["a"_f]) + " " + text_of(row["b"_f]);
    return all;
}

}  // namespace

TEST_CASE("AG13: orm: counts of two relations are those of each alone") {
    in_shop_with_producers([]() -> dual<void> {
        const auto both = Artist::vinyl().order_by("id"_f).annotate("a"_f = count("albums"_f), "b"_f = count("produced"_f));
        const std::string all = "Miles Davis: 2 2, John Coltrane: 1 1, Nina Simone: 0 0, Jan Garbarek: 1 0";
        CHECK(counts(co_await both) == all);
        CHECK(counts(co_await both.filter("a"_f > "b"_f)) == "Jan Garbarek: 1 0");
        CHECK(counts(co_await both.order_by("-b"_f, "id"_f).limit(2)) == "Miles Davis: 2 2, John Coltrane: 1 1");
        CHECK(co_await both.filter("a"_f == "b"_f).count() == 3);
        CHECK(co_await both.filter("b"_f > 1).exists());
        CHECK((co_await both.last())->name == "Jan Garbarek");
        CHECK(co_await both.aggregate(sum("a"_f)) == decimal(4));
        CHECK(co_await names(Artist::vinyl().filter("id"_f.in(both.filter("a"_f > "b"_f)))) == "Jan Garbarek");
        CHECK(counts(co_await both.annotate("place"_f = rank().over(order_by("-b"_f))).filter("place"_f = 1)) == "Miles Davis: 2 2");
        CHECK(counts(co_await Artist::vinyl().order_by("id"_f).annotate(
                  "a"_f = count("albums"_f).filter("albums__price"_f > 10), "b"_f = sum("produced__price"_f))) ==
              "Miles Davis: 1 22.25, John Coltrane: 0 12.50, Nina Simone: 0 NULL, Jan Garbarek: 1 NULL");
        // one behind the other, and beside what is of the row itself
        CHECK(counts(co_await Artist::vinyl().order_by("id"_f).annotate("a"_f = count("albums"_f), "b"_f = sum("albums__tracks__seconds"_f))) ==
              "Miles Davis: 2 1833, John Coltrane: 1 544, Nina Simone: 0 NULL, Jan Garbarek: 1 NULL");
        CHECK(counts(co_await Album::vinyl().order_by("id"_f).annotate("a"_f = count("tracks"_f), "b"_f = sum("price"_f))) ==
              "Kind of Blue: 3 9.99, Milestones: 1 12.50, Giant Steps: 2 7.25, Officium: 0 15.00");
        CHECK(co_await both.filter("a"_f > "b"_f).update("country"_f = "DE") == 1);
        CHECK(co_await names(Artist::vinyl().filter("country"_f = "DE")) == "Jan Garbarek");
    });
}

TEST_CASE("AG13: orm: with conditions made before") {
    in_shop_with_producers([]() -> dual<void> {
        const auto counted = [](const auto& rows) {
            return rows.order_by("id"_f).annotate("a"_f = count("albums"_f), "b"_f = count("produced"_f));
        };
        const auto artists = Artist::vinyl();
        CHECK(counts(co_await counted(artists.filter("albums__price"_f < 10))) == "Miles Davis: 1 2, John Coltrane: 1 1");
        CHECK(counts(co_await counted(artists.filter("produced__price"_f > 8))) == "Miles Davis: 2 1, John Coltrane: 1 1");
        CHECK(counts(co_await counted(artists.filter("albums__price"_f > 9, "produced__price"_f > 7))) == "Miles Davis: 2 2");
        CHECK(counts(co_await counted(artists.filter("albums__price"_f > 12 || "produced__price"_f < 8))) == "Miles Davis: 2 2, Jan Garbarek: 1 0");
        CHECK(counts(co_await counted(artists.filter("albums__price"_f > 12 || "produced__price"_f > 20))) == "Miles Davis: 1 2, Jan Garbarek: 1 0");
        CHECK(counts(co_await counted(artists.filter("albums__tracks__seconds"_f > 300))) == "Miles Davis: 2 2");
        CHECK(counts(co_await counted(artists.filter("albums__tracks__seconds"_f > 400))) == "Miles Davis: 1 2");
        // a condition alone does not multiply what is counted of another relation
        CHECK(counts(co_await artists.filter("produced__price"_f > 7).order_by("id"_f).annotate("a"_f = count("albums"_f), "b"_f = max("country"_f))) ==
              "Miles Davis: 2 US, John Coltrane: 1 US");
        CHECK(counts(co_await counted(artists.exclude("albums__price"_f > 13))) == "Miles Davis: 2 2, John Coltrane: 1 1, Nina Simone: 0 0");
    });
}

TEST_CASE("AG13: orm: of groups, and of all rows") {
    in_shop_with_producers([]() -> dual<void> {
        const auto by_country = co_await Album::vinyl().order_by().values("artist__country"_f)
                                    .annotate("n"_f = count(), "t"_f = count("tracks"_f), "s"_f = sum("price"_f)).order_by("artist__country"_f);
        REQUIRE(by_country.size() == 2);
        CHECK((by_country[0]["n"_f] == 1 && by_country[0]["t"_f] == 0 && by_country[0]["s"_f] == decimal("15.00")));
        CHECK((by_country[1]["n"_f] == 3 && by_country[1]["t"_f] == 6 && by_country[1]["s"_f] == decimal("29.74")));
        // NULL is a group
        const auto by_producer = co_await Album::vinyl().filter("price"_f < 13).order_by().values("producer__country"_f)
                                     .annotate("n"_f = count(), "t"_f = count("tracks"_f)).order_by("n"_f);
        REQUIRE(by_producer.size() == 2);
        CHECK((by_producer[0]["producer__country"_f] == std::nullopt && by_producer[0]["n"_f] == 1 && by_producer[0]["t"_f] == 3));
        CHECK((by_producer[1]["n"_f] == 2 && by_producer[1]["t"_f] == 3));
        // of what hangs on the rows that are added up: each album once, however many of its tracks there are
        const auto by_length = co_await Artist::vinyl().order_by().values("long"_f = "albums__tracks__seconds"_f).annotate("s"_f = sum("albums__price"_f))
                                   .filter("long"_f.in(562, 345)).order_by("long"_f);
        REQUIRE(by_length.size() == 2);
        CHECK((by_length[0]["s"_f] == decimal("12.50") && by_length[1]["s"_f] == decimal("9.99")));
        co_await tests::sql("update orm.track set seconds = 300");
        const auto alike = co_await Artist::vinyl().order_by().values("albums__tracks__seconds"_f).annotate("s"_f = sum("albums__price"_f)).order_by("s"_f);
        REQUIRE(alike.size() == 2);
        CHECK((alike[0]["s"_f] == decimal("15.00") && alike[1]["s"_f] == decimal("29.74")));
        // groups of calculated values
        const auto artists = Artist::vinyl().order_by();
        const auto by_initial = artists.values("i"_f = "name"_f.slice(0, 1)).annotate("a"_f = count("albums"_f), "b"_f = count("produced"_f), "n"_f = count());
        const auto initials = [](const auto& rows) {
            std::string found;
            for (const auto& row : rows)
                found += row["i"_f] + " " + text_of(row["a"_f]) + " " + text_of(row["b"_f]) + " " + text_of(row["n"_f]) + ", ";
            return found;
        };
        CHECK(initials(co_await by_initial.order_by("i"_f)) == "J 2 1 2, M 2 2 1, N 0 0 1, ");
        CHECK(initials(co_await by_initial.filter("a"_f > 0, "i"_f != "M").order_by("-a"_f)) == "J 2 1 2, ");
        CHECK(initials(co_await by_initial.annotate("place"_f = rank().over(order_by("-b"_f))).filter("place"_f <= 2).order_by("place"_f)) == "M 2 2 1, J 2 1 2, ");
        CHECK(co_await by_initial.count() == 3);
        CHECK(co_await by_initial.filter("b"_f > 5).exists() == false);
        // NULL is a group of those, too; and what it is calculated of may be the related rows'
        const auto by_land = co_await artists.values("c"_f = lower("country"_f)).annotate("a"_f = count("albums"_f), "b"_f = count("produced"_f)).order_by("c"_f);
        const auto doubled = co_await artists.values("d"_f = "albums__price"_f * 2).annotate("b"_f = count("produced"_f)).order_by("d"_f);
        std::string lands, prices;
        for (const auto& row : by_land) lands += text_of(row["c"_f]) + " " + text_of(row["a"_f]) + " " + text_of(row["b"_f]) + ", ";
        for (const auto& row : doubled) prices += text_of(row["d"_f]) + " " + text_of(row["b"_f]) + ", ";
        CHECK(lands == "no 1 0, us 3 3, NULL 0 0, ");
        CHECK(prices == "14.50 1, 19.98 2, 25.00 2, 30.00 0, NULL 0, ");
        const auto all = co_await Artist::vinyl().aggregate("a"_f = count("albums"_f), "b"_f = count("produced"_f), "n"_f = count());
        CHECK((all["a"_f] == 4 && all["b"_f] == 3 && all["n"_f] == 4));
        // of no rows they are nothing, also when only what is calculated with them is asked for
        const auto none = co_await Artist::vinyl().none().aggregate("x"_f = count("albums"_f) + count("albums__tracks"_f));
        CHECK(none["x"_f] == 0);
        const auto some = co_await Artist::vinyl().filter("country"_f = "US", "albums__price"_f < 10)
                              .aggregate("a"_f = count("albums"_f), "b"_f = sum("produced__price"_f), "t"_f = count("albums__tracks"_f) + 1);
        CHECK((some["a"_f] == 2 && some["b"_f] == decimal("34.75") && some["t"_f] == 6));
    });
}

TEST_CASE("AG13: orm: any two are what each is alone") {
    in_shop_with_producers([]() -> dual<void> {
        const auto aggregates = std::tuple(count("albums"_f), sum("produced__price"_f), avg("albums__tracks__seconds"_f), count("produced__tracks"_f),
                                           sum("albums__stock"_f).filter("albums__price"_f > 8).otherwise(0), count("name"_f));
        const auto alone = [](auto aggregate) -> dual<std::vector<std::string>> {
            std::vector<std::string> all;
            const auto rows = co_await Artist::vinyl().order_by("id"_f).annotate("a"_f = aggregate);
            for (const auto& row : rows) all.push_back(text_of(row["a"_f]));
            co_return all;
        };
        const auto beside = [&](auto one, auto other) -> dual<void> {
            const auto rows = co_await Artist::vinyl().order_by("id"_f).annotate("a"_f = one, "b"_f = other);
            const auto ones = co_await alone(one), others = co_await alone(other);
            REQUIRE(rows.size() == 4);
            for (std::size_t i = 0; i < rows.size(); ++i) {
                CHECK(text_of(rows[i]["a"_f]) == ones[i]);
                CHECK(text_of(rows[i]["b"_f]) == others[i]);
            }
        };
        co_await beside(std::get<0>(aggregates), std::get<1>(aggregates));
        co_await beside(std::get<0>(aggregates), std::get<2>(aggregates));
        co_await beside(std::get<1>(aggregates), std::get<3>(aggregates));
        co_await beside(std::get<2>(aggregates), std::get<3>(aggregates));
        co_await beside(std::get<2>(aggregates), std::get<4>(aggregates));
        co_await beside(std::get<4>(aggregates), std::get<5>(aggregates));
        co_await beside(std::get<3>(aggregates), std::get<4>(aggregates));
    });
}
