// Writing objects and rows against a server, each test in both modes; and the bad input that a new user comes up with.
#include "integration/orm_models.hpp"

#include <vinyl/testing/server.hpp>

namespace {
enum class grade { good, bad };
}
template <>
struct vinyl::enum_storage<grade> : vinyl::stored_by_name<"text"> {};

using namespace shop;
using Catch::Matchers::Contains;

namespace {

/// As the table album, but some members are of other types.
struct Wrong : vinyl::model<Wrong> {
    std::int64_t id{};
    std::int32_t title{};
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("album")};
};
struct Strict : vinyl::model<Strict> {
    std::int64_t id{};
    double rating{};
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("album")};
};
struct Graded : vinyl::model<Graded> {
    std::string code;
    grade note{};
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("label"), vinyl::primary_key("code"_f)};
};
struct Missing : vinyl::model<Missing> {
    std::int64_t id{};
    std::string name;
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("no_such_table")};
};
struct Extra : vinyl::model<Extra> {
    std::int64_t id{};
    std::string no_such_column;
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::table("artist")};
};

}  // namespace

TEST_CASE("V15: orm: insert, save, update, refresh, erase") {
    in_shop([]() -> dual<void> {
        Artist artist{.name = "Bill Evans"};
        co_await artist.insert();
        CHECK(artist.id == 5);
        artist.country = "US";
        co_await artist.save();
        const Artist read = co_await Artist::vinyl().get("id"_f = 5);
        CHECK(read.country == "US");
        const std::int64_t artists = co_await Artist::vinyl().count();
        CHECK(artists == 5);

        Album album{.title = "Waltz for Debby", .artist = artist, .released = day(1962, 3, 1), .price = decimal("8.00")};
        album.tags.emplace_back("trio");
        co_await album.save();  // inserts
        CHECK(album.id == 5);
        co_await album.update("price"_f = decimal("8.50"), "rating"_f = 4.75);
        CHECK(album.price == decimal("8.50"));
        CHECK(album.rating == 4.75);
        CHECK(album.title == "Waltz for Debby");
        co_await album.update("price"_f = "price"_f * 2);
        CHECK(album.price == decimal("17.00"));
        co_await album.update("artist"_f = artist, "rating"_f = std::nullopt, "kind"_f = format::single);
        CHECK(album.artist.id() == 5);
        CHECK_FALSE(album.rating);
        CHECK(album.kind == format::single);
        const std::int64_t changed = co_await Album::vinyl().filter("id"_f = album.id).update("title"_f = "changed", "stock"_f = 7);
        CHECK(changed == 1);
        CHECK(album.title == "Waltz for Debby");
        co_await album.refresh();
        CHECK(album.title == "changed");
        CHECK(album.stock == 7);
        CHECK(album.tags == std::vector<std::string>(1, "trio"));
        const std::int64_t erased = co_await album.erase();
        CHECK(erased == 1);
        CHECK(album.id == 0);
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return album.refresh(); }), Contains("Album.refresh()"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return album.erase(); }), Contains("Album.erase()"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return album.update("stock"_f = 1); }), Contains("Album.update()"));

        // a row that is gone
        Album gone = co_await Album::vinyl().get("id"_f = 4);
        co_await Album::vinyl().filter("id"_f = 4).erase();
        CHECK(co_await error_of<Album::does_not_exist>([&] { return gone.refresh(); }) != "no error");
        CHECK_THAT(co_await error_of<Album::does_not_exist>([&] { return gone.update("stock"_f = 1); }), Contains("gone"));
        const std::int64_t none = co_await gone.erase();
        CHECK(none == 0);
        gone.id = 4;
        co_await gone.save();  // there is no such row: inserted, with its key
        const Album back = co_await Album::vinyl().get("id"_f = 4);
        CHECK(back.title == "Officium");
    });
}

