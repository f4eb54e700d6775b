// What became of the servers that could not be connected to.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/postgres/settings.hpp>

#include <cstddef>
#include <string>

namespace vinyl::postgres {

/// What became of the servers that were tried in vain.
class refusals {
public:
    explicit refusals(const settings& where) : where_(where) {}

    /// @param reason  libpq's words
    void add(std::string reason);
    void add_timeout(const settings& tried, const char* doing);

    /// Whether a server has given an answer that the others are not asked for, as in libpq: only one that is not ready yet
    /// is passed over.
    [[nodiscard]] bool final() const noexcept { return !last_.empty() && last_ != "57P03"; }

    /// Throws timeout, connection_lost or the class of the SQLSTATE; see postgres::connect().
    [[noreturn]] void throw_all() const;

private:
    void note(std::string reason);

    const settings& where_;
    std::string reasons_;
    std::string sqlstate_;
    std::string last_;
    const char* doing_ = "";
    std::size_t timeouts_ = 0;
    std::size_t count_ = 0;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/refusals.ipp>
#endif
