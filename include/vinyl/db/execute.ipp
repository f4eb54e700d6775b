// Running a statement.
#pragma once

#include <vinyl/db/execute.hpp>
#include <vinyl/db/execution.hpp>

#include <utility>

namespace vinyl::db {

VINYL_DECL dual<result> execute(connection_registry& in, std::string_view alias, statement sent) {
    return io::run<execution>(in, alias, std::move(sent));
}

VINYL_DECL dual<result> execute(std::string_view alias, statement sent) {
    return io::run<execution>(connections(), alias, std::move(sent));
}

}  // namespace vinyl::db
