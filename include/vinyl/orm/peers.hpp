// Peers are the rows of one result. When one of them needs the object behind a relation, the objects of all of them are
// loaded in one query, so that a loop over rows can not become a query per row by accident.
#pragma once

#include <vinyl/model/origin.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vinyl {

/// What a relation does that is used without having been loaded.
enum class fetch : unsigned char {
    peers,  ///< Loads the objects of all rows of the same result at once. The default.
    one,    ///< Loads this one.
    raise   ///< Throws not_loaded.
};
inline constexpr fetch fetch_peers = fetch::peers;
inline constexpr fetch fetch_one = fetch::one;
inline constexpr fetch fetch_raise = fetch::raise;

namespace detail {

/// The database that the rows of one result came from. Thread safety: all members.
class row_source : public row_origin {
public:
    explicit row_source(std::string alias) : alias_(std::move(alias)) {}

    [[nodiscard]] const std::string& alias() const noexcept { return alias_; }

private:
    std::string alias_;
};

/// The keys by which the rows of one result find the objects behind one relation, and the objects once they are loaded.
/// Holds no row, so rows may be moved and destroyed. Thread safety: all members.
template <class T, class Key>
class peer_group : public row_source {
public:
    /// `rows` is how many keys there will be at most.
    peer_group(std::string alias, fetch how, std::size_t rows) : row_source(std::move(alias)), fetch_(how) {
        keys_.reserve(rows);
    }

    [[nodiscard]] fetch how() const noexcept { return fetch_; }

    /// While the result is read, by the one thread that reads it.
    void add(const Key& key) {
        if (keys_.empty() || !(keys_.back() == key)) keys_.push_back(key);
    }

    /// The object for a key: a null pointer when it was looked for and there is none, nothing when it was not looked for.
    [[nodiscard]] std::optional<std::shared_ptr<const T>> find(const Key& key) const {
        const std::scoped_lock lock(mutex_);
        const auto found = loaded_.find(key);
        return found == loaded_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] std::vector<Key> keys() const { return keys_; }

    void keep(std::map<Key, std::shared_ptr<const T>> objects) {
        const std::scoped_lock lock(mutex_);
        loaded_.merge(std::move(objects));
    }

private:
    fetch fetch_;
    std::vector<Key> keys_;
    mutable std::mutex mutex_;
    std::map<Key, std::shared_ptr<const T>> loaded_;
};

}  // namespace detail
}  // namespace vinyl
