// The refining calls that join what is no relation of the model: the rows above and below others, and rows of other querysets.
#pragma once

#include <vinyl/bind/common_table.hpp>
#include <vinyl/bind/correlated.hpp>
#include <vinyl/orm/only.hpp>
#include <vinyl/orm/own_queryset.hpp>
#include <vinyl/orm/terminals.hpp>
#include <vinyl/orm/trees.hpp>

#include <utility>

namespace vinyl {

/// A part of queryset.
template <class M, class Row, class Annotations, class Mode>
class joining : public terminals<M, Row, Annotations, Mode> {
    using terminals = vinyl::terminals<M, Row, Annotations, Mode>;
    using names = typename detail::annotations_of<Annotations>::type;
    using awaited_types = typename detail::annotations_of<Annotations>::awaited_types;

public:
    /// The rows below these by a relation of the model to itself: `Person::vinyl().filter("id"_f = 1).descendants("boss"_f)` are those
    /// whose boss, or whose boss's boss ..., is one of them. Each comes once, with its least distance as row["depth"_f]; circles end.
    /// Words: vinyl::include_self, vinyl::depth_first, max_depth(3), depth_as("level"_f).
    template <fixed_string Relation, class... Words>
    [[nodiscard]] auto descendants(field<Relation>, const Words&... words) const {
        return tree<Relation>(false, words...);
    }
    /// The rows above these: who the relation leads to, and who it leads to from there ...; as descendants().
    template <fixed_string Relation, class... Words>
    [[nodiscard]] auto ancestors(field<Relation>, const Words&... words) const {
        return tree<Relation>(true, words...);
    }

    /// Joins rows of a queryset that are written once, in front of the statement (WITH), and gives them a name:
    ///
    ///     Artist::vinyl().with_("totals"_f = Album::vinyl().order_by().values("artist"_f).annotate("sold"_f = sum("stock"_f)),
    ///                           left_join("id"_f == "totals__artist"_f))
    ///
    /// "totals__sold"_f is then a value wherever annotations are. They are rows of values(), or the name of rows that are there
    /// already, which are joined once more. The join is inner_join() or left_join(). Words: vinyl::materialized,
    /// vinyl::not_materialized. Throws usage_error after a slice.
    template <fixed_string Name, class Rows, class Join, class... Words>
    [[nodiscard]] auto with_(const keyword<Name, Rows>& rows, const Join& how, const Words&...) const {
        using given = detail::rows_to_join<names, Name, Rows>;
        static_assert(!resolves<M, Name>,
                      "vinyl: with_() names rows as a field of the model is called; choose another");
        constexpr bool known = given::known;
        static_assert(
            known,
            "vinyl: with_() takes a queryset by a name, \"totals\"_f = rows, or once more the name of one that "
            "is there");
        constexpr bool joins = detail::is_join<Join>;
        static_assert(joins, "vinyl: with_() is told how rows meet by inner_join() or left_join()");
        constexpr bool stored = detail::are_storage_words<Words...>;
        static_assert(stored, "vinyl: with_() takes the word vinyl::materialized or vinyl::not_materialized");
        if constexpr (known && joins && stored) {
            constexpr bool has_names = given::has_names;
            static_assert(has_names, "vinyl: with_() takes rows of values(), whose columns have names");
            constexpr bool alone = given::alone;
            static_assert(alone, "vinyl: the rows that with_() names do not speak of the query around them by _outer");
            if constexpr (has_names && alone) {
                using joined = detail::common_join<Name, typename given::table>;
                static_assert(joined::template are_new<names>(),
                              "vinyl: an annotation or alias of this name is there already; choose another");
                using bigger = typename joined::template added<names, Join::left>::type;
                sql::recording to = recorded_;
                given::say(rows.operand(), joined::relation, detail::storage_of<Words...>, Join::left, to);
                joined::say_names(to);
                detail::say_join<detail::scope<M, bigger>, Name>(joined::relation, how, to);
                using now = typename detail::correlate<bigger, awaited_types>::type;
                return queryset<M, Row, now, Mode>::make(std::move(to), options_);
            }
        }
    }

protected:
    using terminals::options_;
    using terminals::recorded_;

    joining(sql::recording rows, detail::options_ptr options) : terminals(std::move(rows), std::move(options)) {}

private:
    template <fixed_string Relation, class... Words>
    [[nodiscard]] auto tree(bool upwards, const Words&... words) const {
        using found = detail::tree_of<M, Row, awaited_types, Relation, Words...>;
        if constexpr (found::check()) {
            // what is found is read whole, whatever is read of the rows that it begins with
            detail::options_ptr options =
                detail::with_members(detail::with_loaders(options_, {}), {}, detail::read_options().there);
            return queryset<M, typename found::row, typename found::names, Mode>::make(
                found::say(recorded_, upwards, words...), std::move(options));
        }
    }
};

}  // namespace vinyl
