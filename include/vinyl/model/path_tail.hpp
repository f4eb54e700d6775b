// What stands behind the fields of a path: transforms (released__year), keys of a json column, and a lookup at the end
// (name__icontains).
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/codec/date.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/codec/text.hpp>
#include <vinyl/codec/time_of_day.hpp>
#include <vinyl/expr/known_lookups.hpp>
#include <vinyl/expr/transforms.hpp>
#include <vinyl/model/path_element.hpp>
#include <vinyl/sql/path_text.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace vinyl {

/// Why a path does not resolve.
enum class path_error : unsigned char {
    none,
    no_such_field,   ///< The model has no field or relation with this name.
    no_such_lookup,  ///< Behind a column stands something that is neither a transform nor a lookup.
    does_not_fit,    ///< A transform or lookup that this type does not have.
    behind_lookup    ///< Something follows the lookup.
};

namespace detail {

template <class T>
consteval value_family family_of_type() {
    if constexpr (column_type<T>) return family_of(codec<T>::sql_type);
    else return value_family::other;
}

/// Whether a transform has a form for values of type T in a column of this family.
template <fixed_string Name, class T, value_family Family>
inline constexpr bool is_transform_of =
    takes_value<typename transform_signature<transform_type<Name>>::parameter, T>(Family);

template <class Result, class T>
struct transform_result {
    using type = Result;
};
template <result_rule Rule, class T>
struct transform_result<Rule, T> {
    using type = typename Rule::template of<T>;
};
/// What a transform gives for a value of type T.
template <fixed_string Name, class T>
using transformed = typename transform_result<typename transform_signature<transform_type<Name>>::result, T>::type;

template <class T>
consteval std::uint32_t oid_of_type() {
    if constexpr (column_type<T>) return codec<T>::oid;
    else return 0;
}

/// The static object that paths point at.
template <fixed_string Name, class Result = transformed<Name, void>>
inline constexpr sql::transform_info transform_info_of{Name.view(), transform<Name>.info(), oid_of_type<Result>(),
                                                       transform_signature<transform_type<Name>>::may_be_null};

/// The segment of a path that begins at `From`, as a name.
template <fixed_string Path, std::size_t From>
inline constexpr auto segment_at = [] {
    constexpr std::size_t size = end_of_segment(Path.view(), From) - From;
    fixed_string<size + 1> name;
    for (std::size_t i = 0; i < size; ++i) name.value[i] = Path.value[From + i];
    return name;
}();

/// What the segment at `From` is, behind a value of the family `Family`.
enum class tail_word : unsigned char { end, lookup, key, transform, element, wrong };

/// Whether a name that is that of a lookup and of a transform (startswith) means the transform.
template <fixed_string Name, value_family Family>
inline constexpr bool prefers_transform = false;
template <fixed_string Name, value_family Family>
    requires(is_transform<Name> && Family != value_family::json)
inline constexpr bool prefers_transform<Name, Family> = !lookup_on<lookup_type<Name>, void>::fits(Family);

template <fixed_string Path, std::size_t From, value_family Family>
consteval tail_word word_at() {
    if constexpr (From == Path.size()) {
        return tail_word::end;
    } else {
        constexpr bool last = end_of_segment(Path.view(), From) == Path.size();
        if constexpr (last && is_lookup<segment_at<Path, From>>) {
            return prefers_transform<segment_at<Path, From>, Family> ? tail_word::transform : tail_word::lookup;
        } else if constexpr (Family == value_family::json) {
            return tail_word::key;
        } else if constexpr (Family == value_family::hstore) {
            if constexpr (!is_transform<segment_at<Path, From>>) return tail_word::element;
            else
                return is_transform_of<segment_at<Path, From>, void, Family> ? tail_word::transform
                                                                             : tail_word::element;
        } else if constexpr (is_transform<segment_at<Path, From>>) {
            return tail_word::transform;
        } else {
            const char first = Path.value[From];
            return Family == value_family::array && first >= '0' && first <= '9' ? tail_word::element
                                                                                 : tail_word::wrong;
        }
    }
}

template <fixed_string Path, std::size_t From, value_family Start>
consteval path_error error_of_wrong_word() {
    if constexpr (is_lookup<segment_at<Path, From>>) return path_error::behind_lookup;
    else return Start == value_family::row ? path_error::no_such_field : path_error::no_such_lookup;
}

/// The keys of JSON in the text [from, to) of a path.
template <fixed_string Path, std::size_t From, std::size_t To>
consteval auto keys_between() {
    constexpr auto split = [](auto&& take) {
        for (std::size_t at = From; at != To;) {
            const std::size_t end = end_of_segment(Path.view(), at);
            take(Path.view().substr(at, end - at));
            at = begin_of_next(Path.view(), end);
        }
    };
    constexpr std::size_t count = [split] {
        std::size_t found = 0;
        split([&](std::string_view) { ++found; });
        return found;
    }();
    std::array<std::string_view, count> keys{};
    std::size_t next = 0;
    split([&](std::string_view key) { keys[next++] = key; });
    return keys;
}

/// What stands so far: a value of type T, of the family Family, behind these transforms of a value of the family Start;
/// the keys begin at `Keys`, if there are any.
template <class T, value_family Family, value_family Start, std::size_t Keys, const sql::transform_info*... Transforms>
struct tail_state {
    using value_type = T;
    static constexpr value_family family = Family;
    static constexpr std::array<const sql::transform_info*, sizeof...(Transforms)> transforms{Transforms...};
    /// A transform gives NULL for values that are none.
    static constexpr bool may_be_null = (Transforms->may_be_null || ...);
};

inline constexpr std::size_t no_keys = static_cast<std::size_t>(-1);

template <fixed_string Path, std::size_t From, class State, tail_word Word>
struct tail_from;

template <bool IsEmpty>
struct tail_kind {
    template <fixed_string Path, std::size_t From, class T, value_family Family>
    using of = tail_from<Path, From, tail_state<T, Family, Family, no_keys>, word_at<Path, From, Family>()>;
};
template <>
struct tail_kind<true> {
    // the same for all paths
    template <fixed_string Path, std::size_t From, class T, value_family Family>
    using of = tail_from<fixed_string(""), 0, tail_state<T, Family, Family, no_keys>, tail_word::end>;
};

/// What the text of a path from `From` on says of a value of type T in a column of the family Family.
template <fixed_string Path, std::size_t From, class T, value_family Family>
using path_tail = typename tail_kind<From == Path.size()>::template of<Path, From, T, Family>;

/// No lookup: it is a value.
template <fixed_string Path, std::size_t From, class T, value_family Family, value_family Start, std::size_t Keys,
          const sql::transform_info*... Transforms>
struct tail_from<Path, From, tail_state<T, Family, Start, Keys, Transforms...>, tail_word::end>
    : tail_state<T, Family, Start, Keys, Transforms...> {
    static constexpr path_error error = path_error::none;
    static constexpr bool has_lookup = false;
    static constexpr const auto& lookup = vinyl::lookup<"exact">;
    static constexpr auto keys = keys_between<Path, (Keys < From ? Keys : From), From>();
};
template <fixed_string Path, std::size_t From, class T, value_family Family, value_family Start, std::size_t Keys,
          const sql::transform_info*... Transforms>
struct tail_from<Path, From, tail_state<T, Family, Start, Keys, Transforms...>, tail_word::lookup>
    : tail_state<T, Family, Start, Keys, Transforms...> {
    static constexpr const auto& lookup = vinyl::lookup<segment_at<Path, From>>;
    using type = lookup_type<segment_at<Path, From>>;
    // as in Django, what stands under a key of a json column has text patterns, too
    static constexpr bool fits =
        lookup_on<type, T>::fits(Family) || (Keys != no_keys && lookup_on<type, std::string>::fits(value_family::text));
    static constexpr path_error error = fits ? path_error::none : path_error::does_not_fit;
    static constexpr bool has_lookup = true;
    static constexpr auto keys = keys_between<Path, (Keys < From ? Keys : From), From>();
};
template <fixed_string Path, std::size_t From, class T, value_family Family, value_family Start, std::size_t Keys,
          const sql::transform_info*... Transforms>
struct tail_from<Path, From, tail_state<T, Family, Start, Keys, Transforms...>, tail_word::wrong>
    : tail_state<T, Family, Start, Keys, Transforms...> {
    static constexpr path_error error = error_of_wrong_word<Path, From, Start>();
    static constexpr bool has_lookup = false;
    static constexpr const auto& lookup = vinyl::lookup<"exact">;
    static constexpr std::array<std::string_view, 0> keys{};
};

template <fixed_string Path, std::size_t From>
inline constexpr std::size_t next_segment = begin_of_next(Path.view(), end_of_segment(Path.view(), From));

template <fixed_string Path, std::size_t From, class T, value_family Start, std::size_t Keys,
          const sql::transform_info*... Transforms>
struct tail_from<Path, From, tail_state<T, value_family::json, Start, Keys, Transforms...>, tail_word::key>
    : tail_from<Path, next_segment<Path, From>,
                tail_state<T, value_family::json, Start, (Keys < From ? Keys : From), Transforms...>,
                word_at<Path, next_segment<Path, From>, value_family::json>()> {};

/// A transform: of the value before it, or of none, as it does not fit.
template <bool Fits, fixed_string Path, std::size_t From, class State>
struct tail_behind_transform;

template <fixed_string Path, std::size_t From, class T, value_family Family, value_family Start, std::size_t Keys,
          const sql::transform_info*... Transforms>
struct tail_from<Path, From, tail_state<T, Family, Start, Keys, Transforms...>, tail_word::transform>
    : tail_behind_transform<is_transform_of<segment_at<Path, From>, T, Family>, Path, From,
                            tail_state<T, Family, Start, Keys, Transforms...>> {};

template <fixed_string Path, std::size_t From, class T, value_family Family, value_family Start, std::size_t Keys,
          const sql::transform_info*... Transforms>
struct tail_behind_transform<false, Path, From, tail_state<T, Family, Start, Keys, Transforms...>>
    : tail_state<T, Family, Start, Keys, Transforms...> {
    static constexpr path_error error = path_error::does_not_fit;
    static constexpr bool has_lookup = false;
    static constexpr const auto& lookup = vinyl::lookup<"exact">;
    static constexpr std::array<std::string_view, 0> keys{};
};
template <fixed_string Path, std::size_t From, class T>
using transformed_at = transformed<segment_at<Path, From>, T>;

template <fixed_string Path, std::size_t From, class T, value_family Family, value_family Start, std::size_t Keys,
          const sql::transform_info*... Transforms>
struct tail_behind_transform<true, Path, From, tail_state<T, Family, Start, Keys, Transforms...>>
    : tail_from<Path, next_segment<Path, From>,
                tail_state<transformed_at<Path, From, T>, family_of_type<transformed_at<Path, From, T>>(), Start, Keys,
                           Transforms..., &transform_info_of<segment_at<Path, From>, transformed_at<Path, From, T>>>,
                word_at<Path, next_segment<Path, From>, family_of_type<transformed_at<Path, From, T>>()>()> {};

/// An element or a part of an array, or what stands under a key of an hstore.
template <class Step, fixed_string Path, std::size_t From, class T, value_family Family, value_family Start,
          std::size_t Keys, const sql::transform_info*... Transforms>
struct tail_behind_element : tail_from<Path, Step::next,
                                       tail_state<typename Step::type, family_of_type<typename Step::type>(), Start,
                                                  Keys, Transforms..., &Step::info>,
                                       word_at<Path, Step::next, family_of_type<typename Step::type>()>()> {};

template <fixed_string Path, std::size_t From, class T, value_family Family, value_family Start, std::size_t Keys,
          const sql::transform_info*... Transforms>
struct tail_from<Path, From, tail_state<T, Family, Start, Keys, Transforms...>, tail_word::element>
    : std::conditional_t<
          element_step<Path, From, T, Family>::fits,
          tail_behind_element<element_step<Path, From, T, Family>, Path, From, T, Family, Start, Keys, Transforms...>,
          tail_behind_transform<false, Path, From, tail_state<T, Family, Start, Keys, Transforms...>>> {};

}  // namespace detail
}  // namespace vinyl
