// The tables of one query: the model's own (alias 0) and what is joined to it, and whether each join may lose rows.
// Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/sql/expr.hpp>
#include <vinyl/sql/table_info.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace vinyl::sql::detail {

using alias_index = std::uint32_t;

/// A small set of aliases, sorted.
class alias_set {
public:
    void insert(alias_index alias);
    void insert(const alias_set& others);
    [[nodiscard]] bool contains(alias_index alias) const noexcept;
    [[nodiscard]] bool empty() const noexcept { return members_.empty(); }
    [[nodiscard]] bool operator==(const alias_set&) const = default;
    [[nodiscard]] auto begin() const noexcept { return members_.begin(); }
    [[nodiscard]] auto end() const noexcept { return members_.end(); }

private:
    std::vector<alias_index> members_;
};

struct join {
    const relation_info* relation = nullptr;
    const table_info* table = nullptr;
    alias_index parent = 0;
    bool nullable = false;  ///< There may be no row on the other side.
    bool left = false;      ///< LEFT OUTER at the moment, else INNER.
    bool dropped = false;   ///< Nothing speaks of it any more.
    bool chooses = false;   ///< It stays though nothing speaks of it: it says which rows there are.
    /// What else has to hold of its row, resolved; null: nothing. The alias of a column in it is how many joins it is up to the
    /// table: 0 is this one's, 1 that of its parent.
    expr on = nullptr;

    [[nodiscard]] bool operator==(const join& other) const;
};

/// A condition of a join as it is in `from`, where the last table is that of the join and the others are those on the way to it.
[[nodiscard]] expr as_seen_from_join(const expr& condition, alias_index from);

class join_list {
public:
    explicit join_list(const table_info& model) noexcept : model_(&model) {}

    [[nodiscard]] const table_info& table(alias_index alias) const noexcept {
        return alias == 0 ? *model_ : *joins_[alias - 1].table;
    }
    [[nodiscard]] bool is_left(alias_index alias) const noexcept { return alias != 0 && joins_[alias - 1].left; }
    [[nodiscard]] bool is_dropped(alias_index alias) const noexcept { return alias != 0 && joins_[alias - 1].dropped; }
    [[nodiscard]] const join& operator[](alias_index alias) const noexcept { return joins_[alias - 1]; }
    /// Number of aliases, the model's own included.
    [[nodiscard]] alias_index size() const noexcept { return static_cast<alias_index>(joins_.size()) + 1; }

    /// Says what else has to hold of the rows of a relation that the query makes; null: nothing.
    void define(const relation_info& relation, expr on) { defined_.push_back({&relation, std::move(on)}); }
    /// Takes over what another list says of such relations.
    void define_as(const join_list& other) { defined_ = other.defined_; }
    /// Whether two lists say the same of such relations.
    [[nodiscard]] bool defines_alike(const join_list& other) const;
    /// Joins a table that only this query has: for good, as it says which rows there are.
    alias_index add(const relation_info& relation, bool left);
    /// What has to hold of the row of such a join.
    void set_condition(alias_index alias, expr on) { joins_[alias - 1].on = std::move(on); }
    /// The condition of a join, of the columns of these tables.
    [[nodiscard]] expr condition(alias_index alias) const;

    /// The alias at the end of the steps. Joins of single-valued steps are shared with everything before; those of
    /// many-valued steps only with aliases in `reuse` (null: with everything). Every alias on the way goes to `used`.
    alias_index follow(alias_index from, list_view<const relation_info* const> steps, const alias_set* reuse,
                       alias_set* used);
    /// The join of this step from that alias that follow() would take again, or 0.
    [[nodiscard]] alias_index find(alias_index from, const relation_info& step, const alias_set* reuse) const noexcept;

    /// Makes joins LEFT that may have no row, and those behind them.
    void promote(const alias_set& aliases);
    /// Makes joins INNER because a row must be there, and those they hang on.
    void demote(const alias_set& aliases);
    [[nodiscard]] alias_set inner_ones() const;

    /// Drops all others, but those that choose rows; the aliases stay what they are.
    /// @pre with each alias what it hangs on
    void keep(const alias_set& aliases);
    /// These alone as a list of its own, and which alias each has become in it.
    /// @pre with each alias what it hangs on
    [[nodiscard]] join_list only(const alias_set& aliases, std::vector<std::optional<alias_index>>& now) const;

    [[nodiscard]] bool operator==(const join_list& other) const {
        return model_ == other.model_ && joins_ == other.joins_;
    }

private:
    struct definition {
        const relation_info* relation;
        expr on;
    };
    [[nodiscard]] const definition* find_definition(const relation_info& relation) const noexcept;

    const table_info* model_;
    std::vector<definition> defined_;
    std::vector<join> joins_;
};

/// The column of `table` with this name. Throws usage_error when there is none.
[[nodiscard]] const column_info& column_named(const table_info& table, std::string_view name);

/// A path without the steps that its column does not need: artist.id is artist_id here. `column` is null only where the row at
/// the end has a key of several columns: see columns_of_row().
[[nodiscard]] path trimmed(const table_info& model, path where);

/// What stands for the row at the end of a path: columns at the end of `steps`.
struct row_columns {
    list_view<const relation_info* const> steps;
    std::vector<const column_info*> columns;
};

/// The columns for a path that ends in a row: its key's; behind a relation that holds that key, those of the relation. Throws
/// usage_error for a row without a key.
[[nodiscard]] row_columns columns_of_row(const table_info& model, list_view<const relation_info* const> steps);

/// What tells the rows of a table apart: its key; all its columns when it has none, or when the server does not know the key.
[[nodiscard]] std::vector<const column_info*> identity_of(const table_info& table);

/// Throws usage_error: `what` needs a primary key, and the table has none.
[[noreturn]] void throw_no_primary_key(const table_info& table, std::string_view what);

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/joins.ipp>
#endif
