// Rows by their keys, and which dates there are; each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/testing.hpp>

#include <map>

using namespace shop;
using Catch::Matchers::Contains;
using vinyl::date_kind;
using vinyl::datetime_kind;

namespace {
std::string text_of(const std::vector<vinyl::date>& dates) {
    std::string all;
    for (const vinyl::date& each : dates) all += (all.empty() ? "" : ", ") + vinyl::to_string(each);
    return all;
}
std::string text_of(const std::vector<vinyl::timestamp>& times) {
    std::string all;
    for (const vinyl::timestamp& each : times) all += (all.empty() ? "" : ", ") + vinyl::to_string(each);
    return all;
}

/// A key of two columns, and two fields that tell rows apart.
struct Seat : vinyl::model<Seat> {
    std::int32_t row{};
    std::int32_t place{};
    std::string label;
    std::optional<std::string> ticket;
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::primary_key("row"_f, "place"_f), vinyl::unique("label"_f),
                                      vinyl::unique("ticket"_f)};
};
}  // namespace

TEST_CASE("T12: in_bulk gives rows by their keys, and asks nothing of no keys") {
    in_shop([]() -> dual<void> {
        const std::vector<std::int64_t> ids{1, 4, 77};
        const std::map<std::int64_t, Album> found = co_await Album::vinyl().in_bulk(ids);
        REQUIRE(found.size() == 2);
        CHECK(found.at(1).title == "Kind of Blue");
        CHECK(found.at(4).title == "Officium");
        const auto all = co_await Album::vinyl().in_bulk();
        CHECK(all.size() == 4);
        const auto cheap = co_await Album::vinyl().filter("price"_f < 10).in_bulk(ids);
        CHECK(cheap.size() == 1);
        const auto annotated = co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).in_bulk(ids);
        CHECK(annotated.at(1)["n"_f] == 2);
        const auto sent = co_await vinyl::testing::count_queries([]() -> dual<void> {
            const auto none = co_await Album::vinyl().in_bulk(std::vector<std::int64_t>());
            CHECK(none.empty());
        });
        CHECK(sent == 0);
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return Album::vinyl().limit(2).in_bulk(ids); }), Contains("sliced"));
    });
}

TEST_CASE("T12: in_bulk goes by any field that tells rows apart") {
    in_shop([]() -> dual<void> {
        const std::vector<std::string> wanted{"Nina Simone", "Miles Davis", "Nobody"};
        const std::map<std::string, Artist> by_name = co_await Artist::vinyl().in_bulk("name"_f, wanted);
        CHECK(by_name.size() == 2);
        CHECK(by_name.at("Nina Simone").id == 3);
        const std::vector<std::int64_t> artists{4};
        const std::map<std::int64_t, Biography> by_artist = co_await Biography::vinyl().in_bulk("artist"_f, artists);
        CHECK(by_artist.at(4).text == "Saxophone");
        const auto by_key = co_await Biography::vinyl().in_bulk("id"_f);
        CHECK(by_key.size() == 2);

        co_await vinyl::schema::create<Seat>();
        co_await Seat::vinyl().create("row"_f = 1, "place"_f = 2, "label"_f = "1b");
        co_await Seat::vinyl().create("row"_f = 2, "place"_f = 1, "label"_f = "2a", "ticket"_f = "x");
        const std::vector<std::tuple<std::int32_t, std::int32_t>> keys{{1, 2}, {3, 3}};
        const auto seats = co_await Seat::vinyl().in_bulk(keys);
        REQUIRE(seats.size() == 1);
        CHECK(seats.begin()->second.label == "1b");
        CHECK(std::get<1>(seats.begin()->first) == 2);
        const auto by_ticket = co_await Seat::vinyl().in_bulk("ticket"_f);  // without NULL
        REQUIRE(by_ticket.size() == 1);
        CHECK(by_ticket.at("x").label == "2a");
    });
}

TEST_CASE("R10: dates are the different years, quarters, months, weeks or days of a field, in order") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        co_await all.filter("id"_f = 2).update("released"_f = day(1959, 8, 2));
        CHECK(text_of(co_await all.dates("released"_f, date_kind::year)) == "1959-01-01, 1960-01-01, 1994-01-01");
        CHECK(text_of(co_await all.dates("released"_f, date_kind::quarter)) == "1959-07-01, 1960-01-01, 1994-07-01");
        CHECK(text_of(co_await all.dates("-released"_f, date_kind::month)) == "1994-09-01, 1960-01-01, 1959-08-01");
        CHECK(text_of(co_await all.dates("released"_f, date_kind::week)) == "1959-07-27, 1959-08-17, 1960-01-25, 1994-08-29");
        CHECK(text_of(co_await all.filter("price"_f < 10).dates("released"_f, date_kind::day)) == "1959-08-17, 1960-01-27");
        CHECK(co_await all.dates("released"_f, date_kind::month).count() == 3);
        CHECK(co_await all.dates("released"_f, date_kind::year).slice(1, 2).get() == day(1960, 1, 1));
        CHECK((co_await all.none().dates("released"_f, date_kind::year)).empty());
        CHECK(text_of(co_await Artist::vinyl().dates("albums__released"_f, date_kind::year)) == "1959-01-01, 1960-01-01, 1994-01-01");
        CHECK(co_await all.filter("released"_f.in(all.dates("released"_f, date_kind::day).limit(2))).count() == 2);
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return all.limit(2).dates("released"_f, date_kind::day).list(); }),
                   Contains("sliced"));
        CHECK(all.dates("released"_f, date_kind::month).sql() ==
              R"(SELECT DISTINCT DATE_TRUNC('month', "album"."released"::timestamp)::date AS "__cut" FROM "orm"."album" WHERE "album"."released" IS NOT NULL ORDER BY 1 ASC)");
    });
}

TEST_CASE("R11: datetimes are cut off in a time zone: the one given, the query's or the session's") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();  // 2024-02-29 13:45:30.25, 2023-12-31 23:59:59.999999, in UTC; two are NULL
        CHECK(text_of(co_await all.datetimes("bought"_f, datetime_kind::hour, "UTC")) ==
              "2023-12-31 23:00:00+00, 2024-02-29 13:00:00+00");
        CHECK(text_of(co_await all.datetimes("-bought"_f, datetime_kind::year, "UTC")) == "2024-01-01 00:00:00+00, 2023-01-01 00:00:00+00");
        // in Berlin both are in 2024, which begins an hour earlier
        CHECK(text_of(co_await all.datetimes("bought"_f, datetime_kind::year, "Europe/Berlin")) == "2023-12-31 23:00:00+00");
        CHECK(text_of(co_await all.in_time_zone("Europe/Berlin").datetimes("bought"_f, datetime_kind::day)) ==
              "2023-12-31 23:00:00+00, 2024-02-28 23:00:00+00");
        CHECK(text_of(co_await all.datetimes("bought"_f, datetime_kind::minute, std::chrono::minutes(120))) ==
              "2023-12-31 23:59:00+00, 2024-02-29 13:45:00+00");
        CHECK(co_await all.datetimes("bought"_f, datetime_kind::second).count() == 2);
        CHECK(co_await error_of<vinyl::data_error>([&] { return all.datetimes("bought"_f, datetime_kind::day, "Moon/Sea").list(); }) !=
              "no error");
        CHECK(all.datetimes("bought"_f, datetime_kind::day, "UTC").sql() ==
              R"(SELECT DISTINCT DATE_TRUNC('day', "album"."bought", $1) AS "__cut" FROM "orm"."album" WHERE "album"."bought" IS NOT NULL ORDER BY 1 ASC)");
    });
}
