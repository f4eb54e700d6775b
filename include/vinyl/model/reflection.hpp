// The members of a plain struct, without macros or registration: how many, their names, their types, and references to
// them. Works for models and for any other aggregate of up to 64 members, such as the rows of into<Struct>. The members of
// an embedded struct stand in the place of the member that embeds it, by names such as "stamps__created".
#pragma once

#include <vinyl/base/type_list.hpp>
#include <vinyl/model/embedded.hpp>
#include <vinyl/model/reflection_cases.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl {

template <class M>
struct model;

/// The most members a struct may have.
inline constexpr std::size_t max_fields = 64;

namespace detail {

template <std::size_t I, class T>
struct indexed_pointer {
    T* pointer;
};

template <class Indices, class... T>
struct indexed_pointers;

/// Pointers to all members, each at a known place; what std::tuple would be without its recursion.
template <std::size_t... I, class... T>
struct indexed_pointers<std::index_sequence<I...>, T...> : indexed_pointer<I, T>... {};

template <std::size_t I, class T>
constexpr T* pick_pointer(const indexed_pointer<I, T>& place) noexcept {
    return place.pointer;
}

template <class... T>
constexpr auto point_at(T&... members) noexcept {
    return indexed_pointers<std::index_sequence_for<T...>, T...>{{&members}...};
}

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

/// An object that is never defined, only pointed into by constant expressions. A class around a member, not a variable
/// template: its name is what shows up should a linker ever miss it.
template <class T>
struct never_defined {
    T object;
    static const never_defined instance;
};

/// What a struct is made of, as facts; a struct that is not plain has no members.
template <class T, bool Plain = std::is_aggregate_v<T>>
struct struct_facts {
    static constexpr std::size_t bases = std::is_base_of_v<model<T>, T> ? 1 : 0;
    static constexpr std::size_t initializers = count_initializers<T>();
    static constexpr bool can_be_default = initializers >= bases;
    static constexpr bool has_few_members = initializers <= max_fields + bases;
    static constexpr bool plain = can_be_default && has_few_members;
    static constexpr std::size_t members = plain ? initializers - bases : 0;
};
template <class T>
struct struct_facts<T, false> {
    static constexpr bool can_be_default = true;
    static constexpr bool has_few_members = true;
    static constexpr bool plain = false;
    static constexpr std::size_t members = 0;
};

/// Whether T can be a model: how those who build on one ask, when report_struct has said what is wrong.
template <class T>
inline constexpr bool is_plain_struct = struct_facts<T>::plain;

/// Does not compile for a struct that is not plain: says why.
template <class T>
struct report_struct {
    static constexpr bool is_plain = std::is_aggregate_v<T>;
    static constexpr bool members_can_be_default = struct_facts<T>::can_be_default;
    static constexpr bool has_few_members = struct_facts<T>::has_few_members;
    static_assert(is_plain,
                  "vinyl: this must be a plain struct: public members, no constructors, no virtual functions");
    static_assert(members_can_be_default, "vinyl: every member of this struct must be default-constructible");
    static_assert(has_few_members, "vinyl: this struct has more than 64 members");
};

/// Does not compile: says what the class Report has to say. A function that says it in its own body could not be called a
/// second time, for clang, which would have something to say about that; so there is one for each function that calls it,
/// told apart by Where.
template <class Report, class Where>
void refuse() {
    static_cast<void>(sizeof(Report));
}

template <class T>
consteval std::size_t member_count() {
    if constexpr (!is_plain_struct<T>) static_cast<void>(sizeof(report_struct<T>));
    return struct_facts<T>::members;
}

/// Pointers to all members of the never defined object, for constant expressions only.
template <class T>
consteval auto pointers_to_members() noexcept {
    return with_members<member_count<T>()>(never_defined<T>::instance.object,
                                           [](const auto&... members) { return point_at(members...); });
}

#ifdef __clang__
#pragma clang diagnostic pop
#endif

// g++:   "... [with auto Member = (& vinyl::detail::never_defined<Album>::instance...Album::title); std::string_view = ...]"
// clang: "... [Member = &never_defined<Album>::instance.object.title]"
// pointer to member: "&Album::title" on both.
template <auto Member>
consteval std::string_view name_of_member() {
    std::string_view text = __PRETTY_FUNCTION__;
    text = text.substr(0, text.rfind("; std::string_view = "));
    text = text.substr(0, text.find_last_not_of("])") + 1);
    return text.substr(text.find_last_of(":.>&") + 1);
}

/// The unqualified name of a struct: "Album" for music::Album.
template <class T>
consteval std::string_view name_of_struct() {
    std::string_view text = __PRETTY_FUNCTION__;
    text = text.substr(0, text.rfind("; std::string_view = "));
    text = text.substr(text.rfind("T = ") + 4);
    text = text.substr(0, text.rfind(']') == text.npos ? text.size() : text.rfind(']'));
    // music::Basic<music::Album>: what stands between angle brackets is not where the name begins
    const std::size_t end = text.find('<');
    const std::string_view plain = text.substr(0, end);
    return plain.substr(plain.find_last_of(": ") + 1);
}

template <class T, class Indices = std::make_index_sequence<member_count<T>()>>
struct member_names;

/// The names of the members of T itself.
template <class T, std::size_t... I>
struct member_names<T, std::index_sequence<I...>> {
    static constexpr std::array<std::string_view, sizeof...(I)> value{
        name_of_member<pick_pointer<I>(pointers_to_members<T>())>()...};
};

template <class T>
consteval auto list_types() {
    return decltype(with_members<member_count<T>()>(
        std::declval<T&>(), []<class... Member>(Member&...) { return type_list<Member...>{}; })){};
}

template <class... Member>
consteval bool any_embedded(type_list<Member...>) {
    return (is_embedded<Member> || ...);
}

/// Whether a member of T embeds a struct.
template <class T>
inline constexpr bool has_embedded = any_embedded(list_types<T>());

// what is the members' own is computed without a detour where nothing is embedded, which is nearly always

template <class T, bool Embeds = has_embedded<T>>
struct flat_members {
    using types = decltype(list_types<T>());
    static constexpr const auto& names = member_names<T>::value;
    static constexpr std::size_t own(std::size_t) { return 0; }
};

template <class Member>
struct flat_types {
    using type = type_list<Member>;
};
template <class S>
struct flat_types<embedded<S>> {
    using type = typename flat_members<S>::types;
};

/// A name with where in it the member's own part begins: "stamps__created", 8.
template <std::size_t Room>
struct flat_name_texts {
    std::array<char, Room> text{};
    std::array<std::size_t, max_fields + 1> ends{};
    std::array<std::size_t, max_fields + 1> own{};
    std::size_t count = 0;
};

template <class T>
struct flat_members<T, true> {
    using types = decltype([]<class... Member>(type_list<Member...>) {
        return (type_list<>{} + ... + typename flat_types<Member>::type{});
    }(list_types<T>()));

private:
    template <class F>
    static constexpr void each(F&& use) {
        std::size_t index = 0;
        [&]<class... Member>(type_list<Member...>) {
            ((use.template operator()<Member>(member_names<T>::value[index]), ++index), ...);
        }(list_types<T>());
    }
    static constexpr std::size_t room = [] {
        std::size_t size = 0;
        each([&]<class Member>(std::string_view name) {
            if constexpr (is_embedded<Member>)
                for (const std::string_view inner :
                     flat_members<std::remove_cvref_t<decltype(*std::declval<Member>())>>::names)
                    size += name.size() + 2 + inner.size();
            else size += name.size();
        });
        return size;
    }();
    static constexpr auto texts = [] {
        flat_name_texts<room == 0 ? 1 : room> made;
        std::size_t used = 0;
        const auto add = [&](std::string_view part) {
            for (const char c : part) made.text[used++] = c;
        };
        each([&]<class Member>(std::string_view name) {
            if constexpr (is_embedded<Member>) {
                using inside = flat_members<std::remove_cvref_t<decltype(*std::declval<Member>())>>;
                for (std::size_t i = 0; i < inside::names.size(); ++i) {
                    add(name);
                    add("__");
                    add(inside::names[i]);
                    made.own[made.count] = name.size() + 2 + inside::own(i);
                    made.ends[made.count++] = used;
                }
            } else {
                add(name);
                made.ends[made.count++] = used;
            }
        });
        return made;
    }();

public:
    static constexpr std::array<std::string_view, types::size> names = [] {
        std::array<std::string_view, types::size> views;
        for (std::size_t i = 0, begin = 0; i < types::size; begin = texts.ends[i++])
            views[i] = std::string_view(texts.text.data() + begin, texts.ends[i] - begin);
        return views;
    }();
    static constexpr std::size_t own(std::size_t field) { return texts.own[field]; }
};

template <class T>
consteval std::size_t flat_count() {
    constexpr std::size_t members = member_count<T>();  // first, so that the way to its messages is short
    if constexpr (!has_embedded<T>) {
        return members;
    } else {
        static_assert(flat_members<T>::types::size <= max_fields,
                      "vinyl: this struct has more than 64 members, those of embedded structs included");
        return flat_members<T>::types::size;
    }
}

/// Where in the name of a field the name of the member itself begins: behind those of the structs that embed it.
template <class M>
constexpr std::size_t own_name_of_field(std::size_t field) {
    if constexpr (has_embedded<M>) return flat_members<M>::own(field);
    else return 0;
}

}  // namespace detail

