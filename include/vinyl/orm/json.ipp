// What JSON has for the values of columns, and what is said when it has something else.
#pragma once

#include <vinyl/orm/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vinyl::detail {

/// What stands there, for a message, without the whole of it.
inline std::string described(const boost::json::value& found) {
    constexpr std::size_t longest = 40;
    switch (found.kind()) {
        case boost::json::kind::null: return "null";
        case boost::json::kind::bool_: return found.get_bool() ? "true" : "false";
        case boost::json::kind::object: return "an object";
        case boost::json::kind::array: return "an array";
        case boost::json::kind::string: {
            const auto& text = found.get_string();
            const std::string_view shown(text.data(), std::min(text.size(), longest));
            return "the text \"" + std::string(shown) + (text.size() > longest ? "...\"" : "\"");
        }
        case boost::json::kind::int64: return "the number " + std::to_string(found.get_int64());
        case boost::json::kind::uint64: return "the number " + std::to_string(found.get_uint64());
        case boost::json::kind::double_: return "the number " + std::to_string(found.get_double());
    }
    return "something else";
}

VINYL_DECL void throw_not_json(std::string_view expected, const boost::json::value& found) {
    throw data_error(std::string(expected) + " is expected, but there is " + described(found));
}

VINYL_DECL void throw_at_member(std::string_view row, std::string_view member, std::string_view problem) {
    throw data_error(std::string(row) + "." + std::string(member) + ": " + std::string(problem));
}

VINYL_DECL void throw_missing_member(std::string_view row, std::string_view member) {
    throw data_error(std::string(row) + "." + std::string(member) +
                     " is missing in the JSON; only what may be NULL, has a default_value() or is filled in by the "
                     "database can be left out");
}

VINYL_DECL void require_known_members(std::string_view row, list_view<const std::string_view> members,
                                      const boost::json::object& from) {
    for (const auto& item : from) {
        const std::string_view name(item.key().data(), item.key().size());
        if (std::find(members.begin(), members.end(), name) == members.end())
            throw data_error(std::string(row) + " has no member \"" + std::string(name.substr(0, 60)) +
                             "\", which the JSON has");
    }
}

VINYL_DECL boost::json::value json_of_integer(std::int64_t value) {
    if (value > greatest_exact_integer || value < -greatest_exact_integer)
        return boost::json::value(std::to_string(value));
    return value;
}

VINYL_DECL boost::json::value json_of_double(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    return value;
}

VINYL_DECL boost::json::value json_of_bytes(const std::vector<std::byte>& value) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "\\x";
    text.reserve(2 + 2 * value.size());
    for (const std::byte byte : value) {
        text.push_back(digits[std::to_integer<unsigned>(byte) >> 4U]);
        text.push_back(digits[std::to_integer<unsigned>(byte) & 15U]);
    }
    return boost::json::value(text);
}

VINYL_DECL std::string iso_moment(std::string text) {
    if (const std::size_t space = text.find(' '); space != text.npos) text[space] = 'T';
    if (const std::size_t zone = text.find("+00"); zone != text.npos) text.replace(zone, 3, "Z");
    return text;
}

VINYL_DECL std::int64_t integer_of_json(const boost::json::value& from, std::int64_t least, std::int64_t greatest) {
    std::int64_t number = 0;
    if (const std::int64_t* const whole = from.if_int64()) {
        number = *whole;
    } else if (const double* const real = from.if_double();
               real != nullptr && std::trunc(*real) == *real && std::abs(*real) <= double{1LL << 53}) {
        number = static_cast<std::int64_t>(*real);
    } else if (from.is_string()) {
        number = from_string<std::int64_t>(text_of_json(from, "a whole number"));
    } else {
        throw_not_json("a whole number", from);
    }
    if (number < least || number > greatest)
        throw_not_json("a number from " + std::to_string(least) + " to " + std::to_string(greatest), from);
    return number;
}

VINYL_DECL double double_of_json(const boost::json::value& from) {
    if (from.is_number()) return from.to_number<double>();
    const std::string_view text = text_of_json(from, "a number");
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    throw_not_json("a number", from);
}

VINYL_DECL std::string_view text_of_json(const boost::json::value& from, std::string_view expected) {
    const boost::json::string* const text = from.if_string();
    if (text == nullptr) throw_not_json(expected, from);
    return {text->data(), text->size()};
}

VINYL_DECL std::vector<std::byte> bytes_of_json(const boost::json::value& from) {
    std::string_view text = text_of_json(from, "bytes as a text \\x00ff");
    const auto digit = [&](char c) -> unsigned {
        if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
        if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
        if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
        throw_not_json("bytes as a text \\x00ff", from);
    };
    if (!text.starts_with("\\x") || text.size() % 2 != 0) throw_not_json("bytes as a text \\x00ff", from);
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 2 - 1);
    for (text.remove_prefix(2); !text.empty(); text.remove_prefix(2))
        bytes.push_back(static_cast<std::byte>(digit(text[0]) << 4U | digit(text[1])));
    return bytes;
}

}  // namespace vinyl::detail
