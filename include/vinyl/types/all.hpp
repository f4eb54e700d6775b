// The value types of all columns; json by name only (<vinyl/jsonb.hpp>).
#pragma once

#include <vinyl/types/date.hpp>
#include <vinyl/types/decimal.hpp>
#include <vinyl/types/hstore.hpp>
#include <vinyl/types/interval.hpp>
#include <vinyl/types/json_name.hpp>
#include <vinyl/types/range.hpp>
#include <vinyl/types/text.hpp>
#include <vinyl/types/time_of_day.hpp>
#include <vinyl/types/time_zone.hpp>
#include <vinyl/types/timestamp.hpp>
#include <vinyl/types/uuid.hpp>
