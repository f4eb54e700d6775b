// What may stand where in an expression: fields, values, querysets and objects as operands of each other, each test in
// both modes.
#include "integration/orm_models.hpp"

#include <sstream>

using namespace shop;
using Catch::Matchers::Contains;

namespace measuring {

struct Sample : vinyl::model<Sample> {
    std::int64_t id{};
    float weight{};
    std::int16_t small{};
    bool flag = false;
    bool other = false;
    std::vector<std::string> words;
    std::vector<std::optional<std::int32_t>> numbers;
    std::optional<std::vector<vinyl::decimal>> prices;
    std::vector<std::vector<std::int32_t>> grid;
    std::vector<std::byte> bytes;
    std::int32_t class_{};
    vinyl::date day_{};

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f), vinyl::column("class_"_f, "class"),
                                      vinyl::column("day_"_f, "day")};
};

std::string name_of(const Sample& row) { return std::to_string(row.id); }

}  // namespace measuring

namespace {

using measuring::Sample;

void with_samples(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await tests::sql("drop schema if exists orm cascade");
        co_await tests::sql("create schema orm");
        co_await vinyl::schema::create<Sample>();
        co_await tests::sql(
            "insert into orm.sample (weight, small, flag, other, words, numbers, prices, grid, bytes, class, day) values"
            " (0.1, 1, true, true, '{a,b}', '{1,null}', '{1.50}', '{{1,2},{3,4}}', '\\x01', 1, '1959-08-17'),"
            " (2.5, 2, false, true, '{}', '{}', null, '{}', '\\x0102', 1, '1960-01-01'),"
            " (16777216, 3, true, false, '{\"x,y\",\"\"}', '{2}', '{}', '{{1,2}}', '\\x', 3, '1959-01-01')");
        co_await body();
    });
}

std::vector<std::string> words(const char* first, const char* second = nullptr) {
    std::vector<std::string> list(1, first);
    if (second != nullptr) list.emplace_back(second);
    return list;
}

}  // namespace

TEST_CASE("orm: a field beside = is compared, also with itself") {
    with_samples([]() -> dual<void> {
        const auto all = Sample::vinyl();
        CHECK(co_await names(all.filter("flag"_f = "flag"_f)) == "1, 2, 3");
        CHECK(co_await names(all.filter("flag"_f = "other"_f)) == "1");
        CHECK(co_await names(all.exclude("flag"_f = "flag"_f)) == "");
        const auto flag = "flag"_f;
        auto changeable = "flag"_f;
        CHECK(co_await names(all.filter(flag = flag)) == "1, 2, 3");
        CHECK(co_await names(all.filter(changeable = changeable)) == "1, 2, 3");
        CHECK(co_await names(all.filter(changeable = flag)) == "1, 2, 3");
        CHECK(co_await names(all.filter(vinyl::f<&Sample::flag> = vinyl::f<&Sample::flag>)) == "1, 2, 3");
        CHECK(co_await names(all.filter("flag"_f = vinyl::f<&Sample::flag>)) == "1, 2, 3");
        CHECK(co_await names(all.filter("flag"_f = coalesce("other"_f, false))) == "1");
        CHECK(co_await names(all.filter("flag"_f = ("small"_f > 1))) == "3");
        CHECK(co_await names(all.order_by(changeable, "-id"_f)) == "2, 3, 1");
        const auto copy = changeable;
        CHECK(co_await names(all.filter(copy)) == "1, 3");
    });
}

