// Bodies of dual/executors.hpp.
#pragma once

#include <vinyl/dual/context_executor.hpp>
#include <vinyl/dual/executors.hpp>

#include <boost/asio/prefer.hpp>
#include <boost/asio/system_executor.hpp>

#include <utility>

namespace vinyl::detail {

VINYL_DECL boost::asio::any_io_executor in_context(boost::asio::any_io_executor executor, ambient context) {
    return context_executor(std::move(executor), std::move(context));
}

VINYL_DECL const ambient* context_of(const boost::asio::any_io_executor& executor) noexcept {
    const auto* const carrying = executor.target<context_executor>();
    return carrying != nullptr ? &carrying->context() : nullptr;
}

VINYL_DECL const boost::asio::any_io_executor& without_context(const boost::asio::any_io_executor& executor) noexcept {
    const boost::asio::any_io_executor* plain = &executor;
    while (const auto* const carrying = plain->target<context_executor>()) plain = &carrying->inner();
    return *plain;
}

VINYL_DECL boost::asio::any_io_executor any_system_executor() { return boost::asio::system_executor(); }

VINYL_DECL boost::asio::any_io_executor with_work(const boost::asio::any_io_executor& executor) {
    return boost::asio::prefer(executor, boost::asio::execution::outstanding_work.tracked);
}

}  // namespace vinyl::detail
