// Rows that are locked while they are read, each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/testing.hpp>

using namespace shop;
using Catch::Matchers::Contains;
using vinyl::nowait;
using vinyl::skip_locked;

namespace {
/// Two aliases of one database, so that one can wait for the other.
void in_two_aliases(dual<void> (*body)()) {
    const tests::database alias;
    const tests::database other({}, "other");
    tests::in_both_modes([body]() -> dual<void> {
        co_await new_shop();
        co_await body();
    });
}

const vinyl::atomic_options in_other{.alias = "other"};

dual<void> read_as_other(auto rows, std::string expected) {
    co_await vinyl::atomic(in_other, [&]() -> dual<void> { CHECK(co_await names(rows.using_("other")) == expected); });
}

dual<std::string> refusal_of_other(auto rows) {
    std::string state = "none";
    try {
        co_await vinyl::atomic(in_other, [&]() -> dual<void> { static_cast<void>(co_await rows.using_("other").list()); });
    } catch (const vinyl::operational_error& error) {
        state = error.sqlstate();
    }
    co_return state;
}
}  // namespace

TEST_CASE("SF2: others skip what is locked, or are refused at once") {
    in_two_aliases([]() -> dual<void> {
        const auto all = Album::vinyl().order_by("id"_f);
        co_await vinyl::atomic([&]() -> dual<void> {
            CHECK(co_await names(all.filter("price"_f < 10).select_for_update()) == "Kind of Blue, Giant Steps");
            co_await read_as_other(all.select_for_update(skip_locked), "Milestones, Officium");
            CHECK(co_await refusal_of_other(all.select_for_update(nowait)) == "55P03");
            co_await read_as_other(all, "Kind of Blue, Milestones, Giant Steps, Officium");  // reading waits for nobody
        });
        co_await read_as_other(all.select_for_update(nowait), "Kind of Blue, Milestones, Giant Steps, Officium");
    });
}

TEST_CASE("SF3: only the tables of of() are locked") {
    in_two_aliases([]() -> dual<void> {
        co_await vinyl::atomic([]() -> dual<void> {
            const auto with_artist = Album::vinyl().filter("id"_f = 4).select_related("artist"_f, "producer"_f);
            CHECK(co_await names(with_artist.select_for_update(of("self"_f))) == "Officium");
            co_await read_as_other(Album::vinyl().filter("id"_f = 4).select_for_update(skip_locked), "");
            co_await read_as_other(Artist::vinyl().filter("id"_f = 4).select_for_update(skip_locked), "Jan Garbarek");
        });
    });
}

TEST_CASE("SF4, SF7: weaker locks let others do more") {
    in_two_aliases([]() -> dual<void> {
        const auto miles = Artist::vinyl().filter("id"_f = 1);
        const std::string name = "Miles Davis";
        co_await vinyl::atomic([&]() -> dual<void> {
            CHECK(co_await names(miles.select_for_key_share()) == name);
            co_await read_as_other(miles.select_for_share(nowait), name);
            co_await read_as_other(miles.select_for_update(vinyl::no_key, nowait), name);
            co_await read_as_other(miles.select_for_update(skip_locked), "");
            CHECK(co_await names(miles.select_for_share()) == name);
            co_await read_as_other(miles.select_for_share(nowait), name);
            co_await read_as_other(miles.select_for_update(vinyl::no_key, skip_locked), "");
            CHECK(co_await names(miles.select_for_update(vinyl::no_key)) == name);
            co_await read_as_other(miles.select_for_key_share(nowait), name);
            co_await read_as_other(miles.select_for_share(skip_locked), "");
        });
    });
}

TEST_CASE("SF5: outside of a transaction nothing is sent, and the error says so") {
    in_two_aliases([]() -> dual<void> {
        const auto rows = Album::vinyl().select_for_update();  // not when it is written
        const auto sent = co_await vinyl::testing::count_queries([&]() -> dual<void> {
            CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return rows.list(); }),
                       Contains("transaction") && Contains("vinyl::atomic") && Contains("default"));
            CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return rows.get("id"_f = 1); }), Contains("transaction"));
            CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return rows.first(); }), Contains("transaction"));
        });
        CHECK(sent == 0);
        CHECK(co_await rows.count() == 4);  // what gives no rows locks none
        CHECK(co_await rows.exists());
        // of the other database
        co_await vinyl::atomic(in_other, [&]() -> dual<void> {
            CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return rows.list(); }), Contains("transaction"));
        });
        co_await vinyl::atomic([&]() -> dual<void> {
            co_await vinyl::atomic([&]() -> dual<void> { CHECK((co_await rows).size() == 4); });
        });
        CHECK((co_await rows.none()).empty());
    });
}

TEST_CASE("SF2: a queue of work, in one statement without a transaction") {
    in_two_aliases([]() -> dual<void> {
        const auto next = Album::vinyl().filter("active"_f).order_by("-price"_f).limit(1).select_for_update(skip_locked);
        co_await vinyl::atomic([&]() -> dual<void> {
            CHECK(co_await names(next) == "Officium");
            // as another worker: it takes the next one
            CHECK(co_await Album::vinyl().using_("other").filter("id"_f == next.using_("other")).update("active"_f = false) == 1);
        });
        CHECK(co_await names(Album::vinyl().filter("active"_f)) == "Kind of Blue, Officium");
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return Album::vinyl().select_for_update(skip_locked).update("stock"_f = 0); }),
                   Contains("skip_locked"));
        CHECK_THAT(co_await error_of<vinyl::usage_error>([&] { return Album::vinyl().select_for_update(nowait).erase(); }),
                   Contains("nowait"));
    });
}
