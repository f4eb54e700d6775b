// Which rows joins give and take, and which rows exclude() leaves, each test in both modes.
#include "integration/orm_models.hpp"

using namespace shop;

namespace {

auto artists() { return Artist::vinyl(); }
auto albums() { return Album::vinyl(); }

const char* const everybody = "Jan Garbarek, John Coltrane, Miles Davis, Nina Simone";

}  // namespace

TEST_CASE("M4, M5: orm: what a related manager and a field on the right mean by a relation to many") {
    in_shop([]() -> dual<void> {
        const Artist miles = co_await artists().get("id"_f = 1);
        CHECK(co_await names(miles.albums.filter("artist__name"_f = "Miles Davis", "price"_f < 10)) == "Kind of Blue");
        // in one call the same album, in two calls any of them
        CHECK(co_await names(artists().filter("albums__price"_f < 10, "albums__title"_f > "albums__artist__name"_f)) == "");
        CHECK(co_await names(artists().filter("albums__price"_f > 10, "albums__stock"_f < "albums__price"_f)) == "Jan Garbarek, Miles Davis");
        CHECK(co_await names(artists().filter("albums__price"_f < 10).filter("albums__stock"_f < "albums__price"_f)) == "John Coltrane, Miles Davis");
    });
}

TEST_CASE("JP2, JP3, JP4, JP5, JP7: orm: a row without the relation stays where a condition can hold without it") {
    in_shop([]() -> dual<void> {
        const auto name = "producer__name"_f;
        CHECK(co_await names(albums().filter(name == "John Coltrane")) == "Milestones");
        CHECK(co_await names(albums().filter(name == "John Coltrane" || "stock"_f == 10)) == "Kind of Blue, Milestones");
        CHECK(co_await names(albums().filter((name == "x" || "artist__name"_f == "Miles Davis") && "artist__country"_f == "US")) ==
              "Kind of Blue, Milestones");
        CHECK(co_await names(albums().filter(("tracks__seconds"_f > 580 || name == "Jan Garbarek") && "artist__country"_f == "NO")) == "Officium");
        CHECK(co_await names(albums().filter(!(name == "John Coltrane" && "stock"_f == 0))) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(albums().filter(!(name.is_null() && "stock"_f == 10))) == "Milestones, Giant Steps, Officium");
        CHECK(co_await names(albums().filter(!(name.is_null() || "stock"_f == 0))) == "Officium");
        CHECK(co_await names(albums().filter(name.is_null())) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(albums().filter(!name.is_null(false))) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(albums().filter(!(name == "John Coltrane"))) == "Kind of Blue, Giant Steps, Officium");
    });
}

TEST_CASE("JP1, JP6, N4: orm: ordering by, selecting and loading what may not be there loses no row") {
    in_shop([]() -> dual<void> {
        // NULL comes last, and first when it is the other way round
        CHECK(co_await names(albums().order_by("producer__name"_f, "id"_f)) == "Officium, Milestones, Kind of Blue, Giant Steps");
        CHECK(co_await names(albums().order_by("-producer__name"_f, "id"_f)) == "Kind of Blue, Giant Steps, Milestones, Officium");
        CHECK(co_await names(albums().order_by("-producer__biography__text"_f, "id"_f)) == "Kind of Blue, Milestones, Giant Steps, Officium");
        CHECK(co_await albums().values_list("producer__biography__text"_f).count() == 4);
        CHECK((co_await albums().select_related("producer__biography"_f)).size() == 4);
        CHECK((co_await albums().select_related("producer"_f).filter("producer__name"_f = "John Coltrane")).size() == 1);
        const auto undone = co_await albums().select_related("artist"_f).select_related(std::nullopt).get("id"_f = 1);
        CHECK_FALSE(undone.artist.has_object());
    });
}

TEST_CASE("N2, N3: orm: a relation to many that is there gives a row for each, one that is not gives one") {
    in_shop([]() -> dual<void> {
        CHECK(co_await names(artists().filter("albums__isnull"_f = false)) == "Jan Garbarek, John Coltrane, Miles Davis, Miles Davis");
        CHECK(co_await names(artists().filter("albums__isnull"_f = true)) == "Nina Simone");
        CHECK(co_await names(albums().filter("producer__isnull"_f = true)) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(artists().filter("biography__isnull"_f = false)) == "Jan Garbarek, Miles Davis");
    });
}

TEST_CASE("X4, X5, V1: orm: exclude() by lists and along relations that may lead nowhere") {
    in_shop([]() -> dual<void> {
        const std::vector<std::optional<std::string>> with_null{"NO", std::nullopt};
        CHECK(co_await names(artists().exclude("country"_f.in(with_null))) == "John Coltrane, Miles Davis");
        CHECK(co_await names(artists().exclude("country"_f.in("NO"))) == "John Coltrane, Miles Davis, Nina Simone");
        CHECK(co_await names(albums().exclude("producer__name"_f = "John Coltrane")) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(albums().exclude("producer__biography__text"_f = "Saxophone")) == "Kind of Blue, Milestones, Giant Steps");
    });
}

TEST_CASE("X8, X9, X10: orm: exclude() by rows that are not there, behind what may not be there, and by fields outside") {
    in_shop([]() -> dual<void> {
        CHECK(co_await names(artists().exclude("albums__isnull"_f = true)) == "Jan Garbarek, John Coltrane, Miles Davis");
        CHECK(co_await names(artists().exclude("albums"_f = std::nullopt)) == "Jan Garbarek, John Coltrane, Miles Davis");
        CHECK(co_await names(artists().exclude("albums__isnull"_f = false)) == "Nina Simone");
        // the producer may not be there, and stays then
        CHECK(co_await names(albums().exclude("producer__albums__title"_f = "Officium")) == "Kind of Blue, Milestones, Giant Steps");
        CHECK(co_await names(albums().exclude("producer__albums__price"_f < 10)) == "Kind of Blue, Giant Steps, Officium");
        co_await Track::vinyl().filter("id"_f = 5).update("title"_f = "Milestones");
        CHECK(co_await names(albums().exclude("tracks__title"_f = "title"_f)) == "Kind of Blue, Giant Steps, Officium");
        CHECK(co_await names(artists().exclude("albums__stock"_f > "id"_f)) == "Jan Garbarek, Nina Simone");
    });
}

TEST_CASE("X11, X12: orm: NOT NOT is nothing, and what excludes nothing leaves all") {
    in_shop([]() -> dual<void> {
        CHECK(co_await names(artists().filter(!!("country"_f == "US"))) == "John Coltrane, Miles Davis");
        CHECK(co_await names(artists().exclude(!("country"_f == "US"))) == "John Coltrane, Miles Davis");
        CHECK(co_await names(artists().exclude(!("albums__price"_f > 14))) == "Jan Garbarek");
        CHECK(co_await names(artists().exclude()) == everybody);
        CHECK(co_await names(artists().exclude(vinyl::condition<Artist>())) == everybody);
    });
}

TEST_CASE("JP8: orm: the key of a relation is known without it") {
    in_shop([]() -> dual<void> {
        for (const std::string& sql : {albums().filter("artist__id"_f = 1).sql(), albums().filter("artist__pk"_f = 1).sql(),
                                       albums().filter("artist"_f = 1).order_by("artist_id"_f).sql(), albums().values("artist__id"_f).sql()})
            CHECK(sql.find("JOIN") == std::string::npos);
        CHECK(co_await names(albums().filter("artist__id"_f = 1)) == "Kind of Blue, Milestones");
        CHECK(co_await names(Track::vinyl().filter("album__artist__id"_f = 2)) == "Giant Steps, Naima");
    });
}
