// The memory of the statements that a thread ran, for its next ones: in a loop of small queries the text and the parameters are
// allocated once.
#pragma once

#include <vinyl/base/per_thread.hpp>
#include <vinyl/base/statement.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// Thread safety: one thread.
class spare_statement {
public:
    /// A text to be overwritten.
    [[nodiscard]] static std::string take_text() {
        spare_statement* const mine = per_thread<spare_statement>::get();
        return mine == nullptr ? std::string() : std::move(mine->text_);
    }
    /// No values, and room for so many at least.
    [[nodiscard]] static std::vector<wire_value> take_values(std::size_t room) {
        std::vector<wire_value> values;
        if (spare_statement* const mine = per_thread<spare_statement>::get(); mine != nullptr && mine->count_ > 0)
            values = std::move(mine->values_[--mine->count_]);
        if (values.capacity() < room || values.capacity() == 0) values.reserve(std::max(room, few_values));
        return values;
    }

    static void put_back(statement&& used) noexcept {
        put_back(std::move(used.parameters));
        constexpr std::size_t longest_text = 4096;
        spare_statement* const mine = per_thread<spare_statement>::get();
        if (mine != nullptr && used.text.capacity() <= longest_text) mine->text_ = std::move(used.text);
    }
    static void put_back(std::vector<wire_value>&& used) noexcept {
        constexpr std::size_t most_values = 16;
        if (used.capacity() == 0 || used.capacity() > most_values) return;
        spare_statement* const mine = per_thread<spare_statement>::get();
        if (mine == nullptr || mine->count_ == mine->values_.size()) return;
        used.clear();  // the values are not kept
        mine->values_[mine->count_++] = std::move(used);
    }

private:
    static constexpr std::size_t few_values = 6;

    std::string text_;
    std::array<std::vector<wire_value>, 4> values_;
    std::size_t count_ = 0;
};

}  // namespace vinyl::detail
