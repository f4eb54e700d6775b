// The alias "default" on the shared test server for the time of one test, and SQL by hand.
#pragma once

#include "support/server.hpp"

#include <vinyl/db/execute.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tests {

/// Adds an alias and removes it again.
class database {
public:
    explicit database(vinyl::connection_options options = {}, std::string alias = "default")
        : alias_(std::move(alias)) {
        if (options.dsn.empty()) options.dsn = dsn();
        vinyl::connections().remove(alias_);
        vinyl::connections().add(alias_, std::move(options));
    }
    database(const database&) = delete;
    database& operator=(const database&) = delete;
    ~database() { vinyl::connections().remove(alias_); }

private:
    std::string alias_;
};

/// Runs SQL. Results come in binary form; `::text` makes them readable.
inline vinyl::dual<vinyl::db::result> sql(std::string text, std::string alias = "default") {
    vinyl::statement sent;
    sent.text = std::move(text);
    return vinyl::db::execute(alias, std::move(sent));
}

/// The first column of all rows; the statement must give text.
inline vinyl::dual<std::vector<std::string>> column(std::string text, std::string alias = "default") {
    const vinyl::db::result answer = co_await sql(std::move(text), std::move(alias));
    std::vector<std::string> cells;
    for (std::size_t row = 0; row < answer.rows(); ++row) cells.emplace_back(answer.bytes(row, 0));
    co_return cells;
}

/// The only cell; the statement must give text.
inline vinyl::dual<std::string> cell(std::string text, std::string alias = "default") {
    const vinyl::db::result answer = co_await sql(std::move(text), std::move(alias));
    co_return answer.rows() == 0 ? std::string("(no row)") : std::string(answer.bytes(0, 0));
}

}  // namespace tests
