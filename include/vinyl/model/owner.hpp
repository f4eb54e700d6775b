// From a related member back to the object it is a member of.
//
// `artist.albums()` must find `artist`, but `albums` is an aggregate member: it can not be given its owner, and a pointer
// kept inside it would be wrong after every copy. So the owner is found by arithmetic: the type of the owner is the target
// of Album::artist, the place of `albums` in it is known from reflection, and the address of the owner is the address of the
// member minus that distance. This holds for every copy and move of the owner, and needs no state. The language has no way
// from a member to the object around it, so the compiler must forget where the address comes from: see owner_of().
#pragma once

#include <vinyl/model/many_to_many.hpp>
#include <vinyl/model/member.hpp>
#include <vinyl/model/reflection.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace vinyl::detail {

/// The distance in bytes from an M to its I-th member.
template <class M, std::size_t I>
[[nodiscard]] std::uintptr_t distance_to_member() {
    // measured on a real object, because offsetof needs a name and constant expressions do not compare such addresses
    static const std::uintptr_t distance = [] {
        const M sample{};
        return reinterpret_cast<std::uintptr_t>(std::addressof(get<I>(sample))) -
               reinterpret_cast<std::uintptr_t>(std::addressof(sample));
    }();
    return distance;
}

/// How many members of M have the type Member.
template <class M, class Member>
consteval std::size_t count_of_type() {
    return []<class... T>(type_list<T...>) {
        return (std::size_t{} + ... + std::size_t{std::is_same_v<T, Member>});
    }(field_types<M>{});
}

/// The index of the first member of M with the type Member.
template <class M, class Member>
consteval std::size_t index_of_type() {
    return []<class... T>(type_list<T...>) {
        std::size_t index = 0;
        static_cast<void>(((std::is_same_v<T, Member> || (++index, false)) || ...));
        return index;
    }(field_types<M>{});
}

/// The model that a related<T, "fk"> or related_one<T, "o2o"> stands in: the one that T's relation of that name points at.
/// As facts: check_model.hpp says what is wrong.
template <class Relation, std::size_t Forward = index_of_field<typename Relation::target>(Relation::name.view())>
struct owner_of_relation {
    using forward = member_of<field_type<typename Relation::target, Forward>>;
    static constexpr bool found = true;
    static constexpr bool is_relation =
        forward::kind == member_kind::forward || is_many_to_many<field_type<typename Relation::target, Forward>>;
    /// The reverse side of a foreign_key is many-valued, that of a one_to_one is not.
    static constexpr bool of_this_kind = (member_of<Relation>::relation == sql::relation_kind::reverse_one_to_one) ==
                                         (forward::relation == sql::relation_kind::one_to_one);
    using type = typename forward::target;
};
template <class Relation>
struct owner_of_relation<Relation, no_field> {
    static constexpr bool found = false;
};

/// The object that `relation` is a member of. Undefined for a relation that is no member of a model object.
template <class Relation>
[[nodiscard]] const auto& owner_of(const Relation& relation) {
    using owner = typename owner_of_relation<Relation>::type;
    constexpr std::size_t index = index_of_type<owner, Relation>();
    auto address = reinterpret_cast<std::uintptr_t>(std::addressof(relation)) - distance_to_member<owner, index>();
    // What the optimizer knows to come from a pointer to the member may not leave the member, not even by way of an integer
    // (https://gcc.gnu.org/onlinedocs/gcc/Arrays-and-pointers-implementation.html); of what an asm statement gives it knows
    // nothing.
    __asm__("" : "+r"(address));
    return *reinterpret_cast<const owner*>(address);
}

}  // namespace vinyl::detail
