// The SQL text never depends on a value: lookups and transforms, as docs/lookups.md has them, with a thousand hostile values each.
// A new one is a line more.
#include "integration/orm_models.hpp"
#include "support/wire_text.hpp"

#include <vinyl/date_functions.hpp>
#include <vinyl/hstore.hpp>
#include <vinyl/search.hpp>
#include <vinyl/trigram.hpp>
#include <vinyl/unaccent.hpp>

#include <chrono>

using namespace shop;
using tests::construct;

namespace wire_text {

using text_list = std::vector<std::string>;

struct Concert : vinyl::model<Concert> {
    std::int64_t id{};
    std::string title;
    std::optional<std::string> notes;
    std::int32_t sold{};
    vinyl::timestamp begins;
    vinyl::json data;
    text_list tags;
    vinyl::range<vinyl::date> on_sale;
    vinyl::range<std::int32_t> seats;
    vinyl::hstore attributes;
    vinyl::tsvector words;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm")};
};

auto albums() { return Album::vinyl(); }

/// The concerts for which it holds.
template <class... Conditions>
void find(const Conditions&... conditions) {
    (void)Concert::vinyl().filter(conditions...).values_list("id"_f).list();
}
vinyl::date some_day(std::int64_t number) { return std::chrono::sys_days(day(2000, 1, 1)) + std::chrono::days(number & 0xff); }

const construct lookups[] = {
    {"full-text search", [](const std::string& text, std::int64_t number) {
        const auto query = search_query(text) | (vinyl::search_query<vinyl::search_type::websearch, "simple">(text) &
                                                 ~vinyl::search_prefix(text, "AB"));
        vinyl::headline_options options;
        options.start(text).stop(text).max_words(static_cast<int>(20 + (number & 7)));
        (void)albums().filter(matches(search_vector("title"_f, "artist__name"_f), query), "title__search"_f = text)
            .values_list(search_rank(search_vector(vinyl::search_config("simple"), "title"_f), query, static_cast<std::int32_t>(number & 63)),
                         search_headline("title"_f, query, options))
            .list();
    }},
    {"texts that are alike", [](const std::string& text, std::int64_t) {
        (void)albums().filter("title__unaccent__istartswith"_f = text, "title__trigram_similar"_f = text)
            .order_by(trigram_distance("title"_f, text))
            .list();
    }},
    {"elements of arrays and the text of JSON", [](const std::string& text, std::int64_t number) {
        const std::vector<std::string> tags(2, text);
        (void)albums().filter("tags__0"_f = text, "tags__0_2__overlap"_f = tags, "tags__len"_f != (number & 0xffff),
                         json_text("meta_data__side__-1"_f) != text, "meta_data__side__icontains"_f = text)
            .count();
    }},
    {"json and arrays", [](const std::string& text, std::int64_t) {
        const std::vector<std::string> tags(2, text);
        (void)albums().filter("tags"_f == tags, "meta_data__side"_f = text).count();
    }},
    {"comparisons", [](const std::string& text, std::int64_t number) {
        find("title"_f > text, "title__lte"_f = text, "title"_f.between(text, text + "x"), "title"_f != text, "sold__gt"_f = number & 0xffff,
             "begins"_f < vinyl::timestamp(std::chrono::seconds(number & 0xffff)));
    }},
    {"in", [](const std::string& text, std::int64_t number) {
        find("title"_f.in(text, "x", "title"_f), "notes"_f.in(std::vector<std::optional<std::string>>{text, std::nullopt}), "sold"_f.in(1, static_cast<int>(number & 0xff)));
    }},
    {"text lookups on texts", [](const std::string& text, std::int64_t) {
        find("title"_f.contains(text) || "title"_f.icontains(text) || "title"_f.startswith(text) || "title"_f.istartswith(text) || "title"_f.endswith(text) ||
             "title"_f.iendswith(text) || "title"_f.iexact(text));
    }},
    {"regular expressions", [](const std::string& text, std::int64_t) { find("title"_f.iregex(text) || "notes"_f.regex(text)); }},
    {"text lookups on other types", [](const std::string& text, std::int64_t) { find("sold__contains"_f = text, "begins__istartswith"_f = text, "id__iexact"_f = text); }},
    {"transforms of texts", [](const std::string& text, std::int64_t number) {
        find("title__lower"_f = text, "notes__upper__startswith"_f = text, "title__length__gt"_f = number & 0xff);
    }},
    {"parts of dates and times", [](const std::string&, std::int64_t number) {
        find("begins__year"_f = 1 + (number & 0xfff), "begins__iso_year__lt"_f = 2 + (number & 0xfff), "begins__month"_f.in(1, static_cast<int>(number & 7)),
             "begins__date__gte"_f = some_day(number), "begins__time__lt"_f = vinyl::time_of_day(std::chrono::seconds(number & 0xff)), "begins__week_day"_f = number & 7);
    }},
    {"time zones of queries", [](const std::string& text, std::int64_t number) {
        (void)Concert::vinyl().in_time_zone(text).filter("begins__hour"_f = number & 31).count();
    }},
    {"time zones of functions", [](const std::string& text, std::int64_t number) {
        find(extract_hour("begins"_f, text) == (number & 31), trunc_month("begins"_f, std::chrono::minutes(number & 0xff)) != vinyl::timestamp());
    }},
    {"JSON", [](const std::string& text, std::int64_t number) {
        find("data__a"_f = text, "data__a__b__gt"_f = number, "data__0__icontains"_f = text, "data__-1"_f != text, "data__has_key"_f = text,
             "data__has_any_keys"_f = text_list(2, text), "data__has_keys"_f = text_list(1, text), "data__contains"_f = vinyl::json(boost::json::string(text)));
    }},
    {"arrays", [](const std::string& text, std::int64_t number) {
        const text_list tags(1 + (number & 3), text);
        find("tags"_f == tags, "tags__contains"_f = tags, "tags__contained_by"_f = tags, "tags__overlap"_f = tags, "tags__1"_f = text, "tags__0_3"_f != tags,
             "tags__len"_f = number & 0xff, "tags"_f.in(tags, tags));
    }},
    {"ranges", [](const std::string&, std::int64_t number) {
        const vinyl::range<vinyl::date> range(some_day(number), day(2001, 1, 1));
        const auto seat = static_cast<std::int32_t>(number & 0xffff);
        find("on_sale__contains"_f = range, "on_sale__contains"_f = some_day(number), "on_sale__overlap"_f = range, "on_sale__fully_lt"_f = range,
             "on_sale__not_gt"_f = range, "on_sale__adjacent_to"_f = range, "on_sale__startswith__lt"_f = some_day(number), "seats__contains"_f = seat,
             "sold__contained_by"_f = vinyl::range<std::int32_t>(0, seat));
    }},
    {"hstore", [](const std::string& text, std::int64_t number) {
        const vinyl::hstore part{{text, text}};
        find("attributes__contains"_f = part, "attributes__color"_f = text, "attributes__has_key"_f = text, "attributes__has_any_keys"_f = text_list(2, text),
             "attributes__keys__len"_f = number & 0xff);
    }},
    {"vectors and queries", [](const std::string& text, std::int64_t) {
        find("words__search"_f = text, "notes__search"_f = text, matches("words"_f, search_query<vinyl::search_type::phrase>(text) | ~vinyl::search_lexeme(text, "A")),
             matches(weighted<'A'>(search_vector<"english">("title"_f, text)) + search_vector(vinyl::search_config(text), "notes"_f), search_query<vinyl::search_type::raw>(text)));
    }},
    {"ranks and headlines", [](const std::string& text, std::int64_t number) {
        const auto query = search_query(text);
        vinyl::headline_options shown;
        shown.start(text).stop(text).max_words(static_cast<int>(20 + (number & 7))).min_words(static_cast<int>(1 + (number & 3))).max_fragments(static_cast<int>(number & 3));
        const vinyl::search_weights weights{0.1F, static_cast<float>(number & 7), 0.5F, 1};
        (void)Concert::vinyl()
            .values_list(search_rank("words"_f, query, weights, static_cast<std::int32_t>(number & 63)), search_rank_cd("words"_f, query, weights),
                         search_headline<"english">("notes"_f, query, shown), search_headline("title"_f, query))
            .list();
    }},
    {"trigrams", [](const std::string& text, std::int64_t) {
        find("title__trigram_similar"_f = text, "title__trigram_word_similar"_f = text, "title__trigram_strict_word_similar"_f = text,
             vinyl::trigram_similarity("title"_f, text) > 0.5F, vinyl::trigram_word_similarity(text, "title"_f) > 0.5F);
    }},
    {"unaccent", [](const std::string& text, std::int64_t) { find("title__unaccent"_f = text, "notes__unaccent__icontains"_f = text); }},
    {"lookups as values", [](const std::string& text, std::int64_t number) {
        (void)Concert::vinyl().annotate("a"_f = ("title"_f == text), "b"_f = "tags"_f.contains(text_list(1, text))).filter("a"_f || "sold"_f > (number & 0xff)).order_by("title"_f.startswith(text)).list();
    }},
};

dual<void> prepare() {
    for (const char* extension : {"hstore", "pg_trgm", "unaccent"}) co_await tests::sql("create extension if not exists " + std::string(extension));
    co_await new_shop();
    co_await vinyl::schema::create<Concert>();
    co_await tests::sql("insert into orm.concert (title, notes, sold, begins, data, tags, on_sale, seats, attributes, words) values"
                        " ('Kind of Blue', 'All cats', 7, '2020-01-01 12:00+00', '{\"a\": {\"b\": 1}}', '{jazz,modal}', '[2020-01-01,2020-02-01)', '[1,9)',"
                        " 'color=>blue', to_tsvector('kind blue'))");
}

}  // namespace wire_text

TEST_CASE("orm: a thousand hostile values leave the text of each lookup as it is") {
    tests::check_texts(wire_text::lookups, &wire_text::prepare);
}
