// hstore: a count, then keys and values with their lengths. The extension must be there: CREATE EXTENSION hstore.
// https://github.com/postgres/postgres/blob/master/contrib/hstore/hstore_io.c (hstore_recv)
#pragma once

#include <vinyl/base/config.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/codec/oid.hpp>
#include <vinyl/types/hstore.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace vinyl {

/// The type has another OID in every database, so the server infers it.
template <>
struct codec<hstore> {
    static constexpr std::uint32_t oid = 0;
    static constexpr std::string_view sql_type = "hstore";

    static void encode(const hstore& value, std::string& out);
    [[nodiscard]] static hstore decode(std::string_view bytes, std::uint32_t type);

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type >= oid::first_user_defined; }
};

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/codec/hstore.ipp>
#endif
