// JSON, arrays, ranges and hstore against a server; each test in both modes.
#include "integration/orm_models.hpp"

#include <boost/json/parse.hpp>

#include <vinyl/hstore.hpp>

using namespace shop;

namespace lookup_containers {

using text_list = std::vector<std::string>;

struct Box : vinyl::model<Box> {
    std::int64_t id{};
    std::optional<vinyl::json> data;
    std::optional<text_list> tags;
    std::vector<std::vector<std::int32_t>> grid;
    std::optional<vinyl::range<std::int32_t>> span;
    vinyl::range<vinyl::date> days;
    std::optional<vinyl::hstore> attributes;
    std::int16_t small{};
    double size{};
    vinyl::date day{};
    std::string word;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::sql_type("tags"_f, "varchar(20)[]"),
                                      vinyl::ordering("id"_f)};
};

template <class Body>
void with_boxes(Body body) {
    const tests::database here;
    tests::in_both_modes([&]() -> dual<void> {
        co_await tests::sql("create extension if not exists hstore");
        co_await tests::sql("drop schema if exists orm cascade");
        co_await vinyl::schema::create<Box>();
        co_await tests::sql(
            "insert into orm.box (data, tags, grid, span, days, attributes, small, size, day, word) values"
            " ('{\"a\": {\"b\": [\"x\", \"Y\", 3]}, \"n\": null, \"0\": 7}', '{red,green,blue}', '{{1,2},{3,4}}', '[1,5)',"
            "  '[2020-01-01,2020-02-01)', 'color=>red, size=>NULL', 3, 1.5, '2020-01-15', 'red'),"
            " ('{\"a\": {\"b\": []}, \"i\": 5}', '{}', '{}', 'empty', '(,2020-01-01)', '', 30, 0.5, '2019-12-31', 'x'),"
            " ('[1, 2, {\"k\": \"v\"}]', '{blue,NULL}', '{{5,6}}', '(,3]', '[2020-01-10,)', '\"it''s {}\"=>yes', -1, -1,"
            "  '2021-01-01', 'blue'),"
            " (null, null, '{{7,8},{9,10},{11,12}}', null, 'empty', null, 0, 0, '2000-01-01', 'y')");
        co_await body();
    });
}

template <class Rows>
dual<std::string> ids(Rows rows) {
    std::string found;
    for (const auto& [id] : co_await rows.values_list("id"_f)) found += std::to_string(id);
    co_return found;
}

}  // namespace lookup_containers

using namespace lookup_containers;

TEST_CASE("orm: J1-J3, J8: keys, indexes, JSON null and keys that are missing") {
    with_boxes([]() -> dual<void> {
        const auto all = Box::vinyl();
        CHECK(co_await ids(all.filter("data__a__b__0"_f = "x")) == "1");
        CHECK(co_await ids(all.filter("data__a__b__-1"_f = 3)) == "1");
        CHECK(co_await ids(all.filter("data__-1__k"_f = "v")) == "3");
        CHECK(co_await ids(all.filter("data__1"_f = 2)) == "3");
        CHECK(co_await ids(all.filter("data__n"_f = std::nullopt)) == "1");
        CHECK(co_await ids(all.filter("data__n__isnull"_f = true)) == "234");
        CHECK(co_await ids(all.filter("data__n__isnull"_f = false)) == "1");
        CHECK(co_await ids(all.exclude("data__n"_f = std::nullopt)) == "234");
        CHECK(co_await ids(all.filter("data__isnull"_f = true)) == "4");
        CHECK(co_await ids(all.exclude("data__a__b__0"_f = "x")) == "234");
    });
}

