// From the cells of a result straight into the members of rows.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/codec/all.hpp>
#include <vinyl/db/result.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/model/table.hpp>
#include <vinyl/bind/parameter.hpp>
#include <vinyl/rows/peers.hpp>
#include <vinyl/bind/row.hpp>
#include <vinyl/sql/query.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace vinyl::detail {

[[noreturn]] void throw_wrong_count(std::string_view row, std::size_t got, std::size_t wanted);

/// How the rows of one queryset are read: which database they come from and what their relations do.
struct read_options {
    std::string alias = "default";
    fetch fetching = fetch::peers;
    std::uint64_t there = UINT64_MAX;  ///< Of rows that may lack some: a bit for each member that is read, or value.

    [[nodiscard]] bool usual() const noexcept { return fetching == fetch::peers && alias == "default"; }
};

/// A result and where in it one is reading.
class cursor {
public:
    /// `what` names the kind of row, for messages.
    cursor(const db::result& from, std::string_view what);
    cursor(const cursor&) = delete;
    cursor& operator=(const cursor&) = delete;
    ~cursor();

    /// Goes to a row. @pre row < result->rows()
    void go_to(std::size_t number) {
        row = number;
        result->copy_cells(row, cells, columns);
    }
    [[nodiscard]] const db::result::cell& operator[](std::size_t column) const noexcept { return cells[column]; }

    const db::result* result;
    std::string_view what;
    std::size_t columns;
    list_view<const std::string_view> members;  ///< Of a plain struct: what the columns are read into.
    std::uint32_t* oids;                        ///< Of the columns.
    db::result::cell* cells;                    ///< Of the row.
    std::size_t row = 0;

private:
    static constexpr std::size_t few = 12;  // columns for which nothing is allocated
    std::uint32_t few_oids_[few];
    alignas(db::result::cell) std::byte
        few_cells_[few * sizeof(db::result::cell)];  // not cleared: each is written first
    std::vector<std::uint32_t> more_oids_;
    std::vector<db::result::cell> more_cells_;
};

[[noreturn]] void throw_null_cell(const cursor& at, std::size_t column);
[[noreturn]] void throw_wrong_type(const cursor& at, std::size_t column, std::string_view wanted);
[[noreturn]] void throw_bad_cell(const cursor& at, std::size_t column, const data_error& problem);

/// The cells of a row from some column on. Small and passed by value, so that storing into a member does not make the
/// compiler look again where the next cell is.
class cell_span {
public:
    cell_span(const cursor& at, std::size_t first = 0) noexcept  // NOLINT(google-explicit-constructor)
        : cells_(at.cells + first), oids_(at.oids + first), at_(&at) {}

    [[nodiscard]] const db::result::cell& operator[](std::size_t column) const noexcept { return cells_[column]; }
    [[nodiscard]] std::uint32_t oid(std::size_t column) const noexcept { return oids_[column]; }

    [[noreturn]] void throw_null(std::size_t column) const { throw_null_cell(*at_, first() + column); }
    [[noreturn]] void throw_bad(std::size_t column, const data_error& problem) const {
        throw_bad_cell(*at_, first() + column, problem);
    }

private:
    [[nodiscard]] std::size_t first() const noexcept { return static_cast<std::size_t>(cells_ - at_->cells); }

    const db::result::cell* cells_;
    const std::uint32_t* oids_;
    const cursor* at_;
};

/// Whatever the member's type, the code for a cell is a few instructions, and a call would be as many again.
template <class T>
[[gnu::always_inline]] inline T decode_cell(cell_span cells, std::size_t column) {
    try {
        return codec<T>::decode(cells[column].bytes, cells.oid(column));
    } catch (const data_error& problem) {
        if (cells[column].null) cells.throw_null(column);
        cells.throw_bad(column, problem);
    }
}

/// Types of which no value has no bytes, so that a NULL shows when it is decoded and need not be looked for before.
template <class T>
inline constexpr bool never_without_bytes =
    std::is_arithmetic_v<T> || std::same_as<T, date> || std::same_as<T, timestamp> || std::same_as<T, decimal>;

