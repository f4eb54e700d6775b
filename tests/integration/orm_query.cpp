// Querysets against a server, each test in both modes: refining calls and terminals.
#include "integration/orm_models.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>

using namespace shop;
using Catch::Matchers::Contains;

namespace {
/// A text that counts how often one is copied.
struct counted_text {
    std::string text;
    static inline int copies = 0;
    counted_text() = default;
    explicit counted_text(std::string of) : text(std::move(of)) {}
    counted_text(const counted_text& from) : text(from.text) { ++copies; }
    counted_text(counted_text&&) noexcept = default;
    counted_text& operator=(const counted_text&) = delete;
    counted_text& operator=(counted_text&&) noexcept = default;
    ~counted_text() = default;
};
}  // namespace

template <>
struct vinyl::codec<counted_text> : vinyl::codec<std::string> {
    static void encode(const counted_text& value, std::string& out) { codec<std::string>::encode(value.text, out); }
    static counted_text decode(std::string_view bytes, std::uint32_t oid) {
        return counted_text(codec<std::string>::decode(bytes, oid));
    }
};

namespace {
struct Titled : vinyl::model<Titled> {
    std::int64_t id{};
    counted_text title;
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("album")};
};
}  // namespace

TEST_CASE("R1, R2, R12, R13: filter, exclude, all and none") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK(co_await names(all.all()) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.filter("price"_f < 10)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.filter("price"_f < 10, "active"_f)) == "Kind of Blue");
        CHECK(co_await names(all.filter("price__gte"_f = decimal("9.99")).filter("stock"_f > 0)) == "Kind of Blue, Officium");
        CHECK(co_await names(all.exclude("price"_f < 10)) == "Milestones, Officium");
        CHECK(co_await names(all.exclude("price"_f < 10, "active"_f)) == "Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.filter()) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.exclude()) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.none()) == "");
        CHECK(co_await names(all.none().filter("price"_f < 10).order_by("title"_f)) == "");
        const std::int64_t none = co_await all.none().count();
        CHECK(none == 0);
        const bool any = co_await all.none().exists();
        CHECK_FALSE(any);
        // one by one, as under an if
        auto some = Album::vinyl().all();
        some = some.filter("stock"_f > 0);
        some = some.filter("active"_f);
        CHECK(co_await names(some) == "Kind of Blue, Officium");
        CHECK(co_await names(all.all()) == "Kind of Blue, Milestones, Giant Steps, Officium");
    });
}

