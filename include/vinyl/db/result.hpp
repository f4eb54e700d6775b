// What a statement brought back, whatever driver it came from: rows of cells in PostgreSQL's binary form.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vinyl::db {

/// A type that holds the answer to one statement. Views it returns stay valid as long as the result lives at
/// the same address or has been moved from there (move the result, and its cells stay where they are).
///
/// May also have `copy_cells(row, cell*, count)`, if it can fill in many at once cheaper than one by one, and
/// `command_tag() -> std::string_view` ("COMMIT", "UPDATE 3"): it is how a COMMIT that the
/// server turned into a ROLLBACK is noticed, so a real driver should have it.
template <class R>
concept database_result = std::movable<R> && requires(const R& result, std::size_t row, std::size_t column) {
    { result.rows() } -> std::convertible_to<std::size_t>;        // rows that came back
    { result.columns() } -> std::convertible_to<std::size_t>;     // columns of each
    { result.affected() } -> std::convertible_to<std::uint64_t>;  // rows that INSERT, UPDATE, DELETE touched
    { result.column_oid(column) } -> std::convertible_to<std::uint32_t>;
    { result.column_name(column) } -> std::convertible_to<std::string_view>;
    { result.is_null(row, column) } -> std::convertible_to<bool>;
    { result.bytes(row, column) } -> std::convertible_to<std::string_view>;  // binary form; empty for NULL
};

/// Any `database_result`, its type forgotten. Move-only; a result of up to four pointers lives inside, so
/// that erasing a libpq result allocates nothing and a cell costs one indirect call.
///
/// Thread safety: as of a container: reading from several threads is fine, anything else needs exclusion.
class result {
public:
    /// One cell: NULL, or bytes that live as long as the result.
    struct cell {
        std::string_view bytes;
        bool null = true;
    };

    /// No rows, no columns.
    result() noexcept = default;

    /// A driver's result as a result. (Not a converting constructor: concepts would ask themselves in
    /// circles.)
    template <class R>
    [[nodiscard]] static result of(R model) {
        static_assert(database_result<R>,
                      "vinyl: this is not a result: see db::database_result for what one must have");
        result made;
        if constexpr (fits<R>) ::new (static_cast<void*>(&made.storage_)) R(std::move(model));
        else ::new (static_cast<void*>(&made.storage_)) R*(new R(std::move(model)));
        made.table_ = &table_of<R>;
        return made;
    }

    result(result&& other) noexcept : table_(std::exchange(other.table_, nullptr)) {
        if (table_ != nullptr) table_->relocate(&other.storage_, &storage_);
    }

    result& operator=(result&& other) noexcept {
        if (this == &other) return *this;
        reset();
        table_ = std::exchange(other.table_, nullptr);
        if (table_ != nullptr) table_->relocate(&other.storage_, &storage_);
        return *this;
    }

    ~result() { reset(); }

    /// How many rows came back.
    [[nodiscard]] std::size_t rows() const { return table_ == nullptr ? 0 : table_->rows(&storage_); }
    [[nodiscard]] bool empty() const { return rows() == 0; }
    /// How many columns each row has.
    [[nodiscard]] std::size_t columns() const { return table_ == nullptr ? 0 : table_->columns(&storage_); }
    /// How many rows the statement inserted, updated, deleted or returned.
    [[nodiscard]] std::uint64_t affected() const { return table_ == nullptr ? 0 : table_->affected(&storage_); }
    /// What the server said it did, such as "UPDATE 3"; empty when the driver does not tell.
    [[nodiscard]] std::string_view command_tag() const {
        return table_ == nullptr ? std::string_view() : table_->command_tag(&storage_);
    }

    /// @pre column < columns()
    [[nodiscard]] std::uint32_t column_oid(std::size_t column) const { return table_->column_oid(&storage_, column); }
    [[nodiscard]] std::string_view column_name(std::size_t column) const {
        return table_->column_name(&storage_, column);
    }

