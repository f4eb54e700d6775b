// Full-text search, trigrams and unaccent against a server; each test in both modes.
#include "integration/orm_models.hpp"

#include <vinyl/search.hpp>
#include <vinyl/trigram.hpp>
#include <vinyl/unaccent.hpp>

using namespace shop;

namespace orm_search {

struct Page : vinyl::model<Page> {
    std::int64_t id{};
    std::string title;
    std::optional<std::string> body;
    std::string language;
    vinyl::tsvector words;

    static constexpr vinyl::meta meta{vinyl::in_schema("orm"), vinyl::ordering("id"_f)};
};

template <class Body>
void with_pages(Body body) {
    const tests::database here;
    tests::in_both_modes([&]() -> dual<void> {
        co_await tests::sql("create extension if not exists pg_trgm");
        co_await tests::sql("create extension if not exists unaccent");
        co_await tests::sql("drop schema if exists orm cascade");
        co_await vinyl::schema::create<Page>();
        co_await tests::sql(
            "insert into orm.page (title, body, language, words) values"
            " ('Kind of Blue', 'The cats are playing in the blue room', 'english', 'blue:3A kind:1'),"
            " ('Milestones', 'Ein Haus mit vielen H\u00e4usern', 'german', 'mileston:1B,4 far:2'),"
            " ('Caf\u00e9 Fran\u00e7ois', null, 'simple', '')");
        co_await body();
    });
}

template <class Rows>
dual<std::string> ids(Rows rows) {
    std::string found;
    for (const auto& row : co_await rows) found += std::to_string(row.id);
    co_return found;
}

}  // namespace orm_search

using namespace orm_search;

TEST_CASE("orm: S1, S2: documents are found by their words, in their language") {
    with_pages([]() -> dual<void> {
        const auto all = Page::vinyl();
        CHECK(co_await ids(all.filter("body__search"_f = "cat play")) == "1");
        CHECK(co_await ids(all.filter("body__search"_f = "dog")) == "");
        CHECK(co_await ids(all.exclude("body__search"_f = "cat")) == "23");
        CHECK(co_await ids(all.filter("words__search"_f = "blue")) == "1");
        const auto english = search_vector<"english">("title"_f, "body"_f);
        CHECK(co_await ids(all.filter(matches(english, search_query<vinyl::search_type::plain, "english">("kind cats")))) == "1");
        const auto own = search_vector(vinyl::search_config("language"_f), "title"_f, "body"_f);
        CHECK(co_await ids(all.filter(matches(own, search_query(vinyl::search_config("german"), "haus")))) == "2");
        const std::string language = "german";
        CHECK(co_await ids(all.filter(matches(search_vector(vinyl::search_config(language), "body"_f),
                                              search_query(vinyl::search_config(language), "haus")))) == "2");
        CHECK(co_await ids(all.filter(matches("words"_f + search_vector("body"_f), search_query("far")))) == "2");
        // vectors are values
        const auto row = co_await all.values_list(weighted<'B'>(search_vector<"simple">("title"_f))).first();
        REQUIRE(row);
        const vinyl::tsvector& vector = std::get<0>(*row);
        CHECK(vector.size() == 3);
        CHECK(vector.at("blue").at(0) == vinyl::lexeme_position{3, 'B'});
        const Page page = co_await all.get("id"_f = 2);
        CHECK(page.words.at("mileston").at(0) == vinyl::lexeme_position{1, 'B'});
        CHECK(page.words.at("mileston").at(1) == vinyl::lexeme_position{4, 'D'});
        Page copy = page;
        copy.id = 0;
        copy.words["it's \\ x"].emplace_back();
        copy.words["it's \\ x"].back().at = 16383;
        co_await copy.insert();
        const Page stored = co_await all.get("id"_f = copy.id);
        CHECK(stored.words == copy.words);
        CHECK(co_await all.filter("id"_f = copy.id, "words"_f = copy.words).count() == 1);
        copy.words["zero"].emplace_back();
        CHECK_THAT(co_await error_of<vinyl::data_error>([&] { return copy.save(); }), Catch::Matchers::Contains("16383"));
    });
}

