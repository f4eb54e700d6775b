// Plans of querysets, each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/testing.hpp>

#include <boost/json.hpp>

using namespace shop;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("T19: explain gives the plan of the rows, with their values") {
    in_shop([]() -> dual<void> {
        const auto cheap = Album::vinyl().filter("price"_f < 10, "title__startswith"_f = "K").order_by("title"_f);
        const std::string plan = co_await cheap.explain();
        CHECK_THAT(plan, Contains("Scan on album") && Contains("Sort Key: title") && Contains("cost="));
        CHECK_THAT(plan, !Contains("actual"));
        CHECK_THAT(co_await cheap.values_list("title"_f).limit(2).explain(), StartsWith("Limit"));
    });
}

TEST_CASE("T19: the options of explain are EXPLAIN's") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl();
        CHECK_THAT(co_await all.explain({.analyze = true}), Contains("actual time=") && Contains("Execution Time:"));
        CHECK_THAT(co_await all.explain({.analyze = true, .costs = false, .timing = false, .summary = false}),
                   Contains("actual rows=") && !Contains("time=") && !Contains("cost=") && !Contains("Time:"));
        CHECK_THAT(co_await all.explain({.verbose = true}), Contains("Output: id, title"));
        CHECK_THAT(co_await all.explain({.analyze = true, .settings = true, .buffers = true, .wal = true}), Contains("Buffers:"));
        const auto said = vinyl::detail::sql_of({.analyze = true,
                                                 .generic_plan = false,
                                                 .serialize = vinyl::explain_serialize::binary,
                                                 .memory = true,
                                                 .format = vinyl::explain_format::yaml});
        CHECK(said == "ANALYZE TRUE, GENERIC_PLAN FALSE, SERIALIZE BINARY, MEMORY TRUE, FORMAT YAML");
        // the server says what it does not know
        std::string refusal = "Scan";
        try {
            refusal = co_await all.explain({.generic_plan = true});
        } catch (const vinyl::programming_error& error) {
            refusal = error.what();
        }
        CHECK_THAT(refusal, Contains("Scan") || Contains("unrecognized EXPLAIN option \"generic_plan\""));
    });
}

TEST_CASE("T19: a plan is a text, or a document in JSON, XML or YAML") {
    in_shop([]() -> dual<void> {
        const auto all = Album::vinyl().filter("id"_f = 1);
        const boost::json::value plan = boost::json::parse(co_await all.explain({.format = vinyl::explain_format::json}));
        CHECK(plan.at(0).at("Plan").at("Relation Name").as_string() == "album");
        CHECK_THAT(co_await all.explain({.format = vinyl::explain_format::xml}), Contains("<Relation-Name>album</Relation-Name>"));
        CHECK_THAT(co_await all.explain({.format = vinyl::explain_format::yaml}), Contains("Relation Name: \"album\""));
    });
}

TEST_CASE("T19: of rows that can not be there is no plan, and rows are locked by ANALYZE only") {
    in_shop([]() -> dual<void> {
        const auto sent = co_await vinyl::testing::count_queries([]() -> dual<void> {
            const std::string plan = co_await Album::vinyl().none().explain();
            CHECK(plan.empty());
        });
        CHECK(sent == 0);
        const auto locked = Album::vinyl().select_for_update();
        CHECK_THAT(co_await locked.explain(), Contains("LockRows"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return locked.explain({.analyze = true}); }), Contains("transaction"));
    });
}
