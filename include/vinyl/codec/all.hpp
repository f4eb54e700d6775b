// The codecs of all column types but JSON (<vinyl/jsonb.hpp>).
#pragma once

#include <vinyl/codec/array.hpp>
#include <vinyl/codec/bytea.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/codec/date.hpp>
#include <vinyl/codec/decimal.hpp>
#include <vinyl/codec/enumeration.hpp>
#include <vinyl/codec/floating.hpp>
#include <vinyl/codec/hstore.hpp>
#include <vinyl/codec/integer.hpp>
#include <vinyl/codec/interval.hpp>
#include <vinyl/codec/range.hpp>
#include <vinyl/codec/text.hpp>
#include <vinyl/codec/time_of_day.hpp>
#include <vinyl/codec/timestamp.hpp>
#include <vinyl/codec/uuid.hpp>
