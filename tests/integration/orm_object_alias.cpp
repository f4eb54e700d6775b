// Which database the operations of an object go to: the one it came from, or the one that using_() names.

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"
#include "support/server.hpp"

#include <vinyl/json.hpp>
#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace vinyl::literals;
using Catch::Matchers::Contains;

namespace aliases {

struct Book;

struct Author : vinyl::model<Author> {
    std::int64_t id{};
    std::string name;
    vinyl::related<Book, "author"> books;

    static constexpr vinyl::meta meta{vinyl::table("aliases_author")};
};

struct Book : vinyl::model<Book> {
    std::int64_t id{};
    std::string title;
    vinyl::foreign_key<Author> author;

    static constexpr vinyl::meta meta{vinyl::table("aliases_book")};
};

/// Without a relation, and compared by its members.
struct Setting : vinyl::model<Setting> {
    std::string name;
    vinyl::origin origin;
    std::string value;

    bool operator==(const Setting&) const = default;
    static constexpr vinyl::meta meta{vinyl::table("aliases_setting"), vinyl::primary_key("name"_f)};
};

/// Without a key, too.
struct Line : vinyl::model<Line> {
    std::string text;
    vinyl::origin came_from;

    static constexpr vinyl::meta meta{vinyl::table("aliases_line")};
};

/// A relation to a model without one.
struct Choice : vinyl::model<Choice> {
    std::int64_t id{};
    vinyl::foreign_key<Setting, std::string> setting;

    static constexpr vinyl::meta meta{vinyl::table("aliases_choice")};
};

/// A relation and a member that remembers.
struct Profile : vinyl::model<Profile> {
    std::int64_t id{};
    std::optional<vinyl::foreign_key<Setting, std::string>> setting;
    vinyl::origin origin;

    static constexpr vinyl::meta meta{vinyl::table("aliases_profile"), vinyl::assigned("id"_f)};
};

/// There is nothing in it that save() could change.
struct Tag : vinyl::model<Tag> {
    std::string name;
    vinyl::origin origin;

    static constexpr vinyl::meta meta{vinyl::table("aliases_tag"), vinyl::primary_key("name"_f)};
};

vinyl::dual<void> make_tables(std::string alias) {
    co_await vinyl::schema::drop<Book, Author, Choice, Profile, Setting, Line, Tag>(alias);
    co_await vinyl::schema::create<Book, Author, Setting, Choice, Profile, Line, Tag>(alias);
}

/// The archive is a database of its own.
vinyl::dual<vinyl::connection_options> new_archive() {
    co_await tests::sql("DROP DATABASE IF EXISTS vinyl_archive WITH (FORCE)");
    co_await tests::sql("CREATE DATABASE vinyl_archive");
    vinyl::connection_options options;
    options.dsn = tests::dsn("vinyl_archive");
    co_return options;
}

}  // namespace aliases

using namespace aliases;

TEST_CASE("an object is changed in the database that it came from", "[alias]") {
    const tests::database here;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const vinyl::connection_options options = co_await new_archive();
        const tests::database there(options, "archive");
        co_await make_tables("default");
        co_await make_tables("archive");
        Author author{.name = "Ann"};
        co_await author.using_("archive").insert();
        CHECK(co_await Author::vinyl().count() == 0);
        co_await author.books.create("title"_f = "One");  // it knows where its row is
        CHECK(co_await Book::vinyl().using_("archive").count() == 1);

        Book book = co_await Book::vinyl().using_("archive").get("title"_f = "One");
        book.title = "Two";
        co_await book.save();
        co_await book.update("title"_f = "Three");
        CHECK(co_await Book::vinyl().using_("archive").filter("title"_f = "Three").count() == 1);
        co_await Book::vinyl().using_("archive").update("title"_f = "Four");
        co_await book.refresh();
        CHECK(book.title == "Four");
        book.title = "Five";
        co_await book.save("title"_f);
        CHECK(co_await Book::vinyl().using_("archive").filter("title"_f = "Five").count() == 1);
        author.name = "Anna";
        co_await author.save("name"_f);
        CHECK((co_await book.author()).name == "Anna");
        CHECK(co_await Book::vinyl().count() == 0);
        CHECK(co_await book.erase() == 1);
        CHECK(co_await Book::vinyl().using_("archive").count() == 0);

        book = Book{.title = "Copied", .author = author};
        co_await book.using_("archive").insert();
        co_await Author::vinyl().create("name"_f = "Ann");
        book.author = 1;
        co_await book.using_("default").insert(vinyl::override_identity);  // it belongs to both, and was put here last
        book.title = "Six";
        co_await book.save();
        CHECK(co_await Book::vinyl().filter("title"_f = "Six").count() == 1);
        co_await book.using_("archive").save();
        co_await book.update("title"_f = "Seven");
        CHECK(co_await Book::vinyl().using_("archive").filter("title"_f = "Seven").count() == 1);
        co_await Book::vinyl().all().erase();
        co_await Author::vinyl().all().erase();

        Author other{.name = "Bob"};
        co_await other.insert();  // came from nowhere yet
        CHECK(co_await Author::vinyl().count() == 1);
    });
}

