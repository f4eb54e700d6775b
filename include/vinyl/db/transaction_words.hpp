// Finds SQL that begins or ends transactions by itself, behind the back of atomic.
#pragma once

#include <vinyl/base/config.hpp>

#include <string>
#include <string_view>

namespace vinyl::db::detail {

/// How the names of the savepoints begin that atomic sets.
inline constexpr std::string_view savepoint_prefix = "vinyl_";

/// The first word of a statement that, sent inside atomic, would take the transaction or a savepoint out of its hands: BEGIN,
/// START, COMMIT, END, ROLLBACK, ABORT, PREPARE (TRANSACTION), or what touches one of atomic's own savepoints. Empty for all
/// others, savepoints of the user's own among them.
[[nodiscard]] std::string word_that_ends_transactions(std::string_view sql);

}  // namespace vinyl::db::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/db/transaction_words.ipp>
#endif
