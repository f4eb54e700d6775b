// Querysets with methods of the model's own, and the queryset that `M::vinyl()` is, each test in both modes.
#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <boost/asio/use_future.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace vinyl::literals;
using vinyl::decimal;
using vinyl::dual;

struct Song;

struct Band : vinyl::model<Band> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Song, "band"> songs;

    static constexpr vinyl::meta meta{vinyl::in_schema("words"), vinyl::ordering("id"_f)};
};

struct Song : vinyl::model<Song> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Band> band;
    decimal price;
    std::optional<std::int32_t> plays;

    template <class Rows>
    struct queryset : Rows {
        auto cheap() const { return this->filter("price"_f < 2); }
        queryset costing(const decimal& least) const { return this->filter("price"_f >= least); }
        auto by(const Band& band) const { return this->filter("band"_f = band); }
        auto played() const { return this->filter("plays"_f > 0); }
        /// A terminal of the model's own, for both modes.
        auto cheapest() const { return this->order_by("price"_f).first(); }
        dual<std::int64_t> raise(decimal by) const { return this->update("price"_f = "price"_f + by); }
        auto with_band_name() const { return this->annotate("band_name"_f = "band__name"_f); }
    };

    static constexpr vinyl::meta meta{vinyl::in_schema("words"), vinyl::ordering("id"_f), vinyl::on_delete("band"_f, vinyl::cascade)};
};

// one type, whatever was asked of it
static_assert(std::same_as<decltype(Band::vinyl()), vinyl::queryset<Band>>);
static_assert(std::same_as<decltype(Band::vinyl()), decltype(Band::vinyl().filter("id"_f = 1))>);
static_assert(std::same_as<decltype(Band::vinyl()), vinyl::queryset_of<Band>>);
static_assert(std::same_as<decltype(Song::vinyl()), decltype(Song::vinyl().filter("id"_f = 1).cheap().all().using_("x"))>);
static_assert(std::same_as<decltype(Song::vinyl()), vinyl::queryset_of<Song>>);
static_assert(std::derived_from<decltype(Song::vinyl()), vinyl::queryset<Song>>);
static_assert(sizeof(Song::vinyl()) == sizeof(vinyl::queryset<Song>));

/// Bands: 1 Can, 2 Neu!. Songs: 1 Halleluhwah (3), 2 Vitamin C (1, played), 3 Spoon (1.50, played) of 1; 4 Hallogallo (1.75) of 2.
dual<void> new_songs() {
    co_await tests::sql("drop schema if exists words cascade");
    co_await tests::sql("create schema words");
    co_await vinyl::schema::create<Band, Song>();
    co_await tests::sql("insert into words.band (name) values ('Can'), ('Neu!')");
    co_await tests::sql("insert into words.song (title, band_id, price, plays) values ('Halleluhwah', 1, 3, null),"
                        " ('Vitamin C', 1, 1, 7), ('Spoon', 1, 1.5, 3), ('Hallogallo', 2, 1.75, 0)");
}

template <class Queryset>
dual<std::string> titles(Queryset rows) {
    const auto found = co_await rows;
    std::string all;
    for (const auto& row : found) all += (all.empty() ? "" : ", ") + row.title;
    co_return all;
}

void among_songs(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_songs();
        co_await body();
    });
}

}  // namespace

TEST_CASE("T20: own queryset: what vinyl() gives is a queryset like any other") {
    among_songs([]() -> dual<void> {
        auto songs = Song::vinyl();
        songs = songs.filter("price"_f < 2);
        CHECK(co_await titles(songs) == "Vitamin C, Spoon, Hallogallo");
        auto bands = Band::vinyl();
        for (const char* part : {"a", "C"}) bands = bands.filter("name"_f.contains(part));
        Band can = co_await bands.get();
        CHECK(can.name == "Can");
        vinyl::queryset_of<Song> of_can = can.songs();
        of_can = of_can.played();
        CHECK(co_await titles(of_can) == "Vitamin C, Spoon");
        vinyl::queryset<Song> plain = of_can;
        plain = plain.filter("id"_f = 3);
        CHECK(co_await titles(plain) == "Spoon");
        const Band faust = co_await Band::vinyl().filter("id"_f > 0).create("name"_f = "Faust");
        CHECK(faust.id == 3);
    });
}

TEST_CASE("own queryset: get by key sends one text from all rows, and minds what was refined") {
    among_songs([]() -> dual<void> {
        const auto all = Song::vinyl();
        const Song spoon = co_await all.get("id"_f = 3);
        CHECK(spoon.title == "Spoon");
        const Song again = co_await all.all().get("id"_f = 3);
        CHECK(again.title == "Spoon");
        bool missing = false;
        try {
            co_await all.filter("price"_f > 2).get("id"_f = 3);
        } catch (const Song::does_not_exist&) {
            missing = true;
        }
        CHECK(missing);
        missing = false;
        try {
            co_await all.none().get("id"_f = 3);
        } catch (const Song::does_not_exist&) {
            missing = true;
        }
        CHECK(missing);
        const Song raising = co_await all.fetch_mode(vinyl::fetch_raise).get("id"_f = 3);
        std::string message;
        try {
            co_await raising.band();
        } catch (const vinyl::not_loaded& error) {
            message = error.what();
        }
        CHECK_FALSE(message.empty());
        const Song loaded = co_await all.select_related("band"_f).get("id"_f = 3);
        CHECK(loaded.band->name == "Can");
    });
}

