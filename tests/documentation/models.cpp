// The blocks of docs/models.md.
#include "documentation/music.hpp"

#include <vinyl/json.hpp>

namespace documentation {

namespace meta_options {

// docs: models_meta
struct Pressing : vinyl::model<Pressing> {
    vinyl::uuid code;
    vinyl::foreign_key<Album> album;
    std::int32_t number{};
    std::string matrix;
    vinyl::timestamp added{};

    static constexpr vinyl::meta meta{
        vinyl::table("album_pressing"),                        // default: the struct's name in snake_case
        vinyl::primary_key("code"_f),                          // default: the member id
        vinyl::column("matrix"_f, "matrix_number"),            // default: the member's name, for relations with _id
        vinyl::sql_type("number"_f, "smallint"),               // default: what belongs to the C++ type
        vinyl::unique("album"_f, "number"_f),                  // no two rows with the same values
        vinyl::index("added"_f),
        vinyl::check("number_positive", "number"_f > 0),
        vinyl::db_default("added"_f, vinyl::now()),            // filled in by the database when it is left out
        vinyl::default_value("code"_f, vinyl::uuid::random),   // filled in by create() when it is left out
        vinyl::ordering("album__title"_f, "-number"_f)};       // when a query says no other
};
// docs: end

}  // namespace meta_options

namespace many_to_many {

// docs: models_many_to_many
struct Song;
struct Credit;

struct Musician : vinyl::model<Musician> {
    std::int64_t id{};
    std::string name;
    vinyl::many_to_many<Musician> friends;                     // symmetrical: if Ada is Ben's friend, Ben is Ada's
    vinyl::many_to_many<Musician> follows;
    vinyl::related<Musician, "follows"> followers;             // the other direction
    vinyl::related<Song, "musicians"> songs;

    static constexpr vinyl::meta meta{vinyl::asymmetrical("follows"_f)};
};

struct Mood : vinyl::model<Mood> {
    std::int64_t id{};
    std::string name;
};

struct Song : vinyl::model<Song> {
    std::int64_t id{};
    std::string title;
    vinyl::many_to_many<Mood> moods;                           // the table song_moods: song_id, mood_id
    vinyl::many_to_many<Musician, Credit> musicians;           // by a model of your own, which may say more
    vinyl::related<Credit, "song"> credits;
};

struct Credit : vinyl::model<Credit> {
    vinyl::foreign_key<Song> song;
    vinyl::foreign_key<Musician> musician;
    std::string instrument;

    static constexpr vinyl::meta meta{vinyl::primary_key("song"_f, "musician"_f)};
};
// docs: end

TEST_CASE("models: relations of many to many, by tables of vinyl's and by a model") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP SCHEMA public CASCADE");
        co_await tests::sql("CREATE SCHEMA public");
        co_await vinyl::schema::create<Song, Musician, Mood, Credit>();
        const auto differences = co_await vinyl::schema::check<Song, Musician, Mood, Credit>();
        CHECK(differences.empty());

        const Musician ada = co_await Musician::vinyl().create("name"_f = "Ada");
        const Musician ben = co_await Musician::vinyl().create("name"_f = "Ben");
        const Song blue = co_await Song::vinyl().create("title"_f = "Blue");
        const Song red = co_await Song::vinyl().create("title"_f = "Red");
        const Mood calm = co_await Mood::vinyl().create("name"_f = "calm");
        co_await Mood::vinyl().create("name"_f = "wild");
        co_await tests::sql("INSERT INTO song_moods (song_id, mood_id) VALUES (1, 1), (1, 2), (2, 2)");
        co_await tests::sql("INSERT INTO musician_follows (from_musician_id, to_musician_id) VALUES (1, 2)");
        co_await Credit::vinyl().create("song"_f = blue, "musician"_f = ada, "instrument"_f = "bass");
        co_await Credit::vinyl().create("song"_f = blue, "musician"_f = ben, "instrument"_f = "voice");

