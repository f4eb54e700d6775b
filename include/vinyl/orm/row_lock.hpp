// What select_for_update() and its kin are told: words, each a type, so that what can not be does not compile.
// https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
#pragma once

#include <vinyl/expr/field.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/sql/recording.hpp>

#include <concepts>
#include <vector>

namespace vinyl {

/// See the constants below.
enum class lock_option : unsigned char { nowait, skip_locked, no_key };
template <lock_option Option>
struct lock_word {};

/// A row that somebody else has locked is an error at once: operational_error with SQLSTATE 55P03.
inline constexpr lock_word<lock_option::nowait> nowait{};
/// Rows that somebody else has locked are left out.
inline constexpr lock_word<lock_option::skip_locked> skip_locked{};
/// The keys of the rows will not be changed, so that others may point at them meanwhile: FOR NO KEY UPDATE.
inline constexpr lock_word<lock_option::no_key> no_key{};

template <fixed_string... Paths>
struct locked_tables {};

/// Which of the rows that are read are locked: `"self"_f` is the row of the model itself, all others are relations that
/// select_related() reads. Without it all of them are.
template <fixed_string... Paths>
[[nodiscard]] constexpr locked_tables<Paths...> of(field<Paths>...) noexcept {
    static_assert(sizeof...(Paths) > 0, "vinyl: of() names what is locked: of(\"self\"_f)");
    return {};
}

namespace functions {
using vinyl::no_key;
using vinyl::nowait;
using vinyl::skip_locked;
}  // namespace functions

namespace detail {

template <class Word>
inline constexpr bool is_lock_word = false;
template <lock_option Option>
inline constexpr bool is_lock_word<lock_word<Option>> = true;
template <fixed_string... Paths>
inline constexpr bool is_lock_word<locked_tables<Paths...>> = true;

template <class M, fixed_string Path>
consteval bool can_be_locked() {
    if constexpr (Path.view() == "self") return true;
    else return path_facts<M, Path>::is_relation && !path_facts<M, Path>::many;
}

/// The tables that of() names.
template <class M>
struct tables_to_lock {
    std::vector<sql::step_list> related;
    bool self = false;

    template <fixed_string... Paths>
    void add(locked_tables<Paths...>) {
        static_assert((can_be_locked<M, Paths>() && ...),
                      "vinyl: of() takes \"self\"_f and relations to one row, as select_related() does");
        if constexpr ((can_be_locked<M, Paths>() && ...)) (add<Paths>(), ...);
    }
    template <lock_option Option>
    void add(lock_word<Option>) {}

private:
    template <fixed_string Path>
    void add() {
        if constexpr (Path.view() == "self") self = true;
        else related.push_back(resolve<M, Path>::path.steps);
    }
};

/// Says a lock of the rows of M.
template <class M, sql::lock_strength Strength, class... Words>
void say_lock(sql::recording& to) {
    constexpr bool known = (is_lock_word<Words> && ...);
    static_assert(
        known,
        "vinyl: a lock takes the words vinyl::nowait, vinyl::skip_locked, vinyl::no_key and of(\"self\"_f, ...)");
    constexpr auto says = []<lock_option Option>(lock_word<Option>) {
        return (std::same_as<Words, lock_word<Option>> || ...);
    };
    constexpr bool one_way = !(says(nowait) && says(skip_locked));
    static_assert(one_way,
                  "vinyl: nowait and skip_locked exclude each other: a locked row is an error, or is left out");
    constexpr bool fits = Strength == sql::lock_strength::update || !says(no_key);
    static_assert(fits,
                  "vinyl: no_key is for select_for_update(); of shared locks the weaker one is "
                  "select_for_key_share()");
    if constexpr (known && one_way && fits) {
        tables_to_lock<M> tables;
        (tables.add(Words{}), ...);
        to.lock(says(no_key) ? sql::lock_strength::no_key_update : Strength,
                says(nowait)        ? sql::lock_wait::nowait
                : says(skip_locked) ? sql::lock_wait::skip_locked
                                    : sql::lock_wait::wait,
                tables.related, tables.self);
    }
}

}  // namespace detail
}  // namespace vinyl
