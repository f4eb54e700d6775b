// The columns of an answer found by their names, and put in the order in which rows are read.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/db/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::detail {

/// A db::result with some of the columns of another one, which must live as long.
class arranged_result {
public:
    arranged_result(const db::result& of, std::vector<std::size_t> places) : of_(&of), places_(std::move(places)) {}

    [[nodiscard]] std::size_t rows() const { return of_->rows(); }
    [[nodiscard]] std::size_t columns() const noexcept { return places_.size(); }
    [[nodiscard]] std::uint64_t affected() const { return of_->affected(); }
    [[nodiscard]] std::uint32_t column_oid(std::size_t column) const { return of_->column_oid(places_[column]); }
    [[nodiscard]] std::string_view column_name(std::size_t column) const { return of_->column_name(places_[column]); }
    [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const { return of_->is_null(row, places_[column]); }
    [[nodiscard]] std::string_view bytes(std::size_t row, std::size_t column) const {
        return of_->bytes(row, places_[column]);
    }

private:
    const db::result* of_;
    std::vector<std::size_t> places_;
};

inline constexpr std::size_t not_given = static_cast<std::size_t>(-1);

/// Where the columns of these names stand in an answer; not_given: nowhere. Throws data_error when there are two of one name.
/// @param row  what is read, for messages
[[nodiscard]] std::vector<std::size_t> find_columns(const db::result& answer, list_view<const std::string_view> names,
                                                    std::string_view row);
/// Throws data_error when a column was not found. It names all of them, and says what to do.
void require_columns(const db::result& answer, list_view<const std::string_view> names,
                     const std::vector<std::size_t>& places, std::string_view row, std::string_view advice);

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/rows/arranged.ipp>
#endif
