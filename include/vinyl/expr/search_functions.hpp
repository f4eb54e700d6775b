// Full-text search: documents as vectors of lexemes, queries, how well they match, and what is shown of it.
// https://www.postgresql.org/docs/current/textsearch.html
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/expr/function.hpp>
#include <vinyl/expr/lookup_function.hpp>
#include <vinyl/types/tsvector.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl {

/// How a text becomes a query.
enum class search_type : unsigned char {
    plain,     ///< All of its words.
    phrase,    ///< Its words, one behind the other.
    raw,       ///< As the server writes queries: 'blue & !green'; mistakes in it are errors.
    websearch  ///< As search engines take it: "a phrase", or, -without; never an error.
};

/// A configuration that is known when the query runs, or stands in the row: search_vector(search_config("language"_f), ...).
/// One that is known before is a template argument: search_vector<"english">(...), which indexes can be made for.
template <class E>
class search_config {
public:
    template <class V>
        requires(!std::same_as<std::remove_cvref_t<V>, search_config>)
    constexpr explicit search_config(V&& name) : name_(detail::make_operand<V>(name)) {}
    [[nodiscard]] constexpr const E& name() const noexcept { return name_; }

private:
    E name_;
};
template <class V>
explicit search_config(V&&) -> search_config<detail::operand_t<V>>;

namespace detail {

template <fixed_string Config>
consteval auto config_text() {
    constexpr bool is_name = [] {
        for (const char c : Config.view())
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'))
                return false;
        return true;
    }();
    static_assert(is_name, "vinyl: a text search configuration is named by letters, digits, underscores and dots");
    if constexpr (Config.size() == 0) return fixed_string("");
    else return joined_text<"'", Config, "'::regconfig, ">;
}

template <fixed_string Head, std::size_t Texts>
inline constexpr auto document_text = joined_text<document_text<Head, Texts - 1>, " || ' ' || COALESCE({}::text, '')">;
template <fixed_string Head>
inline constexpr auto document_text<Head, 1> = joined_text<Head, "COALESCE({}::text, '')">;

template <std::size_t>
using any_text = std::optional<takes::anything>;

/// TO_TSVECTOR of so many texts, of a configuration in front of them if there is one.
template <fixed_string Head, class... Config, std::size_t... I, class... V>
constexpr auto to_vector(std::index_sequence<I...>, V&&... arguments) {
    constexpr function<tsvector(Config..., any_text<I>...)> call(
        joined_text<document_text<Head, sizeof...(I)>, ")">.value, {});
    return call(std::forward<V>(arguments)...);
}

template <class T>
inline constexpr bool is_search_config = false;
template <class E>
inline constexpr bool is_search_config<search_config<E>> = true;

/// What gives a vector or a query, whatever it is made of.
template <class Result, class E>
inline constexpr bool is_call_giving = false;
template <class Result, class... P, class... A>
inline constexpr bool is_call_giving<Result, function_call<Result(P...), A...>> = true;
template <class E>
inline constexpr bool is_search_vector = is_call_giving<tsvector, std::remove_cvref_t<E>>;
template <class E>
inline constexpr bool is_search_query = is_call_giving<tsquery, std::remove_cvref_t<E>>;

template <search_type Type>
inline constexpr auto query_function = [] {
    if constexpr (Type == search_type::plain) return fixed_string("PLAINTO_TSQUERY(");
    else if constexpr (Type == search_type::phrase) return fixed_string("PHRASETO_TSQUERY(");
    else if constexpr (Type == search_type::raw) return fixed_string("TO_TSQUERY(");
    else return fixed_string("WEBSEARCH_TO_TSQUERY(");
}();

inline constexpr function_traits of_search{.is_strict = true};

/// A lexeme as TO_TSQUERY reads it.
[[nodiscard]] std::string written_lexeme(std::string_view text, bool prefix, std::string_view weights);

}  // namespace detail

/// The lexemes of a document that consists of these texts (of other values: their texts; NULL is an empty one), by the
/// configuration `Config`, or by the session's default_text_search_config.
template <fixed_string Config = "", class First, class... More>
    requires(!detail::is_search_config<std::remove_cvref_t<First>>)
[[nodiscard]] constexpr auto search_vector(First&& first, More&&... more) {
    return detail::to_vector<detail::joined_text<"TO_TSVECTOR(", detail::config_text<Config>()>>(
        std::make_index_sequence<1 + sizeof...(More)>(), std::forward<First>(first), std::forward<More>(more)...);
}
template <class E, class... Texts>
[[nodiscard]] constexpr auto search_vector(const search_config<E>& config, Texts&&... texts) {
    return detail::to_vector<"TO_TSVECTOR({}::regconfig, ", std::string>(std::make_index_sequence<sizeof...(Texts)>(),
                                                                         config.name(), std::forward<Texts>(texts)...);
}

