// Functions and aggregates beyond those that <vinyl/vinyl.hpp> has: of numbers and texts, hashes, identifiers, statistics, and
// aggregates that gather values.
#pragma once

#include <vinyl/vinyl.hpp>

#include <vinyl/expr/gathering_aggregates.hpp>
#include <vinyl/expr/hash_functions.hpp>
#include <vinyl/expr/json_functions.hpp>
#include <vinyl/expr/math_functions.hpp>
#include <vinyl/expr/statistics.hpp>
#include <vinyl/expr/text_functions.hpp>
#include <vinyl/expr/uuid_functions.hpp>
