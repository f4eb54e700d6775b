// Shapes are found again by all that decides a text, and by nothing else; there is a bound to how many are kept.
#include <vinyl/base/error.hpp>
#include <vinyl/sql/replay.hpp>
#include <vinyl/sql/shape_cache.hpp>
#include <vinyl/sql/statement_of.hpp>

#include "support/catch.hpp"
#include "support/sql_models.hpp"

#include <atomic>
#include <random>
#include <thread>
#include <utility>

namespace {

using namespace music;

vinyl::statement filled_in(const shape& known, std::vector<wire_value>&& values) {
    vinyl::statement made;
    fill_in(made, known, std::move(values));
    return made;
}

bool same(const vinyl::statement& one, const vinyl::statement& other) {
    return one.text == other.text && one.parameters == other.parameters && one.plain_read == other.plain_read &&
           one.keeps_session == other.keeps_session;
}

/// Albums with this title; each database is another shape.
recording albums_in(std::string database, std::string_view title) {
    recording rows(album_table());
    rows.column(at<>(album::title));
    rows.value(text_wire(title));
    rows.compare(lookup::exact);
    rows.filter();
    rows.in_database(std::move(database));
    rows.select();
    return rows;
}

/// Random choices, one of which can be another one than it was.
class choices {
public:
    explicit choices(unsigned seed) : engine_(seed) {}
    choices(std::vector<std::uint32_t> made, std::size_t other, unsigned seed)
        : engine_(seed), made_(std::move(made)), other_(other) {}

    std::uint32_t of(std::uint32_t count) {
        if (at_ == made_.size()) made_.push_back(static_cast<std::uint32_t>(engine_()));
        if (at_ == other_) made_[at_] = static_cast<std::uint32_t>(engine_());
        return made_[at_++] % count;
    }
    [[nodiscard]] const std::vector<std::uint32_t>& made() const noexcept { return made_; }

private:
    std::minstd_rand engine_;
    std::vector<std::uint32_t> made_;
    std::size_t at_ = 0, other_ = static_cast<std::size_t>(-1);
};

void say_value(recording& to, choices& pick) {
    switch (pick.of(9)) {
        case 0: return to.value(text_wire(pick.of(2) == 0 ? "a" : "b%"));
        case 1: return to.value(number_wire(pick.of(3)));
        case 2: return to.value({integer, false, big_endian(pick.of(3), 4)});
        case 3: return to.value({text, true, {}}, pick.of(2) == 0 ? "" : "citext");
        case 4: return to.value({boolean, false, std::string(1, pick.of(2) == 0 ? '\0' : '\1')});
        case 5: return to.null(pick.of(2) == 0 ? "" : "text");
        case 6: return to.column(at<>(album::columns[pick.of(std::size(album::columns))]));
        case 7: return to.column(at<&album::artist>(artist::columns[pick.of(std::size(artist::columns))]));
        default: return to.column(at<>(album::released, parts<transform::year>()));
    }
}

void say_condition(recording& to, choices& pick, int depth) {
    switch (pick.of(depth > 2 ? 5 : 8)) {
        case 0:
        case 1: {
            say_value(to, pick);
            say_value(to, pick);
            const recording before = to;
            try {
                return to.compare(*lookup::all[pick.of(16)]);
            } catch (const vinyl::usage_error&) {  // with NULL
                to = before;
                return to.compare(lookup::exact);
            }
        }
        case 2:
            say_value(to, pick);
            return to.is_null(pick.of(2) == 0);
        case 3:
            say_value(to, pick);
            return to.in_values({bigint_array, false, "list"}, pick.of(2) == 0, pick.of(2) == 0,
                                pick.of(2) == 0 ? "" : "bigint[]");
        case 4:
            if (pick.of(4) == 0) return to.nothing();
            to.column(at<>(album::live));
            return to.condition();
        case 5: say_condition(to, pick, depth + 1); return to.negation();
        default: {
            const std::uint32_t count = pick.of(3);
            for (std::uint32_t i = 0; i < count; ++i) say_condition(to, pick, depth + 1);
            if (pick.of(2) == 0) return to.all_of(count);
            return to.any_of(count);
        }
    }
}

recording random_rows(choices& pick) {
    recording rows(album_table());
    for (std::uint32_t i = pick.of(3); i > 0; --i) {
        say_condition(rows, pick, 0);
        if (pick.of(2) == 0) rows.filter();
        else rows.exclude();
    }
    if (pick.of(3) == 0) {
        rows.column(at<>(album::parent_id));
        rows.value(number_wire(pick.of(3)));
        rows.function(pick.of(2) == 0 ? called::coalesce : called::greatest, 2, bigint);
        rows.annotate("value");
    }
    if (pick.of(4) == 0) {
        for (int i = 0; i < 2; ++i) {
            rows.column(at<>(album::parent_id));
            rows.value(number_wire(pick.of(2)));
            rows.function(called::coalesce, 2, bigint);
            if (i == 0) rows.distinct_on(1);
        }
        rows.term(pick.of(2) == 0);
        rows.order_by(1);
    } else if (pick.of(3) == 0) {
        rows.column(at<&album::artist>(artist::name));
        rows.term(pick.of(2) == 0, static_cast<order_term::nulls_order>(pick.of(3)));
        rows.order_by(1);
    }
    if (pick.of(3) == 0) rows.offset(pick.of(3));
    if (pick.of(3) == 0) rows.limit(pick.of(3));
    switch (pick.of(4)) {
        case 0: rows.count(); break;
        case 1: rows.any(); break;
        case 2: rows.for_get(); break;
        default: rows.select(); break;
    }
    return rows;
}

}  // namespace

