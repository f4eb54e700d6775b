// The blocks of docs/querying.md.
#include "documentation/music.hpp"

#include <vinyl/choices.hpp>

#include <boost/asio/use_future.hpp>

#include <iostream>
#include <map>
#include <set>

namespace documentation {

namespace {
/// The titles in alphabetical order, with commas: no initializer_list, which g++ 12 does not take beside co_await.
std::string titles_of(const std::vector<Album>& albums) {
    std::set<std::string> titles;
    for (const Album& album : albums) titles.insert(album.title);
    std::string text;
    for (const std::string& title : titles) text += (text.empty() ? "" : ", ") + title;
    return text;
}

/// The titles in the order of the rows.
std::string in_order(const std::vector<Album>& albums) {
    std::string text;
    for (const Album& album : albums) text += (text.empty() ? "" : ", ") + album.title;
    return text;
}

std::string names_of(const std::vector<Artist>& artists) {
    std::string text;
    for (const Artist& artist : artists) text += (text.empty() ? "" : ", ") + artist.name;
    return text;
}
}  // namespace

// docs: querying_own
struct Book : vinyl::model<Book> {
    std::int64_t id{};
    std::string title;
    decimal price;

    template <class Rows>
    struct queryset : Rows {
        auto cheap() const { return this->filter("price"_f < 10); }
        auto about(std::string word) const { return this->filter("title"_f.icontains(word)); }
        auto cheapest() const { return this->order_by("price"_f, "id"_f).first(); }    // a terminal, for both modes
    };
};
// docs: end

TEST_CASE("querying: querysets are lazy and immutable") {
    in_the_shop([]() -> vinyl::dual<void> {
        const std::string wanted = "US";
        // docs: querying_lazy
        auto albums = Album::vinyl().filter("price"_f < 13);               // nothing is sent
        if (!wanted.empty()) albums = albums.filter("artist__country"_f = wanted);
        auto newest = albums.order_by("-released"_f).limit(2);             // `albums` is still what it was

        std::vector<Album> rows = co_await newest;                         // one query
        std::int64_t n = co_await albums.count();                          // another one
        // docs: end
        CHECK(in_order(rows) == "Giant Steps, Kind of Blue");
        CHECK(n == 3);
    });
}

TEST_CASE("querying: conditions") {
    in_the_shop([]() -> vinyl::dual<void> {
        const auto titled = [](auto queryset) -> vinyl::dual<std::string> {
            std::vector<Album> rows = co_await queryset;
            co_return titles_of(rows);
        };
        auto all = Album::vinyl();
        // docs: querying_operators
        auto a = all.filter("price"_f < 10);                               // == != < <= > >=
        auto b = all.filter("price"_f < 10 && !("title"_f == "Giant Steps"));
        auto c = all.filter("price"_f < 9 || "price"_f > 13);              // && || ! and ^ (one of the two)
        auto d = all.filter("price"_f * 2 < 20, "rating"_f == std::nullopt);   // a comma is &&; nullopt is NULL
        auto e = all.filter(vinyl::f<&Album::price> < 10);                 // the field by a pointer to it
        // docs: end
        CHECK((co_await titled(a)) == "Giant Steps, Kind of Blue");
        CHECK((co_await titled(b)) == "Kind of Blue");
        CHECK((co_await titled(c)) == "Giant Steps, Hounds of Love");
        CHECK((co_await titled(d)) == "Giant Steps");
        CHECK((co_await titled(e)) == "Giant Steps, Kind of Blue");
        std::vector<std::int64_t> ids;
        ids.push_back(1);
        ids.push_back(2);
        {
            // docs: querying_lookups
            auto a = all.filter("title"_f.startswith("K"), "title"_f.icontains("BLUE"));   // methods ...
            auto b = all.filter("title__startswith"_f = "K", "title__icontains"_f = "BLUE");   // ... or keywords
            auto c = all.filter("id"_f.in(1, 2, 3));                       // values,
            auto d = all.filter("id"_f.in(ids));                           // a range,
            auto e = all.filter("artist"_f.in(Artist::vinyl().filter("country"_f = "GB")));   // or a subquery
            auto f = all.filter("price"_f.between(9, 13));
            auto g = all.filter("rating"_f.is_null());
            auto h = all.filter("title"_f.iregex("^(kind|giant) "));
            // docs: end
            CHECK((co_await titled(a)) == "Kind of Blue");
            CHECK((co_await titled(b)) == "Kind of Blue");
            CHECK((co_await titled(c)) == "Giant Steps, Kind of Blue, Milestones");
            CHECK((co_await titled(d)) == "Kind of Blue, Milestones");
            CHECK((co_await titled(e)) == "Hounds of Love");
            CHECK((co_await titled(f)) == "Kind of Blue, Milestones");
            CHECK((co_await titled(g)) == "Giant Steps");
            CHECK((co_await titled(h)) == "Giant Steps, Kind of Blue");
        }
        {
            // docs: querying_paths
            auto a = all.filter("artist__name"_f = "Miles Davis");         // forwards
            auto b = Artist::vinyl().filter("albums__price__lt"_f = 9);    // backwards: artists with such an album
            auto c = all.filter("released__year__gte"_f = 1959);           // a part of a date
            auto d = all.filter("artist__name__length"_f = 11);            // lower, upper, length of texts
            auto e = all.filter(vinyl::f<&Album::artist, &Artist::name> == "Miles Davis");
            // docs: end
            CHECK((co_await titled(a)) == "Kind of Blue, Milestones");
            CHECK(names_of(co_await b) == "John Coltrane");
            CHECK((co_await titled(c)) == "Giant Steps, Hounds of Love, Kind of Blue");
            CHECK((co_await titled(d)) == "Kind of Blue, Milestones");
            CHECK((co_await titled(e)) == "Kind of Blue, Milestones");
        }
        {
            // docs: querying_many
            auto same = Album::vinyl().filter("tracks__title"_f = "Side B", "tracks__seconds__lt"_f = 600);
            auto any = Album::vinyl().filter("tracks__title"_f = "Side B").filter("tracks__seconds__lt"_f = 300);
            auto none = Album::vinyl().exclude("tracks__title"_f = "Side B");
            // docs: end
            CHECK((co_await titled(same)) == "Giant Steps");
            CHECK((co_await titled(any)) == "Giant Steps");
            CHECK((co_await titled(none)) == "Milestones");
        }
        {
            // docs: querying_exists
            auto without = Album::vinyl().filter(!exists(Track::vinyl().filter("album"_f = "id"_outer, "seconds"_f > 100)));
            // docs: end
            CHECK((co_await titled(without)) == "Milestones");
        }
    });
}

TEST_CASE("querying: order and number") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: querying_order
        auto a = Album::vinyl().order_by("-price"_f, "artist__name"_f);            // '-' is descending; paths, too
        auto b = Album::vinyl().order_by("rating"_f.desc().nulls_last());
        auto c = Album::vinyl().order_by(lower("title"_f)).reverse();
        auto d = Album::vinyl().order_by("id"_f).limit(10).offset(20);
        auto e = Album::vinyl().order_by("id"_f).slice(1, 3);                      // rows 1 and 2 of what there is
        auto f = Artist::vinyl().filter("albums__price__lt"_f = 13).distinct();    // each artist once
        auto g = Album::vinyl().order_by("artist__id"_f, "-released"_f).distinct("artist__id"_f);   // the newest of each
        // docs: end
        CHECK(in_order(co_await a) == "Hounds of Love, Milestones, Kind of Blue, Giant Steps");
        CHECK(in_order(co_await b) == "Kind of Blue, Hounds of Love, Milestones, Giant Steps");
        CHECK(in_order(co_await c) == "Milestones, Kind of Blue, Hounds of Love, Giant Steps");
        CHECK(in_order(co_await d).empty());
        CHECK(in_order(co_await d.limit(2).offset(1)) == "Milestones, Giant Steps");
        CHECK(in_order(co_await e) == "Milestones, Giant Steps");
        CHECK(names_of(co_await f) == "John Coltrane, Miles Davis");
        CHECK(in_order(co_await g) == "Kind of Blue, Giant Steps, Hounds of Love");
    });
}

