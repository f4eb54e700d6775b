// The pipeline's statements that their callers gave up: deadlines, and what the server is asked to cancel.
#pragma once

#include <vinyl/postgres/cancel.hpp>
#include <vinyl/postgres/pipeline.hpp>
#include <vinyl/postgres/pipeline.ipp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace vinyl::postgres {
namespace detail {

/// A cancel request that reaches the server before the statement does is lost. When it has had no effect for
/// so long, it is sent again; then after twice as long, and so on.
inline constexpr std::chrono::milliseconds first_cancel_pause{100};

}  // namespace detail

/// False if the element has been completed already.
VINYL_DECL bool pipeline::abandon(const std::shared_ptr<element>& mine) noexcept {
    const std::lock_guard lock(mutex_);
    if (mine->at == element::stage::completed) return false;
    if (mine->at == element::stage::waiting) {
        std::erase(waiting_, mine);
        std::erase(retry_, mine);
        mine->at = element::stage::completed;
        if (background_ && idle()) static_cast<void>(try_to_knock());  // else it finds out later
        return true;
    }
    for (std::shared_ptr<element>& sent : sent_) {
        if (sent != mine) continue;
        sent = stand_in_for(*mine);
        mine->at = element::stage::completed;
        if (abandon_sent(*sent, io::deadline::clock::now())) wake();
        break;
    }
    return true;
}

/// Receives the answer in place of an element that its caller takes away.
VINYL_DECL std::shared_ptr<element> pipeline::stand_in_for(const element& leaving) {
    auto stand_in = std::make_shared<element>(statement{}, io::deadline::never());
    stand_in->at = element::stage::sent;
    stand_in->ends_segment = leaving.ends_segment;
    stand_in->parses = leaving.parses;
    stand_in->answers_left = leaving.answers_left;
    stand_in->prepared = leaving.prepared;
    return stand_in;
}

/// The caller of a sent statement is gone. True when the pump must learn of a new deadline.
VINYL_DECL bool pipeline::abandon_sent(element& given_up, io::deadline::clock::time_point now) {
    given_up.abandoned = true;
    given_up.until = io::deadline::at(now + options_.drain_limit);
    const bool sooner = given_up.until < earliest_;
    note_deadline(given_up.until);
    cancel_abandoned();
    return sooner;
}

/// Whether the server works for nobody any more.
VINYL_DECL bool pipeline::all_abandoned() const noexcept {
    return std::all_of(sent_.begin(), sent_.end(), [](const auto& sent) { return sent->abandoned; });
}

VINYL_DECL bool pipeline::somebody_waits() const noexcept {
    return !waiting_.empty() || !retry_.empty() || !all_abandoned();
}

/// To be called when a statement was given up, and when one in front of such was answered.
VINYL_DECL void pipeline::cancel_abandoned() noexcept {
    if (sent_.empty() || !all_abandoned()) return;
    cancel_pause_ = detail::first_cancel_pause;
    cancel_on_server();
}

// A cancel request hits whatever the server happens to run when it arrives. So it is sent only when nobody
// waits for anything that was sent, and nothing else is sent before it has been taken and all answers have
// been read.
VINYL_DECL void pipeline::cancel_on_server() noexcept {
    if (!options_.cancel_on_server || cancelling_ || broken_) return;
    try {
        watch_.make_interruptible();
        if (!cancel_link_) {
            cancel_link_ = std::make_shared<cancel_link>();
            cancel_link_->target = this;
        }
        cancelling_ = true;
        cancelling_ = request_cancel(session_.native(), [link = cancel_link_] {
            const std::lock_guard lock(link->mutex);
            if (link->target != nullptr) link->target->cancel_returned();
        });
    } catch (...) {  // without the means, the statement just runs to its end
        cancelling_ = false;
    }
    if (!cancelling_) {
        if (!hold_) return;
        cancel_again_ = io::deadline::after(cancel_pause_);  // the one before had no effect, and there is no means now
        return note_deadline(cancel_again_);
    }
    hold_ = true;
    cancel_until_ = io::deadline::after(options_.drain_limit);
    note_deadline(cancel_until_);
}