TEST_CASE("orm: floating numbers beside whole numbers and decimals") {
    with_samples([]() -> dual<void> {
        const auto all = Sample::vinyl();
        const auto rows = co_await all.annotate("more"_f = "weight"_f + 1, "less"_f = 1 - "weight"_f, "twice"_f = "weight"_f + "weight"_f,
                                                "exact"_f = "weight"_f + decimal("1"), "half"_f = "weight"_f * 0.5F,
                                                "known"_f = coalesce("weight"_f, 0), "most"_f = greatest("weight"_f, 1));
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["more"_f])>, double>);
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["twice"_f])>, float>);
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["exact"_f])>, double>);
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["half"_f])>, float>);
        CHECK(rows[0]["more"_f] == static_cast<double>(0.1F) + 1);
        co_await all.filter("id"_f = 3).update("class_"_f = 16777217);  // no float has this value
        const auto mixed = co_await all.annotate("most"_f = greatest("weight"_f, "class_"_f)).get("id"_f = 3);
        CHECK(mixed["most"_f] == 16777217.0);
        CHECK(rows[2]["more"_f] == 16777217.0);  // which no float is
        CHECK(rows[2]["less"_f] == -16777215.0);
        CHECK(rows[1]["twice"_f] == 5.0F);
        CHECK(rows[2]["exact"_f] == 16777217.0);
        CHECK(rows[1]["half"_f] == 1.25F);
        CHECK(rows[0]["known"_f] == static_cast<double>(0.1F));
        CHECK(rows[0]["most"_f] == 1.0);
        const auto total = co_await all.aggregate(sum("weight"_f + 1));
        CHECK(total == static_cast<double>(0.1F) + 1 + 3.5 + 16777217.0);

        CHECK(co_await names(all.filter("weight"_f > decimal("2.4"))) == "2, 3");
        CHECK(co_await names(all.filter("weight"_f == decimal("0.1"))) == "1");  // as with 0.1, of the column's type
        CHECK(co_await names(all.filter("weight"_f = 0.1)) == "1");
        CHECK(co_await names(all.filter("weight"_f.in(decimal("2.5"), 7))) == "2");
        const std::vector<decimal> list(1, decimal("0.1"));
        CHECK(co_await names(all.filter("weight"_f.in(list))) == "1");
        CHECK(co_await names(all.filter("weight"_f.between(decimal("1"), decimal("3")))) == "2");
        const std::int64_t set = co_await all.filter("id"_f = 1).update("weight"_f = decimal("2.5"));
        CHECK(set == 1);
        CHECK(co_await names(all.filter("weight"_f == 2.5)) == "1, 2");
    });
}

TEST_CASE("orm: an optional without a value has the type of its value") {
    in_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().annotate("a"_f = std::optional<std::int64_t>(), "b"_f = std::optional<decimal>(),
                                                           "c"_f = std::optional<std::string>(), "d"_f = std::optional<vinyl::date>(),
                                                           "e"_f = std::optional(7), "f"_f = std::optional<format>());
        CHECK(rows[0]["a"_f] == std::nullopt);
        CHECK(rows[0]["b"_f] == std::nullopt);
        CHECK(rows[0]["c"_f] == std::nullopt);
        CHECK(rows[0]["d"_f] == std::nullopt);
        CHECK(rows[0]["e"_f] == 7);
        CHECK(rows[0]["f"_f] == std::nullopt);
        const auto all = Album::vinyl().annotate("a"_f = std::optional<std::int32_t>());
        CHECK(co_await names(all.filter("a"_f == std::nullopt, "id"_f = 1)) == "Kind of Blue");
        CHECK(co_await names(all.order_by(coalesce("a"_f, "stock"_f))) == "Milestones, Officium, Giant Steps, Kind of Blue");
        CHECK(co_await names(Album::vinyl().filter("stock"_f + std::optional<int>() > 0)) == "");
    });
}

TEST_CASE("orm: in() of fields and values") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK(co_await names(all.filter("stock"_f.in("id"_f, 0))) == "Milestones, Giant Steps");
        CHECK(co_await names(all.filter("id"_f.in("stock"_f))) == "Giant Steps");
        CHECK(co_await names(all.filter("id"_f.in("stock"_f, "stock"_f + 3, 2))) == "Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.exclude("id"_f.in("stock"_f, "stock"_f + 3))) == "Kind of Blue, Milestones");
        CHECK(co_await names(all.filter("artist__name"_f.in("producer__name"_f, "John Coltrane"))) == "Giant Steps, Officium");
        CHECK(co_await names(all.exclude("artist__name"_f.in("producer__name"_f, "John Coltrane"))) == "Kind of Blue, Milestones");
        CHECK(co_await names(all.filter("producer"_f.in("artist"_f, std::nullopt))) == "Officium");
        const auto cheapest = all.order_by("price"_f).values("id"_f).limit(1);
        CHECK(co_await names(all.filter("id"_f.in(1, cheapest))) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(Artist::vinyl().filter("albums__id"_f.in("albums__stock"_f, 4))) == "Jan Garbarek, John Coltrane");
        CHECK(co_await names(Artist::vinyl().exclude("albums__id"_f.in("albums__stock"_f, 4))) == "Miles Davis, Nina Simone");
        const auto rows = co_await all.annotate("found"_f = "id"_f.in("stock"_f, 1), "maybe"_f = "id"_f.in("producer_id"_f));
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["found"_f])>, bool>);
        CHECK(rows[0]["found"_f]);
        CHECK_FALSE(rows[1]["found"_f]);
        CHECK(rows[2]["maybe"_f] == std::nullopt);
        CHECK(rows[3]["maybe"_f] == std::optional(true));
        CHECK(co_await names(all.filter(exists(Track::vinyl().filter("id"_outer.in(1, 3), "album"_f = "id"_outer)))) ==
              "Kind of Blue, Giant Steps");
    });
}

