// Set operations: what union_(), union_all(), intersection() and difference() give.
// https://docs.djangoproject.com/en/stable/ref/models/querysets/#union
#pragma once

#include <vinyl/base/is_optional.hpp>
#include <vinyl/base/type_list.hpp>
#include <vinyl/bind/correlated.hpp>
#include <vinyl/bind/order_terms.hpp>
#include <vinyl/bind/row.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/dual/coroutine.hpp>
#include <vinyl/orm/aggregated.hpp>
#include <vinyl/orm/own_queryset.hpp>
#include <vinyl/orm/readable.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace vinyl {

namespace detail {

/// Said by whatever can not follow a set operation.
template <class... Given>
void refuse_after_set_operation() {
    static_assert(
        never<type_list<Given...>>,
        "vinyl: what union_, intersection and difference give can be ordered, sliced, aggregated and read, not "
        "refined: say this to the querysets before");
}

/// What Django, too, does not have after a set operation.
struct not_after_set_operation {
    // clang-format off
    template <class... Given> void filter(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void exclude(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void annotate(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void alias(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void distinct(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void select_related(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void select_for_update(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void contains(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void in_bulk(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void update(const Given&...) const { refuse_after_set_operation<Given...>(); }
    template <class... Given> void erase(const Given&...) const { refuse_after_set_operation<Given...>(); }
    // clang-format on
};

/// Whether a column of the type Other can be read as T.
template <class T, class Other>
inline constexpr bool reads_column = std::same_as<T, Other> || std::same_as<T, std::optional<Other>>;

/// Whether rows have the same columns; their names are those of the first.
template <class Row, class Other>
inline constexpr bool same_columns = std::same_as<Row, Other>;
template <class... T, class... U>
    requires(sizeof...(T) == sizeof...(U))
inline constexpr bool same_columns<std::tuple<T...>, std::tuple<U...>> = (reads_column<T, U> && ...);
template <class... T, class... U>
    requires(sizeof...(T) == sizeof...(U))
inline constexpr bool same_columns<record<T...>, record<U...>> =
    (reads_column<typename T::type, typename U::type> && ...);

template <class Q>
inline constexpr bool is_queryset = false;
template <class Q>
    requires requires { typename Q::awaited_types; }
inline constexpr bool is_queryset<Q> = true;

template <class Q>
struct awaited_types_of {
    using type = type_list<>;  // another error
};
template <class Q>
    requires is_queryset<Q>
struct awaited_types_of<Q> {
    using type = typename Q::awaited_types;
};

template <class First, class Other>
consteval bool has_rows_of() {
    if constexpr (is_queryset<Other>) return same_columns<typename First::row_type, typename Other::row_type>;
    else return true;  // another error
}
/// The annotations of the first, with what all of them await of the query around.
template <class Annotations, class... Others>
struct with_awaited_of {
    using first = annotations_of<Annotations>;
    using type = typename correlate<typename first::type, decltype((typename first::awaited_types{} + ... +
                                                                    typename awaited_types_of<Others>::type{}))>::type;
};

template <class Row>
inline constexpr bool is_chosen_row = false;
template <class... Named>
inline constexpr bool is_chosen_row<chosen_row<Named...>> = true;

template <class First, class... Others>
[[nodiscard]] sql::recording combine(sql::set_operation how, const First& first, const Others&... others) {
    constexpr bool querysets = (is_queryset<Others> && ...);
    static_assert(querysets, "vinyl: union_, intersection and difference take querysets");
    constexpr bool alike = (has_rows_of<First, Others>() && ...);
    static_assert(alike,
                  "vinyl: the rows of these querysets are of different types, and those of a union, intersection or "
                  "difference are of one: name columns of the same types in each, by values_list() or values()");
    sql::recording rows = first.sql_query();
    if constexpr (querysets && alike) {
        if constexpr (is_chosen_row<typename First::row_type>)
            (require_same_choice(first.reading_options(), others.reading_options()), ...);
        const sql::recording* const all[] = {&others.sql_query()..., nullptr};
        rows.combine(how, {all, sizeof...(Others)});
    }
    return rows;
}

}  // namespace detail

/// The rows of a set operation: `artists.values_list("name"_f).union_(labels.values_list("name"_f))`.
///
/// They can be ordered by fields, paths and names of annotations, sliced, read, counted, combined again, and reduced to
/// values. They are an operand of in() and exists(), too, and may then speak of the query around. What is not selected and they
/// are ordered by is selected besides, so rows that differ in it are two.
///
/// `rows = rows.union_(more)` goes in a loop; it begins with a union of one: `auto rows = Album::vinyl().none().union_();`.
/// Iterating, copies and threads: see queryset.
template <class M, class Row, class Annotations, class Mode>
class combined_queryset : public readable<M, Row, Mode>, public detail::not_after_set_operation {
    using readable = vinyl::readable<M, Row, Mode>;
    using names = typename detail::annotations_of<Annotations>::type;
    using scope = detail::scope<M, names>;
    using readable::alias_of_rows;
    using readable::options_;
    using readable::recorded_;
    template <class T>
    using result = typename Mode::template result<T>;
    template <class... Others>
    using with = combined_queryset<M, Row, typename detail::with_awaited_of<Annotations, Others...>::type, Mode>;

public:
    using readable::get;
    using readable::get_or_none;
    template <class Condition, class... More>
    void get(const Condition&, const More&...) const {
        detail::refuse_after_set_operation<Condition>();
    }
    template <class Condition, class... More>
    void get_or_none(const Condition&, const More&...) const {
        detail::refuse_after_set_operation<Condition>();
    }

    /// The row with the greatest values of the fields, whatever the ordering. Throws M::does_not_exist.
    template <class... Fields>
    [[nodiscard]] result<Row> latest(const Fields&... fields) const {
        return ordered_first<"latest">(&sql::recording::for_latest, fields...);
    }
    /// The row with the least values of the fields, whatever the ordering. Throws M::does_not_exist.
    template <class... Fields>
    [[nodiscard]] result<Row> earliest(const Fields&... fields) const {
        return ordered_first<"earliest">(&sql::recording::for_earliest, fields...);
    }
    /// See terminals::aggregate(). It is calculated of the columns of these rows; what is none is a usage_error when it runs.
    template <class... Aggregates>
    [[nodiscard]] auto aggregate(const Aggregates&... aggregates) const {
        static_cast<void>(sizeof(detail::checked_fields<scope, detail::operand_of<Aggregates>...>));
        return detail::aggregate_of_rows<M, names, Mode>(recorded_, alias_of_rows(), aggregates...);
    }

    /// The same rows; a copy that has not run yet.
    [[nodiscard]] combined_queryset all() const { return {recorded_, options_}; }
    /// No row at all; never sent.
    [[nodiscard]] combined_queryset none() const { return said(&sql::recording::none); }

    /// Replaces the ordering, see queryset::order_by(). The querysets lose their own when they are combined, but for slices.
    template <class... Terms>
    [[nodiscard]] combined_queryset order_by(const Terms&... terms) const {
        static_cast<void>(sizeof(detail::checked_terms<scope, Terms...>));
        combined_queryset ordered = all();
        const std::uint32_t count = detail::bind_terms<scope>(ordered.recorded_, terms...);
        if (sizeof...(Terms) == 0 || count > 0) ordered.recorded_.order_by(count);
        return ordered;
    }
    /// The opposite order.
    [[nodiscard]] combined_queryset reverse() const { return said(&sql::recording::reverse); }
    [[nodiscard]] combined_queryset limit(std::uint64_t count) const { return said(&sql::recording::limit, count); }
    [[nodiscard]] combined_queryset offset(std::uint64_t rows) const { return said(&sql::recording::offset, rows); }
    /// See queryset::slice().
    [[nodiscard]] combined_queryset slice(std::uint64_t first, std::optional<std::uint64_t> last = std::nullopt) const {
        return said(&sql::recording::slice, first, last);
    }

    /// Rows of these values, which each of the querysets gives then: rows that differed in others are the same.
    template <fixed_string... Names>
    [[nodiscard]] auto values(field<Names>... fields) const {
        return with_values<record<detail::named_of<scope, field<Names>>...>>(fields...);
    }
    template <fixed_string... Names>
    [[nodiscard]] auto values_list(field<Names>... fields) const {
        return with_values<std::tuple<typename detail::named_of<scope, field<Names>>::type...>>(fields...);
    }

    /// See queryset.
    template <class... Others>
    [[nodiscard]] with<Others...> union_(const Others&... others) const {
        return {detail::combine(sql::set_operation::union_, *this, others...), options_};
    }
    template <class... Others>
    [[nodiscard]] with<Others...> union_all(const Others&... others) const {
        return {detail::combine(sql::set_operation::union_all, *this, others...), options_};
    }
    template <class... Others>
    [[nodiscard]] with<Others...> intersection(const Others&... others) const {
        return {detail::combine(sql::set_operation::intersection, *this, others...), options_};
    }
    template <class... Others>
    [[nodiscard]] with<Others...> difference(const Others&... others) const {
        return {detail::combine(sql::set_operation::difference, *this, others...), options_};
    }

    /// The database to ask, by its connection alias. The querysets may name none but the same.
    [[nodiscard]] combined_queryset using_(std::string alias) const {
        sql::recording rows = recorded_;
        rows.in_database(alias);
        return {std::move(rows), detail::with_alias(options_, std::move(alias))};
    }
    /// See queryset.
    [[nodiscard]] combined_queryset fetch_mode(fetch how) const {
        return {recorded_, detail::with_fetching(options_, how)};
    }
    [[nodiscard]] auto sync() const { return combined_queryset<M, Row, Annotations, sync_mode>(recorded_, options_); }
    [[nodiscard]] auto async() const { return combined_queryset<M, Row, Annotations, async_mode>(recorded_, options_); }

    /// For the other rooms.
    using awaited_types = typename detail::annotations_of<Annotations>::awaited_types;

private:
    template <class, class, class, class>
    friend class queryset;
    template <class, class, class, class>
    friend class combined_queryset;

    combined_queryset(sql::recording rows, detail::options_ptr options)
        : readable(std::move(rows), std::move(options)) {}

    template <class... Parameters>
    [[nodiscard]] combined_queryset said(void (sql::recording::*what)(Parameters...),
                                         std::type_identity_t<Parameters>... values) const {
        combined_queryset changed = all();
        (changed.recorded_.*what)(values...);
        return changed;
    }

    template <fixed_string Call, class... Fields>
    [[nodiscard]] result<Row> ordered_first(void (sql::recording::*wanted)(std::uint32_t),
                                            const Fields&... fields) const {
        static_cast<void>(sizeof(detail::checked_terms<scope, Fields...>));
        static_assert(sizeof...(Fields) > 0, "vinyl: latest() and earliest() need the fields to go by");
        return Mode::run(detail::call_name<M, Call>, [&] {
            sql::recording rows = recorded_;
            (rows.*wanted)(detail::bind_terms<scope>(rows, fields...));
            return detail::fetch_one_row<Row, M>(std::move(rows), options_);
        });
    }

    template <class Rows, fixed_string... Names>
    [[nodiscard]] auto with_values(field<Names>... fields) const {
        static_assert(sizeof...(Names) > 0, "vinyl: values() needs the fields it shall give");
        static_assert(detail::has_object<Row, M>,
                      "vinyl: these rows are values already; name others in the querysets, before they are combined");
        static_cast<void>(sizeof(detail::checked_fields<scope, field<Names>...>));
        sql::recording rows = recorded_;
        (detail::bind_value<scope>(fields, rows), ...);
        static constexpr std::string_view columns[] = {Names.view()...};
        rows.values(columns);
        return combined_queryset<M, Rows, Annotations, Mode>(std::move(rows), options_);
    }
};

}  // namespace vinyl