/// The same lexemes with the weight 'A', 'B', 'C' or 'D'.
template <char Weight, class E>
[[nodiscard]] constexpr auto weighted(E&& vector) {
    static_assert(Weight >= 'A' && Weight <= 'D', "vinyl: a weight is one of 'A', 'B', 'C' and 'D'");
    constexpr char text[] = {Weight, '\0'};
    return function<tsvector(tsvector)>(detail::joined_text<"SETWEIGHT({}, '", fixed_string<2>(text), "')">.value,
                                        detail::of_search)(std::forward<E>(vector));
}

/// One document behind the other.
template <class L, class R>
    requires((detail::calculable<L> || detail::calculable<R>) &&
             (detail::is_search_vector<L> || detail::is_search_vector<R>))
[[nodiscard]] constexpr auto operator+(L&& left, R&& right) {
    return function<tsvector(tsvector, tsvector)>("({} || {})", detail::of_search)(std::forward<L>(left),
                                                                                   std::forward<R>(right));
}

/// What a document is searched for. Queries are combined by & and |, and ~ is none of what one finds.
template <search_type Type = search_type::plain, fixed_string Config = "", class V>
    requires(!detail::is_search_config<std::remove_cvref_t<V>>)
[[nodiscard]] constexpr auto search_query(V&& text) {
    return function<tsquery(std::string)>(
        detail::joined_text<detail::query_function<Type>, detail::config_text<Config>(), "{})">.value,
        detail::of_search)(std::forward<V>(text));
}
template <search_type Type = search_type::plain, class E, class V>
[[nodiscard]] constexpr auto search_query(const search_config<E>& config, V&& text) {
    return function<tsquery(std::string, std::string)>(
        detail::joined_text<detail::query_function<Type>, "{}::regconfig, {})">.value, detail::of_search)(
        config.name(), std::forward<V>(text));
}

/// One word, whatever is in it; `weights`: "AB" for one in a part of one of these weights.
template <fixed_string Config = "">
[[nodiscard]] auto search_lexeme(std::string_view text, std::string_view weights = {}) {
    return search_query<search_type::raw, Config>(detail::written_lexeme(text, false, weights));
}
/// All words that begin so.
template <fixed_string Config = "">
[[nodiscard]] auto search_prefix(std::string_view text, std::string_view weights = {}) {
    return search_query<search_type::raw, Config>(detail::written_lexeme(text, true, weights));
}

template <class L, class R>
    requires(detail::operands_with_bits<L, R> && detail::is_search_query<L> && detail::is_search_query<R>)
[[nodiscard]] constexpr auto operator&(L&& left, R&& right) {
    return function<tsquery(tsquery, tsquery)>("({} && {})", detail::of_search)(std::forward<L>(left),
                                                                                std::forward<R>(right));
}
template <class L, class R>
    requires(detail::operands_with_bits<L, R> && detail::is_search_query<L> && detail::is_search_query<R>)
[[nodiscard]] constexpr auto operator|(L&& left, R&& right) {
    return function<tsquery(tsquery, tsquery)>("({} || {})", detail::of_search)(std::forward<L>(left),
                                                                                std::forward<R>(right));
}
template <expression E>
    requires detail::is_search_query<E>
[[nodiscard]] constexpr auto operator~(E query) {
    return function<tsquery(tsquery)>("!!({})", detail::of_search)(std::move(query));
}

/// Whether a document is found: a condition.
template <class Vector, class Query>
[[nodiscard]] constexpr auto matches(Vector&& vector, Query&& query) {
    return function<bool(tsvector, tsquery)>("({} @@ {})", detail::of_search)(std::forward<Vector>(vector),
                                                                              std::forward<Query>(query));
}

/// Factors for lexemes of the weights D, C, B and A, in this order; the server's own are 0.1, 0.2, 0.4 and 1.
using search_weights = std::array<float, 4>;

namespace detail {
template <fixed_string Name, class... Arguments>
constexpr auto ranked(Arguments&&... arguments) {
    if constexpr (sizeof...(Arguments) == 3)
        return function<float(tsvector, tsquery, std::int32_t)>(joined_text<Name>.value,
                                                                of_search)(std::forward<Arguments>(arguments)...);
    else
        return function<float(std::vector<float>, tsvector, tsquery, std::int32_t)>(
            joined_text<Name>.value, of_search)(std::forward<Arguments>(arguments)...);
}
[[nodiscard]] inline std::vector<float> list_of_weights(const search_weights& weights) {
    return {weights.begin(), weights.end()};
}
}  // namespace detail

