// The universal functions behind the reading terminals: compile, send, read. Written once for both modes.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/model/table.hpp>
#include <vinyl/rows/read.hpp>
#include <vinyl/rows/select_related.hpp>
#include <vinyl/sql/recording.hpp>
#include <vinyl/sql/statement_of.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// What a queryset carries besides its query. Shared by copies, never changed.
struct queryset_options {
    read_options reading;
    std::vector<related_loader> loaders;  ///< Of select_related().
    /// What speaks of the query around, as it was written.
    std::vector<std::shared_ptr<const void>> awaited;
};

using options_ptr = std::shared_ptr<const queryset_options>;

/// What every queryset begins with.
[[nodiscard]] const options_ptr& default_options();

/// Shares an object whose type is forgotten.
[[nodiscard]] std::shared_ptr<const void> kept_object(const void* object, void (*forget)(const void*));

[[nodiscard]] std::string message_of_missing_row(std::string_view model, const std::string& sql);
[[nodiscard]] std::string message_of_many_rows(std::string_view model, std::size_t count, const std::string& sql);

[[noreturn]] void throw_no_such_row(std::string_view model, std::size_t index, std::size_t count);

/// A question to the database: the statement that asks it, which is none when no row can match, and what the answer means, or
/// that there is none.
template <class Q>
concept question = requires(Q& asked, const db::result& answer) {
    { asked.sent } -> std::convertible_to<std::optional<statement>>;
    asked.read(answer);
    { asked.nothing() } -> std::same_as<decltype(asked.read(answer))>;
};

/// Asks a question: the statement is sent, and the answer read, when the operation runs.
template <question Q>
class asking {
public:
    using value_type = decltype(std::declval<Q&>().read(std::declval<const db::result&>()));

    /// `alias` may stand in what the question is made of.
    template <class... Parts>
    explicit asking(std::string_view alias, Parts&&... parts) : asked_(std::forward<Parts>(parts)...), alias_(alias) {}
    asking(const asking&) = delete;
    asking& operator=(const asking&) = delete;
    ~asking() = default;

    [[nodiscard]] io::need step(io::runner& by) {
        if (!sent_) {
            if constexpr (requires { asked_.mistake; })
                if (asked_.mistake) std::rethrow_exception(asked_.mistake);
            if (!asked_.sent) return io::need::nothing();
            sent_.emplace(connections(), alias_, std::move(*asked_.sent));
        }
        return sent_->step(by);
    }
    [[nodiscard]] bool withdraw() noexcept { return sent_ && sent_->withdraw(); }
    [[nodiscard]] value_type take() {
        if (!sent_) return asked_.nothing();
        const db::result answer = sent_->take();
        return asked_.read(answer);
    }

private:
    Q asked_;
    std::string alias_;
    std::optional<db::execution> sent_;
};

/// Sends one statement after the other: `next()` gives the next one, or none at the end, and `answered()` gets what came back.
template <class Q>
concept conversation = requires(Q& held, const db::result& answer, const std::string& alias) {
    { held.next() } -> std::same_as<std::optional<statement>>;
    held.answered(answer, alias);
    held.result();
};

template <conversation Q>
class conversing {
public:
    using value_type = decltype(std::declval<Q&>().result());

    template <class... Parts>
    explicit conversing(std::string alias, Parts&&... parts)
        : alias_(std::move(alias)), held_(std::forward<Parts>(parts)...) {}
    conversing(const conversing&) = delete;
    conversing& operator=(const conversing&) = delete;
    ~conversing() = default;

    [[nodiscard]] io::need step(io::runner& by) {
        for (;;) {
            if (!sent_) {
                std::optional<statement> next = held_.next();
                if (!next) return io::need::nothing();
                sent_.emplace(connections(), alias_, std::move(*next));
            }
            const io::need needed = sent_->step(by);
            if (!needed.is_nothing()) return needed;
            const db::result answer = sent_->take();
            sent_.reset();
            held_.answered(answer, alias_);
        }
    }
    [[nodiscard]] bool withdraw() noexcept { return sent_ && sent_->withdraw(); }
    [[nodiscard]] value_type take() { return held_.result(); }

private:
    std::string alias_;
    Q held_;
    std::optional<db::execution> sent_;
};

/// Asks a question that is made of these parts.
template <question Q, class... Parts>
auto ask(const std::string& alias, Parts&&... parts) {
    return io::run<asking<Q>>(alias, std::forward<Parts>(parts)...);
}

/// The rows [low, high) of a page, which counts from 1.
struct page_limits {
    std::uint64_t low;
    std::uint64_t high;
};

/// Throws usage_error for a number or size below 1.
[[nodiscard]] page_limits limits_of_page(std::int64_t number, std::int64_t size);

dual<std::int64_t> count_rows(sql::recording rows, const std::string& alias);
dual<bool> any_row(sql::recording rows, const std::string& alias);
/// Sends a writing statement and gives the number of rows it touched. Without one: none.
dual<std::int64_t> run_counting(std::optional<statement> sent, const std::string& alias);

/// Rows that are asked for.
struct asked_rows {
    /// @param complete  with what is wanted of the rows
    asked_rows(sql::recording&& complete, bool with_related) : rows(std::move(complete)) {
        try {
            sent = sql::statement_of(rows, with_related ? &shape : nullptr);
        } catch (...) {
            mistake = std::current_exception();
        }
    }

