// Peers are the rows of one result. When one of them needs the object behind a relation, the objects of all of them are
// loaded in one query, so that a loop over rows can not become a query per row by accident.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/model/origin.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
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
    explicit row_source(std::string alias);
    VINYL_DECL ~row_source() override;

    [[nodiscard]] const std::string& alias() const noexcept { return alias_; }

private:
    std::string alias_;
};

/// A statement under way that asks for the objects of a group, and where it comes from.
class shared_load {
public:
    /// @param on  the executor of the coroutine that asks; null for a thread
    explicit shared_load(const asio::any_io_executor* on)
        : context_(on == nullptr ? nullptr : &asio::query(*on, asio::execution::context)) {}

    /// Whether this one may wait for `other` instead of asking itself: only where whoever asks goes on without our help, and
    /// sees what we would see. So not from another event loop, between threads and coroutines, or across transactions.
    [[nodiscard]] bool may_wait_for(const shared_load& other) const noexcept {
        const bool itself = context_ == nullptr && thread_ == other.thread_;
        return context_ == other.context_ && bindings_ == other.bindings_ && !itself;
    }

    io::event ended;

private:
    const asio::execution_context* const context_;
    const context* const bindings_ = this_thread_state.bindings;  // with the transaction
    const std::thread::id thread_ = std::this_thread::get_id();
};

/// Lets the first of those who need the objects of a group ask for them, and the others wait. Thread safety: all members.
class load_queue {
public:
    /// What `mine` shall wait for: itself, if it is the first, and then says leave(); null if it can not wait.
    [[nodiscard]] std::shared_ptr<shared_load> join(const std::shared_ptr<shared_load>& mine) {
        const std::scoped_lock lock(mutex_);
        if (!under_way_) under_way_ = mine;
        return under_way_ == mine || mine->may_wait_for(*under_way_) ? under_way_ : nullptr;
    }

    void leave() noexcept {
        std::shared_ptr<shared_load> left;
        {
            const std::scoped_lock lock(mutex_);
            left.swap(under_way_);
        }
        left->ended.set();
    }

private:
    std::mutex mutex_;
    std::shared_ptr<shared_load> under_way_;
};

/// The turn of the one who asks: over at the end of the scope, however that comes.
class load_turn {
public:
    explicit load_turn(load_queue& queue) noexcept : queue_(queue) {}
    load_turn(const load_turn&) = delete;
    load_turn& operator=(const load_turn&) = delete;
    ~load_turn() { queue_.leave(); }

private:
    load_queue& queue_;
};

/// The keys by which the rows of one result find the objects behind one relation, and the objects once they are loaded.
/// Holds no row, so rows may be moved and destroyed. Knows the objects' type no more than whoever asks has to: it is the same
/// class for all relations with keys of one type. Thread safety: all members.
template <class Key>
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
    [[nodiscard]] std::optional<std::shared_ptr<const void>> find(const Key& key) const {
        const std::scoped_lock lock(mutex_);
        const auto found = loaded_.find(key);
        return found == loaded_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] std::vector<Key> keys() const { return keys_; }
    /// Whether a row of the result had this key when it was read.
    [[nodiscard]] bool has(const Key& key) const { return std::ranges::find(keys_, key) != keys_.end(); }
    [[nodiscard]] load_queue& loads() noexcept { return loads_; }

    void keep(std::map<Key, std::shared_ptr<const void>> objects) {
        const std::scoped_lock lock(mutex_);
        loaded_.merge(std::move(objects));
    }

private:
    fetch fetch_;
    std::vector<Key> keys_;
    mutable std::mutex mutex_;
    std::map<Key, std::shared_ptr<const void>> loaded_;
    load_queue loads_;
};

#ifndef VINYL_HEADER_ONLY
extern template class peer_group<std::int64_t>;
#endif

}  // namespace detail
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/rows/peers.ipp>
#endif
