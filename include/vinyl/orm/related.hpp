// Following relations from an object: album.artist() gives the object behind a key, artist.albums() the rows that point back.
#pragma once

#include <vinyl/model/owner.hpp>
#include <vinyl/orm/instance.hpp>
#include <vinyl/orm/queryset.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace vinyl {
namespace detail {

/// The key in an object by which a relation finds it: its own, or the one in its relation `By` back to the owner.
template <fixed_string By, class T>
[[nodiscard]] auto key_in(const T& object) {
    if constexpr (is_partial<T>) return key_of(partial_access<T>::parts(object).object);
    else if constexpr (By.view() == "pk") return key_of(object);
    else if constexpr (is_optional<field_type<T, index_of_field<T>(By.view())>>)
        return get<index_of_field<T>(By.view())>(object)->id();
    else return get<index_of_field<T>(By.view())>(object).id();
}

/// Whether only the database knows which keys are the same: "Ann" and "ann" are, in a citext column.
template <fixed_string By, class T>
[[nodiscard]] bool compares_in_its_own_way() {
    const auto is_cast = [](const sql::column_info* column) { return !column->cast.empty(); };
    if constexpr (By.view() == "pk") {
        return std::ranges::any_of(key_columns_of<T>, is_cast);
    } else {
        constexpr std::size_t field = index_of_field<T>(By.view());
        return std::ranges::any_of(field_columns<T, field>,
                                   [&](std::size_t column) { return is_cast(&columns_of<T>[column]); });
    }
}

/// Which rows a relation to T may lead to.
template <class T>
struct any_row_of {
    using rows = queryset<T>;
    [[nodiscard]] rows operator()() const { return rows(); }
};

/// The row of All whose field `By` is `key`, null when there is none; loaded with those of the peers where the row that asks came
/// from a queryset of several.
template <fixed_string By, class All, class Key, class T = typename All::rows::row_type>
dual<std::shared_ptr<const T>> load_object(std::shared_ptr<peer_group<Key>> group, Key key, All all = {}) {
    using model = typename All::rows::model_type;
    if (group && group->how() == fetch::raise) throw_not_loaded(struct_name<model>);
    if (group)
        if (auto known = group->find(key)) co_return std::static_pointer_cast<const T>(*std::move(known));
    // a key that was assigned since the row was read is none of its peers'
    if (!group || group->how() == fetch::one || !group->has(key)) {
        typename All::rows anywhere = all();
        if (group) anywhere = anywhere.using_(group->alias());
        auto only = field<By>() == key;
        std::optional<T> found = co_await anywhere.get_or_none(only);
        if (!found) co_return nullptr;
        co_return std::make_shared<const T>(std::move(*found));
    }
    // Many may come at once. The first one asks for all; when it fails or is cancelled, the next one does, and after that each
    // for itself, so that nobody waits long in vain.
    std::optional<load_turn> turn;
    for (int waited = 0; waited < 2 && !turn; ++waited) {
        if (auto known = group->find(key)) co_return std::static_pointer_cast<const T>(*std::move(known));
        std::optional<asio::any_io_executor> executor;
        const bool in_thread = co_await runs_in_thread{};
        if (!in_thread) executor = co_await this_executor{};
        const auto mine = std::make_shared<shared_load>(executor ? &*executor : nullptr);
        const std::shared_ptr<shared_load> first = group->loads().join(mine);
        if (!first) break;
        if (first == mine) turn.emplace(group->loads());
        else co_await io::wait(first->ended);
    }
    if (auto known = group->find(key)) co_return std::static_pointer_cast<const T>(*std::move(known));
    const std::vector<Key> keys = group->keys();
    typename All::rows wanted = all().using_(group->alias()).filter(field<By>().in(keys));
    std::vector<T> found = co_await std::move(wanted).to_dual();
    std::map<Key, std::shared_ptr<const void>> loaded;
    for (T& each : found) {
        auto shared = std::make_shared<const T>(std::move(each));
        loaded.emplace(static_cast<Key>(key_in<By>(*shared)), std::move(shared));
    }
    for (const Key& each : keys) {
        if (loaded.contains(each)) continue;
        std::optional<T> other;
        if (compares_in_its_own_way<By, model>()) {
            auto only = field<By>() == each;
            other = co_await all().using_(group->alias()).get_or_none(only);
        }
        loaded.emplace(each, other ? std::make_shared<const T>(std::move(*other)) : nullptr);
    }
    group->keep(std::move(loaded));
    co_return std::static_pointer_cast<const T>(group->find(key).value_or(nullptr));
}

/// Loads the object behind a foreign key.
template <class T, class Key>
dual<const T&> load_relation(const foreign_key<T, Key>& relation) {
    if (!is_key<T>(relation.id()))
        throw usage_error("a relation to " + std::string(struct_name<T>) + " was followed that holds no key");
    auto group = std::static_pointer_cast<peer_group<Key>>(relation_access::origin(relation));
    const Key asked = relation.id();
    std::shared_ptr<const T> object = co_await load_object<"pk", any_row_of<T>>(std::move(group), asked);
    if (relation.id() != asked)
        throw usage_error("a relation to " + std::string(struct_name<T>) +
                          " was assigned to while the object behind its former key was being loaded; follow it again");
    if (!object)
        throw typename T::does_not_exist("a relation was followed to a row of " + std::string(struct_name<T>) +
                                         " that is not there: it was deleted, or the key was never one");
    relation_access::loaded(relation).keep(std::move(object));
    co_return *relation;
}

/// The object that a reverse side is a member of. Throws usage_error when it was never saved.
template <class Relation>
const auto& saved_owner(const Relation& relation) {
    const auto& owner = owner_of(relation);
    using model = std::remove_cvref_t<decltype(owner)>;
    if (!has_key(owner)) throw_no_key(struct_name<model>, field_names<model>[index_of_type<model, Relation>()]);
    return owner;
}

template <class T, fixed_string Name>
dual<const T&> load_reverse(const related_one<T, Name>& relation) {
    if (!relation_access::loaded(relation).known()) {
        const auto& owner = saved_owner(relation);
        using key_type = primary_key_type<std::remove_cvref_t<decltype(owner)>>;
        auto group = std::static_pointer_cast<peer_group<key_type>>(relation_access::origin(relation));
        std::shared_ptr<const T> object =
            co_await load_object<Name, any_row_of<T>, key_type>(std::move(group), key_of(owner));
        relation_access::loaded(relation).keep(std::move(object));
    }
    if (!relation.has_object())
        throw typename T::does_not_exist("no " + std::string(struct_name<T>) +
                                         " points at this object by its relation \"" + std::string(Name.view()) + "\"");
    co_return *relation;
}

/// All T, in the database that the object with this reverse side came from.
template <class Rows, class T, fixed_string Name>
[[nodiscard]] Rows rows_like(const related<T, Name>& relation) {
    const auto source = std::static_pointer_cast<row_source>(relation_access::origin(relation));
    return source ? Rows().using_(source->alias()) : Rows().all();
}
template <class T, fixed_string Name>
[[nodiscard]] auto related_rows_of(const related<T, Name>& relation) {
    return rows_like<decltype(T::vinyl())>(relation);
}

/// Does not compile: says what is wrong with the relation. As related_rows_of, so that it is the only error.
template <class T, fixed_string Name>
[[nodiscard]] auto rows_of_mistake(const related<T, Name>& relation) {
    refuse<report_relation<related<T, Name>>, related<T, Name>>();
    return related_rows_of(relation);
}

/// Throws T::does_not_exist for an object whose relation `Name` does not hold that key, as far as one can see here.
template <fixed_string Name, class T, class Key>
void require_related(const T& object, const Key& key) {
    const auto& relation = get<index_of_field<T>(Name.view())>(object);
    const auto is_same = [&](const auto& held) { return compares_in_its_own_way<Name, T>() || held == key; };
    if constexpr (is_optional<std::remove_cvref_t<decltype(relation)>>) {
        if (relation && is_same(relation->id())) return;
    } else {
        if (is_same(relation.id())) return;
    }
    throw typename T::does_not_exist("remove(): this " + std::string(struct_name<T>) + " does not point by \"" +
                                     std::string(Name.view()) + "\" at the object that it shall be removed from");
}

/// Makes the relation `Name` of an object hold that key; a const object stays as it is.
template <fixed_string Name, class T, class Key>
void point_at(T& object, const Key& key) {
    if constexpr (!std::is_const_v<T>) {
        auto& relation = get<index_of_field<T>(Name.view())>(object);
        using held = without_optional_t<std::remove_cvref_t<decltype(relation)>>;
        if (!(relation == held(key))) relation = key;  // an object that it has loaded stays
    }
}

/// Waits for the update of rows, and then tells the objects.
template <fixed_string Name, class Key, class... Objects>
dual<std::int64_t> add_related(dual<std::int64_t> updating, Key key, std::tuple<Objects*...> objects) {
    const std::int64_t count = co_await std::move(updating);
    std::apply([&](Objects*... each) { (point_at<Name>(*each, key), ...); }, objects);
    co_return count;
}

template <class T, class... Objects>
consteval void check_related_objects() {
    static_assert((std::same_as<std::remove_cvref_t<Objects>, T> && ...),
                  "vinyl: this takes objects of the related model");
    static_assert(
        (std::is_lvalue_reference_v<Objects> && ...),
        "vinyl: this object is a temporary: the operation would refer to it when it is gone; give it a name first and "
        "pass that");
}

/// Whether a reverse side is that of a many_to_many.
template <class Relation>
inline constexpr bool holds_pairs = [] {
    if constexpr (is_sound_relation<Relation>) return is_reverse_of_many<Relation>;
    else return false;
}();

/// Does not compile for the reverse side of a many_to_many, whose rows hold no key that could be set.
template <class Relation>
struct report_pairs {
    static constexpr bool is_of_foreign_key = !holds_pairs<Relation>;
    static_assert(
        is_of_foreign_key,
        "vinyl: create(), add(), remove() and clear() are for the reverse side of a foreign key; this is that of a "
        "many_to_many, whose pairs are rows of its join table");
};

}  // namespace detail