TEST_CASE("querying: terminals") {
    in_the_shop([]() -> vinyl::dual<void> {
        auto albums = Album::vinyl().order_by("id"_f);
        // docs: querying_terminals
        std::vector<Album> all = co_await albums;                          // or albums.list()
        Album one = co_await albums.get("title"_f = "Kind of Blue");       // does_not_exist, multiple_objects_returned
        std::optional<Album> maybe = co_await albums.get_or_none("title"_f = "No such thing");
        std::optional<Album> first = co_await albums.first();              // by the ordering, or by the key; also last()
        Album newest = co_await albums.latest("released"_f);               // also earliest()
        std::int64_t n = co_await albums.count();
        bool any = co_await albums.filter("price"_f > 100).exists();
        bool has = co_await albums.contains(one);
        std::int64_t changed = co_await albums.filter("price"_f < 10).update("price"_f = "price"_f + 1);
        std::int64_t deleted = co_await albums.filter("price"_f > 100).erase();
        // docs: end
        CHECK(all.size() == 4);
        CHECK(one.price == decimal("9.99"));
        CHECK(!maybe);
        CHECK(first->title == "Kind of Blue");
        CHECK(newest.title == "Hounds of Love");
        CHECK(n == 4);
        CHECK_FALSE(any);
        CHECK(has);
        CHECK(changed == 2);
        CHECK((co_await albums.get("title"_f = "Kind of Blue")).price == decimal("10.99"));
        CHECK(deleted == 0);
        CHECK((co_await albums.last())->title == "Hounds of Love");
        CHECK((co_await albums.earliest("released"_f)).title == "Milestones");
    });
}

