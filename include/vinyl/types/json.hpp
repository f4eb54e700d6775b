// vinyl::json, complete.
#pragma once

#include <vinyl/types/json_name.hpp>

#include <boost/json/value.hpp>
