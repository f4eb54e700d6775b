// Bodies of the connection parameters.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/handles.hpp>
#include <vinyl/postgres/settings.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace vinyl::postgres {
namespace detail {

VINYL_DECL bool is_server_setting(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

inline constexpr const char* no_sslmode = "none: only to look up the service";

/// What libpq takes for parameters that are not set. A service can be looked up only on the way to a connection, which the
/// sslmode prevents.
VINYL_DECL conninfo_handle defaults_with(const std::string& service) {
    if (service.empty()) return conninfo_handle(PQconndefaults());
    const char* const keywords[] = {"service", "sslmode", nullptr};
    const char* const values[] = {service.c_str(), no_sslmode, nullptr};
    const connection_handle none(PQconnectStartParams(keywords, values, 0));
    return conninfo_handle(none ? PQconninfo(none.get()) : nullptr);
}

}  // namespace detail

VINYL_DECL settings::settings(std::string_view dsn) : values_(read_connection_string(dsn)) {}

VINYL_DECL settings& settings::set(std::string_view keyword, std::string_view value) {
    check_parameter(keyword, value);
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
    const conninfo_handle defaults = detail::defaults_with(std::string(get("service")));
    for (const PQconninfoOption* option = defaults.get(); option != nullptr && option->keyword != nullptr; ++option)
        if (keyword == option->keyword && option->val != nullptr) return option->val;
    if (keyword == "dbname") return effective("user");
    return {};
}

VINYL_DECL std::string settings::fault_elsewhere() const {
    const conninfo_handle defaults = detail::defaults_with(std::string(get("service")));
    for (const PQconninfoOption* option = defaults.get(); option != nullptr && option->keyword != nullptr; ++option) {
        const std::string_view value = option->val != nullptr ? option->val : "";
        const bool built_in = option->compiled != nullptr && value == option->compiled;
        if (built_in || value == detail::no_sslmode || !get(option->keyword).empty()) continue;
        if (const std::string fault = fault_in(option->keyword, value); !fault.empty())
            return std::string("invalid ") + option->keyword + " from the environment" +
                   (option->envvar != nullptr ? " (" + std::string(option->envvar) + ")" : std::string()) +
                   " or a service: it " + fault + ", and is not shown, because it may hold a password";
    }
    return {};
}

VINYL_DECL std::vector<settings::server> settings::servers() const {
    const std::vector<std::string> hosts = split_at_commas(effective("host"));
    const std::vector<std::string> addresses = split_at_commas(effective("hostaddr"));
    const std::vector<std::string> ports = split_at_commas(effective("port"));
    const bool by_address = addresses.size() > 1 || !addresses[0].empty();
    const bool by_host = hosts.size() > 1 || !hosts[0].empty();
    const std::size_t count = by_address ? addresses.size() : hosts.size();
    const auto require_match = [count](std::size_t others, const char* of, const char* what) {
        if (others != count)
            throw usage_error("vinyl: the connection parameters name " + std::to_string(count) + " " + of + " and " +
                              std::to_string(others) + " " + what);
    };
    if (by_address && by_host) require_match(hosts.size(), "addresses (hostaddr)", "hosts; give as many of both");
    if (ports.size() != 1) require_match(ports.size(), "hosts", "ports; give one port for all, or one for each host");
    std::vector<server> all(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (by_host) all[i].host = hosts[i];
        if (by_address) all[i].address = addresses[i];
        all[i].port = ports[ports.size() == 1 ? 0 : i];
    }
    return all;
}

VINYL_DECL std::string settings::describe() const {
    std::string text;
    for (const std::string_view keyword : {"host", "port", "dbname", "user"}) {
        std::string value = effective(keyword);
        if (keyword == "host" && get("host").empty() && !get("hostaddr").empty()) value = get("hostaddr");
        if (keyword == "host" && value.empty()) value = "the default socket";
        if (!fault_in(keyword, value).empty()) value = "(not shown)";
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
