// expect: constant expression
#include "shop.hpp"

void use(const char (&typed_in)[20]) {
#ifdef CONTROL
    static_cast<void>(typed_in);
    (void)Album::vinyl().order_by(vinyl::raw_sql<int>("1 + 1"));
#else
    (void)Album::vinyl().order_by(vinyl::raw_sql<int>(typed_in));
#endif
}
