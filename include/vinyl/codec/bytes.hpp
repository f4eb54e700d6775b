// Reading and writing network byte order, with every length checked before it is believed.
#pragma once

#include <vinyl/base/config.hpp>

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace vinyl::detail {

/// Throws data_error: "can not decode <type>: <problem> (<bytes> bytes)".
[[noreturn]] void throw_malformed(std::string_view type, std::string_view problem, std::size_t bytes);
/// Throws data_error: "can not decode <type> from a column of <the type>".
[[noreturn]] void throw_wrong_type(std::string_view type, std::uint32_t oid);
/// Throws data_error: "can not encode <type>: <problem>".
[[noreturn]] void throw_unencodable(std::string_view type, std::string_view problem);

template <std::integral I>
[[nodiscard]] constexpr I swap_bytes_if_little(I value) noexcept {
    if constexpr (std::endian::native == std::endian::big || sizeof(I) == 1) return value;
    if constexpr (sizeof(I) == 2) return static_cast<I>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
    if constexpr (sizeof(I) == 4) return static_cast<I>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
    if constexpr (sizeof(I) == 8) return static_cast<I>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
}

/// The big-endian integer at `from`, where sizeof(I) bytes must be readable.
template <std::integral I>
[[nodiscard]] inline I load(const char* from) noexcept {
    I value;
    std::memcpy(&value, from, sizeof value);
    return swap_bytes_if_little(value);
}

template <std::integral I>
inline void store(char* to, I value) noexcept {
    value = swap_bytes_if_little(value);
    std::memcpy(to, &value, sizeof value);
}

template <std::integral I>
inline void append(std::string& out, I value) {
    char buffer[sizeof value];
    store(buffer, value);
    out.append(buffer, sizeof value);
}

/// The big-endian integer that is the whole of `bytes`.
template <std::integral I>
[[nodiscard]] inline I load_exactly(std::string_view bytes, std::string_view type) {
    if (bytes.size() != sizeof(I)) [[unlikely]]
        throw_malformed(type, "wrong length", bytes.size());
    return load<I>(bytes.data());
}

/// Appends what `write` appends, preceded by its length as arrays, ranges and hstore want it.
template <class Write>
void append_sized(std::string& out, std::string_view type, Write write) {
    const std::size_t start = out.size();
    append(out, std::int32_t{0});
    write();
    const std::size_t length = out.size() - start - sizeof(std::int32_t);
    if (length > INT32_MAX) throw_unencodable(type, "a part of it is longer than 2 GiB");
    store(out.data() + start, static_cast<std::int32_t>(length));
}

/// Walks through the parts of a composite value; no step goes beyond the end.
class byte_reader {
public:
    byte_reader(std::string_view bytes, std::string_view type) noexcept
        : begin_(bytes.data()), size_(bytes.size()), type_(type) {}

    [[nodiscard]] std::size_t remaining() const noexcept { return size_ - at_; }

    template <std::integral I>
    [[nodiscard]] I read() {
        if (remaining() < sizeof(I)) fail("it ends too early");
        const I value = load<I>(begin_ + at_);
        at_ += sizeof(I);
        return value;
    }

    /// The next `length` bytes.
    [[nodiscard]] std::string_view read_bytes(std::size_t length) {
        if (remaining() < length) fail("a length goes beyond its end");
        const std::string_view part(begin_ + at_, length);
        at_ += length;
        return part;
    }

    void expect_end() const {
        if (remaining() != 0) fail("bytes are left over at its end");
    }

    [[noreturn]] void fail(std::string_view problem) const { throw_malformed(type_, problem, size_); }

private:
    const char* begin_;
    std::size_t size_;
    std::size_t at_ = 0;
    std::string_view type_;
};

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/codec/bytes.ipp>
#endif
