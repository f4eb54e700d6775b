// Rows of which only some members were read: only(), defer() and raw() give them. What was not read can not be taken for a
// value by accident: it is looked at by name, and then it is there, or loaded, or an error.
#pragma once

#include <vinyl/bind/row.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/loaded_object.hpp>
#include <vinyl/model/path.hpp>
#include <vinyl/model/result_mode.hpp>
#include <vinyl/rows/peers.hpp>
#include <vinyl/rows/read.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace vinyl {
namespace detail {

/// Throws not_loaded: a member of `model` was looked at that is not there.
[[noreturn]] void throw_deferred(std::string_view model, std::string_view member);

template <class M>
inline constexpr field_set every_member =
    field_count<M> == 64 ? ~field_set{0} : (field_set{1} << field_count<M> % 64) - 1;

template <class M>
inline constexpr field_set key_members = [] {
    field_set members = 0;
    for (const std::size_t each : key_fields<M>) members |= field_set{1} << each;
    return members;
}();

/// The members that are there when these and the key are read: those without a column, too, and those whose columns are
/// others'.
template <class M>
[[nodiscard]] constexpr field_set members_read_with(field_set wanted) {
    const auto columns = columns_of_fields<M>(wanted | key_members<M>);
    field_set there = 0;
    for (std::size_t i = 0; i < field_count<M>; ++i) {
        bool all = true;
        for (std::size_t k = 0; k < members_of<M>[i].columns.size(); ++k)
            all = all && columns[column_of_field<M>(i, k)];
        if (all) there |= field_set{1} << i;
    }
    return there;
}

/// What only() and defer() have named so far: the former replaces, the latter adds up, and both go together as in Django.
struct member_choice {
    field_set named = 0;
    bool only = false;  ///< Else they are deferred, which none is at first.

    /// Without what was deferred before.
    void take_only(field_set names) noexcept {
        named = only ? names : names & ~named;
        only = true;
    }
    /// @param paths  whether only() has named a path that stays
    void defer(field_set names, bool paths) noexcept {
        if (!only) {
            named |= names;
        } else if ((named & ~names) != 0 || paths) {
            named &= ~names;
        } else {  // nothing is left that shall be read: this is about the others then
            named = names & ~named;
            only = false;
        }
    }
};

/// What the rows of one result share that lack members: their keys. Thread safety: all members.
template <class Key>
class partial_peers final : public peer_group<Key> {
public:
    using peer_group<Key>::peer_group;

    /// Where the same rows find these members once they are loaded.
    [[nodiscard]] std::shared_ptr<peer_group<Key>> lacking(field_set members) {
        const std::scoped_lock lock(mutex_);
        std::shared_ptr<peer_group<Key>>& found = loads_[members];
        if (!found) {
            const std::vector<Key> keys = this->keys();
            found = std::make_shared<peer_group<Key>>(this->alias(), this->how(), keys.size());
            for (const Key& key : keys) found->add(key);
        }
        return found;
    }

private:
    std::mutex mutex_;
    std::map<field_set, std::shared_ptr<peer_group<Key>>> loads_;
};

/// An object of M that may lack members, and those that were loaded later. Thread safety: as a relation.
template <class M>
class partial_object {
public:
    M object{};              ///< What is not there is as in a new object.
    field_set here{0};       ///< Which of its members were read.
    origin_ptr peers;        ///< A partial_peers; null: there are none.
    loaded_object<M> whole;  ///< Of these members and those that were loaded later, once it was asked for.

    /// An object in which all of these members are there; null when none was loaded.
    [[nodiscard]] const M* with(field_set members) const noexcept {
        if ((here & members) == members) return &object;
        for (const later* each = later_.get(); each != nullptr; each = each->next.get())
            if ((each->members & members) == members) return each->object.get();
        return nullptr;
    }
    [[nodiscard]] const M& require(std::size_t member) const {
        const M* const found = with(field_set{1} << member);
        if (found == nullptr) throw_deferred(struct_name<M>, field_names<M>[member]);
        return *found;
    }
    /// All members that are there.
    [[nodiscard]] field_set there() const noexcept {
        field_set all = here;
        for (const later* each = later_.get(); each != nullptr; each = each->next.get()) all |= each->members;
        return all;
    }
    /// Keeps an object in which these members are there.
    void keep(field_set members, std::shared_ptr<const M> loaded) const {
        const auto added = std::make_shared<const later>(members, std::move(loaded));
        const loaded_object<later>* end = &later_;
        while (end->get() != added.get()) {
            while (const later* const each = end->get()) end = &each->next;
            end->keep(added);  // does nothing when another thread was here first
        }
    }

private:
    struct later {
        later(field_set which, std::shared_ptr<const M> loaded) : members(which), object(std::move(loaded)) {}
        field_set members;
        std::shared_ptr<const M> object;
        loaded_object<later> next;
    };
    loaded_object<later> later_;
};

/// What a name means in a row that may lack members.
template <class M, fixed_string Name, class... Named>
struct name_in_partial {
    static constexpr bool is_value = index_of_name<Named...>(Name.view()) < sizeof...(Named);
    static constexpr segment found = find_segment_at<M>(Name.view(), 0);
    static constexpr bool is_member =
        !is_value && found.end == Name.size() &&
        (Name.view() == "pk" ? found.kind == segment::what::column : index_of_field<M>(Name.view()) != no_field);
    static constexpr std::size_t member = is_member ? found.field : 0;
};

}  // namespace detail

