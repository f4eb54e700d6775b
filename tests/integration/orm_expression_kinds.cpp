// What expressions of <vinyl/expr/> give, each test in both modes: bits, dates and intervals, slices, case_, cast, collate, raw_sql,
// array_subquery, JSON, and constants in orders.
#include "integration/orm_models.hpp"

#include <vinyl/functions.hpp>

#include <boost/json.hpp>

using namespace shop;
using vinyl::interval;

namespace {

struct Shift : vinyl::model<Shift> {
    std::int64_t id{};
    std::string name;
    vinyl::date day{};
    vinyl::wide_date last;
    std::optional<vinyl::timestamp> came, went;
    vinyl::local_timestamp wall;
    vinyl::time_of_day opens;
    vinyl::interval length;
    std::int16_t mask{};
    std::int32_t flags{};
    std::int64_t big{};
    bool late{};
    std::optional<bool> ill;
    std::vector<std::string> tags;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::max_length("name"_f, 40),
                                      vinyl::ordering("id"_f)};
};

dual<void> new_shifts() {
    co_await tests::sql("drop schema if exists orm cascade");
    co_await vinyl::schema::create<Shift>();
    co_await tests::sql(
        "insert into orm.shift (name, day, last, came, went, wall, opens, length, mask, flags, big, late, ill, tags) "
        "values"
        " ('Früh', '2024-02-28', '2024-03-01', '2024-02-28 06:00+00', '2024-02-28 14:30+00', '2024-02-28 06:00', "
        "'06:00',"
        "  '8 hours', 6, 12, 4294967296, true, null, '{a,b,c}'),"
        " ('spät', '2023-12-31', '2024-01-01', '2023-12-31 22:00+00', null, '2023-12-31 22:00', '22:00', '1 day', 1, "
        "5, 3,"
        "  false, true, '{}')");
}

void on_shifts(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shifts();
        co_await body();
    });
}
/// The first row of a queryset.
template <class Queryset>
dual<typename Queryset::row_type> first(Queryset rows) {
    auto found = co_await rows;
    REQUIRE_FALSE(found.empty());
    co_return found.front();
}

dual<std::string> shifts(auto rows) {
    std::string all;
    for (const Shift& row : co_await rows.list()) all += row.name + ' ';
    co_return all;
}

}  // namespace

TEST_CASE("E2: bits of integers are calculated in their own types") {
    on_shifts([]() -> dual<void> {
        const auto all = Shift::vinyl();
        const auto [both, either, one, up, down, other, wide, places] =
            co_await first(all.values_list("flags"_f & 4, "flags"_f | "mask"_f, bit_xor("flags"_f, 255), "mask"_f << 2,
                                           "big"_f >> 32, ~"flags"_f, "big"_f | "mask"_f, "mask"_f << ("big"_f >> 31)));
        CHECK(both == 4);
        CHECK(either == 14);
        CHECK(one == 243);
        CHECK(up == 24);
        CHECK(down == 1);
        CHECK(other == -13);
        CHECK(wide == 4294967302);
        CHECK(places == 24);
        CHECK(co_await shifts(all.filter(("flags"_f & 8) == 8)) == "Früh ");
        CHECK(co_await shifts(all.filter(("flags"_f & 8) != 8)) == "spät ");
        CHECK(co_await all.filter("id"_f = 1).update("flags"_f = "flags"_f | 1, "mask"_f = -"mask"_f) == 1);
        const Shift changed = co_await all.get("id"_f = 1);
        CHECK(changed.flags == 13);
        CHECK(changed.mask == -6);
    });
}

