// expect: vinyl: raw() reads rows into the model, vinyl::partial of it, a plain struct
#include "shop.hpp"

void use() {
#ifdef CONTROL
    (void)Artist::vinyl().raw("SELECT * FROM artist");
#else
    (void)Album::vinyl().raw<Artist>("SELECT * FROM artist");
#endif
}