TEST_CASE("R5, R6, R7, R26: order, slices and distinct") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK(co_await names(all.order_by("-price"_f)) == "Officium, Milestones, Kind of Blue, Giant Steps");
        CHECK(co_await names(all.order_by("artist__name"_f, "-title"_f)) == "Officium, Giant Steps, Milestones, Kind of Blue");
        CHECK(co_await names(all.order_by("artist"_f, "title"_f)) == "Officium, Giant Steps, Kind of Blue, Milestones");
        CHECK(co_await names(all.order_by("price"_f).reverse()) == "Officium, Milestones, Kind of Blue, Giant Steps");
        CHECK(co_await names(all.reverse()) == "Officium, Giant Steps, Milestones, Kind of Blue");
        CHECK(co_await names(all.order_by("rating"_f.desc().nulls_last())) == "Kind of Blue, Giant Steps, Officium, Milestones");
        CHECK(co_await names(all.order_by("rating"_f.desc().nulls_last()).reverse()) ==
              "Milestones, Officium, Giant Steps, Kind of Blue");
        CHECK(co_await names(all.order_by("rating"_f.asc().nulls_first(), "id"_f)) ==
              "Milestones, Officium, Giant Steps, Kind of Blue");
        CHECK(co_await names(all.order_by(lower("title"_f))) == "Giant Steps, Kind of Blue, Milestones, Officium");
        CHECK(co_await names(all.order_by("price"_f * -1)) == "Officium, Milestones, Kind of Blue, Giant Steps");
        CHECK(co_await names(all.order_by("producer__name"_f, "id"_f)) == "Officium, Milestones, Kind of Blue, Giant Steps");
        const auto shuffled = co_await all.order_by("?"_f);
        CHECK(shuffled.size() == 4);

        CHECK(co_await names(all.limit(2)) == "Kind of Blue, Milestones");
        CHECK(co_await names(all.offset(3)) == "Officium");
        CHECK(co_await names(all.offset(1).limit(2)) == "Milestones, Giant Steps");
        CHECK(co_await names(all.slice(1, 3)) == "Milestones, Giant Steps");
        CHECK(co_await names(all.slice(2)) == "Giant Steps, Officium");
        CHECK(co_await names(all.slice(1, 4).slice(1, 2)) == "Giant Steps");
        CHECK(co_await names(all.slice(2, 2)) == "");
        const std::int64_t sliced = co_await all.slice(1, 3).count();
        CHECK(sliced == 2);
        CHECK_THROWS_AS(all.limit(1).filter("id"_f = 1), vinyl::usage_error);
        CHECK_THROWS_AS(all.limit(1).order_by("id"_f), vinyl::usage_error);
        CHECK_THROWS_AS(all.limit(1).reverse(), vinyl::usage_error);
        CHECK(co_await error_of<vinyl::usage_error>([&] { return all.limit(1).erase(); }) != "no error");

        CHECK(co_await names(Artist::vinyl().filter("albums__price"_f > 0)) ==
              "Jan Garbarek, John Coltrane, Miles Davis, Miles Davis");
        CHECK(co_await names(Artist::vinyl().filter("albums__price"_f > 0).distinct()) ==
              "Jan Garbarek, John Coltrane, Miles Davis");
        CHECK(co_await names(all.order_by("artist_id"_f, "-price"_f).distinct("artist_id"_f)) ==
              "Milestones, Giant Steps, Officium");
        const std::int64_t different = co_await Artist::vinyl().values("country"_f).distinct().count();
        CHECK(different == 3);
    });
}

TEST_CASE("T1, T14, T15: get, get_or_none, first, last, latest, earliest") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const Album blue = co_await all.get("title"_f = "Kind of Blue");
        CHECK(blue.id == 1);
        const Album by_key = co_await all.get("pk"_f = 2);
        CHECK(by_key.title == "Milestones");
        const Album narrowed = co_await all.filter("price"_f < 10).get("active"_f);
        CHECK(narrowed.id == 1);
        const auto missing = co_await error_of<Album::does_not_exist>([&] { return all.get("id"_f = 77); });
        CHECK_THAT(missing, Contains("Album.get() found no row") && Contains("get_or_none") && Contains("SELECT"));
        CHECK_THAT(missing, !Contains("77"));
        const auto many = co_await error_of<Album::multiple_objects_returned>([&] { return all.get("price"_f > 1); });
        CHECK_THAT(many, Contains("Album.get() found 4 rows") && Contains("first()"));
        CHECK(co_await error_of<vinyl::does_not_exist>([&] { return all.none().get(); }) != "no error");
        const auto maybe = co_await all.get_or_none("id"_f = 77);
        CHECK_FALSE(maybe);
        const auto there = co_await all.get_or_none("id"_f = 3);
        CHECK((there && there->title == "Giant Steps"));
        CHECK(co_await error_of<Album::multiple_objects_returned>([&] { return all.get_or_none("price"_f > 1); }) != "no error");

        const auto first = co_await Artist::vinyl().first();
        CHECK(first->name == "Jan Garbarek");
        const auto last = co_await Artist::vinyl().last();
        CHECK(last->name == "Nina Simone");
        const auto by_id = co_await Track::vinyl().order_by("-seconds"_f).first();
        CHECK(by_id->title == "Freddie Freeloader");
        const auto none = co_await all.filter("id"_f = -1).first();
        CHECK_FALSE(none);
        const auto none_last = co_await all.none().last();
        CHECK_FALSE(none_last);
        const auto second = co_await all.offset(1).first();
        CHECK(second->id == 2);
        CHECK(co_await error_of<vinyl::usage_error>([&] { return all.limit(2).last(); }) != "no error");

        const Album latest = co_await all.latest("released"_f);
        CHECK(latest.title == "Officium");
        const Album earliest = co_await all.earliest("released"_f);
        CHECK(earliest.title == "Milestones");
        const Album latest_active = co_await all.filter("active"_f).latest("kind"_f, "released"_f);
        CHECK(latest_active.title == "Kind of Blue");
        CHECK(co_await error_of<Album::does_not_exist>([&] { return all.none().latest("id"_f); }) != "no error");
    });
}

