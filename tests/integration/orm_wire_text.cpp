// The SQL text never depends on a value: for each shape of query, a thousand hostile values leave the text on the wire
// byte for byte the same. Seen by a gate between the library and the server.
#include "integration/orm_models.hpp"
#include "support/gate.hpp"

#include <vinyl/date_functions.hpp>
#include <vinyl/functions.hpp>
#include <vinyl/search.hpp>
#include <vinyl/trigram.hpp>
#include <vinyl/unaccent.hpp>

#include <random>

using namespace shop;

namespace {

constexpr std::size_t values = 1000;

/// Text without NUL, mostly what means something to SQL, LIKE, regular expressions, arrays or JSON.
std::vector<std::string> hostile_texts() {
    static const char* const parts[] = {"'", "''", "\"", "\\", "%", "_", ";", "--", "/*", "*/", "$1", "$$", "{", "}", "(", ")", "E'",
                                        "' or '1'='1", "'; drop schema orm cascade; --", "NULL", "\n", "\t", "\x01", "\x7f", ",",
                                        "::text", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8e\xb7", "select", "=", "?", "@", "0", "x"};
    std::mt19937 random(4711);  // NOLINT: the same every time
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < values; ++i) {
        std::string text;
        for (unsigned n = random() % 9; n > 0; --n) text += parts[random() % std::size(parts)];
        texts.push_back(std::move(text));
    }
    return texts;
}

/// Runs `once(text, number)` for each value and gives the different texts that were sent.
template <class Once>
std::vector<std::string> texts_of(tests::gate& gate, Once once) {
    static const std::vector<std::string> texts = hostile_texts();
    std::mt19937_64 random(815);  // NOLINT: the same every time
    gate.clear_log();
    std::size_t done = 0;
    for (const std::string& text : texts) {
        const auto number = static_cast<std::int64_t>(random() >> (random() % 64));
        try {
            once(text, done % 2 == 0 ? number : -number);
        } catch (const vinyl::database_error&) {
            // an answer of the server's to the value, such as an invalid regular expression: it was sent
        }
        ++done;
    }
    std::vector<std::string> sent = gate.sql_texts();
    CHECK(sent.size() >= values);
    std::sort(sent.begin(), sent.end());
    sent.erase(std::unique(sent.begin(), sent.end()), sent.end());
    return sent;
}

}  // namespace

