// The code in docs/django.md: each piece of its tables stands here, and gives what it says.
#include "documentation/music.hpp"

#include <vinyl/functions.hpp>

#include <algorithm>
#include <concepts>
#include <string>
#include <tuple>
#include <vector>

namespace documentation {

namespace {

using vinyl::dual;

std::string text_of(const std::string& value) { return value; }
std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(const vinyl::decimal& value) { return value.to_string(); }
std::string text_of(const vinyl::date& value) { return vinyl::to_string(value); }
std::string text_of(double value) {
    std::string text = std::to_string(value);
    while (text.back() == '0') text.pop_back();
    return text;
}
template <std::integral T>
std::string text_of(T value) {
    return std::to_string(value);
}
template <class T>
std::string text_of(const std::optional<T>& value) {
    return value ? text_of(*value) : "NULL";
}
std::string text_of(const Album& album) { return album.title; }
template <class... Named>
std::string text_of(const vinyl::partial<Album, Named...>& row) {
    return row["title"_f] + " by " + row["artist__name"_f];
}
std::string text_of(const std::vector<std::int64_t>& values);
std::string text_of(const Artist& artist) { return artist.name; }
template <class... T>
std::string text_of(const std::tuple<T...>& row) {
    std::string text;
    std::apply([&](const T&... value) { ((text += (text.empty() ? "" : "|") + text_of(value)), ...); }, row);
    return text;
}

std::string text_of(const std::vector<std::int64_t>& values) {
    std::string text;
    for (const std::int64_t value : values) text += (text.empty() ? "{" : " ") + std::to_string(value);
    return text + "}";
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

/// The rows as they come.
template <class Rows>
dual<std::string> in_order(Rows rows) {
    std::vector<std::string> texts;
    const auto found = co_await rows;
    for (const auto& row : found) texts.push_back(text_of(row));
    co_return joined(texts);
}
/// The same in the order of their names.
template <class Rows>
dual<std::string> sorted(Rows rows) {
    std::vector<std::string> texts;
    const auto found = co_await rows;
    for (const auto& row : found) texts.push_back(text_of(row));
    std::sort(texts.begin(), texts.end());
    co_return joined(texts);
}

}  // namespace

TEST_CASE("django: querysets") {
    in_the_shop([]() -> dual<void> {
        std::vector<std::int64_t> ids;
        ids.push_back(1);
        ids.push_back(2);
        std::vector<std::string> jazz;
        jazz.push_back("jazz");
        CHECK(co_await sorted(Album::vinyl().filter("price__lt"_f = 10)) == "Giant Steps, Kind of Blue");
        CHECK(co_await sorted(Album::vinyl().filter("price"_f < 10 || "rating"_f != 5)) == "Giant Steps, Hounds of Love, Kind of Blue, Milestones");
        CHECK(co_await sorted(Album::vinyl().exclude("artist__country"_f = "US")) == "Hounds of Love");
        CHECK(co_await sorted(Album::vinyl().annotate("n"_f = count("tracks"_f)).filter("n"_f = 1)) == "Milestones");
        CHECK(co_await sorted(Album::vinyl().alias("n"_f = count("tracks"_f)).filter("n"_f = 1)) == "Milestones");
        CHECK(co_await in_order(Album::vinyl().order_by("-price"_f, "title"_f)) == "Hounds of Love, Milestones, Kind of Blue, Giant Steps");
        CHECK(co_await sorted(Album::vinyl().order_by("?"_f)) == "Giant Steps, Hounds of Love, Kind of Blue, Milestones");
        CHECK(co_await in_order(Album::vinyl().order_by("rating"_f.desc().nulls_last())) == "Kind of Blue, Hounds of Love, Milestones, Giant Steps");
        CHECK(co_await in_order(Album::vinyl().order_by("price"_f).reverse()) == "Hounds of Love, Milestones, Kind of Blue, Giant Steps");
        CHECK(co_await sorted(Artist::vinyl().filter("albums__price__lt"_f = 13).distinct()) == "John Coltrane, Miles Davis");
        CHECK(co_await in_order(Album::vinyl().order_by("artist_id"_f, "-price"_f).distinct("artist_id"_f)) == "Milestones, Giant Steps, Hounds of Love");
        CHECK(co_await in_order(Album::vinyl().values_list("title"_f, "price"_f).filter("price"_f > 13)) == "Hounds of Love|14.00");
        CHECK(co_await in_order(Album::vinyl().values_list("title"_f).filter("price"_f > 13)) == "Hounds of Love");
        CHECK(co_await in_order(Album::vinyl().values_list("artist__country"_f).annotate("n"_f = count("id"_f)).order_by("artist__country"_f)) == "GB|1, US|3");
        CHECK(co_await in_order(Album::vinyl().dates("-released"_f, vinyl::date_kind::year)) == "1985-01-01, 1960-01-01, 1959-01-01, 1958-01-01");
        CHECK(co_await sorted(Album::vinyl().none()) == "");
        CHECK(co_await in_order(Album::vinyl().filter("price"_f < 9).union_(Album::vinyl().filter("price"_f > 13)).order_by("title"_f)) == "Giant Steps, Hounds of Love");
        CHECK(co_await in_order(Album::vinyl().filter("price"_f < 13).difference(Album::vinyl().filter("price"_f < 9)).order_by("title"_f)) == "Kind of Blue, Milestones");
        CHECK(co_await in_order(Album::vinyl().order_by("id"_f).slice(1, 3)) == "Milestones, Giant Steps");
        CHECK(co_await sorted(Album::vinyl().select_related("artist"_f).filter("artist__name"_f = "Kate Bush")) == "Hounds of Love");
        CHECK(co_await in_order(Album::vinyl().only("title"_f, "artist__name"_f).filter("price"_f > 13)) == "Hounds of Love by Kate Bush");
        CHECK(co_await in_order(Album::vinyl().raw("SELECT * FROM album WHERE price > $1", 13)) == "Hounds of Love");
        CHECK(co_await sorted(Album::vinyl().using_("default").filter("price"_f > 13)) == "Hounds of Love");
        CHECK(co_await sorted(Album::vinyl().filter("id"_f.in(Album::vinyl().select_for_update(vinyl::skip_locked, of("self"_f))))) == "Giant Steps, Hounds of Love, Kind of Blue, Milestones");
        co_return;
    });
}

TEST_CASE("django: what asks the database") {
    in_the_shop([]() -> dual<void> {
        std::vector<std::int64_t> ids;
        ids.push_back(1);
        ids.push_back(2);
        std::vector<std::string> jazz;
        jazz.push_back("jazz");
        CHECK(text_of(co_await Album::vinyl().get("title"_f = "Milestones")) == "Milestones");
        CHECK(text_of(*co_await Album::vinyl().order_by("price"_f).first()) == "Giant Steps");
        CHECK(text_of(co_await Album::vinyl().latest("released"_f)) == "Hounds of Love");
        CHECK(text_of(co_await Album::vinyl().filter("price"_f < 10).count()) == "2");
        CHECK(text_of(co_await Album::vinyl().filter("price"_f > 100).exists()) == "false");
        CHECK(text_of(co_await Album::vinyl().filter("id__lte"_f = 2).aggregate(avg("rating"_f))) == "4.75");
        CHECK(text_of(co_await Album::vinyl().filter("price"_f < 9).union_(Album::vinyl().filter("id"_f = 2)).aggregate(max("price"_f))) == "12.50");
        CHECK(text_of((co_await Album::vinyl().in_bulk(ids)).size()) == "2");
        CHECK(text_of(co_await Album::vinyl().filter("price"_f < 10).update("price"_f = "price"_f + 1)) == "2");
        CHECK(text_of(co_await Album::vinyl().filter("price"_f > 100).erase()) == "0");
        CHECK(text_of(co_await Track::vinyl().iterator(2000).next() != nullptr) == "true");
        CHECK(text_of((co_await Album::vinyl().explain()).find("album") != std::string::npos) == "true");
        CHECK(text_of((co_await Artist::vinyl().create("name"_f = upper(vinyl::value("ann")))).name) == "ANN");
        CHECK(text_of(Album::vinyl().filter("id"_f = 1).values_list("title"_f).sql()) == "SELECT \"album\".\"title\" FROM \"album\" WHERE \"album\".\"id\" = $1");
        co_return;
    });
}

TEST_CASE("django: lookups") {
    in_the_shop([]() -> dual<void> {
        std::vector<std::int64_t> ids;
        ids.push_back(1);
        ids.push_back(2);
        std::vector<std::string> jazz;
        jazz.push_back("jazz");
        CHECK(co_await sorted(Album::vinyl().filter("title__iexact"_f = "milestones")) == "Milestones");
        CHECK(co_await sorted(Album::vinyl().filter("title"_f.icontains("BLUE"))) == "Kind of Blue");
        CHECK(co_await sorted(Album::vinyl().filter("title__iregex"_f = "^kind")) == "Kind of Blue");
        CHECK(co_await sorted(Album::vinyl().filter("id"_f.in(1, 2))) == "Kind of Blue, Milestones");
        CHECK(co_await sorted(Album::vinyl().filter("price"_f.between(9, 13))) == "Kind of Blue, Milestones");
        CHECK(co_await sorted(Album::vinyl().filter("rating__isnull"_f = true)) == "Giant Steps");
        CHECK(co_await sorted(Album::vinyl().filter("released__year__gte"_f = 1960)) == "Giant Steps, Hounds of Love");
        CHECK(co_await sorted(Album::vinyl().filter(!"tags"_f.contains(jazz))) == "Giant Steps, Hounds of Love, Kind of Blue, Milestones");
        CHECK(co_await sorted(Album::vinyl().filter("pk"_f = 1)) == "Kind of Blue");
        CHECK(co_await sorted(Album::vinyl().filter("price"_f < "rating"_f * 2)) == "Kind of Blue");
        co_return;
    });
}

TEST_CASE("django: expressions") {
    in_the_shop([]() -> dual<void> {
        std::vector<std::int64_t> ids;
        ids.push_back(1);
        ids.push_back(2);
        std::vector<std::string> jazz;
        jazz.push_back("jazz");
        CHECK(co_await sorted(Album::vinyl().filter(exists(Track::vinyl().filter("album"_f = "id"_outer, "seconds"_f > 640)))) == "Kind of Blue");
        CHECK(co_await sorted(Album::vinyl().filter("price"_f == Album::vinyl().order_by("-price"_f).limit(1).values("price"_f))) == "Hounds of Love");
        CHECK(co_await sorted(Album::vinyl().annotate("long"_f = filtered_relation("tracks"_f, "tracks__seconds"_f > 640)).filter("long"_f.is_null(false))) == "Kind of Blue");
        CHECK(co_await in_order(Artist::vinyl().filter("id"_f = 1).values_list(array_subquery(Album::vinyl().filter("artist"_f = "id"_outer).order_by("id"_f).values("id"_f)))) == "{1 2}");
        CHECK(co_await in_order(Album::vinyl().values_list("title"_f).filter(case_(when("price"_f > 12, "dear")).otherwise("cheap") == "dear").order_by("title"_f)) == "Hounds of Love, Milestones");
        CHECK(co_await in_order(Album::vinyl().values_list("title"_f.slice(0, 4)).filter("id"_f = 1)) == "Kind");
        CHECK(co_await in_order(Album::vinyl().values_list(cast<std::string>("price"_f)).filter("id"_f = 1)) == "9.99");
        CHECK(co_await in_order(Album::vinyl().values_list(vinyl::raw_sql<std::int32_t>("{}::integer", "price"_f)).filter("id"_f = 4)) == "14");
        CHECK(co_await sorted(Album::vinyl().filter(length("title"_f) > 12)) == "Hounds of Love");
        CHECK(co_await sorted(Album::vinyl().annotate("place"_f = rank().over(partition_by("artist"_f), order_by("-price"_f))).filter("place"_f = 2)) == "Kind of Blue");
        CHECK(text_of(co_await Album::vinyl().aggregate(count("id"_f).filter("price"_f > 10))) == "2");
        CHECK(text_of(co_await Album::vinyl().none().aggregate(sum("price"_f).otherwise(decimal(0)))) == "0");
        CHECK(text_of(*co_await Album::vinyl().aggregate(string_agg("title"_f, ", ").order_by("title"_f))) == "Giant Steps, Hounds of Love, Kind of Blue, Milestones");
        CHECK(co_await in_order(Album::vinyl().values_list(vinyl::function<std::string(std::string)>("INITCAP")("title"_f)).filter("id"_f = 1)) == "Kind Of Blue");
        co_return;
    });
}

}  // namespace documentation
