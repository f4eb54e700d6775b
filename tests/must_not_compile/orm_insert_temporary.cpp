// expect: this object is a temporary
#include "shop.hpp"

vinyl::dual<void> use() {
#ifdef CONTROL
    Artist artist{.name = "Miles Davis"};
    co_await artist.insert();
    co_await artist.update("name"_f = "Miles");
#else
    co_await Artist{.name = "Miles Davis"}.insert();
#endif
}