TEST_CASE("querying: values") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: querying_values
            auto rows = co_await Album::vinyl().order_by("id"_f).values("title"_f, "artist__name"_f, "year"_f = "released__year"_f);
            for (const auto& row : rows)
                std::cout << row["title"_f] << " by " << row["artist__name"_f] << ", " << row["year"_f] << '\n';
            for (const auto& [title, name, year] : rows) std::cout << title << '\n';       // the same by position
            // docs: end
            CHECK(rows.size() == 4);
            CHECK(rows.at(3)["title"_f] == "Hounds of Love");
            CHECK(rows.at(3)["artist__name"_f] == "Kate Bush");
            CHECK(rows.at(3)["year"_f] == 1985);
            const auto& [title, name, year] = rows.at(2);
            CHECK(title == "Giant Steps");
            CHECK(name == "John Coltrane");
            CHECK(year == 1960);
        }
        {
            // docs: querying_values_list
            auto pairs = co_await Album::vinyl().order_by("id"_f).values_list("title"_f, "price"_f);   // std::tuple
            auto first = co_await Album::vinyl().order_by("id"_f).values_list("title"_f, "artist__name"_f).first();
            auto [title, name] = *first;
            // docs: end
            CHECK(pairs.size() == 4);
            CHECK(std::get<0>(pairs.at(1)) == "Milestones");
            CHECK(std::get<1>(pairs.at(1)) == decimal("12.50"));
            CHECK(title == "Kind of Blue");
            CHECK(name == "Miles Davis");
        }
    });
}

// docs: querying_into
struct Card {
    std::string title;
    std::string artist__name;                                      // members are named as fields and paths
};
// docs: end

TEST_CASE("querying: into a struct") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: querying_into
        std::vector<Card> cards = co_await Album::vinyl().order_by("id"_f).into<Card>();
        // docs: end
        CHECK(cards.size() == 4);
        CHECK(cards.at(2).title == "Giant Steps");
        CHECK(cards.at(2).artist__name == "John Coltrane");
    });
}

