// expect: vinyl: this function takes no argument of this type
// lines: g++ 20, clang++ 40
#include "shop.hpp"

#include <vinyl/search.hpp>

void use() {
#ifdef CONTROL
    (void)Album::vinyl().order_by(search_rank(search_vector("title"_f), search_query("blue")));
#else
    (void)Album::vinyl().order_by(search_rank("title"_f, search_query("blue")));
#endif
}
