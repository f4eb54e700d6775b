// What is calculated for each row over a window of rows, each test in both modes.
#include "integration/orm_models.hpp"

using namespace shop;
using vinyl::current_row;
using vinyl::following;
using vinyl::preceding;
using vinyl::unbounded_following;
using vinyl::unbounded_preceding;

namespace {

// Albums by price: 3 Giant Steps (7.25, of 2), 1 Kind of Blue (9.99, of 1), 2 Milestones (12.50, of 1), 4 Officium (15, of 4).
template <class T>
std::string text_of(const T& value) {
    if constexpr (requires { value.to_string(); }) return value.to_string();
    else if constexpr (std::same_as<T, std::string>) return value;
    else return std::to_string(value);
}
template <class T>
std::string text_of(const std::optional<T>& value) {
    return value ? text_of(*value) : "NULL";
}

/// The values of all rows, in their order.
template <class Rows>
std::string values_of(const Rows& rows) {
    std::string all;
    for (const auto& row : rows) all += (all.empty() ? "" : " ") + text_of(std::get<0>(row));
    return all;
}

/// What a value is in the albums 1, 2, 3 and 4.
template <class E>
dual<std::string> in_albums(E value) {
    const auto rows = co_await Album::vinyl().order_by("id"_f).values_list(value);
    co_return values_of(rows);
}

}  // namespace

TEST_CASE("E14: orm: window functions give each row its place") {
    in_shop([]() -> dual<void> {
        const auto by_artist = order_by("artist"_f);
        CHECK(co_await in_albums(row_number().over(order_by("-price"_f))) == "3 2 4 1");
        CHECK(co_await in_albums(rank().over(by_artist)) == "1 1 3 4");
        CHECK(co_await in_albums(dense_rank().over(by_artist)) == "1 1 2 3");
        CHECK(co_await in_albums(rank().over(partition_by("artist"_f), order_by("price"_f))) == "1 2 1 1");
        CHECK(co_await in_albums(ntile(2).over(order_by("price"_f))) == "1 2 1 2");
        const auto parts =
            co_await Album::vinyl().order_by("id"_f).values_list(percent_rank().over(by_artist), cume_dist().over(by_artist));
        CHECK(std::get<0>(parts[2]) == Approx(2.0 / 3));
        CHECK(std::get<1>(parts[0]) == 0.5);
        // all that orders rows orders windows
        CHECK(co_await in_albums(row_number().over(order_by("rating"_f.asc().nulls_first()))) == "4 1 3 2");
        CHECK(co_await in_albums(row_number().over(order_by(-"price"_f))) == "3 2 4 1");
        CHECK(co_await in_albums(row_number().over(order_by("artist__name"_f, "-released__year"_f))) == "3 4 2 1");
    });
}

TEST_CASE("E14: orm: window functions look at other rows") {
    in_shop([]() -> dual<void> {
        const auto by_price = order_by("price"_f);
        CHECK(co_await in_albums(lag("price"_f).over(by_price)) == "7.25 9.99 NULL 12.50");
        CHECK(co_await in_albums(lead("title"_f, 2).over(by_price)) == "Officium NULL Milestones NULL");
        CHECK(co_await in_albums(lag("price"_f, 1, 0).over(by_price)) == "7.25 9.99 0 12.50");
        CHECK(co_await in_albums(lead("title"_f, 1, "title"_f).over(by_price)) == "Milestones Officium Kind of Blue Officium");
        CHECK(co_await in_albums(lag("rating"_f, 1, -1).over(order_by("id"_f))) == "-1.000000 5.000000 NULL 4.500000");
        CHECK(co_await in_albums(lag("artist"_f, 1, 0).over(order_by("id"_f))) == "0 1 1 2");
        CHECK(co_await in_albums(first_value("title"_f).over(partition_by("artist"_f), by_price)) == "Kind of Blue Kind of Blue Giant Steps Officium");
        CHECK(co_await in_albums(last_value("title"_f).over(by_price, rows_between(current_row, unbounded_following))) == "Officium Officium Officium Officium");
        CHECK(co_await in_albums(nth_value("title"_f, 2).over(by_price)) == "Kind of Blue Kind of Blue NULL Kind of Blue");
        // an enum keeps its type
        const auto kinds = co_await Album::vinyl().order_by("id"_f).values_list(
            lag("kind"_f, 1, format::single).over(order_by("id"_f)), max("kind"_f).over());
        CHECK(std::get<0>(kinds[0]) == format::single);
        CHECK(std::get<0>(kinds[1]) == format::album);
        CHECK(std::get<1>(kinds[3]) == format::album);
    });
}

