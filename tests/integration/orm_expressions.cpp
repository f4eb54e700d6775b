// Expressions and column types of which the shop of orm_models.hpp has none, each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/types/json.hpp>

using namespace shop;
using Catch::Matchers::Contains;

namespace {

void in_shop(dual<void> (*body)()) {
    const tests::database alias;
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shop();
        co_await body();
    });
}

}  // namespace

TEST_CASE("orm: a key that a json value may lack is read as an optional") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        const auto rows = co_await all.values("id"_f, "side"_f = "meta_data__side__a"_f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[1]["side"_f] == vinyl::json(2));
        CHECK(rows[2]["side"_f] == std::nullopt);
        const auto listed = co_await all.values_list("meta_data__live"_f);
        CHECK(std::get<0>(listed[0]) == vinyl::json(false));
        CHECK(std::get<0>(listed[3]) == std::nullopt);
        const auto annotated = co_await all.annotate("live"_f = "meta_data__live"_f);
        CHECK(annotated[0]["live"_f] == vinyl::json(false));
        CHECK(annotated[1]["live"_f] == std::nullopt);
    });
}
