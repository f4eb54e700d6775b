// A callable that is used only while the call lasts it was given to: nothing is copied, and its caller is no template.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

template <class Signature>
class function_ref;

/// Refers to a callable that must outlive it. Costs an indirect call.
template <class Result, class... Arguments>
class function_ref<Result(Arguments...)> {
public:
    template <class F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, function_ref> &&
                 std::is_invocable_r_v<Result, F&, Arguments...>)
    function_ref(F&& function) noexcept  // NOLINT: made of a lambda in the call
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(function)))),
          call_([](void* object, Arguments... arguments) -> Result {
              return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<Arguments>(arguments)...);
          }) {}

    Result operator()(Arguments... arguments) const { return call_(object_, std::forward<Arguments>(arguments)...); }

private:
    void* object_;
    Result (*call_)(void*, Arguments...);
};

}  // namespace vinyl::detail