TEST_CASE("E14: orm: aggregates over windows keep all rows") {
    in_shop([]() -> dual<void> {
        CHECK(co_await in_albums(sum("stock"_f).over()) == "14 14 14 14");
        CHECK(co_await in_albums(sum("price"_f).over(partition_by("artist"_f))) == "22.49 22.49 7.25 15.00");
        CHECK(co_await in_albums(count().over(order_by("price"_f))) == "2 3 1 4");
        CHECK(co_await in_albums(max("rating"_f).filter("stock"_f > 5).over(partition_by("artist"_f))) == "5.000000 5.000000 NULL NULL");
        CHECK(co_await in_albums(max("rating"_f).filter("stock"_f > 5).otherwise(0).over(partition_by("artist"_f))) == "5.000000 5.000000 0.000000 0.000000");
        const auto distinct = count("artist"_f).distinct().over();
        CHECK_THROWS_AS(co_await in_albums(distinct), vinyl::usage_error);
    });
}

TEST_CASE("E15: orm: frames say which rows around its own each row sees") {
    in_shop([]() -> dual<void> {
        const auto by_price = order_by("price"_f);
        const auto stocks = [&](auto frame) { return in_albums(sum("stock"_f).over(order_by("price"_f), frame)); };
        // stock by price: 3 (album 3), 10 (1), 0 (2), 1 (4)
        CHECK(co_await stocks(rows_between(preceding(1), current_row)) == "13 10 3 1");
        CHECK(co_await stocks(rows_between(preceding(1), following(1))) == "13 11 13 1");
        CHECK(co_await stocks(rows_between(unbounded_preceding, preceding(1))) == "3 13 NULL 13");
        const auto everything = rows_between(unbounded_preceding, unbounded_following);
        CHECK(co_await stocks(everything.exclude_current_row()) == "4 14 11 13");
        const auto by_artist = order_by("artist"_f);
        CHECK(co_await in_albums(sum("stock"_f).over(by_artist, everything.exclude_group())) == "4 4 11 13");
        CHECK(co_await in_albums(sum("stock"_f).over(by_artist, everything.exclude_ties())) == "14 4 14 14");
        CHECK(co_await in_albums(sum("stock"_f).over(by_artist, groups_between(preceding(1), current_row))) == "10 10 13 4");
        CHECK(co_await in_albums(count().over(by_price, range_between(preceding(decimal("2.75")), following(decimal("2.6"))))) == "3 3 1 2");
        CHECK(co_await in_albums(count().over(order_by("stock"_f), range_between(preceding(3), current_row))) == "1 1 3 2");
        CHECK(co_await in_albums(
            count().over(order_by("released"_f), range_between(preceding(vinyl::interval{.months = 12}), current_row))) == "2 1 2 1");
        // where no row is in the frame
        CHECK(co_await in_albums(first_value("title"_f).over(by_price, rows_between(following(1), following(2)))) == "Milestones Officium Kind of Blue NULL");
        CHECK_THROWS_WITH(co_await stocks(rows_between(preceding(-1), current_row)), Catch::Matchers::Contains("offset of a frame is negative"));
    });
}

