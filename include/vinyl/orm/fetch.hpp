// The universal functions behind the reading terminals: compile, send, read. Written once for both modes.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/model/table.hpp>
#include <vinyl/rows/read.hpp>
#include <vinyl/rows/select_related.hpp>
#include <vinyl/sql/compile.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// What a queryset carries besides its query. Shared by copies, never changed.
template <class M>
struct queryset_options {
    read_options reading;
    std::vector<related_loader<M>> loaders;
};

template <class M>
using options_ptr = std::shared_ptr<const queryset_options<M>>;

// What every queryset of a model begins with. Leaked on purpose: static objects may still ask when the process ends.
template <class M>
const sql::query& all_rows() {
    static const auto* const rows = new sql::query(table_of<M>());
    return *rows;
}
template <class M>
const options_ptr<M>& default_options() {
    static const auto* const options = new options_ptr<M>(std::make_shared<const queryset_options<M>>());
    return *options;
}

[[nodiscard]] std::string message_of_missing_row(std::string_view model, const std::string& sql);
[[nodiscard]] std::string message_of_many_rows(std::string_view model, std::size_t count, const std::string& sql);

[[noreturn]] void throw_no_such_row(std::string_view model, std::size_t index, std::size_t count);

/// A question to the database: the statement that asks it, and what the answer to that means. One that can be known to
/// be about no rows says so, and what that means: `is_nothing() -> bool` and `nothing()`.
template <class Q>
concept question = requires(Q& asked, const db::result& answer) {
    { asked.make() } -> std::convertible_to<statement>;
    asked.read(answer);
};

template <class Q>
concept may_be_nothing = requires(const Q& asked) { asked.is_nothing(); };

/// Asks a question: the statement is made and sent, and the answer read, when the operation runs.
template <question Q>
class asking {
public:
    using value_type = decltype(std::declval<Q&>().read(std::declval<const db::result&>()));

    asking(std::string_view alias, Q asked) : asked_(std::move(asked)), alias_(alias) {}
    asking(const asking&) = delete;
    asking& operator=(const asking&) = delete;
    ~asking() = default;

    [[nodiscard]] io::need step(io::runner& by) {
        if (!sent_) {
            if constexpr (may_be_nothing<Q>)
                if (asked_.is_nothing()) return io::need::nothing();
            sent_.emplace(connections(), alias_, asked_.make());
        }
        return sent_->step(by);
    }
    [[nodiscard]] bool withdraw() noexcept { return sent_ && sent_->withdraw(); }
    [[nodiscard]] value_type take() {
        if constexpr (may_be_nothing<Q>)
            if (!sent_) return asked_.nothing();
        const db::result answer = sent_->take();
        return asked_.read(answer);
    }

private:
    Q asked_;
    std::string alias_;
    std::optional<db::execution> sent_;
};

template <question Q>
auto ask(const std::string& alias, Q asked) {
    return io::run<asking<Q>>(alias, std::move(asked));
}

/// The rows [low, high) of a page, which counts from 1.
struct page_limits {
    std::uint64_t low;
    std::uint64_t high;
};

/// Throws usage_error for a number or size below 1.
[[nodiscard]] page_limits limits_of_page(std::int64_t number, std::int64_t size);

dual<std::int64_t> count_rows(sql::query rows, const std::string& alias);
dual<bool> any_row(sql::query rows, const std::string& alias);
/// Sends a writing statement and gives the number of rows it touched.
dual<std::int64_t> run_counting(statement sent, const std::string& alias);
/// What there is to do when it would touch none.
dual<std::int64_t> touch_no_row();

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

/// A statement that is known already.
struct known_statement {
    statement sent;
    [[nodiscard]] statement&& make() { return std::move(sent); }
};

template <class Row, class M>
struct selected_rows {
    sql::query rows;
    options_ptr<M> options;
    [[nodiscard]] bool is_nothing() const { return rows.is_nothing(); }
    [[nodiscard]] std::vector<Row> nothing() const { return {}; }
    [[nodiscard]] statement make() const { return sql::select(rows); }
    [[nodiscard]] std::vector<Row> read(const db::result& answer) const {
        return read_result<Row>(answer, rows, *options);
    }
};

template <class Row, class M>
dual<std::vector<Row>> fetch_rows(sql::query rows, options_ptr<M> options) {
    const std::string& alias = options->reading.alias;
    return ask(alias, selected_rows<Row, M>{std::move(rows), std::move(options)});
}

