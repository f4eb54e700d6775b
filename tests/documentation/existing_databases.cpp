// The blocks of docs/existing_databases.md.
#include "documentation/music.hpp"

namespace documentation::existing {

// docs: existing_models
struct Playlist : vinyl::model<Playlist> {
    std::int32_t playlist_id{};
    std::string name;

    static constexpr vinyl::meta meta{vinyl::table("playlist"), vinyl::primary_key("playlist_id"_f),
                                      vinyl::serial("playlist_id"_f)};
};

struct Track : vinyl::model<Track> {
    std::int32_t track_id{};
    std::string name;
    std::optional<std::string> composer;

    static constexpr vinyl::meta meta{vinyl::table("track"), vinyl::primary_key("track_id"_f),
                                      vinyl::serial("track_id"_f)};
};

struct PlaylistTrack : vinyl::model<PlaylistTrack> {                  // the key is two relations
    vinyl::foreign_key<Playlist, std::int32_t> playlist;              // playlist_id, of the type of the key it points at
    vinyl::foreign_key<Track, std::int32_t> track;

    static constexpr vinyl::meta meta{vinyl::table("playlist_track"), vinyl::primary_key("playlist"_f, "track"_f)};
};
// docs: end

// docs: existing_tenants
using tenant_key = std::tuple<std::int64_t, std::int64_t>;

struct Project : vinyl::model<Project> {
    std::int64_t tenant_id{};
    std::int64_t number{};
    std::string name;

    static constexpr vinyl::meta meta{vinyl::primary_key("tenant_id"_f, "number"_f)};
};

struct Task : vinyl::model<Task> {
    std::int64_t tenant_id{};
    std::int64_t number{};
    vinyl::foreign_key<Project, tenant_key> project;
    std::string title;

    static constexpr vinyl::meta meta{vinyl::primary_key("tenant_id"_f, "number"_f),
                                      vinyl::column("project"_f, "tenant_id", "project_number")};
};
// docs: end

// docs: existing_embedded
struct Stamps {
    vinyl::date created{};
    std::optional<vinyl::date> changed;
};

struct Invoice : vinyl::model<Invoice> {
    std::int64_t id{};
    std::int32_t quantity{};
    vinyl::decimal price;
    vinyl::decimal total;
    vinyl::embedded<Stamps> stamps;                                   // columns st_created, st_changed

    static constexpr vinyl::meta meta{vinyl::prefix("stamps"_f, "st_"),
                                      vinyl::generated("total"_f, "price"_f * "quantity"_f)};
};
// docs: end

// docs: existing_origin
struct Setting : vinyl::model<Setting> {
    std::string name;
    std::string value;
    vinyl::origin origin;

    static constexpr vinyl::meta meta{vinyl::primary_key("name"_f)};
};
// docs: end

// docs: existing_view
struct Sales : vinyl::model<Sales> {
    vinyl::date day{};
    vinyl::decimal amount;

    static constexpr vinyl::meta meta{vinyl::view("sales_by_day")};
};
// docs: end

vinyl::dual<void> make_tables() {
    co_await vinyl::schema::drop<PlaylistTrack, Track, Playlist, Task, Project>();
    co_await tests::sql("DROP VIEW IF EXISTS sales_by_day");
    co_await vinyl::schema::drop<Invoice>();
    co_await vinyl::schema::create<Playlist, Track, PlaylistTrack, Project, Task, Invoice>();
    co_await tests::sql("CREATE VIEW sales_by_day AS SELECT st_created AS day, sum(total) AS amount FROM invoice GROUP BY 1");
    auto playlist = co_await Playlist::vinyl().create("name"_f = "Music");
    for (const char* name : {"One", "Two"}) {
        auto track = co_await Track::vinyl().create("name"_f = std::string(name));
        co_await PlaylistTrack::vinyl().create("playlist"_f = playlist, "track"_f = track);
    }
}

}  // namespace documentation::existing

using namespace documentation::existing;
using namespace vinyl::literals;

