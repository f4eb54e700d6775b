// The members that relate models: foreign_key and one_to_one hold a key and maybe the object behind it; related and
// related_one are their reverse sides and have no column. The target may be incomplete where they are declared.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/error.hpp>
#include <vinyl/base/fixed_string.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/loaded_object.hpp>
#include <vinyl/model/origin.hpp>
#include <vinyl/model/result_mode.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl {

namespace detail {

struct relation_access;

template <class Value, class Key>
concept integral_key = std::integral<Key> && std::integral<Value> && !std::same_as<Value, bool>;

template <class Value, class Key>
concept other_key =
    !std::integral<Key> && (std::same_as<Value, Key> || (!std::is_class_v<Value> && std::is_convertible_v<Value, Key>));

/// What a key may be made from: no floating point into an integer, no flag into a number.
template <class Value, class Key>
concept key_value = integral_key<std::decay_t<Value>, Key> || other_key<std::decay_t<Value>, Key>;

/// Nothing that a relation to T can be made of.
template <class Value, class T, class Key>
concept neither_object_nor_key =
    !key_value<Value, Key> && !std::derived_from<Value, T> && !std::is_convertible_v<const Value&, T> &&
    !requires(const Value& relation) { relation.holds_unsaved_object(); } &&
    !requires(const Value& pointer) { static_cast<std::shared_ptr<const T>>(pointer); } &&
    !std::is_convertible_v<const Value&, Key>;

/// Throws not_loaded: the object of a relation to `model` was used, but only its key is there.
[[noreturn]] void throw_not_loaded(std::string_view model);
/// Throws not_loaded: the object of a relation to `model` was used, but it is known that there is none.
[[noreturn]] void throw_no_object(std::string_view model);
/// Throws usage_error: a relation holds an object of `model` that has no key yet.
[[noreturn]] void throw_unsaved_object(std::string_view model);

/// Says at compile time that a relation of a temporary object was followed.
template <class Relation>
consteval void refuse_temporary() {
    static_assert(
        !std::same_as<Relation, Relation>,
        "vinyl: this relation belongs to a temporary object, and what it refers to would be gone with it; give the "
        "object a name first");
}

}  // namespace detail

/// A relation to one T: a column with T's key, and the object itself when it was assigned or loaded.
/// Copies share the loaded object, which is immutable. Comparing compares keys.
/// Thread safety: as an int: threads may share a const relation, and follow it.
template <class T, class Key = std::int64_t>
class foreign_key {
public:
    using target = T;
    using key_type = Key;

    foreign_key() = default;

    // NOLINTBEGIN(google-explicit-constructor): `album.artist = miles` and `album.artist = 7` are what this is for
    /// Takes the object's key and keeps a copy of the object.
    foreign_key(const T& object) : foreign_key(std::make_shared<const T>(object)) {}
    foreign_key(T&& object) : foreign_key(std::make_shared<const T>(std::move(object))) {}
    /// Only the key; the object is not loaded.
    template <detail::key_value<Key> Value>
    foreign_key(Value&& key) : key_(static_cast<Key>(std::forward<Value>(key))) {}
    /// The result of an operation in sync mode: `album.artist = Artist::vinyl().create(...)`. Throws not_awaited in async mode.
    template <class Result>
        requires std::same_as<std::remove_cvref_t<Result>, dual<T>>
    foreign_key(Result&& result) : foreign_key(static_cast<T>(std::forward<Result>(result))) {}
    /// Said in one line instead of a list of all candidates.
    template <class Other>
        requires detail::neither_object_nor_key<Other, T, Key>
    foreign_key(const Other&) = delete;  // vinyl: a relation holds an object of its model, or the key of one
    // NOLINTEND(google-explicit-constructor)

    /// As by the constructors, in a row that goes on knowing which database it came from.
    template <class Value>
        requires(!std::derived_from<std::remove_cvref_t<Value>, foreign_key> && std::convertible_to<Value, foreign_key>)
    foreign_key& operator=(Value&& value) {
        foreign_key next(std::forward<Value>(value));
        next.origin_ = std::move(origin_);
        return *this = std::move(next);
    }

    /// Shares an object instead of copying it. `object` must not be null.
    explicit foreign_key(std::shared_ptr<const T> object)
        : key_(static_cast<Key>(detail::key_of(*object))), object_(std::move(object)) {}

    /// The key, always there; `Key{}` when nothing was assigned or the assigned object was never saved.
    [[nodiscard]] const Key& id() const& noexcept { return key_; }
    [[nodiscard]] Key id() && { return std::move(key_); }

    /// The object, without asking the database.
    [[nodiscard]] bool has_object() const noexcept { return object_.get() != nullptr; }
    /// Throws not_loaded when only the key is there.
    [[nodiscard]] const T& operator*() const& VINYL_LIFETIMEBOUND { return *loaded(); }
    [[nodiscard]] T operator*() && { return *loaded(); }
    /// Throws not_loaded when only the key is there.
    [[nodiscard]] const T* operator->() const VINYL_LIFETIMEBOUND { return loaded(); }

    /// The object, loaded if it must be and then kept: `co_await album.artist()`, in sync mode `*album.artist()`.
    /// The reference lives as long as this relation holds the object. Throws does_not_exist when there is no such row.
    [[nodiscard]] detail::result_of<T, const T&> operator()() const&;
    /// Not for a temporary object's relation: the reference would outlive it.
    template <class Relation = foreign_key>
    detail::result_of<T, const T&> operator()() const&& {
        detail::refuse_temporary<Relation>();
        return (*this)();
    }