TEST_CASE("T2: orm: create, and keys that are no numbers") {
    in_shop([]() -> dual<void> {
        Artist miles = co_await Artist::vinyl().get("id"_f = 1);
        const Album made = co_await Album::vinyl().create("title"_f = "Nefertiti", "artist"_f = miles, "released"_f = day(1968, 1, 1),
                                                          "price"_f = 10, "producer"_f = std::nullopt, "stock"_f = 3);
        CHECK(made.id == 5);
        CHECK(made.artist->name == "Miles Davis");
        CHECK(made.price == decimal(10));
        const Album by_key = co_await Album::vinyl().create("title"_f = "ESP", "artist"_f = 1, "producer"_f = 2, "released"_f = day(1965, 1, 1));
        CHECK(by_key.artist.id() == 1);
        CHECK(by_key.producer->id() == 2);
        Label blue = co_await Label::vinyl().create("code"_f = "BLP", "name"_f = "Blue Note");
        CHECK(blue.note == "none");  // the database's default
        blue.name = "Blue Note Records";
        co_await blue.save();
        const Label read = co_await Label::vinyl().get("pk"_f = "BLP");
        CHECK(read.name == "Blue Note Records");
        Label other{.code = "IMP", .name = "Impulse!", .note = "orange"};
        co_await other.save();  // no such row yet
        const std::int64_t labels = co_await Label::vinyl().count();
        CHECK(labels == 2);
        co_await other.erase();
        CHECK(other.code == "IMP");  // not the database's to give, so it stays
        CHECK(co_await error_of<vinyl::data_error>([] { return Track::vinyl().create("title"_f = "x", "seconds"_f = 5'000'000'000, "album"_f = 1); }) !=
              "no error");
        CHECK(co_await error_of<vinyl::data_error>([] { return Track::vinyl().update("seconds"_f = 5'000'000'000); }) != "no error");
    });
}

TEST_CASE("E21: orm: create() stores what the database calculates, and gives it back") {
    in_shop([]() -> dual<void> {
        const Artist made = co_await Artist::vinyl().create("name"_f = upper(vinyl::value("nico")), "country"_f = lower(vinyl::value("DE")));
        CHECK(made.id == 5);
        CHECK(made.name == "NICO");
        CHECK(made.country == "de");
        const auto dearest = Album::vinyl().order_by("-price"_f).limit(1);
        const Album album = co_await made.albums.create("title"_f = "Chelsea Girl", "released"_f = day(1967, 10, 1),
                                                        "price"_f = dearest.values("price"_f), "rating"_f = vinyl::value(4.0) / 8, "bought"_f = vinyl::now());
        CHECK(album.price == decimal("15.00"));
        CHECK(album.rating == 0.5);
        CHECK(album.bought.has_value());
        CHECK(album.artist.id() == made.id);
        CHECK(album.active);
        const Track track = co_await Track::vinyl().create("album"_f = dearest, "title"_f = "x", "seconds"_f = vinyl::cast<std::int32_t>(vinyl::value("12")));
        CHECK(track.album.id() == 4);
        CHECK(track.seconds == 12);
        const Track read = co_await Track::vinyl().get("id"_f = track.id);
        CHECK((read.seconds == 12 && read.album.id() == 4));
        // a key, too, and what meta has a value for
        const Label label = co_await Label::vinyl().create("code"_f = lower(vinyl::value("ECM")), "name"_f = "ECM", "note"_f = upper(vinyl::value("new")));
        CHECK(label.code == "ecm");
        CHECK(label.note == "NEW");
        CHECK(co_await error_of<vinyl::not_null_violation>([&] { return Artist::vinyl().create("name"_f = Artist::vinyl().filter("id"_f = -1).values("name"_f)); }) !=
              "no error");
        CHECK(co_await Artist::vinyl().count() == 5);
    });
}

TEST_CASE("T17, T18: orm: update and erase of querysets") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const std::int64_t two = co_await all.filter("price"_f < 10).update("price"_f = "price"_f + 1, "active"_f = false);
        CHECK(two == 2);
        const auto prices = co_await all.values_list("price"_f);
        CHECK(std::get<0>(prices[0]) == decimal("10.99"));
        // conditions across relations
        const std::int64_t by_join = co_await all.filter("artist__country"_f = "US").update("stock"_f = 100);
        CHECK(by_join == 3);
        const std::int64_t to_column = co_await all.filter("producer"_f = std::nullopt).update("producer"_f = "artist"_f);
        CHECK(to_column == 2);
        const std::int64_t none = co_await all.none().update("stock"_f = 1);
        CHECK(none == 0);
        const std::int64_t erased = co_await all.filter("artist__country"_f = "NO").erase();
        CHECK(erased == 1);
        const std::int64_t tracks = co_await Track::vinyl().filter("album__title__startswith"_f = "Giant").erase();
        CHECK(tracks == 2);
        const std::int64_t left = co_await Track::vinyl().count();
        CHECK(left == 4);
        Artist miles = co_await Artist::vinyl().get("id"_f = 1);
        const std::int64_t itself = co_await miles.erase();  // its albums and their tracks go with it, uncounted
        CHECK(itself == 1);
        const std::int64_t nothing = co_await Track::vinyl().count();
        CHECK(nothing == 0);
        const std::int64_t no_filter = co_await all.erase();
        CHECK(no_filter == 1);
    });
}

TEST_CASE("orm: objects that can not be written say why") {
    in_shop([]() -> dual<void> {
        Artist unsaved{.name = "unsaved"};
        Album album{.title = "x", .artist = unsaved, .released = day(2000, 1, 1)};
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return album.insert(); }), Contains("Artist") && Contains("insert"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return album.save(); }), Contains("Artist"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return Album::vinyl().create("title"_f = "x", "artist"_f = unsaved, "released"_f = day(2000, 1, 1)); }),
                   Contains("Artist"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return Album::vinyl().filter("artist"_f = unsaved).count(); }),
                   Contains("Artist"));
        Album without{.title = "x"};
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return without.insert(); }),
                   Contains("Album.artist was never set") && Contains("assign an object or a key"));
        Artist twice{.name = "Miles Davis"};
        const auto duplicate = co_await error_of<vinyl::unique_violation>([&] { return twice.insert(); });
        CHECK_THAT(duplicate, Contains("23505") && Contains("artist") && Contains("INSERT") && !Contains("Miles"));
        CHECK(twice.id == 0);
        CHECK(co_await error_of<vinyl::foreign_key_violation>([&] { return Album::vinyl().create("title"_f = "x", "artist"_f = 77, "released"_f = day(2000, 1, 1)); }) != "no error");
        CHECK_THAT(co_await error_of<vinyl::check_violation>([&] { return Album::vinyl().filter("id"_f = 1).update("price"_f = -1); }),
                   Contains("price_not_negative"));
        CHECK(co_await error_of<vinyl::data_error>([&] { return Album::vinyl().filter("id"_f = 1).update("price"_f = decimal("1234567890.12")); }) != "no error");
    });
}

