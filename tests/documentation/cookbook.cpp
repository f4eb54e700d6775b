// The blocks of docs/cookbook.md.
#include "documentation/music.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace documentation {

namespace {
/// The titles, or names, in the order of the rows.
template <class Rows>
std::vector<std::string> texts_in_order(const Rows& rows) {
    std::vector<std::string> texts;
    for (const auto& row : rows) {
        if constexpr (requires { row.title; }) texts.push_back(row.title);
        else texts.push_back(row.name);
    }
    return texts;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

/// The titles, or names, in alphabetical order.
template <class Rows>
std::string texts_of(const Rows& rows) {
    std::vector<std::string> texts = texts_in_order(rows);
    std::sort(texts.begin(), texts.end());
    return joined(texts);
}
}  // namespace

TEST_CASE("cookbook: reading") {
    in_the_shop([]() -> vinyl::dual<void> {
        auto all = Album::vinyl();
        {
            // docs: cookbook_select
            auto rows = co_await all.filter("price"_f < 10).order_by("-released"_f).limit(3);
            // docs: end
            CHECK(joined(texts_in_order(rows)) == "Giant Steps, Kind of Blue");
        }
        {
            // docs: cookbook_columns
            auto rows = co_await all.values_list("title"_f, "price"_f);
            // docs: end
            CHECK(rows.size() == 4);
            auto [title, price] = rows.at(0);
            CHECK(title == "Kind of Blue");
            CHECK(price == decimal("9.99"));
        }
        {
            // docs: cookbook_join
            auto rows = co_await all.filter("artist__name"_f = "Kate Bush").select_related("artist"_f);
            // docs: end
            CHECK(texts_of(rows) == "Hounds of Love");
            CHECK(rows.at(0).artist->name == "Kate Bush");
        }
        {
            co_await tests::sql(
                "INSERT INTO album (title, artist_id, released, price, tags) VALUES ('A 50% Wave', 4, '1990-01-01', "
                "99, '{}'), "
                "('A 500 Wave', 4, '1990-01-01', 99, '{}')");
            // docs: cookbook_like
            auto rows = co_await all.filter("title"_f.icontains("50%"));
            // docs: end
            CHECK(texts_of(rows) == "A 50% Wave");
            co_await all.filter("title"_f.contains("Wave")).erase();
        }
        {
            // docs: cookbook_in
            std::vector<std::int64_t> ids;
            ids.push_back(1);
            auto rows = co_await all.filter("id"_f.in(ids));
            // docs: end
            CHECK(texts_of(rows) == "Kind of Blue");
        }
        {
            // docs: cookbook_subquery
            auto british = Artist::vinyl().filter("country"_f = "GB");
            auto rows = co_await all.filter("artist"_f.in(british));
            // docs: end
            CHECK(texts_of(rows) == "Hounds of Love");
        }
        {
            // docs: cookbook_exists
            auto rows = co_await all.filter(exists(Track::vinyl().filter("album"_f = "id"_outer, "seconds"_f > 600)));
            // docs: end
            CHECK(texts_of(rows) == "Hounds of Love, Kind of Blue");
        }
        {
            // docs: cookbook_null
            auto unrated = co_await all.filter("rating"_f.is_null());
            auto rated = co_await all.filter("rating"_f != std::nullopt);
            // docs: end
            CHECK(texts_of(unrated) == "Giant Steps");
            CHECK(texts_of(rated) == "Hounds of Love, Kind of Blue, Milestones");
        }
        {
            // docs: cookbook_date
            auto rows = co_await all.filter("released__year"_f = 1959, "released__month"_f = 8);
            // docs: end
            CHECK(texts_of(rows) == "Kind of Blue");
        }
        {
            // docs: cookbook_array
            auto rows = co_await all.filter("tags__contains"_f = std::vector<std::string>(1, "K"));
            // docs: end
            CHECK(texts_of(rows) == "Kind of Blue");
        }
        {
            // docs: cookbook_count
            std::int64_t n = co_await all.filter("price"_f < 10).count();
            bool any = co_await all.filter("price"_f < 10).exists();
            // docs: end
            CHECK(n == 2);
            CHECK(any);
        }
        {
            // docs: cookbook_aggregate
            auto row = co_await all.aggregate("mean"_f = avg("price"_f), "most"_f = max("price"_f));
            // docs: end
            CHECK(row["most"_f] == decimal("14"));
            CHECK(row["mean"_f] == decimal("11.2475"));
        }
        {
            // docs: cookbook_group
            auto rows = co_await all.values("artist__name"_f).annotate("n"_f = count()).filter("n"_f > 1);
            // docs: end
            CHECK(rows.size() == 1);
            CHECK(rows.at(0)["artist__name"_f] == "Miles Davis");
            CHECK(rows.at(0)["n"_f] == 2);
        }
        {
            // docs: cookbook_left_join
            auto rows = co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by("-n"_f);
            // docs: end
            CHECK(rows.size() == 4);
            CHECK(rows.at(0).name == "Miles Davis");
            CHECK(rows.at(0)["n"_f] == 2);
            CHECK(rows.at(3).name == "Somebody");
            CHECK(rows.at(3)["n"_f] == 0);
        }
        {
            // docs: cookbook_not_in
            auto rows = co_await Artist::vinyl().exclude("albums__price__lt"_f = 10);
            // docs: end
            CHECK(texts_of(rows) == "Kate Bush, Somebody");
        }
        {
            // docs: cookbook_distinct_on
            auto rows = co_await all.order_by("artist__id"_f, "-released"_f).distinct("artist__id"_f);
            // docs: end
            CHECK(joined(texts_in_order(rows)) == "Kind of Blue, Giant Steps, Hounds of Love");
        }
        {
            // docs: cookbook_expression
            auto rows = co_await all.annotate("gross"_f = "price"_f * decimal("1.19")).filter("gross"_f < 12);
            // docs: end
            CHECK(rows.size() == 2);
            CHECK(rows.at(0)["gross"_f] == decimal("11.8881"));
        }
    });
}

TEST_CASE("cookbook: writing") {
    in_the_shop([]() -> vinyl::dual<void> {
        auto all = Album::vinyl();
        Artist miles = co_await Artist::vinyl().get("name"_f = "Miles Davis");
        {
            // docs: cookbook_insert
            Album album = co_await all.create("title"_f = "Nefertiti", "artist"_f = miles, "price"_f = decimal("11.00"),
                                              "released"_f = vinyl::date(1968y, std::chrono::March, 1d));
            // docs: end
            Album stored = co_await all.get("title"_f = "Nefertiti");
            CHECK(stored == album);
            CHECK(stored.artist.id() == miles.id);
            CHECK(stored.price == decimal("11"));
            CHECK(vinyl::to_string(stored.released) == "1968-03-01");
        }
        {
            // docs: cookbook_update
            std::int64_t n = co_await all.filter("price"_f < 10).update("price"_f = "price"_f + 1, "rating"_f = std::nullopt);
            // docs: end
            CHECK(n == 2);
            Album changed = co_await all.get("title"_f = "Kind of Blue");
            CHECK(changed.price == decimal("10.99"));
            CHECK(!changed.rating);
        }
        {
            // docs: cookbook_delete
            std::int64_t n = co_await all.filter("released__year__lt"_f = 1959).erase();
            // docs: end
            CHECK(n == 1);
            CHECK(!(co_await all.filter("title"_f = "Milestones").exists()));
        }
        {
            // docs: cookbook_transaction
            co_await vinyl::atomic([&]() -> vinyl::dual<void> {
                co_await all.filter("id"_f = 1).update("price"_f = "price"_f - 1);
                co_await all.filter("id"_f = 3).update("price"_f = "price"_f + 1);
            });
            // docs: end
            CHECK((co_await all.get("id"_f = 1)).price == decimal("9.99"));
            CHECK((co_await all.get("id"_f = 3)).price == decimal("10.50"));
        }
    });
}

TEST_CASE("cookbook: the SQL on the left runs, and is about as many rows") {
    in_the_shop([]() -> vinyl::dual<void> {
        const std::pair<const char*, const char*> all[] = {
            {"select", "2"},       {"columns", "4"},    {"join", "1"},   {"like", "0"},   {"in", "1"},
            {"subquery", "1"},     {"exists", "2"},     {"null", "13"},  {"date", "1"},   {"array", "1"},
            {"distinct_on", "3"},  {"expression", "2"}, {"not_in", "2"}, {"count", "11"}, {"aggregate", "1"},
            {"group", "1"},        {"left_join", "4"},  {"insert", "1"}, {"update", "2"}, {"delete", "1"},
            {"transaction", "11"},
        };
        std::ifstream file(VINYL_SOURCE_FOLDER "/docs/cookbook.md");
        const std::string cookbook((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        for (const auto& [name, rows] : all) {
            const std::size_t example = cookbook.find("<!-- test: cookbook_" + std::string(name) + " -->");
            REQUIRE(example != std::string::npos);
            const std::size_t begin = cookbook.rfind("```sql\n", example) + 7;
            std::istringstream block(cookbook.substr(begin, cookbook.find("```", begin) - begin));
            std::string found;
            for (std::string statement; std::getline(block, statement, ';');) {
                statement = one_line(statement);
                if (statement.empty() || statement == "BEGIN" || statement == "COMMIT") continue;
                CAPTURE(statement);
                const vinyl::db::result answer = co_await tests::sql(statement);
                found += std::to_string(answer.affected());
            }
            CAPTURE(name);
            CHECK(found == rows);
        }
    });
}

TEST_CASE("cookbook: tables") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP SCHEMA public CASCADE");
        co_await tests::sql("CREATE SCHEMA public");
        // docs: cookbook_tables
        co_await vinyl::schema::create<Artist, Album, Track>();
        co_await vinyl::schema::drop<Artist, Album, Track>();
        std::string text = vinyl::schema::sql<Artist, Album, Track>();     // to look at, or for psql
        // docs: end
        CHECK(text.find("CREATE TABLE \"album\"") != std::string::npos);
        CHECK(text.find("CREATE INDEX ") != std::string::npos);
        const std::string none =
            co_await tests::cell("SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'");
        CHECK(none == "0");
    });
}

}  // namespace documentation
