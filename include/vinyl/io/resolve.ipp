// Body of looking up names.
#pragma once

#include <vinyl/io/alarm.hpp>
#include <vinyl/io/event.hpp>
#include <vinyl/io/resolve.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <memory>

namespace vinyl::io {
namespace detail {

/// Kept alive by the look-up, which goes on in Asio's own thread even if nobody waits for it any more.
struct lookup {
    explicit lookup(const boost::asio::any_io_executor& executor) : resolver(executor) {}

    boost::asio::ip::tcp::resolver resolver;
    event done;
    std::vector<std::string> addresses;
};

VINYL_DECL dual<std::vector<std::string>> suspend_for_addresses(std::string host, deadline until) {
    const boost::asio::any_io_executor executor = co_await vinyl::detail::this_executor{};
    const auto shared = std::make_shared<lookup>(executor);
    shared->resolver.async_resolve(host, "", [shared](boost::system::error_code failed, const auto& found) {
        if (!failed) {
            for (const auto& entry : found) {
                std::string address = entry.endpoint().address().to_string();
                if (std::find(shared->addresses.begin(), shared->addresses.end(), address) == shared->addresses.end())
                    shared->addresses.push_back(std::move(address));
            }
        }
        shared->done.set();
    });
    const bool found = co_await wait(shared->done, until);
    if (!found) {
        shared->resolver.cancel();
        co_return std::vector<std::string>();
    }
    co_return std::move(shared->addresses);
}

}  // namespace detail

VINYL_DECL dual<std::vector<std::string>> resolve(std::string host, deadline until) {
    if (is_async()) return detail::suspend_for_addresses(std::move(host), until);
    return dual<std::vector<std::string>>::ready();
}

}  // namespace vinyl::io