TEST_CASE("E3, E4: dates, times and intervals are calculated with typed parameters") {
    on_shifts([]() -> dual<void> {
        const auto all = Shift::vinyl();
        const auto [days, later, sooner, month, span, next] = co_await first(
            all.values_list("last"_f - "day"_f, "day"_f + 2, "last"_f - "mask"_f, "day"_f + interval{.months = 12},
                            "went"_f - "came"_f, "came"_f + "length"_f));
        CHECK(days == 2);
        CHECK(later == day(2024, 3, 1));
        CHECK(sooner == vinyl::wide_date(day(2024, 2, 24)));
        CHECK(month == vinyl::local_timestamp((std::chrono::local_days(day(2025, 2, 28)))));
        CHECK(span == interval{.microseconds = 30'600'000'000});
        CHECK(*next == vinyl::timestamp(std::chrono::sys_days(day(2024, 2, 28)) + 14h));
        const auto [half, twice, part, clock, open, on_wall, both, back] = co_await first(
            all.values_list("length"_f / 2, "length"_f * 1.5, "mask"_f * "length"_f, "opens"_f + "length"_f,
                            "opens"_f - "opens"_f, "wall"_f - "day"_f, "day"_f + "opens"_f, -"length"_f));
        CHECK(half == interval{.microseconds = 14'400'000'000});
        CHECK(twice == interval{.microseconds = 43'200'000'000});
        CHECK(part == interval{.microseconds = 172'800'000'000});
        CHECK(clock.to_string() == "14:00:00");
        CHECK(open == interval{});
        CHECK(on_wall == interval{.microseconds = 21'600'000'000});
        CHECK(both == vinyl::local_timestamp(std::chrono::local_days(day(2024, 2, 28)) + 6h));
        CHECK(back == interval{.microseconds = -28'800'000'000});
        // a duration is never taken for a date
        CHECK(co_await shifts(all.filter("day"_f - interval{.days = 1} < "last"_f - interval{.days = 2})) == "Früh ");
        CHECK(co_await shifts(all.filter("went"_f - "came"_f > 8h)) == "Früh ");
        CHECK(co_await shifts(all.filter("length"_f >= std::chrono::days(1))) == "spät ");
        CHECK(co_await shifts(all.filter("came"_f + 2h <
                                         vinyl::timestamp(std::chrono::sys_days(day(2024, 1, 1)) + 1h))) == "spät ");
        CHECK(co_await shifts(all.filter(("last"_f - "day"_f) * interval{.days = 1} == interval{.days = 2})) ==
              "Früh ");
        CHECK(co_await all.update("day"_f = cast<vinyl::date>("day"_f + interval{.months = 1}),
                                  "last"_f = "last"_f + 1) == 2);
        CHECK((co_await all.get("id"_f = 2)).day == day(2024, 1, 31));
    });
}

TEST_CASE("E5, E6: slices count characters, and ~ is NOT") {
    on_shifts([]() -> dual<void> {
        const auto all = Shift::vinyl();
        const auto [middle, rest, none, some, end] = co_await first(all.values_list(
            "name"_f.slice(1, 3), "name"_f.slice(2), "name"_f.slice(2, 2), "tags"_f.slice(0, 2), "tags"_f.slice(1)));
        CHECK(middle == "rü");
        CHECK(rest == "üh");
        CHECK(none.empty());
        CHECK(some.size() == 2);
        CHECK(end.size() == 2);
        CHECK(end.front() == "b");
        CHECK(co_await shifts(all.filter("name"_f.slice(0, 1) == "s")) == "spät ");
        CHECK(co_await shifts(all.filter(~"late"_f)) == "spät ");
        CHECK(co_await shifts(all.filter(~("flags"_f == 12))) == "spät ");
        // NULL of NULL as a value; as a condition it holds there, as ! does
        CHECK(co_await all.update("ill"_f = std::nullopt) == 2);
        CHECK(std::get<0>(co_await first(all.values_list(~"ill"_f))) == std::nullopt);
        CHECK(co_await all.filter(~"ill"_f).count() == 2);
        CHECK(co_await all.update("late"_f = ~"late"_f) == 2);
        CHECK(co_await shifts(all.filter("late"_f)) == "spät ");
    });
}

TEST_CASE("E7, E9: case_ takes the first condition that holds, in rows, groups, orders and updates") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto kind = case_(when("price"_f > 12, "dear"), when("price"_f > 9, "fair")).otherwise("cheap");
        const auto rows = co_await all.annotate("class"_f = kind).order_by("class"_f, "id"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[0]["class"_f] == "cheap");
        CHECK(rows[1]["class"_f] == "dear");
        CHECK(rows[3]["class"_f] == "fair");
        const auto groups = co_await all.values("class"_f = kind).annotate("n"_f = count()).order_by("-n"_f, "class"_f);
        REQUIRE(groups.size() == 3);
        CHECK(groups[0]["n"_f] == 2);
        // artists without an album are not lost
        const auto named = case_(when("albums__title"_f == "Milestones", 1), when("albums__title"_f == "Officium", 2));
        const auto found = co_await Artist::vinyl().values_list("name"_f, named).order_by("id"_f);
        CHECK(found.size() == 5);
        const auto pairs = case_(when("artist__country"_f == "US", "producer"_f)).otherwise(std::nullopt);
        CHECK(co_await all.filter(!(pairs == nullptr)).count() == 1);
        CHECK(co_await names(all.order_by(case_(when("title"_f == "Officium", 0)).otherwise("id"_f)).limit(1)) ==
              "Officium");
        CHECK(co_await all.filter("artist__country"_f.is_null()).count() == 0);
        CHECK(co_await all.update("stock"_f = case_(when("active"_f, "stock"_f + 1)).otherwise(0),
                                  "rating"_f = case_(when("rating"_f > 4, 1.5))) == 4);
        const auto changed = co_await all.values_list("stock"_f, "rating"_f);
        CHECK(std::get<0>(changed[0]) == 11);
        CHECK(std::get<0>(changed[2]) == 0);
        CHECK(std::get<1>(changed[0]) == 1.5);
        CHECK(std::get<1>(changed[3]) == std::nullopt);
        const auto values =
            co_await all.values_list(vinyl::value("x"), vinyl::value(std::optional<int>()), vinyl::value(true));
        CHECK(std::get<0>(values[0]) == "x");
        CHECK(std::get<1>(values[0]) == std::nullopt);
        CHECK(std::get<2>(values[0]));
        const auto dear = co_await all.annotate("n"_f = count("tracks"_f))
                              .annotate("many"_f = case_(when("n"_f > 2, true)).otherwise(false))
                              .filter("many"_f);
        CHECK(dear.size() == 1);
    });
}

TEST_CASE("E12, E13, E20: other types, collations and SQL of one's own") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto [number, word, whole, century, counted] = co_await first(
            all.values_list(cast<double>("price"_f), cast<std::string>("released"_f), cast<std::int32_t>("price"_f),
                            vinyl::raw_sql<std::int32_t>("EXTRACT(CENTURY FROM {})::integer + {}", "released"_f, 1),
                            taken_as<std::int64_t>("stock"_f)));
        CHECK(number == 9.99);
        CHECK(word == "1959-08-17");
        CHECK(whole == 10);
        CHECK(century == 21);
        CHECK(counted == 10);
        CHECK(co_await all.filter(vinyl::raw_sql<bool>("{} ~ {}", "title"_f, "^M")).count() == 1);
        CHECK(co_await all.exclude(cast<std::int32_t>("rating"_f) > 4).count() ==
              3);  // 4.5 becomes 4, and NULL is none
        co_await tests::sql("insert into orm.artist (name) values ('abba')");
        CHECK(co_await names(Artist::vinyl().order_by(collate<"C">("name"_f).desc()).limit(1)) == "abba");
        CHECK(co_await names(Artist::vinyl().filter(collate<"C">("name"_f) > "a")) == "abba");
        const auto shares = co_await all.values("century"_f = vinyl::raw_sql<std::int32_t>("{} / 10", "stock"_f))
                                .annotate("n"_f = count())
                                .order_by("century"_f);
        REQUIRE(shares.size() == 2);
        CHECK(shares[0]["n"_f] == 3);
    });
}

TEST_CASE("E18, E23: conditions and constants are values, also in orders") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto rows = co_await all.annotate("cheap"_f = "price"_f < 10).order_by("-cheap"_f, "id"_f);
        CHECK(rows[0]["cheap"_f]);
        CHECK(joined(rows) == "Kind of Blue, Giant Steps, Milestones, Officium");
        CHECK(co_await names(all.order_by("title"_f == "Milestones", vinyl::value(2), desc("price"_f > 10), "id"_f)) ==
              "Officium, Kind of Blue, Giant Steps, Milestones");
        const std::vector<int> none;
        CHECK(co_await names(all.order_by("id"_f.in(none), vinyl::value(std::nullopt), "id"_f).limit(1)) ==
              "Kind of Blue");
        CHECK(co_await names(all.order_by(!"id"_f.in(none), "-id"_f).limit(1)) == "Officium");
        CHECK(co_await all.order_by(vinyl::value(1)).distinct().count() == 4);
    });
}

TEST_CASE("E19: array_subquery gives the values of other rows in their order, and an empty array of none") {
    in_shop([]() -> dual<void> {
        const auto of_artist = Album::vinyl().filter("artist"_f = "id"_outer);
        const auto rows = co_await Artist::vinyl()
                              .annotate("titles"_f = array_subquery(of_artist.order_by("released"_f).values("title"_f)),
                                        "ids"_f = array_subquery(of_artist),
                                        "ratings"_f = array_subquery(of_artist.values("rating"_f)))
                              .order_by("id"_f);
        REQUIRE(rows[0]["titles"_f].size() == 2);
        CHECK(rows[0]["titles"_f].front() == "Milestones");
        CHECK(rows[0]["ids"_f].front() == 1);
        CHECK(rows[0]["ratings"_f].back() == std::nullopt);
        CHECK(rows[2]["titles"_f].empty());
        const auto sorted = array_subquery(of_artist.order_by("-price"_f).limit(1).values_list("title"_f));
        const auto best = co_await Artist::vinyl().values_list(sorted).order_by("id"_f);
        CHECK(std::get<0>(best[0]).front() == "Milestones");
        CHECK(co_await Artist::vinyl()
                  .filter(array_subquery(of_artist.values("title"_f)).contains(std::vector<std::string>(1, "Officium")))
                  .count() == 1);
    });
}

TEST_CASE("E20: JSON of values, and the aggregates of it") {
    in_shop([]() -> dual<void> {
        const auto one = json_object("title"_f = upper("title"_f), "rating"_f = "rating"_f, "n"_f = 3,
                                     "of"_f = json_array("id"_f, "x", std::nullopt, true));
        const auto [made] = co_await first(Album::vinyl().filter("id"_f = 2).values_list(one));
        CHECK(made.at("title") == "MILESTONES");
        CHECK(made.at("rating").is_null());
        CHECK(made.at("n") == 3);
        CHECK(boost::json::serialize(made.at("of")) == R"([2,"x",null,true])");
        const auto rows =
            co_await Artist::vinyl()
                .filter("albums__id__isnull"_f = false)
                .annotate("albums_json"_f = jsonb_agg(json_object("id"_f = "albums__id"_f)).order_by("albums__id"_f))
                .order_by("id"_f);
        CHECK(boost::json::serialize(*rows[0]["albums_json"_f]) == R"([{"id":1},{"id":2}])");
    });
}

TEST_CASE("V22: an array of a column with a length has its elements' type") {
    on_shifts([]() -> dual<void> {
        const auto names = co_await Shift::vinyl().aggregate(
            array_agg("name"_f).order_by("name"_f.slice(0, 1)).otherwise(std::vector<std::string>()));
        REQUIRE(names.size() == 2);
        const auto none = co_await Shift::vinyl().filter("id"_f > 9).aggregate(array_agg("name"_f).otherwise(names));
        CHECK(none == names);
    });
}
