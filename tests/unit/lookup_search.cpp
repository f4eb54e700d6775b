// Full-text search, trigrams, unaccent and bilateral transforms: from a queryset to its text, without a server.
#include "support/catch.hpp"

#include <vinyl/search.hpp>
#include <vinyl/trigram.hpp>
#include <vinyl/unaccent.hpp>
#include <vinyl/vinyl.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace takes = vinyl::takes;

template <>
inline constexpr auto vinyl::transform<"soundex"> =
    vinyl::function<std::string(takes::text)>("SOUNDEX", {.is_strict = true, .is_bilateral = true});

namespace search {

using namespace vinyl::literals;

struct Page : vinyl::model<Page> {
    std::int64_t id{};
    std::string title;
    std::optional<std::string> body;
    std::string language;
    vinyl::tsvector words;
};

template <class... C>
std::string found(const C&... conditions) {
    const std::string text = Page::vinyl().filter(conditions...).sql();
    return text.substr(text.find(" WHERE ") + 7);
}
template <class E>
std::string value(const E& written) {
    const std::string text = Page::vinyl().values_list(written).sql();
    return text.substr(7, text.rfind(" FROM \"page\"") - 7);
}
template <class T, class E>
constexpr bool is_read_as(const E&) {
    using row = typename decltype(Page::vinyl().values_list(std::declval<E>()))::row_type;
    return std::same_as<std::tuple_element_t<0, row>, T>;
}

}  // namespace search

using namespace search;

TEST_CASE("S1: search finds the documents with all words") {
    CHECK(found("title__search"_f = "blue") ==
          R"(TO_TSVECTOR(COALESCE("page"."title"::text, '')) @@ PLAINTO_TSQUERY($1))");
    CHECK(found("words__search"_f = "blue") == R"("page"."words" @@ PLAINTO_TSQUERY($1))");
}

TEST_CASE("S2: vectors of several texts, with configurations and weights") {
    CHECK(value(search_vector("title"_f)) == R"(TO_TSVECTOR(COALESCE("page"."title"::text, '')))");
    CHECK(value(search_vector<"english">("title"_f, "body"_f, "id"_f)) ==
          R"(TO_TSVECTOR('english'::regconfig, COALESCE("page"."title"::text, '') || ' ' || COALESCE("page"."body"::text, '') || ' ' || COALESCE("page"."id"::text, '')))");
    CHECK(value(search_vector(vinyl::search_config("language"_f), "title"_f)) ==
          R"(TO_TSVECTOR("page"."language"::regconfig, COALESCE("page"."title"::text, '')))");
    CHECK(value(weighted<'A'>(search_vector("title"_f)) + search_vector("body"_f)) ==
          R"((SETWEIGHT(TO_TSVECTOR(COALESCE("page"."title"::text, '')), 'A') || TO_TSVECTOR(COALESCE("page"."body"::text, ''))))");
    CHECK(value("words"_f + search_vector("body"_f)) ==
          R"(("page"."words" || TO_TSVECTOR(COALESCE("page"."body"::text, ''))))");
    CHECK(is_read_as<vinyl::tsvector>(search_vector("body"_f)));
}

TEST_CASE("S3: queries of all kinds, and, or and not") {
    using enum vinyl::search_type;
    CHECK(found(matches("words"_f, search_query("a b"))) == R"(("page"."words" @@ PLAINTO_TSQUERY($1)))");
    CHECK(found(matches("words"_f, search_query<phrase>("a b"))) == R"(("page"."words" @@ PHRASETO_TSQUERY($1)))");
    CHECK(found(matches("words"_f, search_query<raw>("a & b"))) == R"(("page"."words" @@ TO_TSQUERY($1)))");
    CHECK(found(matches("words"_f, search_query<websearch, "german">("a"))) ==
          R"(("page"."words" @@ WEBSEARCH_TO_TSQUERY('german'::regconfig, $1)))");
    CHECK(found(matches("words"_f, search_query(vinyl::search_config("language"_f), "a"))) ==
          R"(("page"."words" @@ PLAINTO_TSQUERY("page"."language"::regconfig, $1)))");
    CHECK(found(matches("words"_f, (search_query("a") & search_query("b")) | ~search_query("title"_f))) ==
          R"(("page"."words" @@ ((PLAINTO_TSQUERY($1) && PLAINTO_TSQUERY($2)) || !!(PLAINTO_TSQUERY("page"."title")))))");
}

