// `"title"_f.slice(0, 3)`: a part of a text or an array, counted from 0, its end not included.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/expr/concepts.hpp>

#include <cstdint>

namespace vinyl {

template <class Self>
class lookups;

namespace detail {
[[noreturn]] inline void throw_bad_slice() {
    throw usage_error("slice() of a value takes places from 0 on, and its end is not before its start");
}
}  // namespace detail

template <class Operand, bool HasEnd>
class slice_of : public expression_tag, public lookups<slice_of<Operand, HasEnd>> {
public:
    static constexpr bool has_end = HasEnd;
    using parts = detail::type_list<Operand>;
    constexpr slice_of(Operand operand, std::int32_t first, std::int32_t last)
        : operand_(static_cast<Operand&&>(operand)), first_(first), last_(last) {
        if (first < 0 || (HasEnd && last < first)) detail::throw_bad_slice();
    }
    [[nodiscard]] constexpr const Operand& operand() const noexcept { return operand_; }
    [[nodiscard]] constexpr std::int32_t first() const noexcept { return first_; }
    [[nodiscard]] constexpr std::int32_t last() const noexcept { return last_; }

private:
    [[no_unique_address]] Operand operand_;
    std::int32_t first_, last_;
};

}  // namespace vinyl
