// The SQL text never depends on a value: what docs/querying.md says, with a thousand hostile values each. Functions and lookups
// have files of their own. A new construct is a line more.
#include "integration/orm_models.hpp"
#include "support/wire_text.hpp"

#include <vinyl/choices.hpp>
#include <vinyl/date_functions.hpp>

using namespace shop;
using tests::construct;

namespace {

auto albums() { return Album::vinyl(); }

const auto filters = vinyl::filter_choices<Album>("title"_f, "title__icontains"_f, "title__in"_f);

const construct querysets[] = {
    {"exact", [](const std::string& text, std::int64_t) { (void)albums().filter("title"_f = text).count(); }},
    {"patterns", [](const std::string& text, std::int64_t) {
        (void)albums().filter("title"_f.contains(text) || "title"_f.istartswith(text) || !"artist__name"_f.iendswith(text)).exists();
    }},
    {"iexact", [](const std::string& text, std::int64_t) { (void)albums().filter("title__iexact"_f = text).first(); }},
    {"regex", [](const std::string& text, std::int64_t) { (void)albums().filter("title"_f.regex(text)).list(); }},
    {"lists of every length", [](const std::string& text, std::int64_t number) {
        std::vector<std::string> list(static_cast<std::size_t>(1 + (number & 7)), text);
        list.push_back(text + "x");
        (void)albums().filter("title"_f.in(list)).list();
    }},
    {"numbers", [](const std::string&, std::int64_t number) {
        (void)albums().filter("id"_f > number, "price"_f * 2 < number, "rating"_f != static_cast<double>(number)).count();
    }},
    {"range", [](const std::string&, std::int64_t number) {
        (void)albums().filter("id"_f.between(number, number / 2)).values("id"_f).list();
    }},
    {"exclude over many", [](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl().exclude("albums__tracks__title"_f = text, "albums__id"_f = number).list();
    }},
    {"time zones", [](const std::string& text, std::int64_t number) {
        (void)albums().in_time_zone(text)
            .filter("bought__hour"_f = number & 31, "bought__iso_year__gte"_f = number & 0xfff,
                    extract_year("bought"_f, text + "x") < (number & 0xfff))
            .values(trunc_month("bought"_f, std::chrono::minutes(number & 0xff)))
            .list();
    }},
    {"subquery", [](const std::string& text, std::int64_t) {
        (void)albums().filter(exists(Track::vinyl().filter("album"_f = "id"_outer, "title"_f = text))).count();
    }},
    {"aggregate and having", [](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl().filter("name"_f != text).annotate("n"_f = count("albums"_f)).filter("n"_f < number).list();
    }},
    {"set operations", [](const std::string& text, std::int64_t number) {
        (void)albums().filter("title"_f != text).union_(albums().filter("id"_f > number)).order_by("artist__name"_f).slice(1, 2 + (number & 7)).list();
    }},
    {"querysets put together", [](const std::string& text, std::int64_t number) {
        (void)((albums().filter("title"_f != text) & albums().filter("tracks__title"_f = text)) | albums().filter("id"_f == number)).count();
    }},
    {"in_bulk", [](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl().filter("id"_f > number).in_bulk("name"_f, std::vector<std::string>{text, "x"});
    }},
    {"only and defer", [](const std::string& text, std::int64_t number) {
        (void)albums().only("title"_f, "artist__name"_f).filter("artist__name"_f != text, "id"_f != number).list();
    }},
    {"raw", [](const std::string& text, std::int64_t number) {
        (void)Album::vinyl().raw<vinyl::partial<Album>>("SELECT id FROM orm.album WHERE title <> $1 AND id <> $2", text, number).list();
    }},
    {"chosen columns", [](const std::string& text, std::int64_t number) {
        static const auto columns = vinyl::column_choices<Album>("title"_f, "price"_f, "artist"_f = "artist__name"_f);
        (void)albums().filter("title"_f != text, "id"_f != number).values(columns("price,artist")).list();
    }},
    {"datetimes", [](const std::string& text, std::int64_t) {
        (void)albums().filter("title"_f != text).datetimes("bought"_f, vinyl::datetime_kind::hour, "Zone " + text).list();
    }},
    {"explain", [](const std::string& text, std::int64_t number) {
        (void)albums().filter("title"_f != text, "id"_f > number).explain({.costs = false});
    }},
    {"order and select_related", [](const std::string& text, std::int64_t) {
        (void)albums().select_related("artist"_f).filter("artist__name"_f = text).order_by(coalesce("producer__name"_f, text)).list();
    }},
    {"update", [](const std::string& text, std::int64_t number) {
        (void)Track::vinyl().filter("id"_f = 6).update("title"_f = text, "seconds"_f = number & 0xffff);
    }},
    {"create", [](const std::string& text, std::int64_t) { (void)Person::vinyl().create("name"_f = text); }},
    {"save", [](const std::string& text, std::int64_t) {
        Person person{.id = 1, .name = text};
        person.save();
    }},
    {"erase", [](const std::string& text, std::int64_t) { (void)Person::vinyl().filter("name"_f = text + "!").erase(); }},
    {"filtered_relation", [](const std::string& text, std::int64_t number) {
        (void)albums().annotate("some"_f = filtered_relation("tracks"_f, "tracks__title"_f = text, "tracks__id"_f > number)).filter("some__title"_f != text).count();
    }},
    {"with_", [](const std::string& text, std::int64_t number) {
        const auto rows = Album::vinyl().order_by().filter("title"_f != text).values("artist"_f).annotate("n"_f = count());
        (void)Artist::vinyl().with_("totals"_f = rows, left_join("id"_f == "totals__artist"_f, "totals__n"_f > number)).count();
    }},
    {"descendants", [](const std::string& text, std::int64_t number) {
        const auto depth = vinyl::max_depth(static_cast<std::int32_t>(number % 100));
        (void)Person::vinyl().filter("name"_f != text).descendants("boss"_f, depth).filter("name"_f != text).count();
    }},
    {"in_bulk of keys", [](const std::string&, std::int64_t number) {
        (void)albums().in_bulk(std::vector<std::int64_t>{number, 1, number / 2});
    }},
    {"get and contains", [](const std::string& text, std::int64_t number) {
        Album album;
        album.id = number | 1;
        (void)albums().filter("title"_f != text).contains(album);
    }},
    {"pages", [](const std::string& text, std::int64_t number) {
        (void)albums().filter("title"_f != text).order_by("id"_f).page(2 + (number & 0xff), 1 + (number & 7));
    }, "SELECT \"album\""},
    {"intersection and difference, in a subquery and aggregated", [](const std::string& text, std::int64_t number) {
        const auto tracks = Track::vinyl().filter("album"_f = "id"_outer, "title"_f != text).difference(Track::vinyl().filter("id"_f = number));
        const auto both = albums().filter(exists(tracks)).intersection(albums().filter("title"_f != text));
        (void)both.aggregate(sum("price"_f * number).filter("title"_f != text).otherwise(number));
    }},
    {"rows chosen by windows", [](const std::string& text, std::int64_t number) {
        (void)albums().annotate("place"_f = rank().over(partition_by(coalesce("producer__name"_f, text)), order_by("-price"_f)))
            .filter("place"_f < number).list();
    }},
    {"aggregates apart", [](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl().filter("albums__title"_f != text).annotate("a"_f = count("albums__tracks"_f).filter("albums__tracks__id"_f > number),
                                                                         "b"_f = count("produced"_f)).list();
    }},
    {"row locks", [](const std::string& text, std::int64_t number) {
        (void)albums().filter("id"_f.in(albums().filter("title"_f != text, "id"_f > number).select_for_update(vinyl::skip_locked))).count();
    }},
    {"iterator, row by row", [](const std::string& text, std::int64_t number) {
        auto rows = albums().filter("title"_f != text, "id"_f > number).iterator(1 + (number & 7));
        while (rows.next().get() != nullptr) continue;
    }},
    {"iterator by a cursor", [](const std::string& text, std::int64_t number) {
        auto rows = albums().filter("title"_f != text, "id"_f > number).iterator(3, vinyl::streaming::cursor);
        while (rows.next().get() != nullptr) continue;
    }, "DECLARE"},
    {"choices", [](const std::string& text, std::int64_t) { (void)albums().filter(filters("title__icontains", text)).count(); }},
    {"create() with expressions", [](const std::string& text, std::int64_t number) {
        (void)Track::vinyl().create("title"_f = upper(vinyl::value(text)), "album"_f = 1, "seconds"_f = vinyl::value(static_cast<std::int32_t>(number & 0xff)) + 1);
    }},
    {"update of an object", [](const std::string& text, std::int64_t) {
        Person person{.id = 1, .name = text};
        person.update("name"_f = coalesce(vinyl::value(std::optional<std::string>(text)), "name"_f));
    }},
};

dual<void> prepare() {
    co_await new_shop();
}

}  // namespace

TEST_CASE("orm: a thousand hostile values leave the text of each query as it is") {
    tests::check_texts(querysets, &prepare);
    // the tables are all there, and nothing was lost
    const tests::database alias;
    CHECK(albums().count() == 4);
    CHECK(Person::vinyl().count() == 4 + static_cast<std::int64_t>(tests::hostile_values));
}
