// Rows that are asked for once and kept: what is asked can be looped over, indexed and awaited.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/model/result_mode.hpp>
#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/orm/kept_rows.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace vinyl {

/// The base of `Rows`, which has list(), and ask(), which makes a dual of the rows in the mode that there is.
template <class Rows, class M, class Row, class Mode>
class row_range {
public:
    // ---- as a range (runs in sync mode)

    [[nodiscard]] auto begin() const& { return rows().begin(); }
    [[nodiscard]] auto end() const& { return rows().end(); }
    // An iterator into a temporary is of no use; a loop over one names it first by itself.
    void begin() && = delete;
    void end() && = delete;
    /// The number of rows; asks for them and keeps them. count() only counts.
    [[nodiscard]] std::size_t size() const { return rows().size(); }
    [[nodiscard]] bool empty() const { return rows().empty(); }
    /// Throws usage_error when there are not that many.
    [[nodiscard]] const Row& operator[](std::size_t index) const& VINYL_LIFETIMEBOUND {
        if (index >= size()) detail::throw_no_such_row(struct_name<M>, index, size());
        return rows()[index];
    }
    /// By value, so that nothing refers into a temporary.
    [[nodiscard]] Row operator[](std::size_t index) && { return std::as_const(*this)[index]; }

    // NOLINTBEGIN(google-explicit-constructor): `std::vector<Album> albums = Album::vinyl().filter(...)`
    operator std::vector<Row>() const& { return rows(); }
    /// A temporary need not keep rows of its own.
    operator std::vector<Row>() && { return kept_.can_give_away() ? kept_.give_away() : rows_now(); }
    // NOLINTEND(google-explicit-constructor)

    // ---- as something to await

    [[nodiscard]] dual<std::vector<Row>> to_dual() const
        requires(!std::same_as<Mode, sync_mode>)
    {
        const std::optional<bool> fixed = std::same_as<Mode, async_mode> ? std::optional(true) : std::nullopt;
        std::optional<async_scope> mode;
        if (fixed) mode.emplace(*fixed);
        return self().ask().named(detail::call_name<M, "list">);
    }
    /// Starts it as an asynchronous operation, see dual.
    template <boost::asio::completion_token_for<void(std::exception_ptr, std::vector<Row>)> Token>
        requires(!std::same_as<Mode, sync_mode>)
    auto operator()(Token&& token) const {
        return to_dual()(std::forward<Token>(token));
    }
    auto operator co_await() const
        requires(!std::same_as<Mode, sync_mode>)
    {
        return to_dual().operator co_await();
    }

private:
    [[nodiscard]] const Rows& self() const noexcept { return static_cast<const Rows&>(*this); }
    [[nodiscard]] std::vector<Row> rows_now() const {
        if constexpr (std::same_as<Mode, sync_mode>) {
            return self().list();
        } else {
            static_assert(!std::same_as<Mode, async_mode>,
                          "vinyl: an .async() queryset can not be used as a range; co_await it and use the rows");
            return self().list().get();
        }
    }
    const std::vector<Row>& rows() const { return kept_.any() ? kept_.rows() : kept_.keep(rows_now()); }

    mutable detail::kept_rows<Row> kept_;
};

}  // namespace vinyl