TEST_CASE("S4: ranks, S5: headlines") {
    CHECK(value(search_rank("words"_f, search_query("a"))) == R"(TS_RANK("page"."words", PLAINTO_TSQUERY($1), $2))");
    CHECK(value(search_rank_cd("words"_f, search_query("a"), vinyl::search_weights{0, 0, 0, 1}, 32)) ==
          R"(TS_RANK_CD($1, "page"."words", PLAINTO_TSQUERY($2), $3))");
    CHECK(value(search_headline("title"_f, search_query("a"))) == R"(TS_HEADLINE("page"."title", PLAINTO_TSQUERY($1)))");
    CHECK(value(search_headline<"english">("body"_f, search_query("a"), vinyl::headline_options().start("<i>").max_words(5))) ==
          R"(TS_HEADLINE('english'::regconfig, "page"."body", PLAINTO_TSQUERY($1), $2))");
    CHECK(vinyl::headline_options().start("\"<i>").stop("").max_words(5).highlight_all(true).text() ==
          "StartSel=\"\"\"<i>\", StopSel=\"\", MaxWords=5, HighlightAll=true");
    CHECK(vinyl::detail::written_lexeme("it's \\", true, "AB") == "'it''s \\\\':*AB");
    CHECK(vinyl::detail::written_lexeme("x", false, "") == "'x'");
    CHECK(is_read_as<float>(search_rank("words"_f, search_query("a"))));
    CHECK(is_read_as<std::optional<std::string>>(search_headline("body"_f, search_query("a"))));
}

TEST_CASE("S6, S8: a transform of both sides is taken of what stands on the right, too") {
    CHECK(found("title__unaccent"_f = "x") == R"(UNACCENT("page"."title") = UNACCENT($1))");
    CHECK(found("title__unaccent__iexact"_f = "x") == R"(UPPER(UNACCENT("page"."title")) = UPPER(UNACCENT($1)))");
    CHECK(found("title__unaccent__startswith"_f = "x") ==
          R"(UNACCENT("page"."title") LIKE REPLACE(REPLACE(REPLACE(UNACCENT($1), E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_') || '%')");
    CHECK(found("title__unaccent__lower"_f = "body"_f) == R"(LOWER(UNACCENT("page"."title")) = UNACCENT("page"."body"))");
    CHECK(found("title__unaccent__soundex"_f = "x") == R"(SOUNDEX(UNACCENT("page"."title")) = SOUNDEX(UNACCENT($1)))");
    CHECK(found("title__unaccent__range"_f = std::pair("a", "b")) ==
          R"(UNACCENT("page"."title") BETWEEN UNACCENT($1) AND UNACCENT($2))");
    CHECK(found("title__unaccent"_f = std::optional<std::string>()) == R"(UNACCENT("page"."title") IS NULL)");
    // behind an annotation, and of the query around
    const std::string annotated = Page::vinyl().annotate("t"_f = "title"_f).filter("t__unaccent"_f = "x").sql();
    CHECK(annotated.ends_with(R"(WHERE UNACCENT("page"."title") = UNACCENT($1))"));
    CHECK(found(exists(Page::vinyl().filter("title__unaccent"_outer == "body"_f))) ==
          R"(EXISTS(SELECT 1 FROM "page" "U0" WHERE UNACCENT("page"."title") = UNACCENT("U0"."body")))");
    CHECK(found("title__trigram_similar"_f = "x") == R"("page"."title" % $1)");
    CHECK(found("title__trigram_word_similar"_f = "x") == R"("page"."title" %> $1)");
    CHECK(found("title__unaccent__trigram_strict_word_similar"_f = "x") ==
          R"(UNACCENT("page"."title") %>> UNACCENT($1))");
}

TEST_CASE("S7: how alike texts are") {
    CHECK(value(trigram_similarity("title"_f, "x")) == R"(SIMILARITY("page"."title", $1))");
    CHECK(value(trigram_distance("title"_f, "x")) == R"(("page"."title" <-> $1))");
    CHECK(value(trigram_word_similarity("x", "title"_f)) == R"(WORD_SIMILARITY($1, "page"."title"))");
    CHECK(value(trigram_word_distance("x", "title"_f)) == R"(($1 <<-> "page"."title"))");
    CHECK(value(trigram_strict_word_similarity("x", "title"_f)) == R"(STRICT_WORD_SIMILARITY($1, "page"."title"))");
    CHECK(value(trigram_strict_word_distance("x", "title"_f)) == R"(($1 <<<-> "page"."title"))");
    CHECK(is_read_as<std::optional<float>>(trigram_similarity("body"_f, "x")));
}
