// What is wrong with a connection string is said in our own words: libpq quotes pieces of it, any of which may be the
// password.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/postgres/connection_string.hpp>
#include <vinyl/postgres/diagnostics.hpp>
#include <vinyl/postgres/handles.hpp>

#include <algorithm>
#include <cctype>

namespace vinyl::postgres {
namespace detail {

// A NUL byte would end the value for libpq, and what follows it could be read as further parameters by the server.
VINYL_DECL void reject_nul(std::string_view what, std::string_view value) {
    if (value.find('\0') != std::string_view::npos)
        throw usage_error("vinyl: " + std::string(what) + " contains a NUL byte, which PostgreSQL can not take");
}

[[noreturn]] VINYL_DECL void throw_unreadable(const std::string& why) {
    throw usage_error("vinyl: the connection string can not be read: " + why +
                      "\n  It should look like postgresql://user@host:5432/database or host=... dbname=... user=...; "
                      "characters such as "
                      "@ / : ? % # in a URL's user or password are written as %40 %2F %3A %3F %25 %23. It is not "
                      "shown, because it may "
                      "hold a password");
}

VINYL_DECL std::vector<std::string> known_parameters() {
    const conninfo_handle defaults(PQconndefaults());
    std::vector<std::string> names;
    for (const PQconninfoOption* option = defaults.get(); option != nullptr && option->keyword != nullptr; ++option)
        names.emplace_back(option->keyword);
    return names;
}

/// How many letters must change to make one word of the other.
VINYL_DECL std::size_t distance_of(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({changed, row[j] + 1, row[j - 1] + 1}));
        }
    }
    return row[b.size()];
}

/// Names the parameter that libpq complains about if it is one with a slip of the pen. Any other word may be a part of a
/// password.
VINYL_DECL std::string unknown_parameter(std::string_view complaint) {
    const std::size_t first = complaint.find('"');
    const std::size_t last = complaint.rfind('"');
    const std::string_view name = first < last ? complaint.substr(first + 1, last - first - 1) : std::string_view();
    for (const std::string& known : known_parameters())
        if (name.size() > 3 && distance_of(name, known) <= (known.size() > 5 ? 2U : 1U))
            return "there is no connection parameter \"" + std::string(name) + "\" (did you mean \"" + known + "\"?)";
    return "it sets a connection parameter that libpq does not know";
}

VINYL_DECL std::string explained(std::string_view complaint) {
    struct known_complaint {
        std::string_view has;
        std::string_view says;
    };
    constexpr known_complaint complaints[] = {
        {"missing \"=\"", "a word in it is not followed by = (or a value with a space is not quoted)"},
        {"unterminated quoted string", "a quoted value in it does not end"},
        {"missing key/value separator", "a part behind the ? of the URL has no ="},
        {"extra key/value separator", "a part behind the ? of the URL has more than one ="},
        {"invalid percent-encoded token", "a % in it is not followed by two hexadecimal digits"},
        {"forbidden value %00", "%00 in it stands for a NUL byte, which PostgreSQL can not take"},
        {"matching \"]\"", "an IPv6 address in it does not end with ]"},
        {"IPv6 host address may not be empty", "an IPv6 address in it is empty"},
        {"unexpected character", "there is a character in the URL where none may be"},
        {"out of memory", "out of memory"},
    };
    for (const std::string_view unknown : {"invalid connection option", "invalid URI query parameter"})
        if (complaint.starts_with(unknown)) return unknown_parameter(complaint);
    for (const known_complaint& each : complaints)
        if (complaint.find(each.has) != std::string_view::npos) return std::string(each.says);
    return "libpq does not understand it";
}

VINYL_DECL bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

VINYL_DECL std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

VINYL_DECL bool is_url(std::string_view dsn) noexcept {
    return dsn.starts_with("postgresql://") || dsn.starts_with("postgres://");
}

/// Without the quotes that env files and shells leave around a value. A connection string begins with neither.
VINYL_DECL std::string_view unquoted(std::string_view dsn) {
    const std::string_view inner = trimmed(dsn);
    if (inner.empty() || (inner.front() != '"' && inner.front() != '\'')) return is_url(inner) ? inner : dsn;
    if (inner.size() < 2 || inner.back() != inner.front())
        throw_unreadable("it begins with a quotation mark that does not end it");
    return unquoted(inner.substr(1, inner.size() - 2));
}

/// What libpq would read as something else than was meant: the rest of a password as host, port or database.
VINYL_DECL void check_url(std::string_view url) {
    const std::string_view rest = url.substr(url.find("://") + 3);
    const std::size_t slash = rest.find('/');
    const std::size_t at = rest.find('@');
    const std::string_view authority = rest.substr(0, slash);
    const std::string_view path =
        slash == std::string_view::npos ? "" : rest.substr(slash, rest.find('?', slash) - slash);
    const std::string_view user = at < slash ? rest.substr(0, std::min(at, rest.find(':'))) : std::string_view();
    constexpr std::string_view advice = "; is a character in the password not encoded?";
    if (std::count(authority.begin(), authority.end(), '@') > 1)
        throw_unreadable("there is more than one @ before the host" + std::string(advice));
    if (path.find('@') != std::string_view::npos)
        throw_unreadable("there is an @ in the name of the database" + std::string(advice));
    const std::size_t question = rest.find('?');
    if (at < slash && question < at && rest.substr(question, at - question).find('=') != std::string_view::npos)
        throw_unreadable("there is an @ behind the ?" + std::string(advice));
    if (user.find_first_of("?#=") != std::string_view::npos)
        throw_unreadable("there is a ?, # or = in the name of the user" + std::string(advice));
}

