// Texts that are alike, by groups of three letters: lookups and functions of the extension pg_trgm (CREATE EXTENSION pg_trgm).
// https://www.postgresql.org/docs/current/pgtrgm.html
#pragma once

#include <vinyl/expr/function.hpp>
#include <vinyl/expr/lookup_function.hpp>

#include <string>
#include <utility>

namespace vinyl {

/// Alike as a whole (pg_trgm.similarity_threshold says how much).
template <>
inline constexpr lookup_function<bool(takes::text, std::string)> lookup<"trigram_similar">{"{} % {}", {}};
/// The value is like a part of the text; the second is strict about where words end.
template <>
inline constexpr lookup_function<bool(takes::text, std::string)> lookup<"trigram_word_similar">{"{} %> {}", {}};
template <>
inline constexpr lookup_function<bool(takes::text, std::string)> lookup<"trigram_strict_word_similar">{"{} %>> {}", {}};

namespace detail {
using of_two_texts = float(std::string, std::string);
inline constexpr function_traits of_trigrams{.is_strict = true, .is_total = true};
}  // namespace detail

/// How alike two texts are, from 0 to 1.
template <class L, class R>
[[nodiscard]] constexpr auto trigram_similarity(L&& left, R&& right) {
    return function<detail::of_two_texts>("SIMILARITY", detail::of_trigrams)(std::forward<L>(left),
                                                                             std::forward<R>(right));
}
/// 1 - trigram_similarity; a GiST index orders by it.
template <class L, class R>
[[nodiscard]] constexpr auto trigram_distance(L&& left, R&& right) {
    return function<detail::of_two_texts>("({} <-> {})", detail::of_trigrams)(std::forward<L>(left),
                                                                              std::forward<R>(right));
}
/// How like a word is to the part of a text that is most like it. The word comes first.
template <class Word, class Text>
[[nodiscard]] constexpr auto trigram_word_similarity(Word&& word, Text&& text) {
    return function<detail::of_two_texts>("WORD_SIMILARITY", detail::of_trigrams)(std::forward<Word>(word),
                                                                                  std::forward<Text>(text));
}
template <class Word, class Text>
[[nodiscard]] constexpr auto trigram_word_distance(Word&& word, Text&& text) {
    return function<detail::of_two_texts>("({} <<-> {})", detail::of_trigrams)(std::forward<Word>(word),
                                                                               std::forward<Text>(text));
}
template <class Word, class Text>
[[nodiscard]] constexpr auto trigram_strict_word_similarity(Word&& word, Text&& text) {
    return function<detail::of_two_texts>("STRICT_WORD_SIMILARITY", detail::of_trigrams)(std::forward<Word>(word),
                                                                                         std::forward<Text>(text));
}
template <class Word, class Text>
[[nodiscard]] constexpr auto trigram_strict_word_distance(Word&& word, Text&& text) {
    return function<detail::of_two_texts>("({} <<<-> {})", detail::of_trigrams)(std::forward<Word>(word),
                                                                                std::forward<Text>(text));
}

namespace functions {
using vinyl::trigram_distance;
using vinyl::trigram_similarity;
using vinyl::trigram_strict_word_distance;
using vinyl::trigram_strict_word_similarity;
using vinyl::trigram_word_distance;
using vinyl::trigram_word_similarity;
}  // namespace functions

}  // namespace vinyl
