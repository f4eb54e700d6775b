// Body of cancelling.
#pragma once

#include <vinyl/postgres/cancel.hpp>
#include <vinyl/postgres/handles.hpp>

#include <pthread.h>
#include <signal.h>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

namespace vinyl::postgres {
namespace detail {

#ifdef LIBPQ_HAS_ASYNC_CANCEL
// Over a connection with the same encryption as the original; PQcancel sends the key in clear.
using cancel_handle = std::unique_ptr<PGcancelConn, free_with<PQcancelFinish>>;
VINYL_DECL cancel_handle make_cancel(PGconn* connection) { return cancel_handle(PQcancelCreate(connection)); }
VINYL_DECL void send_cancel(PGcancelConn* request) { static_cast<void>(PQcancelBlocking(request)); }
#else
using cancel_handle = std::unique_ptr<PGcancel, free_with<PQfreeCancel>>;
VINYL_DECL cancel_handle make_cancel(PGconn* connection) { return cancel_handle(PQgetCancel(connection)); }
VINYL_DECL void send_cancel(PGcancel* request) {
    char complaint[256];
    static_cast<void>(PQcancel(request, complaint, sizeof complaint));
}
#endif

VINYL_DECL std::atomic<int>& cancels_under_way() noexcept {
    static constinit std::atomic<int> count{0};
    return count;
}

/// Signals are for the program's own threads.
class signals_blocked {
public:
    signals_blocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    signals_blocked(const signals_blocked&) = delete;
    signals_blocked& operator=(const signals_blocked&) = delete;
    ~signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_;
};

}  // namespace detail

VINYL_DECL bool request_cancel(PGconn* connection, std::function<void()> returned) noexcept {
    constexpr int most_at_once = 16;
    std::atomic<int>& under_way = detail::cancels_under_way();
    if (under_way.fetch_add(1) >= most_at_once) {
        --under_way;
        return false;
    }
    try {
        detail::cancel_handle request = detail::make_cancel(connection);
        if (request) {
            const detail::signals_blocked quiet;  // inherited by the thread
            std::thread([request = std::move(request), returned = std::move(returned), &under_way]() mutable {
                detail::send_cancel(request.get());
                request.reset();
                --under_way;
                returned();
            }).detach();
            return true;
        }
    } catch (...) {  // NOLINT(bugprone-empty-catch): no thread or no memory: then the statement runs to its end
    }
    --under_way;
    return false;
}

}  // namespace vinyl::postgres