TEST_CASE("T9, T10, T11, R23: count, exists, contains and using_") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const std::int64_t four = co_await all.count();
        CHECK(four == 4);
        const std::int64_t tracks = co_await all.filter("tracks__seconds"_f > 1).count();
        CHECK(tracks == 6);
        const std::int64_t different = co_await all.filter("tracks__seconds"_f > 1).distinct().count();
        CHECK(different == 3);
        const bool cheap = co_await all.filter("price"_f < 8).exists();
        CHECK(cheap);
        const bool free = co_await all.filter("price"_f < 1).exists();
        CHECK_FALSE(free);
        Album blue = co_await all.get("id"_f = 1);
        const bool inside = co_await all.contains(blue);
        CHECK(inside);
        const bool outside = co_await all.filter("price"_f > 10).contains(blue);
        CHECK_FALSE(outside);
        Album fresh;
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return all.contains(fresh); }), Contains("Album"));
        const auto elsewhere = all.using_("nowhere");
        const auto message = co_await error_of<vinyl::usage_error>([&] { return elsewhere.count(); });
        CHECK_THAT(message, Contains("'nowhere'") && Contains("default"));
        const tests::database other({}, "other");
        const std::int64_t same = co_await all.using_("other").count();
        CHECK(same == 4);
    });
}

TEST_CASE("R8, R9: orm: values, values_list and into") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto rows = co_await all.values("title"_f, "artist__name"_f, "rating"_f, "year"_f = "released__year"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[1]["title"_f] == "Milestones");
        CHECK(rows[1]["artist__name"_f] == "Miles Davis");
        CHECK(rows[1]["rating"_f] == std::nullopt);
        CHECK(rows[0]["rating"_f] == 5.0);
        CHECK(rows[3]["year"_f] == 1994);
        const auto& [title, artist, rating, year] = rows[2];
        CHECK(title == "Giant Steps");
        CHECK(artist == "John Coltrane");
        CHECK(year == 1960);
        CHECK(rating == 4.5);
        const auto keys = co_await all.values_list("artist"_f, "producer"_f);
        CHECK(std::get<0>(keys[3]) == 4);
        CHECK(std::get<1>(keys[0]) == std::nullopt);
        CHECK(std::get<1>(keys[1]) == 2);
        const auto one = co_await all.values_list("title"_f, "producer__name"_f).first();
        CHECK(*one == std::tuple<std::string, std::optional<std::string>>("Kind of Blue", std::nullopt));
        struct Card {
            std::string title;
            std::string artist__name;
            std::optional<std::string> producer__name;
            decimal price;
        };
        const std::vector<Card> cards = co_await all.order_by("-id"_f).into<Card>();
        REQUIRE(cards.size() == 4);
        CHECK(cards[0].title == "Officium");
        CHECK(cards[0].producer__name == "Jan Garbarek");
        CHECK(cards[3].price == decimal("9.99"));
        CHECK_FALSE(cards[3].producer__name);
        const auto single = co_await all.into<Card>().get("id"_f = 3);
        CHECK(single.artist__name == "John Coltrane");
        const auto enums = co_await all.values_list("kind"_f, "tags"_f, "meta_data"_f, "bought"_f, "active"_f).get("id"_f = 4);
        CHECK(std::get<0>(enums) == format::single);
        CHECK(std::get<1>(enums) == std::vector<std::string>(1, "choir"));
        CHECK(std::get<2>(enums).as_array().size() == 2);
        CHECK_FALSE(std::get<3>(enums));
    });
}

