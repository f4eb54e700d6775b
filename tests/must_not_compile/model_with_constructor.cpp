// expect: vinyl: this must be a plain struct
// lines: g++ 15, clang++ 25
// A model is an aggregate.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Album : vinyl::model<Album> {
#ifdef CONTROL
#else
    Album() {}
#endif
    std::int64_t id{};
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
