// The blocks of docs/joins.md.
#include "documentation/music.hpp"

#include <iostream>

namespace documentation {

// docs: joins_employee
struct Employee : vinyl::model<Employee> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<Employee>> reports_to;
};
// docs: end

TEST_CASE("joins: trees") {
    in_the_shop([]() -> vinyl::dual<void> {
        co_await vinyl::schema::create<Employee>();
        co_await tests::sql("insert into employee (name, reports_to_id) values ('Ada', null), ('Ben', 1), ('Cem', 1), ('Dee', 2)");
        {
            // docs: joins_descendants
            auto ada = Employee::vinyl().filter("name"_f = "Ada");
            auto rows = co_await ada.descendants("reports_to"_f).filter("depth"_f <= 3).order_by("depth"_f, "name"_f);
            for (const auto& row : rows) std::cout << row.name << ", " << row["depth"_f] << " below her\n";
            // docs: end
            REQUIRE(rows.size() == 3);
            CHECK(rows.at(2).name == "Dee");
            CHECK(rows.at(2)["depth"_f] == 2);
        }
        {
            auto ada = Employee::vinyl().filter("name"_f = "Ada"), dee = Employee::vinyl().filter("name"_f = "Dee");
            // docs: joins_trees
            auto a = dee.ancestors("reports_to"_f);                                    // her boss, and the boss's boss ...
            auto b = ada.descendants("reports_to"_f, vinyl::include_self);             // with those that it begins with, at depth 0
            auto c = ada.descendants("reports_to"_f, vinyl::max_depth(1));             // at most so many steps
            auto d = ada.descendants("reports_to"_f, vinyl::depth_first);              // each before those that it found
            auto e = ada.descendants("reports_to"_f, depth_as("level"_f));             // row["level"_f], for models that have a depth
            // docs: end
            CHECK(co_await a.count() == 2);
            CHECK(co_await b.count() == 4);
            CHECK(co_await c.count() == 2);
            const auto in_order = co_await d;
            CHECK((in_order.at(0).name == "Ben" && in_order.at(1).name == "Dee" && in_order.at(2).name == "Cem"));
            CHECK(co_await e.filter("level"_f = 2).count() == 1);
        }
    });
}

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

TEST_CASE("joins: with_") {
    in_the_shop([]() -> vinyl::dual<void> {
        {
            // docs: joins_with
            auto seconds = Track::vinyl().values("album"_f).annotate("total"_f = sum("seconds"_f), "longest"_f = max("seconds"_f));
            auto albums = Album::vinyl().with_("length"_f = seconds, left_join("id"_f == "length__album"_f));
            auto rows = co_await albums.filter("length__total"_f > 500, "length__longest"_f < 640)
                            .order_by("-length__total"_f)
                            .values("title"_f, "length__total"_f);           // optional<int64>, as it is a left_join
            // docs: end
            REQUIRE(rows.size() == 2);
            CHECK(rows.at(0)["length__total"_f] == 903);
        }
        {
            // docs: joins_with_twice
            auto years = Album::vinyl().order_by().values("year"_f = "released__year"_f).annotate("n"_f = count(), "mean"_f = avg("price"_f));
            auto rows = Album::vinyl()
                            .with_("year"_f = years, inner_join("released__year"_f == "year__year"_f), vinyl::materialized)
                            .with_("before"_f = "year"_f, left_join("released__year"_f == "before__year"_f + 1));   // the same rows once more
            auto dearer = rows.filter("price"_f > "before__mean"_f);
            // docs: end
            CHECK(co_await rows.count() == 4);
            CHECK(co_await dearer.count() == 0);
        }
    });
}

}  // namespace documentation
