// Rows that lack members: only() and defer(), and how the others are loaded, in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/json.hpp>
#include <vinyl/testing/count_queries.hpp>

#include <boost/json/serialize.hpp>

#include <array>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

using namespace shop;
using Catch::Matchers::Contains;

namespace {

using partial_album = vinyl::partial<Album>;

void with_shop(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shop();
        co_await body();
    });
}

/// Keys of several columns, of which a relation shares one.
struct Shelf : vinyl::model<Shelf> {
    std::int32_t room{};
    std::int32_t number{};
    std::string label;
    std::string note;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::primary_key("room"_f, "number"_f),
                                      vinyl::ordering("room"_f, "number"_f)};
};

struct Box : vinyl::model<Box> {
    std::int64_t id{};
    std::int32_t shelf_room{};
    vinyl::foreign_key<Shelf, std::tuple<std::int32_t, std::int32_t>> shelf;
    std::string label;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f)};
};

}  // namespace

TEST_CASE("R22: rows of only() have the members that were read, and the key") {
    with_shop([]() -> dual<void> {
        const std::vector<partial_album> rows = co_await Album::vinyl().only("title"_f, "price"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[0]["title"_f] == "Kind of Blue");
        CHECK(rows[0]["price"_f] == decimal("9.99"));
        CHECK(rows[0]["id"_f] == 1);
        CHECK(rows[3]["pk"_f] == 4);
        CHECK(rows[0].has("title"_f));
        CHECK_FALSE(rows[0].has("stock"_f));
        CHECK(rows[0].has("tracks"_f));
        CHECK_THROWS_AS(rows[0]["stock"_f], vinyl::not_loaded);
        CHECK_THROWS_WITH(rows[0]["stock"_f],
                          Contains("the member \"stock\" of this Album was not read") && Contains("row.get(\"stock\"_f)"));
        CHECK(co_await rows[0]["tracks"_f]().count() == 3);
        CHECK(rows[0] == rows[0]);
        CHECK_FALSE(rows[0] == rows[1]);
        CHECK(rows[0] == co_await Album::vinyl().only("stock"_f).get("id"_f = 1));
        const partial_album nothing;
        CHECK_FALSE(nothing.has("id"_f));
        CHECK(co_await error_of<vinyl::usage_error>([&nothing]() -> dual<void> { co_await nothing.get("title"_f); }) ==
              "vinyl: members of a vinyl::partial<Album> can not be loaded: it is no row that was read");
    });
}

TEST_CASE("PR15: a deferred member is loaded for all rows of the result in one statement") {
    with_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().defer("tags"_f, "rating"_f);
        const auto sent = co_await vinyl::testing::record_queries([&rows]() -> dual<void> {
            CHECK((co_await rows[1].get("rating"_f)) == std::nullopt);
            CHECK((co_await rows[0].get("rating"_f)) == 5.0);
            CHECK(rows[0]["rating"_f] == 5.0);
            CHECK_FALSE(rows[2].has("rating"_f));
            CHECK((co_await rows[2].get("rating"_f)) == 4.5);
            const partial_album copy = rows[2];
            CHECK(copy["rating"_f] == 4.5);
            CHECK(&copy["rating"_f] == &rows[2]["rating"_f]);
            CHECK((co_await copy.get("title"_f)) == "Giant Steps");
        });
        REQUIRE(sent.size() == 1);
        CHECK(sent[0] ==
              R"(SELECT "album"."id", "album"."rating" FROM "orm"."album" WHERE "album"."id" = ANY($1) ORDER BY "album"."id" ASC)");
        const auto second = co_await vinyl::testing::count_queries([&rows]() -> dual<void> {
            const std::vector<std::string>& first = co_await rows[0].get("tags"_f);
            CHECK(first.size() == 2);
            CHECK(first.at(0) == "modal");
            const std::vector<std::string>& third = co_await rows[2].get("tags"_f);
            CHECK(third.size() == 1);
        });
        CHECK(second == 1);
    });
}

