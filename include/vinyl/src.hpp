// All non-template code of vinyl. Header-only use never needs this file. To compile that code once instead of in every
// translation unit, define VINYL_SEPARATE_COMPILATION for the whole program and include this in exactly one .cpp.
// It brings Boost.JSON's own non-template code along.
#pragma once

#include <vinyl/base/config.hpp>

#ifndef VINYL_SEPARATE_COMPILATION
#error "<vinyl/src.hpp> is for programs that define VINYL_SEPARATE_COMPILATION; without it everything is inline already"
#endif

#include <vinyl/base/error.ipp>

#include <vinyl/codec/bytes.ipp>
#include <vinyl/codec/floating.ipp>


#include <vinyl/db/query_log.ipp>

#include <vinyl/model/relations.ipp>

#include <vinyl/sql/identifier.ipp>
#include <vinyl/sql/tree.ipp>
#include <vinyl/sql/joins.ipp>
#include <vinyl/sql/expression.ipp>
#include <vinyl/sql/resolve.ipp>
#include <vinyl/sql/conditions.ipp>
#include <vinyl/sql/split.ipp>
#include <vinyl/sql/query.ipp>
#include <vinyl/sql/writer.ipp>
#include <vinyl/sql/writer_conditions.ipp>
#include <vinyl/sql/select_plan.ipp>
#include <vinyl/sql/compile_select.ipp>
#include <vinyl/sql/compile_aggregate.ipp>
#include <vinyl/sql/compile_write.ipp>

#include <vinyl/testing/process.ipp>
#include <vinyl/testing/server.ipp>

#include <boost/json/src.hpp>
