// The blocks of docs/functions.md.
#include "documentation/music.hpp"

// docs: functions_include
#include <vinyl/functions.hpp>
// docs: end

namespace documentation {

TEST_CASE("functions: calculating") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: functions_numbers
            auto rows = co_await Album::vinyl()
                            .annotate("with_tax"_f = round("price"_f * 1.19, 2), "root"_f = sqrt("rating"_f))
                            .order_by("id"_f);
            decimal with_tax = rows.at(0)["with_tax"_f];            // exact: 1.19 beside a decimal is one
            std::optional<double> root = rows.at(0)["root"_f];
            // docs: end
            CHECK(with_tax == decimal("11.89"));
            CHECK(*root == Approx(2.236068));
        }
        {
            // docs: functions_bits
            auto odd = co_await Track::vinyl().filter(("seconds"_f & 1) == 1).count();     // == binds tighter than &
            co_await Track::vinyl().filter("id"_f = 1).update("seconds"_f = bit_xor("seconds"_f, 1) << 1);
            // docs: end
            CHECK(odd == 2);
            CHECK((co_await Track::vinyl().get("id"_f = 1)).seconds == 646);
        }
        {
            // docs: functions_dates
            using vinyl::interval;
            auto days = "released"_f - vinyl::date(1959y / 1 / 1);             // std::int32_t: days, as the server counts them
            auto a_month_later = "released"_f + interval{.months = 1};         // vinyl::local_timestamp
            auto next_week = "released"_f + 7;                                 // vinyl::date
            auto rows = co_await Album::vinyl().filter(days > 0).order_by(days).values_list("title"_f, a_month_later, next_week);
            // docs: end
            REQUIRE(rows.size() == 3);
            CHECK(std::get<0>(rows.at(0)) == "Kind of Blue");
            CHECK(std::get<1>(rows.at(0)) == vinyl::local_timestamp(std::chrono::local_days(1959y / 9 / 17)));
            CHECK(std::get<2>(rows.at(0)) == 1959y / 8 / 24);
        }
    });
}

TEST_CASE("functions: texts, choices and types") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: functions_texts
            auto rows = co_await Artist::vinyl()
                            .annotate("initials"_f = concat("name"_f.slice(0, 1), "."),                    // counted from 0
                                      "of"_f = concat("name"_f, " (", coalesce("country"_f, "?"), ")"))
                            .order_by(length("name"_f));
            // docs: end
            CHECK(rows.at(0)["initials"_f] == "S.");
            CHECK(rows.at(0)["of"_f] == "Somebody (?)");
        }
        {
            // docs: functions_case
            auto shelf = case_(when("price"_f > 12, "top"), when("rating"_f > 4, "middle")).otherwise("bottom");
            auto shelves = co_await Album::vinyl().values("shelf"_f = shelf).annotate("n"_f = count()).order_by("shelf"_f);
            co_await Album::vinyl().update("rating"_f = case_(when("price"_f > 12, "rating"_f)));     // NULL for all others
            // docs: end
            REQUIRE(shelves.size() == 3);
            CHECK(shelves.at(2)["shelf"_f] == "top");
            CHECK(shelves.at(2)["n"_f] == 2);
            CHECK(co_await Album::vinyl().filter("rating"_f.is_null()).count() == 2);
        }
        {
            // docs: functions_types
            auto rows = co_await Album::vinyl()
                            .values_list(cast<std::string>("price"_f), vinyl::value("album"), "rating"_f == 5)
                            .order_by(collate<"C">("title"_f));
            // docs: end
            CHECK(std::get<0>(rows.at(0)) == "8.50");
            CHECK(std::get<1>(rows.at(0)) == "album");
        }
        {
            // docs: functions_json
            auto cards = co_await Artist::vinyl().order_by("name"_f).values_list(
                json_object("name"_f = upper("name"_f), "from"_f = "country"_f, "tags"_f = json_array("id"_f, true)));
            // docs: end
            CHECK(std::get<0>(cards.at(0)).at("name") == "JOHN COLTRANE");
        }
        {
            // docs: functions_raw
            auto century = vinyl::raw_sql<std::int32_t>("EXTRACT(CENTURY FROM {})::integer", "released"_f);
            auto rows = co_await Album::vinyl().filter(century == 20).count();
            // docs: end
            CHECK(rows == 4);
        }
        {
            // docs: functions_array_subquery
            auto albums = Album::vinyl().filter("artist"_f = "id"_outer);
            auto rows = co_await Artist::vinyl()
                            .annotate("titles"_f = array_subquery(albums.order_by("-released"_f).values("title"_f)))
                            .order_by("name"_f);
            std::vector<std::string> titles = rows.at(2)["titles"_f];          // empty where there is no row
            // docs: end
            REQUIRE(titles.size() == 2);
            CHECK(titles.front() == "Kind of Blue");
        }
    });
}

TEST_CASE("functions: aggregates") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: functions_aggregates
        auto rows = co_await Artist::vinyl()
                        .annotate("titles"_f = string_agg("albums__title"_f, ", ").order_by("-albums__released"_f),
                                  "ratings"_f = array_agg("albums__rating"_f).order_by("albums__id"_f),
                                  "dear"_f = bool_or("albums__price"_f > 12).otherwise(false))
                        .order_by("name"_f);
        std::optional<std::string> titles = rows.at(2)["titles"_f];                          // NULL of no row
        std::optional<std::vector<std::optional<double>>> ratings = rows.at(2)["ratings"_f];
        bool dear = rows.at(2)["dear"_f];
        // docs: end
        CHECK(titles == "Kind of Blue, Milestones");
        CHECK(ratings->size() == 2);
        CHECK(dear);
        CHECK(rows.at(3)["titles"_f] == std::nullopt);
    });
}

}  // namespace documentation