TEST_CASE("PR15: the fetch mode says how a deferred member is loaded") {
    with_shop([]() -> dual<void> {
        const auto one_by_one = co_await Album::vinyl().only("title"_f).fetch_mode(vinyl::fetch_one);
        const auto sent = co_await vinyl::testing::count_queries([&one_by_one]() -> dual<void> {
            CHECK((co_await one_by_one[0].get("stock"_f)) == 10);
            CHECK((co_await one_by_one[2].get("stock"_f)) == 3);
        });
        CHECK(sent == 2);

        const auto raising = co_await Album::vinyl().only("title"_f).fetch_mode(vinyl::fetch_raise);
        CHECK((co_await raising[0].get("title"_f)) == "Kind of Blue");
        const auto asked = co_await vinyl::testing::count_queries([&raising]() -> dual<void> {
            CHECK(co_await error_of<vinyl::not_loaded>([&raising]() -> dual<void> { co_await raising[0].get("stock"_f); }) ==
                  "vinyl: of this Album was not read: \"stock\"; and the queryset said fetch_raise, so nothing is loaded later: "
                  "have it read with the rows");
            CHECK(co_await error_of<vinyl::not_loaded>([&raising]() -> dual<void> { co_await raising[0].object(); }) != "no error");
        });
        CHECK(asked == 0);
    });
}

TEST_CASE("PR15: a single row loads what it lacks by itself, and a row that is gone says so") {
    with_shop([]() -> dual<void> {
        const partial_album row = co_await Album::vinyl().only("title"_f).get("id"_f = 2);
        CHECK((co_await row.get("price"_f)) == decimal("12.50"));
        co_await Album::vinyl().filter("id"_f = 2).erase();
        CHECK(row["price"_f] == decimal("12.50"));
        CHECK(co_await error_of<Album::does_not_exist>([&row]() -> dual<void> { co_await row.get("stock"_f); }) ==
              "members of a row of Album can not be loaded: the row is no longer there");
    });
}

TEST_CASE("PR15: object() loads everything that a row lacks") {
    with_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().only("title"_f, "artist"_f).select_related("artist"_f);
        const auto sent = co_await vinyl::testing::count_queries([&rows]() -> dual<void> {
            const Album& album = co_await rows[0].object();
            CHECK(album.id == 1);
            CHECK(album.title == "Kind of Blue");
            CHECK(album.stock == 10);
            CHECK(album.tags.size() == 2);
            CHECK(album.artist->name == "Miles Davis");
            CHECK(&co_await rows[0].object() == &album);
            CHECK(rows[0]["stock"_f] == 10);
            const Album& other = co_await rows[3].object();
            CHECK(other.producer->id() == 4);
            CHECK((co_await (*other.producer)()).name == "Jan Garbarek");
            CHECK(co_await other.tracks().count() == 0);
        });
        CHECK(sent == 3);
        const auto whole = co_await Album::vinyl().only("title"_f).defer(std::nullopt).get("id"_f = 1);
        CHECK(whole.stock == 10);
    });
}

TEST_CASE("R22: paths through relations give values beside members") {
    with_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().only("title"_f, "artist__name"_f, "producer__country"_f).order_by("id"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[2]["artist__name"_f] == "John Coltrane");
        CHECK(rows[0]["producer__country"_f] == std::nullopt);
        CHECK(rows[3]["producer__country"_f] == "NO");
        CHECK(rows[2]["artist"_f].id() == 2);
        const auto sent = co_await vinyl::testing::count_queries([&rows]() -> dual<void> {
            for (const auto& row : rows) CHECK((co_await row["artist"_f]()).name == row["artist__name"_f]);
        });
        CHECK(sent == 1);
        const auto counted = co_await Album::vinyl()
                                 .only("artist__name"_f, "title"_f)
                                 .annotate("n"_f = vinyl::count("tracks"_f))
                                 .filter("n"_f > 0)
                                 .order_by("-n"_f, "id"_f)
                                 .only("title"_f, "artist__country"_f);
        REQUIRE(counted.size() == 3);
        CHECK(counted[0]["n"_f] == 3);
        CHECK(counted[0]["artist__country"_f] == "US");
        CHECK(counted[1]["title"_f] == "Giant Steps");
        CHECK(counted[1]["n"_f] == 2);
    });
}

