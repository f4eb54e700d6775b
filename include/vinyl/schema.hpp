// The tables of models: vinyl::schema::create<Artist, Album>(), drop<...>(), sql<...>(), and check<...>() against those that are
// there.
#pragma once

#include <vinyl/schema/check.hpp>
#include <vinyl/schema/create.hpp>
