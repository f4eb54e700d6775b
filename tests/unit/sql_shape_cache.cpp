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

/// Albums with this title; each note is another shape.
recording noted_albums(const std::string& note, std::string_view title) {
    recording rows(album_table());
    rows.column(at<>(album::title));
    rows.value(text_wire(title));
    rows.compare(lookup::exact);
    rows.filter();
    const std::string comment = "1 /* " + note + " */";
    const std::string_view pieces[] = {comment};
    rows.raw(pieces);
    rows.annotate("note");
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
    const recording first = noted_albums("one", "Kind of Blue"), second = noted_albums("one", "Milestones");
    const auto made = cache.find(first.bytes());
    CHECK(cache.find(second.bytes()) == made);
    CHECK(cache.size() == 1);
    CHECK(cache.find(noted_albums("two", "Milestones").bytes()) != made);
    recording again = second;
    CHECK(filled_in(made->what, std::move(again.values())).parameters == std::vector{text_wire("Milestones")});
    cache.clear();
    CHECK(cache.size() == 0);
    CHECK(cache.bytes() == 0);
    CHECK(made->what.text.starts_with("SELECT "));
}

TEST_CASE("the database that is asked is no part of a shape") {
    const auto albums = [](std::string_view alias) {
        recording rows(album_table());
        rows.in_database(alias);
        rows.select();
        return rows;
    };
    const recording one = albums("one"), two = albums("two"), none(albums(""));
    CHECK(one.bytes() == two.bytes());
    CHECK(one.bytes() == none.bytes());
}

TEST_CASE("a subquery asks the database that is asked around it") {
    const auto tracks_in = [](std::string_view alias) {
        recording rows(track_table());
        if (!alias.empty()) rows.in_database(alias);
        return rows;
    };
    const auto albums_with = [](const recording& tracks) {
        recording rows(album_table());
        rows.inner(tracks);
        rows.exists();
        rows.filter();
        return rows;
    };
    const std::string other = "a subquery asks the database 'two', but what is around it asks ";
    recording rows = albums_with(tracks_in("two"));
    CHECK_THROWS_WITH(recording(rows).select(), Catch::Matchers::Contains(other + "'default'"));
    CHECK_THROWS_WITH(recording(rows).erase(), Catch::Matchers::Contains(other + "'default'"));
    CHECK_THROWS_WITH(recording(rows).for_first(), Catch::Matchers::Contains(other + "'default'"));
    rows.in_database("three");
    CHECK_THROWS_WITH(recording(rows).count(), Catch::Matchers::Contains(other + "'three'"));
    rows.in_database("two");
    CHECK_NOTHROW(recording(rows).count());
    // two of them
    rows.inner(tracks_in("two"));
    rows.exists();
    rows.filter();
    CHECK_THROWS_WITH(rows.inner(tracks_in("one")), Catch::Matchers::Contains(other + "'one'"));
    // one in another one, and one in a condition that was put together apart
    recording deep(track_table());
    deep.inner(tracks_in("two"));
    deep.exists();
    deep.filter();
    CHECK_THROWS_WITH(albums_with(deep).any(), Catch::Matchers::Contains(other + "'default'"));
    recording condition, with_condition(album_table());
    condition.inner(tracks_in("two"));
    condition.exists();
    with_condition.append(condition);
    with_condition.filter();
    CHECK_THROWS_WITH(with_condition.select(), Catch::Matchers::Contains(other + "'default'"));
    // what says nothing goes along
    recording anywhere = albums_with(tracks_in(""));
    anywhere.in_database("two");
    CHECK_NOTHROW(anywhere.select());
}

TEST_CASE("which of the values that are stored are NULL is no part of a shape") {
    const column_info* const columns[] = {&album::title, &album::artist_id, &album::released};
    shape_cache cache;
    for (unsigned nulls = 0; nulls < 8; ++nulls) {
        const auto value = [&](unsigned i) { return wire_value{columns[i]->oid, (nulls >> i & 1) != 0, (nulls >> i & 1) != 0 ? "" : "12345678"}; };
        recording inserted(album_table());
        std::vector<wire_value> values{value(0), value(1), value(2)};
        inserted.stored(std::vector<wire_value>(values));
        inserted.insert_row(columns, {});
        const auto known = cache.find(inserted.bytes());
        CHECK(cache.size() == 1);
        CHECK(same(filled_in(known->what, std::vector<wire_value>(values)), compile_at_once(inserted).sent));
        CHECK(filled_in(known->what, std::move(values)).parameters == inserted.values());
    }
    cache.clear();
    for (unsigned nulls = 0; nulls < 4; ++nulls) {
        recording updated(album_table());
        for (unsigned i = 0; i < 2; ++i)
            updated.stored({columns[i]->oid, (nulls >> i & 1) != 0, (nulls >> i & 1) != 0 ? "" : "12345678"});
        updated.key(number_wire(7));
        updated.update_row(vinyl::list_view(columns).first(2), {});
        const auto known = cache.find(updated.bytes());
        CHECK(cache.size() == 1);
        CHECK(same(filled_in(known->what, std::vector<wire_value>(updated.values())), compile_at_once(updated).sent));
    }
    recording no_key(album_table());
    no_key.key({album::id.oid, true, {}});
    no_key.erase_row();
    CHECK_THROWS_WITH(cache.find(no_key.bytes()), Catch::Matchers::Contains("has no key yet"));
}

TEST_CASE("there are never more shapes than the bound says, and the ones in use stay") {
    shape_cache cache(64, std::size_t{1} << 30U);
    const recording in_use = noted_albums("in use", "x");
    const auto kept = cache.find(in_use.bytes());
    for (int i = 0; i < 1'000; ++i) {
        static_cast<void>(cache.find(noted_albums(std::to_string(i), "x").bytes()));
        REQUIRE(cache.size() <= 64);
        REQUIRE(cache.find(in_use.bytes()) == kept);
    }
    const auto last = cache.find(noted_albums("999", "x").bytes());
    CHECK(cache.find(noted_albums("999", "x").bytes()) == last);
    const std::size_t size = cache.size();
    static_cast<void>(cache.find(noted_albums("0", "x").bytes()));  // was evicted, and is made again
    CHECK(cache.size() <= size + 1);
}

TEST_CASE("long texts are bounded by their bytes") {
    shape_cache cache(1'000'000, 256 * 1'024);
    for (int i = 0; i < 500; ++i)
        static_cast<void>(cache.find(noted_albums(std::string(2'000, 'x') + std::to_string(i), "x").bytes()));
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
                const std::string note = "thread test " + std::to_string(shape), title = std::to_string(t * 10'000 + i);
                recording rows = noted_albums(note, title);
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

TEST_CASE("the text of a statement is that which was sent, and is there for rows that can not be") {
    recording rows = noted_albums("text", "x");
    const std::string fresh = text_of(rows);
    const auto sent = statement_of(rows);
    REQUIRE(sent);
    CHECK(fresh == sent->text);
    CHECK(text_of(rows) == sent->text);  // of the values that have gone nothing is needed
    forget_shapes();
    CHECK(text_of(rows) == sent->text);
    recording nothing(album_table());
    nothing.nothing();
    nothing.filter();
    nothing.select();
    CHECK_FALSE(statement_of(nothing));
    CHECK(text_of(nothing).ends_with("WHERE FALSE"));
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
