// A socket that belongs to somebody else (libpq), for who is told of it and does not wait: the background work of a
// connection.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/readiness.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace vinyl::io {

/// Who is told. Calls come from the executor of the listener, and without any lock of its.
class ear {
public:
    /// Something that was asked for in that round has come: readiness, or, with none of it, the time.
    virtual void heard(std::uint64_t round, readiness found) = 0;
    /// What was asked for in that round will never come: the execution context is being destroyed.
    virtual void cut_off(std::uint64_t round) noexcept = 0;

protected:
    ~ear() = default;
};

/// Asks Asio about a socket and a time. What has been asked for is not asked for again, and is not withdrawn: one who
/// listens time and again pays for the first time only, as long as nothing has come.
///
/// It registers a duplicate of the descriptor, as io::socket_watch does, and for the same reason.
/// Thread safety: none; its owner's lock guards it.
class socket_listener {
public:
    socket_listener() = default;
    socket_listener(const socket_listener&) = delete;
    socket_listener& operator=(const socket_listener&) = delete;
    ~socket_listener() { leave(); }

    /// The round that is being asked for now: what comes of former ones is to be ignored.
    [[nodiscard]] std::uint64_t round() const noexcept { return round_; }

    /// Has `who` told, once, when the descriptor is ready for what is wanted or the time has come; on `at`, which is to be the
    /// same until leave(). It may also be told when there is nothing. `who` is kept alive as long as it is owed an answer.
    /// Errors: os_error, asio_error when there is no descriptor to be had.
    void listen(int descriptor, const std::shared_ptr<ear>& who, const boost::asio::any_io_executor& at,
                readiness wanted, deadline until);

    /// To be called when something has been heard in the present round: it can be asked for again.
    void note(readiness found) noexcept;

    /// Withdraws everything and begins a new round. What was asked for keeps the execution context running no more.
    void rest() noexcept;

    /// The same, and gives up the duplicate: the peer sees no end of the connection as long as one is open, and the next
    /// listen() may be on another executor.
    void leave() noexcept;

private:
    struct order;

    std::optional<boost::asio::posix::stream_descriptor> duplicate_;
    std::optional<boost::asio::steady_timer> clock_;
    readiness asked_ = readiness::none;
    deadline set_;  // when the clock will ring
    std::uint64_t round_ = 1;
};

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/socket_listener.ipp>
#endif
