// Body of connecting.
#pragma once

#include <vinyl/io/operation.hpp>
#include <vinyl/postgres/connect.hpp>
#include <vinyl/postgres/connecting.hpp>

#include <utility>

namespace vinyl::postgres {

VINYL_DECL dual<std::unique_ptr<connection>> connect(settings where, driver_options options, io::deadline until) {
    return io::run<connecting>(std::move(where), std::move(options), until);
}

}  // namespace vinyl::postgres
