// Full-text search: columns of type vinyl::tsvector, search_vector(), search_query(), search_rank(), search_headline() and the
// lookup `search`.
#pragma once

#include <vinyl/codec/tsvector.hpp>
#include <vinyl/expr/search_functions.hpp>
