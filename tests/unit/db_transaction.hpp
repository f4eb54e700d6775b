// A database without a server, for the tests of transactions.
#pragma once

#include "support/both_modes.hpp"
#include "support/scripted_driver.hpp"

#include <vinyl/db/execute.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/db/atomic.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace transactions {

using namespace std::chrono_literals;
using texts = std::vector<std::string>;

/// An alias of its own in the global registry.
struct alias {
    explicit alias(std::size_t max = 1, std::string called = "default") : name(std::move(called)) {
        vinyl::connections().remove(name);
        vinyl::connections().add(name, driver, {.pool = {.max = max, .acquire_timeout = 2s}});
    }
    ~alias() { vinyl::connections().remove(name); }
    tests::script& script() const { return driver.script(); }

    tests::scripted_driver driver;
    std::string name;
};

inline vinyl::dual<void> run(std::string sql, std::string on = "default") {
    vinyl::statement sent;
    sent.text = std::move(sql);
    co_await vinyl::db::execute(on, std::move(sent));
}

struct oops : std::runtime_error {
    oops() : std::runtime_error("oops") {}
};

}  // namespace transactions
