// Existing tables: primary keys of several columns, of plain fields and of relations; relations to such keys; keys that the
// database or the program makes; models without a key.

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

using namespace vinyl::literals;

namespace keys {

using pair_of_keys = std::tuple<std::int64_t, std::int32_t>;

struct Entry;

struct Playlist : vinyl::model<Playlist> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Entry, "playlist"> entries;

    static constexpr vinyl::meta meta{vinyl::table("keys_playlist")};
};

struct Song : vinyl::model<Song> {
    std::int32_t song_id{};
    std::string title;

    static constexpr vinyl::meta meta{vinyl::table("keys_song"), vinyl::primary_key("song_id"_f),
                                      vinyl::serial("song_id"_f)};
};

struct Comment;

/// The key is two relations, as in a table between two others.
struct Entry : vinyl::model<Entry> {
    vinyl::foreign_key<Playlist> playlist;
    vinyl::foreign_key<Song, std::int32_t> song;
    std::int32_t position{};
    vinyl::related<Comment, "entry"> comments;

    static constexpr vinyl::meta meta{vinyl::table("keys_entry"), vinyl::primary_key("playlist"_f, "song"_f)};
};

/// Points at a key of several columns.
struct Comment : vinyl::model<Comment> {
    std::int64_t id{};
    std::string text;
    std::optional<vinyl::foreign_key<Entry, pair_of_keys>> entry;

    static constexpr vinyl::meta meta{vinyl::table("keys_comment"), vinyl::on_delete("entry"_f, vinyl::cascade)};
};

vinyl::dual<void> make_tables() {
    co_await vinyl::schema::drop<Comment, Entry, Song, Playlist>();
    co_await vinyl::schema::create<Playlist, Song, Entry, Comment>();
}

struct music {
    Playlist rock{.name = "rock"}, jazz{.name = "jazz"};
    Song first{.title = "first"}, second{.title = "second"}, third{.title = "third"};
};

vinyl::dual<music> make_music() {
    co_await make_tables();
    music made;
    co_await made.rock.insert();
    co_await made.jazz.insert();
    for (Song* song : {&made.first, &made.second, &made.third}) co_await song->insert();
    std::int32_t position = 0;
    for (const Song* song : {&made.first, &made.second})
        co_await Entry::vinyl().create("playlist"_f = made.rock.id, "song"_f = song->song_id, "position"_f = ++position);
    co_await Entry::vinyl().create("playlist"_f = made.jazz.id, "song"_f = made.first.song_id, "position"_f = 1);
    co_return made;
}

}  // namespace keys

using namespace keys;

TEST_CASE("a row with a key of two relations is found, changed and deleted by both of them", "[keys]") {
    static_assert(std::is_same_v<vinyl::primary_key_type<Entry>, pair_of_keys>);
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        Entry entry = co_await Entry::vinyl().get("playlist"_f = made.rock, "song"_f = made.second);
        CHECK(entry.position == 2);
        CHECK(co_await Entry::vinyl().count() == 3);

        entry.position = 7;
        co_await entry.save();
        Entry again = co_await Entry::vinyl().get("pk"_f = pair_of_keys(made.rock.id, made.second.song_id));
        CHECK(again.position == 7);
        CHECK(again == entry);
        CHECK(co_await Entry::vinyl().filter("position"_f = 7).count() == 1);
        co_await again.update("position"_f = "position"_f + 1);
        CHECK(again.position == 8);
        co_await entry.refresh();
        CHECK(entry.position == 8);
        CHECK(co_await Entry::vinyl().contains(entry));

        CHECK(co_await entry.erase() == 1);
        CHECK(co_await Entry::vinyl().count() == 2);
        CHECK_FALSE(co_await Entry::vinyl().contains(entry));
        co_await entry.save();  // there is no such row any more: it is inserted
        CHECK(co_await Entry::vinyl().count() == 3);
    });
}