TEST_CASE("docs: existing databases: composite keys", "[docs]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        // docs: existing_composite
        PlaylistTrack entry = co_await PlaylistTrack::vinyl().get("playlist"_f = 1, "track"_f = 2);
        std::vector<std::tuple<std::int32_t, std::int32_t>> keys{{1, 1}, {1, 2}, {7, 7}};
        auto some = co_await PlaylistTrack::vinyl().filter("pk"_f.in(keys)).order_by("pk"_f);
        auto names = co_await PlaylistTrack::vinyl().filter("playlist__name"_f = "Music").values_list("track__name"_f);
        co_await entry.erase();                                       // this row, by both columns
        // docs: end
        CHECK(some.size() == 2);
        CHECK(names.size() == 2);
        CHECK(co_await PlaylistTrack::vinyl().count() == 1);
    });
}

TEST_CASE("docs: existing databases: tenants, embedded structs, generated columns, views", "[docs]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Project project{.tenant_id = 1, .number = 7, .name = "Album"};
        co_await project.insert();
        Task task{.tenant_id = 1, .number = 1, .project = project, .title = "Mix"};
        co_await task.insert();
        CHECK((co_await task.project()).name == "Album");

        const vinyl::date today(std::chrono::year(2024), std::chrono::May, std::chrono::day(1));
        // docs: existing_embedded_use
        Invoice invoice{.quantity = 3, .price = vinyl::decimal("2.50")};
        invoice.stamps->created = today;
        co_await invoice.insert();                                    // invoice.total is 7.50 now
        auto of_today = co_await Invoice::vinyl().filter("stamps__created"_f = today);
        // docs: end
        CHECK(invoice.total == vinyl::decimal("7.50"));
        CHECK(of_today.size() == 1);
        auto sales = co_await Sales::vinyl();
        REQUIRE(sales.size() == 1);
        CHECK(sales[0].amount == vinyl::decimal("7.50"));

        Invoice imported{.id = 1000, .quantity = 1, .price = vinyl::decimal("1"), .stamps = Stamps{today, {}}};
        // docs: existing_import
        co_await imported.insert(vinyl::override_identity);           // keeps the key that the object holds
        // docs: end
        CHECK(co_await Invoice::vinyl().filter("id"_f = 1000).exists());
        // docs: existing_check
        for (const auto& each : co_await vinyl::schema::check<Playlist, Track, PlaylistTrack, Invoice, Sales>())
            std::cerr << each.text() << '\n';
        // docs: end
        CHECK((co_await vinyl::schema::check<Playlist, Track, PlaylistTrack, Project, Task, Invoice, Sales>()).empty());
    });
}

TEST_CASE("docs: existing databases: an object's database", "[docs]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP DATABASE IF EXISTS vinyl_archive WITH (FORCE)");
        co_await tests::sql("CREATE DATABASE vinyl_archive");
        vinyl::connection_options options;
        options.dsn = tests::dsn("vinyl_archive");
        const tests::database archive(options, "archive");
        for (const char* each : {"default", "archive"}) {
            co_await vinyl::schema::drop<Setting>(each);
            co_await vinyl::schema::create<Setting>(each);
            co_await Setting::vinyl().using_(each).create("name"_f = "theme", "value"_f = "light");
        }
        co_await make_tables();
        co_await vinyl::schema::create<Invoice>("archive");
        const vinyl::date today(std::chrono::year(2024), std::chrono::May, std::chrono::day(1));
        Invoice invoice{.quantity = 1, .price = vinyl::decimal("1"), .stamps = Stamps{today, {}}};
        // docs: existing_alias
        co_await invoice.using_("archive").insert();
        // docs: end
        CHECK(co_await Invoice::vinyl().using_("archive").count() == 1);
        CHECK(co_await Invoice::vinyl().count() == 0);
        // docs: existing_origin_use
        Setting theme = co_await Setting::vinyl().using_("archive").get("name"_f = "theme");
        theme.value = "dark";
        co_await theme.save();                                        // in "archive"
        // docs: end
        CHECK(co_await Setting::vinyl().using_("archive").filter("value"_f = "dark").count() == 1);
        CHECK(co_await Setting::vinyl().filter("value"_f = "light").count() == 1);
    });
}
