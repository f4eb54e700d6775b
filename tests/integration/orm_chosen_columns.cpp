// Columns that are chosen at run time, in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/choices.hpp>
#include <vinyl/json.hpp>

#include <boost/json/serialize.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace shop;

namespace {

const auto columns = vinyl::column_choices<Album>("title"_f, "rating"_f, "artist"_f = "artist__name"_f, "twice"_f = "stock"_f * 2);
using row = std::remove_cvref_t<decltype(columns)>::row_type;

void with_shop(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shop();
        co_await body();
    });
}

}  // namespace

TEST_CASE("choices: rows have the columns that were chosen") {
    with_shop([]() -> dual<void> {
        const std::vector<row> rows = co_await Album::vinyl().values(columns("artist,rating")).order_by("id"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[0].size() == 2);
        CHECK(rows[0]["artist"_f] == "Miles Davis");
        CHECK(rows[0]["rating"_f] == 5.0);
        CHECK(rows[1]["rating"_f] == std::nullopt);
        CHECK(rows[0].has("artist"_f));
        CHECK_FALSE(rows[0].has("title"_f));
        CHECK_THROWS_AS(rows[0]["title"_f], vinyl::not_loaded);
        CHECK(rows[0] == rows[0]);
        CHECK_FALSE(rows[0] == rows[1]);
        std::string all;
        rows[2].each([&all](std::string_view name, const auto& value) {
            all += name;
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::string>) all += "=" + value;
            all += ";";
        });
        CHECK(all == "rating;artist=John Coltrane;");
        const std::optional<row> one = co_await Album::vinyl().values(columns("")).filter("id"_f = 3).first();
        CHECK(one->size() == 4);
        CHECK((*one)["twice"_f] == 6);
        auto streamed = Album::vinyl().values(columns("twice")).order_by("id"_f).iterator(3);
        std::int64_t sum = 0;
        while (const auto* each = co_await streamed.next()) sum += (*each)["twice"_f];
        CHECK(sum == 28);
    });
}

TEST_CASE("choices: rows of set operations have the columns that were chosen in all of them") {
    with_shop([]() -> dual<void> {
        const auto cheap = Album::vinyl().filter("id"_f = 1).values(columns("title,twice"));
        const auto rows = co_await cheap.union_(Album::vinyl().filter("id"_f = 3).values(columns("twice,title"))).order_by("title"_f);
        REQUIRE(rows.size() == 2);
        CHECK(rows[0]["title"_f] == "Giant Steps");
        CHECK(rows[0]["twice"_f] == 6);
        CHECK_FALSE(rows[0].has("artist"_f));
        const auto all = co_await cheap.values(columns("")).union_(cheap.values(columns("title,rating,artist,twice")));
        CHECK(all.at(0).size() == 4);
    });
}

TEST_CASE("choices: rows of chosen columns are JSON objects") {
    with_shop([]() -> dual<void> {
        const auto rows = co_await Album::vinyl().values(columns("title,rating")).filter("id__lte"_f = 2).order_by("id"_f);
        CHECK(boost::json::serialize(vinyl::to_json(rows)) ==
              R"([{"title":"Kind of Blue","rating":5E0},{"title":"Milestones","rating":null}])");
        CHECK(boost::json::serialize(boost::json::value_from(rows[1])) == R"({"title":"Milestones","rating":null})");
    });
}
