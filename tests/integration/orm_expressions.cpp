// Expressions and column types of which the shop of orm_models.hpp has none, each test in both modes.
#include "integration/orm_models.hpp"

using namespace shop;
using Catch::Matchers::Contains;

namespace listening {

enum class mood { calm, wild, sad };
enum class volume { low, high };

}  // namespace listening

template <>
struct vinyl::enum_storage<listening::mood> : vinyl::stored_by_name<"orm.mood"> {
    static constexpr vinyl::enumerator<listening::mood> names[] = {
        {listening::mood::wild, "wi'ld"}, {listening::mood::calm, "calm"}, {listening::mood::sad, "sad"}};
};
template <>
struct vinyl::enum_storage<listening::volume> : vinyl::stored_by_name<"varchar(10)"> {};

namespace listening {

struct Evening : vinyl::model<Evening> {
    std::int64_t id{};
    mood begins{};
    std::optional<mood> ends;
    std::vector<mood> moods;
    std::optional<std::vector<std::optional<mood>>> others;
    volume loudness{};
    std::vector<volume> peaks;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f),
                                      vinyl::db_default("ends"_f, mood::sad),
                                      vinyl::default_value("loudness"_f, "peaks"_f),
                                      vinyl::check("begins_well", "begins"_f.in(mood::calm, mood::wild))};
};

/// Open on the days of its range.
struct Club : vinyl::model<Club> {
    std::int64_t id{};
    vinyl::range<vinyl::date> open;
    std::vector<std::string> genres;
    vinyl::json about;
    vinyl::date founded{};

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f)};
};

/// Of the same type.
struct Morning : vinyl::model<Morning> {
    std::int64_t id{};
    mood begins{};

    static constexpr vinyl::meta meta{vinyl::in_schema("orm")};
};

std::string name_of(const Evening& row) { return std::to_string(row.id); }
std::string name_of(const Club& row) { return std::to_string(row.id); }

std::vector<mood> both(mood first, mood second) {
    std::vector<mood> list(1, first);
    list.push_back(second);
    return list;
}

}  // namespace listening

TEST_CASE("orm: a key that a json value may lack is read as an optional") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto rows = co_await all.values("id"_f, "side"_f = "meta_data__side__a"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[1]["side"_f] == vinyl::json(2));
        CHECK(rows[2]["side"_f] == std::nullopt);
        const auto listed = co_await all.values_list("meta_data__live"_f);
        CHECK(std::get<0>(listed[0]) == vinyl::json(false));
        CHECK(std::get<0>(listed[3]) == std::nullopt);
        const auto annotated = co_await all.annotate("live"_f = "meta_data__live"_f);
        CHECK(annotated[0]["live"_f] == vinyl::json(false));
        CHECK(annotated[1]["live"_f] == std::nullopt);
    });
}

