// Bodies of the translation of errors.
#pragma once

#include <vinyl/postgres/diagnostics.hpp>

#include <algorithm>

namespace vinyl::postgres {

VINYL_DECL diagnostics diagnostics_of(const PGresult* from) {
    const auto field = [from](int code) {
        const char* const value = PQresultErrorField(from, code);
        return value != nullptr ? std::string(value) : std::string();
    };
    diagnostics fields;
    fields.severity = field(PG_DIAG_SEVERITY_NONLOCALIZED);
    if (fields.severity.empty()) fields.severity = field(PG_DIAG_SEVERITY);
    fields.sqlstate = field(PG_DIAG_SQLSTATE);
    fields.message = field(PG_DIAG_MESSAGE_PRIMARY);
    fields.detail = field(PG_DIAG_MESSAGE_DETAIL);
    fields.hint = field(PG_DIAG_MESSAGE_HINT);
    fields.context = field(PG_DIAG_CONTEXT);
    fields.schema = field(PG_DIAG_SCHEMA_NAME);
    fields.table = field(PG_DIAG_TABLE_NAME);
    fields.column = field(PG_DIAG_COLUMN_NAME);
    fields.data_type = field(PG_DIAG_DATATYPE_NAME);
    fields.constraint = field(PG_DIAG_CONSTRAINT_NAME);
    fields.position = field(PG_DIAG_STATEMENT_POSITION);
    fields.internal_position = field(PG_DIAG_INTERNAL_POSITION);
    fields.internal_query = field(PG_DIAG_INTERNAL_QUERY);
    fields.source_file = field(PG_DIAG_SOURCE_FILE);
    fields.source_line = field(PG_DIAG_SOURCE_LINE);
    fields.source_function = field(PG_DIAG_SOURCE_FUNCTION);
    if (fields.message.empty()) fields.message = printable(PQresultErrorMessage(from));
    if (fields.message.empty()) fields.message = "the server reported an error without a message";
    return fields;
}

VINYL_DECL std::string printable(std::string_view text, std::size_t longest) {
    std::string line;
    line.reserve(std::min(text.size(), longest));
    for (const char c : text) {
        if (line.size() >= longest) {
            line += "...";
            break;
        }
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        if (!control) line += c;
        else if (!line.empty() && line.back() != ' ') line += ' ';
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

VINYL_DECL std::string message_of(const PGconn* connection) { return printable(PQerrorMessage(connection)); }

VINYL_DECL std::string take_sqlstate(std::string& message) {
    constexpr std::size_t length = 5;
    constexpr std::string_view before = ":  ";
    const auto is_code = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(),
                           [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
    };
    for (std::size_t at = message.find(before); at != std::string::npos; at = message.find(before, at + 1)) {
        const std::size_t start = at + before.size();
        if (message.size() < start + length + 2 || message.compare(start + length, 2, ": ") != 0) continue;
        std::string code = message.substr(start, length);
        if (!is_code(code)) continue;
        message.erase(start, length + 2);
        const std::size_t location = message.find("LOCATION:  ");
        if (location != std::string::npos) message.erase(location);
        return code;
    }
    return {};
}

}  // namespace vinyl::postgres
