// A few rows of a statement that is still running: what a stream has read and its reader has not taken.
#pragma once

#include <vinyl/postgres/handles.hpp>
#include <vinyl/postgres/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace vinyl::postgres {

/// Each row is a result of its own, some kilobytes large, so there are never many. Where libpq did not take them apart, one
/// result holds them all. Thread safety: none.
class row_batch {
public:
    /// As many as the processor's nearest cache holds.
    static constexpr std::size_t most_results = 8;

    /// Makes room for new ones, of which there shall be this many at most, if libpq takes them apart.
    void begin(std::size_t rows) noexcept {
        clear();
        wanted_ = rows == 0 ? 1 : rows;
    }
    [[nodiscard]] bool empty() const noexcept { return results_ == 0; }
    [[nodiscard]] bool full() const noexcept { return results_ == most_results || rows_ >= wanted_ || whole_; }
    /// @pre !full()
    void add(result_handle rows) noexcept {
        const auto count = static_cast<std::size_t>(PQntuples(rows.get()));
        if (count == 0) return;
        whole_ = count > 1;
        rows_ += count;
        held_[results_++] = std::move(rows);
    }
    void clear() noexcept {
        while (results_ > 0) held_[--results_].reset();
        rows_ = 0;
        whole_ = false;
    }

    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
    [[nodiscard]] bool in_one() const noexcept { return whole_; }
    [[nodiscard]] const PGresult* at(std::size_t number) const noexcept { return held_[number].get(); }

private:
    std::array<result_handle, most_results> held_;
    std::size_t results_ = 0;
    std::size_t rows_ = 0;
    std::size_t wanted_ = most_results;
    bool whole_ = false;  // one result of several rows
};

/// Shows a batch as a result: until the batch is begun anew. See postgres::result for the functions.
class batch_rows {
public:
    /// None.
    batch_rows() noexcept = default;
    explicit batch_rows(const row_batch& shown) noexcept : shown_(&shown) {}

    [[nodiscard]] std::size_t rows() const noexcept { return shown_ != nullptr ? shown_->rows() : 0; }
    [[nodiscard]] std::size_t columns() const noexcept { return static_cast<std::size_t>(PQnfields(first())); }
    [[nodiscard]] std::uint64_t affected() const noexcept { return rows(); }
    [[nodiscard]] std::uint32_t column_oid(std::size_t column) const noexcept {
        return PQftype(first(), static_cast<int>(column));
    }
    [[nodiscard]] std::string_view column_name(std::size_t column) const noexcept {
        const char* const name = PQfname(first(), static_cast<int>(column));
        return name != nullptr ? std::string_view(name) : std::string_view();
    }
    [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const noexcept {
        const auto [from, number] = find(row);
        return PQgetisnull(from, number, static_cast<int>(column)) != 0;
    }
    [[nodiscard]] std::string_view bytes(std::size_t row, std::size_t column) const noexcept {
        const auto [from, number] = find(row);
        const int length = PQgetlength(from, number, static_cast<int>(column));
        if (length == 0) return std::string_view("");
        return {PQgetvalue(from, number, static_cast<int>(column)), static_cast<std::size_t>(length)};
    }
    template <class Cell>
    void copy_cells(std::size_t row, Cell* to, std::size_t count) const noexcept {
        const auto [from, number] = find(row);
        detail::copy_cells(from, number, to, count);
    }

private:
    struct place {
        const PGresult* in;
        int row;
    };
    [[nodiscard]] place find(std::size_t row) const noexcept {
        if (shown_->in_one()) return {shown_->at(0), static_cast<int>(row)};
        return {shown_->at(row), 0};
    }
    [[nodiscard]] const PGresult* first() const noexcept { return shown_ != nullptr ? shown_->at(0) : nullptr; }

    const row_batch* shown_ = nullptr;
};

}  // namespace vinyl::postgres
