// Rows as JSON: vinyl::to_json(album), vinyl::from_json<Album>(json); boost::json::value_from and value_to do the same.
#pragma once

#include <vinyl/orm/json.hpp>
