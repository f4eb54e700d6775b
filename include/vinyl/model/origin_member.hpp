// `vinyl::origin origin;`: a member without a column by which an object remembers the database that it came from.
#pragma once

#include <vinyl/model/origin.hpp>

namespace vinyl {

namespace detail {

struct relation_access;

}  // namespace detail

/// The database that an object came from: save() and its kin go back there. Where a model has none, the object's relations say
/// it, if there are any. It is no column: it stands in no statement, no condition and no JSON, and two objects are equal
/// whatever theirs are. Thread safety: as a std::shared_ptr.
class origin {
public:
    [[nodiscard]] friend bool operator==(const origin&, const origin&) noexcept { return true; }

private:
    friend struct detail::relation_access;

    detail::origin_ptr origin_;
};

}  // namespace vinyl
