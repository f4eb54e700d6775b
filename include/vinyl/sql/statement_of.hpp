// The door of this room: from a complete recording to the statement that is sent.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/recording.hpp>
#include <vinyl/sql/shape.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace vinyl::sql {

/// What is to be sent for a complete recording, whose values are moved from; nothing when no row can match.
/// @param kept  gets the shape where it says where the columns of related rows stand; null: they are not wanted
/// Throws usage_error for what can not be asked.
[[nodiscard]] std::optional<statement> statement_of(recording& rows, std::shared_ptr<const shape>* kept = nullptr);

/// The text of that statement, also when the values have been moved from.
[[nodiscard]] std::string text_of(const recording& rows);

/// Forgets all shapes of the process.
void forget_shapes();

namespace detail {

/// Every statement is also compiled from its recording directly, and both are compared: for tests.
VINYL_SHARED_STATE inline std::atomic<bool> shapes_are_checked{false};

/// Instructions point at static objects, so shapes are forgotten when a library is unloaded: each that includes this has an
/// object of its own.
struct forget_at_unload {
    forget_at_unload() noexcept = default;
    forget_at_unload(const forget_at_unload&) = delete;
    forget_at_unload& operator=(const forget_at_unload&) = delete;
    ~forget_at_unload() { forget_shapes(); }
};
[[gnu::visibility("hidden")]] inline const forget_at_unload forgets_at_unload;

}  // namespace detail
}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/statement_of.ipp>
#endif
