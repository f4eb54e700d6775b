// Runs the statements of a schema: all of them or none.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>

#include <string>
#include <vector>

namespace vinyl::schema::detail {

/// The statements in one transaction.
[[nodiscard]] dual<void> run(std::string alias, std::vector<std::string> statements);

/// The statements as a script, each with a semicolon.
[[nodiscard]] std::string script(const std::vector<std::string>& statements);

}  // namespace vinyl::schema::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/schema/run.ipp>
#endif
