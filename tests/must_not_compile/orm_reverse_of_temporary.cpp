// expect: this relation belongs to a temporary object
// lines: g++ 15, clang++ 25
#include "shop.hpp"

vinyl::dual<std::int64_t> use() {
#ifdef CONTROL
    const Artist artist = co_await Artist::vinyl().get("id"_f = 1);
    const Biography& life = co_await artist.biography();
    const auto albums = co_await (co_await Artist::vinyl().get("id"_f = 1)).albums();  // a queryset owns its key
#else
    const Biography& life = co_await (co_await Artist::vinyl().get("id"_f = 1)).biography();
#endif
    co_return life.id;
}
