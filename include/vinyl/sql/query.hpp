// A query as a value (see query_type.hpp) and the expressions it is refined with.
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/sql/expression.hpp>
#include <vinyl/sql/query_type.hpp>

#ifdef VINYL_HEADER_ONLY
#include <vinyl/sql/query.ipp>
#include <vinyl/sql/query_merge.ipp>
#include <vinyl/sql/query_relations.ipp>
#endif