TEST_CASE("orm: what is calculated over a window is a value like any other") {
    in_shop([]() -> dual<void> {
        const auto ranked = Album::vinyl().annotate(
            "place"_f = rank().over(order_by("-price"_f)), "share"_f = "price"_f * 100 / sum("price"_f).over(partition_by("artist"_f)),
            "top"_f = rank().over(order_by("-price"_f)) <= 2);
        const auto rows = co_await ranked.order_by("-place"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[0].title == "Giant Steps");
        CHECK(rows[0]["place"_f] == 4);
        CHECK(rows[0]["share"_f] == decimal(100));
        CHECK(rows[0]["top"_f] == false);
        CHECK(rows[3]["top"_f] == true);
        // it sees the rows that the conditions leave
        const auto two = co_await ranked.filter("artist"_f = 1).order_by("id"_f);
        CHECK(two[0]["place"_f] == 2);
        CHECK(two[1]["place"_f] == 1);
        // and all of them, whatever slice is taken
        const auto last = co_await ranked.order_by("price"_f).limit(1);
        CHECK(last[0]["place"_f] == 4);
        const auto named = co_await ranked.values("title"_f, "place"_f, "next"_f = lead("title"_f).over(order_by("id"_f))).order_by("id"_f);
        CHECK(named[0]["next"_f] == "Milestones");
        CHECK(named[0]["place"_f] == 3);
        const std::vector<Album> by_window = co_await Album::vinyl().order_by(rank().over(order_by("price"_f)));
        CHECK(by_window[0].title == "Giant Steps");
        const auto more = co_await ranked.annotate("twice"_f = "place"_f * 2).order_by("twice"_f).values_list("twice"_f);
        CHECK(values_of(more) == "2 4 6 8");
        CHECK(co_await ranked.count() == 4);
        CHECK(co_await ranked.filter("price"_f > 9).exists());
        const auto greatest = co_await ranked.aggregate(max("place"_f));
        CHECK(greatest == 4);
        const auto both = co_await ranked.filter("artist"_f = 1).aggregate("n"_f = count(), "sum"_f = sum("place"_f));
        CHECK(both["n"_f] == 2);
        CHECK(both["sum"_f] == decimal(3));
        // one that only orders
        const auto ordered = co_await Album::vinyl().alias("place"_f = rank().over(order_by("-price"_f))).order_by("place"_f);
        CHECK(ordered[0].title == "Officium");
    });
}

TEST_CASE("E14: orm: windows are calculated over groups") {
    in_shop([]() -> dual<void> {
        const auto counted = Artist::vinyl().annotate("n"_f = count("albums"_f));
        const auto rows = co_await counted.annotate("place"_f = dense_rank().over(order_by("-n"_f)), "all"_f = sum("n"_f).over())
                              .order_by("id"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[0]["place"_f] == 1);
        CHECK(rows[1]["place"_f] == 2);
        CHECK(rows[2]["place"_f] == 3);
        CHECK(rows[3]["all"_f] == decimal(4));
        const auto direct = co_await Artist::vinyl().order_by("id"_f).values_list(rank().over(order_by(count("albums"_f).desc())));
        CHECK(values_of(direct) == "1 2 4 2");
        const auto groups = co_await Album::vinyl().order_by().values("artist__country"_f).annotate("n"_f = count())
                                .annotate("before"_f = lag("n"_f, 1, 0).over(order_by("artist__country"_f))).order_by("artist__country"_f);
        REQUIRE(groups.size() == 2);
        CHECK(groups[0]["before"_f] == 0);
        CHECK(groups[1]["before"_f] == 1);
    });
}

TEST_CASE("orm: a window in a subquery") {
    in_shop([]() -> dual<void> {
        // the place of each artist's newest album among all albums of that artist
        const auto newest = Album::vinyl().filter("artist"_f = "id"_outer).order_by("-released"_f).limit(1);
        const auto rows = co_await Artist::vinyl().order_by("id"_f).annotate(
            "place"_f = newest.annotate("p"_f = rank().over(order_by("price"_f))).values("p"_f));
        CHECK(rows[0]["place"_f] == 1);
        CHECK(rows[2]["place"_f] == std::nullopt);
    });
}

