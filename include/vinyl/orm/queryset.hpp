// The queryset: a lazy, immutable description of rows. Refining calls return new ones; terminal calls run.
// https://docs.djangoproject.com/en/stable/ref/models/querysets/
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/correlated.hpp>
#include <vinyl/bind/condition.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/bind/fields_in.hpp>
#include <vinyl/bind/order_terms.hpp>
#include <vinyl/orm/combined.hpp>
#include <vinyl/orm/dates.hpp>
#include <vinyl/orm/joining.hpp>
#include <vinyl/orm/only.hpp>
#include <vinyl/orm/own_queryset.hpp>
#include <vinyl/orm/row_lock.hpp>
#include <vinyl/orm/run_in_mode.hpp>
#include <vinyl/orm/say.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/bind/window.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace vinyl {

/// Rows of the model M, given as Row.
///
/// Nothing is sent before a terminal call (list, get, first, count, iteration, co_await, ...). Every refining call returns
/// a new queryset of the same type, except those that change what a row is: annotate, values, values_list, into.
/// All of them have the methods of the model's own, if it has some: see queryset_of.
/// A terminal returns a dual (see there); after sync() a plain value, after async() something that is only awaitable.
///
/// Iterating a queryset, or asking its size, runs it once and keeps the rows; all() gives a copy that runs again.
/// Thread safety: distinct objects: safe, also when they are copies; shared objects: unsafe for iterating, else safe.
template <class M, class Row, class Annotations, class Mode>
class queryset : public joining<M, Row, Annotations, Mode> {
    using terminals = vinyl::joining<M, Row, Annotations, Mode>;
    using names = typename detail::annotations_of<Annotations>::type;
    using scope = detail::scope<M, names>;
    using own = detail::queryset_type<M, Row, Annotations, Mode>;
    /// With expressions in it that may speak of the query around.
    template <bool Condition, class... E>
    using refined = detail::queryset_type<
        M, Row,
        typename detail::with_awaited<(detail::contains_outer<E> || ...), Annotations, scope, Condition, E...>::type,
        Mode>;
    template <class... Others>
    using combined = combined_queryset<M, Row, typename detail::with_awaited_of<Annotations, Others...>::type, Mode>;

public:
    /// To be put together at run time, with names of annotations of these rows in them.
    using condition_type = condition<M, names>;
    using ordering_type = ordering_of<M, names>;

    /// All rows of the model, in the database called `default`.
    queryset() : terminals(sql::recording(table_of<M>()), detail::default_options()) {}

    // Each refining call comes twice: of a queryset that is a temporary it goes on in the same memory.

    // ---- refining: conditions

    /// The same rows; a copy that has not run yet.
    [[nodiscard]] own all() const { return make(recorded_, options_); }
    /// No row at all; never sent.
    [[nodiscard]] own none() const& { return copy().none(); }
    [[nodiscard]] own none() && {
        recorded_.none();
        return moved();
    }
    /// Rows for which all conditions hold. Conditions on a many-valued relation in one call mean the same related row, in
    /// two calls they do not. Throws usage_error after a slice.
    template <class... Conditions>
    [[nodiscard]] refined<true, Conditions...> filter(const Conditions&... conditions) const& {
        return copy().filter(conditions...);
    }
    template <class... Conditions>
    [[nodiscard]] refined<true, Conditions...> filter(const Conditions&... conditions) && {
        static_cast<void>(sizeof(detail::checked_fields<scope, Conditions...>));
        if constexpr ((detail::contains_outer<Conditions> || ...))
            (detail::say_condition<scope>(conditions, recorded_), ...);
        else (detail::bind_condition<scope>(conditions, recorded_), ...);
        recorded_.all_of(sizeof...(Conditions));
        recorded_.filter();
        return moved_as<refined<true, Conditions...>>();
    }
    /// Rows for which not all conditions hold; NULL counts as not holding.
    template <class... Conditions>
    [[nodiscard]] refined<true, Conditions...> exclude(const Conditions&... conditions) const& {
        return copy().exclude(conditions...);
    }
    template <class... Conditions>
    [[nodiscard]] refined<true, Conditions...> exclude(const Conditions&... conditions) && {
        static_cast<void>(sizeof(detail::checked_fields<scope, Conditions...>));
        if constexpr ((detail::contains_outer<Conditions> || ...))
            (detail::say_condition<scope>(conditions, recorded_), ...);
        else (detail::bind_condition<scope>(conditions, recorded_), ...);
        recorded_.all_of(sizeof...(Conditions));
        recorded_.exclude();
        return moved_as<refined<true, Conditions...>>();
    }

