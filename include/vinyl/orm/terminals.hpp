// The terminals of querysets that name fields: they send, or change, what the queryset is about.
// https://docs.djangoproject.com/en/stable/ref/models/querysets/#methods-that-do-not-return-querysets
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/correlated.hpp>
#include <vinyl/bind/fields_in.hpp>
#include <vinyl/bind/order_terms.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/orm/aggregated.hpp>
#include <vinyl/orm/bulk.hpp>
#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/orm/raw.hpp>
#include <vinyl/orm/readable.hpp>
#include <vinyl/orm/run_in_mode.hpp>
#include <vinyl/orm/say.hpp>
#include <vinyl/orm/write.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace vinyl {

/// What a queryset can be asked, besides what all can (readable). The refining calls are in queryset.
template <class M, class Row, class Annotations, class Mode>
class terminals : public readable<M, Row, Mode> {
    using readable = vinyl::readable<M, Row, Mode>;
    using names = typename detail::annotations_of<Annotations>::type;
    using scope = detail::scope<M, names>;
    template <class T>
    using result = typename Mode::template result<T>;

public:
    /// The one row that matches. Throws M::does_not_exist, M::multiple_objects_returned.
    template <class... Conditions>
    [[nodiscard]] result<Row> get(const Conditions&... conditions) const {
        static_cast<void>(sizeof(detail::checked_fields<scope, Conditions...>));
        return Mode::run(detail::call_name<M, "get">,
                         [&] { return detail::fetch_one_row<Row, M>(for_get(conditions...), options_); });
    }
    /// The one row that matches, if any. Throws M::multiple_objects_returned.
    template <class... Conditions>
    [[nodiscard]] result<std::optional<Row>> get_or_none(const Conditions&... conditions) const {
        static_cast<void>(sizeof(detail::checked_fields<scope, Conditions...>));
        return Mode::run(detail::call_name<M, "get_or_none">,
                         [&] { return detail::fetch_row_or_none<Row, M>(for_get(conditions...), options_); });
    }
    /// The row with the greatest values of the fields, whatever the ordering. Throws M::does_not_exist.
    template <class... Fields>
    [[nodiscard]] result<Row> latest(const Fields&... fields) const {
        static_cast<void>(sizeof(detail::checked_terms<scope, Fields...>));
        static_assert(sizeof...(Fields) > 0, "vinyl: latest() needs the fields to go by");
        return Mode::run(detail::call_name<M, "latest">, [&] {
            sql::recording rows = recorded_;
            rows.for_latest(detail::bind_terms<scope>(rows, fields...));
            return detail::fetch_one_row<Row, M>(std::move(rows), options_);
        });
    }
    /// The row with the least values of the fields, whatever the ordering. Throws M::does_not_exist.
    template <class... Fields>
    [[nodiscard]] result<Row> earliest(const Fields&... fields) const {
        static_cast<void>(sizeof(detail::checked_terms<scope, Fields...>));
        static_assert(sizeof...(Fields) > 0, "vinyl: earliest() needs the fields to go by");
        return Mode::run(detail::call_name<M, "earliest">, [&] {
            sql::recording rows = recorded_;
            rows.for_earliest(detail::bind_terms<scope>(rows, fields...));
            return detail::fetch_one_row<Row, M>(std::move(rows), options_);
        });
    }
    /// The rows with these keys, in a std::map by key; keys without a row are left out. Of no keys nothing is sent.
    /// Throws usage_error after a slice.
    template <detail::input_range Keys>
    [[nodiscard]] auto in_bulk(const Keys& keys) const {
        static_cast<void>(detail::require_key<M>());
        return in_bulk(field<"pk">(), keys);
    }
    /// All rows, by key.
    [[nodiscard]] auto in_bulk() const {
        static_cast<void>(detail::require_key<M>());
        return in_bulk(field<"pk">());
    }
    /// The rows with these values of a field that tells them apart, by value: `in_bulk("slug"_f, slugs)`.
    template <fixed_string Name, detail::input_range Values>
    [[nodiscard]] auto in_bulk(field<Name> by, const Values& values) const {
        return in_bulk_of<Name>([&](sql::recording& rows) {
            detail::bind_condition<scope>(by.in(values), rows);
            rows.filter_chosen();
        });
    }
    /// All rows in which it is not NULL, by value.
    template <fixed_string Name>
    [[nodiscard]] auto in_bulk(field<Name> by) const {
        return in_bulk_of<Name>([&]([[maybe_unused]] sql::recording& rows) {
            if constexpr (detail::bulk_key<M, Name>::nullable) {
                detail::bind_condition<scope>(by.is_null(false), rows);
                rows.filter_chosen();
            }
        });
    }
    /// Whether the object's row is among the rows. Throws usage_error for an object that was never saved.
    [[nodiscard]] result<bool> contains(const M& object) const {
        static_cast<void>(detail::require_key<M>());
        return Mode::run(detail::call_name<M, "contains">, [&] {
            sql::recording rows = recorded_;
            detail::bind_row_with_key<M>(detail::key_for_relation(object), rows);
            rows.filter_chosen();
            return detail::any_row(std::move(rows), alias_of_rows());
        });
    }
    template <std::same_as<M> Temporary>
        requires(detail::temporaries_are_destroyed_twice)
    result<bool> contains(Temporary&&) const {
        static_assert(detail::never<Temporary>,
                      "vinyl: contains() does not take a temporary, which g++ 12 miscompiles beside "
                      "co_await; give the object a name first and pass that");
    }
    /// One aggregate gives its value: `aggregate(avg("rating"_f))`. Named ones give a record: `aggregate("n"_f = count())`.
    template <class... Aggregates>
    [[nodiscard]] auto aggregate(const Aggregates&... aggregates) const {
        static_cast<void>(sizeof(detail::checked_fields<scope, detail::operand_of<Aggregates>...>));
        return detail::aggregate_of_rows<M, names, Mode>(recorded_, alias_of_rows(), aggregates...);
    }

