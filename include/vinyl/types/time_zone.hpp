// A time zone, as the database is told of it.
#pragma once

#include <vinyl/base/config.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace vinyl {

/// A time zone: by its name in the database's list ("Europe/Berlin"), or by how far its clocks are ahead of UTC: "+02:00",
/// "UTC-3", std::chrono::hours(2). (Ahead means east, as ISO 8601 writes it; PostgreSQL's own notation has it the other way
/// round.) A name that the server does not know is a data_error when the query runs.
class time_zone {
public:
    // NOLINTBEGIN(google-explicit-constructor): where a zone is wanted, its name is enough
    time_zone(std::string_view name);
    time_zone(const std::string& name) : time_zone(std::string_view(name)) {}
    time_zone(const char* name) : time_zone(std::string_view(name)) {}
    time_zone(std::chrono::minutes ahead_of_utc);
    time_zone(std::chrono::hours ahead_of_utc) : time_zone(std::chrono::minutes(ahead_of_utc)) {}
    // NOLINTEND(google-explicit-constructor)

    /// What the server calls it.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    friend bool operator==(const time_zone&, const time_zone&) = default;

private:
    std::string name_;
};

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/types/time_zone.ipp>
#endif