/// How many members the struct M has, its empty base vinyl::model<M> not counted, and those of embedded structs in the place
/// of these.
template <class M>
inline constexpr std::size_t field_count = detail::flat_count<M>();

/// The names of the members of M, in the order of their declaration.
template <class M>
inline constexpr const auto& field_names = detail::flat_members<M>::names;

/// The name of the I-th member of M.
template <class M, std::size_t I>
inline constexpr std::string_view field_name = field_names<M>[I];

/// All member types of M, as a detail::type_list.
template <class M>
using field_types = typename detail::flat_members<M>::types;

/// The type of the I-th member of M.
template <class M, std::size_t I>
using field_type = detail::type_at<I, field_types<M>>;

/// The unqualified name of the struct M.
template <class M>
inline constexpr std::string_view struct_name = detail::name_of_struct<M>();

/// What index_of_field gives when there is none.
inline constexpr std::size_t no_field = static_cast<std::size_t>(-1);

/// The index of the member called `name`, or no_field.
template <class M>
[[nodiscard]] constexpr std::size_t index_of_field(std::string_view name) noexcept {
    for (std::size_t i = 0; i < field_count<M>; ++i)
        if (field_names<M>[i] == name) return i;
    return no_field;
}

/// Calls `use` once with references to all members of `object`, const if it is const, and returns what it returns.
template <class M, class F>
constexpr decltype(auto) with_fields(M& object, F&& use);

