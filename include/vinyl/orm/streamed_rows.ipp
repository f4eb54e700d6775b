// How chunks are asked for, and what is kept of a failure.
#pragma once

#include <vinyl/dual/cancelled.hpp>
#include <vinyl/orm/streamed_rows.hpp>

#include <string>

namespace vinyl::detail {

VINYL_DECL chunk_source::chunk_source(sql::recording&& complete, options_ptr options, std::size_t chunk, streaming how)
    : asked_(std::move(complete), !options->loaders.empty()), options_(std::move(options)), chunk_(chunk), how_(how) {}

VINYL_DECL chunk_source::~chunk_source() = default;

VINYL_DECL bool chunk_source::begin() {
    if (reading_.exchange(true))
        throw usage_error(
            "vinyl: next() was called while another next() of the same iterator() was under way; await one before the "
            "next is called");
    const bool used_up = next_ == count_;
    if (used_up && !failure_ && !ended_) {
        next_ = count_ = 0;
        clear();
        if (from_) from_->want(chunk_);
        return true;
    }
    reading_ = false;
    if (used_up && failure_) std::rethrow_exception(failure_);
    return false;
}

VINYL_DECL void chunk_source::end() noexcept {
    from_.reset();
    ended_ = true;
    reading_ = false;
}

VINYL_DECL io::need chunk_source::step(io::runner& by) {
    try {
        for (;;) {
            if (!from_) {
                if (asked_.mistake) std::rethrow_exception(asked_.mistake);
                if (!asked_.sent) {
                    end();
                    return io::need::nothing();
                }
                from_.emplace(connections(), options_->reading.alias, std::move(*asked_.sent), how_);
                from_->want(chunk_);
            }
            const io::need next = from_->step(by);
            if (!next.is_nothing()) return next;
            {
                const db::result rows = from_->take();
                if (!rows.empty()) read(rows);
                else end();
            }
            if (ended_) return io::need::nothing();
            if (count_ < chunk_) continue;
            reading_ = false;
            return io::need::nothing();
        }
    } catch (...) {
        by.unpark();
        failure_ = std::current_exception();
    }
    bool cancelled_now = false;
    try {
        std::rethrow_exception(failure_);
    } catch (const cancelled&) {
        cancelled_now = true;
    } catch (...) {  // NOLINT(bugprone-empty-catch): the rows before it come first
    }
    end();
    if (cancelled_now || count_ == 0) std::rethrow_exception(failure_);
    return io::need::nothing();
}

VINYL_DECL void chunk_source::cut_off() noexcept {
    try {
        throw usage_error("vinyl: a next() of this iterator() was destroyed before it had ended, so its rows are lost");
    } catch (...) {
        failure_ = std::current_exception();
    }
    end();
}

VINYL_DECL reading_chunk::reading_chunk(std::shared_ptr<chunk_source> of) noexcept : of_(std::move(of)) {}

VINYL_DECL reading_chunk::~reading_chunk() {
    if (reads_) of_->cut_off();
}

VINYL_DECL io::need reading_chunk::step(io::runner& by) {
    if (!std::exchange(begun_, true)) {
        if (!of_->begin()) return io::need::nothing();
        reads_ = true;
    }
    try {
        const io::need next = of_->step(by);
        if (next.is_nothing()) reads_ = false;
        return next;
    } catch (...) {
        reads_ = false;
        throw;
    }
}

VINYL_DECL std::size_t checked_chunk_size(std::int64_t size) {
    constexpr std::int64_t most = 1'000'000'000;
    if (size < 1 || size > most)
        throw usage_error("vinyl: iterator(" + std::to_string(size) +
                          "): a chunk has from 1 to 1,000,000,000 rows; 2,000 are usual");
    return static_cast<std::size_t>(size);
}

VINYL_DECL void throw_moved_rows() {
    throw usage_error("vinyl: next() of an iterator() that was moved from; ask the one that it was moved to");
}

}  // namespace vinyl::detail
