// The blocks of docs/lookups.md.
#include "documentation/music.hpp"

#include <vinyl/date_functions.hpp>
// docs: lookups_headers
#include <vinyl/search.hpp>                            // full-text search
#include <vinyl/trigram.hpp>                           // CREATE EXTENSION pg_trgm
#include <vinyl/unaccent.hpp>                          // CREATE EXTENSION unaccent
// docs: end
#include <vinyl/hstore.hpp>

namespace documentation {

// docs: lookups_model
struct Concert : vinyl::model<Concert> {
    std::int64_t id{};
    std::string title;
    std::optional<std::string> notes;
    std::int32_t sold{};
    vinyl::timestamp begins;
    vinyl::json data;
    std::vector<std::string> tags;
    vinyl::range<vinyl::date> on_sale;
    vinyl::hstore attributes;                           // CREATE EXTENSION hstore
    vinyl::tsvector words;                              // needs <vinyl/search.hpp>
};
// docs: end

namespace {

vinyl::dual<void> stock_concerts() {
    co_await tests::sql("CREATE EXTENSION hstore");
    co_await tests::sql("CREATE EXTENSION pg_trgm");
    co_await tests::sql("CREATE EXTENSION unaccent");
    co_await vinyl::schema::create<Concert>();
    co_await tests::sql(
        "INSERT INTO concert (title, notes, sold, begins, data, tags, on_sale, attributes, words) VALUES"
        " ('Kind of Blue', 'Two cats played the blues', 300, '2019-12-31 23:30+00',"
        "  '{\"hall\": {\"name\": \"Fillmore\", \"rows\": [10, 20]}, \"bar\": null}', '{jazz,modal,night}',"
        "  '[2019-10-01,2020-01-01)', 'color=>blue', to_tsvector('english', 'kind of blue')),"
        " ('Caf\u00e9 100%', null, 20, '2020-06-15 18:00+00', '{}', '{}', '[2020-01-01,)', 'door=>NULL',"
        "  to_tsvector('english', 'cafe'))");
}

template <class Rows>
vinyl::dual<std::string> titled(Rows rows) {
    std::string text;
    for (const auto& row : co_await rows.order_by("id"_f)) text += (text.empty() ? "" : ", ") + row.title;
    co_return text;
}

template <class Body>
void at_the_concerts(Body body) {
    in_the_shop([&]() -> vinyl::dual<void> {
        co_await stock_concerts();
        co_await body();
    });
}

const std::string first = "Kind of Blue", second = "Caf\u00e9 100%", both = first + ", " + second;

}  // namespace

TEST_CASE("lookups: forms, NULL and numbers") {
    at_the_concerts([]() -> vinyl::dual<void> {
        // docs: lookups_forms
        auto a = Concert::vinyl().filter("title__istartswith"_f = "kind");             // behind a name,
        auto b = Concert::vinyl().filter("title"_f.istartswith("kind"));               // as a method of whatever is a value,
        auto c = Concert::vinyl().filter(lower("title"_f).startswith("kind"));
        auto d = Concert::vinyl().filter("begins__year__gte"_f = 2020);                // behind transforms
        auto e = Concert::vinyl().annotate("late"_f = ("sold"_f > 100)).filter("late"_f);   // as a value
        // docs: end
        CHECK(co_await titled(a) == first);
        CHECK(co_await titled(b) == first);
        CHECK(co_await titled(c) == first);
        CHECK(co_await titled(d) == second);
        CHECK(co_await titled(e) == first);
        {
            // docs: lookups_null
            auto none = Concert::vinyl().filter("notes"_f = std::nullopt);             // IS NULL
            auto some = Concert::vinyl().filter("notes__isnull"_f = false);
            auto others = Concert::vinyl().exclude("notes__icontains"_f = "cat");      // those without notes, too
            // docs: end
            CHECK(co_await titled(none) == second);
            CHECK(co_await titled(some) == first);
            CHECK(co_await titled(others) == second);
        }
        {
            // docs: lookups_numbers
            auto a = Concert::vinyl().filter("sold"_f >= 20.5);                        // asked as >= 21: an index serves it
            auto b = Concert::vinyl().filter("sold"_f == 5'000'000'000);               // nothing, and nothing is sent
            auto c = Concert::vinyl().filter("sold"_f < 5'000'000'000);                // all
            // docs: end
            CHECK(co_await titled(a) == first);
            CHECK(co_await titled(b) == "");
            CHECK(co_await titled(c) == both);
        }
        {
            // docs: lookups_texts
            auto a = Concert::vinyl().filter("title__contains"_f = "100%");            // % means itself
            auto b = Concert::vinyl().filter("sold__startswith"_f = "3");              // the text of a number
            auto c = Concert::vinyl().filter("notes"_f.icontains("title"_f));          // what stands in another column
            auto d = Concert::vinyl().filter("title__regex"_f = "^[KL]ind");
            // docs: end
            CHECK(co_await titled(a) == second);
            CHECK(co_await titled(b) == first);
            CHECK(co_await titled(c) == "");
            CHECK(co_await titled(d) == first);
        }
    });
}

TEST_CASE("lookups: dates and time zones") {
    at_the_concerts([]() -> vinyl::dual<void> {
        // docs: lookups_zones
        auto here = Concert::vinyl().in_time_zone("Europe/Berlin");
        auto new_year = here.filter("begins__date"_f = vinyl::date(2020y / 1 / 1));    // there it has begun already
        auto by_hour = here.values("begins__hour"_f).annotate("n"_f = count()).order_by("begins__hour"_f);
        auto east = Concert::vinyl().filter("begins__year"_f = 2020).in_time_zone(std::chrono::hours(5));
        // docs: end
        CHECK(co_await titled(new_year) == first);
        CHECK((co_await by_hour).size() == 2);
        CHECK(co_await titled(east) == both);
        {
            // docs: lookups_date_functions
            auto rows = co_await Concert::vinyl()
                            .values("month"_f = trunc_month("begins"_f, "Europe/Berlin"),
                                    "tokyo"_f = at_time_zone("begins"_f, "Asia/Tokyo"))
                            .order_by("month"_f);
            vinyl::timestamp month = rows[0]["month"_f];                               // midnight in Berlin
            vinyl::local_timestamp tokyo = rows[0]["tokyo"_f];                         // what clocks showed in Tokyo
            auto mornings = Concert::vinyl().filter(extract_hour("begins"_f, "Asia/Tokyo") < 12);
            // docs: end
            CHECK(month == vinyl::timestamp(std::chrono::sys_days(2019y / 12 / 31) + 23h));
            CHECK(tokyo == vinyl::local_timestamp(std::chrono::local_days(2020y / 1 / 1) + 8h + 30min));
            CHECK(co_await titled(mornings) == both);
        }
    });
}

TEST_CASE("lookups: containers") {
    at_the_concerts([]() -> vinyl::dual<void> {
        using namespace vinyl::functions;
        {
            // docs: lookups_json
            auto a = Concert::vinyl().filter("data__hall__name"_f = "Fillmore");       // JSON there: text, number, bool, ...
            auto b = Concert::vinyl().filter("data__hall__rows__-1__gt"_f = 15);       // the last one
            auto c = Concert::vinyl().filter("data__hall__name__icontains"_f = "fill");   // its text
            auto d = Concert::vinyl().filter("data__bar"_f = std::nullopt);            // the JSON null
            auto e = Concert::vinyl().filter("data__bar__isnull"_f = true);            // there is no such key
            auto f = Concert::vinyl().filter("data__has_key"_f = "hall");
            auto g = Concert::vinyl().order_by(json_text("data__hall__name"_f));       // as a text
            // docs: end
            CHECK(co_await titled(a) == first);
            CHECK(co_await titled(b) == first);
            CHECK(co_await titled(c) == first);
            CHECK(co_await titled(d) == first);
            CHECK(co_await titled(e) == second);
            CHECK(co_await titled(f) == first);
            CHECK((co_await g).size() == 2);
        }
        {
            const std::vector<std::string> wanted(1, "jazz");
            // docs: lookups_arrays
            auto a = Concert::vinyl().filter("tags__contains"_f = wanted);             // all of them; also contained_by
            auto b = Concert::vinyl().filter("tags__overlap"_f = wanted);              // one of them at least
            auto c = Concert::vinyl().filter("tags__len"_f = 0);
            auto d = Concert::vinyl().filter("tags__0"_f = "jazz");                    // the first
            auto e = Concert::vinyl().filter("tags__0_2__contains"_f = wanted);        // among the first two
            auto f = Concert::vinyl().filter("tags"_f.overlap(Concert::vinyl().values("title"_f)));
            // docs: end
            CHECK(co_await titled(a) == first);
            CHECK(co_await titled(b) == first);
            CHECK(co_await titled(c) == second);
            CHECK(co_await titled(d) == first);
            CHECK(co_await titled(e) == first);
            CHECK(co_await titled(f) == "");
        }
        {
            // docs: lookups_ranges
            vinyl::range<vinyl::date> winter(2019y / 12 / 1, 2020y / 3 / 1);           // the upper bound is outside
            auto a = Concert::vinyl().filter("on_sale__contains"_f = vinyl::date(2019y / 10 / 1));   // a value, or a range
            auto b = Concert::vinyl().filter("on_sale__overlap"_f = winter);
            auto c = Concert::vinyl().filter("on_sale__endswith__isnull"_f = true);    // no end
            auto d = Concert::vinyl().filter("begins__date__contained_by"_f = winter); // a value in a range
            // docs: end
            CHECK(co_await titled(a) == first);
            CHECK(co_await titled(b) == both);
            CHECK(co_await titled(c) == second);
            CHECK(co_await titled(d.in_time_zone("UTC")) == first);
        }
        {
            // docs: lookups_hstore
            auto a = Concert::vinyl().filter("attributes__color"_f = "blue");          // a text under a key
            auto b = Concert::vinyl().filter("attributes__has_key"_f = "door");
            auto c = Concert::vinyl().filter("attributes__keys__len"_f = 1);           // keys, values: <vinyl/hstore.hpp>
            // docs: end
            CHECK(co_await titled(a) == first);
            CHECK(co_await titled(b) == second);
            CHECK(co_await titled(c) == both);
        }
    });
}

TEST_CASE("lookups: full-text search") {
    at_the_concerts([]() -> vinyl::dual<void> {
        // docs: lookups_search
        auto a = Concert::vinyl().filter("notes__search"_f = "cat play");              // all words, in any form
        auto b = Concert::vinyl().filter("words__search"_f = "blue");                  // of a tsvector column

        auto vector = weighted<'A'>(search_vector<"english">("title"_f)) + search_vector<"english">("notes"_f);
        auto query = search_query<vinyl::search_type::websearch, "english">("\"two cats\" or café");
        auto best = Concert::vinyl()
                        .filter(matches(vector, query))
                        .annotate("rank"_f = search_rank(vector, query), "shown"_f = search_headline<"english">("notes"_f, query))
                        .order_by("-rank"_f);
        // docs: end
        CHECK(co_await titled(a) == first);
        CHECK(co_await titled(b) == first);
        const auto rows = co_await best;
        REQUIRE(rows.size() == 2);
        CHECK(rows[1]["shown"_f] == "<b>Two</b> <b>cats</b> played the blues");
        {
            // docs: lookups_search_queries
            auto either = search_query("blue") | search_query<vinyl::search_type::phrase>("so what");
            auto neither = ~(search_query("blue") & search_query("green"));
            auto begins = vinyl::search_prefix("pla");                                 // one word, whatever is in it
            // docs: end
            CHECK(co_await titled(Concert::vinyl().filter(matches("words"_f, either))) == first);
            CHECK(co_await titled(Concert::vinyl().filter(matches("words"_f, neither))) == both);
            CHECK(co_await titled(Concert::vinyl().filter(matches(search_vector("notes"_f), begins))) == first);
        }
        {
            // docs: lookups_alike
            auto a = Concert::vinyl().filter("title__unaccent__istartswith"_f = "CAFE");   // both sides without accents
            auto b = Concert::vinyl().filter("title__trigram_similar"_f = "Kind of Blu");
            auto c = Concert::vinyl().order_by(trigram_distance("title"_f, "kind blue")).limit(1);
            // docs: end
            CHECK(co_await titled(a) == second);
            CHECK(co_await titled(b) == first);
            CHECK((co_await c.first()).value().title == first);
        }
    });
}

}  // namespace documentation
