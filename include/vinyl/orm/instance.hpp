// The operations on one object: album.insert(), save(), update(...), refresh(), erase(), and the same in a database of choice.
#pragma once

#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/object_alias.hpp>
#include <vinyl/orm/queryset.hpp>
#include <vinyl/orm/write.hpp>

#include <string>
#include <utility>

namespace vinyl {

/// An object with the database that its operations go to: `album.using_("archive").insert()`. Holds the object by reference,
/// as do the operations, until they complete. What they do: see vinyl::model.
template <class M>
class object_in {
    using mode = detail::mode_of<M>;
    template <class T>
    using result = typename mode::template result<T>;

public:
    object_in(M& object, std::string alias) : object_(&object), alias_(std::move(alias)) {}

    result<void> insert() const {
        detail::require_writable<M>();
        return mode::run(detail::call_name<M, "insert">, [&] { return detail::insert_row(*object_, alias_); });
    }
    result<void> insert(override_identity_t) const {
        detail::require_writable<M>();
        return mode::run(detail::call_name<M, "insert">,
                         [&] { return detail::insert_row(*object_, alias_, detail::always_numbered<M>); });
    }
    result<void> save() const {
        detail::require_writable<M>();
        static_cast<void>(detail::require_key<M>());
        return mode::run(detail::call_name<M, "save">, [&] { return detail::save_row(*object_, alias_); });
    }
    template <class... Fields>
    result<void> save(Fields...) const {
        detail::require_writable<M>();
        static_cast<void>(detail::require_key<M>());
        constexpr detail::field_set fields = detail::fields_to_save<M, Fields...>();
        return mode::run(detail::call_name<M, "save">, [&] { return detail::save_some(*object_, fields, alias_); });
    }
    result<void> refresh() const {
        static_cast<void>(detail::require_key<M>());
        return mode::run(detail::call_name<M, "refresh">, [&] { return detail::refresh_row(*object_, alias_); });
    }
    result<std::int64_t> erase() const {
        detail::require_writable<M>();
        static_cast<void>(detail::require_key<M>());
        return mode::run(detail::call_name<M, "erase">, [&] { return detail::erase_row(*object_, alias_); });
    }
    template <class... Assignments>
    result<void> update(Assignments... assignments) const {
        detail::require_writable<M>();
        static_cast<void>(detail::require_key<M>());
        static_assert((detail::is_keyword<Assignments> && ...) && sizeof...(Assignments) > 0,
                      "vinyl: update() takes what it shall set: update(\"price\"_f = decimal(\"9.99\"))");
        return mode::run(detail::call_name<M, "update">, [&] {
            return detail::update_row(*object_, detail::bind_assignments<detail::scope<M>, M>(assignments...),
                                      detail::fields_given<M, Assignments...>(), alias_);
        });
    }

private:
    M* object_;
    std::string alias_;
};

namespace detail {

/// An object in the database it came from.
template <class M>
object_in<M> where_it_came_from(model<M>& base) {
    M& object = static_cast<M&>(base);
    return {object, std::string(alias_of(object))};
}

}  // namespace detail

// table_of first, so that the way to what it may say is short

template <class M>
object_in<M> model<M>::using_(std::string alias) & {
    static_cast<void>(table_of<M>());
    return {static_cast<M&>(*this), std::move(alias)};
}

template <class M>
detail::result_of<M, void> model<M>::insert() & {
    static_cast<void>(table_of<M>());
    return detail::where_it_came_from(*this).insert();
}

template <class M>
detail::result_of<M, void> model<M>::insert(override_identity_t how) & {
    static_cast<void>(table_of<M>());
    return detail::where_it_came_from(*this).insert(how);
}

template <class M>
detail::result_of<M, void> model<M>::save() & {
    static_cast<void>(table_of<M>());
    return detail::where_it_came_from(*this).save();
}

template <class M>
template <class... Fields>
detail::result_of<M, void> model<M>::save(Fields... fields) & {
    static_cast<void>(table_of<M>());
    return detail::where_it_came_from(*this).save(fields...);
}

template <class M>
detail::result_of<M, void> model<M>::refresh() & {
    static_cast<void>(table_of<M>());
    return detail::where_it_came_from(*this).refresh();
}

template <class M>
detail::result_of<M, std::int64_t> model<M>::erase() & {
    static_cast<void>(table_of<M>());
    return detail::where_it_came_from(*this).erase();
}

template <class M>
template <class... Assignments>
detail::result_of<M, void> model<M>::update(Assignments... assignments) & {
    static_cast<void>(table_of<M>());
    return detail::where_it_came_from(*this).update(assignments...);
}

}  // namespace vinyl