/// A row of which some members were read: of only(), defer() and raw().
///
///     for (const auto& row : Album::vinyl().only("title"_f, "artist__name"_f))
///         std::cout << row["title"_f] << " by " << row["artist__name"_f] << '\n';
///     const std::string& text = co_await row.get("liner_notes"_f);     // loaded now, for all of these rows
///
/// The primary key is always there. Which members are besides is known when it runs, so rows of all choices have one type,
/// `vinyl::partial<Album>`; what annotate() added, and paths that only() named, are part of the type.
/// Thread safety: as an int: threads may share a const row, and load members of it.
template <class M, class... Named>
class partial {
    template <fixed_string Name>
    using meaning = detail::name_in_partial<M, Name, Named...>;

public:
    /// Nothing is there, until a row is assigned.
    partial() = default;

    /// A member that is there, or a value by its name: `row["title"_f]`, `row["artist__name"_f]`. A relation is its member, which
    /// is followed as that of an object: `co_await row["artist"_f]()`. The reference lives as long as the row;
    /// that to a member which was loaded later keeps its value when update() sets the member.
    /// Throws not_loaded for a member that was not read and not loaded since.
    template <fixed_string Name>
    [[nodiscard]] const auto& operator[](field<Name> name) const& VINYL_LIFETIMEBOUND {
        check<Name>();
        if constexpr (meaning<Name>::is_member)
            return vinyl::get<meaning<Name>::member>(parts_.require(meaning<Name>::member));
        else return named_[name];
    }
    /// By value, so that nothing refers into a temporary.
    template <fixed_string Name>
    [[nodiscard]] auto operator[](field<Name> name) && {
        return static_cast<const partial&>(*this)[name];
    }

    /// Whether a member is there.
    template <fixed_string Name>
    [[nodiscard]] bool has(field<Name>) const noexcept {
        check<Name>();
        if constexpr (meaning<Name>::is_member)
            return parts_.with(detail::field_set{1} << meaning<Name>::member) != nullptr;
        else return true;
    }

    /// A member, loaded if it must be and then kept: `co_await row.get("notes"_f)`, in sync mode `*row.get("notes"_f)`. By the
    /// fetch mode for all rows of the same result in one statement, or for this row. The reference is as that of operator[].
    /// Throws not_loaded where fetch_raise was said, does_not_exist when the row is gone, usage_error when another row was
    /// assigned to this one meanwhile.
    template <fixed_string Name>
    [[nodiscard]] auto get(field<Name> name) const&;
    /// The whole object, loaded in the same way. The reference lives as long as the row, or until its update().
    [[nodiscard]] auto object() const&;

    /// UPDATE of these columns, then the members: `row.update("price"_f = 3)`. See model::update().
    template <class... Assignments>
    detail::result_of<M, void> update(Assignments... assignments) &;

    // For temporaries: they only say what is wrong.
    template <fixed_string Name, class Row = partial>
    auto get(field<Name> name) const&& {
        refuse_temporary<Row>();
        return static_cast<const Row&>(*this).get(name);
    }
    template <class Row = partial>
    auto object() const&& {
        refuse_temporary<Row>();
        return static_cast<const Row&>(*this).object();
    }
    template <class Row = partial, class... Assignments>
    auto update(Assignments... assignments) && {
        refuse_temporary<Row>();
        return static_cast<Row&>(*this).update(assignments...);
    }

    /// The same row: one key. A row without one is only equal to itself.
    [[nodiscard]] friend bool operator==(const partial& left, const partial& right) {
        return &left == &right || (detail::has_key(left.parts_.object) && detail::has_key(right.parts_.object) &&
                                   detail::key_of(left.parts_.object) == detail::key_of(right.parts_.object));
    }

private:
    template <class>
    friend struct detail::partial_access;

    template <fixed_string Name>
    static consteval void check() {
        constexpr bool is_there = meaning<Name>::is_value || meaning<Name>::is_member;
        static_assert(
            is_there,
            "vinyl: this row has no member and no value with this name: paths are there when only() names them, "
            "other values by annotate(), and of a relation `row[\"artist\"_f].id()` is the key");
    }
    template <class Row>
    static consteval void refuse_temporary() {
        static_assert(!std::same_as<Row, Row>,
                      "vinyl: this row is a temporary: the operation would refer to it when it is gone; give it a name "
                      "first");
    }

