// Relations with a condition, by name, each test in both modes.
#include "integration/orm_models.hpp"

#include <concepts>
#include <cstdint>
#include <optional>

using namespace shop;

namespace {

template <class Rows>
std::string counts(const Rows& rows) {
    std::string all;
    for (const auto& row : rows)
        all += (all.empty() ? "" : ", ") + name_of(row) + ": " + std::to_string(row["n"_f]) + " of " + std::to_string(row["all"_f]);
    return all;
}

}  // namespace

TEST_CASE("N5: orm: aggregates over a filtered relation keep the rows that have no such row") {
    in_shop([]() -> dual<void> {
        const auto long_ones = [](std::int32_t seconds) {
            return Album::vinyl().annotate("long"_f = filtered_relation("tracks"_f, "tracks__seconds"_f > seconds)).order_by("id"_f);
        };
        const auto counted = long_ones(400).annotate("n"_f = count("long"_f), "all"_f = count("tracks"_f));
        CHECK(counts(co_await counted) == "Kind of Blue: 2 of 3, Milestones: 0 of 1, Giant Steps: 0 of 2, Officium: 0 of 0");
        CHECK(counts(co_await long_ones(270).annotate("n"_f = count("long"_f), "all"_f = count("tracks"_f)).filter("n"_f < 2)) ==
              "Milestones: 1 of 1, Giant Steps: 1 of 2, Officium: 0 of 0");
        CHECK(co_await names(long_ones(400).filter("long__title"_f.startswith("So"))) == "Kind of Blue");
        CHECK(co_await names(long_ones(570).filter("long__title"_f.startswith("So"))) == "");
        CHECK(co_await names(long_ones(270).filter("long"_f.is_null())) == "Officium");
        CHECK(co_await names(long_ones(300).exclude("long"_f.is_null(false))) == "Giant Steps, Officium");
        // a short track of the album makes it no album with such a long one
        CHECK(co_await names(long_ones(300).exclude("long__title"_f.contains("e"))) == "Giant Steps, Officium");
        CHECK(co_await names(long_ones(300).exclude("long__title"_f = "Naima")) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await long_ones(300).filter("long"_f.is_null(false)).count() == 4);
        CHECK(co_await long_ones(300).filter("long"_f.is_null(false)).distinct().count() == 2);
        CHECK(co_await long_ones(400).aggregate(sum("long__seconds"_f)) == 562 + 589);
        const auto rows = co_await long_ones(400).order_by("-long__seconds"_f, "id"_f).values_list("id"_f, "long__title"_f);
        REQUIRE(rows.size() == 5);
        static_assert(std::same_as<std::remove_cvref_t<decltype(std::get<1>(rows[0]))>, std::optional<std::string>>);
        CHECK(std::get<1>(rows[3]) == "Freddie Freeloader");
        CHECK(co_await names(Artist::vinyl().filter("albums"_f.in(long_ones(400).filter("long"_f.is_null(false))))) == "Miles Davis");
        CHECK(co_await long_ones(400).filter("long__title"_f = "So What").update("stock"_f = 77) == 1);
        CHECK(co_await names(Album::vinyl().filter("stock"_f = 77)) == "Kind of Blue");
        CHECK(co_await long_ones(500).filter("long"_f.is_null()).filter("stock"_f = 77).erase() == 0);
    });
}

TEST_CASE("N5: orm: a filtered relation to one row, and the object behind it") {
    in_shop([]() -> dual<void> {
        const auto of = [](const std::string& country) {
            return Album::vinyl().order_by("id"_f).annotate("theirs"_f = filtered_relation("artist"_f, "artist__country"_f = country));
        };
        std::string all;
        const std::vector<Album> albums = co_await of("NO").select_related("theirs"_f);
        for (const Album& album : albums)
            all += album.artist.has_object() ? album.artist->name + ";" : "-;";
        CHECK(all == "-;-;-;Jan Garbarek;");
        // what did not come along is loaded as ever
        CHECK((co_await albums.at(0).artist()).name == "Miles Davis");
        CHECK(co_await names(of("US").filter("theirs__albums__title"_f = "Milestones")) == "Kind of Blue, Milestones");
        CHECK(co_await names(of("NO").exclude("theirs__name"_f = "Jan Garbarek")) == "Kind of Blue, Milestones, Giant Steps");
        CHECK(co_await names(of("US").order_by("theirs__name"_f.asc().nulls_first(), "id"_f)) == "Officium, Giant Steps, Kind of Blue, Milestones");
        CHECK(co_await names(of("US").filter("theirs"_f = 2)) == "Giant Steps");

        // a reverse side of one row: where the condition takes it away, nothing is known of it
        const auto artists = co_await Artist::vinyl().order_by("id"_f).annotate("wind"_f = filtered_relation("biography"_f, "biography__text"_f = "Trumpet")).select_related("wind"_f);
        CHECK(artists.at(0).biography->text == "Trumpet");
        CHECK_FALSE(artists.at(3).biography.has_object());
        CHECK((co_await artists.at(3).biography()).text == "Saxophone");
    });
}

TEST_CASE("N5: orm: the last of several relations is filtered") {
    in_shop([]() -> dual<void> {
        const auto rows = Artist::vinyl().order_by("id"_f).annotate(
            "namesake"_f = filtered_relation("albums__tracks"_f, "albums__tracks__title"_f == "albums__title"_f));
        CHECK(co_await names(rows.filter("namesake"_f.is_null(false))) == "Miles Davis, John Coltrane");
        const auto counted = co_await rows.annotate("n"_f = count("namesake"_f), "all"_f = count("albums__tracks"_f));
        CHECK(counts(counted) == "Miles Davis: 1 of 4, John Coltrane: 1 of 2, Nina Simone: 0 of 0, Jan Garbarek: 0 of 0");
        // the condition may be put together at run time; what it may not speak of shows then
        vinyl::condition<Artist> wanted = "albums__tracks__seconds"_f > 300;
        wanted = wanted || "country"_f.is_null();
        const auto put_together = Artist::vinyl().order_by("id"_f).annotate("some"_f = filtered_relation("albums__tracks"_f, wanted), "n"_f = count("some"_f), "all"_f = count("albums"_f));
        CHECK(counts(co_await put_together) == "Miles Davis: 4 of 2, John Coltrane: 0 of 1, Nina Simone: 0 of 0, Jan Garbarek: 0 of 1");
        wanted = wanted && "biography__text"_f == "x";
        const auto elsewhere = Artist::vinyl().annotate("some"_f = filtered_relation("albums__tracks"_f, wanted));
        CHECK(co_await error_of<vinyl::usage_error>([&]() -> dual<void> { co_await elsewhere.filter("some__id"_f > 1).list(); }) ==
              "the condition of \"some\" speaks of a table that is not on the way to its rows: say this to filter()");
    });
}
