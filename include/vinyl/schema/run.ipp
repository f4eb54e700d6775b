// Bodies of schema/run.hpp.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/db/atomic.hpp>
#include <vinyl/schema/run.hpp>

#include <utility>

namespace vinyl::schema::detail {

VINYL_DECL dual<void> run_each(std::string alias, std::vector<std::string> statements) {
    for (std::string& text : statements) {
        statement one;
        one.text = std::move(text);
        one.keeps_session = true;
        co_await db::execute(alias, std::move(one));
    }
}

// A class with a name, not a lambda: a coroutine of a template holds it, and g++ warns of such a type without linkage.
struct run_in_order {
    std::string alias;
    std::vector<std::string> statements;

    dual<void> operator()() { return run_each(alias, statements); }
};

VINYL_DECL dual<void> run(std::string alias, std::vector<std::string> statements) {
    if (statements.size() == 1) return run_each(std::move(alias), std::move(statements));
    run_in_order body{std::move(alias), std::move(statements)};
    const std::string name = body.alias;
    atomic_options options;
    options.alias = name;
    return atomic(options, std::move(body));
}

VINYL_DECL std::string script(const std::vector<std::string>& statements) {
    std::string text;
    for (const std::string& each : statements) text += each + ";\n";
    return text;
}

}  // namespace vinyl::schema::detail
