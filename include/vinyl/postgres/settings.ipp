// Bodies of the connection parameters.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/handles.hpp>
#include <vinyl/postgres/settings.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>

namespace vinyl::postgres {
namespace detail {

// A NUL byte would end the value for libpq, and what follows it could be read as further parameters by the
// server.
VINYL_DECL void reject_nul(std::string_view what, std::string_view value) {
    if (value.find('\0') != std::string_view::npos)
        throw usage_error("vinyl: " + std::string(what) + " contains a NUL byte, which PostgreSQL can not take");
}

/// libpq's complaint about a connection string. It quotes pieces of the string, any of which may be the
/// password, so they are cut out unless the complaint is about the name of a parameter.
VINYL_DECL std::string without_quoted(std::string complaint) {
    complaint = printable(complaint);
    for (const std::string_view harmless : {"invalid connection option", "invalid URI query parameter"})
        if (std::string_view(complaint).starts_with(harmless)) return complaint;
    std::string clean;
    bool quoted = false;
    for (const char c : complaint) {
        if (c == '"') {
            clean += quoted ? "...\"" : "\"";
            quoted = !quoted;
        } else if (!quoted) {
            clean += c;
        }
    }
    if (quoted) clean += "...\"";
    return clean;
}

VINYL_DECL bool is_server_setting(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

}  // namespace detail

VINYL_DECL settings::settings(std::string_view dsn) {
    detail::reject_nul("the connection string", dsn);
    char* complaint = nullptr;
    const conninfo_handle parsed(PQconninfoParse(std::string(dsn).c_str(), &complaint));
    const text_handle owned(complaint);
    if (!parsed) {
        const std::string why = detail::without_quoted(complaint != nullptr ? complaint : "out of memory");
        throw usage_error(
            "vinyl: the connection string can not be read: " + why +
            "\n  It should look like postgresql://user@host:5432/database or host=... dbname=... user=...; "
            "characters such as @ / : % # in a URL's user or password are written as %40 %2F %3A %25 %23");
    }
    for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option)
        if (option->val != nullptr) values_.emplace_back(option->keyword, option->val);
}

VINYL_DECL settings& settings::set(std::string_view keyword, std::string_view value) {
    detail::reject_nul("connection parameter " + std::string(keyword), value);
    const conninfo_handle known(PQconndefaults());
    bool found = false;
    for (const PQconninfoOption* option = known.get(); option != nullptr && option->keyword != nullptr; ++option)
        found = found || keyword == option->keyword;
    if (!found)
        throw usage_error("vinyl: libpq has no connection parameter \"" + printable(keyword, 100) +
                          "\"; see the PostgreSQL manual, \"Parameter Key Words\"");
    std::erase_if(values_, [keyword](const auto& entry) { return entry.first == keyword; });
    values_.emplace_back(keyword, value);
    return *this;
}

VINYL_DECL settings& settings::set_on_server(std::string_view name, std::string_view value) {
    if (!detail::is_server_setting(name))
        throw usage_error("vinyl: \"" + printable(name, 100) + "\" is not the name of a server setting");
    std::string options(get("options"));
    if (!options.empty()) options += ' ';
    options.append("-c ").append(name).append("=");
    for (const char c : value) {
        if (c == ' ' || c == '\\' || c == '\t' || c == '\n') options += '\\';
        options += c;
    }
    return set("options", options);
}

VINYL_DECL std::string_view settings::get(std::string_view keyword) const noexcept {
    for (const auto& [name, value] : values_)
        if (name == keyword) return value;
    return {};
}

VINYL_DECL std::string settings::effective(std::string_view keyword) const {
    if (const std::string_view own = get(keyword); !own.empty()) return std::string(own);
    const conninfo_handle defaults(PQconndefaults());
    for (const PQconninfoOption* option = defaults.get(); option != nullptr && option->keyword != nullptr; ++option)
        if (keyword == option->keyword && option->val != nullptr) return option->val;
    if (keyword == "dbname") return effective("user");
    if (keyword == "host") return "the default socket";
    return {};
}

VINYL_DECL std::string settings::describe() const {
    std::string text;
    for (const std::string_view keyword : {"host", "port", "dbname", "user"}) {
        std::string value = effective(keyword);
        if (keyword == "host" && get("host").empty() && !get("hostaddr").empty()) value = get("hostaddr");
        if (!text.empty()) text += ", ";
        text.append(keyword == "dbname" ? std::string_view("database") : keyword).append(" ");
        text += printable(value, 200);
    }
    return text;
}

VINYL_DECL io::deadline settings::connect_until(io::deadline until) const {
    const std::string text = effective("connect_timeout");
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (seconds <= 0) return until;
    return std::min(until, io::deadline::after(std::chrono::seconds(seconds)));
}

VINYL_DECL settings::parameters settings::to_send() const {
    parameters all;
    for (const auto& entry : values_)
        if (entry.first != "client_encoding" && entry.first != "connect_timeout") all.push_back(entry);
    const auto add_unless_set = [&](const char* keyword, const char* value) {
        if (get(keyword).empty()) all.emplace_back(keyword, value);
    };
    all.emplace_back("client_encoding", "UTF8");
    add_unless_set("fallback_application_name", "vinyl");
    add_unless_set("tcp_user_timeout", "30000");
    add_unless_set("keepalives_idle", "30");
    add_unless_set("keepalives_interval", "10");
    add_unless_set("keepalives_count", "3");
    return all;
}

}  // namespace vinyl::postgres
