// What raw() gives: the rows of SQL of one's own, read by the names of their columns.
// https://docs.djangoproject.com/en/stable/topics/db/sql/#performing-raw-queries
#pragma once

#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/orm/raw_statement.hpp>
#include <vinyl/orm/row_range.hpp>
#include <vinyl/orm/run_in_mode.hpp>
#include <vinyl/rows/arranged.hpp>
#include <vinyl/rows/partial.hpp>
#include <vinyl/rows/read.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace vinyl {

namespace detail {

/// The columns of M by the names that they have in the database.
template <class M>
inline constexpr auto column_names = [] {
    std::array<std::string_view, columns_of<M>.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = columns_of<M>[i].name;
    return names;
}();

template <class Row>
inline constexpr bool is_tuple_row = false;
template <class... T>
inline constexpr bool is_tuple_row<std::tuple<T...>> = true;

/// Whether all members are values of columns.
template <class Row>
consteval bool has_only_columns() {
    if constexpr (std::is_aggregate_v<Row> && is_plain_struct<Row>)
        return
            []<class... T>(type_list<T...>) { return (column_type<without_optional_t<T>> && ...); }(field_types<Row>{});
    else return false;
}

/// What raw() can read rows of M into.
template <class Row, class M>
consteval bool is_raw_row() {
    if constexpr (std::same_as<Row, M> || std::same_as<Row, partial<M>> || is_tuple_row<Row> || column_type<Row>)
        return true;
    else if constexpr (vinyl::model_type<Row>) return false;
    else return has_only_columns<Row>();
}

/// Throws usage_error: the conditions of a queryset are not in SQL of one's own.
[[noreturn]] void throw_raw_of_refined(std::string_view model);

/// Calls read(answer, options) with the columns in the order in which a Row is read.
template <class Row, class M, class Read>
auto read_arranged(const db::result& answer, const read_options& options, const Read& read) {
    if constexpr (std::same_as<Row, M> || is_partial<Row>) {
        std::vector<std::size_t> places = find_columns(answer, column_names<M>, struct_name<M>);
        read_options how = options;
        if constexpr (std::same_as<Row, M>) {
            require_columns(answer, column_names<M>, places, struct_name<M>,
                            "select them, or read vinyl::partial, which loads what it lacks");
        } else {
            how.there = 0;
            for (std::size_t i = 0; i < field_count<M>; ++i) {
                bool all = true;
                for (std::size_t k = 0; k < members_of<M>[i].columns.size(); ++k)
                    all = all && places[column_of_field<M>(i, k)] != not_given;
                if (all) how.there |= field_set{1} << i;
            }
            const auto wanted = columns_of_fields<M>(how.there | key_members<M>);
            std::vector<std::string_view> names;
            std::vector<std::size_t> kept;
            for (std::size_t i = 0; i < places.size(); ++i) {
                if (!wanted[i]) continue;
                names.push_back(column_names<M>[i]);
                kept.push_back(places[i]);
            }
            require_columns(answer, names, kept, struct_name<M>, "select the key: by it the rest of a row is loaded");
            places = std::move(kept);
        }
        return read(db::result::of(arranged_result(answer, std::move(places))), how);
    } else if constexpr (is_tuple_row<Row> || column_type<Row>) {
        using reader = row_reader<Row>;
        if (answer.columns() != reader::columns)
            throw_wrong_count(is_tuple_row<Row> ? "a tuple" : reader::what(), answer.columns(), reader::columns);
        return read(answer, options);
    } else {
        std::vector<std::size_t> places = find_columns(answer, field_names<Row>, struct_name<Row>);
        require_columns(answer, field_names<Row>, places, struct_name<Row>,
                        "the columns are named as the members are: name them so by AS");
        return read(db::result::of(arranged_result(answer, std::move(places))), options);
    }
}

struct asked_raw : asked_statement {
    asked_raw(statement&& said, const read_options& how) : reading(how) { sent = std::move(said); }
    read_options reading;
};

template <class Row, class M>
struct raw_list : asked_raw {
    using asked_raw::asked_raw;
    [[nodiscard]] static std::vector<Row> nothing() { return {}; }
    [[nodiscard]] std::vector<Row> read(const db::result& answer) const {
        return read_arranged<Row, M>(answer, reading, [](const db::result& arranged, const read_options& how) {
            return read_rows<Row>(arranged, how);
        });
    }
};

template <class Row, class M>
struct raw_first : asked_raw {
    using asked_raw::asked_raw;
    [[nodiscard]] static std::optional<Row> nothing() { return std::nullopt; }
    [[nodiscard]] std::optional<Row> read(const db::result& answer) const {
        return read_arranged<Row, M>(answer, reading, [](const db::result& arranged, const read_options& how) {
            return arranged.empty() ? std::optional<Row>() : std::optional<Row>(read_row<Row>(arranged, how));
        });
    }
};

}  // namespace detail

