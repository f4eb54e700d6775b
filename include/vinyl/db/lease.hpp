// A borrowed connection: goes back to its pool by itself.
#pragma once

#include <vinyl/base/statement.hpp>
#include <vinyl/db/pool_core.hpp>

#include <cstdint>
#include <memory>
#include <utility>

namespace vinyl::db {

class pool;

/// The right to use one connection. When it is destroyed or released the connection goes back to its pool: at
/// once to the next borrower if its session is clean, else after a rollback or a reset, else it is closed.
///
/// Move-only. Keeps the pool alive, unless it comes from pool::lend().
/// Thread safety: distinct objects: safe; shared objects: unsafe.
class lease {
public:
    lease() noexcept = default;
    lease(std::shared_ptr<pool> from, pool_slot& slot) noexcept
        : pool_(std::move(from)), slot_(&slot), link_(slot.link.get()), generation_(slot.generation) {}
    lease(lease&& other) noexcept
        : pool_(std::move(other.pool_)), slot_(std::exchange(other.slot_, nullptr)),
          link_(std::exchange(other.link_, nullptr)), generation_(other.generation_),
          altered_(std::exchange(other.altered_, false)) {}
    lease& operator=(lease&& other) noexcept {
        if (this != &other) {
            release();
            pool_ = std::move(other.pool_);
            slot_ = std::exchange(other.slot_, nullptr);
            link_ = std::exchange(other.link_, nullptr);
            generation_ = other.generation_;
            altered_ = std::exchange(other.altered_, false);
        }
        return *this;
    }
    ~lease() { release(); }

    explicit operator bool() const noexcept { return slot_ != nullptr; }
    /// @pre *this
    [[nodiscard]] any_connection& operator*() const noexcept { return *link_; }
    any_connection* operator->() const noexcept { return link_; }

    /// To be called before a statement is sent over it: notes whether the session must be brought back to how it was
    /// opened before anybody else gets it. @pre *this, and it is exclusive unless the statement keeps its session
    void note(const statement& sent) noexcept {
        if (!sent.keeps_session && !altered_) altered_ = !link_->session_reset().empty();
    }

    /// Gives the connection back. A second call does nothing.
    void release() noexcept {
        if (slot_ != nullptr) give_back();
    }

private:
    void give_back() noexcept;

    std::shared_ptr<pool> pool_;
    pool_slot* slot_ = nullptr;
    any_connection* link_ = nullptr;
    std::uint32_t generation_ = 0;
    bool altered_ = false;  // SQL of the user's ran in the session
};

}  // namespace vinyl::db
