// A list that somebody else owns, mostly a constant one: std::span for those who compile it with each model and query. The constructors
// of std::span ask of each type of array that it is made from whether it is a contiguous range of convertible references, which
// was a tenth of what a model cost.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace vinyl {

/// Thread safety: as of a pointer to its first element.
template <class T>
class list_view {
    using value = std::remove_const_t<T>;
    using owner = std::conditional_t<std::is_const_v<T>, const std::vector<value>, std::vector<value>>;

public:
    using element_type = T;
    using value_type = value;
    using iterator = T*;

    constexpr list_view() noexcept = default;
    constexpr list_view(T* first, std::size_t size) noexcept : first_(first), size_(size) {}
    // NOLINTBEGIN(google-explicit-constructor)
    template <std::size_t N>
    constexpr list_view(T (&all)[N]) noexcept : first_(all), size_(N) {}
    template <std::size_t N>
    constexpr list_view(const std::array<value, N>& all) noexcept : first_(all.data()), size_(N) {}
    template <std::size_t N>
    constexpr list_view(std::array<value, N>& all) noexcept : first_(all.data()), size_(N) {}
    constexpr list_view(owner& all) noexcept : first_(all.data()), size_(all.size()) {}
    /// Elements that may be written as such that may not.
    template <class U>
        requires(std::is_const_v<T> && std::is_same_v<U, value>)
    constexpr list_view(const list_view<U>& all) noexcept : first_(all.data()), size_(all.size()) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] constexpr T* data() const noexcept { return first_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr T* begin() const noexcept { return first_; }
    [[nodiscard]] constexpr T* end() const noexcept { return first_ + size_; }
    /// @pre index < size()
    [[nodiscard]] constexpr T& operator[](std::size_t index) const noexcept { return first_[index]; }
    /// @pre !empty()
    [[nodiscard]] constexpr T& front() const noexcept { return *first_; }
    /// @pre !empty()
    [[nodiscard]] constexpr T& back() const noexcept { return first_[size_ - 1]; }
    /// The first `count`. @pre count <= size()
    [[nodiscard]] constexpr list_view first(std::size_t count) const noexcept { return {first_, count}; }
    /// What is left without the first `count`. @pre count <= size()
    [[nodiscard]] constexpr list_view without_first(std::size_t count) const noexcept {
        return {first_ + count, size_ - count};
    }

private:
    T* first_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace vinyl