    // ---- refining: order and number

    /// Replaces the ordering: `order_by("-price"_f, "artist__name"_f)`, `"price"_f.desc().nulls_last()`. Without
    /// arguments: no ordering at all. Throws usage_error after a slice.
    template <class... Terms>
    [[nodiscard]] refined<false, detail::term_operand_t<Terms>...> order_by(const Terms&... terms) const& {
        return copy().order_by(terms...);
    }
    template <class... Terms>
    [[nodiscard]] refined<false, detail::term_operand_t<Terms>...> order_by(const Terms&... terms) && {
        static_cast<void>(sizeof(detail::checked_terms<scope, Terms...>));
        std::uint32_t count = 0;
        if constexpr ((detail::contains_outer<Terms> || ...))
            ((count += detail::say_term<scope>(terms, recorded_)), ...);
        else count = detail::bind_terms<scope>(recorded_, terms...);
        if (sizeof...(Terms) == 0 || count > 0) recorded_.order_by(count);  // else nothing but empty orderings
        return moved_as<refined<false, detail::term_operand_t<Terms>...>>();
    }
    /// The opposite order, also of an ordering that is given later.
    [[nodiscard]] own reverse() const& { return copy().reverse(); }
    [[nodiscard]] own reverse() && {
        recorded_.reverse();
        return moved();
    }
    /// Each different row once; with fields, the first row for each of their values (DISTINCT ON; they must lead order_by).
    template <class... Fields>
    [[nodiscard]] refined<false, Fields...> distinct(const Fields&... fields) const& {
        return copy().distinct(fields...);
    }
    template <class... Fields>
    [[nodiscard]] refined<false, Fields...> distinct(const Fields&... fields) && {
        static_cast<void>(sizeof(detail::checked_fields<scope, Fields...>));
        if constexpr ((detail::contains_outer<Fields> || ...)) (detail::say_value<scope>(fields, recorded_), ...);
        else (detail::bind_order_key<scope>(fields, recorded_), ...);
        if constexpr (sizeof...(Fields) == 0) recorded_.distinct();
        else recorded_.distinct_on(sizeof...(Fields));
        return moved_as<refined<false, Fields...>>();
    }
    /// At most `count` of the rows; replaces a former limit. It goes with offset() in either order, as in SQL:
    /// `limit(10).offset(20)` is rows 21 to 30. After slice(), both are about the rows that it left.
    [[nodiscard]] own limit(std::uint64_t count) const& { return copy().limit(count); }
    [[nodiscard]] own limit(std::uint64_t count) && {
        recorded_.limit(count);
        return moved();
    }
    /// Without the first `rows`; replaces a former offset.
    [[nodiscard]] own offset(std::uint64_t rows) const& { return copy().offset(rows); }
    [[nodiscard]] own offset(std::uint64_t rows) && {
        recorded_.offset(rows);
        return moved();
    }
    /// Rows [first, last) of what the queryset gives now, so slices compose: `slice(2, 8).slice(1, 3)` is `slice(3, 5)`.
    [[nodiscard]] own slice(std::uint64_t first, std::optional<std::uint64_t> last = std::nullopt) const& {
        return copy().slice(first, last);
    }
    [[nodiscard]] own slice(std::uint64_t first, std::optional<std::uint64_t> last = std::nullopt) && {
        recorded_.slice(first, last);
        return moved();
    }

    // ---- refining: columns