        CHECK((co_await Song::vinyl().get("moods"_f = calm)).title == "Blue");
        CHECK((co_await Song::vinyl().filter("moods__name"_f = "wild").count()) == 2);
        CHECK((co_await Song::vinyl().filter("moods"_f = 1).filter("moods"_f = 2).count()) == 1);
        CHECK((co_await Song::vinyl().filter("moods"_f = 1, "moods__id"_f = 2).count()) == 0);
        CHECK((co_await Song::vinyl().exclude("moods__name"_f = "calm").get()).title == "Red");
        CHECK((co_await Song::vinyl().filter("musicians__isnull"_f = true).get()).title == "Red");
        CHECK((co_await Song::vinyl().filter("musicians__name"_f = "Ada", "credits__instrument"_f = "voice").count()) == 0);
        CHECK((co_await Song::vinyl().filter("musicians__name"_f = "Ada").filter("credits__instrument"_f = "voice").count()) == 1);
        CHECK((co_await Musician::vinyl().get("followers"_f = ada)).name == "Ben");
        CHECK((co_await Musician::vinyl().get("follows__name"_f = "Ben")).name == "Ada");
        const auto counted = co_await Song::vinyl().annotate("n"_f = vinyl::count("moods"_f)).order_by("title"_f);
        CHECK(counted.at(0)["n"_f] == 2);
        CHECK(counted.at(1)["n"_f] == 1);
        const auto both = co_await Song::vinyl().annotate("m"_f = vinyl::count("moods"_f), "p"_f = vinyl::count("musicians"_f)).order_by("title"_f);
        CHECK(both.at(0)["m"_f] == 2);
        CHECK(both.at(0)["p"_f] == 2);

        CHECK((co_await ada.songs().get()).title == "Blue");
        CHECK((co_await ben.followers().get()).name == "Ada");
        CHECK((co_await ada.followers().count()) == 0);

        // the pairs go with either side
        co_await Mood::vinyl().filter("name"_f = "calm").erase();
        CHECK((co_await tests::cell("SELECT count(*)::text FROM song_moods")) == "2");
        co_await vinyl::schema::drop<Song, Musician, Mood, Credit>();
        CHECK((co_await tests::cell("SELECT coalesce(to_regclass('song_moods')::text, 'gone')")) == "gone");
    });
}

}  // namespace many_to_many

namespace relations {

// docs: models_relations
struct Genre : vinyl::model<Genre> {
    std::int64_t id{};
    std::string name;
    std::optional<vinyl::foreign_key<Genre>> parent;           // may be NULL, and points at its own table
    vinyl::related<Genre, "parent"> children;

    static constexpr vinyl::meta meta{vinyl::on_delete("parent"_f, vinyl::set_null)};
};

struct Sleeve;

struct Record : vinyl::model<Record> {
    std::int64_t id{};
    std::string title;
    vinyl::related_one<Sleeve, "record"> sleeve;               // the reverse side of a one_to_one
};

struct Sleeve : vinyl::model<Sleeve> {
    std::int64_t id{};
    vinyl::one_to_one<Record> record;                          // a foreign key whose column is unique
    std::string colour;
};
// docs: end

TEST_CASE("models: relations of all kinds") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP SCHEMA public CASCADE");
        co_await tests::sql("CREATE SCHEMA public");
        co_await vinyl::schema::create<Genre, Record, Sleeve>();

        Genre jazz = co_await Genre::vinyl().create("name"_f = "jazz");
        Genre bebop = co_await Genre::vinyl().create("name"_f = "bebop", "parent"_f = jazz);
        auto children = co_await jazz.children();
        CHECK(children.size() == 1);
        CHECK(children.at(0).parent->id() == jazz.id);
        CHECK((co_await Genre::vinyl().filter("parent__name"_f = "jazz").count()) == 1);
        co_await jazz.erase();
        co_await bebop.refresh();
        CHECK(!bebop.parent);

        Record record = co_await Record::vinyl().create("title"_f = "Kind of Blue");
        Sleeve made = co_await Sleeve::vinyl().create("record"_f = record, "colour"_f = "blue");
        const Sleeve& sleeve = co_await record.sleeve();
        CHECK(sleeve.colour == "blue");
        CHECK((co_await Record::vinyl().get("sleeve__colour"_f = "blue")).title == "Kind of Blue");
    });
}

}  // namespace relations