TEST_CASE("orm: J4-J7, J9: parts of JSON, its keys, its text and its order") {
    with_boxes([]() -> dual<void> {
        const auto all = Box::vinyl();
        const vinyl::json part = boost::json::parse(R"({"a": {"b": ["x"]}})");
        CHECK(co_await ids(all.filter("data__contains"_f = part)) == "1");
        const vinyl::json whole = boost::json::parse(R"({"a": {"b": []}, "i": 5, "j": 6})");
        CHECK(co_await ids(all.filter("data__contained_by"_f = whole)) == "2");
        CHECK(co_await ids(all.filter("data__has_key"_f = "i")) == "2");
        text_list keys(1, "a");
        keys.emplace_back("n");
        CHECK(co_await ids(all.filter("data__has_keys"_f = keys)) == "1");
        CHECK(co_await ids(all.filter("data__has_any_keys"_f = keys)) == "12");
        CHECK(co_await ids(all.filter("data__a__b__1__iexact"_f = "y")) == "1");
        CHECK(co_await ids(all.filter("data__2__k__startswith"_f = "v")) == "3");
        CHECK(co_await ids(all.filter("data__i__gt"_f = 4)) == "2");
        CHECK(co_await ids(all.filter("data__i__in"_f = std::vector<int>(1, 5))) == "2");
        CHECK(co_await ids(all.filter(json_text("data__a__b__1"_f) == "Y")) == "1");
        CHECK(co_await ids(all.filter(json_text("data__n"_f).is_null())) == "1234");
        CHECK(co_await ids(all.filter(json_text("data__i"_f) == "5")) == "2");
        const auto groups = co_await all.values("i"_f = json_text("data__i"_f)).annotate("n"_f = count()).order_by("i"_f);
        REQUIRE(groups.size() == 2);
        CHECK(groups[0]["i"_f] == "5");
        CHECK(groups[1]["n"_f] == 3);
        const auto by_key = co_await all.values("data__i"_f).annotate("n"_f = count()).order_by("data__i"_f);
        CHECK(by_key.size() == 2);
    });
}

TEST_CASE("orm: A1-A4: arrays, their length, elements and slices") {
    with_boxes([]() -> dual<void> {
        const auto all = Box::vinyl();
        text_list some(1, "red");
        some.emplace_back("blue");
        CHECK(co_await ids(all.filter("tags__contains"_f = some)) == "1");
        CHECK(co_await ids(all.filter("tags__overlap"_f = some)) == "13");
        CHECK(co_await ids(all.filter("tags__contained_by"_f = some)) == "2");
        CHECK(co_await ids(all.filter("tags"_f = text_list())) == "2");
        CHECK(co_await ids(all.filter("tags__len"_f = 0)) == "2");
        CHECK(co_await ids(all.exclude("tags__len"_f = 0)) == "134");
        CHECK(co_await ids(all.filter("tags__len__gte"_f = 2)) == "13");
        CHECK(co_await ids(all.filter("tags__2"_f = "blue")) == "1");
        CHECK(co_await ids(all.exclude("tags__2"_f = "blue")) == "234");
        CHECK(co_await ids(all.filter("tags__0_2__contains"_f = text_list(1, "green"))) == "1");
        CHECK(co_await ids(all.filter("tags__0_2"_f = text_list())) == "2");
        CHECK(co_await ids(all.filter("grid__1__0"_f = 3)) == "1");
        CHECK(co_await ids(all.filter("grid__2__1__gt"_f = 10)) == "4");
        CHECK(co_await ids(all.filter("tags"_f.overlap(all.filter("id__lt"_f = 3).values("word"_f)))) == "1");
        CHECK(co_await ids(all.filter("tags"_f.contained_by(all.values("word"_f)))) == "2");
        std::vector<text_list> lists(1, some);
        lists.emplace_back();
        CHECK(co_await ids(all.filter("tags"_f.in(lists))) == "2");
        const auto row = co_await all.values_list("tags__1"_f, "tags__1_9"_f, "grid__1_2"_f).first();
        REQUIRE(row);
        CHECK(std::get<0>(*row) == "green");
        CHECK(std::get<1>(*row).value().size() == 2);
        CHECK(std::get<2>(*row).at(0).at(1) == 4);
        const auto counted = co_await all.values("tags__len"_f).annotate("n"_f = count()).order_by("tags__len"_f);
        CHECK(counted.size() == 4);
    });
}

