// expect: vinyl: the SQL of raw() is a literal, so that nothing that is typed in becomes SQL
#include "shop.hpp"

void use(const std::string& typed_in) {
#ifdef CONTROL
    (void)Album::vinyl().raw("SELECT * FROM album WHERE title = $1", typed_in);
#else
    (void)Album::vinyl().raw("SELECT * FROM album WHERE title = '" + typed_in + "'");
#endif
}