TEST_CASE("models: meta") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        using meta_options::Pressing;
        co_await stock_shop();
        co_await vinyl::schema::create<Pressing>();
        Album album = co_await Album::vinyl().get("title"_f = "Kind of Blue");
        Pressing pressing{.code = vinyl::uuid::random(), .album = album, .number = 1, .matrix = "CL 1355"};
        co_await pressing.insert();
        CHECK(pressing.added > vinyl::timestamp{});
        CHECK((co_await Pressing::vinyl().get("matrix"_f = "CL 1355")).code == pressing.code);
        CHECK((co_await tests::cell("SELECT matrix_number || ' ' || pg_typeof(number) FROM album_pressing")) == "CL 1355 smallint");
        Pressing later{.code = vinyl::uuid::random(), .album = album, .number = 2, .matrix = "CL 1356"};
        co_await later.insert();
        CHECK((co_await Pressing::vinyl().list()).at(0).number == 2);      // by the ordering

        // docs: models_defaults
        Pressing first = co_await Pressing::vinyl().create("album"_f = album, "number"_f = 3, "matrix"_f = "A1");
        CHECK(first.code != vinyl::uuid{});                    // default_value: made by create()
        CHECK(first.added != vinyl::timestamp{});              // db_default: read back from the database
        // Pressing::vinyl().create("album"_f = album)         // does not compile: create_leaves_out<Pressing, "number", "matrix">
        Pressing second = co_await Pressing::vinyl().create("album"_f = album, "number"_f = 4,
                                                            "matrix"_f = upper(vinyl::value("b1")));    // by the database: "B1"
        // docs: end
        CHECK((co_await Pressing::vinyl().get("matrix"_f = "A1")).code == first.code);
    });
}

TEST_CASE("models: following relations") {
    in_the_shop([]() -> vinyl::dual<void> {
        Artist miles = co_await Artist::vinyl().get("name"_f = "Miles Davis");
        Artist coltrane = co_await Artist::vinyl().get("name"_f = "John Coltrane");
        {
            // docs: models_foreign_key
            Album album = co_await Album::vinyl().get("title"_f = "Milestones");
            std::int64_t key = album.artist.id();                  // the key: always there, nothing is asked
            const Artist& artist = co_await album.artist();        // the object: loaded now, and kept
            std::string name = artist.name;                        // or album.artist->name, now that it is there

            album.artist = coltrane;                               // an object ...
            album.artist = coltrane.id;                            // ... or a key
            co_await album.save();
            // docs: end
            CHECK(name == "Miles Davis");
            CHECK(key == miles.id);
            CHECK((co_await Album::vinyl().filter("artist"_f = coltrane).count()) == 2);
            co_await album.update("artist"_f = miles);
        }
        {
            // docs: models_related
            auto all = co_await miles.albums();                                  // a queryset of his albums
            auto cheap = co_await miles.albums().filter("price"_f < 10).order_by("released"_f);
            Album album = co_await miles.albums.create("title"_f = "Sketches of Spain", "price"_f = decimal("12.50"),
                                                       "released"_f = vinyl::date(1960y, std::chrono::July, 18d));
            // docs: end
            CHECK(all.size() == 2);
            CHECK(cheap.size() == 1);
            CHECK(cheap.at(0).title == "Kind of Blue");
            CHECK(album.artist.id() == miles.id);
        }
        {
            // docs: models_peers
            auto albums = co_await Album::vinyl().all();
            for (const Album& album : albums) {
                const Artist& artist = co_await album.artist();    // one query for all artists, at the first album
                CHECK(album.artist.id() == artist.id);
            }
            auto joined = co_await Album::vinyl().select_related("artist"_f);                 // no second query at all
            auto strict = co_await Album::vinyl().all().fetch_mode(vinyl::fetch_raise);       // not_loaded instead of a query
            // docs: end
            CHECK(joined.at(0).artist.has_object());
            CHECK_FALSE(strict.at(0).artist.has_object());
            bool raised = false;
            try {
                co_await strict.at(0).artist();
            } catch (const vinyl::not_loaded&) {
                raised = true;
            }
            CHECK(raised);
        }
    });
}