    /// Sets columns of all rows, in one statement: `update("price"_f = "price"_f + 1)`. The number of rows. A relation that
    /// shares columns with the key is set in those rows only whose key has them already. Throws usage_error when one column is
    /// set to different values.
    template <class... Assignments>
    result<std::int64_t> update(const Assignments&... assignments) const {
        static_assert(sizeof...(Assignments) > 0 && (detail::is_keyword<Assignments> && ...),
                      "vinyl: update() takes what it shall set: update(\"price\"_f = decimal(\"9.99\"))");
        static_cast<void>(sizeof(detail::checked_fields<scope, Assignments...>));
        detail::require_writable<M>();
        return Mode::run(detail::call_name<M, "update">, [&] {
            sql::recording rows = recorded_;
            detail::bind_update<scope, M>(rows, assignments...);
            return detail::run_counting(sql::statement_of(rows), alias_of_rows());
        });
    }
    /// Deletes all rows, in one statement. The number of rows; the database sees to rows that point at them (on_delete).
    result<std::int64_t> erase() const {
        static_assert(detail::has_object<Row, M>,
                      "vinyl: erase() deletes rows of the model; call it before values(), values_list() or into()");
        detail::require_writable<M>();
        return Mode::run(detail::call_name<M, "erase">, [&] {
            sql::recording rows = detail::asking_for(recorded_, &sql::recording::erase);
            return detail::run_counting(sql::statement_of(rows), alias_of_rows());
        });
    }
    /// Inserts a row: `create("title"_f = "Milestones", "artist"_f = miles)`. The object, with its key. What is left out is
    /// NULL, or what db_default(), default_value() or the numbering of a key say; what has none of these must be given.
    /// Expressions are calculated by the database, and the object holds what they gave: `create("code"_f = upper(vinyl::value(text)))`.
    template <class... Given>
    result<M> create(const Given&... given) const {
        static_assert((detail::is_keyword<Given> && ...),
                      "vinyl: create() takes values by name: create(\"title\"_f = \"Milestones\"); for an object write "
                      "object.insert()");
        detail::require_writable<M>();
        if constexpr ((detail::is_keyword<Given> && ...))
            static_cast<void>(detail::names_what_is_needed<M, Given...>());
        return Mode::run(detail::call_name<M, "create">, [&] {
            if constexpr ((detail::is_calculated<Given> || ...))
                return detail::create_row(
                    detail::make_object<M>(given...), alias_of_rows(), detail::fields_with_value<M, Given...>,
                    detail::calculated_columns<M>(given...), detail::fields_calculated<M, Given...>);
            else
                return detail::create_row(detail::make_object<M>(given...), alias_of_rows(),
                                          detail::fields_with_value<M, Given...>);
        });
    }

    /// The rows of SQL of one's own: `Album::vinyl().raw("SELECT * FROM album WHERE price < $1", 10)`; see raw_rows.
    /// @tparam Rows  the model, whose columns must all come; vinyl::partial<M>, whose key must; a plain struct with a member for
    ///               each column, by name; others that come are passed over. Or a std::tuple or value, by position
    /// @param sql  a literal with $1, $2, ... for the values, which are parameters of their own types
    /// Throws usage_error for a queryset that was refined.
    template <class Rows = M, class... Values>
    [[nodiscard]] auto raw(std::type_identity_t<detail::raw_statement<sizeof...(Values)>> sql,
                           const Values&... values) const {
        return detail::rows_of_raw<M, Rows, Mode>(recorded_, *options_, sql.view(), values...);
    }
    template <class Rows = M, class Text, class... Values>
        requires(!std::is_array_v<Text>)
    void raw(const Text&, const Values&...) const {
        static_assert(detail::never<Text>,
                      "vinyl: the SQL of raw() is a literal, so that nothing that is typed in becomes SQL; values are "
                      "parameters: raw(\"SELECT * FROM album WHERE price < $1\", price)");
    }

protected:
    using readable::alias_of_rows;
    using readable::options_;
    using readable::recorded_;

    terminals(sql::recording rows, detail::options_ptr options) : readable(std::move(rows), std::move(options)) {}

private:
    template <class... Conditions>
    [[nodiscard]] sql::recording for_get(const Conditions&... conditions) const {
        sql::recording rows = recorded_;
        if constexpr (sizeof...(Conditions) > 0) {
            (detail::bind_condition<scope>(conditions, rows), ...);
            rows.all_of(sizeof...(Conditions));
            rows.filter();
        }
        rows.for_get();
        return rows;
    }

    /// The rows for which `say` says conditions of its own first.
    template <fixed_string Name, class Say>
    [[nodiscard]] auto in_bulk_of(const Say& say) const {
        static_cast<void>(sizeof(detail::checked<scope, field<Name>>));
        constexpr bool of_models = detail::has_object<Row, M>;
        static_assert(of_models, "vinyl: in_bulk() gives rows that are models; call it before values()");
        constexpr bool apart = detail::tells_rows_apart<M, Name>();
        static_assert(
            apart,
            "vinyl: in_bulk() goes by a field that no two rows have the same value of: the key, a one_to_one, "
            "or one that meta says unique() of");
        if constexpr (of_models && apart)
            return Mode::run(detail::call_name<M, "in_bulk">, [&] {
                sql::recording rows = recorded_;
                say(rows);
                return detail::rows_by<M, Name>(detail::fetch_rows<Row, M>(std::move(rows), options_));
            });
    }
};

}  // namespace vinyl