TEST_CASE("querying: annotate and aggregate") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: querying_annotate
            auto rows = co_await Artist::vinyl()
                            .annotate("n_albums"_f = count("albums"_f), "cheapest"_f = min("albums__price"_f))
                            .filter("n_albums"_f > 0)
                            .order_by("-n_albums"_f);
            for (const auto& row : rows) {                         // models with more values, read by name
                std::int64_t n = row["n_albums"_f];
                std::optional<decimal> cheapest = row["cheapest"_f];   // NULL when there is nothing to take the minimum of
                std::cout << row.name << ": " << n << " from " << *cheapest << '\n';
            }
            // docs: end
            CHECK(rows.size() == 3);
            CHECK(rows.at(0).name == "Miles Davis");
            CHECK(rows.at(0)["n_albums"_f] == 2);
            CHECK(rows.at(0)["cheapest"_f] == decimal("9.99"));
            CHECK(rows.at(1)["n_albums"_f] == 1);
        }
        {
            {
            // docs: querying_annotate_two
            auto rows = co_await Artist::vinyl()
                            .annotate("n_albums"_f = count("albums"_f), "seconds"_f = sum("albums__tracks__seconds"_f))
                            .order_by("id"_f);
            std::int64_t n = rows.at(0)["n_albums"_f];             // albums, not as many as they have tracks
            // docs: end
            CHECK(n == 2);
            CHECK(rows.at(0)["seconds"_f] == 322 + 644 + 90);
        }
        // docs: querying_aggregate
            std::optional<double> mean = co_await Album::vinyl().aggregate(avg("rating"_f));   // one: its value
            auto both = co_await Album::vinyl().aggregate("n"_f = count(), "sum"_f = sum("price"_f).otherwise(decimal(0)));
            std::int64_t n = both["n"_f];                          // several: by name
            decimal total = both["sum"_f];                         // otherwise(): never NULL
            // docs: end
            CHECK(*mean == Approx(4.7666).epsilon(0.001));
            CHECK(n == 4);
            CHECK(total == decimal("44.99"));
        }
        {
            // docs: querying_group
            auto by_country = co_await Album::vinyl()
                                  .values("artist__country"_f)                              // GROUP BY
                                  .annotate("n"_f = count(), "dear"_f = count("id"_f).filter("price"_f > 10))
                                  .filter("n"_f > 0)                                        // HAVING
                                  .order_by("-n"_f);
            // docs: end
            CHECK(by_country.size() == 2);
            CHECK(by_country.at(0)["artist__country"_f] == "US");
            CHECK(by_country.at(0)["n"_f] == 3);
            CHECK(by_country.at(0)["dear"_f] == 1);
            CHECK(by_country.at(1)["artist__country"_f] == "GB");
            CHECK(by_country.at(1)["n"_f] == 1);
        }
        {
            // docs: querying_functions
            auto rows = co_await Artist::vinyl()
                            .annotate("where"_f = coalesce("country"_f, "?"), "shout"_f = upper("name"_f))
                            .order_by("where"_f, "name"_f);
            // docs: end
            CHECK(rows.at(0)["where"_f] == "?");
            CHECK(rows.at(0)["shout"_f] == "SOMEBODY");
            CHECK(rows.at(1)["where"_f] == "GB");
            CHECK(rows.at(2).name == "John Coltrane");
        }
        {
            // docs: querying_alias
            auto rows = co_await Artist::vinyl().alias("n"_f = count("albums"_f)).filter("n"_f = 1);   // not in the rows
            // docs: end
            CHECK(names_of(rows) == "John Coltrane, Kate Bush");
        }
    });
}