TEST_CASE("orm: rows that do not fit their struct are typed errors that say what to do") {
    in_shop([]() -> dual<void> {
        const auto wrong = co_await error_of<vinyl::data_error>([] { return Wrong::vinyl().list(); });
        CHECK_THAT(wrong, Contains("Wrong") && Contains("\"title\"") && Contains("change the member's type"));
        const auto strict = co_await error_of<vinyl::data_error>([] { return Strict::vinyl().list(); });
        CHECK_THAT(strict, Contains("Strict") && Contains("\"rating\" is NULL") && Contains("std::optional"));
        struct Narrow {
            std::string title;
            std::string producer__name;
        };
        const auto narrow = co_await error_of<vinyl::data_error>([] { return Album::vinyl().into<Narrow>().list(); });
        CHECK_THAT(narrow, Contains("reading ") && Contains("NULL") && Contains("std::optional"));
        const auto missing = co_await error_of<vinyl::programming_error>([] { return Missing::vinyl().count(); });
        CHECK_THAT(missing, Contains("42P01") && Contains("no_such_table") && Contains("hint: a model's table is called after"));
        const auto extra = co_await error_of<vinyl::programming_error>([] { return Extra::vinyl().list(); });
        CHECK_THAT(extra, Contains("42703") && Contains("no_such_column") && Contains("hint: a member's column is called after"));
        co_await tests::sql("update orm.label set note = 'unheard of'");
        co_await tests::sql("insert into orm.label (code, name, note) values ('X', 'x', 'unheard of')");
        const auto unknown = co_await error_of<vinyl::data_error>([] { return Graded::vinyl().list(); });
        CHECK_THAT(unknown, Contains("reading Graded: column \"note\"") && Contains("the enum has no enumerator of this name") &&
                                Contains("correct the row"));
    });
}

