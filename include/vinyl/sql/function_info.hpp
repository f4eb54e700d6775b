// What sql/ knows of a function or an aggregate of the database: how it is written and what it does with NULL.
// Descriptors in expr/ make it when they are compiled; nodes and recordings hold it by value.
#pragma once

#include <cstddef>
#include <string_view>

namespace vinyl::sql {

/// Of what the function gives the year: comparing it with a value is then written as bounds.
enum class year_of : unsigned char { none, calendar, iso_weeks };

/// What a time zone is to a function whose first argument is a timestamptz.
enum class zone_use : unsigned char {
    none,
    looks,  ///< It looks at what clocks show: in the query's zone, if that has one.
    takes,  ///< The same, and the zone can be given to it as one argument more.
    moves   ///< AT TIME ZONE itself; the zone is its second argument.
};

/// What is true of a function.
struct function_traits {
    bool is_strict = false;          ///< NULL whenever an argument is.
    bool gives_one_of_them = false;  ///< The result is one of the arguments, NULL only if all are.
    bool gives_first = false;        ///< The result is the first argument, or another value of its type.
    bool has_effects = false;        ///< Calling it changes something: the statement is no plain read.
    bool gives_rows = false;         ///< A set: the row that it is selected in comes once for each of its values.
    bool is_total = false;           ///< NULL only for NULL: it has a result for every value.
    bool is_bilateral = false;       ///< As a transform in a path it is taken of what the path is compared with, too.
    year_of year = year_of::none;
    zone_use zone = zone_use::none;

    friend constexpr bool operator==(const function_traits&, const function_traits&) = default;
};

/// A function: its name, maybe with its schema, or a text with {} for each argument: "EXTRACT(CENTURY FROM {})". It is
/// SQL, and a literal, which is never copied.
class function_info {
public:
    template <std::size_t N>
    consteval function_info(const char (&sql)[N], function_traits traits = {})  // NOLINT(google-explicit-constructor)
        : function_info(std::string_view(sql, N - 1), traits) {}

    /// For recordings. @pre `sql` comes from a function_info
    constexpr function_info(std::string_view sql, function_traits traits) : sql_(sql), traits_(traits) {}

    [[nodiscard]] constexpr std::string_view sql() const noexcept { return sql_; }
    [[nodiscard]] constexpr const function_traits& traits() const noexcept { return traits_; }
    /// How many {} the text has; 0: it is a name.
    [[nodiscard]] constexpr std::size_t places() const noexcept {
        std::size_t found = 0;  // not by find(), which g++ 12's UBSan takes for no constant
        for (std::size_t at = 0; at + 1 < sql_.size(); ++at) found += sql_[at] == '{' && sql_[at + 1] == '}';
        return found;
    }

    friend constexpr bool operator==(const function_info&, const function_info&) = default;

private:
    std::string_view sql_;
    function_traits traits_;
};

/// What is true of an aggregate and its name does not show.
struct aggregate_traits {
    bool gives_one_of_them = false;  ///< The result is one of the values.
    bool never_null = false;         ///< Also of no rows.
    bool ignores_repeats = false;    ///< Once more a value that is there makes no difference.

    friend constexpr bool operator==(const aggregate_traits&, const aggregate_traits&) = default;
};

/// An aggregate by its name, maybe with its schema; a literal, as above.
class aggregate_info {
public:
    template <std::size_t N>
    consteval aggregate_info(const char (&name)[N],
                             aggregate_traits traits = {})  // NOLINT(google-explicit-constructor)
        : name_(name, N - 1), traits_(traits) {}

    /// For recordings. @pre `name` comes from an aggregate_info
    constexpr aggregate_info(std::string_view name, aggregate_traits traits) : name_(name), traits_(traits) {}

    [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }
    [[nodiscard]] constexpr const aggregate_traits& traits() const noexcept { return traits_; }

    friend constexpr bool operator==(const aggregate_info&, const aggregate_info&) = default;

private:
    std::string_view name_;
    aggregate_traits traits_;
};

}  // namespace vinyl::sql
