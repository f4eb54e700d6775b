// What a dual holds of a wait in async mode: no coroutine, because every one that nobody calls would still be compiled.
#pragma once

#include <vinyl/dual/dual.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace vinyl::io::detail {

/// A wait has a `value_type`, and `go_on(promise_base& suspended)`, which gives what it has come to; or nothing, and then it has
/// seen to it that `suspended` will be resumed, or has been already in another thread. It may throw.
template <class Wait>
class wait_frame final : public vinyl::detail::promise_of_result<typename Wait::value_type> {
    using base = vinyl::detail::promise_base;
    using access = vinyl::detail::dual_access<typename Wait::value_type>;

public:
    template <class... Args>
    explicit wait_frame(Args&&... args) : wait_(std::in_place, static_cast<Args&&>(args)...) {
        this->resume = &wait_frame::resume_self;
        this->destroy = &wait_frame::destroy_self;
        this->async = true;
    }
    wait_frame(const wait_frame&) = delete;
    wait_frame& operator=(const wait_frame&) = delete;

private:
    static void resume_self(base& self) {
        wait_frame& mine = static_cast<wait_frame&>(self);
        // Destroyed before anybody hears of it: what was waited for may end then, and the execution context, before the dual does.
        try {
            auto result = mine.wait_->go_on(self);
            if (!result) return;
            mine.wait_.reset();
            access::end(*mine.out, *std::move(result));
        } catch (...) {
            mine.wait_.reset();
            access::fail(*mine.out, std::current_exception());
        }
        *self.task->finished = &self;
    }
    static void destroy_self(base& self) noexcept { delete static_cast<wait_frame*>(&self); }

    std::optional<Wait> wait_;
};

/// A wait that is made of these and begins when it is awaited.
template <class Wait, class... Args>
[[nodiscard]] dual<typename Wait::value_type> wait_later(Args&&... args) {
    using access = vinyl::detail::dual_access<typename Wait::value_type>;
    return access::of_pending(*new wait_frame<Wait>(static_cast<Args&&>(args)...));
}

}  // namespace vinyl::io::detail
