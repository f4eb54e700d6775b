// select_related: the rows behind relations are read from the same result and put into the members that lead to them.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/base/list_view.hpp>
#include <vinyl/base/new_shared.hpp>
#include <vinyl/model/path.hpp>
#include <vinyl/rows/read.hpp>
#include <vinyl/sql/query.hpp>
#include <vinyl/sql/shape.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace vinyl::detail {

template <class Member>
struct relation_member;
template <class T, class Key>
struct relation_member<foreign_key<T, Key>> {
    using target = T;
    static void attach(foreign_key<T, Key>& member, std::shared_ptr<const T> object) {
        if (object) relation_access::loaded(member).set(std::move(object));
    }
    static const T* object(const foreign_key<T, Key>& member) noexcept { return relation_access::loaded(member).get(); }
};
template <class T, class Key>
struct relation_member<one_to_one<T, Key>> : relation_member<foreign_key<T, Key>> {};
template <class Relation>
struct relation_member<std::optional<Relation>> {
    using target = typename relation_member<Relation>::target;
    static void attach(std::optional<Relation>& member, std::shared_ptr<const target> object) {
        if (member) relation_member<Relation>::attach(*member, std::move(object));
    }
    static const target* object(const std::optional<Relation>& member) noexcept {
        return member ? relation_member<Relation>::object(*member) : nullptr;
    }
};
template <class T, fixed_string Name>
struct relation_member<related_one<T, Name>> {
    using target = T;
    static void attach(related_one<T, Name>& member, std::shared_ptr<const T> object) {
        relation_access::loaded(member).set(std::move(object));
    }
    static const T* object(const related_one<T, Name>& member) noexcept {
        return relation_access::loaded(member).get();
    }
};
template <class T, fixed_string Name>
struct relation_member<related<T, Name>> {
    using target = T;
};

/// Goes `Further` relations along the path from `node` and reads the object behind the next one.
template <std::size_t Further, fixed_string Path, std::size_t From, class Node>
void load_along(Node& node, const cursor& at, const sql::related_output& where, void* reader) {
    constexpr segment found = find_segment_at<Node>(Path.view(), From);
    constexpr std::size_t end = found.end, field = found.field;
    auto& member = get<field>(node);
    using relation = relation_member<field_type<Node, field>>;
    using target = typename relation::target;
    if constexpr (Further == 0) {
        std::shared_ptr<target> object;
        if (!at[where.key].null) {
            object = std::make_shared<target>();
            static_cast<model_reader<target>*>(reader)->read(*object, at, where.first);
        }
        // that of a filtered relation says only which object there is, not that there is none
        if (object || !where.steps.back()->of_query) relation::attach(member, std::move(object));
    } else {
        // made a moment ago by the loader one step before, so nobody else sees it yet
        if (auto* const next = const_cast<target*>(relation::object(member)))
            load_along<Further - 1, Path, begin_of_next(Path.view(), end)>(*next, at, where, reader);
    }
}

/// What reads the row at the end of one path from a model.
struct related_loader {
    list_view<const sql::relation_info* const> steps;
    std::size_t member;  ///< Of the model: the one by which the path begins.
    void* (*make_reader)(const read_options&, std::size_t rows);
    void (*destroy_reader)(void* reader);
    void (*check)(const cursor&, std::size_t first);
    void (*load)(void* row, const cursor&, const sql::related_output&, void* reader);  ///< row is of the model
};

/// Unless there is one for the same path.
void add_related_loader(std::vector<related_loader>& loaders, const related_loader& added);

template <fixed_string Path, std::size_t From, std::size_t Further, class Node>
consteval auto target_along() {
    constexpr segment found = find_segment_at<Node>(Path.view(), From);
    constexpr std::size_t end = found.end, field = found.field;
    using target = typename relation_member<field_type<Node, field>>::target;
    if constexpr (Further == 0) return std::type_identity<target>{};
    else return target_along<Path, begin_of_next(Path.view(), end), Further - 1, target>();
}

/// Path: the names by which the objects are put into members. Resolved: has the steps to their tables.
template <class M, fixed_string Path, class Resolved, std::size_t Further>
related_loader make_related_loader() {
    using target = typename decltype(target_along<Path, 0, Further, M>())::type;
    return {
        Resolved::path.steps.first(Further + 1),
        find_segment_at<M>(Path.view(), 0).field,
        [](const read_options& options, std::size_t rows) -> void* { return new model_reader<target>(options, rows); },
        &delete_object<model_reader<target>>,
        &model_reader<target>::check,
        [](void* row, const cursor& at, const sql::related_output& where, void* reader) {
            load_along<Further, Path, 0>(*static_cast<M*>(row), at, where, reader);
        }};
}

/// Adds the loaders for a path and all on the way to it.
template <class M, fixed_string Path, class Resolved>
void add_related_loaders(std::vector<related_loader>& loaders) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (add_related_loader(loaders, make_related_loader<M, Path, Resolved, I>()), ...);
    }(std::make_index_sequence<Resolved::path.steps.size()>{});
}

/// What runs the loaders of a queryset over the rows of one result, where it has some.
class related_reading {
public:
    /// @param found  of a query that was made for the loaders; null: there are none
    related_reading(const std::vector<related_loader>& loaders, const sql::shape* found, const read_options& options,
                    std::size_t rows);
    related_reading(const related_reading&) = delete;
    related_reading& operator=(const related_reading&) = delete;
    ~related_reading();

    /// For read_rows().
    [[nodiscard]] related_rows* rows() const noexcept { return rows_; }

private:
    related_rows* rows_ = nullptr;
};

}  // namespace vinyl::detail

#ifdef VINYL_HEADER_ONLY
#include <vinyl/rows/select_related.ipp>
#endif
