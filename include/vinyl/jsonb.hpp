// Columns of JSON: vinyl::json and vinyl::jsonb_of<T>. Models with members of these types include it beside <vinyl/model.hpp>
// or <vinyl/vinyl.hpp>, which leave it out because Boost.JSON would make up a fifth of their cost for everybody else.
#pragma once

#include <vinyl/codec/json.hpp>
#include <vinyl/codec/jsonb_of.hpp>
#include <vinyl/types/json.hpp>
#include <vinyl/types/jsonb_of.hpp>
