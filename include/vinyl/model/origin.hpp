// What the rows of one result share in one relation, counted by the relations that point at it.
#pragma once

#include <vinyl/base/config.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace vinyl::detail {

/// The base of what is shared; it is deleted with its last user. Thread safety: all members.
class row_origin {
public:
    row_origin() = default;
    row_origin(const row_origin&) = delete;
    row_origin& operator=(const row_origin&) = delete;
    virtual ~row_origin() = default;

    void add_users(std::size_t count) noexcept { users_.fetch_add(count, std::memory_order_relaxed); }
    void remove_users(std::size_t count) noexcept {
        if (users_.fetch_sub(count, std::memory_order_acq_rel) == count) delete this;
    }

private:
    std::atomic<std::size_t> users_{0};
};

/// One user of an origin, or none. Half as large as a std::shared_ptr, and many can be counted at once: see origin_supply.
/// Thread safety: as a std::shared_ptr.
class origin_ptr {
public:
    origin_ptr() noexcept = default;
    origin_ptr(const origin_ptr& other) noexcept : origin_(other.origin_) {
        if (origin_ != nullptr) origin_->add_users(1);
    }
    origin_ptr(origin_ptr&& other) noexcept : origin_(other.origin_) { other.origin_ = nullptr; }
    origin_ptr& operator=(origin_ptr other) noexcept {
        row_origin* const former = origin_;
        origin_ = other.origin_;
        other.origin_ = former;
        return *this;
    }
    ~origin_ptr() {
        if (origin_ != nullptr) origin_->remove_users(1);
    }

    [[nodiscard]] const row_origin* get() const noexcept { return origin_; }
    /// One more user; null when there is no origin.
    [[nodiscard]] std::shared_ptr<row_origin> share() const;

private:
    friend class origin_supply;
    explicit origin_ptr(row_origin* counted) noexcept : origin_(counted) {}

    row_origin* origin_ = nullptr;
};

/// Hands out users of one origin that were counted all at once: counting them row by row shows in the time that a large
/// result takes. Thread safety: none; belongs to whoever reads the result.
class origin_supply {
public:
    /// `made` may be null: then there is nothing to hand out. `users` is how many will be wanted.
    origin_supply(std::unique_ptr<row_origin> made, std::size_t users) noexcept;
    /// Of an origin that has no owner yet.
    origin_supply(row_origin* made, std::size_t users) noexcept : origin_(made), users_(users) {
        if (origin_ != nullptr) refill();
    }
    origin_supply(origin_supply&& other) noexcept : origin_(other.origin_), users_(other.users_), left_(other.left_) {
        other.origin_ = nullptr;
    }
    origin_supply& operator=(origin_supply&&) = delete;
    ~origin_supply() {
        if (origin_ != nullptr) origin_->remove_users(left_);
    }

    [[nodiscard]] origin_ptr take() noexcept {
        if (origin_ == nullptr) return {};
        if (left_ == 1) refill();  // the last one keeps the origin alive
        --left_;
        return origin_ptr(origin_);
    }

private:
    void refill() noexcept {
        origin_->add_users(users_ + 1);
        left_ += users_ + 1;
    }

    row_origin* origin_;
    std::size_t users_;
    std::size_t left_ = 0;
};

}  // namespace vinyl::detail
