// The memory of the last statement that a thread ran, for its next one: in a loop of small queries the text and the
// parameters are allocated once.
#pragma once

#include <vinyl/base/statement.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// Thread safety: one thread.
class spare_statement {
public:
    constexpr spare_statement() noexcept = default;
    spare_statement(const spare_statement&) = delete;
    spare_statement& operator=(const spare_statement&) = delete;
    ~spare_statement() { closed_ = true; }  // statements that are even later, at the thread's end, use their own memory

    /// A text to be overwritten.
    [[nodiscard]] std::string take_text() noexcept { return closed_ ? std::string() : std::move(memory_.text); }
    /// No values, and room for some.
    [[nodiscard]] std::vector<wire_value> take_values() {
        std::vector<wire_value> values;
        if (!closed_) values = std::move(memory_.parameters);
        if (values.capacity() == 0) values.reserve(few_values);
        return values;
    }

    void put_back(statement&& used) noexcept {
        constexpr std::size_t longest_text = 4096, most_parameters = 16;
        if (closed_ || used.text.capacity() > longest_text || used.parameters.capacity() > most_parameters) return;
        used.parameters.clear();  // values are not kept
        memory_ = std::move(used);
    }

private:
    static constexpr std::size_t few_values = 4;

    statement memory_;
    static inline constinit thread_local bool closed_ = false;  // outlives the object, unlike its members
};

inline thread_local spare_statement this_thread_spare;

}  // namespace vinyl::detail
