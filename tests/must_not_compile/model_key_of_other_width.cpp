// expect: the key of this relation is of another type than the primary key it points at
// lines: g++ 15, clang++ 25
// A key of 32 bits is pointed at by 32 bits, as the column that references it is.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/table.hpp>

struct Artist : vinyl::model<Artist> {
    std::int32_t id{};
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
#ifdef CONTROL
    vinyl::foreign_key<Artist, std::int32_t> artist;
#else
    vinyl::foreign_key<Artist> artist;
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
