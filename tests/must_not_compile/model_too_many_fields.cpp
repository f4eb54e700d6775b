// expect: vinyl: this struct has more than 64 members
// lines: g++ 15, clang++ 25
// Reflection knows structs of up to 64 members.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    int a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16;
    int b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16;
    int c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16;
    int d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15;
#ifdef CONTROL
#else
    int one_more;
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
