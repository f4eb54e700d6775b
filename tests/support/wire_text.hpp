// That the SQL text never depends on a value: each line of a table is a construct with values in it, and a thousand hostile values
// leave the text on the wire as it is, byte for byte. Seen by a gate between the library and the server.
//
//     const tests::construct lookups[] = {
//         {"exact", [](const std::string& text, std::int64_t) { (void)Album::vinyl().filter("title"_f = text).count(); }},
//     };
//     TEST_CASE("...") { tests::check_texts(lookups, prepare); }
#pragma once

#include "support/both_modes.hpp"
#include "support/catch.hpp"
#include "support/database.hpp"
#include "support/gate.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace tests {

inline constexpr std::size_t hostile_values = 1000;

/// What sends one statement, or the same few, whatever the text and the number are.
struct construct {
    const char* name;
    void (*run)(const std::string& text, std::int64_t number);
    const char* statements = "";  ///< Only those that begin so are looked at.
};

/// Text without NUL, mostly what means something to SQL, LIKE, regular expressions, arrays or JSON.
inline std::vector<std::string> hostile_texts() {
    static const char* const parts[] = {"'", "''", "\"", "\\", "%", "_", ";", "--", "/*", "*/", "$1", "$$", "{", "}", "(", ")", "E'",
                                        "' or '1'='1", "'; drop schema orm cascade; --", "NULL", "\n", "\t", "\x01", "\x7f", ",",
                                        "::text", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8e\xb7", "select", "=", "?", "@", "0", "x"};
    std::mt19937 random(4711);  // NOLINT: the same every time
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < hostile_values; ++i) {
        std::string text;
        for (unsigned n = random() % 9; n > 0; --n) text += parts[random() % std::size(parts)];
        texts.push_back(std::move(text));
    }
    return texts;
}

/// The different texts that a construct sends for all values.
inline std::vector<std::string> texts_of(gate& gate, const construct& one) {
    static const std::vector<std::string> texts = hostile_texts();
    std::mt19937_64 random(815);  // NOLINT: the same every time
    gate.clear_log();
    bool negative = false;
    for (const std::string& text : texts) {
        const auto number = static_cast<std::int64_t>(random() >> (random() % 64));
        try {
            one.run(text, negative ? -number : number);
        } catch (const vinyl::database_error&) {
            // an answer of the server's to the value, such as an invalid regular expression: it was sent
        }
        negative = !negative;
    }
    std::vector<std::string> sent = gate.sql_texts();
    // behind SQL of the program's own the session is cleaned
    std::erase_if(sent, [&](const std::string& text) {
        return text.starts_with("DO $$ BEGIN SET SESSION AUTHORIZATION") || !text.starts_with(one.statements);
    });
    CHECK(sent.size() >= hostile_values);
    std::sort(sent.begin(), sent.end());
    sent.erase(std::unique(sent.begin(), sent.end()), sent.end());
    return sent;
}

/// @param prepare  makes the tables and rows
template <class Prepare>
void check_texts(std::span<const construct> all, Prepare prepare) {
    gate gate(server().socket_path());
    {
        const database direct;
        run_sync(prepare);
    }
    vinyl::connection_options options;
    options.dsn = gate.dsn();
    options.statement_cache = 0;  // so that the text goes over the wire each time
    options.pool.max = 1;
    const database alias(options);
    run_sync([]() -> vinyl::dual<void> { co_await sql("select 1"); });  // connects
    for (const construct& one : all) {
        CAPTURE(one.name);
        const auto sent = texts_of(gate, one);
        CAPTURE(sent);
        CHECK(sent.size() == 1);
        for (const std::string& text : sent) CHECK(text.find("drop schema") == std::string::npos);
    }
}

}  // namespace tests
