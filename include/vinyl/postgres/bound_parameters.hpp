// A statement's parameters as libpq takes them: arrays side by side.
#pragma once

#include <vinyl/base/statement.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace vinyl::postgres {

/// Points into the statement. A few parameters need no memory of their own.
/// Thread safety: distinct objects: safe; shared objects: unsafe.
class bound_parameters {
public:
    explicit bound_parameters(const statement& bound) : count_(bound.parameters.size()) {
        if (count_ > few) make_room();
        for (std::size_t i = 0; i < count_; ++i) {
            const wire_value& value = bound.parameters[i];
            values_[i] = value.null ? nullptr : value.bytes.data();
            lengths_[i] = static_cast<int>(value.bytes.size());
        }
    }
    bound_parameters(const bound_parameters&) = delete;
    bound_parameters& operator=(const bound_parameters&) = delete;

    [[nodiscard]] int count() const noexcept { return static_cast<int>(count_); }
    [[nodiscard]] const char* const* values() const noexcept { return values_; }
    [[nodiscard]] const int* lengths() const noexcept { return lengths_; }
    [[nodiscard]] const int* formats() const noexcept { return more_ ? more_->formats.data() : binary.data(); }

private:
    static constexpr std::size_t few = 8;
    static constexpr std::array<int, few> binary{1, 1, 1, 1, 1, 1, 1, 1};

    struct arrays {
        std::vector<const char*> values;
        std::vector<int> lengths, formats;
    };

    [[gnu::noinline]] void make_room() {
        more_ = std::make_unique<arrays>();
        more_->values.resize(count_);
        more_->lengths.resize(count_);
        more_->formats.resize(count_, 1);
        values_ = more_->values.data();
        lengths_ = more_->lengths.data();
    }

    std::size_t count_;
    const char* few_values_[few];
    int few_lengths_[few];
    const char** values_ = few_values_;
    int* lengths_ = few_lengths_;
    std::unique_ptr<arrays> more_;
};

}  // namespace vinyl::postgres
