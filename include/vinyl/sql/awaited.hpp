// Expressions in a recording that speak of the query around it: they are kept as they were written until that is known.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace vinyl::sql {

struct awaited_expression;

/// What a recording awaits, the last expression in front. Copies share it, as it is not changed any more.
/// Thread safety: distinct objects: safe; shared objects: safe to read.
class awaited_expressions {
public:
    awaited_expressions() noexcept = default;
    /// Becomes the owner of one that nobody else has.
    explicit awaited_expressions(awaited_expression* made) noexcept : last_(made) {}
    awaited_expressions(const awaited_expressions& other) noexcept;
    awaited_expressions(awaited_expressions&& other) noexcept : last_(std::exchange(other.last_, nullptr)) {}
    awaited_expressions& operator=(awaited_expressions other) noexcept {
        std::swap(last_, other.last_);
        return *this;
    }
    ~awaited_expressions();

    [[nodiscard]] awaited_expression* last() const noexcept { return last_; }
    [[nodiscard]] std::uint32_t count() const noexcept;
    /// @pre index < count()
    [[nodiscard]] const awaited_expression& operator[](std::uint32_t index) const noexcept;

private:
    awaited_expression* last_ = nullptr;
};

/// One of them, and those before it.
struct awaited_expression {
    using destroyer = void(awaited_expression* object);

    awaited_expression(const void* what, destroyer* how, awaited_expressions kept_in = {}) noexcept
        : written(what), destroy(how), holder(std::move(kept_in)) {}

    const void* written;  ///< The expression, whose type the one knows who says it.
    destroyer* destroy;
    awaited_expressions holder;  ///< What `written` is in, if it is not this.
    awaited_expressions before;
    std::size_t byte = 0, value = 0;  ///< Where it is to stand.
    std::uint32_t count = 1;          ///< How many these are.
    std::atomic<std::uint32_t> owners{1};
};

inline awaited_expressions::awaited_expressions(const awaited_expressions& other) noexcept : last_(other.last_) {
    if (last_ != nullptr) last_->owners.fetch_add(1, std::memory_order_relaxed);
}

inline awaited_expressions::~awaited_expressions() {
    if (last_ != nullptr && last_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) last_->destroy(last_);
}

inline std::uint32_t awaited_expressions::count() const noexcept { return last_ == nullptr ? 0 : last_->count; }

inline const awaited_expression& awaited_expressions::operator[](std::uint32_t index) const noexcept {
    const awaited_expression* at = last_;
    while (at->count != index + 1) at = at->before.last();
    return *at;
}

/// The same expression, to stand in another place. `all` are those that it is one of.
[[nodiscard]] inline awaited_expressions shared(const awaited_expression& one, const awaited_expressions& all) {
    const auto destroy = [](awaited_expression* object) { delete object; };
    return awaited_expressions(new awaited_expression(one.written, destroy, all));
}

}  // namespace vinyl::sql
