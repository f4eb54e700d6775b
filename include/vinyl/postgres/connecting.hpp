// The operations of opening a connection: to one address of a server, to whichever server will do, and the whole.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/random.hpp>
#include <vinyl/io/host_addresses.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/io/sequence.hpp>
#include <vinyl/io/socket_watch.hpp>
#include <vinyl/postgres/connection.hpp>
#include <vinyl/postgres/driver_options.hpp>
#include <vinyl/postgres/handles.hpp>
#include <vinyl/postgres/refusals.hpp>
#include <vinyl/postgres/settings.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::postgres {

/// Tries one server at one address. Null if that fails; then the refusals say why.
class connecting_to_one {
public:
    using value_type = connection_handle;

    connecting_to_one(const settings& where, io::deadline until, refusals& failures)
        : where_(where), until_(until), failures_(failures) {}

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] static bool withdraw() noexcept { return false; }
    [[nodiscard]] connection_handle take() noexcept;

private:
    [[nodiscard]] PostgresPollingStatusType begin();
    [[nodiscard]] PostgresPollingStatusType go_on(io::readiness found);

    settings where_;
    io::deadline until_;
    refusals& failures_;
    bool begun_ = false;
    connection_handle handle_;
    io::socket_watch watch_;  // goes before the handle, so that the peer sees the end of a connection that is given up
};

/// Tries all servers in turn, and all addresses of each, as libpq would: but with a deadline for each, and without blocking
/// where it looks up names. Null if none will do.
class connecting_to_any final : public io::sequence {
public:
    using value_type = connection_handle;

    connecting_to_any(settings where, std::chrono::milliseconds patience, io::deadline until, refusals& failures)
        : where_(std::move(where)), patience_(patience), until_(until), failures_(failures) {}

    [[nodiscard]] connection_handle take() noexcept { return std::move(handle_); }

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;
    void list_servers();
    void choose_server();
    void choose_address();
    [[nodiscard]] bool must_look_up() const noexcept;
    void note_addresses(io::host_addresses found);
    [[nodiscard]] io::deadline limit_for_one() const;

    /// The order in which they are taken from the end.
    template <class T>
    void put_in_order(std::vector<T>& list) {
        if (at_random_) std::shuffle(list.begin(), list.end(), vinyl::detail::random_source());
        else std::reverse(list.begin(), list.end());
    }

    settings where_;
    std::chrono::milliseconds patience_;
    io::deadline until_;
    refusals& failures_;
    bool at_random_ = false;
    std::vector<settings::server> servers_;  // those that are left, the next one last
    settings::server server_;
    settings one_;  // at that server
    io::deadline looked_up_by_;
    std::optional<io::host_lookup> look_up_;
    std::vector<std::string> addresses_;  // those that are left, the next one last
    std::optional<connecting_to_one> attempt_;
    connection_handle handle_;
};

/// See postgres::connect().
class connecting final : public io::sequence {
public:
    using value_type = std::unique_ptr<connection>;

    connecting(settings where, driver_options options, io::deadline until)
        : where_(std::move(where)), options_(std::move(options)), until_(until), failures_(where_) {}

    [[nodiscard]] std::unique_ptr<connection> take() noexcept { return std::move(opened_); }

private:
    [[nodiscard]] VINYL_DECL io::need go_on(io::runner& by) override;
    [[nodiscard]] connecting_to_any& try_servers();
    void open(io::runner& by);

    settings where_;
    driver_options options_;
    io::deadline until_;
    refusals failures_;
    std::optional<connecting_to_any> attempt_;
    connection_handle handle_;
    std::unique_ptr<connection> opened_;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/connecting.ipp>
#endif
