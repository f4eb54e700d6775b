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

class related_rows {
public:
    related_rows(list_view<const related_loader> loaders, const std::vector<sql::related_output>& outputs,
                 const read_options& options, std::size_t rows) {
        for (const sql::related_output& where : outputs) {
            const auto loader = std::ranges::find_if(
                loaders, [&](const related_loader& each) { return sql::detail::same_steps(each.steps, where.steps); });
            if (loader == loaders.end()) continue;
            steps_.push_back(
                {&*loader, &where, own_object(loader->make_reader(options, rows), loader->destroy_reader)});
        }
    }

    /// @param row  of the model that the loaders are for
    void read(void* row, const cursor& at) {
        for (step& each : steps_) {
            if (at.row == 0) each.loader->check(at, each.where->first);
            each.loader->load(row, at, *each.where, each.reader.get());
        }
    }

private:
    struct step {
        const related_loader* loader;
        const sql::related_output* where;
        std::shared_ptr<void> reader;
    };
    std::vector<step> steps_;
};

VINYL_DECL void read_related(related_rows& related, void* row, const cursor& at) { related.read(row, at); }

VINYL_DECL related_reading::related_reading(const std::vector<related_loader>& loaders, const sql::shape* found,
                                            const read_options& options, std::size_t rows) {
    if (found != nullptr) rows_ = new related_rows(loaders, found->related, options, rows);
}

VINYL_DECL related_reading::~related_reading() { delete rows_; }

}  // namespace vinyl::detail
