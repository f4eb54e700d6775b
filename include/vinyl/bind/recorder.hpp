// Where the functions of bind/ say what they found, operands first: each call makes one expression of the last ones.
#pragma once

#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/function_info.hpp>
#include <vinyl/sql/query_type.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// Builds sql::expr as sql::recording keeps what it is told.
class recorder {
public:
    void column(const sql::path& where) { push(sql::column(where)); }
    void annotation(std::string_view name) { push(sql::annotation(std::string(name))); }
    void outer(std::string_view name) { push(sql::outer(std::string(name))); }
    void value(wire_value v, std::string_view cast_to = {}) { push(sql::value(std::move(v), std::string(cast_to))); }
    void null(std::string_view type = {}) { push(sql::null(std::string(type))); }
    void row(std::uint32_t count) { push(sql::row(pop_many(count))); }
    void arithmetic(sql::arithmetic_operator op, std::uint32_t oid = 0) {
        sql::expr right = pop(), left = pop();
        push(sql::arithmetic(op, std::move(left), std::move(right), oid));
    }
    void negate() { push(sql::negate(pop())); }
    void function(const sql::function_info& info, std::uint32_t arguments, std::uint32_t oid = 0) {
        push(sql::function(info, pop_many(arguments), oid));
    }
    void cast(std::string_view type, std::uint32_t oid = 0) { push(sql::cast(pop(), std::string(type), oid)); }
    void extract(sql::transform part) { push(sql::extract(part, pop())); }
    void under_keys(std::span<const std::string_view> keys, bool as_text = false) {
        push(sql::under_keys(pop(), keys, as_text));
    }

    struct aggregate_form {
        bool has_argument = true;
        bool has_filter = false;
        bool has_otherwise = false;
        std::uint32_t more_arguments = 0;
        std::uint32_t terms = 0;
        bool distinct = false;
        std::uint32_t oid = 0;
    };
    void aggregate(const sql::aggregate_info& info, const aggregate_form& form) {
        sql::aggregate_options options;
        options.distinct = form.distinct;
        options.oid = form.oid;
        options.more_arguments = pop_many(form.more_arguments);
        if (form.has_otherwise) options.otherwise = pop();
        if (form.has_filter) options.filter = pop();
        sql::expr argument = form.has_argument ? pop() : sql::expr();
        push(sql::aggregate(info, std::move(argument), std::move(options)));
    }
    void term(bool descending = false, sql::order_term::nulls_order nulls = sql::order_term::nulls_order::unspecified) {
        terms_.push_back({pop(), descending, nulls});
    }
    void subquery(const sql::query& rows, std::uint32_t oid = 0) { push(sql::subquery(rows, oid)); }

    void compare(sql::lookup how) {
        sql::expr right = pop(), left = pop();
        push(sql::compare(how, std::move(left), std::move(right)));
    }
    void in_values(wire_value list, bool empty, bool had_null = false, std::string_view cast_to = {}) {
        push(sql::in_values(pop(), std::move(list), empty, had_null, std::string(cast_to)));
    }
    void in_parts(wire_value joined, wire_value first, wire_value last, bool empty, bool had_null = false,
                  std::string_view cast_to = {}) {
        push(sql::in_parts(pop(), std::move(joined), std::move(first), std::move(last), empty, had_null,
                           std::string(cast_to)));
    }
    void in_rows(std::uint32_t arrays, bool empty, bool had_null = false) {
        std::vector<sql::expr> lists = pop_many(arrays);
        push(sql::in_rows(pop(), std::move(lists), empty, had_null));
    }
    void in_query(const sql::query& rows) { push(sql::in_query(pop(), rows)); }
    void in_range() {
        sql::expr high = pop(), low = pop(), left = pop();
        push(sql::in_range(std::move(left), std::move(low), std::move(high)));
    }
    void is_null(bool truth = true) { push(sql::is_null(pop(), truth)); }
    void all_of(std::uint32_t conditions) { push(sql::all_of(pop_many(conditions))); }
    void any_of(std::uint32_t conditions) { push(sql::any_of(pop_many(conditions))); }
    void one_of(std::uint32_t conditions) { push(sql::one_of(pop_many(conditions))); }
    void negation() { push(sql::negation(pop())); }
    void exists(const sql::query& rows) { push(sql::exists(rows)); }
    void condition() { push(sql::condition(pop())); }
    void nothing() { push(sql::nothing()); }

    void append(const recorder& part) {
        made_.insert(made_.end(), part.made_.begin(), part.made_.end());
        terms_.insert(terms_.end(), part.terms_.begin(), part.terms_.end());
    }
    [[nodiscard]] bool empty() const noexcept { return made_.empty() && terms_.empty(); }
    [[nodiscard]] bool is_neutral() const noexcept { return made_.size() == 1 && sql::is_neutral(made_.front()); }

    /// The last expression; none when what was bound is a mistake already.
    [[nodiscard]] sql::expr pop() {
        if (made_.empty()) return {};
        sql::expr last = std::move(made_.back());
        made_.pop_back();
        return last;
    }
    [[nodiscard]] std::vector<sql::order_term> take_terms() { return std::exchange(terms_, {}); }

private:
    void push(sql::expr made) { made_.push_back(std::move(made)); }
    [[nodiscard]] std::vector<sql::expr> pop_many(std::uint32_t count) {
        std::vector<sql::expr> last;
        for (std::size_t i = made_.size() - count; i < made_.size(); ++i) last.push_back(std::move(made_[i]));
        made_.resize(made_.size() - count);
        return last;
    }

    std::vector<sql::expr> made_;
    std::vector<sql::order_term> terms_;
};

/// What bind(recorder) says, as an expression.
template <class Bind>
sql::expr expression_said_by(const Bind& bind) {
    recorder to;
    bind(to);
    return to.pop();
}

}  // namespace vinyl::detail