/// Neither no row nor many: for get(). `text()` gives the statement, for the message.
template <class M, class Text>
void require_one_row(const db::result& result, const Text& text) {
    if (result.rows() == 1) return;
    if (result.empty()) throw typename M::does_not_exist(message_of_missing_row(struct_name<M>, text()));
    throw typename M::multiple_objects_returned(message_of_many_rows(struct_name<M>, result.rows(), text()));
}

template <class Row, class M>
struct only_row : selected_rows<Row, M> {
    [[noreturn]] Row nothing() const {
        throw typename M::does_not_exist(
            message_of_missing_row(struct_name<M>, "none was sent, the conditions can never hold"));
    }
    [[nodiscard]] Row read(const db::result& answer) const {
        require_one_row<M>(answer, [&] { return sql::select(this->rows).text; });
        return std::move(selected_rows<Row, M>::read(answer).front());
    }
};

/// The only row. `rows` comes from sql::for_get.
template <class Row, class M>
dual<Row> fetch_one_row(sql::query rows, options_ptr<M> options) {
    const std::string& alias = options->reading.alias;
    return ask(alias, only_row<Row, M>{{std::move(rows), std::move(options)}});
}

/// The only row of a statement that is known already; `text` is its text and outlives everything.
template <class M>
struct only_row_of_known_statement : known_statement {
    const std::string* text;
    options_ptr<M> options;
    [[nodiscard]] M read(const db::result& answer) const {
        require_one_row<M>(answer, [&] { return *text; });
        return read_row<M>(answer, options->reading);
    }
};

template <class Row, class M>
struct first_row : selected_rows<Row, M> {
    [[nodiscard]] std::optional<Row> nothing() const { return std::nullopt; }
    [[nodiscard]] std::optional<Row> read(const db::result& answer) const {
        std::vector<Row> found = selected_rows<Row, M>::read(answer);
        return found.empty() ? std::nullopt : std::optional<Row>(std::move(found.front()));
    }
};

/// The first row, if any. `rows` has a limit of one.
template <class Row, class M>
dual<std::optional<Row>> fetch_first_row(sql::query rows, options_ptr<M> options) {
    const std::string& alias = options->reading.alias;
    return ask(alias, first_row<Row, M>{{std::move(rows), std::move(options)}});
}

template <class Row, class M>
struct row_or_none : first_row<Row, M> {
    [[nodiscard]] std::optional<Row> read(const db::result& answer) const {
        if (!answer.empty()) require_one_row<M>(answer, [&] { return sql::select(this->rows).text; });
        return first_row<Row, M>::read(answer);
    }
};

/// The only row, if there is one; more than one is an error. `rows` comes from sql::for_get.
template <class Row, class M>
dual<std::optional<Row>> fetch_row_or_none(sql::query rows, options_ptr<M> options) {
    const std::string& alias = options->reading.alias;
    return ask(alias, row_or_none<Row, M>{{{std::move(rows), std::move(options)}}});
}

template <class... T>
struct row_of_aggregates {
    sql::query rows;
    std::vector<sql::named_expression> wanted;
    std::string alias;
    [[nodiscard]] statement make() const { return sql::select_aggregates(rows, wanted); }
    [[nodiscard]] std::tuple<T...> read(const db::result& answer) const {
        read_options options;
        options.alias = alias;
        auto found = read_rows<std::tuple<T...>>(answer, options, [](std::tuple<T...>&, const cursor&) {});
        if (found.empty()) throw data_error("aggregate(): the server returned no row");
        return std::move(found.front());
    }
};

/// One row of aggregates as a tuple. Over nothing: what the server would say, without asking it, is not always known, so
/// it is asked.
template <class... T>
dual<std::tuple<T...>> fetch_aggregates(sql::query rows, std::vector<sql::named_expression> wanted,
                                        const std::string& alias) {
    return ask(alias, row_of_aggregates<T...>{std::move(rows), std::move(wanted), alias});
}

/// One aggregate: its value instead of a row.
template <class T>
dual<T> only_value(dual<std::tuple<T>> row) {
    std::tuple<T> values = co_await std::move(row);
    co_return std::get<0>(std::move(values));
}

template <class Record, class... T>
dual<Record> as_record(dual<std::tuple<T...>> row) {
    Record named;
    named.values = co_await std::move(row);
    co_return named;
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/fetch.ipp>
#endif
