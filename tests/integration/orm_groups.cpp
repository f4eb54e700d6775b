// By what rows are grouped, and aggregates of groups, each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/functions.hpp>

using namespace shop;
using Catch::Matchers::Contains;

namespace {

inline constexpr auto each_of = vinyl::function<std::string(std::vector<std::string>)>("UNNEST", {.gives_rows = true});

/// "first number, first number": two values of each row.
template <class Rows>
dual<std::string> pairs(Rows rows) {
    std::string all;
    for (const auto& [first, second] : co_await rows) {
        if (!all.empty()) all += ", ";
        if constexpr (requires { first.has_value(); }) all += first.value_or("NULL");
        else if constexpr (std::same_as<decltype(first), const std::string>) all += first;
        else all += std::to_string(first);
        all += ' ' + std::to_string(second);
    }
    co_return all;
}

}  // namespace

TEST_CASE("AG8, AG9: groups are the model's rows, or what values() named before") {
    in_shop([]() -> dual<void> {
        const auto counted = Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by("name"_f);
        CHECK(co_await pairs(counted.values_list("name"_f, "n"_f)) == "Jan Garbarek 1, John Coltrane 1, Miles Davis 2, Nina Simone 0");
        // behind annotate() values() only names: two artists of one country are two groups
        CHECK(co_await pairs(counted.values_list("country"_f, "n"_f)) == "NO 1, US 1, US 2, NULL 0");
        CHECK(co_await pairs(Artist::vinyl().values_list("country"_f).annotate("n"_f = count("albums"_f)).order_by("country"_f)) ==
              "NO 1, US 3, NULL 0");
        CHECK(co_await pairs(Album::vinyl().values_list("dear"_f = cast<std::int32_t>("price"_f > 12)).annotate("n"_f = count()).order_by("dear"_f)) ==
              "0 2, 1 2");
    });
}

TEST_CASE("AG10: an explicit order splits groups, that of meta does not") {
    in_shop([]() -> dual<void> {
        const auto countries = Artist::vinyl().values_list("country"_f).annotate("n"_f = count());  // meta orders by the name
        CHECK(co_await countries.count() == 3);
        CHECK(co_await pairs(countries.order_by("name"_f)) == "NO 1, US 1, US 1, NULL 1");
        CHECK(co_await countries.order_by("name"_f).count() == 4);
    });
}

TEST_CASE("AG11: groups by subqueries, and not by constants") {
    in_shop([]() -> dual<void> {
        const auto has_tracks = exists(Track::vinyl().filter("album"_f = "id"_outer));
        CHECK(co_await pairs(Album::vinyl().values_list("tracks"_f = cast<std::int32_t>(has_tracks)).annotate("n"_f = count()).order_by("tracks"_f)) ==
              "0 1, 1 3");
        CHECK(co_await pairs(Album::vinyl().order_by().values_list("one"_f = vinyl::value("x")).annotate("n"_f = count())) == "x 4");
        // so they are one row, however it is asked for
        const auto one = Album::vinyl().order_by().values("one"_f = vinyl::value("x")).annotate("n"_f = count("id"_f));
        CHECK(co_await one.count() == 1);
        CHECK(co_await one.exists());
        CHECK(co_await one.aggregate(count()) == 1);
        CHECK(co_await one.aggregate(max("n"_f)) == 4);
        CHECK((co_await one.order_by("n"_f).page(1, 5)).total == 1);
        CHECK(co_await Artist::vinyl().filter(exists(one)).count() == 4);
        CHECK(co_await one.filter("n"_f > 4).count() == 0);
        CHECK_FALSE(co_await one.filter("n"_f > 4).exists());
        const auto last = Track::vinyl().filter("album"_f = "id"_outer).order_by("-id"_f).limit(1).values("title"_f);
        const auto rows = co_await Album::vinyl().annotate("last"_f = last, "n"_f = count("tracks"_f)).order_by("id"_f);
        CHECK(rows.at(0)["last"_f] == "Blue in Green");
        CHECK(rows.at(0)["n"_f] == 3);
        CHECK(rows.at(3)["last"_f] == std::nullopt);
    });
}

