// The list of query observers: copied on change, so that telling them takes no lock while they run.
#pragma once

#include <vinyl/base/new_shared.hpp>
#include <vinyl/db/query_log.hpp>

#include <pthread.h>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace vinyl {
namespace db::detail {

struct query_observer {
    std::size_t number = 0;
    std::function<void(const query_event&)> call;
};

using query_observer_list = std::vector<std::shared_ptr<const query_observer>>;

struct query_observer_registry {
    std::mutex mutex;
    std::shared_ptr<const query_observer_list> list = vinyl::detail::new_shared<const query_observer_list>();
    std::size_t last_number = 0;

    std::shared_ptr<const query_observer_list> current() {
        const std::lock_guard lock(mutex);
        return list;
    }
};

/// Leaked on purpose: queries of static objects may come after its destruction otherwise.
VINYL_SHARED_STATE VINYL_DECL query_observer_registry& query_observer_registry_instance() {
    static auto* const instance = [] {
        static auto* const made = new query_observer_registry;
        // A child of fork() must not find it locked by a thread that it does not have.
        static_cast<void>(
            ::pthread_atfork([] { made->mutex.lock(); }, [] { made->mutex.unlock(); }, [] { made->mutex.unlock(); }));
        return made;
    }();
    return *instance;
}

VINYL_DECL void remove_query_observer(std::size_t number) {
    query_observer_registry& registry = query_observer_registry_instance();
    auto next = vinyl::detail::new_shared<query_observer_list>();
    std::shared_ptr<const query_observer_list>
        former;  // dies after the lock, because an observer may own a subscription
    const std::lock_guard lock(registry.mutex);
    for (const auto& observer : *registry.list)
        if (observer->number != number) next->push_back(observer);
    query_observers.store(next->size(), std::memory_order_relaxed);
    former = std::exchange(registry.list, std::move(next));
}

}  // namespace db::detail

VINYL_DECL query_subscription observe_queries(std::function<void(const query_event&)> observer) {
    db::detail::query_observer_registry& registry = db::detail::query_observer_registry_instance();
    auto added = vinyl::detail::new_shared<db::detail::query_observer>();
    added->call = std::move(observer);
    std::shared_ptr<const db::detail::query_observer_list> former;  // as above
    const std::lock_guard lock(registry.mutex);
    auto next = vinyl::detail::new_shared<db::detail::query_observer_list>(*registry.list);
    added->number = ++registry.last_number;
    next->push_back(std::move(added));
    db::detail::query_observers.store(next->size(), std::memory_order_relaxed);
    former = std::exchange(registry.list, std::move(next));
    return query_subscription(registry.last_number);
}

VINYL_DECL query_subscription::~query_subscription() {
    if (number_ != 0) db::detail::remove_query_observer(number_);
}

namespace db {

VINYL_DECL void notify_query_observers(const query_event& event) noexcept {
    const auto list = detail::query_observer_registry_instance().current();
    for (const auto& observer : *list) {
        try {
            observer->call(event);
        } catch (...) {  // NOLINT(bugprone-empty-catch): an observer's trouble is not the query's
        }
    }
}

}  // namespace db
}  // namespace vinyl
