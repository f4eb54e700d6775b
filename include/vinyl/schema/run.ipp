// Bodies of schema/run.hpp.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/orm/atomic.hpp>
#include <vinyl/schema/run.hpp>

#include <utility>

namespace vinyl::schema::detail {

VINYL_DECL dual<void> run_each(std::string alias, std::vector<std::string> statements) {
    for (std::string& text : statements) {
        statement one;
        one.text = std::move(text);
        co_await db::execute(alias, std::move(one));
    }
}

VINYL_DECL dual<void> run(std::string alias, std::vector<std::string> statements) {
    if (statements.size() == 1) return run_each(std::move(alias), std::move(statements));
    atomic_options options;
    const std::string name = alias;
    options.alias = name;
    return atomic(options, [alias = std::move(alias), statements = std::move(statements)]() mutable -> dual<void> {
        return run_each(alias, statements);
    });
}

VINYL_DECL std::string script(const std::vector<std::string>& statements) {
    std::string text;
    for (const std::string& each : statements) text += each + ";\n";
    return text;
}

}  // namespace vinyl::schema::detail