TEST_CASE("querying: windows") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: querying_window
            auto rows = co_await Album::vinyl()
                            .annotate("place"_f = rank().over(order_by("-price"_f)),                            // int64, never NULL
                                      "of_artist"_f = row_number().over(partition_by("artist"_f), order_by("released"_f)),
                                      "before"_f = lag("title"_f).over(order_by("released"_f)),                 // optional<string>
                                      "share"_f = "price"_f / sum("price"_f).over(partition_by("artist"_f)))
                            .order_by("place"_f);
            // docs: end
            REQUIRE(rows.size() == 4);
            CHECK(rows.at(0)["place"_f] == 1);
            CHECK(rows.at(3)["place"_f] == 4);
            int first_ones = 0, without = 0;
            for (const auto& row : rows) {
                first_ones += row["of_artist"_f] == 1;
                without += row["before"_f] == std::nullopt;
            }
            CHECK(first_ones == 3);
            CHECK(without == 1);
        }
        {
            // docs: querying_frame
            using vinyl::current_row;
            using vinyl::preceding;
            auto by_date = order_by("released"_f);
            auto rows = co_await Album::vinyl().order_by("released"_f).annotate(
                "mean_of_3"_f = avg("price"_f).over(by_date, rows_between(preceding(2), current_row)),
                "in_a_year"_f = count().over(by_date, range_between(preceding(vinyl::interval{.months = 12}), current_row)),
                "others"_f = count().over(rows_between(vinyl::unbounded_preceding, vinyl::unbounded_following).exclude_current_row()));
            // docs: end
            CHECK(rows.at(0)["mean_of_3"_f] == rows.at(0).price);
            CHECK(rows.at(0)["in_a_year"_f] == 1);
            CHECK(rows.at(0)["others"_f] == 3);
        }
        {
            // docs: querying_window_groups
            auto rows = co_await Artist::vinyl()
                            .annotate("n"_f = count("albums"_f))
                            .annotate("place"_f = rank().over(order_by("-n"_f)), "all"_f = sum("n"_f).over())
                            .order_by("place"_f, "name"_f);
            auto best = co_await Album::vinyl().annotate("place"_f = rank().over(order_by("-price"_f))).aggregate(max("place"_f));
            // docs: end
            CHECK(rows.at(0)["place"_f] == 1);
            CHECK(rows.at(0)["n"_f] == 2);
            CHECK(rows.at(0)["all"_f] == decimal(4));
            CHECK(best == 4);
        }
        {
            // docs: querying_window_filter
            auto by_price = Album::vinyl().annotate("place"_f = rank().over(partition_by("artist"_f), order_by("-price"_f)));
            auto dearest = co_await by_price.filter("place"_f = 1).order_by("id"_f);                  // the dearest of each artist
            auto of_the_fifties = co_await by_price.filter("place"_f = 1, "released__year__lt"_f = 1960);   // the dearest of the older ones
            // docs: end
            REQUIRE(dearest.size() == 3);
            CHECK(dearest.at(0).title == "Milestones");
            REQUIRE(of_the_fifties.size() == 1);
            CHECK(of_the_fifties.at(0).title == "Milestones");
        }
    });
}

TEST_CASE("querying: the statement") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: querying_sql
        std::string text = Album::vinyl().filter("price"_f < 10).sql();
        // docs: end
        CHECK(text.find("$1") != std::string::npos);
        const tests::sent_statements sent;
        CHECK((co_await Album::vinyl().filter("price"_f < 10)).size() == 2);
        CHECK(sent.texts().front() == text);
    });
}

TEST_CASE("querying: ranges in sync mode") {
    in_the_shop_sync([] {
        // docs: querying_sync
        auto cheap = Album::vinyl().filter("price"_f < 10);
        for (const Album& album : cheap) std::cout << album.title << '\n';     // runs it, once
        std::size_t n = cheap.size();                                          // the rows that are there
        Album first = *cheap.first();                                          // a query of its own
        auto again = cheap.all();                                              // a copy that has not run
        // docs: end
        CHECK(n == 2);
        CHECK(first.title == "Kind of Blue");
        CHECK(again.size() == 2);
    });
}

