// A socket that belongs to somebody else (libpq), watched for readiness.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/readiness.hpp>

#include <memory>

namespace vinyl::io {

/// Waits for a descriptor in both modes without owning it.
///
/// Sync mode waits for the descriptor itself. Async mode registers a duplicate of it with Asio, never the
/// descriptor: libpq closes and opens sockets as it likes, also while connecting, and the kernel gives the
/// number away again. A registration of the number then waits for a socket that is gone, or, worse, taking it
/// back ends the registration of whatever connection has the number now. A duplicate belongs to us alone;
/// rebind() makes a new one.
///
/// Thread safety: at a time one suspended wait and, beside it, one thread that blocks; interrupt() from any thread.
class socket_watch {
public:
    explicit socket_watch(int descriptor = -1);
    socket_watch(const socket_watch&) = delete;
    socket_watch& operator=(const socket_watch&) = delete;
    ~socket_watch() { close(); }

    /// Watches this descriptor from now on. To be called after everything that may have changed the socket,
    /// even if the number is the same.
    void rebind(int descriptor) noexcept;

    /// Forgets the descriptor and gives up the duplicate; a suspended wait ends. To be called before or right
    /// after the descriptor is closed, because the peer sees no end of the connection as long as a duplicate
    /// is open.
    void close() noexcept;

    /// Gives up the duplicate, and with it what earlier waits still ask of Asio, which keeps its execution context running. To be
    /// called when nobody will wait for a while: the next one makes another, also in another execution context.
    void leave() noexcept;

    /// Makes the present wait, or the next one, return early with readiness::none: the suspended one as well as the
    /// blocking one. A thread that blocks is reached only if make_interruptible() was called before its wait began.
    void interrupt() noexcept;

    /// Waits in the calling thread, in whatever mode; see wait_for().
    [[nodiscard]] readiness block_for(readiness wanted, deadline until);

    /// Lets interrupt() reach threads that block in later waits, which costs a descriptor. A wait with a
    /// deadline does so, too. Throws os_error when there is none to be had.
    void make_interruptible();

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

private:
    friend dual<readiness> wait_for(socket_watch& socket, readiness wanted, deadline until);
    struct state;
    class suspended_wait;

    int descriptor_;
    std::shared_ptr<state> state_;
};

/// Waits until the socket is ready for what is wanted. Returns what it is ready for; readiness::none at the
/// deadline or after interrupt(). A closed or broken socket counts as readable: reading tells the reason.
/// Errors: in async mode, vinyl::cancelled when cancelled.
/// Object lifetimes: the watch must outlive the call, and may be closed or destroyed during an async wait.
dual<readiness> wait_for(socket_watch& socket, readiness wanted, deadline until);

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/socket_watch.ipp>
#endif