namespace detail {

template <class Member>
constexpr auto flat_references(Member& member) noexcept {
    if constexpr (is_embedded<std::remove_const_t<Member>>)
        return with_fields(*member,
                           [](auto&... inside) noexcept { return std::tuple<decltype(inside)...>(inside...); });
    else return std::tuple<Member&>(member);
}

}  // namespace detail

template <class M, class F>
constexpr decltype(auto) with_fields(M& object, F&& use) {
    using plain = std::remove_const_t<M>;
    constexpr std::size_t members = detail::member_count<plain>();
    if constexpr (!detail::has_embedded<plain>) {
        return detail::with_members<members>(object, static_cast<F&&>(use));
    } else {
        return detail::with_members<members>(object, [&use](auto&... member) -> decltype(auto) {
            return std::apply(use, std::tuple_cat(detail::flat_references(member)...));
        });
    }
}

namespace detail {

/// What has a get() of its own.
template <class T>
concept tuple_like = requires { std::tuple_size<std::remove_const_t<T>>::value; };

}  // namespace detail

/// A reference to the I-th member of `object`.
template <std::size_t I, class M>
[[nodiscard]] constexpr auto& get(M& object) noexcept
    requires(std::is_aggregate_v<M> && !detail::tuple_like<M> && I < field_count<std::remove_const_t<M>>)
{
    return *with_fields(
        object, [](auto&... members) noexcept { return detail::pick_pointer<I>(detail::point_at(members...)); });
}

/// Calls `use(index, member)` for each member of `object`; `index` is a std::integral_constant<std::size_t, I>.
template <class M, class F>
constexpr void for_each_field(M& object, F&& use) {
    with_fields(object, [&use](auto&... members) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (static_cast<void>(use(std::integral_constant<std::size_t, I>{}, members)), ...);
        }(std::make_index_sequence<sizeof...(members)>{});
    });
}

}  // namespace vinyl
