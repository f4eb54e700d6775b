// The rows below others and above them, by a relation of a model to itself, in one statement (WITH RECURSIVE).
// https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-RECURSIVE
#pragma once

#include <vinyl/base/fixed_string.hpp>
#include <vinyl/base/type_list.hpp>
#include <vinyl/bind/row.hpp>
#include <vinyl/bind/scope.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/expr/field.hpp>
#include <vinyl/model/key.hpp>
#include <vinyl/model/path_element.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>
#include <vinyl/sql/recording.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace vinyl {

/// See the constants.
enum class tree_option : unsigned char { include_self, depth_first };
template <tree_option Option>
struct tree_word {};

/// The rows that it begins with belong to those that are found, at the depth 0.
inline constexpr tree_word<tree_option::include_self> include_self{};
/// Ordered by the shortest way to each row, so that it is followed by all that were found by it; rows that one other was left
/// for, and those that it begins with, by their keys. What one of the latter finds stands where its key puts it, also when the
/// row itself is found by another and stands elsewhere.
inline constexpr tree_word<tree_option::depth_first> depth_first{};

/// At most so many steps from where it begins; none for 0 and less.
class max_depth {
public:
    constexpr explicit max_depth(std::int32_t steps) noexcept : steps_(steps) {}
    [[nodiscard]] constexpr std::int32_t steps() const noexcept { return steps_; }

private:
    std::int32_t steps_;
};

template <fixed_string Name>
struct name_of_depth {};
/// Another name for the depth: `depth_as("level"_f)`.
template <fixed_string Name>
[[nodiscard]] constexpr name_of_depth<Name> depth_as(field<Name>) noexcept {
    return {};
}

namespace functions {
using vinyl::depth_as;
using vinyl::depth_first;
using vinyl::include_self;
using vinyl::max_depth;
}  // namespace functions

namespace detail {

template <class Word>
inline constexpr bool is_tree_word = std::same_as<Word, max_depth>;
template <tree_option Option>
inline constexpr bool is_tree_word<tree_word<Option>> = true;
template <fixed_string Name>
inline constexpr bool is_tree_word<name_of_depth<Name>> = true;

template <class... Words>
inline constexpr auto depth_name = fixed_string("depth");
template <class First, class... Words>
inline constexpr auto depth_name<First, Words...> = depth_name<Words...>;
template <fixed_string Name, class... Words>
inline constexpr auto depth_name<name_of_depth<Name>, Words...> = Name;

// The table of what was found, which sql/compile_common.ipp writes: the key of each row, how deep it is, and the way to it.

inline constexpr sql::column_info tree_columns[] = {
    {.field = "depth",
     .name = "__depth",
     .oid = codec<std::int32_t>::oid,
     .type = codec<std::int32_t>::sql_type,
     .cast = {},
     .as_member = {}},
    {.field = "path", .name = "__path", .type = "record[]", .cast = {}, .as_member = {}}};
inline constexpr sql::table_info tree_table{
    .model = "tree", .schema = {}, .name = "__tree", .columns = tree_columns, .relations = {}, .keys = {}};
[[nodiscard]] inline const sql::table_info& table_of_tree() noexcept { return tree_table; }

template <std::size_t Key>
inline constexpr auto tree_key = [] {
    text_buffer<8> name;
    name.add("__key");
    name.add(static_cast<std::int64_t>(Key));
    return name;
}();

template <class M>
inline constexpr auto tree_pairs = []<std::size_t... Key>(std::index_sequence<Key...>) {
    return std::array<sql::column_pair, sizeof...(Key)>{
        sql::column_pair{key_columns_of<M>[Key] -> name, tree_key<Key>.view()}...};
}(std::make_index_sequence<key_columns_of<M>.size()>());

/// From a row of M to what was found of it.
template <class M>
inline constexpr sql::relation_info tree_relation{.field = "tree",
                                                  .kind = sql::relation_kind::reverse_one_to_one,
                                                  .target = &table_of_tree,
                                                  .columns = tree_pairs<M>,
                                                  .of_query = true};
template <class M>
inline constexpr std::array<const sql::relation_info*, 1> tree_steps{&tree_relation<M>};

/// Whether a path is a relation of M to itself, from a row to the one above.
template <class M, class Facts>
consteval bool leads_to_itself() {
    if constexpr (!Facts::is_relation || !std::same_as<typename Facts::model_type, M>) return false;
    else return Facts::path.steps.size() == 1 && Facts::path.steps[0]->forward();
}

/// What descendants() and ancestors() give, and whether they can.
template <class M, class Row, class Awaited, fixed_string Relation, class... Words>
struct tree_of {
    static constexpr auto name = depth_name<Words...>;
    using depth = named<name, std::int32_t>;
    using row = annotated<M, depth>;
    using names = annotations<depth>;

    static consteval bool check() {
        using way = path_facts<M, Relation>;
        static_cast<void>(sizeof(resolve<M, Relation>));
        constexpr bool itself = !way::valid || leads_to_itself<M, way>();
        static_assert(
            itself,
            "vinyl: descendants() and ancestors() go along a relation of the model to itself, from each row to "
            "the one above it, such as foreign_key<Person> in Person");
        constexpr bool of_models = has_object<Row, M>;
        static_assert(
            of_models,
            "vinyl: descendants() and ancestors() begin with rows that are models; call them before values()");
        constexpr bool alone = Awaited::size == 0;
        static_assert(alone,
                      "vinyl: descendants() and ancestors() do not begin with rows that speak of the query around them "
                      "by _outer");
        constexpr bool known = (is_tree_word<Words> && ...);
        static_assert(known,
                      "vinyl: descendants() and ancestors() take the words vinyl::include_self, vinyl::depth_first, "
                      "max_depth(3) and depth_as(\"level\"_f)");
        constexpr bool new_name = !resolves<M, name>;
        static_assert(new_name,
                      "vinyl: a field of the model has the name of the depth; give it another one: "
                      "depth_as(\"level\"_f)");
        return way::valid && itself && of_models && alone && known && new_name;
    }

    static sql::recording say(const sql::recording& start, bool upwards, const Words&... words) {
        static constexpr sql::path depth_path{.steps = tree_steps<M>, .column = &tree_columns[0], .transforms = {}};
        static constexpr sql::path way{.steps = tree_steps<M>, .column = &tree_columns[1], .transforms = {}};
        constexpr auto says = []<tree_option Option>(tree_word<Option>) {
            return (std::same_as<Words, tree_word<Option>> || ...);
        };
        wire_value deepest;
        [[maybe_unused]] const auto take = [&]<class Word>(const Word& word) {
            if constexpr (std::same_as<Word, max_depth>) deepest = to_wire(word.steps());
        };
        (take(words), ...);
        sql::recording rows(table_of<M>());
        rows.join_tree(tree_relation<M>, start, *path_facts<M, Relation>::path.steps[0], upwards, says(include_self),
                       std::move(deepest));
        rows.column(depth_path);
        rows.annotate(name.view());
        if (says(depth_first)) {
            rows.column(way);
            rows.term();
            rows.order_by(1);
        }
        return rows;
    }
};

}  // namespace detail
}  // namespace vinyl
