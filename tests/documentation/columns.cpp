// The blocks of docs/columns.md.
#include "documentation/music.hpp"

#include <vinyl/choices.hpp>
#include <vinyl/json.hpp>

#include <boost/json/serialize.hpp>

#include <iostream>

namespace documentation {

TEST_CASE("columns: some members") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            std::string titles;
            // docs: columns_only
            auto rows = co_await Album::vinyl().only("title"_f, "price"_f).order_by("-price"_f);   // id, title, price
            for (const auto& row : rows) titles += row["title"_f] + ", ";
            auto lean = co_await Album::vinyl().defer("tags"_f).filter("price"_f < 10);            // all but tags
            // docs: end
            CHECK(titles == "Hounds of Love, Milestones, Kind of Blue, Giant Steps, ");
            CHECK(lean.size() == 2);
            CHECK_FALSE(lean[0].has("tags"_f));
            // docs: columns_get
            for (const vinyl::partial<Album>& row : rows) {
                const std::optional<double>& rating = co_await row.get("rating"_f);   // one statement for all rows
                if (rating > 4.5) std::cout << row["title"_f] << '\n';
            }
            const Album& album = co_await rows[0].object();                           // and the rest
            // docs: end
            CHECK(album.title == "Hounds of Love");
        }
        {
            std::string artists;
            // docs: columns_paths
            auto rows = co_await Album::vinyl().only("title"_f, "artist__name"_f).order_by("artist__name"_f, "id"_f);
            for (const auto& row : rows) artists += row["artist__name"_f] + ", ";
            // docs: end
            CHECK(artists == "John Coltrane, Kate Bush, Miles Davis, Miles Davis, ");
        }
    });
}

// docs: columns_raw
struct Sale {
    std::string title;
    std::int64_t tracks{};
};
// docs: end

TEST_CASE("columns: SQL of one's own") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: columns_raw

        auto sales = Album::vinyl().raw<Sale>(
            "SELECT a.title, count(*) AS tracks FROM album a JOIN track t ON t.album_id = a.id"
            " WHERE a.price < $1 GROUP BY a.title ORDER BY a.title", 10);
        for (const Sale& sale : co_await sales.list()) std::cout << sale.title << ": " << sale.tracks << '\n';

        auto albums = co_await Album::vinyl().raw("SELECT * FROM album WHERE title = $1", "Milestones");   // objects
        auto some = co_await Album::vinyl().raw<vinyl::partial<Album>>("SELECT id, title FROM album ORDER BY id");
        const decimal& price = co_await some[0].get("price"_f);                                            // loaded now
        // docs: end
        CHECK((co_await sales.list()).at(0).title == "Giant Steps");
        CHECK(albums.at(0).price > decimal(10));
        CHECK(price > decimal(1));
    });
}

TEST_CASE("columns: chosen by users") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: columns_chosen
        const auto columns = vinyl::column_choices<Album>("title"_f, "price"_f, "released"_f, "artist"_f = "artist__name"_f);

        auto rows = co_await Album::vinyl().filter("price"_f < 9).values(columns("artist,title"));   // "artist,title": the request
        std::string answer = boost::json::serialize(vinyl::to_json(rows));                           // by <vinyl/json.hpp>
        // docs: end
        CHECK(answer == R"([{"title":"Giant Steps","artist":"John Coltrane"}])");
    });
}

}  // namespace documentation
