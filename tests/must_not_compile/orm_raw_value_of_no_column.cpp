// expect: vinyl: a value that is given to raw() is of a type that no column has
#include "shop.hpp"

struct Price {
    int cents;
};

void use(Price price) {
#ifdef CONTROL
    (void)Album::vinyl().raw("SELECT * FROM album WHERE price < $1", price.cents);
#else
    (void)Album::vinyl().raw("SELECT * FROM album WHERE price < $1", price);
#endif
}