TEST_CASE("T20: own queryset: methods chain from managers and after every refining call") {
    among_songs([]() -> dual<void> {
        CHECK(co_await titles(Song::vinyl().cheap()) == "Vitamin C, Spoon, Hallogallo");
        CHECK(co_await titles(Song::vinyl().cheap().costing(decimal("1.5")).order_by("-id"_f)) == "Hallogallo, Spoon");
        CHECK(co_await titles(Song::vinyl().filter("id"_f > 1).cheap().exclude("id"_f = 2).played()) == "Spoon");
        CHECK(co_await titles(Song::vinyl().order_by("-title"_f).reverse().distinct().select_related("band"_f).using_("default").cheap()) ==
              "Hallogallo, Spoon, Vitamin C");
        CHECK(co_await titles(Song::vinyl().cheap().limit(2)) == "Vitamin C, Spoon");
        CHECK(co_await titles(Song::vinyl().cheap().none().played()) == "");
        CHECK(co_await titles(Song::vinyl().fetch_mode(vinyl::fetch_one).all().cheap().slice(1, 2)) == "Spoon");
        const std::optional<Song> cheapest = co_await Song::vinyl().filter("band__name"_f = "Can").cheapest();
        CHECK(cheapest->title == "Vitamin C");
        const std::int64_t raised = co_await Song::vinyl().cheap().raise(1);
        CHECK(raised == 3);
        CHECK(co_await titles(Song::vinyl().cheap()) == "");
    });
}

TEST_CASE("own queryset: methods chain from related managers") {
    among_songs([]() -> dual<void> {
        const Band can = co_await Band::vinyl().get("id"_f = 1);
        CHECK(co_await titles(can.songs().cheap()) == "Vitamin C, Spoon");
        CHECK(co_await titles(can.songs.filter("plays"_f > 3).cheap()) == "Vitamin C");
        CHECK(co_await titles(can.songs.exclude("plays"_f > 3).cheap().played()) == "Spoon");
        CHECK(co_await titles(Song::vinyl().by(can).played()) == "Vitamin C, Spoon");
    });
}

TEST_CASE("own queryset: methods chain on rows with annotations and on values") {
    among_songs([]() -> dual<void> {
        const auto rows = co_await Song::vinyl()
                              .annotate("double"_f = "price"_f * 2)
                              .cheap()
                              .filter("double"_f > 2)
                              .with_band_name()
                              .costing(decimal("1.6"))
                              .order_by("-double"_f);
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].title == "Hallogallo");
        CHECK(rows[0]["double"_f] == decimal("3.5"));
        CHECK(rows[0]["band_name"_f] == "Neu!");
        CHECK(co_await titles(Song::vinyl().alias("n"_f = count("band__songs"_f)).filter("n"_f = 3).cheap()) == "Vitamin C, Spoon");

        const auto grouped = co_await Song::vinyl().cheap().values("band__name"_f).annotate("n"_f = count("id"_f)).costing(decimal("1.5")).order_by("band__name"_f);
        REQUIRE(grouped.size() == 2);
        CHECK(grouped[0]["n"_f] == 1);
        const auto pairs = co_await Song::vinyl().values_list("title"_f, "price"_f).cheap().played();
        REQUIRE(pairs.size() == 2);
        CHECK(std::get<0>(pairs[1]) == "Spoon");
        struct card {
            std::string title;
            std::string band__name;
        };
        const auto cards = co_await Song::vinyl().into<card>().played();
        CHECK(cards.at(0).band__name == "Can");
        CHECK(co_await titles(Song::vinyl().into<card>().cheap()) == "Vitamin C, Spoon, Hallogallo");
    });
}

TEST_CASE("own queryset: a queryset with methods of its own is a subquery, is gathered and takes tokens") {
    among_songs([]() -> dual<void> {
        const auto cheap = Song::vinyl().cheap();
        const auto bands = co_await Band::vinyl().filter("id"_f.in(cheap.played().values("band"_f)));
        REQUIRE(bands.size() == 1);
        CHECK(bands[0].name == "Can");
        const std::int64_t with_dear = co_await Band::vinyl().filter(exists(Song::vinyl().costing(2).filter("band"_f = "id"_outer))).count();
        CHECK(with_dear == 1);
        const std::int64_t all = co_await Song::vinyl().filter("id"_f.in(Song::vinyl().played())).count();
        CHECK(all == 2);
        const auto same = co_await Song::vinyl().filter("id"_f == Song::vinyl().played().order_by("-id"_f).limit(1).values("id"_f));
        REQUIRE(same.size() == 1);
        CHECK(same[0].title == "Spoon");
    });
    const tests::database alias;
    tests::run_sync([]() -> dual<void> { co_await new_songs(); });
    {
        const vinyl::async_scope scope(false);
        const std::int64_t n = Song::vinyl().sync().cheap().count();
        CHECK(n == 3);
        std::string all;
        for (const Song& song : Song::vinyl().played()) all += song.title;
        CHECK(all == "Vitamin CSpoon");
        std::vector<Song> songs = Song::vinyl().cheap();
        CHECK(songs.size() == 3);
    }
    tests::run_async([]() -> boost::asio::awaitable<void> {
        const auto [rows, n] = co_await vinyl::gather(Song::vinyl().cheap(), Song::vinyl().async().cheap().played().count());
        CHECK(rows.size() + static_cast<std::size_t>(n) == 5);
        const std::vector<Song> played = co_await Song::vinyl().async().played();
        CHECK(played.size() == 2);
    });
    const vinyl::async_scope scope(true);
    CHECK(Song::vinyl().cheap()(boost::asio::use_future).get().size() == 3);
}
