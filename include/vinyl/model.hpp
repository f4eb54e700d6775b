// All that a header which declares models needs: the base, meta, relations, field names and their operators, and the value
// types of columns. Neither Asio nor libpq; queries come with <vinyl/vinyl.hpp>. Models with json members include
// <vinyl/jsonb.hpp>, too.
#pragma once

// First, so that what the compiler prints before its messages is short.
// clang-format off
#include <vinyl/types/decimal.hpp>
#include <vinyl/model/reflection.hpp>
#include <vinyl/model/check_model.hpp>
// clang-format on

#include <vinyl/expr/field.hpp>
#include <vinyl/expr/functions.hpp>
#include <vinyl/model/columns.hpp>
#include <vinyl/model/many_to_many.hpp>
#include <vinyl/model/member_path.hpp>
#include <vinyl/model/meta.hpp>
#include <vinyl/model/model.hpp>
#include <vinyl/model/relations.hpp>
#include <vinyl/types/date.hpp>
#include <vinyl/types/hstore.hpp>
#include <vinyl/types/interval.hpp>
#include <vinyl/types/range.hpp>
#include <vinyl/types/text.hpp>
#include <vinyl/types/time_of_day.hpp>
#include <vinyl/types/timestamp.hpp>
#include <vinyl/types/uuid.hpp>
