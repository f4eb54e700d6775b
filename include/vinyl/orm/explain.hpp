// EXPLAIN: what it is told.
// https://www.postgresql.org/docs/current/sql-explain.html
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/sql/recording.hpp>

#include <optional>
#include <string>

namespace vinyl {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // g++ 12 takes a scoped enumerator for one that hides vinyl::json
enum class explain_format : unsigned char { text, json, xml, yaml };
#pragma GCC diagnostic pop
/// What becomes of the rows that EXPLAIN ANALYZE reads.
enum class explain_serialize : unsigned char { none, text, binary };

/// How a plan is shown: `{.analyze = true, .format = vinyl::explain_format::json}`, in this order. What is not said is up to
/// the server. What a server does not know, it refuses; newer than PostgreSQL 15 are generic_plan (16), memory and serialize
/// (17).
struct explain_options {
    std::optional<bool> analyze{};  ///< Runs the statement, and says how long each part took.
    std::optional<bool> verbose{};
    std::optional<bool> costs{};
    std::optional<bool> settings{};
    std::optional<bool> generic_plan{};  ///< The plan for any values; not with analyze.
    std::optional<bool> buffers{};
    std::optional<explain_serialize> serialize{};  ///< With analyze.
    std::optional<bool> wal{};                     ///< With analyze.
    std::optional<bool> timing{};                  ///< With analyze.
    std::optional<bool> summary{};
    std::optional<bool> memory{};
    explain_format format = explain_format::text;
};

namespace detail {

/// The options as SQL: "ANALYZE TRUE, FORMAT JSON".
[[nodiscard]] std::string sql_of(const explain_options& options);

/// The plan of the rows; empty when none can be.
dual<std::string> explain_rows(sql::recording rows, const explain_options& options, const std::string& alias);

}  // namespace detail
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/explain.ipp>
#endif
