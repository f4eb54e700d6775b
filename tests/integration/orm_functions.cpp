// What functions and aggregates of <vinyl/functions.hpp> give, each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/functions.hpp>

#include <boost/json.hpp>

#include <cmath>

using namespace shop;

namespace {

/// The only row of a queryset that has one.
template <class Queryset>
dual<typename Queryset::row_type> only(Queryset rows) {
    auto found = co_await rows;
    REQUIRE(found.size() == 1);
    co_return found.front();
}

auto milestones() { return Album::vinyl().filter("title"_f = "Milestones"); }

}  // namespace

TEST_CASE("V20: functions: math is exact of decimals, and rounds halves away from zero") {
    in_shop([]() -> dual<void> {
        const auto [up, down, whole, tenth, product, power_of, sine, same_type] =
            co_await only(milestones().values_list(ceil("price"_f), floor("price"_f), round("price"_f),
                                                   round("price"_f * 1.1, 1), sqrt("price"_f * "price"_f),
                                                   power("price"_f, 2), sin("price"_f), sign("stock"_f)));
        CHECK(up == decimal(13));
        CHECK(down == decimal(12));
        CHECK(whole == decimal(13));  // 12.5
        CHECK(tenth == decimal("13.8"));
        CHECK(product == decimal("12.5"));
        CHECK(power_of == decimal("156.25"));
        CHECK(sine == Approx(std::sin(12.5)));
        CHECK(same_type == 0.0);
        const auto blue =
            Album::vinyl()
                .filter("id"_f = 3)
                .values_list(round("rating"_f), round("rating"_f * 1.01, 2), mod("rating"_f, 2), log(2, "stock"_f),
                             ln("rating"_f), round("stock"_f + 25, -1), power("stock"_f, 2), pi());
        const auto [rounded, digits, rest, binary, natural, tens, square, circle] = co_await only(blue);
        CHECK(rounded == 5.0);  // of 4.5, which the server's own round() takes to 4
        CHECK(digits == 4.55);  // of 4.545
        CHECK(rest == 0.5);
        CHECK(binary == Approx(std::log2(3)));
        CHECK(*natural == Approx(std::log(4.5)));
        CHECK(tens == 30);
        CHECK(square == 9.0);
        CHECK(circle == Approx(3.14159265358979));
        CHECK(co_await Album::vinyl().filter(mod("id"_f, 2) == 0).count() == 2);
        CHECK(co_await Album::vinyl().filter(round("rating"_f) == 5).count() == 2);
    });
}

TEST_CASE("functions: texts, where NULL is an empty one for concat only") {
    in_shop([]() -> dual<void> {
        const auto simone = Artist::vinyl().filter("id"_f = 3);
        const auto [both, first, last, middle, spaced, cut] = co_await only(simone.values_list(
            concat("name"_f, " / ", "country"_f), left("name"_f, 4), right("name"_f, -5), substr("name"_f, 6, 3),
            lpad(trim(concat(" ", "name"_f, "  ")), 13, "*-"), rpad("name"_f, 4)));
        CHECK(both == "Nina Simone / ");
        CHECK(first == "Nina");
        CHECK(last == "Simone");
        CHECK(middle == "Sim");
        CHECK(spaced == "*-Nina Simone");
        CHECK(cut == "Nina");
        const auto [twice, other, without, backwards, place, letter, code, none] = co_await only(simone.values_list(
            repeat("name"_f, 2), replace("name"_f, "n", "N"), replace("name"_f, "na"), reverse(left("name"_f, 2)),
            str_index("name"_f, "Sim"), chr(ord("name"_f)), ord("name"_f), ltrim(rtrim("country"_f))));
        CHECK(twice == "Nina SimoneNina Simone");
        CHECK(other == "NiNa SimoNe");
        CHECK(without == "Ni Simone");
        CHECK(backwards == "iN");
        CHECK(place == 6);
        CHECK(letter == "N");
        CHECK(code == 78);
        CHECK(none == std::nullopt);
        CHECK(co_await names(Artist::vinyl().filter(substr("name"_f, 6) == "Simone")) == "Nina Simone");
        const auto blank = Artist::vinyl().filter(nullif("country"_f, "US").is_null());
        CHECK(co_await names(blank) == "John Coltrane, Miles Davis, Nina Simone");
    });
}

