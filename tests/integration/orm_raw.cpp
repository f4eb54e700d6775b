// raw(): SQL of one's own as rows, in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/testing/count_queries.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace shop;
using Catch::Matchers::Contains;

namespace {

void with_shop(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shop();
        co_await body();
    });
}

struct Sale {
    std::string title;
    std::optional<double> rating;
    decimal price;
};

struct Numbered {
    std::int32_t id{};
};

/// What the rows are asked for with fails with.
template <class Rows>
dual<std::string> failure(Rows rows) {
    std::string message = "no error";
    try {
        static_cast<void>(co_await rows.list());
    } catch (const vinyl::data_error& error) {
        message = error.what();
    }
    co_return message;
}

}  // namespace

TEST_CASE("R25: raw() reads plain structs, by the names of columns") {
    with_shop([]() -> dual<void> {
        const decimal most("12.50");
        const auto rows = Album::vinyl().raw<Sale>(
            "SELECT price, title, rating, id FROM orm.album WHERE price <= $1 AND title <> $2 ORDER BY id", most, "Giant Steps");
        const std::vector<Sale> sales = co_await rows;
        REQUIRE(sales.size() == 2);
        CHECK(sales[0].title == "Kind of Blue");
        CHECK(sales[0].price == decimal("9.99"));
        CHECK(sales[0].rating == 5.0);
        CHECK(sales[1].rating == std::nullopt);
        const std::optional<Sale> first = co_await rows.first();
        CHECK(first->title == "Kind of Blue");
        CHECK((co_await Album::vinyl().raw<Sale>("SELECT '' AS title, 1.0::float8 AS rating, 1.0 AS price WHERE false").first()) ==
              std::nullopt);
        CHECK((co_await Album::vinyl().raw<std::int64_t>("SELECT count(*) FROM orm.album WHERE artist_id = $1",
                                                        co_await Artist::vinyl().get("id"_f = 1)))
                  .at(0) == 2);
        const auto pairs =
            co_await Album::vinyl().raw<std::tuple<std::string, std::optional<std::string>>>("SELECT name, country FROM orm.artist ORDER BY id");
        CHECK(std::get<0>(pairs.at(2)) == "Nina Simone");
        CHECK(std::get<1>(pairs.at(2)) == std::nullopt);
    });
}

TEST_CASE("RW1: raw() says which column is missing, comes twice or has another type") {
    with_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK(co_await failure(all.raw<Sale>("SELECT id, title FROM orm.album WHERE false")) ==
              "reading Sale: the statement gives no column \"rating\", \"price\", but \"id\", \"title\"; the columns are named as "
              "the members are: name them so by AS");
        CHECK(co_await failure(all.raw<Sale>("SELECT a.title, b.title, a.rating, a.price FROM orm.album a, orm.album b")) ==
              "reading Sale: the statement gives two columns called \"title\"; give one of them another name by AS, or do not "
              "select it");
        CHECK_THAT(co_await failure(all.raw<Sale>("SELECT title, rating, released AS price FROM orm.album")),
                   Contains("reading Sale: member \"price\" is of") && Contains("date"));
        CHECK_THAT(co_await failure(all.raw<Numbered>("SELECT null::int AS id")),
                   Contains("reading Numbered: member \"id\" is NULL"));
        CHECK_THAT(co_await failure(all.raw("SELECT id, title FROM orm.album")),
                   Contains("reading Album: the statement gives no column \"artist_id\", \"producer_id\"") &&
                       Contains("but \"id\", \"title\"; select them, or read vinyl::partial, which loads what it lacks"));
        CHECK(co_await failure(all.raw<vinyl::partial<Album>>("SELECT title FROM orm.album")) ==
              "reading Album: the statement gives no column \"id\", but \"title\"; select the key: by it the rest of a row is "
              "loaded");
        CHECK_THAT(co_await failure(all.raw<std::int64_t>("SELECT id, stock FROM orm.album")), Contains("the result has 2 columns"));
        CHECK_THAT(co_await failure(all.raw<std::int64_t>("UPDATE orm.album SET stock = 9")), Contains("the result has 0 columns"));
    });
}

