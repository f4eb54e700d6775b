// What can have no row is not asked for; and what conditions are made of. Each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/testing.hpp>

using namespace shop;
using Catch::Matchers::Contains;
using vinyl::exists;

namespace {
const std::vector<std::int64_t> no_ids;

/// All that can be asked of rows that can not be, without a statement.
dual<void> require_nothing_sent(auto rows) {
    const auto sent = co_await vinyl::testing::record_queries([&]() -> dual<void> {
        const auto found = co_await rows;
        CHECK(found.empty());
        const std::int64_t n = co_await rows.count();
        CHECK(n == 0);
        const bool any = co_await rows.exists();
        CHECK_FALSE(any);
        const auto first = co_await rows.first(), only = co_await rows.get_or_none();
        CHECK_FALSE(first.has_value());
        CHECK_FALSE(only.has_value());
        const auto error = co_await error_of<Album::does_not_exist>([&] { return rows.get(); });
        CHECK_THAT(error, Contains("none was sent, the conditions can never hold"));
        const auto values = co_await rows.aggregate("n"_f = count(), "mean"_f = avg("rating"_f), "sum"_f = sum("stock"_f).otherwise(7));
        CHECK(values["n"_f] == 0);
        CHECK(values["mean"_f] == std::nullopt);
        CHECK(values["sum"_f] == 7);
        const std::string title = co_await rows.aggregate(max("title"_f).otherwise(std::string("none")));
        CHECK(title == "none");
        const std::int64_t groups = co_await rows.values("artist"_f).annotate("n"_f = count()).count();
        CHECK(groups == 0);
        const auto titles = co_await rows.values_list("title"_f);
        CHECK(titles.empty());
    });
    for (const std::string& text : sent) UNSCOPED_INFO(text);
    CHECK(sent.empty());
}
dual<void> require_nothing_written(auto rows) {
    const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
        const std::int64_t updated = co_await rows.update("stock"_f = 1), erased = co_await rows.erase();
        CHECK(updated == 0);
        CHECK(erased == 0);
    });
    CHECK(sent == 0);
}
}  // namespace

TEST_CASE("B4: AND with what can not be is not sent, OR drops it, and NOT is everything") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto never = "id"_f.in(no_ids);
        co_await require_nothing_sent(all.filter(never));
        co_await require_nothing_written(all.filter(never));
        co_await require_nothing_sent(all.filter("active"_f, never).order_by("title"_f));
        co_await require_nothing_sent(all.filter("active"_f && (never || never)));
        co_await require_nothing_sent(all.exclude(!never));
        co_await require_nothing_sent(all.filter("tracks__seconds"_f > 1).filter("artist__id"_f.in(no_ids)));
        CHECK(co_await names(all.filter(never || "id"_f == 2)) == "Milestones");
        CHECK(co_await all.exclude(never).count() == 4);
        CHECK(co_await all.exclude("active"_f && never).count() == 4);
        CHECK(co_await all.filter(!(never && "active"_f)).count() == 4);
        // what always holds leaves no WHERE
        CHECK(all.exclude(never).order_by().sql() == all.order_by().sql());
        CHECK(all.filter(!never || "active"_f).order_by().sql() == all.order_by().sql());
    });
}

TEST_CASE("L7, E11: an empty list, and a subquery without rows, in in(), exists() and comparisons") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto nobody = Artist::vinyl().none();
        co_await require_nothing_sent(all.filter("artist"_f.in(nobody)));
        co_await require_nothing_sent(all.filter("artist"_f.in(Artist::vinyl().limit(0))));
        co_await require_nothing_sent(all.filter("artist"_f.in(nobody.union_(Artist::vinyl().filter("id"_f.in(no_ids))))));
        co_await require_nothing_sent(all.filter(exists(Track::vinyl().filter("album"_f = "id"_outer, "id"_f.in(no_ids)))));
        co_await require_nothing_sent(all.filter("title"_f == nobody.values("name"_f)));
        co_await require_nothing_sent(all.filter("rating"_f.in(std::vector<std::optional<double>>(1))));
        CHECK(co_await all.filter(!exists(nobody)).count() == 4);
        CHECK(co_await all.exclude("artist"_f.in(nobody)).count() == 4);
        CHECK(co_await all.exclude("title"_f == nobody.values("name"_f)).count() == 4);
        CHECK(co_await names(all.filter(exists(nobody) || "id"_f == 4)) == "Officium");
        CHECK(all.filter(!exists(nobody)).sql() == all.sql());
    });
}

