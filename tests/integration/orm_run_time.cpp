// Conditions and orderings that are put together at run time, each test in both modes.
#include "integration/orm_models.hpp"

using namespace shop;

namespace {
constexpr const char* everything = "Kind of Blue, Milestones, Giant Steps, Officium";
}  // namespace

TEST_CASE("orm: a condition that is put together in a loop") {
    in_shop([]() -> dual<void> {
        std::vector<std::string> words;
        words.push_back("blue");
        words.push_back("OFF");
        vinyl::condition<Album> any;
        for (const std::string& word : words) any = any || "title"_f.icontains(word);
        CHECK_FALSE(any.empty());
        CHECK(co_await names(Album::vinyl().filter(any)) == "Kind of Blue, Officium");
        CHECK(co_await names(Album::vinyl().exclude(any)) == "Milestones, Giant Steps");
        CHECK(co_await names(Album::vinyl().filter(!any)) == "Milestones, Giant Steps");
        CHECK(co_await names(Album::vinyl().filter(any, "price"_f > 10)) == "Officium");
        CHECK(co_await names(Album::vinyl().filter(any && "price"_f > 10)) == "Officium");
        CHECK(co_await names(Album::vinyl().filter("stock"_f == 0 || any)) == "Kind of Blue, Milestones, Officium");
        CHECK(co_await names(Album::vinyl().filter(any ^ ("price"_f > 10))) == "Kind of Blue, Milestones");
        // from anything that is a condition; it owns its values
        vinyl::condition<Album> all = "active"_f;
        CHECK(co_await names(Album::vinyl().filter(all)) == "Kind of Blue, Milestones, Officium");
        {
            const std::string country = "NO";
            all = all && "artist__country"_f == country;
            all = all && !exists(Track::vinyl().filter("album"_f = "id"_outer));
        }
        CHECK(co_await names(Album::vinyl().filter(all)) == "Officium");
        const Artist miles = co_await Artist::vinyl().get("id"_f = 1);
        all = "artist"_f = miles;
        CHECK(co_await names(Album::vinyl().filter(all || any)) == "Kind of Blue, Milestones, Officium");
        // the same text and parameters as when it is written out
        const auto written = Album::vinyl().filter("title"_f.icontains("blue") || "title"_f.icontains("OFF"));
        CHECK(Album::vinyl().filter(any).sql() == written.sql());
    });
}

TEST_CASE("B1, X12: orm: an empty condition is neutral") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const vinyl::condition<Album> none;
        const vinyl::condition<Album> cheap = "price"_f < 10;
        CHECK(none.empty());
        CHECK(vinyl::condition<Album>(none && none).empty());
        CHECK(vinyl::condition<Album>(!(none || none)).empty());
        CHECK_FALSE(vinyl::condition<Album>(none || cheap).empty());
        CHECK(co_await names(all.filter(none)) == everything);
        CHECK(co_await names(all.exclude(none)) == everything);
        CHECK(co_await names(all.filter(!none)) == everything);
        CHECK(co_await names(all.filter(none, none)) == everything);
        CHECK(co_await names(all.exclude(none, !none)) == everything);
        CHECK(co_await names(all.filter(none || cheap)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.filter(none && cheap)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.filter(none ^ cheap)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.filter(!none && !cheap)) == "Milestones, Officium");
        CHECK(co_await names(all.filter(!(none || cheap))) == "Milestones, Officium");
        CHECK(co_await names(all.exclude(none, cheap)) == "Milestones, Officium");
        CHECK(co_await names(all.exclude(none || cheap)) == "Milestones, Officium");
        CHECK(co_await names(all.filter(none, cheap, "active"_f)) == "Kind of Blue");
        CHECK(all.filter(none).sql() == all.sql());
        CHECK(all.exclude(none).sql() == all.sql());
        const Album one = co_await all.get(none, "id"_f = 3);
        CHECK(one.title == "Giant Steps");
        // in an aggregate
        const auto counts = co_await all.aggregate("all"_f = count("id"_f).filter(none), "cheap"_f = count("id"_f).filter(none || cheap));
        CHECK(counts["all"_f] == 4);
        CHECK(counts["cheap"_f] == 2);
        // as a value it is true
        const auto rows = co_await all.annotate("wanted"_f = none, "low"_f = cheap);
        CHECK(rows.at(1)["wanted"_f] == true);
        CHECK(rows.at(0)["low"_f] == true);
        CHECK(rows.at(1)["low"_f] == false);
    });
}

