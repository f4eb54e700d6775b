// Shapes that a thread knows, that the process knows, and that are made now.
#pragma once

#include <vinyl/base/per_thread.hpp>
#include <vinyl/sql/replay.hpp>
#include <vinyl/sql/shape_cache.hpp>
#include <vinyl/sql/shape_cache.ipp>
#include <vinyl/sql/statement_of.hpp>

#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

namespace vinyl::sql {
namespace detail {

/// The shapes that a thread asked for last, so that threads do not queue for what all of them ask.
class recent_shapes {
public:
    /// Of this thread. Valid until it asks for the next one.
    [[nodiscard]] static const std::shared_ptr<const known_shape>& find(std::string_view instructions) {
        recent_shapes* const mine = vinyl::detail::per_thread<recent_shapes>::get();
        return mine == nullptr ? late(instructions) : mine->look_up(instructions);
    }

    /// How often all shapes were forgotten.
    VINYL_SHARED_STATE static inline constinit std::atomic<std::size_t> forgotten{0};

private:
    [[nodiscard]] const std::shared_ptr<const known_shape>& look_up(std::string_view instructions) {
        const std::size_t now = forgotten.load(std::memory_order_relaxed);
        if (now != seen_) [[unlikely]] {
            for (auto& each : kept_) each.reset();
            seen_ = now;
        }
        std::shared_ptr<const known_shape>& at = kept_[hash_of(instructions) % kept_.size()];
        if (at == nullptr || at->instructions != instructions) [[unlikely]]
            at = shapes().find(instructions);
        return at;
    }

    /// At the thread's end, when its shapes are gone.
    [[gnu::cold]] static const std::shared_ptr<const known_shape>& late(std::string_view instructions) {
        static thread_local auto* const kept = new std::shared_ptr<const known_shape>();
        return *kept = shapes().find(instructions);
    }

    std::array<std::shared_ptr<const known_shape>, 64> kept_{};
    std::size_t seen_ = 0;
};

/// Fresh against found. What differs is a fault of vinyl's own.
inline void check_shape(const recording& rows, const shape& found) {
    const compiled_recording fresh = compile_at_once(rows);
    const statement& compiled = fresh.sent;
    if (found.is_nothing && fresh.is_nothing) return;
    statement filled;
    fill_in(filled, found, std::vector<wire_value>(rows.values()));
    if (filled.text == compiled.text && filled.parameters == compiled.parameters &&
        filled.plain_read == compiled.plain_read && filled.keeps_session == compiled.keeps_session &&
        filled.locks_rows == compiled.locks_rows && fresh.is_nothing == found.is_nothing &&
        fresh.related.size() == found.related.size())
        return;
    const auto parameters = [](const statement& of) {
        std::string list;
        for (const wire_value& each : of.parameters) {
            list += "\n    " + std::to_string(each.oid) + (each.null ? " NULL" : " ");
            for (const unsigned char byte : each.bytes)
                list += "0123456789abcdef"[byte >> 4U], list += "0123456789abcdef"[byte & 15U];
        }
        return list;
    };
    throw std::logic_error(
        "vinyl: a statement from the cache of shapes is not the one that is compiled:\n  cached:   " + filled.text +
        parameters(filled) + "\n  compiled: " + compiled.text + parameters(compiled));
}

/// More values are not told apart: such a statement is long enough to be made each time.
inline constexpr std::size_t most_values_of_shape = 256;

}  // namespace detail

VINYL_DECL void forget_shapes() {
    detail::recent_shapes::forgotten.fetch_add(1, std::memory_order_relaxed);
    shapes().clear();
}

VINYL_DECL std::string text_of(const recording& rows) {
    const std::string& known = detail::recent_shapes::find(rows.bytes())->what.text;
    return known.empty() ? compiled_text(rows.bytes()) : known;  // of what is never sent there is a text, too
}

VINYL_DECL std::optional<statement> statement_of(recording& rows, std::shared_ptr<const shape>* kept) {
    if (rows.values().size() > detail::most_values_of_shape) [[unlikely]] {
        compiled_recording made = compile_at_once(rows);
        if (kept != nullptr && !made.related.empty()) {
            auto only = std::make_shared<shape>();
            only->related = std::move(made.related);
            *kept = std::move(only);
        }
        if (made.is_nothing) return std::nullopt;
        return std::move(made.sent);
    }
    const std::shared_ptr<const known_shape>& known = detail::recent_shapes::find(rows.bytes());
    if (detail::shapes_are_checked.load(std::memory_order_relaxed)) [[unlikely]]
        detail::check_shape(rows, known->what);
    if (known->what.is_nothing) return std::nullopt;
    if (kept != nullptr && !known->what.related.empty()) *kept = {known, &known->what};
    std::optional<statement> made(std::in_place);
    fill_in(*made, known->what, std::move(rows.values()));
    return made;
}

}  // namespace vinyl::sql
