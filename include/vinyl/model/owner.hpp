// From a related member back to the object it is a member of.
//
// `artist.albums()` must find `artist`, but `albums` is an aggregate member: it can not be given its owner, and a pointer
// kept inside it would be wrong after every copy. So the owner is found by arithmetic: the type of the owner is the target
// of Album::artist, the place of `albums` in it is known from reflection, and the address of the owner is the address of the
// member minus that distance. This holds for every copy and move of the owner, and needs no state.
#pragma once

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

/// The index of the only member of M with the type Member; no_field when there is none or more than one.
template <class M, class Member>
consteval std::size_t index_of_type() {
    return []<class... T>(type_list<T...>) {
        std::size_t found = no_field, index = 0, times = 0;
        ((std::is_same_v<T, Member> ? (found = index, ++times) : times, ++index), ...);
        return times == 1 ? found : no_field;
    }(field_types<M>{});
}

/// The model that a related<T, "fk"> or related_one<T, "o2o"> stands in: the one that T's relation of that name points at.
template <class Relation>
struct owner_of_relation {
    using other = typename Relation::target;
    static constexpr std::size_t forward = index_of_field<other>(Relation::name.view());
    static_assert(forward != no_field, "vinyl: the model named in related<> has no foreign key of this name");
    using type = typename member_of<field_type<other, forward == no_field ? 0 : forward>>::target;
};

/// The object that `relation` is a member of. Undefined for a relation that is no member of a model object.
template <class Relation>
[[nodiscard]] const auto& owner_of(const Relation& relation) {
    using owner = typename owner_of_relation<Relation>::type;
    constexpr std::size_t index = index_of_type<owner, Relation>();
    static_assert(index != no_field, "vinyl: a model must have exactly one member for each reverse side of a relation");
    // through integers: a pointer to the member itself may not leave the member
    return *reinterpret_cast<const owner*>(reinterpret_cast<std::uintptr_t>(std::addressof(relation)) -
                                           distance_to_member<owner, index>());
}

}  // namespace vinyl::detail
