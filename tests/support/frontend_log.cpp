#include "support/frontend_log.hpp"

#include <stdexcept>

namespace tests {
namespace {

// Takes big-endian numbers and zero-terminated strings off the front of a message.
class reader {
public:
    explicit reader(std::string_view bytes) : rest_(bytes) {}

    std::uint32_t u32() {
        const std::string_view b = bytes(4);
        std::uint32_t n = 0;
        for (const char c : b) n = n << 8 | static_cast<unsigned char>(c);
        return n;
    }
    std::int32_t i32() { return static_cast<std::int32_t>(u32()); }
    std::int16_t i16() {
        const std::string_view b = bytes(2);
        return static_cast<std::int16_t>(static_cast<unsigned char>(b[0]) << 8 | static_cast<unsigned char>(b[1]));
    }
    char byte() { return bytes(1)[0]; }
    std::string text() {
        const std::size_t end = rest_.find('\0');
        if (end == std::string_view::npos) throw std::runtime_error("frontend log: a string without an end");
        std::string value(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        return value;
    }
    std::string_view bytes(std::size_t n) {
        if (n > rest_.size()) throw std::runtime_error("frontend log: a message is too short");
        const std::string_view taken = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return taken;
    }

private:
    std::string_view rest_;
};

void parse_bind(reader& body, frontend_message& message) {
    body.text();  // the portal
    message.statement = body.text();
    for (int n = body.i16(); n > 0; --n) message.parameter_formats.push_back(body.i16());
    for (int n = body.i16(); n > 0; --n) {
        const std::int32_t size = body.i32();
        if (size < 0)
            message.parameters.emplace_back();
        else
            message.parameters.emplace_back(body.bytes(static_cast<std::size_t>(size)));
    }
}

frontend_message parse_message(char type, std::string_view bytes) {
    frontend_message message;
    message.type = type;
    reader body(bytes);
    switch (type) {
    case 'Q':
        message.sql = body.text();
        break;
    case 'P':
        message.statement = body.text();
        message.sql = body.text();
        for (int n = body.i16(); n > 0; --n) message.parameter_types.push_back(body.u32());
        break;
    case 'B':
        parse_bind(body, message);
        break;
    case 'C':
    case 'D':
        if (body.byte() == 'S') message.statement = body.text();
        break;
    default:
        break;
    }
    return message;
}

char untyped_message(std::uint32_t code) {
    constexpr std::uint32_t tls = 80877103, gss = 80877104, cancel = 80877102;
    if (code == tls || code == gss) return 'n';
    return code == cancel ? 'c' : 's';
}

}  // namespace

std::vector<frontend_message> parse_frontend(std::string_view bytes, bool from_start) {
    std::vector<frontend_message> messages;
    bool typed = !from_start;
    for (;;) {
        const std::size_t header = typed ? 5 : 4;
        if (bytes.size() < header) return messages;
        const std::size_t size = reader(bytes.substr(header - 4)).u32();
        if (size < 4) throw std::runtime_error("frontend log: a message with an impossible length");
        const std::size_t whole = header - 4 + size;
        if (bytes.size() < whole) return messages;
        if (typed) {
            messages.push_back(parse_message(bytes[0], bytes.substr(header, size - 4)));
        } else {
            frontend_message message;
            message.type = untyped_message(reader(bytes.substr(4)).u32());
            typed = message.type != 'n';
            messages.push_back(message);
        }
        bytes.remove_prefix(whole);
    }
}

}  // namespace tests
