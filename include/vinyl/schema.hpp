// The tables of models: vinyl::schema::create<Artist, Album>(), drop<...>() and sql<...>().
#pragma once

#include <vinyl/schema/create.hpp>