VINYL_DECL void pipeline::cancel_returned() noexcept {
    const std::lock_guard lock(mutex_);
    cancelling_ = false;
    if (!sent_.empty()) {
        cancel_again_ = io::deadline::after(cancel_pause_);
        note_deadline(cancel_again_);
    }
    wake();
}

/// Who works has to look again at what there is to be done, and when.
VINYL_DECL void pipeline::wake() noexcept {
    watch_.interrupt();
    if (background_) static_cast<void>(try_to_knock());  // else it looks when the server answers, or in time
}

/// A statement's own time counts from when the server can begin it: when everything in front of it has been answered.
/// Those that share a Sync have their times together, because they are answered together.
VINYL_HOT void pipeline::begin_turn() {
    std::size_t count = 0;
    std::chrono::duration<double> time{};
    while (count < sent_.size()) {
        time += sent_[count]->own_time;
        if (sent_[count++]->ends_segment) break;
    }
    for (std::size_t i = 0; i < count; ++i) {
        sent_[i]->begin(time);
        note_deadline(sent_[i]->until);
    }
}

/// The server has answered something, so the next statement's turn has come, and the others' has not.
VINYL_HOT void pipeline::next_turn() {
    overdue_ = false;
    if (std::exchange(stalled_, false))
        for (auto* const queue : {&waiting_, &retry_, &sent_})
            for (const std::shared_ptr<element>& queued : *queue) queued->halt();
    begin_turn();
}

VINYL_DECL void pipeline::expire(completed_list& out) {
    if (earliest_.is_never()) return;
    const auto now = io::deadline::clock::now();
    if (now < earliest_.moment()) return;
    const auto late = [now](io::deadline until) { return until.moment() <= now; };

    if (cancelling_ && late(cancel_until_)) {
        diagnostics why;
        why.message = "the server does not take a cancel request";
        return lose(why, out);
    }
    const bool victim_lives = hold_ && !cancelling_ && !sent_.empty();
    if (victim_lives && late(cancel_again_)) {
        cancel_pause_ *= 2;
        cancel_on_server();
    }

    for (auto* const queue : {&waiting_, &retry_}) {
        for (auto queued = queue->begin(); queued != queue->end();) {
            if (!late((*queued)->until)) {
                ++queued;
                continue;
            }
            std::exception_ptr error = detail::timeout_error(**queued);
            out.fail(std::move(*queued), std::move(error));
            queued = queue->erase(queued);
        }
    }
    bool behind_others = false;
    for (std::shared_ptr<element>& queued : sent_) {
        const bool behind = behind_others;
        behind_others = behind || queued->ends_segment;
        if (!late(queued->until)) continue;
        if (queued->abandoned) {
            // Those who still wait have deadlines or times of their own, which begin now, and may be answered before. But
            // nobody may join them, or somebody would always wait, and the connection never be given up.
            if (somebody_waits()) {
                overdue_ = stalled_ = true;
                queued->until = io::deadline::at(now + options_.drain_limit);
                continue;
            }
            diagnostics why;
            why.message = "the server did not answer a statement that was given up " +
                          detail::seconds_text(options_.drain_limit) + " before";
            return lose(why, out);
        }
        // Whoever waits behind it for a turn may wait in vain, and shall not wait for ever.
        if (queued->own_time.count() > 0) stalled_ = true;
        std::exception_ptr error = detail::timeout_error(*queued, behind);
        out.fail(std::exchange(queued, stand_in_for(*queued)), std::move(error));
        static_cast<void>(abandon_sent(*queued, now));
    }
    earliest_ = cancelling_ ? cancel_until_ : io::deadline::never();
    if (hold_ && !cancelling_ && !sent_.empty()) note_deadline(cancel_again_);
    for (const auto* const queue : {&waiting_, &retry_, &sent_}) {
        for (const std::shared_ptr<element>& queued : *queue) {
            if (stalled_) queued->begin(queued->own_time);
            note_deadline(queued->until);
        }
    }
}

}  // namespace vinyl::postgres