    [[nodiscard]] std::string text() const { return sql::text_of(rows); }

    sql::recording rows;  ///< Its values have gone to the statement.
    std::shared_ptr<const sql::shape> shape;
    std::optional<statement> sent;
    std::exception_ptr mistake;  ///< Why there is no statement; thrown when the operation runs.
};

template <class Row, class M>
struct selected_rows : asked_rows {
    selected_rows(sql::recording&& complete, options_ptr how)
        : asked_rows(std::move(complete), !how->loaders.empty()), options(std::move(how)) {}

    options_ptr options;

    [[nodiscard]] std::vector<Row> nothing() const { return {}; }
    [[nodiscard]] std::vector<Row> read(const db::result& answer) const {
        if constexpr (std::derived_from<Row, M>) {
            std::optional<related_rows> related;
            if (shape) related.emplace(options->loaders, shape->related, options->reading, answer.rows());
            return read_rows<Row, M>(answer, options->reading, related ? &*related : nullptr);
        } else {
            return read_rows<Row>(answer, options->reading);
        }
    }

protected:
    /// The one row of an answer.
    [[nodiscard]] Row read_only_row(const db::result& answer) const {
        if constexpr (std::same_as<Row, M>)
            if (!shape) return read_row<Row>(answer, options->reading);
        return std::move(read(answer).front());
    }
};

/// @param complete  with what is wanted of the rows
template <class Row, class M>
dual<std::vector<Row>> ask_for_rows(sql::recording complete, options_ptr options) {
    const std::string& alias = options->reading.alias;
    return ask<selected_rows<Row, M>>(alias, std::move(complete), std::move(options));
}

template <class Row, class M>
dual<std::vector<Row>> fetch_rows(sql::recording rows, options_ptr options) {
    rows.select();
    return ask_for_rows<Row, M>(std::move(rows), std::move(options));
}

/// Neither no row nor many: for get(). `asked` gives the statement, for the message.
template <class M>
void require_one_row(const db::result& result, const asked_rows& asked) {
    if (result.rows() == 1) return;
    if (result.empty()) throw typename M::does_not_exist(message_of_missing_row(struct_name<M>, asked.text()));
    throw typename M::multiple_objects_returned(message_of_many_rows(struct_name<M>, result.rows(), asked.text()));
}

template <class Row, class M>
struct only_row : selected_rows<Row, M> {
    using selected_rows<Row, M>::selected_rows;
    [[noreturn]] Row nothing() const {
        throw typename M::does_not_exist(
            message_of_missing_row(struct_name<M>, "none was sent, the conditions can never hold"));
    }
    [[nodiscard]] Row read(const db::result& answer) const {
        require_one_row<M>(answer, *this);
        return this->read_only_row(answer);
    }
};

/// The only row. `rows` say for_get().
template <class Row, class M>
dual<Row> fetch_one_row(sql::recording rows, options_ptr options) {
    const std::string& alias = options->reading.alias;
    return ask<only_row<Row, M>>(alias, std::move(rows), std::move(options));
}

template <class Row, class M>
struct first_row : selected_rows<Row, M> {
    using selected_rows<Row, M>::selected_rows;
    [[nodiscard]] std::optional<Row> nothing() const { return std::nullopt; }
    [[nodiscard]] std::optional<Row> read(const db::result& answer) const {
        if (answer.empty()) return std::nullopt;
        return this->read_only_row(answer);
    }
};

/// The first row, if any. `rows` are limited to one.
template <class Row, class M>
dual<std::optional<Row>> fetch_first_row(sql::recording rows, options_ptr options) {
    const std::string& alias = options->reading.alias;
    return ask<first_row<Row, M>>(alias, std::move(rows), std::move(options));
}

template <class Row, class M>
struct row_or_none : first_row<Row, M> {
    using first_row<Row, M>::first_row;
    [[nodiscard]] std::optional<Row> read(const db::result& answer) const {
        if (!answer.empty()) require_one_row<M>(answer, *this);
        return first_row<Row, M>::read(answer);
    }
};

/// The only row, if there is one; more than one is an error. `rows` say for_get().
template <class Row, class M>
dual<std::optional<Row>> fetch_row_or_none(sql::recording rows, options_ptr options) {
    const std::string& alias = options->reading.alias;
    return ask<row_or_none<Row, M>>(alias, std::move(rows), std::move(options));
}

template <class... T>
struct row_of_aggregates : asked_rows {
    row_of_aggregates(sql::recording&& complete, std::string asked_alias)
        : asked_rows(std::move(complete), false), alias(std::move(asked_alias)) {}

    std::string alias;

    /// What the server would say of nothing, without asking it, is not always known, so it is asked.
    [[nodiscard]] std::tuple<T...> nothing() const { return {}; }
    [[nodiscard]] std::tuple<T...> read(const db::result& answer) const {
        read_options options;
        options.alias = alias;
        auto found = read_rows<std::tuple<T...>>(answer, options);
        if (found.empty()) throw data_error("aggregate(): the server returned no row");
        return std::move(found.front());
    }
};

/// One row of aggregates as a tuple. `rows` say aggregates().
template <class... T>
dual<std::tuple<T...>> fetch_aggregates(sql::recording rows, const std::string& alias) {
    return ask<row_of_aggregates<T...>>(alias, std::move(rows), alias);
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
