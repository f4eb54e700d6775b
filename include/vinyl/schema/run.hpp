// Runs the statements of a schema: all of them or none.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>

#include <string>
#include <vector>

namespace vinyl::schema::detail {

/// Statements for one alias, one after the other: a body for atomic.
struct statements_in_order {
    std::string alias;
    std::vector<std::string> statements;

    [[nodiscard]] dual<void> operator()() const;
};

/// The statements in one transaction. A template, with one instance, because header-only what it uses of atomic, which are
/// coroutines, would be compiled in every file otherwise.
template <class Body = statements_in_order>
[[nodiscard]] dual<void> run(std::string alias, std::vector<std::string> statements);
#ifndef VINYL_HEADER_ONLY
extern template dual<void> run<statements_in_order>(std::string alias, std::vector<std::string> statements);
#endif

/// The statements as a script, each with a semicolon.
[[nodiscard]] std::string script(const std::vector<std::string>& statements);

}  // namespace vinyl::schema::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/schema/run.ipp>
#endif