/// The rows of SQL of one's own, of queryset::raw(). Nothing is sent before they are asked for, and asking again sends it again;
/// looped over, or asked for its size, it is sent once and the rows are kept; all() gives a copy that sends it again.
/// The statement counts as one that may change something, also in the session, which is cleaned behind it.
/// Errors: data_error, which names the column, when one is missing, comes twice, or is of another type than what is read from it.
/// Thread safety: distinct objects: safe, also when they are copies; shared objects: unsafe for iterating, else safe.
template <class M, class Row, class Mode>
class raw_rows : public row_range<raw_rows<M, Row, Mode>, M, Row, Mode> {
    template <class T>
    using result = typename Mode::template result<T>;

public:
    using model_type = M;
    using row_type = Row;
    using value_type = Row;

    raw_rows(std::string_view sql, std::vector<wire_value> values, detail::read_options reading)
        : sql_(sql), values_(std::move(values)), reading_(std::move(reading)) {}

    /// All rows.
    [[nodiscard]] result<std::vector<Row>> list() const {
        return Mode::run(detail::call_name<M, "raw">, [&] { return ask(); });
    }
    /// The first row, if any. All are sent: LIMIT is the statement's own.
    [[nodiscard]] result<std::optional<Row>> first() const {
        return Mode::run(detail::call_name<M, "raw">, [&] {
            return io::run<detail::asking<detail::raw_first<Row, M>>>(reading_.alias, statement(sql(), values_),
                                                                      reading_);
        });
    }

    /// The same rows; a copy that has not run yet.
    [[nodiscard]] raw_rows all() const { return {sql_, values_, reading_}; }
    /// The database to ask, by its connection alias.
    [[nodiscard]] raw_rows using_(std::string alias) const {
        raw_rows rows = all();
        rows.reading_.alias = std::move(alias);
        return rows;
    }
    /// See queryset.
    [[nodiscard]] raw_rows fetch_mode(fetch how) const {
        raw_rows rows = all();
        rows.reading_.fetching = how;
        return rows;
    }
    [[nodiscard]] auto sync() const { return raw_rows<M, Row, sync_mode>(sql_, values_, reading_); }
    [[nodiscard]] auto async() const { return raw_rows<M, Row, async_mode>(sql_, values_, reading_); }

    /// The text of the statement.
    [[nodiscard]] std::string sql() const { return std::string(sql_); }
    /// The alias of the database that is asked.
    [[nodiscard]] const std::string& database() const noexcept { return reading_.alias; }

private:
    friend class row_range<raw_rows, M, Row, Mode>;

    [[nodiscard]] dual<std::vector<Row>> ask() const {
        return io::run<detail::asking<detail::raw_list<Row, M>>>(reading_.alias, statement(sql(), values_), reading_);
    }

    std::string_view sql_;  // of a literal
    std::vector<wire_value> values_;
    detail::read_options reading_;
};

namespace detail {

template <class M, class Rows, class Mode, class... Values>
[[nodiscard]] raw_rows<M, Rows, Mode> rows_of_raw(const sql::recording& rows, const queryset_options& options,
                                                  std::string_view sql, const Values&... values) {
    constexpr bool readable_rows = is_raw_row<Rows, M>();
    static_assert(
        readable_rows,
        "vinyl: raw() reads rows into the model, vinyl::partial of it, a plain struct whose members are named "
        "as the columns, a std::tuple, or one value");
    if constexpr (is_partial<Rows>) static_cast<void>(require_key<M>());
    constexpr bool have_types = (is_raw_parameter<Values>() && ...);
    static_assert(have_types, "vinyl: a value that is given to raw() is of a type that no column has");
    if (rows.sliced() || rows.bytes() != sql::recording(table_of<M>()).bytes()) throw_raw_of_refined(struct_name<M>);
    return raw_rows<M, Rows, Mode>(sql, {raw_parameter(values)...}, options.reading);
}

}  // namespace detail
}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/raw.ipp>
#endif
