// The answer to one statement: rows of cells in PostgreSQL's binary form, in libpq's own memory.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/postgres/handles.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace vinyl::postgres {

namespace detail {

/// The first `count` cells of a row at once, each with members `bytes` and `null`.
template <class Cell>
void copy_cells(const PGresult* from, int row, Cell* to, std::size_t count) noexcept {
    const int end = static_cast<int>(count);
    for (int c = 0; c < end; ++c, ++to) {
        if (const auto length = static_cast<unsigned>(PQgetlength(from, row, c)); length != 0) [[likely]] {
            to->bytes = std::string_view(PQgetvalue(from, row, c), length);
            to->null = false;
        } else {
            to->bytes = std::string_view("");
            to->null = PQgetisnull(from, row, c) != 0;
        }
    }
}

}  // namespace detail

/// Owns a PGresult. Move-only; what it returns a view of stays where it is as long as the result, or what it
/// was moved into, lives. Rows and columns count from 0.
/// Thread safety: reading from several threads is fine, anything else needs exclusion.
class result {
public:
    /// No rows, no columns.
    result() noexcept = default;
    explicit result(result_handle handle) noexcept : handle_(std::move(handle)) {}

    /// How many rows came back.
    [[nodiscard]] std::size_t rows() const noexcept { return static_cast<std::size_t>(PQntuples(handle_.get())); }
    /// How many columns each row has.
    [[nodiscard]] std::size_t columns() const noexcept { return static_cast<std::size_t>(PQnfields(handle_.get())); }
    /// How many rows the statement inserted, updated, deleted, selected.
    [[nodiscard]] std::uint64_t affected() const noexcept;
    /// What the server says that it did: "INSERT 0 1", "COMMIT". A COMMIT of a failed transaction answers
    /// "ROLLBACK".
    [[nodiscard]] std::string_view command_tag() const noexcept;

    /// The OID of a column's type; 0 if there is no such column.
    [[nodiscard]] std::uint32_t column_oid(std::size_t column) const noexcept {
        return PQftype(handle_.get(), static_cast<int>(column));
    }
    /// A column's name; empty if there is no such column.
    [[nodiscard]] std::string_view column_name(std::size_t column) const noexcept;

    /// True also if there is no such cell.
    [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const noexcept {
        return PQgetisnull(handle_.get(), static_cast<int>(row), static_cast<int>(column)) != 0;
    }
    /// A cell's value in binary form; empty if it is NULL or there is no such cell.
    [[nodiscard]] std::string_view bytes(std::size_t row, std::size_t column) const noexcept {
        const PGresult* const from = handle_.get();
        const int r = static_cast<int>(row), c = static_cast<int>(column);
        const int length = PQgetlength(from, r, c);
        if (length == 0) return std::string_view("");
        return {PQgetvalue(from, r, c), static_cast<std::size_t>(length)};
    }

    /// The first `count` cells of a row at once, each with members `bytes` and `null`. @pre row < rows() and
    /// count <= columns()
    template <class Cell>
    void copy_cells(std::size_t row, Cell* to, std::size_t count) const noexcept {
        detail::copy_cells(handle_.get(), static_cast<int>(row), to, count);
    }

    /// libpq's object, for what is not offered here. Still owned by this result.
    [[nodiscard]] const PGresult* native() const noexcept { return handle_.get(); }

private:
    result_handle handle_;
};

}  // namespace vinyl::postgres

#ifdef VINYL_HEADER_ONLY
#include <vinyl/postgres/result.ipp>
#endif