/// Gives a value that was destroyed its default when its place was left empty by an exception.
template <class T>
struct never_empty {
    T* place;
    ~never_empty() {
        if (place != nullptr) std::construct_at(place);
    }
};

/// Whether a text that has been read before is overwritten in its memory. Not where that is large: of many rows that are
/// overwritten again and again, each would keep the most it ever had.
inline bool keeps_memory(const std::string& text) noexcept {
    const std::size_t none = std::string().capacity() + 1, most = 256;
    return text.capacity() - none <= most - none;
}

/// A cell into a value, which is a default or has been read before.
template <class T>
[[gnu::always_inline]] inline void read_value(T& value, cell_span cells, std::size_t column) {
    if constexpr (is_optional<T>) {
        using held = typename T::value_type;
        if (cells[column].null) value.reset();
        else if constexpr (std::is_default_constructible_v<held>)
            read_value(value ? *value : value.emplace(), cells, column);
        else value.emplace(decode_cell<held>(cells, column));
    } else {
        if (!never_without_bytes<T> && cells[column].null) [[unlikely]]
            cells.throw_null(column);
        if constexpr (std::same_as<T, std::string>)
            if (keeps_memory(value) && codec<T>::is_text(cells.oid(column))) [[unlikely]] {
                value.assign(cells[column].bytes);
                return;
            }
        if constexpr (std::is_trivially_copyable_v<T> || !std::is_nothrow_default_constructible_v<T>) {
            value = decode_cell<T>(cells, column);
        } else {
            // decoded in its place: moving what has just been written makes the processor wait for it
            std::destroy_at(&value);
            never_empty<T> guard{&value};
            ::new (static_cast<void*>(&value)) T(decode_cell<T>(cells, column));
            guard.place = nullptr;
        }
    }
}

/// Once per result: the column's type is one that the member's type understands.
template <class T>
void check_type(const cursor& at, std::size_t column) {
    using value = without_optional_t<T>;
    if (!codec<value>::accepts(at.oids[column])) [[unlikely]]
        throw_wrong_type(at, column, codec<value>::sql_type);
}

/// What a member needs that reads nothing but its cells.
struct no_state {
    no_state(const read_options&, std::size_t) noexcept {}
};

/// Reads a member of a model. Plain columns need nothing but the cell; relations remember their peers.
template <class T>
struct member_reader {
    static constexpr bool relation = false;
    using column = T;
    using state = no_state;
    [[gnu::always_inline]] static void read(T& member, const no_state&, cell_span cells, std::size_t index) {
        read_value(member, cells, index);
    }
};

/// The peer group of a relation while a result is read.
template <class Key, class Group = peer_group<Key>>
struct growing_group {
    growing_group(const read_options& options, std::size_t rows) : group(make(options, rows)), users(group, rows) {}

    Group* group;
    origin_supply users;

private:
    /// A single row that came the usual way has no peers and nothing to remember.
    static Group* make(const read_options& options, std::size_t rows) {
        if (rows <= 1 && options.usual()) return nullptr;
        return new Group(options.alias, options.fetching, rows);
    }
};

/// Where the columns of a member stand: an index, or for keys of several columns an array of them.
template <class Part>
void read_key(Part& part, cell_span cells, const std::size_t*& index) {
    if constexpr (is_key_tuple<Part>) std::apply([&](auto&... each) { (read_key(each, cells, index), ...); }, part);
    else read_value(part, cells, *index++);
}

template <class T, class Key>
struct member_reader<foreign_key<T, Key>> {
    static constexpr bool relation = true;
    using column = Key;
    using state = growing_group<Key>;
    template <class Index>
    [[gnu::always_inline]] static void read(foreign_key<T, Key>& member, state& peers, cell_span cells,
                                            const Index& index) {
        Key key{};
        if constexpr (std::same_as<Index, std::size_t>) {
            read_value(key, cells, index);
        } else {
            const std::size_t* next = index.data();
            read_key(key, cells, next);
        }
        if (peers.group != nullptr) peers.group->add(key);
        relation_access::set(member, std::move(key), peers.users.take());
    }
};
template <class T, class Key>
struct member_reader<one_to_one<T, Key>> : member_reader<foreign_key<T, Key>> {};

template <class Relation>
    requires member_reader<Relation>::relation