TEST_CASE("orm: S3: queries of all kinds, and what they are combined to") {
    with_pages([]() -> dual<void> {
        const auto all = Page::vinyl();
        const auto finding = [&](const auto& query) { return ids(all.filter(matches(search_vector<"english">("body"_f), query))); };
        using enum vinyl::search_type;
        CHECK(co_await finding(search_query<phrase, "english">("blue room")) == "1");
        CHECK(co_await finding(search_query<phrase, "english">("room blue")) == "");
        CHECK(co_await finding(search_query<raw, "english">("cat & !dog")) == "1");
        CHECK(co_await finding(search_query<websearch, "english">("\"blue room\" -dog")) == "1");
        CHECK(co_await finding(search_query<plain, "english">("dog") | search_query<plain, "english">("cat")) == "1");
        CHECK(co_await finding(search_query<plain, "english">("dog") & search_query<plain, "english">("cat")) == "");
        CHECK(co_await finding(~search_query<plain, "english">("cat")) == "23");
        CHECK(co_await finding(vinyl::search_prefix<"english">("pla")) == "1");
        CHECK(co_await finding(vinyl::search_lexeme<"simple">("it's \\ & :* | !")) == "");
        CHECK(co_await ids(all.filter(matches("words"_f, vinyl::search_lexeme<"simple">("blue", "A")))) == "1");
        CHECK(co_await ids(all.filter(matches("words"_f, vinyl::search_lexeme<"simple">("blue", "BC")))) == "");
        const std::string message =
            co_await error_of<vinyl::database_error>([&] { return finding(search_query<raw>("a b &")); });
        CHECK_THAT(message, Catch::Matchers::Contains("tsquery"));
    });
}

TEST_CASE("orm: S4, S5: ranks order, headlines show") {
    with_pages([]() -> dual<void> {
        const auto all = Page::vinyl();
        const auto query = search_query<vinyl::search_type::plain, "english">("blue");
        const auto ranked = co_await all.annotate("rank"_f = search_rank("words"_f, query)).order_by("-rank"_f, "id"_f);
        CHECK(ranked[0].id == 1);
        CHECK(ranked[0]["rank"_f] > 0.5F);
        CHECK(ranked[1]["rank"_f] == 0.0F);
        const vinyl::search_weights only_d{1, 0, 0, 0};
        const auto without = co_await all.values_list(search_rank("words"_f, query, only_d)).first();
        CHECK(std::get<0>(without.value()) < 0.001F);
        const auto near = co_await all.values_list(search_rank_cd("words"_f, query, 2)).first();
        CHECK(std::get<0>(near.value()) > 0.0F);
        const auto shown = co_await all.values_list(search_headline<"english">("body"_f, query)).first();
        CHECK(std::get<0>(shown.value()) == "The cats are playing in the <b>blue</b> room");
        vinyl::headline_options options;
        options.start("<\"").stop("\">").max_words(3).min_words(1);
        const auto short_one = co_await all.values_list(search_headline<"english">("body"_f, query, options)).first();
        CHECK_THAT(std::get<0>(short_one.value()).value(), Catch::Matchers::Contains("<\"blue\">"));
        const auto none = co_await all.order_by("-id"_f).values_list(search_headline("body"_f, query)).first();
        CHECK(std::get<0>(none.value()) == std::nullopt);
    });
}

TEST_CASE("orm: S6: without accents, and alike, S7: how much") {
    with_pages([]() -> dual<void> {
        const auto all = Page::vinyl();
        CHECK(co_await ids(all.filter("title__unaccent"_f = "Cafe Francois")) == "3");
        CHECK(co_await ids(all.filter("title__unaccent__icontains"_f = "FRAN\u00c7")) == "3");
        CHECK(co_await ids(all.filter("title__unaccent__startswith"_f = "C%")) == "");
        CHECK(co_await ids(all.exclude("body__unaccent__icontains"_f = "hausern")) == "13");
        CHECK(co_await ids(all.filter("title__trigram_similar"_f = "Milestone")) == "2");
        CHECK(co_await ids(all.filter("body__trigram_word_similar"_f = "playin")) == "1");
        CHECK(co_await ids(all.filter("body__trigram_strict_word_similar"_f = "playing")) == "1");
        const auto alike = co_await all.annotate("alike"_f = trigram_similarity("title"_f, "milestones")).order_by("-alike"_f);
        CHECK(alike[0].id == 2);
        CHECK(alike[0]["alike"_f] == 1.0F);
        const auto nearest = co_await all.order_by(trigram_distance("title"_f, "Kind of Blu")).first();
        CHECK(nearest.value().id == 1);
        const auto word = co_await all.values_list(trigram_word_similarity("cats", "body"_f),
                                                   trigram_strict_word_similarity("cats", "body"_f),
                                                   trigram_word_distance("cats", "body"_f),
                                                   trigram_strict_word_distance("cats", "body"_f))
                              .first();
        CHECK(std::get<0>(*word) == 1.0F);
        CHECK(std::get<1>(*word) == 1.0F);
        CHECK(std::get<2>(*word) == 0.0F);
        CHECK(std::get<3>(*word) == 0.0F);
    });
}