TEST_CASE("RW1: raw() reads the model when all of its columns come, in any order, and others may come, too") {
    with_shop([]() -> dual<void> {
        const auto albums = co_await Album::vinyl().raw(
            "SELECT 7 AS more, active, a.*, 'x' AS active_too FROM (SELECT stock, kind, bought, tags, meta_data, rating, price, "
            "released, producer_id, artist_id, title, id, active FROM orm.album) a(stock, kind, bought, tags, meta_data, rating, price, "
            "released, producer_id, artist_id, title, id, act) CROSS JOIN (SELECT true AS active) b ORDER BY id");
        REQUIRE(albums.size() == 4);
        CHECK(albums[1].id == 2);
        CHECK(albums[1].title == "Milestones");
        CHECK(albums[1].producer->id() == 2);
        CHECK(albums[2].tags.size() == 1);
        const auto sent = co_await vinyl::testing::count_queries([&albums]() -> dual<void> {
            for (const Album& album : albums) CHECK_FALSE((co_await album.artist()).name.empty());
        });
        CHECK(sent == 1);  // they are peers
        const auto raising = co_await Album::vinyl().raw("SELECT * FROM orm.album").fetch_mode(vinyl::fetch_raise);
        CHECK(co_await error_of<vinyl::not_loaded>([&raising]() -> dual<void> { co_await raising[0].artist(); }) != "no error");
    });
}

TEST_CASE("RW1: columns of the model that do not come are deferred") {
    with_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().raw<vinyl::partial<Album>>(
            "SELECT price * 2 AS twice, artist_id, title, id FROM orm.album ORDER BY price DESC");
        REQUIRE(rows.size() == 4);
        CHECK(rows[0]["title"_f] == "Officium");
        CHECK(rows[0]["artist"_f].id() == 4);
        CHECK_FALSE(rows[0].has("stock"_f));
        const auto sent = co_await vinyl::testing::count_queries([&rows]() -> dual<void> {
            std::int64_t stock = 0;
            for (const auto& row : rows) stock += co_await row.get("stock"_f);
            CHECK(stock == 14);
            CHECK((co_await rows[1].object()).kind == format::album);
        });
        CHECK(sent == 2);
    });
}

TEST_CASE("RW2: raw() is lazy, and asked again when it is awaited again") {
    with_shop([]() -> dual<void> {
        const auto rows = Album::vinyl().raw<Sale>("SELECT title, rating, price FROM orm.album WHERE stock >= $1", 1);
        const auto sent = co_await vinyl::testing::count_queries([&rows]() -> dual<void> {
            CHECK((co_await rows).size() == 3);
            CHECK((co_await rows.list()).size() == 3);
        });
        CHECK(sent == 2);
        co_await vinyl::atomic([&rows]() -> dual<void> {
            co_await Album::vinyl().update("stock"_f = 0);
            CHECK((co_await rows).empty());
        });
        CHECK((co_await rows).empty());
    });
}

TEST_CASE("RW2: raw() is a range in sync mode, which keeps its rows") {
    const tests::database alias;
    const tests::database other({}, "other");
    tests::run_sync([]() -> dual<void> {
        co_await new_shop();
        const auto rows = Album::vinyl().raw<Sale>("SELECT title, rating, price FROM orm.album ORDER BY id");
        const tests::sent_statements sent;
        std::string titles;
        for (const Sale& sale : rows) titles += sale.title + ", ";
        CHECK(titles == "Kind of Blue, Milestones, Giant Steps, Officium, ");
        CHECK(rows.size() == 4);
        CHECK(rows[3].title == "Officium");
        CHECK(sent.texts().size() == 1);
        CHECK_FALSE(rows.all().empty());
        CHECK(sent.texts().size() == 2);
        const std::vector<Sale> there = rows.using_("other").sync().list();
        CHECK(there.size() == 4);
        CHECK_THROWS_AS(rows[4], vinyl::usage_error);
    });
}
