// Which statements are prepared on a connection, the least recently used going first.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vinyl::postgres {

/// A statement that has a name on the server, or is about to get it.
struct prepared_statement {
    std::string name;
    std::string text;
    std::vector<std::uint32_t> oids;
    std::size_t hash = 0;
    bool confirmed = false;  ///< The server has said that it knows the name.
    bool dropped = false;    ///< No longer in the cache.
};

/// Maps (text, parameter types) to names. Names are `v_<random part of the connection>_<number>`: behind a
/// pooler that does not know about prepared statements, two clients with equal names would silently run each
/// other's statement. At most 40 bytes, because the server cuts names at 63 and takes two that begin alike
/// for one. Thread safety: none; the connection's lock guards it.
class statement_cache {
public:
    using handle = std::shared_ptr<prepared_statement>;

    explicit statement_cache(std::size_t capacity);

    [[nodiscard]] bool enabled() const noexcept { return capacity_ != 0; }
    [[nodiscard]] std::size_t size() const noexcept { return index_.size(); }

    /// The entry for this statement, now the most recently used; null if there is none.
    [[nodiscard]] handle find(const statement& sought);

    /// A new entry. If that makes one too many, the oldest goes to the evicted.
    /// @pre enabled() and find(added) is null
    handle add(const statement& added);

    /// Drops an entry, if it is still there; its name goes to the evicted when the server knows it.
    void forget(const handle& dropped);

    /// The same for all entries.
    void forget_all();

    /// The server has prepared the statement.
    void confirm(prepared_statement& entry);

    /// Drops everything without a word to the server, which has done the same (DISCARD ALL, DEALLOCATE ALL).
    void clear() noexcept;

    /// Names that the server still knows and nobody will use again, to be deallocated at an idle moment.
    [[nodiscard]] std::vector<std::string> take_evicted() noexcept { return std::exchange(evicted_, {}); }
    [[nodiscard]] bool has_evicted() const noexcept { return !evicted_.empty(); }

private:
    using order = std::list<handle>;

    [[nodiscard]] static std::size_t hash_of(const statement& hashed) noexcept;
    [[nodiscard]] static bool matches(const prepared_statement& entry, const statement& sought) noexcept;

    std::size_t capacity_;
    std::string prefix_;
    std::uint64_t made_ = 0;
    order recent_;  // most recently used first
    std::unordered_multimap<std::size_t, order::iterator> index_;
    std::vector<std::string> evicted_;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/statement_cache.ipp>
#endif
