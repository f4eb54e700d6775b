// The memory of the last statement that a thread ran, for its next one: in a loop of small queries the text and the
// parameters are allocated once.
#pragma once

#include <vinyl/base/per_thread.hpp>
#include <vinyl/base/statement.hpp>

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
        return mine == nullptr ? std::string() : std::move(mine->memory_.text);
    }
    /// No values, and room for some.
    [[nodiscard]] static std::vector<wire_value> take_values() {
        std::vector<wire_value> values;
        if (spare_statement* const mine = per_thread<spare_statement>::get())
            values = std::move(mine->memory_.parameters);
        if (values.capacity() == 0) values.reserve(few_values);
        return values;
    }

    static void put_back(statement&& used) noexcept {
        constexpr std::size_t longest_text = 4096, most_parameters = 16;
        if (used.text.capacity() > longest_text || used.parameters.capacity() > most_parameters) return;
        spare_statement* const mine = per_thread<spare_statement>::get();
        if (mine == nullptr) return;
        used.parameters.clear();  // values are not kept
        mine->memory_ = std::move(used);
    }

private:
    static constexpr std::size_t few_values = 4;

    statement memory_;
};

}  // namespace vinyl::detail