    detail::partial_object<M> parts_;
    detail::named_values<Named...> named_;
};

namespace detail {

template <class M, class... Named>
struct partial_access<partial<M, Named...>> {
    using names = type_list<Named...>;
    static partial_object<M>& parts(partial<M, Named...>& row) noexcept { return row.parts_; }
    static const partial_object<M>& parts(const partial<M, Named...>& row) noexcept { return row.parts_; }
    static auto& values(partial<M, Named...>& row) noexcept { return row.named_.values; }
    static const auto& values(const partial<M, Named...>& row) noexcept { return row.named_.values; }
};

/// Reads some members of models: their columns stand side by side at the beginning of the result, in the table's order.
template <class M, class Indices = std::make_index_sequence<is_sound<M> ? field_count<M> : 0>>
class partial_reader;

template <class M, std::size_t... I>
class partial_reader<M, std::index_sequence<I...>>
    : private state_of_member<I, typename reader_of_member<M, I>::state>... {
    template <std::size_t Field>
    using state_base = state_of_member<Field, typename reader_of_member<M, Field>::state>;

public:
    partial_reader(const read_options& options, std::size_t rows)
        : state_base<I>(options, rows)..., there_(members_read_with<M>(options.there)), peers_(options, rows) {
        const auto read = columns_of_fields<M>(there_);
        for (std::size_t column = 0; column < read.size(); ++column)
            if (read[column]) places_[column] = columns_++;
    }

    /// How many there are.
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }

    void check(const cursor& at) const { (check_member<I>(at), ...); }

    void read(partial_object<M>& row, const cursor& at) {
        row.here = there_;
        with_fields(row.object, [&](auto&... members) {
            const cell_span cells(at, 0);
            (read_member<I>(members, cells), ...);
            (read_reverse<I>(members, row.object), ...);
        });
        if (peers_.group == nullptr) return;
        peers_.group->add(key_of(row.object));
        row.peers = peers_.users.take();
    }

private:
    [[nodiscard]] bool is_there(std::size_t member) const noexcept { return (there_ >> member & 1) != 0; }

    template <std::size_t Field>
    [[nodiscard]] auto places() const noexcept {
        auto found = field_columns<M, Field>;
        for (std::size_t& each : found) each = places_[each];
        return found;
    }
    template <std::size_t Field>
    void check_member(const cursor& at) const {
        if (is_there(Field)) slot_check<typename slots_of_member<M, Field>::type>::run(at, 0, places<Field>().data());
    }
    template <std::size_t Field, class Member>
    void read_member(Member& member, cell_span cells) {
        if constexpr (has_column<M, Field>) {
            if (!is_there(Field)) return;
            auto& state = static_cast<state_base<Field>&>(*this).state;
            if constexpr (field_columns<M, Field>.size() == 1)
                member_reader<Member>::read(member, state, cells, places_[field_columns<M, Field>[0]]);
            else member_reader<Member>::read(member, state, cells, places<Field>());
        }
    }
    template <std::size_t Field, class Member>
    void read_reverse(Member& member, const M& object) {
        if constexpr (members_of<M>[Field].kind == member_kind::origin)
            reader_of_member<M, Field>::read(member, static_cast<state_base<Field>&>(*this).state, no_key{});
        else if constexpr (!has_column<M, Field>)
            reader_of_member<M, Field>::read(member, static_cast<state_base<Field>&>(*this).state, key_of(object));
    }

    field_set there_;
    growing_group<primary_key_type<M>, partial_peers<primary_key_type<M>>> peers_;
    std::array<std::size_t, columns_of<M>.size()> places_{};
    std::size_t columns_ = 0;
};

template <class M, class... Named>
class row_reader<partial<M, Named...>> {
    using row_type = partial<M, Named...>;
    using values = std::tuple<typename Named::type...>;

public:
    static constexpr std::size_t columns = sizeof...(Named);  // and as many as are read of the model
    row_reader(const read_options& options, std::size_t rows) : model_(options, rows) {}
    static std::string_view what() noexcept { return struct_name<M>; }
    void check(const cursor& at) const {
        const std::size_t wanted = model_.columns() + sizeof...(Named);
        if (at.columns < wanted) throw_wrong_count(what(), at.columns, wanted);
        model_.check(at);
        check_tuple<values>(at, model_.columns(), std::index_sequence_for<Named...>{});
    }
    void read(row_type& row, const cursor& at) {
        model_.read(partial_access<row_type>::parts(row), at);
        read_tuple(partial_access<row_type>::values(row), at, model_.columns(), std::index_sequence_for<Named...>{});
    }

private:
    partial_reader<M> model_;
};

}  // namespace detail
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/rows/partial.ipp>
#endif