TEST_CASE("querying: conditions and orderings at run time, pages and slices") {
    in_the_shop([]() -> vinyl::dual<void> {
        std::vector<std::string> words;
        words.push_back("blue");
        words.push_back("love");
        const std::optional<decimal> most = decimal("10");
        // docs: querying_condition
        vinyl::condition<Album> any;
        for (const std::string& word : words) any = any || "title"_f.icontains(word);
        vinyl::condition<Album> wanted = any;
        if (most) wanted = wanted && "price"_f <= *most;
        auto found = Album::vinyl().filter(wanted);
        // docs: end
        CHECK(titles_of(co_await found) == "Kind of Blue");
        const bool newest_first = true;
        {
            {
            // docs: querying_choices
            const auto filters = vinyl::filter_choices<Album>("title__icontains"_f, "price__lt"_f, "from"_f = "released__gte"_f,
                                                              "artist__in"_f);
            const auto sorting = vinyl::sort_choices<Album>("title"_f, "price"_f, "artist"_f = "artist__name"_f);

            std::map<std::string, std::string> parameters{{"price__lt", "12.99"}, {"from", "1959-01-01"}};
            auto rows = co_await Album::vinyl().filter(filters.all_of(parameters)).order_by(sorting("artist,-price"), "id"_f);
            // docs: end
            REQUIRE(rows.size() == 2);
            CHECK(rows.at(0).title == "Giant Steps");
            CHECK(rows.at(1).title == "Kind of Blue");
        }
        // docs: querying_ordering
            vinyl::ordering_of<Album> order;
            if (newest_first) order.add("-released"_f);
            order.add("title"_f, "id"_f);
            auto rows = co_await Album::vinyl().order_by(order);
            // docs: end
            CHECK(in_order(rows) == "Hounds of Love, Giant Steps, Kind of Blue, Milestones");
        }
        // docs: querying_page
        auto [rows, total] = co_await Album::vinyl().order_by("-released"_f, "id"_f).page(2, 3);   // the second three, and how many in all
        // docs: end
        CHECK(titles_of(rows) == "Milestones");
        CHECK(total == 4);
        // docs: querying_after_slice
        auto dearest = Album::vinyl().order_by("-price"_f).limit(2);
        auto by_title = Album::vinyl().filter("id"_f.in(dearest)).order_by("title"_f);
        // docs: end
        CHECK(in_order(co_await by_title) == "Hounds of Love, Milestones");
        CHECK_THROWS_AS(dearest.filter("id"_f = 1), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.exclude("id"_f = 1), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.order_by("id"_f), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.reverse(), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.distinct(), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.get("id"_f = 1), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.last(), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.latest("id"_f), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.earliest("id"_f), vinyl::usage_error);
        const Album first = *co_await dearest.first();
        CHECK(first.title == "Hounds of Love");
        CHECK_THROWS_AS(dearest.contains(first), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.update("price"_f = 1), vinyl::usage_error);
        CHECK_THROWS_AS(dearest.erase(), vinyl::usage_error);
        CHECK((co_await dearest.count()) == 2);
        CHECK((co_await dearest.exists()));
        CHECK((co_await dearest.aggregate(min("price"_f))) == decimal("12.50"));
        CHECK((co_await dearest.annotate("double"_f = "price"_f * 2)).at(1)["double"_f] == decimal(25));
        CHECK((co_await dearest.values("title"_f)).at(1)["title"_f] == "Milestones");
        CHECK(std::get<0>((co_await dearest.values_list("title"_f)).at(1)) == "Milestones");
        CHECK((co_await dearest.into<Card>()).at(1).title == "Milestones");
        CHECK((co_await dearest.select_related("artist"_f)).front().artist->name == "Kate Bush");
    }, tests::statements::may_differ);
}

