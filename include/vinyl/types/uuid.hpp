// The 16 bytes of a `uuid` column.
// https://www.rfc-editor.org/rfc/rfc9562
#pragma once

#include <vinyl/base/config.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <iosfwd>
#include <string>
#include <string_view>

namespace vinyl {

/// A universally unique identifier; a default-constructed one is the nil UUID. Ordered as PostgreSQL orders them.
class uuid {
public:
    constexpr uuid() noexcept = default;
    constexpr explicit uuid(const std::array<std::uint8_t, 16>& bytes) noexcept : bytes_(bytes) {}

    /// Reads 32 hexadecimal digits in either case; hyphens may stand between bytes, braces around the whole.
    /// Throws data_error when the text is something else.
    explicit uuid(std::string_view text);

    /// A random one (version 4) from the operating system's source of randomness. Safe to call from any thread.
    [[nodiscard]] static uuid random();

    /// In the order in which they are written.
    [[nodiscard]] constexpr const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
    [[nodiscard]] constexpr bool is_nil() const noexcept { return *this == uuid(); }

    /// "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11".
    [[nodiscard]] std::string to_string() const;

    friend constexpr auto operator<=>(const uuid&, const uuid&) noexcept = default;

    template <class Traits>
    friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const uuid& value) {
        return out << value.to_string();
    }

private:
    std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace vinyl

template <>
struct std::hash<vinyl::uuid> {
    [[nodiscard]] std::size_t operator()(const vinyl::uuid& value) const noexcept {
        return std::hash<std::string_view>()({reinterpret_cast<const char*>(value.bytes().data()), 16});
    }
};

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/uuid.ipp>
#endif
