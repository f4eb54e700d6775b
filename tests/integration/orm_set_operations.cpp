// Set operations against a server, each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/testing.hpp>

#include <cstdint>
#include <vector>

using namespace shop;
using Catch::Matchers::Contains;

namespace {
auto named(const char* letter) { return Artist::vinyl().filter("name__startswith"_f = letter); }
auto from_us() { return Artist::vinyl().filter("country"_f = "US"); }

dual<std::string> texts(auto rows) {
    std::string all;
    for (const auto& row : co_await rows) all += (all.empty() ? "" : ", ") + std::get<0>(row);
    co_return all;
}
}  // namespace

TEST_CASE("R14: union_ gives the rows of all querysets, each once; union_all as often as they are there") {
    in_shop([]() -> dual<void> {
        CHECK(co_await names(named("J").union_(named("N")).order_by("id"_f)) == "John Coltrane, Nina Simone, Jan Garbarek");
        CHECK(co_await names(named("J").union_(from_us()).order_by("id"_f)) == "Miles Davis, John Coltrane, Jan Garbarek");
        CHECK(co_await names(named("J").union_all(from_us()).order_by("id"_f)) ==
              "Miles Davis, John Coltrane, John Coltrane, Jan Garbarek");
        CHECK(co_await names(Artist::vinyl().none().union_(named("M"))) == "Miles Davis");
        CHECK(co_await names(named("J").union_(from_us()).union_(Artist::vinyl().filter("country"_f.is_null())).order_by("-id"_f)) ==
              "Jan Garbarek, Nina Simone, John Coltrane, Miles Davis");
        // of two models, with the names of the first
        co_await Label::vinyl().create("code"_f = "ecm", "name"_f = "ECM");
        CHECK(co_await texts(named("J").values_list("name"_f).union_(Label::vinyl().values_list("name"_f)).order_by("name"_f)) ==
              "ECM, Jan Garbarek, John Coltrane");
        const auto rows = co_await named("J").values("who"_f = "name"_f).union_(Label::vinyl().values("name"_f)).order_by("who"_f);
        CHECK(rows.at(0)["who"_f] == "ECM");
        // the objects are whole: their relations can be followed
        const std::vector<Album> albums = co_await Album::vinyl().select_related("artist"_f).filter("id"_f = 1).union_(
            Album::vinyl().select_related("artist"_f).filter("id"_f = 3)).order_by("id"_f);
        const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
            CHECK((co_await albums.at(1).artist()).name == "John Coltrane");
        });
        CHECK(sent == 0);
    });
}

TEST_CASE("R15, R16: intersection and difference") {
    in_shop([]() -> dual<void> {
        CHECK(co_await names(named("J").intersection(from_us())) == "John Coltrane");
        CHECK(co_await names(named("J").difference(from_us())) == "Jan Garbarek");
        CHECK(co_await names(Artist::vinyl().difference(from_us(), named("N"))) == "Jan Garbarek");
        CHECK(co_await names(Artist::vinyl().intersection(named("J").union_(named("N")), from_us())) == "John Coltrane");
    });
}

TEST_CASE("R14, R15, R16: operands without rows are not sent, and a set without rows is not asked for") {
    in_shop([]() -> dual<void> {
        const auto nothing = Artist::vinyl().filter("id"_f.in(std::vector<std::int64_t>()));
        const auto some = named("J");
        const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
            CHECK((co_await nothing.union_(Artist::vinyl().none())).empty());
            CHECK((co_await some.intersection(nothing)).empty());
            CHECK(co_await nothing.intersection(some).count() == 0);
            CHECK_FALSE(co_await nothing.difference(some).exists());
            CHECK_FALSE((co_await some.union_(nothing).none().first()).has_value());
            CHECK_FALSE((co_await some.union_(nothing).limit(0).get_or_none()).has_value());
        });
        CHECK(sent == 0);
        const auto texts = co_await vinyl::testing::record_queries([&]() -> dual<void> {
            CHECK(co_await nothing.union_(some, nothing).count() == 2);
            CHECK(co_await some.difference(nothing).count() == 2);
        });
        REQUIRE(texts.size() == 2);
        CHECK(texts[0].find("UNION") == std::string::npos);
        CHECK(texts[1].find("EXCEPT") == std::string::npos);
    });
}

