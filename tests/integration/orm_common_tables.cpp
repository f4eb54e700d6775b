// Rows of other querysets, joined by name, each test in both modes.
#include "integration/orm_models.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

using namespace shop;

namespace {

/// Of the albums of each artist: how many there are, and their stock.
auto totals(int above) {
    return Album::vinyl().order_by().filter("price"_f > decimal(above)).values("artist"_f).annotate("sold"_f = sum("stock"_f), "n"_f = count());
}
auto artists(int above = 5) {
    return Artist::vinyl().order_by("id"_f).with_("totals"_f = totals(above), left_join("id"_f == "totals__artist"_f));
}

template <class Rows>
std::string in_words(const Rows& rows) {
    std::string all;
    for (const auto& [name, n] : rows) all += (all.empty() ? "" : ", ") + name + " " + (n ? std::to_string(*n) : "-");
    return all;
}

}  // namespace

TEST_CASE("with_: orm: values of joined rows, and all that goes on") {
    in_shop([]() -> dual<void> {
        CHECK(in_words(co_await artists().values_list("name"_f, "totals__n"_f)) == "Miles Davis 2, John Coltrane 1, Nina Simone -, Jan Garbarek 1");
        CHECK(in_words(co_await artists(10).values_list("name"_f, "totals__n"_f)) == "Miles Davis 1, John Coltrane -, Nina Simone -, Jan Garbarek 1");
        CHECK(co_await names(artists().filter("totals__n"_f = 1)) == "John Coltrane, Jan Garbarek");
        CHECK(co_await names(artists().exclude("totals__n"_f = 1)) == "Miles Davis, Nina Simone");
        CHECK(co_await names(artists().filter("totals__artist"_f.is_null())) == "Nina Simone");
        CHECK(co_await names(artists().order_by("-totals__sold"_f)) == "Nina Simone, Miles Davis, John Coltrane, Jan Garbarek");  // NULL is first
        CHECK(co_await artists().count() == 4);
        CHECK(co_await artists().filter("totals__n"_f > 2).exists() == false);
        CHECK(co_await artists().aggregate(sum("totals__n"_f)) == decimal(4));
        CHECK((co_await artists().filter("totals__n"_f = 1).first())->name == "John Coltrane");
        CHECK((co_await artists().get("totals__n"_f = 2)).name == "Miles Davis");
        CHECK(co_await names(artists().slice(1, 3)) == "John Coltrane, Nina Simone");
        const auto grouped = co_await artists().order_by().values("totals__n"_f).annotate("artists"_f = count("id"_f)).order_by("totals__n"_f);
        REQUIRE(grouped.size() == 3);
        CHECK((grouped[0]["totals__n"_f] == 1 && grouped[0]["artists"_f] == 2));
        // not multiplied by it, and it not by others
        const auto counted = co_await artists().annotate("mine"_f = count("albums"_f), "made"_f = count("produced"_f)).filter("totals__n"_f == "mine"_f);
        CHECK(joined(counted) == "Miles Davis, John Coltrane, Jan Garbarek");
        CHECK(co_await names(artists().annotate("place"_f = rank().over(order_by("-totals__n"_f))).filter("place"_f = 1)) == "Nina Simone");
        CHECK(co_await names(Album::vinyl().filter("artist"_f.in(artists().filter("totals__n"_f > 1)))) == "Kind of Blue, Milestones");
        CHECK(co_await names(artists().filter(exists(Album::vinyl().filter("artist"_f = "id"_outer, "stock"_f == "totals__sold"_outer)))) ==
              "Miles Davis, John Coltrane, Jan Garbarek");
        CHECK(in_words(co_await artists(10).values_list("name"_f, "totals__n"_f).union_(artists(5).values_list("name"_f, "totals__n"_f)).order_by("name"_f, "totals__n"_f)) ==
              "Jan Garbarek 1, John Coltrane 1, John Coltrane -, Miles Davis 1, Miles Davis 2, Nina Simone -");
        std::string streamed;
        auto rows = artists().iterator(2);
        while (auto* row = co_await rows.next()) streamed += row->name + ";";
        CHECK(streamed == "Miles Davis;John Coltrane;Nina Simone;Jan Garbarek;");
        CHECK((co_await artists().filter("totals__n"_f > 0).explain()).find("totals") != std::string::npos);
        CHECK((co_await artists().select_related("biography"_f)).at(0).biography->text == "Trumpet");
        CHECK(co_await error_of<vinyl::usage_error>([&]() -> dual<void> { co_await artists().filter("totals__n"_f > 0).update("name"_f = cast<std::string>(coalesce("totals__n"_f, 0))); }) ==
              "an update can not read columns of other tables: use a subquery for name");
        CHECK(co_await artists().filter("totals__n"_f = 2).update("country"_f = "NO") == 1);
        CHECK(co_await names(Artist::vinyl().filter("country"_f = "NO")) == "Jan Garbarek, Miles Davis");
        co_await tests::sql("delete from orm.album where artist_id = 2");
        CHECK(co_await artists().filter("totals__n"_f.is_null(), "id"_f = 3).erase() == 1);
        CHECK(co_await artists().count() == 3);
    });
}

