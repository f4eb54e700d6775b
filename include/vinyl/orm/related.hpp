// Following relations from an object: album.artist() gives the object behind a key, artist.albums() the rows that point back.
#pragma once

#include <vinyl/model/owner.hpp>
#include <vinyl/orm/instance.hpp>
#include <vinyl/orm/queryset.hpp>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vinyl {
namespace detail {

/// Loads the object behind a foreign key, with those of its peers where the row came from a queryset.
template <class T, class Key>
dual<const T&> load_relation(const foreign_key<T, Key>& relation) {
    using peers = peer_group<T, Key>;
    if (relation.id() == Key{})
        throw usage_error("a relation to " + std::string(struct_name<T>) + " was followed that holds no key");
    const auto group = std::static_pointer_cast<peers>(relation_access::origin(relation));
    if (group && group->how() == fetch::raise) throw_not_loaded(struct_name<T>);
    std::shared_ptr<const T> object = group ? group->find(relation.id()) : nullptr;
    if (!object && group && group->how() == fetch::peers) {
        queryset<T> wanted = T::vinyl().using_(group->alias()).filter(field<"pk">().in(group->keys()));
        std::vector<T> found = co_await std::move(wanted).to_dual();
        std::map<Key, std::shared_ptr<const T>> loaded;
        for (T& each : found) {
            auto shared = std::make_shared<const T>(std::move(each));
            loaded.emplace(static_cast<Key>(key_of(*shared)), shared);
        }
        group->keep(std::move(loaded));
        object = group->find(relation.id());
    }
    if (!object) {
        queryset<T> all = T::vinyl().using_(group ? group->alias() : "default");
        auto only = field<"pk">() == relation.id();
        T found = co_await all.get(only);
        object = std::make_shared<const T>(std::move(found));
    }
    relation_access::keep(relation, std::move(object));
    co_return *relation;
}

template <class Owner>
const Owner& saved_owner(const Owner& owner) {
    if (!has_key(owner)) throw_no_key(struct_name<Owner>, "related");
    return owner;
}

template <class T, fixed_string Name>
dual<const T&> load_reverse(const related_one<T, Name>& relation) {
    if (!relation_access::known(relation)) {
        const auto& owner = saved_owner(owner_of(relation));
        auto only = field<Name>() == key_of(owner);
        std::optional<T> found = co_await T::vinyl().get_or_none(only);
        relation_access::keep(relation, found ? std::make_shared<const T>(std::move(*found)) : nullptr);
    }
    if (!relation.has_object())
        throw typename T::does_not_exist("no " + std::string(struct_name<T>) +
                                         " points at this object by its relation \"" + std::string(Name.view()) + "\"");
    co_return *relation;
}

template <class T, class... Objects>
consteval void check_related_objects() {
    static_assert((std::same_as<std::remove_cvref_t<Objects>, T> && ...),
                  "vinyl: this takes objects of the related model");
    static_assert(
        (std::is_lvalue_reference_v<Objects> && ...),
        "vinyl: this object is a temporary, which g++ 12 miscompiles beside co_await; give it a name first and "
        "pass that");
}

}  // namespace detail

template <class T, class Key>
dual<const T&> foreign_key<T, Key>::operator()() const {
    if (object_) return dual<const T&>::ready_reference(*object_);
    return detail::load_relation(*this).named(detail::call_name<T, "from_relation">);
}

template <class T, fixed_string OneToOne>
dual<const T&> related_one<T, OneToOne>::operator()() const {
    if (object_) return dual<const T&>::ready_reference(*object_);
    return detail::load_reverse(*this).named(detail::call_name<T, "from_relation">);
}

template <class T, fixed_string ForeignKey>
auto related<T, ForeignKey>::operator()() const {
    const auto& owner = detail::saved_owner(detail::owner_of(*this));
    return T::vinyl().all().filter(field<ForeignKey>() == detail::key_of(owner));
}

template <class T, fixed_string ForeignKey>
template <class... Conditions>
auto related<T, ForeignKey>::filter(Conditions... conditions) const {
    return (*this)().filter(conditions...);
}

template <class T, fixed_string ForeignKey>
template <class... Conditions>
auto related<T, ForeignKey>::exclude(Conditions... conditions) const {
    return (*this)().exclude(conditions...);
}

template <class T, fixed_string ForeignKey>
template <class... Conditions>
auto related<T, ForeignKey>::get(Conditions... conditions) const {
    return (*this)().get(conditions...);
}

template <class T, fixed_string ForeignKey>
template <class... Assignments>
auto related<T, ForeignKey>::create(Assignments... assignments) const {
    const auto& owner = detail::saved_owner(detail::owner_of(*this));
    return T::vinyl().create(assignments..., field<ForeignKey>() = detail::key_of(owner));
}

template <class T, fixed_string ForeignKey>
template <class... Objects>
auto related<T, ForeignKey>::add(Objects&&... objects) const {
    detail::check_related_objects<T, Objects...>();
    const auto& owner = detail::saved_owner(detail::owner_of(*this));
    std::vector<primary_key_type<T>> keys{detail::key_for_relation(objects)...};
    return T::vinyl().filter(field<"pk">().in(keys)).update(field<ForeignKey>() = detail::key_of(owner));
}

template <class T, fixed_string ForeignKey>
template <class... Objects>
auto related<T, ForeignKey>::remove(Objects&&... objects) const {
    detail::check_related_objects<T, Objects...>();
    std::vector<primary_key_type<T>> keys{detail::key_for_relation(objects)...};
    return (*this)().filter(field<"pk">().in(keys)).update(field<ForeignKey>() = std::nullopt);
}

template <class T, fixed_string ForeignKey>
auto related<T, ForeignKey>::clear() const {
    return (*this)().update(field<ForeignKey>() = std::nullopt);
}

}  // namespace vinyl