TEST_CASE("querying: subqueries and conditions as values, and the order of groups") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: querying_scalar
            auto of_artist = Album::vinyl().filter("artist"_f = "id"_outer);
            auto rows = co_await Artist::vinyl().order_by("id"_f).annotate(
                "newest"_f = of_artist.order_by("-released"_f).limit(1).values("title"_f),                                 // optional<string>
                "n"_f = of_artist.values("artist"_f).annotate("c"_f = count("id"_f)).values("c"_f).order_by(),             // of one group
                "american"_f = "country"_f == "US",                                                                        // optional<bool>
                "has_dear"_f = exists(of_artist.filter("price"_f > 13)));                                                  // bool
            auto dearest = Album::vinyl().filter("price"_f == Album::vinyl().order_by("-price"_f).limit(1).values("price"_f));
            // docs: end
            CHECK(rows.at(0)["newest"_f] == "Kind of Blue");
            CHECK(rows.at(0)["n"_f] == 2);
            CHECK(rows.at(0)["american"_f] == true);
            CHECK(rows.at(0)["has_dear"_f] == false);
            CHECK(rows.at(2)["has_dear"_f] == true);
            CHECK(rows.at(3)["newest"_f] == std::nullopt);
            CHECK(rows.at(3)["n"_f] == std::nullopt);
            CHECK(rows.at(3)["american"_f] == std::nullopt);
            CHECK(titles_of(co_await dearest) == "Hounds of Love");
        }
        // docs: querying_group_order
        auto albums = Album::vinyl().order_by("title"_f);
        auto by_title = albums.values("artist"_f).annotate("n"_f = count("id"_f));                 // a group for each artist and title
        auto by_artist = albums.order_by().values("artist"_f).annotate("n"_f = count("id"_f));     // for each artist
        // docs: end
        CHECK((co_await by_title).size() == 4);
        auto sizes = co_await by_artist.order_by("-n"_f);
        CHECK(sizes.size() == 3);
        CHECK(sizes.at(0)["n"_f] == 2);
    });
}

TEST_CASE("querying: methods of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        co_await vinyl::schema::create<Book>();
        co_await Book::vinyl().create("title"_f = "The Story of Jazz", "price"_f = decimal("8.00"));
        co_await Book::vinyl().create("title"_f = "Jazz Piano", "price"_f = decimal("19.00"));
        co_await Book::vinyl().create("title"_f = "Hard Bop", "price"_f = decimal("4.50"));
        // docs: querying_own_use
        std::vector<Book> books = co_await Book::vinyl().cheap().about("jazz").order_by("title"_f);
        auto rows = co_await Book::vinyl().annotate("double"_f = "price"_f * 2).cheap().filter("double"_f > 10);
        decimal twice = rows.at(0)["double"_f];                                // still with the annotation
        auto titles = co_await Book::vinyl().values_list("title"_f).cheap();   // or as tuples
        std::optional<Book> cheapest = co_await Book::vinyl().about("jazz").cheapest();
        // docs: end
        CHECK(books.size() == 1);
        CHECK(books.at(0).title == "The Story of Jazz");
        CHECK(rows.size() == 1);
        CHECK(twice == decimal(16));
        CHECK(titles.size() == 2);
        CHECK(cheapest->title == "The Story of Jazz");
        const vinyl::queryset_of<Book> kept = Book::vinyl().cheap();
        CHECK((co_await kept.count()) == 2);
    });
}

TEST_CASE("querying: rows are locked while they are read") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: querying_lock
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            Album album = co_await Album::vinyl().select_for_update().get("title"_f = "Kind of Blue");
            album.price = album.price + 1;                             // nobody else changes it meanwhile
            co_await album.save("price"_f);
        });
        // docs: end
        CHECK((co_await Album::vinyl().get("title"_f = "Kind of Blue")).price == decimal("10.99"));
        co_await vinyl::atomic([]() -> vinyl::dual<void> {
            auto all = Album::vinyl().order_by("id"_f);
            // docs: querying_lock_words
            auto a = all.select_for_update(vinyl::nowait);                       // a locked row is an operational_error (55P03)
            auto b = all.select_for_update(vinyl::skip_locked);                  // locked rows are left out
            auto c = all.select_for_update(vinyl::no_key);                       // others may still point at the rows
            auto d = all.select_related("artist"_f).select_for_update(of("self"_f), vinyl::nowait);   // the artists stay free
            auto e = all.select_for_share();                                     // others may lock it so, too, but not change it
            auto f = all.select_for_key_share();                                 // others may change all but the key
            // docs: end
            CHECK((co_await a).size() == 4);
            CHECK((co_await b).size() == 4);
            CHECK((co_await c).size() == 4);
            CHECK((co_await d).size() == 4);
            CHECK((co_await e).size() == 4);
            CHECK((co_await f).size() == 4);
        });
        // docs: querying_lock_queue
        auto next = Album::vinyl().order_by("id"_f).limit(1).select_for_update(vinyl::skip_locked);
        std::int64_t taken = co_await Album::vinyl().filter("id"_f == next).update("rating"_f = 5);
        // docs: end
        CHECK(taken == 1);
    });
}

