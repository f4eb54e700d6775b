// Rows that a queryset was asked for once, by iterating it or by its size, and that it keeps.
#pragma once

#include <vinyl/base/new_shared.hpp>

#include <atomic>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// Shared by the copies of a queryset. The type of the rows is in nothing that copies it.
template <class Row>
class kept_rows {
public:
    kept_rows() = default;
    kept_rows(const kept_rows& other) : kept_(other.kept_) {
        if constexpr (std::is_copy_constructible_v<Row>)
            if (kept_)
                kept().copy.store([](const std::vector<Row>& rows) { return std::vector<Row>(rows); },
                                  std::memory_order_relaxed);
    }
    kept_rows& operator=(const kept_rows& other) { return *this = kept_rows(other); }
    kept_rows(kept_rows&&) noexcept = default;
    kept_rows& operator=(kept_rows&&) noexcept = default;
    ~kept_rows() = default;

    [[nodiscard]] bool any() const noexcept { return kept_ != nullptr; }
    /// @pre any()
    [[nodiscard]] const std::vector<Row>& rows() const noexcept { return kept().rows; }
    const std::vector<Row>& keep(std::vector<Row>&& rows) {
        kept_ = own_object(new with_copy{std::move(rows)}, &delete_object<with_copy>);
        return kept().rows;
    }

    /// Whether give_away() can: not when copies share rows that can not be copied.
    [[nodiscard]] bool can_give_away() const noexcept {
        return kept_ && (kept_.use_count() == 1 || kept().copy.load(std::memory_order_relaxed) != nullptr);
    }
    /// The rows of a queryset that goes: moved, unless a copy of it has them, too.
    [[nodiscard]] std::vector<Row> give_away() {
        if (kept_.use_count() == 1) {
            std::atomic_thread_fence(std::memory_order_acquire);  // behind what copies in other threads have read
            return std::move(kept().rows);
        }
        return kept().copy.load(std::memory_order_relaxed)(kept().rows);
    }

private:
    struct with_copy {
        std::vector<Row> rows;
        /// Set when the queryset is copied: a program that copies none need not compile how its rows are.
        std::atomic<std::vector<Row> (*)(const std::vector<Row>&)> copy = nullptr;
    };
    [[nodiscard]] with_copy& kept() const noexcept { return *static_cast<with_copy*>(kept_.get()); }

    std::shared_ptr<void> kept_;
};

}  // namespace vinyl::detail