template <class T, class Key>
detail::result_of<T, const T&> foreign_key<T, Key>::operator()() const& {
    return detail::mode_of<T>::run(detail::call_name<T, "from_relation">, [&]() -> dual<const T&> {
        if (const T* const object = object_.get()) return dual<const T&>::ready_reference(*object);
        if constexpr (!detail::is_sound_relation<foreign_key>) {
            detail::refuse<detail::report_relation<foreign_key>, foreign_key>();
            return dual<const T&>::ready_reference(*object_.get());
        } else if constexpr (!detail::is_sound<T>) {
            static_cast<void>(table_of<T>());  // says what is wrong there
            return dual<const T&>::ready_reference(*object_.get());
        } else {
            return detail::load_relation(*this);
        }
    });
}

template <class T, fixed_string OneToOne>
detail::result_of<T, const T&> related_one<T, OneToOne>::operator()() const& {
    return detail::mode_of<T>::run(detail::call_name<T, "from_relation">, [&]() -> dual<const T&> {
        if (const T* const object = object_.get()) return dual<const T&>::ready_reference(*object);
        if constexpr (!detail::is_sound_relation<related_one>) {
            detail::refuse<detail::report_relation<related_one>, related_one>();
            return dual<const T&>::ready_reference(*object_.get());
        } else {
            return detail::load_reverse(*this);
        }
    });
}