TEST_CASE("orm: a database that can not be reached says which, and what to do") {
    using vinyl::testing::server;
    for (const auto& [dsn, fragment] : std::vector<std::pair<std::string, std::string>>{
             {"host=127.0.0.1 port=1 dbname=music user=me", "127.0.0.1"},
             {"host=/no/such/folder dbname=music user=me", "/no/such/folder"},
             {tests::server().dsn() + "&dbname=no_such_database", "no_such_database"},
             {tests::server().dsn() + "&user=no_such_user", "no_such_user"}}) {
        CAPTURE(dsn);
        vinyl::connection_options options;
        options.dsn = dsn;
        const tests::database alias(options, "bad");
        tests::in_both_modes([fragment = fragment]() -> dual<void> {
            const auto message = co_await error_of<vinyl::operational_error>([] { return Artist::vinyl().using_("bad").count(); });
            CHECK_THAT(message, Contains(fragment));
            CHECK_THAT(message, Contains("bad"));
        });
    }
    // a string that is no connection string
    const auto no_dsn = [] {
        vinyl::connections().add("nonsense", "this is = = no connection string");
        return Artist::vinyl().using_("nonsense").count();
    };
    tests::run_sync([=]() -> dual<void> {
        const auto message = co_await error_of<vinyl::error>(no_dsn);
        CHECK_THAT(message, Contains("nonsense") || Contains("connection string"));
    });
    vinyl::connections().remove("nonsense");
}

namespace {

/// Most members have defaults: in the database, in C++, or in both.
struct Shelf : vinyl::model<Shelf> {
    std::int64_t id{};
    std::int32_t stock{};
    bool active = true;
    std::optional<std::string> note;
    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::db_default("stock"_f, 10),
                                      vinyl::db_default("active"_f, true), vinyl::db_default("note"_f, "none")};
};

}  // namespace

namespace {

int copies_made = 0;

/// Defaults that only create() knows: a value, a text, what a function makes, and what the struct says.
struct Copy : vinyl::model<Copy> {
    vinyl::uuid code;
    std::int32_t year{};
    vinyl::decimal price;
    std::string state;
    std::optional<std::string> note;
    std::int64_t number{};
    std::int32_t sides = 2;
    std::vector<std::string> marks;
    bool sold = true;
    static constexpr vinyl::meta meta{
        vinyl::in_schema("orm"),
        vinyl::primary_key("code"_f),
        vinyl::db_default("sold"_f, true),
        vinyl::default_value("code"_f, vinyl::uuid::random),
        vinyl::default_value("price"_f, "9.50"),
        vinyl::default_value("state"_f, "mint"),
        vinyl::default_value("note"_f, "no note"),
        vinyl::default_value("number"_f, [] { return ++copies_made; }),
        vinyl::default_value("sides"_f, "marks"_f),
        vinyl::default_value("sold"_f, false),
    };
};

}  // namespace

TEST_CASE("orm: create() stores default_value() where nothing was given") {
    in_shop([]() -> dual<void> {
        co_await vinyl::schema::create<Copy>();
        copies_made = 0;
        const Copy first = co_await Copy::vinyl().create("year"_f = 1959);
        CHECK(first.code != vinyl::uuid{});
        CHECK_FALSE(first.sold);  // the program's default goes before the database's
        const Copy second = co_await Copy::vinyl().create("year"_f = 1960, "note"_f = std::nullopt, "price"_f = 3, "sides"_f = 1,
                                                          "number"_f = 70, "state"_f = "");
        CHECK(second.code != first.code);
        CHECK(copies_made == 1);  // none is made where one is given
        const auto stored = [](int year) {
            return tests::cell("select concat_ws('|', price, state, coalesce(note, 'NULL'), number, sides, marks, sold) from orm.copy "
                               "where year = " + std::to_string(year));
        };
        const std::string of_first = co_await stored(1959), of_second = co_await stored(1960);
        CHECK(of_first == "9.50|mint|no note|1|2|{}|f");
        CHECK(of_second == "3||NULL|70|1|{}|f");

        Copy object{.code = vinyl::uuid::random(), .year = 1961};  // an object holds what the struct says
        co_await object.insert();
        const std::string of_object = co_await stored(1961);
        CHECK(of_object == "0||NULL|0|2|{}|t");
    });
}

TEST_CASE("orm: what was given is stored, the database's default is for what was left out") {
    in_shop([]() -> dual<void> {
        co_await vinyl::schema::create<Shelf>();
        const Shelf left_out = co_await Shelf::vinyl().create();
        CHECK(left_out.stock == 10);
        CHECK(left_out.active);
        CHECK(left_out.note == "none");
        const Shelf given = co_await Shelf::vinyl().create("stock"_f = 0, "active"_f = false, "note"_f = std::nullopt);
        CHECK(given.stock == 0);
        CHECK_FALSE(given.active);
        CHECK(given.note == std::nullopt);

        Shelf object{.active = false};
        co_await object.insert();
        CHECK(object.stock == 10);  // nothing was assigned to it, as far as one can see
        CHECK_FALSE(object.active);
        const std::string stored =
            co_await tests::cell("select concat_ws(' ', id, stock, active, note) from orm.shelf where id = 2");
        CHECK(stored == "2 0 f");
    });
}