/// How well a document matches, by how often and where its lexemes stand. `normalization`: how the length of the document
/// counts, bits as the server has them (1: by its logarithm, 2: divided by it, 32: rank / (rank + 1), ...).
template <class Vector, class Query>
[[nodiscard]] constexpr auto search_rank(Vector&& vector, Query&& query, std::int32_t normalization = 0) {
    return detail::ranked<"TS_RANK">(std::forward<Vector>(vector), std::forward<Query>(query), normalization);
}
template <class Vector, class Query>
[[nodiscard]] auto search_rank(Vector&& vector, Query&& query, const search_weights& weights,
                               std::int32_t normalization = 0) {
    return detail::ranked<"TS_RANK">(detail::list_of_weights(weights), std::forward<Vector>(vector),
                                     std::forward<Query>(query), normalization);
}
/// The same by how near to each other they stand.
template <class Vector, class Query>
[[nodiscard]] constexpr auto search_rank_cd(Vector&& vector, Query&& query, std::int32_t normalization = 0) {
    return detail::ranked<"TS_RANK_CD">(std::forward<Vector>(vector), std::forward<Query>(query), normalization);
}
template <class Vector, class Query>
[[nodiscard]] auto search_rank_cd(Vector&& vector, Query&& query, const search_weights& weights,
                                  std::int32_t normalization = 0) {
    return detail::ranked<"TS_RANK_CD">(detail::list_of_weights(weights), std::forward<Vector>(vector),
                                        std::forward<Query>(query), normalization);
}

/// What search_headline shows: headline_options().start("<i>").stop("</i>").max_words(20). What is not said, the server
/// decides.
class headline_options {
public:
    headline_options& start(std::string_view text) { return add("StartSel", quoted(text)); }
    headline_options& stop(std::string_view text) { return add("StopSel", quoted(text)); }
    headline_options& max_words(int words) { return add("MaxWords", std::to_string(words)); }
    headline_options& min_words(int words) { return add("MinWords", std::to_string(words)); }
    headline_options& short_word(int letters) { return add("ShortWord", std::to_string(letters)); }
    headline_options& highlight_all(bool all) { return add("HighlightAll", all ? "true" : "false"); }
    headline_options& max_fragments(int fragments) { return add("MaxFragments", std::to_string(fragments)); }
    headline_options& fragment_delimiter(std::string_view text) { return add("FragmentDelimiter", quoted(text)); }

    /// As the server reads them.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    headline_options& add(std::string_view name, std::string_view value);
    [[nodiscard]] static std::string quoted(std::string_view text);

    std::string text_;
};

/// A part of a text, with what the query finds in it marked (by <b> and </b>). The text is no HTML afterwards if it was none.
template <fixed_string Config = "", class Text, class Query>
[[nodiscard]] constexpr auto search_headline(Text&& text, Query&& query) {
    return function<std::string(takes::text, tsquery)>(
        detail::joined_text<"TS_HEADLINE(", detail::config_text<Config>(), "{}, {})">.value, detail::of_search)(
        std::forward<Text>(text), std::forward<Query>(query));
}
template <fixed_string Config = "", class Text, class Query>
[[nodiscard]] auto search_headline(Text&& text, Query&& query, const headline_options& options) {
    return function<std::string(takes::text, tsquery, std::string)>(
        detail::joined_text<"TS_HEADLINE(", detail::config_text<Config>(), "{}, {}, {})">.value, detail::of_search)(
        std::forward<Text>(text), std::forward<Query>(query), std::string(options.text()));
}

/// `"body__search"_f = "blue green"`: a document with all of these words; of a text or of a tsvector.
template <>
inline constexpr auto lookup<"search"> = lookup_overloads(
    lookup_function<bool(tsvector, std::string)>("{} @@ PLAINTO_TSQUERY({})"),
    lookup_function<bool(takes::text, std::string)>("TO_TSVECTOR(COALESCE({}::text, '')) @@ PLAINTO_TSQUERY({})"));

namespace functions {
using vinyl::matches;
using vinyl::search_headline;
using vinyl::search_lexeme;
using vinyl::search_prefix;
using vinyl::search_query;
using vinyl::search_rank;
using vinyl::search_rank_cd;
using vinyl::search_vector;
using vinyl::weighted;
}  // namespace functions

namespace literals {
// they have no argument by which they could be found
using vinyl::search_lexeme;
using vinyl::search_prefix;
using vinyl::search_query;
}  // namespace literals

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/expr/search_functions.ipp>
#endif
