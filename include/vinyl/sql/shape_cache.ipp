// How shapes are kept and found.
#pragma once

#include <vinyl/sql/replay.hpp>
#include <vinyl/sql/shape_cache.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

namespace vinyl::sql {
namespace detail {

/// Eight bytes at a time.
[[nodiscard]] inline std::size_t hash_of(std::string_view bytes) noexcept {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15U;
    const auto mix = [](std::uint64_t hash, std::uint64_t word) noexcept {
        hash = (hash ^ word) * odd;
        return hash ^ (hash >> 32U);
    };
    std::uint64_t hash = bytes.size() * odd;
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 8, at += 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        hash = mix(hash, word);
    }
    std::uint64_t word = 0;
    std::memcpy(&word, at, left);
    return mix(mix(hash, word), 0);
}

}  // namespace detail

VINYL_DECL std::size_t known_shape::bytes() const noexcept {
    std::size_t size = sizeof *this + instructions.capacity() + what.text.capacity() +
                       what.parameters.capacity() * sizeof(parameter_source) +
                       what.related.capacity() * sizeof(related_output);
    for (const wire_value& each : what.constants) size += sizeof each + each.bytes.capacity();
    return size;
}

VINYL_DECL shape_cache::shape_cache(std::size_t most_shapes, std::size_t most_bytes)
    : most_shapes_(std::max<std::size_t>(1, most_shapes / part_count)), most_bytes_(most_bytes / part_count) {}

VINYL_DECL std::shared_ptr<const known_shape> shape_cache::find(std::string_view instructions) {
    const std::size_t hash = detail::hash_of(instructions);
    part& in = parts_[hash >> 32U & (part_count - 1)];
    {
        const std::scoped_lock lock(in.mutex);
        if (const auto found = in.index.find({instructions, hash}); found != in.index.end()) {
            in.recent.splice(in.recent.begin(), in.recent, found->second);
            return in.recent.front();
        }
    }
    auto made = std::make_shared<known_shape>();
    made->what = make_shape(instructions);
    made->instructions = instructions;
    if (made->bytes() > most_bytes_) return made;  // it would push out all others
    order alone{made};
    const std::scoped_lock lock(in.mutex);
    if (in.index.try_emplace({made->instructions, hash}, alone.begin()).second) {  // else another thread made it, too
        in.recent.splice(in.recent.begin(), alone);
        in.bytes += made->bytes();
        evict(in);
    }
    return made;
}

VINYL_DECL void shape_cache::evict(part& from) const {
    while (from.recent.size() > 1 && (from.recent.size() > most_shapes_ || from.bytes > most_bytes_)) {
        const known_shape& oldest = *from.recent.back();
        from.bytes -= oldest.bytes();
        from.index.erase({oldest.instructions, detail::hash_of(oldest.instructions)});
        from.recent.pop_back();
    }
}

VINYL_DECL void shape_cache::clear() {
    for (part& each : parts_) {
        const std::scoped_lock lock(each.mutex);
        each.index.clear();
        each.recent.clear();
        each.bytes = 0;
    }
}

VINYL_DECL std::size_t shape_cache::size() const {
    std::size_t sum = 0;
    for (const part& each : parts_) {
        const std::scoped_lock lock(each.mutex);
        sum += each.recent.size();
    }
    return sum;
}

VINYL_DECL std::size_t shape_cache::bytes() const {
    std::size_t sum = 0;
    for (const part& each : parts_) {
        const std::scoped_lock lock(each.mutex);
        sum += each.bytes;
    }
    return sum;
}

VINYL_DECL shape_cache& shapes() {
    static auto* const kept = new shape_cache();  // leaked on purpose: static objects may ask when the process ends
    return *kept;
}

}  // namespace vinyl::sql