    /// Adds named values to each row: `annotate("n_albums"_f = count("albums"_f))`, read by `row["n_albums"_f]` and usable
    /// in later calls. Aggregates group by the model, or after values() by its columns.
    template <fixed_string... Names, class... Operands>
    [[nodiscard]] auto annotate(const keyword<Names, Operands>&... added) const& {
        return copy().annotate(added...);
    }
    template <fixed_string... Names, class... Operands>
    [[nodiscard]] auto annotate(const keyword<Names, Operands>&... added) && {
        static_assert((!resolves<M, Names> && ...),
                      "vinyl: an annotation has the name of a field of the model; choose another");
        if constexpr (sizeof...(Names) > 1 && (detail::names_relation<Operands> || ...)) {
            return detail::annotated_in_turn(std::move(*this), added...);
        } else {
            static_cast<void>(sizeof(detail::checked_fields<scope, Operands...>));
            check_new_names<Names...>();
            using bigger = detail::add_annotations_t<names, scope, keyword<Names, Operands>...>;
            using rows = detail::add_to_row_t<Row, scope, keyword<Names, Operands>...>;
            (add_value<Names>(added.operand(), true), ...);
            return queryset<M, rows, annotated_as<bigger, Operands...>, Mode>::make(std::move(recorded_),
                                                                                    std::move(options_));
        }
    }
    /// As annotate(), but the values are only for later calls and not in the rows.
    template <fixed_string... Names, class... Operands>
    [[nodiscard]] auto alias(const keyword<Names, Operands>&... added) const& {
        return copy().alias(added...);
    }
    template <fixed_string... Names, class... Operands>
    [[nodiscard]] auto alias(const keyword<Names, Operands>&... added) && {
        static_assert((!resolves<M, Names> && ...),
                      "vinyl: an alias has the name of a field of the model; choose another");
        static_cast<void>(sizeof(detail::checked_fields<scope, Operands...>));
        check_new_names<Names...>();
        using bigger = detail::add_annotations_t<names, scope, keyword<Names, Operands>...>;
        (add_value<Names>(added.operand(), false), ...);
        return queryset<M, Row, annotated_as<bigger, Operands...>, Mode>::make(std::move(recorded_),
                                                                               std::move(options_));
    }
    /// Rows of these values instead of models, read by name: `values("title"_f, "year"_f = "released__year"_f)`.
    template <class... Fields>
    [[nodiscard]] auto values(const Fields&... fields) const& {
        return copy().values(fields...);
    }
    template <class... Fields>
    [[nodiscard]] auto values(const Fields&... fields) && {
        static_assert(sizeof...(Fields) > 0, "vinyl: values() needs the fields it shall give");
        static_cast<void>(sizeof(detail::checked_fields<scope, detail::operand_of<Fields>...>));
        using rows = record<detail::named_of<scope, Fields>...>;
        using bigger = detail::merge_annotations_t<names, scope, Fields...>;
        return std::move(*this).template with_values<rows, bigger>(fields...);
    }
    /// Rows of the columns that were chosen when it runs, from a table of <vinyl/choices.hpp>: `values(columns("title,price"))`.
    template <class Model, class... Choices>
    [[nodiscard]] auto values(const chosen_columns<Model, Choices...>& chosen) const& {
        return with_rows<typename chosen_columns<Model, Choices...>::row_type>(chosen.template sayer<M, names>());
    }
    template <class Model, class... Choices>
    [[nodiscard]] auto values(const chosen_columns<Model, Choices...>& chosen) && {
        return std::as_const(*this).values(chosen);
    }
    /// Rows as tuples: `auto [title, name] = *albums.values_list("title"_f, "artist__name"_f).first();`
    template <class... Fields>
    [[nodiscard]] auto values_list(const Fields&... fields) const& {
        return copy().values_list(fields...);
    }
    template <class... Fields>
    [[nodiscard]] auto values_list(const Fields&... fields) && {
        static_assert(sizeof...(Fields) > 0, "vinyl: values_list() needs the fields it shall give");
        static_cast<void>(sizeof(detail::checked_fields<scope, detail::operand_of<Fields>...>));
        using rows = std::tuple<typename detail::named_of<scope, Fields>::type...>;
        using bigger = detail::merge_annotations_t<names, scope, Fields...>;
        return std::move(*this).template with_values<rows, bigger>(fields...);
    }
    /// Rows as a plain struct: its members are named as fields, paths or annotations.
    template <class Struct>
    [[nodiscard]] auto into() const {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return copy().template with_values<Struct, names>(detail::field_of_member<scope, Struct, I>()...);
        }(std::make_index_sequence<field_count<Struct>>{});
    }
    /// Which years, months, ... there are among the dates of a field: rows that are a vinyl::date each, different and in
    /// order: `dates("released"_f, vinyl::date_kind::month)`, and with `"-released"_f` from the last one. Without NULL.
    /// Throws usage_error after a slice.
    template <fixed_string Name>
    [[nodiscard]] auto dates(field<Name>, date_kind kind) const {
        static_cast<void>(sizeof(detail::checked_terms<scope, field<Name>>));
        constexpr bool fits = std::same_as<detail::cut_type<scope, Name>, date>;
        static_assert(fits, "vinyl: dates() is about a field that is a date; of times there are datetimes()");
        if constexpr (fits)
            return queryset<M, date, Annotations, Mode>::make(
                detail::cut_values<scope, date, Name>(recorded_, detail::cut_dates[static_cast<std::size_t>(kind)],
                                                      nullptr),
                options_);
    }
    /// The same of times, also hours, minutes and seconds, in the query's time zone or else the session's.
    template <fixed_string Name>
    [[nodiscard]] auto datetimes(field<Name>, datetime_kind kind) const {
        return cut_times<Name>(detail::cut_times[static_cast<std::size_t>(kind)], nullptr);
    }
    /// The same in a time zone: the instants at which a day, an hour ... begins there.
    template <fixed_string Name>
    [[nodiscard]] auto datetimes(field<Name>, datetime_kind kind, const time_zone& zone) const {
        static_assert(std::same_as<detail::cut_type<scope, Name>, timestamp>,
                      "vinyl: only a timestamp is in a time zone; what clocks show is in none");
        return cut_times<Name>(detail::cut_times_in_zone[static_cast<std::size_t>(kind)], &zone);
    }
    /// Reads the objects behind these relations with the rows, by joins: `select_related("artist"_f)`.
    template <fixed_string... Paths>
    [[nodiscard]] own select_related(field<Paths>...) const {
        static_assert(detail::has_object<Row, M>,
                      "vinyl: select_related() needs rows that are models; call it before values()");
        static_cast<void>(sizeof(detail::checked_fields<scope, field<Paths>...>));
        constexpr bool relations = (decltype(detail::find_related_path<scope, Paths>())::is_relation && ...);
        static_assert(relations, "vinyl: select_related() takes relations, and this field is none");
        constexpr bool single = (!decltype(detail::find_related_path<scope, Paths>())::many && ...);
        static_assert(
            single,
            "vinyl: select_related() can not follow a relation to many rows; ask for them with a query of their own");
        sql::recording rows = recorded_;
        std::vector<detail::related_loader> loaders = options_->loaders;
        if constexpr (relations && single)
            (detail::say_related<M>(detail::find_related_path<scope, Paths>(), rows, loaders), ...);
        detail::options_ptr options = detail::with_loaders(options_, std::move(loaders));
        detail::require_followed<M>(*options);
        return make(std::move(rows), std::move(options));
    }
    /// Reads only these members, and values at the end of paths: `only("title"_f, "artist__name"_f)`. The rows are
    /// vinyl::partial, where the others are loaded when they are asked for; the key is always read. Replaces a former only().
    /// Throws usage_error when a relation is left out that select_related() follows.
    template <fixed_string... Names>
    [[nodiscard]] auto only(field<Names>...) const {
        check_members<sizeof...(Names) != 0>();
        static_cast<void>((sizeof(detail::only_name<M, Names>) + ... + 0));
        return with_rows<detail::row_of_only<M, Row, Names...>>(&detail::say_only<M, Row, Names...>);
    }
    /// Does not read these members, besides those that were deferred before; see only(). Behind only() it takes them out of those.
    template <fixed_string... Names>
    [[nodiscard]] auto defer(field<Names>...) const {
        check_members<sizeof...(Names) != 0>();
        static_cast<void>((sizeof(detail::deferred_name<M, Row, Names>) + ... + 0));
        return with_rows<detail::row_of_defer<M, Row, Names...>>(&detail::say_defer<M, Row, Names...>);
    }
    /// Reads whole objects again.
    [[nodiscard]] auto defer(std::nullopt_t) const {
        check_members<true>();
        return with_rows<detail::row_of_whole<M, Row>>(&detail::say_whole<M, Row>);
    }

    /// No longer any.
    [[nodiscard]] own select_related(std::nullopt_t) const {
        sql::recording rows = recorded_;
        rows.select_related({});
        return make(std::move(rows), detail::with_loaders(options_, {}));
    }

    // ---- two querysets as one: the conditions of both are put together

    /// The rows for which the conditions of both hold, each as it stands in its own queryset: as with two calls of filter(),
    /// conditions on a many-valued relation may be met by two of its rows. It is ordered as the right one, if that is.
    /// Slices, aggregates, other time zones, and two of which one is distinct are a usage_error when it runs.
    template <class Other>
    [[nodiscard]] own operator&(const Other& other) const {
        return merged(sql::merge_operation::both, other);
    }
    /// The rows for which the conditions of one hold, or of both; of a many-valued relation they speak of one row.
    template <class Other>
    [[nodiscard]] own operator|(const Other& other) const {
        return merged(sql::merge_operation::either, other);
    }
    /// The rows for which the conditions of one hold, and not of both.
    template <class Other>
    [[nodiscard]] own operator^(const Other& other) const {
        return merged(sql::merge_operation::one, other);
    }

    // ---- set operations. What they give has a type of its own, which knows what can be done with it: combined_queryset

    /// The rows of all of these querysets, each different one once. They have rows of one type: of this model, or values of
    /// the same types in the same order, which then have the names of these. Those without rows are left out.
    template <class... Others>
    [[nodiscard]] combined<Others...> union_(const Others&... others) const {
        return {detail::combine(sql::set_operation::union_, *this, others...), options_};
    }
    /// The same rows as often as they are in all of the querysets together.
    template <class... Others>
    [[nodiscard]] combined<Others...> union_all(const Others&... others) const {
        return {detail::combine(sql::set_operation::union_all, *this, others...), options_};
    }
    /// The rows that are in each of these querysets, once.
    template <class... Others>
    [[nodiscard]] combined<Others...> intersection(const Others&... others) const {
        return {detail::combine(sql::set_operation::intersection, *this, others...), options_};
    }
    /// The rows that are in none of the others, once.
    template <class... Others>
    [[nodiscard]] combined<Others...> difference(const Others&... others) const {
        return {detail::combine(sql::set_operation::difference, *this, others...), options_};
    }

    // ---- refining: how

    /// Locks the rows that are read until the transaction ends: others that want to change or lock them wait. Words:
    /// vinyl::nowait (what is locked already is an error) or vinyl::skip_locked (is left out), vinyl::no_key (others may
    /// still point at the rows), and of("self"_f, "artist"_f), which of the tables that are read.
    /// Throws usage_error when it is read outside of a transaction; rows that the server can not lock (groups, distinct
    /// ones, windows, those that a relation may lack) are a usage_error, too.
    template <class... Words>
    [[nodiscard]] own select_for_update(const Words&...) const {
        return locked<sql::lock_strength::update, Words...>();
    }
    /// As select_for_update(), and others may lock the rows in this way, too, but not change them.
    template <class... Words>
    [[nodiscard]] own select_for_share(const Words&...) const {
        return locked<sql::lock_strength::share, Words...>();
    }
    /// As select_for_share(), and others may change the rows, but for their keys.
    template <class... Words>
    [[nodiscard]] own select_for_key_share(const Words&...) const {
        return locked<sql::lock_strength::key_share, Words...>();
    }

    /// The database to ask, by its connection alias. As a subquery it must stand in a query to the same one: else that
    /// throws usage_error when it runs.
    [[nodiscard]] own using_(std::string alias) const {
        sql::recording rows = recorded_;
        rows.in_database(alias);
        return make(std::move(rows), detail::with_alias(options_, std::move(alias)));
    }
    /// The time zone that parts of timestamps are taken in, `"at__hour"_f`, all over the query; else it is the session's.
    [[nodiscard]] own in_time_zone(const time_zone& zone) const& { return copy().in_time_zone(zone); }
    [[nodiscard]] own in_time_zone(const time_zone& zone) && {
        recorded_.in_time_zone(to_wire(zone.name()));
        return moved();
    }
    /// What the relations of these rows do when they are used without having been loaded.
    [[nodiscard]] own fetch_mode(fetch how) const { return make(recorded_, detail::with_fetching(options_, how)); }
    /// Terminals run at once and return plain values, whatever the mode.
    [[nodiscard]] auto sync() const& { return copy().sync(); }
    [[nodiscard]] auto sync() && {
        return queryset<M, Row, Annotations, sync_mode>::make(std::move(recorded_), std::move(options_));
    }
    /// Terminals are only awaitable, whatever the mode.
    [[nodiscard]] auto async() const& { return copy().async(); }
    [[nodiscard]] auto async() && {
        return queryset<M, Row, Annotations, async_mode>::make(std::move(recorded_), std::move(options_));
    }

    // ---- for the other rooms

    /// What it awaits of the query around, see bind/correlated.hpp.
    using awaited_types = typename detail::annotations_of<Annotations>::awaited_types;

