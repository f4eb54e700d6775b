// What decimals need while they are computed: room for base-10000 digits, and exponents below zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace vinyl::detail {

/// Division that rounds down, for exponents below zero.
[[nodiscard]] constexpr int floor_divide(int a, int b) noexcept { return a / b - (a % b < 0); }

/// A run of base-10000 digits that lives on the stack unless it is long.
class group_buffer {
public:
    explicit group_buffer(std::size_t size) : size_(size) {
        if (size > small) large_ = std::make_unique<std::uint16_t[]>(size);
    }

    [[nodiscard]] std::uint16_t* data() noexcept { return large_ ? large_.get() : small_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint16_t& operator[](std::size_t i) noexcept { return data()[i]; }

private:
    static constexpr std::size_t small = 32;

    std::size_t size_;
    std::unique_ptr<std::uint16_t[]> large_;
    std::uint16_t small_[small]{};
};

}  // namespace vinyl::detail
