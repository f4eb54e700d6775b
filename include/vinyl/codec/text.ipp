// What text is, and the text of addresses.
#pragma once

#include <vinyl/codec/text.hpp>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>

namespace vinyl::detail {

VINYL_DECL bool looks_like_text(std::string_view bytes) noexcept {
    if (bytes.starts_with('\1')) return false;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
        const unsigned first = byte(i++);
        if (first == 0) return false;
        if (first < 0x80) continue;
        const std::size_t more = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        if (more == 0 || bytes.size() - i < more) return false;
        unsigned code = first & (0x3FU >> more);
        for (std::size_t end = i + more; i < end; ++i) {
            if ((byte(i) & 0xC0U) != 0x80U) return false;
            code = code << 6U | (byte(i) & 0x3FU);
        }
        const bool shorter_form = more == 2 ? code < 0x800U : more == 3 && code < 0x10000U;
        if (shorter_form || code > 0x10FFFFU || (code >= 0xD800U && code <= 0xDFFFU)) return false;
    }
    return true;
}

// https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/network.c (network_send)
VINYL_DECL std::string address_text(std::string_view bytes) {
    byte_reader reader(bytes, "inet");
    constexpr std::uint8_t version_4 = 2, version_6 = 3;
    const auto family = reader.read<std::uint8_t>();
    if (family != version_4 && family != version_6) reader.fail("it is of an unknown family");
    const std::uint8_t all_bits = family == version_4 ? 32 : 128;
    const auto bits = reader.read<std::uint8_t>();
    const bool network = reader.read<std::uint8_t>() != 0;
    const auto size = reader.read<std::uint8_t>();
    if (bits > all_bits || size * 8 != all_bits) reader.fail("its length is not that of its family");
    const std::string_view address = reader.read_bytes(size);
    reader.expect_end();
    char text[INET6_ADDRSTRLEN];
    if (inet_ntop(family == version_4 ? AF_INET : AF_INET6, address.data(), text, sizeof text) == nullptr)
        reader.fail("it has no text");
    std::string whole(text);
    if (network || bits != all_bits) whole.append("/").append(std::to_string(bits));
    return whole;
}

}  // namespace vinyl::detail
