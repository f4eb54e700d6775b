// Body of looking up names.
#pragma once

#include <vinyl/base/new_shared.hpp>
#include <vinyl/io/alarm.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/host_addresses.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <memory>

#include <netdb.h>
#include <sys/socket.h>

namespace vinyl::io {
namespace detail {

/// Kept alive by the look-up, which goes on in Asio's own thread even if nobody waits for it any more.
struct lookup {
    explicit lookup(const boost::asio::any_io_executor& executor) : resolver(executor) {}

    boost::asio::ip::tcp::resolver resolver;
    event done;
    host_addresses result;
};

/// Throws when the system has no thread for it.
VINYL_DECL void start_lookup(const std::shared_ptr<lookup>& shared, const std::string& host) {
    shared->resolver.async_resolve(host, "", [shared](boost::system::error_code failed, const auto& found) {
        if (failed) shared->result.failure = failed.message();
        std::vector<std::string>& addresses = shared->result.addresses;
        for (const auto& entry : found) {
            std::string address = entry.endpoint().address().to_string();
            if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
                addresses.push_back(std::move(address));
        }
        shared->done.set();
    });
}

VINYL_DECL dual<host_addresses> suspend_for_addresses(std::string host, deadline until) {
    const boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    const auto shared = vinyl::detail::new_shared<lookup>(executor);
    try {
        start_lookup(shared, host);
    } catch (const boost::system::system_error& refused) {
        throw asio_error(refused.code(), "vinyl: can not look up the host " + host);
    }
    const bool found = co_await wait(shared->done, until);
    if (!found) {
        shared->resolver.cancel();
        host_addresses none;
        co_return none;
    }
    co_return std::move(shared->result);
}

VINYL_DECL host_addresses look_up_now(const std::string& host) {
    host_addresses result;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    if (failed != 0) {
        result.failure = ::gai_strerror(failed);
        return result;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, &::freeaddrinfo);
    for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
        char text[NI_MAXHOST];
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0)
            continue;
        if (std::find(result.addresses.begin(), result.addresses.end(), text) == result.addresses.end())
            result.addresses.emplace_back(text);
    }
    return result;
}

}  // namespace detail

VINYL_DECL dual<host_addresses> look_up_host(std::string host, deadline until) {
    if (is_async()) return detail::suspend_for_addresses(std::move(host), until);
    return dual<host_addresses>::ready(detail::look_up_now(host));
}

}  // namespace vinyl::io
