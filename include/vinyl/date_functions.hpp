// Parts of dates and times as functions, with time zones: extract_hour("at"_f, "Europe/Berlin"), trunc_month("at"_f),
// at_time_zone("at"_f, "Asia/Tokyo").
#pragma once

#include <vinyl/bind/function_overloads.hpp>
#include <vinyl/expr/date_functions.hpp>
