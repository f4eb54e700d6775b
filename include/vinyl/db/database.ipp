// Finding and making the pools of an alias.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/db/database.hpp>
#include <vinyl/db/pool_service.hpp>
#include <vinyl/dual/executors.hpp>
#include <vinyl/io/underlying_executor.hpp>

#include <boost/asio/execution/context.hpp>

#include <pthread.h>

#include <atomic>
#include <utility>

namespace vinyl::db {
namespace detail {

VINYL_SHARED_STATE inline std::atomic<std::uint32_t> processes{1};
VINYL_SHARED_STATE inline std::atomic<std::uint64_t> databases{0};

/// The pool that a thread has asked for last: nearly always the next one, too.
struct last_pool {
    std::uint64_t of = 0;
    const boost::asio::execution_context* in = nullptr;
    std::uint64_t contexts_ended = 0;
    std::weak_ptr<pool> connections;
};

VINYL_DECL std::uint32_t process_number() noexcept {
    [[maybe_unused]] static const int registered = ::pthread_atfork(nullptr, nullptr, [] { ++processes; });
    return processes.load(std::memory_order_relaxed);
}

}  // namespace detail

VINYL_DECL database::database(std::string alias, connection_options options, std::shared_ptr<const any_driver> source)
    : number_(++detail::databases), alias_(std::move(alias)), options_(std::move(options)), driver_(std::move(source)) {
}

VINYL_DECL const std::shared_ptr<pool>& database::pool_of_threads() {
    const std::uint32_t process = detail::process_number();
    if (process_ == process) return of_threads_;
    const std::lock_guard lock(mutex_);
    require_open();
    if (process_ == process) return of_threads_;
    // Leaked on purpose: the parent's sockets, and perhaps a mutex that was locked when the process forked.
    if (of_threads_) new std::shared_ptr<pool>(std::move(of_threads_));
    of_threads_ = std::make_shared<pool>(alias_, options_, driver_);
    process_ = process;
    return of_threads_;
}

VINYL_DECL std::shared_ptr<pool> database::pool_of(const boost::asio::any_io_executor& executor) {
    thread_local detail::last_pool last;
    auto& context = boost::asio::query(vinyl::detail::without_context(executor), boost::asio::execution::context);
    // before it is looked up: another context may come to the place of one that ends now
    const std::uint64_t ended = pool_service::contexts_ended.load(std::memory_order_acquire);
    if (last.of == number_ && last.in == &context && last.contexts_ended == ended)
        if (std::shared_ptr<pool> known = last.connections.lock()) return known;
    std::shared_ptr<pool> found =
        boost::asio::use_service<pool_service>(context).pool_for(shared_from_this(), executor);
    last = {number_, &context, ended, found};
    return found;
}

VINYL_DECL std::shared_ptr<pool> database::make_pool(const boost::asio::any_io_executor& executor) {
    const std::lock_guard lock(mutex_);
    require_open();
    auto made = std::make_shared<pool>(alias_, options_, driver_, io::underlying_executor(executor));
    std::erase_if(of_contexts_, [](const std::weak_ptr<pool>& known) { return known.expired(); });
    of_contexts_.push_back(made);
    return made;
}

VINYL_DECL void database::close() noexcept {
    std::shared_ptr<pool> of_threads;
    std::vector<std::weak_ptr<pool>> of_contexts;
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        process_ = 0;
        of_threads = of_threads_;
        of_contexts = std::exchange(of_contexts_, {});
    }
    if (of_threads) of_threads->close();
    for (const auto& known : of_contexts)
        if (const auto alive = known.lock()) alive->close_soon();
}

VINYL_DECL void database::require_open() const {
    if (closed_) throw usage_error("vinyl: connection '" + alias_ + "' has been removed");
}

}  // namespace vinyl::db