TEST_CASE("orm: save() of fields writes these and leaves the others alone") {
    in_shop([]() -> dual<void> {
        Album album = co_await Album::vinyl().get("id"_f = 2);
        co_await Album::vinyl().filter("id"_f = 2).update("stock"_f = 77);
        album.title = "Milestones (mono)";
        album.price = decimal("13.00");
        album.rating = 4.0;
        co_await album.save("title"_f, "price"_f);
        Album stored = co_await Album::vinyl().get("id"_f = 2);
        CHECK(stored.title == "Milestones (mono)");
        CHECK(stored.price == decimal("13.00"));
        CHECK(stored.stock == 77);
        CHECK_FALSE(stored.rating);
        CHECK(album.rating == 4.0);  // the object stays as it is

        Artist nina = co_await Artist::vinyl().get("id"_f = 3);
        album.artist = nina;
        album.producer.reset();
        co_await album.save("producer"_f, "artist"_f);
        co_await album.using_("default").save("rating"_f, "rating"_f);
        co_await stored.refresh();
        CHECK(stored.artist.id() == 3);
        CHECK_FALSE(stored.producer);
        CHECK(stored.rating == 4.0);
        CHECK(stored.stock == 77);
        stored.artist = 1;
        co_await stored.save("artist_id"_f);
        CHECK(co_await Album::vinyl().filter("artist"_f = 1, "id"_f = 2).count() == 1);

        // an object of which only the key is known; a whole save() would write its C++ defaults
        co_await vinyl::schema::create<Shelf>();
        const Shelf given = co_await Shelf::vinyl().create("stock"_f = 5, "active"_f = false, "note"_f = "top");
        Shelf known{.id = given.id, .note = "bottom"};
        co_await known.save("note"_f);
        const std::string shelf = "select concat_ws(' ', stock, active, note) from orm.shelf";
        CHECK(co_await tests::cell(shelf) == "5 f bottom");
        co_await known.save();  // all columns, those with a default in the database, too
        CHECK(co_await tests::cell(shelf) == "0 t bottom");
    });
}

TEST_CASE("orm: save() of fields needs a row that is there") {
    in_shop([]() -> dual<void> {
        Album unsaved{.title = "x", .artist = 1};
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return unsaved.save("title"_f); }),
                   Contains("Album.save() needs a row that was saved") && Contains("insert() it first"));
        Album gone = co_await Album::vinyl().get("id"_f = 4);
        co_await Album::vinyl().filter("id"_f = 4).erase();
        CHECK_THAT(co_await error_of<Album::does_not_exist>([&] { return gone.save("title"_f); }),
                   Contains("Album.save() of single fields updated no row") && Contains("save() without fields inserts"));
        CHECK(co_await Album::vinyl().count() == 3);
        Artist never{.name = "never saved"};
        Album album = co_await Album::vinyl().get("id"_f = 1);
        album.artist = never;
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return album.save("artist"_f); }), Contains("Artist"));
        album.title = "Kind of Blue (stereo)";
        co_await album.save("title"_f);  // what is not written need not be complete
        CHECK(co_await Album::vinyl().filter("title"_f = album.title, "artist"_f = 1).count() == 1);
    });
}

TEST_CASE("orm: messages name the call and the row") {
    in_shop([]() -> dual<void> {
        Artist gone{.id = 77, .name = "Nobody"};
        const std::string refreshed = co_await error_of<Artist::does_not_exist>([&] { return gone.refresh(); });
        CHECK_THAT(refreshed, Contains("Artist.refresh(): the row is gone"));
        Artist unsaved{.name = "Nobody"};
        const std::string contained =
            co_await error_of<vinyl::usage_error>([&] { return Artist::vinyl().contains(unsaved); });
        CHECK_THAT(contained, Contains("this Artist has no key yet") && Contains("Insert it first"));
        const std::string related = co_await error_of<vinyl::usage_error>([&] { return unsaved.albums().count(); });
        CHECK_THAT(related, Contains("Artist.albums()"));
    });
}