TEST_CASE("models: JSON and text") {
    in_the_shop([]() -> vinyl::dual<void> {
        // docs: models_json
        Album album = co_await Album::vinyl().get("title"_f = "Milestones");
        boost::json::object json = vinyl::to_json(album);          // "released": "1958-09-02", "price": "12.50", "artist": 1
        Album copy = vinyl::from_json<Album>(json);                // the database is not asked

        auto albums = co_await Album::vinyl().select_related("artist"_f);
        boost::json::array all = vinyl::to_json(albums);           // "artist": {"id": 1, "name": "Miles Davis", ...}

        std::string text = vinyl::to_string(album.released);       // "1958-09-02"
        auto released = vinyl::from_string<vinyl::date>("1958-09-02");
        // docs: end
        CHECK(copy.title == album.title);
        CHECK(copy.price == album.price);
        CHECK(text == "1958-09-02");
        CHECK(json.at("price") == "12.50");
        CHECK(json.at("artist") == album.artist.id());
        CHECK((released == std::chrono::year_month_day(1958y / 9 / 2)));
        CHECK(all.at(0).at("artist").is_object());
        CHECK(json.at("released") == boost::json::value(text));
    });
}

TEST_CASE("models: objects") {
    in_the_shop([]() -> vinyl::dual<void> {
        Artist miles = co_await Artist::vinyl().get("name"_f = "Miles Davis");
        // docs: models_objects
        Album album{.title = "Bitches Brew", .artist = miles, .price = decimal("16.50")};
        album.released = vinyl::date(1970y, std::chrono::March, 30d);
        co_await album.insert();                                   // INSERT; album.id and the database's defaults are filled in

        album.rating = 4.5;
        co_await album.save();                                     // UPDATE, as it has a key; INSERT if it had none
        co_await album.save("title"_f, "rating"_f);                // UPDATE of these columns only
        co_await album.update("price"_f = decimal("15.00"));       // UPDATE of this column only, then the member
        co_await album.update("price"_f = "price"_f + 1);          // calculated by the database; the member has the result
        co_await album.refresh();                                  // reads all members again
        co_await album.erase();                                    // DELETE
        // docs: end
        CHECK(album.price == decimal("16.00"));
        CHECK((co_await Album::vinyl().filter("title"_f = "Bitches Brew").exists()) == false);
        // docs: models_create
        Artist kraftwerk = co_await Artist::vinyl().create("name"_f = "Kraftwerk", "country"_f = "DE");
        // docs: end
        Artist stored = co_await Artist::vinyl().get("name"_f = "Kraftwerk", "country"_f = "DE");
        CHECK(stored == kraftwerk);
    });
}

}  // namespace documentation

namespace documentation::values {
// docs: models_enum
enum class speed { rpm33, rpm45, rpm78 };                      // integer, because its underlying type is int
enum class condition { mint, good, worn };                     // see below

// docs: end
struct colour {
    std::uint32_t rgb = 0;
    friend bool operator==(const colour&, const colour&) = default;
};
}  // namespace documentation::values

using documentation::values::colour, documentation::values::condition;
// docs: models_enum
template <>
struct vinyl::enum_storage<condition> : vinyl::stored_by_name<"text"> {};     // 'mint', 'good', 'worn'
// docs: end

// docs: models_codec
template <>
struct vinyl::codec<colour> {                                  // a colour is stored as an integer
    static constexpr std::uint32_t oid = codec<std::int32_t>::oid;
    static constexpr std::string_view sql_type = "integer";

    static void encode(const colour& value, std::string& out) {
        codec<std::int32_t>::encode(static_cast<std::int32_t>(value.rgb), out);
    }
    static colour decode(std::string_view bytes, std::uint32_t type) {
        return {static_cast<std::uint32_t>(codec<std::int32_t>::decode(bytes, type))};
    }
    static bool accepts(std::uint32_t type) { return codec<std::int32_t>::accepts(type); }
};
// docs: end

namespace documentation::values {

struct Copy : vinyl::model<Copy> {
    std::int64_t id{};
    speed turns{};
    condition state{};
    colour label;
    vinyl::json notes;
};

TEST_CASE("models: enums and codecs of one's own") {
    const tests::database shop;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP SCHEMA public CASCADE");
        co_await tests::sql("CREATE SCHEMA public");
        co_await vinyl::schema::create<Copy>();
        Copy copy{.turns = speed::rpm45, .state = condition::worn, .label = {0x123456}};
        copy.notes = vinyl::json("scratched");
        co_await copy.insert();
        Copy same = co_await Copy::vinyl().get("state"_f = condition::worn, "turns"_f = speed::rpm45);
        CHECK(same.label == colour{0x123456});
        CHECK(same.notes == vinyl::json("scratched"));
    });
}

}  // namespace documentation::values
