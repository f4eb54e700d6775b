// What full-text search works with.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vinyl {

/// Where a lexeme stands in a document: the number of the word, counted from 1, and the weight of the part that it is in, 'A'
/// (the most important) to 'D'.
struct lexeme_position {
    std::uint16_t at = 0;
    char weight = 'D';

    friend bool operator==(const lexeme_position&, const lexeme_position&) = default;
};

/// The value of a `tsvector` column: the lexemes of a document, each with its places, in ascending order.
using tsvector = std::map<std::string, std::vector<lexeme_position>>;

/// What a tsvector is searched for. There are only expressions of this type: search_query() makes them.
struct tsquery {
    tsquery() = delete;
};

}  // namespace vinyl
