// Columns of JSON: vinyl::json and vinyl::jsonb_of<T>. <vinyl/vinyl.hpp> brings them, unless VINYL_WITHOUT_JSON is defined;
// headers that declare models with such members by <vinyl/model.hpp> alone include it, too.
#pragma once

#include <vinyl/codec/json.hpp>
#include <vinyl/codec/jsonb_of.hpp>
#include <vinyl/types/json.hpp>
#include <vinyl/types/jsonb_of.hpp>