TEST_CASE("querying: plans") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: querying_explain
        std::string plan = co_await Album::vinyl().filter("price"_f < 10).explain({.analyze = true, .buffers = true});
        std::string json = co_await Album::vinyl().explain({.format = vinyl::explain_format::json});
        // docs: end
        CHECK_THAT(plan, Catch::Matchers::Contains("actual"));
        CHECK_THAT(json, Catch::Matchers::StartsWith("["));
    });
}

TEST_CASE("querying: set operations") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: querying_sets
        auto cheap = Album::vinyl().filter("price"_f < 10);
        auto old = Album::vinyl().filter("released__year"_f < 1960);
        auto either = cheap.union_(old).order_by("-released"_f);           // each row once; union_all() as often as it is there
        auto both = cheap.intersection(old);
        auto rest = cheap.difference(old);
        auto names = Artist::vinyl().values_list("name"_f).union_(Album::vinyl().values_list("title"_f));
        // docs: end
        CHECK(in_order(co_await either) == "Giant Steps, Kind of Blue, Milestones");
        CHECK(titles_of(co_await both) == "Kind of Blue");
        CHECK(titles_of(co_await rest) == "Giant Steps");
        CHECK(co_await names.count() == 8);
        // docs: querying_sets_loop
        auto found = Album::vinyl().none().union_();
        for (int year : {1958, 1959}) found = found.union_(Album::vinyl().filter("released__year"_f = year));
        // docs: end
        CHECK(titles_of(co_await found) == "Kind of Blue, Milestones");
        // docs: querying_sets_after
        auto chosen = Album::vinyl().filter("id"_f.in(either)).filter("title__startswith"_f = "K");
        // docs: end
        CHECK(titles_of(co_await chosen) == "Kind of Blue");
    });
}

TEST_CASE("querying: rows by key, and dates") {
    in_the_shop([]() -> vinyl::dual<void> {
        const std::vector<std::int64_t> ids{1, 2, 77};
        // docs: querying_in_bulk
        std::map<std::int64_t, Album> by_id = co_await Album::vinyl().in_bulk(ids);      // those that there are
        auto by_name = co_await Artist::vinyl().in_bulk("name"_f);                       // all, by a field that is unique
        // docs: end
        CHECK(by_id.size() == 2);
        CHECK(by_id.at(1).title == "Kind of Blue");
        CHECK(by_name.at("Kate Bush").name == "Kate Bush");
        // docs: querying_dates
        std::vector<vinyl::date> months = co_await Album::vinyl().dates("-released"_f, vinyl::date_kind::month);
        // docs: end
        CHECK(months.size() == 4);
        CHECK(months.at(0) == std::chrono::year(1985) / 9 / 1);
    });
}

TEST_CASE("querying: two querysets as one") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: querying_merge
        auto cheap = Album::vinyl().filter("price"_f < 10), old = Album::vinyl().filter("released__year"_f < 1960);
        auto either = cheap | old;                                         // one WHERE with OR, and a queryset like any other
        auto both = cheap & old;
        auto one = cheap ^ old;
        // docs: end
        CHECK(titles_of(co_await either) == "Giant Steps, Kind of Blue, Milestones");
        CHECK(titles_of(co_await both) == "Kind of Blue");
        CHECK(titles_of(co_await one) == "Giant Steps, Milestones");
    });
}

}  // namespace documentation