TEST_CASE("a subquery in an object's update() asks the database that the object came from", "[alias]") {
    const tests::database here;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const vinyl::connection_options options = co_await new_archive();
        const tests::database there(options, "archive");
        co_await make_tables("default");
        co_await make_tables("archive");
        Author author{.name = "Ann"};
        co_await author.using_("archive").insert();
        Book book = co_await author.books.create("title"_f = "One");

        const auto names = Author::vinyl().values("name"_f);
        co_await book.update("title"_f = names.using_("archive"));
        CHECK(book.title == "Ann");
        CHECK(co_await Book::vinyl().using_("archive").filter("title"_f = "Ann").count() == 1);
        std::string refused;
        try {
            co_await book.update("title"_f = names.using_("default"));
        } catch (const vinyl::usage_error& error) {
            refused = error.what();
        }
        CHECK_THAT(refused, Contains("'default', but what is around it asks 'archive'"));
    });
}

TEST_CASE("an object whose relation is set stays in the database that it came from", "[alias]") {
    const tests::database here;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const vinyl::connection_options options = co_await new_archive();
        const tests::database there(options, "archive");
        co_await make_tables("default");
        co_await make_tables("archive");
        const auto archived = Book::vinyl().using_("archive");
        Author ann{.name = "Ann"}, bob{.name = "Bob"}, cid{.name = "Cid"};
        co_await ann.using_("archive").insert();
        co_await bob.using_("archive").insert();
        co_await cid.using_("archive").insert();
        co_await ann.books.create("title"_f = "One");
        co_await ann.books.create("title"_f = "Two");

        Book book = co_await archived.get("title"_f = "One");
        book.author = bob.id;  // a key
        co_await book.save();
        CHECK((co_await book.author()).name == "Bob");
        book.author = cid;  // an object
        co_await book.save();
        CHECK(co_await archived.filter("author"_f = cid).count() == 1);
        co_await book.update("author"_f = ann);
        book.title = "Three";
        co_await book.save();
        CHECK((co_await book.author()).name == "Ann");
        co_await bob.books.add(book);
        book.title = "Four";
        co_await book.save();
        CHECK((co_await archived.get("title"_f = "Four")).author.id() == bob.id);
        CHECK(co_await Book::vinyl().count() == 0);

        // a key that none of a result's rows had
        auto books = co_await archived.order_by("id"_f).list();
        books.at(0).author = cid.id;
        CHECK((co_await books.at(1).author()).name == "Ann");
        CHECK((co_await books.at(0).author()).name == "Cid");
        std::swap(books.at(0), books.at(1));
        CHECK((co_await books.at(1).author()).name == "Cid");
    });
}