VINYL_DECL bool is_host(std::string_view host) noexcept {
    if (host.starts_with('/') || host.starts_with('@')) return true;  // a socket
    return std::all_of(host.begin(), host.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c >= 0x80 || c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
    });
}

VINYL_DECL bool is_port(std::string_view port) noexcept {
    port = trimmed(port);
    return port.size() <= 5 && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether the value of a parameter looks like a whole connection string, which may hold a password.
VINYL_DECL bool is_connection_string(std::string_view keyword, std::string_view value) noexcept {
    if (keyword == "password" || keyword == "sslpassword") return false;
    if (keyword == "options" || keyword.ends_with("application_name")) return is_url(trimmed(value));
    if (value.find("://") != std::string_view::npos) return true;
    constexpr std::string_view word = "password";
    for (std::size_t at = value.find(word); at != std::string_view::npos; at = value.find(word, at + 1))
        if (trimmed(value.substr(at + word.size())).starts_with('=')) return true;
    return false;
}

VINYL_DECL bool all_parts(std::string_view list, bool (*holds)(std::string_view) noexcept) {
    const std::vector<std::string> parts = split_at_commas(list);
    return std::all_of(parts.begin(), parts.end(), [holds](const std::string& part) { return holds(part); });
}

VINYL_DECL bool is_number(std::string_view text) noexcept {
    const std::string_view digits = trimmed(text).substr(trimmed(text).starts_with('-') ? 1 : 0);
    return !digits.empty() && digits.size() <= 9 &&
           std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct choice {
    std::string_view keyword;
    std::string_view values;  // each between two spaces
};

/// What libpq would refuse when it connects, with the value in its message.
inline constexpr choice choices[] = {
    {"sslmode", " disable allow prefer require verify-ca verify-full "},
    {"gssencmode", " disable prefer require "},
    {"channel_binding", " disable prefer require "},
    {"target_session_attrs", " any read-write read-only primary standby prefer-standby "},
    {"load_balance_hosts", " disable random "},
    {"sslnegotiation", " postgres direct "},
    {"ssl_min_protocol_version", " TLSv1 TLSv1.1 TLSv1.2 TLSv1.3 "},
    {"ssl_max_protocol_version", " TLSv1 TLSv1.1 TLSv1.2 TLSv1.3 "},
};

inline constexpr std::string_view numbers[] = {"connect_timeout",     "keepalives",       "keepalives_idle",
                                               "keepalives_interval", "keepalives_count", "tcp_user_timeout"};

}  // namespace detail

VINYL_DECL std::vector<std::string> split_at_commas(std::string_view list) {
    std::vector<std::string> parts;
    for (std::size_t start = 0;;) {
        const std::size_t comma = list.find(',', start);
        parts.emplace_back(list.substr(start, comma - start));
        if (comma == std::string_view::npos) return parts;
        start = comma + 1;
    }
}

VINYL_DECL std::string fault_in(std::string_view keyword, std::string_view value) {
    if (value.empty()) return {};
    if (keyword == "host" && !detail::all_parts(value, detail::is_host))
        return "must be the name or address of a host, or several, separated by commas";
    if (keyword == "hostaddr" &&
        (value.find('/') != std::string_view::npos || !detail::all_parts(value, detail::is_host)))
        return "must be an address, or several, separated by commas";
    if (keyword == "port" && !detail::all_parts(value, detail::is_port))
        return "must be a number, or several, separated by commas";
    for (const std::string_view number : detail::numbers)
        if (keyword == number && !detail::is_number(value)) return "must be a number";
    for (const detail::choice& each : detail::choices)
        if (keyword == each.keyword && (value.find(' ') != std::string_view::npos ||
                                        each.values.find(" " + std::string(value) + " ") == std::string_view::npos))
            return "must be one of" + std::string(each.values.substr(0, each.values.size() - 1));
    if (detail::is_connection_string(keyword, value)) return "must be a single value, not a connection string";
    return {};
}

VINYL_DECL void check_parameter(std::string_view keyword, std::string_view value) {
    detail::reject_nul("connection parameter " + printable(keyword, 100), value);
    const std::vector<std::string> known = detail::known_parameters();
    if (std::find(known.begin(), known.end(), keyword) == known.end())
        throw usage_error("vinyl: libpq has no connection parameter \"" + printable(keyword, 100) +
                          "\"; see the PostgreSQL manual, \"Parameter Key Words\"");
    if (const std::string fault = fault_in(keyword, value); !fault.empty())
        throw usage_error("vinyl: the connection parameter " + std::string(keyword) + " " + fault +
                          "; what was given is not shown, because it may be a part of a password that is not encoded");
}

VINYL_DECL connection_parameters read_connection_string(std::string_view dsn) {
    detail::reject_nul("the connection string", dsn);
    const std::string text(detail::unquoted(dsn));
    if (detail::is_url(text)) detail::check_url(text);
    else if (text.find("://") < text.find_first_of("= ")) detail::throw_unreadable("its scheme is not postgresql://");
    char* complaint = nullptr;
    const conninfo_handle parsed(PQconninfoParse(text.c_str(), &complaint));
    const text_handle owned(complaint);
    if (!parsed) detail::throw_unreadable(detail::explained(complaint != nullptr ? complaint : "out of memory"));
    connection_parameters read;
    for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        check_parameter(option->keyword, option->val);
        read.emplace_back(option->keyword, option->val);
    }
    return read;
}

}  // namespace vinyl::postgres
