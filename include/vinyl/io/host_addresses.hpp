// Looking up the address of a host without blocking an event loop.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/io/deadline.hpp>
#include <vinyl/io/operation.hpp>

#include <memory>
#include <string>
#include <vector>

namespace vinyl::io {

/// What a look-up came to.
struct host_addresses {
    std::vector<std::string> addresses{};  ///< In the order of the system's preference.
    std::string failure{};                 ///< Why there are none; empty if the look-up took longer than the deadline.
};

/// Looks up the addresses of a host: an operation. In sync mode the system's own patience counts, not the deadline.
/// Errors: in async mode, vinyl::cancelled when cancelled, and asio_error when the system has no thread for it.
class host_lookup {
public:
    using value_type = host_addresses;

    host_lookup(std::string host, deadline until) : host_(std::move(host)), until_(until) {}
    host_lookup(const host_lookup&) = delete;
    host_lookup& operator=(const host_lookup&) = delete;
    ~host_lookup();

    [[nodiscard]] need step(runner& by);
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    [[nodiscard]] host_addresses take();

private:
    struct query;

    void look_up_here();
    void start(const boost::asio::any_io_executor& at);

    std::string host_;
    deadline until_;
    std::shared_ptr<query> asked_;  // of Asio
    host_addresses found_;
};

}  // namespace vinyl::io

#ifdef VINYL_HEADER_ONLY
#include <vinyl/io/host_addresses.ipp>
#endif
