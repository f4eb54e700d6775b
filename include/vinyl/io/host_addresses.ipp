// Bodies of looking up names.
#pragma once

#include <vinyl/base/new_shared.hpp>
#include <vinyl/dual/cancelled.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/host_addresses.hpp>
#include <vinyl/io/underlying_executor.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>

namespace vinyl::io {

/// Kept alive by the look-up, which goes on in Asio's own thread even if nobody waits for it any more.
struct host_lookup::query {
    explicit query(const boost::asio::any_io_executor& executor) : resolver(executor) {}

    boost::asio::ip::tcp::resolver resolver;
    event done;
    host_addresses result;
};

VINYL_DECL host_lookup::~host_lookup() {
    if (asked_ && !asked_->done.is_set()) asked_->resolver.cancel();
}

VINYL_DECL void host_lookup::start(const boost::asio::any_io_executor& at) {
    asked_ = vinyl::detail::new_shared<query>(at);
    try {
        asked_->resolver.async_resolve(
            host_, "", [shared = asked_](boost::system::error_code failed, const auto& found) {
                if (failed) shared->result.failure = failed.message();
                std::vector<std::string>& addresses = shared->result.addresses;
                for (const auto& entry : found) {
                    std::string address = entry.endpoint().address().to_string();
                    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
                        addresses.push_back(std::move(address));
                }
                shared->done.set();
            });
    } catch (const boost::system::system_error& refused) {
        throw asio_error(refused.code(), "vinyl: can not look up the host " + host_);
    }
}

VINYL_DECL void host_lookup::look_up_here() {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failed = ::getaddrinfo(host_.c_str(), nullptr, &wanted, &found);
    if (failed != 0) {
        found_.failure = ::gai_strerror(failed);
        return;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);
    for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
        char text[NI_MAXHOST];
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0)
            continue;
        if (std::find(found_.addresses.begin(), found_.addresses.end(), text) == found_.addresses.end())
            found_.addresses.emplace_back(text);
    }
}

VINYL_DECL need host_lookup::step(runner& by) {
    by.require_waited();
    if (by.is_thread()) {
        look_up_here();
        return need::nothing();
    }
    if (asked_) return need::nothing();
    start(underlying_executor(by.executor()));  // it may go on when the task does not wait any more
    return need::set(asked_->done, until_);
}

VINYL_DECL host_addresses host_lookup::take() {
    if (asked_ && asked_->done.is_set()) return std::move(asked_->result);
    return std::move(found_);
}

}  // namespace vinyl::io
