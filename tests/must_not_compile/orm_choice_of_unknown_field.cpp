// expect: vinyl: this model has no field or relation with this name
// lines: g++ 15, clang++ 25
// What users may choose is checked when the table is made.
#include "shop.hpp"

#include <vinyl/choices.hpp>

void use() {
#ifdef CONTROL
    (void)vinyl::filter_choices<Album>("price__lt"_f)("price__lt", "3");
#else
    (void)vinyl::filter_choices<Album>("prize__lt"_f)("price__lt", "3");
#endif
}
