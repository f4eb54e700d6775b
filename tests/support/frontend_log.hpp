// Reads what a PostgreSQL client sent: the messages of the frontend's side of the protocol.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

struct frontend_message {
    char type = 0;          ///< 'Q', 'P', 'B', 'E', 'S', 'X', ...; 's' start-up, 'n' a request for TLS or GSS, 'c' cancel.
    std::string sql;        ///< Of Parse and Query.
    std::string statement;  ///< The prepared statement's name, of Parse, Bind, and Describe or Close of a statement.
    std::vector<std::optional<std::string>> parameters;  ///< Of Bind; nullopt is NULL.
    std::vector<std::int16_t> parameter_formats;         ///< Of Bind; 1 is binary.
    std::vector<std::uint32_t> parameter_types;          ///< Of Parse; 0 is left to the server.
};

/// All whole messages in `bytes`. `from_start`: the first one is the start-up message.
/// Throws std::runtime_error when the bytes are not the protocol.
std::vector<frontend_message> parse_frontend(std::string_view bytes, bool from_start = true);

}  // namespace tests
