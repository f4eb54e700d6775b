// Which database an object came from. An object is a plain struct, so it remembers by its relations, or by a member that is
// there for that and then decides alone: those of a row that was read from another database than "default", or inserted there,
// know its alias.
#pragma once

#include <vinyl/model/columns.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/rows/peers.hpp>
#include <vinyl/rows/read.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace vinyl::detail {

inline void note_alias(std::string_view& alias, const row_origin* origin) noexcept {
    if (origin != nullptr) alias = static_cast<const row_source*>(origin)->alias();
}

/// Whether M has a member that remembers the database; it alone says then where an object belongs.
template <class M>
inline constexpr bool has_origin = [] {
    for (const member_info& member : members_of<M>)
        if (member.kind == member_kind::origin) return true;
    return false;
}();

/// The alias of the database that an object came from; "default" also where no member of it could remember another. The text
/// belongs to the object.
template <class M>
[[nodiscard]] std::string_view alias_of(const M& object) noexcept {
    std::string_view alias = "default";
    for_each_field(object, [&]<class Index, class Member>(Index, const Member& member) {
        constexpr member_kind kind = member_of<Member>::kind;
        if constexpr (kind == member_kind::column || has_origin<M> != (kind == member_kind::origin)) {
            return;
        } else if constexpr (is_optional<Member>) {
            if (member) note_alias(alias, relation_access::peek_origin(*member));
        } else {
            note_alias(alias, relation_access::peek_origin(member));
        }
    });
    return alias;
}

template <class Key>
origin_ptr origin_of_one(const std::string& alias, const Key& key) {
    auto group = std::make_unique<peer_group<Key>>(alias, fetch::peers, 1);
    group->add(key);
    return origin_supply(std::move(group), 1).take();
}

/// Of an object whose one-to-one is followed backwards. A function of its own, as only models with a key have such.
template <class M>
origin_ptr origin_of_owner(const std::string& alias, const M& owner) {
    return origin_of_one(alias, key_of(owner));
}

/// Lets an object know which database its row is in.
template <class M>
void remember_alias(M& object, const std::string& alias) {
    const auto forward = [&]<class T, class Key>(foreign_key<T, Key>& relation) {
        relation_access::set_origin(relation, origin_of_one(alias, relation.id()));
    };
    for_each_field(object, [&]<class Index, class Member>(Index, Member& member) {
        if constexpr (member_of<Member>::kind == member_kind::column) {
            return;
        } else if constexpr (member_of<Member>::relation == sql::relation_kind::reverse_one_to_one) {
            relation_access::set_origin(member, origin_of_owner(alias, object));
        } else if constexpr (!is_optional<Member> && member_of<Member>::kind != member_kind::forward) {
            relation_access::set_origin(member, origin_supply(std::make_unique<row_source>(alias), 1).take());
        } else if constexpr (is_optional<Member>) {
            if (member) forward(*member);
        } else {
            forward(member);
        }
    });
}

}  // namespace vinyl::detail
