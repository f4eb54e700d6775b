// Owners of what libpq allocates.
#pragma once

#include <libpq-fe.h>

#include <memory>

namespace vinyl::postgres {

template <auto Free>
struct free_with {
    template <class T>
    void operator()(T* pointer) const noexcept {
        Free(pointer);
    }
};

using result_handle = std::unique_ptr<PGresult, free_with<PQclear>>;
using connection_handle = std::unique_ptr<PGconn, free_with<PQfinish>>;
using conninfo_handle = std::unique_ptr<PQconninfoOption, free_with<PQconninfoFree>>;
using text_handle = std::unique_ptr<char, free_with<PQfreemem>>;

}  // namespace vinyl::postgres
