// Text to and from uuid, and random ones.
#pragma once

#include <vinyl/base/error.hpp>
#include <vinyl/types/bad_value.hpp>
#include <vinyl/types/uuid.hpp>

#include <sys/random.h>

namespace vinyl {

VINYL_DECL uuid::uuid(std::string_view text) {
    const auto refuse = [&] { detail::throw_bad_text("uuid", text, "32 hexadecimal digits"); };
    const auto digit = [&](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        refuse();
        return 0;
    };

    std::string_view rest = text;
    if (rest.size() > 2 && rest.front() == '{' && rest.back() == '}') rest = rest.substr(1, rest.size() - 2);
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
        if (i > 0 && !rest.empty() && rest.front() == '-') rest.remove_prefix(1);
        if (rest.size() < 2) refuse();
        bytes_[i] = static_cast<std::uint8_t>(digit(rest[0]) * 16 + digit(rest[1]));
        rest.remove_prefix(2);
    }
    if (!rest.empty()) refuse();
}

VINYL_DECL uuid uuid::random() {
    uuid result;
    if (::getentropy(result.bytes_.data(), result.bytes_.size()) != 0)
        throw os_error("uuid: the operating system has no randomness to give");
    result.bytes_[6] = static_cast<std::uint8_t>((result.bytes_[6] & 0x0F) | 0x40);  // version 4
    result.bytes_[8] = static_cast<std::uint8_t>((result.bytes_[8] & 0x3F) | 0x80);  // variant of the RFC
    return result;
}

VINYL_DECL std::string uuid::to_string() const {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(36);
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
        out.push_back(digits[bytes_[i] >> 4]);
        out.push_back(digits[bytes_[i] & 0x0F]);
    }
    return out;
}

}  // namespace vinyl