TEST_CASE("R17: what can be asked after a set operation") {
    in_shop([]() -> dual<void> {
        const auto both = named("J").union_(named("N"));
        CHECK(co_await both.count() == 3);
        CHECK(co_await both.exists());
        CHECK((co_await both.first())->name == "John Coltrane");  // by the key
        CHECK((co_await both.last())->name == "Jan Garbarek");
        CHECK((co_await both.order_by("name"_f).first())->name == "Jan Garbarek");
        CHECK((co_await both.order_by("name"_f).last())->name == "Nina Simone");
        CHECK((co_await both.order_by("name"_f).slice(1, 2).get()).name == "John Coltrane");
        CHECK(co_await both.limit(2).count() == 2);
        CHECK_FALSE(co_await both.offset(3).exists());
        CHECK_THAT(co_await error_of<Artist::multiple_objects_returned>([&] { return both.get(); }), Contains("3 rows"));
        CHECK_THAT(co_await error_of<Artist::does_not_exist>([&] { return named("X").union_(named("Y")).get(); }), Contains("no row"));
        CHECK_FALSE(both.ordered());
        CHECK(both.order_by("id"_f).ordered());
        CHECK_THAT(co_await both.explain(), Contains("Unique") || Contains("HashAggregate"));
        CHECK(co_await names(both.order_by("-name"_f).reverse()) == "Jan Garbarek, John Coltrane, Nina Simone");
        // rows that differed in other columns are the same
        CHECK(co_await from_us().union_(Artist::vinyl()).values_list("country"_f).count() == 3);
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return both.values_list("name"_f).first(); }), Contains("order_by()"));
        // as an operand
        CHECK(co_await Album::vinyl().filter("artist"_f.in(both)).count() == 2);
        CHECK(co_await Album::vinyl().filter("artist"_f.in(both.order_by("name"_f).limit(1))).count() == 1);
        CHECK(co_await Album::vinyl().filter("artist__name"_f.in(both.values_list("name"_f).order_by("-id"_f).limit(2))).count() == 1);
        CHECK(co_await Album::vinyl().exclude("artist"_f.in(both)).count() == 2);
        CHECK(co_await Album::vinyl().filter(exists(both)).count() == 4);
        CHECK(co_await Album::vinyl().filter(exists(both.limit(0))).count() == 0);
    });
}

TEST_CASE("R17, T16: aggregates of a set operation, and what comes first and last in it") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl(), cheap = all.filter("price"_f < 10), us = all.filter("artist__country"_f = "US");
        const auto both = cheap.union_(us);  // 1, 2, 3
        CHECK(co_await both.aggregate(count()) == 3);
        CHECK(co_await cheap.union_all(us).aggregate(count()) == 5);
        CHECK(co_await both.aggregate(sum("price"_f)) == decimal("29.74"));
        CHECK(co_await both.aggregate(count("artist"_f).distinct()) == 2);
        CHECK(co_await both.aggregate(max("released__year"_f)) == 1960);
        CHECK(co_await both.order_by("-price"_f).limit(1).aggregate(min("title"_f)) == "Milestones");
        // by what is not selected, too
        CHECK(co_await both.values_list("title"_f).order_by("-price"_f).limit(2).aggregate(max("title"_f)) == "Milestones");
        const auto several = co_await both.aggregate("n"_f = count().filter("price"_f < 10), "mean"_f = avg("rating"_f) + 1,
                                                     "none"_f = max("title"_f).filter("id"_f > 9).otherwise("none"));
        CHECK(several["n"_f] == 2);
        CHECK(several["mean"_f] == 5.75);
        CHECK(several["none"_f] == "none");
        const auto named = all.annotate("year"_f = "released__year"_f).union_all(all.filter("id"_f = 4).annotate("year"_f = vinyl::value(2000)));
        CHECK(co_await named.aggregate(sum("year"_f)) == 1959 + 1958 + 1960 + 1994 + 2000);
        const auto values = all.values("year"_f = "released__year"_f, "kind"_f).union_(all.values("stock"_f, "kind"_f));
        CHECK(co_await values.aggregate(min("year"_f)) == 0);
        const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
            CHECK(co_await both.none().aggregate(sum("price"_f).otherwise(1)) == decimal(1));
        });
        CHECK(sent == 0);
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return both.aggregate(max("artist__name"_f)); }),
                   Contains("calculated of columns of the result"));

        CHECK((co_await both.latest("released"_f)).title == "Giant Steps");
        CHECK((co_await both.order_by("price"_f).earliest("artist"_f, "-price"_f)).title == "Giant Steps");
        CHECK(co_await error_of<vinyl::usage_error>([&] { return both.limit(2).latest("id"_f); }) != "no error");
        CHECK(co_await names(both.order_by("-artist"_f, "id"_f)) == "Kind of Blue, Milestones, Giant Steps");  // by their names
    });
}