TEST_CASE("keys of several columns are compared, listed and ordered as a whole", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        const std::vector<pair_of_keys> keys{{made.rock.id, made.first.song_id}, {made.jazz.id, made.first.song_id},
                                             {made.jazz.id, made.third.song_id}};
        CHECK(co_await Entry::vinyl().filter("pk"_f.in(keys)).count() == 2);
        CHECK(co_await Entry::vinyl().exclude("pk"_f.in(keys)).count() == 1);
        CHECK(co_await Entry::vinyl().filter("pk"_f.in(std::vector<pair_of_keys>())).count() == 0);
        auto of_rock = Entry::vinyl().filter("playlist__name"_f = "rock");
        CHECK(co_await Entry::vinyl().filter("pk"_f.in(of_rock)).count() == 2);
        CHECK(co_await Entry::vinyl().filter("pk"_f != pair_of_keys(made.rock.id, made.first.song_id)).count() == 2);
        std::optional<Entry> first = co_await Entry::vinyl().first();
        std::optional<Entry> last = co_await Entry::vinyl().order_by("pk"_f).last();
        CHECK(first->playlist.id() == made.rock.id);
        CHECK(first->song.id() == made.first.song_id);
        CHECK(last->playlist.id() == made.jazz.id);
        CHECK(co_await Entry::vinyl().distinct().count() == 3);
        auto after = co_await Entry::vinyl().filter("pk"_f > pair_of_keys(made.rock.id, made.first.song_id)).order_by("pk"_f);
        CHECK(after.size() == 2);
    });
}

TEST_CASE("distinct rows that are ordered and sliced stand in subqueries by all columns of their key", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        const auto ordered = Entry::vinyl().distinct().order_by("-position"_f, "playlist__name"_f);
        CHECK(co_await Entry::vinyl().filter("pk"_f.in(ordered.limit(1))).count() == 1);
        co_await Comment::vinyl().create("text"_f = "good", "entry"_f = pair_of_keys(made.rock.id, made.second.song_id));
        co_await Comment::vinyl().create("text"_f = "bad", "entry"_f = pair_of_keys(made.rock.id, made.first.song_id));
        const auto found = co_await Comment::vinyl().filter("entry"_f.in(ordered.limit(2)));
        REQUIRE(found.size() == 1);
        CHECK(found.at(0).text == "good");
        CHECK(co_await Comment::vinyl().filter("entry"_f.in(ordered.limit(3))).count() == 2);
    });
}

TEST_CASE("rows whose key has several columns are grouped, counted and changed across relations", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        Entry first = co_await Entry::vinyl().get("playlist"_f = made.rock, "song"_f = made.first);
        co_await Comment::vinyl().create("text"_f = "good", "entry"_f = first);
        co_await Comment::vinyl().create("text"_f = "bad", "entry"_f = first);
        co_await Comment::vinyl().create("text"_f = "about nothing");

        auto entries = co_await Entry::vinyl().annotate("n"_f = count("comments"_f)).order_by("-n"_f, "pk"_f);
        REQUIRE(entries.size() == 3);
        CHECK(entries[0]["n"_f] == 2);
        CHECK(entries[1]["n"_f] == 0);
        auto playlists = co_await Playlist::vinyl()
                             .annotate("n"_f = count("entries"_f), "different"_f = count("entries"_f).distinct())
                             .order_by("name"_f);
        CHECK(playlists[0]["n"_f] == 1);
        CHECK(playlists[1]["n"_f] == 2);
        auto doubled = co_await Playlist::vinyl()
                           .annotate("different"_f = count("entries"_f).distinct(), "comments"_f = count("entries__comments"_f))
                           .order_by("name"_f);
        CHECK(doubled[1]["different"_f] == 2);
        CHECK(doubled[1]["comments"_f] == 2);

        CHECK(co_await Entry::vinyl().filter("playlist__name"_f = "rock", "song__title"_f = "second").update("position"_f = 9) == 1);
        CHECK(co_await Entry::vinyl().filter("comments__text"_f = "good").count() == 1);
        CHECK(co_await Entry::vinyl().exclude("comments__text"_f = "good").count() == 2);
        CHECK(co_await Playlist::vinyl().exclude("entries"_f = first).count() == 1);
        CHECK(co_await Playlist::vinyl().filter("entries__isnull"_f = true).count() == 0);
        CHECK(co_await Entry::vinyl().filter("comments__isnull"_f = true).count() == 2);
        CHECK(co_await Entry::vinyl().filter("playlist__name"_f = "jazz").erase() == 1);
        CHECK(co_await Entry::vinyl().count() == 2);
    });
}