TEST_CASE("orm: PostgreSQL enums") {
    using namespace listening;
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await tests::sql("drop schema if exists orm cascade");
        co_await vinyl::schema::create<Evening>();
        co_await vinyl::schema::create<Morning>();  // the type is there
        Evening first;
        first.moods = both(mood::wild, mood::sad);
        first.loudness = volume::high;
        first.peaks.push_back(volume::high);
        co_await first.insert();
        CHECK(first.ends == mood::sad);
        const std::vector<mood> calm(1, mood::calm);
        Evening second =
            co_await Evening::vinyl().create("begins"_f = mood::wild, "ends"_f = mood::calm, "moods"_f = calm);
        second.others.emplace(2);
        second.others->front() = mood::wild;
        co_await second.save();

        const auto all = Evening::vinyl();
        const Evening read = co_await all.get("id"_f = 2);
        CHECK(read.begins == mood::wild);
        CHECK(read.moods == calm);
        CHECK(read.others == second.others);
        const Evening loud = co_await all.get("loudness"_f = volume::high);
        CHECK(loud.peaks == std::vector<volume>(1, volume::high));
        CHECK(co_await names(all.filter("begins"_f = mood::calm)) == "1");
        CHECK(co_await names(all.filter("begins"_f.in(mood::calm, mood::wild))) == "1, 2");
        CHECK(co_await names(all.filter("begins"_f.in(calm))) == "1");
        CHECK(co_await names(all.filter("begins__in"_f = calm)) == "1");
        CHECK(co_await names(all.exclude("ends"_f.in(calm))) == "1");
        CHECK(co_await names(all.filter("loudness"_f.in(volume::low))) == "2");
        CHECK(co_await names(all.filter("moods"_f == calm)) == "2");
        CHECK(co_await names(all.filter("moods__contains"_f = calm)) == "2");
        CHECK(co_await names(all.filter("moods__overlap"_f = calm)) == "2");
        CHECK(co_await names(all.filter("begins"_f.between(mood::wild, mood::wild))) == "2");
        CHECK(co_await names(all.order_by("begins"_f)) == "2, 1");  // the order of the names
        CHECK(co_await names(all.filter("begins"_f.startswith("wi'"))) == "2");
        const auto quiet = co_await all.aggregate(max("begins"_f));
        CHECK(quiet == mood::calm);
        const auto ends = co_await all.values_list("f"_f = coalesce("ends"_f, mood::sad)).get("f"_f = mood::sad);
        CHECK(std::get<0>(ends) == mood::sad);
        const auto set =
            co_await all.filter("id"_f = 1).update("moods"_f = calm, "ends"_f = mood::wild, "others"_f = std::nullopt);
        CHECK(set == 1);
        const Evening updated = co_await all.get("id"_f = 1);
        CHECK(updated.moods == calm);
        CHECK_FALSE(updated.others);
        co_await second.update("moods"_f = first.moods);
        CHECK(co_await names(all.filter("moods"_f == first.moods)) == "2");

        co_await vinyl::schema::drop<Evening>();
        const Morning morning = co_await Morning::vinyl().create("begins"_f = mood::wild);  // still has its type
        CHECK(morning.id == 1);
        co_await vinyl::schema::drop<Evening, Morning>();
        const auto types = co_await tests::column("select typname::text from pg_type where typname = 'mood'");
        CHECK(types.empty());
    });
    const std::string script = vinyl::schema::sql<Evening, Morning>();
    CHECK_THAT(script, Contains("CREATE TYPE orm.mood AS ENUM ('wi''ld', 'calm', 'sad')"));
    CHECK(script.find("CREATE TYPE") == script.rfind("CREATE TYPE"));
}

