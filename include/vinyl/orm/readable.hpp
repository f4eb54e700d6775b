// What every queryset can be asked, whatever its rows are made of: the terminals that need nothing but the query, and the queryset
// as a range and as something to await.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/explain.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/orm/page.hpp>
#include <vinyl/orm/row_range.hpp>
#include <vinyl/orm/run_in_mode.hpp>
#include <vinyl/orm/say.hpp>
#include <vinyl/orm/streamed_rows.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl {

/// A query for rows of the model M, given as Row: what queryset and combined_queryset have in common.
template <class M, class Row, class Mode>
class readable : public row_range<readable<M, Row, Mode>, M, Row, Mode> {
    template <class T>
    using result = typename Mode::template result<T>;

public:
    using model_type = M;
    using row_type = Row;
    using value_type = Row;

    // ---- terminals

    /// All rows. What awaiting or iterating a queryset does, too.
    [[nodiscard]] result<std::vector<Row>> list() const {
        return Mode::run(detail::call_name<M, "list">, [&] { return ask(); });
    }
    /// All rows, one after the other, of which only a chunk is in memory: for more than one wants to hold at once. Nothing is kept
    /// for later loops. See streamed_rows, and docs/streaming.md.
    /// @param chunk_size  how many rows are read at once; they are peers
    [[nodiscard]] streamed_rows<M, Row, Mode> iterator(std::int64_t chunk_size = 2000,
                                                       streaming how = streaming::automatic) const {
        return {detail::asking_for(recorded_, &sql::recording::select), options_, chunk_size, how};
    }
    /// The one row that there is. Throws M::does_not_exist, M::multiple_objects_returned.
    [[nodiscard]] result<Row> get() const {
        return Mode::run(detail::call_name<M, "get">, [&] {
            return detail::fetch_one_row<Row, M>(detail::asking_for(recorded_, &sql::recording::for_get), options_);
        });
    }
    /// The one row that there is, if any. Throws M::multiple_objects_returned.
    [[nodiscard]] result<std::optional<Row>> get_or_none() const {
        return Mode::run(detail::call_name<M, "get_or_none">, [&] {
            return detail::fetch_row_or_none<Row, M>(detail::asking_for(recorded_, &sql::recording::for_get), options_);
        });
    }
    /// The first row by the ordering, or by the key when there is none.
    [[nodiscard]] result<std::optional<Row>> first() const {
        return Mode::run(detail::call_name<M, "first">, [&] {
            return detail::fetch_first_row<Row, M>(detail::asking_for(recorded_, &sql::recording::for_first), options_);
        });
    }
    /// The last row by the ordering, or by the key when there is none. Throws usage_error after a slice.
    [[nodiscard]] result<std::optional<Row>> last() const {
        return Mode::run(detail::call_name<M, "last">, [&] {
            return detail::fetch_first_row<Row, M>(detail::asking_for(recorded_, &sql::recording::for_last), options_);
        });
    }
    /// Page `number`, from 1, of `size` rows each, and the number of rows on all pages: two statements, sent together. By
    /// the ordering, or by the key when there is none. Beyond the last page there are no rows. Throws usage_error for a
    /// number or size below 1, and for groups and distinct values without an ordering.
    [[nodiscard]] result<vinyl::page<Row>> page(std::int64_t number, std::int64_t size) const {
        return Mode::run(detail::call_name<M, "page">, [&] {
            const detail::page_limits limits = detail::limits_of_page(number, size);
            sql::recording wanted = recorded_;
            wanted.for_page(limits.low, limits.high);
            auto rows = detail::ask_for_rows<Row, M>(std::move(wanted), options_);  // in sync mode it is asked first
            return detail::rows_and_total<Row>(std::move(rows), detail::count_rows(recorded_, alias_of_rows()));
        });
    }
    /// How many rows.
    [[nodiscard]] result<std::int64_t> count() const {
        return Mode::run(detail::call_name<M, "count">, [&] { return detail::count_rows(recorded_, alias_of_rows()); });
    }
    /// Whether there is a row.
    [[nodiscard]] result<bool> exists() const {
        return Mode::run(detail::call_name<M, "exists">, [&] { return detail::any_row(recorded_, alias_of_rows()); });
    }
    /// How the server would read the rows, see explain_options: its plan as a text of several lines, or as one document in
    /// JSON, XML or YAML. Empty when no row can match, as then nothing is sent.
    ///
    ///     std::string plan = albums.explain({.analyze = true});     // runs it
    ///
    /// Errors: programming_error for an option that the server's version does not know.
    [[nodiscard]] result<std::string> explain(explain_options options = {}) const {
        return Mode::run(detail::call_name<M, "explain">,
                         [&] { return detail::explain_rows(recorded_, options, alias_of_rows()); });
    }

    /// The text of the statement that list() sends.
    [[nodiscard]] std::string sql() const {
        return sql::text_of(detail::asking_for(recorded_, &sql::recording::select));
    }
    /// Whether the rows have an order: of order_by(), or the model's own.
    [[nodiscard]] bool ordered() const { return detail::is_ordered(recorded_); }
    /// The alias of the database that is asked.
    [[nodiscard]] std::string database() const { return alias_of_rows(); }

    // ---- for the other rooms

    [[nodiscard]] const sql::recording& sql_query() const noexcept { return recorded_; }
    [[nodiscard]] const detail::read_options& reading_options() const noexcept { return options_->reading; }

protected:
    readable(sql::recording rows, detail::options_ptr options)
        : recorded_(std::move(rows)), options_(std::move(options)) {}
    readable(const readable&) = default;
    readable& operator=(const readable& other) { return *this = readable(other); }
    readable(readable&&) noexcept = default;
    readable& operator=(readable&&) noexcept = default;
    ~readable() = default;

    [[nodiscard]] const std::string& alias_of_rows() const noexcept { return options_->reading.alias; }

    sql::recording recorded_;
    detail::options_ptr options_;

private:
    friend class row_range<readable, M, Row, Mode>;

    [[nodiscard]] dual<std::vector<Row>> ask() const { return detail::fetch_rows<Row, M>(recorded_, options_); }
};

}  // namespace vinyl