struct member_reader<std::optional<Relation>> {
    static constexpr bool relation = true;
    using column = std::optional<typename member_reader<Relation>::column>;
    using state = typename member_reader<Relation>::state;
    template <class Index>
    [[gnu::always_inline]] static void read(std::optional<Relation>& member, state& peers, cell_span cells,
                                            const Index& index) {
        bool null = false;
        if constexpr (std::same_as<Index, std::size_t>) null = cells[index].null;
        else
            for (const std::size_t each : index) null = null || cells[each].null;
        if (null) member.reset();
        else member_reader<Relation>::read(member.emplace(), peers, cells, index);
    }
};

/// What only remembers which database its object came from.
template <class Member>
struct source_reader {
    struct state {
        state(const read_options& options, std::size_t rows)
            : users(options.alias == "default" ? nullptr : new row_source(options.alias), rows) {}
        origin_supply users;
    };
    template <class OwnerKey>
    [[gnu::always_inline]] static void read(Member& member, state& source, const OwnerKey&) {
        relation_access::set_origin(member, source.users.take());
    }
};

/// A reverse side has no column. What it remembers of the result, it is told when the object's key has been read.
template <class Relation, class OwnerKey>
struct reverse_reader;

template <class OwnerKey>
struct reverse_reader<origin, OwnerKey> : source_reader<origin> {};

template <class T, fixed_string Name, class OwnerKey>
struct reverse_reader<related<T, Name>, OwnerKey> : source_reader<related<T, Name>> {};

template <class T, class Through, fixed_string Source, fixed_string Goal, class OwnerKey>
struct reverse_reader<many_to_many<T, Through, Source, Goal>, OwnerKey>
    : source_reader<many_to_many<T, Through, Source, Goal>> {};

template <class T, fixed_string Name, class OwnerKey>
struct reverse_reader<related_one<T, Name>, OwnerKey> {
    using state = growing_group<OwnerKey>;
    [[gnu::always_inline]] static void read(related_one<T, Name>& member, state& peers, const OwnerKey& key) {
        if (peers.group == nullptr) return;
        peers.group->add(key);
        relation_access::set_origin(member, peers.users.take());
    }
};

/// Whether the member I of M is read and written; of a model with a mistake none is.
template <class M, std::size_t I>
inline constexpr bool has_column = is_sound<M> && !members_of<M>[I].columns.empty();

template <class M, std::size_t I>
using reader_of_member = std::conditional_t<has_column<M, I>, member_reader<field_type<M, I>>,
                                            reverse_reader<field_type<M, I>, primary_key_type<M>>>;

/// The types of the columns that the member I of M takes.
template <class M, std::size_t I, bool = has_column<M, I>>
struct slots_of_member {
    using type = type_list<>;
};
template <class M, std::size_t I>
struct slots_of_member<M, I, true> {
    using type = typename columns_of_value<typename member_of<field_type<M, I>>::value>::types;
};

/// Checks the columns of members, which stand at these places behind `first`. Knows no model, so that all share it.
template <class Types>
struct slot_check;
template <class... T>
struct slot_check<type_list<T...>> {
    static void run(const cursor& at, std::size_t first, [[maybe_unused]] const std::size_t* places) {
        (check_type<T>(at, first + *places++), ...);
    }
};
template <>
struct slot_check<type_list<>> {
    static void run(const cursor&, std::size_t, const std::size_t*) noexcept {}
};

/// What the member I needs while a result is read.
template <std::size_t I, class State>
struct state_of_member {
    state_of_member(const read_options& options, std::size_t rows) : state(options, rows) {}
    [[no_unique_address]] State state;
};

/// Reads models: their columns stand side by side in the result, from `first` on. Of a model with a mistake nothing.
template <class M, class Indices = std::make_index_sequence<is_sound<M> ? field_count<M> : 0>>
class model_reader;