TEST_CASE("orm: in() on arrays") {
    with_samples([]() -> dual<void> {
        const auto all = Sample::vinyl();
        const std::vector<std::string> none;
        CHECK(co_await names(all.filter("words"_f.in(words("a", "b")))) == "1");
        CHECK(co_await names(all.filter("words"_f.in(words("a"), none))) == "2");
        CHECK(co_await names(all.filter("words"_f.in(words("b", "a"), words("a", "b"), words("x,y", "")))) == "1, 3");
        CHECK(co_await names(all.exclude("words"_f.in(words("a", "b"), none))) == "3");
        std::vector<std::vector<std::string>> list(1, none);
        list.push_back(words("x,y", ""));
        CHECK(co_await names(all.filter("words"_f.in(list))) == "2, 3");
        CHECK(co_await names(all.filter("words__in"_f = list)) == "2, 3");
        list.clear();
        CHECK(co_await names(all.filter("words"_f.in(list))) == "");
        CHECK(co_await names(all.exclude("words"_f.in(list))) == "1, 2, 3");

        std::vector<std::optional<std::int32_t>> one(1, 1);
        one.emplace_back();
        CHECK(co_await names(all.filter("numbers"_f.in(one))) == "1");
        CHECK(co_await names(all.filter("numbers"_f.in("numbers"_f, one))) == "1, 2, 3");
        const std::vector<decimal> prices(1, decimal("1.5"));
        const std::vector<std::optional<std::vector<decimal>>> maybe(2, prices);
        CHECK(co_await names(all.filter("prices"_f.in(prices, std::nullopt))) == "1");
        CHECK(co_await names(all.filter("prices"_f.in(maybe))) == "1");
        CHECK(co_await names(all.exclude("prices"_f.in(prices))) == "2, 3");
        CHECK(co_await names(all.exclude("prices"_f.in(prices, std::nullopt))) == "3");
        CHECK(co_await names(all.annotate("w"_f = "words"_f).filter("w"_f.in(none))) == "2");
        const auto rows = co_await all.annotate("empty"_f = "words"_f.in(none));
        CHECK(rows[1]["empty"_f]);

        // of more dimensions
        std::vector<std::vector<std::int32_t>> row(1);
        row[0].push_back(1);
        row[0].push_back(2);
        const std::vector<std::vector<std::int32_t>> nothing;
        CHECK(co_await names(all.filter("grid"_f.in(row, nothing))) == "2, 3");
        row.emplace_back(2, 3);
        row[1][1] = 4;
        CHECK(co_await names(all.filter("grid"_f.in(row))) == "1");

        // no array
        const std::vector<std::byte> two{std::byte(1), std::byte(2)};
        CHECK(co_await names(all.filter("bytes"_f.in(two))) == "2");
    });
}