TEST_CASE("R21: rows that lack members come from all that is asked of querysets") {
    with_shop([]() -> dual<void> {
        const auto some = Album::vinyl().only("title"_f);
        CHECK((*co_await some.first())["title"_f] == "Kind of Blue");
        CHECK((*co_await some.last())["title"_f] == "Officium");
        CHECK((co_await some.latest("released"_f))["title"_f] == "Officium");
        CHECK((co_await some.get_or_none("id"_f = 9)) == std::nullopt);
        CHECK(co_await some.count() == 4);
        CHECK(co_await some.filter("price"_f > 100).exists() == false);
        const auto page = co_await some.page(2, 3);
        REQUIRE(page.rows.size() == 1);
        CHECK(page.rows[0]["title"_f] == "Officium");
        const auto ids = std::to_array<std::int64_t>({1, 3});
        const auto by_key = co_await some.in_bulk(ids);
        REQUIRE(by_key.size() == 2);
        CHECK(by_key.at(3)["title"_f] == "Giant Steps");
        const auto names = std::to_array<std::string>({"Jan Garbarek"});
        CHECK((co_await Artist::vinyl().only("name"_f).in_bulk("name"_f, names)).at("Jan Garbarek")["id"_f] == 4);
        CHECK(co_await error_of<vinyl::not_loaded>([&names]() -> dual<void> {
                  co_await Artist::vinyl().only("country"_f).in_bulk("name"_f, names);
              }) != "no error");

        auto streamed = some.order_by("id"_f).iterator(3);
        std::string titles;
        const auto sent = co_await vinyl::testing::count_queries([&streamed, &titles]() -> dual<void> {
            while (auto* row = co_await streamed.next())
                titles += (*row)["title"_f] + " " + std::to_string(co_await row->get("stock"_f)) + ", ";
        });
        CHECK(titles == "Kind of Blue 10, Milestones 0, Giant Steps 3, Officium 1, ");
        CHECK(sent == 3);  // the stream, and a statement for each chunk
        CHECK(co_await some.filter("id"_f = 4).update("stock"_f = 5) == 1);
        CHECK(co_await Track::vinyl().filter("album"_f.in(some.filter("price"_f < 8))).count() == 2);
        CHECK((co_await some.union_(some.filter("id"_f < 3))).size() == 4);
    });
}

TEST_CASE("R22: querysets of only() are ranges in sync mode") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> {
        co_await new_shop();
        const auto some = Album::vinyl().only("title"_f);
        std::string titles;
        for (const auto& row : some) titles += row["title"_f] + ", ";
        CHECK(titles == "Kind of Blue, Milestones, Giant Steps, Officium, ");
        CHECK(some.size() == 4);
        CHECK(some[1].get("stock"_f) == 0);
        CHECK(some.sync().get("id"_f = 3)["title"_f] == "Giant Steps");
        CHECK((*some[3].object()).price == decimal("15.00"));
    });
}

