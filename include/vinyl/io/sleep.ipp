// Body of sleeping.
#pragma once

#include <vinyl/io/alarm.hpp>
#include <vinyl/io/sleep.hpp>
#include <vinyl/io/wait_frame.hpp>

#include <optional>
#include <thread>
#include <variant>

namespace vinyl::io {
namespace detail {

/// A task's sleep.
class nap {
public:
    using value_type = void;

    explicit nap(deadline until) noexcept : until_(until) {}

    [[nodiscard]] std::optional<std::monostate> go_on(vinyl::detail::promise_base& suspended) {
        if (!bell_) {
            bell_.emplace(suspended.task->executor).resume_later(suspended, until_);
            return std::nullopt;
        }
        static_cast<void>(bell_->has_rung());  // nobody rings; but this throws if the task was cancelled
        return std::monostate();
    }

private:
    deadline until_;
    std::optional<alarm> bell_;
};

}  // namespace detail

VINYL_DECL dual<void> sleep_until(deadline moment) {
    if (is_async()) return detail::wait_later<detail::nap>(moment);
    std::this_thread::sleep_until(moment.moment());
    return dual<void>::ready();
}

}  // namespace vinyl::io
