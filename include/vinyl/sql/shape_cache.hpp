// The texts that were made once: what a recording comes down to is found again by its instructions.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/light_mutex.hpp>
#include <vinyl/sql/shape.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vinyl::sql {

/// A shape with the instructions that it was made of.
struct known_shape {
    std::string instructions;
    shape what;

    [[nodiscard]] std::size_t bytes() const noexcept;  ///< About how much memory it takes.
};

/// Shapes by their instructions: so many at most, and of so many bytes; those that were not asked for the longest time go first.
/// In several parts with a lock each. Thread safety: all members.
class shape_cache {
public:
    explicit shape_cache(std::size_t most_shapes = 4'096, std::size_t most_bytes = std::size_t{16} << 20U);
    shape_cache(const shape_cache&) = delete;
    shape_cache& operator=(const shape_cache&) = delete;

    /// The shape of these instructions, which is made when it is not known. Throws usage_error for what can not be asked.
    [[nodiscard]] std::shared_ptr<const known_shape> find(std::string_view instructions);
    void clear();
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::size_t bytes() const;

private:
    struct key {
        std::string_view instructions;
        std::size_t hash;
        bool operator==(const key& other) const noexcept { return instructions == other.instructions; }
    };
    struct hash_of_key {
        std::size_t operator()(const key& of) const noexcept { return of.hash; }
    };
    using order = std::list<std::shared_ptr<const known_shape>>;
    struct part {
        mutable vinyl::detail::light_mutex mutex;
        order recent;  ///< The one that was asked for last comes first.
        std::unordered_map<key, order::iterator, hash_of_key> index;
        std::size_t bytes = 0;
    };
    static constexpr std::size_t part_count = 16;

    void evict(part& from) const;

    std::size_t most_shapes_, most_bytes_;  ///< Of each part.
    std::array<part, part_count> parts_;
};

/// The cache of the process.
[[nodiscard]] shape_cache& shapes();

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/shape_cache.ipp>
#endif
