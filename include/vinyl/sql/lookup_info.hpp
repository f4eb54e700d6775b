// What sql/ knows of a lookup: how left and right are written, and what NULL, years and truth make of it. Descriptors
// in expr/ make it when they are compiled; nodes and recordings point at it, so it is a static object.
#pragma once

#include <vinyl/base/config.hpp>

#include <cstddef>
#include <string_view>

namespace vinyl::sql {

/// Where a text that is looked for may stand.
enum class text_pattern : unsigned char { none, within, at_start, at_end };

/// What of the two sides is written.
enum class sides : unsigned char {
    alike,      ///< Both are of one type: what has none takes the other's.
    as_text,    ///< Both as a text, if they are none.
    left_text,  ///< The left one as a text, if it is none.
    apart       ///< As they are.
};

/// What a lookup is with NULL on the right.
enum class beside_null : unsigned char { refused, is_null, is_not_null };

/// How a year is compared with a value by bounds for what it is the year of.
enum class year_bounds : unsigned char { none, within, behind, from, before, until };

/// What a comparison is wherever its left side is not NULL, when that is known without asking.
enum class outcome : unsigned char { open, never, always };

/// What is true of a lookup and its text does not show.
struct lookup_traits {
    sql::sides sides = sql::sides::apart;
    text_pattern pattern = text_pattern::none;  ///< LIKE: the right side is looked for, as it stands.
    bool ignores_case = false;                  ///< Of patterns: both sides in upper case.
    beside_null null = beside_null::refused;
    year_bounds year = year_bounds::none;
    sql::outcome outcome = sql::outcome::open;
    bool never_null = false;   ///< True or false also where a side is NULL.
    bool is_equality = false;  ///< Also of rows and of truth values.
};

class lookup_info {
public:
    /// @param sql  with {} for the left and the right side: "{} > {}". A literal.
    template <std::size_t N>
    consteval lookup_info(const char (&sql)[N], lookup_traits traits = {})  // NOLINT(google-explicit-constructor)
        : sql_(sql, N - 1), traits_(traits) {
        const std::size_t left = sql_.find("{}");
        const std::size_t right = left == std::string_view::npos ? left : sql_.find("{}", left + 2);
        if (right == std::string_view::npos || sql_.find("{}", right + 2) != std::string_view::npos)
            the_text_of_this_lookup_needs_two_places();
    }

    [[nodiscard]] constexpr std::string_view sql() const noexcept { return sql_; }
    [[nodiscard]] constexpr const lookup_traits& traits() const noexcept { return traits_; }
    [[nodiscard]] consteval lookup_info with(sql::sides sides) const {
        lookup_info other = *this;
        other.traits_.sides = sides;
        return other;
    }

private:
    // called where nothing may be called, so that the compiler shows its name
    static void the_text_of_this_lookup_needs_two_places() {}

    std::string_view sql_;
    lookup_traits traits_;
};

/// The lookups that sql/ uses by itself.
namespace lookup {
inline constexpr lookup_info exact{
    "{} = {}", {.sides = sides::alike, .null = beside_null::is_null, .year = year_bounds::within, .is_equality = true}};
inline constexpr lookup_info distinct_from{
    "{} IS DISTINCT FROM {}", {.sides = sides::alike, .null = beside_null::is_not_null, .never_null = true}};
inline constexpr lookup_info not_distinct_from{
    "{} IS NOT DISTINCT FROM {}", {.sides = sides::alike, .null = beside_null::is_null, .never_null = true}};
}  // namespace lookup

/// A comparison of this kind with a value of which it is known what comes of it.
/// @pre the kind is not none, and it is known
[[nodiscard]] const lookup_info& known_comparison(year_bounds kind, outcome known) noexcept;

}  // namespace vinyl::sql

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/lookup_info.ipp>
#endif