TEST_CASE("orm: querysets as operands") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto longest = Track::vinyl().filter("album"_f = "id"_outer).order_by("-seconds"_f).values("seconds"_f).limit(1);
        CHECK(co_await names(all.filter("stock"_f + longest > 400)) == "Kind of Blue");
        CHECK(co_await names(all.filter(longest - "stock"_f == 345)) == "Milestones");
        CHECK(co_await names(all.filter(1 + longest == 284)) == "Giant Steps");
        CHECK(co_await names(all.filter(longest / 2 + longest > "stock"_f)) == "Kind of Blue, Milestones, Giant Steps");
        const auto rows = co_await all.annotate("seconds"_f = coalesce(longest, 0), "more"_f = coalesce("rating"_f, longest, 1),
                                                "title_of"_f = lower(Track::vinyl().filter("album"_f = "id"_outer).values("title"_f).limit(1)),
                                                "most"_f = greatest(100, longest), "least"_f = least("stock"_f, longest));
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["seconds"_f])>, std::int32_t>);
        CHECK(rows[0]["seconds"_f] == 589);
        CHECK(rows[3]["seconds"_f] == 0);
        CHECK(rows[1]["more"_f] == 345.0);
        CHECK(rows[2]["title_of"_f] == "giant steps");
        CHECK(rows[3]["most"_f] == 100);
        CHECK(rows[0]["least"_f] == 10);
        CHECK(co_await names(all.filter(coalesce(longest, 0) == 0)) == "Officium");
        CHECK(co_await names(all.order_by(coalesce(longest, 0))) == "Officium, Giant Steps, Milestones, Kind of Blue");
        CHECK(co_await names(all.order_by(desc(longest).nulls_last())) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.filter("title"_f.startswith(Track::vinyl().filter("album"_f = "id"_outer, "seconds__lt"_f = 350)
                                                                 .values("title"_f)
                                                                 .order_by("id"_f)
                                                                 .limit(1)))) == "Milestones, Giant Steps");
        CHECK(co_await names(all.filter("artist"_f == Artist::vinyl().filter("name"_f = "Jan Garbarek"))) == "Officium");
        CHECK(co_await names(all.filter("artist_id"_f == Artist::vinyl().filter("name"_f = "Jan Garbarek"))) == "Officium");
        CHECK(co_await names(all.filter("artist__id"_f.in(Artist::vinyl().filter("country"_f = "US")))) ==
              "Kind of Blue, Milestones, Giant Steps");
        CHECK(co_await names(all.filter("pk"_f.in(Album::vinyl().filter("stock"_f = 1)))) == "Officium");
        const std::int64_t set = co_await all.update("producer"_f = Artist::vinyl().filter("name"_f = "Nina Simone"),
                                                     "stock"_f = coalesce(longest, 0));
        CHECK(set == 4);
        CHECK(co_await names(all.filter("producer__name"_f = "Nina Simone", "stock"_f > 300)) == "Kind of Blue, Milestones");
    });
}

TEST_CASE("orm: transforms and keys of JSON behind annotations") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl().annotate("d"_f = "released"_f, "info"_f = "meta_data"_f, "at"_f = "bought"_f,
                                                 "lowered"_f = lower("title"_f), "info__live"_f = "active"_f);
        CHECK(co_await names(all.filter("d__year"_f = 1959)) == "Kind of Blue");
        CHECK(co_await names(all.filter("d__year__gte"_f = 1960)) == "Giant Steps, Officium");
        CHECK(co_await names(all.filter("d__year"_f.in(1958, 1994))) == "Milestones, Officium");
        CHECK(co_await names(all.exclude("d__month"_f = 9)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.filter("at__date__year"_f = 2023)) == "Giant Steps");
        CHECK(co_await names(all.exclude("at__date"_f = day(2024, 2, 29))) == "Milestones, Giant Steps, Officium");
        CHECK(co_await names(all.filter("lowered__upper__startswith"_f = "KIND")) == "Kind of Blue");
        CHECK(co_await names(all.filter("lowered__length"_f > 10)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(all.order_by("-d__year"_f)) == "Officium, Giant Steps, Kind of Blue, Milestones");
        CHECK(co_await names(all.filter("info__side__a"_f = 1)) == "Kind of Blue");
        CHECK(co_await names(all.filter("info__side__a__gt"_f = 1)) == "Milestones");
        CHECK(co_await names(all.filter("info__has_key"_f = "side")) == "Kind of Blue, Milestones");
        CHECK(co_await names(all.filter("info__side__has_key"_f = "a")) == "Kind of Blue, Milestones");
        CHECK(co_await names(all.filter("info__live"_f = false)) == "Giant Steps");  // an annotation of that name
        const auto rows = co_await all.values("title"_f, "y"_f = "d__year"_f, "info__side__a"_f);
        CHECK(rows[0]["y"_f] == 1959);
        CHECK(rows[0]["info__side__a"_f] == vinyl::json(1));
        CHECK(rows[3]["info__side__a"_f] == std::nullopt);
        const auto years = co_await Artist::vinyl()
                               .annotate("first"_f = min("albums__released"_f))
                               .filter("first__year__lt"_f = 1960)
                               .values_list("name"_f, "first__year"_f);
        REQUIRE(years.size() == 1);
        CHECK(std::get<1>(years[0]) == 1958);
    });
}

