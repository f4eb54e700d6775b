// From the cells of a result straight into the members of rows.
#pragma once

#include <vinyl/codec/all.hpp>
#include <vinyl/db/result.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/orm/peers.hpp>
#include <vinyl/orm/row.hpp>
#include <vinyl/sql/query.hpp>

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace vinyl::detail {

[[noreturn]] void throw_null_cell(std::string_view row, std::string_view column);
[[noreturn]] void throw_wrong_type(std::string_view row, std::string_view column, std::uint32_t got, std::string_view wanted);
[[noreturn]] void throw_bad_cell(std::string_view row, std::string_view column, const data_error& problem);
[[noreturn]] void throw_wrong_count(std::string_view row, std::size_t got, std::size_t wanted);

/// How the rows of one queryset are read: which database they come from and what their relations do.
struct read_options {
    std::string alias = "default";
    fetch fetching = fetch::peers;

    [[nodiscard]] bool usual() const noexcept { return fetching == fetch::peers && alias == "default"; }
};

/// A result and where in it one is reading.
class cursor {
public:
    /// `what` names the kind of row, for messages.
    cursor(const db::result& from, std::string_view what);

    /// Goes to a row. @pre row < result->rows()
    void go_to(std::size_t number) {
        row = number;
        result->copy_cells(row, cells_.data(), cells_.size());
    }
    [[nodiscard]] const db::result::cell& operator[](std::size_t column) const noexcept { return cells_[column]; }

    const db::result* result;
    std::string_view what;
    std::vector<std::uint32_t> oids;  ///< Of the columns.
    std::size_t row = 0;

private:
    std::vector<db::result::cell> cells_;
};

template <class T>
T decode_cell(const cursor& at, std::size_t column, std::string_view bytes) {
    try {
        return codec<T>::decode(bytes, at.oids[column]);
    } catch (const data_error& problem) {
        throw_bad_cell(at.what, at.result->column_name(column), problem);
    }
}

template <class T>
T read_value(const cursor& at, std::size_t column) {
    const db::result::cell& cell = at[column];
    if constexpr (is_optional<T>) {
        if (cell.null) return std::nullopt;
        return decode_cell<typename T::value_type>(at, column, cell.bytes);
    } else {
        if (cell.null) [[unlikely]]
            throw_null_cell(at.what, at.result->column_name(column));
        return decode_cell<T>(at, column, cell.bytes);
    }
}

/// Once per result: the column's type is one that the member's type understands.
template <class T>
void check_type(const cursor& at, std::size_t column) {
    using value = without_optional_t<T>;
    if (!codec<value>::accepts(at.oids[column])) [[unlikely]]
        throw_wrong_type(at.what, at.result->column_name(column), at.oids[column], codec<value>::sql_type);
}

/// Reads a member of a model. Plain columns need nothing but the cell; relations remember their peers.
template <class T>
struct member_reader {
    static constexpr bool relation = false;
    using column = T;
    struct state {
        state(const read_options&, std::size_t) noexcept {}
    };
    static void read(T& member, state&, const cursor& at, std::size_t index) { member = read_value<T>(at, index); }
};

template <class T, class Key>
struct member_reader<foreign_key<T, Key>> {
    static constexpr bool relation = true;
    using column = Key;
    struct state {
        /// A single row that came the usual way has no peers and nothing to remember.
        state(const read_options& options, std::size_t rows) {
            if (rows > 1 || !options.usual())
                group = std::make_shared<peer_group<T, Key>>(options.alias, options.fetching);
        }
        std::shared_ptr<peer_group<T, Key>> group;
    };
    static void read(foreign_key<T, Key>& member, state& peers, const cursor& at, std::size_t index) {
        Key key = read_value<Key>(at, index);
        if (peers.group) peers.group->add(key);
        relation_access::set(member, std::move(key));
        relation_access::origin(member) = peers.group;
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
    static void read(std::optional<Relation>& member, state& peers, const cursor& at, std::size_t index) {
        if (at[index].null) {
            member.reset();
            return;
        }
        member_reader<Relation>::read(member.emplace(), peers, at, index);
    }
};

struct no_state {
    no_state(const read_options&, std::size_t) noexcept {}
};

template <class M, std::size_t I>
inline constexpr bool has_column = members_of<M>[I].kind != member_kind::reverse;

template <class M, std::size_t I>
struct state_of_member {
    using type = typename std::conditional_t<has_column<M, I>, member_reader<field_type<M, I>>, std::type_identity<void>>::state;
};
template <class M, std::size_t I>
    requires(!has_column<M, I>)
struct state_of_member<M, I> {
    using type = no_state;
};

/// Reads models: their columns stand side by side in the result, from `first` on.
template <class M, class Indices = std::make_index_sequence<field_count<M>>>
class model_reader;

template <class M, std::size_t... I>
class model_reader<M, std::index_sequence<I...>> {
public:
    static constexpr std::size_t columns = columns_of<M>.size();

    model_reader(const read_options& options, std::size_t rows)
        : states_{typename state_of_member<M, I>::type(options, rows)...} {}

    static void check(const cursor& at, std::size_t first) { (check_member<I>(at, first), ...); }

    void read(M& object, const cursor& at, std::size_t first) {
        with_fields(object, [&](auto&... members) { (read_member<I>(members, at, first), ...); });
    }

private:
    template <std::size_t Field>
    static void check_member(const cursor& at, std::size_t first) {
        if constexpr (has_column<M, Field>)
            check_type<typename member_reader<field_type<M, Field>>::column>(at, first + column_of_field<M>(Field));
    }

    template <std::size_t Field, class Member>
    void read_member(Member& member, const cursor& at, std::size_t first) {
        if constexpr (has_column<M, Field>) {
            constexpr std::size_t column = column_of_field<M>(Field);
            member_reader<Member>::read(member, std::get<Field>(states_), at, first + column);
        }
    }

    std::tuple<typename state_of_member<M, I>::type...> states_;
};

/// Reads values from `first` on into a tuple.
template <class Tuple, std::size_t... I>
void check_tuple(const cursor& at, std::size_t first, std::index_sequence<I...>) {
    (check_type<std::tuple_element_t<I, Tuple>>(at, first + I), ...);
}
template <class Tuple, std::size_t... I>
void read_tuple(Tuple& values, const cursor& at, std::size_t first, std::index_sequence<I...>) {
    ((std::get<I>(values) = read_value<std::tuple_element_t<I, Tuple>>(at, first + I)), ...);
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
    void read(Row& row, const cursor& at) {
        for_each_field(row, [&]<class Index, class Member>(Index index, Member& member) {
            member = read_value<Member>(at, index);
        });
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

/// Reads all rows. `also(row, cursor)` is called after each one, for select_related.
template <class Row, class Also>
std::vector<Row> read_rows(const db::result& result, const read_options& options, Also&& also) {
    using reader = row_reader<Row>;
    std::vector<Row> rows;
    const std::size_t count = result.rows();
    if (count == 0) return rows;
    if (result.columns() < reader::columns) throw_wrong_count(reader::what(), result.columns(), reader::columns);
    cursor at(result, reader::what());
    reader::check(at);
    reader read(options, count);
    rows.reserve(count);
    for (std::size_t number = 0; number < count; ++number) {
        at.go_to(number);
        Row& row = rows.emplace_back();
        read.read(row, at);
        also(row, at);
    }
    return rows;
}

/// Reads the only row of a result.
template <class Row>
Row read_row(const db::result& result, const read_options& options) {
    using reader = row_reader<Row>;
    if (result.columns() < reader::columns) throw_wrong_count(reader::what(), result.columns(), reader::columns);
    cursor at(result, reader::what());
    reader::check(at);
    at.go_to(0);
    Row row;
    reader(options, 1).read(row, at);
    return row;
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/read.ipp>
#endif
