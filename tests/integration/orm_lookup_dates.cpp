// Parts of dates and times in time zones, against the server's own; each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/date_functions.hpp>

using namespace shop;

namespace lookup_dates {

struct Event : vinyl::model<Event> {
    std::int64_t id{};
    vinyl::timestamp at{};
    vinyl::local_timestamp local{};
    vinyl::date day{};
    vinyl::time_of_day clock{};
    std::string zone;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f)};
};

/// 1: New Year in Berlin, but not yet in UTC; 2: the hour that Berlin has twice; 3: far away; 4: New Year in UTC.
template <class Body>
void with_events(Body body) {
    const tests::database here;
    tests::in_both_modes([&]() -> dual<void> {
        co_await tests::sql("drop schema if exists orm cascade");
        co_await vinyl::schema::create<Event>();
        co_await tests::sql(
            "insert into orm.event (at, local, day, clock, zone) values"
            " ('2019-12-31 23:30:15.75+00', '2019-12-31 23:30:15.75', '2019-12-31', '23:30:15.75', 'Asia/Tokyo'),"
            " ('2020-10-25 00:30:00+00', '2020-10-25 00:30', '2020-10-25', '00:30', 'UTC'),"
            " ('1960-02-29 12:00:00+00', '1960-02-29 12:00', '1960-02-29', '12:00', 'America/New_York'),"
            " ('2021-01-01 00:00:00+00', '2021-01-01', '2021-01-01', '00:00', 'Europe/Berlin')");
        co_await body();
    });
}

template <class Rows>
dual<std::string> ids(Rows rows) {
    std::string found;
    for (const auto& row : co_await rows) found += std::to_string(row.id);
    co_return found;
}

template <class E>
dual<std::string> numbers(E part) {
    std::string found;
    for (const auto& [number] : co_await Event::vinyl().values_list(part))
        found += (found.empty() ? "" : " ") + std::to_string(number);
    co_return found;
}

/// The same by the server.
dual<std::string> told(std::string expression) {
    return tests::cell("select string_agg((" + expression + ")::integer::text, ' ' order by id) from orm.event");
}

}  // namespace lookup_dates

using namespace lookup_dates;

TEST_CASE("orm: D1, D3: years in a zone, of the calendar and of ISO's weeks") {
    with_events([]() -> dual<void> {
        const auto all = Event::vinyl();
        CHECK(co_await ids(all.filter("at__year"_f = 2020).in_time_zone("UTC")) == "2");
        CHECK(co_await ids(all.filter("at__year"_f = 2020).in_time_zone("Europe/Berlin")) == "12");
        CHECK(co_await ids(all.filter("at__year__lt"_f = 2021).in_time_zone("America/New_York")) == "1234");
        CHECK(co_await ids(all.filter(extract_year("at"_f, "Europe/Berlin") >= 2020)) == "124");
        CHECK(co_await ids(all.filter(extract_year("at"_f, "zone"_f) == 2019)) == "");
        CHECK(co_await ids(all.filter(extract_year("at"_f, std::chrono::hours(-1)) == 2020)) == "24");
        // the first days of 2021 belong to the last week of 2020
        CHECK(co_await ids(all.filter("day__iso_year"_f = 2020)) == "124");
        CHECK(co_await ids(all.filter("day__iso_year__gt"_f = 2020)) == "");
        CHECK(co_await ids(all.filter("at__iso_year"_f = 2020).in_time_zone("UTC")) == "124");
        for (const int year : {1959, 1960, 2019, 2020, 2021, 2026, 1, -1}) {
            CAPTURE(year);
            for (const auto* zone : {"UTC", "Asia/Tokyo"}) {
                const auto counted = [&](std::string_view part, std::string_view sign) {
                    return tests::cell("select count(*)::text from orm.event where extract(" + std::string(part) +
                                       " from at at time zone '" + zone + "')::integer " + std::string(sign) + " " +
                                       std::to_string(year));
                };
                const auto here = all.in_time_zone(zone);
                CHECK(std::to_string(co_await here.filter("at__year"_f == year).count()) == co_await counted("year", "="));
                CHECK(std::to_string(co_await here.filter("at__year"_f > year).count()) == co_await counted("year", ">"));
                CHECK(std::to_string(co_await here.filter("at__iso_year"_f == year).count()) ==
                      co_await counted("isoyear", "="));
                CHECK(std::to_string(co_await here.filter("at__iso_year"_f <= year).count()) ==
                      co_await counted("isoyear", "<="));
            }
        }
    });
}

