// Limits, slices and pages, each test in both modes.
#include "integration/orm_models.hpp"

#include <cstdint>
#include <limits>

using namespace shop;

namespace {
void in_paged_shop(dual<void> (*body)(), tests::statements compared = tests::statements::same) {
    const tests::database alias;
    tests::in_both_modes(
        [body]() -> dual<void> {
            co_await new_shop();
            co_await body();
        },
        compared);
}

/// Their ids, with what stands for "no limit" left to the caller.
template <class Queryset>
dual<std::string> ids(Queryset rows) {
    const auto found = co_await rows;
    std::string all;
    for (const auto& row : found) all += std::to_string(row.id) + " ";
    co_return all;
}
}  // namespace

TEST_CASE("orm: limit and offset mean what they mean in SQL, in either order") {
    in_paged_shop([]() -> dual<void> {
        for (std::int32_t i = 5; i <= 40; ++i)
            co_await Album::vinyl().create("title"_f = "more", "artist"_f = 1, "released"_f = day(2000, 1, 1), "price"_f = 1, "stock"_f = i);
        const auto all = Album::vinyl().order_by("id"_f);
        CHECK(co_await ids(all.limit(3).offset(20)) == "21 22 23 ");
        CHECK(co_await ids(all.offset(20).limit(3)) == "21 22 23 ");
        CHECK(co_await ids(all.limit(10).limit(2)) == "1 2 ");
        CHECK(co_await ids(all.limit(2).limit(4)) == "1 2 3 4 ");
        CHECK(co_await ids(all.offset(10).limit(2).offset(1)) == "2 3 ");
        CHECK(co_await ids(all.limit(0)) == "");
        CHECK(co_await ids(all.limit(0).limit(2)) == "1 2 ");
        CHECK(co_await ids(all.limit(3).offset(38)) == "39 40 ");
        CHECK(co_await ids(all.limit(3).offset(500)) == "");
        // slices count in what there is, and bound what comes behind
        CHECK(co_await ids(all.slice(10, 14).limit(2)) == "11 12 ");
        CHECK(co_await ids(all.slice(10, 14).limit(2).offset(1)) == "12 13 ");
        CHECK(co_await ids(all.slice(10, 14).limit(100)) == "11 12 13 14 ");
        CHECK(co_await ids(all.slice(10, 14).offset(3).limit(100)) == "14 ");
        CHECK(co_await ids(all.limit(10).offset(20).slice(2, 4)) == "23 24 ");
        CHECK(co_await ids(all.limit(10).slice(8)) == "9 10 ");
        const std::int64_t counted = co_await all.limit(30).offset(20).count();
        CHECK(counted == 20);
        const bool any = co_await all.limit(5).offset(40).exists();
        CHECK_FALSE(any);
        const bool one_more = co_await all.limit(5).offset(39).exists();
        CHECK(one_more);
        const std::optional<Album> first = co_await all.limit(5).offset(10).first();
        CHECK(first->id == 11);
        const std::optional<Album> none = co_await all.limit(0).first();
        CHECK_FALSE(none.has_value());
        // as a subquery
        CHECK(co_await ids(all.filter("id"_f.in(all.limit(2).offset(4)))) == "5 6 ");
        // greater than any table
        constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
        CHECK(co_await ids(all.limit(most).offset(38)) == "39 40 ");
        CHECK(co_await ids(all.offset(most - 7).limit(7)) == "");
    });
}