protected:
    template <class, class, class, class>
    friend class queryset;
    template <class, class, class, class>
    friend class joining;

    using terminals::options_;
    using terminals::recorded_;

    queryset(sql::recording rows, detail::options_ptr options) : terminals(std::move(rows), std::move(options)) {}

    [[nodiscard]] static own make(sql::recording rows, detail::options_ptr options) {
        if constexpr (std::same_as<own, queryset>) {
            return queryset(std::move(rows), std::move(options));
        } else {
            return own{queryset(std::move(rows), std::move(options))};
        }
    }

    [[nodiscard]] queryset copy() const { return {recorded_, options_}; }
    [[nodiscard]] own moved() { return make(std::move(recorded_), std::move(options_)); }
    template <class Refined>
    [[nodiscard]] Refined moved_as() {
        return Refined::make(std::move(recorded_), std::move(options_));
    }

    template <class Other>
    [[nodiscard]] own merged(sql::merge_operation how, const Other& other) const {
        constexpr bool alike = std::derived_from<Other, queryset>;
        static_assert(alike, "vinyl: &, | and ^ put two querysets of one model together, with rows of one type");
        constexpr bool alone = awaited_types::size == 0;
        static_assert(
            alone, "vinyl: querysets that speak of the query around them by _outer are not put together by &, | and ^");
        sql::recording rows = recorded_;
        if constexpr (alike && alone) rows.merge(how, other.sql_query());
        return make(std::move(rows), options_);
    }

    template <sql::lock_strength Strength, class... Words>
    [[nodiscard]] own locked() const {
        sql::recording rows = recorded_;
        detail::say_lock<M, Strength, Words...>(rows);
        return make(std::move(rows), options_);
    }

    template <class Rows, class Say>
    [[nodiscard]] auto with_rows(const Say& say) const {
        sql::recording rows = recorded_;
        detail::options_ptr options = options_;
        say(rows, options);
        return queryset<M, Rows, Annotations, Mode>::make(std::move(rows), std::move(options));
    }

    template <bool Any>
    static consteval void check_members() {
        static_assert(detail::has_object<Row, M>,
                      "vinyl: only() and defer() need rows that are models; call them before values()");
        static_assert(Any, "vinyl: only() and defer() need the members that they are about");
        static_cast<void>(detail::require_key<M>());
    }

    template <class Names, class... E>
    using annotated_as = typename detail::with_expressions<Annotations, Names, scope, false, E...>::type;

    template <fixed_string... Names>
    static consteval void check_new_names() {
        static_assert(detail::all_new(names{}, {Names.view()...}),
                      "vinyl: an annotation or alias of this name is there already; choose another");
    }

    template <fixed_string Name, class Operand>
    void add_value(const Operand& operand, bool selected) {
        if constexpr (detail::names_relation<Operand>) return detail::say_relation<M, Name>(operand, recorded_);
        else if constexpr (detail::contains_outer<Operand>) detail::say_value<scope>(operand, recorded_);
        else detail::bind_value<scope>(operand, recorded_);
        recorded_.annotate(Name.view(), selected);
    }

    template <fixed_string Name>
    [[nodiscard]] auto cut_times(const sql::function_info& cut, const time_zone* zone) const {
        static_cast<void>(sizeof(detail::checked_terms<scope, field<Name>>));
        using T = detail::cut_type<scope, Name>;
        constexpr bool fits = std::same_as<T, timestamp> || std::same_as<T, local_timestamp>;
        static_assert(fits, "vinyl: datetimes() is about a field that is a timestamp; of dates there are dates()");
        if constexpr (fits)
            return queryset<M, T, Annotations, Mode>::make(detail::cut_values<scope, T, Name>(recorded_, cut, zone),
                                                           options_);
    }

    template <class Rows, class Bigger, class... Fields>
    [[nodiscard]] auto with_values(const Fields&... fields) && {
        if constexpr ((detail::contains_outer<detail::operand_of<Fields>> || ...))
            (detail::say_value<scope>(detail::name_and_operand<Fields>::get(fields), recorded_), ...);
        else (detail::bind_named<scope>(fields, recorded_), ...);
        static constexpr std::string_view columns[] = {detail::name_and_operand<Fields>::name.view()...};
        recorded_.values(columns);
        return queryset<M, Rows, annotated_as<Bigger, detail::operand_of<Fields>...>, Mode>::make(std::move(recorded_),
                                                                                                  std::move(options_));
    }
};

template <class M>
auto model<M>::vinyl() {
    static_cast<void>(table_of<M>());  // first, so that the way to what it may say is short
    detail::check_own_queryset<M>();
    return queryset_of<M>{};
}

}  // namespace vinyl
