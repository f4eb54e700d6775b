// Shared objects whose type the code that counts their owners need not know.
#pragma once

#include <vinyl/base/config.hpp>

#include <memory>
#include <type_traits>

namespace vinyl::detail {

/// Owns an object of whatever type. Calls destroy() at once if it can not.
[[nodiscard]] std::shared_ptr<void> own_object(void* object, void (*destroy)(void*));

template <class T>
void delete_object(void* object) {
    delete static_cast<T*>(object);
}

/// As std::make_shared, which compiles to some thirty functions for each type where this takes ten, but with an allocation
/// more: for what is not made for each query or row. Not for types that are shared from this.
template <class T, class... Args>
[[nodiscard]] std::shared_ptr<T> new_shared(Args&&... args) {
    using object = std::remove_const_t<T>;
    static_assert(!requires(object& one) { one.weak_from_this(); });
    auto* const made = new object(static_cast<Args&&>(args)...);
    return std::shared_ptr<T>(own_object(made, &delete_object<object>), made);
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/base/new_shared.ipp>
#endif