TEST_CASE("R3, R4, M6, AG8, AG9, AG15: orm: annotate, alias and grouping") {
    in_shop([]() -> dual<void> {
        const auto artists = co_await Artist::vinyl().annotate("n"_f = count("albums"_f), "cheapest"_f = min("albums__price"_f))
                                 .order_by("name"_f);  // meta's ordering does not count for groups
        REQUIRE(artists.size() == 4);
        CHECK(artists[2].name == "Miles Davis");
        CHECK(artists[2]["n"_f] == 2);
        CHECK(artists[2]["cheapest"_f] == decimal("9.99"));
        CHECK(artists[3]["n"_f] == 0);
        CHECK(artists[3]["cheapest"_f] == std::nullopt);
        const auto prolific = co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).filter("n"_f > 1).order_by("-n"_f);
        REQUIRE(prolific.size() == 1);
        CHECK(prolific[0].name == "Miles Davis");
        CHECK(co_await names(Artist::vinyl().alias("n"_f = count("albums"_f)).filter("n__lt"_f = 1)) == "Nina Simone");
        const auto doubled = co_await Album::vinyl().annotate("double"_f = "price"_f * 2, "short"_f = lower("title"_f)).get("id"_f = 3);
        CHECK(doubled["double"_f] == decimal("14.50"));
        CHECK(doubled["short"_f] == "giant steps");
        const auto by_year = co_await Album::vinyl().values("artist__country"_f).annotate("n"_f = count(), "sum"_f = sum("price"_f))
                                 .order_by("artist__country"_f);
        REQUIRE(by_year.size() == 2);
        CHECK(by_year[0]["artist__country"_f] == "NO");
        CHECK(by_year[1]["n"_f] == 3);
        CHECK(by_year[1]["sum"_f] == decimal("29.74"));
        const auto listed = co_await Album::vinyl().values_list("kind"_f).annotate("n"_f = count()).order_by("kind"_f);
        REQUIRE(listed.size() == 2);
        CHECK(std::get<1>(listed[1]) == 3);
        const auto filtered = co_await Artist::vinyl().annotate("dear"_f = count("albums"_f).filter("albums__price"_f > 10),
                                                               "tags"_f = count("albums__tracks"_f).distinct())
                                  .order_by("name"_f);
        CHECK(filtered[2]["dear"_f] == 1);
        CHECK(filtered[2]["tags"_f] == 4);
        // a filter before annotate() limits what is counted, one behind it does not
        const auto before = co_await Artist::vinyl().filter("albums__price"_f > 10).annotate("n"_f = count("albums"_f)).get("id"_f = 1);
        CHECK(before["n"_f] == 1);
        const auto both = co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).filter("n"_f = 2, "name__startswith"_f = "Miles");
        CHECK(both.size() == 1);
    });
}

TEST_CASE("T16: aggregate gives one value, or several by name; of slices and groups by a subquery") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const std::optional<double> mean = co_await all.aggregate(avg("rating"_f));
        CHECK(mean == 4.5);
        const auto several = co_await all.aggregate("mean"_f = avg("price"_f), "n"_f = count(), "rated"_f = count("rating"_f),
                                                    "dearest"_f = max("price"_f), "stock"_f = sum("stock"_f));
        CHECK(several["n"_f] == 4);
        CHECK(several["rated"_f] == 3);
        CHECK(several["dearest"_f] == decimal("15.00"));
        CHECK(several["stock"_f] == 14);
        CHECK(several["mean"_f] == decimal("11.185"));
        const auto nothing = co_await all.filter("id"_f = -1).aggregate("sum"_f = sum("price"_f), "n"_f = count());
        CHECK(nothing["sum"_f] == std::nullopt);
        CHECK(nothing["n"_f] == 0);
        const auto otherwise = co_await all.filter("id"_f = -1).aggregate(sum("price"_f).otherwise(0));
        CHECK(otherwise == decimal(0));
        const auto of_slice = co_await all.order_by("-price"_f).limit(2).aggregate(sum("price"_f));
        CHECK(of_slice == decimal("27.50"));
        const auto of_groups = co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).aggregate(max("n"_f));
        CHECK(of_groups == 2);
        const auto released = co_await all.aggregate(min("released"_f));
        CHECK(released == day(1958, 9, 2));
        const auto none = co_await all.none().aggregate("n"_f = count(), "m"_f = max("price"_f));
        CHECK(none["n"_f] == 0);
        CHECK(none["m"_f] == std::nullopt);
    });
}

