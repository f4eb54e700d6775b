// expect: vinyl: this needs a primary key, and the model has none
// lines: g++ 15, clang++ 25
// A model without a key can be read and inserted, but no row of it can be told from others.
#include <vinyl/vinyl.hpp>

using namespace vinyl::literals;

struct Line : vinyl::model<Line> {
#ifdef CONTROL
    std::int64_t id{};
#else
    std::int64_t number{};
#endif
    std::string text;
};

void use() {
    Line line;
    line.insert();
    line.save();
}
