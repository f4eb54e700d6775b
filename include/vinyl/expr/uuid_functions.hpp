// Identifiers that the server makes.
#pragma once

#include <vinyl/expr/function.hpp>
#include <vinyl/types/uuid.hpp>

namespace vinyl {

/// A random one, another for each row.
[[nodiscard]] constexpr auto uuid4() { return function<uuid()>("GEN_RANDOM_UUID")(); }
/// One that begins with the time, so that new ones are the greatest. From PostgreSQL 18 on.
[[nodiscard]] constexpr auto uuid7() { return function<uuid()>("UUIDV7")(); }

namespace functions {
using vinyl::uuid4;
using vinyl::uuid7;
}  // namespace functions

namespace literals {
// they have no argument by which they could be found
using vinyl::uuid4;
using vinyl::uuid7;
}  // namespace literals

}  // namespace vinyl
