// expect: vinyl: a member of this model can not be read from JSON
// lines: g++ 15, clang++ 25
// A type of one's own has a codec for the database, but nothing says how it is read from JSON.
#include <vinyl/json.hpp>
#include <vinyl/model.hpp>

struct colour {
    std::int32_t rgb{};
};

template <>
struct vinyl::codec<colour> : vinyl::codec<std::int32_t> {
    static void encode(const colour& value, std::string& out) { codec<std::int32_t>::encode(value.rgb, out); }
    static colour decode(std::string_view bytes, std::uint32_t type) {
        return {codec<std::int32_t>::decode(bytes, type)};
    }
};

struct Label : vinyl::model<Label> {
    std::int64_t id{};
#ifdef CONTROL
    std::int32_t colour{};
#else
    ::colour colour{};
#endif
};

int main() { return static_cast<int>(vinyl::from_json<Label>(boost::json::object()).id); }