TEST_CASE("a relation to a key of several columns is set, followed, loaded with its rows and left empty", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        music made = co_await make_music();
        Entry first = co_await Entry::vinyl().get("playlist"_f = made.rock, "song"_f = made.first);
        Entry other = co_await Entry::vinyl().get("playlist"_f = made.jazz, "song"_f = made.first);
        Comment comment{.text = "good", .entry = first};
        co_await comment.insert();
        Comment loaded = co_await Comment::vinyl().get("entry"_f = first);
        CHECK(loaded.entry->id() == pair_of_keys(made.rock.id, made.first.song_id));
        const Entry& followed = co_await (*loaded.entry)();
        CHECK(followed == first);
        CHECK(co_await Comment::vinyl().filter("entry__song__title"_f = "first").count() == 1);

        co_await loaded.update("entry"_f = other);
        CHECK(loaded.entry->id() == pair_of_keys(made.jazz.id, made.first.song_id));
        CHECK(co_await Comment::vinyl().filter("entry"_f == other).count() == 1);
        auto of_other = co_await other.comments();
        REQUIRE(of_other.size() == 1);
        CHECK(of_other[0].text == "good");
        co_await first.comments.add(loaded);
        CHECK(loaded.entry->id() == pair_of_keys(made.rock.id, made.first.song_id));
        auto joined = co_await Comment::vinyl().select_related("entry__playlist"_f);
        REQUIRE(joined.size() == 1);
        CHECK((*joined[0].entry)->playlist->name == "rock");

        co_await first.comments.remove(loaded);
        CHECK(co_await Comment::vinyl().filter("entry__isnull"_f = true).count() == 1);
        CHECK(co_await Comment::vinyl().exclude("entry"_f = first).count() == 1);
        Comment empty = co_await Comment::vinyl().get();
        CHECK_FALSE(empty.entry.has_value());
        co_await Comment::vinyl().update("entry"_f = first);
        auto all = co_await Comment::vinyl();
        CHECK((co_await (*all[0].entry)()).position == 1);
    });
}

// -------------------------------------------------------------------------------------- keys that the database makes

namespace keys {

struct Invoice : vinyl::model<Invoice> {
    std::int64_t number{};
    std::int32_t quantity{};
    vinyl::decimal price;
    vinyl::decimal total;

    static constexpr vinyl::meta meta{vinyl::table("keys_invoice"), vinyl::primary_key("number"_f),
                                      vinyl::identity("number"_f, vinyl::always),
                                      vinyl::generated("total"_f, "price"_f * "quantity"_f)};
};

struct Passport : vinyl::model<Passport> {
    vinyl::one_to_one<Song, std::int32_t> song;
    std::string country;

    static constexpr vinyl::meta meta{vinyl::table("keys_passport"), vinyl::primary_key("song"_f)};
};

/// The program makes its keys.
struct Label : vinyl::model<Label> {
    std::string code;
    std::string name;

    static constexpr vinyl::meta meta{vinyl::table("keys_label"), vinyl::primary_key("code"_f)};
};

struct Line : vinyl::model<Line> {
    std::string text;
    std::int32_t number{};

    static constexpr vinyl::meta meta{vinyl::table("keys_log")};
};

struct Long_songs : vinyl::model<Long_songs> {
    std::string title;
    std::int64_t n{};

    static constexpr vinyl::meta meta{vinyl::view("keys_view"), vinyl::ordering("title"_f)};
};

struct Foreign : vinyl::model<Foreign> {
    std::int64_t id{};

    static constexpr vinyl::meta meta{vinyl::table("keys_foreign"), vinyl::unmanaged()};
};

struct Document : vinyl::model<Document> {
    vinyl::uuid id;
    std::string title;

    static constexpr vinyl::meta meta{vinyl::table("keys_document")};
};

struct Document_of_database : vinyl::model<Document_of_database> {
    vinyl::uuid id;
    std::string title;

    static constexpr vinyl::meta meta{vinyl::table("keys_document"), vinyl::db_default("id"_f)};
};

struct Document_of_program : vinyl::model<Document_of_program> {
    vinyl::uuid id;
    std::string title;

    static constexpr vinyl::meta meta{vinyl::table("keys_document"),
                                      vinyl::default_value("id"_f, vinyl::uuid::random)};
};

struct Document_of_none : vinyl::model<Document_of_none> {
    vinyl::uuid id;
    std::string title;

    static constexpr vinyl::meta meta{vinyl::table("keys_document"), vinyl::assigned("id"_f)};
};

struct Document_page : vinyl::model<Document_page> {
    vinyl::uuid document;
    std::int32_t number{};

    static constexpr vinyl::meta meta{vinyl::table("keys_page"), vinyl::primary_key("document"_f, "number"_f)};
};

}  // namespace keys

