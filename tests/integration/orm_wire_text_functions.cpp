// The SQL text never depends on a value: functions and other expressions, as docs/functions.md has them, with a thousand hostile
// values each. A new one is a line more.
#include "integration/orm_models.hpp"
#include "support/wire_text.hpp"

#include <vinyl/date_functions.hpp>
#include <vinyl/functions.hpp>

#include <chrono>

using namespace shop;
using namespace vinyl::functions;
using tests::construct;

namespace {

auto albums() { return Album::vinyl(); }

/// All of them are values of the albums.
template <class... E>
void read(const E&... values) {
    (void)albums().values_list(values...).list();
}
std::int32_t small(std::int64_t number) { return static_cast<std::int32_t>(number & 0xff); }

const construct expressions[] = {
    {"windows", [](const std::string& text, std::int64_t number) {
        (void)albums().annotate("before"_f = lag("title"_f, number & 7, text).over(partition_by(coalesce("producer__name"_f, text)), order_by("id"_f)),
                           "n"_f = count().over(order_by("id"_f), rows_between(vinyl::preceding(number & 0xffff), vinyl::current_row)))
            .list();
    }},
    {"case and casts", [](const std::string& text, std::int64_t number) {
        (void)albums().filter(case_(when("title"_f == text, text)).otherwise("title"_f) != text, cast<std::string>("id"_f) != text)
            .order_by(case_(when("id"_f > number, text)), collate<"C">("title"_f) == text)
            .list();
    }},
    {"functions", [](const std::string& text, std::int64_t number) {
        (void)albums().values_list(concat("title"_f, text), replace("title"_f, text, text), lpad("title"_f, number & 0xff, text),
                              round("price"_f * number, 1), vinyl::value(text), nullif("title"_f, text))
            .list();
    }},
    {"slices, bits and intervals", [](const std::string& text, std::int64_t number) {
        const auto first = static_cast<std::int32_t>(number & 0xff);
        (void)albums().filter("title"_f.slice(first, first + 3) != text, ("id"_f & number) != number, ("id"_f << (number & 31)) > 0,
                         "released"_f + vinyl::interval{.days = first} != "released"_f - std::chrono::hours(first))
            .count();
    }},
    {"aggregates that gather", [](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl()
            .annotate("t"_f = string_agg("albums__title"_f, text).filter("albums__title"_f != text).otherwise(text),
                      "a"_f = array_agg("albums__id"_f).order_by("albums__id"_f % (number | 1)))
            .list();
    }},
    {"JSON, raw SQL and arrays of rows", [](const std::string& text, std::int64_t number) {
        (void)albums().values_list(json_object("a"_f = text, "n"_f = number), json_array(text, "id"_f, number),
                              vinyl::raw_sql<bool>("{} <> {}", "title"_f, text),
                              array_subquery(Track::vinyl().filter("title"_f = text).values("id"_f)))
            .list();
    }},
    {"numbers", [](const std::string&, std::int64_t number) {
        read("stock"_f + small(number), "price"_f - number, "price"_f * decimal("1.5"), "rating"_f / (1.5 + small(number)), "stock"_f % (1 + small(number)),
             round("price"_f, 1), power("price"_f, small(number) & 3), mod("price"_f, 1 + small(number)), log(vinyl::value(2.0 + small(number)), "rating"_f),
             atan2("rating"_f, 1.0 + small(number)));
    }},
    {"bits", [](const std::string&, std::int64_t number) {
        read(("stock"_f & small(number)), ("stock"_f | small(number)), bit_xor("id"_f, number), ("id"_f >> (number & 31)), ~"stock"_f);
    }},
    {"dates, times and intervals", [](const std::string&, std::int64_t number) {
        const auto days = small(number);
        read("released"_f + days, "released"_f - vinyl::interval{.months = days}, "released"_f - day(2000, 1, 1 + (days & 15)), "bought"_f + std::chrono::minutes(days),
             vinyl::value(vinyl::interval{.days = days}) * 2);
    }},
    {"parts of times in zones", [](const std::string& text, std::int64_t number) {
        read(extract_year("bought"_f, text), extract_week("bought"_f, std::chrono::minutes(number & 0xff)), trunc_day("bought"_f, text),
             trunc_date("bought"_f, text), at_time_zone("bought"_f, text));
    }},
    {"texts", [](const std::string& text, std::int64_t number) {
        const auto n = small(number);
        read("title"_f.slice(n), left("title"_f, n), right("title"_f, n), substr("title"_f, n, n), rpad("title"_f, n, text), repeat("title"_f, n & 3),
             replace("title"_f, text), str_index("title"_f, text), concat("title"_f, text, number, "artist__name"_f), chr("stock"_f + (65 + (n & 15))));
    }},
    {"one of several values", [](const std::string& text, std::int64_t number) {
        read(coalesce("producer__name"_f, text), greatest("title"_f, text), least("stock"_f, small(number)), nullif("title"_f, text),
             case_(when("title"_f.contains(text), text), when("id"_f > number, "title"_f)));
    }},
    {"values and types", [](const std::string& text, std::int64_t number) {
        read(vinyl::value(text), vinyl::value(number), vinyl::value(std::optional<std::string>(text)), vinyl::value(0.5 * static_cast<double>(number)),
             cast<std::string>(vinyl::value(number)), vinyl::cast<std::int64_t>(number), collate<"C">(vinyl::value(text)), "title"_f == text,
             taken_as<std::string>(vinyl::value(text)));
    }},
    {"hashes", [](const std::string& text, std::int64_t) { read(md5(vinyl::value(text)), sha256(concat("title"_f, text))); }},
    {"aggregates", [](const std::string& text, std::int64_t number) {
        (void)Artist::vinyl()
            .annotate("n"_f = count("albums"_f).filter("albums__title"_f != text), "sum"_f = sum("albums__price"_f * number).otherwise(number),
                      "max"_f = max(concat("albums__title"_f, text)), "and"_f = bool_and("albums__title"_f != text), "bits"_f = bit_or(bit_xor("albums__id"_f, number)),
                      "json"_f = jsonb_agg(concat("albums__title"_f, text)), "dev"_f = stddev("albums__rating"_f * (1.0 + small(number))))
            .list();
    }},
    {"aggregates of all rows", [](const std::string& text, std::int64_t number) {
        (void)albums().aggregate("titles"_f = string_agg("title"_f, text).order_by(nullif("title"_f, text)).otherwise(text),
                                 "slope"_f = regr_slope("rating"_f, "price"_f * number), "first"_f = min("title"_f).filter("title"_f > text));
    }},
    {"windows that look at other rows", [](const std::string& text, std::int64_t number) {
        const auto by_id = order_by("id"_f);
        read(lag("title"_f, number & 7, text).over(by_id), lead("stock"_f, 1, small(number)).over(by_id), nth_value("title"_f, 1 + (number & 7)).over(by_id),
             ntile(1 + (number & 7)).over(by_id), sum("stock"_f).filter("title"_f != text).otherwise(number).over(by_id));
    }},
    {"frames", [](const std::string&, std::int64_t number) {
        const auto n = small(number);
        read(count().over(order_by("id"_f), rows_between(vinyl::preceding(n), vinyl::following(n))),
             count().over(order_by("stock"_f), range_between(vinyl::preceding(n), vinyl::current_row)),
             count().over(order_by("id"_f), groups_between(vinyl::current_row, vinyl::following(n)).exclude_ties()));
    }},
    {"subqueries as values", [](const std::string& text, std::int64_t number) {
        const auto tracks = Track::vinyl().filter("album"_f = "id"_outer).filter("title"_f != text).order_by("-seconds"_f);
        read(tracks.limit(1 + (number & 1)).slice(0, 1).values("title"_f), array_subquery(tracks.values("seconds"_f)), exists(tracks));
    }},
    {"sets of rows", [](const std::string& text, std::int64_t) {
        static constexpr auto parts = vinyl::function<std::string(std::string, std::string)>("REGEXP_SPLIT_TO_TABLE", {.gives_rows = true});
        (void)albums().values_list("part"_f = parts("title"_f, text)).count();
    }},
};

dual<void> prepare() { co_await new_shop(); }

}  // namespace

TEST_CASE("orm: a thousand hostile values leave the text of each function and expression as it is") {
    tests::check_texts(expressions, &prepare);
}
