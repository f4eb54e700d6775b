#include "differential/written.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace differential {

std::string written(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}
std::string written(float value) {  // as the server prints it, which psycopg2 reads as a double
    char text[40];
    return written(std::strtod(std::string(text, std::to_chars(text, text + sizeof text, value).ptr).c_str(), nullptr));
}
std::string written(const vinyl::decimal& value) { return written(std::strtod(value.to_string().c_str(), nullptr)); }
std::string written(const vinyl::date& value) { return vinyl::to_string(value); }
std::string written(const vinyl::timestamp& value) { return vinyl::to_string(value); }
std::string written(const vinyl::local_timestamp& value) { return vinyl::to_string(value); }
std::string written(const vinyl::time_of_day& value) { return value.to_string(); }
std::string written(const vinyl::interval& value) {
    const std::int64_t days = std::int64_t{value.months} * 30 + value.days;
    return written(static_cast<double>(days) * 86400 + static_cast<double>(value.microseconds) / 1e6) + " s";
}
std::string written(const vinyl::uuid& value) { return value.to_string(); }

namespace {
std::string in_braces(const std::map<std::string, std::string>& parts) {
    std::string text = "{";
    for (const auto& [name, part] : parts) text += (text.size() == 1 ? "" : ",") + name + ":" + part;
    return text + "}";
}
}  // namespace

std::string written(const vinyl::json& value) {
    if (const auto* const object = value.if_object()) {
        std::map<std::string, std::string> parts;
        for (const auto& each : *object) parts.emplace(each.key(), written(each.value()));
        return in_braces(parts);
    }
    if (const auto* const array = value.if_array()) return written(std::vector<vinyl::json>(array->begin(), array->end()));
    if (const auto* const text = value.if_string()) return std::string(*text);
    if (const auto* const truth = value.if_bool()) return written(*truth);
    return value.is_null() ? "~" : written(value.to_number<double>());
}
std::string written(const vinyl::hstore& value) {
    std::map<std::string, std::string> parts;
    for (const auto& [name, text] : value) parts.emplace(name, written(text));
    return in_braces(parts);
}
std::string written(const std::vector<std::byte>& value) {
    std::string text = "x";
    for (const std::byte each : value) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(each));
        text += digits;
    }
    return text;
}

}  // namespace differential
