// Which pool belongs to which alias in one execution context.
#pragma once

#include <vinyl/db/database.hpp>
#include <vinyl/db/pool_service.hpp>

#include <utility>

namespace vinyl::db {

VINYL_DECL std::shared_ptr<pool> pool_service::pool_for(const std::shared_ptr<database>& of,
                                                        const boost::asio::any_io_executor& executor) {
    const std::lock_guard lock(mutex_);
    for (const entry& known : entries_)
        if (known.of == of) return known.connections;
    std::erase_if(entries_, [](const entry& known) { return known.connections->all_closed(); });
    entries_.push_back({of, of->make_pool(executor)});
    return entries_.back().connections;
}

/// What is lent out may be in the hands of somebody who outlives the context: rows of an iterator() between two next()s.
VINYL_DECL void pool_service::shutdown() {
    ++contexts_ended;
    std::vector<entry> all;
    {
        const std::lock_guard lock(mutex_);
        all = std::exchange(entries_, {});
    }
    for (const entry& known : all) known.connections->cut_off();
}

/// In the child of a fork the sockets are the parent's: closing them properly would end the parent's
/// sessions, so the child forgets them.
VINYL_DECL void pool_service::notify_fork(boost::asio::execution_context::fork_event event) {
    if (event != boost::asio::execution_context::fork_child) return;
    ++contexts_ended;
    for (entry& known : entries_) new std::shared_ptr<pool>(std::move(known.connections));  // leaked on purpose
    entries_.clear();
}

}  // namespace vinyl::db