TEST_CASE("a row that lacks members updates some") {
    with_shop([]() -> dual<void> {
        auto rows = co_await Album::vinyl().only("title"_f).order_by("id"_f);
        co_await rows[0].get("stock"_f);
        co_await rows[0].update("price"_f = decimal("3.00"), "stock"_f = "stock"_f + 1);
        CHECK(rows[0]["price"_f] == decimal("3.00"));
        CHECK(rows[0]["stock"_f] == 11);
        CHECK((co_await rows[0].object()).stock == 11);
        CHECK((co_await Album::vinyl().get("id"_f = 1)).price == decimal("3.00"));
        co_await rows[0].update("stock"_f = 12);
        CHECK((co_await rows[0].object()).stock == 12);
        co_await Album::vinyl().filter("id"_f = 2).erase();
        CHECK(co_await error_of<Album::does_not_exist>([&rows]() -> dual<void> { co_await rows[1].update("stock"_f = 1); }) ==
              "Album.update(): the row is gone");
    });
}

TEST_CASE("rows that lack members as JSON have those that are there") {
    with_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().only("title"_f, "artist__name"_f).annotate("twice"_f = "stock"_f * 2);
        CHECK(boost::json::serialize(vinyl::to_json(rows[0])) ==
              R"({"id":1,"title":"Kind of Blue","artist":1,"artist__name":"Miles Davis","twice":20})");
        co_await rows[0].get("price"_f);
        CHECK(boost::json::serialize(vinyl::to_json(rows[0])) ==
              R"({"id":1,"title":"Kind of Blue","artist":1,"price":"9.99","artist__name":"Miles Davis","twice":20})");
        CHECK(vinyl::to_json(rows).size() == 4);
    });
}

TEST_CASE("PR15: rows with keys of several columns load what they lack") {
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await tests::sql("DROP SCHEMA IF EXISTS orm CASCADE");
        co_await tests::sql("CREATE SCHEMA orm");
        co_await vinyl::schema::create<Shelf, Box>();
        co_await tests::sql("INSERT INTO orm.shelf (room, number, label, note) VALUES (1, 1, 'a', 'x'), (1, 2, 'b', 'y')");
        co_await tests::sql(
            "INSERT INTO orm.box (shelf_room, shelf_number, label) VALUES (1, 2, 'p'), (1, 1, 'q')");
        const auto shelves = co_await Shelf::vinyl().only("label"_f);
        const auto sent = co_await vinyl::testing::count_queries([&shelves]() -> dual<void> {
            CHECK((co_await shelves[0].get("note"_f)) == "x");
            CHECK((co_await shelves[1].get("note"_f)) == "y");
        });
        CHECK(sent == 1);
        auto boxes = co_await Box::vinyl().only("shelf"_f);
        CHECK(boxes[0].has("shelf_room"_f));  // a column of the relation's
        CHECK_FALSE(boxes[0].has("label"_f));
        CHECK(boxes[0]["shelf"_f].id() == std::tuple(1, 2));
        CHECK((co_await boxes[1]["shelf"_f]()).note == "x");
        auto labels = co_await Box::vinyl().only("label"_f);
        CHECK_FALSE(labels[0].has("shelf"_f));
        co_await labels[0].update("shelf"_f = std::tuple(1, 1));
        CHECK(labels[0]["shelf"_f].id() == std::tuple(1, 1));
        CHECK(labels[0]["shelf_room"_f] == 1);
    });
}

TEST_CASE("PR15: rows of another database load what they lack from there, and are updated there") {
    const tests::database alias;
    const tests::database other({}, "other");
    tests::in_both_modes([]() -> dual<void> {
        co_await new_shop();
        const auto there = Album::vinyl().using_("other").only("title"_f);
        // what the transaction changes is seen only where it is asked
        const vinyl::atomic_options in_other{.alias = "other"};
        co_await vinyl::atomic(
            in_other, [&there]() -> dual<void> {
                co_await Album::vinyl().using_("other").filter("id"_f.in(1, 2)).update("stock"_f = 77);
                auto rows = co_await there.order_by("id"_f);
                CHECK((co_await rows[0].get("stock"_f)) == 77);
                CHECK((co_await rows[1].object()).stock == 77);
                const partial_album single = co_await there.get("id"_f = 2);
                CHECK((co_await single.get("stock"_f)) == 77);
                co_await rows[0].update("price"_f = decimal("1.00"));
                CHECK((co_await Album::vinyl().using_("other").get("id"_f = 1)).price == decimal("1.00"));
                const partial_album here = co_await Album::vinyl().only("title"_f).get("id"_f = 1);
                CHECK((co_await here.get("stock"_f)) == 10);
                CHECK((co_await here.get("price"_f)) == decimal("9.99"));
            });
    });
}