    /// True when an object was assigned whose key is `Key{}`: of a model whose keys the database makes, one that has none yet,
    /// so there is nothing to store.
    [[nodiscard]] bool holds_unsaved_object() const { return has_object() && key_ == Key{}; }

    [[nodiscard]] friend bool operator==(const foreign_key& left, const foreign_key& right) {
        return left.key_ == right.key_;
    }

private:
    friend struct detail::relation_access;

    const T* loaded() const {
        const T* const object = object_.get();
        if (object == nullptr) detail::throw_not_loaded(struct_name<T>);
        return object;
    }

    Key key_{};
    detail::loaded_object<T> object_;
    detail::origin_ptr origin_;  // the result this row came from, for loading all its peers at once
};

/// A foreign_key whose column is unique: at most one row points at the same T.
template <class T, class Key = std::int64_t>
class one_to_one : public foreign_key<T, Key> {
public:
    using foreign_key<T, Key>::foreign_key;
    using foreign_key<T, Key>::operator=;
};

/// The reverse side of the foreign key `ForeignKey` of T: all T that point at the object this is a member of.
/// It has no column. It finds its object by its own address, so use it only as a member: a copy of the object has a
/// working copy, but a copy of the relation alone (`auto albums = artist.albums`) belongs to nothing and must not be called.
template <class T, fixed_string ForeignKey>
class related {
public:
    using target = T;
    static constexpr auto name = ForeignKey;

    /// A queryset of the related rows.
    [[nodiscard]] auto operator()() const;
    /// operator()().filter(conditions...), and so on.
    template <class... Conditions>
    [[nodiscard]] auto filter(Conditions... conditions) const;
    template <class... Conditions>
    [[nodiscard]] auto exclude(Conditions... conditions) const;
    template <class... Conditions>
    auto get(Conditions... conditions) const;
    /// Inserts a row that points at the object: `artist.albums.create("title"_f = "Milestones")`.
    template <class... Assignments>
    auto create(Assignments... assignments) const;
    /// Makes existing rows point at the object, by an UPDATE, and then the objects given, too, unless they are const. They
    /// must live until it has completed.
    template <class... Objects>
    auto add(Objects&&... objects) const;
    /// Nullable keys only: sets the key of these rows, or of all, to NULL. Throws T::does_not_exist for an object that does
    /// not point here, as Django does: https://docs.djangoproject.com/en/stable/ref/models/relations/
    template <class... Objects>
    auto remove(Objects&&... objects) const;
    auto clear() const;

    // part of no row, so it never makes two rows differ
    [[nodiscard]] friend bool operator==(const related&, const related&) noexcept { return true; }

private:
    friend struct detail::relation_access;

    detail::origin_ptr origin_;  // the result the object came from, where that says which database to ask
};

/// The reverse side of the one_to_one `OneToOne` of T: the T that points at the object this is a member of, if any.
/// As for related, use it only as a member.
template <class T, fixed_string OneToOne>
class related_one {
public:
    using target = T;
    static constexpr auto name = OneToOne;

    /// The row, loaded if it must be (for all rows of the same result at once) and then kept. Throws does_not_exist when
    /// there is none.
    [[nodiscard]] detail::result_of<T, const T&> operator()() const&;
    /// Not for a temporary object's relation: the reference would outlive it.
    template <class Relation = related_one>
    detail::result_of<T, const T&> operator()() const&& {
        detail::refuse_temporary<Relation>();
        return (*this)();
    }

    [[nodiscard]] bool has_object() const noexcept { return object_.get() != nullptr; }
    /// Throws not_loaded when it was not loaded, or is known not to exist.
    [[nodiscard]] const T& operator*() const& { return *loaded(); }
    [[nodiscard]] T operator*() && { return *loaded(); }
    /// Throws not_loaded when it was not loaded, or is known not to exist.
    [[nodiscard]] const T* operator->() const { return loaded(); }

    [[nodiscard]] friend bool operator==(const related_one&, const related_one&) noexcept { return true; }

private:
    friend struct detail::relation_access;

    const T* loaded() const {
        const T* const object = object_.get();
        if (object != nullptr) return object;
        if (object_.known()) detail::throw_no_object(struct_name<T>);
        detail::throw_not_loaded(struct_name<T>);
    }

    detail::loaded_object<T> object_;
    detail::origin_ptr origin_;  // the result the object came from
};

namespace detail {

/// The inside of relations, for the rooms that load them.
struct relation_access {
    /// Makes a foreign key one that came from the database, without its object.
    template <class T, class Key>
    static void set(foreign_key<T, Key>& relation, Key key, origin_ptr origin = {}) {
        relation.key_ = std::move(key);
        relation.object_.reset();
        relation.origin_ = std::move(origin);
    }
    /// What a foreign_key or related_one has loaded.
    template <class Relation>
    static auto& loaded(Relation& relation) noexcept {
        return relation.object_;
    }
    /// Makes a relation one of an object that came from the database.
    template <class Relation>
    static void set_origin(Relation& relation, origin_ptr origin) {
        relation.origin_ = std::move(origin);
    }
    /// Null when there is none; the relation keeps it alive.
    template <class Relation>
    static const row_origin* peek_origin(const Relation& relation) noexcept {
        return relation.origin_.get();
    }
    template <class Relation>
    static std::shared_ptr<row_origin> origin(const Relation& relation) {
        return relation.origin_.share();
    }
};

}  // namespace detail
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/model/relations.ipp>
#endif
