// The shelves of freed frames that each thread has.
#pragma once

#include <vinyl/base/per_thread.hpp>
#include <vinyl/dual/frame_memory.hpp>

#include <array>
#include <new>

namespace vinyl::detail {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool keep_frames = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool keep_frames = false;
#else
inline constexpr bool keep_frames = true;
#endif
#else
inline constexpr bool keep_frames = true;
#endif

/// Freed frames of one thread by size. Thread safety: one thread.
class frame_memory {
public:
    constexpr frame_memory() noexcept = default;
    frame_memory(const frame_memory&) = delete;
    frame_memory& operator=(const frame_memory&) = delete;
    ~frame_memory() {
        for (shelf& each : shelves_) {
            while (block* const top = each.top) {
                each.top = top->next;
                ::operator delete(top);
            }
        }
    }

    void* take(std::size_t size) {
        const std::size_t index = shelf_of(size);
        if (index >= shelves_.size() || shelves_[index].top == nullptr) return ::operator new(rounded(size));
        shelf& from = shelves_[index];
        block* const top = from.top;
        from.top = top->next;
        --from.count;
        return top;
    }

    void put_back(void* memory, std::size_t size) noexcept {
        const std::size_t index = shelf_of(size);
        if (index >= shelves_.size() || shelves_[index].count == most) return ::operator delete(memory);
        shelf& to = shelves_[index];
        to.top = ::new (memory) block{to.top};
        ++to.count;
    }

    static constexpr std::size_t rounded(std::size_t size) noexcept { return (shelf_of(size) + 1) * grain; }

private:
    struct block {
        block* next;
    };
    struct shelf {
        block* top = nullptr;
        std::size_t count = 0;
    };
    static constexpr std::size_t grain = 128;  ///< Bytes by which the shelves differ.
    static constexpr std::size_t most = 8;     ///< Frames on one shelf.

    static constexpr std::size_t shelf_of(std::size_t size) noexcept { return (size - 1) / grain; }
    std::array<shelf, 12> shelves_{};
};

VINYL_DECL void* take_frame(std::size_t size) {
    if constexpr (keep_frames) {
        frame_memory* const mine = per_thread<frame_memory>::get();
        // rounded, because another thread may put it on its shelf
        return mine == nullptr ? ::operator new(frame_memory::rounded(size)) : mine->take(size);
    } else {
        return ::operator new(size);
    }
}

VINYL_DECL void put_back_frame(void* memory, std::size_t size) noexcept {
    if constexpr (keep_frames)
        if (frame_memory* const mine = per_thread<frame_memory>::get()) return mine->put_back(memory, size);
    ::operator delete(memory);
}

}  // namespace vinyl::detail