TEST_CASE("with_: orm: rows that meet several, joins of other kinds, and the same rows twice") {
    in_shop([]() -> dual<void> {
        // artists once for each of their albums
        const auto pairs = Artist::vinyl().order_by("id"_f).with_("a"_f = Album::vinyl().order_by().values("artist"_f, "title"_f), inner_join("id"_f == "a__artist"_f));
        CHECK(co_await names(pairs) == "Miles Davis, Miles Davis, John Coltrane, Jan Garbarek");
        CHECK(co_await pairs.count() == 4);
        CHECK(co_await names(pairs.filter("a__title"_f = "Milestones")) == "Miles Davis");
        CHECK(co_await names(pairs.annotate("n"_f = count("albums"_f), "m"_f = count("a__title"_f)).filter("n"_f == "m"_f)) == "Miles Davis, John Coltrane, Jan Garbarek");
        // of groups and of all, too, albums are counted once
        CHECK(co_await pairs.aggregate(count("albums"_f)) == 4);
        CHECK(co_await pairs.filter("a__title"_f = "Milestones").aggregate(count("albums"_f)) == 2);
        CHECK(co_await pairs.aggregate(count("a__title"_f)) == 4);
        const auto several = co_await pairs.aggregate("rows"_f = count(), "albums_"_f = count("albums"_f));
        CHECK(several["rows"_f] == 4);
        CHECK(several["albums_"_f] == 4);
        const auto grouped = co_await pairs.filter("id"_f = 1).order_by().values("country"_f).annotate("n"_f = count("albums"_f), "m"_f = count("a__title"_f));
        REQUIRE(grouped.size() == 1);
        CHECK(grouped[0]["n"_f] == 2);
        CHECK(grouped[0]["m"_f] == 2);
        const auto left = Artist::vinyl().order_by().with_("a"_f = Album::vinyl().order_by().values("artist"_f, "title"_f), left_join("id"_f == "a__artist"_f));
        CHECK(co_await left.aggregate(count("albums"_f)) == 4);
        // not only equal ones
        const auto dearer = Album::vinyl().order_by("id"_f).with_("other"_f = Album::vinyl().order_by().values("id"_f, "price"_f),
                                                                   left_join("price"_f < "other__price"_f, "id"_f != "other__id"_f), vinyl::materialized);
        const auto counted = co_await dearer.annotate("n"_f = count("other__id"_f)).values_list("title"_f, "n"_f);
        std::string all;
        for (const auto& [title, n] : counted) all += title + " " + std::to_string(n) + ";";
        CHECK(all == "Kind of Blue 2;Milestones 1;Giant Steps 3;Officium 0;");
        const auto twice = Album::vinyl().order_by("id"_f).with_("totals"_f = totals(5), inner_join("artist"_f == "totals__artist"_f), vinyl::not_materialized)
                               .with_("theirs"_f = "totals"_f, left_join("producer"_f == "theirs__artist"_f));
        std::string both;
        for (const auto& [n, m] : co_await twice.values_list("totals__n"_f, "theirs__n"_f)) both += std::to_string(n) + (m ? " " + std::to_string(*m) : "") + ";";
        CHECK(both == "2;2 1;1;1 1;");
        // of a slice and of a set operation
        const auto newest = Album::vinyl().order_by("-released"_f).limit(2).values("artist"_f);
        CHECK(co_await names(Artist::vinyl().order_by("id"_f).with_("newest"_f = newest, inner_join("id"_f == "newest__artist"_f))) == "John Coltrane, Jan Garbarek");
        const auto either = Album::vinyl().filter("price"_f < decimal(8)).values("artist"_f).union_(Album::vinyl().filter("price"_f > decimal(13)).values("artist"_f));
        CHECK(co_await names(Artist::vinyl().order_by("id"_f).with_("either"_f = either, inner_join("id"_f == "either__artist"_f))) == "John Coltrane, Jan Garbarek");
        // below others, and with a filtered relation
        CHECK(co_await names(Person::vinyl().filter("id"_f = 1).descendants("boss"_f).with_("s"_f = Person::vinyl().order_by().filter("boss"_f.is_null(false)).values("boss"_f).annotate("n"_f = count()), inner_join("id"_f == "s__boss"_f)).filter("depth"_f = 1)) == "Ben");
        const auto everything = Album::vinyl().order_by("id"_f).with_("totals"_f = totals(5), inner_join("artist"_f == "totals__artist"_f))
                                    .annotate("long"_f = filtered_relation("tracks"_f, "tracks__seconds"_f > 400), "n"_f = count("long"_f), "all"_f = count("tracks"_f));
        CHECK(co_await error_of<vinyl::usage_error>([&]() -> dual<void> {
            co_await Album::vinyl().annotate("british"_f = filtered_relation("artist"_f, "artist__country"_f = "GB")).update("title"_f = "british__name"_f);
        }) == "an update can not read columns of other tables: use a subquery for title");
        CHECK(co_await names(everything.filter("n"_f < "all"_f, "totals__n"_f > 1)) == "Kind of Blue, Milestones");
    });
}
