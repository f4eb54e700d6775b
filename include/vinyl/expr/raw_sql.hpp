// `raw_sql<std::int32_t>("EXTRACT(CENTURY FROM {})", "released"_f)`: a value by SQL of the program's own.
#pragma once

#include <vinyl/expr/lookups.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace vinyl {

namespace detail {

// called where nothing may be called, so that the compiler shows its name
inline void the_text_of_raw_sql_has_another_number_of_places_than_it_is_given_operands() {}

/// SQL with a {} for each operand. Only a literal makes one, when the program is compiled.
template <std::size_t Operands>
class raw_text {
public:
    template <std::size_t N>
    consteval raw_text(const char (&sql)[N]) : sql_(sql, N - 1) {  // NOLINT(google-explicit-constructor)
        std::size_t places = 0;
        for (std::size_t at = sql_.find("{}"); at != std::string_view::npos; at = sql_.find("{}", at + 2)) ++places;
        if (places != Operands) the_text_of_raw_sql_has_another_number_of_places_than_it_is_given_operands();
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return sql_; }

private:
    std::string_view sql_;
};

}  // namespace detail

template <class T, class... Operands>
class raw_value : public expression_tag, public lookups<raw_value<T, Operands...>> {
public:
    using parts = detail::type_list<Operands...>;
    constexpr raw_value(std::string_view sql, std::tuple<Operands...> operands)
        : sql_(sql), operands_(std::move(operands)) {}
    [[nodiscard]] constexpr std::string_view sql() const noexcept { return sql_; }
    [[nodiscard]] constexpr const std::tuple<Operands...>& operands() const noexcept { return operands_; }

private:
    std::string_view sql_;
    [[no_unique_address]] std::tuple<Operands...> operands_;
};

/// A value by SQL of one's own, which stands in parentheses in the query:
///
///     Album::vinyl().filter(raw_sql<std::int32_t>("EXTRACT(CENTURY FROM {})", "released"_f) == 20);
///
/// T is the column type of what it gives, std::optional where that may be NULL. The statement counts as one that may change
/// something, also in the session, which is cleaned behind it.
/// @param sql  a literal, with {} for each operand
/// @param operands  fields, other expressions, and values, which are parameters
template <class T, class... V>
[[nodiscard]] constexpr auto raw_sql(std::type_identity_t<detail::raw_text<sizeof...(V)>> sql, V&&... operands) {
    using kept = std::tuple<detail::operand_t<V>...>;
    return raw_value<T, detail::operand_t<V>...>(sql.view(), kept(detail::make_operand<V>(operands)...));
}

}  // namespace vinyl