TEST_CASE("an object without relations remembers its database by a member for that", "[alias]") {
    CHECK(vinyl::table_of<Setting>().columns.size() == 2);
    CHECK(vinyl::table_of<Setting>().relations.empty());
    const tests::database here;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const vinyl::connection_options options = co_await new_archive();
        const tests::database there(options, "archive");
        co_await make_tables("default");
        co_await make_tables("archive");
        CHECK((co_await vinyl::schema::check<Setting, Line, Choice>()).empty());
        const auto archived = Setting::vinyl().using_("archive");

        Setting made = co_await archived.create("name"_f = "theme", "value"_f = "light");
        made.value = "dark";
        co_await made.save();
        CHECK(co_await archived.filter("value"_f = "dark").count() == 1);
        Setting read = co_await archived.get("name"_f = "theme");
        CHECK(read == made);
        co_await read.update("value"_f = "grey");
        CHECK(co_await archived.filter("value"_f = "grey").count() == 1);
        std::vector<Setting> rows = co_await archived.list();
        REQUIRE(rows.size() == 1);
        rows[0].value = "blue";
        co_await rows[0].save("value"_f);
        co_await made.refresh();
        CHECK(made.value == "blue");
        CHECK(co_await Setting::vinyl().count() == 0);

        // saved elsewhere, it belongs there
        Setting copy = made;
        co_await copy.using_("default").save();
        CHECK(copy == made);
        copy.value = "white";
        co_await copy.save();
        CHECK(co_await Setting::vinyl().filter("value"_f = "white").count() == 1);
        CHECK(co_await archived.filter("value"_f = "blue").count() == 1);
        Setting fresh{.name = "font", .origin = {}, .value = "serif"};
        co_await fresh.insert();
        CHECK(co_await Setting::vinyl().count() == 2);
        CHECK(co_await fresh.erase() == 1);

        // as the object behind a relation, and beside annotations
        co_await Choice::vinyl().using_("archive").create("setting"_f = made);
        const auto choices = co_await Choice::vinyl().using_("archive").select_related("setting"_f);
        Setting behind = *choices[0].setting;
        co_await behind.update("value"_f = "green");
        CHECK(co_await archived.filter("value"_f = "green").count() == 1);
        auto named = co_await archived.annotate("size"_f = length("value"_f)).get("name"_f = "theme");
        CHECK(named["size"_f] == 5);
        co_await named.update("value"_f = "red");
        CHECK(co_await archived.filter("value"_f = "red").count() == 1);
        CHECK(co_await Setting::vinyl().filter("value"_f = "red").count() == 0);

        const Line line = co_await Line::vinyl().using_("archive").create("text"_f = "a");
        CHECK((co_await Line::vinyl().using_("archive").list())[0].text == line.text);
        CHECK(vinyl::to_json(made).size() == 2);
        CHECK(vinyl::from_json<Setting>(vinyl::to_json(made)) == made);
    });
}

TEST_CASE("where an object belongs, its member for that decides alone", "[alias]") {
    const tests::database here;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const vinyl::connection_options options = co_await new_archive();
        const tests::database there(options, "archive");
        for (const char* alias : {"default", "archive"}) {
            co_await make_tables(alias);
            co_await Setting::vinyl().using_(alias).create("name"_f = "theme", "value"_f = alias);
            co_await Profile::vinyl().using_(alias).create("id"_f = 1, "setting"_f = "theme");
        }
        const auto archived = Profile::vinyl().using_("archive");
        const Profile other = co_await archived.get("id"_f = 1);
        Profile read = co_await Profile::vinyl().get("id"_f = 1);
        Profile made = co_await Profile::vinyl().create("id"_f = 2);
        for (Profile* each : {&read, &made}) {
            each->setting = other.setting;  // the relation is one of the archive
            co_await each->save();
            co_await each->update("setting"_f = std::nullopt);
            co_await each->refresh();
        }
        CHECK(co_await Profile::vinyl().filter("setting__isnull"_f = true).count() == 2);
        CHECK(co_await archived.filter("setting__isnull"_f = true).count() == 0);
        CHECK(co_await archived.count() == 1);

        Profile fresh{.id = 3, .setting = other.setting, .origin = {}};
        co_await fresh.insert();
        CHECK(co_await Profile::vinyl().filter("id"_f = 3).count() == 1);
        co_await fresh.using_("archive").insert();
        fresh.setting = read.setting;
        co_await fresh.save();
        CHECK(co_await archived.filter("setting__isnull"_f = true).count() == 1);
    });
}

TEST_CASE("what is saved in a database belongs there, however it is saved", "[alias]") {
    const tests::database here;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        const vinyl::connection_options options = co_await new_archive();
        const tests::database there(options, "archive");
        for (const char* alias : {"default", "archive"}) {
            co_await make_tables(alias);
            co_await Setting::vinyl().using_(alias).create("name"_f = "theme", "value"_f = "light");
            co_await Tag::vinyl().using_(alias).create("name"_f = "jazz");
        }
        Setting theme = co_await Setting::vinyl().get("name"_f = "theme");
        co_await theme.using_("archive").save("value"_f);
        theme.value = "dark";
        co_await theme.save();
        CHECK(co_await Setting::vinyl().using_("archive").filter("value"_f = "dark").count() == 1);
        CHECK(co_await Setting::vinyl().filter("value"_f = "light").count() == 1);

        Tag tag = co_await Tag::vinyl().get("name"_f = "jazz");
        co_await tag.using_("archive").save();
        CHECK(co_await tag.erase() == 1);
        CHECK(co_await Tag::vinyl().using_("archive").count() == 0);
        CHECK(co_await Tag::vinyl().count() == 1);

        Setting none{.name = "none", .origin = {}, .value = ""};
        bool refused = false;
        try {
            co_await none.using_("archive").save("value"_f);
        } catch (const Setting::does_not_exist&) {
            refused = true;
        }
        CHECK(refused);  // and so it belongs where it did
        co_await none.insert();
        CHECK(co_await Setting::vinyl().count() == 2);
    });
}
