// Arrays: std::vector of any column type, of std::optional where elements may be NULL, and of vectors for more
// dimensions than one.
// https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c (array_recv)
#pragma once

#include <vinyl/codec/bytea.hpp>
#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl {
namespace detail {

/// What an array is made of: vector<vector<optional<int>>> has two dimensions of int, which may be NULL.
template <class T>
struct array_element {
    using type = T;
    static constexpr std::size_t dimensions = 0;
};
template <class T>
struct array_element<std::optional<T>> : array_element<T> {};
template <class T, class Allocator>
struct array_element<std::vector<T, Allocator>> {
    using type = typename array_element<T>::type;
    static constexpr std::size_t dimensions = 1 + array_element<T>::dimensions;
};
template <>
struct array_element<std::vector<std::byte>> {  // bytea
    using type = std::vector<std::byte>;
    static constexpr std::size_t dimensions = 0;
};

/// PostgreSQL's limit.
inline constexpr std::size_t most_array_dimensions = 6;

template <class T>
concept array_of_column_type = column_type<typename array_element<T>::type> && array_element<T>::dimensions >= 1 &&
                               array_element<T>::dimensions <= most_array_dimensions;

/// The OID that stands in an array's header for its elements.
template <class T>
[[nodiscard]] constexpr std::uint32_t array_element_oid() noexcept {
    if constexpr (requires { codec<T>::element_oid; }) return codec<T>::element_oid;
    else return codec<T>::oid;
}

template <class T>
[[nodiscard]] constexpr std::uint32_t array_oid() noexcept {
    if constexpr (requires { codec<T>::array_oid; }) return codec<T>::array_oid;
    else return 0;
}

template <class T>
[[nodiscard]] constexpr bool cast_arrays() noexcept {
    if constexpr (requires { codec<T>::cast_arrays; }) return codec<T>::cast_arrays;
    else return false;
}

/// "bigint[]", put together at compile time.
template <class T>
inline constexpr auto array_type_text = [] {
    constexpr std::string_view element = codec<T>::sql_type;
    std::array<char, element.size() + 2> text{};
    for (std::size_t i = 0; i < element.size(); ++i) text[i] = element[i];
    text[element.size()] = '[';
    text[element.size() + 1] = ']';
    return text;
}();

inline constexpr std::string_view array_name = "array";

using array_lengths = std::array<std::size_t, most_array_dimensions>;

/// Finds the length of each dimension by the first element of each; returns whether there is any element at all.
template <class T>
[[nodiscard]] bool measure_array(const std::vector<T>& values, array_lengths& lengths, std::size_t depth = 0) {
    lengths[depth] = values.size();
    if (values.empty()) return false;
    if constexpr (array_element<T>::dimensions == 0) return true;
    else return measure_array(values.front(), lengths, depth + 1);
}

template <class T>
[[nodiscard]] bool has_elements(const std::vector<T>& values) {
    if constexpr (array_element<T>::dimensions == 0) {
        return !values.empty();
    } else {
        for (const auto& inner : values)
            if (has_elements(inner)) return true;
        return false;
    }
}

template <class T>
void encode_array_elements(const std::vector<T>& values, const array_lengths& lengths, std::size_t depth,
                           std::string& out, bool& any_null) {
    if (values.size() != lengths[depth])
        throw_unencodable(array_name, "its parts have different lengths; PostgreSQL's arrays are rectangular");
    if constexpr (array_element<T>::dimensions > 0) {
        for (const auto& inner : values) encode_array_elements(inner, lengths, depth + 1, out, any_null);
    } else if constexpr (column_type<T>) {
        for (const auto& value : values)
            append_sized(out, array_name, [&] { codec<T>::encode(static_cast<const T&>(value), out); });
    } else {
        for (const auto& value : values) {
            if (value) {
                append_sized(out, array_name, [&] { codec<typename T::value_type>::encode(*value, out); });
            } else {
                any_null = true;
                append(out, std::int32_t{-1});
            }
        }
    }
}

template <class T>
void encode_array(const std::vector<T>& values, std::string& out) {
    constexpr std::size_t dimensions = array_element<std::vector<T>>::dimensions;
    using element = typename array_element<T>::type;

    array_lengths lengths{};
    const bool any = measure_array(values, lengths) || has_elements(values);
    append(out, static_cast<std::int32_t>(any ? dimensions : 0));
    const std::size_t flag_at = out.size();
    append(out, std::int32_t{0});
    append(out, array_element_oid<element>());
    if (!any) return;  // PostgreSQL's empty arrays have no dimensions

    for (std::size_t i = 0; i < dimensions; ++i) {
        if (lengths[i] > INT32_MAX) throw_unencodable(array_name, "it has too many elements");
        append(out, static_cast<std::int32_t>(lengths[i]));
        append(out, std::int32_t{1});
    }
    bool any_null = false;
    encode_array_elements(values, lengths, 0, out, any_null);
    if (any_null) store(out.data() + flag_at, std::int32_t{1});
}

template <class T>
[[nodiscard]] T decode_array_element(byte_reader& reader, std::uint32_t element_type) {
    const auto length = reader.read<std::int32_t>();
    if constexpr (column_type<T>) {
        if (length == -1) reader.fail("an element is NULL; use a std::vector of std::optional");
        if (length < 0) reader.fail("a length is negative");
        return codec<T>::decode(reader.read_bytes(static_cast<std::size_t>(length)), element_type);
    } else {
        if (length == -1) return std::nullopt;
        if (length < 0) reader.fail("a length is negative");
        return codec<typename T::value_type>::decode(reader.read_bytes(static_cast<std::size_t>(length)), element_type);
    }
}

template <class T>
[[nodiscard]] std::vector<T> decode_array_elements(byte_reader& reader, const array_lengths& lengths, std::size_t depth,
                                                   std::uint32_t element_type) {
    std::vector<T> values;
    values.reserve(lengths[depth]);
    for (std::size_t i = 0; i < lengths[depth]; ++i) {
        if constexpr (array_element<T>::dimensions == 0)
            values.push_back(decode_array_element<T>(reader, element_type));
        else values.push_back(decode_array_elements<typename T::value_type>(reader, lengths, depth + 1, element_type));
    }
    return values;
}

/// Lower bounds are read and forgotten: a vector begins where it begins.
template <class T>
[[nodiscard]] std::vector<T> decode_array(std::string_view bytes) {
    constexpr std::size_t dimensions = array_element<std::vector<T>>::dimensions;
    using element = typename array_element<T>::type;

    byte_reader reader(bytes, array_name);
    const auto count = reader.read<std::int32_t>();
    const auto flags = reader.read<std::int32_t>();
    const auto element_type = reader.read<std::uint32_t>();
    if (flags != 0 && flags != 1) reader.fail("unknown flags");
    if (element_type != array_element_oid<element>() && !codec<element>::accepts(element_type))
        throw_wrong_type(codec<element>::sql_type, element_type);
    if (count == 0) {
        reader.expect_end();
        return {};
    }
    if (count < 0 || static_cast<std::size_t>(count) != dimensions)
        reader.fail("its number of dimensions is not that of the C++ type (a std::vector for each)");

    array_lengths lengths{};
    for (std::size_t i = 0; i < dimensions; ++i) {
        const auto length = reader.read<std::int32_t>();
        static_cast<void>(reader.read<std::int32_t>());
        if (length <= 0) reader.fail("a dimension has no length");
        lengths[i] = static_cast<std::size_t>(length);
    }
    // every element takes four bytes at least, so this bounds all that is allocated
    std::size_t room = reader.remaining() / sizeof(std::int32_t);
    for (std::size_t i = 0; i < dimensions; ++i) {
        if (lengths[i] > room) reader.fail("it has fewer elements than its dimensions say");
        room /= lengths[i];
    }
    std::vector<T> values = decode_array_elements<T>(reader, lengths, 0, element_type);
    reader.expect_end();
    return values;
}

#ifndef VINYL_HEADER_ONLY
// Arrays that many models have are compiled with the library, in codec/array.ipp.
extern template std::vector<std::string> decode_array(std::string_view);
extern template std::vector<std::int32_t> decode_array(std::string_view);
extern template std::vector<std::int64_t> decode_array(std::string_view);
extern template std::vector<double> decode_array(std::string_view);
extern template void encode_array(const std::vector<std::string>&, std::string&);
extern template void encode_array(const std::vector<std::int32_t>&, std::string&);
extern template void encode_array(const std::vector<std::int64_t>&, std::string&);
extern template void encode_array(const std::vector<double>&, std::string&);
#endif

}  // namespace detail

template <class T>
    requires detail::array_of_column_type<std::vector<T>>
struct codec<std::vector<T>> {
private:
    using element = typename detail::array_element<T>::type;

public:
    static constexpr std::uint32_t oid = detail::array_oid<element>();
    static constexpr std::string_view sql_type{detail::array_type_text<element>.data(),
                                               detail::array_type_text<element>.size()};
    static constexpr bool cast_parameters = detail::cast_arrays<element>();

    /// Throws data_error when vectors inside a vector have different lengths.
    static void encode(const std::vector<T>& value, std::string& out) { detail::encode_array(value, out); }

    [[nodiscard]] static std::vector<T> decode(std::string_view bytes, std::uint32_t /*type*/) {
        return detail::decode_array<T>(bytes);
    }

    /// A user-defined type may be an array; whether it is, and of what, stands in each value.
    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept {
        if (type >= oid::first_user_defined) return true;
        const std::uint32_t inner = oid::element_of(type);
        return inner != 0 && codec<element>::accepts(inner);
    }
};

}  // namespace vinyl