template <class M, std::size_t... I>
class model_reader<M, std::index_sequence<I...>>
    : private state_of_member<I, typename reader_of_member<M, I>::state>... {
    template <std::size_t Field>
    using state_base = state_of_member<Field, typename reader_of_member<M, Field>::state>;

public:
    static constexpr std::size_t columns = columns_of<M>.size();

    model_reader([[maybe_unused]] const read_options& options, [[maybe_unused]] std::size_t rows)
        : state_base<I>(options, rows)... {}

    static void check([[maybe_unused]] const cursor& at, [[maybe_unused]] std::size_t first) {
        (slot_check<typename slots_of_member<M, I>::type>::run(at, first, field_columns<M, I>.data()), ...);
    }

    void read(M& object, const cursor& at, std::size_t first) {
        if constexpr (is_sound<M>)
            with_fields(object, [&](auto&... members) __attribute__((always_inline)) {
                const cell_span cells(at, first);  // here, so that it stays in registers
                (read_member<I>(members, cells), ...);
                (read_reverse<I>(members, object), ...);
            });
    }

private:
    template <std::size_t Field, class Member>
    [[gnu::always_inline]] void read_member(Member& member, cell_span cells) {
        if constexpr (has_column<M, Field>) {
            auto& state = static_cast<state_base<Field>&>(*this).state;
            if constexpr (field_columns<M, Field>.size() == 1) {
                constexpr std::size_t column = field_columns<M, Field>[0];
                member_reader<Member>::read(member, state, cells, column);
            } else {
                member_reader<Member>::read(member, state, cells, field_columns<M, Field>);
            }
        }
    }
    template <std::size_t Field, class Member>
    [[gnu::always_inline]] void read_reverse(Member& member, const M& object) {
        if constexpr (members_of<M>[Field].kind == member_kind::origin)
            reader_of_member<M, Field>::read(member, static_cast<state_base<Field>&>(*this).state, no_key{});
        else if constexpr (!has_column<M, Field>)
            reader_of_member<M, Field>::read(member, static_cast<state_base<Field>&>(*this).state, key_of(object));
    }
};

/// Reads values from `first` on into a tuple.
template <class Tuple, std::size_t... I>
void check_tuple(const cursor& at, std::size_t first, std::index_sequence<I...>) {
    (check_type<std::tuple_element_t<I, Tuple>>(at, first + I), ...);
}
template <class Tuple, std::size_t... I>
void read_tuple(Tuple& values, const cursor& at, std::size_t first, std::index_sequence<I...>) {
    const cell_span cells(at, first);
    (read_value(std::get<I>(values), cells, I), ...);
}

/// Reads rows of any kind. A plain struct is filled by the order of its members.
template <class Row>
class row_reader {
public:
    static constexpr std::size_t columns = field_count<Row>;
    row_reader(const read_options&, std::size_t) noexcept {}
    static std::string_view what() noexcept { return struct_name<Row>; }
    static void check(const cursor& at) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (check_type<field_type<Row, I>>(at, I), ...);
        }(std::make_index_sequence<columns>{});
    }
    static list_view<const std::string_view> members() noexcept { return field_names<Row>; }
    void read(Row& row, const cursor& at) {
        const cell_span cells(at, 0);
        for_each_field(
            row, [&]<class Index, class Member>(Index index, Member& member) { read_value(member, cells, index); });
    }
};

template <model_type M>
class row_reader<M> {
public:
    static constexpr std::size_t columns = model_reader<M>::columns;
    row_reader(const read_options& options, std::size_t rows) : model_(options, rows) {}
    static std::string_view what() noexcept { return struct_name<M>; }
    static void check(const cursor& at) { model_reader<M>::check(at, 0); }
    void read(M& row, const cursor& at) { model_.read(row, at, 0); }

private:
    model_reader<M> model_;
};

template <class M, class... Named>
class row_reader<annotated<M, Named...>> {
    using values = std::tuple<typename Named::type...>;

public:
    static constexpr std::size_t columns = model_reader<M>::columns + sizeof...(Named);
    row_reader(const read_options& options, std::size_t rows) : model_(options, rows) {}
    static std::string_view what() noexcept { return struct_name<M>; }
    static void check(const cursor& at) {
        model_reader<M>::check(at, 0);
        check_tuple<values>(at, model_reader<M>::columns, std::index_sequence_for<Named...>{});
    }
    void read(annotated<M, Named...>& row, const cursor& at) {
        model_.read(row, at, 0);
        read_tuple(row.values, at, model_reader<M>::columns, std::index_sequence_for<Named...>{});
    }

private:
    model_reader<M> model_;
};

