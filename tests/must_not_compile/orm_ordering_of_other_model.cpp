// expect: vinyl: this vinyl::ordering_of was put together for another model than it is used for
#include "shop.hpp"

void use() {
    const vinyl::ordering_of<Album> order("-price"_f);
#ifdef CONTROL
    (void)Album::vinyl().order_by(order);
#else
    (void)Artist::vinyl().order_by(order);
#endif
}
