// expect: the key of this relation is of another type than the primary key it points at
// lines: g++ 15, clang++ 25
// A foreign key has the type of the key it points at.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Artist : vinyl::model<Artist> {
    vinyl::uuid id;
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
#ifdef CONTROL
    vinyl::foreign_key<Artist, vinyl::uuid> artist;
#else
    vinyl::foreign_key<Artist> artist;
#endif
};

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
