// The base of every model: `struct Album : vinyl::model<Album> { ... }`. It is empty, so a model stays an aggregate, and
// it gives the model its queries (`Album::vinyl()`) and the operations on one row.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/result_mode.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <utility>

namespace vinyl {

template <class M>
class object_in;

/// See model::insert.
struct override_identity_t {};
inline constexpr override_identity_t override_identity{};

/// The operations are defined by <vinyl/vinyl.hpp>; a header that only declares models does not need it.
/// Each is a dual (or what vinyl_mode() says, see every_model): in sync mode it runs at the call, in async mode when it is
/// awaited, and holds the object by reference until it completes. So none is for a temporary.
///
/// They go to the database that the object came from. It remembers that by a member vinyl::origin, else by its relations; one
/// without any goes to "default". using_() says another, and what is inserted or saved there belongs there from then on.
template <class M>
struct model {
    /// get() found no row of this model.
    class does_not_exist : public ::vinyl::does_not_exist {
    public:
        using ::vinyl::does_not_exist::does_not_exist;
    };
    /// get() found more than one row of this model.
    class multiple_objects_returned : public ::vinyl::multiple_objects_returned {
    public:
        using ::vinyl::multiple_objects_returned::multiple_objects_returned;
    };

    /// All rows of this model: a queryset, to be refined or asked. (Its type: queryset_of<M>.)
    [[nodiscard]] static auto vinyl();

    /// The same operations in the database with this alias: `album.using_("archive").insert()`.
    [[nodiscard]] object_in<M> using_(std::string alias) &;

    /// INSERT: fills in the key and the database's defaults. Throws usage_error for an unsaved object in a relation, for a key
    /// that the database always makes itself, and for a UUID in the key that was never set; data_error when a trigger kept the
    /// row out.
    detail::result_of<M, void> insert() &;
    /// The same with the key that the object holds, also where the database would always make one (OVERRIDING SYSTEM VALUE):
    /// `album.insert(vinyl::override_identity)`, for rows that bring their keys along.
    detail::result_of<M, void> insert(override_identity_t) &;
    /// Inserts a row without a key; else updates all columns of the row, and inserts it if there is none. What the object holds
    /// is what is written, also where the database has a default.
    detail::result_of<M, void> save() &;
    /// Updates the columns of these members only: `album.save("title"_f, "price"_f)`. Throws usage_error without a key, and
    /// does_not_exist when there is no such row; never inserts.
    template <class... Fields>
    detail::result_of<M, void> save(Fields... fields) &;
    /// Reads all members again. Throws does_not_exist when the row is gone.
    detail::result_of<M, void> refresh() &;
    /// Deletes the row, and takes back a key that the database made. Returns 1, or 0 when there was no such row; what went with
    /// it by on_delete does not count.
    detail::result_of<M, std::int64_t> erase() &;
    /// Updates these columns only, then sets the members: `album.update("price"_f = decimal("9.99"))`. Throws usage_error
    /// where members share a column and would disagree on it, does_not_exist when the row is gone.
    template <class... Assignments>
    detail::result_of<M, void> update(Assignments... assignments) &;

    // For temporaries: they only say what is wrong.
    template <class Object = M>
    auto using_(std::string alias) && {
        refuse_temporary<Object>();
        return static_cast<model<Object>&>(*this).using_(std::move(alias));
    }
    template <class Object = M, class... How>
    auto insert(How... how) && {
        refuse_temporary<Object>();
        return static_cast<model<Object>&>(*this).insert(how...);
    }
    template <class Object = M, class... Fields>
    auto save(Fields... fields) && {
        refuse_temporary<Object>();
        return static_cast<model<Object>&>(*this).save(fields...);
    }
    template <class Object = M>
    auto refresh() && {
        refuse_temporary<Object>();
        return static_cast<model<Object>&>(*this).refresh();
    }
    template <class Object = M>
    auto erase() && {
        refuse_temporary<Object>();
        return static_cast<model<Object>&>(*this).erase();
    }
    template <class Object = M, class... Assignments>
    auto update(Assignments... assignments) && {
        refuse_temporary<Object>();
        return static_cast<model<Object>&>(*this).update(assignments...);
    }

    // so that a model may default its own operator==, which compares bases, too
    template <std::same_as<model> Base>
    [[nodiscard]] friend constexpr bool operator==(const Base&, const Base&) noexcept {
        return true;
    }

private:
    template <class Object>
    static consteval void refuse_temporary() {
        static_assert(!std::same_as<Object, Object>,
                      "vinyl: this object is a temporary: the operation would refer to it when it is gone; give it a "
                      "name first");
    }
};

/// A struct that derives from vinyl::model of itself.
template <class M>
concept model_type = std::derived_from<M, model<M>>;

/// Two objects are the same row: of one class, with one key. An object without a key is only equal to itself.
/// A model that wants to compare its members declares its own operator==.
template <model_type M>
[[nodiscard]] bool operator==(const M& left, const M& right) {
    return &left == &right || (detail::has_key(left) && detail::key_of(left) == detail::key_of(right));
}

}  // namespace vinyl
