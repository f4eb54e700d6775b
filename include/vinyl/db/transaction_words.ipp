// Reads the first words of a statement as PostgreSQL's scanner does.
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html
#pragma once

#include <vinyl/db/transaction_words.hpp>

#include <cstddef>

namespace vinyl::db::detail {

/// Takes white space, comments and empty statements off the front.
VINYL_DECL void skip_blanks(std::string_view& sql) {
    for (;;) {
        const std::size_t blanks = sql.find_first_not_of(" \t\n\r\f\v;");
        sql.remove_prefix(blanks == std::string_view::npos ? sql.size() : blanks);
        if (sql.starts_with("--")) {
            const std::size_t end = sql.find_first_of("\n\r");
            sql.remove_prefix(end == std::string_view::npos ? sql.size() : end);
        } else if (sql.starts_with("/*")) {
            std::size_t depth = 0;  // they nest
            do {
                if (sql.starts_with("/*")) ++depth;
                else if (sql.starts_with("*/")) --depth;
                else {
                    sql.remove_prefix(1);
                    continue;
                }
                sql.remove_prefix(2);
            } while (depth > 0 && !sql.empty());
        } else {
            return;
        }
    }
}

/// Takes a word off the front: a key word or name in small letters, or what a quoted name holds. Empty for anything else.
VINYL_DECL std::string next_word(std::string_view& sql) {
    skip_blanks(sql);
    std::string word;
    if (sql.starts_with('"')) {
        sql.remove_prefix(1);
        while (!sql.empty() && sql.front() != '"') {
            word += sql.front();
            sql.remove_prefix(1);
        }
        if (!sql.empty()) sql.remove_prefix(1);
        return word;
    }
    while (!sql.empty()) {
        char c = sql.front();
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool goes_on =
            (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9') || c == '$' || (c & 0x80) != 0;
        if (!goes_on) break;
        word += c;
        sql.remove_prefix(1);
    }
    return word;
}

/// Whether the name of a savepoint comes next that atomic has set.
VINYL_DECL bool names_own_savepoint(std::string_view sql) {
    std::string name = next_word(sql);
    if (name == "savepoint") name = next_word(sql);
    return name.starts_with(savepoint_prefix);
}

VINYL_DECL std::string word_that_ends_transactions(std::string_view sql) {
    const std::string first = next_word(sql);
    for (const char* word : {"begin", "start", "commit", "end", "abort"})
        if (first == word) return first;
    bool ends = false;
    if (first == "rollback") {
        std::string_view rest = sql;
        std::string second = next_word(rest);
        if (second == "work" || second == "transaction") second = next_word(rest);
        ends = second != "to" || names_own_savepoint(rest);
    } else if (first == "release" || first == "savepoint") {
        ends = names_own_savepoint(sql);
    } else if (first == "prepare") {
        ends = next_word(sql) == "transaction";
    }
    return ends ? first : std::string();
}

}  // namespace vinyl::db::detail
