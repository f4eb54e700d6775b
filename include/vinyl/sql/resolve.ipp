// Resolving expressions against a query.
#include <vinyl/sql/resolve.hpp>

#include <vinyl/base/error.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/tree.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace vinyl::sql::detail {

inline expr resolved_column(alias_index alias, const column_info& column, std::uint32_t depth = 0) {
    auto made = make(node::resolved);
    made->alias = alias;
    made->depth = depth;
    made->where.column = &column;
    made->oid = column.oid;
    return made;
}

VINYL_DECL expr resolver::column(const path& where) const {
    const path to = trimmed(*names.model, where);
    alias_set passed;
    const alias_index alias = joins.follow(0, to.steps, reuse, &passed);
    if (reuse != nullptr) reuse->insert(passed);
    expr found = resolved_column(alias, *to.column);
    for (const transform part : where.transforms) found = extract(part, std::move(found));
    return found;
}

inline const std::array<std::pair<std::string_view, transform>, 17>& transform_names() {
    using enum transform;
    static constexpr std::array<std::pair<std::string_view, transform>, 17> names{{{"year", year},
                                                                                   {"iso_year", iso_year},
                                                                                   {"quarter", quarter},
                                                                                   {"month", month},
                                                                                   {"week", week},
                                                                                   {"day", day},
                                                                                   {"week_day", week_day},
                                                                                   {"iso_week_day", iso_week_day},
                                                                                   {"hour", hour},
                                                                                   {"minute", minute},
                                                                                   {"second", second},
                                                                                   {"date", date},
                                                                                   {"time", time},
                                                                                   {"lower", lower},
                                                                                   {"upper", upper},
                                                                                   {"length", length},
                                                                                   {"len", length}}};
    return names;
}

VINYL_DECL std::string written_out(const path& where) {
    std::string name;
    const auto add = [&](std::string_view part) {
        if (!name.empty()) name += "__";
        name += part;
    };
    for (const relation_info* step : where.steps) add(step->field);
    if (where.column != nullptr) add(where.column->field);
    for (const transform part : where.transforms)
        add(std::find_if(transform_names().begin(), transform_names().end(), [&](const auto& entry) {
                return entry.second == part;
            })->first);
    return name;
}

VINYL_DECL expr resolver::named(std::string_view name) const {
    if (const auto* entry = names.find_annotation(name)) return entry->what;
    const auto unknown = [&](const table_info& at, std::string_view part) {
        return usage_error(std::string(at.model) + " has no field, relation or transform \"" + std::string(part) +
                           "\" (in \"" + std::string(name) + "\")");
    };
    std::vector<const relation_info*> steps;
    std::vector<transform> transforms;
    const column_info* column = nullptr;
    const table_info* at = names.model;
    for (std::size_t start = 0; start <= name.size();) {
        const std::size_t end = std::min(name.find("__", start), name.size());
        const std::string_view part = name.substr(start, end - start);
        start = end + 2;
        if (column != nullptr) {
            bool known = false;
            for (const auto& [word, meaning] : transform_names()) {
                if (word != part) continue;
                transforms.push_back(meaning);
                known = true;
            }
            if (!known) throw unknown(*at, part);
            continue;
        }
        bool known = false;
        for (const relation_info& relation : at->relations) {
            if (relation.field != part) continue;
            steps.push_back(&relation);
            at = &relation.target();
            known = true;
            break;
        }
        if (known) continue;
        if (part == "pk") column = &at->key();
        for (const column_info& candidate : at->columns)
            if (column == nullptr && (candidate.field == part || candidate.name == part)) column = &candidate;
        if (column == nullptr) throw unknown(*at, part);
    }
    return this->column(path{steps, column, transforms});
}

VINYL_DECL bool resolver::many_valued(const expression& reference) const {
    const auto many = [](const relation_info* step) { return step->many(); };
    if (reference.text.empty()) return std::any_of(reference.where.steps.begin(), reference.where.steps.end(), many);
    const std::string_view name = reference.text;
    if (names.find_annotation(name) != nullptr) return false;
    const table_info* at = names.model;
    for (std::size_t start = 0; start <= name.size();) {
        const std::size_t end = std::min(name.find("__", start), name.size());
        const auto relation = std::find_if(at->relations.begin(), at->relations.end(), [&](const relation_info& each) {
            return each.field == name.substr(start, end - start);
        });
        if (relation == at->relations.end()) return false;
        if (relation->many()) return true;
        at = &relation->target();
        start = end + 2;
    }
    return false;
}

VINYL_DECL expr resolver::embedded(const expr& inside, std::uint32_t nesting) const {
    return replaced(inside, [&](const expr& part) -> expr {
        if (!part->has_outer) return part;
        if (part->kind == node::outer) {
            if (part->depth != nesting) return part;
            return seen_from_inside(part->text.empty() ? column(part->where) : named(part->text), nesting);
        }
        if (!part->inner) return {};
        auto made = std::make_shared<expression>(*part);
        if (part->left) made->left = embedded(part->left, nesting);
        made->inner = std::make_shared<const query>(embedded(*part->inner, nesting + 1));
        made->has_outer = false;
        note_children(*made);
        return made;
    });
}

VINYL_DECL query resolver::embedded(const query& inner, std::uint32_t nesting) const {
    if (!inner.data().has_outer) return inner;
    return with_expressions(inner, [&](const expr& inside) { return embedded(inside, nesting); });
}

VINYL_DECL expr resolver::operator()(const expr& e) const {
    switch (e->kind) {
        case node::value:
        case node::null:
        case node::resolved:
        case node::outer:
        case node::star: return e;
        case node::column: return column(e->where);
        default: break;
    }
    return replaced(e, [&](const expr& part) -> expr {
        switch (part->kind) {
            case node::column: return column(part->where);
            case node::annotation: {
                const auto* entry = names.find_annotation(part->text);
                if (entry == nullptr) throw usage_error("no annotation is called \"" + part->text + "\"");
                return entry->what;
            }
            case node::subquery:
            case node::array_subquery:
            case node::exists: {
                if (!part->has_outer) return part;
                auto made = std::make_shared<expression>(*part);
                made->inner = std::make_shared<const query>(embedded(*part->inner));
                made->has_outer = false;
                note_children(*made);
                return made;
            }
            default: break;
        }
        if (!is_condition(*part) || part->kind == node::condition) return {};
        // A condition inside a value: the joins it brings must not lose rows.
        const alias_set inner_before = joins.inner_ones();
        resolver inside = *this;
        if (settled == nullptr) inside.settled = &inner_before;
        auto built = condition_builder(inside, false).build(part);
        joins.promote(built.needed);
        joins.demote(inner_before);
        return built.what;
    });
}

}  // namespace vinyl::sql::detail