TEST_CASE("R17, E10: a set operation in a subquery speaks of the query around it") {
    in_shop([]() -> dual<void> {
        const auto long_ones = Track::vinyl().filter("album"_f = "id"_outer, "seconds"_f > 500);
        const auto title_tracks = Track::vinyl().filter("title"_f == "title"_outer);
        const auto all = Album::vinyl();
        CHECK(co_await names(all.filter(exists(long_ones.union_(title_tracks)))) == "Kind of Blue, Milestones, Giant Steps");
        CHECK(co_await names(all.filter(exists(long_ones.intersection(title_tracks)))) == "");
        CHECK(co_await names(all.filter(!exists(Track::vinyl().filter("id"_f = 99).union_(title_tracks)))) == "Kind of Blue, Officium");
        const auto of_album = [&](const auto& tracks) { return tracks.filter("album"_f = "id"_outer).values_list("title"_f); };
        const auto titles = of_album(Track::vinyl().filter("seconds"_f < 340)).union_(of_album(Track::vinyl().filter("seconds"_f > 580)));
        const auto lists = co_await all.values_list(array_subquery(titles.order_by("title"_f)));
        CHECK(std::get<0>(lists.at(0)) == std::vector<std::string>{"Blue in Green", "Freddie Freeloader"});
        CHECK(std::get<0>(lists.at(1)).empty());
        CHECK(co_await names(all.filter("title"_f.in(titles))) == "Giant Steps");
        // the object is there first, its text is not
        auto blue = co_await all.get("id"_f = 1);
        co_await blue.update("title"_f = of_album(Track::vinyl()).union_(of_album(Track::vinyl())).order_by("-title"_f).limit(1));
        CHECK(blue.title == "So What");
    });
}

TEST_CASE("R17: pages of a set operation") {
    const tests::database alias;
    tests::in_both_modes(
        []() -> dual<void> {
            co_await new_shop();
            const auto [rows, total] = co_await named("J").union_(named("N")).page(2, 2);
            CHECK(joined(rows) == "Jan Garbarek");
            CHECK(total == 3);
        },
        tests::statements::may_differ);  // two at once
}

TEST_CASE("45: a set operation is ordered by what is not among its values") {
    in_shop([]() -> dual<void> {
        const auto cheap = Album::vinyl().filter("price"_f < 10), others = Album::vinyl().filter("price"_f >= 10);
        const auto all = cheap.union_(others);
        CHECK(co_await texts(all.order_by("-pk"_f).values_list("title"_f)) == "Officium, Giant Steps, Milestones, Kind of Blue");
        CHECK(co_await texts(all.order_by("pk"_f).values_list("title"_f)) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await texts(all.values_list("title"_f).order_by("-pk"_f)) == "Officium, Giant Steps, Milestones, Kind of Blue");
        CHECK(co_await texts(all.order_by("-kind"_f, "released"_f).values_list("title"_f)) ==
              "Milestones, Kind of Blue, Giant Steps, Officium");
        CHECK(co_await texts(all.values_list("title"_f).order_by("artist__name"_f, "-title"_f)) ==
              "Officium, Giant Steps, Milestones, Kind of Blue");
    });
}

