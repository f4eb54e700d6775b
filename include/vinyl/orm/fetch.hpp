// The universal functions behind the reading terminals: compile, send, read. Written once for both modes.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/io/operation.hpp>
#include <vinyl/model/table.hpp>
#include <vinyl/rows/partial.hpp>
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
    member_choice members;                ///< Of only() and defer().
};

using options_ptr = std::shared_ptr<const queryset_options>;

/// What every queryset begins with.
[[nodiscard]] const options_ptr& default_options();

// The same with something else in it.
[[nodiscard]] options_ptr with_alias(const options_ptr& options, std::string alias);
[[nodiscard]] options_ptr with_fetching(const options_ptr& options, fetch how);
[[nodiscard]] options_ptr with_loaders(const options_ptr& options, std::vector<related_loader> loaders);

/// Throws usage_error when other columns were chosen for the rows of one queryset than for those of another.
void require_same_choice(const read_options& first, const read_options& other);

[[nodiscard]] std::string message_of_missing_row(std::string_view model, const std::string& sql);
[[nodiscard]] std::string message_of_many_rows(std::string_view model, std::size_t count, const std::string& sql);

[[noreturn]] void throw_no_such_row(std::string_view model, std::size_t index, std::size_t count);

/// What asks a question.
struct asked_statement {
    std::optional<statement> sent;  ///< None when no row can match.
    std::exception_ptr mistake;     ///< Why there is no statement; thrown when the operation runs.
};

/// A question to the database: the statement that asks it, and what the answer means, or that there is none.
template <class Q>
concept question = std::derived_from<Q, asked_statement> && requires(Q& asked, const db::result& answer) {
    asked.read(answer);
    { asked.nothing() } -> std::same_as<decltype(asked.read(answer))>;
};

/// The steps by which a question is asked: the same for all of them.
class asking_steps {
public:
    asking_steps(const asking_steps&) = delete;
    asking_steps& operator=(const asking_steps&) = delete;

    [[nodiscard]] io::need step(io::runner& by);
    [[nodiscard]] bool withdraw() noexcept;

protected:
    explicit asking_steps(std::string_view alias);
    ~asking_steps();

    /// What to ask, before the first step.
    void ask(asked_statement& what) noexcept { asked_ = &what; }

    [[nodiscard]] bool was_sent() const noexcept { return sent_.has_value(); }
    [[nodiscard]] db::result answer();

private:
    asked_statement* asked_ = nullptr;
    std::string alias_;
    std::optional<db::execution> sent_;
};

/// Asks a question: the statement is sent, and the answer read, when the operation runs.
template <question Q>
class asking : public asking_steps {
public:
    using steps = asking_steps;
    using value_type = decltype(std::declval<Q&>().read(std::declval<const db::result&>()));

    /// `alias` may stand in what the question is made of.
    template <class... Parts>
    explicit asking(std::string_view alias, Parts&&... parts)
        : asking_steps(alias), asked_(static_cast<Parts&&>(parts)...) {
        ask(asked_);
    }

    [[nodiscard]] value_type take() {
        if (!was_sent()) return asked_.nothing();
        const db::result got = answer();
        return asked_.read(got);
    }

private:
    Q asked_;
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

/// The rows [low, high) of a page, which counts from 1.
struct page_limits {
    std::uint64_t low;
    std::uint64_t high;
};

/// Throws usage_error for a number or size below 1.
[[nodiscard]] page_limits limits_of_page(std::int64_t number, std::int64_t size);

/// Whether the rows have an ordering.
[[nodiscard]] bool is_ordered(const sql::recording& rows);

dual<std::int64_t> count_rows(sql::recording rows, const std::string& alias);
dual<bool> any_row(sql::recording rows, const std::string& alias);
/// Sends a writing statement and gives the number of rows it touched. Without one: none.
dual<std::int64_t> run_counting(std::optional<statement> sent, const std::string& alias);

/// Rows that are asked for.
struct asked_rows : asked_statement {
    /// @param complete  with what is wanted of the rows
    asked_rows(sql::recording&& complete, bool with_related);