TEST_CASE("orm: lookups of containers, as keywords and as methods") {
    using namespace listening;
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await tests::sql("drop schema if exists orm cascade");
        co_await vinyl::schema::create<Club>();
        co_await tests::sql(
            "insert into orm.club (open, genres, about, founded) values"
            " ('[2024-01-01,2024-02-01)', '{jazz,folk}', '{\"city\": \"Oslo\", \"seats\": 80}', '2024-01-05'),"
            " ('[2024-02-01,2024-03-01)', '{rock}', '{\"city\": \"Turku\"}', '2020-01-01')");
        const auto all = Club::vinyl();
        const std::vector<std::string> jazz(1, "jazz");
        std::vector<std::string> more = jazz;
        more.push_back("folk");
        more.push_back("pop");
        CHECK(co_await names(all.filter("genres"_f.contains(jazz))) == "1");
        CHECK(co_await names(all.filter("genres"_f.contains(std::vector<std::string>(1, "rock")))) == "2");
        CHECK(co_await names(all.filter(!"genres"_f.contains(jazz))) == "2");
        CHECK(co_await names(all.filter("genres"_f.contained_by(more))) == "1");
        CHECK(co_await names(all.filter("genres"_f.overlap(more))) == "1");

        const auto january = vinyl::range<vinyl::date>::closed(day(2024, 1, 10), day(2024, 1, 20));
        const auto winter = vinyl::range<vinyl::date>::closed(day(2023, 12, 1), day(2024, 2, 29));
        CHECK(co_await names(all.filter("open"_f.contains(january))) == "1");
        CHECK(co_await names(all.filter("open__contains"_f = january)) == "1");
        CHECK(co_await names(all.filter("open"_f.contains(day(2024, 2, 1)))) == "2");
        CHECK(co_await names(all.filter("open__contains"_f = day(2024, 1, 31))) == "1");
        CHECK(co_await names(all.filter("open"_f.contains("founded"_f))) == "1");
        CHECK(co_await names(all.filter("open"_f.contained_by(winter))) == "1, 2");
        CHECK(co_await names(all.filter("open"_f.overlap(january))) == "1");
        CHECK(co_await names(all.filter("open"_f.fully_gt(january))) == "2");
        CHECK(co_await names(all.filter("open"_f.fully_lt(january))) == "");
        CHECK(co_await names(
                  all.filter("open"_f.adjacent_to(vinyl::range<vinyl::date>(day(2024, 3, 1), std::nullopt)))) == "2");

        const vinyl::json oslo = {{"city", "Oslo"}};
        std::vector<std::string> keys(1, "city");
        keys.push_back("seats");
        CHECK(co_await names(all.filter("about"_f.contains(oslo))) == "1");
        CHECK(co_await names(all.filter("about"_f.contained_by(oslo))) == "");
        CHECK(co_await names(all.filter("about"_f.has_key("seats"))) == "1");
        CHECK(co_await names(all.filter("about"_f.has_keys(keys))) == "1");
        CHECK(co_await names(all.filter("about"_f.has_any_keys(keys))) == "1, 2");
        // under a key, too, and there the text besides
        CHECK(co_await names(all.filter("about__city"_f.contains("urk"))) == "");
        CHECK(co_await names(all.filter("about__city"_f.contains("Turku"))) == "2");
        CHECK(co_await names(all.filter("about__city__contains"_f = "Turku")) == "2");
        CHECK(co_await names(all.filter("about__city"_f.icontains("URK"))) == "2");
        CHECK(co_await names(all.filter("about__city__endswith"_f = "urku")) == "2");
        CHECK(co_await names(all.annotate("tags"_f = "genres"_f).filter("tags__contains"_f = jazz)) == "1");
        CHECK(co_await names(all.annotate("tags"_f = "genres"_f).filter("tags"_f.contains(jazz))) == "1");
    });
}

TEST_CASE("orm: values without a name, subqueries as values, order by arithmetic, annotated rows as objects") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto listed =
            co_await all.values_list("title"_f, lower("title"_f), upper("title"_f), "price"_f * 2).get("id"_f = 3);
        CHECK(listed == std::tuple<std::string, std::string, std::string, decimal>("Giant Steps", "giant steps",
                                                                                   "GIANT STEPS", decimal("14.50")));
        const auto grouped =
            co_await all
                .values_list(lower("artist__name"_f), upper("artist__country"_f), count("id"_f), "n"_f = max("stock"_f))
                .order_by("n"_f);
        REQUIRE(grouped.size() == 4);
        const auto spread = co_await all.aggregate(max("price"_f) - min("price"_f));
        CHECK(spread == decimal("7.75"));
        const auto none = co_await all.filter("id"_f = -1).aggregate(max("price"_f) - min("price"_f));
        CHECK_FALSE(none.has_value());

        const auto longest = Track::vinyl().filter("album"_f = "id"_outer).order_by("-seconds"_f).limit(1);
        const auto rows = co_await all.annotate("seconds"_f = longest.values_list("seconds"_f), "track"_f = longest,
                                                "name"_f = longest.values("title"_f));
        REQUIRE(rows.size() == 4);
        CHECK(rows[0]["seconds"_f] == 589);
        CHECK(rows[0]["track"_f] == 2);
        CHECK(rows[0]["name"_f] == "Freddie Freeloader");
        CHECK(rows[3]["seconds"_f] == std::nullopt);
        CHECK(co_await names(all.alias("seconds"_f = longest.values_list("seconds"_f)).filter("seconds"_f > 300)) ==
              "Kind of Blue, Milestones");

        CHECK(co_await names(all.order_by(("price"_f * -1).asc())) ==
              "Officium, Milestones, Kind of Blue, Giant Steps");
        CHECK(co_await names(all.order_by((-"price"_f).desc())) == "Giant Steps, Kind of Blue, Milestones, Officium");
        CHECK(co_await names(all.filter(("stock"_f + 1).in(1, 2))) == "Milestones, Officium");

        const auto artists = co_await Artist::vinyl().annotate("n"_f = count("albums"_f)).order_by("id"_f);
        CHECK(co_await names(all.filter("artist"_f == artists[0])) == "Kind of Blue, Milestones");
        CHECK(co_await names(all.filter("artist"_f = artists[1])) == "Giant Steps");
        CHECK(co_await names(all.filter("artist"_f.in(artists), "stock"_f > 0)) ==
              "Kind of Blue, Giant Steps, Officium");
    });
}

