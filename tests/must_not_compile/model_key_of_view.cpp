// expect: vinyl: this relation points at a model that has no primary key
// lines: g++ 15, clang++ 25
#include <vinyl/codec/all.hpp>
#include <vinyl/model.hpp>
#include <vinyl/model/table.hpp>

using namespace vinyl::literals;

struct Log : vinyl::model<Log> {
#ifdef CONTROL
    std::int64_t id{};
#endif
    std::string text;
};

struct Note : vinyl::model<Note> {
    std::int64_t id{};
    vinyl::foreign_key<Log> log;
};

int main() { return static_cast<int>(vinyl::table_of<Note>().columns.size()); }
