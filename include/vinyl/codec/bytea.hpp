// bytea: bytes as they are.
#pragma once

#include <vinyl/codec/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vinyl {

template <>
struct codec<std::vector<std::byte>> {
    static constexpr std::uint32_t oid = oid::bytea;
    static constexpr std::uint32_t array_oid = oid::bytea_array;
    static constexpr std::string_view sql_type = "bytea";

    static void encode(const std::vector<std::byte>& value, std::string& out) {
        out.append(reinterpret_cast<const char*>(value.data()), value.size());
    }

    [[nodiscard]] static std::vector<std::byte> decode(std::string_view bytes, std::uint32_t /*type*/) {
        const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
        return {first, first + bytes.size()};
    }

    [[nodiscard]] static constexpr bool accepts(std::uint32_t type) noexcept { return type == oid; }
};

}  // namespace vinyl
