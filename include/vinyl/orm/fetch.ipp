// Bodies of the terminals that do not depend on a model.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/base/new_shared.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/sql/replay.hpp>

namespace vinyl::detail {

VINYL_DECL const options_ptr& default_options() {
    // Leaked on purpose: static objects may still ask when the process ends. Without an owner, so that copies count nothing.
    static const auto* const options = new options_ptr(std::shared_ptr<void>(), new queryset_options());
    return *options;
}

VINYL_DECL options_ptr with_alias(const options_ptr& options, std::string alias) {
    auto changed = new_shared<queryset_options>(*options);
    changed->reading.alias = std::move(alias);
    return changed;
}

VINYL_DECL options_ptr with_fetching(const options_ptr& options, fetch how) {
    auto changed = new_shared<queryset_options>(*options);
    changed->reading.fetching = how;
    return changed;
}

VINYL_DECL options_ptr with_loaders(const options_ptr& options, std::vector<related_loader> loaders) {
    auto changed = new_shared<queryset_options>(*options);
    changed->loaders = std::move(loaders);
    return changed;
}

VINYL_DECL void require_same_choice(const read_options& first, const read_options& other) {
    if (first.there != other.there)
        throw usage_error(
            "vinyl: the querysets of a union, intersection or difference have the same columns: values() takes the "
            "same "
            "choice of columns in each");
}

VINYL_DECL asking_steps::asking_steps(std::string_view alias) : alias_(alias) {}
VINYL_DECL asking_steps::~asking_steps() = default;

VINYL_DECL bool asking_steps::withdraw() noexcept { return sent_ && sent_->withdraw(); }

VINYL_DECL db::result asking_steps::answer() { return sent_->take(); }

VINYL_DECL io::need asking_steps::step(io::runner& by) {
    if (!sent_) {
        if (asked_->mistake) std::rethrow_exception(asked_->mistake);
        if (!asked_->sent) return io::need::nothing();
        sent_.emplace(connections(), alias_, std::move(*asked_->sent));
    }
    return sent_->step(by);
}

VINYL_DECL asked_rows::asked_rows(sql::recording&& complete, bool with_related) : rows(std::move(complete)) {
    try {
        sent = sql::statement_of(rows, with_related ? &shape : nullptr);
    } catch (...) {
        mistake = std::current_exception();
    }
}

VINYL_DECL asked_rows::~asked_rows() = default;

VINYL_DECL void require_aggregates(const db::result& answer) {
    if (answer.empty()) throw data_error("aggregate(): the server returned no row");
}

VINYL_DECL std::string message_of_missing_row(std::string_view model, const std::string& sql) {
    return std::string(model) +
           ".get() found no row; use get_or_none() or first() where that may happen\n  statement: " + sql;
}

VINYL_DECL std::string message_of_many_rows(std::string_view model, std::size_t count, const std::string& sql) {
    constexpr std::size_t most = 20;  // get() asks for one more
    return std::string(model) + ".get() found " +
           (count > most ? "more than " + std::to_string(most) : std::to_string(count)) +
           " rows; narrow the conditions, or use first() or a loop\n  statement: " + sql;
}

VINYL_DECL void throw_no_such_row(std::string_view model, std::size_t index, std::size_t count) {
    throw usage_error("vinyl: the query for " + std::string(model) + " gave " + std::to_string(count) +
                      (count == 1 ? " row" : " rows") + ", so there is no row [" + std::to_string(index) +
                      "]; ask size() before, or take first()");
}

VINYL_DECL page_limits limits_of_page(std::int64_t number, std::int64_t size) {
    if (number < 1 || size < 1)
        throw usage_error("page(" + std::to_string(number) + ", " + std::to_string(size) +
                          "): pages are numbered from 1 and have 1 row at least");
    const std::uint64_t rows = static_cast<std::uint64_t>(size);
    const std::uint64_t before = static_cast<std::uint64_t>(number) - 1;
    const std::uint64_t low = before > UINT64_MAX / rows ? UINT64_MAX : before * rows;
    return {low, low > UINT64_MAX - rows ? UINT64_MAX : low + rows};
}

VINYL_DECL bool is_ordered(const sql::recording& rows) { return sql::replay_query(rows).ordered(); }

struct number_of_rows : asked_rows {
    using asked_rows::asked_rows;
    [[nodiscard]] static std::int64_t nothing() { return 0; }
    [[nodiscard]] static std::int64_t read(const db::result& answer) {
        if (answer.rows() != 1 || answer.columns() != 1 || answer.is_null(0, 0))
            throw data_error("count(): the server did not return one number");
        return codec<std::int64_t>::decode(answer.bytes(0, 0), answer.column_oid(0));
    }
};

VINYL_DECL dual<std::int64_t> count_rows(sql::recording rows, const std::string& alias) {
    rows.count();
    return io::run<asking<number_of_rows>>(alias, std::move(rows), false);
}

struct existence_of_a_row : asked_rows {
    using asked_rows::asked_rows;
    [[nodiscard]] static bool nothing() { return false; }
    [[nodiscard]] static bool read(const db::result& answer) { return !answer.empty(); }
};

VINYL_DECL dual<bool> any_row(sql::recording rows, const std::string& alias) {
    rows.any();
    return io::run<asking<existence_of_a_row>>(alias, std::move(rows), false);
}

struct number_of_written_rows : asked_statement {
    explicit number_of_written_rows(std::optional<statement>&& writing) { sent = std::move(writing); }
    [[nodiscard]] static std::int64_t nothing() { return 0; }
    [[nodiscard]] static std::int64_t read(const db::result& answer) {
        return static_cast<std::int64_t>(answer.affected());
    }
};

VINYL_DECL dual<std::int64_t> run_counting(std::optional<statement> sent, const std::string& alias) {
    return io::run<asking<number_of_written_rows>>(alias, std::move(sent));
}

}  // namespace vinyl::detail
