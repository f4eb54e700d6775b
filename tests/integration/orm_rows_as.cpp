// The answer to SQL of one's own: what it says, and how it is read into rows, each test in both modes.
#include "integration/orm_models.hpp"

#include <tuple>

using namespace shop;
using Catch::Matchers::Contains;

namespace {
dual<vinyl::db::result> run(std::string text) {
    vinyl::statement sent;
    sent.text = std::move(text);
    co_return co_await vinyl::db::execute("default", std::move(sent));
}

template <class Row>
std::string complaint(const vinyl::db::result& answer) {
    try {
        (void)vinyl::rows_as<Row>(answer);
    } catch (const vinyl::data_error& error) {
        return error.what();
    }
    return "none";
}

struct Rated {
    std::string title;
    std::optional<double> rating;
};
struct Strict {
    std::string title;
    double rating;
};
}  // namespace

TEST_CASE("orm: rows_as reads an answer into structs, tuples and models") {
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await new_shop();
        const auto answer = co_await run("select title, rating from orm.album order by id");
        CHECK(answer.rows() == 4);
        CHECK(answer.affected() == 4);
        CHECK(answer.is_null(1, 1));
        const std::vector<Rated> rated = vinyl::rows_as<Rated>(answer);
        REQUIRE(rated.size() == 4);
        CHECK(rated[0].title == "Kind of Blue");
        CHECK(rated[0].rating == 5.0);
        CHECK(rated[1].rating == std::nullopt);
        const auto tuples = vinyl::rows_as<std::tuple<std::string, std::optional<double>>>(answer);
        CHECK(std::get<0>(tuples.at(3)) == "Officium");
        const auto persons = vinyl::rows_as<Person>(co_await run("select id, name, boss_id from orm.person order by id"));
        REQUIRE(persons.size() == 4);
        CHECK(persons[1].boss->id() == 1);
        const Person& boss = co_await (*persons[1].boss)();
        CHECK(boss.name == "Ada");
        CHECK(vinyl::rows_as<Rated>(co_await run("select title, rating from orm.album where false")).empty());

        CHECK_THAT(complaint<Strict>(answer), Contains("rating"));
        CHECK_THAT(complaint<Rated>(co_await run("select title from orm.album")), Contains("1 columns, and 2 are needed"));
        CHECK_THAT(complaint<Rated>(co_await run("select title, rating, id from orm.album where false")), Contains("3 columns"));
        CHECK_THAT(complaint<Rated>(co_await run("select id, rating from orm.album")), Contains("title"));
    });
}

TEST_CASE("orm: an answer tells how many rows a statement touched, and may be dropped") {
    const tests::database alias;
    tests::in_both_modes([]() -> dual<void> {
        co_await new_shop();
        vinyl::statement sent;
        sent.text = "insert into orm.artist (name) values ('a'), ('b')";
        co_await vinyl::db::execute("default", sent);  // no warning
        const auto updated = co_await run("update orm.artist set country = 'X' where name in ('a', 'b')");
        CHECK(updated.affected() == 2);
        CHECK(updated.rows() == 0);
        const auto erased = co_await run("delete from orm.artist where country = 'X' returning name");
        CHECK(erased.affected() == 2);
        CHECK(vinyl::rows_as<std::tuple<std::string>>(erased).size() == 2);
    });
    const vinyl::async_scope scope(false);
    vinyl::statement sent;
    sent.text = "insert into orm.artist (name) values ('c')";
    vinyl::db::execute("default", sent);
    CHECK(Artist::vinyl().filter("name"_f = "c").exists());
}