    /// @pre row < rows() and column < columns()
    [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const {
        return table_->is_null(&storage_, row, column);
    }
    [[nodiscard]] std::string_view bytes(std::size_t row, std::size_t column) const {
        return table_->bytes(&storage_, row, column);
    }
    /// Both of the above.
    [[nodiscard]] cell at(std::size_t row, std::size_t column) const {
        return {bytes(row, column), is_null(row, column)};
    }
    /// The first `count` cells of a row at once, one indirect call for all of them: what decoding a row calls.
    /// @pre count <= columns(), and `cells` has room for as many.
    void copy_cells(std::size_t row, cell* cells, std::size_t count) const {
        table_->copy_cells(&storage_, row, cells, count);
    }

private:
    struct alignas(void*) space {
        std::byte bytes[4 * sizeof(void*)];
    };

    struct functions {
        std::size_t (*rows)(const space*);
        std::size_t (*columns)(const space*);
        std::uint64_t (*affected)(const space*);
        std::string_view (*command_tag)(const space*);
        std::uint32_t (*column_oid)(const space*, std::size_t);
        std::string_view (*column_name)(const space*, std::size_t);
        bool (*is_null)(const space*, std::size_t, std::size_t);
        std::string_view (*bytes)(const space*, std::size_t, std::size_t);
        void (*copy_cells)(const space*, std::size_t, cell*, std::size_t);
        void (*relocate)(space* from, space* to) noexcept;
        void (*destroy)(space*) noexcept;
    };

    template <class R>
    static constexpr bool fits =
        sizeof(R) <= sizeof(space) && alignof(R) <= alignof(space) && std::is_nothrow_move_constructible_v<R>;

    template <class R>
    static const R& model(const space* storage) noexcept {
        if constexpr (fits<R>) return *std::launder(reinterpret_cast<const R*>(storage));
        else return **std::launder(reinterpret_cast<R* const*>(storage));
    }

    template <class R>
    static void copy_cells_of(const R& from, std::size_t row, cell* to, std::size_t count) {
        if constexpr (requires { from.copy_cells(row, to, count); }) return from.copy_cells(row, to, count);
        for (std::size_t column = 0; column < count; ++column, ++to) {
            to->bytes = from.bytes(row, column);
            to->null = to->bytes.empty() && from.is_null(row, column);
        }
    }

    template <class R>
    static std::string_view tag_of(const R& from) {
        if constexpr (requires {
                          { from.command_tag() } -> std::convertible_to<std::string_view>;
                      })
            return from.command_tag();
        else return {};
    }

    template <class R>
    static void relocate_model(space* from, space* to) noexcept {
        if constexpr (fits<R>) {
            R& old = *std::launder(reinterpret_cast<R*>(from));
            ::new (static_cast<void*>(to)) R(std::move(old));
            old.~R();  // NOLINT(bugprone-use-after-move): to be destroyed is what is left to it
        } else {
            ::new (static_cast<void*>(to)) R*(*std::launder(reinterpret_cast<R**>(from)));
        }
    }

    template <class R>
    static void destroy_model(space* storage) noexcept {
        if constexpr (fits<R>) std::launder(reinterpret_cast<R*>(storage))->~R();
        else delete *std::launder(reinterpret_cast<R**>(storage));
    }

    template <class R>
    static constexpr functions table_of{
        [](const space* s) -> std::size_t { return static_cast<std::size_t>(model<R>(s).rows()); },
        [](const space* s) -> std::size_t { return static_cast<std::size_t>(model<R>(s).columns()); },
        [](const space* s) -> std::uint64_t { return static_cast<std::uint64_t>(model<R>(s).affected()); },
        [](const space* s) -> std::string_view { return tag_of(model<R>(s)); },
        [](const space* s, std::size_t c) -> std::uint32_t { return model<R>(s).column_oid(c); },
        [](const space* s, std::size_t c) -> std::string_view { return model<R>(s).column_name(c); },
        [](const space* s, std::size_t r, std::size_t c) -> bool { return model<R>(s).is_null(r, c); },
        [](const space* s, std::size_t r, std::size_t c) -> std::string_view { return model<R>(s).bytes(r, c); },
        [](const space* s, std::size_t r, cell* cells, std::size_t count) {
            copy_cells_of(model<R>(s), r, cells, count);
        },
        &relocate_model<R>,
        &destroy_model<R>};

    void reset() noexcept {
        if (table_ != nullptr) std::exchange(table_, nullptr)->destroy(&storage_);
    }

    const functions* table_ = nullptr;
    space storage_;
};

}  // namespace vinyl::db
