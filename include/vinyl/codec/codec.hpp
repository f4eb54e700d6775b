// What a column type is: the primary template that each type family specialises, and the way from a C++ value to a
// parameter. A user's own type becomes a column type by a specialisation of vinyl::codec.
// https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/codec/oid.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vinyl {

/// How values of type T travel in PostgreSQL's binary format. A specialisation has these static members:
///
///     oid                    std::uint32_t: the type of parameters, 0 lets the server infer it
///     sql_type               std::string_view: the type's name in DDL and casts, "bigint"
///     encode(value, out)     appends the binary form to a std::string
///     decode(bytes, oid)     makes a T of the binary form; oid is the column's type (0: this codec's own);
///                            throws data_error when the bytes are malformed, and is never undefined whatever they are
///     accepts(oid)           which column types decode() understands
///
/// For arrays of T three more may be there: `array_oid`; `element_oid` when arrays hold another type than `oid`; and
/// `cast_arrays`, true when the server must be told to cast a parameter of `array_oid` to `sql_type[]`.
/// NULL is not a codec's business: who calls it looks at wire_value::null and at the result's NULLs first.
/// Thread safety: all members are pure functions of their arguments.
template <class T>
struct codec;

/// A type that can be a column: there is a codec for it.
template <class T>
concept column_type = requires(const T& value, std::string& out, std::string_view bytes, std::uint32_t oid) {
    { codec<T>::oid } -> std::convertible_to<std::uint32_t>;
    { codec<T>::sql_type } -> std::convertible_to<std::string_view>;
    codec<T>::encode(value, out);
    { codec<T>::decode(bytes, oid) } -> std::same_as<T>;
    { codec<T>::accepts(oid) } -> std::same_as<bool>;
};

/// The parameter that carries `value`.
/// Throws data_error when the value has no place in the SQL type (an impossible date, a ragged array).
template <column_type T>
[[nodiscard]] wire_value to_wire(const T& value) {
    wire_value wire;
    wire.oid = codec<T>::oid;
    codec<T>::encode(value, wire.bytes);
    return wire;
}

/// The parameter that carries `value`, or a NULL of the same type.
template <column_type T>
[[nodiscard]] wire_value to_wire(const std::optional<T>& value) {
    if (value) return to_wire(*value);
    wire_value wire;
    wire.oid = codec<T>::oid;
    wire.null = true;
    return wire;
}

}  // namespace vinyl
