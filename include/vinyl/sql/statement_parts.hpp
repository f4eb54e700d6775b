// Parts that several kinds of statements have. Internal to sql/.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/statement.hpp>
#include <vinyl/sql/query_data.hpp>
#include <vinyl/sql/writer.hpp>

#include <string>
#include <utility>

namespace vinyl::sql::detail {

/// Separates the members of a list.
class comma {
public:
    explicit comma(std::string& text) noexcept : text_(text) {}
    void operator()() {
        if (!std::exchange(first_, false)) text_ += ", ";
    }

private:
    std::string& text_;
    bool first_ = true;
};

/// Behind a column that is read: the cast to the type that its member can read.
void write_read_cast(writer& out, const column_info& column);

/// WHERE with the conditions that are asked of rows, not of groups.
void write_where(writer& out, const query_data& data, const visible_tables& here);

/// Throws usage_error for a query that refers to one around it.
void require_complete(const query& q);

/// The query without what does not change which rows there are.
[[nodiscard]] query bare_rows(query q);

/// What was written, as a statement. `data`: the query that it only reads; null: it writes.
[[nodiscard]] statement finish(writer& out, const query_data* data);

}  // namespace vinyl::sql::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/compile_select.ipp>
#endif
