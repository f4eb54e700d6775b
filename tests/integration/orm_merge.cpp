// Two querysets put together by &, | and ^, against a server and in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/testing.hpp>

#include <cstdint>
#include <vector>

using namespace shop;
using Catch::Matchers::Contains;
using vinyl::exists;

TEST_CASE("Q8: &, | and ^ of querysets are those of their conditions") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto cheap = all.filter("price"_f < 10), jazz = all.filter("tags__contains"_f = std::vector<std::string>{"jazz"});
        const auto made_by_jan = all.filter("producer__name"_f = "Jan Garbarek"), rated = all.exclude("rating"_f < 4.8);
        CHECK(co_await names(cheap & jazz) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(cheap | made_by_jan) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(made_by_jan | cheap) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(cheap ^ rated) == "Milestones, Giant Steps");
        CHECK(co_await names(cheap ^ made_by_jan) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(all ^ made_by_jan) == "Kind of Blue, Milestones, Giant Steps");
        CHECK(co_await names((cheap & jazz) | (rated & made_by_jan)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names((cheap | made_by_jan).filter("id"_f > 1).order_by("-id"_f)) == "Officium, Giant Steps");
        CHECK(co_await names(cheap.order_by("id"_f) | made_by_jan.order_by("-title"_f)) == "Officium, Kind of Blue, Giant Steps");
        // in a loop
        auto found = all.none();
        for (int id : {1, 4}) found = found | all.filter("id"_f = id);
        CHECK(co_await names(found) == "Kind of Blue, Officium");
        const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
            CHECK((co_await (cheap & all.none())).empty());
            CHECK(co_await (all.none() | all.none()).count() == 0);
            CHECK(co_await (all ^ all).count() == 0);
        });
        CHECK(sent == 0);
    });
}

TEST_CASE("Q8, JP9: along relations to many, & may be met by two rows, and | loses none") {
    in_shop([]() -> dual<void> {
        const auto all = Artist::vinyl().order_by("id"_f);
        const auto cheap = all.filter("albums__price"_f < 10), dear = all.filter("albums__price"_f > 12);
        CHECK(co_await names(cheap & dear) == "Miles Davis");  // two albums
        CHECK(co_await names((cheap | dear).distinct()) == "Miles Davis, John Coltrane, Jan Garbarek");
        CHECK(co_await (cheap | dear).count() == 4);  // one join: a row for each album
        CHECK(co_await names((cheap | all.filter("name__startswith"_f = "Nina")).distinct()) == "Miles Davis, John Coltrane, Nina Simone");
        CHECK(co_await names(cheap & all.exclude("albums__tracks__seconds"_f > 500)) == "John Coltrane");
        const auto with_tracks = all.filter("albums__price"_f > 1, exists(Track::vinyl().filter("album"_f = "albums__id"_outer)));
        CHECK(co_await names((cheap & with_tracks).distinct()) == "Miles Davis, John Coltrane");
    });
}

TEST_CASE("43: querysets that are distinct by fields are put together and stay so") {
    in_shop([]() -> dual<void> {
        const auto first = Artist::vinyl().order_by("country"_f, "id"_f).distinct("country"_f);
        CHECK(co_await names(first) == "Jan Garbarek, Miles Davis, Nina Simone");
        const auto both = first.filter("albums__price"_f < 9) | first.filter("albums__price"_f > 12);
        CHECK(co_await names(both) == "Jan Garbarek, Miles Davis");
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return (first | Artist::vinyl()).list(); }), Contains("distinct"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return (Artist::vinyl() & Artist::vinyl().limit(2)).count(); }),
                   Contains("a slice of rows"));
    });
}

TEST_CASE("Q8: the left side stays what it is, also when it has no row") {
    in_shop([]() -> dual<void> {
        const std::vector<std::int64_t> none, some(1, 3);
        for (const auto& ids : {none, some}) {
            const auto chosen = Album::vinyl().filter("id"_f.in(ids));
            const auto others = Album::vinyl().filter("artist__name"_f = "Jan Garbarek");
            const auto marked = chosen.annotate("k"_f = vinyl::value("a")) | others.annotate("k"_f = vinyl::value("b"));
            const auto rows = co_await marked.order_by("id"_f);
            REQUIRE(rows.size() == (ids.empty() ? 1 : 2));
            for (const auto& row : rows) CHECK(row["k"_f] == "a");
            // objects that are selected with them are there
            const std::vector<Album> albums = co_await (chosen.select_related("artist"_f) | others);
            const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
                CHECK((co_await albums.back().artist()).name == "Jan Garbarek");
            });
            CHECK(sent == 0);
            CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return (chosen.select_for_update() | others).list(); }),
                       Contains("transaction"));
        }
    });
}

TEST_CASE("Q8: rows come once for each row of what their columns go through") {
    in_shop([]() -> dual<void> {
        const auto titled = Artist::vinyl().order_by("id"_f).annotate("t"_f = "albums__title"_f);
        CHECK(co_await (titled.filter("id"_f < 3) & titled.filter("country"_f = "US")).count() == 3);
        CHECK(co_await (titled.filter("id"_f < 3) | titled.filter("country"_f = "NO")).count() == 4);
        CHECK(co_await (titled.filter("t"_f > "H") & titled.filter("t"_f < "L")).count() == 1);
        CHECK(co_await (Artist::vinyl() | Artist::vinyl().filter("albums__price"_f < 20)).count() == 4);
        CHECK(co_await (Artist::vinyl().filter("albums__price"_f < 20) | Artist::vinyl()).count() == 4);
    });
}

TEST_CASE("Q8, 43: values in distinct fields and time zones are compared") {
    in_shop([]() -> dual<void> {
        const auto by_double = Album::vinyl().order_by("price"_f * 2).distinct("price"_f * 2);
        CHECK(co_await names(by_double.filter("stock"_f > 2) | by_double.filter("stock"_f = 2)) == "Giant Steps, Kind of Blue");
        // bought at 13:45 and at 23:59 of UTC
        const auto tokyo = Album::vinyl().order_by("id"_f).in_time_zone("Asia/Tokyo");
        CHECK(co_await names(tokyo.filter("bought__hour"_f = 22) | tokyo.filter("bought__hour"_f = 8)) == "Kind of Blue, Giant Steps");
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return (Album::vinyl() | tokyo).list(); }), Contains("in_time_zone()"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return (tokyo | tokyo.in_time_zone("Europe/Berlin")).list(); }),
                   Contains("in_time_zone()"));
    });
}
