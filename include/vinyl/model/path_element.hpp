// Elements of arrays and values of hstore in paths: "tags__0", "tags__0_2" (both counted from 0), "attributes__color".
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/codec/array.hpp>
#include <vinyl/codec/text.hpp>
#include <vinyl/expr/value_family.hpp>
#include <vinyl/sql/path_text.hpp>
#include <vinyl/sql/transform_info.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl::detail {

/// SQL that is put together at compile time.
template <std::size_t Most>
struct text_buffer {
    std::array<char, Most> text{};
    std::size_t size = 0;

    constexpr void add(std::string_view more) {
        for (const char c : more) text[size++] = c;
    }
    constexpr void add(std::int64_t number) {
        if (number >= 10) add(number / 10);
        text[size++] = static_cast<char>('0' + number % 10);
    }
    [[nodiscard]] constexpr std::string_view view() const { return {text.data(), size}; }
};

/// The number at the beginning of a text, which it leaves; -1: there is none, or none that an array could have.
constexpr std::int64_t take_index(std::string_view& text) {
    std::int64_t number = -1;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        number = (number < 0 ? 0 : number) * 10 + (text.front() - '0');
        text.remove_prefix(1);
        if (number >= INT32_MAX) return -1;
    }
    return number;
}

/// What a path says of an array with so many dimensions.
struct array_step {
    bool fits = false, is_slice = false;
    std::size_t next = 0;  ///< Where in the path the next segment begins.
    text_buffer<16 + 13 * most_array_dimensions> sql;
};

/// An element of an array of arrays has an index for each dimension.
constexpr array_step array_step_at(std::string_view path, std::size_t from, std::size_t dimensions) {
    array_step step;
    step.sql.add("({})");
    for (std::size_t i = 0; i < dimensions; ++i) {
        if (from == path.size()) return step;
        const std::size_t end = end_of_segment(path, from);
        std::string_view segment = path.substr(from, end - from);
        from = step.next = begin_of_next(path, end);
        const std::int64_t index = take_index(segment);
        if (index < 0) return step;
        step.sql.add("[");
        step.sql.add(index + 1);
        if (i == 0 && segment.starts_with('_')) {
            segment.remove_prefix(1);
            const std::int64_t last = take_index(segment);
            step.sql.add(":");
            step.sql.add(last < 0 ? 0 : last);
            step.is_slice = true;
            step.fits = last >= 0 && segment.empty();
        } else if (!segment.empty()) {
            return step;
        }
        step.sql.add("]");
        if (step.is_slice) return step;
    }
    step.fits = true;
    return step;
}

/// What stands behind `From` in the path, where the value before it is a T.
template <fixed_string Path, std::size_t From, class T, value_family Family>
struct element_step {
    static constexpr bool fits = false;
    using type = T;
};
template <fixed_string Path, std::size_t From, class E>
struct element_step<Path, From, std::vector<E>, value_family::array> {
private:
    using element = typename array_element<E>::type;
    static constexpr array_step step = array_step_at(Path.view(), From, array_element<std::vector<E>>::dimensions);

public:
    static constexpr bool fits = step.fits;
    static constexpr std::size_t next = step.next;
    using type = std::conditional_t<step.is_slice, std::vector<E>, element>;
    /// An index beyond the last gives NULL, a slice an empty array.
    static constexpr sql::transform_info info{
        Path.view().substr(From, end_of_segment(Path.view(), From) - From),
        sql::function_info(step.sql.view(),
                           {.is_strict = true, .gives_first = step.is_slice, .is_total = step.is_slice}),
        codec<type>::oid, !step.is_slice};
};

/// A text as an SQL literal, of which no character is a place for an argument.
template <std::size_t Most>
constexpr void add_literal(text_buffer<Most>& to, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    to.add("E'");
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           c == '_' || c == ' ' || c == '-';
        if (plain) {
            to.add(std::string_view(&c, 1));
        } else {
            to.add("\\x");
            to.add(digits.substr(byte >> 4U, 1));
            to.add(digits.substr(byte & 15U, 1));
        }
    }
    to.add("'");
}

template <fixed_string Path, std::size_t From, class T>
struct element_step<Path, From, T, value_family::hstore> {
private:
    static constexpr std::size_t end = end_of_segment(Path.view(), From);
    static constexpr std::string_view key = Path.view().substr(From, end - From);
    static constexpr auto sql = [] {
        text_buffer<16 + 4 * (end - From)> made;
        made.add("({} -> ");
        add_literal(made, key);
        made.add(")");
        return made;
    }();

public:
    static constexpr bool fits = true;
    static constexpr std::size_t next = begin_of_next(Path.view(), end);
    using type = std::string;
    static constexpr sql::transform_info info{key, sql::function_info(sql.view(), {.is_strict = true}),
                                              codec<std::string>::oid, true};
};

}  // namespace vinyl::detail