TEST_CASE("R22: members that were loaded stay when a row is updated") {
    with_shop([]() -> dual<void> {
        partial_album row = co_await Album::vinyl().only("title"_f).get("id"_f = 1);
        co_await row.get("tags"_f);
        co_await row.get("stock"_f);
        const std::vector<std::string>& tags = row["tags"_f];
        co_await row.object();
        co_await row.update("price"_f = decimal("3.00"), "stock"_f = 12);
        CHECK(tags.size() == 2);
        CHECK(&row["tags"_f] == &tags);
        CHECK(row["stock"_f] == 12);
        CHECK((co_await row.object()).stock == 12);
        CHECK((co_await row.object()).price == decimal("3.00"));

        partial_album key = co_await Album::vinyl().only("id"_f).get("id"_f = 1);
        CHECK((co_await key.object()).stock == 12);
        co_await key.update("stock"_f = 13);
        CHECK((co_await key.object()).stock == 13);
        CHECK(key["stock"_f] == 13);
    });
}

TEST_CASE("PR15: members that are loaded do not get into another row that was assigned meanwhile") {
    const tests::database alias;
    tests::run_async([]() -> dual<void> {
        co_await new_shop();
        std::vector<partial_album> rows = co_await Album::vinyl().only("title"_f).order_by("id"_f);
        const auto assign = [&rows]() -> dual<void> {
            rows[0] = rows[1];
            co_return;
        };
        std::string said;
        const auto load = [&rows, &said]() -> dual<void> {
            said = co_await error_of<vinyl::usage_error>([&rows]() -> dual<void> { co_await rows[0].get("tags"_f); });
        };
        co_await vinyl::gather(load(), assign());
        CHECK(said == "vinyl: a vinyl::partial<Album> got another key while members of its former row were being loaded; ask for them again");
        CHECK_FALSE(rows[0].has("tags"_f));
        CHECK((co_await rows[0].get("tags"_f)) == (co_await Album::vinyl().get("id"_f = 2)).tags);
    });
}

TEST_CASE("R22: a path that only() names twice is a value of the row once") {
    with_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().only("title"_f, "artist__name"_f, "artist__name"_f).order_by("id"_f);
        CHECK(rows.at(2)["artist__name"_f] == "John Coltrane");
        const auto tracks =
            co_await Track::vinyl().only("album"_f, "album__stock"_f, "album__stock"_f).select_related("album"_f).order_by("id"_f);
        CHECK(tracks.at(0)["album__stock"_f] == 10);
        CHECK(tracks.at(0)["album"_f]->title == "Kind of Blue");
    });
}

TEST_CASE("threads share rows and load members of them") {
    const tests::database alias;
    tests::run_sync([]() -> dual<void> {
        co_await new_shop();
        const auto rows = co_await Album::vinyl().only("title"_f).order_by("id"_f);
        std::vector<std::thread> threads;
        std::vector<int> right(4);
        for (std::size_t i = 0; i < right.size(); ++i)
            threads.emplace_back([&rows, &right, i] {
                const vinyl::async_scope mode(false);
                for (const auto& row : rows) {
                    const partial_album copy = row;
                    right[i] += *copy.get("stock"_f) == *row.get("stock"_f);
                    right[i] += (*row.object()).price == *row.get("price"_f);
                }
            });
        for (std::thread& each : threads) each.join();
        CHECK(right == std::vector<int>(4, 8));
    });
}
