// An object of each thread, for what every query passes through. To look at a thread_local object with a destructor is a
// call each time; to look at this one, an instruction.
#pragma once

namespace vinyl::detail {

/// Made when a thread first asks for it, destroyed at the thread's end. Thread safety: a thread has its own.
template <class T>
class per_thread {
public:
    /// Null at the thread's end, when it has been destroyed: for what is done even later.
    [[nodiscard]] static T* get() { return here_ != nullptr ? here_ : first_or_late(); }

private:
    struct owner {
        T held;
        owner() { here_ = &held; }
        owner(const owner&) = delete;
        owner& operator=(const owner&) = delete;
        ~owner() { here_ = nullptr; }
    };

    [[gnu::noinline, gnu::cold]] static T* first_or_late() {
        thread_local owner of_thread;
        return here_;
    }

    static inline constinit thread_local T* here_ = nullptr;
};

}  // namespace vinyl::detail
