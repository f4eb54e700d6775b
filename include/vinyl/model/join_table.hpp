// The join table of a many_to_many: which it is, which of its foreign keys leads where, and the model of one that vinyl makes.
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/many_to_many.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/meta.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/model/reflection.hpp>
#include <vinyl/model/relations.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl::detail {

template <class M, std::size_t I>
struct join_row;

/// The meta of a join table that vinyl makes. Defined in columns.hpp, where names are.
template <class M, std::size_t I>
consteval auto make_join_meta();

/// The foreign keys of a Through model that lead to To.
struct keys_found {
    std::size_t first = no_field, second = no_field, count = 0;
};
template <class Through, class To>
consteval keys_found keys_leading_to() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
        keys_found found;
        [[maybe_unused]] const auto look = [&]<std::size_t Field>() {
            using member = member_of<field_type<Through, Field>>;
            if constexpr (member::kind == member_kind::forward)
                if constexpr (std::is_same_v<typename member::target, To>) {
                    if (found.count == 0) found.first = Field;
                    if (found.count == 1) found.second = Field;
                    ++found.count;
                }
        };
        (look.template operator()<I>(), ...);
        return found;
    }(std::make_index_sequence<field_count<Through>>{});
}

/// Whether the member of Through with this index is a foreign key to To.
template <class Through, class To, std::size_t Field>
inline constexpr bool is_key_to = [] {
    using member = member_of<field_type<Through, Field>>;
    return member::kind == member_kind::forward && std::is_same_v<typename member::target, To>;
}();
template <class Through, class To>
inline constexpr bool is_key_to<Through, To, no_field> = false;

/// The join table of the many_to_many I of M: a model, and its foreign keys to both sides (no_field: it can not be said which).
template <class M, std::size_t I>
struct many_join {
    using member = field_type<M, I>;
    using target = typename member::target;
    static constexpr bool is_own = std::is_void_v<typename member::through>;
    static constexpr bool is_to_itself = std::is_same_v<M, target>;
    using through = std::conditional_t<is_own, join_row<M, I>, typename member::through>;

private:
    static consteval std::size_t find(std::string_view name, bool of_target) {
        if constexpr (is_own) {
            return of_target ? 1 : 0;
        } else {
            if (!name.empty()) return index_of_field<through>(name);
            constexpr keys_found source = keys_leading_to<through, M>(), goal = keys_leading_to<through, target>();
            if constexpr (is_to_itself) return source.count != 2 ? no_field : of_target ? source.second : source.first;
            const keys_found& wanted = of_target ? goal : source;
            return wanted.count == 1 ? wanted.first : no_field;
        }
    }

public:
    static constexpr std::size_t source = find(member::source_name.view(), false);
    static constexpr std::size_t goal = find(member::goal_name.view(), true);
    static constexpr bool is_found =
        is_own || (is_key_to<through, M, source> && is_key_to<through, target, goal> && source != goal);
};

/// Whether a member is the reverse side of a many_to_many.
template <class Member>
inline constexpr bool is_reverse_of_many = false;
template <class T, fixed_string Name>
inline constexpr bool is_reverse_of_many<related<T, Name>> = [] {
    constexpr std::size_t forward = index_of_field<T>(Name.view());
    if constexpr (forward == no_field) return false;
    else return is_many_to_many<field_type<T, forward>>;
}();

/// The way over a join table from M by its member I: the foreign key of the join table that leads to M, and the one onwards.
template <class M, std::size_t I, class Member = field_type<M, I>>
struct way_over_join {
    static constexpr bool exists = false;
};
template <class M, std::size_t I, class T, class Through, fixed_string Source, fixed_string Goal>
struct way_over_join<M, I, many_to_many<T, Through, Source, Goal>> {
    using join = many_join<M, I>;
    using through = typename join::through;
    static constexpr bool exists = true;
    static constexpr std::size_t here = join::source, onwards = join::goal;
};
template <class M, std::size_t I, class T, fixed_string Name>
    requires is_reverse_of_many<related<T, Name>>
struct way_over_join<M, I, related<T, Name>> {
    using join = many_join<T, index_of_field<T>(Name.view())>;
    using through = typename join::through;
    static constexpr bool exists = true;
    static constexpr std::size_t here = join::goal, onwards = join::source;
};

/// A row of a join table that vinyl makes.
template <class M, std::size_t I>
struct join_row : model<join_row<M, I>> {
    using other = typename field_type<M, I>::target;

    foreign_key<M, primary_key_type<M>> source;
    foreign_key<other, primary_key_type<other>> goal;

    static constexpr auto meta = make_join_meta<M, I>();
};

/// "Album.genres", for messages.
template <class M, std::size_t I>
inline constexpr auto join_name = [] {
    std::array<char, struct_name<M>.size() + 1 + field_name<M, I>.size()> text{};
    std::size_t used = 0;
    for (const char c : struct_name<M>) text[used++] = c;
    text[used++] = '.';
    for (const char c : field_name<M, I>) text[used++] = c;
    return text;
}();

/// Calls `use.operator()<Row>()` with the model of each join table that vinyl makes for M.
template <class M, class F>
constexpr void for_each_join_table(F&& use) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        [[maybe_unused]] const auto look = [&]<std::size_t Field>() {
            if constexpr (is_many_to_many<field_type<M, Field>>)
                if constexpr (many_join<M, Field>::is_own) use.template operator()<join_row<M, Field>>();
        };
        (look.template operator()<I>(), ...);
    }(std::make_index_sequence<field_count<M>>{});
}

}  // namespace vinyl::detail

namespace vinyl {

template <class M, std::size_t I>
inline constexpr std::string_view struct_name<detail::join_row<M, I>>{detail::join_name<M, I>.data(),
                                                                      detail::join_name<M, I>.size()};

}  // namespace vinyl
