// The steps of opening a connection.
#pragma once

#include <vinyl/io/underlying_executor.hpp>
#include <vinyl/postgres/connecting.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace vinyl::postgres {
namespace detail {

/// Null when libpq has no memory left for it.
VINYL_DECL connection_handle start_connecting(const settings& where) {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    const settings::parameters parameters = where.to_send();
    for (const auto& [keyword, value] : parameters) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    // The values go in one by one and are never put together to a string, so there is nothing to quote or to
    // escape.
    connection_handle handle(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (!handle) return handle;
    // libpq's own receiver prints to stderr.
    PQsetNoticeReceiver(handle.get(), [](void*, const PGresult*) {}, nullptr);
    PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);  // the only way to the SQLSTATE of a refusal
    return handle;
}

VINYL_DECL const char* what_it_is_doing(const PGconn* connecting) {
    switch (PQstatus(connecting)) {
        case CONNECTION_STARTED: return "waiting for the network connection";
        case CONNECTION_SSL_STARTUP: return "negotiating TLS";
        case CONNECTION_GSS_STARTUP: return "negotiating GSSAPI encryption";
        case CONNECTION_AWAITING_RESPONSE: return "waiting for the server's answer to the log-in";
        case CONNECTION_AUTH_OK: return "waiting for the server to start the session";
        default: return "talking to the server";
    }
}

}  // namespace detail

// ---- one server at one address ----

VINYL_DECL PostgresPollingStatusType connecting_to_one::begin() {
    handle_ = detail::start_connecting(where_);
    if (!handle_) {
        failures_.add("out of memory");
        return PGRES_POLLING_FAILED;
    }
    if (PQstatus(handle_.get()) == CONNECTION_BAD) {
        failures_.add(PQerrorMessage(handle_.get()));
        return PGRES_POLLING_FAILED;
    }
    return PGRES_POLLING_WRITING;
}

VINYL_DECL PostgresPollingStatusType connecting_to_one::go_on(io::readiness found) {
    if (found == io::readiness::none) {
        failures_.add_timeout(where_, detail::what_it_is_doing(handle_.get()));
        return PGRES_POLLING_FAILED;
    }
    const PostgresPollingStatusType next = PQconnectPoll(handle_.get());
    if (next == PGRES_POLLING_FAILED) failures_.add(PQerrorMessage(handle_.get()));
    return next;
}

VINYL_DECL io::need connecting_to_one::step(io::runner& by) {
    const PostgresPollingStatusType next = std::exchange(begun_, true) ? go_on(by.found()) : begin();
    if (next == PGRES_POLLING_FAILED) {  // the peer sees the end of the connection when both are gone
        watch_.close();
        handle_.reset();
        return io::need::nothing();
    }
    // After every step, and also if the number is the same: the next attempt without TLS has a new socket, to which the
    // kernel likes to give the number of the old one.
    watch_.rebind(PQsocket(handle_.get()));
    if (next == PGRES_POLLING_OK) return io::need::nothing();
    return io::need::ready(watch_, next == PGRES_POLLING_READING ? io::readiness::read : io::readiness::write, until_);
}

VINYL_DECL connection_handle connecting_to_one::take() noexcept {
    watch_.close();
    return std::move(handle_);
}

// ---- whichever server will do ----

VINYL_DECL io::deadline connecting_to_any::limit_for_one() const {
    return where_.connect_until(std::min(until_, io::deadline::after(patience_)));
}

VINYL_DECL void connecting_to_any::list_servers() {
    servers_ = where_.servers();
    at_random_ = where_.effective("load_balance_hosts") == "random";
    put_in_order(servers_);
}

VINYL_DECL void connecting_to_any::choose_server() {
    server_ = std::move(servers_.back());
    servers_.pop_back();
    one_ = where_;
    if (!server_.host.empty()) one_.set("host", server_.host);
    one_.set("port", server_.port);
    addresses_.clear();
}

VINYL_DECL bool connecting_to_any::must_look_up() const noexcept {
    const std::string& host = server_.host;
    return server_.address.empty() && !host.empty() && host[0] != '/' && host[0] != '@';
}

VINYL_DECL void connecting_to_any::note_addresses(io::host_addresses found) {
    addresses_ = std::move(found.addresses);
    if (!addresses_.empty()) return;
    if (looked_up_by_.expired()) failures_.add_timeout(one_, "looking up the name of the host");
    else failures_.add("no address for \"" + server_.host + "\": " + found.failure);
}

VINYL_DECL void connecting_to_any::choose_address() {
    if (!addresses_.back().empty()) one_.set("hostaddr", addresses_.back());
    addresses_.pop_back();
}

VINYL_DECL io::need connecting_to_any::go_on(io::runner&) {
    VINYL_GO_ON {
        list_servers();
        while (!servers_.empty()) {
            choose_server();
            if (must_look_up()) {
                looked_up_by_ = limit_for_one();
                VINYL_WAIT(after(look_up_.emplace(server_.host, looked_up_by_)));
                note_addresses(look_up_->take());
            } else {
                addresses_.push_back(server_.address);
            }
            put_in_order(addresses_);
            while (!addresses_.empty()) {
                choose_address();
                VINYL_WAIT(after(attempt_.emplace(one_, limit_for_one(), failures_)));
                handle_ = attempt_->take();
                if (handle_ || failures_.final() || until_.expired()) return io::need::nothing();
            }
            if (until_.expired()) return io::need::nothing();
        }
    }
    return io::need::nothing();
}

// ---- the whole ----

VINYL_DECL connecting_to_any& connecting::try_servers() {
    return attempt_.emplace(where_, options_.connect_timeout, until_, failures_);
}

VINYL_DECL void connecting::open(io::runner& by) {
    if (!handle_) failures_.throw_all();
    std::optional<boost::asio::any_io_executor> home;
    if (!by.is_thread()) home = io::underlying_executor(by.executor());
    auto engine = std::make_shared<pipeline>(std::move(handle_), std::move(options_), std::move(home));
    opened_ = std::make_unique<connection>(std::move(engine));
}

VINYL_DECL io::need connecting::go_on(io::runner& by) {
    VINYL_GO_ON {
        if (std::string fault = where_.fault_elsewhere(); !fault.empty()) {
            failures_.add(std::move(fault));
            failures_.throw_all();
        }
        if (where_.effective("target_session_attrs") == "prefer-standby") {
            where_.set("target_session_attrs", "standby");
            VINYL_WAIT(after(try_servers()));
            handle_ = attempt_->take();
            where_.set("target_session_attrs", "any");
        }
        if (!handle_ && !failures_.final()) {
            VINYL_WAIT(after(try_servers()));
            handle_ = attempt_->take();
        }
        open(by);
    }
    return io::need::nothing();
}

}  // namespace vinyl::postgres