TEST_CASE("a shape is made once, and its values are those of each recording") {
    shape_cache cache;
    const recording first = albums_in("one", "Kind of Blue"), second = albums_in("one", "Milestones");
    const auto made = cache.find(first.bytes());
    CHECK(cache.find(second.bytes()) == made);
    CHECK(cache.size() == 1);
    CHECK(cache.find(albums_in("two", "Milestones").bytes()) != made);
    recording again = second;
    CHECK(filled_in(made->what, std::move(again.values())).parameters == std::vector{text_wire("Milestones")});
    cache.clear();
    CHECK(cache.size() == 0);
    CHECK(cache.bytes() == 0);
    CHECK(made->what.text.starts_with("SELECT "));
}

TEST_CASE("there are never more shapes than the bound says, and the ones in use stay") {
    shape_cache cache(64, std::size_t{1} << 30U);
    const recording in_use = albums_in("in use", "x");
    const auto kept = cache.find(in_use.bytes());
    for (int i = 0; i < 1'000; ++i) {
        static_cast<void>(cache.find(albums_in(std::to_string(i), "x").bytes()));
        REQUIRE(cache.size() <= 64);
        REQUIRE(cache.find(in_use.bytes()) == kept);
    }
    const auto last = cache.find(albums_in("999", "x").bytes());
    CHECK(cache.find(albums_in("999", "x").bytes()) == last);
    const std::size_t size = cache.size();
    static_cast<void>(cache.find(albums_in("0", "x").bytes()));  // was evicted, and is made again
    CHECK(cache.size() <= size + 1);
}

TEST_CASE("long texts are bounded by their bytes") {
    shape_cache cache(1'000'000, 256 * 1'024);
    for (int i = 0; i < 500; ++i)
        static_cast<void>(cache.find(albums_in(std::string(2'000, 'x') + std::to_string(i), "x").bytes()));
    CHECK(cache.bytes() <= 256 * 1'024);
    CHECK(cache.size() > 16);
    CHECK(cache.size() < 500);
}

TEST_CASE("a mistake is reported each time, and not kept") {
    shape_cache cache;
    recording rows(album_table());
    rows.annotation("unknown");
    rows.term();
    rows.order_by(1);
    rows.select();
    for (int i = 0; i < 2; ++i) CHECK_THROWS_AS(cache.find(rows.bytes()), vinyl::usage_error);
    CHECK(cache.size() == 0);
}

TEST_CASE("queries that differ in one thing have the same shape only if it is a value") {
    shape_cache cache(256);
    std::size_t found_again = 0;
    for (unsigned seed = 1; seed <= 1'500; ++seed) {
        choices pick(seed);
        recording one = random_rows(pick);
        choices changed(pick.made(), seed % pick.made().size(), seed + 7);
        recording other = random_rows(changed);
        found_again += one.bytes() == other.bytes() ? 1 : 0;
        for (recording* const each : {&one, &other}) {
            INFO("seed " << seed);
            const compiled_recording fresh = compile_at_once(*each);
            const auto known = cache.find(each->bytes());
            REQUIRE(known->what.is_nothing == fresh.is_nothing);
            if (fresh.is_nothing) continue;
            REQUIRE(known->what.text == fresh.sent.text);
            REQUIRE(same(filled_in(known->what, std::move(each->values())), fresh.sent));
        }
    }
    CHECK(found_again > 100);
}

TEST_CASE("threads that ask for the same shapes, and for new ones, all get what they asked for") {
    vinyl::sql::detail::shapes_are_checked = false;
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 2'000; ++i) {
                const int shape = i % 7 == 0 ? t * 10'000 + i : i % 90;
                const std::string database = "thread test " + std::to_string(shape), title = std::to_string(t * 10'000 + i);
                recording rows = albums_in(database, title);
                const auto sent = statement_of(rows);
                if (!sent || sent->parameters != std::vector{text_wire(title)} || sent->text.find("\"title\" = $1") == std::string::npos)
                    ++wrong;
                if (t == 0 && i % 500 == 0) forget_shapes();
            }
        });
    for (std::thread& each : threads) each.join();
    vinyl::sql::detail::shapes_are_checked = true;
    CHECK(wrong == 0);
}

TEST_CASE("a statement of more values than shapes tell apart is compiled each time") {
    recording rows(album_table());
    for (int i = 0; i < 1'000; ++i) {
        rows.column(at<>(album::id));
        rows.value(number_wire(i));
        rows.compare(lookup::exact);
    }
    rows.any_of(1'000);
    rows.filter();
    rows.select();
    const std::size_t before = shapes().size();
    const auto sent = statement_of(rows);
    REQUIRE(sent);
    CHECK(sent->parameters.size() == 1'000);
    CHECK(sent->parameters[999] == number_wire(999));
    CHECK(shapes().size() == before);
}

TEST_CASE("rows that can not be are no statement") {
    recording rows(album_table());
    rows.nothing();
    rows.filter();
    rows.select();
    CHECK_FALSE(statement_of(rows));
    recording none(album_table());
    none.limit(0);
    none.count();
    CHECK_FALSE(statement_of(none));
}
