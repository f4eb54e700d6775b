// expect: vinyl: this member's type can not be a column
// lines: g++ 15, clang++ 25
// A member of a type that no codec is known for.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct point {
    double x = 0, y = 0;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
#ifdef CONTROL
    std::vector<double> where;
#else
    point where;
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
