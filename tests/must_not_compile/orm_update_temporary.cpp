// expect: this object is a temporary
// lines: g++ 15, clang++ 25
#include "shop.hpp"

vinyl::dual<void> use() {
#ifdef CONTROL
    Album album = co_await Album::vinyl().get("id"_f = 1);
    co_await album.update("title"_f = "Milestones");
#else
    co_await (co_await Album::vinyl().get("id"_f = 1)).update("title"_f = "Milestones");
#endif
}
