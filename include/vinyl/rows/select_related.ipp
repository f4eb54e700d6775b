// The rows behind relations, read from the same result.
#pragma once

#include <vinyl/rows/select_related.hpp>

#include <algorithm>

namespace vinyl::detail {

VINYL_DECL void add_related_loader(std::vector<related_loader>& loaders, const related_loader& added) {
    const bool known = std::ranges::any_of(
        loaders, [&](const related_loader& each) { return sql::detail::same_steps(each.steps, added.steps); });
    if (!known) loaders.push_back(added);
}

VINYL_DECL related_rows::related_rows(std::span<const related_loader> loaders,
                                      const std::vector<sql::related_output>& outputs, const read_options& options,
                                      std::size_t rows) {
    for (const sql::related_output& where : outputs) {
        const auto loader = std::ranges::find_if(
            loaders, [&](const related_loader& each) { return sql::detail::same_steps(each.steps, where.steps); });
        if (loader != loaders.end())
            steps_.push_back(
                {&*loader, &where, own_object(loader->make_reader(options, rows), loader->destroy_reader)});
    }
}

VINYL_DECL void related_rows::read(void* row, const cursor& at) {
    for (step& each : steps_) {
        if (at.row == 0) each.loader->check(at, each.where->first);
        each.loader->load(row, at, *each.where, each.reader.get());
    }
}

VINYL_DECL void read_related(related_rows& related, void* row, const cursor& at) { related.read(row, at); }

}  // namespace vinyl::detail
