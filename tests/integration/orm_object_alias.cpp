// Which database the operations of an object go to: the one it came from, or the one that using_() names.

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"
#include "support/server.hpp"

#include <vinyl/schema.hpp>
#include <vinyl/vinyl.hpp>

#include <optional>
#include <string>

using namespace vinyl::literals;

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

vinyl::dual<void> make_tables(std::string alias) {
    co_await vinyl::schema::drop<Book, Author>(alias);
    co_await vinyl::schema::create<Book, Author>(alias);
}

}  // namespace aliases

using namespace aliases;

TEST_CASE("an object is changed in the database that it came from", "[alias]") {
    const tests::database here;
    tests::in_both_modes([]() -> vinyl::dual<void> {
        co_await tests::sql("DROP DATABASE IF EXISTS vinyl_archive WITH (FORCE)");
        co_await tests::sql("CREATE DATABASE vinyl_archive");
        vinyl::connection_options options;
        options.dsn = tests::dsn("vinyl_archive");
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

        Author other{.name = "Bob"};
        co_await other.insert();  // came from nowhere yet
        CHECK(co_await Author::vinyl().count() == 1);
        co_await vinyl::schema::drop<Book, Author>("archive");
        co_await vinyl::schema::drop<Book, Author>();
    });
}