TEST_CASE("orm: a value that can not be encoded is reported with its field") {
    in_shop([]() -> dual<void> {
        Album album;
        album.title = "x";
        album.artist = std::int64_t{1};
        album.released = day(2023, 2, 29);
        const std::string message = "Album.released: can not encode date";
        CHECK_THAT(co_await error_of<vinyl::data_error>([&] { return album.insert(); }),
                   Contains("writing " + message));
        album.id = 1;
        CHECK_THAT(co_await error_of<vinyl::data_error>([&] { return album.save(); }), Contains("writing " + message));
        const vinyl::date none = day(2023, 2, 29);
        CHECK_THAT(co_await error_of<vinyl::data_error>(
                       [&] { return Album::vinyl().create("title"_f = "x", "artist"_f = 1, "released"_f = none); }),
                   Contains("writing " + message));
        CHECK_THAT(
            co_await error_of<vinyl::data_error>([&] { return Album::vinyl().filter("released"_f = none).count(); }),
            Contains("comparing " + message));
        CHECK_THAT(co_await error_of<vinyl::data_error>(
                       [&] { return Track::vinyl().filter("album__released__gt"_f = none).count(); }),
                   Contains("comparing Track.album__released__gt: "));
    });
}

namespace listening {

struct Card {
    std::string title;
    std::string producer__name;
};

}  // namespace listening

TEST_CASE("orm: a result that does not fit is reported with the member and the type") {
    using namespace listening;
    in_shop([]() -> dual<void> {
        CHECK_THAT(co_await error_of<vinyl::data_error>([&] { return Album::vinyl().into<Card>().list(); }),
                   Contains("reading Card: member \"producer__name\" is NULL"));
        co_await tests::sql("alter table orm.track alter seconds type text");
        CHECK_THAT(co_await error_of<vinyl::data_error>([&] { return Track::vinyl().list(); }),
                   Contains("reading Track: column \"seconds\" is of text, but its member is read from integer"));
        co_await tests::sql("alter table orm.track alter seconds type int[] using '{}'");
        CHECK_THAT(co_await error_of<vinyl::data_error>([&] { return Track::vinyl().list(); }),
                   Contains("is of integer[], but"));
        co_await tests::sql("create type orm.odd as enum ('a')");
        co_await tests::sql("alter table orm.track alter seconds type orm.odd using 'a'");
        CHECK_THAT(co_await error_of<vinyl::data_error>([&] { return Track::vinyl().list(); }),
                   Contains("is of the type with OID "));
    });
}

TEST_CASE("orm: a condition as a value is an optional where it may be NULL") {
    in_shop([]() -> dual<void> {
        const auto artists = co_await Artist::vinyl().order_by("id"_f).annotate(
            "american"_f = "country"_f == "US", "stranger"_f = !("country"_f == "US") && "id"_f > 0,
            "early"_f = "id"_f <= 2, "at_home"_f = "country"_f == std::nullopt);
        CHECK(artists[0]["american"_f] == std::optional(true));
        CHECK(artists[2]["american"_f] == std::nullopt);  // no country
        CHECK(artists[3]["american"_f] == std::optional(false));
        CHECK(artists[2]["stranger"_f] == std::optional(true));  // as exclude() counts NULL
        CHECK(artists[3]["stranger"_f] == std::optional(true));
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(artists[0]["early"_f])>, bool>);
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(artists[0]["at_home"_f])>, bool>);
        CHECK(artists[1]["early"_f]);
        CHECK(artists[2]["at_home"_f]);
    });
}
