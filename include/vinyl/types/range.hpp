// A range of values, such as int8range or daterange.
// https://www.postgresql.org/docs/current/rangetypes.html
#pragma once

#include <optional>
#include <utility>

namespace vinyl {

/// All values from `lower` to `upper`; a bound that is missing is unlimited. By default the lower bound belongs to the
/// range and the upper does not. The empty range has no bounds. A default-constructed range is empty.
///
/// The server brings ranges of integers and dates into the form [lower, upper): what was sent as [1, 3] comes back as
/// [1, 4). Comparison here is of the parts as they are.
template <class T>
class range {
public:
    using value_type = T;

    constexpr range() = default;
    constexpr range(std::optional<T> lower, std::optional<T> upper, bool lower_inclusive = true,
                    bool upper_inclusive = false)
        : lower_(std::move(lower)), upper_(std::move(upper)), lower_inclusive_(lower_inclusive && lower_),
          upper_inclusive_(upper_inclusive && upper_), empty_(false) {}

    /// [lower, upper], both bounds included.
    [[nodiscard]] static constexpr range closed(T lower, T upper) {
        return range(std::move(lower), std::move(upper), true, true);
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return empty_; }
    /// nullopt: unlimited, or the range is empty.
    [[nodiscard]] constexpr const std::optional<T>& lower() const noexcept { return lower_; }
    [[nodiscard]] constexpr const std::optional<T>& upper() const noexcept { return upper_; }
    [[nodiscard]] constexpr bool lower_inclusive() const noexcept { return lower_inclusive_; }
    [[nodiscard]] constexpr bool upper_inclusive() const noexcept { return upper_inclusive_; }

    [[nodiscard]] constexpr bool contains(const T& value) const {
        if (empty_) return false;
        if (lower_ && (lower_inclusive_ ? value < *lower_ : !(*lower_ < value))) return false;
        return !upper_ || (upper_inclusive_ ? !(*upper_ < value) : value < *upper_);
    }

    friend constexpr bool operator==(const range&, const range&) = default;

private:
    std::optional<T> lower_;
    std::optional<T> upper_;
    bool lower_inclusive_ = false;
    bool upper_inclusive_ = false;
    bool empty_ = true;
};

}  // namespace vinyl