TEST_CASE("orm: page gives the rows and the total") {
    in_paged_shop([]() -> dual<void> {
        const auto all = Album::vinyl().order_by("-price"_f, "id"_f);
        auto [rows, total] = co_await all.page(1, 3);
        CHECK(joined(rows) == "Officium, Milestones, Kind of Blue");
        CHECK(total == 4);
        const vinyl::page<Album> second = co_await all.page(2, 3);
        CHECK(joined(second.rows) == "Giant Steps");
        CHECK(second.total == 4);
        const auto beyond = co_await all.page(3, 3);
        CHECK(beyond.rows.empty());
        CHECK(beyond.total == 4);
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        const auto far = co_await all.page(most, most);
        CHECK(far.rows.empty());
        CHECK(far.total == 4);
        const auto whole = co_await all.page(1, most);
        CHECK(whole.rows.size() == 4);
        const auto empty = co_await all.none().page(1, 3);
        CHECK(empty.rows.empty());
        CHECK(empty.total == 0);
        // of some of the rows, with what goes with them
        const auto some = co_await all.filter("price"_f < 14).select_related("artist"_f).page(2, 2);
        CHECK(joined(some.rows) == "Giant Steps");
        CHECK(some.rows[0].artist->name == "John Coltrane");
        CHECK(some.total == 3);
        // pages of a slice are pages of its rows
        const auto sliced = co_await all.slice(1, 4).page(2, 2);
        CHECK(joined(sliced.rows) == "Giant Steps");
        CHECK(sliced.total == 3);
        const auto limited = co_await all.limit(2).offset(1).page(1, 5);
        CHECK(joined(limited.rows) == "Milestones, Kind of Blue");
        CHECK(limited.total == 2);
        // rows of other kinds
        const auto counted = co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by("-n"_f, "name"_f).page(1, 1);
        CHECK(counted.rows.at(0)["n"_f] == 2);
        CHECK(counted.total == 4);
        const auto values = co_await Album::vinyl().values_list("title"_f).order_by("title"_f).page(2, 3);
        CHECK(std::get<0>(values.rows.at(0)) == "Officium");
        const auto groups = co_await Album::vinyl().values("artist"_f).annotate("n"_f = count("id"_f)).order_by("-n"_f, "artist"_f).page(1, 2);
        CHECK(groups.rows.at(0)["n"_f] == 2);
        CHECK(groups.total == 3);
    }, tests::statements::may_differ);
}

TEST_CASE("orm: a page of an unordered queryset goes by the key") {
    in_paged_shop([]() -> dual<void> {
        co_await tests::sql("update orm.biography set text = 'Trumpet and voice' where id = 1");  // moves its row to the end
        const auto biographies = Biography::vinyl();
        const auto first = co_await biographies.page(1, 1);
        CHECK(first.rows.at(0).id == 1);
        const auto second = co_await biographies.page(2, 1);
        CHECK(second.rows.at(0).id == 2);
        CHECK(second.total == 2);
        const std::string error = co_await error_of<vinyl::usage_error>(
            [] { return Biography::vinyl().values("artist"_f).annotate("n"_f = count("id"_f)).page(1, 1); });
        CHECK_THAT(error, Catch::Matchers::Contains("need an order_by()"));
        const std::string distinct =
            co_await error_of<vinyl::usage_error>([] { return Biography::vinyl().values("artist"_f).distinct().page(1, 1); });
        CHECK_THAT(distinct, Catch::Matchers::Contains("needs an order_by()"));
        const std::string on =
            co_await error_of<vinyl::usage_error>([] { return Biography::vinyl().distinct("artist"_f).page(1, 1); });
        CHECK_THAT(on, Catch::Matchers::Contains("needs an order_by()"));
        const auto countries = co_await Artist::vinyl().filter("country"_f.is_null(false)).values("country"_f).distinct().order_by("country"_f).page(2, 1);
        CHECK(countries.total == 2);
        CHECK(countries.rows.at(0)["country"_f] == "US");
    }, tests::statements::may_differ);
}

TEST_CASE("orm: pages are numbered from 1") {
    in_paged_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const std::string zero = co_await error_of<vinyl::usage_error>([&] { return all.page(0, 10); });
        CHECK_THAT(zero, Catch::Matchers::Contains("page(0, 10)") && Catch::Matchers::Contains("from 1"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return all.page(-1, 10); }), Catch::Matchers::Contains("page(-1, 10)"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return all.page(1, 0); }), Catch::Matchers::Contains("page(1, 0)"));
    });
}

TEST_CASE("orm: page in fixed modes, and gathered") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_shop(); });
    {
        const vinyl::async_scope scope(true);
        const auto [rows, total] = Album::vinyl().order_by("id"_f).sync().page(2, 3);
        CHECK(joined(rows) == "Officium");
        CHECK(total == 4);
    }
    {
        const vinyl::async_scope scope(false);
        auto [rows, total] = *Album::vinyl().order_by("id"_f).page(2, 3);
        CHECK(joined(rows) == "Officium");
        CHECK(total == 4);
    }
    tests::run_async([]() -> boost::asio::awaitable<void> {
        const auto [rows, total] = co_await Album::vinyl().order_by("id"_f).async().page(2, 3);
        CHECK(joined(rows) == "Officium");
        CHECK(total == 4);
        const auto some = Album::vinyl().filter("id"_f.in(1, 2)).order_by("id"_f);
        const auto pages = co_await vinyl::gather(some.page(1, 1), some.page(2, 1));
        CHECK(std::get<0>(pages).rows.at(0).id == 1);
        CHECK(std::get<1>(pages).rows.at(0).id == 2);
    });
}
