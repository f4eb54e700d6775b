// Which members of its rows a queryset reads: what only() and defer() say.
// https://docs.djangoproject.com/en/stable/ref/models/querysets/#only
#pragma once

#include <vinyl/base/list_view.hpp>
#include <vinyl/base/type_list.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/orm/fetch.hpp>
#include <vinyl/rows/partial.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <vector>

namespace vinyl::detail {

/// What a name in only() and defer() means from M, as facts.
template <class M, fixed_string Name>
struct loaded_name {
    using resolved = path_facts<M, Name>;
    static constexpr segment first = find_segment_at<M>(Name.view(), 0);
    static constexpr bool is_whole = first.kind != segment::what::nothing && first.end == Name.size();
    static constexpr bool is_key = is_whole && (first.kind == segment::what::row || is_key_field<M>(first.field));
    static constexpr bool is_member = is_key || (is_whole && !members_of<M>[first.field].columns.empty());
    static constexpr bool leads_to_many = resolved::valid && resolved::many && !is_whole;
    static constexpr bool is_path = resolved::valid && !is_whole && !resolved::many && !resolved::path.steps.empty() &&
                                    resolved::path.transforms.empty() && resolved::keys.empty() &&
                                    !resolved::has_lookup;
    static constexpr bool known = is_member || is_path;
    /// The member that is read for it.
    static constexpr field_set members = [] {
        if constexpr (is_key) return key_members<M>;
        else if constexpr (known) return members_of<M>[first.field].columns.empty() ? 0 : field_set{1} << first.field;
        else return field_set{0};
    }();
};

/// Does not compile for a name that only() does not take.
template <class M, fixed_string Name>
struct only_name : loaded_name<M, Name> {
    using facts = loaded_name<M, Name>;
    static_assert(sizeof(resolve<M, Name>) > 0);  // has a message for a name that is none
    static_assert(!facts::leads_to_many,
                  "vinyl: only() can not follow a relation to many rows; ask for them with a query of their own");
    static constexpr bool is_read = facts::known || facts::leads_to_many || !facts::resolved::valid;
    static_assert(is_read,
                  "vinyl: only() and defer() name members that have a column, and only() paths to such, as in "
                  "only(\"title\"_f, \"artist__name\"_f); what is calculated is for annotate()");
};

template <class Named>
inline constexpr bool is_named_path = false;
template <fixed_string Name, class T>
inline constexpr bool is_named_path<named_path<Name, T>> = true;

/// The values of a row, without the paths that defer() names, or, when it names none, without any.
template <class Named, fixed_string... Gone>
struct value_that_stays {
    static constexpr bool is_gone =
        is_named_path<Named> && (sizeof...(Gone) == 0 || ((Named::name.view() == Gone.view()) || ...));
    using type = std::conditional_t<is_gone, type_list<>, type_list<Named>>;
};

template <class Row>
struct values_of_row {
    using type = type_list<>;
};
template <class M, class... Named>
struct values_of_row<annotated<M, Named...>> {
    using type = type_list<Named...>;
};
template <class M, class... Named>
struct values_of_row<partial<M, Named...>> {
    using type = type_list<Named...>;
};

template <fixed_string Name, class... Named>
consteval bool has_value_named(type_list<Named...>) {
    return index_of_name<Named...>(Name.view()) < sizeof...(Named);
}

/// Does not compile for a name that defer() does not take from rows of this type.
template <class M, class Row, fixed_string Name>
struct deferred_name : only_name<M, Name> {
    using facts = loaded_name<M, Name>;
    static_assert(!facts::is_key, "vinyl: the primary key is always read, so it can not be deferred");
    static constexpr bool is_there = !facts::is_path || has_value_named<Name>(typename values_of_row<Row>::type());
    static_assert(is_there,
                  "vinyl: defer() names members of the model itself, and paths that only() has named: what is behind a "
                  "relation is read by select_related() as a whole");
};

template <class M, class Named>
struct partial_with;
template <class M, class... Named>
struct partial_with<M, type_list<Named...>> {
    using type = partial<M, Named...>;
};
template <class M, class Named>
struct whole_with;
template <class M>
struct whole_with<M, type_list<>> {
    using type = M;
};
template <class M, class First, class... Named>
struct whole_with<M, type_list<First, Named...>> {
    using type = annotated<M, First, Named...>;
};

template <class Named, fixed_string... Gone>
struct values_without;
template <class... Named, fixed_string... Gone>
struct values_without<type_list<Named...>, Gone...> {
    using type = decltype((type_list<>{} + ... + typename value_that_stays<Named, Gone...>::type{}));
};

/// The paths that are added to a row.
template <class M, fixed_string Name>
struct path_added {
    static auto type_of() {
        if constexpr (loaded_name<M, Name>::is_path)
            return type_list<named_path<Name, column_type_of<scope<M>, field<Name>>>>();
        else return type_list<>();
    }
    using type = decltype(type_of());
};

template <class... Values>
type_list<Values...> add_once(type_list<Values...>, type_list<>);
template <class... Values, class Path>
std::conditional_t<contains_type<Path, Values...>, type_list<Values...>, type_list<Values..., Path>> add_once(
    type_list<Values...>, type_list<Path>);

/// Values, and behind them the paths among these names, each once.
template <class M, class Values, fixed_string... Names>
struct with_paths {
    using type = Values;
};
template <class M, class Values, fixed_string First, fixed_string... Names>
struct with_paths<M, Values, First, Names...>
    : with_paths<M, decltype(add_once(Values(), typename path_added<M, First>::type())), Names...> {};

/// The row of only(): what annotate() added, and the paths that are named now.
template <class M, class Row, fixed_string... Names>
using row_of_only = typename partial_with<
    M, typename with_paths<M, typename values_without<typename values_of_row<Row>::type>::type, Names...>::type>::type;

/// The row of defer().
template <class M, class Row, fixed_string... Names>
using row_of_defer =
    typename partial_with<M, typename values_without<typename values_of_row<Row>::type, Names...>::type>::type;

/// The row when nothing is deferred any more.
template <class M, class Row>
using row_of_whole = typename whole_with<M, typename values_without<typename values_of_row<Row>::type>::type>::type;

/// Throws usage_error for a relation that select_related() follows and that is not read.
void require_followed(const std::vector<related_loader>& loaders, std::string_view model,
                      list_view<const std::string_view> names, field_set there);

template <class M>
void require_followed(const queryset_options& options) {
    require_followed(options.loaders, struct_name<M>, field_names<M>, options.reading.there);
}

/// What a queryset reads from now on.
[[nodiscard]] options_ptr with_members(const options_ptr& options, member_choice choice, field_set there);

/// Reads these members of M: tells the recording and the options.
template <class M>
void read_members(sql::recording& rows, options_ptr& options, member_choice choice, field_set wanted) {
    const field_set there = members_read_with<M>(wanted);
    const auto read = columns_of_fields<M>(there);
    std::vector<const sql::column_info*> columns;
    columns.reserve(read.size());
    for (std::size_t i = 0; i < read.size(); ++i)
        if (read[i]) columns.push_back(&columns_of<M>[i]);
    const bool as_before = there == every_member<M> && options->reading.there == read_options().there;
    if (!as_before) rows.load_only({}, columns);
    options = with_members(options, choice, there);
    require_followed<M>(*options);
}

template <class Values>
inline constexpr bool has_paths = false;
template <class... Named>
inline constexpr bool has_paths<type_list<Named...>> = (is_named_path<Named> || ...);

/// Which members a choice comes to, with those that the paths in a row begin with.
template <class M, class... Named>
[[nodiscard]] field_set wanted_members(const member_choice& choice, type_list<Named...>) {
    if (!choice.only) return every_member<M> & ~choice.named;
    if (choice.named == 0 && !has_paths<type_list<Named...>>) return every_member<M>;  // as in Django
    field_set wanted = choice.named;
    [[maybe_unused]] const auto add = [&]<class Value>(std::type_identity<Value>) {
        if constexpr (is_named_path<Value>) wanted |= loaded_name<M, Value::name>::members;
    };
    (add(std::type_identity<Named>()), ...);
    return wanted;
}

template <class Value, class... Kept>
consteval bool is_among(type_list<Kept...>) {
    return contains_type<Value, Kept...>;
}

/// Takes those of the values out of the rows that are paths, and not among those that stay.
template <class M, class Kept, class... Named>
void drop_paths(sql::recording& rows, type_list<Named...>) {
    [[maybe_unused]] const auto drop = [&]<class Value>(std::type_identity<Value>) {
        if constexpr (is_named_path<Value> && !is_among<Value>(Kept())) {
            bind_value<scope<M>>(field<Value::name>(), rows);
            rows.annotate(Value::name.view(), false);
        }
    };
    (drop(std::type_identity<Named>()), ...);
}

/// Adds those of the values to the rows that are paths.
template <class M, class... Named>
void add_paths(sql::recording& rows, type_list<Named...>) {
    [[maybe_unused]] const auto add = [&]<class Value>(std::type_identity<Value>) {
        if constexpr (is_named_path<Value>) {
            bind_value<scope<M>>(field<Value::name>(), rows);
            rows.annotate(Value::name.view());
        }
    };
    (add(std::type_identity<Named>()), ...);
}

/// Tells the recording and the options of rows of the type Row that those of Next are wanted.
template <class M, class Row, class Next>
void say_members(sql::recording& rows, options_ptr& options, const member_choice& choice) {
    using kept = typename values_of_row<Next>::type;
    drop_paths<M, kept>(rows, typename values_of_row<Row>::type());
    read_members<M>(rows, options, choice, wanted_members<M>(choice, kept()));
}

template <class M, class Row, fixed_string... Names>
void say_only(sql::recording& rows, options_ptr& options) {
    member_choice choice = options->members;
    choice.take_only((field_set{0} | ... | (loaded_name<M, Names>::is_path ? 0 : loaded_name<M, Names>::members)));
    using next = row_of_only<M, Row, Names...>;
    say_members<M, Row, next>(rows, options, choice);
    add_paths<M>(rows, typename values_of_row<next>::type());
}

template <class M, class Row, fixed_string... Names>
void say_defer(sql::recording& rows, options_ptr& options) {
    using next = row_of_defer<M, Row, Names...>;
    member_choice choice = options->members;
    choice.defer((field_set{0} | ... | (loaded_name<M, Names>::is_path ? 0 : loaded_name<M, Names>::members)),
                 has_paths<typename values_of_row<next>::type>);
    say_members<M, Row, next>(rows, options, choice);
}

template <class M, class Row>
void say_whole(sql::recording& rows, options_ptr& options) {
    say_members<M, Row, row_of_whole<M, Row>>(rows, options, {});
}

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/only.ipp>
#endif
