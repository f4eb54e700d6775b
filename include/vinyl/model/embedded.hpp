// A plain struct whose members are columns of the model that it is embedded in: `vinyl::embedded<Stamps> stamps;`.
#pragma once

#include <type_traits>
#include <utility>

namespace vinyl {

/// The members of the plain struct S as columns of the model this is a member of: `invoice.stamps->created`, in paths and in
/// meta "stamps__created"_f. Their columns are called as they are themselves, unless meta says prefix("stamps"_f, "st_").
/// S may embed further structs. Thread safety: as an S.
template <class S>
class embedded {
public:
    embedded() = default;
    embedded(S value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): `.stamps = Stamps{...}`

    [[nodiscard]] constexpr S& operator*() & noexcept { return value_; }
    [[nodiscard]] constexpr const S& operator*() const& noexcept { return value_; }
    /// By value, so that nothing refers into a temporary.
    [[nodiscard]] constexpr S operator*() && { return std::move(value_); }
    [[nodiscard]] constexpr S* operator->() noexcept { return &value_; }
    [[nodiscard]] constexpr const S* operator->() const noexcept { return &value_; }

    [[nodiscard]] friend bool operator==(const embedded& left, const embedded& right)
        requires requires(const S& value) { value == value; }
    {
        return left.value_ == right.value_;
    }

private:
    S value_{};
};

namespace detail {

template <class T>
inline constexpr bool is_embedded = false;
template <class S>
inline constexpr bool is_embedded<embedded<S>> = true;

}  // namespace detail
}  // namespace vinyl
