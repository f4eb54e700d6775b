// expect: what has members of type vinyl::json needs #include <vinyl/jsonb.hpp>
// lines: g++ 15, clang++ 15
// Without JSON, <vinyl/vinyl.hpp> knows the type's name only.
#define VINYL_WITHOUT_JSON
#include <vinyl/vinyl.hpp>

#ifdef CONTROL
#include <vinyl/jsonb.hpp>
#endif

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    vinyl::json data;
};
