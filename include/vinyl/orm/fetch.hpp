// The universal functions behind the reading terminals: compile, send, read. Written once for both modes.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/orm/read.hpp>
#include <vinyl/orm/select_related.hpp>
#include <vinyl/sql/compile.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// What a queryset carries besides its query. Shared by copies, never changed.
template <class M>
struct queryset_options {
    read_options reading;
    std::vector<related_loader<M>> loaders;

    static const std::shared_ptr<const queryset_options>& defaults() {
        static const auto options = std::make_shared<const queryset_options>();
        return options;
    }
};

template <class M>
using options_ptr = std::shared_ptr<const queryset_options<M>>;

[[nodiscard]] std::string message_of_missing_row(std::string_view model, const std::string& sql);
[[nodiscard]] std::string message_of_many_rows(std::string_view model, std::size_t count, const std::string& sql);

dual<std::int64_t> count_rows(sql::query rows, std::string alias);
dual<bool> any_row(sql::query rows, std::string alias);
/// Sends a writing statement and gives the number of rows it touched.
dual<std::int64_t> run_counting(statement sent, std::string alias);

template <class Row, class M>
std::vector<Row> read_result(const db::result& result, const sql::query& rows, const queryset_options<M>& options) {
    if constexpr (std::derived_from<Row, M>) {
        if (!options.loaders.empty()) {
            const sql::output_list outputs = rows.outputs();
            related_rows<M> related(options.loaders, outputs, options.reading, result.rows());
            return read_rows<Row>(result, options.reading, related);
        }
    }
    return read_rows<Row>(result, options.reading, [](Row&, const cursor&) {});
}

template <class Row, class M>
dual<std::vector<Row>> fetch_rows(sql::query rows, options_ptr<M> options) {
    if (rows.is_nothing()) co_return std::vector<Row>();
    statement sent = sql::select(rows);
    db::result result = co_await db::execute(options->reading.alias, std::move(sent));
    co_return read_result<Row>(result, rows, *options);
}

/// Neither no row nor many: for get().
template <class M>
void require_one_row(const db::result& result, const std::string& sql) {
    if (result.rows() == 1) return;
    if (result.empty()) throw typename M::does_not_exist(message_of_missing_row(struct_name<M>, sql));
    throw typename M::multiple_objects_returned(message_of_many_rows(struct_name<M>, result.rows(), sql));
}

/// The only row. `rows` comes from sql::for_get.
template <class Row, class M>
dual<Row> fetch_one_row(sql::query rows, options_ptr<M> options) {
    if (rows.is_nothing())
        throw typename M::does_not_exist(message_of_missing_row(struct_name<M>, "none was sent, the conditions can never hold"));
    statement sent = sql::select(rows);
    const std::string text = sent.text;
    db::result result = co_await db::execute(options->reading.alias, std::move(sent));
    require_one_row<M>(result, text);
    std::vector<Row> found = read_result<Row>(result, rows, *options);
    co_return std::move(found.front());
}

/// The only row of a statement that is known already; `text` is its text and outlives everything.
template <class M>
dual<M> fetch_known_row(statement sent, const std::string* text, options_ptr<M> options) {
    db::result result = co_await db::execute(options->reading.alias, std::move(sent));
    require_one_row<M>(result, *text);
    co_return read_row<M>(result, options->reading);
}

/// The first row, if any. `rows` has a limit of one.
template <class Row, class M>
dual<std::optional<Row>> fetch_first_row(sql::query rows, options_ptr<M> options) {
    if (rows.is_nothing()) co_return std::nullopt;
    statement sent = sql::select(rows);
    db::result result = co_await db::execute(options->reading.alias, std::move(sent));
    std::vector<Row> found = read_result<Row>(result, rows, *options);
    if (found.empty()) co_return std::nullopt;
    co_return std::optional<Row>(std::move(found.front()));
}

/// The only row, if there is one; more than one is an error. `rows` comes from sql::for_get.
template <class Row, class M>
dual<std::optional<Row>> fetch_row_or_none(sql::query rows, options_ptr<M> options) {
    if (rows.is_nothing()) co_return std::nullopt;
    statement sent = sql::select(rows);
    const std::string text = sent.text;
    db::result result = co_await db::execute(options->reading.alias, std::move(sent));
    std::vector<Row> found = read_result<Row>(result, rows, *options);
    if (found.empty()) co_return std::nullopt;
    if (found.size() > 1)
        throw typename M::multiple_objects_returned(message_of_many_rows(struct_name<M>, found.size(), text));
    co_return std::optional<Row>(std::move(found.front()));
}

/// One row of aggregates as a tuple. Over nothing: what the server would say, without asking it, is not always known, so
/// it is asked.
template <class... T>
dual<std::tuple<T...>> fetch_aggregates(sql::query rows, std::vector<sql::named_expression> wanted, std::string alias) {
    statement sent = sql::select_aggregates(rows, wanted);
    db::result result = co_await db::execute(alias, std::move(sent));
    read_options options;
    options.alias = alias;
    auto found = read_rows<std::tuple<T...>>(result, options, [](std::tuple<T...>&, const cursor&) {});
    if (found.empty()) throw data_error("aggregate(): the server returned no row");
    co_return std::move(found.front());
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/fetch.ipp>
#endif