TEST_CASE("a serial key is numbered by the database, and never stored as 0", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await make_tables();
        Song one{.title = "one"}, two{.title = "two"};
        co_await one.insert();
        co_await two.save();
        CHECK(one.song_id == 1);
        CHECK(two.song_id == 2);
        Song seven{.song_id = 7, .title = "seven"};
        co_await seven.save();
        CHECK((co_await Song::vinyl().create("title"_f = "three")).song_id == 3);
        CHECK(co_await Song::vinyl().filter("song_id"_f = 0).count() == 0);
        CHECK(co_await tests::cell("SELECT pg_get_serial_sequence('keys_song', 'song_id')") == "public.keys_song_song_id_seq");
    });
}

TEST_CASE("what the database always calculates is read back and never written", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Invoice>();
        co_await vinyl::schema::create<Invoice>();
        Invoice invoice{.quantity = 3, .price = vinyl::decimal("2.50"), .total = vinyl::decimal("99")};
        co_await invoice.insert();
        CHECK(invoice.number == 1);
        CHECK(invoice.total == vinyl::decimal("7.50"));
        invoice.quantity = 4;
        co_await invoice.save();
        CHECK(invoice.total == vinyl::decimal("10.00"));
        co_await invoice.update("price"_f = vinyl::decimal("3"));
        CHECK(invoice.total == vinyl::decimal("12"));
        CHECK((co_await Invoice::vinyl().get("total"_f = 12)).number == 1);

        Invoice imported{.number = 1000, .quantity = 1, .price = vinyl::decimal("1")};
        std::string message;
        try {
            co_await imported.insert();
        } catch (const vinyl::usage_error& error) {
            message = error.what();
        }
        CHECK(message.find("override_identity") != std::string::npos);
        co_await imported.insert(vinyl::override_identity);
        CHECK((co_await Invoice::vinyl().get("number"_f = 1000)).total == 1);
        CHECK((co_await Invoice::vinyl().create("quantity"_f = 1, "price"_f = 1)).number == 2);
    });
}

TEST_CASE("a one-to-one relation can be the primary key", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Passport>();
        co_await make_tables();
        co_await vinyl::schema::create<Passport>();
        Song song{.title = "one"};
        co_await song.insert();
        Passport passport{.song = song, .country = "US"};
        co_await passport.insert();
        passport.country = "GB";
        co_await passport.save();
        Passport loaded = co_await Passport::vinyl().get("pk"_f = song.song_id);
        CHECK(loaded.country == "GB");
        CHECK(loaded == passport);
        CHECK((co_await loaded.song()).title == "one");
        CHECK(co_await loaded.erase() == 1);
        co_await vinyl::schema::drop<Passport>();
    });
}

TEST_CASE("models without a key are read, written and counted; views are read", "[keys]") {
    static_assert(!vinyl::has_primary_key<Line>);
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP VIEW IF EXISTS keys_view");
        co_await vinyl::schema::drop<Line>();
        co_await make_tables();
        co_await vinyl::schema::create<Line, Long_songs, Foreign>();  // the table of Line only
        CHECK(co_await tests::cell("SELECT coalesce(to_regclass('keys_foreign')::text, 'none')") == "none");
        Line line{.text = "a", .number = 1};
        co_await line.insert();
        co_await Line::vinyl().create("text"_f = "b", "number"_f = 2);
        auto lines = co_await Line::vinyl().order_by("-number"_f);
        REQUIRE(lines.size() == 2);
        CHECK(lines[0].text == "b");
        CHECK(co_await Line::vinyl().filter("number"_f > 1).update("text"_f = "c") == 1);
        CHECK(co_await Line::vinyl().distinct().count() == 2);
        auto grouped = co_await Line::vinyl().annotate("n"_f = count()).order_by("number"_f);
        CHECK(grouped[0]["n"_f] == 1);
        CHECK(co_await Line::vinyl().filter("text"_f = "c").erase() == 1);
        std::string message;
        try {
            (void)co_await Line::vinyl().first();
        } catch (const vinyl::usage_error& error) {
            message = error.what();
        }
        CHECK(message.find("need an order_by()") != std::string::npos);
        CHECK((co_await Line::vinyl().order_by("number"_f).first())->text == "a");

        co_await Song::vinyl().create("title"_f = "x");
        co_await tests::sql("CREATE VIEW keys_view AS SELECT title, count(*) AS n FROM keys_song GROUP BY title");
        auto rows = co_await Long_songs::vinyl();
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].n == 1);
        CHECK((co_await Long_songs::vinyl().first())->title == "x");
        co_await tests::sql("DROP VIEW keys_view");
    });
}