TEST_CASE("R12: none stays without rows whatever is said of it") {
    in_shop([]() -> dual<void> {
        const auto none = Album::vinyl().none();
        co_await require_nothing_sent(none);
        co_await require_nothing_written(none);
        co_await require_nothing_sent(none.all().filter("active"_f).exclude("stock"_f > 1).order_by("-price"_f).reverse().distinct());
        co_await require_nothing_sent(none.select_related("artist"_f).using_("default").fetch_mode(vinyl::fetch::one));
        co_await require_nothing_sent(Album::vinyl().filter("active"_f).none());
        const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
            CHECK((co_await none.annotate("n"_f = count("tracks"_f)).filter("n"_f > 0)).empty());
            CHECK((co_await none.slice(2, 4)).empty());
            CHECK((co_await none.page(1, 5)).total == 0);
            Album album;
            album.id = 1;
            CHECK_FALSE(co_await none.contains(album));
            CHECK_FALSE((co_await none.last()).has_value());
            CHECK(co_await error_of<Album::does_not_exist>([&] { return none.latest("released"_f); }) != "no error");
        });
        CHECK(sent == 0);
    });
}

TEST_CASE("R12: in a subquery none() has no row, also of aggregates") {
    in_shop([]() -> dual<void> {
        const auto numbers = Album::vinyl().order_by().values("x"_f = vinyl::value(1)).annotate("n"_f = count()).values("n"_f);
        const auto rows = co_await Artist::vinyl().values_list(coalesce(numbers, -1), coalesce(numbers.none(), -1)).limit(1);
        CHECK(std::get<0>(rows.at(0)) == 4);
        CHECK(std::get<1>(rows.at(0)) == -1);
    });
}

TEST_CASE("R26: a slice without rows is not sent") {
    in_shop([]() -> dual<void> {
        co_await require_nothing_sent(Album::vinyl().slice(2, 2));
        co_await require_nothing_sent(Album::vinyl().limit(0));
        co_await require_nothing_sent(Album::vinyl().slice(1, 3).slice(2, 5));
        co_await require_nothing_sent(Album::vinyl().slice(3, 1));
    });
}

TEST_CASE("AG16: aggregates over no rows are known, but for those that are calculated with") {
    in_shop([]() -> dual<void> {
        const auto none = Album::vinyl().none();
        const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
            CHECK(co_await none.aggregate(count("rating"_f).distinct()) == 0);
            CHECK(co_await none.aggregate(count().filter("active"_f)) == 0);
            CHECK(co_await none.aggregate(sum("price"_f)) == std::nullopt);
            CHECK(co_await none.aggregate(sum("price"_f).otherwise(0)) == decimal(0));
            CHECK(co_await none.aggregate(avg("rating"_f).otherwise(1)) == 1.0);
            CHECK(co_await none.aggregate(min("released"_f).otherwise(day(2000, 1, 1))) == day(2000, 1, 1));
            CHECK(co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).none().aggregate(max("n"_f)) == std::nullopt);
        });
        CHECK(sent == 0);
        const auto asked = co_await none.aggregate("n"_f = coalesce(sum("stock"_f), 0) + 1, "m"_f = count());
        CHECK(asked["n"_f] == 1);
    });
}

TEST_CASE("B1, B2, B3, B5: and, or, not and xor of conditions of all kinds") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK(co_await names(all.filter("price"_f < 10 && !("id"_f == 1))) == "Giant Steps");
        CHECK(co_await names(all.filter(("id"_f == 1 || "id"_f == 4) && "stock"_f > 5)) == "Kind of Blue");
        const vinyl::condition<Album> nothing_said;
        CHECK(co_await all.filter(nothing_said, !nothing_said).count() == 4);
        CHECK(co_await names(all.filter((nothing_said ^ ("id"_f == 2)) || nothing_said)) == "Milestones");
        // true for an odd number; NULL counts as false
        CHECK(co_await names(all.filter(("price"_f < 10) ^ ("rating"_f > 4.2))) == "");
        CHECK(co_await names(all.filter(("price"_f < 13) ^ ("rating"_f > 4.2))) == "Milestones");
        CHECK(co_await names(all.filter(("price"_f < 13) ^ ("rating"_f > 4.2) ^ ("id"_f == 1))) == "Kind of Blue, Milestones");
        // a bool field, a condition on a function, exists
        CHECK(co_await names(all.filter("active"_f, vinyl::length("title"_f) > 10)) == "Kind of Blue");
        CHECK(co_await names(all.filter(exists(Track::vinyl().filter("album"_f = "id"_outer)), "artist__country"_f = "US", "id__lt"_f = 3)) ==
              "Kind of Blue, Milestones");
    });
}
