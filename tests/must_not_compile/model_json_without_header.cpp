// expect: what has members of type vinyl::json needs #include <vinyl/jsonb.hpp>
// lines: g++ 15, clang++ 15
// <vinyl/vinyl.hpp> knows the type's name only.
#include <vinyl/vinyl.hpp>

#ifdef CONTROL
#include <vinyl/jsonb.hpp>
#endif

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    vinyl::json data;
};
