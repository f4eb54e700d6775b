// What ./compile_time compiles: models and queries of an application. QUERIES says how many of the queries there are, of 2 and 22;
// names, operands, shapes and results of each are its own, so each costs what a query costs. With TWO_MODELS there is no third.
#include <vinyl/vinyl.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace vinyl::literals;
using vinyl::decimal;

struct Album;
struct Track;

struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
    std::string name;
    std::optional<std::string> country;
    vinyl::related<Album, "artist"> albums;

    static constexpr vinyl::meta meta{vinyl::unique("name"_f), vinyl::ordering("name"_f)};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Artist> artist;
    vinyl::date released{};
    decimal price;
    std::optional<double> rating;
    std::vector<std::string> tags;
#ifndef TWO_MODELS
    vinyl::related<Track, "album"> tracks;
#endif

    static constexpr vinyl::meta meta{vinyl::max_length("title"_f, 200), vinyl::precision("price"_f, 8, 2)};
};

#ifndef TWO_MODELS
struct Track : vinyl::model<Track> {
    std::int64_t id{};
    vinyl::foreign_key<Album> album;
    std::string title;
    std::int32_t seconds{};
};
#endif

struct card {
    std::string title;
    std::string artist__name;
    decimal price;
};

#if QUERIES >= 2

std::vector<Album> query_1(const std::string& name) {
    return Album::vinyl().filter("artist__name"_f = name, "price"_f < 10).order_by("-released"_f, "title"_f).limit(10);
}

std::optional<Artist> query_2(const std::string& name) {
    return *Artist::vinyl().filter("country"_f = "US").get_or_none("name"_f = name);
}

#endif
#if QUERIES >= 22

std::vector<Track> query_3(std::int64_t album) {
    return Track::vinyl().filter("album"_f = album, "seconds"_f > 100).order_by("-seconds"_f);
}

std::int64_t query_4(const std::string& word) {
    return *Album::vinyl().filter("title"_f.icontains(word) || "artist__name"_f.istartswith(word)).count();
}

bool query_5(const std::string& tag) {
    return *Album::vinyl().filter("tags"_f.contains(std::vector<std::string>{tag})).exists();
}

std::size_t query_6() {
    std::size_t most = 0;
    auto rows = Artist::vinyl()
                    .annotate("n_albums"_f = count("albums"_f), "cheapest"_f = min("albums__price"_f))
                    .filter("n_albums"_f > 3)
                    .order_by("-n_albums"_f);
    for (const auto& row : rows) most += static_cast<std::size_t>(std::int64_t(row["n_albums"_f]));
    return most;
}

std::string query_7() {
    std::string all;
    auto rows = Album::vinyl().order_by("id"_f).values("title"_f, "artist__country"_f, "year"_f = "released__year"_f);
    for (const auto& row : rows) all += row["title"_f];
    return all;
}

decimal query_8() {
    decimal sum;
    for (const auto& [title, price] : Album::vinyl().filter("rating"_f >= 4.5).values_list("title"_f, "price"_f))
        sum += price;
    return sum;
}

std::int64_t query_9(std::int64_t id) {
    return *Album::vinyl().filter("artist__id"_f = id).update("price"_f = "price"_f * 2, "rating"_f = std::nullopt);
}

std::int64_t query_10() { return *Track::vinyl().filter("seconds"_f < 1, !("title"_f.endswith("(live)"))).erase(); }

std::optional<double> query_11() {
    return *Album::vinyl().filter("released__year"_f = 1959).aggregate(avg("rating"_f));
}

std::int64_t query_12() {
    std::int64_t n = 0;
    auto groups = Track::vinyl()
                      .values("album__artist__name"_f)
                      .annotate("n"_f = count(), "longest"_f = max("seconds"_f))
                      .filter("longest"_f > 600)
                      .order_by("-n"_f);
    for (const auto& row : groups) n += row["n"_f];
    return n;
}

std::vector<Artist> query_13() {
    return Artist::vinyl().filter(!exists(Album::vinyl().filter("artist"_f = "id"_outer, "price"_f > 20)));
}

std::vector<Track> query_14(std::vector<std::int64_t> ids) {
    return Track::vinyl()
        .select_related("album__artist"_f)
        .filter("id"_f.in(ids))
        .exclude("album__title"_f = "Untitled");
}

Album query_15() { return *Album::vinyl().exclude("rating"_f.is_null()).latest("released"_f); }

std::vector<card> query_16() { return Album::vinyl().filter("artist__country"_f = "GB").into<card>(); }

Artist query_17(std::string name) { return *Artist::vinyl().create("name"_f = std::move(name), "country"_f = "DE"); }

std::vector<Album> query_18(const Artist& artist) {
    auto albums = artist.albums();
    return albums.filter("title"_f.startswith("K"), "released"_f > "artist__albums__released"_f).distinct();
}

std::int64_t query_19() {
    const auto both = *Track::vinyl().aggregate("n"_f = count("id"_f), "all"_f = sum("seconds"_f).otherwise(0));
    return both["n"_f];
}

std::vector<Album> query_20() {
    auto dear = Album::vinyl().order_by("-price"_f).limit(3).values("price"_f);
    return Album::vinyl()
        .filter("price"_f.in(dear), "tracks__seconds__gt"_f = 300)
        .order_by("artist__country"_f.desc());
}

std::size_t query_21() {
    std::size_t length = 0;
    auto rows = Artist::vinyl()
                    .annotate("shown"_f = coalesce("country"_f, "?"), "low"_f = lower("name"_f))
                    .filter("low"_f != "various")
                    .order_by("shown"_f, "low"_f);
    for (const auto& row : rows) length += std::string(row["shown"_f]).size();
    return length;
}

void query_22(Album& album) {
    album.price = album.price + 1;
    album.save("price"_f);
}

#endif