TEST_CASE("functions: hashes, identifiers and the time of the transaction") {
    in_shop([]() -> dual<void> {
        co_await tests::sql("create extension if not exists pgcrypto");
        const auto blue = Album::vinyl().filter("title"_f = "Milestones");
        const auto [five, one, two, four] =
            co_await only(blue.values_list(md5("title"_f), sha1("title"_f), sha224("title"_f), sha384("title"_f)));
        CHECK(five == "4ab658036f4f174205c384b863fed5c2");
        CHECK(one.size() == 40);
        CHECK(two.size() == 56);
        CHECK(four.size() == 96);
        CHECK(co_await Album::vinyl().filter(sha256("title"_f).startswith("0")).count() <= 4);
        CHECK(co_await Album::vinyl().filter(length(sha512("title"_f)) == 128).count() == 4);
        const auto ids = co_await Album::vinyl().values_list(uuid4());
        REQUIRE(ids.size() == 4);
        CHECK(std::get<0>(ids[0]) != std::get<0>(ids[1]));
        CHECK(co_await Album::vinyl().filter("bought"_f < transaction_now()).count() == 2);
        const auto any = co_await Album::vinyl().values_list(vinyl::random());
        CHECK(std::get<0>(any[0]) < 1.0);
    });
}

TEST_CASE("AG2, AG7: statistics") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const decimal deviation = *co_await all.aggregate(stddev("price"_f));
        CHECK(deviation.to_double() == Approx(2.8807854832));
        const auto [sample, of_stock, of_rating] =
            co_await only(all.values("active"_f)
                              .filter("active"_f = true)
                              .values_list(variance_samp("price"_f), variance("stock"_f), stddev_samp("rating"_f)));
        static_cast<void>(sample), static_cast<void>(of_stock), static_cast<void>(of_rating);
        const auto rows = co_await all.aggregate(
            "mean"_f = avg("stock"_f), "deviation"_f = stddev("stock"_f), "sample"_f = variance_samp("stock"_f),
            "corr"_f = corr("stock"_f, "rating"_f), "pairs"_f = regr_count("stock"_f, "rating"_f),
            "slope"_f = regr_slope("stock"_f, "rating"_f), "x"_f = regr_avgx("price"_f, "rating"_f));
        CHECK(rows["mean"_f] == 3.5);
        CHECK(*rows["deviation"_f] == Approx(3.905125));
        CHECK(*rows["sample"_f] == Approx(20.333333));
        CHECK(*rows["corr"_f] == Approx(0.9522165814));
        CHECK(rows["pairs"_f] == 3);
        CHECK(*rows["slope"_f] == Approx(9.0));
        CHECK(rows["x"_f] == 4.5);
        CHECK(co_await all.filter("id"_f > 9).aggregate(stddev("price"_f)) == std::nullopt);
        CHECK(co_await all.filter("id"_f > 9).aggregate(regr_count("price"_f, "rating"_f)) == 0);
    });
}

TEST_CASE("AG3, AG4, AG5, V22: values are gathered in an order, and NULL stands for none") {
    in_shop([]() -> dual<void> {
        const auto rows =
            co_await Artist::vinyl()
                .annotate("titles"_f = string_agg("albums__title"_f, ", ").order_by("-albums__released"_f),
                          "ratings"_f = array_agg("albums__rating"_f).order_by("albums__id"_f),
                          "years"_f = array_agg("albums__released__year"_f)
                                          .filter("albums__price"_f > 9)
                                          .order_by("albums__released"_f)
                                          .otherwise(std::vector<std::int32_t>()))
                .order_by("id"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[0]["titles"_f] == "Kind of Blue, Milestones");
        CHECK(rows[2]["titles"_f] == std::nullopt);
        std::vector<std::optional<double>> ratings(2);
        ratings[0] = 5.0;
        CHECK(rows[0]["ratings"_f] == ratings);
        CHECK(rows[2]["ratings"_f]->size() == 1);  // of the row that is not there
        std::vector<std::optional<std::int32_t>> years(2);
        years[0] = 1958, years[1] = 1959;
        CHECK(rows[0]["years"_f] == years);
        CHECK(rows[1]["years"_f].empty());
        CHECK(rows[2]["years"_f].empty());

        // not multiplied by what another aggregate counts
        const auto both = co_await Artist::vinyl()
                              .annotate("titles"_f = string_agg("albums__title"_f, ", ").order_by("albums__title"_f),
                                        "tracks"_f = count("albums__tracks"_f))
                              .order_by("id"_f);
        CHECK(both[0]["titles"_f] == "Kind of Blue, Milestones");
        CHECK(both[0]["tracks"_f] == 4);

        const auto none = Album::vinyl().filter("id"_f > 9);
        CHECK(co_await none.aggregate(array_agg("title"_f)) == std::nullopt);
        CHECK(co_await none.aggregate(string_agg("title"_f, ",")) == std::nullopt);
        CHECK(co_await none.aggregate(jsonb_agg("title"_f)) == std::nullopt);
        CHECK(co_await none.aggregate(string_agg("title"_f, ",").otherwise("none")) == "none");
        // texts of a column with a limit, beside an array of plain texts
        const auto codes =
            co_await Label::vinyl().aggregate(array_agg("code"_f).otherwise(std::vector<std::string>(1)));
        CHECK(codes.size() == 1);
    });
}