TEST_CASE("orm: paths in a condition become joins when a filter takes it in") {
    in_shop([]() -> dual<void> {
        const auto artists = Artist::vinyl();
        const vinyl::condition<Artist> blue = "albums__title"_f = "Kind of Blue";
        const vinyl::condition<Artist> dear = "albums__price"_f > 10;
        // one call: the same album; two calls: any two
        CHECK(co_await names(artists.filter(blue, dear)) == "");
        CHECK(co_await names(artists.filter(blue && dear)) == "");
        CHECK(co_await names(artists.filter(blue).filter(dear)) == "Miles Davis");
        vinyl::condition<Artist> both = blue;
        both = both && dear;
        CHECK(co_await names(artists.filter(both)) == "");
        both = blue && "albums__price"_f < 10;
        CHECK(co_await names(artists.filter(both)) == "Miles Davis");
        // no such album at all
        CHECK(co_await names(artists.exclude(blue)) == "Jan Garbarek, John Coltrane, Nina Simone");
        CHECK(co_await names(artists.filter(!blue)) == "Jan Garbarek, John Coltrane, Nina Simone");
        CHECK(artists.filter(blue, dear).sql() == artists.filter("albums__title"_f = "Kind of Blue", "albums__price"_f > 10).sql());
        CHECK(artists.filter(blue).filter(dear).sql() ==
              artists.filter("albums__title"_f = "Kind of Blue").filter("albums__price"_f > 10).sql());
        // one object in several querysets
        CHECK(co_await names(artists.filter("country"_f = "US").filter(dear).distinct()) == "Miles Davis");
        CHECK(co_await names(artists.filter(dear).distinct()) == "Jan Garbarek, Miles Davis");
    });
}

TEST_CASE("orm: conditions may speak of annotations") {
    in_shop([]() -> dual<void> {
        const auto rows = Artist::vinyl().annotate("n"_f = count("albums"_f), "dearest"_f = max("albums__price"_f)).order_by("name"_f);
        decltype(rows)::condition_type wanted;
        CHECK(co_await names(rows.filter(wanted)) == "Jan Garbarek, John Coltrane, Miles Davis, Nina Simone");
        wanted = "n"_f = 2;
        wanted = wanted || "dearest"_f > 14;
        CHECK(co_await names(rows.filter(wanted)) == "Jan Garbarek, Miles Davis");
        // also when there are more
        CHECK(co_await names(rows.annotate("cheapest"_f = min("albums__price"_f)).filter(wanted, "cheapest"_f > 10)) == "Jan Garbarek");
        // and one about the model alone goes everywhere
        const vinyl::condition<Artist> american = "country"_f = "US";
        CHECK(co_await names(rows.filter(american)) == "John Coltrane, Miles Davis");
        wanted = wanted && american;
        CHECK(co_await names(rows.filter(wanted)) == "Miles Davis");
        const auto grouped = Album::vinyl().values("artist"_f).annotate("n"_f = count("id"_f));
        decltype(grouped)::condition_type many;
        many = many && "n"_f > 1;
        const auto found = co_await grouped.filter(many).order_by("artist"_f);
        REQUIRE(found.size() == 1);
        CHECK(found[0]["artist"_f] == 1);
    });
}

TEST_CASE("orm: an ordering that is put together at run time") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        vinyl::ordering_of<Album> order;
        CHECK(order.empty());
        CHECK(all.order_by(order).sql() == all.sql());
        CHECK(co_await names(all.order_by("-price"_f).order_by(order)) == "Officium, Milestones, Kind of Blue, Giant Steps");
        CHECK(co_await names(all.order_by(order, "-price"_f)) == "Officium, Milestones, Kind of Blue, Giant Steps");
        order.add("artist__name"_f).add("title"_f.desc());
        CHECK_FALSE(order.empty());
        CHECK(co_await names(all.order_by(order)) == "Officium, Giant Steps, Milestones, Kind of Blue");
        CHECK(co_await names(all.order_by(order).reverse()) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.order_by("-active"_f, order)) == "Officium, Milestones, Kind of Blue, Giant Steps");
        const vinyl::ordering_of<Album> by_price("-price"_f);
        vinyl::ordering_of<Album> copy = by_price;
        copy.add(order, "id"_f, lower("title"_f));
        CHECK(co_await names(all.order_by(copy)) == "Officium, Milestones, Kind of Blue, Giant Steps");
        const Album last = co_await all.latest(vinyl::ordering_of<Album>("price"_f));
        CHECK(last.title == "Officium");
        CHECK(all.order_by(order).sql() == all.order_by("artist__name"_f, "-title"_f).sql());

        const auto counted = Artist::vinyl().annotate("n"_f = count("albums"_f));
        decltype(counted)::ordering_type by_count;
        by_count.add("-n"_f, vinyl::ordering_of<Artist>("name"_f));
        CHECK(co_await names(counted.order_by(by_count)) == "Miles Davis, Jan Garbarek, John Coltrane, Nina Simone");
    });
}
