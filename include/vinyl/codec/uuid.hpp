// uuid: its 16 bytes.
#pragma once

#include <vinyl/codec/bytes.hpp>
#include <vinyl/codec/codec.hpp>
#include <vinyl/types/uuid.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace vinyl {

template <>
struct codec<uuid> {
    static constexpr std::uint32_t oid = oid::uuid;
    static constexpr std::uint32_t array_oid = oid::uuid_array;
    static constexpr std::string_view sql_type = "uuid";

    static void encode(const uuid& value, std::string& out) {
        out.append(reinterpret_cast<const char*>(value.bytes().data()), value.bytes().size());
    }

    [[nodiscard]] static uuid decode(std::string_view bytes, std::uint32_t /*type*/) {
        std::array<std::uint8_t, 16> value;
        if (bytes.size() != value.size()) [[unlikely]]
            detail::throw_malformed(sql_type, "wrong length", bytes.size());
        std::memcpy(value.data(), bytes.data(), value.size());
        return uuid(value);
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

}  // namespace vinyl