template <class T, fixed_string ForeignKey>
auto related<T, ForeignKey>::operator()() const {
    if constexpr (!detail::is_sound_relation<related>) return detail::rows_of_mistake(*this);
    else
        return detail::related_rows_of(*this).filter(field<ForeignKey>() == detail::key_of(detail::saved_owner(*this)));
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
    if constexpr (detail::holds_pairs<related>) {
        detail::refuse<detail::report_pairs<related>, related>();
        return detail::related_rows_of(*this).get();
    } else if constexpr (!detail::is_sound_relation<related>) return detail::rows_of_mistake(*this).get();
    else
        return detail::related_rows_of(*this).create(assignments...,
                                                     field<ForeignKey>() = detail::key_of(detail::saved_owner(*this)));
}

template <class T, fixed_string ForeignKey>
template <class... Objects>
auto related<T, ForeignKey>::add(Objects&&... objects) const {
    detail::check_related_objects<T, Objects...>();
    if constexpr (detail::holds_pairs<related>) {
        detail::refuse<detail::report_pairs<related>, related>();
        return detail::related_rows_of(*this).count();
    } else if constexpr (!detail::is_sound_relation<related>) {
        return detail::rows_of_mistake(*this).count();
    } else {
        const auto key = detail::key_of(detail::saved_owner(*this));
        std::vector<primary_key_type<T>> keys{detail::key_for_relation(objects)...};
        const auto pointing = field<ForeignKey>() = key;
        if constexpr (detail::has_shared_columns<T>) {
            const auto set = detail::bind_assignments<detail::scope<T>, T>(pointing);
            constexpr auto named = detail::fields_given<T, std::remove_const_t<decltype(pointing)>>();
            (detail::require_agreement(objects, set, named), ...);
        }
        return detail::mode_of<T>::run(detail::call_name<T, "add">, [&] {
            auto updating = detail::rows_like<queryset<T>>(*this).filter(field<"pk">().in(keys)).update(pointing);
            return detail::add_related<ForeignKey>(std::move(updating), key, std::tuple(&objects...));
        });
    }
}

template <class T, fixed_string ForeignKey>
template <class... Objects>
auto related<T, ForeignKey>::remove(Objects&&... objects) const {
    detail::check_related_objects<T, Objects...>();
    if constexpr (detail::holds_pairs<related>) {
        detail::refuse<detail::report_pairs<related>, related>();
        return detail::related_rows_of(*this).count();
    } else if constexpr (!detail::is_sound_relation<related>) {
        return detail::rows_of_mistake(*this).count();
    } else {
        (detail::require_related<ForeignKey>(objects, detail::key_of(detail::saved_owner(*this))), ...);
        std::vector<primary_key_type<T>> keys{detail::key_for_relation(objects)...};
        return (*this)().filter(field<"pk">().in(keys)).update(field<ForeignKey>() = std::nullopt);
    }
}

template <class T, fixed_string ForeignKey>
auto related<T, ForeignKey>::clear() const {
    if constexpr (detail::holds_pairs<related>) {
        detail::refuse<detail::report_pairs<related>, related>();
        return detail::related_rows_of(*this).count();
    } else if constexpr (!detail::is_sound_relation<related>) return detail::rows_of_mistake(*this).count();
    else return (*this)().update(field<ForeignKey>() = std::nullopt);
}

}  // namespace vinyl
