// expect: vinyl: create(), add(), remove() and clear() are for the reverse side of a foreign key
#include "../support/record_shop.hpp"

void use(records::Genre& jazz, records::Album& album) {
#ifdef CONTROL
    (void)jazz.albums.filter(vinyl::field<"id">() == album.id);
#else
    (void)jazz.albums.remove(album);
#endif
}