TEST_CASE("Q3, Q4: a set operation keeps its rows as querysets do") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    const auto both = named("J").union_(named("N")).order_by("id"_f);
    const auto sent = vinyl::testing::count_queries([&] {
        std::string all;
        for (const Artist& artist : both) all += artist.name.front();
        CHECK(all == "JNJ");
        CHECK(both.size() == 3);
        CHECK(both[1].name == "Nina Simone");
    });
    CHECK(sent.get() == 1);
    std::vector<Artist> rows = named("J").union_();
    CHECK(rows.size() == 2);
    CHECK(both.sync().count() == 3);
}

TEST_CASE("R14, R16: each row comes once, also where the others have none") {
    in_shop([]() -> dual<void> {
        const std::vector<std::int64_t> none;
        const auto artists = [](const auto& of) { return of.values_list("artist__name"_f); };
        const auto all = Album::vinyl(), nothing = all.filter("id"_f.in(none));
        const std::string each = "Jan Garbarek, John Coltrane, Miles Davis";
        CHECK(co_await texts(artists(all).union_(artists(nothing)).order_by("artist__name"_f)) == each);
        CHECK(co_await texts(artists(nothing).union_(artists(all)).order_by("artist__name"_f)) == each);
        CHECK(co_await texts(artists(all).difference(artists(nothing)).order_by("artist__name"_f)) == each);
        CHECK(co_await artists(all).union_(artists(nothing)).count() == 3);
        CHECK_FALSE(co_await artists(all).union_(artists(nothing)).offset(3).exists());
        CHECK(co_await artists(all).union_all(artists(nothing)).count() == 4);
        CHECK(co_await artists(all).union_(artists(nothing)).union_all(artists(all)).count() == 7);
        const auto priced = Artist::vinyl().annotate("p"_f = "albums__kind"_f);
        CHECK(co_await priced.union_(priced.none()).count() == 4);
        CHECK(co_await Artist::vinyl().order_by("albums__price"_f).limit(4).union_().count() == 3);
    });
}

TEST_CASE("45: a slice that is ordered by what is not selected can be combined") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl(), kind = all.filter("id"_f = 1);
        const auto first = all.union_(kind).order_by("artist__name"_f, "id"_f).limit(2);
        CHECK(co_await names(first.union_(kind).order_by("id"_f)) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(kind.union_(first).order_by("id"_f)) == "Kind of Blue, Giant Steps, Officium");
        const auto distinct = all.distinct().order_by("artist__name"_f).limit(2);
        CHECK(co_await names(distinct.union_(kind).order_by("id"_f)) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(all.difference(distinct).order_by("id"_f)) == "Kind of Blue, Milestones");
        CHECK(co_await distinct.union_(kind).count() == 3);
        // by another column of the same kind around it
        CHECK(co_await texts(first.union_(kind).values_list("title"_f).order_by("-artist__country"_f, "title"_f)) ==
              "Giant Steps, Kind of Blue, Officium");
    });
}

TEST_CASE("R15, R16: rows with one key differ in annotations, in subqueries as well") {
    in_shop([]() -> dual<void> {
        const auto x = from_us().annotate("k"_f = vinyl::value("x")), y = from_us().annotate("k"_f = vinyl::value("y"));
        CHECK(co_await x.difference(y).count() == 2);
        CHECK(co_await Artist::vinyl().filter("id"_f.in(x.difference(y).order_by("id"_f))).count() == 2);
        CHECK(co_await Artist::vinyl().filter("id"_f.in(x.difference(x))).count() == 0);
        CHECK(co_await Artist::vinyl().filter("id"_f.in(x.intersection(y))).count() == 0);
        CHECK(co_await Artist::vinyl().filter("id"_f.in(x.union_(y))).count() == 2);
    });
}

TEST_CASE("R17: a set operation that is none() has no row as a value, either") {
    in_shop([]() -> dual<void> {
        const auto both = named("J").union_(named("N")).values_list("name"_f);
        for (const auto& artist : co_await Artist::vinyl().annotate("all"_f = vinyl::array_subquery(both),
                                                                    "none"_f = vinyl::array_subquery(both.none()))) {
            CHECK(artist["all"_f].size() == 3);
            CHECK(artist["none"_f].empty());
        }
    });
}