TEST_CASE("orm: D4-D9: parts of timestamps are those in the zone") {
    with_events([]() -> dual<void> {
        const std::string zone = "America/New_York";
        const std::string there = "at at time zone 'America/New_York'";
        CHECK(co_await numbers(extract_iso_year("at"_f, zone)) == co_await told("extract(isoyear from " + there + ")"));
        CHECK(co_await numbers(extract_quarter("at"_f, zone)) == co_await told("extract(quarter from " + there + ")"));
        CHECK(co_await numbers(extract_month("at"_f, zone)) == co_await told("extract(month from " + there + ")"));
        CHECK(co_await numbers(extract_week("at"_f, zone)) == co_await told("extract(week from " + there + ")"));
        CHECK(co_await numbers(extract_day("at"_f, zone)) == co_await told("extract(day from " + there + ")"));
        CHECK(co_await numbers(extract_week_day("at"_f, zone)) == co_await told("extract(dow from " + there + ") + 1"));
        CHECK(co_await numbers(extract_iso_week_day("at"_f, zone)) == co_await told("extract(isodow from " + there + ")"));
        CHECK(co_await numbers(extract_hour("at"_f, zone)) == co_await told("extract(hour from " + there + ")"));
        CHECK(co_await numbers(extract_minute("at"_f, zone)) == co_await told("extract(minute from " + there + ")"));
        CHECK(co_await numbers(extract_hour("clock"_f)) == "23 0 12 0");
        CHECK(co_await numbers(extract_second("at"_f)) == "15 0 0 0");
        CHECK(co_await numbers(extract_hour("local"_f)) == "23 0 12 0");
        CHECK(co_await numbers(extract_hour("at"_f, "zone"_f)) == "8 0 7 1");
        CHECK(co_await numbers(extract_hour("at"_f, "+05:30")) == "5 6 17 5");
        const auto all = Event::vinyl();
        CHECK(co_await ids(all.filter("at__hour"_f = 1, "local__hour"_f = 0).in_time_zone("Europe/Berlin")) == "4");
        CHECK(co_await ids(all.filter("at__date"_f = day(2020, 1, 1)).in_time_zone("Europe/Berlin")) == "1");
        CHECK(co_await ids(all.filter("at__time"_f < vinyl::time_of_day(1h)).in_time_zone("Europe/Berlin")) == "1");
        CHECK(co_await ids(all.exclude("at__month"_f = 12).in_time_zone("UTC")) == "234");
        const auto missing = co_await error_of<vinyl::database_error>(
            [&] { return all.filter("at__hour"_f = 1).in_time_zone("Europe/Atlantis").count(); });
        CHECK_THAT(missing, Catch::Matchers::Contains("Europe/Atlantis"));
    });
}

TEST_CASE("orm: D10: what is cut off is the zone's own midnight, as an instant") {
    with_events([]() -> dual<void> {
        using std::chrono::sys_days;
        const auto cut = [](auto expression) {
            return vinyl::later([](auto rows) { return std::get<0>(rows.at(0)); }, Event::vinyl().values_list(expression).list());
        };
        const vinyl::timestamp new_year = sys_days(day(2019, 12, 31)) + 23h;  // in Berlin
        CHECK(co_await cut(trunc_year("at"_f, "Europe/Berlin")) == new_year);
        CHECK(co_await cut(trunc_day("at"_f, "Europe/Berlin")) == new_year);
        CHECK(co_await cut(trunc_day("at"_f, "UTC")) == vinyl::timestamp(sys_days(day(2019, 12, 31))));
        CHECK(co_await cut(trunc_hour("at"_f)) == vinyl::timestamp(sys_days(day(2019, 12, 31)) + 23h));
        CHECK(co_await cut(trunc_second("at"_f)) == vinyl::timestamp(sys_days(day(2019, 12, 31)) + 23h + 30min + 15s));
        CHECK(co_await cut(trunc_week("day"_f)) == day(2019, 12, 30));
        CHECK(co_await cut(trunc_quarter("day"_f)) == day(2019, 10, 1));
        CHECK(co_await cut(trunc_minute("clock"_f)) == vinyl::time_of_day(23h + 30min));
        CHECK(co_await cut(trunc_date("at"_f, "Asia/Tokyo")) == day(2020, 1, 1));
        CHECK(co_await cut(trunc_time("at"_f, "Asia/Tokyo")) == vinyl::time_of_day(8h + 30min + 15s + 750ms));
        CHECK(co_await cut(trunc_month("local"_f)) ==
              vinyl::local_timestamp(std::chrono::local_days(day(2019, 12, 1))));
        CHECK(co_await cut(at_time_zone("at"_f, "Asia/Tokyo")) ==
              vinyl::local_timestamp(std::chrono::local_days(day(2020, 1, 1)) + 8h + 30min + 15s + 750ms));
        CHECK(co_await cut(at_time_zone("local"_f, "Asia/Tokyo")) ==
              vinyl::timestamp(sys_days(day(2019, 12, 31)) + 14h + 30min + 15s + 750ms));

        const auto per_month = co_await Event::vinyl()
                                   .in_time_zone("Europe/Berlin")
                                   .values("month"_f = trunc_month("at"_f), "at__year"_f)
                                   .annotate("n"_f = count(), "late"_f = count().filter("at__hour"_f > 12))
                                   .order_by("month"_f, "at__year"_f);
        REQUIRE(per_month.size() == 4);
        CHECK(per_month[1]["month"_f] == new_year);
        CHECK(per_month[1]["at__year"_f] == 2020);
        CHECK(per_month[0]["late"_f] == 1);
        // in statements that write, aggregates and counts, too
        CHECK(co_await Event::vinyl().in_time_zone("Europe/Berlin").filter("at__year"_f = 2020).update("zone"_f = "x") == 2);
        CHECK(co_await Event::vinyl().in_time_zone("Europe/Berlin").aggregate(max("at__hour"_f)) == 13);
        CHECK(co_await Event::vinyl().in_time_zone("Europe/Berlin").filter("at__hour"_f = 0).exists());
        CHECK(co_await Event::vinyl().filter("at__hour"_f = 0).in_time_zone("Europe/Berlin").erase() == 1);
    });
}