/// A row that is one value.
template <column_type T>
class row_reader<T> {
public:
    static constexpr std::size_t columns = 1;
    row_reader(const read_options&, std::size_t) noexcept {}
    static std::string_view what() noexcept { return "a value"; }
    static void check(const cursor& at) { check_type<T>(at, 0); }
    void read(T& row, const cursor& at) { read_value(row, cell_span(at, 0), 0); }
};

template <class... T>
class row_reader<std::tuple<T...>> {
public:
    static constexpr std::size_t columns = sizeof...(T);
    row_reader(const read_options&, std::size_t) noexcept {}
    static std::string_view what() noexcept { return "values_list()"; }
    static void check(const cursor& at) { check_tuple<std::tuple<T...>>(at, 0, std::index_sequence_for<T...>{}); }
    void read(std::tuple<T...>& row, const cursor& at) { read_tuple(row, at, 0, std::index_sequence_for<T...>{}); }
};

template <class... Named>
class row_reader<record<Named...>> {
public:
    static constexpr std::size_t columns = sizeof...(Named);
    row_reader(const read_options&, std::size_t) noexcept {}
    static std::string_view what() noexcept { return "values()"; }
    static void check(const cursor& at) {
        check_tuple<std::tuple<typename Named::type...>>(at, 0, std::index_sequence_for<Named...>{});
    }
    void read(record<Named...>& row, const cursor& at) {
        read_tuple(row.values, at, 0, std::index_sequence_for<Named...>{});
    }
};

/// Of select_related(), see there.
class related_rows;
void read_related(related_rows& related, void* row, const cursor& at);

/// The object of M in a row.
template <class M, class Row>
M& object_of(Row& row) noexcept {
    if constexpr (is_partial<Row>) return partial_access<Row>::parts(row).object;
    else return row;
}

/// Makes a row where it is converted to one: std::vector::emplace_back(row_maker) reads it in its final place. Without
/// arguments, emplace_back would fill the row with zeros before its members are initialized.
template <class Row, class M>
struct row_maker {
    row_reader<Row>& reader;
    const cursor& at;
    related_rows* related;

    void read(Row& row) const {
        reader.read(row, at);
        if constexpr (!std::is_void_v<M>)
            if (related != nullptr) [[unlikely]]
                read_related(*related, &object_of<M>(row), at);
    }
    operator Row() const {  // NOLINT(google-explicit-constructor)
        Row row;
        read(row);
        return row;
    }
};

/// Reads all rows.
/// @param related  what follows each of them, for rows of the model M, or null
template <class Row, class M = void>
std::vector<Row> read_rows(const db::result& result, const read_options& options, related_rows* related = nullptr) {
    using reader = row_reader<Row>;
    std::vector<Row> rows;
    const std::size_t count = result.rows();
    if (count == 0) return rows;
    if (result.columns() < reader::columns) throw_wrong_count(reader::what(), result.columns(), reader::columns);
    cursor at(result, reader::what());
    if constexpr (requires { reader::members(); }) at.members = reader::members();
    reader read(options, count);
    read.check(at);
    rows.reserve(count);
    const row_maker<Row, M> maker{read, at, related};
    for (std::size_t number = 0; number < count; ++number) {
        at.go_to(number);
        if constexpr (std::is_aggregate_v<Row>) rows.emplace_back(maker);
        else maker.read(rows.emplace_back());  // a tuple might take the maker for its only value
    }
    return rows;
}

/// Reads the only row of a result. See read_rows().
template <class Row, class M = void>
Row read_row(const db::result& result, const read_options& options, related_rows* related = nullptr) {
    using reader = row_reader<Row>;
    if (result.columns() < reader::columns) throw_wrong_count(reader::what(), result.columns(), reader::columns);
    cursor at(result, reader::what());
    if constexpr (requires { reader::members(); }) at.members = reader::members();
    reader read(options, 1);
    read.check(at);
    at.go_to(0);
    Row row;
    row_maker<Row, M>{read, at, related}.read(row);
    return row;
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/rows/read.ipp>
#endif
