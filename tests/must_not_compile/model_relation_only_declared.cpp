// expect: must be defined (not only declared) before queries are made
// lines: g++ 15, clang++ 25
// The model at the other end of a relation is complete where queries are made.
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/resolve.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Artist;

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    vinyl::foreign_key<Artist> artist;
};

#ifdef CONTROL
struct Artist : vinyl::model<Artist> {
    std::int64_t id{};
};
#endif

int main() { return static_cast<int>(vinyl::table_of<Album>().columns.size()); }
