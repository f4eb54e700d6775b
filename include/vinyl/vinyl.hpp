// All of vinyl but schema and testing: models, querysets, both modes, transactions, connections.
//
// With VINYL_WITHOUT_JSON defined it leaves out the JSON types of columns, and with them Boost.JSON, which is a quarter of its
// cost: files with models that have such members then include <vinyl/jsonb.hpp> themselves.
#pragma once

// Headers that speak to the user when something does not compile are included from here directly and first, from the
// ground up: the compiler prints the trail of includes before every message, and this keeps it short.
// clang-format off
#include <vinyl/types/decimal.hpp>
#include <vinyl/expr/concepts.hpp>
#include <vinyl/expr/field.hpp>
#include <vinyl/expr/functions.hpp>
#include <vinyl/expr/json_text.hpp>
#include <vinyl/expr/case.hpp>
#include <vinyl/expr/cast.hpp>
#include <vinyl/expr/aggregates.hpp>
#include <vinyl/expr/window_functions.hpp>
#include <vinyl/dual/dual.hpp>
#include <vinyl/dual/async_only.hpp>
#include <vinyl/model/reflection.hpp>
#include <vinyl/model/meta.hpp>
#include <vinyl/model/check_model.hpp>
#include <vinyl/model/ordering.hpp>
#include <vinyl/model/owner.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/bind/value_type.hpp>
#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/condition.hpp>
#include <vinyl/bind/order_terms.hpp>
#include <vinyl/orm/own_queryset.hpp>
#include <vinyl/bind/row.hpp>
#include <vinyl/bind/row_types.hpp>
#include <vinyl/bind/common_table.hpp>
#include <vinyl/bind/has_window.hpp>
#include <vinyl/bind/window.hpp>
#include <vinyl/bind/calculations.hpp>
#include <vinyl/bind/expression_kinds.hpp>
#include <vinyl/orm/assignments.hpp>
#include <vinyl/orm/write.hpp>
#include <vinyl/orm/row_lock.hpp>
#include <vinyl/orm/readable.hpp>
#include <vinyl/orm/terminals.hpp>
#include <vinyl/orm/trees.hpp>
#include <vinyl/orm/joining.hpp>
#include <vinyl/orm/combined.hpp>
// clang-format on

#include <vinyl/db/atomic.hpp>
#include <vinyl/db/execute.hpp>
#include <vinyl/db/query_log.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/dual/gather.hpp>
#include <vinyl/dual/spawn.hpp>
#include <vinyl/model.hpp>
#include <vinyl/orm/instance.hpp>
#include <vinyl/orm/partial.hpp>
#include <vinyl/orm/queryset.hpp>
#include <vinyl/orm/related.hpp>
#include <vinyl/rows/rows_as.hpp>

#ifndef VINYL_WITHOUT_JSON
#include <vinyl/jsonb.hpp>
#endif
