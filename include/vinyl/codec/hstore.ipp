// Reading and writing of hstore.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/hstore.hpp>

#include <optional>
#include <utility>

namespace vinyl {

VINYL_DECL void codec<hstore>::encode(const hstore& value, std::string& out) {
    constexpr std::size_t most = INT32_MAX;
    if (value.size() > most) detail::throw_unencodable(sql_type, "it has too many keys");
    detail::append(out, static_cast<std::int32_t>(value.size()));
    for (const auto& [key, item] : value) {
        detail::append_sized(out, sql_type, [&] { out.append(key); });
        if (item) detail::append_sized(out, sql_type, [&] { out.append(*item); });
        else detail::append(out, std::int32_t{-1});
    }
}

VINYL_DECL hstore codec<hstore>::decode(std::string_view bytes, std::uint32_t /*type*/) {
    detail::byte_reader reader(bytes, sql_type);
    const auto count = reader.read<std::int32_t>();
    if (count < 0) reader.fail("its count is negative");
    hstore value;
    for (std::int32_t i = 0; i < count; ++i) {
        const auto key_length = reader.read<std::int32_t>();
        if (key_length < 0) reader.fail("a key is NULL");
        std::string key(reader.read_bytes(static_cast<std::size_t>(key_length)));
        const auto length = reader.read<std::int32_t>();
        if (length < -1) reader.fail("a length is negative");
        std::optional<std::string> item;
        if (length >= 0) item.emplace(reader.read_bytes(static_cast<std::size_t>(length)));
        value.insert_or_assign(value.end(), std::move(key), std::move(item));
    }
    reader.expect_end();
    return value;
}

}  // namespace vinyl