TEST_CASE("orm: G1-G5: ranges and what lies in them") {
    with_boxes([]() -> dual<void> {
        const auto all = Box::vinyl();
        using span = vinyl::range<std::int32_t>;
        using days = vinyl::range<vinyl::date>;
        CHECK(co_await ids(all.filter("span__contains"_f = 2)) == "13");
        CHECK(co_await ids(all.filter("span__contains"_f = span(2, 5))) == "1");
        CHECK(co_await ids(all.filter("span__contained_by"_f = span(0, 5))) == "12");
        CHECK(co_await ids(all.filter("span__overlap"_f = span::closed(4, 9))) == "1");
        CHECK(co_await ids(all.filter("span__fully_lt"_f = span(5, 9))) == "13");
        CHECK(co_await ids(all.filter("span__fully_gt"_f = span(-9, 1))) == "1");
        CHECK(co_await ids(all.filter("span__not_lt"_f = span(1, 2))) == "1");
        CHECK(co_await ids(all.filter("span__not_gt"_f = span(1, 4))) == "3");
        CHECK(co_await ids(all.filter("span__adjacent_to"_f = span(5, 9))) == "1");
        CHECK(co_await ids(all.filter("span__startswith"_f = 1)) == "1");
        CHECK(co_await ids(all.filter("span__endswith"_f = 4)) == "3");  // [.., 3] is [.., 4)
        CHECK(co_await ids(all.filter("span__startswith__isnull"_f = true)) == "234");
        CHECK(co_await ids(all.filter("span__isempty"_f = true)) == "2");
        CHECK(co_await ids(all.exclude("span__isempty"_f = true)) == "134");
        CHECK(co_await ids(all.filter("span__lower_inf"_f = true)) == "3");
        CHECK(co_await ids(all.filter("span__lower_inc"_f = true)) == "1");
        CHECK(co_await ids(all.filter("span__upper_inc"_f = true)) == "");
        CHECK(co_await ids(all.filter("days__upper_inf"_f = true)) == "3");
        CHECK(co_await ids(all.filter("days__startswith__year"_f = 2020)) == "13");
        CHECK(co_await ids(all.filter("days__contains"_f = "day"_f)) == "123");
        CHECK(co_await ids(all.filter("day__contained_by"_f = "days"_f)) == "123");
        CHECK(co_await ids(all.filter("day__contained_by"_f = days(day(2020, 1, 1), std::nullopt))) == "13");
        CHECK(co_await ids(all.filter("small__contained_by"_f = span(0, 30))) == "14");
        CHECK(co_await ids(all.filter("size"_f.contained_by(vinyl::range<decimal>(decimal(0), decimal("1.5"))))) == "24");
        CHECK(co_await ids(all.filter("days"_f = days(day(2020, 1, 1), day(2020, 2, 1)))) == "1");
    });
}

TEST_CASE("orm: H1: hstore") {
    with_boxes([]() -> dual<void> {
        const auto all = Box::vinyl();
        vinyl::hstore some;
        some["color"] = "red";
        CHECK(co_await ids(all.filter("attributes__contains"_f = some)) == "1");
        some["size"] = std::nullopt;
        CHECK(co_await ids(all.filter("attributes"_f = some)) == "1");
        CHECK(co_await ids(all.filter("attributes__contained_by"_f = some)) == "12");
        CHECK(co_await ids(all.filter("attributes__has_key"_f = "size")) == "1");
        CHECK(co_await ids(all.filter("attributes__has_keys"_f = text_list(2, "color"))) == "1");
        text_list keys(1, "color");
        keys.emplace_back("it's {}");
        CHECK(co_await ids(all.filter("attributes__has_any_keys"_f = keys)) == "13");
        CHECK(co_await ids(all.filter("attributes__color"_f = "red")) == "1");
        CHECK(co_await ids(all.filter("attributes__color__startswith"_f = "r")) == "1");
        CHECK(co_await ids(all.exclude("attributes__color"_f = "red")) == "234");
        CHECK(co_await ids(all.filter("attributes__size__isnull"_f = true)) == "1234");
        CHECK(co_await ids(all.filter("attributes__it's {}"_f = "yes")) == "3");
        CHECK(co_await ids(all.filter("attributes__keys__contains"_f = keys)) == "");
        CHECK(co_await ids(all.filter("attributes__keys__overlap"_f = keys)) == "13");
        CHECK(co_await ids(all.filter("attributes__values__len"_f = 2)) == "1");
        const auto row = co_await all.values_list("attributes"_f, "attributes__values"_f, "attributes__color"_f).first();
        REQUIRE(row);
        CHECK(std::get<0>(*row) == some);
        CHECK(std::get<2>(*row) == "red");
        Box made = (co_await all.first()).value();
        made.id = 0;
        (*made.attributes)["color"] = std::nullopt;
        co_await made.insert();
        const Box stored = co_await all.get("id"_f = made.id);
        CHECK(stored.attributes == made.attributes);
    });
}