TEST_CASE("orm: conditions that can never hold are not sent") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    tests::in_both_modes([]() -> dual<void> {
        const tests::sent_statements sent;
        const std::vector<std::int64_t> no_ids;
        const auto rows = co_await Album::vinyl().filter("id"_f.in(no_ids));
        CHECK(rows.empty());
        const auto none = co_await Album::vinyl().none();
        CHECK(none.empty());
        const auto empty = co_await Album::vinyl().slice(3, 3);
        CHECK(empty.empty());
        CHECK(sent.texts().empty());
        CHECK(co_await names(Album::vinyl().exclude("id"_f.in(no_ids))) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await names(Album::vinyl().filter("id"_f.in(no_ids) || "id"_f == 2)) == "Milestones");
    });
}

TEST_CASE("orm: the rows of a temporary queryset are not copied") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    counted_text::copies = 0;
    const std::vector<Titled> rows = Titled::vinyl().filter("id"_f < 3);
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].title.text == "Milestones");
    CHECK(counted_text::copies == 0);

    const auto kept = Titled::vinyl().filter("id"_f < 3);
    CHECK(kept.size() == 2);
    const std::vector<Titled> copied = kept;
    CHECK(copied[0].title.text == "Kind of Blue");
    CHECK(counted_text::copies == 2);

    // rows that are kept are given away by the last that has them, and copied by others; nobody asks again
    const tests::sent_statements sent;
    counted_text::copies = 0;
    auto alone = Titled::vinyl().filter("id"_f < 3);
    CHECK(alone.size() == 2);
    const std::vector<Titled> given = std::move(alone);
    CHECK(given[1].title.text == "Milestones");
    CHECK(counted_text::copies == 0);
    auto shared = Titled::vinyl().filter("id"_f < 3);
    CHECK(shared.size() == 2);
    const auto other = shared;
    const std::vector<Titled> taken = std::move(shared);
    CHECK(taken[1].title.text == "Milestones");
    CHECK(other[1].title.text == "Milestones");
    CHECK(counted_text::copies == 2);
    CHECK(sent.texts().size() == 2);
}

TEST_CASE("Q1, Q4: a queryset is a value, and questions are asked anew each time, whatever rows it keeps") {
    in_shop([]() -> dual<void> {
        const auto cheap = Album::vinyl().filter("price"_f < 10);
        const auto copy = cheap;
        const auto refined = cheap.exclude("id"_f = 1);
        CHECK(co_await names(refined) == "Giant Steps");
        CHECK(co_await names(cheap) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(copy) == "Kind of Blue, Giant Steps");
        const tests::sent_statements sent;
        for (int i = 1; i <= 2; ++i) {
            const std::int64_t two = co_await cheap.count();
            CHECK(two == 2);
            const bool any = co_await cheap.exists();
            CHECK(any);
            const auto first = co_await cheap.first();
            CHECK(first->id == 1);
            const Album one = co_await cheap.get("id"_f = 3);
            CHECK(one.title == "Giant Steps");
            const auto dearest = co_await cheap.aggregate(max("price"_f));
            CHECK(dearest == decimal("9.99"));
            const auto sliced = co_await cheap.slice(1, 2);
            CHECK(sliced.size() == 1);
            auto rows = cheap.iterator(1);
            CHECK((co_await rows.next())->id == 1);
            CHECK(sent.texts().size() >= static_cast<std::size_t>(6 * i));  // the iteration is heard of when it has ended
        }
    });
}

