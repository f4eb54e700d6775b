// What goes wrong when parameters have no types, or when one value is several parameters, and does not here: the list of traps,
// one after the other, each test in both modes. That each statement is accepted is half of it; the other half are the rows.
#include "integration/orm_models.hpp"

#include <vinyl/date_functions.hpp>
#include <vinyl/functions.hpp>

#include <chrono>

using namespace shop;

namespace {

auto album() { return Album::vinyl().filter("id"_f = 1); }  // Kind of Blue, 1959-08-17, 9.99

/// What a value is of the first album.
template <class E>
auto of_album(E value) -> dual<std::tuple_element_t<0, typename decltype(album().values_list(value))::row_type>> {
    co_return std::get<0>(co_await album().values_list(value).get());
}

}  // namespace

TEST_CASE("typed parameters: groups, distinct rows and orders by expressions with values") {
    in_shop([]() -> dual<void> {
        const auto groups = co_await Album::vinyl().values_list("start"_f = left("title"_f, 1)).annotate("n"_f = count()).order_by("start"_f);
        REQUIRE(groups.size() == 4);
        CHECK(std::get<0>(groups.at(0)) == "G");
        const auto rounded = co_await Album::vinyl().values_list("class"_f = round("price"_f * 2, 0)).distinct().order_by("-class"_f);
        CHECK(std::get<0>(rounded.at(0)) == decimal(30));
        CHECK((co_await Album::vinyl().dates("released"_f, vinyl::date_kind::month)).size() == 4);
        CHECK(co_await Album::vinyl().values_list("start"_f = left("title"_f, 1)).distinct().count() == 4);
        CHECK(co_await names(Album::vinyl().order_by(coalesce("rating"_f, 4.7), "id"_f)) == "Officium, Giant Steps, Milestones, Kind of Blue");
        // all by themselves
        CHECK(co_await of_album(vinyl::value(2) + 3) == 5);
        CHECK(co_await of_album(vinyl::value("x")) == "x");
        CHECK(co_await of_album(vinyl::value(2.5)) == 2.5);
    });
}

TEST_CASE("typed parameters: dates, times and intervals") {
    in_shop([]() -> dual<void> {
        CHECK(co_await of_album("released"_f + 14) == day(1959, 8, 31));
        CHECK(co_await of_album("released"_f - 17) == day(1959, 7, 31));
        CHECK(co_await of_album("released"_f - day(1959, 8, 1)) == 16);
        CHECK(co_await album().filter(cast<vinyl::date>("released"_f - vinyl::interval{.months = 1}) == day(1959, 7, 17)).exists());
        // a duration is one, and no instant
        CHECK(co_await album().filter("bought"_f - std::chrono::hours(24) < vinyl::now(), "bought"_f > vinyl::now() - vinyl::interval{.months = 120}).exists());
        CHECK(co_await album().filter("bought"_f - std::chrono::minutes(45) == vinyl::timestamp(std::chrono::sys_days(day(2024, 2, 29)) + 13h + 30s + 250ms)).exists());
        CHECK(co_await album().filter("released__year"_f = 1959, "bought__second"_f = 30, "bought__date"_f = day(2024, 2, 29)).exists());
    });
}

TEST_CASE("typed parameters: texts, numbers and functions that come in several forms") {
    in_shop([]() -> dual<void> {
        CHECK(co_await of_album("title"_f.slice(0, 4)) == "Kind");  // by places, not by a regular expression
        CHECK(co_await of_album(substr("title"_f, 6, 2)) == "of");
        CHECK(co_await of_album(concat("title"_f, " ", 5, "!")) == "Kind of Blue 5!");
        CHECK(co_await of_album(round("rating"_f * 1.111, 1)) == 5.6);  // of a double, too
        CHECK(co_await of_album(power("stock"_f, 2)) == 100.0);
        CHECK(co_await of_album("stock"_f % 3) == 1);
        CHECK(co_await of_album("stock"_f / 3) == 3);
        CHECK(co_await of_album(("stock"_f & 6)) == 2);
        CHECK(co_await of_album(("stock"_f << 2)) == 40);
        CHECK(co_await album().filter("price"_f.between(9, 10), "stock"_f.in(1, 10)).exists());
        CHECK(co_await names(Album::vinyl().limit(1).offset(1)) == "Milestones");
    });
}

TEST_CASE("typed parameters: arrays, JSON and conditions as values") {
    in_shop([]() -> dual<void> {
        std::vector<std::string> tags(1, "jazz");
        CHECK(co_await names(Album::vinyl().filter("tags"_f.contains(tags))) == "Kind of Blue, Giant Steps");
        CHECK(co_await names(Album::vinyl().filter("tags"_f == tags)) == "Giant Steps");
        CHECK(co_await names(Album::vinyl().filter("meta_data__1"_f = 2)) == "Officium");  // an index of JSON
        CHECK(co_await names(Album::vinyl().filter("meta_data__-2"_f = 1)) == "Officium");
        CHECK((co_await of_album(json_object("a"_f = "x", "n"_f = 1, "b"_f = true))).as_object().at("n").as_int64() == 1);
        CHECK((co_await of_album(vinyl::json_array("x", "id"_f))).as_array().size() == 2);
        CHECK(co_await of_album(case_(when("stock"_f > 5, 1)).otherwise(2)) == 1);
        CHECK(co_await album().update("stock"_f = case_(when("stock"_f > 5, 7)).otherwise(8), "rating"_f = case_(when("stock"_f > 5, 1.5))) == 1);
        CHECK(co_await of_album("stock"_f) == 7);
        CHECK(co_await of_album("rating"_f) == 1.5);
        // NULL has the type of what stands beside it
        CHECK(co_await of_album(coalesce(std::optional<double>(), "rating"_f)) == 1.5);
        CHECK(co_await album().update("rating"_f = std::nullopt) == 1);
        CHECK(co_await of_album("rating"_f) == std::nullopt);
    });
}

TEST_CASE("typed parameters: a list of any length is one, also beyond what a statement can count") {
    in_shop([]() -> dual<void> {
        std::vector<std::int64_t> ids(100'000);
        for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::int64_t>(i) + 2;
        CHECK(co_await Album::vinyl().filter("id"_f.in(ids)).count() == 3);
        CHECK(Album::vinyl().filter("id"_f.in(ids)).sql() == Album::vinyl().filter("id"_f.in(std::vector<std::int64_t>(1, 7))).sql());
    });
}