TEST_CASE("AG6, AG7: truth, bits, JSON and what differs") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto rows = co_await all.aggregate(
            "all"_f = bool_and("active"_f), "some"_f = bool_or("price"_f > 14), "and"_f = bit_and("stock"_f + 1),
            "or"_f = bit_or("stock"_f), "xor"_f = bit_xor("stock"_f).filter("stock"_f < 5),
            "json"_f = jsonb_agg("rating"_f).order_by("rating"_f.asc().nulls_first()),
            "artists"_f = array_agg("artist__name"_f).distinct().order_by("-artist__name"_f));
        CHECK(rows["all"_f] == false);
        CHECK(rows["some"_f] == true);
        CHECK(rows["and"_f] == 0);
        CHECK(rows["or"_f] == 11);
        CHECK(rows["xor"_f] == 2);
        CHECK(boost::json::serialize(*rows["json"_f]) == "[null,4,4.5E0,5]");
        REQUIRE(rows["artists"_f]->size() == 3);
        CHECK(rows["artists"_f]->front() == "Miles Davis");
    });
}

TEST_CASE("AG16: of rows that can not be, aggregates give what they give of none") {
    in_shop([]() -> dual<void> {
        const auto none = Album::vinyl().none();
        const auto row = co_await none.aggregate(
            "n"_f = count(), "sum"_f = sum("stock"_f), "least"_f = sum("stock"_f).otherwise(-1),
            "titles"_f = string_agg("title"_f, ",").otherwise("none"), "pairs"_f = regr_count("price"_f, "rating"_f),
            "ids"_f = array_agg("id"_f).otherwise(std::vector<std::int64_t>(1, 7)));
        CHECK(row["n"_f] == 0);
        CHECK(row["sum"_f] == std::nullopt);
        CHECK(row["least"_f] == -1);
        CHECK(row["titles"_f] == "none");
        CHECK(row["pairs"_f] == 0);
        CHECK(row["ids"_f].front() == 7);
        CHECK(co_await none.aggregate(stddev("price"_f)) == std::nullopt);
    });
}

TEST_CASE("AG6: orm: what newer servers have, older ones say that they have not") {
    in_shop([]() -> dual<void> {
        const std::int64_t version = std::stoll(co_await tests::cell("select current_setting('server_version_num')"));
        const auto is_there = [](auto ask) -> dual<bool> {
            try {
                co_await ask();
                co_return true;
            } catch (const vinyl::programming_error& error) {
                CHECK(error.sqlstate() == "42883");  // undefined_function
                co_return false;
            }
        };
        // outside of CHECK, which would take the exception for its own
        const bool gives_any = co_await is_there([]() -> dual<void> {
            const auto any = co_await Album::vinyl().filter("title"_f = "Milestones").aggregate(any_value("title"_f));
            const auto none = co_await Album::vinyl().none().aggregate(any_value("title"_f));
            CHECK(any == "Milestones");
            CHECK(none == std::nullopt);
        });
        CHECK(gives_any == (version >= 160000));
        const bool gives_ids = co_await is_there([]() -> dual<void> {
            const auto ids = co_await Album::vinyl().order_by("id"_f).values_list(uuid7());
            REQUIRE(ids.size() == 4);
            CHECK(std::get<0>(ids[0]).to_string()[14] == '7');
            CHECK(std::get<0>(ids[0]) < std::get<0>(ids[1]));
        });
        CHECK(gives_ids == (version >= 180000));
    });
}
