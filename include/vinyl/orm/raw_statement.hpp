// SQL of one's own with $1, $2, ...: a literal, whose parameters are counted when the program is compiled.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/bind/parameter.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

/// Reads SQL as far as it must be understood to see what is a parameter: not what looks like one in a text, a name or a comment.
class parameter_scan {
public:
    constexpr explicit parameter_scan(std::string_view sql) : sql_(sql) {}

    /// The number of the next parameter; 0: there is none.
    constexpr std::size_t next() {
        while (at_ < sql_.size()) {
            const char c = sql_[at_];
            if (c == '\'') pass_quoted(false);
            else if (c == '"') pass_to("\"", 1);
            else if (c == '-' && peek(1) == '-') pass_to("\n", 2);
            else if (c == '/' && peek(1) == '*') pass_comment();
            else if (c == '$' && is_digit(peek(1))) return number();
            else if (c == '$') pass_dollars();
            else if (begins_word(c)) pass_word();
            else ++at_;
        }
        return 0;
    }

private:
    static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
    static constexpr bool begins_word(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    }
    [[nodiscard]] constexpr char peek(std::size_t ahead) const {
        return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0';
    }
    constexpr void pass_to(std::string_view end, std::size_t from) {
        const std::size_t found = sql_.find(end, at_ + from);
        at_ = found == sql_.npos ? sql_.size() : found + end.size();
    }
    constexpr void pass_quoted(bool backslashes) {
        for (++at_; at_ < sql_.size(); ++at_) {
            const bool quote = sql_[at_] == '\'';
            if (quote && peek(1) != '\'' && !goes_on()) break;
            if (quote || (backslashes && sql_[at_] == '\\')) ++at_;
        }
        ++at_;
    }
    /// Whether the text goes on behind this quote: on a later line, as in C. Then moves to where it does.
    constexpr bool goes_on() {
        const std::size_t next = sql_.find_first_not_of(" \t\f\v\r\n", at_ + 1);
        if (next == sql_.npos || sql_[next] != '\'') return false;
        if (sql_.substr(at_, next - at_).find_first_of("\r\n") == sql_.npos) return false;
        at_ = next - 1;
        return true;
    }
    constexpr void pass_comment() {
        std::size_t depth = 0;
        do {
            if (peek(0) == '/' && peek(1) == '*') ++depth, at_ += 2;
            else if (peek(0) == '*' && peek(1) == '/') --depth, at_ += 2;
            else ++at_;
        } while (depth > 0 && at_ < sql_.size());
    }
    constexpr void pass_word() {
        const std::size_t begin = at_;
        while (at_ < sql_.size() && (begins_word(sql_[at_]) || is_digit(sql_[at_]) || sql_[at_] == '$')) ++at_;
        if (at_ == begin + 1 && (sql_[begin] == 'e' || sql_[begin] == 'E') && peek(0) == '\'') pass_quoted(true);
    }
    /// $tag$ ... $tag$
    constexpr void pass_dollars() {
        std::size_t end = at_ + 1;
        while (end < sql_.size() && (begins_word(sql_[end]) || is_digit(sql_[end]))) ++end;
        if (end == sql_.size() || sql_[end] != '$') {
            ++at_;
            return;
        }
        const std::string_view tag = sql_.substr(at_, end + 1 - at_);
        pass_to(tag, tag.size());
    }
    constexpr std::size_t number() {
        constexpr std::size_t most = 65535;  // as many as a statement can have
        std::size_t found = 0;
        for (++at_; at_ < sql_.size() && is_digit(sql_[at_]); ++at_)
            found = found > most ? found : found * 10 + static_cast<std::size_t>(sql_[at_] - '0');
        return found == 0 ? most + 1 : found;
    }

    std::string_view sql_;
    std::size_t at_ = 0;
};

// called where nothing may be called, so that the compiler shows its name
inline void the_sql_of_raw_has_other_parameters_than_it_is_given_values() {}

/// SQL with as many parameters. Only a literal makes one, when the program is compiled.
template <std::size_t Values>
class raw_statement {
public:
    template <std::size_t N>
    consteval raw_statement(const char (&sql)[N]) : sql_(sql, N - 1) {  // NOLINT(google-explicit-constructor)
        bool used[Values + 1]{};
        parameter_scan scan(sql_);
        for (std::size_t found = scan.next(); found != 0; found = scan.next()) {
            if (found > Values) the_sql_of_raw_has_other_parameters_than_it_is_given_values();
            used[found] = true;
        }
        for (std::size_t i = 1; i <= Values; ++i)
            if (!used[i]) the_sql_of_raw_has_other_parameters_than_it_is_given_values();
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return sql_; }

private:
    std::string_view sql_;
};

/// Whether a value can be a parameter where only the server knows what it is compared with.
template <class V>
consteval bool is_raw_parameter() {
    if constexpr (is_optional<V>) return is_raw_parameter<typename V::value_type>();
    else if constexpr (key_holder<V>) return column_type<typename key_held<V>::type>;
    else return column_type<V> || text_like<V> || null_like<V> || whole_number<V> || span_of_time<V>;
}

template <class V>
wire_value raw_parameter(const V& value) {
    if constexpr (is_optional<V>) {
        if (value) return raw_parameter(*value);
        using held = typename V::value_type;
        if constexpr (key_holder<held>) return null_of<typename key_held<held>::type>();
        else return null_of<held>();
    } else if constexpr (null_like<V>) {
        return null_of<unknown_type>();
    } else if constexpr (key_holder<V>) {
        return raw_parameter(key_for_relation(value));
    } else if constexpr (!column_type<V> && whole_number<V>) {
        if (std::in_range<std::int64_t>(value)) return to_wire(static_cast<std::int64_t>(value));
        return to_wire(decimal(value));
    } else {
        return to_parameter<unknown_type>(value);
    }
}

}  // namespace vinyl::detail