TEST_CASE("an insert that a trigger keeps out is an error, also by save()", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await vinyl::schema::drop<Line, Label>();
        co_await make_tables();
        co_await vinyl::schema::create<Line, Label>();
        co_await tests::sql("CREATE OR REPLACE FUNCTION keys_nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        for (const char* table : {"keys_label", "keys_log", "keys_song"})
            co_await tests::sql(std::string("CREATE TRIGGER nothing BEFORE INSERT OR UPDATE ON ") + table +
                                " FOR EACH ROW EXECUTE FUNCTION keys_nothing()");
        Label label{.code = "x", .name = "x"};
        Line line{.text = "a"};
        Song song{.title = "x"};
        int failures = 0;
        for (int attempt = 0; attempt < 4; ++attempt) {
            try {
                if (attempt == 0) co_await label.save();
                if (attempt == 1) co_await label.insert();
                if (attempt == 2) co_await line.insert();
                if (attempt == 3) co_await song.save();
            } catch (const vinyl::data_error& error) {
                failures += std::string(error.what()).find("keeps it out") != std::string::npos;
            }
        }
        CHECK(failures == 4);
        co_await make_tables();
        co_await vinyl::schema::drop<Line, Label>();
    });
}

TEST_CASE("the nil UUID is stored as a key only where meta says assigned()", "[keys]") {
    const tests::database alias;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP TABLE IF EXISTS keys_document, keys_page");
        co_await tests::sql("CREATE TABLE keys_document (id uuid PRIMARY KEY DEFAULT md5(random()::text)::uuid, title text NOT NULL)");
        co_await tests::sql("CREATE TABLE keys_page (document uuid, number integer, PRIMARY KEY (document, number))");

        Document unset{.title = "unset"};
        Document_page page{.number = 1};
        std::vector<std::string> messages;
        for (int attempt = 0; attempt < 6; ++attempt) {
            try {
                if (attempt == 0) co_await unset.insert();
                if (attempt == 1) co_await unset.save();
                if (attempt == 2) co_await page.insert();
                if (attempt == 3) co_await page.save();
                if (attempt == 4) co_await Document::vinyl().create("id"_f = vinyl::uuid(), "title"_f = "unset");
                if (attempt == 5) co_await unset.refresh();
            } catch (const vinyl::usage_error& error) {
                messages.emplace_back(error.what());
            }
        }
        REQUIRE(messages.size() == 6);
        for (const int attempt : {0, 1, 4})
            CHECK_THAT(messages[static_cast<std::size_t>(attempt)],
                       Catch::Matchers::StartsWith("Document.id was never set") &&
                           Catch::Matchers::Contains("vinyl::uuid::random()") &&
                           Catch::Matchers::Contains("db_default(\"id\"_f)") &&
                           Catch::Matchers::Contains("default_value(\"id\"_f, vinyl::uuid::random)"));
        CHECK_THAT(messages[3], Catch::Matchers::StartsWith("Document_page.document was never set"));
        CHECK_THAT(messages[5], Catch::Matchers::Contains("has no key yet"));
        CHECK(co_await Document::vinyl().count() == 0);

        Document set{.id = vinyl::uuid::random(), .title = "set"};
        co_await set.save();
        set.title = "again";
        co_await set.save();
        CHECK((co_await Document::vinyl().get("id"_f = set.id)).title == "again");

        Document_of_database by_database{.title = "database"};
        co_await by_database.insert();
        Document_of_program by_program{.title = "program"}, saved{.title = "program"};
        co_await by_program.insert();
        co_await saved.save();
        CHECK(by_database.id != vinyl::uuid());
        CHECK(by_program.id != vinyl::uuid());
        CHECK(saved.id != by_program.id);
        CHECK(co_await Document::vinyl().filter("id"_f.in(by_database.id, by_program.id, saved.id)).count() == 3);

        Document_of_none nil{.title = "nil"};
        co_await nil.save();
        nil.title = "nil again";
        co_await nil.save();
        CHECK((co_await Document::vinyl().get("id"_f = vinyl::uuid())).title == "nil again");
        co_await tests::sql("DROP TABLE keys_document, keys_page");
    });
}
