// The blocks of docs/joins.md.
#include "documentation/music.hpp"

#include <iostream>

namespace documentation {

TEST_CASE("joins: a filtered relation") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: joins_filtered
            auto rows = co_await Album::vinyl()
                            .annotate("long"_f = filtered_relation("tracks"_f, "tracks__seconds"_f > 300))
                            .annotate("n_long"_f = count("long"_f), "longest"_f = max("long__seconds"_f))
                            .order_by("id"_f);
            for (const auto& row : rows) std::cout << row.title << ": " << row["n_long"_f] << '\n';   // also where it is 0
            // docs: end
            REQUIRE(rows.size() == 4);
            CHECK(rows.at(0)["n_long"_f] == 2);
            CHECK(rows.at(1)["n_long"_f] == 0);
            CHECK(rows.at(1)["longest"_f] == std::nullopt);
        }
        {
            // docs: joins_filtered_one
            auto british = Album::vinyl().annotate("british"_f = filtered_relation("artist"_f, "artist__country"_f = "GB"));
            auto a = british.filter("british__name__startswith"_f = "K");
            auto b = british.filter("british"_f.is_null());                    // of all others
            auto c = british.select_related("british"_f);                      // album.artist.has_object(), where it is one
            // docs: end
            CHECK(co_await a.count() == 1);
            CHECK(co_await b.count() == 3);
            const std::vector<Album> albums = co_await c.order_by("id"_f);
            CHECK_FALSE(albums.at(0).artist.has_object());
            CHECK(albums.at(3).artist->name == "Kate Bush");
        }
    });
}

}  // namespace documentation