    asked_rows(const asked_rows&) = delete;
    asked_rows& operator=(const asked_rows&) = delete;
    ~asked_rows();

    [[nodiscard]] std::string text() const { return sql::text_of(rows); }

    sql::recording rows;  ///< Its values have gone to the statement.
    std::shared_ptr<const sql::shape> shape;
};

template <class Row, class M>
struct selected_rows : asked_rows {
    selected_rows(sql::recording&& complete, options_ptr how)
        : asked_rows(std::move(complete), !how->loaders.empty()), options(std::move(how)) {}

    options_ptr options;

    [[nodiscard]] std::vector<Row> nothing() const { return {}; }
    [[nodiscard]] std::vector<Row> read(const db::result& answer) const {
        if constexpr (has_object<Row, M>) {
            const related_reading related(options->loaders, shape.get(), options->reading, answer.rows());
            return read_rows<Row, M>(answer, options->reading, related.rows());
        } else {
            return read_rows<Row>(answer, options->reading);
        }
    }

protected:
    /// The one row of an answer. Not by read(), so that who asks for one row does not compile a vector of them.
    [[nodiscard]] Row read_only_row(const db::result& answer) const {
        if constexpr (has_object<Row, M>) {
            if (!shape) return read_row<Row, M>(answer, options->reading);
            const related_reading related(options->loaders, shape.get(), options->reading, 1);
            return read_row<Row, M>(answer, options->reading, related.rows());
        } else {
            return read_row<Row>(answer, options->reading);
        }
    }
};

/// @param complete  with what is wanted of the rows
template <class Row, class M>
dual<std::vector<Row>> ask_for_rows(sql::recording complete, options_ptr options) {
    const std::string& alias = options->reading.alias;
    return io::run<asking<selected_rows<Row, M>>>(alias, std::move(complete), std::move(options));
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
    return io::run<asking<only_row<Row, M>>>(alias, std::move(rows), std::move(options));
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
    return io::run<asking<first_row<Row, M>>>(alias, std::move(rows), std::move(options));
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
    return io::run<asking<row_or_none<Row, M>>>(alias, std::move(rows), std::move(options));
}

/// Throws data_error: aggregates always have a row.
void require_aggregates(const db::result& answer);

/// The values of aggregates. Without a statement they are what was said that they are without rows.
template <class Record>
struct record_of_aggregates : asked_rows {
    record_of_aggregates(sql::recording&& complete, Record&& none)
        : asked_rows(std::move(complete), false), without_rows(std::move(none)) {}

    Record without_rows;

    [[nodiscard]] Record nothing() { return std::move(without_rows); }
    [[nodiscard]] static Record read(const db::result& answer) {
        require_aggregates(answer);
        return read_row<Record>(answer, read_options());
    }
};

/// `rows` say aggregates().
template <class Record>
dual<Record> fetch_aggregates(sql::recording rows, const std::string& alias, Record without_rows) {
    return io::run<asking<record_of_aggregates<Record>>>(alias, std::move(rows), std::move(without_rows));
}

/// The value of a single one.
template <class T>
struct only_aggregate : asked_rows {
    only_aggregate(sql::recording&& complete, T&& none)
        : asked_rows(std::move(complete), false), without_rows(std::move(none)) {}

    T without_rows;

    [[nodiscard]] T nothing() { return std::move(without_rows); }
    [[nodiscard]] static T read(const db::result& answer) {
        require_aggregates(answer);
        cursor at(answer, "aggregate()");
        check_type<T>(at, 0);
        at.go_to(0);
        T value{};
        read_value(value, at, 0);
        return value;
    }
};

/// `rows` say aggregates().
template <class T>
dual<T> fetch_aggregate(sql::recording rows, const std::string& alias, T without_rows) {
    return io::run<asking<only_aggregate<T>>>(alias, std::move(rows), std::move(without_rows));
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/fetch.ipp>
#endif
