// Makes and drops the tables of models.
#pragma once

#include <vinyl/dual/dual.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/schema/plan.hpp>
#include <vinyl/schema/run.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vinyl::schema {

/// The statements that make the tables of these models, in the order in which they are to be run.
template <model_type... Models>
[[nodiscard]] std::vector<std::string> statements() {
    static_assert(sizeof...(Models) > 0, "vinyl: schema::statements needs at least one model");
    return detail::create_statements(detail::plans_of<Models...>());
}

/// The same as one text, for a file or for psql.
template <model_type... Models>
[[nodiscard]] std::string sql() {
    return detail::script(statements<Models...>());
}

/// Makes the tables of these models, with their indexes and constraints, all or none.
///
///     vinyl::schema::create<Artist, Genre, Album>();              // sync
///     co_await vinyl::schema::create<Artist, Genre, Album>();     // async
///
/// The join tables of their many_to_many members are made with them. The order of the models does not matter, and they may point at each other. A table that a model points at and that is
/// not among them must be there already. PostgreSQL enums that members are stored in (stored_by_name) are made, too,
/// unless a type of the name exists.
/// Errors: programming_error when a table exists already.
template <model_type... Models>
dual<void> create(std::string_view alias = "default") {
    return detail::run<>(std::string(alias), statements<Models...>()).named("vinyl::schema::create");
}

/// Drops the tables of these models and the join tables of their many_to_many members, with all their rows; those that do not exist are passed over. The PostgreSQL
/// enums of their members go, too, unless something else uses them.
/// Errors: database_error (2BP01) when a table that is not among them points at one of them.
template <model_type... Models>
dual<void> drop(std::string_view alias = "default") {
    static_assert(sizeof...(Models) > 0, "vinyl: schema::drop needs at least one model");
    return detail::run<>(std::string(alias), detail::drop_statements(detail::plans_of<Models...>()))
        .named("vinyl::schema::drop");
}

}  // namespace vinyl::schema