TEST_CASE("E16: orm: rows are chosen by what is calculated over windows") {
    in_shop([]() -> dual<void> {
        const auto ranked = Album::vinyl().annotate("place"_f = rank().over(order_by("-price"_f)));
        const auto two = co_await ranked.filter("place"_f <= 2).order_by("title"_f);
        CHECK(joined(two) == "Milestones, Officium");
        CHECK(two[0]["place"_f] == 2);
        CHECK(two[0].price == decimal("12.50"));
        CHECK(co_await names(ranked.exclude("place"_f <= 2).order_by("-place"_f)) == "Giant Steps, Kind of Blue");
        CHECK(co_await names(ranked.filter("place"_f == 1 || "stock"_f == 3).order_by("id"_f)) == "Giant Steps, Officium");
        // the others choose first, so the two of the first artist have the places 1 and 2
        CHECK(co_await names(ranked.filter("place"_f == 1).filter("artist"_f = 1)) == "Milestones");
        CHECK(co_await names(Album::vinyl().filter(row_number().over(partition_by("artist"_f), order_by("price"_f)) == 1).order_by("id"_f)) ==
              "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(ranked.filter("place"_f > 1).order_by("place"_f).slice(1, 3)) == "Kind of Blue, Giant Steps");
        // one of NULL is left out by both
        const auto before = Album::vinyl().annotate("before"_f = lag("price"_f).over(order_by("id"_f)));
        CHECK(co_await names(before.filter("before"_f > 9).order_by("id"_f)) == "Milestones, Giant Steps");
        CHECK(co_await names(before.exclude("before"_f > 9).order_by("id"_f)) == "Kind of Blue, Officium");
        CHECK(co_await names(before.filter("before"_f.is_null())) == "Kind of Blue");
    });
}

TEST_CASE("E16: orm: terminals of rows that a window chose") {
    in_shop([]() -> dual<void> {
        const auto ranked = Album::vinyl().annotate("place"_f = rank().over(order_by("-price"_f)));
        const auto two = ranked.filter("place"_f <= 2);
        CHECK(co_await two.count() == 2);
        CHECK(co_await two.exists());
        CHECK(!co_await ranked.filter("place"_f > 4).exists());
        CHECK((co_await two.order_by("price"_f).first())->title == "Milestones");
        CHECK((co_await ranked.get("place"_f == 3)).title == "Kind of Blue");
        CHECK(co_await two.aggregate(sum("price"_f)) == decimal("27.50"));
        CHECK(co_await two.aggregate(max("place"_f)) == 2);
        CHECK(co_await two.distinct().count() == 2);
        const auto officium = co_await Album::vinyl().get("id"_f = 4), steps = co_await Album::vinyl().get("id"_f = 3);
        CHECK(co_await two.contains(officium));
        std::vector<std::int64_t> ids;
        for (const std::int64_t id : {3, 4}) ids.push_back(id);
        const auto in_bulk = co_await two.in_bulk(ids);
        CHECK(in_bulk.size() == 1);
        CHECK(in_bulk.contains(4));
        CHECK(!co_await two.contains(steps));  // and not: the dearest of itself alone
        const auto with_artists = co_await two.select_related("artist"_f).order_by("id"_f);
        CHECK(with_artists[0].artist->name == "Miles Davis");
        CHECK(with_artists[1].artist->name == "Jan Garbarek");
        CHECK(with_artists[1]["place"_f] == 1);
        const auto tuples = co_await two.order_by("-place"_f).values_list("title"_f, "kind"_f, "place"_f * 2);
        CHECK(std::get<0>(tuples[0]) == "Milestones");
        CHECK(std::get<1>(tuples[1]) == format::single);
        CHECK(std::get<2>(tuples[1]) == 2);
        CHECK(co_await names(Artist::vinyl().filter("id"_f.in(two.values("artist"_f))).order_by("id"_f)) == "Miles Davis, Jan Garbarek");
        CHECK(co_await names(Artist::vinyl().filter(exists(two.filter("artist"_f == "id"_outer))).order_by("id"_f)) ==
              "Miles Davis, John Coltrane, Jan Garbarek");
        const auto popular = Artist::vinyl().annotate("n"_f = count("albums"_f)).filter(rank().over(order_by("-n"_f)) == 1);
        CHECK(co_await names(popular) == "Miles Davis");
        CHECK(co_await names(Artist::vinyl().filter(rank().over(order_by(count("albums"_f).desc())) == 1)) == "Miles Davis");
        CHECK(co_await two.update("stock"_f = 77) == 2);
        const auto changed = co_await Album::vinyl().filter("stock"_f = 77).order_by("id"_f).values_list("id"_f);
        CHECK(values_of(changed) == "2 4");
        CHECK(co_await ranked.filter("place"_f == 1).erase() == 1);
        CHECK(co_await Album::vinyl().count() == 3);
    });
}
