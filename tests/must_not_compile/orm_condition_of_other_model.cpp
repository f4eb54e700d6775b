// expect: vinyl: this vinyl::condition was put together for another model than it is used for
#include "shop.hpp"

void use() {
    const vinyl::condition<Album> cheap = "price"_f < 10;
#ifdef CONTROL
    (void)Album::vinyl().filter(cheap);
#else
    (void)Artist::vinyl().filter(cheap);
#endif
}