TEST_CASE("Q6: rows are asked for when they are looked at, in each way, and once") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    const auto asked = [](auto look) {
        const auto cheap = Album::vinyl().filter("price"_f < 10);
        const tests::sent_statements sent;
        look(cheap);
        look(cheap);
        return sent.texts().size();
    };
    CHECK(asked([](const auto& rows) { for ([[maybe_unused]] const Album& each : rows) continue; }) == 1);
    CHECK(asked([](const auto& rows) { CHECK(rows.size() == 2); }) == 1);
    CHECK(asked([](const auto& rows) { CHECK_FALSE(rows.empty()); }) == 1);
    CHECK(asked([](const auto& rows) { CHECK(rows[1].id == 3); }) == 1);
    CHECK(asked([](const auto& rows) { CHECK(rows.filter("id"_f = 1).sql().find("WHERE") != std::string::npos); }) == 0);
}

TEST_CASE("Q2, Q3, Q5: a queryset is lazy, keeps its rows, and all() runs again") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    const tests::sent_statements sent;
    const auto albums = Album::vinyl().filter("price"_f < 10);
    CHECK(sent.texts().empty());
    std::string all;
    for (const Album& album : albums) all += album.title + ';';
    CHECK(all == "Kind of Blue;Giant Steps;");
    CHECK(albums.size() == 2);
    CHECK_FALSE(albums.empty());
    CHECK(albums[1].title == "Giant Steps");
    CHECK_THROWS_AS(albums[2], vinyl::usage_error);
    CHECK(sent.texts().size() == 1);
    const auto again = albums.all();
    CHECK(again.size() == 2);
    CHECK(sent.texts().size() == 2);
    const std::vector<Album> converted = Album::vinyl().filter("price"_f < 10);
    CHECK(converted.size() == 2);
    CHECK(albums.sql() == sent.texts()[0]);
    CHECK_THAT(albums.sql(), Contains("\"price\" < $1"));
}

template <class Rows>
concept can_begin = requires(Rows&& rows) { std::forward<Rows>(rows).begin(); };

TEST_CASE("orm: a fixed mode gives exact types") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    const auto all = Album::vinyl();
    static_assert(std::is_same_v<decltype(all.sync().count()), std::int64_t>);
    static_assert(std::is_same_v<decltype(all.sync().first()), std::optional<Album>>);
    static_assert(std::is_same_v<decltype(all.async().count()), vinyl::async_only<std::int64_t>>);
    static_assert(std::is_same_v<decltype(all.sync().aggregate(avg("rating"_f))), std::optional<double>>);
    CHECK(all.sync().count() == 4);
    CHECK(all.sync().filter("price"_f < 10).list().size() == 2);
    // nothing refers into a queryset that is gone
    static_assert(std::same_as<decltype(Album::vinyl()[0]), Album> && std::same_as<decltype(all[0]), const Album&>);
    static_assert(!can_begin<decltype(Album::vinyl().all())> && can_begin<const decltype(all)&>);
    tests::run_async([=]() -> boost::asio::awaitable<void> {
        CHECK(all.sync().count() == 4);  // runs here, though the mode is async
        std::size_t seen = 0;
        for (const Album& album : all.sync().filter("price"_f < 10)) seen += album.title.empty() ? 0 : 1;
        CHECK(seen == 2);
        CHECK(co_await all.async().count() == 4);
        const std::vector<Album> rows = co_await all.async().filter("price"_f < 10);
        CHECK(rows.size() == 2);
        CHECK_THROWS_AS(all.count().get(), vinyl::not_awaited);
        CHECK_THROWS_WITH(all.count().get(), Contains("Album.count()"));
        CHECK_THROWS_WITH(all.begin(), Contains("Album.list()"));
        CHECK_THROWS_AS(std::vector<Album>(all), vinyl::not_awaited);
    });
    // .async() in sync mode: suspends all the same
    boost::asio::io_context io(1);
    std::int64_t counted = 0;
    std::size_t listed = 0;
    boost::asio::co_spawn(
        io,
        [&]() -> boost::asio::awaitable<void> {
            counted = co_await all.async().count();
            listed = (co_await all.async()).size();
        },
        boost::asio::detached);
    io.poll_one();
    CHECK(counted == 0);
    while ((counted == 0 || listed == 0) && io.run_one_for(5s) > 0) continue;
    CHECK(counted == 4);
    CHECK(listed == 4);
    CHECK(all.async().count()(boost::asio::use_future).get() == 4);
}
