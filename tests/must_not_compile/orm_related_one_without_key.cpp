// expect: vinyl: the model named in related<> has no foreign key of this name
// lines: g++ 15, clang++ 25
// As with related<>, following it says it once.
#include <vinyl/vinyl.hpp>

struct Album;

struct Sleeve : vinyl::model<Sleeve> {
    std::int64_t id{};
#ifdef CONTROL
    vinyl::related_one<Album, "sleeve"> album;
#else
    vinyl::related_one<Album, "sleve"> album;
#endif
};

struct Album : vinyl::model<Album> {
    std::int64_t id{};
    vinyl::one_to_one<Sleeve> sleeve;
};

std::int64_t use(const Sleeve& sleeve) { return (*sleeve.album()).id; }

int main() {}