TEST_CASE("orm: a thousand hostile values leave the text of each query as it is") {
    tests::gate gate(tests::server().socket_path());
    {
        const tests::database direct;
        tests::run_sync([]() -> dual<void> {
            co_await new_shop();
            co_await tests::sql("create extension if not exists pg_trgm");
            co_await tests::sql("create extension if not exists unaccent");
        });
    }
    vinyl::connection_options options;
    options.dsn = gate.dsn();
    options.statement_cache = 0;  // so that the text goes over the wire each time
    options.pool.max = 1;
    const tests::database alias(options);
    const auto all = Album::vinyl();
    CHECK(all.count() == 4);  // connects

    const auto one_text = [&](const char* shape, auto once) {
        CAPTURE(shape);
        auto sent = texts_of(gate, once);
        // behind SQL of the program's own the session is cleaned
        std::erase_if(sent, [](const std::string& text) { return text.starts_with("DO $$ BEGIN SET SESSION AUTHORIZATION"); });
        CAPTURE(sent);
        CHECK(sent.size() == 1);
        for (const std::string& text : sent) CHECK(text.find("drop schema") == std::string::npos);
    };
    one_text("exact", [&](const std::string& text, std::int64_t) { (void)all.filter("title"_f = text).count(); });
    one_text("patterns", [&](const std::string& text, std::int64_t) {
        (void)all.filter("title"_f.contains(text) || "title"_f.istartswith(text) || !"artist__name"_f.iendswith(text)).exists();
    });
    one_text("iexact", [&](const std::string& text, std::int64_t) { (void)all.filter("title__iexact"_f = text).first(); });
    one_text("regex", [&](const std::string& text, std::int64_t) { (void)all.filter("title"_f.regex(text)).list(); });
    one_text("lists of every length", [&](const std::string& text, std::int64_t number) {
        std::vector<std::string> list(static_cast<std::size_t>(1 + (number & 7)), text);
        list.push_back(text + "x");
        (void)all.filter("title"_f.in(list)).list();
    });
    one_text("numbers", [&](const std::string&, std::int64_t number) {
        (void)all.filter("id"_f > number, "price"_f * 2 < number, "rating"_f != static_cast<double>(number)).count();
    });
    one_text("range", [&](const std::string&, std::int64_t number) {
        (void)all.filter("id"_f.between(number, number / 2)).values("id"_f).list();
    });
    one_text("exclude over many", [&](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl().exclude("albums__tracks__title"_f = text, "albums__id"_f = number).list();
    });
    one_text("json and arrays", [&](const std::string& text, std::int64_t) {
        const std::vector<std::string> tags(2, text);
        (void)all.filter("tags"_f == tags, "meta_data__side"_f = text).count();
    });
    one_text("elements of arrays and the text of JSON", [&](const std::string& text, std::int64_t number) {
        const std::vector<std::string> tags(2, text);
        (void)all.filter("tags__0"_f = text, "tags__0_2__overlap"_f = tags, "tags__len"_f != (number & 0xffff),
                         json_text("meta_data__side__-1"_f) != text, "meta_data__side__icontains"_f = text)
            .count();
    });
    one_text("time zones", [&](const std::string& text, std::int64_t number) {
        (void)all.in_time_zone(text)
            .filter("bought__hour"_f = number & 31, "bought__iso_year__gte"_f = number & 0xfff,
                    extract_year("bought"_f, text + "x") < (number & 0xfff))
            .values(trunc_month("bought"_f, std::chrono::minutes(number & 0xff)))
            .list();
    });
    one_text("full-text search", [&](const std::string& text, std::int64_t number) {
        const auto query = search_query(text) | (vinyl::search_query<vinyl::search_type::websearch, "simple">(text) &
                                                 ~vinyl::search_prefix(text, "AB"));
        vinyl::headline_options options;
        options.start(text).stop(text).max_words(static_cast<int>(20 + (number & 7)));
        (void)all.filter(matches(search_vector("title"_f, "artist__name"_f), query), "title__search"_f = text)
            .values_list(search_rank(search_vector(vinyl::search_config("simple"), "title"_f), query, static_cast<std::int32_t>(number & 63)),
                         search_headline("title"_f, query, options))
            .list();
    });
    one_text("texts that are alike", [&](const std::string& text, std::int64_t) {
        (void)all.filter("title__unaccent__istartswith"_f = text, "title__trigram_similar"_f = text)
            .order_by(trigram_distance("title"_f, text))
            .list();
    });
    one_text("subquery", [&](const std::string& text, std::int64_t) {
        (void)all.filter(exists(Track::vinyl().filter("album"_f = "id"_outer, "title"_f = text))).count();
    });
    one_text("aggregate and having", [&](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl().filter("name"_f != text).annotate("n"_f = count("albums"_f)).filter("n"_f < number).list();
    });
    one_text("set operations", [&](const std::string& text, std::int64_t number) {
        (void)all.filter("title"_f != text).union_(all.filter("id"_f > number)).order_by("artist__name"_f).slice(1, 2 + (number & 7)).list();
    });
    one_text("querysets put together", [&](const std::string& text, std::int64_t number) {
        (void)((all.filter("title"_f != text) & all.filter("tracks__title"_f = text)) | all.filter("id"_f == number)).count();
    });
    one_text("in_bulk", [&](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl().filter("id"_f > number).in_bulk("name"_f, std::vector<std::string>{text, "x"});
    });
    one_text("datetimes", [&](const std::string& text, std::int64_t) {
        (void)all.filter("title"_f != text).datetimes("bought"_f, vinyl::datetime_kind::hour, "Zone " + text).list();
    });
    one_text("explain", [&](const std::string& text, std::int64_t number) {
        (void)all.filter("title"_f != text, "id"_f > number).explain({.costs = false});
    });
    one_text("windows", [&](const std::string& text, std::int64_t number) {
        (void)all.annotate("before"_f = lag("title"_f, number & 7, text).over(partition_by(coalesce("producer__name"_f, text)), order_by("id"_f)),
                           "n"_f = count().over(order_by("id"_f), rows_between(vinyl::preceding(number & 0xffff), vinyl::current_row)))
            .list();
    });
    one_text("case and casts", [&](const std::string& text, std::int64_t number) {
        (void)all.filter(case_(when("title"_f == text, text)).otherwise("title"_f) != text, cast<std::string>("id"_f) != text)
            .order_by(case_(when("id"_f > number, text)), collate<"C">("title"_f) == text)
            .list();
    });
    one_text("functions", [&](const std::string& text, std::int64_t number) {
        (void)all.values_list(concat("title"_f, text), replace("title"_f, text, text), lpad("title"_f, number & 0xff, text),
                              round("price"_f * number, 1), vinyl::value(text), nullif("title"_f, text))
            .list();
    });
    one_text("slices, bits and intervals", [&](const std::string& text, std::int64_t number) {
        const auto first = static_cast<std::int32_t>(number & 0xff);
        (void)all.filter("title"_f.slice(first, first + 3) != text, ("id"_f & number) != number, ("id"_f << (number & 31)) > 0,
                         "released"_f + vinyl::interval{.days = first} != "released"_f - std::chrono::hours(first))
            .count();
    });
    one_text("aggregates that gather", [&](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl()
            .annotate("t"_f = string_agg("albums__title"_f, text).filter("albums__title"_f != text).otherwise(text),
                      "a"_f = array_agg("albums__id"_f).order_by("albums__id"_f % (number | 1)))
            .list();
    });
    one_text("JSON, raw SQL and arrays of rows", [&](const std::string& text, std::int64_t number) {
        (void)all.values_list(json_object("a"_f = text, "n"_f = number), json_array(text, "id"_f, number),
                              vinyl::raw_sql<bool>("{} <> {}", "title"_f, text),
                              array_subquery(Track::vinyl().filter("title"_f = text).values("id"_f)))
            .list();
    });
    one_text("order and select_related", [&](const std::string& text, std::int64_t) {
        (void)all.select_related("artist"_f).filter("artist__name"_f = text).order_by(coalesce("producer__name"_f, text)).list();
    });
    one_text("update", [&](const std::string& text, std::int64_t number) {
        (void)Track::vinyl().filter("id"_f = 6).update("title"_f = text, "seconds"_f = number & 0xffff);
    });
    one_text("create", [&](const std::string& text, std::int64_t) { (void)Person::vinyl().create("name"_f = text); });
    one_text("save", [&](const std::string& text, std::int64_t) {
        Person person{.id = 1, .name = text};
        person.save();
    });
    one_text("erase", [&](const std::string& text, std::int64_t) { (void)Person::vinyl().filter("name"_f = text + "!").erase(); });

    // the tables are all there, and nothing was lost
    CHECK(all.count() == 4);
    CHECK(Person::vinyl().count() == 4 + static_cast<std::int64_t>(values));
}
