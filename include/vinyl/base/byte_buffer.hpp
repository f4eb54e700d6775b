// Bytes that grow at their end, the first ones without memory of their own, the next ones in memory that the thread has used before.
#pragma once

#include <vinyl/base/per_thread.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vinyl {

/// Thread safety: distinct objects: safe; shared objects: safe to read.
class byte_buffer {
public:
    byte_buffer() noexcept : data_(few_) {}
    byte_buffer(const byte_buffer& other) : data_(few_) { assign(other.view()); }
    byte_buffer(byte_buffer&& other) noexcept : data_(few_) { take(other); }
    byte_buffer& operator=(const byte_buffer& other) {
        if (this != &other) assign(other.view());
        return *this;
    }
    byte_buffer& operator=(byte_buffer&& other) noexcept {
        if (this == &other) return *this;
        release();
        take(other);
        return *this;
    }
    ~byte_buffer() { release(); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::string_view view() const noexcept { return {data_, size_}; }

    /// Room for so many bytes more, to be filled in.
    [[nodiscard]] char* grow(std::size_t by) {
        if (by > capacity_ - size_) [[unlikely]]
            enlarge(size_ + by);
        char* const room = data_ + size_;
        size_ += static_cast<std::uint32_t>(by);
        return room;
    }
    void append(std::string_view bytes) {
        if (!bytes.empty()) std::memcpy(grow(bytes.size()), bytes.data(), bytes.size());
    }
    /// Keeps the first `size` bytes.
    void cut(std::size_t size) noexcept { size_ = static_cast<std::uint32_t>(size); }

private:
    static constexpr std::uint32_t few = 176, block = 1024;

    /// Blocks that this thread had and needs no more.
    struct spare_blocks {
        std::array<char*, 4> kept{};
        std::size_t count = 0;

        spare_blocks() = default;
        spare_blocks(const spare_blocks&) = delete;
        spare_blocks& operator=(const spare_blocks&) = delete;
        ~spare_blocks() {
            while (count > 0) delete[] kept[--count];
        }
    };

    static char* new_block() {
        spare_blocks* const mine = detail::per_thread<spare_blocks>::get();
        return mine != nullptr && mine->count > 0 ? mine->kept[--mine->count] : new char[block];
    }
    void free_memory() noexcept {
        if (data_ == few_) return;
        spare_blocks* const mine = capacity_ == block ? detail::per_thread<spare_blocks>::get() : nullptr;
        if (mine != nullptr && mine->count < mine->kept.size()) mine->kept[mine->count++] = data_;
        else delete[] data_;
    }

    void assign(std::string_view bytes) {
        cut(0);
        append(bytes);
    }
    void take(byte_buffer& other) noexcept {
        size_ = other.size_;
        if (other.data_ == other.few_) {
            std::memcpy(few_, other.few_, size_);
        } else {
            data_ = other.data_;
            capacity_ = other.capacity_;
            other.data_ = other.few_;
            other.capacity_ = few;
        }
        other.size_ = 0;
    }
    void release() noexcept {
        free_memory();
        data_ = few_;
        capacity_ = few;
        size_ = 0;
    }
    void enlarge(std::size_t least) {
        const std::size_t capacity = least <= block ? block : std::max(least, std::size_t{capacity_} * 2);
        char* const larger = capacity == block ? new_block() : new char[capacity];
        std::memcpy(larger, data_, size_);
        free_memory();
        data_ = larger;
        capacity_ = static_cast<std::uint32_t>(capacity);
    }

    char* data_;
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = few;
    char few_[few];
};

}  // namespace vinyl