TEST_CASE("AG12: conditions on aggregates choose groups, others choose rows before") {
    in_shop([]() -> dual<void> {
        const auto counted = Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by("name"_f);
        CHECK(co_await names(counted.filter("n"_f >= 1, "country"_f = "US")) == "John Coltrane, Miles Davis");
        CHECK(co_await names(counted.filter("n"_f > 1 || "country"_f == "NO")) == "Jan Garbarek, Miles Davis");
        CHECK(co_await names(counted.exclude("n"_f > 1)) == "Jan Garbarek, John Coltrane, Nina Simone");
        const auto mixed = Album::vinyl().values_list("artist"_f).annotate("n"_f = count()).filter("n"_f > 1 || "price"_f > 14).order_by("artist_id"_f);
        CHECK(co_await pairs(mixed) == "4 1");  // the price joins the groups, so those of 1 are of one album each
    });
}

TEST_CASE("AG14, T16: aggregates of aggregates are of the groups, and not of one step") {
    in_shop([]() -> dual<void> {
        const auto counted = Artist::vinyl().annotate("n"_f = count("albums"_f));
        CHECK(co_await counted.aggregate(avg("n"_f)) == 1.0);
        CHECK(co_await counted.filter("n"_f > 0).aggregate(sum("n"_f)) == decimal("4"));
        CHECK(co_await error_of<vinyl::usage_error>([&] { return counted.annotate("m"_f = sum("n"_f)).list(); }) != "no error");
    });
}

TEST_CASE("AG15, M6: a filter before annotate() limits what is aggregated, one behind it does not") {
    in_shop([]() -> dual<void> {
        const auto dear = "albums__price"_f > 10;
        const auto before = co_await Artist::vinyl().filter(dear).annotate("n"_f = count("albums"_f)).order_by("id"_f);
        REQUIRE(before.size() == 2);
        CHECK(before.at(0)["n"_f] == 1);
        const auto behind = co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).filter(dear).order_by("id"_f);
        REQUIRE(behind.size() == 2);
        CHECK(behind.at(0)["n"_f] == 2);
    });
}

TEST_CASE("E22: rows that a function makes are counted, asked for and aggregated") {
    in_shop([]() -> dual<void> {
        // as a condition, too
        co_await tests::sql("update orm.album set tags = '{}' where artist_id = 1");
        CHECK(co_await Artist::vinyl().filter(exists(Album::vinyl().annotate("tag"_f = each_of("tags"_f)).filter("artist"_f = "id"_outer))).count() == 2);
        co_await new_shop();
        // groups of them are joined
        CHECK(co_await Album::vinyl().order_by().values("tag"_f = each_of("tags"_f)).annotate("n"_f = count("tracks"_f), "s"_f = sum("price"_f)).count() == 3);
        const auto tags = Album::vinyl().order_by().values_list("tag"_f = each_of("tags"_f));
        CHECK(co_await tags.count() == 4);
        CHECK((co_await tags).size() == 4);
        CHECK(co_await tags.filter("id"_f = 1).exists());
        CHECK_FALSE(co_await tags.filter("id"_f = 2).exists());
        CHECK(co_await tags.aggregate(max("tag"_f)) == "modal");
        CHECK(co_await tags.aggregate(count()) == 4);
        CHECK(co_await tags.distinct().count() == 3);
        CHECK(co_await tags.union_().count() == 3);
        CHECK(co_await pairs(tags.annotate("n"_f = count()).order_by("-n"_f, "tag"_f)) == "jazz 2, choir 1, modal 1");
        CHECK(co_await Album::vinyl().alias("tag"_f = each_of("tags"_f)).count() == 4);  // albums
        const auto page = co_await tags.order_by("tag"_f).page(2, 3);
        CHECK(page.total == 4);
        CHECK(page.rows.size() == 1);
    });
}