TEST_CASE("orm: names in a subquery mean in the query around it what they mean in itself") {
    with_samples([]() -> dual<void> {
        const auto all = Sample::vinyl();
        CHECK(co_await names(all.filter(exists(all.filter("class_"_f = "class_"_outer, "id"_f > "id"_outer)))) == "1");
        CHECK(co_await names(all.filter(exists(all.filter("day___year"_f = "day___year"_outer, "id"_f > "id"_outer)))) == "1");
        CHECK(co_await names(all.filter(exists(all.filter("id"_f = "pk"_outer, "words"_f = "words"_outer)))) == "1, 2, 3");
    });
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto of_same_side = Album::vinyl().filter("meta_data__side__a"_f = "meta_data__side__a"_outer);
        CHECK(co_await names(all.filter(exists(of_same_side))) == "Kind of Blue, Milestones");
        const auto of_same_year = Album::vinyl().filter("released__year"_f = "made__year"_outer, "id"_f != "id"_outer);
        CHECK(co_await names(all.annotate("made"_f = "released"_f + 365).filter(exists(of_same_year))) == "Kind of Blue, Milestones");
        const auto keyed = Album::vinyl().filter("meta_data__side"_f = "info__side"_outer);
        CHECK(co_await names(all.annotate("info"_f = "meta_data"_f).filter(exists(keyed))) == "Kind of Blue, Milestones");
        CHECK(co_await names(Track::vinyl().filter(exists(Artist::vinyl().filter("id"_f = "album__artist_id"_outer, "id__gt"_f = 1)))) ==
              "Giant Steps, Naima");
        // lookups, transforms and keys of JSON on the outer side, with the types that they have there
        CHECK(co_await names(all.filter(exists(Track::vinyl().filter("album"_f = "id"_outer, "released__year"_outer == 1959)))) ==
              "Kind of Blue");
        CHECK(co_await names(all.filter(exists(Track::vinyl().filter("album"_f = "id"_outer, "title"_outer.icontains("STEPS"))))) ==
              "Giant Steps");
        const std::vector<std::string> modal{"modal"};
        CHECK(co_await names(all.filter(exists(Artist::vinyl().filter("id"_f = "artist"_outer, "tags"_outer.contains(modal))))) ==
              co_await names(all.filter("tags"_f.contains(modal))));
        CHECK(co_await names(all.filter(exists(Artist::vinyl().filter("meta_data__side"_outer.has_key("a"))))) ==
              co_await names(all.filter("meta_data__side"_f.has_key("a"))));
        // they stay when the queryset goes on, and are bound anew for each query around
        const auto of_artist = Album::vinyl().filter("artist"_f = "id"_outer).order_by("-id"_f);
        CHECK(co_await names(Artist::vinyl().filter(exists(of_artist.filter("price"_f > 10)))) ==
              co_await names(Artist::vinyl().filter("albums__price"_f > 10).distinct()));
        const auto same_id = Track::vinyl().filter("id"_f == "id"_outer);
        CHECK(co_await names(all.filter(exists(same_id))) == co_await names(all.filter("id"_f.in(1, 2, 3, 4))));
        CHECK(co_await names(Artist::vinyl().filter(exists(same_id)).order_by("id"_f)) ==
              co_await names(Artist::vinyl().filter("id"_f.in(Track::vinyl().values("id"_f))).order_by("id"_f)));
    });
}

TEST_CASE("orm: a value that may be NULL can be printed") {
    in_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().annotate("r"_f = "rating"_f, "p"_f = std::optional(decimal("1.50")));
        std::ostringstream out;
        out << rows[0]["r"_f] << ' ' << rows[1]["r"_f] << ' ' << rows[0]["p"_f] << ' ' << rows[2].rating;
        CHECK(out.str() == "5 NULL 1.50 4.5");
        std::ostringstream days;
        days << rows[0].released << ' ' << rows[1].bought << ' ' << vinyl::timestamp() << ' ' << vinyl::local_timestamp();
        CHECK(days.str() == "1959-08-17 NULL 1970-01-01 00:00:00+00 1970-01-01 00:00:00");
    });
}
