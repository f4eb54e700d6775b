// A query as a value: what to read from a model, with which joins, conditions, groups, order and limits.
// The refining functions change the object; copying it costs one reference count and the copies are independent.
// filter() and friends resolve paths to joins when they are called, because the meaning depends on it.
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/table_info.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl::sql {

using step_list = list_view<const relation_info* const>;

namespace detail {
[[nodiscard]] bool same_steps(step_list a, step_list b) noexcept;
}

struct query_data;

struct named_expression {
    std::string name;
    expr what;
};

/// One column of the rows that select() returns.
struct output_column {
    std::string_view name;                ///< values() and annotations: their name; else the column's field.
    const column_info* column = nullptr;  ///< null for computed columns.
};

/// Where the columns of a select_related() row stand in the result.
struct related_output {
    list_view<const relation_info* const> steps;  ///< The whole path from the model.
    std::ptrdiff_t parent = -1;                   ///< Index of the related_output one step before, -1: the model.
    const table_info* table = nullptr;
    std::size_t first = 0;  ///< Index of its first column in the result.
    std::size_t count = 0;  ///< Number of columns.
    std::size_t key = 0;    ///< Index in the result of its primary key: NULL there means no row.
    bool nullable = false;  ///< May have no row.
};

/// The whole select list: [model columns or values()][annotations][related...].
struct output_list {
    std::vector<output_column> columns;
    std::size_t model_count = 0;  ///< The first columns are the model's (0 after values()).
    std::size_t first_annotation =
        0;  ///< Index of the first selected annotation (after values(): in order of columns).
    std::vector<related_output> related;  ///< In the order in which they are selected; parents before children.
};

enum class lock_strength : unsigned char { none, update, no_key_update, share, key_share };
enum class lock_wait : unsigned char { wait, nowait, skip_locked };
/// Rows that are in both queries, in either, or in one of them only.
enum class merge_operation : unsigned char { both, either, one };
/// What WITH says of the rows of a common table.
enum class common_storage : unsigned char { unsaid, materialized, not_materialized };
/// From rows to those that a relation of their model leads to (upwards), or that lead to them by it, and so on.
struct tree_walk {
    const relation_info* along = nullptr;  ///< From the model to itself; null: it is no walk.
    bool upwards = false;
    bool with_start = false;
    expr max_depth;  ///< Null: there is none.
};
enum class set_operation : unsigned char { union_, union_all, intersection, difference };

/// Thread safety: distinct objects may be used from distinct threads, also when they are copies of each other.
class query {
public:
    explicit query(const table_info& model);
    query(const query&) noexcept = default;
    query(query&&) noexcept = default;
    query& operator=(const query&) noexcept = default;
    query& operator=(query&&) noexcept = default;
    ~query() = default;

    [[nodiscard]] const table_info& model() const noexcept;

    // -- conditions
    /// One filter() call of Django's: conditions on a many-valued relation in one call mean the same related row.
    /// Throws usage_error after a slice, and for an unknown annotation.
    query& filter(const expr& condition);
    /// NOT (condition), with the rows kept whose value is NULL; over many-valued relations NOT EXISTS.
    query& exclude(const expr& condition);
    /// As filter(), and the next filter() call may use the same joins: for a related manager's own condition.
    query& filter_sticky(const expr& condition);
    /// The same, asked of the rows that all conditions so far leave: it does not change what windows are calculated over.
    query& filter_chosen(const expr& condition);
    query& none();
    /// The time zone, a text, that parts of timestamptz are taken in, all over the query and in subqueries that have none
    /// of their own; else it is the session's.
    query& in_time_zone(expr zone);

    // -- order
    /// Replaces the ordering. An empty list clears it, meta's ordering included. After values() the name of a selected
    /// column means that column. Throws usage_error after a slice.
    query& order_by(std::vector<order_term> terms);
    query& clear_ordering();
    /// Flips every term, also of meta's ordering and of one that is given later, and the place of NULLs. Twice is not at
    /// all.
    query& reverse();

    // -- rows
    query& distinct(bool on = true);
    /// DISTINCT ON (expressions): they must lead the ordering (the server checks that).
    query& distinct_on(std::vector<expr> fields);
    /// [low, high) of what the query gives now, so slices compose: slice(2, 8).slice(1, 3) is rows 3 and 4.
    query& slice(std::uint64_t low, std::optional<std::uint64_t> high);
    /// LIMIT and OFFSET, in either order, of what the last slice() left; each replaces the former.
    query& limit(std::uint64_t count);
    query& offset(std::uint64_t rows);
    /// Replaces a former lock. `of`: only these tables, of select_related() and with `of_self` the model's own.
    query& lock(lock_strength strength, lock_wait wait = lock_wait::wait,
                std::vector<list_view<const relation_info* const>> of = {}, bool of_self = false);

    // -- columns
    /// Adds a named expression. Aggregates make the query grouped: by the model's key, or after values() by its columns.
    /// An expression that was annotated earlier under this name is replaced. selected = false is Django's alias().
    query& annotate(std::string name, const expr& what, bool selected = true);
    /// Rows of these expressions, in this order, instead of the model. A bare annotation() keeps its name or gets a new one.
    /// After aggregates were annotated, the group stays the model's; annotations that are not named here are not selected.
    query& values(std::vector<named_expression> columns);
    /// Reads the rows at the end of the path, and on the way to it, in the same statement; without steps no longer any. Throws
    /// usage_error for a many-valued step.
    query& select_related(list_view<const relation_info* const> steps);
    /// Restricts which columns of the model (empty steps) or of a select_related() row are read; the key is always read.
    query& load_only(list_view<const relation_info* const> steps, std::vector<const column_info*> columns);

    /// (this) UNION (others)...: afterwards only order_by by annotation() or column(), slice, values, count, exists. An order by
    /// what is not in the select list adds it to that of each.
    query& combine(set_operation how, std::vector<query> others);

    /// The rows for which the conditions of both hold, or of either, or of one of them only; ordered as `other`, if that is.
    /// Else it stays what it is. Throws usage_error for slices, aggregates and set operations, and when only one is
    /// distinct, or they are in different time zones.
    query& merge(merge_operation how, const query& other);

    // -- relations that only it has
    /// Paths may go through `relation`, which leads where the last step of `way` does, to those rows for which a condition holds. It
    /// may speak of the tables on the way.
    query& define_relation(const relation_info& relation, step_list way, const expr& condition);
    /// Joins rows that are written once, in front of the query, as the table that the relation leads to. meet_common() says how they
    /// meet, when the names of their columns are there.
    query& join_common(const relation_info& relation, query rows, common_storage storage, bool left);
    /// Joins rows once more that a common table has; the relation leads to its table.
    query& join_again(const relation_info& relation, bool left);
    query& meet_common(const relation_info& relation, const expr& condition);
    /// Of its rows those that a walk from the rows of `start` comes to; the relation leads to the table of these.
    query& join_tree(const relation_info& relation, query start, tree_walk walk);

    // -- questions
    [[nodiscard]] bool is_nothing() const noexcept;  ///< No row can match: do not send it.
    [[nodiscard]] bool ordered() const noexcept;     ///< Has an ordering, meta's counts unless grouped.
    [[nodiscard]] bool sliced() const noexcept;
    [[nodiscard]] bool is_distinct() const noexcept;
    [[nodiscard]] bool grouped() const noexcept;
    [[nodiscard]] bool has_values() const noexcept;  ///< values() was called: rows are not models.
    [[nodiscard]] bool locked() const noexcept;
    [[nodiscard]] std::uint64_t low() const noexcept;
    [[nodiscard]] std::optional<std::uint64_t> high() const noexcept;
    /// The select list of select(*this), for reading rows by position.
    [[nodiscard]] output_list outputs() const;

    /// The parts; for the compiler.
    [[nodiscard]] const query_data& data() const noexcept { return *data_; }

private:
    friend struct query_access;
    query_data& own();  // copy on write

    std::shared_ptr<query_data> data_;
};

}  // namespace vinyl::sql
